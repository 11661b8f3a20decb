"""Three capitals with their own weekends, zones and holidays, and a suspension that all agree on."""

from datetime import UTC, datetime

from tests.mechanism.proposals.silent import OUTSIDE, witness_key
from tests.worlds import HOST, NORTH, PARTIES, SOUTH, World, en, make_charter, terms_of
from trilateral.agreement.clocks import capital_of, due
from trilateral.i18n.calendars import zone
from trilateral.ledger.charter import Charter, ClockTerms, Holiday, WitnessTerms
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.suspensions.entries import SuspensionAccepted, SuspensionProposed

ZONES = {HOST: "Asia/Baghdad", NORTH: "America/New_York", SOUTH: "Asia/Tehran"}
WEEKENDS = {HOST: (5, 6), NORTH: (6, 7), SOUTH: (4, 5)}
HOLIDAY = Holiday("2007-05-28", "2007-05-28")
"""A Monday on which the capital of Host does not work."""


def utc(written: str) -> datetime:
    """An instant, as written in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def capitals(*clocks: ClockTerms) -> Charter:
    """A charter with these clocks, and an outside witness."""
    holidays = {HOST: (HOLIDAY,)}
    parties = tuple(
        terms_of(each, zone=ZONES[each], weekend=WEEKENDS[each], holidays=holidays.get(each, ())) for each in PARTIES
    )
    witness = WitnessTerms(witness_key(OUTSIDE).verifier().vkey(), (en("The observatory"),))
    return make_charter(parties=parties, witnesses=(witness,), clocks=clocks)


def world_at(began_at: datetime, *clocks: ClockTerms) -> World:
    """Three parties under that charter that witness one another, and whose clocks then show that time."""
    world = World(capitals(*clocks))
    world.found()
    for party in PARTIES:
        world.enrol(party, witness_key(party), "witness")
    world.meet()
    world.turn_to(began_at)
    return world


def late_there(clock: ClockTerms, began_at: datetime, party: str, charter: Charter) -> datetime:
    """After which instant pages call it late: by the clocks of the capitals."""
    every = [capital_of(each, zone(each.zone)) for each in charter.parties]
    found = due(clock, began_at, next(each for each in every if each.party == party), every).late_after
    assert found is not None
    return found


def suspend(
    world: World, from_at: datetime, until_at: datetime | None, *clocks: str, unsigned: tuple[str, ...] = ()
) -> EntryId:
    """A suspension for force majeure that North proposes, signed by all but `unsigned`, and known to all."""
    proposed = SuspensionProposed("force_majeure", en("The river is in flood."), from_at, until_at, clocks)
    subject = world.say(NORTH, proposed)
    world.meet()
    for party in (HOST, SOUTH):
        if party not in unsigned:
            assert world.objection(world.say(party, SuspensionAccepted(), subject)) is None
    world.meet()
    return subject
