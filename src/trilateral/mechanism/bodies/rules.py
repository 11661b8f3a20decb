"""What the entries about parts mean. None of them changes what anybody has said.

A subject is one sealed entry with what was shown of it, one receipt, one erasure or one
list; which of them, its `what` tells. All acts on one commute: what was shown stays
shown, and what was erased stays erased.
"""

from enum import StrEnum
from functools import partial
from typing import Any

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.entry import Body, Entry, EntryId, Hash, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.bodies.entries import (
    PartErased,
    PartsReceived,
    RowsErased,
    RowsListed,
    ShownField,
    WordsDisclosed,
    WordsSealed,
)
from trilateral.seal.commitments import Disclosure, verify_disclosure

MAX_NAMED = 900
"""Parts in one receipt: so many that they fit into an entry."""


class What(StrEnum):
    """What a subject of this slice is."""

    SEALED = "sealed"
    RECEIPT = "receipt"
    ERASURE = "erasure"
    ROWS = "rows"


class Shown(msgspec.Struct, frozen=True):
    """One row that somebody has shown.

    Attributes:
        entry: The entry that shows it.
        party: Who does.
        size: How many rows there are in all.
    """

    entry: EntryId
    party: PartyId
    index: int
    name: str
    value: str | None
    size: int


class Erased(msgspec.Struct, frozen=True):
    """Rows that the author of a list has erased."""

    entry: EntryId
    party: PartyId
    index: int
    rows: tuple[int, ...]
    why: Text


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """One subject of this slice, as the record stands.

    Attributes:
        id: The entry that opened it.
        party: Who signed it.
        what: Which members say something.
        audience: Sealed: the parties that can read it, beside its author.
        blob: Sealed: SHA-256 of the stored bytes. Of an erasure: of what was destroyed.
        commit: Sealed: root over the rows.
        shown: Sealed: what was shown of it, in the order of parties and of their logs.
        held: Receipt: what the party's node holds.
        bad: Receipt: what is not what its author committed to.
        of: Erasure: the entry whose part it was.
        why: Erasure.
        title: Rows.
        rows: Rows: what they are.
        count: Rows.
        root: Rows.
        erased: Rows: which were erased.
    """

    id: EntryId
    party: PartyId
    what: What
    audience: tuple[PartyId, ...] = ()
    blob: Hash | None = None
    commit: Hash | None = None
    shown: tuple[Shown, ...] = ()
    held: tuple[Hash, ...] = ()
    bad: tuple[Hash, ...] = ()
    of: EntryId | None = None
    why: Text | None = None
    title: Text | None = None
    rows: str | None = None
    count: int = 0
    root: Hash | None = None
    erased: tuple[Erased, ...] = ()


def readers_of(held: Kept) -> tuple[PartyId, ...]:
    """Who can read what was said under seal, its author too; nobody is named of anything else."""
    return tuple(sorted({held.party, *held.audience})) if held.what is What.SEALED else ()


