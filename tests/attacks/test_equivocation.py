"""A party signs two branches of its log and shows each to somebody else."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.parties import NAMES, Parties, origin_of, three_parties
from trilateral.ledger.keys import MisconductFound
from trilateral.node.node import Node
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync
from trilateral.node.verify import verify_path
from trilateral.store.logs import log_name

SHARED = 10
"""Entries before the fork: what a root says first, heads, and one statement."""
LIAR = origin_of("us")


@pytest.fixture
def parties(tmp_path: Path) -> Iterator[Parties]:
    with three_parties(tmp_path) as founded:
        yield founded


def fork(parties: Parties) -> Path:
    """The party's own doing: a second home with the same keys, and a guard that was told to look away."""
    parties.state("us", "before the fork")
    parties.sync()
    parties.close("us")
    second = parties.root / "us-second"
    shutil.copytree(parties.home("us"), second)
    shutil.copytree(parties.guard("us"), parties.root / "guards" / "us-second")
    parties.open("us")
    parties.state("us", "to Iraq we say yes")
    liar = Node.open(second, "open", clock=parties.clock, guard=parties.root / "guards" / "us-second")
    liar.override_guard("nobody will notice")
    parties.nodes["liar"] = liar
    parties.stack.callback(liar.close)
    parties.state("liar", "to Iran we say no")
    parties.state("liar", "and no again")
    return second


def meet_liar(parties: Parties, second: Path) -> None:
    """Iraq is shown one branch and Iran the other; then the two meet."""
    sync(parties.nodes["iq"], DirectorySource(parties.home("us")))
    sync(parties.nodes["ir"], DirectorySource(second))


def test_two_branches_expose_the_party_on_every_honest_node(parties: Parties) -> None:
    second = fork(parties)
    meet_liar(parties, second)
    iraq, iran = parties.nodes["iq"], parties.nodes["ir"]

    assert iraq.record.fold.exposed() == {}
    sync(iraq, DirectorySource(parties.home("ir")))
    assert iraq.record.fold.exposed() == {LIAR: SHARED}
    for _ in range(3):
        sync(iran, DirectorySource(parties.home("iq")))
        sync(iraq, DirectorySource(parties.home("ir")))

    assert iraq.record.fold.exposed() == iran.record.fold.exposed() == {LIAR: SHARED}
    assert iraq.record.fold.digest() == iran.record.fold.digest()
    for node in (iraq, iran):
        evidence = [
            verdict.entry.body
            for verdict in node.record.fold.verdicts(node.origin)
            if verdict.entry is not None and isinstance(verdict.entry.body, MisconductFound)
        ]
        assert [body.log for body in evidence] == [LIAR]


def test_the_second_branch_is_kept_and_both_verify(parties: Parties) -> None:
    second = fork(parties)
    meet_liar(parties, second)
    sync(parties.nodes["iq"], DirectorySource(parties.home("ir")))

    held = parties.nodes["iq"].record.checkpoint(LIAR)
    branch = parties.nodes["ir"].record.checkpoint(LIAR)
    assert held is not None
    assert branch is not None
    kept = parties.home("iq") / "logs" / log_name(LIAR) / "forks" / branch.root.hex()
    assert (kept / "checkpoint").exists()
    assert (held.size, branch.size) == (SHARED + 1, SHARED + 2)
    for name in ("iq", "ir"):
        report = verify_path(parties.home(name))
        assert report.ok, [str(fault) for fault in report.faults]


def test_what_the_exposed_party_says_afterwards_has_no_effect(parties: Parties) -> None:
    second = fork(parties)
    meet_liar(parties, second)
    for _ in range(3):
        sync(parties.nodes["iq"], DirectorySource(parties.home("ir")))
        sync(parties.nodes["ir"], DirectorySource(parties.home("iq")))
    parties.state("us", "let us go on as if nothing had been")
    sync(parties.nodes["iq"], DirectorySource(parties.home("us")))

    fold = parties.nodes["iq"].record.fold
    last = fold.verdicts(LIAR)[-1]
    assert last.objection is not None
    assert last.objection.code == "ledger.exposed"
    assert all(verdict.has_effect for verdict in fold.verdicts(LIAR)[:SHARED])


def test_honest_parties_go_on_and_read_their_homes_again_after_a_start(parties: Parties) -> None:
    second = fork(parties)
    meet_liar(parties, second)
    for _ in range(3):
        sync(parties.nodes["iq"], DirectorySource(parties.home("ir")))
        sync(parties.nodes["ir"], DirectorySource(parties.home("iq")))
    parties.state("iq", "we have seen both")
    sync(parties.nodes["ir"], DirectorySource(parties.home("iq")))
    before = parties.nodes["ir"].record.fold.digest()

    assert parties.nodes["iq"].record.fold.digest() == before
    parties.close("ir")
    assert parties.open("ir").record.fold.digest() == before
    assert parties.nodes["ir"].record.fold.waiting() == {}


def test_nobody_cosigns_an_exposed_log_any_more(parties: Parties) -> None:
    second = fork(parties)
    meet_liar(parties, second)
    sync(parties.nodes["iq"], DirectorySource(parties.home("ir")))
    parties.state("us", "and another thing")
    sync(parties.nodes["iq"], DirectorySource(parties.home("us")))

    served = parties.nodes["iq"].record.checkpoint(LIAR)
    assert served is not None
    assert served.size == SHARED + 2
    assert {line.name for line in served.note.signatures} == {LIAR}


@pytest.mark.parametrize("first", ["iq", "ir"])
def test_an_old_head_is_no_misconduct(parties: Parties, first: str, tmp_path: Path) -> None:
    """Somebody shows a copy of a home from yesterday: older, and a beginning of today's."""
    old = tmp_path / "old"
    shutil.copytree(parties.home("us"), old)
    parties.state("us", "today")
    parties.sync()

    report = sync(parties.nodes[first], DirectorySource(old))

    assert not report.faults
    assert all(not parties.nodes[name].record.fold.exposed() for name in NAMES)
