"""Disputes: a rung is left by proof that its clock ran out or by every signature, and letters that cross are shown as crossed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.disputes.rungs import FIFTEEN, FIVE, LATE, RAISED, escalate, own_ladder, raised, told, witnessing
from tests.mechanism.orders import folded_somehow
from tests.mechanism.proposals.silent import OUTSIDE
from tests.worlds import BEGAN, HOST, NORTH, PARTIES, SOUTH, World, delegate_key, en, founded, make_charter, terms_of
from trilateral.agreement.consent import Standing
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import Body, EntryId
from trilateral.ledger.facts import FixedFacts
from trilateral.mechanism.disputes import state as rules
from trilateral.mechanism.disputes.entries import (
    AdviserNamed,
    DisputeEscalated,
    DisputeRaised,
    DisputeWithdrawn,
    OpinionAnswered,
    OpinionGiven,
    PositionStated,
    StepAccepted,
    StepProposed,
    StepRefused,
)
from trilateral.mechanism.disputes.rules import apply
from trilateral.mechanism.disputes.state import Status

MORE = StepProposed("extend", en("We are close."), 48)
SOONER = StepProposed("escalate", en("It cannot wait."))
SETTLED = StepProposed("settle", en("The ford is open from six to six."))
SECOND = timedelta(seconds=1)


def proposed(step: StepProposed, by: str = SOUTH) -> tuple[World, EntryId, EntryId]:
    """A step that a party put to all and that all have seen."""
    world, subject = raised()
    put = world.say(by, step, subject)
    world.meet()
    assert world.objection(put) is None
    return world, subject, put


def agreed(step: StepProposed, by: str = SOUTH) -> tuple[World, EntryId, EntryId]:
    """All have signed it, and know so."""
    world, subject, put = proposed(step, by)
    for party in PARTIES:
        if party != by:
            assert world.objection(world.say(party, StepAccepted(put), subject)) is None
    world.meet()
    return world, subject, put


def test_it_begins_on_the_first_rung_between_whom_it_names() -> None:
    world, subject = raised()
    state = world.state(subject)

    assert (rules.status(state), rules.rung_of(state)) == (Status.OPEN, 0)
    assert rules.concerned(state) == (NORTH, SOUTH)
    assert state.rungs == tuple(each.name for each in rules.LADDER)
    assert [each.hours for each in rules.LADDER[:4]] == [360, 360, 360, 120]
    everybody, other = raised(DisputeRaised(en("x")))
    assert everybody.state(other).against == (HOST, SOUTH)


def test_a_rung_is_left_when_others_clocks_say_that_its_own_has_run_out() -> None:
    """One second before they do the act has no effect; one after, it carries its proof."""
    world, subject = raised()
    at = max(world.verdict(each).entry.header.claimed_at for each in receipts(world))  # type: ignore[union-attr]  # they were said
    early = escalate(world, NORTH, subject, at + FIFTEEN - SECOND)
    late = escalate(world, NORTH, subject, at + FIFTEEN)
    state = world.state(subject)

    assert world.objection(early) == "disputes.too_early"
    assert world.objection(late) is None
    assert rules.rung_of(state) == 1
    assert state.escalations[0].shown_at == at + FIFTEEN


def receipts(world: World) -> list[EntryId]:
    """South's heads entry that covers the dispute: the last that it made."""
    seen = world.logs[SOUTH].seen
    assert seen is not None
    return [seen]


def test_ones_own_clock_and_the_claimed_time_show_nothing() -> None:
    world, subject = raised()
    world.see_all(NORTH)
    claimed = world.say(NORTH, DisputeEscalated(), subject, at=LATE)
    own = escalate(world, NORTH, subject, LATE, by=(NORTH,))
    one = escalate(world, NORTH, subject, LATE, by=(OUTSIDE,))

    assert [world.objection(each) for each in (claimed, own)] == ["disputes.too_few_cosigners"] * 2
    assert world.objection(one) is None, "the charter's quorum is one"


