"""The map of the record: reports where their holders place them, and what is notified or protected now.

All of it lies on the charter's grid, whatever the reader can open, and one party's reports in one spot are one mark: how
many they are does not show. Reports can be chosen by their days. Notices and protected sites are shown as they stand at
present and not otherwise: nobody is to learn by moving through time who is where when. A page of an earlier
day has none of them.

The page is whole without a script. With one the same marks lie on a map that can be moved (`ui/static/map.js`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import msgspec

from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, coarsened
from trilateral.agreement.taken_back import is_taken_back
from trilateral.desk.reading import Reading
from trilateral.i18n.calendars import day_text
from trilateral.mechanism.humanitarian.state import Protection
from trilateral.mechanism.incidents.accounts import Account
from trilateral.mechanism.incidents.entries import EventType
from trilateral.mechanism.incidents.listing import Asks, address, asks, asks_plainly, called, chosen, standing_accounts
from trilateral.mechanism.incidents.pages import MOST_DRAWN
from trilateral.mechanism.notices.places import STANDING
from trilateral.mechanism.notices.state import Notice, version_now
from trilateral.mechanism.notices.terms import asks as is_asked
from trilateral.ui.backdrops import Box, Shape, clipped
from trilateral.ui.maps import Place, coordinates, draw, ground, is_spot, spot_written, spots
from trilateral.ui.page import Shown
from trilateral.ui.views import PartyView, Words

MOST_STOPS = 120
"""Days at which the slider can stand."""
MOST_MARKED = 5_000
"""Reports that are marked on the movable map, and over whose days the slider goes. The list beside it has fewer."""
_AROUND = 6.0
"""Degrees of ground round all places over which the movable map has lines."""
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Shot:
    """Something on the map and in the list beside it.

    Attributes:
        place: As it is drawn.
        what: What sort of thing, in the reader's language.
        named: What its author calls the place.
        happened: When it is said to have happened; None where that is not said, and for what stands.
        begins_at: From when what stands is to last; None where that is not said.
        ends_at: Until when.
        audience: Who alone can read of it, beside its author.
        days: First and last day (UTC) that it may have happened on, counted from 1970; None for what has no days to choose by.
        drawn: Whether it has a place that can be drawn.
    """

    place: Place
    what: str
    named: Words | None
    happened: Interval | None
    begins_at: datetime | None
    ends_at: datetime | None
    audience: tuple[PartyView, ...]
    days: tuple[int, int] | None
    drawn: bool

    @property
    def where(self) -> str:
        """The same in figures."""
        return coordinates(self.place.location)


class Member(msgspec.Struct, frozen=True):
    """One thing in a spot, for the script."""

    label: str
    href: str
    days: tuple[int, int] | None


class Spot(msgspec.Struct, frozen=True):
    """What one party places in one spot, for the script: points as latitude and longitude, and metres round them.

    Attributes:
        list_href: Where there are several: the list of them.
    """

    party: str
    letter: str
    pattern: int
    sort: str
    points: tuple[tuple[float, float], ...]
    radius_m: int
    members: tuple[Member, ...]
    list_href: str


class Line(msgspec.Struct, frozen=True):
    """An outline with its name, for the script."""

    name: str
    ring: tuple[tuple[float, float], ...]


class MapData(msgspec.Struct, frozen=True):
    """What the script draws. All words stand in the page.

    Attributes:
        box: South, west, north, east of all places.
        stops: Days at which the slider can stand, counted from 1970, each with what it is called.
    """

    box: tuple[float, float, float, float] | None
    lands: tuple[Line, ...]
    units: tuple[Line, ...]
    spots: tuple[Spot, ...]
    stops: tuple[tuple[int, str], ...]


def map_page(reading: Reading) -> Shown:
    """Return the page."""
    asked = asks(reading)
    found = chosen(reading, standing_accounts(reading), asked)
    reports = [_report(reading, each) for each in found[:MOST_DRAWN]]
    standing = list(_standing(reading, asked))
    places = [each.place for each in (*standing, *reports)]
    drawn = draw(places, reading.backdrop, reading.lang, lambda place: _spot_href(reading, asked, place))
    return Shown(
        "desk/map.html",
        reading.gettext("Map"),
        {
            "asked": asked,
            "spot": None if asked.spot is None else coordinates(asked.spot),
            "spot_written": "" if asked.spot is None else spot_written(asked.spot),
            "whole_href": reading.href("map"),
            "sides": [reading.party_view(party) for party in reading.parties],
            "types": [(each, reading.term(each, "type")) for each in get_args(EventType)],
            "drawn": drawn,
            "reports": reports,
            "left_out": len(found) - len(reports),
            "all_marked": len(found) <= MOST_MARKED,
            "notices": [each for each in standing if each.place.sort == "notice"],
            "sites": [each for each in standing if each.place.sort == "site"],
            "at_present": reading.as_of is None,
            "standing": STANDING,
            "grid": reading.charter.grid_microdegrees,
            "own_lines": reading.backdrop.own,
            "stops": _stops(reading, found[:MOST_MARKED], asked),
            "data_href": _asked_href(reading, asked, "map.json", lang=reading.lang),
            "list_href": _asked_href(reading, asked, "incidents"),
        },
    )


def map_data(reading: Reading) -> bytes:
    """Return the same for the script."""
    asked = asks_plainly(reading)
    found = chosen(reading, standing_accounts(reading), asked)
    reports = (_report(reading, each) for each in found[:MOST_MARKED])
    shots = [each for each in (*_standing(reading, asked), *reports) if each.drawn]
    if not shots:
        return msgspec.json.encode(MapData(None, (), (), (), ()))
    west, south, east, north = ground([each.place.location for each in shots])
    around = west - _AROUND, max(south - _AROUND, -85.0), east + _AROUND, min(north + _AROUND, 85.0)
    backdrop = reading.backdrop
    return msgspec.json.encode(
        MapData(
            (round(south, 4), round(west, 4), round(north, 4), round(east, 4)),
            tuple(_lines(backdrop.lands, around, reading.lang)),
            tuple(_lines(backdrop.units, around, reading.lang)),
            tuple(_spots(reading, shots, asked)),
            _stops(reading, found[:MOST_MARKED], asked),
        )
    )


def _asked_href(reading: Reading, asked: Asks, where: str, lang: str = "") -> str:
    query: dict[str, str | int] = {
        "side": asked.side,
        "type": asked.type,
        "from": "" if asked.from_on is None else asked.from_on.isoformat(),
        "until": "" if asked.until_on is None else asked.until_on.isoformat(),
        "spot": "" if asked.spot is None else spot_written(asked.spot),
        "lang": lang,
    }
    return reading.href(where, **{name: value for name, value in query.items() if value})


def _spot_href(reading: Reading, asked: Asks, place: Place) -> str:
    """This page with what lies where a mark of several stands, and nothing else: at the list of it."""
    if place.sort == "report":
        return _asked_href(reading, asked._replace(side=place.party.id, spot=place.location), "map") + "#map-reports"
    return _asked_href(reading, asked._replace(spot=place.location), "map") + "#map-standing"


def _report(reading: Reading, account: Account) -> Shot:
    said = account.said
    where = Location() if said is None or said.where is None else said.where
    when = None if said is None else said.when
    party = reading.party_view(account.party)
    return Shot(
        Place(_coarse(reading, where), party, called(reading, account.told), address(reading, account.told)),
        "" if said is None else reading.term(said.type, "type"),
        reading.words(where.names) if where.names else None,
        when,
        None,
        None,
        tuple(reading.party_view(each) for each in account.audience or account.sealed_for),
        None if when is None else (_day(when.earliest), _day(when.ends_at)),
        bool(where.points),
    )


def _coarse(reading: Reading, where: Location) -> Location:
    """As coarse as everything on the map."""
    return coarsened(where, reading.charter.grid_microdegrees)


def _standing(reading: Reading, asked: Asks) -> Iterator[Shot]:
    """What is notified or protected at present, or of it what lies at a spot; nothing for a reader who looks at an earlier day."""
    if reading.as_of is not None:
        return
    for each in _all_standing(reading):
        if asked.spot is None or is_spot(each.place.location, asked.spot):
            yield each


def _all_standing(reading: Reading) -> Iterator[Shot]:
    for subject, held in reading.fold.subjects("notices").items():
        if isinstance(held, Notice) and is_asked(reading, held) and not _taken_back(reading, subject):
            now = version_now(held)
            sort = reading.term(held.sort, "sort")
            yield _still(reading, held, now.where, sort, (now.when.earliest, now.when.ends_at, now.open_ended))
    for subject, site in reading.fold.subjects("humanitarian").items():
        if isinstance(site, Protection) and site.what == "site" and site.where and not _taken_back(reading, subject):
            yield _still(reading, site, site.where, reading.term("site", "what"), None)


def _taken_back(reading: Reading, subject: Any) -> bool:
    return is_taken_back(reading.fold.general("acts", subject), subject)


def _still(
    reading: Reading,
    held: Notice | Protection,
    where: Location,
    what: str,
    lasts: tuple[datetime, datetime, bool] | None,
) -> Shot:
    """Something that no choice of days moves."""
    sort = "notice" if isinstance(held, Notice) else "site"
    view = reading.entry(held.id)
    ref, href = reading.ref(held.id), reading.subject_href(held.id)
    return Shot(
        Place(_coarse(reading, where), reading.party_view(held.party), ref, href, sort=sort),
        what,
        reading.words(where.names) if where.names else None,
        None,
        None if lasts is None else lasts[0],
        None if lasts is None or lasts[2] else lasts[1],
        () if view is None else view.audience,
        None,
        bool(where.points),
    )


def _day(at: datetime) -> int:
    return (at.astimezone(UTC).date() - _EPOCH).days


def _stops(reading: Reading, reports: Iterable[Account], asked: Asks) -> tuple[tuple[int, str], ...]:
    """Days from the first on which anything is said to have happened to the last, each with its words: none that was not asked for."""
    said = (each.said for each in reports if each.said is not None)
    whens = [each.when for each in said if each.when is not None and each.where is not None and each.where.points]
    if not whens:
        return ()
    first, last = _day(min(each.earliest for each in whens)), _day(max(each.ends_at for each in whens))
    if asked.from_on is not None:
        first = max(first, (asked.from_on - _EPOCH).days)
    if asked.until_on is not None:
        last = min(last, (asked.until_on - _EPOCH).days)
    step = max(1, -(-(last - first) // (MOST_STOPS - 1)))
    at = [*range(first, last, step), last]
    return tuple((each, day_text(_EPOCH + timedelta(days=each), reading.lang)) for each in at)


def _spots(reading: Reading, shots: Iterable[Shot], asked: Asks) -> Iterator[Spot]:
    by_place = {id(each.place): each for each in shots}
    for (_, _, sort, spot), places in spots(each.place for each in by_place.values()).items():
        party = places[0].party
        yield Spot(
            party.name,
            party.letter,
            party.pattern,
            sort,
            tuple((point.lat / 1e7, point.lon / 1e7) for point in spot.points),
            spot.radius_m,
            tuple(Member(each.label, each.href, by_place[id(each)].days) for each in places),
            _spot_href(reading, asked, places[0]) if len(places) > 1 else "",
        )


def _lines(shapes: Iterable[Shape], around: Box, lang: str) -> Iterator[Line]:
    for shape in shapes:
        ring = clipped(shape.ring, around) if shape.meets(around) else []
        if len(ring) > 2:
            yield Line(shape.name(lang), tuple((round(lat, 3), round(lon, 3)) for lon, lat in ring))
