"""Reading a log from its files without believing them: C2SP tlog-tiles, RFC 6962, section 2.1.

Only the root is trusted: it stands in a checkpoint that somebody signed. From
it down, every tile is hashed and compared with the hash that its parent has
for it, and every entry with its leaf hash. No full tile is passed over on the
ground that it was reached from above: readers that did so (CVE-2026-56865)
took an entry that was forged together with its level 0 tile for a true one.

The tiles at the right edge have no parents; together they give the root. If
they do not, it cannot be seen from above which of them is wrong. So what a
damaged tile should say is worked out from the files below it, and if that
fits, the damage has a name: this file, from this entry on.

Left out: what entries mean, and files that this size does not reach.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from trilateral.errors import MalformedError
from trilateral.tlog.bundles import split_bundle
from trilateral.tlog.files import Found, ReadFile, find_bundle, find_tile, split_tile
from trilateral.tlog.merkle import EMPTY_ROOT, HASH_SIZE, leaf_hash, root_of
from trilateral.tlog.paths import TILE_HEIGHT, TILE_WIDTH, bundle_path, tile_path, top_level, width_of


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file of a log.

    Attributes:
        path: The file.
        index: The first entry that this concerns, where it can be told; None where it cannot.
        what: What was expected there, and what was found.
    """

    path: str
    index: int | None
    what: str


def faults_in_log(size: int, root: bytes, read: ReadFile) -> Iterator[Fault]:
    """Everything wrong with a log that should have this size and root. Nothing, if it verifies.

    Reads every tile and every entry, once, in the order of the entries. Bad
    bytes and missing files are faults and never end the reading.
    """
    faults: list[Fault] = []
    for _ in _Audit(size, root, read, faults.append).bundles(0):
        yield from faults
        faults.clear()
    yield from faults


