"""For which instant pages open where a mechanism is a reconstruction: the last day of which it tells.

The nodes that hold a reconstruction were made years later. What they sign by themselves, receipts and heads, is of
today, and says nothing about that day.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from trilateral.catalogue import SLICES
from trilateral.desk.reading import end_of
from trilateral.ledger.entry import Body
from trilateral.ledger.fold import Fold, Verdict
from trilateral.ledger.keys import HeadsRecorded
from trilateral.node.record import Record

_MACHINE: tuple[type[Body], ...] = (HeadsRecorded, *(body for each in SLICES for body in each.machine))


def by_machine(verdict: Verdict) -> bool:
    """Whether an entry is of a kind that nodes sign by themselves."""
    return verdict.entry is not None and isinstance(verdict.entry.body, _MACHINE)


def opening_day(record: Record) -> datetime | None:
    """Return the instant for which pages of a reconstruction open: the day of the case, or the last one claimed."""
    if not record.charter.reconstruction:
        return None
    last = record.settings.as_of or last_claimed(record.fold, record.origins)
    return None if last is None else end_of(last.astimezone(UTC))


def last_claimed(fold: Fold, origins: Iterable[str]) -> datetime | None:
    """Return the latest instant that a reconstruction claims.

    Its entries name their sources. What somebody tries out in it today has none, and
    does not move its last day, unless nothing names any. What nodes sign by themselves is of today, and never does.
    """
    said = [
        v.entry.header
        for origin in origins
        for v in fold.verdicts(origin)
        if v.entry is not None and not v.entry.header.kind.startswith("ledger.") and not by_machine(v)
    ]
    sourced = [header for header in said if header.sources]
    return max((header.claimed_at for header in sourced or said), default=None)
