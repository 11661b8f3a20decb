"""Make the golden vectors of parts beside the logs, in the form of `make_slices`.

What a part holds is in no log: these show what everybody sees of it.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from msgspec.structs import replace

from tests.mechanism.bodies.under_seal import BLOB, OTHER, Salts, received, sealed, shown
from tests.vectors.make_slices import FOLDER, Case, Cases, about
from tests.worlds import HOST, NORTH, SOUTH, en, node_key
from trilateral.mechanism.bodies.entries import PartErased, RowsErased, RowsListed, WordsDisclosed
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.seal.bulk import BulkWriter

CASES: Cases = {}
_WRITER = BulkWriter(Salts())
for _number in range(3):
    _WRITER.line({"number": _number, "where": "the river"})
LISTED = RowsListed(en("Reports of the week"), "incident_reports", 3, _WRITER.manifest().root)


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


@case
def sealed_and_shown_row_by_row() -> Case:
    world = Case("Words under seal, of which a reader shows one row, and their author all.")
    said = sealed(world)
    world.meet()
    world.say(SOUTH, shown("body.text"), said)
    world.say(NORTH, shown(), said)
    world.say(HOST, shown("kind"), said)
    return world


@case
def sealed_for_nobody() -> Case:
    world = Case("What is sealed has a part, and others for whom it is, each once and in order.")
    sealed(world, blob=None, commit=None)
    world.fails("bodies.no_part")
    for audience in ((), (SOUTH, HOST), (SOUTH, SOUTH), (NORTH,)):
        sealed(world, audience=audience)
        world.fails("bodies.no_audience")
    sealed(world, audience=("west",))
    world.fails("bodies.not_a_member")
    return world


@case
def shown_otherwise_than_sealed() -> Case:
    world = Case("A row that was not sealed is shown by nobody.")
    said = sealed(world)
    true = shown("body.text").fields[0]
    world.say(NORTH, WordsDisclosed((replace(true, value='{"lang":"en","text":"It is open."}'),)), said)
    world.fails("bodies.not_what_was_sealed")
    world.say(NORTH, WordsDisclosed((replace(true, salt="0" * 64),)), said)
    world.fails("bodies.not_what_was_sealed")
    world.say(NORTH, WordsDisclosed(()), said)
    world.fails("bodies.not_in_order")
    world.say(NORTH, WordsDisclosed((true, true)), said)
    world.fails("bodies.not_in_order")
    return world


@case
def words_in_the_open_are_not_shown() -> Case:
    made = StatementMade("position", en("Said to all."))
    world, said = about("Only what was sealed can be shown; a statement in the open is another subject.", NORTH, made)
    world.say(NORTH, shown(), said)
    world.fails("ledger.wrong_subject")
    world.say(NORTH, shown())
    world.fails("bodies.not_sealed")
    return world


@case
def received_and_found_bad() -> Case:
    world = Case("Nodes say which parts they hold, and which are not what was signed.")
    sealed(world)
    world.meet()
    received(world, HOST, node_key(HOST), held=(BLOB,))
    received(world, SOUTH, node_key(SOUTH), bad=(BLOB,))
    received(world, SOUTH, node_key(SOUTH))
    world.fails("bodies.names_too_many")
    received(world, SOUTH, node_key(SOUTH), held=(BLOB,), bad=(BLOB,))
    world.fails("bodies.not_in_order")
    return world


@case
def erased_by_author_and_by_reader() -> Case:
    world = Case("A reader says that its own copy is gone, the author that all shall be.")
    said = sealed(world)
    world.say(SOUTH, PartErased(said, BLOB, en("not seen yet")))
    world.fails("bodies.not_seen")
    world.meet()
    world.say(SOUTH, PartErased(said, OTHER, en("another part")))
    world.fails("bodies.not_its_part")
    world.say(SOUTH, PartErased(said, BLOB, en("not needed any more")))
    world.say(NORTH, PartErased(said, BLOB, en("kept long enough")))
    world.say(NORTH, PartErased(said, BLOB, en("twice")), said)
    world.fails("bodies.opens_its_own")
    return world


@case
def rows_listed_and_erased() -> Case:
    world, listed = about("Rows of a list are erased by its author, one by one.", NORTH, LISTED)
    world.meet()
    world.say(SOUTH, RowsErased((0,), en("not mine")), listed)
    world.fails("bodies.not_yours_to_erase")
    world.say(NORTH, RowsErased((1, 3), en("one too many")), listed)
    world.fails("bodies.no_such_row")
    world.say(NORTH, RowsErased((2, 1), en("out of order")), listed)
    world.fails("bodies.not_in_order")
    world.say(NORTH, RowsErased((1,), en("a person is named")), listed)
    world.say(NORTH, RowsErased((1, 2), en("and there")), listed)
    world.say(NORTH, RowsErased((0,), en("of no list")))
    world.fails("bodies.no_rows")
    return world


def files() -> dict[str, str]:
    """Content of each file by its name."""
    return {
        f"{name}.json": json.dumps(make().written(), ensure_ascii=False, indent=2) + "\n"
        for name, make in CASES.items()
    }


if __name__ == "__main__":
    for file, content in files().items():
        (FOLDER / file).write_text(content, encoding="utf-8")
