"""A reader of C2SP logs and proofs that shares nothing with the package but the specifications.

Written from signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy, tlog-tiles and
tlog-proof alone. It imports nothing of the package, so a mistake would have to be made
twice to pass unseen. It is slow and plain on purpose: it reads every byte, computes the
whole tree again and compares.

Trusted: the policy that its caller hands in, and nothing else. Left out: what entries
mean, whether their authors' keys counted, and fetching.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

ED25519, ED25519_COSIGNATURE, MLDSA_COSIGNATURE = 0x01, 0x04, 0x06
KEY_BYTES = {ED25519: 32, ED25519_COSIGNATURE: 32, MLDSA_COSIGNATURE: 1312}
SIGNATURE_BYTES = {ED25519: 64, ED25519_COSIGNATURE: 8 + 64, MLDSA_COSIGNATURE: 8 + 2420}
LOG_KINDS = {ED25519, MLDSA_COSIGNATURE}
WITNESS_KINDS = {ED25519_COSIGNATURE, MLDSA_COSIGNATURE}

WIDTH = 256
_DECIMAL = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_TILE = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


class NotAcceptedError(Exception):
    """What was read is not what the specifications and the policy ask for; says where."""


def refuse(why: str) -> NoReturn:
    """Stop here."""
    raise NotAcceptedError(why)


# -- signed-note: keys and notes


@dataclass(frozen=True)
class VerifierKey:
    """Name, id, type and public key of one signer."""

    name: str
    id: bytes
    kind: int
    public: bytes


@dataclass(frozen=True)
class Line:
    """One signature line: whose it says it is, and what follows the key id."""

    name: str
    id: bytes
    signature: bytes


@dataclass(frozen=True)
class Note:
    """A signed note, nothing of it verified."""

    text: str
    lines: tuple[Line, ...]


def read_base64(text: str, where: str) -> bytes:
    """RFC 4648 section 4: padded, and the only encoding of these bytes."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        refuse(f"{where}: no base64")
    if base64.b64encode(data).decode() != text:
        refuse(f"{where}: base64 that another reader would write otherwise")
    return data


def read_name(name: str, where: str) -> str:
    """A key name: not empty, no Unicode space, no plus."""
    if not name or "+" in name or any(character.isspace() for character in name):
        refuse(f"{where}: no key name: {name!r}")
    return name


def read_vkey(text: str) -> VerifierKey:
    """`<name>+<8 hex digits>+<base64 of type and key>`, whose id must be the recommended hash."""
    name, plus, rest = text.partition("+")
    digits, second, encoded = rest.partition("+")
    if not plus or not second or not re.fullmatch("[0-9a-f]{8}", digits):
        refuse(f"vkey of another shape: {text[:60]}")
    data = read_base64(encoded, f"vkey {name}")
    if not data or KEY_BYTES.get(data[0]) != len(data) - 1:
        refuse(f"vkey {name}: unknown type, or a key of another length")
    if sha256(name.encode() + b"\n" + data).digest()[:4].hex() != digits:
        refuse(f"vkey {name}: its id is not the hash of its key")
    return VerifierKey(read_name(name, "vkey"), bytes.fromhex(digits), data[0], data[1:])


def read_note(data: bytes) -> Note:
    """Text, then after the last empty line the signatures."""
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        refuse("note: no UTF-8")
    if any(character < " " and character != "\n" for character in whole):
        refuse("note: control character")
    text, empty, tail = whole.rpartition("\n\n")
    if not empty or not tail.endswith("\n"):
        refuse("note: no signatures, or no newline at its end")
    return Note(f"{text}\n", tuple(_read_line(line) for line in tail[:-1].split("\n")))


def _read_line(line: str) -> Line:
    dash, name, encoded = (*line.split(" "), "", "", "")[:3]
    if f"{dash} {name} {encoded}" != line or dash != "\N{EM DASH}":
        refuse(f"note: no signature line: {line[:60]}")
    data = read_base64(encoded, f"signature of {name}")
    if len(data) <= 4:
        refuse(f"signature of {name}: nothing behind the key id")
    return Line(read_name(name, "signature"), data[:4], data[4:])


