"""What the files of a log are called: C2SP tlog-tiles, Merkle Tree and Log entries.

    tile/<level>/<index>[.p/<width>]      a tile: up to 256 hashes of one level
    tile/entries/<index>[.p/<width>]      a bundle: up to 256 entries

An index is written in groups of three digits, all but the last marked by an
x: 1234067 is x001/x234/067. Only a tile that is not full yet carries a width.

Left out: `checkpoint`, the one file that changes, and which prefix a log has.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trilateral.errors import MalformedError

TILE_WIDTH = 256
TILE_HEIGHT = 8
"""Binary levels of the tree in one tile: 256 = 2**8."""

_LEVEL_MAX = 63
_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True)
class TilePath:
    """A path taken apart.

    Attributes:
        level: Level of the tile; None for a bundle of entries.
        index: How many full tiles of that level stand to the left.
        width: Hashes or entries in it, 1 to 256.
    """

    level: int | None
    index: int
    width: int


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """The path of a tile of hashes."""
    if not 0 <= level <= _LEVEL_MAX:
        raise MalformedError(f"tile: expected a level from 0 to {_LEVEL_MAX}, got {level}")
    return f"tile/{level}/{_in_groups(index, width)}"


def bundle_path(index: int, width: int = TILE_WIDTH) -> str:
    """The path of a bundle of entries."""
    return f"tile/entries/{_in_groups(index, width)}"


def _in_groups(index: int, width: int) -> str:
    if index < 0 or not 0 < width <= TILE_WIDTH:
        raise MalformedError(f"tile: expected an index from 0 and a width from 1 to 256, got {index} and {width}")
    written = f"{index % 1000:03d}"
    while index := index // 1000:
        written = f"x{index % 1000:03d}/{written}"
    return written if width == TILE_WIDTH else f"{written}.p/{width}"


def parse_path(path: str) -> TilePath:
    """The parts of a path that `tile_path` or `bundle_path` would have written, and of no other.

    A second spelling would be a second file for the same part of the log. And
    nothing that climbs out of a directory passes.
    """
    matched = _PATH.fullmatch(path)
    if matched is None:
        raise MalformedError(f"path: expected tile/<level or entries>/<index>[.p/<width>], got {path[:120]!r}")
    where, groups, partial = matched.groups()
    level = None if where == "entries" else int(where)
    index = int(groups.replace("x", "").replace("/", ""))
    width = int(partial) if partial else TILE_WIDTH
    written = bundle_path(index, width) if level is None else tile_path(level, index, width)
    if written != path:  # leading zeroes, or a full tile written as a partial one
        raise MalformedError(f"path: expected {written}, got {path}")
    return TilePath(level, index, width)


def width_of(size: int, level: int, index: int) -> int:
    """How wide tile `index` of `level` is in a log of `size` entries: 256, less at the right edge, or 0."""
    hashes = size >> (TILE_HEIGHT * level)
    return max(0, min(TILE_WIDTH, hashes - index * TILE_WIDTH))


def top_level(size: int) -> int:
    """The highest level at which a log of `size` entries has a tile; 0 for an empty one too."""
    return max(0, (size.bit_length() - 1) // TILE_HEIGHT)


def paths_of(size: int) -> Iterator[str]:
    """Every file of a log of `size` entries but its checkpoint: bundles first, then tiles from the leaves upwards."""
    for index in range(-(-size // TILE_WIDTH)):
        yield bundle_path(index, width_of(size, 0, index))
    for level in range(top_level(size) + 1 if size else 0):
        for index in range(-(-(size >> (TILE_HEIGHT * level)) // TILE_WIDTH)):
            yield tile_path(level, index, width_of(size, level, index))
