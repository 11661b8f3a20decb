"""Requests: who asks, who does it, who says that it was done; and letters about it that cross."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.worlds import BEGAN, CHARTER, HOST, NORTH, PARTIES, SOUTH, World, en, founded, origin, refs
from trilateral.agreement.adoption import Item, StateOf
from trilateral.agreement.clocks import Answer, Capital, day_due, due
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import Body, Entry, EntryId, Header, Text
from trilateral.ledger.facts import FixedFacts, Objection
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.requests import rules
from trilateral.mechanism.requests.entries import (
    ChangeAccepted,
    ChangeProposed,
    RequestAccepted,
    RequestCancelled,
    RequestDeclined,
    RequestDisputed,
    RequestDone,
    RequestMade,
    RequestReplied,
    RequestVerified,
)
from trilateral.mechanism.requests.rules import Holds, Status

SECOND = timedelta(seconds=1)
PATROLS = RequestMade("action", SOUTH, en("Patrol the eastern bank."), en("The border"), "2030-02-01")
JOINT = RequestMade("information", SOUTH, en("A list of crossings."), joint=True)
MEETING = MeetingProposed((en("Round"),), "rounds", 1, "joint", "plenary")


def made(body: RequestMade = PATROLS) -> tuple[World, EntryId]:
    """A world in which North has asked South for something and all have seen it."""
    world = founded()
    subject = world.say(NORTH, body)
    world.meet()
    assert world.objection(subject) is None
    return world, subject


def accepted(body: RequestMade = PATROLS) -> tuple[World, EntryId]:
    """South has accepted, and all know."""
    world, subject = made(body)
    world.say(SOUTH, RequestAccepted(), subject)
    world.meet()
    return world, subject


def done(body: RequestMade = PATROLS) -> tuple[World, EntryId, EntryId]:
    """South has reported it done, and all know."""
    world, subject = accepted(body)
    report = world.say(SOUTH, RequestDone(en("Done.")), subject)
    world.meet()
    return world, subject, report


def test_from_asked_to_verified() -> None:
    world, subject = made()
    found = [rules.status(world.state(subject))]
    acceptance = world.say(SOUTH, RequestAccepted(), subject)
    found.append(rules.status(world.state(subject)))
    report = world.say(SOUTH, RequestDone(), subject)
    found.append(rules.status(world.state(subject)))
    world.meet()
    world.say(NORTH, RequestVerified(report), subject)
    found.append(rules.status(world.state(subject)))

    assert [world.objection(each) for each in (acceptance, report)] == [None, None]
    assert found == [Status.ASKED, Status.ACCEPTED, Status.DONE, Status.VERIFIED]


def test_that_it_is_done_is_one_partys_word_and_that_it_was_another_ones() -> None:
    """Nobody verifies its own report, and the word of a party that did not ask is shown and decides nothing."""
    world, subject, report = done()
    own = world.say(SOUTH, RequestVerified(report), subject)
    bystander = world.say(HOST, RequestVerified(report), subject)
    between = rules.status(world.state(subject))
    world.say(NORTH, RequestDisputed(report, en("Nobody was there.")), subject)

    assert world.objection(own) == "requests.not_yours_to_verify"
    assert world.objection(bystander) is None
    assert between is Status.DONE
    assert rules.status(world.state(subject)) is Status.DISPUTED
    assert [(each.party, each.word) for each in world.state(subject).checks] == [
        (HOST, "verified"),
        (NORTH, "disputed"),
    ]


def test_a_joint_request_is_verified_when_every_other_party_says_so() -> None:
    world, subject, report = done(JOINT)
    found = []
    for party in (NORTH, HOST):
        found.append(rules.to_verify(world.state(subject)))
        world.say(party, RequestVerified(report), subject)

    assert found == [(HOST, NORTH), (HOST,)]
    assert rules.status(world.state(subject)) is Status.VERIFIED


def test_what_is_disputed_can_be_reported_again() -> None:
    world, subject, report = done()
    world.say(NORTH, RequestDisputed(report), subject)
    world.meet()
    again = world.say(SOUTH, RequestDone(), subject)
    world.meet()
    stale = world.say(NORTH, RequestVerified(report), subject)
    world.say(NORTH, RequestVerified(again), subject)

    assert world.objection(again) is None
    assert world.objection(stale) == "requests.taken_back"
    assert rules.status(world.state(subject)) is Status.VERIFIED


def test_the_owner_declines_and_accepts_by_its_last_word() -> None:
    world, subject = made()
    found = []
    for body in (RequestDeclined(en("no men")), RequestAccepted(), RequestDeclined()):
        assert world.objection(world.say(SOUTH, body, subject)) is None
        found.append(rules.status(world.state(subject)))

    assert found == [Status.DECLINED, Status.ACCEPTED, Status.DECLINED]
    assert rules.to_do(world.state(subject)) is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (PATROLS, None),
        (JOINT, None),
        (RequestMade("warning", "west", en("x")), "requests.not_a_party"),
        (RequestMade("warning", NORTH, en("x")), "requests.of_oneself"),
        (RequestMade("action", SOUTH, en("x"), due_on="2030-02-30"), "requests.no_such_day"),
        (RequestMade("action", SOUTH, en("x"), meeting="f" * 64), "requests.not_seen"),
    ],
)
def test_what_can_be_asked(body: RequestMade, why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, body)) == why


def test_it_can_name_the_meeting_that_it_came_from() -> None:
    world = founded()
    meeting = world.say(NORTH, MEETING)
    request = world.say(NORTH, RequestMade("action", SOUTH, en("x"), meeting=meeting))
    other = world.say(NORTH, RequestMade("action", SOUTH, en("x"), meeting=request))

    assert [world.objection(each) for each in (request, other)] == [None, "requests.not_a_meeting"]


def test_who_may_say_what_before_it_is_done() -> None:
    world, subject = made()

    def objection(party: str, body: Body, on: EntryId | None = subject) -> str | None:
        return world.objection(world.say(party, body, on))

    assert objection(HOST, RequestAccepted()) == "requests.not_yours_to_answer"
    assert objection(NORTH, RequestDone()) == "requests.not_yours_to_answer"
    assert objection(SOUTH, RequestDone()) == "requests.not_accepted"
    assert objection(SOUTH, RequestCancelled()) == "requests.not_yours_to_cancel"
    assert objection(HOST, RequestReplied(en("We can lend boats."))) is None
    assert objection(NORTH, PATROLS) == "requests.made_already"
    assert objection(SOUTH, RequestAccepted(), None) == "requests.not_found"
    assert objection(SOUTH, RequestAccepted()) is None
    assert objection(SOUTH, RequestAccepted()) == "requests.accepted_already"
    assert objection(SOUTH, RequestDeclined()) is None
    assert objection(SOUTH, RequestDeclined()) == "requests.declined_already"


def test_who_may_say_what_after() -> None:
    world, subject, report = done()

    def objection(party: str, body: Body) -> str | None:
        return world.objection(world.say(party, body, subject))

    assert objection(SOUTH, RequestDone()) == "requests.done_already"
    assert objection(NORTH, RequestVerified("f" * 64)) == "requests.not_seen"
    assert objection(NORTH, RequestVerified(subject)) == "requests.no_such_report"
    assert objection(NORTH, RequestVerified(report)) is None
    assert objection(NORTH, RequestVerified(report)) == "requests.said_already"
    world.meet()
    for party, body in ((SOUTH, RequestDeclined()), (NORTH, RequestCancelled()), (NORTH, ChangeProposed(HOST))):
        assert objection(party, body) == "requests.verified_before"
    assert objection(NORTH, RequestDisputed(report)) is None, "a word on a report can be taken back like any other"
    assert rules.status(world.state(subject)) is Status.DISPUTED


def test_whoever_asked_cancels_and_then_only_words_are_left() -> None:
    world, subject = accepted()
    world.say(NORTH, RequestCancelled(en("overtaken")), subject)
    cancelled = rules.status(world.state(subject))
    world.meet()
    acts = (
        (SOUTH, RequestDone()),
        (SOUTH, RequestDeclined()),
        (NORTH, RequestCancelled()),
        (NORTH, ChangeProposed(HOST)),
    )

    assert cancelled is Status.CANCELLED
    assert {world.objection(world.say(party, body, subject)) for party, body in acts} == {"requests.cancelled_before"}
    assert world.objection(world.say(SOUTH, RequestReplied(en("A pity.")), subject)) is None


# Changes


def test_it_changes_hands_when_all_whom_it_concerns_have_signed() -> None:
    world, subject = accepted()
    change = world.say(NORTH, ChangeProposed(HOST, None, en("The host is nearer.")), subject)
    world.meet()
    found = [rules.holding(world.state(subject))]
    for party in (SOUTH, HOST):
        assert world.objection(world.say(party, ChangeAccepted(change), subject)) is None
        found.append(rules.holding(world.state(subject)))
    world.meet()
    old = world.say(SOUTH, RequestDone(), subject)
    new = world.say(HOST, RequestDone(), subject)

    assert found == [(Holds(SOUTH, "2030-02-01"),)] * 2 + [(Holds(HOST, "2030-02-01"),)]
    assert world.objection(old) == "requests.not_yours_to_answer"
    assert world.objection(new) is None, "whoever accepted to be the owner has accepted the work"
    assert rules.status(world.state(subject)) is Status.DONE


def test_another_day_takes_the_two_whom_it_concerns() -> None:
    world, subject = made()
    change = world.say(SOUTH, ChangeProposed(None, "2030-03-01"), subject)
    world.meet()
    bystander = world.say(HOST, ChangeAccepted(change), subject)
    world.say(NORTH, ChangeAccepted(change), subject)

    assert world.objection(bystander) == "requests.not_yours_to_change"
    assert rules.holding(world.state(subject)) == (Holds(SOUTH, "2030-03-01"),)
    assert rules.status(world.state(subject)) is Status.ACCEPTED, "to agree on the day is to accept the work"


@pytest.mark.parametrize(
    ("party", "body", "why"),
    [
        (HOST, ChangeProposed(HOST), "requests.not_yours_to_change"),
        (NORTH, ChangeProposed(), "requests.says_nothing"),
        (NORTH, ChangeProposed("west"), "requests.not_a_party"),
        (SOUTH, ChangeProposed(NORTH), "requests.of_oneself"),
        (NORTH, ChangeProposed(None, "2030-02-30"), "requests.no_such_day"),
        (NORTH, ChangeProposed(SOUTH, "2030-02-01"), "requests.changes_nothing"),
        (NORTH, ChangeAccepted("f" * 64), "requests.not_seen"),
    ],
)
def test_what_cannot_be_changed(party: str, body: Body, why: str) -> None:
    world, subject = made()

    assert world.objection(world.say(party, body, subject)) == why


def test_a_change_is_accepted_once_and_not_after_another() -> None:
    world, subject = made()
    first = world.say(NORTH, ChangeProposed(None, "2030-03-01"), subject)
    second = world.say(NORTH, ChangeProposed(None, "2030-04-01"), subject)
    world.meet()

    def objection(party: str, body: Body) -> str | None:
        return world.objection(world.say(party, body, subject))

    assert objection(NORTH, ChangeAccepted(first)) == "requests.accepted_already"
    assert objection(SOUTH, ChangeAccepted(subject)) == "requests.no_such_change"
    assert [each.entry for each, _ in rules.open_changes(world.state(subject))] == [first, second]
    assert objection(SOUTH, ChangeAccepted(first)) is None
    assert objection(SOUTH, ChangeAccepted(second)) == "requests.changed_before"
    assert rules.open_changes(world.state(subject)) == ()


def crossed_changes() -> tuple[World, EntryId]:
    """North and South agree on two days at the same time."""
    world, subject = accepted()
    one = world.say(NORTH, ChangeProposed(None, "2030-03-01"), subject)
    other = world.say(SOUTH, ChangeProposed(None, "2030-04-01"), subject)
    world.meet()
    world.say(SOUTH, ChangeAccepted(one), subject)
    world.say(NORTH, ChangeAccepted(other), subject)
    return world, subject


def test_two_agreed_changes_cross_and_a_third_that_knows_both_settles_it() -> None:
    world, subject = crossed_changes()
    before = world.state(subject)
    world.meet()
    vague = world.say(NORTH, ChangeProposed(SOUTH), subject)
    third = world.say(NORTH, ChangeProposed(None, "2030-04-01"), subject)
    world.meet()
    world.say(SOUTH, ChangeAccepted(third), subject)
    after = world.state(subject)

    assert rules.status(before) is Status.CROSSED
    assert rules.holding(before) == (Holds(SOUTH, "2030-03-01"), Holds(SOUTH, "2030-04-01"))
    assert world.objection(vague) == "requests.change_incomplete"
    assert rules.holding(after) == (Holds(SOUTH, "2030-04-01"),)
    assert rules.status(after) is Status.ACCEPTED


def test_two_agreed_changes_to_the_same_are_no_crossing() -> None:
    world, subject = accepted()
    changes = [world.say(party, ChangeProposed(None, "2030-03-01"), subject) for party in (NORTH, SOUTH)]
    world.meet()
    world.say(SOUTH, ChangeAccepted(changes[0]), subject)
    world.say(NORTH, ChangeAccepted(changes[1]), subject)

    assert rules.status(world.state(subject)) is Status.ACCEPTED
    assert rules.holding(world.state(subject)) == (Holds(SOUTH, "2030-03-01"),)


# Letters that cross


@pytest.mark.parametrize(
    ("start", "body"), [(made, RequestAccepted()), (accepted, RequestDone())], ids=["accepted", "done"]
)
def test_a_cancellation_crosses_what_the_owner_says_meanwhile(
    start: Callable[[], tuple[World, EntryId]], body: Body
) -> None:
    """Neither had seen the other's. Whoever knows both ends it: the one by asking no more, the other by declining."""
    world, subject = start()
    world.say(NORTH, RequestCancelled(), subject)
    world.say(SOUTH, body, subject)
    crossed = world.state(subject)
    world.meet()
    by_cancelling, by_declining = world.copy(), world.copy()
    by_cancelling.say(NORTH, RequestCancelled(), subject)
    by_declining.say(SOUTH, RequestDeclined(), subject)

    assert rules.status(crossed) is Status.CROSSED
    ((one, other),) = rules.letters_crossed(crossed)
    assert (one.party, other.party) == (NORTH, SOUTH)
    assert rules.status(by_cancelling.state(subject)) is Status.CANCELLED
    assert rules.status(by_declining.state(subject)) is Status.CANCELLED


