"""What a reader asks of the list of accounts and incidents, and what answers that: for pages and programs alike."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

from trilateral.agreement.listed import Listed
from trilateral.agreement.locations import Location, coarsened
from trilateral.errors import RefusedError
from trilateral.i18n.writing import day_sought
from trilateral.ledger.charter import Charter
from trilateral.ledger.derived import Derived, Ordered
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.incidents.accounts import Account, Standing, accounts_in, of_report
from trilateral.mechanism.incidents.entries import ROWS, IncidentReported, Told
from trilateral.mechanism.incidents.fields import Compared, compare
from trilateral.mechanism.incidents.naming import names
from trilateral.mechanism.incidents.state import Incident, Report, joint_view, reports_named, view_of
from trilateral.ui.maps import is_spot, spot_read
from trilateral.ui.page import Desk

AT_ONCE = 50
"""Accounts on one page."""
_LONGEST_NAME = 300
JOINT, ALL = "joint", "all"
"""Views of an incident beside those of each party: what all hold alike, and every report that anybody linked."""


class Asks(NamedTuple):
    """What a reader asks of the list; whatever is empty is not asked for.

    Attributes:
        side: Whose accounts.
        type: Of event.
        from_on: Happened on this day or later, as far as the account says when.
        until_on: Happened on this day or earlier.
        area: Part of the name of a place.
        agreement: Incidents with a field on which the parties stand so.
        start: How many accounts to pass over.
        days: The two days as they were typed, by name.
        named: Words in the names of its place or of those involved, in any spelling.
        thing: Reference of a thing of the register that it names; enough without `named`.
        rows_of: Reference of the list of which it is a row.
        spot: Lies there, as the charter's grid shows it. What was asked for and is no spot has no points: nothing lies there.
    """

    side: str
    type: str
    from_on: date | None
    until_on: date | None
    area: str
    agreement: str
    start: int
    days: Mapping[str, str]
    named: str = ""
    thing: str = ""
    rows_of: str = ""
    spot: Location | None = None

    @property
    def not_days(self) -> tuple[str, ...]:
        """Names of the days for which something was typed that is none."""
        found = {"from": self.from_on, "until": self.until_on}
        return tuple(name for name, written in self.days.items() if written and found[name] is None)


def asks(desk: Desk) -> Asks:
    """What the address asks for. What is no number is not asked for; a page says what was typed that is no day."""
    start = desk.asked("start")
    days = {name: desk.asked(name).strip()[:40] for name in ("from", "until")}
    return Asks(
        desk.asked("side"),
        desk.asked("type"),
        day_sought(days["from"], desk.lang),
        day_sought(days["until"], desk.lang),
        desk.asked("area"),
        desk.asked("agreement"),
        int(start) if start.isdecimal() and start.isascii() and len(start) < 9 else 0,
        days,
        desk.asked("named")[:_LONGEST_NAME],
        desk.asked("thing"),
        desk.asked("list"),
        (spot_read(desk.asked("spot")) or Location()) if desk.asked("spot") else None,
    )


def asks_plainly(desk: Desk) -> Asks:
    """The same of a program, which is not to take a list of everything for what it asked.

    Raises:
        RefusedError: What it gave for a day is none.
    """
    asked = asks(desk)
    for name in asked.not_days:
        raise RefusedError("form.not_a_day", got=asked.days[name])
    return asked


def accounts(desk: Desk) -> Sequence[Account]:
    """Every account that the reader can read, the latest happening first."""
    return _accounts(desk, desk.fold)


def open_accounts(desk: Desk) -> Sequence[Account]:
    """The same as everybody reads it, whatever our party can open."""
    return _accounts(desk, desk.open_fold)


def standing_accounts(desk: Desk) -> Sequence[Account]:
    """Those of them that say something and stand."""
    if not _LISTS.of(desk.fold):
        return _STANDING.of(desk.fold)
    return [each for each in accounts(desk) if _says(each)]


def _says(account: Account) -> bool:
    return account.said is not None and stands(account)


def _accounts(desk: Desk, fold: Fold) -> Sequence[Account]:
    if not _LISTS.of(fold):
        return _REPORTS.of(fold)
    found: Sequence[Account] = desk.made_of_rows(ROWS, fold, ("incidents",), _with_rows, desk.charter)
    return found


def _with_rows(fold: Fold, rows: Iterable[Listed], charter: Charter) -> Sequence[Account]:
    return sorted((*_REPORTS.of(fold), *accounts_in(fold, rows, charter)), key=_place, reverse=True)


def _place(account: Account) -> tuple[datetime, tuple[PartyId, int, int]]:
    when = None if account.said is None else account.said.when
    return account.claimed_at if when is None else when.earliest, account.place


_REPORTS = Ordered(
    "incidents",
    lambda _, account: _place(account),
    only=lambda _, held: isinstance(held, Report),
    shown=lambda fold, held: of_report(held, fold.general("acts", held.id)),
    last_first=True,
)
_STANDING = Derived(("incidents",), lambda fold: tuple(each for each in _REPORTS.of(fold) if _says(each)))
_LISTS = Ordered("bodies", lambda _, kept: kept.id, only=lambda _, kept: kept.rows == ROWS)


def chosen(desk: Desk, found: Sequence[Account], asked: Asks) -> Sequence[Account]:
    """The accounts that were asked for."""
    if asked.rows_of:
        found = _rows_of(desk, found, asked.rows_of)
    if asked.named or asked.thing:
        is_named = names(desk, asked.named, _things(desk, asked.thing))
        found = [each for each in found if is_named(each)]
    if asked.side:
        found = [each for each in found if each.party == asked.side]
    if asked.type:
        found = [each for each in found if each.said is not None and each.said.type == asked.type]
    if asked.spot is not None:
        grid, spot = desk.charter.grid_microdegrees, asked.spot
        found = [each for each in found if _lies_at(each, spot, grid)]
    if asked.area:
        area = asked.area.casefold()
        found = [each for each in found if each.said is not None and _is_in(each.said, area)]
    if asked.from_on is not None or asked.until_on is not None:
        found = [each for each in found if each.said is not None and _is_within(each.said, asked)]
    return found


def _rows_of(desk: Desk, found: Sequence[Account], ref: str) -> Sequence[Account]:
    refs: dict[EntryId, str] = {}
    rows = [each for each in found if each.told.row is not None]
    return [each for each in rows if refs.setdefault(each.told.report, desk.ref(each.told.report)) == ref]


def _things(desk: Desk, ref: str) -> tuple[EntryId, ...]:
    """The things of the register that are called so: by its reference, one."""
    if not ref:
        return ()
    return tuple(each for each in desk.fold.subjects("designations") if desk.ref(each) == ref)


def _is_in(said: IncidentReported, area: str) -> bool:
    return said.where is not None and any(area in name.text.casefold() for name in said.where.names)


def _lies_at(account: Account, spot: Location, grid_microdegrees: int) -> bool:
    where = None if account.said is None else account.said.where
    if where is None or not where.points or not spot.points:
        return False
    if abs(where.points[0].lat - spot.points[0].lat) > grid_microdegrees * 10:
        return False  # whole squares away: most are, and need not be laid on the grid
    return is_spot(coarsened(where, grid_microdegrees), spot)


def _is_within(said: IncidentReported, asked: Asks) -> bool:
    if said.when is None:
        return False
    begins = datetime.combine(asked.from_on or date.min, time.min, UTC)
    last = min(asked.until_on or date.max, date.max - timedelta(days=1))
    ends = datetime.combine(last + timedelta(days=1), time.min, UTC)
    return said.when.ends_at >= begins and said.when.earliest < ends


_INCIDENTS = Ordered(
    "incidents",
    lambda _, held: (held.claimed_at, held.party, held.index),
    only=lambda _, held: isinstance(held, Incident),
    last_first=True,
)
_TOLD_OF = Derived(("incidents",), lambda fold: _told_of(_INCIDENTS.of(fold)))


def incidents(desk: Desk) -> Sequence[Incident]:
    """All incidents, the latest opened first."""
    return _INCIDENTS.of(desk.fold)


def told_in(incident: Incident, view: str) -> tuple[Told, ...]:
    """The reports that tell of an incident in one view: `joint`, `all`, or a party's."""
    if view == JOINT:
        return joint_view(incident)
    return reports_named(incident) if view == ALL else view_of(incident, view)