def test_the_clock_of_the_next_rung_begins_when_both_have_the_escalation() -> None:
    world, subject = raised()
    escalate(world, NORTH, subject, LATE)
    unheard = escalate(world, NORTH, subject, LATE + 3 * FIFTEEN)
    told(world, SOUTH, LATE)
    again = escalate(world, SOUTH, subject, LATE + timedelta(days=2))
    world.meet()
    second = escalate(world, SOUTH, subject, LATE + FIFTEEN + timedelta(days=1))

    assert world.objection(unheard) == "disputes.not_received"
    assert world.objection(again) == "disputes.too_early"
    assert world.objection(second) is None
    assert rules.rung_of(world.state(subject)) == 2


def test_it_climbs_to_the_last_rung_and_no_further() -> None:
    world, subject = raised()
    at = BEGAN
    for days in (15, 15, 15, 5):
        at += timedelta(days=days + 1)
        assert world.objection(escalate(world, NORTH, subject, at)) is None
        told(world, SOUTH, at)
        told(world, NORTH, at)
    beyond = escalate(world, NORTH, subject, at + 9 * FIVE)
    sooner = world.say(NORTH, SOONER, subject)

    assert world.state(subject).rungs[rules.rung_of(world.state(subject))] == "disputes.advisory_opinion"
    assert [world.objection(each) for each in (beyond, sooner)] == ["disputes.last_rung"] * 2


def test_two_who_escalate_at_once_take_it_up_one_rung() -> None:
    world, subject = raised()
    for party in (NORTH, SOUTH):
        told(world, party, LATE)
    both = [world.say(party, DisputeEscalated(), subject) for party in (NORTH, SOUTH)]

    assert [world.objection(each) for each in both] == [None, None]
    assert rules.rung_of(world.state(subject)) == 1


def test_all_may_take_it_higher_sooner() -> None:
    world, subject, put = proposed(SOONER)
    found = []
    for party in (NORTH, HOST):
        found.append(rules.rung_of(world.state(subject)))
        world.say(party, StepAccepted(put), subject)

    assert found == [0, 0]
    assert rules.rung_of(world.state(subject)) == 1
    assert len(rules.opened_by(world.state(subject), 1)[0]) == 3, "all three signatures put it there"


def test_the_rung_that_all_agreed_on_has_its_clock_too() -> None:
    world, subject, _ = agreed(SOONER)
    early = escalate(world, NORTH, subject, BEGAN + timedelta(days=14))
    late = escalate(world, NORTH, subject, LATE)

    assert (world.objection(early), world.objection(late)) == ("disputes.too_early", None)
    assert rules.rung_of(world.state(subject)) == 2


def test_an_extension_takes_every_signature_and_the_clock_then_runs_longer() -> None:
    world, subject, _ = agreed(MORE)
    early = escalate(world, NORTH, subject, LATE)
    late = escalate(world, NORTH, subject, LATE + timedelta(hours=48))

    assert rules.extended_hours(world.state(subject), 0) == 48
    assert (world.objection(early), world.objection(late)) == ("disputes.too_early", None)


def test_an_extension_that_one_has_not_signed_changes_nothing() -> None:
    world, subject, put = proposed(MORE)
    world.say(NORTH, StepAccepted(put), subject)
    world.say(HOST, StepRefused(put, en("No more delay.")), subject)
    world.meet()
    late = escalate(world, NORTH, subject, LATE)

    assert rules.extended_hours(world.state(subject), 0) == 0
    assert world.objection(late) is None


def crossed() -> tuple[World, EntryId, EntryId, EntryId]:
    """North escalates while the host signs the extension that North signed before, neither knowing of the other."""
    world, subject, put = proposed(MORE)
    world.say(NORTH, StepAccepted(put), subject)
    world.see_all(HOST)
    up = escalate(world, NORTH, subject, LATE)
    world.say(HOST, StepAccepted(put), subject)
    return world, subject, put, up


