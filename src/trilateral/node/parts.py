"""What our party does with parts: shows them, erases them, proves a row, and looks which are overdue.

Whoever could read a part can show it, whole or a row at a time. Whoever erases one says so in
its own log, first: then the node destroys what lies here, and every honest node does the same
where it was ours to erase. What was printed, copied or photographed is out of reach.

    trilateral/row-proof@v1 LF
    {"index":…,"path":[…],"row":{…},"salt":"…"} LF      canonical JSON
    <the .tlog-proof of the entry that states the list>

Left out: what the words say, and what lists are made of (`bulks`).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.entry import Entry, EntryId, Hash, Header, PartyId, Text
from trilateral.mechanism.bodies.entries import PartErased, RowsErased, ShownField, WordsDisclosed
from trilateral.mechanism.bodies.rules import Kept, What
from trilateral.node.compose import About
from trilateral.node.node import Node, Receipt
from trilateral.node.prove import prove
from trilateral.node.record import Record
from trilateral.seal.bulk import RowProof
from trilateral.seal.commitments import Row, disclose_rows
from trilateral.seal.values import parse_spelled, spell

ROW_PROOF = b"trilateral/row-proof@v1\n"
_ROWS_AT_ONCE = 8_000
"""Numbers of rows that fit into one entry."""
_WHAT = "row proof"


class Place(NamedTuple):
    """Rows of a list, as people name them: `us/42#17`, `us/42#17-20`.

    Attributes:
        ref: The entry that states the list.
        rows: Numbers from 0.
    """

    ref: str
    rows: range


def parse_place(text: str) -> Place:
    """Read `us/42#17` or `us/42#17-20`.

    Raises:
        RefusedError: It names no rows.
    """
    ref, _, named = text.partition("#")
    first, dash, last = named.partition("-")
    numbers = [first, last] if dash else [first]
    if not all(each.isdecimal() and each.isascii() and len(each) < 8 for each in numbers):
        raise _bad_place(text)
    rows = range(int(first), int(numbers[-1]) + 1)
    if not rows:
        raise _bad_place(text)
    return Place(ref, rows)


def _bad_place(text: str) -> RefusedError:
    return RefusedError("bodies.bad_place", ref=text[:80], one="us/42#17", several="us/42#17-20")


def list_named(record: Record, ref: str) -> Kept:
    """The list that the entry with this reference states.

    Raises:
        RefusedError: It states none.
    """
    kept = record.fold.state(entry_named(record, ref).id)
    if not isinstance(kept, Kept) or kept.what is not What.ROWS:
        raise RefusedError("bodies.no_rows")
    return kept


def entry_named(record: Record, ref: str) -> Entry[Any]:
    """The entry with this reference or id, as everybody reads it.

    Raises:
        RefusedError: There is none.
    """
    verdict = record.verdict_of(ref)
    if verdict is None or verdict.entry is None:
        raise RefusedError("record.no_such_entry", ref=ref[:80])
    return verdict.entry


def parts_of(header: Header) -> tuple[Hash, ...]:
    """All parts that an entry names, its detached one first."""
    return tuple(dict.fromkeys((*((header.blob,) if header.blob else ()), *header.blobs)))


# To show


def opened_rows(record: Record, entry: Entry[Any]) -> tuple[Row, ...]:
    """What a sealed entry says, as rows, for somebody who has our keys.

    Raises:
        RefusedError: It is not sealed, it is for others, or it is not here; or it is not what its author committed to.
    """
    if not entry.header.audience:
        raise RefusedError("bodies.not_sealed")
    try:
        rows = record.readers.rows(entry)
    except MalformedError as error:
        raise RefusedError("bodies.not_what_was_committed", what=str(error)[:200]) from error
    if rows is None:
        raise RefusedError("bodies.cannot_open", entry=entry.id)
    return rows


def disclosure(record: Record, entry: Entry[Any], names: Sequence[str], why: Text | None = None) -> WordsDisclosed:
    """What to sign so that everybody can read these rows of a sealed entry; all of them if none is named.

    Raises:
        RefusedError: We cannot open it, or it has no such row.
    """
    rows = opened_rows(record, entry)
    known = [row.name for row in rows]
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise RefusedError("bodies.no_such_field", field=unknown[:60], fields=", ".join(known))
    shown = disclose_rows(rows, sorted(set(names)) or known)
    fields = []
    for each in shown:
        if not isinstance(each.value, str | None):  # the words of an entry are text: its author sealed something else
            raise RefusedError("bodies.not_what_was_committed", what=f"expected text in {each.name}")
        fields.append(ShownField(each.name, each.salt, each.value, each.index, each.size, each.path))
    return WordsDisclosed(tuple(fields), why)


def disclose(node: Node, ref: str, names: Sequence[str], by: str, why: Text | None = None) -> Receipt:
    """Show a sealed entry, or rows of it, to everybody.

    Raises:
        RefusedError: As `disclosure`, or nobody would count it.
    """
    with node.lock:
        entry = entry_named(node.record, ref)
        return node.say(disclosure(node.record, entry, names, why), by=by, about=About(subject=entry.id))


# To erase


def erase(node: Node, ref: str, by: str, why: Text, blob: Hash | None = None) -> list[Receipt]:
    """Erase parts of an entry, or rows of a list, and say so.

    Args:
        node: Ours.
        ref: `us/42`, or `us/42#17` for rows.
        by: Office that says so.
        why: For everybody to read.
        blob: Only this part; all that the entry names if left out.

    Raises:
        RefusedError: There is nothing of the kind.
    """
    if "#" in ref:
        return _erase_rows(node, parse_place(ref), by, why)
    with node.lock:
        entry = entry_named(node.record, ref)
        named = parts_of(entry.header)
        if blob is not None and blob not in named:
            raise RefusedError("bodies.not_its_part", blob=blob[:80])
        if not named:
            raise RefusedError("bodies.nothing_to_erase", entry=entry.id)
        erased = (blob,) if blob is not None else named
        return [node.say(PartErased(entry=entry.id, blob=each, why=why), by=by) for each in erased]


def _erase_rows(node: Node, place: Place, by: str, why: Text) -> list[Receipt]:
    with node.lock:
        kept = list_named(node.record, place.ref)
        if place.rows[-1] >= kept.count:
            raise RefusedError("bodies.no_such_row", row=place.rows[-1])
        rows = place.rows
        parts = [tuple(rows[at : at + _ROWS_AT_ONCE]) for at in range(0, len(rows), _ROWS_AT_ONCE)]
        about = About(subject=kept.id)
        return [node.say(RowsErased(rows=part, why=why), by=by, about=about) for part in parts]


# To prove a row


def prove_row_at(record: Record, text: str) -> bytes:
    """The file that proves one row: the row, its place, and the proof of the entry that states the list.

    Raises:
        RefusedError: There is no such row here, or the entry is not published yet.
    """
    place = parse_place(text)
    if len(place.rows) != 1:
        raise _bad_place(text)
    shown = record.bulks.prove(list_named(record, place.ref), place.rows[0])
    return ROW_PROOF + spell(msgspec.to_builtins(shown), _WHAT) + b"\n" + prove(record, place.ref)


def parse_row_proof(data: bytes) -> tuple[RowProof, bytes]:
    """The row shown and the proof of its entry. Nothing is verified yet."""
    head, _, rest = data.removeprefix(ROW_PROOF).partition(b"\n")
    try:
        return msgspec.convert(parse_spelled(head, _WHAT), RowProof, strict=True), rest
    except msgspec.ValidationError as error:
        raise MalformedError(f"{_WHAT}: expected index, path, row and salt: {error}") from error


# To look what is overdue


class Overdue(NamedTuple):
    """A part, or a list, that is older than the charter lets it be kept.

    Attributes:
        ref: The entry that names it.
        party: Whose entry that is.
        since: When its time was over.
        blob: SHA-256 of the stored bytes; of a list, its root.
        rows: How many rows of a list are left.
        erase: What erases it.
    """

    ref: str
    party: PartyId
    since: datetime
    blob: Hash
    rows: int | None
    erase: str


def overdue(record: Record, as_of: datetime) -> list[Overdue]:
    """Parts that lie here though the charter's term for keeping them was over by then, the oldest first.

    The term counts from the time that the entry claims: nothing proves how old words are. A charter
    without a term keeps everything.
    """
    days = record.charter.retention_days
    found = _old_parts(record, as_of - timedelta(days=days), timedelta(days=days)) if days else iter(())
    return sorted(found, key=lambda each: (each.since, each.ref, each.blob))


def _old_parts(record: Record, before: datetime, term: timedelta) -> Iterator[Overdue]:
    for origin in record.origins:
        for verdict in record.fold.verdicts(origin):
            entry = verdict.entry
            if entry is None or not verdict.has_effect or entry.header.claimed_at > before:
                continue
            since = entry.header.claimed_at + term
            for blob in parts_of(entry.header):
                if record.bodies.has(blob):
                    command = f"trilateral erase {verdict.ref} --blob {blob} --why …"
                    yield Overdue(verdict.ref, verdict.party, since, blob, None, command)
            yield from _old_rows(record, entry.id, verdict.ref, since)


def _old_rows(record: Record, entry: EntryId, ref: str, since: datetime) -> Iterator[Overdue]:
    kept = record.fold.state(entry)
    if not isinstance(kept, Kept) or kept.root is None or not record.bulks.store.has(kept.root):
        return
    left = kept.count - len(record.bulks.erased(kept.root))
    if left:
        command = f"trilateral erase '{ref}#0-{kept.count - 1}' --why …"
        yield Overdue(ref, kept.party, since, kept.root, left, command)
