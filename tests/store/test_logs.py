"""The files of a log: staging, placing, reading, and what should not be there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.disks import CountingDisk, LosingDisk, PowerCutError
from trilateral.errors import UnavailableError
from trilateral.store.logs import LogFiles, stated
from trilateral.tlog.checkpoint import Checkpoint
from trilateral.tlog.tiles import TileWriter, faults_in_log, paths_of

ORIGIN = "example.org/host"


def entries_of(start: int, stop: int) -> list[bytes]:
    return [f"entry {index} {'x' * (index % 7)}".encode() for index in range(start, stop)]


def text_of(writer: TileWriter) -> bytes:
    return Checkpoint(ORIGIN, writer.size, writer.root()).encode()


def stage(files: LogFiles, writer: TileWriter, count: int) -> None:
    """Stage so many more entries, as the writer of an own log does."""
    entries = entries_of(writer.size, writer.size + count)
    changed = writer.append(entries)
    files.stage_entries(entries, changed, text_of(writer))


def grown(home: Path, *sizes: int) -> LogFiles:
    """A log that was published at each of these sizes."""
    files = LogFiles.in_home(home, ORIGIN)
    writer = files.writer()
    for size in sizes:
        stage(files, writer, size - writer.size)
        files.apply_staged()
    return files


def assert_whole(files: LogFiles, size: int) -> None:
    """Every entry is there and proven, and nothing else is."""
    files = LogFiles(files.directory, files.directory.parent / "no staging", ORIGIN)  # as others see it
    served = files.checkpoint()
    assert served is not None
    checkpoint = stated(served)

    assert checkpoint.size == size
    assert list(faults_in_log(size, checkpoint.root, files.read)) == []
    assert list(files.entries()) == list(enumerate(entries_of(0, size)))
    assert list(files.stray_files()) == []


def test_an_empty_home_has_an_empty_log(tmp_path: Path) -> None:
    files = LogFiles.in_home(tmp_path, ORIGIN)

    assert files.checkpoint() is None
    assert files.size == 0
    assert files.staged() is None
    assert list(files.entries()) == []
    assert list(files.stray_files()) == []
    assert list(tmp_path.iterdir()) == []  # looking makes nothing


def test_what_is_staged_is_read_at_once_and_served_later(tmp_path: Path) -> None:
    files = LogFiles.in_home(tmp_path, ORIGIN)
    stage(files, files.writer(), 300)

    assert (files.size, files.served_size) == (300, 0)
    assert files.entry(299) == entries_of(299, 300)[0]
    assert LogFiles.in_home(tmp_path, ORIGIN).size == 0  # nobody else sees it yet

    files.apply_staged()
    assert_whole(files, 300)
    assert_whole(LogFiles.in_home(tmp_path, ORIGIN), 300)
    assert files.staged() is None


def test_only_published_sizes_leave_partial_tiles(tmp_path: Path) -> None:
    """One by one, 200 entries would otherwise write 200 bundles, of which nobody may ask for 199."""
    files = LogFiles.in_home(tmp_path, ORIGIN)
    writer = files.writer()
    for _ in range(200):
        stage(files, writer, 1)
    files.apply_staged()

    placed = {path.relative_to(files.directory).as_posix() for path in files.directory.rglob("*") if path.is_file()}
    assert placed == {"checkpoint", *paths_of(200)}


def test_full_tiles_replace_partial_ones_and_still_serve_them(tmp_path: Path) -> None:
    """Whoever holds an older checkpoint finds the tiles of its size."""
    older = grown(tmp_path, 5, 100)
    kept = {path: older.read(path) for size in (5, 100) for path in paths_of(size)}

    files = grown(tmp_path, 700)

    assert {path: files.read(path) for path in kept} == kept
    assert not (files.directory / "tile/0/000.p").exists()
    assert not (files.directory / "tile/entries/000.p").exists()
    assert_whole(files, 700)


@pytest.mark.parametrize(
    "path", ["checkpoint", "../../keys/ring.json", "tile/0/000.p/256", "tile/0/1", "tile/9/000", ""]
)
def test_what_is_no_tile_of_this_log_is_not_found(tmp_path: Path, path: str) -> None:
    """Paths come from strangers, by HTTP."""
    with pytest.raises(KeyError):
        grown(tmp_path, 3).read(path)


def test_entries_can_be_read_from_anywhere(tmp_path: Path) -> None:
    files = grown(tmp_path, 600)

    assert list(files.entries(255)) == list(enumerate(entries_of(0, 600)))[255:]
    assert list(files.entries(512)) == list(enumerate(entries_of(0, 600)))[512:]
    assert list(files.entries(600)) == []
    assert files.entry(0) == entries_of(0, 1)[0]
    for index in (-1, 600):
        with pytest.raises(KeyError):
            files.entry(index)


def test_a_mirror_stages_tiles(tmp_path: Path) -> None:
    """Tiles that were fetched and verified go the same way as entries of our own."""
    source = grown(tmp_path / "theirs", 300)
    served = source.checkpoint()
    assert served is not None
    mirror = LogFiles.in_home(tmp_path / "ours", ORIGIN)

    mirror.stage({path: source.read(path) for path in paths_of(300)}, served)
    after_a_crash = LogFiles.in_home(tmp_path / "ours", ORIGIN)
    staged = after_a_crash.staged()
    after_a_crash.apply_staged()

    assert staged is not None
    assert (staged.before, staged.after, staged.checkpoint) == (0, 300, served)
    assert_whole(after_a_crash, 300)


def test_what_is_discarded_is_gone(tmp_path: Path) -> None:
    files = grown(tmp_path, 10)
    stage(files, files.writer(), 5)
    files.discard_staged()

    assert files.size == 10
    assert LogFiles.in_home(tmp_path, ORIGIN).staged() is None
    assert_whole(files, 10)


def test_a_checkpoint_is_replaced_whole(tmp_path: Path) -> None:
    files = grown(tmp_path, 3)
    files.publish(text_of(files.writer()) + "\n— other AAAAAAAA\n".encode())

    assert (files.checkpoint() or b"").endswith("— other AAAAAAAA\n".encode())
    assert_whole(files, 3)

    stage(files, files.writer(), 1)
    with pytest.raises(ValueError, match="needs their tiles"):
        files.publish(text_of(files.writer()))


def test_planted_files_are_strays(tmp_path: Path) -> None:
    """What no checkpoint reaches is a failure, whatever it is called."""
    files = grown(tmp_path, 3)
    planted = [files.directory / name for name in ("tile/0/001", "tile/0/000.p/4", "tile/entries/000", "notes.txt")]
    for path in planted:
        path.write_bytes(b"planted")

    assert sorted(files.stray_files()) == sorted(planted)


def test_branches_kept_as_evidence_are_no_strays(tmp_path: Path) -> None:
    """Only what a log is made of may lie there."""
    files = grown(tmp_path, 3)
    branch = files.directory / "forks" / ("ab" * 32)
    (branch / "tile/0").mkdir(parents=True)
    for name in ("checkpoint", "tile/0/000.p/7", "notes.txt"):
        (branch / name).parent.mkdir(exist_ok=True)
        (branch / name).write_bytes(b"")

    assert list(files.stray_files()) == [branch / "notes.txt"]


def test_leftovers_of_a_crash_are_told_from_strays(tmp_path: Path) -> None:
    """Tiles placed before the checkpoint are explained by what is staged, as long as they equal it."""
    files = grown(tmp_path, 3)
    stage(files, files.writer(), 300)
    probe = CountingDisk()
    sizes: list[tuple[int, int]] = []
    for at in range(1, 60):
        attempt = LogFiles.in_home(tmp_path, ORIGIN, CountingDisk(at))
        try:
            attempt.apply_staged()
        except UnavailableError:
            looker = LogFiles.in_home(tmp_path, ORIGIN, probe)
            assert list(looker.stray_files()) == []
            sizes.append((looker.served_size, len(list(looker.leftovers()))))
            continue
        break
    assert (3, 5) in sizes  # two bundles, two tiles of level 0 and one of level 1, and no checkpoint that leads there
    assert_whole(LogFiles.in_home(tmp_path, ORIGIN), 303)

    stage(files := LogFiles.in_home(tmp_path, ORIGIN), files.writer(), 1)
    torn = files.directory / "tile/entries/001.p/48"
    torn.write_bytes(b"not what is staged")
    assert list(LogFiles.in_home(tmp_path, ORIGIN).stray_files()) == [torn]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=4), st.integers(1, 80), st.data())
def test_no_power_cut_breaks_a_log(
    tmp_path_factory: pytest.TempPathFactory, batches: list[int], at: int, data: st.DataObject
) -> None:
    """Whatever the disk forgets of what was not synced, the log is whole at its checkpoint, and goes on from there."""
    home = tmp_path_factory.mktemp("home")
    disk = LosingDisk(at, lambda choices: data.draw(st.integers(0, choices - 1)))
    staged = 0
    try:
        files = LogFiles.in_home(home, ORIGIN, disk)
        writer = files.writer()
        for batch in batches:
            stage(files, writer, batch)
            staged = writer.size
            files.apply_staged()
    except PowerCutError:
        pass

    files = LogFiles.in_home(home, ORIGIN)
    writer = files.replay()
    assert writer.size >= staged  # a frame may be whole though its writer never heard
    assert list(files.entries()) == list(enumerate(entries_of(0, writer.size)))
    stage(files, writer, 3)
    files.apply_staged()
    assert_whole(files, writer.size)
