"""Make the golden vectors of accounts, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.vectors.make_slices import FOLDER, Case, Cases
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.ledger.entry import Text
from trilateral.mechanism.accounts.entries import (
    AccountEntered,
    AccountRead,
    CopyStated,
    DatePrinted,
    Omission,
    PointRaised,
    Quote,
    Reading,
    ReadoutAnswered,
    StatementLinked,
)
from trilateral.mechanism.statements.entries import StatementMade

CASES: Cases = {}
DAY = "2030-03-04"
AGAIN = PointRaised(Text("fa", "آیا باز دیدار می‌کنند؟"), day=DAY)


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


def account(outlet: str, **changes: Any) -> AccountEntered:
    """An account of the day."""
    members = {"published_on": "2030-03-05", "lang": "en", "affiliation": "independent", "day": DAY, **changes}
    return AccountEntered(title=en("At the river"), outlet=outlet, **members)


@case
def readers_of_one_account_differ() -> Case:
    world = Case(
        "Two parties read one account differently on a point. Both readings stand; of one party the last counts."
    )
    paper = world.say(NORTH, account("The Gazette", interest=en("Its owner's."), tones=("sober",)))
    point = world.say(NORTH, AGAIN)
    world.meet()
    world.say(SOUTH, AccountRead((Reading(point, "says", Quote("may meet again", "they", "soon"), "fact"),)), paper)
    world.say(HOST, AccountRead((Reading(point, "denies", Quote("may meet again"), "comment"),)), paper)
    world.say(SOUTH, AccountRead((Reading(point, "differs", Quote("may"), value=en("perhaps")),)), paper)
    world.say(HOST, AccountRead((Reading(point, "silent", Quote("so")),)), paper)
    world.fails("accounts.silence_has_no_words")
    world.say(HOST, AccountRead((Reading(point, "says"),)), paper)
    world.fails("accounts.quote_missing")
    return world


@case
def copies_of_one_report() -> Case:
    world = Case("Copies of an agency's report are one witness, unless somebody denies that one is a copy.")
    agency = world.say(NORTH, account("An agency", affiliation="wire"))
    copy = world.say(NORTH, account("Courier", wire_of=agency, omissions=(Omission("…", "they said"),)))
    excerpt = world.say(NORTH, account("Herald", excerpted_in=copy, dates=(DatePrinted("publication", "2029"),)))
    world.meet()
    world.say(SOUTH, CopyStated(agency, copy=False, why=en("Its own reporter.")), copy)
    world.say(HOST, CopyStated(agency), excerpt)
    world.say(HOST, CopyStated(agency), excerpt)
    world.fails("accounts.said_already")
    return world


@case
def readout_is_denied_by_its_party() -> Case:
    world = Case("Nobody but the party itself says whether a readout is its own.")
    readout = world.say(NORTH, account("A ministry", affiliation="party", readout_of=SOUTH))
    world.meet()
    world.say(HOST, ReadoutAnswered(ours=True), readout)
    world.fails("accounts.not_yours_to_answer")
    world.say(SOUTH, ReadoutAnswered(ours=False, text=en("Not by us.")), readout)
    return world


@case
def words_outside_the_room() -> Case:
    world = Case("What a party said in the room and what it said outside it are linked to one point.")
    point = world.say(NORTH, AGAIN)
    inside = world.say(SOUTH, StatementMade("position", en("We shall come again.")))
    outside = world.say(SOUTH, StatementMade("declaration", en("We shall not."), outside=True))
    world.meet()
    world.say(HOST, StatementLinked(inside), point)
    world.say(HOST, StatementLinked(outside, en("on the same day")), point)
    world.say(HOST, StatementLinked(point), point)
    world.fails("accounts.not_a_statement")
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
