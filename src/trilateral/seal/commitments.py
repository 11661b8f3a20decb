"""Detached fields: stored together, committed to one by one.

    stored   [["name","<salt, hex>",<value>],...]    one line of JSON, in the order of names
    blob     SHA-256(stored): names the file, and tells whether it was altered
    commit   root of a tree (RFC 6962) whose leaves are the single [name, salt, value]

Whoever is shown one leaf with its path checks it against `commit`, which was signed,
and learns nothing of the others: a salt of 32 bytes stands before each value, so that a name
cannot be found out by trying names. The length of the path tells about how many fields there are.

A field shown proves that its author committed to it, not that there is no second one of that
name, nor how many there are: only whoever sees all rows sees that.

Pure: salts come from the caller, who draws them. A salt is used once, and destroyed
with the field. Left out: where the bytes are kept, and who may read them (`sealed`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple, TypeAlias

import msgspec

from trilateral.errors import MalformedError
from trilateral.seal.values import MAX_INTEGER, parse_spelled, spell
from trilateral.tlog.merkle import HashReader, inclusion_proof, leaf_hash, node_hash, root_of, verify_inclusion

Value: TypeAlias = str | int | bool | None
"""What a field holds. Flat, so that a field is shown or withheld as a whole."""

SALT_SIZE = 32
MAX_STORED = 1_000_000

_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,47}")
_SALT = re.compile(r"[0-9a-f]{64}")
_WHAT = "detached part"


class Row(NamedTuple):
    """One field, as a leaf of the tree has it.

    Attributes:
        salt: Hex.
    """

    name: str
    salt: str
    value: Value


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


def salted(fields: Mapping[str, Value], salts: Sequence[bytes]) -> tuple[Row, ...]:
    """Rows for `fields`, in the order of names.

    Args:
        fields: At least one; names like `name` or `title.fa`.
        salts: As many, of 32 random bytes each, never used before. In the order of names.
    """
    if not fields or len(salts) != len(fields) or len(set(salts)) != len(salts):
        raise ValueError(f"expected a field or more and a salt of its own for each, got {len(fields)} and {len(salts)}")
    if any(len(salt) != SALT_SIZE for salt in salts):
        raise ValueError(f"expected salts of {SALT_SIZE} bytes")
    rows = tuple(Row(name, salt.hex(), fields[name]) for name, salt in zip(sorted(fields), salts, strict=True))
    parse_rows(encode_rows(rows))
    return rows


def encode_rows(rows: Sequence[Row]) -> bytes:
    """Rows as they are stored: one line of canonical JSON."""
    return spell(rows, _WHAT)


def parse_rows(stored: bytes) -> tuple[Row, ...]:
    """The rows of `stored`, if this is the one way to store them."""
    if len(stored) > MAX_STORED:
        raise MalformedError(f"{_WHAT}: expected at most {MAX_STORED} bytes, got {len(stored)}")
    found = parse_spelled(stored, _WHAT)
    if not isinstance(found, list) or not found:
        raise MalformedError(f"{_WHAT}: expected a list of fields")
    rows = tuple(_checked(each) for each in found)
    names = [row.name for row in rows]
    if names != sorted(set(names)):
        raise MalformedError(f"{_WHAT}: expected each field once, in the order of names")
    return rows


def commitment(rows: Sequence[Row]) -> str:
    """What an entry's header has as `commit`, hex."""
    return root_of(_leaves(rows)).hex()


def verify_blob(stored: bytes, blob: str) -> None:
    """Make sure that these are the bytes that the header's `blob` stands for."""
    came = sha256(stored).hexdigest()
    if came != blob:
        raise MalformedError(f"{_WHAT}: expected SHA-256 {blob}, got {came}")


def verify_rows(rows: Sequence[Row], commit: str) -> None:
    """Make sure that the entry with this `commit` was signed over all these rows, and no others."""
    root = commitment(rows)
    if root != commit:
        raise MalformedError(f"{_WHAT}: expected commitment {commit}, got {root}")


