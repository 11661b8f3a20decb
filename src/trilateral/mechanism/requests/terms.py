"""Where a request stands and which term runs on it, for pages and programs alike."""

from typing import NamedTuple

from trilateral.agreement.clocks import Due
from trilateral.ledger.derived import OfState
from trilateral.ledger.entry import PartyId
from trilateral.mechanism.requests.rules import ANSWER_CLOCK, Holds, Request, Status, asked_of, status, to_do
from trilateral.ui.page import Desk


class Stands(NamedTuple):
    """Where a request stands.

    Attributes:
        asked: Who is to accept or decline.
        work: Whose it is to be done, and by which day.
    """

    status: Status
    asked: PartyId | None
    work: Holds | None


def stands(desk: Desk, request: Request) -> Stands:
    """Where a request of the record stands, looked at once for each state of it."""
    return _STANDS.of(desk.fold, request)


_STANDS: OfState[Stands] = OfState(lambda held: Stands(status(held), asked_of(held), to_do(held)))


def running(desk: Desk, request: Request) -> Due | None:
    """The term that runs: until the owner answers the charter's clock, then the day; None where neither does.

    Where both run, the one that ends first.
    """
    _, owner, work = stands(desk, request)
    terms = []
    if owner is not None:
        terms.append(desk.due(owner, ANSWER_CLOCK, desk.received_at(owner, request.id)))
    if work is not None and work.due_on is not None:
        terms.append(desk.due_on(work.owner, work.due_on))
    ending = [each for each in terms if each.due_at is not None]
    return min(ending, key=lambda each: each.due_at or desk.now, default=next(iter(terms), None))
