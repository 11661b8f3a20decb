"""Detached fields: stored together, committed to one by one.

    stored   [["name","<salt, hex>",<value>],...]    one line of JSON, in the order of names
    blob     SHA-256(stored): names the file, and tells whether it was altered
    commit   root of a tree (RFC 6962) whose leaves are the single [name, salt, value]

Whoever is shown one leaf with its path checks it against `commit`, which was signed,
and learns nothing of the others: a salt of 32 bytes stands before each value, so that a name
cannot be found out by trying names. The path tells how many fields there are.

Pure: salts come from the caller, who draws them. A salt is used once, and destroyed
with the field. Left out: where the bytes are kept, and who may read them.
"""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeAlias

import msgspec

from trilateral.errors import MalformedError
from trilateral.tlog.merkle import HashReader, inclusion_proof, leaf_hash, node_hash, root_of, verify_inclusion

Value: TypeAlias = str | int | bool | None
"""What a field holds. Flat, so that a field is shown or withheld as a whole."""

SALT_SIZE = 32
MAX_INTEGER = 2**53 - 1
MAX_STORED = 1_000_000

_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,47}")
_SALT = re.compile(r"[0-9a-f]{64}")

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder(order="sorted").encode


class Detached(msgspec.Struct, frozen=True):
    """A detached part, and what the entry's header says of it.

    Attributes:
        stored: The bytes to keep beside the log.
        blob: Their SHA-256, hex.
        commit: Root over the salted fields, hex.
    """

    stored: bytes
    blob: str
    commit: str


class Disclosure(msgspec.Struct, frozen=True):
    """One field shown, with the proof that it was committed to.

    Attributes:
        salt: Hex.
        index: Which of the fields, in the order of names.
        size: How many there are.
        path: Hashes from the field to the root, hex.
    """

    name: str
    salt: str
    value: Value
    index: int
    size: int
    path: tuple[str, ...]


def seal_fields(fields: Mapping[str, Value], salts: Sequence[bytes]) -> Detached:
    """Return the detached part that holds `fields`.

    Args:
        fields: At least one; names like `name` or `title.fa`.
        salts: As many, of 32 random bytes each, never used before. In the order of names.
    """
    if not fields or len(salts) != len(fields) or len(set(salts)) != len(salts):
        raise ValueError(f"expected a field or more and a salt of its own for each, got {len(fields)} and {len(salts)}")
    if any(len(salt) != SALT_SIZE for salt in salts):
        raise ValueError(f"expected salts of {SALT_SIZE} bytes")
    rows = [[name, salt.hex(), fields[name]] for name, salt in zip(sorted(fields), salts, strict=True)]
    stored = _encode(rows)
    _parse(stored)
    return Detached(stored, sha256(stored).hexdigest(), root_of(_leaves(rows)).hex())


def open_fields(stored: bytes, blob: str, commit: str) -> dict[str, Value]:
    """Return the fields that the header's `blob` and `commit` stand for.

    Raises:
        MalformedError: The bytes are not those that the entry was signed with, or its
            author committed to other fields than it stored.
    """
    came = sha256(stored).hexdigest()
    if came != blob:
        raise MalformedError(f"detached part: expected SHA-256 {blob}, got {came}")
    rows = _parse(stored)
    root = root_of(_leaves(rows)).hex()
    if root != commit:
        raise MalformedError(f"detached part {blob}: expected commitment {commit}, got {root}")
    return {row[0]: row[2] for row in rows}


def disclose(stored: bytes, name: str) -> Disclosure:
    """Return one field with its proof, to be shown to somebody who holds the entry."""
    rows = _parse(stored)
    index = next((place for place, row in enumerate(rows) if row[0] == name), None)
    if index is None:
        raise MalformedError(f"detached part: expected a field {name!r}, got {[row[0] for row in rows]}")
    path = inclusion_proof(index, len(rows), _reader(_leaves(rows)))
    _, salt, value = rows[index]
    return Disclosure(name, salt, value, index, len(rows), tuple(each.hex() for each in path))


def verify_disclosure(shown: Disclosure, commit: str) -> None:
    """Check that the entry with this `commit` was signed over the field shown.

    Raises:
        MalformedError: It was not, or what is shown is no field.
    """
    row = [shown.name, shown.salt, shown.value]
    _check_row(row)
    try:
        path, root = [bytes.fromhex(each) for each in shown.path], bytes.fromhex(commit)
    except (ValueError, TypeError) as error:
        raise MalformedError(f"disclosure: expected hashes in hex: {error}") from error
    verify_inclusion(leaf_hash(_encode(row)), shown.index, shown.size, path, root)


def _parse(stored: bytes) -> list[Any]:
    """The rows, if this is the one way to store them."""
    if len(stored) > MAX_STORED:
        raise MalformedError(f"detached part: expected at most {MAX_STORED} bytes, got {len(stored)}")
    try:
        rows = _decode(stored)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError(f"detached part: expected one line of JSON: {error}") from error
    if not isinstance(rows, list) or not rows:
        raise MalformedError("detached part: expected a list of fields")
    for row in rows:
        _check_row(row)
    names = [row[0] for row in rows]
    if names != sorted(set(names)) or _encode(rows) != stored:
        raise MalformedError("detached part: expected each field once, in the order of names, in canonical JSON")
    return rows


def _check_row(row: Any) -> None:
    """A field is a name, a salt and a plain value: nothing that could be spelled in two ways."""
    if not isinstance(row, list) or len(row) != 3:
        raise MalformedError("detached part: expected [name, salt, value]")
    name, salt, value = row
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise MalformedError(f"detached part: expected a field name, got {name!r:.60}")
    if not isinstance(salt, str) or not _SALT.fullmatch(salt):
        raise MalformedError(f"detached part: expected a salt of {SALT_SIZE} bytes in hex for {name}")
    if not isinstance(value, str | int | None) or (isinstance(value, int) and abs(value) > MAX_INTEGER):
        raise MalformedError(f"detached part: expected text, integer, true, false or null in {name}")


def _leaves(rows: Sequence[Any]) -> list[bytes]:
    return [leaf_hash(_encode(row)) for row in rows]


def _reader(leaves: Sequence[bytes]) -> HashReader:
    def read(level: int, index: int) -> bytes:
        return leaves[index] if level == 0 else node_hash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))

    return read
