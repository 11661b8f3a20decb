"""What lists show of designations, and under which spellings they are found."""

from tests.mechanism.designations.test_rules import HASH, agreed
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, SOUTH, en, founded
from trilateral.ledger.entry import Text
from trilateral.mechanism.designations import tables
from trilateral.mechanism.designations.entries import DesignationRegistered, ResponsibilityAsserted, TermStated


def test_rows_of_a_group_with_a_neutral_term() -> None:
    world, subject, put = agreed()
    world.say(SOUTH, TermStated((en("Bandits"),), (Text("fa", "راهزنان"),)), subject)
    world.say(SOUTH, ResponsibilityAsserted(NORTH), subject)

    rows = stored(tables, world.state(subject))

    (row,) = rows["designations"]
    assert (row["party"], row["thing"], row["neutral_status"], row["neutral"]) == (NORTH, "group", "agreed", put)
    assert [(each["party"], each["text"]) for each in rows["designation_terms"]] == [
        (NORTH, "River Guard"),
        (SOUTH, "Bandits"),
    ]
    assert [(each["text"], each["standing"]) for each in rows["designation_neutrals"]] == [
        ("the group at the ford", "agreed")
    ]
    keys = {each["folded"]: each["sounding"] for each in rows["designation_spellings"]}
    assert keys["river guard"] == "r grd"
    assert {"حرس النهر", "راهزنان", "bandits", "the group at the ford"} <= set(keys)
    assert [(each["of"], each["status"]) for each in rows["designation_claims"]] == [(NORTH, "asserted")]


def test_a_persons_name_is_in_no_table() -> None:
    world = founded()
    subject = world.say(HOST, DesignationRegistered("person"), blob=HASH, commit=HASH)

    rows = stored(tables, world.state(subject))

    assert rows["designations"][0]["thing"] == "person"
    assert rows["designation_terms"] == []
    assert rows["designation_spellings"] == []