def test_an_escalation_and_an_extension_cross() -> None:
    world, subject, put, up = crossed()
    state = world.state(subject)

    assert world.objection(up) is None
    assert rules.status(state) is Status.CROSSED
    assert rules.letters_crossed(state) == ((up, put),)
    assert rules.rung_of(state) == 0, "the rung that is certain"


def test_such_a_crossing_ends_when_the_longer_clock_has_run_out_or_all_go_up() -> None:
    world, subject, _, _ = crossed()
    world.meet()
    other = world.copy()
    early = escalate(world, SOUTH, subject, LATE)
    late = escalate(world, SOUTH, subject, LATE + timedelta(hours=48))
    sooner = other.say(SOUTH, SOONER, subject)
    other.meet()
    for party in (NORTH, HOST):
        other.say(party, StepAccepted(sooner), subject)

    assert (world.objection(early), world.objection(late)) == ("disputes.too_early", None)
    for each in (world, other):
        assert (rules.status(each.state(subject)), rules.rung_of(each.state(subject))) == (Status.OPEN, 1)


def test_a_rung_that_was_left_is_not_made_longer() -> None:
    world, subject, put = proposed(MORE)
    escalate(world, NORTH, subject, LATE)
    world.meet()

    assert world.objection(world.say(HOST, StepAccepted(put), subject)) == "disputes.rung_left"


def test_it_is_settled_by_every_signature_on_the_same_words() -> None:
    world, subject, put = proposed(SETTLED)
    before = rules.status(world.state(subject))
    for party in (NORTH, HOST):
        world.say(party, StepAccepted(put), subject)
    world.meet()
    after = world.say(NORTH, MORE, subject)

    assert before is Status.OPEN
    assert rules.status(world.state(subject)) is Status.SETTLED
    assert world.objection(after) == "disputes.ended"
    assert world.objection(world.say(NORTH, PositionStated(en("Well done.")), subject)) is None


def test_two_settlements_that_cross_are_both_shown_until_all_sign_one_in_their_place() -> None:
    world, subject = raised()
    one = world.say(SOUTH, SETTLED, subject)
    other = world.say(NORTH, StepProposed("settle", en("The ford is open.")), subject)
    world.meet()
    world.say(HOST, StepAccepted(one), subject)
    world.say(HOST, StepAccepted(other), subject)
    world.say(NORTH, StepAccepted(one), subject)
    world.say(SOUTH, StepAccepted(other), subject)
    found = rules.status(world.state(subject))
    world.meet()
    third = world.say(HOST, StepProposed("settle", en("Open from six to six.")), subject)
    world.meet()
    for party in (NORTH, SOUTH):
        assert world.objection(world.say(party, StepAccepted(third), subject)) is None

    assert found is Status.CROSSED
    assert rules.status(world.state(subject)) is Status.SETTLED
    assert [each.entry for each in rules.settlements(world.state(subject))] == [third]


def test_who_raised_it_withdraws_it_and_nobody_else() -> None:
    world, subject = raised()
    other = world.say(SOUTH, DisputeWithdrawn(), subject)
    own = world.say(NORTH, DisputeWithdrawn(en("Done.")), subject)

    assert (world.objection(other), world.objection(own)) == ("disputes.not_yours", None)
    assert rules.status(world.state(subject)) is Status.WITHDRAWN


def test_a_withdrawal_and_the_last_signature_on_a_settlement_cross() -> None:
    world, subject, put = proposed(SETTLED)
    world.say(NORTH, StepAccepted(put), subject)
    world.see_all(HOST)
    gone = world.say(NORTH, DisputeWithdrawn(), subject)
    world.say(HOST, StepAccepted(put), subject)
    found = (rules.status(world.state(subject)), rules.letters_crossed(world.state(subject)))
    world.meet()
    again = world.say(HOST, StepProposed("settle", SETTLED.text), subject)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, StepAccepted(again), subject)

    assert found == (Status.CROSSED, ((put, gone),))
    assert rules.status(world.state(subject)) is Status.SETTLED


