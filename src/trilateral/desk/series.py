"""Indicators on the page of a commitment, and for programs: each side's own figures, drawn with baseline and target.

Which reports count is said in `picture.series`; here they get names, addresses and a place in the picture. Every
figure leads to the reports that it comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import msgspec

from trilateral.agreement.undertakings import Indicator
from trilateral.desk.reading import Reading
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments.state import Commitment
from trilateral.mechanism.incidents.accounts import every_account
from trilateral.mechanism.incidents.entries import ROWS, Told
from trilateral.mechanism.incidents.state import Incident
from trilateral.picture.series import Cell, Series, Side, series
from trilateral.ui.page import Shown
from trilateral.ui.views import PartyView

MOST_NAMED = 20
"""So many reports are named behind one figure; programs get them all."""
MOST_DRAWN = 60
"""More periods than this in one picture nobody can read: the table has them all."""
_DASHES = ("", "6 3", "2 2", "8 3 2 3", "1 3", "10 4", "4 1 1 1", "12 2")
_WIDE, _HIGH, _LEFT, _TOP, _BOTTOM = 640, 200, 34, 14, 172


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, with the reports behind it.

    Attributes:
        unsure: How many more may belong there.
        refs: What people call the reports, and where they are.
        more: How many are not named.
        anchor: Where they are listed on the page.
    """

    party: PartyView
    count: int
    unsure: int
    refs: tuple[tuple[str, str], ...]
    more: int
    anchor: str

    @property
    def href(self) -> str:
        """The way to the reports; empty where there are none."""
        return f"#{self.anchor}" if self.refs else ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The figures drawn. All numbers are in units of the picture.

    Attributes:
        levels: Height, dashes, word and figure of baseline and target.
        lines: Letter, dashes, points, and where the letter stands, of each side.
        ticks: Where a period stands, and its name.
    """

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    levels: tuple[tuple[int, str, str, int], ...]
    lines: tuple[tuple[str, str, str, int, int], ...]
    ticks: tuple[tuple[int, str], ...]


class FigureFound(msgspec.Struct, frozen=True):
    """What one side reported in one period.

    Attributes:
        party: In whose log the reports stand.
        own: Whether they are its own, and not those of outside sources that it passes on.
        counted: Reports that count, such as `us/42` and `us/42#17`.
        unsure: Reports that may.
    """

    period: str
    party: str
    own: bool
    counted: tuple[str, ...]
    unsure: tuple[str, ...]


class SeriesFound(msgspec.Struct, frozen=True):
    """One indicator in figures.

    Attributes:
        indicator: Which of the commitment's, from 0.
        name: What is measured.
        every: `week` or `month`, of UTC.
        baseline: What it was at first, as whoever stated the commitment says.
        target: What it is to be.
        periods: All of them, such as `2007-05` or `2007-W22`.
        figures: By period and side; what is not there is 0.
        joint: By period the incidents that every party holds to be told by the same reports; null where there are none.
        differing: Incidents told jointly of which only some reports count.
        unplaced: Reports that fit and say no time.
    """

    indicator: int
    name: str
    every: str
    baseline: int | None
    target: int | None
    periods: tuple[str, ...]
    figures: tuple[FigureFound, ...]
    joint: dict[str, tuple[str, ...]] | None
    differing: tuple[str, ...]
    unplaced: tuple[str, ...]


def series_of(reading: Reading, held: Commitment) -> list[tuple[int, Indicator, Series]]:
    """Return each indicator of a commitment that is measured by reports, as its reader reads them."""
    if all(each.count is None for each in held.indicators):
        return []
    accounts = list(every_account(reading.fold, reading.listed(ROWS), reading.charter))
    incidents = [each for each in reading.fold.subjects("incidents").values() if isinstance(each, Incident)]
    made = ((number, each, series(each, accounts, incidents)) for number, each in enumerate(held.indicators))
    return [(number, each, found) for number, each, found in made if found is not None]


def with_series(reading: Reading, shown: Shown | None, subject: EntryId) -> Shown | None:
    """The page of a commitment with its indicators in figures; any other page as it is."""
    held = reading.fold.state(subject)
    if shown is None or not isinstance(held, Commitment):
        return shown
    views = [_view(reading, number, each, found) for number, each, found in series_of(reading, held)]
    return replace(shown, values={**shown.values, "series": views})


def found_series(reading: Reading, subject: EntryId) -> tuple[SeriesFound, ...] | None:
    """Return the same for programs; None where there is no such commitment."""
    held = reading.fold.state(subject)
    if not isinstance(held, Commitment):
        return None
    return tuple(_found(reading, number, each, found) for number, each, found in series_of(reading, held))


def _found(reading: Reading, number: int, indicator: Indicator, found: Series) -> SeriesFound:
    figures = tuple(
        FigureFound(period, side.party, side.own, _refs(reading, cell.counted), _refs(reading, cell.unsure))
        for (period, side), cell in sorted(found.cells.items())
    )
    joint = None
    if found.joint is not None:
        joint = {period: tuple(reading.ref(each) for each in ids) for period, ids in found.joint.items()}
    return SeriesFound(
        indicator=number,
        name=indicator.name.text,
        every=indicator.every,
        baseline=indicator.baseline,
        target=indicator.target,
        periods=found.periods,
        figures=figures,
        joint=joint,
        differing=tuple(reading.ref(each) for each in found.differing),
        unplaced=_refs(reading, found.unplaced),
    )


def _refs(reading: Reading, told: Sequence[Told]) -> tuple[str, ...]:
    return tuple(_called(reading, each) for each in told)


def _called(reading: Reading, told: Told) -> str:
    ref = reading.ref(told.report)
    return ref if told.row is None else f"{ref}#{told.row}"


def _address(reading: Reading, told: Told) -> str:
    href = reading.subject_href(told.report)
    return href if told.row is None else reading.href("incidents", reading.ref(told.report), row=told.row)


def _view(reading: Reading, number: int, indicator: Indicator, found: Series) -> dict[str, object]:
    every = reading.term(indicator.every, "commitments.stated.indicators.every")
    name = reading.words(indicator.name)
    rows = [
        {
            "period": period,
            "cells": [_figure(reading, number, period, side, found.cell(period, side)) for side in found.sides],
            "joint": None if found.joint is None else len(found.joint.get(period, ())),
        }
        for period in found.periods
    ]
    return {
        "number": number,
        "name": name,
        "told": reading.gettext("%(name)s, by %(period)s, as each side reports it", name=name.text, period=every),
        "heads": (
            reading.gettext("Period"),
            *(_side_name(reading, side) for side in found.sides),
            reading.gettext("all parties jointly"),
        ),
        "rows": rows,
        "unplaced": len(found.unplaced),
        "differing": [(reading.ref(each), reading.subject_href(each)) for each in found.differing],
        "picture": _drawn(reading, indicator, found),
    }


def _side_name(reading: Reading, side: Side) -> str:
    party = reading.party_view(side.party).name
    return party if side.own else reading.gettext("%(party)s, passing on others", party=party)


def _figure(reading: Reading, number: int, period: str, side: Side, cell: Cell) -> Figure:
    told = (*cell.counted, *cell.unsure)
    refs = tuple((_called(reading, each), _address(reading, each)) for each in told[:MOST_NAMED])
    anchor = f"figure-{number}-{period}-{side.party}-{'own' if side.own else 'others'}"
    view = reading.party_view(side.party)
    return Figure(view, len(cell.counted), len(cell.unsure), refs, len(told) - len(refs), anchor)


def _drawn(reading: Reading, indicator: Indicator, found: Series) -> Picture | None:
    """Draw a line a side over the periods; None for fewer than two periods, or too many."""
    if not 1 < len(found.periods) <= MOST_DRAWN:
        return None
    counts = {side: [len(found.cell(period, side).counted) for period in found.periods] for side in found.sides}
    levels = [
        (figure, dash, word)
        for figure, dash, word in (
            (indicator.baseline, "1 4", reading.gettext("At first")),
            (indicator.target, "8 2", reading.gettext("To be reached")),
        )
        if figure is not None
    ]
    most = max([1, *(each for row in counts.values() for each in row), *(figure for figure, _, _ in levels)])
    right = _WIDE - 24

    def across(at: int) -> int:
        return _LEFT + round(at * (right - _LEFT) / (len(found.periods) - 1))

    def up(figure: int) -> int:
        return _BOTTOM - round(figure * (_BOTTOM - _TOP) / most)

    lines = []
    letters = _apart([up(row[-1]) + 4 for row in counts.values()])
    for place, (side, row) in enumerate(counts.items()):
        points = " ".join(f"{across(at)},{up(figure)}" for at, figure in enumerate(row))
        letter = reading.party_view(side.party).letter + ("" if side.own else "*")
        lines.append((letter, _DASHES[place % len(_DASHES)], points, right + 4, letters[place]))
    step = -(-len(found.periods) // 8)
    ticks = [(across(at), period) for at, period in enumerate(found.periods) if at % step == 0]
    return Picture(
        _WIDE,
        _HIGH,
        _LEFT,
        right,
        _TOP,
        _BOTTOM,
        tuple((up(figure), dash, word, figure) for figure, dash, word in levels),
        tuple(lines),
        tuple(ticks),
    )


def _apart(heights: list[int]) -> list[int]:
    """Heights of letters moved up so far that none lies on another."""
    found = list(heights)
    order = sorted(range(len(found)), key=lambda at: -found[at])
    for before, at in pairwise(order):
        found[at] = min(found[at], found[before] - 12)
    return found
