"""Requests for programs: the joint work plan, request by request."""

from datetime import datetime

import msgspec

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.requests.rules import (
    ANSWER_CLOCK,
    Request,
    asked_of,
    holding,
    letters_crossed,
    overdue,
    status,
    to_do,
    to_verify,
    unanswered,
)
from trilateral.mechanism.requests.terms import running
from trilateral.ui.page import Api, Desk


class RequestFound(msgspec.Struct, frozen=True):
    """A request and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that made it.
        status: Where it stands.
        area: Its area in the joint work plan; empty for none.
        owners: Whose it is; two where changes crossed.
        due_on: By which day, in the owner's capital; null for none, or where changes crossed.
        due_at: When the term that runs ends; null where none does, or no end is known.
        why: Where that term stands; null where none runs.
        unanswered: Whether the owner let its time to accept or decline pass: `yes`, `no` or `undecided`.
        overdue: Whether it was not reported done by its day: the same.
        to_verify: Whose word on the last report is missing.
        crossed: Pairs of entries that crossed.
        state: All that was said, by whom.
    """

    ref: str
    status: str
    area: str
    owners: tuple[PartyId, ...]
    due_on: str | None
    due_at: datetime | None
    why: str | None
    unanswered: str
    overdue: str
    to_verify: tuple[PartyId, ...]
    crossed: tuple[tuple[str, str], ...]
    state: Request


def find(desk: Desk, subject: EntryId) -> RequestFound | None:
    """One request."""
    held = desk.fold.state(subject)
    if not isinstance(held, Request):
        return None
    holds = holding(held)
    owner, work, term = asked_of(held), to_do(held), running(desk, held)
    late_answer = late_work = "no"
    if owner is not None:
        clock = desk.due(owner, ANSWER_CLOCK, desk.received_at(owner, subject))
        late_answer = unanswered(held, clock, desk.now, desk.covered_until(owner)).value
    if work is not None and work.due_on is not None:
        day = desk.due_on(work.owner, work.due_on)
        late_work = overdue(held, day, desk.now, desk.covered_until(work.owner)).value
    return RequestFound(
        ref=desk.ref(subject),
        status=status(held).value,
        area="" if held.area is None else held.area.text,
        owners=tuple(dict.fromkeys(each.owner for each in holds)),
        due_on=holds[0].due_on if len(holds) == 1 else None,
        due_at=None if term is None else term.due_at,
        why=None if term is None else desk.why(term).value,
        unanswered=late_answer,
        overdue=late_work,
        to_verify=to_verify(held),
        crossed=tuple((desk.ref(one.entry), desk.ref(other.entry)) for one, other in letters_crossed(held)),
        state=held,
    )


API = Api("requests", RequestFound, find)
