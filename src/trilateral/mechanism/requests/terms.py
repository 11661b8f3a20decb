"""Which term runs on a request, for pages and programs alike."""

from trilateral.agreement.clocks import Due
from trilateral.mechanism.requests.rules import ANSWER_CLOCK, Request, asked_of, to_do
from trilateral.ui.page import Desk


def running(desk: Desk, request: Request) -> Due | None:
    """The term that runs: until the owner answers the charter's clock, then the day; None where neither does.

    Where both run, the one that ends first.
    """
    owner, work = asked_of(request), to_do(request)
    terms = []
    if owner is not None:
        terms.append(desk.due(owner, ANSWER_CLOCK, desk.received_at(owner, request.id)))
    if work is not None and work.due_on is not None:
        terms.append(desk.due_on(work.owner, work.due_on))
    ending = [each for each in terms if each.due_at is not None]
    return min(ending, key=lambda each: each.due_at or desk.now, default=next(iter(terms), None))
