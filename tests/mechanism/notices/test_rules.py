"""What notices, calls and watches mean: lead time, words of addressees, consent, two ends of a call, two offices of a watch."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.orders import folded_somehow
from tests.worlds import (
    CHARTER,
    DATE,
    HOST,
    NORTH,
    PARTIES,
    SOUTH,
    World,
    delegate_key,
    en,
    founded,
    make_charter,
    origin,
)
from trilateral.agreement.clocks import Answer, Capital, due
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point, coarsened
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.notices import hotline, state, times, watch
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
from trilateral.mechanism.notices.spoken import NUMBERS, WORDS, digits_of, heard, numbers_of, words_of
from trilateral.mechanism.notices.state import CallStatus, Status

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
WHEN = Interval(DATE, DATE + 6 * HOUR, whole=True)
ROAD = Location((en("East road"),))
CONVOY = NoticeIssued("movement", (SOUTH, HOST), en("Ten lorries go east."), WHEN, ROAD)
PLAN = msgspec.structs.replace(CONVOY, consent=True)
SPOT = Location((), (Point(333_250_000, 444_220_000),), 100)
EARLY = datetime(2029, 12, 31, tzinfo=UTC)
"""Before anything is signed."""


def given(body: NoticeIssued = CONVOY) -> tuple[World, EntryId]:
    """North's notice, which everybody has seen."""
    world = founded()
    notice = world.say(NORTH, body)
    world.meet()
    return world, notice


# Notices


def test_a_notice_is_acknowledged_when_every_addressee_has_said_so() -> None:
    world, notice = given()
    before = world.state(notice)
    world.say(SOUTH, NoticeAcknowledged(notice), notice)
    half = world.state(notice)
    world.say(HOST, NoticePassedOn(notice, en("Third post")), notice)
    after = world.state(notice)

    assert state.unacknowledged(before) == (HOST, SOUTH)
    assert state.unacknowledged(half) == (HOST,)
    assert state.status(half) is Status.ISSUED
    assert state.status(after) is Status.ACKNOWLEDGED, "who passed it on has read it"
    assert state.not_passed_on(after) == (SOUTH,)


def test_words_on_an_earlier_version_do_not_cover_a_later_one() -> None:
    world, notice = given()
    world.say(SOUTH, NoticeAcknowledged(notice), notice)
    change = world.say(NORTH, NoticeChanged(when=Interval(DATE + HOUR, whole=True), why=en("Rain.")), notice)
    held = world.state(notice)

    assert state.version_now(held).entry == change
    assert state.version_now(held).what == CONVOY.what, "what a change leaves out stays"
    assert state.unacknowledged(held) == (HOST, SOUTH)
    assert state.word_on(held, SOUTH, "acknowledged") is not None, "what was said stays said"


def test_an_acknowledgement_that_crosses_a_change_is_of_the_earlier_version() -> None:
    world, notice = given()
    world.say(NORTH, NoticeChanged(what=en("Eleven lorries.")), notice)
    crossed = world.say(SOUTH, NoticeAcknowledged(notice), notice)
    world.meet()
    answered = world.say(SOUTH, NoticeObjected(notice, en("Too many.")), notice)

    assert world.objection(crossed) is None
    assert SOUTH in state.unacknowledged(world.state(notice))
    assert world.objection(answered) == "notices.changed_before", "who knows of the change answers that"


def test_an_objection_stops_nothing_where_no_consent_is_asked() -> None:
    world, notice = given()
    world.say(SOUTH, NoticeObjected(notice, en("Not on a Friday.")), notice)

    assert state.status(world.state(notice)) is Status.ISSUED
    assert state.stopped_by(world.state(notice)) == ()


