"""Several offices of one party on one text: who has signed it, and one more.

Each signs the same text, so that none can be shown for another. The lines stand in the
order of key names and ids: whoever signed last, the bytes are the same.

Left out: which entries need two, beyond reading it in the charter, and what a log without
the second is told: that is the ledger's rule.
"""

from collections.abc import Iterable

from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.entry import Header, parse_entry
from trilateral.ledger.fold import Read
from trilateral.node.record import Record
from trilateral.tlog import ed25519
from trilateral.tlog.note import Note, SignerKey


def needs_two(record: Record, kind: str) -> bool:
    """Whether the charter asks two delegates of different offices to sign such an entry."""
    return record.fold.asks_two(record.charter, record.fold.party_of(record.origins[0]), kind)


def words_need_two(record: Record, read: Read, beside: Iterable[bytes]) -> bool:
    """The same of an entry of ours as those read it whom it is for: what is said under seal needs as many as in the clear."""
    if read.entry is None:
        return False
    opened = record.readers.opened(read, beside)
    return needs_two(record, (opened or read.entry).header.kind)


def signed_by(record: Record, entry: bytes) -> tuple[Note, Header, tuple[str, ...]]:
    """Note and header of an entry for our log, and the offices of ours that have signed it, all of them verified.

    Raises:
        RefusedError: It is no entry, or somebody signed it who may not.
    """
    try:
        note, header, _ = parse_entry(entry, record.fold.kinds)
    except MalformedError as error:
        raise RefusedError("entry.malformed", what=str(error)[:300]) from error
    own = record.origins[0]
    if (header.mechanism, header.log) != (record.mechanism, own):
        raise RefusedError("private.for_another_log", log=header.log[:120], expected=own)
    book, size = record.key_book(own), record.size(own)
    offices: list[str] = []
    for line in note.signatures:
        found = book.find(line.name, line.key_id)
        if found is None or not found[1].counts_at(size) or found[1].office is None:
            raise RefusedError("private.not_a_delegates_signature", key=line.name)
        if not ed25519.verify(found[0].public, note.text, line.payload):
            raise RefusedError("private.bad_signature", key=line.name)
        offices.append(found[1].office)
    return note, header, tuple(offices)


def countersigned(record: Record, entry: bytes, signer: SignerKey) -> bytes:
    """The entry with one more signature.

    Args:
        record: Ours.
        entry: Signed by at least one office of ours.
        signer: The key of another one.

    Raises:
        RefusedError: The entry is none of ours, or the key's office has signed it already.
    """
    note, _, offices = signed_by(record, entry)
    found = record.key_book(record.origins[0]).find(signer.name, signer.verifier().key_id)
    office = None if found is None else found[1].office
    if office is None:
        raise RefusedError("private.not_a_delegates_signature", key=signer.name)
    if office in offices:
        raise RefusedError("private.signed_already", office=office)
    return Note(note.text, tuple(sorted((*note.signatures, signer.sign(note.text))))).encode()
