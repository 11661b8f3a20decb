"""Text with signatures: C2SP signed-note.

    <text, ending in a newline>
    <empty line>
    — <key name> <base64(key id, 4 bytes || signature)>      once or more

A name and a key id together say which key signed and by which algorithm:

    key id = SHA-256(name || 0x0A || type || public key)[:4], big-endian
    vkey   = <name>+<key id, 8 hex digits>+<base64(type || public key)>

A key id is a label, not a proof: anybody can compute a key with the id of
another. What a reader trusts is the key that it was configured with.

Signatures do not say what kind of text they are on. So every text of ours
begins with a line that tells its kind, and a key serves one purpose only.

Left out: signature types other than 0x01, 0x04 and 0x06, whose lines are kept
and never believed; and the two timestamped types, which are in `cosignature`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from trilateral.errors import MalformedError
from trilateral.tlog import ed25519, mldsa
from trilateral.tlog.lines import encode_base64, parse_base64, shown

MAX_SIGNATURES = 64
"""The specification asks for 16 at least; a head with two lines from each of some thirty parties fits."""

_DASH = "— ".encode()
_BREAK = b"\n\n"
_KEY_ID_SIZE = 4
# signed-note, Format: no ASCII control characters but the newline.
_CONTROLS = bytes(byte for byte in range(0x20) if byte != 0x0A)
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")


class KeyKind(IntEnum):
    """What a key's signatures look like: the type byte of signed-note."""

    ED25519 = 0x01
    COSIGNATURE = 0x04
    MLDSA_COSIGNATURE = 0x06


_PUBLIC_SIZES = {
    KeyKind.ED25519: ed25519.PUBLIC_SIZE,
    KeyKind.COSIGNATURE: ed25519.PUBLIC_SIZE,
    KeyKind.MLDSA_COSIGNATURE: mldsa.PUBLIC_SIZE,
}


# Named tuples and not dataclasses: one of each is made for every entry that is read.
class Signature(NamedTuple):
    """One signature line, not verified."""

    name: str
    key_id: int
    payload: bytes

    def line(self) -> bytes:
        """The line with its newline, as it stands in a note and as a witness answers."""
        signed = encode_base64(self.key_id.to_bytes(_KEY_ID_SIZE, "big") + self.payload)
        return b"%b%b %b\n" % (_DASH, self.name.encode(), signed)


class Note(NamedTuple):
    """A note, not verified: its text is worth nothing until a trusted key's signature has been checked."""

    text: bytes
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """The note as bytes: what `parse_note` took, to the byte."""
        return b"%b\n%b" % (self.text, b"".join([each.line() for each in self.signatures]))


def is_key_name(name: str) -> bool:
    """Whether signed-note allows `name` for a key: not empty, no Unicode spaces, no plus, no control characters."""
    if "+" in name or name.split() != [name]:  # split() knows exactly the spaces of Unicode, and some controls
        return False
    return name.isprintable() or not any(char < " " for char in name)


def parse_note(data: bytes, max_signatures: int = MAX_SIGNATURES) -> Note:
    """The note in `data`, which must be in the one form that `Note.encode` makes.

    The text ends at the *last* empty line (signed-note, Format); a signature
    line cannot be empty, so nobody can move the end of a text by adding to it.

    Args:
        data: Anything at all.
        max_signatures: More lines are refused before any is looked at: each would cost a verification.
    """
    end = data.rfind(_BREAK)
    if end < 0 or data[-1] != 0x0A:
        raise MalformedError(f"note: expected text, an empty line and signature lines, got {shown(data)}")
    if len(data.translate(None, _CONTROLS)) != len(data):
        raise MalformedError(f"note: expected no control characters but newlines, got {shown(data)}")
    lines = data[end + 2 : -1].split(b"\n", max_signatures)
    if len(lines) > max_signatures:
        raise MalformedError(f"note: expected at most {max_signatures} signatures, got more")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise MalformedError(f"note: expected UTF-8, got {shown(data)}") from error
    return Note(data[: end + 1], tuple([_parse_line(line) for line in lines]))


def parse_signature(line: bytes) -> Signature:
    """The signature in one line with its newline, such as a witness answers."""
    if line[-1:] != b"\n" or len(line.translate(None, _CONTROLS)) != len(line):
        raise MalformedError(f"signature line: expected one line without control characters, got {shown(line)}")
    return _parse_line(line[:-1])


