"""Which reports their party has made its own. An adopted entry stands in its own matter, and names the report that it is from."""

from typing import Any

from trilateral.ledger.entry import Entry, EntryId
from trilateral.mechanism.unsigned.rules import ADOPTS
from trilateral.ui.page import Desk


def adoptions(desk: Desk) -> dict[EntryId, Entry[Any]]:
    """By which entry each adopted report was adopted: the first that had an effect."""
    found: dict[EntryId, Entry[Any]] = {}
    if not desk.fold.subjects("unsigned"):
        return found
    for party in desk.parties:
        terms = desk.charter.party(party)
        for verdict in () if terms is None else desk.fold.verdicts(terms.origin):
            for ref in verdict.entry.header.refs if verdict.entry is not None and verdict.has_effect else ():
                if ref.role == ADOPTS and verdict.entry is not None:
                    found.setdefault(ref.entry, verdict.entry)
    return found
