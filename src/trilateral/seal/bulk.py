"""Many rows under one root: registers and reports of which an entry states the number and the root.

    leaf     ["<salt, hex>",{<row>}]              one line of canonical JSON; its hash as a leaf: RFC 6962
    stored   <leaf hash, hex> <leaf> LF           a row that is there
             <leaf hash, hex> LF                  a row that was erased
    root     over the leaf hashes, in order

Of a row that is blanked the leaf hash stays, so all others are proven as before; with the salt
gone, it tells nothing of what the row was, not even to somebody who guesses right. A
single row is proven by its index, salt, row and path: one signature covers them all.

A stored bulk changes as rows are erased, so it goes by its root and not by the hash of its
bytes. Not trusted: who can change it can take rows away, not exchange them.

Left out: encryption. Whoever may have the file reads all of it; a row that was handed on sealed
could not be erased alone.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from trilateral.errors import MalformedError
from trilateral.seal.commitments import SALT_SIZE
from trilateral.seal.recipient import Draw, drawn
from trilateral.seal.values import parse_spelled, spell
from trilateral.tlog.merkle import (
    EMPTY_ROOT,
    HASH_SIZE,
    Frontier,
    inclusion_proof,
    leaf_hash,
    node_hash,
    verify_inclusion,
)

MAX_ROWS = 1_000_000
MAX_LEAF = 65_535
"""The longest leaf, salt included: as long as an entry may be."""

_HEX_SIZE = 2 * HASH_SIZE
_HEX = re.compile(r"[0-9a-f]{64}")
_WHAT = "bulk row"


class Manifest(msgspec.Struct, frozen=True):
    """What an entry says of a bulk.

    Attributes:
        root: Hex.
    """

    count: int
    root: str


class RowState(StrEnum):
    """What became of a row in somebody's copy."""

    THERE = "there"
    ERASED = "erased"
    ALTERED = "altered"  # another than was committed to: in this copy, so another may be whole
    UNREADABLE = "unreadable"  # what was committed to is no row: its author's doing


class BulkRow(msgspec.Struct, frozen=True):
    """One row of a stored bulk.

    Attributes:
        row: None unless it is there.
    """

    index: int
    state: RowState
    row: dict[str, Any] | None


class RowProof(msgspec.Struct, frozen=True):
    """One row shown alone.

    Attributes:
        index: From 0, in the order committed to: `us/42#17` is index 17 of the bulk of that entry.
        salt: Hex.
        path: Hashes from the leaf to the root, hex.
    """

    index: int
    salt: str
    row: dict[str, Any]
    path: tuple[str, ...]


class BulkWriter:
    """Makes the lines of a bulk one by one, and keeps no more than a hash for each doubling of their number."""

    def __init__(self, draw: Draw) -> None:
        """Take the source of salts."""
        self._draw = draw
        self._tree = Frontier()

    def line(self, row: Mapping[str, object]) -> bytes:
        """The next row as it is stored, with a salt of its own."""
        if self._tree.size == MAX_ROWS:
            raise MalformedError(f"bulk: expected at most {MAX_ROWS} rows, got more")
        leaf = spell([drawn(self._draw, SALT_SIZE).hex(), row], _WHAT)
        if not isinstance(row, dict) or len(leaf) > MAX_LEAF:
            raise MalformedError(f"{_WHAT}: expected an object of at most {MAX_LEAF} bytes, got {len(leaf)} bytes")
        hashed = leaf_hash(leaf)
        self._tree.append(hashed)
        return b"%b %b\n" % (hashed.hex().encode(), leaf)

    def manifest(self) -> Manifest:
        """What an entry about the rows so far has to say."""
        if not self._tree.size:
            raise MalformedError("bulk: expected a row or more, got none")
        return Manifest(self._tree.size, self._tree.root().hex())


def read_bulk(lines: Iterable[bytes], manifest: Manifest) -> Iterator[BulkRow]:
    """Each row and what became of it, as the lines come.

    The root can be checked only after the last line: until the iteration has ended without an
    error, nothing of it is proven.

    Raises:
        MalformedError: The leaf hashes do not lead to the root, so that no row can be told from another.
    """
    tree = Frontier()
    for line in lines:
        hashed = _hash_of(line, tree.size, manifest)
        yield BulkRow(tree.size, *_judged(line, hashed))
        tree.append(hashed)
    _check_root(tree, manifest)