def read_log(size: int, root: bytes, read: ReadFile, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """The entries from `start` on with their indexes, each verified before it is given out.

    Every file that is used is verified up to the root; files that hold only
    earlier entries are not read. Raises `MalformedError` at the first fault.
    """

    def refuse(fault: Fault) -> None:
        where = fault.path if fault.index is None else f"{fault.path}, entry {fault.index}"
        raise MalformedError(f"{where}: {fault.what}")

    for first, entries in _Audit(size, root, read, refuse).bundles(start):
        skipped = max(0, start - first)
        yield from enumerate(entries[skipped:], first + skipped)


Hashes = list[bytes] | None
"""The hashes in a tile; None where there is no such file, and nothing to work it out from."""

Tiles = Mapping[int, Hashes]
"""Level -> the tile at the right edge."""


class _Audit:
    """One reading of one log. `report` hears of each fault, and may raise to end the reading."""

    def __init__(self, size: int, root: bytes, read: ReadFile, report: Callable[[Fault], None]) -> None:
        self._size = size
        self._root = root
        self._read = read
        self._report = report

    def bundles(self, start: int) -> Iterator[tuple[int, list[bytes]]]:
        """(index of the first entry, entries) of each bundle that reaches beyond `start`."""
        if self._size == 0 and self._root != EMPTY_ROOT:
            self._report(Fault("checkpoint", None, f"expected the root of the empty tree, got {self._root.hex()}"))
        for level, hashes in self._edge():
            yield from self._below(level, self._edge_index(level), hashes, start)

    def _edge_index(self, level: int) -> int:
        return self._size >> (TILE_HEIGHT * (level + 1))

    def _below(self, level: int, index: int, hashes: Hashes, start: int) -> Iterator[tuple[int, list[bytes]]]:
        """What lies under a tile whose hashes are settled, or lost: then it is only looked for."""
        first, width = index * TILE_WIDTH, width_of(self._size, level, index)
        if level == 0:
            if first + width > start:
                yield first, self._bundle(index, width, hashes)
            return
        for child, expected in enumerate(hashes or [None] * width, first):
            if (child + 1) << (TILE_HEIGHT * level) > start:
                yield from self._below(level - 1, child, self._full_tile(level - 1, child, expected), start)

    # The right edge, from the top down.

    def _edge(self) -> list[tuple[int, Hashes]]:
        """The hashes to go by in each tile at the right edge, highest level first."""
        levels = [level for level in range(top_level(self._size), -1, -1) if self._edge_width(level)]
        stored = {level: self._tile(level, self._edge_index(level)) for level in levels}
        if _edge_root(stored) == self._root or not levels:
            return list(stored.items())
        settled = self._mend_edge(stored)
        if settled is None:
            found = _edge_root(stored)
            came = "files that are missing" if found is None else found.hex()
            path = tile_path(levels[0], self._edge_index(levels[0]), self._edge_width(levels[0]))
            self._report(Fault(path, None, f"expected the log to hash to {self._root.hex()}, got {came}"))
            settled = stored
        return list(settled.items())

    def _edge_width(self, level: int) -> int:
        return width_of(self._size, level, self._edge_index(level))

    def _mend_edge(self, stored: Tiles) -> Tiles | None:
        """Stored tiles, and others worked out from below, that give the root together; None if no choice does.

        There are as many choices as subsets of at most eight levels, and the
        first has the most stored tiles.
        """
        derived = {level: self._derived(level, self._edge_index(level)) for level in stored}
        for choice in product((stored, derived), repeat=len(stored)):
            tiles = {level: source[level] for level, source in zip(stored, choice, strict=True)}
            if _edge_root(tiles) == self._root:
                for level in stored:
                    self._blame(level, self._edge_index(level), stored[level], tiles[level])
                return tiles
        return None

    # One tile or bundle.

    def _tile(self, level: int, index: int) -> Hashes:
        """The hashes in a tile's file, or None after reporting that there are none."""
        width = width_of(self._size, level, index)
        found = find_tile(level, index, width, self._read)
        if found is None:
            self._report(Fault(tile_path(level, index, width), None, "expected a file, found none"))
            return None
        try:
            return split_tile(found, width)
        except MalformedError as error:
            self._report(Fault(found.path, None, str(error).removeprefix(f"{found.path}: ")))
            return None

    def _full_tile(self, level: int, index: int, expected: bytes | None) -> Hashes:
        """The hashes to go by in a full tile whose parent has `expected` for it, or is lost."""
        stored = self._tile(level, index)
        if expected is None or (stored is not None and root_of(stored) == expected):
            return stored
        derived = self._derived(level, index)
        if derived is not None and root_of(derived) == expected:
            self._blame(level, index, stored, derived)
            return derived
        if stored is not None:
            what = f"expected hashes under {expected.hex()}, as the tile above has it, got {root_of(stored).hex()}"
            self._report(Fault(tile_path(level, index), None, what))
        return stored or derived

    def _derived(self, level: int, index: int) -> Hashes:
        """What a tile should say, going by the files right below it. None if one of them cannot be read."""
        width = width_of(self._size, level, index)
        if level == 0:
            found = find_bundle(index, width, self._read)
            entries, rest = split_bundle(found.data) if found is not None else ([], 0)
            return None if rest or len(entries) < width else [leaf_hash(entry) for entry in entries[:width]]
        roots = []
        for child in range(index * TILE_WIDTH, index * TILE_WIDTH + width):
            found = find_tile(level - 1, child, TILE_WIDTH, self._read)
            if found is None or len(found.data) != TILE_WIDTH * HASH_SIZE:
                return None
            roots.append(root_of(split_tile(found, TILE_WIDTH)))
        return roots

    def _blame(self, level: int, index: int, stored: Hashes, true: Hashes) -> None:
        """Report where a tile differs from what it should say. One without a readable file has been reported."""
        if stored is None or true is None:
            return
        found = find_tile(level, index, len(stored), self._read)
        path = found.path if found else tile_path(level, index, len(stored))
        for offset, (came, expected) in enumerate(zip(stored, true, strict=True)):
            if came != expected:
                first = (index * TILE_WIDTH + offset) << (TILE_HEIGHT * level)
                self._report(Fault(path, first, f"expected hash {expected.hex()}, as below it, got {came.hex()}"))

    def _bundle(self, index: int, width: int, hashes: Hashes) -> list[bytes]:
        """The entries of a bundle, after reporting those that are not the ones whose leaf hashes are settled."""
        first = index * TILE_WIDTH
        found = find_bundle(index, width, self._read)
        if found is None:
            self._report(Fault(bundle_path(index, width), first, "expected a file, found none"))
            return []
        entries, rest = split_bundle(found.data)
        pairs = zip(entries, hashes or (), strict=False)
        wrong = [at for at, (entry, expected) in enumerate(pairs) if leaf_hash(entry) != expected]
        if hashes and not rest and len(entries) == _entries_in(found, width):
            for at in wrong:
                self._report(Fault(found.path, first + at, _differs(entries[at], hashes[at])))
            return entries[:width]
        if rest or len(entries) != _entries_in(found, width):
            # A length that was changed moves all that follows: one fault, at the first entry that is not itself.
            at = wrong[0] if wrong else len(entries)
            what = f"expected {_entries_in(found, width)} entries, got {len(entries)} and {rest} bytes more"
            self._report(Fault(found.path, first + at if at < width else None, what))
        return []


def _entries_in(found: Found, width: int) -> int:
    """How many entries the file must hold: more than asked for where the full one stands in for the partial one."""
    return width if found.path.endswith(f".p/{width}") else TILE_WIDTH


def _differs(entry: bytes, expected: bytes) -> str:
    return f"expected an entry with leaf hash {expected.hex()}, got {leaf_hash(entry).hex()}"


def _edge_root(tiles: Tiles) -> bytes | None:
    """The root that the tiles at the right edge give, from the lowest level up. None if one is missing."""
    root: bytes | None = None
    for level in sorted(tiles):
        hashes = tiles[level]
        if hashes is None:
            return None
        # What is left over below stands to the right of this level's hashes, as the root of a smaller subtree.
        root = root_of(hashes if root is None else [*hashes, root])
    return root
