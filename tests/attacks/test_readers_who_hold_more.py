"""What an entry comes to must not hang on what else a reader happens to hold, nor on which it read first."""

from collections.abc import Sequence
from itertools import permutations, product

import msgspec

from tests.worlds import (
    CHARTER,
    HOST,
    NORTH,
    SOUTH,
    World,
    amended,
    delegate_key,
    en,
    equivocation,
    founded,
    key,
    node_key,
    origin,
    root_key,
    terms_of,
)
from trilateral.ledger.charter import Charter, charter_hash, encode_charter
from trilateral.ledger.entry import Body
from trilateral.ledger.fold import Fold
from trilateral.ledger.keys import Head, MisconductFound, PartyAccredited, PartyLeft
from trilateral.mechanism.acts.entries import EntryCommented
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.tlog.note import KeyKind, SignerKey

EAST = "east"
SAID: Body = StatementMade("position", en("We are ready to meet."))


def name_of(version: Charter) -> str:
    return charter_hash(encode_charter(version))


def readings(world: World) -> list[Fold]:
    """The same logs in every order, entry by entry and each to its end, after what all have in common."""
    found = []
    for step, order in product((1, 1000), permutations(world.logs)):
        fold = world.fresh_fold()
        for party, log in founded().logs.items():
            fold.append(origin(party), log.entries)
        for at in range(max(world.sizes.values()) + len(order)):
            for party in order:  # a log that a charter names is read once that charter was
                fold.append(origin(party), world.logs[party].entries[fold.read_size(origin(party)) : at + step])
        found.append(fold)
    return found


def test_who_has_left_is_gone_for_all_who_know() -> None:
    """Whether some third text of the charter was accepted meanwhile decides nothing."""
    world = founded()
    world.say(NORTH, SAID)
    world.say_as_root(SOUTH, PartyLeft())
    world.see(NORTH, SOUTH)
    said = world.say(NORTH, SAID)
    world.say(NORTH, EntryCommented(said, en("so")), said)
    world.accept(HOST, amended(CHARTER, titles=(en("Another name"),)))

    digests = {fold.digest() for fold in readings(world)}
    assert len(digests) == 1
    held = readings(world)[0].general("acts", said)
    assert held is not None
    assert held.parties == (HOST, NORTH)


def test_a_text_stands_instead_of_what_it_names_itself() -> None:
    """South alone has accepted a text in between, which North never saw: it decides nothing for North."""
    world = founded()
    first = amended(CHARTER, titles=(en("First"),))
    between = amended(CHARTER, titles=(en("Between"),), instead_of=(name_of(first),))
    last = amended(CHARTER, titles=(en("Last"),), instead_of=(name_of(between),))
    world.accept(NORTH, first)
    accepted = world.accept(NORTH, last)
    world.accept(SOUTH, between)
    found = [fold.verdict(accepted) for fold in readings(world)]

    assert [each and each.objection and each.objection.code for each in found] == ["ledger.accepted_another"] * 12


def test_a_new_root_is_told_the_same_by_whoever_knows_its_version() -> None:
    """Under its heads lies no acceptance; whether the reader holds some is not asked."""
    joining = amended(CHARTER, parties=tuple(sorted((*CHARTER.parties, terms_of(EAST)), key=lambda each: each.id)))
    root, log = key(f"{origin(NORTH)}/root/2"), SignerKey(origin(NORTH), KeyKind.ED25519, b"\7" * 32)
    terms = terms_of(NORTH, root_keys=(root.verifier().vkey(),), log_keys=(log.verifier().vkey(),))
    anew = amended(joining, parties=tuple(terms if each.id == NORTH else each for each in joining.parties))
    world = founded()
    for party in (HOST, SOUTH, NORTH):
        world.accept(party, joining)
    world.meet()
    world.accredit(EAST, joining, root_key(EAST))
    heads = tuple(Head(world.checkpoint(each)) for each in (EAST, HOST, SOUTH))
    for party in (HOST, SOUTH, EAST):
        world.accept(party, anew)
    text = encode_charter(anew)
    said = world.say_as_root(NORTH, PartyAccredited(charter_hash(text), text.decode(), heads), root)
    codes = {
        v.objection.code for f in readings(world) if (v := f.verdict(said)) is not None and v.objection is not None
    }

    assert codes == {"ledger.not_accepted_by_others"}


def forked(shared: World, first: Sequence[bytes], second: Sequence[bytes], *, trunk_first: bool) -> Fold:
    """A node that was shown one branch of North's log first."""
    prefix = next(i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b)
    trunk, branch = (first, second) if trunk_first else (second, first)
    fold = shared.fresh_fold()
    fold.append(origin(NORTH), trunk)
    fold.add_branch(origin(NORTH), prefix, branch[prefix:])
    for party in (SOUTH, HOST):
        fold.append(origin(party), shared.logs[party].entries)
    return fold


def test_evidence_by_a_key_that_one_branch_enrolled_convicts_for_all() -> None:
    """Which branch a node calls the second one is its own affair."""
    world = founded()
    shared = list(world.logs[NORTH].entries)
    rotated = SignerKey(origin(NORTH), KeyKind.ED25519, b"\7" * 32)
    world.enrol(NORTH, rotated, "log")
    world.say(NORTH, SAID)
    world.see(HOST, NORTH)
    shown = list(world.logs[NORTH].entries)
    world.say(NORTH, SAID)
    first = list(world.logs[NORTH].entries)
    second = [*shared, world.sign(NORTH, SAID)]
    third = [*shown, world.sign(NORTH, SAID)]
    proof = equivocation(NORTH, first, third, rotated)
    found = world.say(HOST, MisconductFound(origin(NORTH), proof), signers=[node_key(HOST)], by="node")
    folds = [forked(world, first, second, trunk_first=each) for each in (True, False)]

    assert [(each.verdict(found) or 1).objection for each in folds] == [None, None]  # type: ignore[union-attr]  # folded
    assert folds[0].exposed() == folds[1].exposed() == {origin(NORTH): len(shown)}


def test_nobody_takes_the_log_of_one_that_is_to_join() -> None:
    """South alone has accepted a text that gives East's log to a party of another name, and some read that first."""
    parties = tuple(sorted((*CHARTER.parties, terms_of(EAST)), key=lambda each: each.id))
    taken = msgspec.structs.replace(terms_of(EAST), id="absent")
    squatting = amended(CHARTER, parties=(taken, *CHARTER.parties))
    joining = amended(CHARTER, parties=parties, instead_of=(name_of(squatting),))
    world = founded()
    world.accept(SOUTH, squatting)
    for party in (HOST, NORTH, SOUTH):
        world.accept(party, joining)
    world.meet()
    world.accredit(EAST, joining, root_key(EAST))
    world.enrol(EAST, delegate_key(EAST), "delegate", "head")
    said = world.say(EAST, SAID)
    folds = readings(world)

    assert {fold.state(said).party for fold in folds} == {EAST}  # type: ignore[union-attr]  # it was read
    assert {fold.party_of(origin(EAST)) for fold in folds} == {EAST}
    assert {v.party for fold in folds for v in fold.verdicts(origin(EAST))} == {EAST}
    assert len({fold.digest() for fold in folds}) == 1