def test_one_refusal_stops_a_plan_and_its_author_can_take_it_back() -> None:
    world, notice = given(PLAN)
    asked = state.consent_missing(world.state(notice))
    world.say(SOUTH, NoticeApproved(notice), notice)
    world.say(HOST, NoticeObjected(notice, en("The bridge is closed.")), notice)
    stopped = world.state(notice)
    world.say(HOST, NoticeApproved(notice), notice)
    approved = world.state(notice)
    world.say(NORTH, NoticeChanged(what=en("Twenty lorries.")), notice)

    assert asked == (HOST, SOUTH)
    assert (state.status(stopped), state.stopped_by(stopped)) == (Status.STOPPED, (HOST,))
    assert state.status(approved) is Status.APPROVED
    assert state.status(world.state(notice)) is Status.AWAITING_CONSENT, "consent is to one version"


def test_the_charter_can_want_consent_to_every_notice_of_a_sort() -> None:
    """Whatever the notice says itself. Observers are told, and are not asked for consent."""
    terms = tuple(
        msgspec.structs.replace(each, role="observer") if each.id == SOUTH else each for each in CHARTER.parties
    )
    world = World(make_charter(parties=terms, clocks=(ClockTerms("notices.consent_movement", 4),))).found()
    notice = world.say(NORTH, CONVOY)
    world.meet()
    heard_by = world.say(SOUTH, NoticeAcknowledged(notice), notice)
    approved = world.say(SOUTH, NoticeApproved(notice), notice)

    assert state.consent_missing(world.state(notice)) == (HOST,)
    assert world.objection(heard_by) is None
    assert world.objection(approved) == "charter.has_no_say"


def test_done_while_consent_was_being_refused_crosses_until_the_author_knows_both() -> None:
    world, notice = given(PLAN)
    world.say(SOUTH, NoticeObjected(notice, en("No.")), notice)
    done = world.say(NORTH, NoticeCompleted(), notice)
    crossed = world.state(notice)
    world.meet()
    world.say(NORTH, NoticeCompleted(en("It was on its way.")), notice)
    settled = world.state(notice)

    assert world.objection(done) is None
    assert state.status(crossed) is Status.CROSSED
    ((end, word),) = state.letters_crossed(crossed)
    assert (end.party, word.party) == (NORTH, SOUTH)
    assert state.status(settled) is Status.COMPLETED
    assert state.stopped_by(settled) == (SOUTH,), "that it was refused stays visible"


def test_a_crossed_plan_stands_as_done_when_the_refusal_is_taken_back() -> None:
    world, notice = given(PLAN)
    world.say(SOUTH, NoticeObjected(notice, en("No.")), notice)
    world.say(NORTH, NoticeCompleted(), notice)
    world.meet()
    world.say(SOUTH, NoticeApproved(notice), notice)

    assert state.status(world.state(notice)) is Status.COMPLETED


def test_a_notice_on_both_branches_of_a_log_is_crossed() -> None:
    """Who signs on without knowing what stands in its own log has another log than the one shown here."""
    world, notice = given()
    held = world.state(notice)
    other = msgspec.structs.replace(held, crossed=(NORTH,))

    assert state.status(held) is Status.ISSUED
    assert state.status(other) is Status.CROSSED


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (msgspec.structs.replace(CONVOY, to=()), "to_nobody"),
        (msgspec.structs.replace(CONVOY, to=("west",)), "not_a_member"),
        (msgspec.structs.replace(CONVOY, to=(NORTH,)), "to_oneself"),
        (msgspec.structs.replace(CONVOY, to=(SOUTH, SOUTH)), "addressed_twice"),
        (msgspec.structs.replace(CONVOY, when=Interval(DATE, DATE - HOUR)), "ends_before_it_begins"),
        (msgspec.structs.replace(CONVOY, where=Location()), "nowhere"),
        (msgspec.structs.replace(CONVOY, where=Location((), (Point(0, 0),) * 201)), "too_many_points"),
        (msgspec.structs.replace(CONVOY, units=(Units("vehicles", 1, en("x")),) * 51), "too_many_units"),
    ],
)
def test_what_is_no_notice(body: NoticeIssued, why: str) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, body)) == f"notices.{why}"