def view_asked(desk: Desk, incident: Incident) -> str:
    """Which view the reader asks for; else the joint one, or all that was linked while nothing is joint."""
    asked = desk.asked("view")
    if asked in {JOINT, ALL, *incident.parties}:
        return asked
    return JOINT if joint_view(incident) else ALL


def compared(incident: Incident, view: str, known: Mapping[Told, Account]) -> tuple[Compared, ...]:
    """Every field of an incident in one view."""
    return compare(known[told] for told in told_in(incident, view) if told in known)


def agreements(desk: Desk, incident: Incident) -> dict[str, str]:
    """For each field how the parties stand on it, in the joint view or else over all that was linked."""
    named = reports_named(incident)
    known = accounts_named(desk, named)
    if any(told.row is not None for told in named):
        return _agreements(incident, known)  # a row may be erased, and is to be remembered nowhere
    kept, told_by = _AGREED.setdefault(desk.fold, {}), tuple(known.get(told) for told in named)
    before = kept.get(incident.id)
    same = before is not None and before[0] is incident and len(before[1]) == len(told_by)
    if before is None or not same or any(one is not other for one, other in zip(before[1], told_by, strict=True)):
        before = kept[incident.id] = incident, told_by, _agreements(incident, known)
    return before[2]


_AGREED: WeakKeyDictionary[Fold, dict[EntryId, tuple[Incident, tuple[Account | None, ...], dict[str, str]]]]
_AGREED = WeakKeyDictionary()
"""What was found of each incident last, and from what. Forgotten with the fold that it was found in."""