# -- tlog-checkpoint and tlog-cosignature


@dataclass(frozen=True)
class Checkpoint:
    """The statement of a log: its size and its root."""

    origin: str
    size: int
    root: bytes
    text: str


def read_checkpoint(text: str) -> Checkpoint:
    """Origin, size, root; extension lines may follow, but not empty ones."""
    origin, *rest = text[:-1].split("\n")
    if not origin or len(rest) < 2 or not all(rest):
        refuse("checkpoint: fewer than three lines, or an empty one")
    root = read_base64(rest[1], "checkpoint root")
    if len(root) != sha256().digest_size:
        refuse("checkpoint: root of another length")
    return Checkpoint(origin, read_decimal(rest[0], "checkpoint size"), root, text)


def read_decimal(text: str, where: str) -> int:
    """ASCII digits without leading zeroes."""
    if not _DECIMAL.fullmatch(text):
        refuse(f"{where}: no decimal number: {text[:30]}")
    return int(text)


def verify_line(key: VerifierKey, line: Line, checkpoint: Checkpoint) -> int | None:
    """Check one line by a known key; returns the time it states, if it is one that states a time."""
    if len(line.signature) != SIGNATURE_BYTES[key.kind]:
        refuse(f"signature of {key.name}: {len(line.signature)} bytes, expected {SIGNATURE_BYTES[key.kind]}")
    if key.kind == ED25519:
        _verify_ed25519(key, line.signature, checkpoint.text.encode())
        return None
    stamp, signature = line.signature[:8], line.signature[8:]
    seconds = int.from_bytes(stamp, "big")
    if seconds >= 1 << 63:
        refuse(f"signature of {key.name}: a time beyond 2^63 - 1")
    if key.kind == ED25519_COSIGNATURE:
        _verify_ed25519(key, signature, f"cosignature/v1\ntime {seconds}\n{checkpoint.text}".encode())
        return seconds
    message = b"".join(
        (
            b"subtree/v1\n\0",
            _short(key.name),
            stamp,
            _short(checkpoint.origin),
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        )
    )
    try:
        MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        refuse(f"signature of {key.name}: does not verify (ML-DSA-44)")
    return seconds


def _short(text: str) -> bytes:
    """An opaque vector with one byte of length."""
    data = text.encode()
    if not 1 <= len(data) <= 255:
        refuse(f"a name of {len(data)} bytes has no place in a cosigned message")
    return bytes((len(data),)) + data


def _verify_ed25519(key: VerifierKey, signature: bytes, message: bytes) -> None:
    try:
        VerifyKey(key.public).verify(message, signature)
    except (BadSignatureError, ValueError):
        refuse(f"signature of {key.name}: does not verify (Ed25519)")


# -- tlog-policy


@dataclass(frozen=True)
class Group:
    """Counts as a witness when so many of its members do."""

    needs: int
    members: tuple[bytes, ...]


