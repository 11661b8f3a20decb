"""Finding a tile or a bundle among a log's files: C2SP tlog-tiles, Partial Tiles.

A log may delete a partial tile once the full one exists. Whoever reads an
older size then takes the full file, and of it the part that was there.

Left out: any check of the content against anything but its own length.
"""

from collections.abc import Callable
from typing import NamedTuple

from trilateral.errors import MalformedError
from trilateral.tlog.bundles import parse_bundle
from trilateral.tlog.merkle import HASH_SIZE
from trilateral.tlog.paths import TILE_WIDTH, bundle_path, tile_path, width_of

ReadFile = Callable[[str], bytes]
"""path -> the bytes of that file of a log; raises `KeyError` or `FileNotFoundError` if it is missing.

Anything else that it raises is let through: a network that fails is no fault of the log."""

_MISSING = (KeyError, FileNotFoundError)


class Found(NamedTuple):
    """A file that was there.

    Attributes:
        path: Where: the full file may stand in for the partial one.
        data: Its bytes, as they came.
    """

    path: str
    data: bytes


def find_file(wanted: str, full: str, read: ReadFile) -> Found | None:
    """The file at `wanted`, else the one at `full`, else None."""
    for path in (wanted, full):
        try:
            return Found(path, read(path))
        except _MISSING:
            continue
    return None


def find_tile(level: int, index: int, width: int, read: ReadFile) -> Found | None:
    """A tile of hashes, not checked."""
    return find_file(tile_path(level, index, width), tile_path(level, index), read)


def find_bundle(index: int, width: int, read: ReadFile) -> Found | None:
    """A bundle of entries, not checked."""
    return find_file(bundle_path(index, width), bundle_path(index), read)


def split_tile(found: Found, width: int) -> list[bytes]:
    """The first `width` hashes of a tile, whose file must be as long as its path says."""
    expected = HASH_SIZE * (width if found.path.endswith(f".p/{width}") else TILE_WIDTH)
    if len(found.data) != expected:
        raise MalformedError(f"{found.path}: expected {expected} bytes of hashes, got {len(found.data)}")
    return [found.data[at : at + HASH_SIZE] for at in range(0, HASH_SIZE * width, HASH_SIZE)]


def read_tile(size: int, level: int, index: int, read: ReadFile) -> list[bytes]:
    """The hashes of a tile in a log of `size` entries."""
    width = width_of(size, level, index)
    found = find_tile(level, index, width, read)
    if found is None:
        raise MalformedError(f"{tile_path(level, index, width)}: expected a file, found none")
    return split_tile(found, width)


def read_bundle(size: int, index: int, read: ReadFile) -> list[bytes]:
    """The entries of a bundle in a log of `size` entries."""
    width = width_of(size, 0, index)
    found = find_bundle(index, width, read)
    if found is None:
        raise MalformedError(f"{bundle_path(index, width)}: expected a file, found none")
    return parse_bundle(found.data, width if found.path.endswith(f".p/{width}") else TILE_WIDTH)[:width]