def seal_fields(fields: Mapping[str, Value], salts: Sequence[bytes]) -> Detached:
    """The detached part that holds `fields`, readable for everybody who has it. Arguments as for `salted`."""
    rows = salted(fields, salts)
    stored = encode_rows(rows)
    return Detached(stored, sha256(stored).hexdigest(), commitment(rows))


def open_fields(stored: bytes, blob: str, commit: str) -> dict[str, Value]:
    """Return the fields that the header's `blob` and `commit` stand for.

    Raises:
        MalformedError: The bytes are not those that the entry was signed with, or its
            author committed to other fields than it stored.
    """
    verify_blob(stored, blob)
    return open_disclosed(stored, commit)


def open_disclosed(stored: bytes, commit: str) -> dict[str, Value]:
    """The fields of rows that somebody shows whole, in the stored form, whether they were sealed or not."""
    rows = parse_rows(stored)
    verify_rows(rows, commit)
    return {row.name: row.value for row in rows}


def disclose(stored: bytes, name: str) -> Disclosure:
    """Return one field with its proof, to be shown to somebody who holds the entry."""
    return disclose_rows(parse_rows(stored), [name])[0]


def disclose_rows(rows: Sequence[Row], names: Iterable[str]) -> tuple[Disclosure, ...]:
    """Those of the rows, each with its own proof, in the order of `names`. To show all, show the rows themselves."""
    places = {row.name: place for place, row in enumerate(rows)}
    read = _reader(_leaves(rows))
    shown = []
    for name in names:
        if name not in places:
            raise MalformedError(f"{_WHAT}: expected a field {name!r}, got {[*places]}")
        index = places[name]
        path = inclusion_proof(index, len(rows), read)
        shown.append(Disclosure(*rows[index], index, len(rows), tuple(each.hex() for each in path)))
    return tuple(shown)


def verify_disclosure(shown: Disclosure, commit: str) -> None:
    """Check that the entry with this `commit` was signed over the field shown.

    Raises:
        MalformedError: It was not, or what is shown is no field.
    """
    row = _checked([shown.name, shown.salt, shown.value])
    try:
        path, root = [bytes.fromhex(each) for each in shown.path], bytes.fromhex(commit)
    except (ValueError, TypeError) as error:
        raise MalformedError(f"disclosure: expected hashes in hex: {error}") from error
    verify_inclusion(leaf_hash(spell(row, _WHAT)), shown.index, shown.size, path, root)


def verify_disclosures(shown: Sequence[Disclosure], commit: str) -> dict[str, Value]:
    """The fields shown, each checked against `commit`, and against one another: no name and no place twice."""
    for each in shown:
        verify_disclosure(each, commit)
    sizes, places = {each.size for each in shown}, {each.index: each.name for each in shown}
    fields = {each.name: each.value for each in shown}
    in_order = [places[index] for index in sorted(places)]
    if len(sizes) > 1 or len(fields) != len(shown) or in_order != sorted(fields):
        raise MalformedError("disclosure: expected fields of one part, each once and in the order of names")
    return fields


def _checked(row: Any) -> Row:
    """A field is a name, a salt and a plain value: nothing that could be spelled in two ways."""
    if not isinstance(row, list) or len(row) != 3:
        raise MalformedError(f"{_WHAT}: expected [name, salt, value]")
    name, salt, value = row
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise MalformedError(f"{_WHAT}: expected a field name, got {name!r:.60}")
    if not isinstance(salt, str) or not _SALT.fullmatch(salt):
        raise MalformedError(f"{_WHAT}: expected a salt of {SALT_SIZE} bytes in hex for {name}")
    if not isinstance(value, str | int | None) or (isinstance(value, int) and abs(value) > MAX_INTEGER):
        raise MalformedError(f"{_WHAT}: expected text, integer, true, false or null in {name}")
    return Row(name, salt, value)


def _leaves(rows: Sequence[Row]) -> list[bytes]:
    return [leaf_hash(spell(row, _WHAT)) for row in rows]


def _reader(leaves: Sequence[bytes]) -> HashReader:
    def read(level: int, index: int) -> bytes:
        return leaves[index] if level == 0 else node_hash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))

    return read
