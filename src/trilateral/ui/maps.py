"""A plain map as lines and circles of an SVG, made on the server: works without a script, and in print.

A place is drawn as the area in which it may lie, never as a point more exact than its holder
says. Behind it stand outlines where some are known (`backdrops`), and a graticule everywhere.

Left out on purpose: shades, densities and moving through time, which would tell somebody what he hit. And
every page with a map has all of it as a list too.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import msgspec

from trilateral.agreement.locations import Location, Point
from trilateral.i18n import digits
from trilateral.ui.backdrops import Backdrop, Box, Shape, bundled, clipped, middle, thinned
from trilateral.ui.views import PartyView

WIDTH: Final = 640
"""Units of the drawing across."""
_TALLEST: Final = 900
_LEAST_DEGREES: Final = 2.0
"""So much ground at least, that a reader can find their way."""
_LEAST_RADIUS: Final = 5.0
_LETTER_STEP: Final = 18.0
"""Units between the letters of parties that speak of one spot."""
_RING_STEP: Final = 3.0
_METRES_PER_DEGREE: Final = 111_320.0
_LONGEST_SPOT: Final = 1500
"""Characters of a spot in an address: some sixty points of a route."""
_THIN: Final = 1.2
"""Units between the points of an outline at least."""
_LETTER_WIDE: Final = 6.4
_LINE_HIGH: Final = 13.0
_Outline: TypeAlias = tuple[Shape, str, tuple[float, float]]
"""A shape with its path, and where its name can stand."""
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
        sort: `report`, `notice` or `site`: each is drawn in its own way.
    """

    location: Location
    party: PartyView
    label: str
    href: str
    contested: bool = False
    sort: str = "report"


