r"""Which certificate a party's node has: a note that its node key signs, served at `/certificate`.

    trilateral/certificate@v1
    <hash of the genesis charter>
    <origin of the party's log>
    <SHA-256 of the certificate's public key (SubjectPublicKeyInfo), hex>
    <POSIX seconds>

    — <origin>/node <signature>

Whoever asks compares it with the certificate of the very connection. So a stranger between
two nodes, whoever certified the stranger's key, is found before anything is asked for that
only members may have. A note counts for a day: a key that was stolen is worth no more than that
after its node vouches for another.

The note itself is public, and proves nothing to whoever does not know the party's log.
"""

from typing import NamedTuple

from trilateral.errors import MalformedError
from trilateral.node.asking import Asker, member_with
from trilateral.node.record import Record
from trilateral.tlog.lines import parse_decimal, shown
from trilateral.tlog.note import Note, SignerKey, parse_note, verify_note

CONTEXT = "trilateral/certificate@v1"
MAX_NOTE = 4096
RENEW_SECONDS = 3600
"""How old a note is before it is signed again."""

COUNTS_SECONDS = 24 * 3600
FUTURE_SECONDS = 120

_LINES = 5
_HEX = frozenset("0123456789abcdef")


class Vouched(NamedTuple):
    """What a note says, whoever signed it.

    Attributes:
        origin: Log of the party whose node has the certificate.
        spki: SHA-256 of its public key, hex.
        time: POSIX seconds at which it was signed.
        by: Whose node key signed it; None if nobody's whom the record knows.
    """

    origin: str
    spki: str
    time: int
    by: Asker | None


def vouch(signer: SignerKey, mechanism: str, origin: str, spki: str, now: int) -> bytes:
    """The note."""
    text = f"{CONTEXT}\n{mechanism}\n{origin}\n{spki}\n{now}\n".encode()
    return Note(text, (signer.sign(text),)).encode()


def read_vouched(data: bytes, record: Record, now: int) -> Vouched:
    """What a note says, and who said it.

    Raises:
        MalformedError: It is no such note, is of another mechanism, too old or from the future, or a line of a
            key that counts does not verify.
    """
    note = parse_note(data)
    lines = note.text.decode().split("\n")
    if len(lines) != _LINES + 1 or lines[0] != CONTEXT or lines[1] != record.mechanism:
        raise MalformedError(
            f"certificate note: expected {CONTEXT}, the mechanism {record.mechanism}, an origin, a hash and a time, "
            f"got {shown(note.text)}"
        )
    origin, spki, time = lines[2], lines[3], parse_decimal(lines[4].encode(), "certificate note: time")
    if len(spki) != 64 or set(spki) - _HEX:
        raise MalformedError(f"certificate note of {origin}: expected a SHA-256 in hexadecimal, got {spki[:80]!r}")
    if not now - COUNTS_SECONDS <= time <= now + FUTURE_SECONDS:
        raise MalformedError(
            f"certificate note of {origin}: expected one signed within {COUNTS_SECONDS} s, got one of {time} at {now}"
        )
    return Vouched(origin, spki, time, _signer(note, origin, record))


def _signer(note: Note, origin: str, record: Record) -> Asker | None:
    for line in note.signatures:
        member = member_with(record, line.name, line.key_id)
        if member is not None and member.origin == origin and verify_note(note, [member.key]):
            return member
    return None


def knows_node_of(record: Record, origin: str) -> bool:
    """Whether the record names a node key of the log's party that counts: then it can be told who answers for it."""
    return origin in record.origins and bool(record.key_book(origin).keys_for("node"))