def test_a_place_read_by_all_is_as_coarse_as_the_charters_grid() -> None:
    """What was moved to the middle of its square passes, and what is shown for some alone may be exact."""
    world = World(make_charter(grid_microdegrees=100_000)).found()
    exact = world.say(NORTH, msgspec.structs.replace(CONVOY, where=SPOT))
    found = world.verdict(exact).objection
    coarse = world.say(NORTH, msgspec.structs.replace(CONVOY, where=coarsened(SPOT, 100_000)))
    named = world.say(NORTH, CONVOY)
    change = world.say(NORTH, NoticeChanged(where=SPOT), named)

    assert found is not None
    assert found.code == "notices.too_exact"
    shown = coarsened(SPOT, 100_000)
    assert dict(found.params)["lat"] == "33.3500000", "the objection says what would pass"
    assert dict(found.params)["radius"] == shown.radius_m
    assert world.objection(coarse) is None
    assert world.objection(named) is None
    assert world.objection(change) == "notices.too_exact"


@pytest.mark.parametrize(
    ("party", "body", "why"),
    [
        (SOUTH, NoticeChanged(what=en("x")), "not_yours_to_change"),
        (SOUTH, NoticeCancelled(), "not_yours_to_change"),
        (NORTH, NoticeChanged(), "changes_nothing"),
        (NORTH, NoticeChanged(what=CONVOY.what), "changes_nothing"),
        (NORTH, NoticeChanged(what=en("x"), changed_at=DATE), "changed_later"),
        (NORTH, NoticeAcknowledged("f" * 64), "not_an_addressee"),
        (SOUTH, NoticeAcknowledged("f" * 64), "not_seen"),
        (SOUTH, HotlineDenied(), "another_sort"),
        (SOUTH, WatchHandedOver("deputy"), "another_sort"),
        (NORTH, CONVOY, "opened_already"),
        (SOUTH, ReceiptSpoken(SOUTH, "acorn acorn acorn acorn"), "not_an_end"),
        (SOUTH, ReceiptSpoken(NORTH, "acorn"), "no_such_words"),
    ],
)
def test_what_has_no_effect_on_a_notice(party: str, body: Body, why: str) -> None:
    world, notice = given()

    assert world.objection(world.say(party, body, notice)) == f"notices.{why}"


def test_what_is_over_stays_over_and_can_still_be_acknowledged() -> None:
    world, notice = given()
    world.say(NORTH, NoticeCancelled(en("Rain.")), notice)
    again = world.say(NORTH, NoticeCancelled(), notice)
    change = world.say(NORTH, NoticeChanged(what=en("x")), notice)
    world.meet()
    objected = world.say(SOUTH, NoticeObjected(notice, en("x")), notice)
    late = world.say(SOUTH, NoticeAcknowledged(notice), notice)
    twice = world.say(SOUTH, NoticeAcknowledged(notice), notice)

    assert [world.objection(each) for each in (again, change, objected)] == ["notices.over_before"] * 3
    assert world.objection(late) is None
    assert world.objection(twice) == "notices.said_already"


# Time

LEAD = ClockTerms("notices.movement", 48, grace_minutes=30)


def test_a_notice_that_comes_late_is_late_for_whom_it_reached_late() -> None:
    """From the addressee's own receipt. With the grace at the very second it is in time, and a second later it is not."""
    world, notice = given()
    version = state.version_now(world.state(notice))
    in_time = due(LEAD, DATE - 47.5 * HOUR, Capital(SOUTH, UTC))
    late = due(LEAD, DATE - 47.5 * HOUR + SECOND, Capital(SOUTH, UTC))

    assert times.came_late(version, in_time) is Answer.NO
    assert times.came_late(version, late) is Answer.YES
    assert times.came_late(version, due(LEAD, None, Capital(SOUTH, UTC))) is Answer.UNDECIDED
    assert times.came_late(version, due(None, DATE, Capital(SOUTH, UTC))) is Answer.NO, "the charter wants no lead time"


