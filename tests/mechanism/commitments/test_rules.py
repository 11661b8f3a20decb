"""Commitments: whom they bind by whose word, three assessments side by side, and acts that cross."""

import pytest

from tests.mechanism.commitments.table import (
    BOTH,
    D_DAY,
    DEMAND,
    INSPECTED,
    SUPPLY,
    jointly,
    level,
    stated,
    undertaken,
)
from tests.mechanism.commitments.test_as_adopted import entry_by
from tests.mechanism.orders import folded_somehow
from tests.worlds import CHARTER, DATE, HOST, NORTH, PARTIES, SOUTH, World, amended, en, founded
from trilateral.agreement.locations import Location, Point
from trilateral.agreement.undertakings import Count, Indicator, Step, day_of
from trilateral.ledger.entry import Body, EntryId
from trilateral.ledger.facts import FixedFacts, Objection
from trilateral.mechanism.commitments import days, promises, rules
from trilateral.mechanism.commitments.entries import (
    CommitmentAssessed,
    CommitmentRefused,
    CommitmentStated,
    CommitmentUndertaken,
    DayAccepted,
    DayNamed,
    DayProposed,
    DeedReported,
    ReportAnswered,
    StandingStated,
)
from trilateral.mechanism.commitments.promises import Status
from trilateral.mechanism.meetings.entries import DateOffer, MeetingProposed

OFFER = DateOffer(DATE, "Asia/Baghdad", "2030-03-04 10:30")


def status(world: World, subject: EntryId) -> Status:
    return promises.status(world.state(subject))


# Whom it binds


def test_a_demand_binds_nobody_until_its_owner_undertakes_it() -> None:
    """Only the party of whom it is asked can; until then it reports nothing done and nobody assesses it."""
    world, subject = stated()
    early = world.say(SOUTH, DeedReported(), subject)
    judged = world.say(NORTH, level("minimum"), subject)
    by_another = world.say(NORTH, CommitmentUndertaken(), subject)
    before = world.state(subject)
    world.say(SOUTH, CommitmentUndertaken(en("From Monday on.")), subject)

    assert promises.bound_by(before) == ()
    assert (promises.status(before), promises.asked_of(before)) == (Status.DEMANDED, (SOUTH,))
    assert [world.objection(each) for each in (early, judged)] == ["commitments.not_undertaken"] * 2
    assert world.objection(by_another) == "commitments.not_obliged"
    assert promises.bound_by(world.state(subject)) == (SOUTH,)
    assert status(world, subject) is Status.UNDERTAKEN


def test_who_states_it_and_is_obliged_undertakes_it_for_itself_alone() -> None:
    world, subject = stated(BOTH)
    found = [status(world, subject)]
    world.say(SOUTH, CommitmentUndertaken(), subject)
    found.append(status(world, subject))

    assert found == [Status.UNDERTAKEN_IN_PART, Status.UNDERTAKEN]
    assert promises.bound_by(world.state(subject)) == (NORTH, SOUTH)


def test_what_was_refused_can_be_undertaken_later_and_what_was_undertaken_stays() -> None:
    world, subject = stated()
    refused = world.say(SOUTH, CommitmentRefused(en("It is not ours.")), subject)
    between = status(world, subject)
    world.say(SOUTH, CommitmentUndertaken(), subject)
    world.meet()
    late = world.say(SOUTH, CommitmentRefused(), subject)

    assert world.objection(refused) is None
    assert between is Status.REFUSED
    assert world.objection(late) == "commitments.undertaken_before"
    assert status(world, subject) is Status.UNDERTAKEN


def test_only_those_to_whom_it_is_owed_release_from_it() -> None:
    world, subject = undertaken()
    own = world.say(SOUTH, StandingStated("released"), subject)
    hosts = world.say(HOST, StandingStated("released"), subject)
    world.say(NORTH, StandingStated("released", en("Overtaken.")), subject)

    assert [world.objection(each) for each in (own, hosts)] == ["commitments.not_yours_to_release"] * 2
    assert status(world, subject) is Status.RELEASED
    assert promises.still_to_do(world.state(subject)) == ()


def test_what_all_owe_each_other_all_release_together() -> None:
    world, subject = undertaken(CommitmentStated(PARTIES, en("Tell the others of patrols.")))
    found = []
    for party in PARTIES:
        world.say(party, StandingStated("released"), subject)
        found.append(status(world, subject))

    assert found == [Status.UNDERTAKEN, Status.UNDERTAKEN, Status.RELEASED]


