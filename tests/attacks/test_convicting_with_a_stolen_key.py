"""A thief with a log key that its party has revoked signs two heads with it, and an ally files them as proof."""

from tests.worlds import HOST, NORTH, SOUTH, World, en, equivocation, founded, log_key, node_key, origin
from trilateral.ledger.entry import Body
from trilateral.ledger.keys import KeyRevoked, MisconductFound
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.tlog.note import KeyKind, SignerKey

NEW = SignerKey(origin(NORTH), KeyKind.ED25519, b"\7" * 32)


def said(text: str) -> Body:
    return StatementMade("position", en(text))


def rotated() -> World:
    """North has a new log key, and has just revoked the first one."""
    world = founded()
    world.enrol(NORTH, NEW, "log")
    world.say_as_root(NORTH, KeyRevoked(log_key(NORTH).verifier().vkey(), "stolen"))
    return world


def accuse(world: World, first: list[bytes], second: list[bytes]) -> None:
    proof = equivocation(NORTH, first, second)
    world.say(SOUTH, MisconductFound(origin(NORTH), proof), signers=[node_key(SOUTH)], by="node")


def test_a_key_that_both_branches_revoke_convicts_nobody() -> None:
    world = rotated()
    shared = list(world.logs[NORTH].entries)
    accuse(world, [*shared, world.sign(NORTH, said("one"))], [*shared, world.sign(NORTH, said("two"))])
    later = world.say(NORTH, said("later"))

    assert world.fold().exposed() == {}
    assert world.objection(later) is None


def test_a_head_of_the_log_itself_beside_one_by_the_thief_is_no_proof() -> None:
    """The first is on the true log, and only the key that counted no more says so."""
    world = rotated()
    shared = list(world.logs[NORTH].entries)
    world.say(NORTH, said("true"))
    accuse(world, list(world.logs[NORTH].entries), [*shared, world.sign(NORTH, said("forged"))])

    assert world.fold().exposed() == {}


def test_who_forks_before_the_revocation_is_convicted() -> None:
    """Else a party could show two logs, and revoke the key on one of them."""
    world = rotated()
    shared = list(founded().logs[NORTH].entries)
    accuse(world, [*shared, world.sign(NORTH, said("one"))], list(world.logs[NORTH].entries))

    assert set(world.fold().exposed()) == {origin(NORTH)}


def test_it_does_not_matter_what_of_the_log_is_read_first() -> None:
    """As long as nobody has read what both branches share, the proof counts; then it is looked at again."""
    world = rotated()
    shared = list(world.logs[NORTH].entries)
    accuse(world, [*shared, world.sign(NORTH, said("one"))], [*shared, world.sign(NORTH, said("two"))])
    orders = [(NORTH, SOUTH, HOST), (SOUTH, HOST, NORTH), (HOST, SOUTH, NORTH)]
    digests = set()
    for order in orders:
        folded = world.fresh_fold()
        for at in range(max(world.sizes.values())):
            for party in order:
                folded.append(origin(party), world.logs[party].entries[at : at + 1])
        digests.add(folded.digest())
        assert folded.exposed() == {}

    assert len(digests) == 1
