"""Suspensions: clocks stand still by every party's own signature, and letters that cross leave it undecided."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.worlds import BEGAN, DATE, HOST, NORTH, PARTIES, SOUTH, World, en, founded, origin
from trilateral.agreement.clocks import Answer, Stop
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.mechanism.suspensions import rules
from trilateral.mechanism.suspensions.entries import (
    EndAccepted,
    EndProposed,
    SuspensionAccepted,
    SuspensionProposed,
    SuspensionRefused,
)
from trilateral.mechanism.suspensions.rules import Status

UNTIL = DATE + timedelta(days=10)
HALFWAY = DATE + timedelta(days=5)
SECOND = timedelta(seconds=1)
FLOOD = SuspensionProposed("force_majeure", en("The river is in flood."), DATE, UNTIL, ("allegations.answer",))
ALL = SuspensionProposed("holiday", en("Until further notice."), DATE)


def proposed(body: SuspensionProposed = FLOOD) -> tuple[World, EntryId]:
    """A world in which North has proposed a suspension that all have seen."""
    world = founded()
    subject = world.say(NORTH, body)
    world.meet()
    assert world.objection(subject) is None
    return world, subject


def in_force(body: SuspensionProposed = FLOOD) -> tuple[World, EntryId]:
    """A world in which all have agreed on it and know so."""
    world, subject = proposed(body)
    for party in (SOUTH, HOST):
        world.say(party, SuspensionAccepted(), subject)
    world.meet()
    return world, subject


def test_nothing_stands_still_until_every_party_has_signed() -> None:
    world, subject = proposed()
    found = []
    for party in (SOUTH, HOST):
        found.append((rules.status(world.state(subject)), rules.stops(world.state(subject), "allegations.answer")))
        assert world.objection(world.say(party, SuspensionAccepted(), subject)) is None
    state = world.state(subject)

    assert found == [(Status.PROPOSED, ())] * 2
    assert rules.status(state) is Status.AGREED
    assert rules.stops(state, "allegations.answer") == (Stop(DATE, UNTIL, by=subject),)


def test_it_stops_the_clocks_that_it_names_and_one_that_names_none_stops_all() -> None:
    world, named = in_force()
    other, every = in_force(ALL)

    assert rules.stops(world.state(named), "meetings.special") == ()
    assert rules.stops(world.state(named), None) == ()
    for clock in ("allegations.answer", "requests.answer", None):
        assert rules.stops(other.state(every), clock) == (Stop(DATE, None, by=every),)


def test_it_stands_still_from_its_first_second_to_the_one_before_its_last() -> None:
    world, subject = in_force()
    state = world.state(subject)

    assert [rules.stands_still(state, at) for at in (DATE - SECOND, DATE, UNTIL - SECOND, UNTIL)] == [
        Answer.NO,
        Answer.YES,
        Answer.YES,
        Answer.NO,
    ]
    before = proposed()
    assert rules.stands_still(before[0].state(before[1]), DATE) is Answer.NO


def test_a_party_takes_its_acceptance_back_until_all_have_signed_and_not_after() -> None:
    world, subject = proposed()
    world.say(SOUTH, SuspensionAccepted(), subject)
    taken_back = world.say(SOUTH, SuspensionRefused(en("not now")), subject)
    refused = rules.status(world.state(subject))
    world.say(SOUTH, SuspensionAccepted(), subject)
    world.say(HOST, SuspensionAccepted(), subject)
    world.meet()
    late = [world.say(party, SuspensionRefused(), subject) for party in PARTIES]

    assert world.objection(taken_back) is None
    assert refused is Status.REFUSED
    assert [world.objection(each) for each in late] == ["suspensions.agreed_already"] * 3
    assert rules.status(world.state(subject)) is Status.AGREED


def crossed() -> tuple[World, EntryId]:
    """The host signs last, while South takes its acceptance back."""
    world, subject = proposed()
    world.say(SOUTH, SuspensionAccepted(), subject)
    world.see_all(HOST)
    assert world.objection(world.say(HOST, SuspensionAccepted(), subject)) is None
    assert world.objection(world.say(SOUTH, SuspensionRefused(), subject)) is None
    return world, subject


def test_the_last_signature_and_one_taken_back_cross() -> None:
    """Neither had seen the other's act: whether clocks stood still cannot be decided, first-come or otherwise."""
    world, subject = crossed()
    state = world.state(subject)

    assert rules.status(state) is Status.CROSSED
    assert rules.stops(state, "allegations.answer") == (Stop(DATE, UNTIL, by=subject, disputed=True),)
    assert rules.stands_still(state, DATE) is Answer.UNDECIDED
    ((accepted, refused),) = rules.letters_crossed(state)
    assert (accepted.party, refused.party) == (HOST, SOUTH)


