"""Durable writes."""

from pathlib import Path

import pytest

from tests.store.disks import CountingDisk
from trilateral.errors import UnavailableError
from trilateral.store.files import is_temporary, place_files, read_file, write_file


def test_a_reader_sees_the_old_bytes_or_the_new(tmp_path: Path) -> None:
    """Whichever operation fails, the file is one of the two, never a mixture."""
    path = tmp_path / "file"
    write_file(path, b"old" * 100)
    counting = CountingDisk()
    write_file(path, b"old" * 100, disk=counting)

    for at in range(1, counting.done + 1):
        with pytest.raises(UnavailableError, match="No space left"):
            write_file(path, b"new" * 90, disk=CountingDisk(at))
        assert read_file(path) in (b"old" * 100, b"new" * 90)
        assert all(is_temporary(left) for left in tmp_path.iterdir() if left != path)


def test_the_temporary_file_can_lie_elsewhere(tmp_path: Path) -> None:
    """Where no stray file may ever stand, a crash leaves it in another directory."""
    kept, staging = tmp_path / "kept", tmp_path / "staging"
    kept.mkdir()
    staging.mkdir()

    with pytest.raises(UnavailableError):
        write_file(kept / "file", b"new", by_way_of=staging, disk=CountingDisk(2))

    assert list(kept.iterdir()) == []
    assert [is_temporary(left) for left in staging.iterdir()] == [True]


def test_many_files_are_placed_with_their_directories(tmp_path: Path) -> None:
    files = {"tile/0/x001/000": b"a", "tile/0/x001/001": b"b", "tile/entries/000": b"c"}

    place_files(tmp_path / "log", files, tmp_path)

    assert {path: (tmp_path / "log" / path).read_bytes() for path in files} == files


def test_every_file_and_every_new_directory_is_synced(tmp_path: Path) -> None:
    """A name lasts only once the directory that holds it is synced, and that of a new directory likewise."""

    class Noting(CountingDisk):
        def sync(self, path: str) -> None:
            super().sync(path)
            synced.add(str(Path(path).relative_to(tmp_path)))

    synced: set[str] = set()
    place_files(tmp_path / "log", {"tile/0/000": b"a"}, tmp_path, Noting())

    assert synced == {".", "log", "log/tile", "log/tile/0", "log/tile/0/000"}


def test_a_missing_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    assert read_file(tmp_path / "nothing") is None
    assert read_file(tmp_path / "file" / "below") is None
    with pytest.raises(UnavailableError):
        read_file(tmp_path)
