"""Lists of rows on disk: whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from trilateral.errors import MalformedError, UnavailableError
from trilateral.store import bulks
from trilateral.store.bulks import MAX_LINE, BulkStore, bounded_lines
from trilateral.store.files import Disk

ROOT = "ab" * 32


def test_a_list_is_found_by_its_root(tmp_path: Path) -> None:
    store = BulkStore(tmp_path / "bulks")
    store.put(ROOT, [b"one\n", b"two\n"])

    assert store.has(ROOT)
    assert list(store.lines(ROOT)) == [b"one\n", b"two\n"]
    assert list(store.roots()) == [ROOT]
    assert (tmp_path / "bulks" / "ab" / ROOT).is_file()


def test_an_absent_list_has_no_lines(tmp_path: Path) -> None:
    store = BulkStore(tmp_path / "bulks")

    assert not store.has(ROOT)
    assert list(store.lines(ROOT)) == []


def test_lines_that_turn_out_wrong_leave_what_was_there(tmp_path: Path) -> None:
    """They are verified as they come, so what is wrong shows when most are written."""
    store = BulkStore(tmp_path / "bulks")
    store.put(ROOT, [b"one\n"])

    def wrong() -> Iterator[bytes]:
        yield b"two\n"
        raise MalformedError("another root")

    with pytest.raises(MalformedError, match="another root"):
        store.put(ROOT, wrong())

    assert list(store.lines(ROOT)) == [b"one\n"]
    assert list((tmp_path / "staging" / "bulks").iterdir()) == []


def test_a_list_that_is_read_while_rows_are_erased_is_read_to_its_end(tmp_path: Path) -> None:
    store = BulkStore(tmp_path / "bulks")
    store.put(ROOT, [b"one\n"] * 400_000)
    lines = store.lines(ROOT)
    next(lines)
    store.put(ROOT, [b"\n"])

    assert sum(line == b"one\n" for line in lines) == 399_999


def test_what_a_crash_left_is_removed_at_the_next_start(tmp_path: Path) -> None:
    """It may hold rows that were erased since."""
    store = BulkStore(tmp_path / "bulks")
    store.put(ROOT, [b"one\n"])
    left = tmp_path / "staging" / "bulks" / f".{ROOT}.1.0.tmp"
    left.write_bytes(b"half")
    store.clear_temporaries()

    assert not left.exists()
    assert list(store.lines(ROOT)) == [b"one\n"]


class FullDisk(Disk):
    """Has no room."""

    def write_at(self, descriptor: int, offset: int, data: bytes) -> None:  # noqa: ARG002 - as the one that it replaces
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_said_to_be_one(tmp_path: Path) -> None:
    store = BulkStore(tmp_path / "bulks", FullDisk())

    with pytest.raises(UnavailableError, match="No space left"):
        store.put(ROOT, [b"one\n"])
    assert not store.has(ROOT)


def test_a_list_has_a_size_that_it_does_not_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulks, "MAX_BULK", 10)

    with pytest.raises(MalformedError, match="at most 10 bytes"):
        BulkStore(tmp_path / "bulks").put(ROOT, [b"one\n"] * 3)


@pytest.mark.parametrize("root", ["", "../../keys/ring.json", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_hashes_are_names(tmp_path: Path, root: str) -> None:
    """Roots come from entries, and entries from anybody."""
    with pytest.raises(MalformedError, match="64 hex digits"):
        BulkStore(tmp_path / "bulks").has(root)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_lines_come_out_whole_in_whatever_pieces_they_came(size: int) -> None:
    data = b"one\n\ntwo and more\nrest"
    pieces = [data[at : at + size] for at in range(0, len(data), size)]

    assert list(bounded_lines(pieces, "a list")) == [b"one\n", b"\n", b"two and more\n", b"rest"]


def test_a_line_without_an_end_fills_no_memory() -> None:
    with pytest.raises(MalformedError, match=f"at most {MAX_LINE} bytes"):
        list(bounded_lines(iter(lambda: b"x" * 1000, b""), "a list"))
