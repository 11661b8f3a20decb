"""The register of designations for programs."""

import msgspec

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.designations.naming import designated
from trilateral.mechanism.designations.rules import (
    Claim,
    Designation,
    agreed_neutrals,
    claims,
    letters_crossed,
    neutral_status,
    one_with,
    rivals,
)
from trilateral.ui.page import Api, Desk


class DesignationFound(msgspec.Struct, frozen=True):
    """An entry of the register and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that registered it.
        shown: The term under which the asking party is shown it: its own, else the neutral one; null if there is neither.
        neutral: Whether that is the neutral term.
        neutral_status: Where the neutral term stands.
        agreed: Entries of the neutral terms that all have accepted; two where two agreements crossed.
        crossed: Pairs of entries that crossed.
        claims: Who is said to answer for it, and what that party says itself.
        one_with: For each party the other entries of the register that are the same in its view.
        state: All that was said, by whom.
    """

    ref: str
    shown: str | None
    neutral: bool
    neutral_status: str
    agreed: tuple[str, ...]
    crossed: tuple[tuple[str, str], ...]
    claims: tuple[Claim, ...]
    one_with: tuple[tuple[PartyId, tuple[str, ...]], ...]
    state: Designation


def find(desk: Desk, subject: EntryId) -> DesignationFound | None:
    """One entry of the register."""
    held = desk.fold.state(subject)
    if not isinstance(held, Designation):
        return None
    shown = designated(desk, subject)
    register: dict[EntryId, Designation] = dict(desk.fold.subjects("designations"))
    pairs = [(one.entry, other.entry) for one, other in rivals(held)]
    pairs += [(one.entry, other.entry) for one, other in letters_crossed(held)]
    return DesignationFound(
        desk.ref(subject),
        None if shown is None or shown.words is None else shown.words.text,
        shown is not None and shown.neutral,
        neutral_status(held).value,
        tuple(desk.ref(each.entry) for each in agreed_neutrals(held)),
        tuple((desk.ref(one), desk.ref(other)) for one, other in pairs),
        claims(held),
        tuple((party, tuple(map(desk.ref, one_with(register, subject, party)))) for party in held.parties),
        held,
    )


API = Api("designations", DesignationFound, find)