def test_a_change_is_late_by_the_clock_from_when_the_fact_changed() -> None:
    world, notice = given()
    world.say(NORTH, NoticeChanged(what=en("x"), changed_at=EARLY), notice)
    first, change = world.state(notice).versions
    term = due(ClockTerms(times.CHANGE_CLOCK, 120), EARLY, Capital(NORTH, UTC))

    assert times.changed_late(change, term, EARLY + 120 * HOUR) is Answer.NO
    assert times.changed_late(change, term, EARLY + 120 * HOUR + SECOND) is Answer.YES
    assert times.changed_late(first, term, EARLY + 999 * HOUR) is Answer.NO, "what was notified first changed nothing"


def test_the_time_of_a_notice_lies_ahead_runs_and_is_over() -> None:
    world, notice = given()
    held = world.state(notice)
    site, open_ended = given(msgspec.structs.replace(CONVOY, sort="static_site", open_ended=True))

    found = [times.phase(held, at).value for at in (DATE - SECOND, DATE, DATE + 6 * HOUR, DATE + 6 * HOUR + SECOND)]
    assert found == ["ahead", "active", "active", "expired"]
    assert times.phase(site.state(open_ended), DATE + 9999 * HOUR).value == "active"


def test_the_hour_for_which_words_were_asked_passes_only_where_the_log_is_known_so_far() -> None:
    assert times.past_hour(None, DATE) is Answer.NO
    assert times.past_hour(DATE, DATE) is Answer.NO
    assert times.past_hour(DATE, DATE + SECOND) is Answer.YES
    assert times.past_hour(DATE, DATE + SECOND, DATE) is Answer.UNDECIDED
    assert times.past_hour(DATE, DATE + SECOND, DATE + SECOND) is Answer.YES


# Receipts by word of mouth


def test_the_list_of_words_can_be_read_out() -> None:
    """Short, in order, each alone in its first four letters: a word cut there still names one."""
    assert len(WORDS) == len({word[:4] for word in WORDS}) == 256
    assert list(WORDS) == sorted(WORDS)
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 8 for word in WORDS)
    for number, word in enumerate(WORDS):
        assert heard(" ".join([word[:4]] * NUMBERS)) == heard(f"{number:03} " * NUMBERS) == (number,) * NUMBERS


@pytest.mark.parametrize(
    "written",
    [
        "",
        "acorn",
        "acorn " * 5,
        "acorn acorn acorn 256",
        "acorn acorn acorn 12",
        "acorn acorn acorn aco",
        "x " * 4,
        "²² " * 4,
    ],
)
def test_what_is_no_receipt(written: str) -> None:
    assert heard(written) is None


def test_words_are_read_back_in_any_digits_and_any_spelling() -> None:
    numbers = (0, 16, 255, 7)

    assert heard(words_of(numbers)) == heard(digits_of(numbers)) == numbers
    assert heard("ACORN, 016-۲۵۵ ٠٠٧") == numbers


def test_a_receipt_is_the_same_when_both_ends_wrote_down_the_same_and_it_is_somethings() -> None:
    world, notice = given()
    receipt = world.say(SOUTH, NoticeAcknowledged(notice), notice)
    words = words_of(numbers_of(receipt))
    world.say(NORTH, ReceiptSpoken(SOUTH, words.upper()), notice)
    (one_end,) = state.spoken_between(world.state(notice))
    world.say(SOUTH, ReceiptSpoken(NORTH, digits_of(numbers_of(receipt))), notice)
    (both,) = state.spoken_between(world.state(notice))
    world.say(NORTH, ReceiptSpoken(SOUTH, "acorn acorn acorn acorn"), notice)
    (differ,) = state.spoken_between(world.state(notice))

    assert (one_end.same, both.same, differ.same) == (None, True, False)
    assert both.signed == differ.signed == (receipt,)
    assert both.ends == (NORTH, SOUTH)


# The hotline

CALL = HotlineCalled(SOUTH, "made", "spoken", EARLY, en("Shots at the ferry."), 5)


