"""Evidence that carries the entry by which a branch's key was put to the log: it convicts who forks, and nobody else."""

from itertools import permutations
from typing import Any

import msgspec
import pytest

from tests.worlds import (
    CHARTER,
    HOST,
    NORTH,
    SOUTH,
    Shown,
    World,
    amended,
    delegate_key,
    en,
    equivocation_of,
    founded,
    key,
    log_key,
    make_charter,
    node_key,
    origin,
    root_key,
    terms_of,
)
from trilateral.errors import MalformedError
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import Body, EntryId
from trilateral.ledger.evidence import Authority, parse_equivocation, verify_equivocation
from trilateral.ledger.fold import Fold
from trilateral.ledger.keys import MAX_LOG_KEY_TEXT, KeyEnrolled, KeyRevoked, MisconductFound
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.tlog.note import KeyKind, SignerKey

ONE, OTHER = (SignerKey(origin(NORTH), KeyKind.ED25519, bytes([each]) * 32) for each in (7, 8))
STRANGER = key(f"{origin(NORTH)}/stranger")


def said(text: str) -> Body:
    return StatementMade("position", en(text))


def put_to_log(signer: SignerKey) -> KeyEnrolled:
    return KeyEnrolled(signer.verifier().vkey(), "log")


def exchanged(world: World, signer: SignerKey, text: str) -> Shown:
    """North goes on from here with a log key that only this branch knows."""
    own = world.copy()
    own.enrol(NORTH, signer, "log")
    own.say_as_root(NORTH, KeyRevoked(log_key(NORTH).verifier().vkey(), "rotated"))
    own.say(NORTH, said(text))
    return Shown(own.logs[NORTH].entries, signer, world.sizes[NORTH])


def accuse(world: World, proof: str) -> EntryId:
    return world.say(SOUTH, MisconductFound(origin(NORTH), proof), signers=[node_key(SOUTH)], by="node")


def read_in(order: tuple[str, ...], world: World, north: Shown, branch: Shown | None = None) -> Fold:
    """What a node comes to that was shown one branch first, and reads the logs in this order."""
    fold = world.fresh_fold()
    for party in order:
        entries = north.entries if party == NORTH else world.logs[party].entries
        fold.append(origin(party), entries)
    if branch is not None:
        prefix = next(at for at, each in enumerate(branch.entries) if each != north.entries[at])
        fold.add_branch(origin(NORTH), prefix, branch.entries[prefix:])
    return fold


def test_two_branches_with_a_key_each_convict_whichever_is_read_first() -> None:
    """The finder has read neither exchange: the proof alone says by whose word the keys are the log's."""
    world = founded()
    first, second = exchanged(world, ONE, "yes"), exchanged(world, OTHER, "no")
    found = accuse(world, equivocation_of(NORTH, first, second))
    folds = [
        read_in(order, world, trunk, branch)
        for order in permutations((NORTH, SOUTH, HOST))
        for trunk, branch in ((first, second), (second, first))
    ]

    assert {str((each.verdict(found) or 1).objection) for each in folds} == {"None"}  # type: ignore[union-attr]  # folded
    assert [each.exposed() for each in folds] == [{origin(NORTH): world.sizes[NORTH]}] * len(folds)
    assert len({each.digest() for each in folds}) == 1


def test_a_stranger_needs_the_charter_alone() -> None:
    world = founded()
    proof = parse_equivocation(equivocation_of(NORTH, exchanged(world, ONE, "yes"), exchanged(world, OTHER, "no")))
    roots = Authority(world.mechanism, CHARTER.root_keys(origin(NORTH)), 1)

    verify_equivocation(proof, origin(NORTH), CHARTER.log_keys(origin(NORTH)), [roots])


def test_a_branch_that_keeps_the_first_key_and_one_that_does_not() -> None:
    world = founded()
    second = exchanged(world, OTHER, "no")
    first = Shown([*world.logs[NORTH].entries, world.sign(NORTH, said("yes"))])
    accuse(world, equivocation_of(NORTH, first, second))

    assert read_in((SOUTH, HOST, NORTH), world, first, second).exposed() == {origin(NORTH): world.sizes[NORTH]}


AUTHORS = {
    "a delegate": (put_to_log(ONE), [delegate_key(NORTH)], "head"),
    "the node": (put_to_log(ONE), [node_key(NORTH)], "node"),
    "another's root": (put_to_log(ONE), [root_key(SOUTH)], "root"),
    "nobody known": (put_to_log(ONE), [STRANGER], "root"),
    "the root and one more": (put_to_log(ONE), [root_key(NORTH), STRANGER], "root"),
    "the key itself": (put_to_log(ONE), [ONE], "root"),
    "for the node": (KeyEnrolled(ONE.verifier().vkey(), "node"), [root_key(NORTH)], "root"),
    "of another name": (put_to_log(STRANGER), [root_key(NORTH)], "root"),
    "no key": (said("ours"), [root_key(NORTH)], "root"),
    "an end": (KeyRevoked(ONE.verifier().vkey(), "rotated"), [root_key(NORTH)], "root"),
}


