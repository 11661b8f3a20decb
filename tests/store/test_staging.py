"""The frames in which batches wait."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.store.staging import FrameKind, Staging


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    staging.add_entries(0, [b"one", b"", b"x" * 65_535], b"text")
    staging.add_files(3, 7, {"tile/0/000.p/7": b"hashes", "tile/entries/000.p/7": b""}, b"note")

    entries, files = Staging(tmp_path).frames()

    assert (entries.kind, entries.before, entries.after, entries.checkpoint) == (FrameKind.ENTRIES, 0, 3, b"text")
    assert entries.entries() == [b"one", b"", b"x" * 65_535]
    assert (files.kind, files.before, files.after, files.checkpoint) == (FrameKind.FILES, 3, 7, b"note")
    assert files.files() == {"tile/0/000.p/7": b"hashes", "tile/entries/000.p/7": b""}


@given(lost=st.integers(1, 10_000))
def test_a_torn_frame_is_passed_over(tmp_path_factory: pytest.TempPathFactory, lost: int) -> None:
    """Wherever the last frame breaks off, those before it stand."""
    directory = tmp_path_factory.mktemp("staging")
    staging = Staging(directory)
    staging.add_entries(0, [b"first"], b"text 1")
    staging.add_entries(1, [b"second" * 50], b"text 2")
    data = (directory / "frames").read_bytes()
    first = next(iter(staging.frames())).end
    (directory / "frames").write_bytes(data[: max(first, len(data) - lost)])

    assert [frame.after for frame in Staging(directory).frames()] == [1]


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_found(tmp_path_factory: pytest.TempPathFactory, position: int, change: int) -> None:
    directory = tmp_path_factory.mktemp("staging")
    Staging(directory).add_entries(0, [b"first", b"second"], b"text")
    data = bytearray((directory / "frames").read_bytes())
    data[position % len(data)] ^= change
    (directory / "frames").write_bytes(bytes(data))

    assert list(Staging(directory).frames()) == []


def test_frames_that_do_not_continue_each_other_end_the_row(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    staging.add_entries(0, [b"first"], b"text")
    staging.add_entries(5, [b"sixth"], b"text")

    assert [frame.after for frame in staging.frames()] == [1]


def test_cutting_drops_for_good(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    staging.add_entries(0, [b"first"], b"text")
    first = next(iter(staging.frames())).end
    staging.add_entries(1, [b"dropped"], b"text")
    staging.cut(first)
    staging.add_entries(1, [b"kept"], b"text")

    assert [frame.entries() for frame in Staging(tmp_path).frames()] == [[b"first"], [b"kept"]]

    staging.cut(0)
    assert list(Staging(tmp_path).frames()) == []
