"""Places that are not known exactly, or not shown so: coarse grids, distances, and whether two of them meet.

A place is points and a radius: one point for a spot and the ground round it, more for a route,
none where it is known by name alone. The radius says how far from the points it may lie, or how
far it reaches. Across parties a place is shown on the charter's grid, so that nobody learns from
it what was hit: `coarsened` moves each point to the middle of its square.

Grids are reckoned in integers, so that rules may ask `is_coarse`. Distances are floating point on
a sphere and are for questions alone: no state may rest on them. Two routes of very many points are drawn with
fewer for them, and how far these are off counts as unknown: else they would take minutes.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, NamedTuple, TypeAlias

import msgspec

from trilateral.agreement.clocks import Answer
from trilateral.ledger.entry import Part, Text

MOST_PAIRS = 2_500
"""Of stretches of two places, of which each is compared with each."""
EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG). A sphere is within 0.6 % of the truth, which is finer than any grid here."""

_LATITUDE_MAX = 900_000_000
_FULL_TURN = 3_600_000_000
_METRES_PER_MICRODEGREE = (7_863, 100_000)
"""Half a square's diagonal at the equator, where squares are largest, for each microdegree of its side; rounded up."""

_Vector: TypeAlias = tuple[float, float, float]
_Arc: TypeAlias = tuple[_Vector, _Vector]


class Point(Part, frozen=True):
    """A point on the ground (WGS 84), in integers of 1e-7 degree: about a centimetre."""

    lat: Annotated[int, msgspec.Meta(ge=-_LATITUDE_MAX, le=_LATITUDE_MAX)]
    lon: Annotated[int, msgspec.Meta(ge=-1_800_000_000, lt=1_800_000_000)]


class Location(Part, frozen=True):
    """A place as its holder states it.

    Attributes:
        names: What the holder calls it, in one language or more.
        points: None for a place known by name alone, one for a spot, more for a route in its order.
        radius_m: Metres round the points within which it lies, or over which it extends.
        whole: Whether all ground within the radius is meant, or a spot somewhere in it.
    """

    names: tuple[Text, ...] = ()
    points: tuple[Point, ...] = ()
    radius_m: Annotated[int, msgspec.Meta(ge=0, le=20_100_000)] = 0
    whole: bool = False


# Grids, in integers


def coarsened(location: Location, grid_microdegrees: int) -> Location:
    """Return the place as it is shown on a grid.

    Args:
        location: As its holder knows it.
        grid_microdegrees: Side of a square in millionths of a degree, as the charter says; 0 leaves it as it is.

    Returns:
        Each point in the middle of its square, once where neighbours of a route fall together; the radius wide
        enough to hold the truth. It is a spot somewhere in there, whatever it was before. Shown again it is the same.
    """
    if grid_microdegrees <= 0 or not location.points or is_coarse(location, grid_microdegrees):
        return location
    moved = [_middle(point, grid_microdegrees) for point in location.points]
    points = tuple(point for number, point in enumerate(moved) if number == 0 or point != moved[number - 1])
    return Location(location.names, points, min(location.radius_m + reach_m(grid_microdegrees), 20_100_000))


def is_coarse(location: Location, grid_microdegrees: int) -> bool:
    """Whether a place says no more than the grid allows: points in the middle of their squares, and a radius that says so."""
    if grid_microdegrees <= 0 or not location.points:
        return True
    middles = all(point == _middle(point, grid_microdegrees) for point in location.points)
    return middles and not location.whole and location.radius_m >= min(reach_m(grid_microdegrees), 20_100_000)