def _parse_line(line: bytes) -> Signature:
    name, space, encoded = line[len(_DASH) :].partition(b" ")
    if not space or not line.startswith(_DASH):
        raise MalformedError(f"signature line: expected '— <name> <base64>', got {shown(line)}")
    try:
        decoded = name.decode()
    except UnicodeDecodeError as error:
        raise MalformedError(f"signature line: expected UTF-8, got {shown(line)}") from error
    if not is_key_name(decoded):
        raise MalformedError(f"signature line: expected a key name without spaces and plus, got {shown(name)}")
    signed = parse_base64(encoded, "signature line")
    if len(signed) <= _KEY_ID_SIZE:
        raise MalformedError(f"signature line of {decoded}: expected a key id and a signature, got {len(signed)} bytes")
    return Signature(decoded, int.from_bytes(signed[:_KEY_ID_SIZE], "big"), signed[_KEY_ID_SIZE:])


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key, by the name under which it signs.

    Attributes:
        key_id: What its lines carry; follows from the other three.
    """

    name: str
    kind: KeyKind
    public: bytes
    key_id: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse names and sizes with which no signature line could be made."""
        if not is_key_name(self.name):
            raise MalformedError(f"key: expected a name without spaces and plus, got {self.name!r}")
        if len(self.public) != _PUBLIC_SIZES[self.kind]:
            raise MalformedError(
                f"key {self.name}: expected {_PUBLIC_SIZES[self.kind]} bytes for type {self.kind:#04x}, "
                f"got {len(self.public)}",
            )
        digest = sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()
        object.__setattr__(self, "key_id", int.from_bytes(digest[:_KEY_ID_SIZE], "big"))

    def vkey(self) -> str:
        """The key as one line of text (signed-note, Verifier keys)."""
        return f"{self.name}+{self.key_id:08x}+{encode_base64(bytes([self.kind]) + self.public).decode()}"


def parse_vkey(text: str) -> VerifierKey:
    """The key in a vkey, whose key id must be the one that follows from the rest."""
    matched = _VKEY.fullmatch(text)
    if matched is None:
        raise MalformedError(f"vkey: expected <name>+<8 hex digits>+<base64>, got {text[:80]!r}")
    name, hex_id, encoded = matched.groups()
    blob = parse_base64(encoded.encode(), f"vkey of {name}")
    try:
        kind = KeyKind(blob[0])
    except ValueError as error:
        raise MalformedError(f"vkey of {name}: expected type 0x01, 0x04 or 0x06, got {blob[0]:#04x}") from error
    key = VerifierKey(name, kind, blob[1:])
    if f"{key.key_id:08x}" != hex_id:
        raise MalformedError(f"vkey of {name}: expected key id {key.key_id:08x}, got {hex_id}")
    return key


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A private key. Never printed: its seed is left out of `repr`."""

    name: str
    kind: KeyKind
    seed: bytes = field(repr=False)

    def verifier(self) -> VerifierKey:
        """The public key that belongs to it."""
        return _verifier_of(self)

    def sign(self, text: bytes) -> Signature:
        """The plain signature of a note's text, which must end in a newline."""
        if self.kind is not KeyKind.ED25519:
            raise ValueError(f"{self.name}: a key of type {self.kind:#04x} signs checkpoints, by cosign()")
        if not text.endswith(b"\n"):
            raise ValueError(f"{self.name}: asked to sign a text that does not end in a newline")
        return Signature(self.name, self.verifier().key_id, ed25519.sign(self.seed, text))


def by_name_and_id(keys: Iterable[VerifierKey]) -> dict[tuple[str, int], VerifierKey]:
    """`keys` by what a signature line carries.

    Two different keys that share name and id cannot be told apart on a line,
    and which of them wins would hang on the order given: that is refused.
    """
    known: dict[tuple[str, int], VerifierKey] = {}
    for key in keys:
        held = known.setdefault((key.name, key.key_id), key)
        if held is not key and held != key:
            raise MalformedError(f"keys of {key.name}: expected distinct key ids, got {key.key_id:08x} twice")
    return known


def verify_note(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Those of `keys` that signed the note's text plainly (type 0x01), in the order of their lines.

    None is a possible answer: how many and which are needed is for the caller
    to say. Lines by other keys are ignored, so that a key can be added before
    everybody knows it. But a line that claims a known key and fails makes the
    whole note worthless (signed-note, Signatures): somebody changed it. So
    does a second line by one key: there must be one form of one note.
    """
    known = by_name_and_id(key for key in keys if key.kind is KeyKind.ED25519)
    signers: list[VerifierKey] = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if key in signers:
            raise MalformedError(f"note: expected one signature by {key.name} {key.key_id:08x}, got two")
        if not ed25519.verify(key.public, note.text, signature.payload):
            raise MalformedError(f"note: signature by {key.name} {key.key_id:08x} does not verify")
        signers.append(key)
    return tuple(signers)


# Asked for with each signature. The cache of `ed25519` holds the same seeds.
@lru_cache(maxsize=64)
def _verifier_of(signer: SignerKey) -> VerifierKey:
    public_of = mldsa.public_of if signer.kind is KeyKind.MLDSA_COSIGNATURE else ed25519.public_of
    return VerifierKey(signer.name, signer.kind, public_of(signer.seed))
