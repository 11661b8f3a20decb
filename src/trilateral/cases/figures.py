"""Reports made up to real figures: so many in each month and place, the rest by seed, and each says that it is made up.

A file of figures names places and how many events each had in each month, and where that is known from. Whoever
reports less than all of them reports a share. The same file, seed and share give the same rows on every machine.
"""

import hashlib
import tomllib
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import msgspec

from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point, coarsened
from trilateral.errors import MalformedError
from trilateral.ledger.entry import Source, Text, members_of

_SORTS = ("battle", "battle", "explosion", "explosion", "violence_against_civilians")
_TOLD_BY = Text("en", "Synthetic: nobody reported this. Made by seed to monthly figures.")


class RowsBySeed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which rows a list has.

    Attributes:
        figures: File with the figures, beside the case.
        seed: Another gives other days and sorts, in the same months and places.
        percent: How many of a hundred events this side reports.
    """

    figures: str
    seed: str
    percent: Annotated[int, msgspec.Meta(ge=1, le=100)] = 100


class _Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    months: dict[str, Annotated[int, msgspec.Meta(ge=1, le=10_000)]]
    names: tuple[Text, ...] = ()
    lat: int | None = None
    lon: int | None = None


class _Figures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    source: Source
    places: tuple[_Place, ...]


def rows_by_seed(path: Path, which: RowsBySeed, grid_microdegrees: int) -> Iterator[Mapping[str, Any]]:
    """Rows of a list of reports of incidents.

    Args:
        path: The file of figures.
        which: Which of them, by which seed.
        grid_microdegrees: The charter's: places stand on it.

    Raises:
        MalformedError: The file is none of figures.
    """
    try:
        figures = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _Figures)
        for number, place in enumerate(figures.places):
            where = _where(place, grid_microdegrees)
            for month, count in place.months.items():
                for event in range(count):
                    draw = hashlib.sha256(f"{number} {month} {event}".encode()).digest()
                    if draw[0] * 100 // 256 < which.percent:
                        yield _row(figures.source, where, month, f"{which.seed} {number} {month} {event}")
    except (OSError, ValueError) as error:
        raise MalformedError(f"{path}: expected figures by place and month: {error}") from error


def _where(place: _Place, grid_microdegrees: int) -> Location | None:
    if place.lat is None or place.lon is None:
        return None
    return coarsened(Location(place.names, (Point(place.lat, place.lon),)), grid_microdegrees)


def _row(source: Source, where: Location | None, month: str, draw: str) -> Mapping[str, Any]:
    drawn = hashlib.sha256(draw.encode()).digest()
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    day = first + timedelta(days=drawn[0] % monthrange(first.year, first.month)[1])
    row: dict[str, Any] = {
        "type": _SORTS[drawn[1] % len(_SORTS)],
        "when": members_of(Interval(day, day + timedelta(hours=23, minutes=59), zone="UTC")),
        "time_precision": 1,
        "told_by": members_of(_TOLD_BY),
        "sources": [members_of(source)],
    }
    if where is not None:
        row |= {"where": members_of(where), "place_precision": 3}
    return row