def reach_m(grid_microdegrees: int) -> int:
    """Return how many metres the truth may lie from the middle of its square, at most."""
    times, over = _METRES_PER_MICRODEGREE
    return -(-grid_microdegrees * times // over)


def _middle(point: Point, grid_microdegrees: int) -> Point:
    side = grid_microdegrees * 10
    lat = point.lat // side * side + side // 2
    lon = (point.lon + _FULL_TURN // 2) // side * side + side // 2 - _FULL_TURN // 2
    return Point(max(-_LATITUDE_MAX, min(lat, _LATITUDE_MAX)), min(lon, _FULL_TURN // 2 - 1))


# Distances, for questions alone


def distance_m(one: Location, other: Location) -> float | None:
    """Return the metres between what two places draw, their radii left aside; None if one is known by name alone.

    Between two long routes it may be off, by `off_m`.
    """
    if not one.points or not other.points:
        return None
    ours, theirs = _both(one, other)
    return EARTH_RADIUS_M * min(_between(a, b) for a in ours.stretches for b in theirs.stretches)


def off_m(one: Location, other: Location) -> int:
    """Return how many metres their `distance_m` may be off, since they are drawn with fewer points; mostly 0."""
    if not one.points or not other.points:
        return 0
    return math.ceil(sum(each.off_m for each in _both(one, other)))


def may_meet(one: Location, other: Location, margin_m: int = 0, apart_m: float | None = None) -> Answer:
    """Return whether two places come within a margin of each other.

    Args:
        one: A place.
        other: Another.
        margin_m: How many metres apart still counts as meeting.
        apart_m: Their `distance_m`, if it is known already.

    Returns:
        Yes if they do wherever within its radius each of them lies; no if they do nowhere; otherwise it cannot be
        decided, as where one is known by name alone.
    """
    apart = distance_m(one, other) if apart_m is None else apart_m
    if apart is None:
        return Answer.UNDECIDED
    reaching = margin_m + sum(place.radius_m for place in (one, other) if place.whole)
    unknown = off_m(one, other) + sum(place.radius_m for place in (one, other) if not place.whole)
    if apart + unknown <= reaching:
        return Answer.YES
    return Answer.NO if apart > reaching + unknown else Answer.UNDECIDED


class _Drawn(NamedTuple):
    """The arcs of a place, and how many metres what they leave out may lie beside them."""

    stretches: tuple[_Arc, ...]
    off_m: float


def _both(one: Location, other: Location) -> tuple[_Drawn, _Drawn]:
    """Two places as they are compared: whole, if that is soon done."""
    counts = [max(1, len(place.points) - 1) for place in (one, other)]
    if counts[0] * counts[1] <= MOST_PAIRS:
        return _drawn(one.points, counts[0]), _drawn(other.points, counts[1])
    even = math.isqrt(MOST_PAIRS)
    ours, theirs = (max(even, MOST_PAIRS // count) for count in reversed(counts))
    return _drawn(one.points, ours), _drawn(other.points, theirs)


@lru_cache(maxsize=128)  # no more: what is kept of a long route takes half a megabyte
def _drawn(points: tuple[Point, ...], most: int) -> _Drawn:
    vectors = [_vector(point) for point in points]
    each = max(1, math.ceil((len(vectors) - 1) / most))
    ends = [*range(0, len(vectors) - 1, each), len(vectors) - 1]
    runs = list(pairwise(ends)) or [(0, 0)]
    arcs = tuple((vectors[start], vectors[end]) for start, end in runs)
    off = max(
        (_beside(vectors[start : end + 1], arc) for (start, end), arc in zip(runs, arcs, strict=True)), default=0.0
    )
    return _Drawn(arcs, EARTH_RADIUS_M * off)


def _beside(run: list[_Vector], arc: _Arc) -> float:
    """How far a run of a route lies beside the arc that is drawn for it, at most, as an angle.

    Between two points that are so far from a great circle, the way on a sphere leads further from it, the longer it is.
    """
    off = max((_to_arc(point, arc) for point in run[1:-1]), default=0.0)
    if off == 0.0:
        return off
    longest = max(_angle(a, b) for a, b in pairwise(run))
    if max(off, longest / 2) >= math.pi / 2 - 1e-3:
        return math.pi
    return math.atan(math.tan(off) / math.cos(longest / 2))


def _vector(point: Point) -> _Vector:
    lat, lon = math.radians(point.lat / 1e7), math.radians(point.lon / 1e7)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _between(one: _Arc, other: _Arc) -> float:
    """The angle between two arcs of great circles: none if they cross, otherwise from an end of one to the other."""
    if _cross_each_other(one, other):
        return 0.0
    return min(
        *(_to_arc(end, other) for end in one),
        *(_to_arc(end, one) for end in other),
    )


def _to_arc(point: _Vector, arc: _Arc) -> float:
    start, end = arc
    normal = _cross(start, end)
    length = math.sqrt(_dot(normal, normal))
    ends = min(_angle(point, start), _angle(point, end))
    if length < 1e-15:  # an arc without length
        return ends
    beside = _dot(_cross(normal, start), point) >= 0 and _dot(_cross(end, normal), point) >= 0
    return min(ends, abs(math.asin(max(-1.0, min(1.0, _dot(point, normal) / length))))) if beside else ends


def _cross_each_other(one: _Arc, other: _Arc) -> bool:
    first, second = _cross(*one), _cross(*other)
    meeting = _cross(first, second)
    if _dot(meeting, meeting) < 1e-30:  # one has no length, or both lie on one circle: an end decides
        return False
    return any(
        all(_lies_on(point, arc, normal) for arc, normal in ((one, first), (other, second)))
        for point in (meeting, (-meeting[0], -meeting[1], -meeting[2]))
    )


def _lies_on(point: _Vector, arc: _Arc, normal: _Vector) -> bool:
    return _dot(_cross(normal, arc[0]), point) >= 0 and _dot(_cross(arc[1], normal), point) >= 0


def _angle(one: _Vector, other: _Vector) -> float:
    across = _cross(one, other)
    return math.atan2(math.sqrt(_dot(across, across)), _dot(one, other))


def _cross(one: _Vector, other: _Vector) -> _Vector:
    return (
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    )


def _dot(one: _Vector, other: _Vector) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]
