"""A party signs two branches of its log, and exchanges its log key on each, so that nobody knows the other's."""

import shutil
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from tests.node.parties import Parties, origin_of, three_parties
from trilateral.ledger.keys import MisconductFound
from trilateral.mechanism.evidence.file import encode_evidence, evidence_in
from trilateral.node.bundle import pack
from trilateral.node.keys import Purpose, Wanted
from trilateral.node.node import Node
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync
from trilateral.node.verify import verify_path
from trilateral.store.logs import log_name
from trilateral.tlog.checkpoint import Checkpoint, sign_checkpoint
from trilateral.tlog.note import KeyKind, SignerKey
from trilateral.tlog.tiles import TileWriter

LIAR = origin_of("us")


@pytest.fixture
def parties(tmp_path: Path) -> Iterator[Parties]:
    with three_parties(tmp_path) as founded:
        yield founded


def exchange_log_key(node: Node) -> None:
    """A new key signs the heads of a party's log, and the one before is destroyed."""
    first = next(key for key in node.record.key_book(node.origin).keys_for("log"))
    node.enrol(Wanted(Purpose.LOG, node.origin))
    node.end_key(first.vkey(), "rotated")


def fork(parties: Parties, *exchanging: str) -> int:
    """A second home with the same keys; on the branches named another log key is put to use before anybody sees them.

    Returns:
        How many entries both have in common.
    """
    parties.state("us", "before the fork")
    parties.sync()
    parties.close("us")
    second, guard = parties.root / "us-second", parties.root / "guards" / "us-second"
    shutil.copytree(parties.home("us"), second)
    shutil.copytree(parties.guard("us"), guard)
    liar = Node.open(second, "open", clock=parties.clock, guard=guard)
    liar.override_guard("nobody will notice")
    parties.nodes["liar"] = liar
    parties.stack.callback(liar.close)
    parties.open("us")
    shared = liar.record.size(LIAR)
    for name in ("us", "liar"):
        parties.state(name, f"{name} says one thing")
        if name in exchanging:
            exchange_log_key(parties.nodes[name])
        parties.state(name, "and goes on")
        parties.nodes[name].publish()
    return shared


def meet(parties: Parties) -> None:
    """Iraq was shown one branch and Iran the other; then the two meet."""
    show(parties, "iq", "us")
    show(parties, "ir", "us-second")
    for _ in range(3):
        show(parties, "iq", "ir")
        show(parties, "ir", "iq")


def show(parties: Parties, name: str, face: str) -> None:
    sync(parties.nodes[name], DirectorySource(parties.root / face))


@pytest.mark.parametrize("exchanging", [("us", "liar"), ("us",), ("liar",)], ids="+".join)
def test_a_key_exchanged_on_a_branch_hides_no_fork(parties: Parties, exchanging: tuple[str, ...]) -> None:
    """Each of the others was shown one branch; then the two meet, and come to one state."""
    shared = fork(parties, *exchanging)
    show(parties, "iq", "us")
    show(parties, "ir", "us-second")
    iraq, iran = parties.nodes["iq"], parties.nodes["ir"]
    assert iraq.record.fold.exposed() == iran.record.fold.exposed() == {}
    for _ in range(3):
        show(parties, "iq", "ir")
        show(parties, "ir", "iq")

    assert iraq.record.fold.exposed() == iran.record.fold.exposed() == {LIAR: shared}
    assert iraq.record.fold.waiting() == iran.record.fold.waiting() == {}
    assert iraq.record.fold.digest() == iran.record.fold.digest()
    for node in (iraq, iran):
        before = node.record.fold.digest()
        parties.close(node.party)
        assert parties.open(node.party).record.fold.digest() == before


@pytest.mark.parametrize("order", tuple(permutations(("us", "us-second", "ir"))), ids="-".join)
def test_who_is_shown_both_comes_to_the_same_whichever_comes_first(parties: Parties, order: tuple[str, ...]) -> None:
    shared = fork(parties, "us", "liar")
    show(parties, "ir", "us-second")
    for face in (*order, "ir"):
        show(parties, "iq", face)
    for _ in range(2):
        show(parties, "ir", "iq")
        show(parties, "iq", "ir")
    folds = [parties.nodes[name].record.fold for name in ("iq", "ir")]

    assert [each.exposed() for each in folds] == [{LIAR: shared}] * 2
    assert [each.waiting() for each in folds] == [{}, {}]
    assert len({each.digest() for each in folds}) == 1


