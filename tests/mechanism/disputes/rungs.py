"""A dispute on a ladder, and parties that have seen how late it is by others' clocks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.mechanism.proposals.silent import OUTSIDE, head, quiet_world, witness_key
from tests.worlds import BEGAN, HOST, NORTH, SOUTH, World, en, make_charter, node_key
from trilateral.ledger.charter import Charter, ClockTerms, WitnessTerms
from trilateral.ledger.entry import EntryId
from trilateral.ledger.keys import Head, HeadsRecorded
from trilateral.mechanism.disputes.entries import DisputeEscalated, DisputeRaised

RAISED = DisputeRaised(en("The ford was closed without notice."), (SOUTH,), None, en("Article 3"))
FIFTEEN, FIVE = timedelta(days=15), timedelta(days=5)
LATE = BEGAN + FIFTEEN + timedelta(days=1)
"""When the first rung's clock has run out."""


def raised(body: DisputeRaised = RAISED) -> tuple[World, EntryId]:
    """A dispute that North has raised with South, and that all have seen."""
    world = quiet_world(None)
    subject = world.say(NORTH, body)
    world.meet()
    assert world.objection(subject) is None
    return world, subject


def told(world: World, party: str, at: datetime, by: Sequence[str] | None = None) -> EntryId:
    """Let a party record the others' heads with the times that these give."""
    others = sorted(each for each in world.logs if each != party)
    words = {each: [name for name in by or (*world.logs, OUTSIDE) if name != each] for each in others}
    heads = tuple(Head(head(world, each, words[each], at)) for each in others)
    seen = world.say(party, HeadsRecorded(heads), signers=[node_key(party)], by="node")
    log = world.logs[party]
    log.seen, log.held = seen, {**log.held, **{each: len(world.logs[each].entries) for each in others}}
    return seen


def escalate(world: World, party: str, subject: EntryId, at: datetime, by: Sequence[str] | None = None) -> EntryId:
    """Let a party take it to the next rung, having seen that it is so late."""
    told(world, party, at, by)
    return world.say(party, DisputeEscalated(), subject, at=at)


def own_ladder(*clocks: ClockTerms) -> Charter:
    """A charter with rungs of its own."""
    witness = WitnessTerms(witness_key(OUTSIDE).verifier().vkey(), (en("The observatory"),))
    return make_charter(witnesses=(witness,), clocks=clocks)


def witnessing(charter: Charter) -> World:
    """Three parties that witness one another under that charter."""
    world = World(charter).found()
    for party in (HOST, NORTH, SOUTH):
        world.enrol(party, witness_key(party), "witness")
    world.meet()
    return world
