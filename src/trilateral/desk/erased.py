"""What was erased of a matter: by whom, on what ground, and what stays proven of what was there.

Whoever erases a part says so in an entry that is a subject of its own. It belongs to the history of the matter
whose entry named the part all the same: what is told without it has a hole for which nobody answers.

Left out: whether a copy is left anywhere. The record knows what nodes have signed.
"""

from collections.abc import Iterable

import msgspec

from trilateral.desk.reading import Reading
from trilateral.ledger.entry import EntryId, Hash, PartyId, Text
from trilateral.ledger.fold import Verdict
from trilateral.mechanism.bodies.rules import Kept, What


class Erasure(msgspec.Struct, frozen=True):
    """What an entry erased, and what is proven to have been there.

    Attributes:
        of: The entry whose part it was.
        part: SHA-256 of its bytes, which the header of that entry names.
        root: Root over its rows, where that entry's header has one: whoever has a row with its salt can still prove it.
        why: On what ground, in the words of whoever erased it.
        by_author: Whether the author of that entry says so, for all nodes; otherwise one party's own copy is gone.
        audience: For whom it had been sealed.
        received: Each party whose node had signed that it held the part, with that entry.
        shown: Names of its rows that had been shown to all.
    """

    of: str
    part: Hash
    root: Hash | None
    why: Text | None
    by_author: bool
    audience: tuple[PartyId, ...]
    received: dict[PartyId, str]
    shown: tuple[str, ...]


def erasures_of(reading: Reading, entries: Iterable[EntryId]) -> list[Verdict]:
    """The entries that say that a part of one of these was erased."""
    about = set(entries)
    kept = (each for each in reading.open_fold.subjects("bodies").values() if isinstance(each, Kept))
    found = (reading.fold.verdict(each.id) for each in kept if each.what is What.ERASURE and each.of in about)
    return [each for each in found if each is not None]


def erasure(reading: Reading, entry: EntryId) -> Erasure | None:
    """What the entry erased; None if it is no erasure that has an effect."""
    held = reading.open_fold.subjects("bodies")
    gone = held.get(entry)
    named = reading.read_open(gone.of) if isinstance(gone, Kept) and gone.of is not None else None
    if not isinstance(gone, Kept) or gone.blob is None or named is None:
        return None
    sealed = held.get(named.id)
    if not isinstance(sealed, Kept) or sealed.what is not What.SEALED or sealed.blob != gone.blob:
        sealed = None
    receipts = sorted(
        (each for each in held.values() if isinstance(each, Kept) and gone.blob in each.held), key=lambda each: each.id
    )
    return Erasure(
        of=reading.ref(named.id),
        part=gone.blob,
        root=named.header.commit if gone.blob == named.header.blob else None,
        why=gone.why,
        by_author=gone.party == named.party,
        audience=sealed.audience if sealed else (),
        received={each.party: reading.ref(each.id) for each in sorted(receipts, key=lambda each: each.party)},
        shown=tuple(sorted({each.name for each in sealed.shown})) if sealed else (),
    )