@pytest.mark.parametrize(
    ("party", "body", "then"),
    [(SOUTH, SuspensionAccepted(), Status.AGREED), (HOST, SuspensionRefused(), Status.REFUSED)],
)
def test_a_crossing_ends_when_one_of_the_two_speaks_again_knowing_the_other(
    party: str, body: Body, then: Status
) -> None:
    world, subject = crossed()
    world.meet()

    assert world.objection(world.say(party, body, subject)) is None
    assert rules.status(world.state(subject)) is then


def test_a_refusal_that_was_known_to_the_last_to_sign_crosses_nothing() -> None:
    world, subject = proposed()
    world.say(SOUTH, SuspensionAccepted(), subject)
    world.say(SOUTH, SuspensionRefused(), subject)
    world.see_all(HOST)
    world.say(HOST, SuspensionAccepted(), subject)

    assert rules.status(world.state(subject)) is Status.REFUSED


def test_it_ends_earlier_when_every_party_has_signed_that_end() -> None:
    world, subject = in_force()
    end = world.say(HOST, EndProposed(HALFWAY, en("The water has fallen.")), subject)
    world.meet()
    world.say(NORTH, EndAccepted(end), subject)
    halfway = rules.status(world.state(subject))
    world.say(SOUTH, EndAccepted(end), subject)
    state = world.state(subject)

    assert world.objection(end) is None
    assert (halfway, rules.status(state)) == (Status.AGREED, Status.ENDED)
    assert rules.stops(state, "allegations.answer") == (Stop(DATE, HALFWAY, by=subject),)
    assert rules.stands_still(state, HALFWAY) is Answer.NO


def test_two_ends_that_all_signed_without_knowing_of_each_other_leave_the_time_between_in_dispute() -> None:
    world, subject = in_force(ALL)
    ends = [world.say(NORTH, EndProposed(HALFWAY), subject), world.say(SOUTH, EndProposed(UNTIL), subject)]
    world.meet()
    world.say(HOST, EndAccepted(ends[0]), subject)
    world.say(HOST, EndAccepted(ends[1]), subject)
    world.say(NORTH, EndAccepted(ends[1]), subject)
    world.say(SOUTH, EndAccepted(ends[0]), subject)
    state = world.state(subject)

    assert rules.status(state) is Status.CROSSED
    assert rules.stops(state, None) == (
        Stop(DATE, HALFWAY, by=subject),
        Stop(HALFWAY, UNTIL, by=subject, disputed=True),
    )
    assert [rules.stands_still(state, at) for at in (DATE, HALFWAY, UNTIL)] == [
        Answer.YES,
        Answer.UNDECIDED,
        Answer.NO,
    ]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (FLOOD, None),
        (ALL, None),
        (SuspensionProposed("other", en("x"), DATE, None, ("meetings.special",)), "suspensions.no_such_clock"),
        (SuspensionProposed("other", en("x"), DATE, None, ("allegations.answer",) * 2), "suspensions.clock_twice"),
        (SuspensionProposed("other", en("x"), DATE, DATE), "suspensions.ends_before_it_begins"),
        (SuspensionProposed("other", en("x"), DATE, DATE - SECOND), "suspensions.ends_before_it_begins"),
        (SuspensionProposed("other", en("x"), DATE, DATE + SECOND), None),
        (SuspensionProposed("other", en("about the past too"), BEGAN - timedelta(days=9), BEGAN), None),
    ],
)
def test_what_can_be_proposed(body: SuspensionProposed, why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, body)) == why