def test_verifying_what_is_being_taken_back_crosses() -> None:
    world, subject, report = done()
    world.say(NORTH, RequestVerified(report), subject)
    world.say(SOUTH, RequestDeclined(en("It was not finished.")), subject)
    crossed = rules.status(world.state(subject))
    world.meet()
    world.say(NORTH, RequestDisputed(report), subject)

    assert crossed is Status.CROSSED
    assert rules.status(world.state(subject)) is Status.DECLINED


def test_a_word_that_the_owner_knew_when_it_took_its_report_back_crosses_nothing() -> None:
    world, subject, report = done(JOINT)
    world.say(HOST, RequestVerified(report), subject)
    world.see_all(SOUTH)
    world.say(SOUTH, RequestDeclined(), subject)

    assert rules.status(world.state(subject)) is Status.DECLINED


def test_a_report_by_whom_another_was_replacing_crosses_until_whoever_asked_says_a_word_on_it() -> None:
    world, subject = accepted()
    change = world.say(NORTH, ChangeProposed(HOST), subject)
    world.meet()
    world.say(SOUTH, ChangeAccepted(change), subject)
    world.say(HOST, ChangeAccepted(change), subject)
    report = world.say(SOUTH, RequestDone(), subject)
    crossed = rules.status(world.state(subject))
    world.meet()
    world.say(NORTH, RequestDisputed(report, en("It is the host's now.")), subject)

    assert world.objection(report) is None
    assert crossed is Status.CROSSED
    assert rules.status(world.state(subject)) is Status.ACCEPTED


