"""Allegations for programs."""

from datetime import datetime

import msgspec

from trilateral.agreement.clocks import due_at
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.allegations.rules import ANSWER_CLOCK, Allegation, open_points, status, unanswered
from trilateral.ui.page import Api, Desk


class AllegationFound(msgspec.Struct, frozen=True):
    """An allegation and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that filed it.
        status: Where it stands.
        open_points: Points without an answer, from 0.
        received_at: When the party alleged against recorded it; null if that is not proven.
        due_at: When the charter's clock for answers ends; null where none runs.
        overdue: Whether it has ended with a point open: `yes`, `no`, or `undecided` without proof of receipt.
        state: All that was said, by whom.
    """

    ref: str
    status: str
    open_points: tuple[int, ...]
    received_at: datetime | None
    due_at: datetime | None
    overdue: str
    state: Allegation


def find(desk: Desk, subject: EntryId) -> AllegationFound | None:
    """One allegation."""
    held = desk.fold.state(subject)
    if not isinstance(held, Allegation):
        return None
    received = desk.received_at(held.against, subject)
    return AllegationFound(
        desk.ref(subject),
        status(held).value,
        open_points(held),
        received,
        due_at(received, desk.charter.clock(ANSWER_CLOCK)),
        unanswered(held, desk.charter, received, desk.now).value,
        held,
    )


API = Api("allegations", AllegationFound, find)
