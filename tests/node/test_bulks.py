"""Lists of rows between nodes: every row as it was committed to, erased ones nowhere."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.node.parties import Parties, three_parties
from trilateral.errors import RefusedError
from trilateral.ledger.entry import Text
from trilateral.mechanism.bodies.entries import RowsErased, RowsListed
from trilateral.mechanism.bodies.rules import Kept
from trilateral.node.bundle import open_bundle, pack
from trilateral.node.compose import About
from trilateral.node.node import Node, Receipt
from trilateral.node.parts import erase, list_named
from trilateral.node.record import open_record
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync
from trilateral.node.verify import verify_path
from trilateral.seal.bulk import RowState

PERSON = "A. Person"
WHY = Text("en", "A person is named.")
COUNT = 300


def listed(node: Node, count: int = COUNT) -> Receipt:
    """The node's party lists so many rows."""
    manifest = node.record.bulks.put({"number": each, "by": f"{PERSON} {each}"} for each in range(count))
    return node.say(RowsListed(Text("en", "Reports"), "incident_reports", manifest.count, manifest.root), by="head")


def reports(node: Node, count: int) -> Receipt:
    """The node's party lists so many reports of incidents."""
    texts = ({"lang": "en", "text": f"{PERSON} {node.party} {each}"} for each in range(count))
    manifest = node.record.bulks.put({"type": "battle", "text": text} for text in texts)
    return node.say(RowsListed(Text("en", "Reports"), "incident_reports", manifest.count, manifest.root), by="head")


def kept_by(node: Node, ref: str) -> Kept:
    return list_named(node.record, ref)


def path_in(parties: Parties, party: str, root: str) -> Path:
    return parties.home(party) / "bulks" / root[:2] / root


@pytest.fixture(scope="module")
def parties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parties]:
    with three_parties(tmp_path_factory.mktemp("bulks")) as made:
        yield made


@contextmanager
def changed(path: Path, old: bytes, new: bytes) -> Iterator[None]:
    """Somebody has altered a file."""
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))
    yield
    path.write_bytes(data)


def test_rows_come_to_all_and_each_is_proven_alone(parties: Parties) -> None:
    said = listed(parties.nodes["us"])
    parties.sync()
    for node in parties.nodes.values():
        kept = kept_by(node, said.ref)
        assert node.record.bulks.lacking(kept.root or "") == 0
        assert node.record.bulks.row(kept, 17).row == {"number": 17, "by": f"{PERSON} 17"}
        assert node.record.bulks.prove(kept, 17).index == 17
        assert verify_path(parties.home(node.party)).ok
        with pytest.raises(RefusedError, match=r"bodies\.no_such_row"):
            node.record.bulks.row(kept, COUNT)


def test_an_altered_row_is_taken_from_nobody_and_named_by_verification(parties: Parties) -> None:
    """A stranger's copy does not reach ours, and damage in a home is named by log, entry and row."""
    said = listed(parties.nodes["us"], 20)
    root = kept_by(parties.nodes["us"], said.ref).root or ""
    iq = parties.nodes["iq"]
    with changed(path_in(parties, "us", root), b"Person 7", b"Person 8"):
        parties.nodes["us"].publish()
        report = sync(iq, DirectorySource(parties.home("us")))
        found = verify_path(parties.home("us"))

    assert any("row 7: expected the row that was committed to" in what for _, what in report.faults)
    assert not iq.record.bulks.store.has(root)
    (fault,) = found.faults
    assert (fault.log, fault.index, fault.path) == (parties.nodes["us"].origin, said.index, f"bulks/{root[:2]}/{root}")
    assert fault.what.startswith("row 7: ")
    parties.clock.advance(3600)  # whoever gave something else is asked again after an hour
    parties.sync()
    assert iq.record.bulks.lacking(root) == 0


def test_what_one_source_lacks_another_gives(parties: Parties) -> None:
    """A holder who blanks rows of others' lists takes them from nobody."""
    said = listed(parties.nodes["us"], 20)
    us, iq = parties.nodes["us"], parties.nodes["iq"]
    root = kept_by(us, said.ref).root or ""
    path = path_in(parties, "us", root)
    whole = path.read_bytes().splitlines(keepends=True)
    us.publish()
    path.write_bytes(b"".join([*(line[:64] + b"\n" for line in whole[:9]), *whole[9:]]))
    sync(iq, DirectorySource(parties.home("us")))
    lacking = iq.record.bulks.lacking(root)
    copy = parties.root / "copy"
    shutil.copytree(parties.home("us"), copy)
    (copy / "bulks" / root[:2] / root).write_bytes(b"".join([*whole[:9], *(x[:64] + b"\n" for x in whole[9:])]))
    sync(iq, DirectorySource(copy))
    path.write_bytes(b"".join(whole))
    parties.sync()

    assert lacking == 9
    assert iq.record.bulks.lacking(root) == 0


