"""Silence where the clock counts working days or stands still: shown from the second on at which it is late by any clocks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from tests.mechanism.proposals.silent import OUTSIDE, head
from tests.mechanism.working import late_there, suspend, utc, world_at
from tests.worlds import HOST, NORTH, SOUTH, World, en, origin
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.allegations.answers import ANSWER_CLOCK
from trilateral.mechanism.allegations.entries import AllegationFiled, SilenceNoted
from trilateral.mechanism.suspensions.entries import EndAccepted, EndProposed, SuspensionAccepted, SuspensionRefused

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
PLAIN = ClockTerms(ANSWER_CLOCK, 48)
AT_EDGES = ("allegations.too_early", None, None)
"""What stands against a note a second before the instant from which on silence can be shown, at it, and a second after."""


def working(hours: int, **others: object) -> ClockTerms:
    return ClockTerms(ANSWER_CLOCK, hours, "working", **others)  # type: ignore[arg-type]  # members by name, as the charter gives them


@dataclass
class Asked:
    """An allegation that the party asked has received.

    Attributes:
        began_at: When it had it, by its own log.
    """

    world: World
    allegation: EntryId
    of: str
    began_at: datetime

    def objection(self, at: datetime, by: str | None = None) -> tuple[str, dict[str, object]] | None:
        """What stands against a note with the log of the party asked cosigned then, by somebody who has seen everything."""
        world, by = self.world.copy(), by or (HOST if self.of != HOST else NORTH)
        note = SilenceNoted(head(world, self.of, (OUTSIDE,), at))
        world.see_all(by)
        found = world.verdict(world.say(by, note, self.allegation)).objection
        return None if found is None else (found.code, dict(found.params))

    def at_edges(self, shown: datetime) -> tuple[str | None, ...]:
        """Codes a second before that instant, at it, and a second after."""
        found = [self.objection(shown + second) for second in (-SECOND, timedelta(), SECOND)]
        return tuple(None if each is None else each[0] for each in found)


def asked(world: World, of: str = SOUTH) -> Asked:
    allegation = world.say(SOUTH if of == NORTH else NORTH, AllegationFiled(of, (en("one"), en("two"))))
    world.see_all(of)
    receipt = world.fold().verdicts(origin(of))[-1].entry
    assert receipt is not None
    return Asked(world, allegation, of, receipt.header.claimed_at)


def asked_at(began: str, clock: ClockTerms, of: str = SOUTH) -> Asked:
    """One that its party has at that minute."""
    made = asked(world_at(utc(began) - timedelta(minutes=2), clock), of)
    assert made.began_at == utc(began)
    return made


@pytest.mark.parametrize(
    ("of", "began", "shown"),
    [
        (NORTH, "2007-03-09 09:00", "2007-03-14 11:00"),  # clocks in Washington go forward on Sunday, 11 March
        (NORTH, "2007-11-02 09:00", "2007-11-07 11:00"),  # and back on Sunday, 4 November
        (NORTH, "2026-10-30 09:00", "2026-11-04 11:00"),  # and on 1 November
        (HOST, "2007-03-29 09:00", "2007-04-03 11:00"),  # in Baghdad forward on Sunday, 1 April
        (HOST, "2007-09-27 09:00", "2007-10-02 11:00"),  # and back on Monday, 1 October
        (HOST, "2026-04-02 09:00", "2026-04-07 11:00"),  # and no more since 2008
        (SOUTH, "2007-03-21 09:00", "2007-03-26 11:00"),  # in Tehran not in 2007
        (SOUTH, "2008-03-19 09:00", "2008-03-24 11:00"),  # forward on Friday, 21 March 2008
        (SOUTH, "2026-03-18 09:00", "2026-03-23 11:00"),  # and no more since 2022
        (HOST, "2007-05-24 09:00", "2007-06-03 13:00"),  # Friday, Saturday, and a Monday: Sunday alone is lost
    ],
)
def test_after_a_weekend_from_the_second_on_at_which_it_is_late_by_any_clocks(of: str, began: str, shown: str) -> None:
    """Forty-eight working hours from nine o'clock on the last day before it; pages call it late sooner."""
    made = asked_at(began, working(48), of)

    assert late_there(working(48), made.began_at, of, made.world.charter) < utc(shown)
    assert made.at_edges(utc(shown)) == AT_EDGES


def test_the_grace_is_added_and_days_off_do_not_lengthen_it() -> None:
    made = asked_at("2007-03-09 09:00", working(48, grace_minutes=90), NORTH)

    assert made.at_edges(utc("2007-03-14 12:30")) == AT_EDGES


def test_only_days_count_on_which_all_capitals_work() -> None:
    """Of twelve days in May and June 2007 an hour, a night and a day of 22 hours, and an hour."""
    made = asked_at("2007-05-23 09:00", working(24, whose="all"))

    assert made.at_edges(utc("2007-06-04 13:00")) == AT_EDGES


