"""Every signed checkpoint ever seen."""

from pathlib import Path

import pytest

from tests.store.disks import CountingDisk
from trilateral.errors import MalformedError, UnavailableError
from trilateral.store.heads import HeadStore
from trilateral.store.logs import log_name
from trilateral.tlog.checkpoint import Checkpoint

ORIGIN = "example.org/host"


def head(size: int, root: int = 0, origin: str = ORIGIN) -> bytes:
    return Checkpoint(origin, size, bytes([root]) * 32).encode() + f"\n— {origin} AAAAAAAA\n".encode()


def test_heads_are_kept_once_and_in_order(tmp_path: Path) -> None:
    store = HeadStore(tmp_path / "heads")

    assert [store.keep(ORIGIN, head(size)) for size in (1, 3, 2, 3)] == [True, True, True, False]
    assert store.of(ORIGIN) == [head(1), head(3), head(2)]
    again = HeadStore(tmp_path / "heads")
    assert not again.keep(ORIGIN, head(2))
    assert again.of(ORIGIN) == store.of(ORIGIN)


def test_two_heads_of_one_size_stand_side_by_side(tmp_path: Path) -> None:
    """That is the evidence that matters most."""
    store = HeadStore(tmp_path)
    for note in (head(4), head(5), head(5, root=1)):
        store.keep(ORIGIN, note)

    assert store.of_size(ORIGIN, 5) == [head(5), head(5, root=1)]


def test_logs_are_kept_apart(tmp_path: Path) -> None:
    store = HeadStore(tmp_path)
    store.keep(ORIGIN, head(1))

    assert store.of("example.org/other") == []
    with pytest.raises(MalformedError, match=r"expected a checkpoint of example\.org/host"):
        store.keep(ORIGIN, head(1, origin="example.org/other"))


def test_a_crash_costs_at_most_the_head_being_written(tmp_path: Path) -> None:
    store = HeadStore(tmp_path)
    store.keep(ORIGIN, head(1))
    with pytest.raises(UnavailableError):
        HeadStore(tmp_path, CountingDisk(1)).keep(ORIGIN, head(2) + head(2).rpartition(b"\n\n")[2] * 3)

    after = HeadStore(tmp_path)
    assert after.of(ORIGIN) == [head(1)]
    assert after.keep(ORIGIN, head(2))
    assert HeadStore(tmp_path).of(ORIGIN) == [head(1), head(2)]


def test_a_spoilt_head_hides_no_other(tmp_path: Path) -> None:
    store = HeadStore(tmp_path)
    for size in (1, 2, 3):
        store.keep(ORIGIN, head(size))
    path = tmp_path / log_name(ORIGIN)
    path.write_bytes(path.read_bytes().replace(b"\n2\n", b"\nx\n"))

    after = HeadStore(tmp_path)
    assert after.of(ORIGIN) == [head(1), head(3)]
    after.keep(ORIGIN, head(4))
    assert after.of(ORIGIN) == [head(1), head(3), head(4)]
