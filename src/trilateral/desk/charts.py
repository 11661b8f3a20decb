"""Charts as numbers of an SVG: ranks over meetings, silences on a scale of time, and how long answers took.

One scale for all parties, in the order in which they stand everywhere. A figure is drawn only where it is counted from
enough; what is counted from less is drawn one by one. For readers from the other side the picture is mirrored, its
words are not.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Final

from trilateral.ui.views import PartyView

WIDTH: Final = 800
NAMES: Final = 220
"""Units for the words beside a row."""
_END: Final = 48
_ROW: Final = 22
_TOP: Final = 30
ENOUGH: Final = 5
"""Answers from which on a median and a spread are said. Fewer are only listed."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale with its words."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in a row of its own.

    Attributes:
        begin: Where it begins; None where nobody knows.
        end: Where the clock ends; None where none runs.
        over: From where on the clock has run out; None where it has not.
    """

    party: PartyView
    text: str
    href: str
    y: int
    begin: float | None
    end: float | None
    over: float | None


@dataclass(frozen=True, slots=True)
class Bars:
    """Silences on a scale of time. `now` is where the instant of the page stands."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    now: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that is not answered.

    Attributes:
        begun_at: When it was received, else asked.
    """

    party: PartyView
    text: str
    href: str
    begun_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dot:
    """One answer on the scale, with what it answers."""

    x: float
    y: int
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One party's answers.

    Attributes:
        middle: Where the median stands; None where there are too few for one.
        box: Where the middle half of all answers lies.
    """

    party: PartyView
    y: int
    dots: tuple[Dot, ...]
    middle: float | None
    box: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Strips:
    """Answers by party, on one scale of hours."""

    width: int
    height: int
    strips: tuple[Strip, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """What can be said of many numbers.

    Attributes:
        middle: The median.
        half: Between which two the middle half lies.
    """

    count: int
    middle: float
    half: tuple[float, float]
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Level:
    """A line of the scale of ranks."""

    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Seat:
    """At which level a party sat at a meeting."""

    x: float
    y: float
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Steps:
    """Levels over meetings: a line for each party through its seats, broken where one is not known."""

    width: int
    height: int
    levels: tuple[Level, ...]
    columns: tuple[Tick, ...]
    lines: tuple[tuple[PartyView, tuple[str, ...], tuple[Seat, ...]], ...]


def _across(share: float, *, mirrored: bool) -> float:
    """Where a share of the scale stands."""
    x = NAMES + share * (WIDTH - NAMES - _END)
    return round(WIDTH - x if mirrored else x, 1)


def spread(values: Sequence[float]) -> Spread | None:
    """Return the median and the spread of numbers; None where there are too few for either."""
    if len(values) < ENOUGH:
        return None
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return Spread(len(values), middle, (low, high), min(values), max(values))


def bars(waiting: Sequence[Waiting], now: datetime, ticks: Sequence[tuple[datetime, str]], *, mirrored: bool) -> Bars:
    """Draw silences, one under the other in the order given.

    Args:
        waiting: What is not answered.
        now: The instant of the page.
        ticks: Instants to be marked, with their words, the first and the last of which bound the scale.
    """
    first, last = ticks[0][0], ticks[-1][0]
    whole = max((last - first).total_seconds(), 1.0)

    def at(instant: datetime) -> float:
        share = (instant - first).total_seconds() / whole
        return _across(min(max(share, 0.0), 1.0), mirrored=mirrored)

    drawn = []
    for row, each in enumerate(waiting):
        due = each.due_at
        over = at(due) if due is not None and due < now else None
        begin = None if each.begun_at is None else at(each.begun_at)
        drawn.append(
            Bar(each.party, each.text, each.href, _TOP + row * _ROW, begin, None if due is None else at(due), over)
        )
    height = _TOP + len(waiting) * _ROW + 8
    return Bars(WIDTH, height, tuple(drawn), tuple(Tick(at(when), text) for when, text in ticks), at(now))


def strips(
    answers: Sequence[tuple[PartyView, Sequence[tuple[float, str, str]], Sequence[float]]],
    ticks: Sequence[tuple[float, str]],
    *,
    mirrored: bool,
) -> Strips:
    """Draw how long answers took: each as a dot, and where there are enough the median and the middle half.

    Args:
        answers: By party hours, words and address of each that is drawn as a dot, and the hours of all.
        ticks: Hours to be marked, the last of which bounds the scale.
    """
    most = max(ticks[-1][0], 1.0)
    row = _ROW * 2

    def at(hours: float) -> float:
        return _across(min(hours / most, 1.0), mirrored=mirrored)

    drawn = []
    for number, (party, given, every) in enumerate(answers):
        y = _TOP + number * row + _ROW
        placed: dict[float, int] = {}
        dots = []
        for hours, text, href in sorted(given):
            x = at(hours)
            nearby = round(x / 6) * 6.0
            placed[nearby] = placed.get(nearby, 0) + 1
            dots.append(Dot(x, y - 6 * (placed[nearby] - 1) if placed[nearby] < 4 else y - 18, href, text))
        found = spread(every)
        box = None if found is None else (at(found.half[0]), at(found.half[1]))
        middle = None if found is None else at(found.middle)
        drawn.append(Strip(party, y, tuple(dots), middle, None if box is None else (min(box), max(box))))
    height = _TOP + len(answers) * row + 8
    return Strips(WIDTH, height, tuple(drawn), tuple(Tick(at(hours), text) for hours, text in ticks))


def steps(
    levels: Sequence[str],
    columns: Sequence[str],
    seats: Iterable[tuple[PartyView, Sequence[tuple[int, str, str] | None]]],
    *,
    mirrored: bool,
) -> Steps:
    """Draw levels over meetings.

    Args:
        levels: What the levels are called, the highest first.
        columns: What the meetings are called, in their order.
        seats: By party, for each meeting which level, words and address; None where it is not known.
    """
    given = list(seats)
    step = 1 / max(len(columns), 1)
    gap = max(30, 8 * len(given) + 8)

    def at(column: int) -> float:
        return _across((column + 0.5) * step, mirrored=mirrored)

    lines = []
    for number, (party, sat) in enumerate(given):
        aside = (number - (len(given) - 1) / 2) * 8  # those who sit at one level stand beside each other
        placed = [
            None if each is None else Seat(at(column), _TOP + each[0] * gap + aside, each[2], each[1])
            for column, each in enumerate(sat)
        ]
        lines.append((party, tuple(_runs(placed)), tuple(each for each in placed if each is not None)))
    height = _TOP + max(len(levels) - 1, 0) * gap + gap
    return Steps(
        WIDTH,
        round(height),
        tuple(Level(_TOP + place * gap, text) for place, text in enumerate(levels)),
        tuple(Tick(at(column), text) for column, text in enumerate(columns)),
        tuple(lines),
    )


def _runs(placed: Iterable[Seat | None]) -> list[str]:
    """Lines through neighbouring seats."""
    runs: list[list[Seat]] = [[]]
    for each in placed:
        if each is None:
            runs.append([])
        else:
            runs[-1].append(each)
    return [" ".join(f"{seat.x},{seat.y}" for seat in run) for run in runs if len(run) > 1]


_STEPS: Final = (0.25, 0.5, 1.0, 2.0, 6.0, 12.0, 24.0, 48.0, 96.0, 168.0, 336.0, 720.0, 2160.0, 4380.0, 8760.0)


def hours(most: float) -> list[float]:
    """Hours at round steps from none to the first that is not less than `most`."""
    step = next((each for each in _STEPS if most / each <= 5), most / 5)
    return [step * number for number in range(math.ceil(most / step) + 1)] if most > 0 else [0.0, _STEPS[0]]


def instants(first: datetime, last: datetime, most: int = 5) -> list[datetime]:
    """Instants at equal steps from the first to the last."""
    whole = last - first if last > first else timedelta(days=1)
    return [first + whole * (number / (most - 1)) for number in range(most)]
