"""Entries taken from where they were signed and put elsewhere.

A signature holds wherever the bytes are. What they say holds only in the log and in
the mechanism that they name, once.
"""

from tests.worlds import HOST, NORTH, SOUTH, World, en, founded, make_charter, node_key, origin
from trilateral.ledger.entry import Body
from trilateral.ledger.keys import Head, HeadsRecorded
from trilateral.mechanism.statements.entries import StatementMade

PROMISE: Body = StatementMade("offer", en("We will train them."))


def test_a_copy_in_another_partys_log_says_nothing() -> None:
    """North copies South's words into its own log, before or after South publishes them."""
    world = founded()
    entry = world.sign(SOUTH, PROMISE)
    world.put(NORTH, entry)
    assert world.last_objection(NORTH) == "ledger.unknown_key"
    assert world.fold().subjects() == {}

    said = world.put(SOUTH, entry)

    assert world.objection(said) is None
    assert world.state(said).party == SOUTH
    assert world.verdict(said).log == origin(SOUTH)


def test_a_copy_does_not_take_the_place_of_the_original() -> None:
    """Read in any order, the entry is South's, and references to it mean South's log."""
    world = founded()
    entry = world.sign(SOUTH, PROMISE)
    world.put(NORTH, entry)
    said = world.put(SOUTH, entry)
    for order in ((NORTH, SOUTH, HOST), (SOUTH, HOST, NORTH), (HOST, NORTH, SOUTH)):
        folded = world.fresh_fold()
        for party in order:
            folded.append(origin(party), world.logs[party].entries)

        assert folded.verdict(said) == world.verdict(said)
        assert folded.digest() == world.fold().digest()


def test_an_entry_of_another_mechanism_says_nothing_here() -> None:
    """The same parties with the same keys have two mechanisms, and a promise in one is none in the other."""
    here, there = founded(), World(make_charter(titles=(en("Another mechanism"),))).found()
    assert here.mechanism != there.mechanism
    here.put(SOUTH, there.sign(SOUTH, PROMISE, seen=here.logs[SOUTH].seen))

    assert here.last_objection(SOUTH) == "ledger.wrong_mechanism"
    assert here.fold().subjects() == {}


def test_a_promise_cannot_be_said_again_by_whoever_keeps_the_log() -> None:
    """The log's keeper adds the delegate's old words again at the end. They count once, where they stood first."""
    world = founded()
    entry = world.sign(SOUTH, PROMISE)
    said = world.put(SOUTH, entry)
    first = world.verdict(said)
    world.put(SOUTH, entry)

    assert world.last_objection(SOUTH) == "ledger.said_before"
    assert world.verdict(said) == first


def test_a_heads_entry_of_another_lends_no_sight() -> None:
    """North cannot claim to have seen what South recorded, nor name South's receipt as its own."""
    world = founded()
    theirs = world.sign(SOUTH, HeadsRecorded((Head(world.checkpoint(HOST)),)), by="node", signers=[node_key(SOUTH)])
    copied = world.put(NORTH, theirs)
    said = world.say(NORTH, PROMISE, seen=copied)

    assert world.objection(said) == "ledger.bad_seen"


def test_a_checkpoint_signed_as_an_entry_is_none_and_the_reverse() -> None:
    """The log key signs checkpoints only, and no text of an entry is one of a checkpoint."""
    world = founded()
    world.put(NORTH, world.checkpoint(NORTH).encode())
    assert world.last_objection(NORTH) == "ledger.malformed"

    entry = world.logs[NORTH].entries[0].decode()
    heads = HeadsRecorded((Head(entry),))
    assert world.objection(world.say(SOUTH, heads, by="node", signers=[node_key(SOUTH)])) == "ledger.bad_head"
