"""Somebody changes one byte in a home. Whoever verifies it learns in which log, at which entry, and what broke."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.parties import NAMES, Parties, origin_of, statement, three_parties
from trilateral.node.bundle import pack
from trilateral.node.compose import About
from trilateral.node.trees import TarTree
from trilateral.node.verify import Report, verify_path
from trilateral.store.logs import log_name
from trilateral.tlog.tiles import parse_bundle


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with statements of all parties, an attachment, and a bundle of it all beside it."""
    root = tmp_path_factory.mktemp("parties")
    with three_parties(root) as parties:
        for turn in range(3):
            for name in NAMES:
                parties.state(name, f"statement {turn} of {name}")
            parties.sync()
        said = parties.nodes["ir"]
        said.submit(*_with_attachment(parties, "ir"))
        parties.sync()
        pack(parties.nodes["us"].record, root / "record.tar")
    return root / "us"


def _with_attachment(parties: Parties, name: str) -> tuple[bytes, tuple[bytes, ...]]:
    node = parties.nodes[name]
    prepared = node.prepare(statement("see the map"), by="head", about=About(attachments=(b"a map" * 100,)))
    return node.sign(prepared, "head"), prepared.attachments


def files_of(home: Path) -> Iterator[Path]:
    for top in ("logs", "bodies", "heads", "cosigned", "witness"):
        yield from sorted(path for path in (home / top).rglob("*") if path.is_file())
    yield home / "charter.json"


