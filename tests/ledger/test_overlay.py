"""An audience's reading goes on with the record, whatever the record does meanwhile."""

from typing import Any

from tests.worlds import (
    HOST,
    NORTH,
    SOUTH,
    World,
    delegate_key,
    en,
    equivocation,
    founded,
    key,
    make_charter,
    node_key,
    origin,
    terms_of,
)
from trilateral.catalogue import SLICES
from trilateral.ledger.entry import Body, Entry
from trilateral.ledger.fold import Fold
from trilateral.ledger.keys import MisconductFound
from trilateral.ledger.overlay import Overlay, Words
from trilateral.mechanism.bodies.entries import WordsSealed
from trilateral.mechanism.statements.entries import StatementMade


def said(text: str) -> Body:
    return StatementMade("position", en(text))


def nobody(entry: Entry[Any]) -> Words | None:  # noqa: ARG001 - nothing is sealed here
    return None


def test_a_second_branch_that_grows_is_read_on() -> None:
    """Else those who can read what is sealed would come to another digest than those who began later."""
    world = founded()
    shared = list(world.logs[NORTH].entries)
    first = [*shared, world.sign(NORTH, said("one"))]
    world.say(NORTH, said("two"))
    world.enrol(NORTH, delegate_key(NORTH, "press"), "delegate", "press")
    second = list(world.logs[NORTH].entries)
    proof = equivocation(NORTH, first, second)
    world.say(HOST, MisconductFound(origin(NORTH), proof), signers=[node_key(HOST)], by="node")
    base: Fold = world.fresh_fold()
    base.append(origin(NORTH), first)
    base.add_branch(origin(NORTH), len(shared), second[len(shared) : -1])
    for party in (HOST, SOUTH):
        base.append(origin(party), world.logs[party].entries)
    readers = Overlay(base, SLICES, WordsSealed, nobody)
    readers.fold()

    base.add_branch(origin(NORTH), len(shared), second[len(shared) :])

    assert readers.fold().waiting() == base.waiting() == {}
    assert readers.fold().digest() == base.digest() == Overlay(base, SLICES, WordsSealed, nobody).fold().digest()


def test_a_log_may_have_any_sign_in_its_name() -> None:
    """What tells a branch from a log is not a sign that an origin could contain."""
    named = "north.example/log#1"
    terms = terms_of(NORTH, origin=named, log_keys=(key(named).verifier().vkey(),))
    charter = make_charter(parties=(terms_of(HOST), terms, terms_of(SOUTH)))
    readers = Overlay(World(charter).fresh_fold(), SLICES, WordsSealed, nobody)

    assert readers.fold() is readers.fold()
