"""Every account of something that happened: reports, and the rows of lists of reports, read alike.

A row that cannot be read as a report is kept as what it is: unreadable, with its reference. A row
finer than the charter's grid is read on the grid, whatever its author put into the list.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

from trilateral.agreement.listed import Listed
from trilateral.agreement.locations import coarsened
from trilateral.agreement.taken_back import is_taken_back
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import EntryId, PartyId, Source
from trilateral.ledger.fold import Fold
from trilateral.mechanism.incidents.coarsening import is_too_fine
from trilateral.mechanism.incidents.entries import SUB_TYPES, IncidentReported, Told
from trilateral.mechanism.incidents.state import Report, account

_SOURCES: Final = "sources"
_KIND: Final = str(IncidentReported.__struct_config__.tag)
_MEMBERS: Final = frozenset({*IncidentReported.__struct_fields__, _SOURCES})


class Standing(StrEnum):
    """Whether an account stands."""

    STANDS = "stands"
    TAKEN_BACK = "taken_back"
    ERASED = "erased"
    UNREADABLE = "unreadable"


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One account.

    Attributes:
        told: The report, or the row.
        party: In whose log it stands.
        index: Where there.
        claimed_at: When that party says that it said so.
        said: What it says; None where that is erased or unreadable.
        sources: Where it is from.
        audience: Who alone can read it, beside its author; empty for all.
        sealed_for: Who alone can read some of its details, beside its author; empty where all can read all of it.
    """

    told: Told
    party: PartyId
    index: int
    claimed_at: datetime
    standing: Standing
    said: IncidentReported | None
    sources: tuple[Source, ...] = ()
    audience: tuple[PartyId, ...] = ()
    sealed_for: tuple[PartyId, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether it is the party's own, and not that of an outside source which it passes on."""
        return self.said is not None and self.said.told_by is None

    @property
    def place(self) -> tuple[PartyId, int, int]:
        """Where it stands among all accounts of its party: the later, the higher."""
        return self.party, self.index, -1 if self.told.row is None else self.told.row


def every_account(fold: Fold, rows: Iterable[Listed], charter: Charter) -> Iterator[Account]:
    """All accounts, in no order.

    Args:
        fold: The record as its reader reads it.
        rows: Rows of lists of reports (`entries.ROWS`).
        charter: Its grid is that of rows.
    """
    for state in fold.subjects("incidents").values():
        if isinstance(state, Report):
            yield of_report(state, fold.general("acts", state.id))
    yield from accounts_in(fold, rows, charter)


def accounts_in(fold: Fold, rows: Iterable[Listed], charter: Charter) -> Iterator[Account]:
    """Those that are rows of lists, in no order."""
    taken_back: dict[EntryId, bool] = {}  # of each list, asked once
    for row in rows:
        if row.entry not in taken_back:
            taken_back[row.entry] = is_taken_back(fold.general("acts", row.entry), row.entry)
        yield of_row(row, charter, is_listed_no_more=taken_back[row.entry])


def of_report(report: Report, acts: object | None) -> Account:
    """A report as an account, with what its author said more exactly since."""
    taken_back = is_taken_back(acts, report.id)
    return Account(
        told=Told(report.id),
        party=report.party,
        index=report.index,
        claimed_at=report.claimed_at,
        standing=Standing.TAKEN_BACK if taken_back else Standing.STANDS,
        said=account(report),
        sources=report.sources,
        audience=report.audience,
        sealed_for=tuple(sorted({party for each in report.details for party in each.audience})),
    )


def of_row(row: Listed, charter: Charter, *, is_listed_no_more: bool = False) -> Account:
    """A row of a list as an account."""
    said, sources = row.read or ((None, ()) if row.members is None else read_row(row.members))
    if said is not None and said.where is not None and is_too_fine(said.where, charter):
        said = msgspec.structs.replace(said, where=coarsened(said.where, charter.grid_microdegrees))
    if row.state == "erased":
        standing = Standing.ERASED
    elif said is None:
        standing = Standing.UNREADABLE
    else:
        standing = Standing.TAKEN_BACK if is_listed_no_more else Standing.STANDS
    return Account(
        told=Told(row.entry, row.row),
        party=row.party,
        index=row.log_index,
        claimed_at=row.claimed_at,
        standing=standing,
        said=said,
        sources=sources,
    )


def read_row(members: Any) -> tuple[IncidentReported | None, tuple[Source, ...]]:
    """The report in a row and where it is from; no report if it is none by the same rules as one said alone."""
    if "kind" in members or not _MEMBERS.issuperset(members):
        return None, ()
    try:
        said = msgspec.convert({**members, "kind": _KIND}, IncidentReported)
        sources = msgspec.convert(members[_SOURCES], tuple[Source, ...]) if _SOURCES in members else ()
    except (msgspec.ValidationError, ValueError, OverflowError):
        return None, ()
    whole = said.sub_type in {None, *SUB_TYPES[said.type]} and not (said.when is not None and said.when.is_empty)
    return (said, sources) if whole and (said.told_by is None or sources) else (None, ())