def offsets(path: Path, size: int) -> list[int]:
    """At both ends and in between; of frames one byte of a length and a checksum, at the first and at the last."""
    if path.parent.name in {"heads", "cosigned"}:
        last = path.read_bytes().rfind(path_origin(path) + b"\n")
        return sorted({3, 5, size // 2, last - 5, last - 4, size - 1})
    return sorted({0, size // 4, size // 2, 3 * size // 4, size - 1})


def path_origin(path: Path) -> bytes:
    return next(origin_of(name).encode() for name in NAMES if log_name(origin_of(name)) == path.name)


def test_an_untouched_home_verifies(home: Path) -> None:
    report = verify_path(home)

    assert report.ok, [str(fault) for fault in report.faults]
    assert any("1 bodies, 0 absent" in line for line in report.checked)


def test_one_changed_byte_in_any_file_is_found_and_named(home: Path) -> None:
    """Every file below logs, bodies, heads, cosigned and witness, and the charter; at its ends and in between."""
    logs = {log_name(origin_of(name)): origin_of(name) for name in NAMES}
    for path in files_of(home):
        data = path.read_bytes()
        for offset in offsets(path, len(data)):
            path.write_bytes(data[:offset] + bytes([data[offset] ^ 0x01]) + data[offset + 1 :])
            report = verify_path(home)
            path.write_bytes(data)

            assert not report.ok, (path, offset)
            _assert_named(report, path.relative_to(home), logs)


def _assert_named(report: Report, path: Path, logs: dict[str, str]) -> None:
    """The log is named, and the entry where the file holds entries."""
    if path.parts[0] in {"logs", "heads", "cosigned", "witness"}:
        origin = logs[path.parts[1]]
        named = [fault for fault in report.faults if fault.log == origin]
        assert named, (path, report.faults)
        if "entries" in path.parts:
            assert any(fault.index is not None for fault in named), (path, named)
    elif path.parts[0] == "bodies":
        assert [(fault.log, fault.index is not None) for fault in report.faults] == [(origin_of("ir"), True)]
    else:
        assert any(fault.path == "charter.json" for fault in report.faults)


def test_a_changed_older_tile_names_the_very_entry(home: Path) -> None:
    """Also of a narrower tile that a later size left behind: not its first entry, but the one that was changed."""
    checked = 0
    for path in sorted((home / "logs").glob("*/tile/**/*.p/*")):
        data = path.read_bytes()
        entries = parse_bundle(data) if "entries" in path.parts else None
        if entries is None and path.parent.parent.name != "0":
            continue
        last = (len(entries) if entries is not None else len(data) // 32) - 1
        if last < 1:
            continue
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        try:
            faults = verify_path(home).faults
        finally:
            path.write_bytes(data)
        assert last in {fault.index for fault in faults if fault.path and fault.path.endswith(path.name)}, path
        checked += 1

    assert checked


def test_a_missing_file_is_found(home: Path) -> None:
    for path in sorted((home / "logs").rglob("*")):
        if path.is_file() and ".p" not in path.parent.name:
            data = path.read_bytes()
            path.unlink()
            report = verify_path(home)
            path.write_bytes(data)

            assert not report.ok, path


def test_a_file_that_the_checkpoint_does_not_reach_is_found(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "us"
    shutil.copytree(home, copy)
    (copy / "logs" / log_name(origin_of("ir")) / "tile" / "0" / "007").write_bytes(b"\0" * 8192)
    (copy / "logs" / log_name(origin_of("iq")) / "note.txt").write_bytes(b"hello")
    (copy / "bodies" / "readme").write_bytes(b"hello")

    faults = verify_path(copy).faults

    assert {(fault.log, (fault.path or "").rpartition("/")[2]) for fault in faults} == {
        (origin_of("ir"), "007"),
        (origin_of("iq"), "note.txt"),
        ("", "readme"),
    }


def test_a_line_by_a_key_that_nobody_enrolled_is_found(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "us"
    shutil.copytree(home, copy)
    checkpoint = copy / "logs" / log_name(origin_of("ir")) / "checkpoint"
    checkpoint.write_bytes(checkpoint.read_bytes() + "— somebody AAAAAAAA\n".encode())

    report = verify_path(copy)

    assert [fault.log for fault in report.faults] == [origin_of("ir")]
    assert "somebody" in report.faults[0].what


def test_an_absent_body_is_reported_and_passes(home: Path, tmp_path: Path) -> None:
    """Erasing is allowed: what was there can still be proven by its hash."""
    copy = tmp_path / "us"
    shutil.copytree(home, copy)
    shutil.rmtree(copy / "bodies")

    report = verify_path(copy)

    assert report.ok
    assert any("is absent" in line for line in report.checked)


def test_absent_words_of_others_are_reported_and_pass(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "us"
    shutil.copytree(home, copy)
    shutil.rmtree(copy / "cosigned")

    report = verify_path(copy)

    assert report.ok
    assert all(any(f"cosigned/{log_name(origin_of(n))} is absent" in line for line in report.checked) for n in NAMES)


def test_a_file_that_was_set_aside_is_a_fault_of_its_log(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "us"
    shutil.copytree(home, copy)
    name = f"heads/{log_name(origin_of('ir'))}.damaged-1"
    (copy / name).write_bytes(b"spoilt")

    assert [(fault.log, fault.path) for fault in verify_path(copy).faults] == [(origin_of("ir"), name)]


def test_one_changed_byte_in_a_bundle_is_found(home: Path, tmp_path: Path) -> None:
    """Wherever in the file, unless it is one that says nothing: then all its files are still the same."""
    bundle = home.parent / "record.tar"
    data = bundle.read_bytes()
    changed = tmp_path / "record.tar"

    assert verify_path(bundle).ok
    for offset in range(600, len(data), 3 * 1777):
        changed.write_bytes(data[:offset] + bytes([data[offset] ^ 0x01]) + data[offset + 1 :])

        assert not verify_path(changed).ok or contents(changed) == contents(bundle), offset


def contents(bundle: Path) -> dict[str, bytes]:
    tree = TarTree(bundle)
    return {name: tree.read(name) for name in tree.names()}


@pytest.mark.parametrize("what", [b"", b"\0" * 512, b"hello", b"c2sp.org/tlog-proof@v1\n", b"\xff" * 2000])
def test_what_is_no_record_at_all_is_refused_and_never_raises(what: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(what)

    assert not verify_path(file).ok
    assert not verify_path(tmp_path / "nothing").ok
    assert not verify_path(tmp_path).ok
