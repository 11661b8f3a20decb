"""Texts on the table for programs. The charter in force is served byte for byte at /charter."""

import msgspec

from trilateral.ledger.entry import EntryId
from trilateral.mechanism.charter.rules import Tabled
from trilateral.ui.page import Api, Desk


class TabledFound(msgspec.Struct, frozen=True):
    """A text on the table.

    Attributes:
        ref: What people call the entry that tabled it.
        state: What was tabled, by whom, in place of which charter.
    """

    ref: str
    state: Tabled


def find(desk: Desk, subject: EntryId) -> TabledFound | None:
    """One text."""
    held = desk.fold.state(subject)
    return TabledFound(desk.ref(subject), held) if isinstance(held, Tabled) else None


API = Api("charter", TabledFound, find)
