"""Lines that stand behind places on a map, so that a reader can find their way. Nothing is decided by them.

Those that come with the program are Natural Earth's and no party's. A node can have its own instead, as a file of its
operator's (`outlines` in node.toml): then the page says so.
"""

import importlib.resources
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Annotated, TypeAlias

import msgspec

from trilateral.errors import MalformedError
from trilateral.i18n.territories import territory

At: TypeAlias = tuple[float, float]
"""Longitude and latitude in degrees, or across and down on a picture."""
Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed line.

    Attributes:
        code: Of what it encloses: ISO 3166-1 for a country, 3166-2 for a part of one; empty for neither.
        names: What that is called, by language; of a country CLDR knows it.
    """

    code: str
    names: Mapping[str, str]
    ring: tuple[At, ...]
    box: Box

    def name(self, lang: str) -> str:
        """What readers call it; empty where nobody has said."""
        return self.names.get(lang) or self.names.get("en") or territory(self.code, lang)

    def meets(self, box: Box) -> bool:
        """Whether any of it can lie on a piece of ground."""
        west, south, east, north = self.box
        return west <= box[2] and box[0] <= east and south <= box[3] and box[1] <= north


@dataclass(frozen=True, slots=True, eq=False)
class Backdrop:
    """All lines. One is only ever equal to itself: comparing thousands of points takes longer than drawing them.

    Attributes:
        lands: Countries.
        units: Parts of countries.
        own: Whether a node's operator put them there.
    """

    lands: tuple[Shape, ...]
    units: tuple[Shape, ...]
    own: bool = False


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    ring: tuple[tuple[float, float], ...]
    names: dict[str, str] = {}


class _OwnLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of an operator's file.

    Attributes:
        ring: Longitude and latitude in degrees.
    """

    ring: Annotated[
        tuple[
            tuple[
                Annotated[float, msgspec.Meta(ge=-360, le=360)],
                Annotated[float, msgspec.Meta(ge=-90, le=90)],
            ],
            ...,
        ],
        msgspec.Meta(min_length=4),
    ]
    code: str = ""
    names: dict[str, str] = {}


@cache
def bundled() -> Backdrop:
    """Return the lines that come with the program."""
    return Backdrop(_read("world.json", 100), _read("iraq.json", 1000))


def _read(name: str, parts: int) -> tuple[Shape, ...]:
    data = importlib.resources.files("trilateral.ui").joinpath("outlines", name).read_bytes()
    lines = msgspec.json.decode(data, type=tuple[_Line, ...])
    return tuple(_shape(e.code, e.names, tuple((lon / parts, lat / parts) for lon, lat in e.ring)) for e in lines)


def _shape(code: str, names: Mapping[str, str], ring: tuple[At, ...]) -> Shape:
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    return Shape(code, names, ring, (min(lons), min(lats), max(lons), max(lats)))


@lru_cache(maxsize=4)
def parse_backdrop(data: bytes) -> Backdrop:
    """Return the lines that an operator wrote: JSON, a list of objects with `ring`, `code` and `names` by language.

    Raises:
        MalformedError: It is no such list.
    """
    try:
        lines = msgspec.json.decode(data, type=tuple[_OwnLine, ...])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedError(f"expected a list of outlines: {error}") from error
    shapes = [_shape(each.code, each.names, each.ring) for each in lines]
    lands = tuple(each for each in shapes if "-" not in each.code)
    return Backdrop(lands, tuple(each for each in shapes if "-" in each.code), own=True)


def clipped(ring: Sequence[At], box: Box) -> list[At]:
    """Return the part of a closed line's inside that lies in a box, by Sutherland and Hodgman's way; empty for none."""
    found = list(ring)
    west, south, east, north = box
    for axis, limit, keep_above in ((0, west, True), (0, east, False), (1, south, True), (1, north, False)):
        found = _cut(found, axis, limit, keep_above=keep_above)
        if not found:
            return []
    return found


def _cut(ring: Sequence[At], axis: int, limit: float, *, keep_above: bool) -> list[At]:
    def inside(at: At) -> bool:
        return at[axis] >= limit if keep_above else at[axis] <= limit

    found: list[At] = []
    before = ring[-1]
    for at in ring:
        if inside(at) != inside(before):
            share = (limit - before[axis]) / (at[axis] - before[axis])
            other = before[1 - axis] + share * (at[1 - axis] - before[1 - axis])
            found.append((limit, other) if axis == 0 else (other, limit))
        if inside(at):
            found.append(at)
        before = at
    return found


def thinned(points: Iterable[At], least: float) -> list[At]:
    """Return a line without points that lie nearer than `least` to the one before."""
    found: list[At] = []
    for at in points:
        if not found or abs(at[0] - found[-1][0]) + abs(at[1] - found[-1][1]) >= least:
            found.append(at)
    return found


def middle(ring: Sequence[At]) -> At:
    """Return where a name can stand: the middle of the ground that a line encloses."""
    area = across = up = 0.0
    before = ring[-1]
    for at in ring:
        turn = before[0] * at[1] - at[0] * before[1]
        area, across, up = area + turn, across + (before[0] + at[0]) * turn, up + (before[1] + at[1]) * turn
        before = at
    if abs(area) < 1e-9:
        return ring[0]
    return across / (3 * area), up / (3 * area)
