"""Proof that a log was shown in two ways convicts it, and nothing else does."""

from typing import Any

import msgspec
import pytest

from tests.worlds import CHARTER, HOST, NORTH, SOUTH, World, en, equivocation, founded, head_of, node_key, origin
from trilateral.errors import MalformedError
from trilateral.ledger.canonical import encode_canonical, parse_canonical
from trilateral.ledger.evidence import contradicts, encode_equivocation, parse_equivocation, verify_equivocation
from trilateral.ledger.keys import MisconductFound
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.tlog.checkpoint import parse_signed
from trilateral.tlog.merkle import EMPTY_ROOT

KEYS = CHARTER.log_keys(origin(NORTH))


def branches(common: int, first: int, second: int) -> tuple[list[bytes], list[bytes]]:
    """Two logs that have some entries in common, and some of their own."""
    shared = [b"shared %d" % each for each in range(common)]
    return [*shared, *(b"a%d" % each for each in range(first))], [*shared, *(b"b%d" % each for each in range(second))]


SIZES = [(0, 1, 1), (0, 1, 3), (1, 1, 1), (3, 1, 1), (4, 4, 1), (5, 2, 9), (8, 1, 8), (1, 7, 7)]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_two_ways_of_showing_a_log_convict_it(sizes: tuple[int, int, int]) -> None:
    """Of equal and of different sizes: the proof shows where the two part."""
    first, second = branches(*sizes)
    proof = equivocation(NORTH, first, second)

    evidence = parse_equivocation(proof)
    verify_equivocation(evidence, origin(NORTH), KEYS)

    assert evidence.prefix == sizes[0]
    assert encode_equivocation(evidence) == proof
    assert equivocation(NORTH, second, first) == proof


def test_only_the_log_itself_is_convicted() -> None:
    proof = parse_equivocation(equivocation(NORTH, *branches(3, 1, 2)))

    with pytest.raises(MalformedError):
        verify_equivocation(proof, origin(SOUTH), CHARTER.log_keys(origin(SOUTH)))
    with pytest.raises(MalformedError):
        verify_equivocation(proof, origin(NORTH), CHARTER.log_keys(origin(SOUTH)))


def test_an_old_head_is_no_misconduct() -> None:
    """Somebody may replay a smaller head that the larger one continues: no proof can be made of that."""
    whole, _ = branches(9, 0, 0)
    old, new = head_of(NORTH, whole[:4]), head_of(NORTH, whole)

    evidence: dict[str, Any] = msgspec.to_builtins(parse_equivocation(equivocation(NORTH, *branches(4, 5, 5))))
    for prefix in (3, 4):
        for first, second in ((old, new), (new, old), (new, new)):
            evidence["first"]["checkpoint"], evidence["second"]["checkpoint"] = first, second
            evidence["prefix"] = prefix
            with pytest.raises(MalformedError):
                verify_equivocation(msgspec.convert(evidence, type(parse_equivocation(PROOF))), origin(NORTH), KEYS)


PROOF = equivocation(NORTH, *branches(5, 2, 3))


@pytest.mark.parametrize(
    "change",
    [
        {"prefix": 4},
        {"prefix": 6},
        {"prefix": 0},
        {"prefix": -1},
        {"prefix": 2**53 - 1},
        {"prefix_root": "00" * 32},
        {"first": {"leaf": "00" * 32}},
        {"first": {"inclusion": ()}},
        {"first": {"consistency": ()}},
        {"first": {"consistency": ("00" * 32,) * 70}},
        {"first": {"checkpoint": ""}},
        {"first": {"checkpoint": head_of(NORTH, [b"another"] * 7)}},
    ],
    ids=str,
)
def test_a_changed_proof_convicts_nobody(change: dict[str, Any]) -> None:
    value: dict[str, Any] = msgspec.to_builtins(parse_equivocation(PROOF))
    for name, each in change.items():
        value[name] = {**value[name], **each} if isinstance(each, dict) else each
    changed = msgspec.convert(value, type(parse_equivocation(PROOF)))

    with pytest.raises(MalformedError):
        verify_equivocation(changed, origin(NORTH), KEYS)


def test_one_branch_twice_convicts_nobody() -> None:
    proof = parse_equivocation(PROOF)

    for each in (proof.first, proof.second):
        with pytest.raises(MalformedError, match="two entries"):
            verify_equivocation(msgspec.structs.replace(proof, first=each, second=each), origin(NORTH), KEYS)


def test_a_prefix_of_nothing_has_the_empty_root() -> None:
    proof = parse_equivocation(equivocation(NORTH, *branches(0, 1, 1)))

    assert proof.prefix_root == EMPTY_ROOT.hex()
    with pytest.raises(MalformedError, match="empty tree"):
        verify_equivocation(msgspec.structs.replace(proof, prefix_root="11" * 32), origin(NORTH), KEYS)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", PROOF + " ", PROOF.replace('"prefix":5', '"prefix":5,"prefix":5'), "\ud800"], ids=ascii
)
def test_what_is_no_proof_is_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_equivocation(text)


def test_an_unknown_member_makes_it_no_proof() -> None:
    value = parse_canonical(PROOF.encode())
    assert isinstance(value, dict)

    with pytest.raises(MalformedError, match="more"):
        parse_equivocation(encode_canonical({**value, "more": 1}).decode())


def test_two_heads_of_one_size_contradict() -> None:
    first, second = branches(2, 1, 1)
    heads = [parse_signed(head_of(NORTH, each).encode()) for each in (first, second, first[:2])]

    assert contradicts(heads[0], heads[1])
    assert not contradicts(heads[0], heads[0])
    assert not contradicts(heads[0], heads[2])


@pytest.mark.parametrize(
    ("log", "proof"),
    [
        ("nobody.example", PROOF),
        (origin(SOUTH), PROOF),
        (origin(NORTH), "{}"),
        (origin(NORTH), PROOF.replace('"prefix":5', '"prefix":4')),
    ],
    ids=["a log of nobody", "another log", "no proof", "another prefix"],
)
def test_an_accusation_without_proof_exposes_nobody(log: str, proof: str) -> None:
    world = founded()
    said = world.say(HOST, MisconductFound(log, proof), signers=[node_key(HOST)], by="node")

    assert world.objection(said) == "ledger.bad_evidence"
    assert world.fold().exposed() == {}


def test_a_proof_exposes_its_log_from_anybodys_hand() -> None:
    """It proves itself: who found it does not matter, not even if it is the log's own party."""
    for finder in (HOST, SOUTH, NORTH):
        world: World = founded()
        shown = [*world.logs[NORTH].entries, world.sign(NORTH, StatementMade("reply", en("No.")))]
        world.say(NORTH, StatementMade("reply", en("Yes.")))
        proof = equivocation(NORTH, shown, world.logs[NORTH].entries)
        said = world.say(finder, MisconductFound(origin(NORTH), proof), signers=[node_key(finder)], by="node")

        assert world.objection(said) is None
        assert world.fold().exposed() == {origin(NORTH): len(shown) - 1}
