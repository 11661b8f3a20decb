"""From what somebody wants to say to the bytes that are to be signed, and checks that need no key.

Composing, signing and submitting are three steps, so that the bytes can be looked at,
signed elsewhere (a second person, a hardware key, a telephone) and come back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

import nacl.utils

from trilateral.errors import RefusedError
from trilateral.ledger.canonical import parse_canonical
from trilateral.ledger.entry import (
    CONTEXT,
    MAX_ENTRY,
    Body,
    EntryId,
    Header,
    Ref,
    Source,
    Unread,
    check_text,
    encode_text,
    encode_under,
    members_of,
)
from trilateral.ledger.fold import Read
from trilateral.mechanism.bodies.entries import WordsSealed
from trilateral.node.clock import Clock
from trilateral.node.record import Record
from trilateral.seal.commitments import MAX_STORED, SALT_SIZE, Detached, Value, salted, seal_fields
from trilateral.seal.members import Members, Reference, seal_members
from trilateral.seal.sealed import seal_bytes, seal_rows

FUTURE_SECONDS = 120
"""How far ahead of our clock, or of others' proofs, a claimed time may be: people's devices differ that much."""


MAX_ATTACHMENT = 60 << 20
"""The largest file that goes with an entry: what others fetch at most, less what sealing adds."""


MAX_SEALED_WORDS = MAX_STORED // 3
"""Bytes of what is said under seal, header included: spelled once more as rows, each character may take up to two."""


@dataclass(frozen=True, slots=True)
class About:
    """What the header says beside the body. The defaults are those of a statement for one's own party, today.

    Attributes:
        claimed_at: When it was said; now if left out.
        subject: Id of the entry that opened the subject.
        refs: Other entries it speaks of.
        sources: Where the author has it from.
        capacity: `own`, `host`, `moderator`, `historical`, `reconstruction`.
        forum: Where it was said.
        audience: Parties that alone shall read it, beside our own: then it is sealed. Empty for everybody.
        detached: Fields for the erasable part, such as a person's name.
        attachments: Files that go with it.
    """

    claimed_at: datetime | None = None
    subject: EntryId | None = None
    refs: tuple[Ref, ...] = ()
    sources: tuple[Source, ...] = ()
    capacity: str = "own"
    forum: str = "plenary"
    audience: tuple[str, ...] = ()
    detached: Mapping[str, str | int | bool | None] | None = None
    attachments: Sequence[bytes] = field(default=())


PLAIN = About()


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be signed.

    Attributes:
        text: The note's text: sign exactly this.
        detached: The erasable part, stored beside the log; its hash is in the text.
        attachments: Likewise.
    """

    text: bytes
    detached: bytes | None = None
    attachments: tuple[bytes, ...] = ()


def compose(  # noqa: PLR0913, PLR0917 - what an entry says, all of it
    record: Record, clock: Clock, body: Body, by: str, about: About, seen: EntryId | None
) -> Prepared:
    """The text of an entry for our own log, with what goes beside it.

    Raises:
        RefusedError: The text shows differently from how it reads, or the time claimed lies ahead.
    """
    _check_attachments(about.attachments)
    if about.audience:
        return _compose_sealed(record, clock, body, by, about, seen)
    part = None if about.detached is None else _persons(record, about.detached)
    header = _header(record, clock, body, by, about, seen, part)
    text = encode_text(header, body)
    check_before_signing(text, header, clock)
    return Prepared(text, part.stored if part else None, tuple(about.attachments))


def _check_attachments(files: Sequence[bytes]) -> None:
    """Refuse a file that no other node would fetch, sealed or not."""
    too_large = next((len(each) for each in files if len(each) > MAX_ATTACHMENT), None)
    if too_large is not None:
        raise RefusedError("bodies.too_large", most=MAX_ATTACHMENT, got=too_large)


def _persons(record: Record, fields: Mapping[str, Value]) -> Detached:
    """Names of persons, which all members can read and nobody else: in clear only while nobody has a key for that."""
    rows = salted(fields, [nacl.utils.random(SALT_SIZE) for _ in fields])
    recipients = [found for terms in record.charter.parties if (found := record.epoch_of(terms.id)) is not None]
    if not recipients:
        return seal_fields(fields, [bytes.fromhex(row.salt) for row in rows])
    return seal_rows(rows, recipients, nacl.utils.random)