def test_undertaken_while_the_demand_was_dropped_is_shown_as_crossed() -> None:
    world, subject = stated()
    world.say(NORTH, StandingStated("released"), subject)
    world.say(SOUTH, CommitmentUndertaken(), subject)
    crossed = world.state(subject)
    world.meet()
    world.say(NORTH, StandingStated("in_force", en("We still ask for it.")), subject)

    assert promises.status(crossed) is Status.CROSSED
    ((released, taken),) = promises.letters_crossed(crossed)
    assert (released.party, taken.party) == (NORTH, SOUTH)
    assert status(world, subject) is Status.UNDERTAKEN, "whoever speaks with knowledge of the other settles it"


# How far it is kept


def test_three_assessments_stand_side_by_side() -> None:
    """What the owner says of itself, what each other says of it, and what all have signed are three things."""
    world, subject = undertaken()
    world.say(SOUTH, level("complete"), subject)
    world.say(NORTH, level("not_initiated"), subject)
    world.say(HOST, level("minimum"), subject)
    world.meet()
    apart = world.state(subject)
    jointly(world, subject, "minimum")
    found = world.state(subject)

    assert promises.last_joint(apart, SOUTH) is None
    assert [promises.last_own(found, party, SOUTH).level for party in (SOUTH, NORTH, HOST)] == [3, 0, 1]  # type: ignore[union-attr]  # each has said one
    assert promises.last_joint(found, SOUTH) == ("2030-02-28", 1)
    assert promises.status(found) is Status.MINIMUM


@pytest.mark.parametrize("missing", PARTIES)
def test_a_joint_level_takes_every_signature_on_the_same_level_and_day(missing: str) -> None:
    world, subject = undertaken()
    for party in PARTIES:
        if party != missing:
            world.say(party, level("complete", joint=True), subject)
    without = status(world, subject)
    lacking = promises.joint_wanted(world.state(subject))
    world.say(missing, level("intermediate", joint=True), subject)
    other = status(world, subject)
    world.meet()
    world.say(missing, level("complete", joint=True), subject)

    assert lacking == ((SOUTH, "2030-02-28", (missing,)),)
    assert [without, other, status(world, subject)] == [Status.UNDERTAKEN, Status.UNDERTAKEN, Status.FULFILLED]


def test_what_was_assessed_at_each_review_stays() -> None:
    """The last joint one is the one that the party assessed signed last, and the earlier one is as it was."""
    world, subject = undertaken()
    jointly(world, subject, "minimum", "2030-01-31")
    jointly(world, subject, "complete", "2030-02-28")
    changed = world.say(NORTH, level("not_initiated", "2030-01-31", joint=True), subject)
    found = world.state(subject)

    assert world.objection(changed) == "commitments.joint_before"
    assert promises.periods(found, SOUTH) == ("2030-01-31", "2030-02-28")
    assert [promises.joint_level(found, SOUTH, day) for day in promises.periods(found, SOUTH)] == [1, 3]
    assert promises.last_joint(found, SOUTH) == ("2030-02-28", 3)
    assert promises.status(found) is Status.FULFILLED


def test_a_signature_changed_while_the_last_one_came_in_is_crossed() -> None:
    world, subject = undertaken()
    world.say(NORTH, level("complete", joint=True), subject)
    world.say(HOST, level("complete", joint=True), subject)
    world.meet()
    world.say(NORTH, level("minimum", joint=True), subject)
    world.say(SOUTH, level("complete", joint=True), subject)
    crossed = world.state(subject)
    world.meet()
    world.say(NORTH, level("complete", joint=True), subject)

    assert promises.status(crossed) is Status.CROSSED
    assert {(one.party, other.party) for one, other in promises.letters_crossed(crossed)} == {(SOUTH, NORTH)}
    assert status(world, subject) is Status.FULFILLED


def test_a_signature_changed_before_the_last_signer_knew_of_it_is_only_not_agreed() -> None:
    world, subject = undertaken()
    world.say(NORTH, level("complete", joint=True), subject)
    world.say(NORTH, level("minimum", joint=True), subject)
    world.meet()
    world.say(HOST, level("complete", joint=True), subject)
    world.say(SOUTH, level("complete", joint=True), subject)

    assert status(world, subject) is Status.UNDERTAKEN


