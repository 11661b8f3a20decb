"""Indicators in figures: which reports of incidents count, by week or month, and who made them.

Every side is counted for itself: what one party reports, what another does, and what each passes on of outside
sources stand side by side and are never added up. One figure for all there is only of incidents that every
party holds to be told by the same reports, and of these only where all reports in the joint view count in the same
period.

A report that may belong to a count, since its place or time is not known well enough, is kept apart from those
that do. One that says no time is counted nowhere, and named. Weeks begin on Monday; days and months are those
of UTC, so that a figure is the same on every node.

Left out: whether a figure is good or bad. Baseline and target are the words of whoever stated the commitment.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from trilateral.agreement.clocks import Answer, day_named
from trilateral.agreement.locations import Location, may_meet
from trilateral.agreement.undertakings import Count, Indicator
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.incidents.accounts import Account, Standing
from trilateral.mechanism.incidents.entries import IncidentReported, Told
from trilateral.mechanism.incidents.state import Incident, held_same, joint_view

MOST_PERIODS = 600
"""Between the first and the last period with a report all others stand too, with nothing in them, unless that were more."""


class Side(NamedTuple):
    """Whose reports: a party's own, or those that it passes on of outside sources."""

    party: PartyId
    own: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What one side reported in one period.

    Attributes:
        counted: Reports that count.
        unsure: Reports that may.
    """

    counted: tuple[Told, ...] = ()
    unsure: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator in figures.

    Attributes:
        periods: `2007-05` or `2007-W22`, in order.
        sides: In the order of parties, own reports first.
        cells: By period and side; what is missing is empty.
        joint: By period the incidents that count for all parties; None where no incident is told jointly.
        differing: Incidents told jointly of which some reports count and others do not, or in another period.
        unplaced: Reports that fit and say no time.
    """

    periods: tuple[str, ...]
    sides: tuple[Side, ...]
    cells: Mapping[tuple[str, Side], Cell]
    joint: Mapping[str, tuple[EntryId, ...]] | None
    differing: tuple[EntryId, ...]
    unplaced: tuple[Told, ...]

    def cell(self, period: str, side: Side) -> Cell:
        """What one side reported in one period."""
        return self.cells.get((period, side), Cell())


def series(indicator: Indicator, accounts: Iterable[Account], incidents: Iterable[Incident]) -> Series | None:
    """Return an indicator in figures; None where it is not measured by reports.

    Args:
        indicator: Of a commitment.
        accounts: All reports, and rows of lists of them. What was taken back, erased or cannot be read does not count.
        incidents: All incidents.
    """
    if indicator.count is None:
        return None
    name = week_of if indicator.every == "week" else month_of
    standing = [each for each in accounts if each.standing is Standing.STANDS and each.said is not None]
    placed: dict[Told, tuple[str, Answer]] = {}
    cells: dict[tuple[str, Side], tuple[list[Told], list[Told]]] = {}
    unplaced: list[Account] = []
    sides: set[Side] = set()
    for account in standing:
        if account.said is None or (fit := fits(indicator.count, account.said)) is Answer.NO:
            continue
        side = Side(account.party, account.is_own)
        sides.add(side)
        if account.said.when is None:
            unplaced.append(account)
            continue
        first, last = name(account.said.when.earliest), name(account.said.when.ends_at)
        sure = fit is Answer.YES and first == last
        placed[account.told] = first, Answer.YES if sure else Answer.UNDECIDED
        counted, unsure = cells.setdefault((first, side), ([], []))
        (counted if sure else unsure).append(account.told)
    joint, differing = _joint(placed, {each.told for each in standing}, incidents)
    found = {key: Cell(_in_order(counted), _in_order(unsure)) for key, (counted, unsure) in cells.items()}
    periods = _periods({period for period, _ in found} | set(joint or ()), indicator.every)
    ordered = tuple(sorted(sides, key=lambda each: (each.party, not each.own)))
    return Series(periods, ordered, found, joint, differing, _in_order(each.told for each in unplaced))


def _in_order(told: Iterable[Told]) -> tuple[Told, ...]:
    return tuple(sorted(told, key=lambda each: (each.report, -1 if each.row is None else each.row)))


# What counts


