"""What the tests of commitments begin with: who owes what to whom at an invented river."""

from typing import Any

from tests.worlds import HOST, NORTH, PARTIES, SOUTH, World, en, founded
from trilateral.agreement.locations import Location, Point
from trilateral.agreement.undertakings import Count, Indicator, Quota, Site, Step
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments.entries import (
    AccessRequested,
    CommitmentAssessed,
    CommitmentStated,
    CommitmentUndertaken,
    DayNamed,
    MissionRequested,
)

BRIDGE = Location((en("The old bridge"),), (Point(335_000_000, 445_000_000),), 5_000)
SUPPLY = Indicator(
    en("Weapons brought over the river"), None, 40, 10, count=Count(("weapons",), SOUTH, None, "2030-01-01")
)
DEMAND = CommitmentStated((SOUTH,), en("Stop arming the bands."), (NORTH,), due_on="2030-03-01", indicators=(SUPPLY,))
BOTH = CommitmentStated((NORTH, SOUTH), en("Keep the crossing open."))
INSPECTED = CommitmentStated(
    (SOUTH,),
    en("Leave the three bases."),
    steps=(Step(en("The first base"), "2030-02-01"), Step(en("The second base"), "2030-03-01")),
    sites=(Site(BRIDGE, "base"),),
    quotas=(Quota(2, 30, "2030-02-01", NORTH, "base"), Quota(3, 30, "2030-02-01")),
)
MISSION = MissionRequested(en("Whether the first base is left."), "local", checklist=(en("Gate"), en("Stores")))
D_DAY = DayNamed(en("D-day"), "2030-02-01")


def visit(day: str = "2030-02-03", of: str = SOUTH, sort: str = "base", **more: Any) -> AccessRequested:
    """A request to be let in."""
    return AccessRequested(of, BRIDGE, day, sort, **more)


def level(word: Any, day: str = "2030-02-28", *, joint: bool = False, of: str | None = None) -> CommitmentAssessed:
    """An assessment as of a day."""
    return CommitmentAssessed(word, of, None, day, joint)


def stated(body: CommitmentStated = DEMAND, by: str = NORTH) -> tuple[World, EntryId]:
    """A commitment that somebody stated, and all have seen."""
    world = founded()
    subject = world.say(by, body)
    world.meet()
    return world, subject


def undertaken(body: CommitmentStated = DEMAND, by: str = NORTH) -> tuple[World, EntryId]:
    """One that all who are obliged have undertaken, and all have seen it."""
    world, subject = stated(body, by)
    for party in body.obliged:
        if party != by:
            world.say(party, CommitmentUndertaken(), subject)
    world.meet()
    return world, subject


def jointly(world: World, subject: EntryId, word: Any, day: str = "2030-02-28", of: str | None = None) -> None:
    """Every party signs one level, in the order of the charter."""
    for party in PARTIES:
        world.say(party, level(word, day, joint=True, of=of), subject)
    world.meet()


__all__ = ["BOTH", "BRIDGE", "DEMAND", "D_DAY", "HOST", "INSPECTED", "MISSION", "NORTH", "SOUTH", "SUPPLY"]
