"""Rungs whose clocks count working days or stand still: left from the second on at which they have run out by any clocks."""

from datetime import datetime, timedelta

import pytest

from tests.mechanism.disputes.rungs import escalate
from tests.mechanism.working import late_there, suspend, utc, world_at
from tests.worlds import HOST, NORTH, SOUTH, World, en
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.disputes import state as rules
from trilateral.mechanism.disputes.entries import DisputeRaised, StepAccepted, StepProposed

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
AT_EDGES = ("disputes.too_early", None, None)
"""What stands against going higher a second before the instant from which on the rung's end can be shown, at it, and after."""
PLAIN = ClockTerms("disputes.liaison", 48)


def working(hours: int, **others: object) -> ClockTerms:
    return ClockTerms("disputes.liaison", hours, "working", **others)  # type: ignore[arg-type]  # members by name, as the charter gives them


def ladder_at(began: str, clock: ClockTerms) -> World:
    return world_at(utc(began), clock, ClockTerms("disputes.elders", 24))


def raised(world: World, by: str, *against: str) -> tuple[EntryId, datetime]:
    """A dispute, and when the last of those whom it is between had it."""
    subject = world.say(by, DisputeRaised(en("The ford was closed."), against))
    seen = [world.see_all(each) for each in against]
    receipts = [world.verdict(each).entry for each in seen]
    return subject, max(each.header.claimed_at for each in receipts if each is not None)


def at_edges(world: World, by: str, subject: EntryId, shown: datetime) -> tuple[str | None, ...]:
    codes = []
    for second in (-SECOND, timedelta(), SECOND):
        here = world.copy()
        codes.append(here.objection(escalate(here, by, subject, shown + second)))
        assert rules.rung_of(here.state(subject)) == (1 if codes[-1] is None else 0)
    return tuple(codes)


@pytest.mark.parametrize(
    ("against", "began", "shown"),
    [
        (NORTH, "2007-03-09 09:00", "2007-03-14 11:00"),  # clocks in Washington go forward on Sunday, 11 March
        (NORTH, "2007-11-02 09:00", "2007-11-07 11:00"),  # and back on Sunday, 4 November
        (NORTH, "2026-10-30 09:00", "2026-11-04 11:00"),  # and on 1 November
        (HOST, "2007-03-29 09:00", "2007-04-03 11:00"),  # in Baghdad forward on Sunday, 1 April
        (HOST, "2007-09-27 09:00", "2007-10-02 11:00"),  # and back on Monday, 1 October
        (SOUTH, "2007-03-21 09:00", "2007-03-26 11:00"),  # in Tehran not in 2007
        (SOUTH, "2026-03-18 09:00", "2026-03-23 11:00"),  # and no more since 2022
        (HOST, "2007-05-24 09:00", "2007-06-03 13:00"),  # Friday, Saturday, and a Monday: Sunday alone is lost
    ],
)
def test_the_days_of_the_capital_count_with_which_it_was_raised(against: str, began: str, shown: str) -> None:
    world = ladder_at(began, working(48))
    world.turn_to(utc(began) - timedelta(minutes=2))
    by = SOUTH if against == NORTH else NORTH
    subject, began_at = raised(world, by, against)

    assert began_at == utc(began)
    assert late_there(working(48), began_at, against, world.charter) < utc(shown)
    assert at_edges(world, by, subject, utc(shown)) == AT_EDGES


def test_raised_with_two_it_has_run_out_when_it_has_for_both() -> None:
    """Washington's weekend and then that of Baghdad with the Monday after it: the longer way."""
    world = ladder_at("2007-05-24 08:57", working(48))
    subject, began_at = raised(world, SOUTH, HOST, NORTH)

    assert began_at == utc("2007-05-24 09:00")
    assert at_edges(world, SOUTH, subject, utc("2007-06-03 13:00")) == AT_EDGES


def test_only_days_count_on_which_all_capitals_work() -> None:
    world = ladder_at("2007-05-23 08:58", working(24, whose="all", grace_minutes=15))
    subject, _ = raised(world, NORTH, SOUTH)

    assert at_edges(world, NORTH, subject, utc("2007-06-04 13:15")) == AT_EDGES


def test_an_extension_adds_working_hours() -> None:
    world = ladder_at("2007-03-09 08:00", working(24))
    subject, began_at = raised(world, SOUTH, NORTH)
    world.meet()
    put = world.say(SOUTH, StepProposed("extend", None, 24), subject)
    world.meet()
    for party in (HOST, NORTH):
        world.say(party, StepAccepted(put), subject)
    world.meet()
    before = utc("2007-03-09 10:00") - began_at

    assert at_edges(world, SOUTH, subject, utc("2007-03-12 12:00") + 48 * HOUR - before) == AT_EDGES


def test_a_suspension_in_the_middle_stops_the_rungs_clock() -> None:
    world = ladder_at("2007-05-21 09:00", PLAIN)
    suspend(world, utc("2007-05-22 12:00"), utc("2007-05-23 03:00"), PLAIN.name)
    subject, began_at = raised(world, NORTH, SOUTH)

    assert at_edges(world, NORTH, subject, began_at + 63 * HOUR) == AT_EDGES


def test_without_an_end_the_rung_is_left_by_every_signature_alone() -> None:
    world = ladder_at("2007-05-21 09:00", PLAIN)
    suspend(world, utc("2007-05-22 12:00"), None)
    subject, _ = raised(world, NORTH, SOUTH)
    endless = world.objection(escalate(world, NORTH, subject, utc("2037-01-01 00:00")))
    world.meet()
    put = world.say(NORTH, StepProposed("escalate"), subject)
    world.meet()
    for party in (HOST, SOUTH):
        world.say(party, StepAccepted(put), subject)

    assert endless == "disputes.no_end"
    assert rules.rung_of(world.state(subject)) == 1


def test_hours_past_the_calendar_leave_no_rung_by_a_clock() -> None:
    world = ladder_at("2007-05-21 09:00", working(2**53 - 1))
    subject, _ = raised(world, NORTH, SOUTH)

    assert world.objection(escalate(world, NORTH, subject, utc("2037-01-01 00:00"))) == "disputes.no_end"


def test_who_is_refused_is_told_from_when_on_it_can_be_shown() -> None:
    world = ladder_at("2007-03-09 08:58", working(48))
    subject, _ = raised(world, SOUTH, NORTH)
    found = world.verdict(escalate(world, SOUTH, subject, utc("2007-03-13 08:00:01"))).objection

    assert found is not None
    assert (found.code, dict(found.params)) == ("disputes.too_early", {"provable_at": "2007-03-14 11:00 UTC"})
