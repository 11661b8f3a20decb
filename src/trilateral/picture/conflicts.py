"""What may meet in time and place: two notices, a notice and a protected site, a report and a notice or site.

A site is protected here that a notice says so of, or that is asserted to be (`humanitarian`): from the day that its author
names, or always, until every party concerned holds that it has ended.

A report of harm where and when something was notified is what nobody may have to search for: "struck
although notified" finds itself. What is certain and what cannot be decided are kept apart, since places stand on a
grid and times are often known by the day. Nothing here says who did anything, or that what was notified was hit.

Two protected things do not conflict with one another, nor do two notices of one party, which has both in its hand. Where a
place is known by name alone, only the same name counts; what can be compared so, or not at all, is counted and not hidden.

Left out: whether protection depended on it. It never does.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from trilateral.agreement.clocks import Answer, day_named
from trilateral.agreement.intervals import Interval, overlap
from trilateral.agreement.locations import Location, distance_m, may_meet, off_m
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.humanitarian import state as protections
from trilateral.mechanism.humanitarian.state import Protection
from trilateral.mechanism.incidents.accounts import Account, Standing
from trilateral.mechanism.notices.state import Notice, Status, status, version_now
from trilateral.picture.nearby import Ground

MARGIN_M = 1_000
"""So many metres apart still counts as meeting."""
PROTECTED = frozenset({"humanitarian_movement", "static_site"})
SITE = "static_site"
HARM = frozenset({"battle", "explosion", "violence_against_civilians", "riot", "access_restriction"})
"""Types of reports that are held against notices: harm, force, and being kept out."""
ALWAYS, NEVER_ENDS = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_EAST = timedelta(hours=14)
"""A day begins so much before it does in UTC, at the earliest."""


class Sort(StrEnum):
    """What meets what."""

    NOTICES = "notices"
    NOTICE_AND_SITE = "notice_and_site"
    REPORT_AND_NOTICE = "report_and_notice"  # "struck although notified"
    REPORT_AND_SITE = "report_and_site"


class Side(NamedTuple):
    """One of two things that may meet, each with its entry.

    Attributes:
        entry: The notice, protection or report.
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
        uncompared: How many notices and reports are known by name alone, or say no time or place: they meet only
            what has the same name, or nothing.
    """

    found: tuple[Conflict, ...]
    uncompared: int


def notice_side(notice: Notice) -> Side | None:
    """What a notice says now; None once it was cancelled."""
    if status(notice) is Status.CANCELLED:
        return None
    now = version_now(notice)
    when = Interval(now.when.earliest, NEVER_ENDS, whole=True) if now.open_ended else now.when
    return Side(notice.id, None, notice.party, notice.sort, is_report=False, to=notice.to, when=when, where=now.where)


def site_side(held: Protection) -> Side | None:
    """A protected site as its author asserts it; None for what is no site, has no place, or has ended for all concerned."""
    if held.what != "site" or held.where is None or protections.standing(held) is protections.Standing.ENDED:
        return None
    since = None if held.since_on is None else day_named(held.since_on)
    begins = ALWAYS if since is None or since <= ALWAYS.date() else datetime.combine(since, time(), UTC) - _EAST
    others = tuple(each for each in held.parties if each != held.party)
    lasting = Interval(begins, NEVER_ENDS, whole=True)
    return Side(held.id, None, held.party, SITE, is_report=False, to=others, when=lasting, where=held.where)


def report_side(account: Account) -> Side | None:
    """What a report says; None if it was taken back, tells of no harm, or says not when or where."""
    said = account.said
    if account.standing is not Standing.STANDS or said is None or said.type not in HARM:
        return None
    if said.when is None or said.where is None or said.when.is_empty:
        return None
    told, party = account.told, account.party
    return Side(told.report, told.row, party, said.type, is_report=True, to=(), when=said.when, where=said.where)


def conflicts(
    notices: Iterable[Notice],
    accounts: Iterable[Account] = (),
    sites: Iterable[Protection] = (),
    margin_m: int = MARGIN_M,
) -> Conflicts:
    """Return what meets or may meet.

    Args:
        notices: As of the cut that is asked about.
        accounts: Reports as of the same cut.
        sites: Protections as of the same cut; those of persons meet nothing.
        margin_m: How far apart still counts as meeting.
    """
    given = (*map(notice_side, notices), *map(site_side, sites))
    sides = [side for side in given if side is not None]
    harm, blind = _harm(accounts)
    pairs = [*_pairs_of_notices(sides, margin_m), *_pairs_with_reports(sides, harm, margin_m)]
    found = [met for one, other in pairs if (met := _meet(one, other, margin_m)) is not None]
    found.sort(key=lambda each: (not each.certain, each.one.when.earliest, each.one.entry, each.other[:2]))
    return Conflicts(tuple(found), blind + sum(not each.where.points for each in (*sides, *harm)))


def _harm(accounts: Iterable[Account]) -> tuple[list[Side], int]:
    """Reports of harm, and how many say not when or where."""
    sides, blind = [], 0
    for account in accounts:
        side = report_side(account)
        if side is not None:
            sides.append(side)
        elif account.standing is Standing.STANDS and account.said is not None and account.said.type in HARM:
            blind += 1
    return sides, blind


def _pairs_of_notices(sides: Sequence[Side], margin_m: int) -> Iterator[tuple[Side, Side]]:
    """Notices of two parties that may lie near each other, not both protected; a site is the second of its pair."""
    ground = Ground(sides, margin_m)
    for number, one in enumerate(sides):
        for near in ground.near(one):
            other = sides[near]
            if near > number and one.party != other.party and not PROTECTED.issuperset({one.sort, other.sort}):
                first, second = sorted(
                    (one, other), key=lambda side: (side.sort == SITE, side.when.earliest, side.entry)
                )
                yield first, second


def _pairs_with_reports(sides: Sequence[Side], harm: Sequence[Side], margin_m: int) -> Iterator[tuple[Side, Side]]:
    """Notices and reports of harm that may lie near each other."""
    ground = Ground(harm, margin_m)
    for one in sides:
        yield from ((one, harm[near]) for near in ground.near(one))


def _meet(one: Side, other: Side, margin_m: int) -> Conflict | None:
    """How two things meet; None if they do not."""
    in_time = overlap(one.when, other.when)
    if in_time is Answer.NO:
        return None
    apart = distance_m(one.where, other.where)
    in_place = may_meet(one.where, other.where, margin_m, apart)
    if in_place is Answer.NO:
        return None
    radius = off_m(one.where, other.where)
    radius += sum(place.radius_m for place in (one.where, other.where) if not place.whole)
    return Conflict(_sort(one, other), one, other, in_time, in_place, None if apart is None else round(apart), radius)


def _sort(one: Side, other: Side) -> Sort:
    if other.is_report:
        return Sort.REPORT_AND_SITE if one.sort == SITE else Sort.REPORT_AND_NOTICE
    return Sort.NOTICE_AND_SITE if other.sort == SITE else Sort.NOTICES