@dataclass(frozen=True)
class Policy:
    """Whose signatures suffice. Names are octets, without meaning outside."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[bytes, VerifierKey]
    groups: Mapping[bytes, Group]
    quorum: bytes

    def all_keys(self) -> tuple[VerifierKey, ...]:
        """All keys that it knows."""
        return (*self.logs, *self.witnesses.values())

    def satisfied(self, cosigners: frozenset[VerifierKey]) -> frozenset[bytes]:
        """Names of the witnesses and groups that have witnessed what these have cosigned."""
        named = {name for name, key in self.witnesses.items() if key in cosigners}
        for name, group in self.groups.items():  # in the order of the file, so that members come first
            if len(named.intersection(group.members)) >= group.needs:
                named.add(name)
        return frozenset(named)


def read_policy(data: bytes) -> Policy:
    """Read a policy file, strictly."""
    if any((octet < 0x20 and octet not in b"\t\n") or octet == 0x7F for octet in data):
        refuse("policy: control character")
    if data and not data.endswith(b"\n"):
        refuse("policy: no newline at its end")
    reading = _PolicyReading()
    for line in data.split(b"\n"):
        words = [word for word in re.split(rb"[ \t]+", line) if word]
        if words and not words[0].startswith(b"#"):
            reading.take(words)
    return reading.result()


class _PolicyReading:
    """A policy as far as it has been read."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[bytes, VerifierKey] = {}
        self.groups: dict[bytes, Group] = {}
        self.quorum: bytes | None = None
        self.members: set[bytes] = set()

    def take(self, words: Sequence[bytes]) -> None:
        match words:
            case [b"log", vkey] | [b"log", vkey, _]:
                self.logs.append(self._key(vkey, LOG_KINDS, self.logs))
            case [b"witness", name, vkey] | [b"witness", name, vkey, _]:
                self._define(name)
                self.witnesses[name] = self._key(vkey, WITNESS_KINDS, list(self.witnesses.values()))
            case [b"group", name, needs, *members] if members:
                for member in members:
                    self._use(member)
                self._define(name)
                self.groups[name] = Group(_threshold(needs, len(members)), tuple(members))
            case [b"quorum", name] if self.quorum is None:
                if name != b"none" and not self._known(name):
                    refuse(f"policy: quorum of an unknown name: {name!r}")
                self.quorum = name
            case _:
                refuse(f"policy: no such line: {b' '.join(words)[:60]!r}")

    def result(self) -> Policy:
        if self.quorum is None:
            refuse("policy: no quorum")
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorum)

    def _known(self, name: bytes) -> bool:
        return name in self.witnesses or name in self.groups

    def _define(self, name: bytes) -> None:
        if name == b"none" or self._known(name):
            refuse(f"policy: a name that is taken: {name!r}")

    def _use(self, name: bytes) -> None:
        if not self._known(name) or name in self.members:
            refuse(f"policy: a member that is unknown or a member already: {name!r}")
        self.members.add(name)

    @staticmethod
    def _key(vkey: bytes, kinds: set[int], others: Sequence[VerifierKey]) -> VerifierKey:
        try:
            key = read_vkey(vkey.decode("utf-8"))
        except UnicodeDecodeError:
            refuse("policy: vkey: no UTF-8")
        if key.kind not in kinds:
            refuse(f"policy: {key.name}: a key of type {key.kind} cannot do this")
        if any(key.public == other.public for other in others):
            refuse(f"policy: {key.name}: a key that stands there twice")
        return key


def _threshold(word: bytes, members: int) -> int:
    needs = {b"any": 1, b"all": members}.get(word)
    if needs is None:
        needs = read_decimal(word.decode("latin-1"), "policy threshold")
    if not 1 <= needs <= members:
        refuse(f"policy: threshold {needs} of {members}")
    return needs


@dataclass(frozen=True)
class Accepted:
    """A checkpoint that a policy accepts.

    Attributes:
        checkpoint: What the log states.
        signed: Keys of the log whose signatures are on it.
        times: When each known cosigner says it was.
        witnessed: Names of the policy's witnesses and groups that have cosigned.
        unknown: Lines by keys that the policy does not know.
    """

    checkpoint: Checkpoint
    signed: frozenset[VerifierKey]
    times: Mapping[VerifierKey, int]
    witnessed: frozenset[bytes]
    unknown: tuple[Line, ...]


def accept(data: bytes, policy: Policy) -> Accepted:
    """Read a checkpoint and hold it against a policy. One failing line by a known key refuses all of it."""
    note = read_note(data)
    checkpoint = read_checkpoint(note.text)
    known = {(key.name, key.id): key for key in policy.all_keys()}
    signed: set[VerifierKey] = set()
    cosigned: dict[VerifierKey, int] = {}
    unknown: list[Line] = []
    for line in note.lines:
        key = known.get((line.name, line.id))
        if key is None:
            unknown.append(line)
            continue
        seconds = verify_line(key, line, checkpoint)
        if key in policy.logs and key.name == checkpoint.origin:
            signed.add(key)
        if key in policy.witnesses.values():
            cosigned[key] = seconds or 0
    if not signed:
        refuse(f"log {checkpoint.origin}: not signed by a log that the policy knows")
    witnessed = policy.satisfied(frozenset(cosigned))
    if policy.quorum != b"none" and policy.quorum not in witnessed:
        refuse(f"log {checkpoint.origin}: no quorum, only {sorted(witnessed)}")
    return Accepted(checkpoint, frozenset(signed), cosigned, witnessed, tuple(unknown))


