"""Which of many things may lie near a place at about a time, found without looking at all of them.

Ground is divided into squares of half a degree, and each thing stands in every square that it may
reach. Who asks looks at the squares that it may itself reach, so nothing that may meet is left out. More may be
found than meets: whoever asks looks closer. What is drawn too large, too far north or south, or across the line
of the date for squares to be of use is looked at by everybody.

It leaves out whether two things meet, which `agreement.locations` and `agreement.intervals` say.
"""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeAlias

from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location

SIDE = 5_000_000
"""Of a square, in 1e-7 degree."""
MOST_SQUARES = 400
_METRES_PER_DEGREE = 110_000.0
"""Of latitude, rather too few: so reaches come out too wide."""
_FARTHEST = 700_000_000
"""North or south of this latitude squares are too narrow."""
_LONGEST_M = 1_000_000.0
"""Of a route: a longer one bends away from the box of its points."""
_BEND = 0.1
"""How far a shorter one does, at most, as a share of its length."""

_Square: TypeAlias = tuple[int, int]
_Name: TypeAlias = tuple[str, str]


class Placed(Protocol):
    """Something with a time and a place."""

    @property
    def when(self) -> Interval:
        """When."""

    @property
    def where(self) -> Location:
        """Where."""


def names_of(where: Location) -> frozenset[_Name]:
    """Return what a place is called, in a form in which equal names are equal."""
    return frozenset((name.lang, name.text.strip().casefold()) for name in where.names)


class _Row:
    """Things in the order in which they may have begun."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.begins: list[datetime] = []
        self.longest = timedelta()

    def add(self, number: int, when: Interval) -> None:
        """Put one at the end: they are given in order."""
        self.numbers.append(number)
        self.begins.append(when.earliest)
        self.longest = max(self.longest, when.ends_at - when.earliest)

    def about(self, when: Interval) -> Sequence[int]:
        """Those that begin before its end, and not too long before its beginning."""
        try:
            since = when.earliest - self.longest
        except OverflowError:
            since = datetime.min.replace(tzinfo=UTC)
        return self.numbers[bisect_left(self.begins, since) : bisect_right(self.begins, when.ends_at)]


class Ground:
    """Things laid out on the ground."""

    def __init__(self, things: Iterable[Placed], margin_m: int) -> None:
        """Lay them out.

        Args:
            things: Each is found by its number among them.
            margin_m: How far apart still counts as near.
        """
        self._margin_m = margin_m
        self._squares: dict[_Square, _Row] = defaultdict(_Row)
        self._everywhere = _Row()
        self._all = _Row()
        self._named: dict[_Name, _Row] = defaultdict(_Row)
        self._known_by_name: dict[_Name, _Row] = defaultdict(_Row)
        numbered = sorted(enumerate(things), key=lambda each: each[1].when.earliest)
        for number, thing in numbered:
            self._lay(number, thing)

    def _lay(self, number: int, thing: Placed) -> None:
        where, when = thing.where, thing.when
        names = names_of(where)
        for name in names:
            self._named[name].add(number, when)
        if not where.points:
            for name in names:
                self._known_by_name[name].add(number, when)
            return
        self._all.add(number, when)
        squares = _squares(where, 0)
        if squares is None:
            self._everywhere.add(number, when)
        for square in squares or ():
            self._squares[square].add(number, when)

    def near(self, thing: Placed) -> Iterator[int]:
        """Return the numbers of what may lie near a thing at about its time, each once."""
        rows: list[_Row] = []
        where = thing.where
        if where.points:
            squares = _squares(where, self._margin_m)
            if squares is None:
                rows.append(self._all)
            else:
                rows.append(self._everywhere)
                rows += [self._squares[square] for square in squares if square in self._squares]
        by_name = self._known_by_name if where.points else self._named
        rows += [by_name[name] for name in sorted(names_of(where)) if name in by_name]
        yield from dict.fromkeys(number for row in rows for number in row.about(thing.when))


def _squares(where: Location, margin_m: int) -> list[_Square] | None:
    """Every square that a place may reach; None where squares are of no use for it."""
    lats, lons = [point.lat for point in where.points], [point.lon for point in where.points]
    low, high, west, east = min(lats), max(lats), min(lons), max(lons)
    if max(-low, high) > _FARTHEST:
        return None
    narrowest = math.cos(math.radians(_FARTHEST / 1e7))
    length = math.hypot(high - low, east - west) / 1e7 * 111_400
    if length > _LONGEST_M:
        return None
    reach_m = where.radius_m + margin_m + length * _BEND
    north = round(reach_m / _METRES_PER_DEGREE * 1e7)
    sideways = round(north / narrowest)
    rows = range((low - north) // SIDE, (high + north) // SIDE + 1)
    columns = range((west - sideways) // SIDE, (east + sideways) // SIDE + 1)
    across = west - sideways < -1_800_000_000 or east + sideways >= 1_800_000_000
    if across or len(rows) * len(columns) > MOST_SQUARES:
        return None
    return [(row, column) for row in rows for column in columns]
