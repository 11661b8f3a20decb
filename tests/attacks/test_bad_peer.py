"""What a source may give us, whoever it is: refused by name and reason, nothing of ours lost, others not held up."""

import base64
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.node.parties import Parties, origin_of, statement, three_parties
from trilateral.errors import UnavailableError
from trilateral.ledger.canonical import encode_canonical, parse_canonical
from trilateral.ledger.entry import CONTEXT, sign_text
from trilateral.node.compose import PLAIN, compose
from trilateral.node.keys import Purpose
from trilateral.node.mirror import BODIES_AT_ONCE
from trilateral.node.sources import DirectorySource, Source
from trilateral.node.sync import SyncReport, sync, sync_all
from trilateral.node.verify import verify_path
from trilateral.store.logs import log_name
from trilateral.tlog.checkpoint import Checkpoint, sign_checkpoint
from trilateral.tlog.merkle import leaf_hash
from trilateral.tlog.note import Note, parse_note
from trilateral.tlog.tiles import encode_bundle, parse_bundle

US, IR = origin_of("us"), origin_of("ir")


class Tampering:
    """Iran's directory as a source, with some of its answers changed on the way."""

    def __init__(
        self,
        home: Path,
        *,
        checkpoint: Callable[[str, bytes | None], bytes | None] = lambda _origin, data: data,
        file: Callable[[str, str, bytes], bytes] = lambda _origin, _path, data: data,
    ) -> None:
        self._source = DirectorySource(home)
        self.name = "a bad peer"
        self._checkpoint = checkpoint
        self._file = file

    def charter(self) -> bytes | None:
        return self._source.charter()

    def origins(self) -> list[str]:
        return self._source.origins()

    def checkpoint(self, origin: str) -> bytes | None:
        return self._checkpoint(origin, self._source.checkpoint(origin))

    def read(self, origin: str, path: str) -> bytes:
        return self._file(origin, path, self._source.read(origin, path))

    def body(self, name: str) -> bytes | None:
        return self._source.body(name)


@pytest.fixture(scope="module")
def parties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parties]:
    with three_parties(tmp_path_factory.mktemp("parties")) as founded:
        yield founded


def refused(parties: Parties, source: Source, *, log: str) -> SyncReport:
    """Sync with a bad source: it is named with the reason, and nothing of ours changes."""
    node = parties.nodes["us"]
    before = {origin: node.record.files(origin).checkpoint() for origin in node.record.origins}
    digest = node.record.fold.digest()

    report = sync(node, source)

    assert report.faults, "nothing was refused"
    assert all(name == source.name for name, _ in report.faults)
    assert node.journal[-1][1] == source.name
    assert node.record.files(log).checkpoint() == before[log]
    assert node.record.fold.digest() == digest or log == IR
    assert not node.record.fold.exposed()
    assert verify_path(parties.home("us")).ok
    return report


def for_log(log: str, change: Callable[[bytes], bytes | None]) -> Callable[[str, bytes | None], bytes | None]:
    return lambda origin, data: change(data) if origin == log and data is not None else data


def _flipped(data: bytes) -> bytes:
    """The first signature with one bit changed."""
    note = parse_note(data)
    first = note.signatures[0]
    bad = first._replace(payload=first.payload[:-1] + bytes([first.payload[-1] ^ 1]))
    return Note(note.text, (bad, *note.signatures[1:])).encode()


def _grown(data: bytes) -> bytes:
    """More entries than there are, under a root made up, with the old signatures."""
    note = parse_note(data)
    origin, size, _, _ = note.text.split(b"\n")
    text = b"\n".join((origin, b"%d" % (int(size) + 3), base64.b64encode(b"x" * 32), b""))
    return Note(text, note.signatures).encode()


BAD_NOTES: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _data: b"",
    "noise": lambda _data: b"\xff\x00" * 50,
    "no signatures": lambda data: data.partition(b"\n\n")[0] + b"\n\n",
    "cut short": lambda data: data[: len(data) // 2],
    "a page of the web": lambda _data: b"<html><body>not found</body></html>\n",
    "a bad signature of the log": _flipped,
    "a size that it did not sign": _grown,
    "another log's origin": lambda data: data.replace(IR.encode(), b"other.example/log", 1),
    "an extension line": lambda data: data.replace(b"\n\n", b"\nmore\n\n", 1),
    "a thousand lines": lambda data: data + "— somebody AAAAAAAA\n".encode() * 1000,
}


@pytest.mark.parametrize("what", BAD_NOTES)
def test_a_bad_checkpoint_is_refused(parties: Parties, what: str) -> None:
    bad = Tampering(parties.home("ir"), checkpoint=for_log(IR, BAD_NOTES[what]))

    report = refused(parties, bad, log=IR)

    assert "a bad peer" in report.faults[0][1]


