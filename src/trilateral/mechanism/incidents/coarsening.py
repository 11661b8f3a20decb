"""What may be said in the open of a report, and what waits or goes under seal.

The charter says how coarse a place is across parties and how long casualties wait. `in_two_parts`
makes of an exact report the one that may be signed in the open, and what is to be said
beside it under seal. Pages and commands do this for the delegate and show both.

The delay counts from the latest time at which it may have happened to the time that the
author claims: both are claims, so this hinders the careless, not the deceitful.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, coarsened, is_coarse
from trilateral.ledger.charter import Charter
from trilateral.mechanism.incidents.entries import Casualties, IncidentReported, ReportDetailed

CUSTOMARY_GRID_MICRODEGREES = 100_000
"""What a new charter proposes: a tenth of a degree, some eleven kilometres. A district, and no street."""

CUSTOMARY_DELAY_HOURS = 48
"""What a new charter proposes: who was hit is told when whoever fired can correct nothing by it any more."""


class Parts(NamedTuple):
    """An exact report in two.

    Attributes:
        clear: What may be signed in the open.
        sealed: What goes under seal; None where nothing needs to.
    """

    clear: IncidentReported
    sealed: ReportDetailed | None


def is_too_fine(where: Location | None, charter: Charter) -> bool:
    """Whether a place says more than the charter's grid allows in the open."""
    return where is not None and not is_coarse(where, charter.grid_microdegrees)


def is_prompt(casualties: tuple[Casualties, ...], when: Interval | None, said_at: datetime, charter: Charter) -> bool:
    """Whether casualties are told before the charter's delay is over; of a time that nobody knows, that is not known."""
    if not casualties or not charter.detail_delay_hours:
        return False
    if when is None:
        return True
    try:
        return said_at < when.ends_at + timedelta(hours=charter.detail_delay_hours)
    except OverflowError:
        return True


def in_two_parts(
    report: IncidentReported, charter: Charter, said_at: datetime, *, words_may_stay: bool = False
) -> Parts:
    """Return what may be said in the open of a report, and the rest for those who may have it.

    Args:
        report: Exact.
        charter: Its grid and its delay.
        said_at: When its author says it.
        words_may_stay: Whether its author lets what it says in its own words, names of places among them, stand in the
            open. Else they go under seal: a village named in a sentence undoes every grid.
    """
    clear, sealed = report, ReportDetailed()
    where = report.where
    if where is not None and is_too_fine(where, charter):
        clear = msgspec.structs.replace(clear, where=coarsened(where, charter.grid_microdegrees))
    if clear.where is not None and clear.where.names and not words_may_stay:
        clear = msgspec.structs.replace(clear, where=_unnamed(clear.where))
    if clear.where != where:
        sealed = msgspec.structs.replace(sealed, where=where)
    if is_prompt(report.casualties, report.when, said_at, charter):
        clear = msgspec.structs.replace(clear, casualties=())
        sealed = msgspec.structs.replace(sealed, casualties=report.casualties)
    if not words_may_stay:
        sealed = msgspec.structs.replace(sealed, text=report.text, observed=report.observed)
        clear = msgspec.structs.replace(clear, text=None, observed=())
    return Parts(clear, None if sealed == ReportDetailed() else sealed)


def _unnamed(where: Location) -> Location | None:
    """A place without its names; none where it has nothing else."""
    return msgspec.structs.replace(where, names=()) if where.points else None
