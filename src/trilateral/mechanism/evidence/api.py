"""Evidence for programs."""

import msgspec

from trilateral.ledger.entry import EntryId
from trilateral.mechanism.evidence.rules import Contradiction, Digests, Fork, Found
from trilateral.ui.page import Api, Desk


class EvidenceFound(msgspec.Struct, frozen=True):
    """What was said of the record itself.

    Attributes:
        ref: What people call the entry.
        compared: Of a digest that another stated: what this node found of it; empty if it has not compared it.
        standing: How the party stands that it is about, at the time asked about: `trusted`, `suspected` or `exposed`.
        state: All that it says.
    """

    ref: str
    compared: str
    standing: str
    state: Found


def find(desk: Desk, subject: EntryId) -> EvidenceFound | None:
    """One of them."""
    held = desk.fold.state(subject)
    if not isinstance(held, Digests | Fork | Contradiction):
        return None
    about = held.party if isinstance(held, Digests) else held.whose
    compared = desk.digest_compared(held.id) if isinstance(held, Digests) else ""
    return EvidenceFound(desk.ref(subject), compared, desk.standing(about)[0], held)


API = Api("evidence", EvidenceFound, find)
