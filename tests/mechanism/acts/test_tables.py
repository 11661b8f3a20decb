"""What lists show of acts on entries: each under the matter, and the entry that it is about."""

from tests.mechanism.acts.test_rules import acts_in, spoken
from tests.mechanism.rows import stored
from tests.worlds import NORTH, SOUTH, en
from trilateral.mechanism.acts import tables
from trilateral.mechanism.acts.entries import EntryCommented, WordsCorrected


def test_rows_of_the_acts_on_a_matter() -> None:
    world, said = spoken()
    corrected = world.say(NORTH, WordsCorrected(said, en("We are ready."), "text"), said)
    commented = world.say(SOUTH, EntryCommented(said, en("x")), said)

    rows = stored(tables, acts_in(world, said))

    assert [(row["entry"], row["party"], row["about"], row["word"]) for row in rows["acts"]] == [
        (corrected, NORTH, said, "corrected"),
        (commented, SOUTH, said, "commented"),
    ]
    assert {row["subject"] for row in rows["acts"]} == {said}
