"""Clocks: by when something is due, and whether it was late at a time that the caller names.

A term is a clause of the charter in hours. It begins when its addressee provably received
what it is about. Where the clause says so, only working days count: those of the capital that
is asked, or those on which every capital works. While the parties have agreed that a clock
stands still it does not run, whoever's it is. Time that stops for two reasons stops once.

A question about time is answered yes, no or cannot be decided. It cannot be decided where
nobody can prove that the term began, where it hangs on a suspension that is itself in
dispute, and where the record of the party asked does not reach past the end of the term: what
was not received cannot be called silence.

Nothing here reads the present time, and nothing knows a zone by its name: zones are given as
`tzinfo`, made by whoever asks. Rules have none to give, or two nodes with other releases of the zones' data would
judge one entry differently. So a term says two things: when it ends by the zones given, and from
when on it is over whatever clocks there show (`Due.provable_at`), which every node reckons alike.
It leaves out what a lapsed term means, which is the slices' to say.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from trilateral.ledger.charter import ClockTerms, PartyTerms
from trilateral.ledger.entry import EntryId, PartyId

MOST_DAYS = 36_525
"""A capital that has not worked for so long is taken never to work again, and a calendar is asked for no more days."""
ANYWHERE = (timedelta(hours=-12), timedelta(hours=14))
"""How far behind and ahead of UTC clocks of any place stand. By these two a day lasts 50 hours on earth."""


class Answer(StrEnum):
    """What a question about time can be answered with."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


class Why(StrEnum):
    """Why a term is answered about as it is."""

    NO_CLOCK = "no_clock"
    NOT_BEGUN = "not_begun"  # nobody can prove that the party asked had it
    RUNNING = "running"
    STOPPED = "stopped"  # it stands still at the time asked about
    NO_END = "no_end"  # it has begun, and no day is known on which it would end
    DISPUTED = "disputed"  # late or not, according to whether a suspension stands that is itself in dispute
    NOT_COVERED = "not_covered"  # the record of the party asked does not reach past the end of the term
    OVER = "over"


_ANSWERS = {
    Why.NOT_BEGUN: Answer.UNDECIDED,
    Why.DISPUTED: Answer.UNDECIDED,
    Why.NOT_COVERED: Answer.UNDECIDED,
    Why.OVER: Answer.YES,
}


@dataclass(frozen=True, slots=True)
class AskedClock:
    """A clock by whose name a subject asks the charter.

    Attributes:
        name: Such as `allegations.answer`.
        hours: What mechanisms of the field use, to propose and change; None where they use no one figure.
        holds_without: Whether it has its place without the charter too: by hours of the subject's own, or because a charter
            that names it asks for more than others do.
    """

    name: str
    hours: int | None = None
    holds_without: bool = False


