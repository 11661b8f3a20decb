"""Make the golden vectors of dispatches, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.vectors.make_slices import FOLDER, PROPOSED, Case, Cases, about
from tests.worlds import DATE, HOST, NORTH, SOUTH, en
from trilateral.ledger.entry import Source, Text
from trilateral.mechanism.dispatches.edition import edition_root
from trilateral.mechanism.dispatches.entries import (
    CorrectionReleased,
    DispatchCompiled,
    DispatchOffered,
    DispatchRemarked,
    DispatchWithdrawn,
    Figure,
    Item,
    ItemCorrected,
    ItemsHeld,
    ItemsReleased,
)
from trilateral.mechanism.statements.entries import StatementMade

CASES: Cases = {}
SALT = "0123456789abcdef" * 2
QUIET = Item(
    (en("All quiet."), Text("fa", "همه‌جا آرام است.")),
    sources=(Source("At the river", "A gazette", "2030-03"),),
    salt=SALT,
)
FERRY = Item((en("The ferry runs."),))


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


def issue(*items: Item, **changes: Any) -> DispatchCompiled:
    """An issue of two items, or of others."""
    members = {"volume": 4, "number": 5, "dated_on": "2030-03-04", "zone": "Asia/Baghdad", "civil": "2030-03-04 10:30"}
    return DispatchCompiled(
        (en("River report"),), cut_off_at=DATE, items=items or (QUIET, FERRY), **{**members, **changes}
    )


ISSUE = issue()
EDITION = edition_root(ISSUE)


@case
def dispatch_released_in_part_and_corrected() -> Case:
    world, dispatch = about(
        "One item is released by all and corrected later; the other is held, so withheld.", NORTH, ISSUE
    )
    world.say(NORTH, DispatchOffered(EDITION), dispatch)
    world.meet()
    world.say(SOUTH, ItemsReleased("f" * 64), dispatch)
    world.fails("dispatches.other_edition")
    world.say(SOUTH, ItemsReleased(EDITION, (1,)), dispatch)
    world.say(SOUTH, ItemsHeld(EDITION, (2,), en("Too early.")), dispatch)
    world.say(HOST, ItemsReleased(EDITION), dispatch)
    world.say(HOST, DispatchRemarked("dissent", en("It was not quiet."), 1), dispatch)
    world.meet()
    world.say(NORTH, DispatchWithdrawn(), dispatch)
    world.fails("dispatches.released_before")
    correction = world.say(HOST, ItemCorrected(1, 1, Item((en("Two shots fell."),)), en("As heard.")), dispatch)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, CorrectionReleased(correction), dispatch)
    return world


@case
def last_release_crosses_withdrawal() -> Case:
    world, dispatch = about("The last party releases an issue while it is being withdrawn.", NORTH, ISSUE)
    world.say(NORTH, DispatchOffered(EDITION), dispatch)
    world.meet()
    world.say(SOUTH, ItemsReleased(EDITION), dispatch)
    world.meet()
    world.say(NORTH, DispatchWithdrawn(en("a figure")), dispatch)
    world.say(HOST, ItemsReleased(EDITION), dispatch)
    return world


@case
def figures_that_count_their_entries() -> Case:
    world = Case("A counted figure is the number of the entries that it cites, all of them said in the period.")
    session = world.say(NORTH, PROPOSED)
    said = [world.say(NORTH, StatementMade("demand", en(text))) for text in ("One.", "Two.")]
    late = world.say(NORTH, StatementMade("demand", en("Late.")), at=DATE + timedelta(seconds=1))

    def counted(value: int, *entries: str, kind: str = "") -> Item:
        return Item((en("Demands."),), session, (Figure("demands", en("Demands"), value, "counted", kind, entries),))

    first = world.say(
        NORTH, issue(counted(2, *said, kind="statements.made"), sort="session_statement", session=session)
    )
    for body, code in (
        (issue(counted(3, *said)), "does_not_count"),
        (issue(counted(1, session, kind="statements.made")), "other_kind"),
        (issue(counted(1, late)), "after_cut_off"),
        (issue(counted(1, said[0]), from_at=DATE - timedelta(seconds=1)), "before_period"),
        (issue(counted(0), previous=first, number=7), "number_does_not_follow"),
    ):
        world.say(NORTH, body)
        world.fails(f"dispatches.{code}")
    world.say(NORTH, issue(counted(0), previous=first, number=6))
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