# -- RFC 6962 and tlog-tiles


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """The root over hashes, by the definition of RFC 6962 section 2.1: split at the largest power of two below."""
    if not leaves:
        return sha256().digest()
    level = list(leaves)
    while len(level) > 1:
        # Pairs from the left, and a last one without a partner rises as it is: the same tree as that definition's.
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def tile_name(level: int | None, index: int, width: int = WIDTH) -> str:
    """Path of a tile, or with level None of an entry bundle."""
    groups: list[str] = []
    rest = index
    while rest or not groups:
        rest, low = divmod(rest, 1000)
        groups.insert(0, f"x{low:03}" if groups else f"{low:03}")
    folder = "entries" if level is None else str(level)
    return f"tile/{folder}/{'/'.join(groups)}" + ("" if width == WIDTH else f".p/{width}")


def needed_tiles(size: int, level: int) -> Iterator[tuple[int, int]]:
    """Index and width of each tile of a level in a tree of that size."""
    full, partial = divmod(size // WIDTH**level, WIDTH)
    yield from ((index, WIDTH) for index in range(full))
    if partial:
        yield full, partial


def read_bundle(data: bytes, name: str) -> list[bytes]:
    """Entries, each behind its length as two bytes."""
    entries: list[bytes] = []
    position = 0
    while position < len(data):
        if position + 2 > len(data):
            refuse(f"{name}: ends within a length")
        end = position + 2 + int.from_bytes(data[position : position + 2], "big")
        if end > len(data):
            refuse(f"{name}: ends within an entry")
        entries.append(data[position + 2 : end])
        position = end
    return entries


@dataclass(frozen=True)
class Log:
    """A whole log that was accepted."""

    accepted: Accepted
    entries: tuple[bytes, ...]


def files_below(directory: Path) -> dict[str, bytes]:
    """Everything in a log directory, by its path there."""
    found = (path for path in sorted(directory.rglob("*")) if not path.is_dir())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in found}


def read_log(name: str, files: Mapping[str, bytes], policy: Policy, *, all_known: bool = False) -> Log:
    """Accept a log, or say where it is not what its checkpoint and the specifications say.

    Args:
        name: Of its directory: the hash of the origin, in hex.
        files: All files in it.
        policy: Whose signatures suffice.
        all_known: Refuse a signature line by a key that the policy does not know. By
            signed-note such lines are ignored, so that whoever changes one merely loses it.
    """
    if "checkpoint" not in files:
        refuse("checkpoint: missing")
    accepted = accept(files["checkpoint"], policy)
    checkpoint = accepted.checkpoint
    if sha256(checkpoint.origin.encode()).hexdigest() != name:
        refuse(f"directory {name}: holds the log {checkpoint.origin}")
    if all_known and accepted.unknown:
        refuse(f"checkpoint: signature by an unknown key {accepted.unknown[0].name}")
    entries = _read_entries(files, checkpoint.size)
    levels = _check_tiles(files, entries, checkpoint)
    _check_leftover_partials(files, checkpoint.size, entries, levels)
    return Log(accepted, tuple(entries))


def _read_entries(files: Mapping[str, bytes], size: int) -> list[bytes]:
    entries: list[bytes] = []
    for index, width in needed_tiles(size, 0):
        name = tile_name(None, index, width)
        if name not in files:
            refuse(f"{name}: missing")
        bundle = read_bundle(files[name], name)
        if len(bundle) != width:
            refuse(f"{name}: {len(bundle)} entries, expected {width}")
        entries += bundle
    return entries