def verify_bulk(lines: Iterable[bytes], manifest: Manifest) -> dict[RowState, tuple[int, ...]]:
    """The indices of rows that are not there, by what became of them.

    Raises:
        MalformedError: As `read_bulk`.
    """
    missing: dict[RowState, list[int]] = {state: [] for state in RowState if state is not RowState.THERE}
    for each in read_bulk(lines, manifest):
        if each.state is not RowState.THERE:
            missing[each.state].append(each.index)
    return {state: tuple(indices) for state, indices in missing.items()}


def leaf_hashes(lines: Iterable[bytes], manifest: Manifest) -> list[bytes]:
    """The leaf hashes that `manifest` stands for: what proofs are made of, whether rows are there or not."""
    tree, hashes = Frontier(), []
    for line in lines:
        hashes.append(_hash_of(line, tree.size, manifest))
        tree.append(hashes[-1])
    _check_root(tree, manifest)
    return hashes


def prove_row(hashes: Sequence[bytes], index: int, line: bytes) -> RowProof:
    """What shows the row in `line` to somebody who holds the entry.

    Args:
        hashes: As `leaf_hashes` gives them.
        index: Which row.
        line: It, as it is stored.
    """

    def read(level: int, at: int) -> bytes:
        return hashes[at] if level == 0 else node_hash(read(level - 1, 2 * at), read(level - 1, 2 * at + 1))

    path = inclusion_proof(index, len(hashes), read)
    state, row = _judged(line, hashes[index])
    if row is None:
        raise MalformedError(f"{_WHAT} {index}: expected one that is there, got one that is {state}")
    salt = line[_HEX_SIZE + 3 :][:_HEX_SIZE].decode()
    return RowProof(index, salt, row, tuple(each.hex() for each in path))


def verify_row(proof: RowProof, manifest: Manifest) -> None:
    """Make sure that the row shown is the one that the entry with this manifest was signed over."""
    if not _HEX.fullmatch(proof.salt):
        raise MalformedError(f"{_WHAT}: expected a salt of {SALT_SIZE} bytes in hex")
    try:
        path, root = [bytes.fromhex(each) for each in proof.path], bytes.fromhex(manifest.root)
    except (ValueError, TypeError) as error:
        raise MalformedError(f"{_WHAT}: expected hashes in hex: {error}") from error
    leaf = leaf_hash(spell([proof.salt, proof.row], _WHAT))
    verify_inclusion(leaf, proof.index, manifest.count, path, root)


def erase_rows(lines: Iterable[bytes], indices: Container[int]) -> Iterator[bytes]:
    """The same lines, with those of `indices` blanked. The caller writes them, and destroys what it read."""
    for index, line in enumerate(lines):
        yield line[:_HEX_SIZE] + b"\n" if index in indices else line


def _hash_of(line: bytes, index: int, manifest: Manifest) -> bytes:
    """The leaf hash that a line begins with."""
    if index >= min(manifest.count, MAX_ROWS):
        raise MalformedError(f"bulk: expected {manifest.count} rows, and at most {MAX_ROWS}, got more")
    hashed = line[:_HEX_SIZE].decode("latin-1")
    if not _HEX.fullmatch(hashed):
        raise MalformedError(f"{_WHAT} {index}: expected a leaf hash in hex, got {hashed!r:.80}")
    return bytes.fromhex(hashed)


def _judged(line: bytes, hashed: bytes) -> tuple[RowState, dict[str, Any] | None]:
    """What became of the row in a line, if `hashed` is the leaf hash that was committed to."""
    rest = line[_HEX_SIZE:]
    if rest == b"\n":
        return RowState.ERASED, None
    leaf = rest[1:-1]
    if rest != b" %b\n" % leaf or leaf_hash(leaf) != hashed:
        return RowState.ALTERED, None
    row = _parsed(leaf)
    return (RowState.UNREADABLE, None) if row is None else (RowState.THERE, row)


def _parsed(leaf: bytes) -> dict[str, Any] | None:
    """The row in a leaf that was committed to, or None if its author committed to something else."""
    if len(leaf) > MAX_LEAF:
        return None
    try:
        found = parse_spelled(leaf, _WHAT)
    except MalformedError:
        return None
    match found:
        case [str(salt), dict(row)] if _HEX.fullmatch(salt):
            return row
    return None


def _check_root(tree: Frontier, manifest: Manifest) -> None:
    if tree.size != manifest.count:
        raise MalformedError(f"bulk: expected {manifest.count} rows, got {tree.size}")
    if (root := tree.root().hex()) != manifest.root or tree.root() == EMPTY_ROOT:
        raise MalformedError(f"bulk: expected root {manifest.root}, got {root}")
