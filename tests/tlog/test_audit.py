import pytest

from tests.tlog.made import entries_of, made_log
from trilateral.errors import MalformedError, UnavailableError
from trilateral.tlog.audit import Fault, faults_in_log, read_log
from trilateral.tlog.merkle import EMPTY_ROOT
from trilateral.tlog.paths import parse_path, paths_of

NO_FILES: dict[str, bytes] = {}


def first_index(path: str, at: int) -> int:
    """The first entry that byte `at` of a tile concerns."""
    parts = parse_path(path)
    return (parts.index * 256 + at // 32) << 8 * (parts.level or 0)


def entry_at(data: bytes, at: int) -> int:
    """Which entry of a bundle byte `at` belongs to, its length included."""
    index, end = -1, 0
    while end <= at:
        index, end = index + 1, end + 2 + int.from_bytes(data[end : end + 2], "big")
    return index


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1 :]


def check_named(size: int, path: str, at: int) -> None:
    """One changed byte gives faults in that file only, the first at the entry that it concerns."""
    files, root = made_log(size)
    broken = files | {path: changed(files[path], at)}
    faults = list(faults_in_log(size, root, broken.__getitem__))
    parts = parse_path(path)
    expected = first_index(path, at) if parts.level is not None else parts.index * 256 + entry_at(files[path], at)

    assert {fault.path for fault in faults} == {path}
    assert faults[0].index == expected
    with pytest.raises(MalformedError, match=path.replace(".", r"\.")):
        list(read_log(size, root, broken.__getitem__))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 600, 65_536, 70_000])