def test_what_cannot_be_said_of_one_that_is_not_agreed() -> None:
    world, subject = proposed()

    def objection(party: str, body: Body, on: EntryId | None = subject) -> str | None:
        return world.objection(world.say(party, body, on))

    assert objection(NORTH, SuspensionAccepted()) == "suspensions.accepted_already"
    assert objection(SOUTH, SuspensionRefused()) is None
    assert objection(SOUTH, SuspensionRefused()) == "suspensions.refused_already"
    assert objection(NORTH, EndProposed(HALFWAY)) == "suspensions.not_agreed"
    assert objection(SOUTH, EndAccepted(subject)) == "suspensions.not_agreed"
    assert objection(SOUTH, SuspensionAccepted(), None) == "suspensions.not_found"
    assert objection(SOUTH, FLOOD) == "suspensions.proposed_already"


def test_what_cannot_be_said_of_one_that_is() -> None:
    world, subject = in_force()
    end = world.say(NORTH, EndProposed(HALFWAY), subject)

    def objection(party: str, body: Body) -> str | None:
        return world.objection(world.say(party, body, subject))

    assert objection(SOUTH, EndAccepted(end)) == "suspensions.not_seen"
    assert objection(NORTH, EndAccepted(end)) == "suspensions.accepted_already"
    assert objection(NORTH, EndAccepted(subject)) == "suspensions.no_such_end"
    assert objection(NORTH, EndProposed(DATE - SECOND)) == "suspensions.ends_before_it_begins"
    assert objection(NORTH, EndProposed(UNTIL)) == "suspensions.ends_no_earlier"
    world.meet()
    for party in (SOUTH, HOST):
        assert objection(party, EndAccepted(end)) is None
    world.meet()
    assert objection(NORTH, EndProposed(HALFWAY)) == "suspensions.ended_before"
    assert objection(NORTH, SuspensionAccepted()) == "suspensions.agreed_already"


@pytest.mark.parametrize("order", list(permutations(PARTIES)), ids="-".join)
def test_the_order_in_which_logs_are_read_changes_nothing(order: tuple[str, ...]) -> None:
    world, subject = crossed()
    folded = world.fresh_fold()
    for party in order:
        folded.append(origin(party), world.logs[party].entries)

    assert folded.state(subject) == world.state(subject)


def test_an_act_on_another_subject_is_none_on_this_one() -> None:
    world = founded()
    said = world.say(NORTH, StatementMade("position", en("x")))

    assert world.objection(world.say(NORTH, SuspensionAccepted(), said)) == "ledger.wrong_subject"


class AnyoneSuspendsAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any suspension entry, in any order."""

    slice_name = "suspensions"

    def opening(self, author: str) -> Body:  # noqa: ARG002 - one shape for all slices
        """A suspension of all clocks."""
        return ALL

    def teardown(self) -> None:
        """Whoever reads whole logs one after another, in whichever order, comes to the same."""
        for order in permutations(PARTIES):
            folded = self.world.fresh_fold()
            for party in order:
                folded.append(origin(party), self.world.logs[party].entries)
            assert folded.subjects("suspensions") == self.fold.subjects("suspensions")

    @invariant()
    def nothing_stands_still_without_every_partys_last_word(self) -> None:
        """No stop without dispute unless each party's last word in its own log is its acceptance."""
        for state in self.fold.subjects("suspensions").values():
            if any(not each.disputed for each in rules.stops(state, None)):
                last = {each.party: each for each in state.words}
                assert set(last) == set(PARTIES)
                assert {self.entry(each.entry).party for each in last.values()} == set(PARTIES)
                assert {each.word for each in last.values()} == {"accepted"}

    @invariant()
    def what_was_agreed_stays_agreed(self) -> None:
        """Until all have signed an end, and whoever knew that all had signed cannot go back behind it."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert now is not None
            assert set(before.words) <= set(now.words)
            if rules.agreed_ends(before):
                assert set(rules.agreed_ends(before)) <= set(rules.agreed_ends(now))


TestAnyoneSuspendsAnything = AnyoneSuspendsAnything.TestCase