def _compose_sealed(  # noqa: PLR0913, PLR0917 - what an entry says, all of it
    record: Record, clock: Clock, body: Body, by: str, about: About, seen: EntryId | None
) -> Prepared:
    """The text of an entry that says to everybody only to whom it speaks, and to those what.

    Raises:
        RefusedError: One of them is no party or has no key to seal to, or it would say something in clear all the same.
    """
    if about.sources or about.detached is not None:
        raise RefusedError("bodies.in_clear_beside")
    parties = sorted(terms.id for terms in record.charter.parties)
    stranger = next((party for party in about.audience if party not in parties), None)
    if stranger is not None:
        raise RefusedError("bodies.not_a_member", party=stranger[:60], parties=", ".join(parties))
    readers = sorted({record.party, *about.audience})
    recipients = {party: record.epoch_of(party) for party in readers}
    without = next((party for party, found in recipients.items() if found is None), None)
    if without is not None:
        raise RefusedError("bodies.no_epoch", party=without, command="trilateral keys epoch")
    keys = [found for found in recipients.values() if found is not None]
    inner = _header(record, clock, body, by, about, seen, None)
    check_before_signing(encode_text(inner, body), inner, clock)
    refs = tuple(Reference(ref.entry, ref.role) for ref in about.refs)
    members = Members(inner.kind, about.subject, refs, members_of(body))
    size = len(encode_text(inner, body))
    if size > MAX_SEALED_WORDS:
        raise RefusedError("bodies.too_large", most=MAX_SEALED_WORDS, got=size)
    part = seal_rows(seal_members(members, nacl.utils.random), keys, nacl.utils.random)
    files = tuple(seal_bytes(each, keys, nacl.utils.random) for each in about.attachments)
    audience = tuple(party for party in readers if party != record.party)
    outer = replace(about, subject=None, refs=(), audience=audience, attachments=files)
    header = _header(record, clock, WordsSealed(), by, outer, seen, part)
    return Prepared(encode_text(header, WordsSealed()), part.stored, files)


def compose_many(  # noqa: PLR0913, PLR0917 - what entries say, all of it
    record: Record, clock: Clock, bodies: Sequence[Body], by: str, about: About, seen: EntryId | None
) -> Iterator[bytes]:
    """The texts of entries that differ in their bodies alone, one after another. They have no detached part.

    Raises:
        RefusedError: As `compose`.
    """
    if not bodies:
        return
    header = _header(record, clock, bodies[0], by, about, seen, None)
    members = members_of(header)
    for body in bodies:
        text = encode_under(members, body)
        check_before_signing(text, header, clock)
        yield text


def _header(  # noqa: PLR0913, PLR0917 - what a header says, all of it
    record: Record,
    clock: Clock,
    body: Body,
    by: str,
    about: About,
    seen: EntryId | None,
    part: Detached | None,
) -> Header:
    return Header(
        mechanism=record.mechanism,
        log=record.origins[0],
        kind=str(body.__struct_config__.tag),
        by=by,
        claimed_at=(about.claimed_at or clock.now()).replace(microsecond=0),
        subject=about.subject,
        seen=seen,
        capacity=about.capacity,
        forum=about.forum,
        refs=about.refs,
        sources=about.sources,
        audience=about.audience,
        blob=part.blob if part else None,
        commit=part.commit if part else None,
        blobs=tuple(sha256(each).hexdigest() for each in about.attachments),
    )


def check_before_signing(text: bytes, header: Header, clock: Clock) -> None:
    """What we refuse to sign though nobody would object to it on a log.

    Raises:
        RefusedError: `text.…` or `entry.in_the_future`.
    """
    if not text.isascii():  # canonical JSON escapes nothing that could be refused
        check_text(parse_canonical(text[len(CONTEXT) : -1]))
    if header.claimed_at > clock.now() + timedelta(seconds=FUTURE_SECONDS):
        raise RefusedError("entry.in_the_future", claimed=header.claimed_at.isoformat())


def check_submitted(record: Record, clock: Clock, entry: bytes, read: Read, beside: Sequence[bytes]) -> Header:
    """Whether an entry that was signed somewhere may go to our log, before anybody asks what it means.

    Args:
        record: Ours.
        clock: Tells what lies ahead.
        entry: As submitted.
        read: The same, parsed.
        beside: What is to be stored beside the log.

    Raises:
        RefusedError: It may not; the bytes may be perfectly good otherwise.
    """
    if read.entry is None or read.note is None:
        if len(entry) > MAX_ENTRY:
            raise RefusedError("entry.too_long", most=MAX_ENTRY, got=len(entry))
        raise RefusedError("ledger.malformed", what=read.why)
    header = read.entry.header
    if isinstance(read.entry.body, Unread):
        raise _refused_unread(read.entry.body, header.kind)
    check_before_signing(read.note.text, header, clock)
    named = {*header.blobs, *((header.blob,) if header.blob else ())}
    for data in beside:
        if sha256(data).hexdigest() not in named:
            raise RefusedError("entry.body_not_named", body=sha256(data).hexdigest())
    missing = [
        name for name in sorted(named - {sha256(each).hexdigest() for each in beside}) if not record.bodies.has(name)
    ]
    if missing:
        raise RefusedError("entry.body_missing", body=missing[0])
    return header


def _refused_unread(body: Unread, kind: str) -> RefusedError:
    """Others' are kept and shown as unread; of ours nothing is kept, so the codes are others too."""
    match body.why:
        case "ledger.unknown_kind":
            return RefusedError("entry.unknown_kind", kind=kind)
        case "ledger.not_understood":
            return RefusedError("entry.not_understood", kind=kind)
        case _:
            return RefusedError("entry.malformed_body", what=f"expected a body of {kind}")