@pytest.mark.parametrize("order", list(permutations(PARTIES)), ids="-".join)
def test_the_order_in_which_logs_are_read_changes_nothing(order: tuple[str, ...]) -> None:
    world, subject = crossed_changes()
    folded = world.fresh_fold()
    for party in order:
        folded.append(origin(party), world.logs[party].entries)

    assert folded.state(subject) == world.state(subject)


# Time

UTC_SOUTH = Capital(SOUTH, UTC)


def test_the_answer_and_the_work_have_clocks_of_their_own() -> None:
    world, subject = made()
    asked = world.state(subject)
    world.say(SOUTH, RequestAccepted(), subject)
    taken = world.state(subject)
    world.say(SOUTH, RequestDone(), subject)
    reported = world.state(subject)
    began = datetime(2030, 1, 10, tzinfo=UTC)
    term = due(ClockTerms(rules.ANSWER_CLOCK, 72), began, UTC_SOUTH)
    day = day_due(UTC_SOUTH, "2030-02-01")
    ends_at = UTC_SOUTH.ends(date(2030, 2, 1))

    edges = [began + timedelta(hours=72) + each for each in (-SECOND, timedelta(), SECOND)]
    assert [rules.unanswered(asked, term, at) for at in edges] == [Answer.NO, Answer.NO, Answer.YES]
    assert rules.unanswered(taken, term, edges[-1]) is Answer.NO
    assert rules.unanswered(asked, due(term.terms, None, UTC_SOUTH), edges[-1]) is Answer.UNDECIDED
    assert rules.unanswered(asked, term, edges[-1], began) is Answer.UNDECIDED
    assert [rules.overdue(taken, day, ends_at + each) for each in (-SECOND, timedelta(), SECOND)] == [
        Answer.NO,
        Answer.NO,
        Answer.YES,
    ]
    assert rules.overdue(asked, day, ends_at + SECOND) is Answer.YES
    assert rules.overdue(reported, day, ends_at + SECOND) is Answer.NO