@pytest.mark.parametrize("how", AUTHORS)
def test_a_key_that_no_root_put_to_the_log_convicts_nobody(how: str) -> None:
    body, signers, by = AUTHORS[how]
    world = founded()
    shared, size = list(world.logs[NORTH].entries), world.sizes[NORTH]
    true = Shown([*shared, world.sign(NORTH, said("true"))])
    entries = [*shared, world.sign(NORTH, body, signers=signers, by=by), world.sign(NORTH, said("forged"))]
    found = accuse(world, equivocation_of(NORTH, true, Shown(entries, ONE, size)))

    assert world.objection(found) == "ledger.bad_evidence"
    assert world.fold().exposed() == {}


@pytest.mark.parametrize("member", [{"log": origin(SOUTH)}, {"mechanism": "0" * 64}], ids=str)
def test_a_word_for_another_log_or_mechanism_convicts_nobody(member: dict[str, Any]) -> None:
    """A party may use one root for more than one mechanism."""
    world = founded()
    shared, size = list(world.logs[NORTH].entries), world.sizes[NORTH]
    other = world.sign(NORTH, put_to_log(ONE), signers=[root_key(NORTH)], by="root", **member)
    true = Shown([*shared, world.sign(NORTH, said("true"))])
    found = accuse(world, equivocation_of(NORTH, true, Shown([*shared, other], ONE, size)))

    assert world.objection(found) == "ledger.bad_evidence"


def test_the_entry_must_lie_under_the_head() -> None:
    """A true word of the root that is not in the branch says nothing of who may sign the branch's head."""
    world = founded()
    word = world.sign(NORTH, put_to_log(ONE), signers=[root_key(NORTH)], by="root")
    shared, size = list(world.logs[NORTH].entries), world.sizes[NORTH]
    true = Shown([*shared, world.sign(NORTH, said("true"))])
    forged = Shown([*shared, world.sign(NORTH, said("forged"))], ONE, size, word)
    found = accuse(world, equivocation_of(NORTH, true, forged))

    assert world.objection(found) == "ledger.bad_evidence"
    assert world.fold().exposed() == {}


def test_as_many_roots_must_say_so_as_it_takes() -> None:
    second = key(f"{origin(NORTH)}/root/b")
    roots = tuple(each.verifier().vkey() for each in (root_key(NORTH), second))
    terms = terms_of(NORTH, root_keys=tuple(sorted(roots)), root_threshold=2)
    charter = make_charter(parties=tuple(terms if each.id == NORTH else each for each in CHARTER.parties))
    authority = Authority(World(charter).mechanism, charter.root_keys(origin(NORTH)), 2)
    for signers in ([root_key(NORTH)], [root_key(NORTH), second]):
        world = World(charter)
        shared = [b"what both have in common"]
        word = world.sign(NORTH, put_to_log(ONE), signers=signers, by="root")
        shown = Shown([*shared, b"true"]), Shown([*shared, word], ONE, 1)
        proof = parse_equivocation(equivocation_of(NORTH, *shown))
        keys = charter.log_keys(origin(NORTH))
        if len(signers) == 2:
            verify_equivocation(proof, origin(NORTH), keys, [authority])
        else:
            with pytest.raises(MalformedError, match="none that counts"):
                verify_equivocation(proof, origin(NORTH), keys, [authority])


def rotated_twice() -> tuple[World, bytes]:
    """North's second log key was stolen, and is ended for a third; and the entry that had put it to the log."""
    world = founded()
    world.enrol(NORTH, ONE, "log")
    word = world.logs[NORTH].entries[-1]
    world.say_as_root(NORTH, KeyRevoked(log_key(NORTH).verifier().vkey(), "rotated"))
    world.enrol(NORTH, OTHER, "log")
    world.say_as_root(NORTH, KeyRevoked(ONE.verifier().vkey(), "stolen"))
    return world, word


def test_a_thief_says_once_more_what_the_root_said_long_ago() -> None:
    """The key was ended in what both branches share, so that the root's old word stands again on one changes nothing."""
    world, word = rotated_twice()
    shared, size = list(world.logs[NORTH].entries), world.sizes[NORTH]
    world.say(NORTH, said("true"))
    true = Shown(world.logs[NORTH].entries, OTHER, shared.index(word) + 2)
    found = accuse(world, equivocation_of(NORTH, true, Shown([*shared, word], ONE, size)))
    folds = [read_in(order, world, true) for order in permutations((NORTH, SOUTH, HOST))]

    assert world.objection(found) is None  # the proof itself is whole: only what is common tells that the key is stolen
    assert [each.exposed() for each in folds] == [{}] * len(folds)
    assert len({each.digest() for each in folds}) == 1