def test_who_is_refused_is_told_from_when_on_it_can_be_shown() -> None:
    made = asked_at("2007-03-09 09:00", working(48), NORTH)
    shown = {"needed": 1, "provable_at": "2007-03-14 11:00 UTC"}

    assert made.objection(utc("2007-03-13 08:00:01")) == ("allegations.too_early", shown)


@pytest.mark.parametrize("clocks", [(ANSWER_CLOCK,), ()], ids=["of this clock", "of all"])
def test_a_suspension_in_the_middle_stops_the_clock(clocks: tuple[str, ...]) -> None:
    world = world_at(utc("2007-05-21 09:00"), PLAIN)
    suspend(world, utc("2007-05-22 12:00"), utc("2007-05-23 03:00"), *clocks)
    made = asked(world)

    assert made.at_edges(made.began_at + 63 * HOUR) == AT_EDGES


def test_a_suspension_over_a_weekend_and_two_at_once_stop_it_once() -> None:
    """Thursday and Friday off in Tehran: what stands still from Thursday to Sunday's noon takes one more day."""
    world = world_at(utc("2007-05-23 08:00"), working(48))
    suspend(world, utc("2007-05-24 12:00"), utc("2007-05-27 12:00"), ANSWER_CLOCK)
    suspend(world, utc("2007-05-25 12:00"), utc("2007-05-26 18:00"))
    made = asked(world)
    before = utc("2007-05-23 10:00") - made.began_at

    assert made.at_edges(utc("2007-05-27 12:00") + 48 * HOUR - before) == AT_EDGES


def test_what_is_over_what_is_yet_to_come_and_what_stops_another_clock_changes_nothing() -> None:
    other = ClockTerms("requests.answer", 24)
    world = world_at(utc("2007-05-21 09:00"), PLAIN, other)
    suspend(world, utc("2007-05-01 00:00"), utc("2007-05-21 09:00"))
    suspend(world, utc("2007-06-01 00:00"), None)
    suspend(world, utc("2007-05-22 00:00"), None, other.name)
    made = asked(world)

    assert made.at_edges(made.began_at + 48 * HOUR) == AT_EDGES


def test_one_that_a_party_has_not_signed_or_has_refused_stops_nothing() -> None:
    world = world_at(utc("2007-05-21 09:00"), PLAIN)
    subject = suspend(world, utc("2007-05-22 00:00"), None, unsigned=(SOUTH,))
    made = asked(world)
    unsigned = made.at_edges(made.began_at + 48 * HOUR)
    world.say(SOUTH, SuspensionRefused(), subject)
    world.see_all(HOST)

    assert unsigned == made.at_edges(made.began_at + 48 * HOUR) == AT_EDGES


def test_without_an_end_nothing_is_shown_until_all_agree_on_one() -> None:
    world = world_at(utc("2007-05-21 09:00"), PLAIN)
    subject = suspend(world, utc("2007-05-22 00:00"), None)
    made = asked(world)
    endless = made.objection(utc("2037-01-01 00:00"))
    end = world.say(NORTH, EndProposed(utc("2007-05-22 06:00")), subject)
    world.meet()
    for party in (HOST, SOUTH):
        world.say(party, EndAccepted(end), subject)
    world.meet()

    assert endless == ("allegations.no_end", {})
    assert made.at_edges(made.began_at + 54 * HOUR) == AT_EDGES


def test_one_that_is_in_dispute_stops_it_for_whoever_knows() -> None:
    """Host took its signature back while South gave the last one, neither knowing: late or not, nobody can say."""
    world = world_at(utc("2007-05-21 09:00"), PLAIN)
    subject = suspend(world, utc("2007-05-22 00:00"), utc("2007-05-22 06:00"), unsigned=(SOUTH,))
    world.say(HOST, SuspensionRefused(), subject)
    world.say(SOUTH, SuspensionAccepted(), subject)
    made = asked(world)

    assert made.at_edges(made.began_at + 54 * HOUR) == AT_EDGES


def test_what_its_author_had_not_seen_does_not_touch_it_whoever_reads() -> None:
    """The last signature on the suspension was given while the note was: every order of reading comes to the same."""
    world = world_at(utc("2007-05-21 09:00"), PLAIN)
    subject = suspend(world, utc("2007-05-22 00:00"), None, unsigned=(SOUTH,))
    made = asked(world)
    note = SilenceNoted(head(world, SOUTH, (OUTSIDE,), made.began_at + 48 * HOUR))
    world.see_all(HOST)
    said = world.say(HOST, note, made.allegation)
    world.say(SOUTH, SuspensionAccepted(), subject)
    late = world.fresh_fold()
    for party in (SOUTH, NORTH, HOST):
        late.append(origin(party), world.logs[party].entries)

    assert world.objection(said) is None
    assert late.digest() == world.fold().digest()
