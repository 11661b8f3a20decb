"""Commitments are reviewed at each meeting: what each said there stays, and silence is named."""

from datetime import datetime

from tests.mechanism.commitments.table import DEMAND
from tests.mechanism.meetings.test_rules import opened
from tests.worlds import BEGAN, HOST, NORTH, PARTIES, SOUTH, World, en
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments.entries import CommitmentAssessed, CommitmentStated, CommitmentUndertaken
from trilateral.mechanism.commitments.state import Commitment
from trilateral.mechanism.meetings.state import Meeting
from trilateral.picture.reviews import Review, Reviewed, held_in_order, reviews


def reviewed(world: World) -> tuple[Reviewed, ...]:
    fold = world.fold()

    def said_at(entry: EntryId) -> datetime | None:
        verdict = fold.verdict(entry)
        return None if verdict is None or verdict.entry is None else verdict.entry.header.claimed_at

    held = held_in_order((each for each in fold.subjects("meetings").values() if isinstance(each, Meeting)), said_at)
    found = (each for each in fold.subjects("commitments").values() if isinstance(each, Commitment))
    return reviews(found, held, said_at)


def before_a_meeting() -> tuple[World, EntryId, EntryId]:
    """A commitment of the south, taken on and then brought to a meeting."""
    world, meeting = opened()
    subject = world.say(NORTH, DEMAND, at=BEGAN)
    world.meet()
    world.say(SOUTH, CommitmentUndertaken(), subject, at=BEGAN)
    world.meet()
    return world, subject, meeting


def test_what_each_said_at_a_meeting_stands_beside_what_all_signed_and_who_said_nothing() -> None:
    world, subject, meeting = before_a_meeting()
    nothing = reviewed(world)
    own = world.say(SOUTH, CommitmentAssessed("complete", None, meeting), subject)
    world.say(NORTH, CommitmentAssessed("minimum", None, meeting, joint=True), subject)
    some = reviewed(world)
    for party in (HOST, SOUTH):
        world.say(party, CommitmentAssessed("minimum", None, meeting, joint=True), subject)

    assert nothing == (Reviewed(subject, SOUTH, (Review(meeting, (), None, PARTIES),)),)
    assert some[0].reviews == (Review(meeting, ((SOUTH, 3, own),), None, (HOST,)),)
    assert reviewed(world)[0].reviews == (Review(meeting, ((SOUTH, 3, own),), 1, ()),)


def test_what_binds_nobody_or_came_after_a_meeting_was_not_to_be_reviewed_there() -> None:
    world, _meeting = opened()
    world.say(NORTH, DEMAND)
    later = world.say(SOUTH, CommitmentStated((SOUTH,), en("x")))

    assert reviewed(world) == (Reviewed(later, SOUTH, ()),)


def test_an_assessment_as_of_a_day_is_no_review_of_a_meeting() -> None:
    world, subject, meeting = before_a_meeting()
    world.say(SOUTH, CommitmentAssessed("complete", None, None, "2030-02-28"), subject)

    assert reviewed(world)[0].reviews == (Review(meeting, (), None, PARTIES),)
