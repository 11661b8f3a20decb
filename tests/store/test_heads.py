"""Every signed checkpoint ever seen."""

from pathlib import Path

import pytest

from tests.store.disks import CountingDisk
from trilateral.errors import MalformedError, UnavailableError
from trilateral.store.heads import HeadStore, encode_frame, read_frames
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
    spoilt = path.read_bytes().replace(b"\n2\n", b"\nx\n")
    path.write_bytes(spoilt)

    after = HeadStore(tmp_path)
    assert after.of(ORIGIN) == [head(1), head(3)]
    after.keep(ORIGIN, head(4))
    assert after.of(ORIGIN) == [head(1), head(3), head(4)]
    assert path.with_name(f"{path.name}.damaged-1").read_bytes() == spoilt


NOTES = [head(1), head(22), head(333)]
FRAMES = b"".join(map(encode_frame, NOTES))


@pytest.mark.parametrize("which", range(len(NOTES)), ids=["first", "middle", "last"])
@pytest.mark.parametrize("bits", [0x01, 0x80, 0xFF])
def test_no_changed_byte_is_taken_for_a_crash_or_costs_another_head(which: int, bits: int, tmp_path: Path) -> None:
    """In a length or a checksum it costs nothing, in a note that note; the file is kept as it was found."""
    start = sum(len(encode_frame(note)) for note in NOTES[:which])
    for offset in range(len(encode_frame(NOTES[which]))):
        at = start + offset
        changed = FRAMES[:at] + bytes([FRAMES[at] ^ bits]) + FRAMES[at + 1 :]
        left = NOTES if offset < 8 else NOTES[:which] + NOTES[which + 1 :]
        directory = tmp_path / str(offset)
        directory.mkdir()
        path = directory / log_name(ORIGIN)
        path.write_bytes(changed)
        store = HeadStore(directory)

        framed = read_frames(changed, ORIGIN)
        assert framed.faults, offset
        assert framed.torn == 0, offset
        assert store.of(ORIGIN) == left, offset
        assert store.keep(ORIGIN, head(4))
        assert read_frames(path.read_bytes(), ORIGIN)._replace(end=0) == ([*left, head(4)], 0, 0, [])
        assert path.with_name(f"{path.name}.damaged-1").read_bytes() == changed


def test_a_torn_tail_of_any_length_is_recognised_and_replaced(tmp_path: Path) -> None:
    frame = encode_frame(head(4))
    path = tmp_path / log_name(ORIGIN)
    for length in range(len(frame)):
        path.write_bytes(FRAMES + frame[:length])

        assert read_frames(path.read_bytes(), ORIGIN) == (NOTES, len(FRAMES), length, [])
        assert HeadStore(tmp_path).keep(ORIGIN, head(4))
        assert path.read_bytes() == FRAMES + frame
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "rest", [b"\0" * 8, b"\xff", b"\0\0\1\0abcdexample.org/other", b"\0\0\0\x05abcd", b"hello, world"]
)
def test_what_no_crash_leaves_is_never_cut_off(rest: bytes, tmp_path: Path) -> None:
    path = tmp_path / log_name(ORIGIN)
    path.write_bytes(FRAMES + rest)

    assert read_frames(FRAMES + rest, ORIGIN).faults
    assert HeadStore(tmp_path).keep(ORIGIN, head(4))
    assert path.with_name(f"{path.name}.damaged-1").read_bytes() == FRAMES + rest


def test_damage_under_a_running_node_is_set_aside(tmp_path: Path) -> None:
    """Each damaged file under a name of its own."""
    store = HeadStore(tmp_path)
    path = tmp_path / log_name(ORIGIN)
    for number in (1, 2):
        store.keep(ORIGIN, head(number))
        path.write_bytes(path.read_bytes() + b"spoilt %d" % number)
    store.keep(ORIGIN, head(3))

    assert store.of(ORIGIN) == [head(1), head(2), head(3)]
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        path.name,
        f"{path.name}.damaged-1",
        f"{path.name}.damaged-2",
    ]
