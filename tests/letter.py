"""What lies in logs, read by the letter: JSON, hashes and signatures, with no code of the program's own.

Whoever audits the rules must not ask them. This reads an entry as the bytes it is, says by which of
its party's own keys it is signed, and what its author could know of: the entries under the heads
that it names, by their Merkle roots. It knows no kind but those of the constitution, judges nothing, and keeps
what it has read for good, since an entry in its place never changes.
"""

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PLAIN_KEY, COSIGNER_KEY = 1, 4
"""Types of keys: Ed25519 over a note, and Ed25519 over a note with a time."""


class Line(NamedTuple):
    """One signature line of a note."""

    name: str
    key_id: bytes
    payload: bytes


class Key(NamedTuple):
    """A key of a party, and the places in its log between which it counts."""

    purpose: str
    office: str | None
    since: int
    until: int | None = None


@dataclass(frozen=True)
class Said:
    """One entry in its place.

    Attributes:
        place: Names the entry and all before it in its log.
        header: With the body beside it, as signed; empty of rubbish.
        keys: Its party's own keys from here on, by vkey.
        by: (purpose, office) of each of them that signed it.
        knew: Places of all that its author could know; None while something of that is not here.
    """

    origin: str
    index: int
    id: str
    place: bytes
    header: Mapping[str, Any]
    keys: Mapping[str, Key]
    by: frozenset[tuple[str, str | None]]
    knew: frozenset[bytes] | None

    @property
    def kind(self) -> str:
        """Without its version."""
        return str(self.header.get("kind", "")).partition("/")[0]

    @property
    def body(self) -> Mapping[str, Any]:
        """What it says."""
        found: Mapping[str, Any] = self.header.get("body") or {}
        return found

    @cached_property
    def subject(self) -> str:
        """The entry that opened what it is about."""
        return str(self.header.get("subject") or self.id)


def read_note(data: bytes) -> tuple[bytes, list[Line]]:
    """Text and signature lines; no lines where it is none."""
    text, between, rest = data.rpartition(b"\n\n")
    lines = []
    for line in rest.decode(errors="replace").splitlines() if between else ():
        dash, _, after = line.partition(" ")
        name, _, encoded = after.rpartition(" ")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except ValueError:
            return text + b"\n", []
        if dash == "—":
            lines.append(Line(name, raw[:4], raw[4:]))
    return text + b"\n", lines


def key_bytes(vkey: str) -> tuple[str, bytes, int, bytes]:
    """Name, id, type and public key."""
    name, key_id, encoded = vkey.split("+", 2)
    raw = base64.b64decode(encoded)
    return name, bytes.fromhex(key_id), raw[0], raw[1:]


def holds(vkey: str, line: Line, text: bytes) -> bool:
    """Whether a line is this key's signature of a text."""
    name, key_id, kind, public = key_bytes(vkey)
    if (name, key_id) != (line.name, line.key_id) or kind not in {PLAIN_KEY, COSIGNER_KEY}:
        return False
    message, signature = text, line.payload
    if kind == COSIGNER_KEY:  # C2SP tlog-cosignature
        time = int.from_bytes(line.payload[:8], "big")
        message, signature = b"cosignature/v1\ntime %d\n" % time + text, line.payload[8:]
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def root_of(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, of leaf hashes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + root_of(leaves[:half]) + root_of(leaves[half:])).digest()