def fits(count: Count, said: IncidentReported) -> Answer:
    """Whether a report is one of those that are counted, whenever it was."""
    if count.events and said.type not in count.events and said.sub_type not in count.events:
        return Answer.NO
    if count.actor is not None and not any(
        each.involvement == "acted" and each.party == count.actor for each in said.actors
    ):
        return Answer.NO
    answers = {_in_area(count.area, said.where), _in_time(count, said)}
    return Answer.NO if Answer.NO in answers else Answer.UNDECIDED if Answer.UNDECIDED in answers else Answer.YES


def _in_area(area: Location | None, where: Location | None) -> Answer:
    if area is None:
        return Answer.YES
    if where is None:
        return Answer.UNDECIDED
    if {each.text.casefold() for each in area.names} & {each.text.casefold() for each in where.names}:
        return Answer.YES
    return may_meet(area, where)


def _in_time(count: Count, said: IncidentReported) -> Answer:
    """Whether it was between the first and the last day. One that says no time may have been."""
    first = None if count.from_on is None else day_named(count.from_on)
    last = None if count.until_on is None else day_named(count.until_on)
    if said.when is None or (first is None and last is None):
        return Answer.YES
    begins, ends = _day(said.when.earliest), _day(said.when.ends_at)
    if (last is not None and begins > last) or (first is not None and ends < first):
        return Answer.NO
    whole = (first is None or begins >= first) and (last is None or ends <= last)
    return Answer.YES if whole else Answer.UNDECIDED


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


# What all hold alike


def _joint(
    placed: Mapping[Told, tuple[str, Answer]], standing: set[Told], incidents: Iterable[Incident]
) -> tuple[dict[str, tuple[EntryId, ...]] | None, tuple[EntryId, ...]]:
    """Incidents by the one period in which all their joint reports count; and those of which only some do."""
    found: dict[str, list[EntryId]] = {}
    differing: list[EntryId] = []
    any_told = False
    for incident, told in _told_jointly(incidents, standing):
        any_told = True
        places = {placed.get(each) for each in told}
        if places == {None}:
            continue
        (one, *more) = places
        if one is not None and not more and one[1] is Answer.YES:
            found.setdefault(one[0], []).append(incident)
        else:
            differing.append(incident)
    joint = {period: tuple(sorted(ids)) for period, ids in sorted(found.items())} if any_told else None
    return joint, tuple(sorted(differing))


def _told_jointly(incidents: Iterable[Incident], standing: set[Told]) -> Iterator[tuple[EntryId, tuple[Told, ...]]]:
    """Each incident that is told jointly, once where all hold several to be one, with its reports that stand."""
    held = {each.id: each for each in incidents if not each.crossed}
    done: set[EntryId] = set()
    for first in sorted(held):
        if first in done:
            continue
        same = _one_happening(first, held)
        done |= same
        told = {each for one in same for each in joint_view(held[one]) if each in standing}
        if told:
            yield first, _in_order(told)


def _one_happening(first: EntryId, held: Mapping[EntryId, Incident]) -> set[EntryId]:
    found, waiting = {first}, [first]
    while waiting:
        one = waiting.pop()
        others = {*held_same(held[one]), *(each for each in held if one in held_same(held[each]))}
        new = {each for each in others if each in held} - found
        found |= new
        waiting += sorted(new)
    return found


# Weeks and months


def month_of(at: datetime) -> str:
    """The month in which an instant lies: `2007-05`."""
    return f"{_day(at):%Y-%m}" if at.year > 999 else f"{_day(at).year:04}-{_day(at).month:02}"


def week_of(at: datetime) -> str:
    """The week in which an instant lies, as ISO 8601 numbers them: `2007-W22`."""
    year, week, _ = _day(at).isocalendar()
    return f"{year:04}-W{week:02}"


def begins_on(period: str) -> date:
    """The first day of a week or month."""
    if "W" in period:
        return date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
    return date(int(period[:4]), int(period[5:]), 1)


def _periods(named: set[str], every: str) -> tuple[str, ...]:
    """From the first to the last without a gap; only those named where that were too many."""
    if not named:
        return ()
    name: Callable[[datetime], str] = week_of if every == "week" else month_of
    last, step = max(named), timedelta(days=7 if every == "week" else 31)
    found, at = [min(named)], begins_on(min(named))
    while found[-1] < last and len(found) <= MOST_PERIODS:
        try:
            at += step
        except OverflowError:
            break
        found.append(name(datetime(at.year, at.month, at.day, tzinfo=UTC)))
        at = begins_on(found[-1])
    return tuple(found) if found[-1] == last else tuple(sorted(named))