def _check_tiles(files: Mapping[str, bytes], entries: Sequence[bytes], checkpoint: Checkpoint) -> list[list[bytes]]:
    """Compute all tiles from the entries, compare each, and the root; returns the hashes of each level."""
    levels = [[leaf_hash(entry) for entry in entries]]
    while len(levels[-1]) >= WIDTH:
        below = levels[-1]
        full = len(below) // WIDTH
        levels.append([tree_hash(below[i * WIDTH : (i + 1) * WIDTH]) for i in range(full)])
    for level, hashes in enumerate(levels):
        for index, width in needed_tiles(checkpoint.size, level):
            name = tile_name(level, index, width)
            if files.get(name) != b"".join(hashes[index * WIDTH : index * WIDTH + width]):
                refuse(f"{name}: missing, or not what its entries come to")
    if tree_hash(levels[0]) != checkpoint.root:
        refuse(f"log {checkpoint.origin}: {checkpoint.size} entries lead to another root")
    return levels


def _check_leftover_partials(
    files: Mapping[str, bytes], size: int, entries: Sequence[bytes], levels: Sequence[Sequence[bytes]]
) -> None:
    """Whatever else lies there must be a partial tile of an earlier size, with what belongs into it."""
    for name, data in files.items():
        if name == "checkpoint":
            continue
        match = _TILE.fullmatch(name)
        if match is None:
            refuse(f"{name}: no file of a log")
        level = None if match[1] == "entries" else int(match[1])
        index = int(match[2].replace("x", "").replace("/", ""))
        width = int(match[3] or WIDTH)
        if width > WIDTH or (match[3] and width == WIDTH) or tile_name(level, index, width) != name:
            refuse(f"{name}: no name of a tile")
        start = index * WIDTH
        if start + width > size // WIDTH ** (level or 0):
            refuse(f"{name}: reaches beyond the size {size}")
        if level is None:
            expected = b"".join(len(each).to_bytes(2, "big") + each for each in entries[start : start + width])
        else:
            expected = b"".join(levels[level][start : start + width])
        if data != expected:
            refuse(f"{name}: not what the log has there")


# -- tlog-proof


@dataclass(frozen=True)
class Proven:
    """An entry that a proof shows to be in a log."""

    accepted: Accepted
    index: int
    entry: bytes


def read_proof(data: bytes, policy: Policy, entry: bytes | None = None, *, all_known: bool = False) -> Proven:
    """Accept a `.tlog-proof`, of an entry that is at hand or else in its extra data."""
    head, empty, note = data.partition(b"\n\n")
    if not empty:
        refuse("proof: no checkpoint")
    try:
        first, *lines = head.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        refuse("proof: no UTF-8")
    if first != "c2sp.org/tlog-proof@v1" or not lines:
        refuse("proof: another first line")
    extra = read_base64(lines.pop(0)[len("extra ") :], "extra") if lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        refuse("proof: no index")
    index = read_decimal(lines[0][len("index ") :], "index")
    hashes = [read_base64(line, "proof hash") for line in lines[1:]]
    if any(len(each) != sha256().digest_size for each in hashes):
        refuse("proof: a hash of another length")
    entry = extra if entry is None else entry
    if entry is None:
        refuse("proof: of which entry?")
    accepted = accept(note, policy)
    if all_known and accepted.unknown:
        refuse(f"proof: signature by an unknown key {accepted.unknown[0].name}")
    checkpoint = accepted.checkpoint
    if index >= checkpoint.size:
        refuse(f"proof: index {index} in a tree of {checkpoint.size}")
    if _root_by_path(leaf_hash(entry), index, checkpoint.size, hashes) != checkpoint.root:
        refuse("proof: leads to another root")
    return Proven(accepted, index, entry)


def _root_by_path(leaf: bytes, index: int, size: int, hashes: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1.1 read backwards: at each split the last hash is that of the other side."""
    if size == 1:
        if hashes:
            refuse("proof: more hashes than the tree is high")
        return leaf
    if not hashes:
        refuse("proof: fewer hashes than the tree is high")
    split = 1 << ((size - 1).bit_length() - 1)
    if index < split:
        return node_hash(_root_by_path(leaf, index, split, hashes[:-1]), hashes[-1])
    return node_hash(hashes[-1], _root_by_path(leaf, index - split, size - split, hashes[:-1]))