def _agreements(incident: Incident, known: Mapping[Told, Account]) -> dict[str, str]:
    view = JOINT if joint_view(incident) else ALL
    return {each.field.value: each.agreement.value for each in compared(incident, view, known)}


def incidents_of(desk: Desk) -> Mapping[Told, Sequence[EntryId]]:
    """For each report the incidents that somebody says it tells of."""
    return _TOLD_OF.of(desk.fold)


def _told_of(held: Iterable[Incident]) -> dict[Told, list[EntryId]]:
    found: dict[Told, list[EntryId]] = {}
    for incident in held:
        for told in reports_named(incident):
            found.setdefault(told, []).append(incident.id)
    return found


def accounts_named(desk: Desk, named: Iterable[Told]) -> dict[Told, Account]:
    """Some accounts, by their names; without those that are not here."""
    found: dict[Told, Account] = {}
    reports = _REPORTS.by_subject(desk.fold)
    rows: Mapping[Told, Account] | None = None
    for told in named:
        if told.row is None:
            account = reports.get(told.report)
        else:
            rows = desk.made_of_rows(ROWS, desk.fold, (), _by_told, desk.charter) if rows is None else rows
            account = rows.get(told)
        if account is not None:
            found[told] = account
    return found


def _by_told(fold: Fold, rows: Iterable[Listed], charter: Charter) -> dict[Told, Account]:
    return {each.told: each for each in accounts_in(fold, rows, charter)}


def called(desk: Desk, told: Told) -> str:
    """What people call a report: `us/42`, or `us/42#17`."""
    ref = desk.ref(told.report)
    return ref if told.row is None else f"{ref}#{told.row}"


def address(desk: Desk, told: Told) -> str:
    """The page of a report."""
    ref = desk.ref(told.report)
    return desk.href("incidents", ref) if told.row is None else desk.href("incidents", ref, row=told.row)


def spoken_of(desk: Desk, entry: EntryId) -> list[tuple[str, str]]:
    """Other matters that an entry names in its header, such as an allegation: reference and address."""
    found = desk.read(entry)
    return (
        [] if found is None else [(desk.ref(each.entry), desk.subject_href(each.entry)) for each in found.header.refs]
    )


def stands(account: Account) -> bool:
    """Whether an account is one that somebody still gives."""
    return account.standing is Standing.STANDS