def test_a_bad_line_of_a_known_cosigner_is_refused(parties: Parties) -> None:
    """It would displace a true one. A line of somebody unknown is merely dropped."""

    def spoil(data: bytes) -> bytes:
        note = parse_note(data)
        last = note.signatures[-1]
        bad = last._replace(payload=last.payload[:-1] + bytes([last.payload[-1] ^ 1]))
        return Note(note.text, (*note.signatures[:-1], bad)).encode()

    refused(parties, Tampering(parties.home("ir"), checkpoint=for_log(IR, spoil)), log=IR)


def test_unknown_lines_are_dropped_before_anything_is_stored(parties: Parties) -> None:
    stranger = "— stranger.example/witness AAAAAAAAAAAA\n".encode()
    source = Tampering(parties.home("ir"), checkpoint=for_log(IR, lambda data: data + stranger))
    parties.state("ir", "with a stranger's line")

    report = sync(parties.nodes["us"], source)

    assert not report.faults
    assert report.entries in {1, 2}
    assert b"stranger" not in (parties.nodes["us"].record.files(IR).checkpoint() or b"")
    assert verify_path(parties.home("us")).ok


def test_another_logs_checkpoint_is_refused(parties: Parties) -> None:
    """Signed and true, but of another log."""
    others = DirectorySource(parties.home("ir")).checkpoint(US)
    bad = Tampering(parties.home("ir"), checkpoint=for_log(IR, lambda _data: others))

    report = refused(parties, bad, log=IR)

    assert IR in report.faults[0][1]
    assert US in report.faults[0][1]


def _replaced(index: int, entry: bytes) -> Callable[[str, str, bytes], bytes]:
    """One entry of a bundle exchanged, and the tile of hashes to go with it."""

    def change(origin: str, path: str, data: bytes) -> bytes:
        if origin != IR:
            return data
        if path.startswith("tile/entries/"):
            entries = parse_bundle(data)
            at = len(entries) - 1 if index < 0 else index
            return encode_bundle([*entries[:at], entry, *entries[at + 1 :]])
        if path.startswith("tile/0/"):
            return data[:-32] + leaf_hash(entry)
        return data

    return change