def test_the_charter_names_its_own_rungs_and_clocks() -> None:
    clocks = (ClockTerms("disputes.liaison", 48, grace_minutes=60), ClockTerms("disputes.elders", 24))
    world = witnessing(own_ladder(*clocks))
    subject = world.say(NORTH, RAISED)
    world.meet()
    early = escalate(world, NORTH, subject, BEGAN + timedelta(hours=48, minutes=59))
    late = escalate(world, NORTH, subject, BEGAN + timedelta(hours=51))

    assert world.state(subject).rungs == ("disputes.liaison", "disputes.elders")
    assert (world.objection(early), world.objection(late)) == ("disputes.too_early", None)
    world.meet()
    assert world.objection(world.say(NORTH, SOONER, subject)) == "disputes.last_rung"


def test_opinions_are_given_by_those_named_joined_or_dissented_from_and_bind_nobody() -> None:
    world, subject = raised()
    world.enrol(HOST, delegate_key(HOST, "jurist"), "delegate", "jurist")
    world.enrol(SOUTH, delegate_key(SOUTH, "jurist"), "delegate", "jurist")
    unnamed = world.say(HOST, OpinionGiven(en("Open it.")), subject, by="jurist")
    world.say(NORTH, AdviserNamed(HOST, "jurist"), subject)
    world.say(SOUTH, AdviserNamed(SOUTH, "jurist"), subject)
    world.meet()
    given = world.say(HOST, OpinionGiven(en("Open it.")), subject, by="jurist")
    head = world.say(HOST, OpinionGiven(en("Open it.")), subject)
    own = world.say(HOST, OpinionAnswered(given, "joined"), subject, by="jurist")
    world.meet()
    dissent = world.say(SOUTH, OpinionAnswered(given, "dissented", en("Not at night.")), subject, by="jurist")
    again = world.say(SOUTH, OpinionAnswered(given, "dissented"), subject, by="jurist")
    none = world.say(SOUTH, OpinionAnswered(subject, "joined"), subject, by="jurist")
    state = world.state(subject)

    assert [world.objection(each) for each in (unnamed, head)] == ["disputes.not_named"] * 2
    assert [world.objection(each) for each in (given, dissent)] == [None, None]
    assert world.objection(own) == "disputes.own_opinion"
    assert world.objection(again) == "disputes.said_already"
    assert world.objection(none) == "disputes.no_such_opinion"
    assert [each.word for each in rules.answers(state, state.opinions[0])] == ["dissented"]
    assert (rules.status(state), rules.rung_of(state)) == (Status.OPEN, 0)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (DisputeRaised(en("x"), (NORTH,)), "disputes.against_oneself"),
        (DisputeRaised(en("x"), ("nobody",)), "disputes.not_a_party"),
        (DisputeRaised(en("x"), (), "f" * 64), "disputes.not_seen"),
        (DisputeRaised(en("x"), (SOUTH, HOST)), None),
    ],
)
def test_what_can_be_raised(body: DisputeRaised, why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, body)) == why


