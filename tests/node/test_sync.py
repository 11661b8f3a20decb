"""Three nodes that have no network: what each serves in the end, and what others can do with it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.parties import NAMES, Parties, origin_of, statement, three_parties
from trilateral.errors import RefusedError
from trilateral.node.bundle import open_bundle, pack, unpack
from trilateral.node.compose import About
from trilateral.node.heads import latest_heads
from trilateral.node.policy import entry_keys_text, policy_text
from trilateral.node.prove import prove
from trilateral.node.record import open_record
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync, sync_all
from trilateral.node.verify import verify_path
from trilateral.store.logs import log_name
from trilateral.tlog.checkpoint import parse_signed
from trilateral.tlog.merkle import tree_root
from trilateral.tlog.policy import parse_policy
from trilateral.tlog.proof import parse_proof, verify_proof
from trilateral.tlog.tiles import faults_in_log, hash_reader


@pytest.fixture(scope="module")
def parties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parties]:
    with three_parties(tmp_path_factory.mktemp("parties")) as founded:
        for name in NAMES:
            founded.state(name, f"{name} speaks")
        founded.sync()
        yield founded


def test_all_three_hold_the_same_state(parties: Parties) -> None:
    folds = [parties.nodes[name].record.fold for name in NAMES]

    assert len({fold.digest() for fold in folds}) == 1
    assert all(fold.waiting() == {} for fold in folds)
    assert all(verdict.has_effect for origin in map(origin_of, NAMES) for verdict in folds[0].verdicts(origin))


def test_every_served_checkpoint_carries_both_other_parties(parties: Parties) -> None:
    for name in NAMES:
        record = parties.nodes[name].record
        for origin in record.origins:
            signed = record.checkpoint(origin)
            assert signed is not None
            others = {origin_of(other) for other in NAMES} - {origin}
            expected = {origin} | {f"{other}/{does}" for other in others for does in ("witness", "mirror")}
            assert {line.name for line in signed.note.signatures} == expected


@pytest.mark.parametrize("pq", [False, True])
def test_every_served_checkpoint_satisfies_the_policy_of_any_home(parties: Parties, pq: bool) -> None:
    for judge in NAMES:
        record = parties.nodes[judge].record
        together = parse_policy(policy_text(record, pq=pq))
        for origin in record.origins:
            alone = parse_policy(policy_text(record, log=origin, pq=pq))
            for served in NAMES:
                data = parties.nodes[served].record.files(origin).checkpoint()
                assert data is not None
                assert together.check(data).origin == origin
                assert alone.check(data).origin == origin


def test_the_policy_of_one_log_leaves_its_own_party_out(parties: Parties) -> None:
    text = policy_text(parties.nodes["us"].record, log=origin_of("ir"))

    assert "group ir " not in text
    assert "group others 2 iq us\n" in text
    with pytest.raises(RefusedError, match=r"policy\.unknown_log"):
        policy_text(parties.nodes["us"].record, log="nobody.example/log")


def test_keys_of_entries_are_listed_with_their_ranges(parties: Parties) -> None:
    lines = entry_keys_text(parties.nodes["us"].record).splitlines()

    assert any(line.startswith("key ir.example/log/delegate/head+") and line.endswith(" - head") for line in lines)
    assert all(len(line.split(" ")) == 6 for line in lines)


def test_each_log_directory_is_a_plain_log_for_any_reader(parties: Parties) -> None:
    """Nothing but the checkpoint and the files that it leads to."""
    for name in NAMES:
        for origin in map(origin_of, NAMES):
            directory = parties.home(name) / "logs" / log_name(origin)
            signed = parse_signed((directory / "checkpoint").read_bytes())

            def read(path: str, directory: Path = directory) -> bytes:
                return (directory / path).read_bytes()

            assert list(faults_in_log(signed.size, signed.root, read)) == []
            assert tree_root(signed.size, hash_reader(signed.size, read)) == signed.root


def test_a_proof_needs_a_policy_and_nothing_else(parties: Parties, tmp_path: Path) -> None:
    record = parties.nodes["iq"].record
    for verdict in record.fold.verdicts(origin_of("us")):
        data = prove(record, verdict.ref)
        proof = parse_proof(data)
        policy = parse_policy(policy_text(record, log=verdict.log))
        assert proof.extra is not None
        assert verify_proof(proof, proof.extra, policy).origin == verdict.log
    file = tmp_path / "entry.tlog-proof"
    file.write_bytes(prove(record, "us/9"))

    assert not verify_path(file).ok
    with_policy = verify_path(file, policy=policy_text(record, log=origin_of("us")))
    assert with_policy.ok
    assert "not shown by a proof" in with_policy.checked[1]
    with_home = verify_path(file, home=parties.home("ir"))
    assert with_home.ok
    assert "signed by us.example/log/delegate/head" in with_home.checked[1]
    file.write_bytes(file.read_bytes().replace(b"index 9", b"index 8"))
    assert [(fault.log, fault.index) for fault in verify_path(file, home=parties.home("ir")).faults] == [
        (origin_of("us"), 8)
    ]


def test_what_is_not_there_is_not_proven(parties: Parties) -> None:
    for ref in ("us/4711", "xx/1", "00" * 32, "us/x"):
        with pytest.raises(RefusedError, match=r"record\.no_such_entry"):
            prove(parties.nodes["us"].record, ref)


def test_a_log_alone_verifies_with_the_keys_of_its_home(parties: Parties, tmp_path: Path) -> None:
    directory = parties.home("us") / "logs" / log_name(origin_of("ir"))
    alone = tmp_path / directory.name
    shutil.copytree(directory, alone)

    assert verify_path(directory).ok
    assert [fault.what for fault in verify_path(alone).faults] == ["expected keys to believe: give a home or a policy"]
    assert verify_path(alone, home=parties.home("iq")).ok
    assert verify_path(alone, policy=policy_text(parties.nodes["iq"].record)).ok


def test_a_bundle_has_one_form_and_carries_everything(parties: Parties, tmp_path: Path) -> None:
    record = parties.nodes["us"].record
    pack(record, tmp_path / "one.tar")
    pack(record, tmp_path / "other.tar")

    assert (tmp_path / "one.tar").read_bytes() == (tmp_path / "other.tar").read_bytes()
    assert verify_path(tmp_path / "one.tar").ok
    assert not verify_path(tmp_path / "one.tar", mechanism="00" * 32).ok
    assert sorted(open_bundle(tmp_path / "one.tar").origins()) == sorted(map(origin_of, NAMES))
    unpack(tmp_path / "one.tar", tmp_path / "unpacked")
    assert verify_path(tmp_path / "unpacked").ok


def test_a_party_without_a_line_is_reached_by_a_bundle(parties: Parties, tmp_path: Path) -> None:
    """One way by memory stick, and the other way back."""
    parties.state("us", "by courier")
    parties.nodes["us"].publish()
    pack(parties.nodes["us"].record, tmp_path / "out.tar")
    there = sync_all(parties.nodes["ir"], [open_bundle(tmp_path / "out.tar")])
    pack(parties.nodes["ir"].record, tmp_path / "back.tar")
    back = sync_all(parties.nodes["us"], [open_bundle(tmp_path / "back.tar")])

    assert there.entries > 0
    assert not (*there.faults, *back.faults)
    last = parties.nodes["us"].record.fold.verdicts(origin_of("us"))[-1]
    assert parties.nodes["us"].record.holders(last) == ("ir", "us")
    parties.sync()


def test_receipt_holders_and_interval_of_an_entry(parties: Parties) -> None:
    parties.clock.advance(600)
    ref = parties.state("us", "have you got this?").ref
    before = parties.clock.unix()
    record = parties.nodes["us"].record
    said = record.verdict_of(ref)
    assert said is not None
    assert record.holders(said) == ("us",)
    assert record.received_at("ir", said) is None
    parties.clock.advance(60)
    parties.sync()
    parties.nodes["ir"].record_heads(persons_only=True)
    parties.sync()

    assert record.holders(said) == NAMES
    receipt = record.received_at("ir", said)
    assert receipt is not None
    assert receipt.party == "ir"
    interval = record.interval(said)
    assert interval.lower is not None
    assert interval.upper is not None
    assert interval.lower <= before <= interval.upper == before + 60
    assert interval.upper_by in {"iq", "ir"}


def test_heads_entries_never_answer_heads_entries(parties: Parties) -> None:
    parties.sync()
    for _ in range(5):
        for name in NAMES:
            parties.nodes[name].record_heads(persons_only=True)
        parties.sync()

    sizes = [parties.nodes[name].record.size(origin_of(name)) for name in NAMES]
    for _ in range(3):
        for name in NAMES:
            parties.nodes[name].record_heads(persons_only=True)
        parties.sync()
    assert [parties.nodes[name].record.size(origin_of(name)) for name in NAMES] == sizes


def test_an_entry_names_what_its_author_had_seen(parties: Parties) -> None:
    ref = parties.state("iq", "before").ref
    parties.sync()
    after = parties.state("ir", "after").id
    record = parties.nodes["ir"].record
    before = record.verdict_of(ref)
    latest = latest_heads(record)

    assert before is not None
    assert before.entry is not None
    assert latest is not None
    assert record.fold.saw(after, before.entry.id)
    parties.sync()


def test_bodies_come_along_and_their_absence_is_no_fault(parties: Parties, tmp_path: Path) -> None:
    us, ir = parties.nodes["us"], parties.nodes["ir"]
    receipt = us.say(statement("see the map"), by="head", about=About(attachments=(b"a map",)))
    us.publish()
    copy = tmp_path / "us"
    shutil.copytree(parties.home("us"), copy)
    shutil.rmtree(copy / "bodies")

    assert sync(ir, DirectorySource(copy)).bodies == 0
    entry = ir.record.verdict_of(receipt.ref)
    assert entry is not None
    assert entry.entry is not None
    name = entry.entry.header.blobs[0]
    assert not ir.record.bodies.has(name)
    parties.state("us", "once more")
    us.publish()
    parties.sync()


def test_a_record_opens_without_keys_and_changes_nothing(parties: Parties, tmp_path: Path) -> None:
    home = tmp_path / "copy"
    shutil.copytree(parties.home("ir"), home)
    shutil.rmtree(home / "keys")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}

    record = open_record(home)

    assert record.fold.digest() == parties.nodes["ir"].record.fold.digest()
    assert record.refresh() == []
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