# What all have adopted

TEXT, PROPOSAL = "7" * 64, "8" * 64


@dataclass(frozen=True)
class Terms:
    """An item of an adopted text, as the slice of such texts signs it."""

    of: str = SOUTH
    work: str = "action"
    text: Text = PATROLS.text
    due_on: str | None = PATROLS.due_on


@dataclass(frozen=True)
class Adopted:
    """A subject whose text all have adopted, or not yet."""

    text: str | None = TEXT
    parties: tuple[str, ...] = PARTIES

    def adopted_for(self, text: EntryId) -> tuple[str, ...]:
        return self.parties if text == self.text else ()

    def adopted_text(self, state_of: StateOf) -> EntryId | None:  # noqa: ARG002 - one shape for all that can be adopted
        return self.text

    def items_of(self, text: EntryId) -> tuple[Item, ...]:
        return (Item(text, 1, "commitment", Terms()), Item(text, 2, "request", Terms()))


def entry_by(party: str, body: Body, role: str, index: int = 9) -> Entry[Body]:
    header = Header(
        mechanism="0" * 64,
        log=origin(party),
        kind="requests.made/1",
        by="head",
        claimed_at=BEGAN,
        refs=refs(**{role: TEXT}),
    )
    return Entry(f"{index:064}", party, index, header, body, "signer")