def test_both_ends_sign_their_own_account_and_the_last_word_counts() -> None:
    world = founded()
    call = world.say(NORTH, CALL)
    world.meet()
    first = world.state(call)
    world.say(SOUTH, HotlineDenied(en("Nobody called.")), call)
    denied = world.state(call)
    world.say(SOUTH, HotlineConfirmed("spoken", EARLY + HOUR, en("Found it in the book.")), call)
    held = world.state(call)

    assert [state.call_status(each) for each in (first, denied, held)] == [
        CallStatus.ONE_END,
        CallStatus.DENIED,
        CallStatus.BOTH_ENDS,
    ]
    assert (held.began_at, held.accounts[-1].began_at) == (EARLY, EARLY + HOUR), "accounts differ and both stay"


def test_what_has_no_effect_on_a_call() -> None:
    world = founded()
    call = world.say(NORTH, CALL)
    notice = world.say(SOUTH, msgspec.structs.replace(CONVOY, to=(NORTH,)))
    own = world.say(SOUTH, HotlineCalled(HOST, "taken", "spoken", EARLY))
    world.meet()

    def why(party: str, body: Body, on: EntryId | None = call) -> str | None:
        return world.objection(world.say(party, body, on))

    later = datetime(2031, 1, 1, tzinfo=UTC)
    assert why(HOST, HotlineDenied()) == "notices.not_your_call"
    assert why(SOUTH, NoticeCancelled()) == "notices.another_sort"
    assert why(SOUTH, HotlineConfirmed("spoken", later)) == "notices.called_later"
    assert why(SOUTH, HotlineConfirmed("spoken", EARLY, same_as="f" * 64)) == "notices.not_seen"
    assert why(SOUTH, HotlineConfirmed("spoken", EARLY, same_as=notice)) == "notices.not_the_same_call"
    assert why(SOUTH, HotlineConfirmed("spoken", EARLY, same_as=own)) == "notices.not_the_same_call"
    assert why(SOUTH, HotlineDenied()) is None
    assert why(SOUTH, HotlineDenied()) == "notices.said_already"
    assert why(NORTH, HotlineCalled(NORTH, "made", "spoken", EARLY), None) == "notices.called_oneself"
    assert why(NORTH, HotlineCalled("west", "made", "spoken", EARLY), None) == "notices.not_a_member"
    assert why(NORTH, HotlineCalled(SOUTH, "made", "spoken", later), None) == "notices.called_later"
    assert why(NORTH, HotlineCalled(SOUTH, "made", "spoken", EARLY, follows=notice), None) == "notices.not_a_call"
    assert why(NORTH, HotlineCalled(SOUTH, "made", "spoken", EARLY, concerning="f" * 64), None) == "notices.not_seen"
    assert why(NORTH, HotlineDenied(), None) == "notices.not_found"


def test_activations_on_issues_are_counted_once() -> None:
    """Three calls on two issues, one of them logged by both ends on their own, and a test of the line."""
    world = founded()
    first = world.say(NORTH, CALL)
    same = world.say(SOUTH, HotlineCalled(NORTH, "taken", "spoken", EARLY))
    world.meet()
    world.say(SOUTH, HotlineConfirmed("spoken", EARLY, same_as=same), first)
    world.say(NORTH, HotlineConfirmed("spoken", EARLY, same_as=first), same)
    world.say(NORTH, HotlineCalled(SOUTH, "made", "no_answer", EARLY, follows=first))
    world.say(HOST, HotlineCalled(SOUTH, "made", "spoken", EARLY))
    world.say(HOST, HotlineCalled(SOUTH, "made", "test", EARLY))
    calls = world.fold().subjects("notices").values()

    found = hotline.activations(calls)

    assert (found.calls, found.issues, found.unanswered, found.one_end, found.denied) == (3, 2, 1, 2, 0)
    assert hotline.activations(()) == (0, 0, 0, 0, 0)


