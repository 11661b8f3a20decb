"""What lists show of protections in the open, and that no table holds anything under seal."""

from tests.mechanism.humanitarian.listed import GROUP, answered, held, protection
from tests.mechanism.humanitarian.test_rules import PERSON
from tests.mechanism.rows import stored
from tests.under_seal import sealed_world
from tests.worlds import HOST, NORTH, SOUTH
from trilateral.mechanism.humanitarian import tables
from trilateral.mechanism.humanitarian.entries import ProtectionAccepted


def test_rows_of_a_protection_in_the_open() -> None:
    world = sealed_world(NORTH)
    subject = world.say(NORTH, GROUP)
    world.meet()
    world.say(SOUTH, ProtectionAccepted(), subject)

    rows = stored(tables, protection(world, subject))

    (row,) = rows["protections"]
    assert (row["party"], row["what"], row["standing"]) == (NORTH, "group", "asserted")
    assert [each["name"] for each in rows["protection_names"]] == [each.text for each in GROUP.names]
    assert [(each["instrument"], each["article"]) for each in rows["protection_basis"]] == [
        ("gc4", "27"),
        ("gc4", "49"),
    ]
    words = {each["party"]: each["word"] for each in rows["protection_words"]}
    assert words == {HOST: None, NORTH: "accepted", SOUTH: "accepted"}


def test_nothing_under_seal_has_a_row() -> None:
    world, subject, _ = answered()
    person = world.seal(NORTH, PERSON, None, (SOUTH,))

    assert list(tables.rows(held(world, subject))) == []
    assert list(tables.rows(protection(world, person))) == []