def objection(held: Kept | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one."""
    body: Body = entry.body
    if isinstance(body, WordsDisclosed):
        return _objection_to_fields(held, body.fields)
    if isinstance(body, RowsErased):
        return _objection_to_rows(held, entry.party, body.rows)
    if held is not None or entry.header.subject is not None:
        return Objection("bodies.opens_its_own")
    match body:
        case WordsSealed():
            return _objection_to_sealed(entry, facts)
        case PartsReceived(held=parts, bad=bad):
            named = (*parts, *bad)
            if not named or len(named) > MAX_NAMED:
                return Objection("bodies.names_too_many", (("most", MAX_NAMED),))
            once = list(parts) == sorted(set(parts)) and list(bad) == sorted(set(bad)) and set(parts).isdisjoint(bad)
            return None if once else Objection("bodies.not_in_order")
        case PartErased(entry=of, blob=blob):
            return _objection_to_erasure(of, blob, facts)
    return None


def _objection_to_sealed(entry: Entry[Any], facts: Facts) -> Objection | None:
    header = entry.header
    if header.blob is None or header.commit is None:
        return Objection("bodies.no_part")
    audience = header.audience
    if not audience or list(audience) != sorted(set(audience)) or entry.party in audience:
        return Objection("bodies.no_audience")
    members = {terms.id for terms in facts.charter.parties}
    stranger = next((party for party in audience if party not in members), None)
    if stranger is None:
        return None
    return Objection("bodies.not_a_member", (("party", stranger), ("parties", ", ".join(sorted(members)))))


def _objection_to_fields(held: Kept | None, fields: tuple[ShownField, ...]) -> Objection | None:
    if held is None or held.what is not What.SEALED:
        return Objection("bodies.not_sealed")
    names = [field.name for field in fields]
    if not names or names != sorted(set(names)):
        return Objection("bodies.not_in_order")
    for field in fields:
        shown = Disclosure(field.name, field.salt, field.value, field.index, field.size, field.path)
        try:
            verify_disclosure(shown, held.commit or "")
        except MalformedError as error:
            return Objection("bodies.not_what_was_sealed", (("field", field.name[:60]), ("what", str(error)[:200])))
    return None


def _objection_to_rows(held: Kept | None, party: PartyId, rows: tuple[int, ...]) -> Objection | None:
    if held is None or held.what is not What.ROWS:
        return Objection("bodies.no_rows")
    if party != held.party:
        return Objection("bodies.not_yours_to_erase", (("party", held.party),))
    if not rows or list(rows) != sorted(set(rows)):
        return Objection("bodies.not_in_order")
    beyond = next((row for row in rows if row >= held.count), None)
    return None if beyond is None else Objection("bodies.no_such_row", (("row", beyond),))


def _objection_to_erasure(of: EntryId, blob: Hash, facts: Facts) -> Objection | None:
    seen = facts.saw(of)
    if seen is None:
        return Objection("bodies.not_seen", (("entry", of),))
    named = blob == seen.header.blob or blob in seen.header.blobs
    return None if named else Objection("bodies.not_its_part", (("blob", blob),))


def apply(held: Kept | None, entry: Entry[Any], facts: Facts) -> Kept | None:  # noqa: ARG001 - one shape for all slices
    """Return `held` as it stands after `entry`, to which there is no objection."""
    at, header = (entry.id, entry.party), entry.header
    kept = partial(Kept, id=entry.id, party=entry.party)
    match entry.body:
        case WordsSealed():
            return kept(what=What.SEALED, audience=header.audience, blob=header.blob, commit=header.commit)
        case PartsReceived(held=parts, bad=bad):
            return kept(what=What.RECEIPT, held=parts, bad=bad)
        case PartErased(entry=of, blob=blob, why=why):
            return kept(what=What.ERASURE, of=of, blob=blob, why=why)
        case RowsListed(title=title, what=rows, count=count, root=root):
            return kept(what=What.ROWS, title=title, rows=rows, count=count, root=root)
        case WordsDisclosed(fields=fields) if held is not None:
            new = [Shown(*at, entry.index, each.name, each.value, each.size) for each in fields]
            ordered = sorted((*held.shown, *new), key=lambda each: (each.party, each.index, each.entry, each.name))
            return msgspec.structs.replace(held, shown=tuple(ordered))
        case RowsErased(rows=rows, why=why) if held is not None:
            erased = (*held.erased, Erased(*at, entry.index, rows, why))
            ordered_rows = sorted(erased, key=lambda each: (each.party, each.index, each.entry))
            return msgspec.structs.replace(held, erased=tuple(ordered_rows))
    return held


# Questions


def shown_fields(kept: Kept) -> dict[str, str | None]:
    """What has been shown of a sealed entry, by the names of its rows."""
    return {each.name: each.value for each in kept.shown}


def is_whole(kept: Kept) -> bool:
    """Whether every row of a sealed entry has been shown.

    How many there are is what whoever shows a row says, and a proof alone does not tell. But so many
    different rows all proven for that number lie in as many places, the last included, and
    the last row is proven only for the true number.
    """
    return any(len({each.name for each in kept.shown if each.size == size}) == size for size in sizes_said(kept))


def sizes_said(kept: Kept) -> tuple[int, ...]:
    """How many rows a sealed entry has, as those say who have shown some of them."""
    return tuple(sorted({each.size for each in kept.shown}))


def erased_rows(kept: Kept) -> frozenset[int]:
    """Numbers of the rows of a list that its author has erased."""
    return frozenset(row for each in kept.erased for row in each.rows)
