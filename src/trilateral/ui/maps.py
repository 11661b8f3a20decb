"""A plain map as lines and circles of an SVG, made on the server: works without a script, and in print.

A place is drawn as the area in which it may lie, never as a point more exact than its holder
says. Behind it stand outlines where some are known (`outlines/`), and a graticule everywhere.

Left out on purpose: shades, densities and moving through time, which would tell somebody what he hit. And
every page with a map has all of it as a list too.
"""

import importlib.resources
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import msgspec

from trilateral.agreement.locations import Location, Point
from trilateral.ui.views import PartyView

WIDTH: Final = 640
"""Units of the drawing across."""
_TALLEST: Final = 900
_LEAST_DEGREES: Final = 2.0
"""So much ground at least, that a reader can find their way."""
_LEAST_RADIUS: Final = 5.0
_LETTER_STEP: Final = 18.0
"""Units between the letters of parties that speak of one spot."""
_METRES_PER_DEGREE: Final = 111_320.0
_STEPS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)


@dataclass(frozen=True, slots=True)
class Place:
    """Something to be drawn.

    Attributes:
        location: Where it is, as coarse as it is to be shown.
        party: Whose word it is.
        label: What it is called: the reference.
        href: Its page.
        contested: Whether others place it elsewhere.
    """

    location: Location
    party: PartyView
    label: str
    href: str
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What one party places in one spot: a circle for each point, or the lines between them for a route.

    How many it is does not show: it would be a density.

    Attributes:
        place: The first of them.
        others: Whether there are more.
        circles: Middle and radius of each.
        letter_at: Where its letter stands: beside those of others in the same spot.
        path: Of a route.
    """

    place: Place
    others: bool
    circles: tuple[tuple[float, float, float], ...]
    letter_at: tuple[float, float]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A meridian or a parallel, and the degree that it stands for."""

    path: str
    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map.

    Attributes:
        width: Units across.
        height: Units down.
        outlines: Paths of what is drawn behind.
        lines: The graticule.
        marks: Large areas first, so that small ones lie on them.
        unplaced: How many places are known by name alone.
    """

    width: int
    height: int
    outlines: tuple[str, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    unplaced: int = 0


@dataclass(frozen=True, slots=True)
class _Frame:
    """The ground that a map shows, in degrees, and how it is laid flat: by equal steps, true in the middle."""

    west: float
    south: float
    east: float
    north: float
    scale: float
    """Units for a degree of latitude."""
    squeeze: float
    """A degree of longitude in the middle, measured in degrees of latitude."""

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return round((lon - self.west) * self.squeeze * self.scale, 1), round((self.north - lat) * self.scale, 1)


class _Outline(msgspec.Struct, frozen=True):
    code: str
    ring: tuple[tuple[int, int], ...]


def draw(places: Iterable[Place]) -> Drawn | None:
    """Return the map of places; None if none of them can be drawn."""
    given = list(places)
    drawable = [place for place in given if place.location.points]
    if not drawable:
        return None
    boxes = [_box(place.location) for place in drawable]
    frame = _frame(
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    width, height = frame.at(frame.east, frame.south)
    marks = sorted(_marks(frame, drawable), key=lambda mark: -mark.circles[0][2])
    return Drawn(
        math.ceil(width),
        math.ceil(height),
        tuple(_path(frame, ring) for ring in _rings(frame)),
        tuple(_graticule(frame)),
        tuple(marks),
        len(given) - len(drawable),
    )


def coordinates(location: Location) -> str:
    """Return the first point in degrees and how far the truth may lie from it: `33.35° N 44.35° E ± 8 km`."""
    if not location.points:
        return ""
    point = location.points[0]
    north, east = "N" if point.lat >= 0 else "S", "E" if point.lon >= 0 else "W"
    said = f"{_degrees(point.lat)}° {north} {_degrees(point.lon)}° {east}"
    if not location.radius_m:
        return said
    far = f"{location.radius_m} m" if location.radius_m < 1000 else f"{-(-location.radius_m // 1000)} km"
    return f"{said} ± {far}"


def _degrees(value: int) -> str:
    whole, rest = divmod(abs(value), 10_000_000)
    digits = f"{rest:07d}".rstrip("0")
    return f"{whole}.{digits.ljust(2, '0')}"


def _box(location: Location) -> tuple[float, float, float, float]:
    lats, lons = ([getattr(point, name) / 1e7 for point in location.points] for name in ("lat", "lon"))
    far = location.radius_m / _METRES_PER_DEGREE
    wide = min(far / max(math.cos(math.radians(max(map(abs, lats)))), 0.05), 180.0)
    return min(lons) - wide, min(lats) - far, max(lons) + wide, max(lats) + far


def _frame(west: float, south: float, east: float, north: float) -> _Frame:
    """The ground shown: what the places need, with a margin."""
    more = max(_LEAST_DEGREES - (north - south), 0.0) / 2 + (north - south) * 0.08
    south, north = max(south - more, -90.0), min(north + more, 90.0)
    squeeze = max(math.cos(math.radians((south + north) / 2)), 0.05)
    wide = max(_LEAST_DEGREES / squeeze - (east - west), 0.0) / 2 + (east - west) * 0.08
    west, east = west - wide, east + wide
    scale = min(WIDTH / ((east - west) * squeeze), _TALLEST / (north - south))
    return _Frame(west, south, east, north, scale, squeeze)


def _marks(frame: _Frame, places: Sequence[Place]) -> Iterable[Mark]:
    together: dict[tuple[str, bool, Location], list[Place]] = {}
    for place in places:
        spot = msgspec.structs.replace(place.location, names=())
        together.setdefault((place.party.id, place.contested, spot), []).append(place)
    beside = Counter(spot.points[0] for _, _, spot in together)
    drawn: Counter[Point] = Counter()
    for (_, _, spot), same in together.items():
        first = spot.points[0]
        yield _mark(frame, same, drawn[first] - (beside[first] - 1) / 2)
        drawn[first] += 1


def _mark(frame: _Frame, places: Sequence[Place], step: float) -> Mark:
    location = places[0].location
    radius = max(location.radius_m / _METRES_PER_DEGREE * frame.scale, _LEAST_RADIUS)
    at = [frame.at(point.lon / 1e7, point.lat / 1e7) for point in location.points]
    path = "M" + "L".join(f"{x} {y}" for x, y in at) if len(at) > 1 else ""
    letter_at = (round(at[0][0] + step * _LETTER_STEP, 1), at[0][1] + 4)
    return Mark(places[0], len(places) > 1, tuple((x, y, round(radius, 1)) for x, y in at), letter_at, path)


def _path(frame: _Frame, ring: Sequence[tuple[int, int]]) -> str:
    return "M" + "L".join("{} {}".format(*frame.at(lon / 1000, lat / 1000)) for lon, lat in ring) + "Z"


def _graticule(frame: _Frame) -> Iterable[Line]:
    span = max(frame.north - frame.south, frame.east - frame.west)
    step = next((each for each in _STEPS if span / each <= 8), _STEPS[-1])
    for number in range(math.ceil(frame.west / step), math.floor(frame.east / step) + 1):
        x, _ = frame.at(number * step, frame.north)
        _, bottom = frame.at(number * step, frame.south)
        yield Line(f"M{x} 0V{bottom}", _named(number * step, "E", "W"), x, bottom)
    for number in range(math.ceil(frame.south / step), math.floor(frame.north / step) + 1):
        _, y = frame.at(frame.west, number * step)
        right, _ = frame.at(frame.east, number * step)
        yield Line(f"M0 {y}H{right}", _named(number * step, "N", "S"), 0, y)


def _named(degrees: float, above: str, below: str) -> str:
    shown = f"{abs(degrees):.1f}".removesuffix(".0")
    return f"{shown}°" if not degrees else f"{shown}° {above if degrees > 0 else below}"


def _rings(frame: _Frame) -> Iterable[Sequence[tuple[int, int]]]:
    west, south, east, north = _bounds()
    if east < frame.west or frame.east < west or north < frame.south or frame.north < south:
        return ()
    return [each.ring for each in _outlines()]


@cache
def _outlines() -> tuple[_Outline, ...]:
    data = importlib.resources.files("trilateral.ui").joinpath("outlines", "iraq.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[_Outline, ...])


@cache
def _bounds() -> tuple[float, float, float, float]:
    points = [point for each in _outlines() for point in each.ring]
    lons, lats = [lon / 1000 for lon, _ in points], [lat / 1000 for _, lat in points]
    return min(lons), min(lats), max(lons), max(lats)
