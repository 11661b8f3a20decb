"""Allegations: who alleges, who alone answers, and what stays open."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.worlds import BEGAN, CHARTER, HOST, NORTH, SOUTH, World, en, founded, make_charter
from trilateral.agreement.clocks import Answer
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.allegations import rules
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    AllegationRemarked,
    AllegationWithdrawn,
    PointAnswered,
)
from trilateral.mechanism.meetings.entries import MeetingProposed

FILED = AllegationFiled(SOUTH, (en("training"), en("arming"), en("financing")), proxy=en("an armed group"))
MEETING = MeetingProposed((en("Round"),), "rounds", 1, "joint", "plenary")


def filed(body: AllegationFiled = FILED) -> tuple[World, EntryId]:
    """A world in which North has filed an allegation that all have seen."""
    world = founded()
    allegation = world.say(NORTH, body)
    world.meet()
    return world, allegation


def answered(*answers: tuple[int, Any]) -> rules.Allegation:
    world, allegation = filed()
    for point, answer in answers:
        world.say(SOUTH, PointAnswered(point, answer), allegation)
    state: rules.Allegation = world.state(allegation)
    return state


def test_only_the_party_alleged_against_can_answer() -> None:
    """An answer by the host or by whoever alleges has no effect, on any node."""
    world, allegation = filed()
    tries = [world.say(party, PointAnswered(0, "admitted"), allegation) for party in (HOST, NORTH)]

    assert [world.objection(each) for each in tries] == ["allegations.not_yours_to_answer"] * 2
    assert rules.open_points(world.state(allegation)) == (0, 1, 2)
    answer = world.say(SOUTH, PointAnswered(0, "denied", en("We did not.")), allegation)
    assert world.objection(answer) is None
    assert rules.open_points(world.state(allegation)) == (1, 2)


def test_the_last_word_in_the_own_log_counts_and_all_words_are_kept() -> None:
    state = answered((1, "denied_without_detail"), (1, "partly"))

    last = rules.last_answers(state)[1]
    assert last is not None
    assert last.answer == "partly"
    assert [each.answer for each in state.answers] == ["denied_without_detail", "partly"]


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ([], "filed"),
        ([(0, "denied")], "answered_in_part"),
        ([(0, "denied"), (1, "admitted"), (2, "partly")], "answered"),
        ([(0, "denied"), (1, "denied_without_detail"), (2, "denied")], "answered_in_part"),
        ([(point, "denied_without_detail") for point in range(3)], "rejected_without_detail"),
        ([(0, "denied_without_detail"), (1, "counter_alleged"), (2, "counter_alleged")], "counter_alleged"),
        ([(0, "denied"), (1, "counter_alleged"), (2, "denied")], "answered_in_part"),
        ([(0, "counter_alleged")], "answered_in_part"),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_status_follows_from_the_last_answer_to_each_point(answers: list[tuple[int, Any]], status: str) -> None:
    assert rules.status(answered(*answers)) == status


def test_an_answer_can_point_to_an_own_allegation_only() -> None:
    world, allegation = filed()
    own = world.say(SOUTH, AllegationFiled(NORTH, (en("failing to secure"),)))
    other = world.say(HOST, AllegationFiled(NORTH, (en("crossing"),)))
    world.meet()

    def objection(counter: str) -> str | None:
        return world.objection(world.say(SOUTH, PointAnswered(0, "counter_alleged", None, counter), allegation))

    assert objection(own) is None
    assert objection(other) == "allegations.not_your_allegation"
    assert objection(allegation) == "allegations.not_your_allegation"
    assert objection("f" * 64) == "allegations.not_seen"
    assert objection(world.say(SOUTH, MEETING)) == "allegations.not_an_allegation"


def test_only_the_author_withdraws_and_what_was_answered_stays() -> None:
    world, allegation = filed()
    world.say(SOUTH, PointAnswered(0, "denied"), allegation)
    foreign = world.say(SOUTH, AllegationWithdrawn(), allegation)
    own = world.say(NORTH, AllegationWithdrawn(en("mistaken")), allegation)
    again = world.say(NORTH, AllegationWithdrawn(), allegation)

    assert world.objection(foreign) == "allegations.not_yours_to_withdraw"
    assert world.objection(own) is None
    assert world.objection(again) == "allegations.withdrawn_before"
    state = world.state(allegation)
    assert rules.status(state) == "withdrawn"
    assert rules.asked_of(state) is None
    assert len(state.answers) == 1


def test_anybody_may_remark_and_nothing_is_answered_by_it() -> None:
    world, allegation = filed()
    remarks = [world.say(party, AllegationRemarked(en(party)), allegation) for party in (SOUTH, HOST, NORTH)]

    assert [world.objection(each) for each in remarks] == [None] * 3
    assert [each.party for each in world.state(allegation).remarks] == [HOST, NORTH, SOUTH]
    assert rules.status(world.state(allegation)) == "filed"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (AllegationFiled(NORTH, (en("x"),)), "allegations.against_oneself"),
        (AllegationFiled("west", (en("x"),)), "allegations.not_a_party"),
        (AllegationFiled(SOUTH, (en("x"),), to=("west",)), "allegations.not_a_party"),
        (AllegationFiled(SOUTH, (en("x"),), via="west"), "allegations.not_a_party"),
        (AllegationFiled(SOUTH, (en("x"),), to=(NORTH,)), "allegations.to_oneself"),
        (AllegationFiled(SOUTH, (en("x"),), to=(SOUTH, SOUTH)), "allegations.addressed_twice"),
        (AllegationFiled(SOUTH, (en("x"),), to=(HOST,), via=HOST), "allegations.addressed_twice"),
        (AllegationFiled(SOUTH, ()), "allegations.says_nothing"),
        (AllegationFiled(SOUTH, (en("x"),) * 51), "allegations.too_many_points"),
        (AllegationFiled(SOUTH, (en("x"),) * 50), None),
        (AllegationFiled(SOUTH, (en("x"),), meeting="f" * 64), "allegations.not_seen"),
        (AllegationFiled(SOUTH, (en("x"),), repeats="f" * 64), "allegations.not_seen"),
        (AllegationFiled(SOUTH, (en("x"),), to=(SOUTH,), via=HOST), None),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_what_can_be_filed(body: AllegationFiled, why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, body)) == why


def test_meeting_and_repetition_must_be_what_they_are_called() -> None:
    world, allegation = filed()
    meeting = world.say(NORTH, MEETING)

    def objection(in_meeting: str | None, earlier: str | None) -> str | None:
        body = AllegationFiled(SOUTH, (en("again"),), meeting=in_meeting, repeats=earlier)
        return world.objection(world.say(NORTH, body))

    assert objection(meeting, allegation) is None
    assert objection(allegation, None) == "allegations.not_a_meeting"
    assert objection(None, meeting) == "allegations.not_an_allegation"


def test_an_allegation_that_its_author_had_not_seen_cannot_be_repeated() -> None:
    world = founded()
    theirs = world.say(HOST, AllegationFiled(SOUTH, (en("x"),)))

    assert (
        world.objection(world.say(NORTH, AllegationFiled(SOUTH, (en("x"),), repeats=theirs))) == "allegations.not_seen"
    )


@pytest.mark.parametrize("point", [-1, 3, 2**53 - 1, -(2**53) + 1])
def test_there_is_no_such_point(point: int) -> None:
    world, allegation = filed()

    assert world.objection(world.say(SOUTH, PointAnswered(point, "denied"), allegation)) == "allegations.no_such_point"


def test_an_act_needs_an_allegation() -> None:
    world, allegation = filed()

    assert world.objection(world.say(SOUTH, PointAnswered(0, "denied"))) == "allegations.not_found"
    assert world.objection(world.say(NORTH, FILED, allegation)) == "allegations.filed_already"


def test_silence_is_a_question_with_a_time() -> None:
    """It needs a proven beginning and a clock of the charter; at the very second it is not yet silence."""
    state = answered((0, "denied"))
    due = BEGAN + timedelta(hours=48)

    assert rules.unanswered(state, CHARTER, BEGAN, due) == Answer.NO
    assert rules.unanswered(state, CHARTER, BEGAN, due + timedelta(seconds=1)) == Answer.YES
    assert rules.unanswered(state, CHARTER, None, due + timedelta(days=99)) == Answer.UNDECIDED
    assert rules.unanswered(state, make_charter(clocks=()), BEGAN, due + timedelta(days=99)) == Answer.NO
    assert rules.asked_of(state) == SOUTH


def test_who_has_answered_every_point_is_asked_nothing_more() -> None:
    """Also by a refusal: what an answer is worth is not for a clock to say."""
    state = answered(*((point, "denied_without_detail") for point in range(3)))

    assert rules.asked_of(state) is None
    assert rules.unanswered(state, CHARTER, BEGAN, BEGAN + timedelta(days=99)) == Answer.NO


class AnyoneSignsAnyAllegation(anyone.AnyoneSignsAnything):
    """Three parties sign any allegation entry, in any order."""

    slice_name = "allegations"

    def opening(self, author: str) -> Body:
        """Whoever opens it alleges against somebody else."""
        return AllegationFiled(SOUTH if author != SOUTH else NORTH, (en("one"), en("two")))

    @invariant()
    def what_was_answered_stays_answered(self) -> None:
        """No entry opens a point again or takes an answer off the record."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert now is not None
            assert set(rules.open_points(now)) <= set(rules.open_points(before))
            assert set(before.answers) <= set(now.answers)
            assert (now.party, now.against, now.points) == (before.party, before.against, before.points)

    @invariant()
    def nobody_answers_for_another(self) -> None:
        """Answers and withdrawals stand in the logs of those whose word they are."""
        for state in self.fold.subjects("allegations").values():
            assert {self.entry(each.entry).party for each in state.answers} <= {state.against}
            assert {self.entry(each.entry).party for each in state.withdrawals} <= {state.party}
            assert not state.crossed
            rules.status(state)


TestAnyoneSignsAnyAllegation = AnyoneSignsAnyAllegation.TestCase
