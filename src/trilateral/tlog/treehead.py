"""The text of a checkpoint: C2SP tlog-checkpoint, Note text.

    <origin>
    <size, decimal>
    <base64 of the root hash>

The origin is the name of the log. Size and root commit to every entry, so two
texts of one origin that no consistency proof joins are proof of misconduct.

Left out: extension lines. ML-DSA-44 cosignatures do not cover them, so they
would be a place where two signed heads may differ; they are refused.
"""

from dataclasses import dataclass

from trilateral.errors import MalformedError
from trilateral.tlog.lines import HASH_SIZE, SIZE_MAX, encode_base64, parse_decimal, parse_hash, shown
from trilateral.tlog.note import Note

_ORIGIN_MAX = 255
"""Bytes: a cosigned_message has one byte for the length of an origin (tlog-cosignature, ML-DSA-44)."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How a log stands: so many entries, under this root. Whose word that is, is another matter."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Refuse what has no text."""
        if not 0 < len(self.origin.encode()) <= _ORIGIN_MAX or any(char < " " for char in self.origin):
            raise MalformedError(f"checkpoint: expected an origin of 1 to 255 bytes, got {self.origin[:80]!r}")
        if not 0 <= self.size <= SIZE_MAX:
            raise MalformedError(f"checkpoint of {self.origin}: expected a size from 0 to {SIZE_MAX}, got {self.size}")
        if len(self.root) != HASH_SIZE:
            raise MalformedError(f"checkpoint of {self.origin}: expected a root of 32 bytes, got {len(self.root)}")

    def encode(self) -> bytes:
        """The text that is signed."""
        return b"%b\n%d\n%b\n" % (self.origin.encode(), self.size, encode_base64(self.root))


def parse_checkpoint(text: bytes) -> Checkpoint:
    """The checkpoint that the text of a note states. Not verified."""
    lines = text.split(b"\n")
    if len(lines) != 4 or lines[3]:
        raise MalformedError(f"checkpoint: expected origin, size and root on three lines, got {shown(text)}")
    try:
        origin = lines[0].decode()
    except UnicodeDecodeError as error:
        raise MalformedError(f"checkpoint: expected an origin in UTF-8, got {shown(lines[0])}") from error
    what = f"checkpoint of {origin[:80]}"
    return Checkpoint(origin, parse_decimal(lines[1], what), parse_hash(lines[2], what))


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with the note that carries it. `open_checkpoint` makes verified ones."""

    checkpoint: Checkpoint
    note: Note

    @property
    def origin(self) -> str:
        """Whose log it is."""
        return self.checkpoint.origin

    @property
    def size(self) -> int:
        """How many entries it covers."""
        return self.checkpoint.size

    @property
    def root(self) -> bytes:
        """The root hash over them."""
        return self.checkpoint.root

    def encode(self) -> bytes:
        """The note as bytes."""
        return self.note.encode()