def test_an_erased_row_is_nowhere_and_a_backup_does_not_bring_it_back(parties: Parties) -> None:
    said = listed(parties.nodes["us"], 20)
    parties.sync()
    root = kept_by(parties.nodes["us"], said.ref).root or ""
    backup = path_in(parties, "ir", root).read_bytes()
    erase(parties.nodes["us"], f"{said.ref}#3-4", "head", WHY)
    parties.sync()
    homes = [parties.home(name) for name in parties.nodes]
    states = {name: node.record.bulks.row(kept_by(node, said.ref), 3).state for name, node in parties.nodes.items()}
    path_in(parties, "ir", root).write_bytes(backup)
    parties.close("ir")
    again = parties.open("ir")

    assert set(states.values()) == {RowState.ERASED}
    for home in homes:
        data = path_in(parties, home.name, root).read_bytes()
        assert b'Person 3"' not in data
        assert b'Person 5"' in data
        assert verify_path(home).ok
    assert again.record.bulks.row(kept_by(again, said.ref), 5).state is RowState.THERE
    with pytest.raises(RefusedError, match=r"bodies\.row_not_there"):
        again.record.bulks.prove(kept_by(again, said.ref), 3)


def test_nobody_has_anothers_rows_destroyed_by_listing_them_too(parties: Parties) -> None:
    said = listed(parties.nodes["us"], 20)
    parties.sync()
    us, iq = parties.nodes["us"], parties.nodes["iq"]
    root = kept_by(us, said.ref).root or ""
    copied = iq.say(RowsListed(Text("en", "Mine"), "x", 20, root), by="head")
    erased = iq.say(RowsErased((1,), WHY), by="head", about=About(subject=copied.id))
    parties.sync()
    rows = {name: node.record.bulks.row(kept_by(node, said.ref), 1).state for name, node in parties.nodes.items()}

    assert us.record.verdict_of(erased.ref)
    assert rows == {"us": RowState.THERE, "ir": RowState.THERE, "iq": RowState.ERASED}


def test_a_bundle_carries_the_rows(parties: Parties, tmp_path: Path) -> None:
    said = listed(parties.nodes["us"], 20)
    parties.sync()
    root = kept_by(parties.nodes["us"], said.ref).root or ""
    pack(parties.nodes["us"].record, tmp_path / "record.tar")
    report = verify_path(tmp_path / "record.tar")

    assert report.ok, report.faults
    assert any(f"the list {said.ref}: 20 of 20 rows" in line for line in report.checked)
    with open_bundle(tmp_path / "record.tar").bulk(root) as lines:
        assert lines is not None
        assert sum(1 for _ in lines) == 20


def test_a_home_that_is_only_read_shows_its_rows(parties: Parties) -> None:
    said = listed(parties.nodes["us"], 20)
    parties.sync()
    record = open_record(parties.home("ir"))

    assert record.bulks.row(list_named(record, said.ref), 0).row == {"number": 0, "by": f"{PERSON} 0"}


def test_rows_of_all_lists_of_one_sort_are_read_together_and_forgotten_when_they_are_erased(
    parties: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows stay in memory while they are few; what was erased does not, and large lists are read anew each time."""
    said, other = reports(parties.nodes["us"], 5), reports(parties.nodes["ir"], 4)
    parties.sync()
    record = parties.nodes["iq"].record
    bulks = record.bulks

    def found() -> list[tuple[str, int, str, str]]:
        rows = bulks.listed("incident_reports", record.fold)
        return sorted((each.party, each.row, each.state, str(each.read)) for each in rows if each.entry in ids)

    ids = {said.id, other.id}
    before = found()
    erase(parties.nodes["us"], f"{said.ref}#3", "head", WHY)
    parties.sync()
    after = found()
    kept = str(bulks._read)
    monkeypatch.setattr("trilateral.node.bulks.MOST_KEPT_ROWS", 0)

    assert [each[:3] for each in before] == [
        *(("ir", row, "there") for row in range(4)),
        *(("us", row, "there") for row in range(5)),
    ]
    assert all(f"{PERSON} {party} {row}" in read for party, row, _, read in before)
    assert [each for each in after if each not in before] == [("us", 3, "erased", "None")]
    assert f"{PERSON} us 2" in kept
    assert f"{PERSON} us 3" not in kept
    bulks._read.clear()
    assert found() == after
    assert bulks._read == {}
    assert not list(bulks.listed("prices", record.fold))


def test_what_is_no_list_has_no_rows(parties: Parties) -> None:
    with pytest.raises(RefusedError, match=r"bodies\.no_rows"):
        list_named(parties.nodes["us"].record, "us/0")
    with pytest.raises(RefusedError, match=r"bodies\.says_no_rows"):
        parties.nodes["us"].record.bulks.put([])
