"""Make the golden vectors of notices, calls and watches, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.vectors.make_slices import FOLDER, Case, Cases, about
from tests.worlds import DATE, HOST, NORTH, SOUTH, World, delegate_key, en, make_charter
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point, coarsened
from trilateral.ledger.charter import ClockTerms
from trilateral.mechanism.notices.entries import (
    HotlineCalled,
    HotlineConfirmed,
    HotlineDenied,
    NoticeAcknowledged,
    NoticeApproved,
    NoticeCancelled,
    NoticeChanged,
    NoticeCompleted,
    NoticeIssued,
    NoticeObjected,
    NoticePassedOn,
    ReceiptSpoken,
    RosterSet,
    Turn,
    Units,
    WatchHandedOver,
    WatchTakenOver,
)
from trilateral.mechanism.notices.spoken import numbers_of, words_of
from trilateral.tlog.note import SignerKey

CASES: Cases = {}
HOUR = timedelta(hours=1)
EARLY = datetime(2029, 12, 31, 22, tzinfo=UTC)
ROUTE = Location(
    (en("East road"),), (Point(333_250_000, 444_220_000), Point(334_000_000, 444_500_000)), 500, whole=True
)
CONVOY = NoticeIssued(
    "movement",
    (SOUTH, HOST),
    en("Ten lorries go east."),
    Interval(DATE, DATE + 6 * HOUR, whole=True, zone="Asia/Baghdad", civil="2030-03-04 10:30"),
    ROUTE,
    en("Flour for the hospital."),
    (Units("vehicles", 10, en("lorries"), en("white flags")),),
    "liaison",
    answer_by=DATE - 20 * HOUR,
)
PLAN = NoticeIssued("works", (SOUTH, HOST), en("The bridge."), Interval(DATE, DATE + HOUR), ROUTE, consent=True)
SITE = NoticeIssued("static_site", (SOUTH,), en("A hospital."), Interval(DATE), ROUTE, open_ended=True)


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


@case
def notice_acknowledged_and_passed_on() -> Case:
    world, notice = about("Each addressee says for itself that it has read a notice and passed it on.", NORTH, CONVOY)
    world.meet()
    world.say(SOUTH, NoticeAcknowledged(notice, en("Read.")), notice)
    world.say(SOUTH, NoticeAcknowledged(notice), notice)
    world.fails("notices.said_already")
    world.say(HOST, NoticePassedOn(notice, en("Third post")), notice)
    world.say(HOST, NoticeApproved(notice), notice)
    world.fails("notices.no_consent_asked")
    world.say(NORTH, NoticeAcknowledged(notice), notice)
    world.fails("notices.not_an_addressee")
    return world


@case
def notice_changed_while_it_was_acknowledged() -> Case:
    world, notice = about(
        "A word on a version does not cover the next one, which its author had not seen.", NORTH, CONVOY
    )
    world.meet()
    change = world.say(NORTH, NoticeChanged(when=Interval(DATE + HOUR), changed_at=EARLY, why=en("Rain.")), notice)
    world.say(SOUTH, NoticeAcknowledged(notice), notice)
    world.see_all(SOUTH)
    world.say(SOUTH, NoticeObjected(notice, en("Too late.")), notice)
    world.fails("notices.changed_before")
    world.say(SOUTH, NoticeObjected(change, en("Too late.")), notice)
    world.say(NORTH, NoticeChanged(), notice)
    world.fails("notices.changes_nothing")
    return world


@case
def plan_stopped_by_one_refusal() -> Case:
    world, notice = about("Consent is each addressee's own. One refusal stops it until it is taken back.", NORTH, PLAN)
    world.meet()
    world.say(SOUTH, NoticeApproved(notice), notice)
    world.say(HOST, NoticeObjected(notice, en("The bridge is closed.")), notice)
    return world


@case
def plan_done_while_consent_was_refused() -> Case:
    world, notice = about("Done and refused by two that had not seen each other's words.", NORTH, PLAN)
    world.meet()
    world.say(SOUTH, NoticeObjected(notice, en("No.")), notice)
    world.say(NORTH, NoticeCompleted(en("It is open.")), notice)
    return world


@case
def site_listed_and_taken_off() -> Case:
    world, notice = about("A protected site, until further notice, and only its author takes it back.", NORTH, SITE)
    world.meet()
    world.say(SOUTH, NoticeCancelled(), notice)
    world.fails("notices.not_yours_to_change")
    world.say(NORTH, NoticeCancelled(en("It has moved.")), notice)
    world.say(NORTH, NoticeCompleted(), notice)
    world.fails("notices.over_before")
    return world


@case
def place_read_by_all_on_the_grid() -> Case:
    gridded = World(make_charter(grid_microdegrees=100_000, clocks=(ClockTerms("notices.consent_works", 4),))).found()
    world = Case(
        "In the open a place is as coarse as the charter's grid, and the charter asks for consent to works.", gridded
    )
    world.say(NORTH, PLAN)
    world.fails("notices.too_exact")
    coarse = msgspec.structs.replace(PLAN, consent=False, where=coarsened(ROUTE, 100_000))
    notice = world.say(NORTH, coarse)
    world.meet()
    world.say(SOUTH, NoticeApproved(notice), notice)
    return world


@case
def receipt_read_out_on_the_telephone() -> Case:
    world, notice = about("Both ends write down the words of an acknowledgement.", NORTH, CONVOY)
    world.meet()
    receipt = world.say(SOUTH, NoticeAcknowledged(notice), notice)
    world.say(SOUTH, ReceiptSpoken(NORTH, words_of(numbers_of(receipt))), notice)
    world.say(NORTH, ReceiptSpoken(SOUTH, " ".join(f"{number:03}" for number in numbers_of(receipt))), notice)
    world.say(NORTH, ReceiptSpoken(SOUTH, "acorn acorn acorn"), notice)
    world.fails("notices.no_such_words")
    return world


@case
def call_logged_by_both_ends() -> Case:
    call = HotlineCalled(SOUTH, "made", "spoken", EARLY, en("Shots at the ferry."), 5)
    world, held = about("Each end signs its own account of a call, and its last word counts.", NORTH, call)
    world.meet()
    world.say(HOST, HotlineDenied(), held)
    world.fails("notices.not_your_call")
    world.say(SOUTH, HotlineDenied(en("Nobody called.")), held)
    world.say(SOUTH, HotlineConfirmed("spoken", EARLY + HOUR, en("Found it in the book."), 4), held)
    world.say(NORTH, HotlineCalled(NORTH, "made", "spoken", EARLY))
    world.fails("notices.called_oneself")
    return world


class Watched(Case):
    """A case in which the office signs that the watch is handed over to."""

    def keys(self) -> list[SignerKey]:
        """Keys of all parties, that of the deputy included."""
        return [*super().keys(), delegate_key(NORTH, "deputy")]


@case
def watch_handed_over() -> Case:
    turns = (Turn("head", DATE, DATE + 8 * HOUR), Turn("deputy", DATE + 8 * HOUR, DATE + 16 * HOUR))
    world = Watched("An office has the watch until another signs that it took it.")
    world.enrol(NORTH, delegate_key(NORTH, "deputy"), "delegate", "deputy")
    watch = world.say(NORTH, RosterSet(turns, en("River")))
    world.meet()
    handover = world.say(NORTH, WatchHandedOver("deputy", (en("Boat at the ferry"),)), watch)
    world.say(NORTH, WatchTakenOver(handover), watch)
    world.fails("notices.not_handed_to_you")
    world.say(NORTH, WatchTakenOver(handover), watch, by="deputy")
    world.meet()
    world.say(SOUTH, RosterSet(turns), watch)
    world.fails("notices.not_your_watch")
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
