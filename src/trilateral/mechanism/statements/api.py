"""Statements for programs."""

import msgspec

from trilateral.ledger.entry import EntryId
from trilateral.mechanism.statements.rules import Statement, addressed, status
from trilateral.ui.page import Api, Desk


class StatementFound(msgspec.Struct, frozen=True):
    """A statement and how it arrived.

    Attributes:
        ref: What people call the entry that made it.
        status: `made`, `relayed`, `acknowledged`, `withdrawn` or `crossed`.
        addressed: `direct`, `via` another party, or to `all`.
        state: All that was said, by whom.
    """

    ref: str
    status: str
    addressed: str
    state: Statement


def find(desk: Desk, subject: EntryId) -> StatementFound | None:
    """One statement."""
    held = desk.fold.state(subject)
    return (
        StatementFound(desk.ref(subject), status(held), addressed(held), held) if isinstance(held, Statement) else None
    )


API = Api("statements", StatementFound, find)