def test_what_cannot_be_said() -> None:
    world, subject, put = proposed(MORE)

    def objection(party: str, body: Body, on: EntryId | None = subject) -> str | None:
        return world.objection(world.say(party, body, on))

    assert objection(NORTH, RAISED) == "disputes.raised_already"
    assert objection(NORTH, PositionStated(en("x")), None) == "disputes.not_found"
    assert objection(NORTH, StepProposed("extend")) == "disputes.hours_for_more_time"
    assert objection(NORTH, StepProposed("settle", en("x"), 4)) == "disputes.hours_for_more_time"
    assert objection(NORTH, StepProposed("settle")) == "disputes.terms_wanted"
    assert objection(NORTH, StepAccepted("f" * 64)) == "disputes.not_seen"
    assert objection(NORTH, StepAccepted(subject)) == "disputes.no_such_step"
    assert objection(SOUTH, StepAccepted(put)) == "disputes.accepted_already"
    assert objection(NORTH, StepRefused(put)) is None
    assert objection(NORTH, StepRefused(put)) == "disputes.refused_already"
    assert objection(HOST, DisputeEscalated()) == "disputes.not_between"
    assert objection(NORTH, AdviserNamed("nobody", "jurist")) == "disputes.not_a_party"
    assert objection(NORTH, AdviserNamed(HOST, "jurist")) is None
    assert objection(NORTH, AdviserNamed(HOST, "jurist")) == "disputes.said_already"
    world, subject, put = agreed(MORE)
    assert world.objection(world.say(HOST, StepRefused(put), subject)) == "disputes.agreed_already"


def test_who_chairs_says_where_it_stands_and_moves_nothing() -> None:
    chaired = make_charter(parties=tuple(terms_of(each, role="chair" if each == HOST else "party") for each in PARTIES))
    world = World(chaired).found()
    subject = world.say(NORTH, RAISED)
    world.meet()

    assert world.objection(world.say(HOST, PositionStated(en("x")), subject)) is None
    assert world.objection(world.say(HOST, MORE, subject)) == "disputes.no_say"
    assert world.objection(world.say(HOST, RAISED)) == "disputes.no_say"
    assert world.state(subject).parties == (NORTH, SOUTH)


def test_who_spoke_on_both_branches_of_its_log_leaves_the_dispute_crossed() -> None:
    world, subject, _ = agreed(SETTLED)
    said = world.verdict(world.say(SOUTH, PositionStated(en("x")), subject)).entry
    assert said is not None
    state = apply(world.state(subject), said, FixedFacts(world.charter, {}, {}))
    assert state is not None

    assert state.crossed == (SOUTH,)
    assert rules.status(state) is Status.CROSSED


@pytest.mark.parametrize("seed", range(6))
def test_the_order_in_which_logs_are_read_changes_nothing(seed: int) -> None:
    world, subject, _, _ = crossed()
    world.meet()
    world.say(SOUTH, DisputeEscalated(), subject)
    world.say(HOST, SETTLED, subject)
    world.say(NORTH, DisputeWithdrawn(), subject)

    assert folded_somehow(world, seed).state(subject) == world.state(subject)


class AnyoneDisputesAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any dispute entry, in any order."""

    slice_name = "disputes"
    own_ids = frozenset({"about", "opinion", "step"})
    own: Mapping[str, st.SearchStrategy[Any]] = {
        "against": st.lists(anyone.anyone, max_size=2).map(tuple),
        "provision": st.none() | anyone.texts,
        "hours": st.none() | st.sampled_from([1, 48, 87_600, 0, -1]),
        "adviser": anyone.anyone,
        "word": st.sampled_from(["joined", "dissented"]),
    }

    def opening(self, author: str) -> Body:
        """A dispute with all others."""
        del author
        return DisputeRaised(en("x"))

    def teardown(self) -> None:
        """Whoever reads the logs in some other order comes to the same."""
        for seed in range(3):
            assert folded_somehow(self.world, seed).subjects("disputes") == self.fold.subjects("disputes")

    @invariant()
    def nothing_is_left_or_ended_without_every_signature(self) -> None:
        """Nobody's clock is proven here, so every rung that was left was left by all."""
        for state in self.fold.subjects("disputes").values():
            assert state.escalations == ()
            for step in state.steps:
                if rules.step_standing(state, step) is Standing.AGREED:
                    last = {each.party: each.word for each in state.words if each.on == step.entry}
                    assert last == dict.fromkeys(PARTIES, "accepted")
            if rules.status(state) is Status.SETTLED:
                assert rules.settlements(state)


TestAnyoneDisputesAnything = AnyoneDisputesAnything.TestCase