def test_calls_that_concern_one_entry_are_on_one_issue() -> None:
    world, notice = given()
    calls = [HotlineCalled(other, "made", "spoken", EARLY, concerning=notice) for other in (SOUTH, HOST)]
    for call in calls:
        world.say(NORTH, call)
    held = [each for each in world.fold().subjects("notices").values() if isinstance(each, state.Call)]

    assert hotline.activations(held)[:2] == (2, 1)


# The watch

TURNS = (Turn("head", DATE, DATE + 8 * HOUR), Turn("deputy", DATE + 8 * HOUR, DATE + 16 * HOUR))


def on_duty() -> tuple[World, EntryId]:
    """North's watch, with two offices that can sign."""
    world = founded()
    world.enrol(NORTH, delegate_key(NORTH, "deputy"), "delegate", "deputy")
    return world, world.say(NORTH, RosterSet(TURNS, en("River")))


def test_an_office_has_the_watch_until_another_signs_that_it_took_it() -> None:
    world, subject = on_duty()
    before = world.state(subject)
    handover = world.say(NORTH, WatchHandedOver("deputy", (en("Boat at the ferry"),)), subject)
    handed = world.state(subject)
    wrong = world.say(NORTH, WatchTakenOver(handover), subject)
    taken = world.say(NORTH, WatchTakenOver(handover), subject, by="deputy")
    twice = world.say(NORTH, WatchTakenOver(handover), subject, by="deputy")
    after = world.state(subject)
    back = world.say(NORTH, WatchHandedOver("night"), subject)

    assert [watch.on_watch(before, DATE + at) for at in (-SECOND, timedelta(), 8 * HOUR, 16 * HOUR)] == [
        None,
        "head",
        "deputy",
        None,
    ]
    assert (state.holder(handed), state.handover_open(handed) is not None) == (None, True)
    assert world.objection(wrong) == "notices.not_handed_to_you"
    assert world.objection(taken) is None
    assert world.objection(twice) == "notices.no_such_handover"
    assert watch.on_watch(after, DATE) == "deputy", "the roster says whose turn it is, not who has the watch"
    assert watch.call_order(after, DATE) == ("deputy", "head")
    assert world.objection(back) == "notices.has_not_the_watch"


@pytest.mark.parametrize(
    ("party", "body", "why"),
    [
        (SOUTH, RosterSet(TURNS), "not_your_watch"),
        (NORTH, RosterSet(()), "no_turns"),
        (NORTH, RosterSet(TURNS[:1] * 201), "too_many_turns"),
        (NORTH, RosterSet((Turn("head", DATE, DATE),)), "ends_before_it_begins"),
        (NORTH, RosterSet(TURNS[::-1]), "turns_out_of_order"),
        (NORTH, WatchHandedOver("head"), "to_the_same_office"),
        (NORTH, WatchTakenOver("f" * 64), "not_seen"),
        (NORTH, NoticeCancelled(), "another_sort"),
    ],
)
def test_what_has_no_effect_on_a_watch(party: str, body: Body, why: str) -> None:
    world, subject = on_duty()
    world.meet()

    assert world.objection(world.say(party, body, subject)) == f"notices.{why}"


def test_another_roster_replaces_the_one_before() -> None:
    world, subject = on_duty()
    world.say(NORTH, RosterSet((Turn("night", DATE, DATE + HOUR),)), subject)

    assert watch.on_watch(world.state(subject), DATE) == "night"


# Whatever is signed, in whatever order it is read


@pytest.mark.parametrize("seed", range(6))
def test_no_order_of_reading_changes_anything(seed: int) -> None:
    world, notice = given(PLAN)
    world.say(SOUTH, NoticeObjected(notice, en("No.")), notice)
    world.say(HOST, NoticeApproved(notice), notice)
    world.say(NORTH, NoticeCompleted(), notice)
    world.say(NORTH, CALL)
    world.see(SOUTH, NORTH)
    world.say(SOUTH, NoticeApproved(notice), notice)

    assert folded_somehow(world, seed).subjects("notices") == world.fold().subjects("notices")