def test_a_thief_shows_the_old_word_where_it_stands() -> None:
    world, word = rotated_twice()
    shared = list(world.logs[NORTH].entries)
    world.say(NORTH, said("true"))
    at = shared.index(word)
    true = Shown(world.logs[NORTH].entries, OTHER, at + 2)
    accuse(world, equivocation_of(NORTH, true, Shown([*shared, b"forged"], ONE, at)))

    assert read_in((SOUTH, HOST, NORTH), world, true).exposed() == {}


def with_new_roots_accepted() -> tuple[World, Charter, SignerKey]:
    """North lost its keys, and all others accept new ones."""
    root = key(f"{origin(NORTH)}/root/2")
    terms = terms_of(NORTH, root_keys=(root.verifier().vkey(),), log_keys=(ONE.verifier().vkey(),))
    version = amended(CHARTER, parties=tuple(terms if each.id == NORTH else each for each in CHARTER.parties))
    world = founded()
    for party in (HOST, SOUTH):
        world.accept(party, version)
    return world, version, root


def test_a_root_that_was_replaced_puts_no_key_to_the_log() -> None:
    """Who has the old root forks nothing with it, once everybody's word has given North a new one."""
    world, version, root = with_new_roots_accepted()
    before, new_log = list(world.logs[NORTH].entries), ONE
    world.accredit(NORTH, version, root)
    world.log_signers[NORTH] = new_log
    world.see(SOUTH, NORTH, HOST)
    shared = list(world.logs[NORTH].entries)
    world.see(NORTH, SOUTH)
    true = Shown(world.logs[NORTH].entries, new_log)
    word = world.sign(NORTH, put_to_log(OTHER), signers=[root_key(NORTH)], by="root")
    for common in (before, shared):  # also where the branch begins while the old root still counted
        found = accuse(world, equivocation_of(NORTH, true, Shown([*common, word], OTHER, len(common))))
        assert world.objection(found) == "ledger.bad_evidence"

    assert read_in((HOST, SOUTH, NORTH), world, true).exposed() == {}
    again = Shown([*shared, world.sign(NORTH, put_to_log(OTHER), signers=[root], by="root")], OTHER, len(shared))
    accuse(world, equivocation_of(NORTH, true, again))
    assert set(read_in((HOST, SOUTH, NORTH), world, true).exposed()) == {origin(NORTH)}


def test_who_has_not_heard_of_new_roots_convicts_nobody_by_the_old_ones() -> None:
    """The host does not know yet that all have accepted them. Whoever reads what both branches share does."""
    world, version, root = with_new_roots_accepted()
    host = world.copy()
    world.accredit(NORTH, version, root)
    world.log_signers[NORTH] = ONE
    shared = list(world.logs[NORTH].entries)
    word = world.sign(NORTH, put_to_log(OTHER), signers=[root_key(NORTH)], by="root")
    true = Shown([*shared, world.sign(NORTH, said("true"))], log_key(NORTH))
    proof = equivocation_of(NORTH, true, Shown([*shared, word], OTHER, len(shared)))
    found = host.say(HOST, MisconductFound(origin(NORTH), proof), signers=[node_key(HOST)], by="node")
    world.logs[HOST] = host.logs[HOST]

    assert world.objection(found) is None
    assert world.fold().exposed() == {}


def test_an_exchange_too_long_for_a_proof_puts_no_key_to_the_log() -> None:
    """Else a party could exchange its key in an entry that no evidence has room for."""
    world = founded()
    shared, size = list(world.logs[NORTH].entries), world.sizes[NORTH]
    names = tuple(f"{each:064x}" for each in range(MAX_LOG_KEY_TEXT // 64))
    world.say(NORTH, put_to_log(ONE), signers=[root_key(NORTH)], by="root", blobs=names)

    assert world.last_objection(NORTH) == "ledger.malformed"
    assert ONE.verifier() not in world.fold().log_keys(origin(NORTH))
    true = Shown([*shared, world.sign(NORTH, said("true"))])
    found = accuse(world, equivocation_of(NORTH, true, Shown(world.logs[NORTH].entries, ONE, size)))
    assert world.objection(found) == "ledger.bad_evidence"


def test_an_older_proof_reads_as_it_did() -> None:
    """A proof that carries no exchange is spelled without the member."""
    world = founded()
    shared = list(world.logs[NORTH].entries)
    text = equivocation_of(NORTH, Shown([*shared, b"a"]), Shown([*shared, b"b"]))

    assert "enrolled" not in text
    assert msgspec.json.decode(text)["first"].keys() == {"checkpoint", "consistency", "inclusion", "leaf"}
