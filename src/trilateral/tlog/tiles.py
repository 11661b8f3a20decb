"""A log as files: C2SP tlog-tiles.

A tile of level l holds up to 256 hashes, each over 256**l entries; so each of
its hashes is the root of one *full* tile of the level below, or at level 0 of
one entry. A partial tile stands at the right edge only, and is never hashed
into a tile above. Sizes determine which files there are (`paths_of`), and no
file of a given name ever changes: all writing is adding.

None of these files is trusted. Who can change them can stop a reader, not
deceive one, as long as it reads by way of `audit`.

Left out: `checkpoint`, pruning (no log of ours may be pruned), and disks.
"""

from collections.abc import Sequence
from functools import lru_cache

from trilateral.errors import MalformedError
from trilateral.tlog.audit import Fault, faults_in_log, read_log
from trilateral.tlog.bundles import MAX_ENTRY, encode_bundle, encode_entry, parse_bundle
from trilateral.tlog.files import ReadFile, read_bundle, read_tile
from trilateral.tlog.merkle import EMPTY_ROOT, HashReader, leaf_hash, root_of
from trilateral.tlog.paths import (
    TILE_HEIGHT,
    TILE_WIDTH,
    TilePath,
    bundle_path,
    parse_path,
    paths_of,
    tile_path,
    top_level,
    width_of,
)

__all__ = [
    "MAX_ENTRY",
    "TILE_WIDTH",
    "Fault",
    "ReadFile",
    "TilePath",
    "TileWriter",
    "bundle_path",
    "encode_bundle",
    "faults_in_log",
    "hash_reader",
    "parse_bundle",
    "parse_path",
    "paths_of",
    "read_log",
    "tile_path",
]


class TileWriter:
    """Appends to a log. Keeps the right edge in memory and nothing else.

    Attributes:
        size: Entries in the log, those appended here included.
    """

    __slots__ = ("_bundle", "_edge", "size")

    def __init__(self) -> None:
        """Begin an empty log."""
        self.size = 0
        self._bundle = b""  # the entries of the partial bundle, encoded
        self._edge: list[list[bytes]] = [[]]  # by level: the hashes of the partial tile

    @classmethod
    def load(cls, size: int, read: ReadFile) -> "TileWriter":
        """Continue a log of `size` entries from its files.

        Entries and hashes at the right edge must agree. That they are those
        of the signed head is for the caller to see: compare `root()` with it
        before signing anything.
        """
        writer = cls()
        writer.size = size
        for level in range(top_level(size) + 1):
            index = size >> (TILE_HEIGHT * (level + 1))
            partial = width_of(size, level, index) > 0
            writer._edge[level:] = [read_tile(size, level, index, read) if partial else []]
        if size % TILE_WIDTH:
            entries = read_bundle(size, size // TILE_WIDTH, read)
            if [leaf_hash(entry) for entry in entries] != writer._edge[0]:
                path = bundle_path(size // TILE_WIDTH, size % TILE_WIDTH)
                raise MalformedError(f"{path}: expected the entries hashed in its level 0 tile, got others")
            writer._bundle = encode_bundle(entries)
        return writer

    def root(self) -> bytes:
        """The root over all entries so far."""
        root: bytes | None = None
        for hashes in self._edge:
            root = root_of([*hashes, root]) if root else root_of(hashes) if hashes else None
        return root or EMPTY_ROOT

    def append(self, entries: Sequence[bytes]) -> dict[str, bytes]:
        """Add entries, and return the files that are new: full ones, and the partial ones of the new size.

        They come in the order in which to write them: bundles, then tiles
        from the leaves upwards, so that what a tile hashes is already there.
        None of them replaces another, so until a checkpoint of the new size is
        signed, a crash leaves only files that nobody has been told of.
        An entry that is too long is refused before anything changes.
        """
        encoded = [encode_entry(entry) for entry in entries]
        before, done = self.size, 0
        bundles: dict[str, bytes] = {}
        tiles: list[dict[str, bytes]] = [{}]
        while done < len(entries):
            stop = done + TILE_WIDTH - self.size % TILE_WIDTH
            self._bundle += b"".join(encoded[done:stop])
            self._edge[0] += [leaf_hash(entry) for entry in entries[done:stop]]
            self.size += len(encoded[done:stop])
            done = stop
            index, width = divmod(self.size, TILE_WIDTH)
            if width:
                bundles[bundle_path(index, width)] = self._bundle
            else:
                bundles[bundle_path(index - 1)] = self._bundle
                self._bundle = b""
                self._close(0, tiles)
        self._add_partial(before, tiles)
        return {path: data for files in (bundles, *tiles) for path, data in files.items()}

    def _close(self, level: int, tiles: list[dict[str, bytes]]) -> None:
        """Write the full tile of `level`, and its root into the level above."""
        hashes = self._edge[level]
        tiles[level][tile_path(level, (self.size >> (TILE_HEIGHT * (level + 1))) - 1)] = b"".join(hashes)
        self._edge[level] = []
        if level + 1 == len(self._edge):
            self._edge.append([])
        if level + 1 == len(tiles):
            tiles.append({})
        self._edge[level + 1].append(root_of(hashes))
        if len(self._edge[level + 1]) == TILE_WIDTH:
            self._close(level + 1, tiles)

    def _add_partial(self, before: int, tiles: list[dict[str, bytes]]) -> None:
        """Write the partial tiles that a log of size `before` did not have."""
        for level, files in enumerate(tiles):
            hashes = self._edge[level]
            if hashes and self.size >> (TILE_HEIGHT * level) != before >> (TILE_HEIGHT * level):
                index = self.size >> (TILE_HEIGHT * (level + 1))
                files[tile_path(level, index, len(hashes))] = b"".join(hashes)


def hash_reader(size: int, read: ReadFile) -> HashReader:
    """What the proofs of `merkle` need, from the files of a log of `size` entries.

    Nothing is verified: bad tiles give proofs that fail with whoever checks
    them. A few tiles are remembered, so make a new reader for another size.
    """

    @lru_cache(maxsize=32)
    def tile(level: int, index: int) -> list[bytes]:
        return read_tile(size, level, index, read)

    def complete_subtree(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, TILE_HEIGHT)
        tile_index, offset = divmod(index << height, TILE_WIDTH)
        hashes = tile(tile_level, tile_index)[offset : offset + (1 << height)]
        if len(hashes) != 1 << height:
            raise MalformedError(f"no complete subtree {index} of level {level} in a log of {size} entries")
        return root_of(hashes)

    return complete_subtree