def facts_with(adopted: Adopted) -> FixedFacts:
    header = Header(
        mechanism="0" * 64, log=origin(HOST), kind="proposals.tabled/1", by="head", claimed_at=BEGAN, subject=PROPOSAL
    )
    return FixedFacts(
        CHARTER, {TEXT: Entry(TEXT, HOST, 1, header, RequestReplied(en("x")), "signer")}, {PROPOSAL: adopted}
    )


@pytest.mark.parametrize("party", PARTIES)
def test_what_all_adopted_needs_no_acceptance_whoever_opens_it(party: str) -> None:
    """Every party has signed for it: it is accepted, verified by all others, and nobody cancels it alone."""
    facts = facts_with(Adopted())
    made_by = entry_by(party, PATROLS, "implements_2")
    held = rules.apply(None, made_by, facts)

    assert rules.objection(None, made_by, facts) is None
    assert held is not None
    assert rules.status(held) is Status.ACCEPTED
    assert rules.verifiers(held, SOUTH) == (HOST, NORTH)
    cancelled = rules.objection(held, entry_by(party, RequestCancelled(), "about"), facts)
    assert cancelled == Objection("requests.adopted_by_all")
    change = rules.apply(held, entry_by(HOST, ChangeProposed(None, "2030-03-01"), "about"), facts)
    assert change is not None
    assert change.changes[0].concerned == PARTIES