@dataclass(frozen=True, slots=True)
class Capital:
    """When one capital works.

    Attributes:
        party: Whose.
        zone: Its civil time.
        weekend: Days of the week on which it does not work, from 1 for Monday.
        holidays: Other days on which it does not, first and last.
        offsets: Between which distances from UTC its clocks certainly stand, whatever `zone` says.
    """

    party: PartyId
    zone: tzinfo
    weekend: frozenset[int] = frozenset()
    holidays: tuple[tuple[date, date], ...] = ()
    offsets: tuple[timedelta, timedelta] = ANYWHERE

    def works_on(self, day: date) -> bool:
        """Whether the day counts there."""
        return day.isoweekday() not in self.weekend and not any(first <= day <= last for first, last in self.holidays)

    def day_of(self, instant: datetime) -> date:
        """The civil day there."""
        return instant.astimezone(self.zone).date()

    def begins(self, day: date) -> datetime:
        """The instant at which the day begins there; where midnight is skipped, that of the skip."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def ends(self, day: date) -> datetime:
        """The last second of the day there."""
        return self.begins(day + timedelta(days=1)) - timedelta(seconds=1)


def capital_of(terms: PartyTerms, zone: tzinfo) -> Capital:
    """Return when a party's capital works, by the charter. A holiday that names no day of the calendar is none.

    Args:
        terms: What the charter says of it.
        zone: The zone that they name; any, where only `Due.provable_at` is asked for.
    """
    spans = ((day_named(each.from_on), day_named(each.to_on)) for each in terms.holidays)
    holidays = tuple((first, last) for first, last in spans if first is not None and last is not None)
    offsets = (timedelta(), timedelta()) if terms.zone == "UTC" else ANYWHERE
    return Capital(terms.id, zone, frozenset(terms.weekend), holidays, offsets)


def day_named(written: str) -> date | None:
    """Return a day as the record writes it, `2007-05-28`; None if there is no such day."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.isoformat() == written else None


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which a term does not run.

    Attributes:
        from_at: From when on.
        until_at: Until when; None where no end is known.
        party: Whose capital does not work then; empty for a suspension.
        by: The suspension; None for days off.
        disputed: Whether it is in dispute that it stands.
    """

    from_at: datetime
    until_at: datetime | None
    party: PartyId = ""
    by: EntryId | None = None
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """By when something is due, and from what that follows.

    Attributes:
        terms: The clause of the charter; None where the parties agreed on no such clock.
        asked: Whose term it is; empty if nobody's in particular.
        day: The day by which it was to be done, where that was said instead of a clause.
        began_at: When it provably began; a day needs no beginning.
        due_at: When it ends, disputed suspensions left aside; None where it has not begun or no end is known.
        late_after: The same with the grace that the clause gives: what comes later is late.
        late_at_most: The same if every disputed suspension stands; None where no end is known then.
        stopped: All that kept it from running, in order, from its beginning to its end.
        provable_at: From when on an entry can show that it is over: late whatever clocks in the capitals show, and
            whichever disputed suspensions stand. Never before `late_at_most`.
    """

    terms: ClockTerms | None
    asked: PartyId = ""
    day: str = ""
    began_at: datetime | None = None
    due_at: datetime | None = None
    late_after: datetime | None = None
    late_at_most: datetime | None = None
    stopped: tuple[Stop, ...] = ()
    provable_at: datetime | None = None

    def why(self, as_of: datetime, covered_until: datetime | None = None) -> Why:
        """Return where the term stands.

        Args:
            as_of: The time asked about.
            covered_until: Until when the log of the party asked is known whole; None if whoever asks vouches for it.
        """
        if self.terms is None and not self.day:
            return Why.NO_CLOCK
        if self.began_at is None and not self.day:
            return Why.NOT_BEGUN
        if self.late_after is None or as_of <= self.late_after:
            return self._why_in_time(as_of)
        if self.late_at_most is None or as_of <= self.late_at_most:
            return Why.DISPUTED
        # Grown past the end without an answer, the log proves that there was none in time: it need not reach `as_of`.
        covered = covered_until is None or covered_until > self.late_at_most
        return Why.OVER if covered else Why.NOT_COVERED

    def _why_in_time(self, as_of: datetime) -> Why:
        if any(_contains(each, as_of) for each in self.stopped if not each.disputed):
            return Why.STOPPED
        return Why.NO_END if self.late_after is None else Why.RUNNING

    def late(self, as_of: datetime, covered_until: datetime | None = None) -> Answer:
        """Whether the term had ended before `as_of`. At the very second it has not."""
        return _ANSWERS.get(self.why(as_of, covered_until), Answer.NO)


def due(
    terms: ClockTerms | None,
    began_at: datetime | None,
    asked: Capital | None = None,
    every: Sequence[Capital] = (),
    stops: Sequence[Stop] = (),
) -> Due:
    """Return by when something is due.

    Args:
        terms: The charter's clause; None where the parties agreed on none: then nothing is ever due.
        began_at: When the party asked provably had it.
        asked: The capital that is asked.
        every: The capitals of all parties that the charter binds.
        stops: Suspensions of this clock.
    """
    whose = "" if asked is None else asked.party
    if terms is None or began_at is None:
        return Due(terms, whose)
    capitals = () if terms.days == "calendar" else tuple(every) if terms.whose == "all" else (asked,) if asked else ()
    certain = [each for each in stops if not each.disputed]
    ends_at, stopped = _run(terms.hours, began_at, [_rests(each, began_at) for each in capitals], certain)
    late_after = _later(ends_at, terms)
    surely, _ = _run(terms.hours, began_at, [_may_rest(each, began_at) for each in capitals], stops)
    found = Due(terms, whose, "", began_at, ends_at, late_after, late_after, stopped, _later(surely, terms))
    if len(certain) == len(stops):
        return found
    at_most, stopped = _run(terms.hours, began_at, [_rests(each, began_at) for each in capitals], stops)
    return replace(found, late_at_most=_later(at_most, terms), stopped=stopped)


def proof_after_end(term: Due) -> datetime | None:
    """From when on an entry can show that a term is over, where that is later than its end; else None."""
    later = term.provable_at is not None and (term.late_after is None or term.provable_at > term.late_after)
    return term.provable_at if later else None


def day_due(asked: Capital, day: str, stops: Sequence[Stop] = ()) -> Due:
    """Return by when something is due that was to be done by the end of a day in the capital asked.

    A day on which clocks stand still cannot be missed: it is due when they run again.
    """
    named = day_named(day)
    try:
        ends_at = None if named is None else asked.ends(named)
    except OverflowError:
        ends_at = None
    if ends_at is None:
        return Due(None, asked.party)
    certain = tuple(each for each in stops if not each.disputed)
    moved, stopped = _moved(ends_at, certain)
    at_most, all_stopped = _moved(ends_at, stops)
    return Due(None, asked.party, day, None, moved, moved, at_most, all_stopped or stopped)


def _moved(at: datetime, stops: Sequence[Stop]) -> tuple[datetime | None, tuple[Stop, ...]]:
    """The instant, or where clocks stand still then, the one at which they run again."""
    found = []
    for each in sorted(stops, key=lambda stop: stop.from_at):
        if _contains(each, at):
            found.append(each)
            if each.until_at is None:
                return None, tuple(found)
            at = each.until_at
    return at, tuple(found)


def _contains(stop: Stop, at: datetime) -> bool:
    return stop.from_at <= at and (stop.until_at is None or at < stop.until_at)


def _later(ends_at: datetime | None, terms: ClockTerms) -> datetime | None:
    try:
        return None if ends_at is None else ends_at + timedelta(minutes=terms.grace_minutes)
    except OverflowError:
        return None


def _run(
    hours: int, began_at: datetime, rests: Iterable[Iterator[Stop]], stops: Iterable[Stop]
) -> tuple[datetime | None, tuple[Stop, ...]]:
    """Let so many hours pass outside all stops: when they have, and what stopped them."""
    at, stopped = began_at.astimezone(UTC), []
    try:
        left = timedelta(hours=hours)
        for stop in heapq.merge(*rests, sorted(stops, key=lambda each: each.from_at), key=lambda each: each.from_at):
            if stop.until_at is not None and stop.until_at <= max(stop.from_at, began_at):
                continue  # it is over, or never was
            if stop.from_at - at >= left:
                break
            stopped.append(stop)
            if stop.from_at > at:
                left -= stop.from_at - at
                at = stop.from_at
            if stop.until_at is None:
                return None, tuple(stopped)
            at = max(at, stop.until_at)
        return at + left, tuple(stopped)
    except OverflowError:  # past the last year that there is
        return None, tuple(stopped)


def _rests(capital: Capital, since: datetime) -> Iterator[Stop]:
    """When a capital does not work, from an instant on: days in a row as one."""
    day = capital.day_of(since)
    first: date | None = None
    for _ in range(MOST_DAYS):
        works = capital.works_on(day)
        if not works and first is None:
            first = day
        elif works and first is not None:
            yield Stop(capital.begins(first), capital.begins(day), capital.party)
            first = None
        day += timedelta(days=1)
    if first is not None:
        yield Stop(capital.begins(first), None, capital.party)


def _may_rest(capital: Capital, since: datetime) -> Iterator[Stop]:
    """When it may be a day off there, by whichever of its possible clocks: all that lies outside counts everywhere.

    A day begins soonest where clocks are farthest ahead, and ends last where they are farthest behind. Clocks that
    are moved within these bounds change nothing. More is taken away than by any zone, so nothing can be over sooner.
    """
    behind, ahead = capital.offsets
    for each in _rests(replace(capital, zone=UTC), since + behind):
        yield replace(
            each, from_at=each.from_at - ahead, until_at=None if each.until_at is None else each.until_at - behind
        )


# Without working days, grace and suspensions


def due_at(began_at: datetime | None, hours: int | None) -> datetime | None:
    """When so many hours have passed, or None where there is no clock or no beginning."""
    if began_at is None or hours is None:
        return None
    return began_at + timedelta(hours=hours)


def overdue(began_at: datetime | None, hours: int | None, as_of: datetime) -> Answer:
    """Whether so many hours had passed before `as_of`. At the very second they have not."""
    if hours is None:
        return Answer.NO
    ends_at = due_at(began_at, hours)
    if ends_at is None:
        return Answer.UNDECIDED
    return Answer.YES if as_of > ends_at else Answer.NO
