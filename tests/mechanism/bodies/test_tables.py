"""What lists show of parts: never a word that was under seal and has not been shown."""

from tests.mechanism.bodies.test_rules import LISTED, WHY, said
from tests.mechanism.bodies.under_seal import BLOB, COMMIT, received, shown
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, founded, node_key
from trilateral.mechanism.bodies import tables
from trilateral.mechanism.bodies.entries import PartErased, RowsErased


def test_rows_of_words_under_seal() -> None:
    world, subject = said()
    world.say(HOST, shown("body.text"), subject)

    (row,) = stored(tables, world.state(subject))["bodies_kept"]

    assert (row["party"], row["what"], row["blob"], row["shown"]) == (NORTH, "sealed", BLOB, 1)
    assert COMMIT not in {*row.values()}, "the commitment stands in the log"


def test_rows_of_a_receipt_and_of_an_erasure() -> None:
    world, subject = said()
    receipt = received(world, HOST, node_key(HOST), held=(BLOB,))
    erasure = world.say(HOST, PartErased(subject, BLOB, WHY))

    named = stored(tables, world.state(receipt))["bodies_named"]
    (gone,) = stored(tables, world.state(erasure))["bodies_kept"]

    assert named == [{"subject": receipt, "blob": BLOB, "word": "held"}]
    assert (gone["what"], gone["blob"]) == ("erasure", BLOB)


def test_rows_of_a_list() -> None:
    world = founded()
    listed = world.say(NORTH, LISTED)
    world.say(NORTH, RowsErased((0, 2), WHY), listed)

    (row,) = stored(tables, world.state(listed))["bodies_kept"]

    assert (row["what"], row["root"], row["count"], row["erased"]) == ("rows", LISTED.root, 3, 2)
