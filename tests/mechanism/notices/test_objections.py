"""Every objection to what is said of a notice, a call or a watch is met on the node and through the API, with its code."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from tests.mechanism.notices.agreed import GRID, charter_with
from tests.server.refusing import Made, Row, refused_by_api, refused_by_node
from tests.server.web import Visitor, en, web
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point, coarsened
from trilateral.i18n.messages import sentence
from trilateral.mechanism.notices import rules
from trilateral.mechanism.notices.entries import (
    HotlineCalled,
    HotlineConfirmed,
    HotlineDenied,
    NoticeAcknowledged,
    NoticeApproved,
    NoticeCancelled,
    NoticeChanged,
    NoticeIssued,
    NoticeObjected,
    ReceiptSpoken,
    RosterSet,
    Turn,
    Units,
    WatchHandedOver,
    WatchTakenOver,
)
from trilateral.node.compose import About

AT = datetime(2007, 6, 20, tzinfo=UTC)
BEFORE, LATER = datetime(2007, 5, 1, tzinfo=UTC), datetime(2008, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ROAD = Location((en("East road"),))
UNKNOWN = "f" * 64
TURN = Turn("press", AT, AT + DAY)


def notice(*to: str, **other: object) -> NoticeIssued:
    terms = {"sort": "movement", "to": to, "what": en("Lorries."), "when": Interval(AT, AT + DAY), "where": ROAD}
    return NoticeIssued(**{**terms, **other})  # type: ignore[arg-type]  # each test gives what fits


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """A charter with a grid, so that places can be too exact."""
    with charter_with(), web(tmp_path_factory.mktemp("notices")) as us:
        record = Made(us)
        say = record.say
        say("ours", "us", notice("ir", "iq"))
        say("theirs", "ir", notice("us", "iq"))
        say("ack", "us", NoticeAcknowledged(record.theirs), "theirs")
        say("among_others", "ir", notice("iq"))
        say("moved", "ir", notice("us", consent=True))
        say("change", "ir", NoticeChanged(what=en("More lorries.")), "moved")
        say("plan", "ir", notice("us", consent=True))
        say("consent", "us", NoticeApproved(record.plan), "plan")
        say("gone", "us", notice("ir"))
        say("cancelled", "us", NoticeCancelled(), "gone")
        say("call", "ir", HotlineCalled("us", "made", "spoken", BEFORE))
        say("denied", "us", HotlineDenied(), "call")
        say("call_of_others", "ir", HotlineCalled("iq", "made", "spoken", BEFORE))
        say("own_call", "us", HotlineCalled("iq", "taken", "spoken", BEFORE))
        say("watch", "us", RosterSet((TURN,)))
        say("handover", "us", WatchHandedOver("press"), "watch")
        say("held", "us", RosterSet((TURN,)))
        say("on_its_way", "us", WatchHandedOver("press"), "held")
        us.node.say(WatchTakenOver(record.on_its_way), by="press", about=About(subject=record.held))
        say("watch_of_others", "ir", RosterSet((TURN,)))
        yield record


@pytest.fixture(scope="module")
def delegate(made: Made) -> Iterator[Visitor]:
    with made.us.visitor() as visitor:
        yield visitor


ROWS: dict[str, Row] = {
    "addressed_twice": lambda _: (notice("ir", "ir"), ""),
    "another_sort": lambda _: (HotlineDenied(), "theirs"),
    "called_later": lambda _: (HotlineCalled("ir", "made", "spoken", LATER), ""),
    "called_oneself": lambda _: (HotlineCalled("us", "made", "spoken", BEFORE), ""),
    "changed_before": lambda m: (NoticeObjected(m.moved, en("x")), "moved"),
    "changed_later": lambda _: (NoticeChanged(what=en("x"), changed_at=LATER), "ours"),
    "changes_nothing": lambda _: (NoticeChanged(), "ours"),
    "ends_before_it_begins": lambda _: (notice("ir", when=Interval(AT, BEFORE)), ""),
    "has_not_the_watch": lambda _: (WatchHandedOver("night"), "held"),
    "no_consent_asked": lambda m: (NoticeApproved(m.theirs), "theirs"),
    "no_such_handover": lambda m: (WatchTakenOver(m.watch), "watch"),
    "no_such_version": lambda m: (NoticeAcknowledged(m.ours), "theirs"),
    "no_such_words": lambda _: (ReceiptSpoken("ir", "acorn"), "ours"),
    "no_turns": lambda _: (RosterSet(()), ""),
    "not_a_call": lambda m: (HotlineCalled("ir", "made", "spoken", BEFORE, follows=m.ours), ""),
    "not_a_member": lambda _: (notice("xx"), ""),
    "not_an_addressee": lambda m: (NoticeAcknowledged(m.among_others), "among_others"),
    "not_an_end": lambda _: (ReceiptSpoken("us", "acorn acorn acorn acorn"), "ours"),
    "not_found": lambda _: (NoticeCancelled(), ""),
    "not_handed_to_you": lambda m: (WatchTakenOver(m.handover), "watch"),
    "not_seen": lambda _: (NoticeAcknowledged(UNKNOWN), "theirs"),
    "not_the_same_call": lambda m: (HotlineConfirmed("spoken", BEFORE, same_as=m.own_call), "call"),
    "not_your_call": lambda _: (HotlineDenied(), "call_of_others"),
    "not_your_watch": lambda _: (WatchHandedOver("press"), "watch_of_others"),
    "not_yours_to_change": lambda _: (NoticeCancelled(), "theirs"),
    "nowhere": lambda _: (notice("ir", where=Location()), ""),
    "opened_already": lambda _: (notice("ir"), "ours"),
    "over_before": lambda _: (NoticeCancelled(), "gone"),
    "said_already": lambda m: (NoticeAcknowledged(m.theirs), "theirs"),
    "to_nobody": lambda _: (notice(), ""),
    "to_oneself": lambda _: (notice("us"), ""),
    "to_the_same_office": lambda _: (WatchHandedOver("head"), "watch"),
    "too_exact": lambda _: (notice("ir", where=Location((), (Point(333_250_001, 444_220_001),))), ""),
    "too_many_points": lambda _: (notice("ir", where=Location((), (Point(0, 0),) * 201)), ""),
    "too_many_turns": lambda _: (RosterSet((TURN,) * 201), ""),
    "too_many_units": lambda _: (notice("ir", units=(Units("vehicles", 1, en("x")),) * 51), ""),
    "turns_out_of_order": lambda _: (RosterSet((TURN, Turn("head", BEFORE, AT))), ""),
}


def codes() -> set[str]:
    """Every code with which the slice objects, as its source spells it."""
    found = set()
    for path in Path(rules.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Objection":
                found |= {each.value for each in node.args if isinstance(each, ast.Constant)}
    return {str(each).partition(".")[2] for each in found}


def test_every_objection_is_tried() -> None:
    assert set(ROWS) == codes()


@pytest.mark.parametrize("code", sorted(ROWS))
def test_it_is_refused_on_the_node_and_through_the_api(made: Made, delegate: Visitor, code: str) -> None:
    body, on = ROWS[code](made)

    assert refused_by_node(made, body, on) == f"notices.{code}"
    assert refused_by_api(made, delegate, body, on) == f"notices.{code}"
    assert len({sentence(lang, f"notices.{code}") for lang in ("en", "ar", "fa")}) == 3


def test_what_may_not_be_read_by_all_passes_under_seal(made: Made) -> None:
    """Programs still get it on the grid, since they get all of them at once."""
    where = Location((), (Point(333_250_001, 444_220_001),))
    receipt = made.us.node.say(notice("ir", where=where), by="head", about=About(audience=("ir",)))
    made.us.parties.sync()
    with made.us.visitor() as visitor:
        found = visitor.api("GET", f"notices/{receipt.ref}").json()

    assert found["notice"]["where"] == msgspec.json.decode(msgspec.json.encode(coarsened(where, GRID)))
