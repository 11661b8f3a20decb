"""What may meet in time and place: two notices, a notice and a protected site, a report and a notice or site.

A report of harm where and when something was notified is what nobody may have to search for: "struck
although notified" finds itself. What is certain and what cannot be decided are kept apart, since places stand on a
grid and times are often known by the day. Nothing here says who did anything, or that what was notified was hit.

Two protected things do not conflict with one another, nor do two notices of one party, which has both in its hand. Where a
place is known by name alone, only the same name counts; what cannot be compared at all is counted, not hidden.

Left out: whether protection depended on it. It never does.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from trilateral.agreement.clocks import Answer
from trilateral.agreement.intervals import Interval, overlap
from trilateral.agreement.locations import Location, distance_m, may_meet
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.incidents.accounts import Account, Standing
from trilateral.mechanism.notices.state import Notice, Status, status, version_now

MARGIN_M = 1_000
"""So many metres apart still counts as meeting."""
PROTECTED = frozenset({"humanitarian_movement", "static_site"})
SITE = "static_site"
HARM = frozenset({"battle", "explosion", "violence_against_civilians", "riot", "access_restriction"})
"""Types of reports that are held against notices: harm, force, and being kept out."""
_NEVER_ENDS = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


class Sort(StrEnum):
    """What meets what."""

    NOTICES = "notices"
    NOTICE_AND_SITE = "notice_and_site"
    REPORT_AND_NOTICE = "report_and_notice"  # "struck although notified"
    REPORT_AND_SITE = "report_and_site"


class Side(NamedTuple):
    """One of two things that may meet, each with its entry.

    Attributes:
        entry: The notice or report.
        row: Which row of a list of reports.
        party: Whose.
        sort: Of the notice; of a report its type.
        is_report: Whether it says what happened rather than what will be.
        to: For whom the notice was.
        when: When.
        where: Where.
    """

    entry: EntryId
    row: int | None
    party: PartyId
    sort: str
    is_report: bool
    to: tuple[PartyId, ...]
    when: Interval
    where: Location


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two things that meet or may meet.

    Attributes:
        one: A notice; of a site and another notice the other one.
        other: The other notice, the site, or the report.
        in_time: `yes` or `undecided`.
        in_place: The same.
        apart_m: Metres between what both drew; None where one is known by name alone.
        radius_m: How far both may lie from what they drew, taken together: so coarse is the answer.
    """

    sort: Sort
    one: Side
    other: Side
    in_time: Answer
    in_place: Answer
    apart_m: int | None
    radius_m: int

    @property
    def certain(self) -> bool:
        """Whether they meet, and not only may."""
        return self.in_time is Answer.YES and self.in_place is Answer.YES


@dataclass(frozen=True, slots=True)
class Conflicts:
    """All that meets or may meet, what is certain first.

    Attributes:
        uncompared: Pairs that no two places or times allow to compare.
    """

    found: tuple[Conflict, ...]
    uncompared: int


def notice_side(notice: Notice) -> Side | None:
    """What a notice says now; None once it was cancelled."""
    if status(notice) is Status.CANCELLED:
        return None
    now = version_now(notice)
    when = Interval(now.when.earliest, _NEVER_ENDS, whole=True) if now.open_ended else now.when
    return Side(notice.id, None, notice.party, notice.sort, is_report=False, to=notice.to, when=when, where=now.where)


def report_side(account: Account) -> Side | None:
    """What a report says; None if it was taken back, tells of no harm, or says not when or where."""
    said = account.said
    if account.standing is not Standing.STANDS or said is None or said.type not in HARM:
        return None
    if said.when is None or said.where is None or said.when.is_empty:
        return None
    told, party = account.told, account.party
    return Side(told.report, told.row, party, said.type, is_report=True, to=(), when=said.when, where=said.where)


def conflicts(notices: Iterable[Notice], accounts: Iterable[Account] = (), margin_m: int = MARGIN_M) -> Conflicts:
    """Return what meets or may meet.

    Args:
        notices: As of the cut that is asked about.
        accounts: Reports as of the same cut.
        margin_m: How far apart still counts as meeting.
    """
    told = [side for each in notices if (side := notice_side(each)) is not None]
    sides = sorted(told, key=lambda side: (side.when.earliest, side.entry))
    harm, blind = _harm(accounts)
    found: list[Conflict] = []
    uncompared = blind * len(sides)
    pairs = [*_pairs_of_notices(sides), *_pairs_with_reports(sides, harm)]
    for one, other in pairs:
        met = _meet(one, other, margin_m)
        if met is None:
            uncompared += 1
        elif met.in_place is not Answer.NO:
            found.append(met)
    found.sort(key=lambda each: (not each.certain, each.one.when.earliest, each.one.entry, each.other[:2]))
    return Conflicts(tuple(found), uncompared)


def _harm(accounts: Iterable[Account]) -> tuple[list[Side], int]:
    """Reports of harm in the order in which it may have begun, and how many say not when or where."""
    sides, blind = [], 0
    for account in accounts:
        side = report_side(account)
        if side is not None:
            sides.append(side)
        elif account.standing is Standing.STANDS and account.said is not None and account.said.type in HARM:
            blind += 1
    return sorted(sides, key=lambda side: (side.when.earliest, side.entry, side.row or 0)), blind


def _pairs_of_notices(sides: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
    """Notices of two parties whose times may meet, not both protected; a site is the second of its pair."""
    for at, one in enumerate(sides):
        for other in sides[at + 1 :]:
            if other.when.earliest > one.when.ends_at:
                break  # they stand in the order of their beginnings
            apart = one.party != other.party and not PROTECTED.issuperset({one.sort, other.sort})
            if apart and overlap(one.when, other.when) is not Answer.NO:
                yield (other, one) if one.sort == SITE else (one, other)


def _pairs_with_reports(sides: Sequence[Side], harm: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
    """Notices and reports of harm whose times may meet."""
    begins = [each.when.earliest for each in harm]
    longest = max((each.when.ends_at - each.when.earliest for each in harm), default=timedelta())
    for one in sides:
        try:
            since = one.when.earliest - longest
        except OverflowError:
            since = datetime.min.replace(tzinfo=UTC)
        for other in harm[bisect_left(begins, since) : bisect_right(begins, one.when.ends_at)]:
            if overlap(one.when, other.when) is not Answer.NO:
                yield one, other


def _meet(one: Side, other: Side, margin_m: int) -> Conflict | None:
    """How two things meet whose times may; None if their places cannot be compared."""
    apart = distance_m(one.where, other.where)
    if apart is None and not _named_alike(one.where, other.where):
        return None
    return Conflict(
        _sort(one, other),
        one,
        other,
        overlap(one.when, other.when),
        may_meet(one.where, other.where, margin_m),
        None if apart is None else round(apart),
        sum(place.radius_m for place in (one.where, other.where) if not place.whole),
    )


def _sort(one: Side, other: Side) -> Sort:
    if other.is_report:
        return Sort.REPORT_AND_SITE if one.sort == SITE else Sort.REPORT_AND_NOTICE
    return Sort.NOTICE_AND_SITE if other.sort == SITE else Sort.NOTICES


def _named_alike(one: Location, other: Location) -> bool:
    """Whether both call the place the same in one language: that is a hint, and never certain."""
    names = [{(name.lang, name.text.strip().casefold()) for name in place.names} for place in (one, other)]
    return not names[0].isdisjoint(names[1])