def test_the_proof_is_verified_offline(parties: Parties, tmp_path: Path) -> None:
    """Homes and a bundle are whole, and the file of proofs shows by the charter alone whose keys these are."""
    shared = fork(parties, "us", "liar")
    meet(parties)
    record = parties.nodes["iq"].record
    pack(record, tmp_path / "bundle.tar")
    (tmp_path / "evidence.json").write_bytes(encode_evidence(evidence_in(record.fold)))
    said = f"{LIAR} was shown in two ways after {shared} entries"

    for path in (tmp_path / "bundle.tar", parties.home("iq"), parties.home("ir")):
        report = verify_path(path)
        assert report.ok, [str(fault) for fault in report.faults]
        assert f"log {LIAR} was shown in two ways after entry {shared}" in report.checked
        assert not any("wait for others" in each for each in report.checked)
    report = verify_path(tmp_path / "evidence.json", mechanism=record.mechanism)
    assert report.ok, [str(fault) for fault in report.faults]
    assert any(each.startswith(said) for each in report.checked)
    assert any("that none was ended before" in each for each in report.checked)


def serve(parties: Parties, entries: list[bytes], signer: SignerKey) -> DirectorySource:
    """What a thief shows: any entries, under a head by a key that it has."""
    served = parties.root / "served"
    shutil.copytree(parties.home("us"), served)
    log, writer = served / "logs" / log_name(LIAR), TileWriter()
    for path, data in writer.append(entries).items():
        (log / path).parent.mkdir(parents=True, exist_ok=True)
        (log / path).write_bytes(data)
    head = Checkpoint(LIAR, writer.size, writer.root())
    (log / "checkpoint").write_bytes(sign_checkpoint(head, [signer], 1).encode())
    return DirectorySource(served)


def rotated(parties: Parties) -> tuple[SignerKey, list[bytes]]:
    """A key of a party's log that was stolen and then ended, and all entries of the log since."""
    us = parties.nodes["us"]
    exchange_log_key(us)
    stolen = next(each for each in us.ring.log_signers() if each.kind is KeyKind.ED25519)
    exchange_log_key(us)
    parties.state("us", "by the third key")
    parties.state("us", "and once more")
    parties.sync()
    return stolen, [entry for _, entry in us.record.files(LIAR).entries()]


def test_a_stolen_key_that_was_ended_convicts_nobody(parties: Parties) -> None:
    """Also not where the thief lets the branch say once more what put the key to the log."""
    stolen, true = rotated(parties)
    word = next(each for each in true if b"key_enrolled/1" in each and stolen.verifier().vkey().encode() in each)
    source = serve(parties, [*true[:-1], word, word, word], stolen)
    report = sync(parties.nodes["iq"], source)
    parties.sync()

    assert any(LIAR in what for _, what in report.faults), report.faults
    assert_innocent(parties)


def test_a_key_that_no_root_put_to_the_log_convicts_nobody(parties: Parties) -> None:
    _, true = rotated(parties)
    own = SignerKey(LIAR, KeyKind.ED25519, b"\7" * 32)
    report = sync(parties.nodes["iq"], serve(parties, [*true[:-1], true[0], true[0], true[0]], own))
    parties.sync()

    assert any(LIAR in what for _, what in report.faults), report.faults
    assert_innocent(parties)


def assert_innocent(parties: Parties) -> None:
    """Nobody is held to be a cheat, nothing was kept of what was forged, and all homes are whole."""
    for name, node in parties.nodes.items():
        assert node.record.fold.exposed() == {}
        assert not (parties.home(name) / "logs" / log_name(LIAR) / "forks").exists()
        said = [each.entry.body for each in node.record.fold.verdicts(node.origin) if each.entry is not None]
        assert not any(isinstance(body, MisconductFound) for body in said)
        report = verify_path(parties.home(name))
        assert report.ok, [str(fault) for fault in report.faults]
    assert len({node.record.fold.digest() for node in parties.nodes.values()}) == 1