def test_of_several_obliged_each_is_assessed_for_itself_and_the_least_counts() -> None:
    world, subject = undertaken(BOTH)
    nobody = world.say(HOST, level("complete"), subject)
    jointly(world, subject, "complete", of=NORTH)
    one = status(world, subject)
    jointly(world, subject, "intermediate", of=SOUTH)

    assert world.objection(nobody) == "commitments.of_whom"
    assert [one, status(world, subject)] == [Status.UNDERTAKEN, Status.INTERMEDIATE]


def test_a_review_is_as_of_a_meeting_or_a_day() -> None:
    world, subject = undertaken()
    meeting = world.say(HOST, MeetingProposed((en("First round"),), "rounds", 1, "joint", "plenary", None, (OFFER,)))
    neither = world.say(HOST, CommitmentAssessed("minimum"), subject)
    both = world.say(HOST, CommitmentAssessed("minimum", None, meeting, "2030-02-28"), subject)
    no_meeting = world.say(HOST, CommitmentAssessed("minimum", None, subject), subject)
    unseen = world.say(NORTH, CommitmentAssessed("minimum", None, meeting), subject)
    review = world.say(HOST, CommitmentAssessed("minimum", None, meeting), subject)

    assert [world.objection(each) for each in (neither, both)] == ["commitments.as_of_when"] * 2
    assert world.objection(no_meeting) == "commitments.not_a_meeting"
    assert world.objection(unseen) == "commitments.not_seen"
    assert world.objection(review) is None
    assert promises.periods(world.state(subject), SOUTH) == (meeting,)


# What was done, and where it stands


def test_what_is_reported_done_others_stand_behind_or_not() -> None:
    world, subject = undertaken(INSPECTED)
    first = world.say(SOUTH, DeedReported(0, en("Handed over this morning.")), subject)
    world.meet()
    own = world.say(SOUTH, ReportAnswered(first, "endorsed"), subject)
    world.say(NORTH, ReportAnswered(first, "dissented", en("The gate is still guarded.")), subject)
    world.say(HOST, ReportAnswered(first, "endorsed"), subject)
    found = world.state(subject)
    report = promises.deed_of(found, SOUTH, 0)
    assert report is not None

    assert world.objection(own) == "commitments.own_report"
    assert {party: check.word for party, check in promises.words_on(found, report).items()} == {
        NORTH: "dissented",
        HOST: "endorsed",
    }
    assert promises.is_contested(found, report)
    assert promises.still_to_do(found) == ((SOUTH, 1),)


def test_who_has_done_all_has_done_each_step() -> None:
    world, subject = undertaken(INSPECTED)
    world.say(SOUTH, DeedReported(), subject)

    assert promises.still_to_do(world.state(subject)) == ()


@pytest.mark.parametrize("word", ["suspended", "breached"])
def test_it_is_suspended_or_breached_for_all_when_all_say_so(word: str) -> None:
    world, subject = undertaken()
    found = []
    for party in PARTIES:
        said = world.say(party, StandingStated(word), subject)  # type: ignore[arg-type]  # one of its words
        assert world.objection(said) is None
        found.append(status(world, subject))

    assert found == [Status.UNDERTAKEN, Status.UNDERTAKEN, Status(word)]


# Days


def test_a_day_is_the_one_that_every_party_has_signed_and_steps_are_counted_from_it() -> None:
    world = founded()
    day = world.say(HOST, D_DAY)
    world.meet()
    step = Step(en("Lists of members"), None, day, -35)
    commitment = world.say(SOUTH, CommitmentStated((SOUTH,), en("Withdraw."), steps=(step,)))
    world.say(NORTH, DayAccepted(day), day)
    before = day_of(step, world.fold().state)
    world.say(SOUTH, DayAccepted(day), day)
    world.meet()
    agreed = day_of(step, world.fold().state)
    again = world.say(NORTH, DayProposed("2030-02-01"), day)
    moved = world.say(NORTH, DayProposed("2030-03-01", en("Snow.")), day)
    world.meet()
    for party in (SOUTH, HOST):
        world.say(party, DayAccepted(moved), day)

    assert world.objection(commitment) is None
    assert (before, agreed) == (None, "2029-12-28")
    assert world.objection(again) == "commitments.day_already"
    assert day_of(step, world.fold().state) == "2030-01-25"


