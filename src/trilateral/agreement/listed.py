"""A row of a list of many, as whoever reads lists hands it to a slice that knows what such rows are.

One signed entry states the list (`bodies.rows_listed`); its rows lie beside the logs and each can be
proven and erased alone. People call a row `us/42#17`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from trilateral.ledger.entry import EntryId, PartyId


class Listed(NamedTuple):
    """One row.

    Attributes:
        entry: The entry that states the list.
        party: Whose list it is.
        log_index: Of that entry in its log.
        claimed_at: When its author says that it was stated.
        row: Number of the row, from 0.
        state: `there`, `erased`, or what else became of it here.
        members: What it says, if it is there.
        read: The same as the slice reads it whose rows these are, where somebody has read it for that already.
    """

    entry: EntryId
    party: PartyId
    log_index: int
    claimed_at: datetime
    row: int
    state: str
    members: Mapping[str, Any] | None
    read: Any = None
