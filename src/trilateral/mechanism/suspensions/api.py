"""Suspensions for programs."""

from datetime import datetime

import msgspec

from trilateral.agreement.acceptance import missing
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.suspensions.rules import (
    Suspension,
    accepted_by,
    agreed_ends,
    letters_crossed,
    stands_still,
    status,
)
from trilateral.ui.page import Api, Desk


class SuspensionFound(msgspec.Struct, frozen=True):
    """A suspension and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that proposed it.
        status: Where it stands.
        stands_still: Whether its clocks stand still at the time asked about: `yes`, `no` or `undecided`.
        missing: Parties that do not accept it.
        agreed_ends: Instants on which all agree as its end; two where two agreements crossed.
        crossed: Pairs of entries that crossed.
        state: All that was said, by whom.
    """

    ref: str
    status: str
    stands_still: str
    missing: tuple[PartyId, ...]
    agreed_ends: tuple[datetime, ...]
    crossed: tuple[tuple[str, str], ...]
    state: Suspension


def find(desk: Desk, subject: EntryId) -> SuspensionFound | None:
    """One suspension."""
    held = desk.fold.state(subject)
    if not isinstance(held, Suspension):
        return None
    return SuspensionFound(
        desk.ref(subject),
        status(held).value,
        stands_still(held, desk.now).value,
        missing(held.parties, accepted_by(held)),
        agreed_ends(held),
        tuple((desk.ref(one.entry), desk.ref(other.entry)) for one, other in letters_crossed(held)),
        held,
    )


API = Api("suspensions", SuspensionFound, find)