places = st.sampled_from([ROAD, SPOT, Location(), Location((), (Point(0, 0), Point(1, 1)), 5, whole=True)])
whens = st.sampled_from(
    [WHEN, Interval(DATE), Interval(DATE, DATE - HOUR), Interval(DATE.replace(year=1), DATE.replace(year=9999))]
)
units = st.sampled_from([(), (Units("persons", 3, en("guards")),)])
turns = st.lists(st.sampled_from([*TURNS, Turn("z", DATE, DATE)]), max_size=3).map(tuple)
OWN: dict[str, st.SearchStrategy[Any]] = {
    "to": st.lists(anyone.anyone, max_size=3).map(tuple),
    "what": anyone.texts,
    "when": whens,
    "where": places,
    "units": units,
    "contact": st.none() | anyone.offices,
    "objectives": st.none() | anyone.texts,
    "answer_by": st.none() | anyone.instants,
    "changed_at": st.none() | anyone.instants,
    "began_at": st.sampled_from([EARLY, DATE]),
    "minutes": st.none() | st.sampled_from([-1, 0, 10**9]),
    "unit": anyone.texts,
    "words": st.sampled_from(["acorn acorn acorn acorn", "000 000 000 000", "x", ""]),
    "turns": turns,
    "open_ended": st.booleans(),
    "points": st.lists(anyone.texts, max_size=2).map(tuple),
}


class AnyoneNotifiesAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any entry about notices, calls and watches, in any order."""

    slice_name = "notices"
    own = OWN
    own_ids = frozenset({"concerning", "follows", "same_as", "handover"})

    def opening(self, author: str) -> Body:
        """A notice to both others that takes their consent."""
        return NoticeIssued(
            "works", tuple(each for each in PARTIES if each != author), en("x"), WHEN, ROAD, consent=True
        )

    def teardown(self) -> None:
        """Whoever reads whole logs one after another, in whichever order, comes to the same."""
        for order in permutations(PARTIES):
            folded = self.world.fresh_fold()
            for party in order:
                folded.append(origin(party), self.world.logs[party].entries)
            assert folded.subjects("notices") == self.fold.subjects("notices")

    @invariant()
    def only_its_author_changes_a_notice_and_only_addressees_answer(self) -> None:
        """Nobody speaks for another, and nobody's consent is counted that it did not sign for this very version."""
        for held in self.fold.subjects("notices").values():
            if not isinstance(held, state.Notice):
                continue
            assert {each.party for each in (*held.versions, *held.ends)} == {held.party}
            assert {each.party for each in held.words} <= set(held.to)
            assert held.party not in held.to
            if state.status(held) is Status.APPROVED:
                now = state.version_now(held).entry
                for party in held.consent:
                    said = [each for each in held.words if each.party == party and each.of == now]
                    assert [each.word for each in said if each.word in {"approved", "objected"}][-1] == "approved"

    @invariant()
    def calls_have_two_ends_and_watches_one_party(self) -> None:
        """The other end alone gives the other account; a watch is one party's alone."""
        for held in self.fold.subjects("notices").values():
            if isinstance(held, state.Call):
                assert {each.party for each in held.accounts} <= {held.other} != {held.party}
            if isinstance(held, state.Watch):
                assert {each.party for each in state.acts_of(held)} == {held.party}

    @invariant()
    def every_question_has_an_answer(self) -> None:
        """Whatever was signed: statuses, phases and figures never raise."""
        found = list(self.fold.subjects("notices").values())
        for held in found:
            if isinstance(held, state.Notice):
                state.status(held)
                state.spoken_between(held)
                times.phase(held, DATE)
            elif isinstance(held, state.Watch):
                watch.call_order(held, DATE)
        hotline.activations(each for each in found if isinstance(each, state.Call))

    @invariant()
    def what_was_said_stays_said(self) -> None:
        """No act takes another off the record."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert now is not None
            assert set(state.acts_of(before)) <= set(state.acts_of(now))


TestAnyoneNotifiesAnything = AnyoneNotifiesAnything.TestCase