@dataclass
class Shelf:
    """What has been read in any home so far. Everything in it is named by its content.

    Attributes:
        genesis: Bytes of the first charter.
        texts: Every text of the charter that lay in an entry, by its hash.
        said: By place, and by which entries of the log its root was exchanged.
        roots: Place of the last entry under each head.
    """

    genesis: bytes
    texts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    said: dict[tuple[bytes, tuple[int, ...]], Said] = field(default_factory=dict)
    roots: dict[tuple[str, int, bytes], tuple[bytes, tuple[int, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The genesis charter has a name as well."""
        self.texts[self.mechanism] = json.loads(self.genesis)

    @property
    def mechanism(self) -> str:
        """Hash of the genesis charter."""
        return sha256(self.genesis).hexdigest()

    def member(self, charter: str, origin: str) -> Mapping[str, Any] | None:
        """What a text says of the party that keeps this log."""
        parties: list[Mapping[str, Any]] = list(self.texts.get(charter, {}).get("parties", ()))
        return next((each for each in parties if each["origin"] == origin), None)

    def learn(self, header: Mapping[str, Any]) -> None:
        """Keep the text that an acceptance carries, if it is the one that it names."""
        body = header.get("body")
        text = body.get("text") if isinstance(body, dict) else None
        if isinstance(body, dict) and isinstance(text, str) and sha256(text.encode()).hexdigest() == body["charter"]:
            self.texts[body["charter"]] = json.loads(text)


class Letters:
    """All logs of one home.

    Attributes:
        lines: Each log, and each second branch of one, as it was read.
    """

    def __init__(self, shelf: Shelf, counts: Callable[[str], bool | None]) -> None:
        """Read with what is on the shelf.

        Args:
            shelf: Shared by all homes.
            counts: Whether the home's node takes an entry to have an effect; None while it cannot tell.
        """
        self.shelf = shelf
        self._counts = counts
        self.lines: list[list[Said]] = []
        self._logs: dict[str, list[Said]] = {}
        self._by_id: dict[str, Said] = {}

    def read(self, logs: Iterable[tuple[str, Sequence[bytes]]]) -> None:
        """Take all that lies in the home. What rests on another log is read once that one is."""
        raw = [(origin, [_header(data) for data in entries], entries) for origin, entries in logs]
        for _, headers, _ in raw:
            for header in headers:
                if str(header.get("kind", "")).startswith(("ledger.charter_accepted/", "ledger.party_accredited/")):
                    self.shelf.learn(header)
        while True:  # each round reads on from heads that the round before has come to
            lines = [self._read(*each) for each in raw]
            unread = sum(said.knew is None for line in lines for said in line)
            settled = bool(self.lines) and unread == sum(said.knew is None for line in self.lines for said in line)
            self.lines = lines
            if settled or not unread:
                break
        self._sort()

    def _sort(self) -> None:
        places = {said.place: said for line in self.lines for said in line}
        for said in sorted(places.values(), key=lambda said: said.index):
            self._logs.setdefault(said.origin, []).append(said)
            if said.header.get("log") == said.origin:
                self._by_id.setdefault(said.id, said)

    def _read(self, origin: str, headers: Sequence[Mapping[str, Any]], entries: Sequence[bytes]) -> list[Said]:
        line: list[Said] = []
        lives: tuple[int, ...] = ()
        leaves: list[bytes] = []
        place = sha256(origin.encode()).digest()
        for index, (header, data) in enumerate(zip(headers, entries, strict=True)):
            leaves.append(sha256(b"\0" + data).digest())
            place = sha256(place + leaves[-1]).digest()
            text = read_note(data)[0]
            name = sha256(text).hexdigest()
            if str(header.get("kind", "")).startswith("ledger.party_accredited/") and self._counts(name):
                lives = (*lives, index)
            said = self.shelf.said.get((place, lives))
            if said is None or said.knew is None:
                said = self._say(origin, index, name, place, header, data, line, renewed=index in lives)
                self.shelf.said[place, lives] = said
                self.shelf.roots[origin, index + 1, root_of(leaves)] = place, lives
            line.append(said)
        return line

    def _say(  # noqa: PLR0917 - all that an entry is
        self,
        origin: str,
        index: int,
        name: str,
        place: bytes,
        header: Mapping[str, Any],
        data: bytes,
        line: Sequence[Said],
        *,
        renewed: bool,
    ) -> Said:
        before = line[-1].keys if line else self._first_keys(origin)
        text, signatures = read_note(data)
        asked = self._keys_of(header["body"]["charter"], origin, index) if renewed else before
        by = frozenset(
            (key.purpose, key.office)
            for vkey, key in asked.items()
            if key.until is None and any(holds(vkey, each, text) for each in signatures)
        )
        keys = {**{vkey: _ended(key, index - 1) for vkey, key in before.items()}, **asked} if renewed else dict(before)
        if ("root", None) in by:
            _enrol(keys, header, index)
        return Said(origin, index, name, place, header, keys, by, self._knew(header, line, renewed=renewed))

    def _first_keys(self, origin: str) -> Mapping[str, Key]:
        return self._keys_of(self.shelf.mechanism, origin, -1)

    def _keys_of(self, charter: str, origin: str, index: int) -> dict[str, Key]:
        member = self.shelf.member(charter, origin)
        if member is None:
            return {}
        roots = {vkey: Key("root", None, index) for vkey in member["root_keys"]}
        return roots | {vkey: Key("log", None, index) for vkey in member["log_keys"]}

    def _knew(self, header: Mapping[str, Any], line: Sequence[Said], *, renewed: bool) -> frozenset[bytes] | None:
        last = line[-1] if line else None
        if last is not None and last.knew is None:
            return None
        knew = frozenset() if last is None or last.knew is None else last.knew | {last.place}
        seen = next((each for each in line if each.id == header.get("seen")), None)
        has_effect = False if seen is None else self._counts(seen.id)
        if has_effect is None:
            return None
        heads = list(seen.body.get("heads", ())) if seen is not None and has_effect else []
        heads += header["body"]["heads"] if renewed else []
        for head in heads:
            origin, size, root = head["checkpoint"].split("\n")[:3]
            under = self.shelf.roots.get((origin, int(size), base64.b64decode(root)))
            said = None if under is None else self.shelf.said[under]
            if said is None or said.knew is None:
                return None
            knew |= said.knew | {said.place}
        return knew

    def of(self, origin: str) -> list[Said]:
        """All entries of a log, on whichever branch."""
        return self._logs.get(origin, [])

    @property
    def origins(self) -> list[str]:
        """Logs of which anything is here."""
        return sorted(self._logs)

    def find(self, entry: str) -> Said | None:
        """The entry with this id, in the log that it was signed for."""
        return self._by_id.get(entry)

    def signs_head(self, origin: str, line: Sequence[Said], note: bytes) -> bool:
        """Whether a key of the log's own that counts for the size of this head has signed it."""
        text, signatures = read_note(note)
        size = int(text.split(b"\n")[1])
        keys = line[-1].keys if line else self._first_keys(origin)
        return any(
            key.purpose == "log"
            and (key.since < 0 or size > key.since)
            and (key.until is None or size <= key.until + 1)
            and any(holds(vkey, each, text) for each in signatures)
            for vkey, key in keys.items()
        )


def _header(data: bytes) -> Mapping[str, Any]:
    """The members of an entry; none of what is no entry."""
    try:
        context, line, end = read_note(data)[0].decode().split("\n")
        header = json.loads(line)
    except ValueError:
        return {}
    if context != "trilateral/entry@v1" or end or not isinstance(header, dict):
        return {}
    return header


def _ended(key: Key, index: int) -> Key:
    return key if key.until is not None else key._replace(until=index)


def _enrol(keys: dict[str, Key], header: Mapping[str, Any], index: int) -> None:
    """What a root says of its party's keys."""
    body = header["body"]
    if header["kind"] == "ledger.key_enrolled/1" and body["key"] not in keys:
        keys[body["key"]] = Key(body["purpose"], body.get("office"), index)
    if header["kind"] == "ledger.key_revoked/1" and body["key"] in keys:
        keys[body["key"]] = _ended(keys[body["key"]], index)
