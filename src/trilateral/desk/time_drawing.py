"""A stretch of the record, drawn: a lane for each party or subject, in it entries one by one, or how many there are.

All numbers are units of the drawing. Time runs as people read: from the start of the line to its end. Where many entries
would lie on each other they lie in rows, and what no row holds any more lies on others: the table has them all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from trilateral.agreement.intervals import Interval
from trilateral.ui.views import EntryView, PartyView

WIDTH = 720
_EDGE, _LABEL, _ROW, _ROWS, _BAR = 10, 20, 11, 16, 44
_BELOW = 30
_LETTER = 7
"""Units that a letter of a label takes, about."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is shown: a year of all time, a month of a year, a day of a month, some hours of a day.

    Attributes:
        key: To look closer; empty where there is nothing closer.
    """

    name: str
    short: str
    begins_at: datetime
    ends_at: datetime
    key: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry in the drawing. All numbers are in units of it.

    Attributes:
        proven: From where to where it provably was signed, and whether each end is known.
        told: From where to where what it tells of happened.
        doubtful: Whether the claim does not go with what is proven.
    """

    x: float
    y: float
    party: PartyView
    title: str
    href: str
    proven: tuple[float, float, bool, bool] | None = None
    told: tuple[float, float] | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """How many entries lie in one part, of one lane."""

    x: float
    y: float
    width: float
    height: float
    number: int
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """Who or what a lane is for.

    Attributes:
        key: The party, slice or kind.
        counts: Entries in each part.
        hrefs: The address of those of this lane alone, for each part.
    """

    key: str
    name: str
    party: PartyView | None
    counts: tuple[int, ...]
    hrefs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A party's, or a subject's, line through the drawing."""

    row: Row
    y: float
    height: float
    marks: tuple[Mark, ...] = ()
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """Where a part begins, and where its name stands, if there is room for it."""

    x: float
    middle: float
    name: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """The drawing."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    lines_to: float
    one_by_one: bool
    is_rtl: bool

    @property
    def start(self) -> int:
        """Where lines begin in which people read."""
        return self.width - _EDGE if self.is_rtl else _EDGE


@dataclass(frozen=True, slots=True)
class Said:
    """One entry to be drawn, and when what it tells of happened."""

    view: EntryView
    told: Interval | None = None


class _Scale:
    """Where an instant lies in the drawing."""

    def __init__(self, parts: Sequence[Part], *, is_rtl: bool) -> None:
        self.begins_at, self.ends_at = parts[0].begins_at, parts[-1].ends_at
        self._length = (self.ends_at - self.begins_at).total_seconds()
        self._is_rtl = is_rtl

    def x(self, at: datetime) -> float:
        """Units from the left edge; what lies outside stands at the edge."""
        share = min(1.0, max(0.0, (at - self.begins_at).total_seconds() / self._length))
        x = _EDGE + share * (WIDTH - 2 * _EDGE)
        return round(WIDTH - x if self._is_rtl else x, 1)

    def between(self, begins: datetime, ends: datetime) -> tuple[float, float] | None:
        """Where a stretch lies; None if none of it is shown."""
        if ends < self.begins_at or begins > self.ends_at:
            return None
        one, other = self.x(begins), self.x(ends)
        return min(one, other), max(one, other)


def draw(parts: Sequence[Part], rows: Sequence[tuple[Row, Sequence[Said] | None]], *, is_rtl: bool) -> Drawn | None:
    """Return the drawing; None where there is nothing to draw.

    Args:
        parts: What is shown, in its parts.
        rows: Each lane, with its entries by their claim where they are drawn one by one.
        is_rtl: Whether it is for readers from the other side.
    """
    if not parts or not rows:
        return None
    scale = _Scale(parts, is_rtl=is_rtl)
    most = max((each for row, _ in rows for each in row.counts), default=1) or 1
    made: list[Lane] = []
    y = 4.0
    for row, found in rows:
        top = y + _LABEL
        if found is None:
            lane = Lane(row, y, _LABEL + _BAR + 6, bars=tuple(_bars(row, parts, scale, top, most)))
        else:
            marks, lines = _marks(found, scale, top)
            lane = Lane(row, y, _LABEL + lines * _ROW + 8, marks)
        made.append(lane)
        y += lane.height
    one_by_one = all(found is not None for _, found in rows)
    return Drawn(WIDTH, round(y + _BELOW), tuple(made), _ticks(parts, scale), y, one_by_one, is_rtl)


def _bars(row: Row, parts: Sequence[Part], scale: _Scale, top: float, most: int) -> Iterable[Bar]:
    for part, number, href in zip(parts, row.counts, row.hrefs, strict=True):
        if number:
            one, other = sorted((scale.x(part.begins_at), scale.x(part.ends_at)))
            height = max(2.0, round(number / most * (_BAR - 12), 1))
            yield Bar(one + 1, top + _BAR - height, max(1.0, round(other - one - 2, 1)), height, number, href)


def _marks(found: Sequence[Said], scale: _Scale, top: float) -> tuple[tuple[Mark, ...], int]:
    """The marks of one lane, one above the other where they would lie on each other, and how many rows that takes."""
    ends: list[float] = []
    marks = []
    for each in found:
        view = each.view
        x = scale.x(view.claimed_at)
        proven = _proven(view.proven, scale)
        told = None if each.told is None else scale.between(each.told.earliest, each.told.ends_at)
        low = min([x, *(proven[:1] if proven else ()), *(told[:1] if told else ())]) - _ROW / 2
        high = max([x, *(proven[1:2] if proven else ()), *(told[1:] if told else ())]) + _ROW / 2
        if scale.x(scale.ends_at) < scale.x(scale.begins_at):
            low, high = -high, -low
        row = next((number for number, end in enumerate(ends) if end <= low), len(ends))
        if row == len(ends) < _ROWS:
            ends.append(high)
        row = min(row, len(ends) - 1)  # where all rows are taken, marks lie on each other; the table has them all
        ends[row] = max(high, ends[row])
        title = f"{view.party.name} {view.ref}"
        doubtful = view.claimed_after_proof or view.claimed_before_proof
        marks.append(Mark(x, top + row * _ROW + _ROW / 2, view.party, title, view.href, proven, told, doubtful))
    return tuple(marks), max(1, len(ends))


def _proven(
    proven: tuple[datetime | None, datetime | None] | None, scale: _Scale
) -> tuple[float, float, bool, bool] | None:
    if proven is None:
        return None
    found = scale.between(proven[0] or scale.begins_at, proven[1] or scale.ends_at)
    known = proven[0] is not None, proven[1] is not None
    return None if found is None else (*found, *known)


def when_told(body: object) -> Interval | None:
    """When what a report tells of happened. A notice tells of what is to come, and is not here."""
    when = getattr(body, "when", None)
    return when if isinstance(when, Interval) and not when.is_empty else None


def _ticks(parts: Sequence[Part], scale: _Scale) -> tuple[Tick, ...]:
    """Names of parts, as many as there is room for."""
    wide = (WIDTH - 2 * _EDGE) / len(parts)
    longest = max(len(each.short) for each in parts) * _LETTER + _LETTER
    step = max(1, -(-longest // int(max(1, wide))))
    found = []
    for number, part in enumerate(parts):
        one, other = scale.x(part.begins_at), scale.x(part.ends_at)
        found.append(Tick(one, round((one + other) / 2, 1), part.short if number % step == 0 else ""))
    return tuple(found)
