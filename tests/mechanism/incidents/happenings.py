"""What tests of incidents have in common: reports that differ, and worlds in which something was reported."""

from datetime import timedelta
from typing import Any

from tests.worlds import CHARTER, DATE, HOST, NORTH, SOUTH, World, en, founded, make_charter
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import EntryId, Source
from trilateral.mechanism.bodies.entries import RowsListed
from trilateral.mechanism.incidents.entries import (
    ROWS,
    Actor,
    Casualties,
    IncidentOpened,
    IncidentReported,
    Observation,
    Told,
)

HOUR = timedelta(hours=1)
GRID = 100_000
"""A tenth of a degree."""
BRIDGE = Location((en("The bridge"),), (Point(333_412_345, 443_612_345),), 50)
NEWS = Source("Shots at the bridge", "A newspaper", "2030-03-04")

SHELLED = IncidentReported(
    "explosion",
    "shelling_or_missile_attack",
    Interval(DATE, DATE + HOUR),
    1,
    Location((en("The bridge"),)),
    1,
    (Actor("acted", "proxy", SOUTH, en("The Lions")), Actor("targeted", "party", NORTH)),
    (Casualties("killed", "own", 1, 2), Casualties("wounded", "civilians", 3)),
    (Observation("heard", 270, 900, en("mortar"), 3),),
    en("Three rounds fell at the bridge."),
)
"""As North tells it."""
FIRED = IncidentReported(
    "explosion",
    "shelling_or_missile_attack",
    Interval(DATE + HOUR, DATE + 2 * HOUR),
    2,
    Location((en("East bank"),)),
    2,
    (Actor("acted", "unknown", None, None), Actor("targeted", "party", NORTH)),
    (Casualties("killed", "other", 3, 5), Casualties("wounded", "civilians", 0, 2)),
    text=en("Somebody fired across the river."),
)
"""As South tells it."""


def careful(**changes: Any) -> Charter:
    """The charter with a grid and a delay of two days for casualties."""
    return make_charter(**{"grid_microdegrees": GRID, "detail_delay_hours": 48, **changes})


def opened(charter: Charter = CHARTER) -> tuple[World, EntryId, EntryId, EntryId]:
    """A world in which North and South reported something, and the host opened an incident that nobody linked yet."""
    world = founded() if charter == CHARTER else World(charter).found()
    reports = world.say(NORTH, SHELLED), world.say(SOUTH, FIRED)
    incident = world.say(HOST, IncidentOpened(en("At the bridge")))
    world.meet()
    return world, *reports, incident


def listed(world: World, party: str = NORTH, count: int = 20) -> EntryId:
    """A list of reports."""
    return world.say(party, RowsListed(en("Reports of March"), ROWS, count, "e" * 64))


def told(report: EntryId, row: int | None = None) -> Told:
    """A report, or a row of a list."""
    return Told(report, row)