@pytest.mark.parametrize(
    ("adopted", "body", "role", "why"),
    [
        (Adopted(), PATROLS, "implements_1", "adoption.no_such_item"),
        (Adopted(), PATROLS, "implements_3", "adoption.no_such_item"),
        (Adopted(None), PATROLS, "implements_2", "adoption.not_adopted"),
        (
            Adopted(),
            RequestMade("action", SOUTH, en("Something else."), due_on=PATROLS.due_on),
            "implements_2",
            "requests.not_as_adopted",
        ),
        (
            Adopted(),
            RequestMade("action", HOST, PATROLS.text, due_on=PATROLS.due_on),
            "implements_2",
            "requests.not_as_adopted",
        ),
        (
            Adopted(),
            RequestMade("action", SOUTH, PATROLS.text, due_on="2030-02-02"),
            "implements_2",
            "requests.not_as_adopted",
        ),
        (Adopted(None), PATROLS, "about", None),
    ],
)
def test_a_request_carries_out_what_all_adopted_and_just_that(
    adopted: Adopted, body: RequestMade, role: str, why: str | None
) -> None:
    found = rules.objection(None, entry_by(NORTH, body, role), facts_with(adopted))

    assert (None if found is None else found.code) == why


class AnyoneAsksAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any request entry, in any order."""

    slice_name = "requests"

    def opening(self, author: str) -> Body:
        """Something of another party."""
        return RequestMade("action", SOUTH if author != SOUTH else NORTH, en("x"), None, "2030-03-04", joint=True)

    def teardown(self) -> None:
        """Whoever reads whole logs one after another, in whichever order, comes to the same."""
        for order in permutations(PARTIES):
            folded = self.world.fresh_fold()
            for party in order:
                folded.append(origin(party), self.world.logs[party].entries)
            assert folded.subjects("requests") == self.fold.subjects("requests")

    @invariant()
    def nobody_is_given_work_that_it_did_not_sign_for(self) -> None:
        """An owner after the first has itself signed a change that makes it the owner; accepted is its own word."""
        for state in self.fold.subjects("requests").values():
            for held in rules.holding(state):
                if held.owner != state.owner:
                    named = {each.entry for each in state.changes if each.owner == held.owner}
                    signed = [each for each in state.changes if each.party == held.owner]
                    words = [each for each in state.change_words if each.party == held.owner and each.change in named]
                    assert words or any(each.owner == held.owner for each in signed)
            if rules.status(state) in {Status.ACCEPTED, Status.DONE, Status.VERIFIED}:
                (held,) = rules.holding(state)
                own = (*state.answers, *state.reports, *state.changes, *state.change_words)
                assert held.owner in {each.party for each in own}

    @invariant()
    def nothing_is_verified_by_its_owner_or_cancelled_by_another(self) -> None:
        """Reports are by owners, words on them by others, cancellations by whoever asked."""
        for state in self.fold.subjects("requests").values():
            reporters = {each.entry: each.party for each in state.reports}
            assert all(reporters[each.report] != each.party for each in state.checks)
            assert {each.party for each in state.cancellations} <= {state.party}
            if rules.status(state) is Status.VERIFIED:
                (held,) = rules.holding(state)
                report = rules.last_report(state, held.owner)
                assert report is not None
                said = {each.party for each in state.checks if (each.report, each.word) == (report.entry, "verified")}
                assert set(rules.verifiers(state, held.owner)) <= said

    @invariant()
    def what_was_said_stays_said(self) -> None:
        """No act takes another off the record."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert now is not None
            for row in rules._ACTS:
                assert set(getattr(before, row)) <= set(getattr(now, row))


TestAnyoneAsksAnything = AnyoneAsksAnything.TestCase