@dataclass(frozen=True, slots=True)
class Mark:
    """What one party places in one spot: a circle for each point, or the lines between them for a route.

    How many it is does not show: it would be a density.

    Attributes:
        place: The first of them.
        others: Whether there are more.
        href: Where it leads: to the one thing there, or to the list of all, where there is one.
        circles: Middle and radius of each.
        letter_at: Where its letter stands: beside those of others in the same spot.
        path: Of a route.
    """

    place: Place
    others: bool
    href: str
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
class Name:
    """What a piece of ground is called, where that fits."""

    text: str
    x: float
    y: float
    unit: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map.

    Attributes:
        width: Units across.
        height: Units down.
        outlines: Paths of the parts of countries that are drawn behind.
        lines: The graticule.
        marks: Large areas first, so that small ones lie on them.
        unplaced: How many places are known by name alone.
        lands: Paths of countries.
        names: Of countries and their parts, where none lies on another.
        own_lines: Whether the node's operator put these lines there.
    """

    width: int
    height: int
    outlines: tuple[str, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    unplaced: int = 0
    lands: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    own_lines: bool = False


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

    @property
    def box(self) -> Box:
        return self.west, self.south, self.east, self.north


def draw(
    places: Iterable[Place],
    backdrop: Backdrop | None = None,
    lang: str = "en",
    list_of: Callable[[Place], str] | None = None,
) -> Drawn | None:
    """Return the map of places; None if none of them can be drawn.

    Args:
        places: What is to be drawn.
        backdrop: The lines behind; those that come with the program if left out.
        lang: Of the reader, for names.
        list_of: The address of a list of all that its party places where something is; None where the page has no other list.
    """
    given = list(places)
    drawable = [place for place in given if place.location.points]
    if not drawable:
        return None
    frame = _frame(*ground([place.location for place in drawable]))
    width, height = frame.at(frame.east, frame.south)
    marks = sorted(marks_of(frame, drawable, list_of), key=lambda mark: -mark.circles[0][2])
    behind = bundled() if backdrop is None else backdrop
    lands, units = _behind(frame, behind)
    return Drawn(
        math.ceil(width),
        math.ceil(height),
        tuple(path for _, path, _ in units),
        tuple(_graticule(frame)),
        tuple(marks),
        len(given) - len(drawable),
        tuple(path for _, path, _ in lands),
        tuple(_names(frame, [*units, *lands], marks, lang)),
        behind.own,
    )


def ground(locations: Iterable[Location]) -> Box:
    """Return the ground within which places may lie, in degrees."""
    boxes = [_box(each) for each in locations]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def coordinates(location: Location) -> str:
    """Return the first point in degrees and how far the truth may lie from it: `33.35° N 44.35° E ± 8 km`."""
    if not location.points:
        return ""
    said = digits.coordinates(location.points[0].lat, location.points[0].lon)
    if not location.radius_m:
        return said
    far = f"{location.radius_m} m" if location.radius_m < 1000 else f"{-(-location.radius_m // 1000)} km"
    return f"{said} ± {far}"


def figures(location: Location) -> str:
    """Return all points of a place, one after the other: `33.35° N 44.35° E → 33.40° N 44.30° E`."""
    return " → ".join(digits.coordinates(point.lat, point.lon) for point in location.points)


def spot_written(location: Location) -> str:
    """Return a spot as an address has it: latitude and longitude of each point in degrees, then metres round them."""
    points = (
        f"{point.lat / 1e7:.7f}".rstrip("0") + "_" + f"{point.lon / 1e7:.7f}".rstrip("0") for point in location.points
    )
    return "_".join((*points, str(location.radius_m))) if location.points else ""


def spot_read(written: str) -> Location | None:
    """Return the spot of an address; None if it is none, or drawn with more points than an address holds."""
    figures = written.split("_")
    if len(written) > _LONGEST_SPOT or len(figures) < 3 or len(figures) % 2 == 0:
        return None
    try:
        degrees = [round(float(each) * 1e7) for each in figures[:-1]]
        points = [{"lat": lat, "lon": lon} for lat, lon in zip(degrees[::2], degrees[1::2], strict=True)]
        return msgspec.convert({"points": points, "radius_m": int(figures[-1])}, Location)
    except (ValueError, OverflowError, msgspec.ValidationError):
        return None


def is_spot(location: Location, spot: Location) -> bool:
    """Whether something is drawn in one spot with what else lies there."""
    return location.points == spot.points and location.radius_m == spot.radius_m


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


def spots(places: Iterable[Place]) -> dict[tuple[str, bool, str, Location], list[Place]]:
    """Return what one party places in one spot together, by party, whether it is contested, sort and spot."""
    together: dict[tuple[str, bool, str, Location], list[Place]] = {}
    for place in places:
        spot = msgspec.structs.replace(place.location, names=())
        together.setdefault((place.party.id, place.contested, place.sort, spot), []).append(place)
    return together


def marks_of(frame: _Frame, places: Iterable[Place], list_of: Callable[[Place], str] | None = None) -> Iterable[Mark]:
    """Each spot of each party once."""
    together = spots(places)
    beside = Counter(spot.points[0] for _, _, _, spot in together)
    drawn: Counter[Point] = Counter()
    for (_, _, _, spot), same in together.items():
        first = spot.points[0]
        href = list_of(same[0]) if list_of and len(same) > 1 else same[0].href
        yield _mark(frame, same, href, drawn[first], drawn[first] - (beside[first] - 1) / 2)
        drawn[first] += 1


def _mark(frame: _Frame, places: Sequence[Place], href: str, before: int, step: float) -> Mark:
    location = places[0].location
    radius = max(location.radius_m / _METRES_PER_DEGREE * frame.scale, _LEAST_RADIUS)
    radius += before * _RING_STEP  # larger, never finer: else one party's ring lies hidden under another's
    at = [frame.at(point.lon / 1e7, point.lat / 1e7) for point in location.points]
    path = "M" + "L".join(f"{x} {y}" for x, y in at) if len(at) > 1 else ""
    letter_at = (round(at[0][0] + step * _LETTER_STEP, 1), at[0][1] + 4)
    return Mark(places[0], len(places) > 1, href, tuple((x, y, round(radius, 1)) for x, y in at), letter_at, path)


@lru_cache(maxsize=64)
def _behind(frame: _Frame, backdrop: Backdrop) -> tuple[Sequence[_Outline], Sequence[_Outline]]:
    """Lands and their parts on the ground shown: many pages show the same ground."""
    return tuple(_shown(frame, backdrop.lands)), tuple(_shown(frame, backdrop.units))


def _shown(frame: _Frame, shapes: Iterable[Shape]) -> Iterator[_Outline]:
    """What of outlines lies on the ground shown: each with its path and where its name can stand."""
    margin = 0.1 * (frame.north - frame.south)
    box = frame.west - margin, frame.south - margin, frame.east + margin, frame.north + margin
    for shape in shapes:
        ring = clipped(shape.ring, box) if shape.meets(box) else []
        points = thinned((frame.at(*at) for at in ring), _THIN)
        if len(points) > 2:
            yield shape, "M" + "L".join(f"{x} {y}" for x, y in points) + "Z", _named_at(frame, ring)


def _named_at(frame: _Frame, ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """In the middle of what can be seen of it."""
    seen = clipped(ring, frame.box)
    return frame.at(*middle(seen or ring))


def _names(
    frame: _Frame,
    shown: Iterable[_Outline],
    marks: Sequence[Mark],
    lang: str,
) -> Iterable[Name]:
    """Names where they fit: none on another, on a party's letter, or over the edge."""
    width, height = frame.at(frame.east, frame.south)
    taken = [(x - 14, y - 10, x + 14, y + 4) for x, y in (mark.letter_at for mark in marks)]
    named: set[str] = set()
    for shape, _, (x, y) in shown:
        text = shape.name(lang)
        half = len(text) * _LETTER_WIDE / 2
        room = x - half, y - _LINE_HIGH, x + half, y + 3
        fits = room[0] > 0 and room[2] < width and room[1] > 0 and room[3] < height
        if not text or not fits or text in named:
            continue
        if not any(a < room[2] and room[0] < c and b < room[3] and room[1] < d for a, b, c, d in taken):
            named.add(text)
            taken.append(room)
            yield Name(text, round(x, 1), round(y, 1), "-" in shape.code)


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