def test_a_whole_log_has_no_faults(size: int) -> None:
    """And gives its entries, in order, from any start."""
    files, root = made_log(size)
    entries = list(enumerate(entries_of(size)))

    assert list(faults_in_log(size, root, files.__getitem__)) == []
    for start in {0, 1, 255, 256, size // 2, size - 1, size, size + 1}:
        assert list(read_log(size, root, files.__getitem__, max(0, start))) == entries[max(0, start) :]


@pytest.mark.parametrize("path", list(paths_of(600)))
def test_a_changed_byte_in_any_file_is_named(path: str) -> None:
    """By file and entry: at the beginning, in the middle and at the end of each file."""
    data = made_log(600)[0][path]

    for at in sorted({0, 1, 33 % len(data), len(data) // 2, len(data) - 1}):
        check_named(600, path, at)


@pytest.mark.parametrize(
    "path",
    [
        "tile/entries/000",
        "tile/entries/100",
        "tile/entries/273.p/112",
        "tile/0/000",
        "tile/0/255",
        "tile/0/256",
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ],
)
def test_a_changed_byte_in_a_large_log_is_named(path: str) -> None:
    """At every level of a log of 70,000."""
    check_named(70_000, path, len(made_log(70_000)[0][path]) // 3)


@pytest.mark.parametrize("path", list(paths_of(600)))
def test_a_missing_file_is_named(path: str) -> None:
    """It is a fault of that file and of no other; the reading goes on."""
    files, root = made_log(600)
    rest = {name: data for name, data in files.items() if name != path}
    faults = list(faults_in_log(600, root, rest.__getitem__))

    assert [(fault.path, fault.what) for fault in faults] == [(path, "expected a file, found none")]
    with pytest.raises(MalformedError, match="found none"):
        list(read_log(600, root, rest.__getitem__))


@pytest.mark.parametrize("path", list(paths_of(600)))
@pytest.mark.parametrize("cut", [-1, 0, 1])
def test_a_file_of_another_length_is_named(path: str, cut: int) -> None:
    """A byte less, a byte more, or empty."""
    files, root = made_log(600)
    data = {-1: files[path][:-1], 0: b"", 1: files[path] + b"\x00"}[cut]
    faults = list(faults_in_log(600, root, (files | {path: data}).__getitem__))

    assert {fault.path for fault in faults} == {path}
    with pytest.raises(MalformedError):
        list(read_log(600, root, (files | {path: data}).__getitem__))


def test_several_damages_are_all_named() -> None:
    """Each by itself, in the order of the entries."""
    files, root = made_log(600)
    broken = files | {
        "tile/entries/000": changed(files["tile/entries/000"], 20),
        "tile/0/001": changed(files["tile/0/001"], 0),
        "tile/0/002.p/88": changed(files["tile/0/002.p/88"], 64),
    }
    faults = {fault.path: fault.index for fault in faults_in_log(600, root, broken.__getitem__)}

    assert faults == {
        "tile/entries/000": entry_at(files["tile/entries/000"], 20),
        "tile/0/001": 256,
        "tile/0/002.p/88": 514,
    }


def test_every_altered_entry_is_named() -> None:
    """As long as lengths are right, one bad entry does not hide another."""
    files, root = made_log(300)
    data = files["tile/entries/000"].replace(b"entry 5 ", b"entry 6 ", 1).replace(b"entry 9 ", b"entry 8 ", 1)
    faults = faults_in_log(300, root, (files | {"tile/entries/000": data}).__getitem__)

    assert [(fault.path, fault.index) for fault in faults] == [("tile/entries/000", 5), ("tile/entries/000", 9)]


def test_two_entries_that_change_places_are_named() -> None:
    """Both are in the log, but not there."""
    files, root = made_log(256)
    entries = files["tile/entries/000"]
    data = entries.replace(b"entry 1 ", b"entry ? ").replace(b"entry 5 ", b"entry 1 ").replace(b"entry ? ", b"entry 5 ")
    faults = faults_in_log(256, root, (files | {"tile/entries/000": data}).__getitem__)

    assert [fault.index for fault in faults] == [1, 5]


@pytest.mark.parametrize("size", [1, 300, 600])
def test_another_root_refuses_all(size: int) -> None:
    """Files that fit together are still not the log that was signed. No entry is given out."""
    files, _ = made_log(size)
    faults = list(faults_in_log(size, EMPTY_ROOT, files.__getitem__))

    assert len(faults) == 1
    assert "expected the log to hash to" in faults[0].what
    with pytest.raises(MalformedError):
        next(read_log(size, EMPTY_ROOT, files.__getitem__))


def test_an_empty_log_has_the_empty_root() -> None:
    """There is no file to blame but the checkpoint."""
    assert list(faults_in_log(0, EMPTY_ROOT, NO_FILES.__getitem__)) == []
    assert [fault.path for fault in faults_in_log(0, bytes(32), NO_FILES.__getitem__)] == ["checkpoint"]


def test_a_log_without_files_is_all_faults() -> None:
    """Nothing is raised, whatever is missing."""
    faults = list(faults_in_log(600, made_log(600)[1], NO_FILES.__getitem__))

    assert {fault.path for fault in faults if fault.what == "expected a file, found none"} == set(paths_of(600))


def test_without_tiles_the_bundles_are_still_looked_at() -> None:
    """They prove nothing, but one that is cut off can be named."""
    files = {path: data for path, data in made_log(600)[0].items() if path.startswith("tile/entries/")}
    files["tile/entries/001"] = files["tile/entries/001"][:-1]
    faults = list(faults_in_log(600, made_log(600)[1], files.__getitem__))

    assert Fault("tile/entries/001", 511, "expected 256 entries, got 255 and 31 bytes more") in faults
    assert [fault.path for fault in faults if "entries" in fault.path] == ["tile/entries/001"]


def test_full_files_stand_in_for_partial_ones() -> None:
    """A reader of an old size takes the part of a full file that was there; damage beyond it is not its concern."""
    files, root = made_log(300)
    grown, _ = made_log(600)
    mixed = grown | {path: data for path, data in files.items() if path.startswith("tile/1/")}
    mixed["tile/0/001"] = changed(mixed["tile/0/001"], 255 * 32)

    assert list(faults_in_log(300, root, mixed.__getitem__)) == []
    assert [entry for _, entry in read_log(300, root, mixed.__getitem__)] == entries_of(300)
    mixed["tile/entries/001"] = changed(mixed["tile/entries/001"], 40)
    assert [fault.path for fault in faults_in_log(300, root, mixed.__getitem__)] == ["tile/entries/001"]


def test_a_reader_from_the_middle_reads_only_what_it_needs() -> None:
    """But of that, every file up to the root."""
    files, root = made_log(600)
    asked: list[str] = []

    def read(path: str) -> bytes:
        asked.append(path)
        return files[path]

    assert [index for index, _ in read_log(600, root, read, 300)] == list(range(300, 600))
    assert asked == ["tile/1/000.p/2", "tile/0/002.p/88", "tile/0/001", "tile/entries/001", "tile/entries/002.p/88"]


def test_a_network_that_fails_is_no_fault_of_the_log() -> None:
    """It is let through, so that the reader tries again."""

    def read(path: str) -> bytes:
        raise UnavailableError(path)

    with pytest.raises(UnavailableError):
        list(faults_in_log(600, made_log(600)[1], read))