BAD_FILES: dict[str, Callable[[str, str, bytes], bytes]] = {
    "another entry, hashed": _replaced(-1, b"forged"),
    "an entry changed": lambda origin, _path, data: data[:-5] + b"12345" if origin == IR else data,
    "too few entries": lambda origin, _path, data: encode_bundle(parse_bundle(data)[:-1]) if origin == IR else data,
    "noise": lambda origin, _path, data: b"\xff" * 1000 if origin == IR else data,
    "nothing": lambda origin, _path, data: b"" if origin == IR else data,
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_wrong_entries_are_refused(parties: Parties, what: str) -> None:
    """The log signed its head. That the source does not have what was signed is no misconduct of the log."""
    parties.state("ir", f"next: {what}")

    report = refused(parties, Tampering(parties.home("ir"), file=BAD_FILES[what]), log=IR)
    assert "a bad peer" in report.faults[0][1]

    assert sync(parties.nodes["us"], DirectorySource(parties.home("ir"))).entries > 0


def test_missing_entries_are_refused(parties: Parties) -> None:
    parties.state("ir", "next: missing")

    def gone(origin: str, path: str, data: bytes) -> bytes:
        if origin == IR:
            raise KeyError(path)
        return data

    report = refused(parties, Tampering(parties.home("ir"), file=gone), log=IR)
    assert "found none" in report.faults[0][1]

    assert sync(parties.nodes["us"], DirectorySource(parties.home("ir"))).entries > 0


def _signed_head(parties: Parties, size: int) -> Callable[[bytes], bytes]:
    """What Iran itself signs when it claims a size that it need not have."""
    signers = parties.nodes["ir"]._ring.log_signers()
    return lambda _data: sign_checkpoint(Checkpoint(IR, size, b"x" * 32), signers, parties.clock.unix()).encode()


def test_a_size_that_nobody_could_hold_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    """Whoever signs a log may sign any size; it must not be able to fill our memory by it."""

    def asked(origin: str, path: str, data: bytes) -> bytes:
        assert origin != IR, f"asked for {path}"
        return data

    with three_parties(tmp_path) as parties:
        bad = Tampering(parties.home("ir"), checkpoint=for_log(IR, _signed_head(parties, 2**40)), file=asked)
        report = refused(parties, bad, log=IR)

    assert "at once" in report.faults[0][1]


def test_entries_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bundles that go on and on under a signed head are given up before they fill the memory."""
    monkeypatch.setattr("trilateral.node.fetching.MAX_TAIL_BYTES", 1 << 20)
    served: list[str] = []

    class Endless(Tampering):
        def read(self, origin: str, path: str) -> bytes:
            if origin != IR:
                return super().read(origin, path)
            served.append(path)
            return encode_bundle([b"x" * 4096] * 256)

    with three_parties(tmp_path) as parties:
        report = refused(
            parties, Endless(parties.home("ir"), checkpoint=for_log(IR, _signed_head(parties, 1 << 20))), log=IR
        )

    assert "bytes" in report.faults[0][1]
    assert len(served) < 8


def test_names_of_bodies_that_nobody_has_do_not_drown_the_others(tmp_path: Path) -> None:
    """A party may name any number of them; each turn asks for a bounded part, and every one has its turn."""
    made_up = tuple(f"{number:064x}" for number in range(700))
    with three_parties(tmp_path) as parties:
        body = statement("seven hundred attachments")
        node = parties.nodes["ir"]
        header = compose(node.record, node.clock, body, "head", PLAIN, None)
        members = parse_canonical(header.text.splitlines()[1])
        assert isinstance(members, dict)
        text = CONTEXT + encode_canonical({**members, "blobs": list(made_up)}) + b"\n"
        node._appender.append([sign_text(text, node._ring.signer(Purpose.DELEGATE, "head"))])
        node.publish()
        sync(parties.nodes["us"], DirectorySource(parties.home("ir")))
        turns = [parties.nodes["us"].record.missing_bodies(BODIES_AT_ONCE) for _ in range(4)]

    assert all(len(turn) == BODIES_AT_ONCE for turn in turns)
    assert {name for turn in turns for name in turn} == set(made_up)


def test_a_log_that_seems_to_have_shrunk_is_yesterdays_copy(parties: Parties) -> None:
    """An older head, truly signed: no fault, and our mirror stays as long as it was."""
    old = DirectorySource(parties.home("ir")).checkpoint(IR)
    parties.state("ir", "today")
    sync(parties.nodes["us"], DirectorySource(parties.home("ir")))
    size = parties.nodes["us"].record.size(IR)

    report = sync(parties.nodes["us"], Tampering(parties.home("ir"), checkpoint=for_log(IR, lambda _data: old)))

    assert not report.faults
    assert parties.nodes["us"].record.size(IR) == size


def test_a_directory_with_pipes_and_links_in_it_holds_nobody_up(parties: Parties, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    shutil.copytree(parties.home("ir"), trap)
    checkpoint = trap / "logs" / log_name(IR) / "checkpoint"
    checkpoint.unlink()
    os.mkfifo(checkpoint)
    (trap / "charter.json").unlink()
    (trap / "charter.json").symlink_to("/dev/zero")

    report = sync(parties.nodes["us"], DirectorySource(trap))

    assert report.faults


def test_a_giant_file_is_refused_unread(parties: Parties, tmp_path: Path) -> None:
    giant = tmp_path / "giant"
    shutil.copytree(parties.home("ir"), giant)
    with (giant / "logs" / log_name(IR) / "checkpoint").open("r+b") as file:
        file.truncate(1 << 40)

    report = refused(parties, DirectorySource(giant), log=IR)

    assert "at most" in report.faults[0][1]


def test_a_source_of_another_mechanism_is_not_asked(parties: Parties, tmp_path: Path) -> None:
    with three_parties(tmp_path) as others:
        report = sync(parties.nodes["us"], DirectorySource(others.home("ir")))

    assert [what for _, what in report.faults] == [f"{tmp_path / 'ir'}: has another charter"]
    assert report.pulled == ()


class Silent:
    """A source that never answers."""

    name = "silent"

    def charter(self) -> bytes | None:
        raise UnavailableError("silent did not answer")

    def origins(self) -> list[str]:
        raise UnavailableError("silent did not answer")

    def checkpoint(self, origin: str) -> bytes | None:
        raise UnavailableError(f"silent did not answer for {origin}")

    def read(self, origin: str, path: str) -> bytes:
        raise UnavailableError(f"silent did not answer for {origin} {path}")

    def body(self, name: str) -> bytes | None:
        raise UnavailableError(f"silent did not answer for {name}")


def test_a_bad_and_a_silent_source_do_not_keep_the_others_from_being_heard(parties: Parties) -> None:
    parties.state("ir", "heard all the same")
    bad = Tampering(parties.home("ir"), checkpoint=lambda _origin, _data: b"rubbish")

    report = sync_all(parties.nodes["us"], [Silent(), bad, DirectorySource(parties.home("ir"))])

    assert {name for name, _ in report.faults} == {"silent", "a bad peer"}
    assert report.entries > 0
    assert parties.nodes["us"].record.size(IR) == parties.nodes["ir"].record.size(IR)
