"""Accounts for programs: each account with its readings, each point with what every witness says on it."""

import msgspec

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.accounts.matrix import Group, about_one, grouped, matrix, readers_differ
from trilateral.mechanism.accounts.rules import Account, Point, is_own_readout, last_reads, warnings
from trilateral.ui.page import Api, ApiList, Desk


class Said(msgspec.Struct, frozen=True):
    """One party's last reading of one account on one point.

    Attributes:
        account: What people call the account.
        point: What people call the point.
        by: Whose reading it is.
        entry: What people call the entry.
        exact: The account's own words; empty where there are none.
        value: What it says, in the reader's words; empty where it gives none.
    """

    account: str
    point: str
    by: PartyId
    entry: str
    stance: str
    exact: str
    value: str


class WitnessFound(msgspec.Struct, frozen=True):
    """One teller with all copies of its report, and what it is to the point.

    Attributes:
        accounts: What people call its accounts.
        stance: `says`, `denies`, `differs`, `silent`, `undecided`, `disputed` (its readers differ) or `unread`.
        contested: Whether it is in dispute that some of them are copies.
    """

    accounts: tuple[str, ...]
    stance: str
    contested: bool


class AccountOrPointFound(msgspec.Struct, frozen=True):
    """An account or a point, and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that opened it.
        sort: `account` or `point`.
        meeting: What people call the meeting that it is about; empty where it is about a day.
        own_readout: Whether the party whose readout it is said to be says so; null while it has said nothing.
        warnings: Dates of the account that do not fit together.
        readings: All last readings of the account, or of the point in all accounts.
        differ: Points on which parties read the account differently.
        witnesses: Of a point: who says what, among those that tell what happened.
        fewest: Independent witnesses, if every copy that somebody states is one.
        most: The same, if only those are copies of which nobody denies it.
        state: All that was said, by whom.
    """

    ref: str
    sort: str
    meeting: str
    own_readout: bool | None
    warnings: tuple[str, ...]
    readings: tuple[Said, ...]
    differ: tuple[str, ...]
    witnesses: tuple[WitnessFound, ...]
    fewest: int
    most: int
    state: Account | Point


def find(desk: Desk, subject: EntryId) -> AccountOrPointFound | None:
    """One account or point."""
    held = desk.fold.state(subject)
    if isinstance(held, Account):
        return _account(desk, held)
    return _point(desk, held) if isinstance(held, Point) else None


def _account(desk: Desk, held: Account) -> AccountOrPointFound:
    points = tuple(dict.fromkeys(each.point for each in held.reads))
    return AccountOrPointFound(
        ref=desk.ref(held.id),
        sort="account",
        meeting="" if held.meeting is None else desk.ref(held.meeting),
        own_readout=is_own_readout(held),
        warnings=warnings(held),
        readings=tuple(said for point in points for said in _said(desk, held, point)),
        differ=tuple(desk.ref(point) for point in points if readers_differ(held, point)),
        witnesses=(),
        fewest=0,
        most=0,
        state=held,
    )


def _point(desk: Desk, held: Point) -> AccountOrPointFound:
    subjects = (each for each in desk.fold.subjects("accounts").values() if isinstance(each, Account | Point))
    accounts, _ = about_one(held, subjects)
    found = matrix(accounts, [held])
    return AccountOrPointFound(
        ref=desk.ref(held.id),
        sort="point",
        meeting="" if held.meeting is None else desk.ref(held.meeting),
        own_readout=None,
        warnings=(),
        readings=tuple(said for account in accounts for said in _said(desk, account, held.id)),
        differ=(),
        witnesses=tuple(
            WitnessFound(
                tuple(desk.ref(each.id) for each in cell.witness.accounts), cell.stance, bool(cell.witness.contested)
            )
            for cell in found.rows[0].cells
        ),
        fewest=found.fewest,
        most=found.most,
        state=held,
    )


def _said(desk: Desk, account: Account, point: EntryId) -> list[Said]:
    return [
        Said(
            desk.ref(account.id),
            desk.ref(point),
            read.party,
            desk.ref(read.entry),
            read.stance,
            read.quote.exact if read.quote else "",
            read.value.text if read.value else "",
        )
        for read in last_reads(account, point)
    ]


def table(desk: Desk) -> list[AccountOrPointFound]:
    """The points of one meeting or day: of `about`, a reference or a day, or of the first that there is."""
    groups = grouped(desk.fold.subjects("accounts").values())
    asked = desk.asked("about")
    chosen = next((each for each in groups if asked in _names(desk, each)), groups[0] if groups and not asked else None)
    return [] if chosen is None else [_point(desk, each) for each in sorted(chosen.points, key=_place)]


def _names(desk: Desk, group: Group) -> tuple[str, ...]:
    meeting = group.first.meeting
    return (desk.ref(meeting), meeting) if meeting else (group.first.day or "",)


def _place(point: Point) -> tuple[PartyId, int]:
    return point.party, point.index


API = Api("accounts", AccountOrPointFound, find, lists=(ApiList("table", AccountOrPointFound, table),))
