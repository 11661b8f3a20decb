"""The rungs of a dispute with their clocks, for pages and programs alike."""

from dataclasses import dataclass
from datetime import UTC, datetime

from trilateral.agreement.clocks import Due
from trilateral.ledger.derived import OfState
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.disputes.state import (
    Dispute,
    Status,
    Step,
    concerned,
    extended_hours,
    ladder,
    opened_by,
    rung_of,
    status,
    words_missing,
)
from trilateral.ui.page import Desk


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a dispute stands.

    Attributes:
        rung: On which rung, from 0.
        words_missing: Steps that are open, each with the parties that have said nothing on it.
    """

    status: Status
    rung: int
    words_missing: tuple[tuple[Step, tuple[PartyId, ...]], ...]


def _stands(held: Dispute) -> Stands:
    return Stands(status(held), rung_of(held), words_missing(held))


_STANDS = OfState(_stands)


def stands(desk: Desk, dispute: Dispute) -> Stands:
    """Where a dispute of the record stands, looked at once for each state of it."""
    return _STANDS.of(desk.fold, dispute)


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung.

    Attributes:
        number: From 0.
        clock: The name of its clock.
        where: `left`, `here` or `ahead`.
        opened_by: What put the dispute there.
        more_hours: By how much its clock was made longer by all.
        term: Its clock, as far as it has begun; None for a rung that is ahead.
    """

    number: int
    clock: str
    where: str
    opened_by: tuple[EntryId, ...]
    more_hours: int
    term: Due | None


def rungs(desk: Desk, dispute: Dispute) -> tuple[Rung, ...]:
    """The ladder of a dispute."""
    here = rung_of(dispute)
    return tuple(_rung(desk, dispute, number, here) for number in range(len(dispute.rungs)))


def running(desk: Desk, dispute: Dispute) -> Due | None:
    """The clock of the rung on which it stands; None once it has ended."""
    found = stands(desk, dispute)
    ended = found.status in {Status.SETTLED, Status.WITHDRAWN}
    return None if ended else _rung(desk, dispute, found.rung, found.rung).term


def _rung(desk: Desk, dispute: Dispute, number: int, here: int) -> Rung:
    clock, more = dispute.rungs[number], extended_hours(dispute, number)
    if number > here:
        return Rung(number, clock, "ahead", (), more, None)
    otherwise = next((each for each in ladder(desk.charter) if each.name == clock), None)
    opened = opened_by(dispute, number)
    began_at = _began_at(desk, dispute, opened)
    terms = [desk.due(each, clock, began_at, otherwise, more) for each in dispute.against or (dispute.party,)]
    term = max(terms, key=_end)  # it has run out when it has for all with whom the dispute was raised
    where = "here" if number == here else "left"
    return Rung(number, clock, where, tuple(entry for each in opened for entry in each), more, term)


def _end(term: Due) -> datetime:
    return term.late_after or datetime.max.replace(tzinfo=UTC)


def _began_at(desk: Desk, dispute: Dispute, opened: tuple[tuple[EntryId, ...], ...]) -> datetime | None:
    """When all whom it is between provably had what put it on a rung."""
    found = []
    for entries in opened:
        times = [desk.received_at(party, entry) for entry in entries for party in concerned(dispute)]
        known = [each for each in times if each is not None]
        if known and len(known) == len(times):
            found.append(max(known))
    return min(found, default=None)