def test_two_days_that_were_agreed_at_the_same_time_are_crossed() -> None:
    world = founded()
    day = world.say(HOST, D_DAY)
    world.meet()
    others = world.say(NORTH, DayProposed("2030-03-01"), day)
    world.see(HOST, NORTH)
    world.see(SOUTH, NORTH)
    world.say(NORTH, DayAccepted(day), day)
    world.say(HOST, DayAccepted(others), day)
    world.say(SOUTH, DayAccepted(day), day)
    world.say(SOUTH, DayAccepted(others), day)
    crossed = world.state(day)
    world.meet()
    third = world.say(HOST, DayProposed("2030-02-15"), day)
    world.meet()
    stale = world.say(NORTH, DayAccepted(others), day)
    for party in (NORTH, SOUTH):
        world.say(party, DayAccepted(third), day)

    assert crossed.agreed_days() == ("2030-02-01", "2030-03-01")
    assert days.status(crossed) == "crossed"
    assert world.objection(stale) == "commitments.accepted_already"
    assert world.state(day).agreed_days() == ("2030-02-15",)


# What has no effect


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (DEMAND, None),
        (INSPECTED, None),
        (CommitmentStated((), en("x")), "undertakings.obliges_nobody"),
        (CommitmentStated(("west",), en("x")), "undertakings.not_a_party"),
        (CommitmentStated((SOUTH,), en("x"), (SOUTH,)), "undertakings.party_twice"),
        (CommitmentStated((SOUTH, SOUTH), en("x")), "undertakings.party_twice"),
        (CommitmentStated((SOUTH,), en("x"), due_on="2030-02-30"), "undertakings.no_such_day"),
        (CommitmentStated((SOUTH,), en("x"), arises_from="f" * 64), "commitments.not_seen"),
        (CommitmentStated((SOUTH,), en("x"), steps=(Step(en("y")),)), "undertakings.no_day_for_step"),
        (CommitmentStated((SOUTH,), en("x"), steps=(Step(en("y"), None, "f" * 64),)), "undertakings.not_seen"),
        (CommitmentStated((SOUTH,), en("x"), indicators=(SUPPLY,) * 101), "undertakings.too_many"),
        (
            CommitmentStated((SOUTH,), en("x"), indicators=(Indicator(en("y"), count=Count(actor="west")),)),
            "undertakings.not_a_party",
        ),
        (DayNamed(en("D-day"), "2030-02-30"), "commitments.no_such_day"),
    ],
)
def test_what_is_stated_must_name_parties_days_and_entries_that_are_there(body: Body, why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, body)) == why


def test_a_step_is_counted_from_a_named_day_and_from_nothing_else() -> None:
    world, subject = stated()
    other = world.say(NORTH, CommitmentStated((SOUTH,), en("x"), steps=(Step(en("y"), None, subject, 3),)))

    assert world.objection(other) == "undertakings.not_a_day"


def test_places_stand_on_the_charters_grid() -> None:
    """A place that is finer than the charter allows in the open has no effect there."""
    grid = amended(CHARTER, grid_microdegrees=50_000)
    exact = Location((en("The old bridge"),), (Point(335_012_345, 445_012_345),), 10)
    facts = FixedFacts(grid, {}, {})
    body = CommitmentStated((SOUTH,), en("x"), indicators=(Indicator(en("y"), count=Count(area=exact)),))

    found = rules.objection(None, entry_by(NORTH, body, "about"), facts)
    assert found == Objection("undertakings.too_exact", (("grid", 50_000),))
    assert rules.objection(None, entry_by(NORTH, body, "about"), FixedFacts(CHARTER, {}, {})) is None


@pytest.mark.parametrize("seed", range(5))
def test_whatever_the_order_of_reading_the_state_is_the_same(seed: int) -> None:
    world, subject = undertaken(INSPECTED)
    report = world.say(SOUTH, DeedReported(0), subject)
    world.meet()
    for party in PARTIES:
        world.say(party, level("minimum", joint=True), subject)
        world.say(party, ReportAnswered(report, "dissented"), subject)
        world.say(party, StandingStated("suspended"), subject)

    assert folded_somehow(world, seed).state(subject) == world.state(subject)
