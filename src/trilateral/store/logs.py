"""The files of one log, our own or a mirror: C2SP tlog-tiles on a disk.

    logs/<hex SHA-256 of origin>/checkpoint, tile/…
    staging/<hex SHA-256 of origin>/         durable, but not in its place yet

Writing goes: stage (durable) → apply: tiles, then the checkpoint, then the
staged frames are dropped. What is staged can be read at once, but not by way
of the served checkpoint. A crash anywhere leaves a log that is whole at its
checkpoint, and frames from which `replay` goes on.

Not trusted: who can change these files can stop the node, not deceive it, as
long as whoever depends on them verifies against a checkpoint whose signatures
it has checked. `entries` and `entry` do not: they are for what was verified
when it came in.

Left out: whether a checkpoint is signed, and by whom; whether a log may be
continued (`node.guard` and whoever mirrors).
"""

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from trilateral.errors import MalformedError
from trilateral.store.files import Disk, make_directory_durable, place_files, read_file, write_file
from trilateral.store.staging import Frame, FrameKind, Staging
from trilateral.tlog.checkpoint import Checkpoint, parse_checkpoint
from trilateral.tlog.note import parse_note
from trilateral.tlog.tiles import TILE_WIDTH, TilePath, TileWriter, bundle_path, parse_bundle, parse_path

_HASH_SIZE = 32
_PARTIAL = ".p/"
_BRANCH = re.compile(r"forks/[0-9a-f]{64}/(.+)")


def log_name(origin: str) -> str:
    """What the directories of a log are called: the hex SHA-256 of its origin."""
    return sha256(origin.encode()).hexdigest()


def stated(checkpoint: bytes) -> Checkpoint:
    """What a signed or not yet signed checkpoint states. Nothing is verified."""
    return parse_checkpoint(parse_note(checkpoint).text if b"\n\n" in checkpoint else checkpoint)


class Staged(NamedTuple):
    """What waits to be applied.

    Attributes:
        before: Size of the log that it continues.
        after: Size of the log that it leads to.
        checkpoint: The last one staged: a signed note, or the bare text of one not signed yet.
        frames: How many batches.
    """

    before: int
    after: int
    checkpoint: bytes
    frames: int


class LogFiles:
    """The files of one log. Any number of readers, in any process; one writer."""

    def __init__(self, directory: Path, staging: Path, origin: str, disk: Disk | None = None) -> None:
        """Take where the log and what is staged for it are; neither need exist.

        Args:
            directory: `logs/<hex>` of a home.
            staging: `staging/<hex>` of the same home: it must be the same file system.
            origin: The log's name.
            disk: Where a test wants another.
        """
        self.directory = directory
        self.origin = origin
        self._disk = disk
        self._staging = Staging(staging, disk)
        self._staged: Staged | None = None
        # By path without width: of a tile that grows, only the newest width is kept. Sizes in between
        # were never published, so nobody may ask for them (tlog-tiles, Partial Tiles).
        self._pending: dict[str, tuple[str, bytes]] = {}

    @classmethod
    def in_home(cls, home: Path, origin: str, disk: Disk | None = None) -> "LogFiles":
        """The files of the log `origin` in a home."""
        name = log_name(origin)
        return cls(home / "logs" / name, home / "staging" / name, origin, disk)

    # -- reading

    def checkpoint(self) -> bytes | None:
        """The checkpoint that is served, or None before the first. Durable, and its tree is there in full."""
        return read_file(self.directory / "checkpoint")

    @property
    def served_size(self) -> int:
        """How many entries the served checkpoint covers."""
        served = self.checkpoint()
        return 0 if served is None else stated(served).size

    @property
    def size(self) -> int:
        """How many entries can be read here: those staged by this object, else those that are served."""
        return self.served_size if self._staged is None else self._staged.after

    def read(self, path: str) -> bytes:
        """A tile or bundle, staged or in place.

        Of a tile that has grown, each narrower one is the beginning, so a
        partial tile is found as long as any wider one is there.

        Raises:
            KeyError: There is none, or this is no path of a tile.
        """
        try:
            parsed = parse_path(path)
        except MalformedError as error:
            raise KeyError(path) from error
        base = path.partition(_PARTIAL)[0]
        wider = self._pending.get(base)
        if wider is not None and _width(wider[0]) >= parsed.width:
            return wider[1] if wider[0] == path else _beginning(wider[1], parsed)
        found = read_file(self.directory / path)
        if found is None and base != path:
            wide = read_file(self.directory / base)
            found = None if wide is None else _beginning(wide, parsed)
        if found is None:
            raise KeyError(path)
        return found

    def entries(self, start: int = 0) -> Iterator[tuple[int, bytes]]:
        """Index and bytes of each entry from `start` on, fast and unverified."""
        size = self.size
        for bundle in range(start // TILE_WIDTH, -(-size // TILE_WIDTH)):
            first = bundle * TILE_WIDTH
            entries = self._bundle(bundle, size)
            skipped = max(0, start - first)
            yield from enumerate(entries[skipped:], first + skipped)

    def entry(self, index: int) -> bytes:
        """One entry, unverified.

        Raises:
            KeyError: The log is not that long.
        """
        size = self.size
        if not 0 <= index < size:
            raise KeyError(index)
        return self._bundle(index // TILE_WIDTH, size)[index % TILE_WIDTH]

    def _bundle(self, index: int, size: int) -> list[bytes]:
        width = min(TILE_WIDTH, size - index * TILE_WIDTH)
        return parse_bundle(self.read(bundle_path(index, width)), width)

    def writer(self) -> TileWriter:
        """What continues the tree as it can be read here."""
        return TileWriter.load(self.size, self.read)

    # -- writing

    def stage(self, files: Mapping[str, bytes], checkpoint: bytes) -> None:
        """Make tiles and the checkpoint that they lead to durable, and readable here.

        Args:
            files: New tiles and bundles, by path.
            checkpoint: A signed note, or the bare text of one not signed yet.
        """
        before, after = self.size, stated(checkpoint).size
        if after < before:
            raise ValueError(f"log {self.origin} does not shrink: has {before}, staged {after}")
        self._staging.add_files(before, after, files, checkpoint)
        self._hold(before, after, files, checkpoint)

    def stage_entries(self, entries: Sequence[bytes], files: Mapping[str, bytes], checkpoint: bytes) -> None:
        """The same for entries of which a `TileWriter` made `files`: only the entries are written.

        So a batch of one costs its own bytes and not those of the tiles that it changes.
        """
        before = self.size
        self._staging.add_entries(before, entries, checkpoint)
        self._hold(before, before + len(entries), files, checkpoint)

    def _hold(self, before: int, after: int, files: Mapping[str, bytes], checkpoint: bytes) -> None:
        pending = self._pending
        for path, data in files.items():
            pending[path.partition(_PARTIAL)[0]] = (path, data)
        held = self._staged
        self._staged = Staged(
            before if held is None else held.before, after, checkpoint, (held.frames if held else 0) + 1
        )

    def staged(self) -> Staged | None:
        """What waits to be applied, by this object or left by another process, or None."""
        if self._staged is not None:
            return self._staged
        frames = self._frames()
        if not frames:
            return None
        return Staged(frames[0].before, frames[-1].after, frames[-1].checkpoint, len(frames))

    def _frames(self) -> list[Frame]:
        """The staged frames that lead on from the served checkpoint.

        A crash after publishing leaves frames that are already in place: they
        end at the served size or before it, and are passed over.
        """
        size = self.served_size
        frames = [frame for frame in self._staging.frames() if frame.after > size]
        return frames if frames and frames[0].before == size else []

    def replay(self) -> TileWriter:
        """Bring back what was staged before a crash.

        Returns:
            What continues the tree as it now can be read here. Whether its root is the right one is for the caller.
        """
        self._staged = None
        self._pending.clear()
        self._staging.clear_temporaries()
        writer = TileWriter.load(self.size, self.read)
        frames = self._frames()
        for frame in frames:
            if frame.kind is FrameKind.ENTRIES:
                self._hold(frame.before, frame.after, writer.append(frame.entries()), frame.checkpoint)
            else:
                self._hold(frame.before, frame.after, frame.files(), frame.checkpoint)
                writer = TileWriter.load(frame.after, self.read)
        # What follows the last whole frame was torn by the crash. Cutting it again does no harm.
        self._staging.cut(frames[-1].end if frames else 0)
        return writer

    def apply_staged(self, checkpoint: bytes | None = None) -> None:
        """Move what is staged into place, then publish. May be done again after a crash, with the same result.

        Args:
            checkpoint: The signed note to publish, for the size staged; None: the one that was staged.
        """
        if self._staged is None:
            self.replay()
        staged = self._staged
        if staged is None:
            return
        published = checkpoint if checkpoint is not None else staged.checkpoint
        if stated(published).size != staged.after:
            raise ValueError(f"log {self.origin}: staged {staged.after}, asked to publish {stated(published).size}")
        self._make_directories()
        files = list(self._pending.values())
        # A crash while tiles are placed leaves some of them, and after a power cut empty ones: no
        # checkpoint leads to them yet, and the next start writes all of them again from the frames.
        place_files(self.directory, files, self._staging.directory, self._disk)
        # From here on the tiles are durable. Only now may a checkpoint lead to them.
        self._serve(published)
        # A crash here leaves frames that end at the served size: `_frames` passes over them.
        self._staged = None
        self._staging.cut(0)
        self._pending.clear()
        self._remove_outgrown(files)

    def publish(self, checkpoint: bytes) -> None:
        """Replace the served checkpoint, durably, by one of the same tree: with more signatures, or newer ones."""
        served = self.checkpoint()
        now, then = stated(checkpoint), None if served is None else stated(served)
        if now != then and (then is not None or now.size):
            raise ValueError(f"log {self.origin}: a checkpoint of {now.size} entries needs their tiles: stage them")
        self._serve(checkpoint)

    def _serve(self, checkpoint: bytes) -> None:
        self._make_directories()
        # Written by way of staging, so that a crash leaves no half file beside the tiles.
        write_file(self.directory / "checkpoint", checkpoint, by_way_of=self._staging.directory, disk=self._disk)

    def discard_staged(self) -> None:
        """Drop what is staged: nobody may have been told of it, and nothing signed on it."""
        self._staging.cut(0)
        self._staged = None
        self._pending.clear()

    def close(self) -> None:
        """Close files. What is staged stays staged."""
        self._staging.close()

    def _make_directories(self) -> None:
        for directory in (self.directory, self._staging.directory):
            if not directory.is_dir():
                make_directory_durable(directory, self._disk)

    def _remove_outgrown(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Remove partial tiles whose full one is now in place (tlog-tiles, Partial Tiles: they MAY be deleted).

        A crash in between leaves some, which do no harm: they are the beginning of the full tile.
        """
        for path, _ in files:
            if _PARTIAL not in path:
                partials = self.directory / f"{path}.p"
                with contextlib.suppress(OSError):  # mostly there are none; where it fails they do no harm
                    for partial in partials.iterdir():
                        partial.unlink()
                    partials.rmdir()

    # -- what should not be there

    def leftovers(self) -> Iterator[Path]:
        """Files past the served checkpoint that equal what is staged: a crash left them, the next start tidies up."""
        return (path for path, explained in self._unreached() if explained)

    def stray_files(self) -> Iterator[Path]:
        """Files that neither the served checkpoint nor what is staged accounts for. No crash of ours leaves any."""
        return (path for path, explained in self._unreached() if not explained)

    def _unreached(self) -> Iterator[tuple[Path, bool]]:
        size = self.served_size
        staged: LogFiles | None = None
        for path in sorted(self.directory.rglob("*")):
            name = path.relative_to(self.directory).as_posix()
            if path.is_dir() or name == "checkpoint" or _reached(name, size) or _of_branch(name):
                continue
            staged = staged or self._as_staged()
            try:
                explained = _reached(name, staged.size) and staged.read(name) == read_file(path)
            except KeyError:
                explained = False
            yield path, explained

    def _as_staged(self) -> "LogFiles":
        """A reader of the log as it will be when all frames are applied. Changes nothing on disk."""
        reader = LogFiles(self.directory, self._staging.directory, self.origin, self._disk)
        for frame in self._frames():
            if frame.kind is FrameKind.ENTRIES:
                files: Mapping[str, bytes] = reader.writer().append(frame.entries())
            else:
                files = frame.files()
            reader._hold(frame.before, frame.after, files, frame.checkpoint)
        return reader


def _width(path: str) -> int:
    """How wide a tile is, from its path, which is known to be one."""
    width = path.partition(_PARTIAL)[2]
    return int(width) if width else TILE_WIDTH


def _beginning(data: bytes, path: TilePath) -> bytes:
    """The narrower tile or bundle that `data` once was."""
    if path.level is not None:
        return data[: path.width * _HASH_SIZE]
    end = 0
    for _ in range(path.width):
        end += 2 + int.from_bytes(data[end : end + 2], "big")
    return data[:end]


def _reached(name: str, size: int) -> bool:
    """Whether a log of that size has, or once had at a smaller size, a file of that name."""
    try:
        path = parse_path(name)
    except MalformedError:
        return False
    return path.index * TILE_WIDTH + path.width <= size >> (8 * (path.level or 0))


def _of_branch(name: str) -> bool:
    """Whether it belongs to a branch kept as evidence of a fork, a log of its own under `forks/<hex root>/`."""
    matched = _BRANCH.fullmatch(name)
    if matched is None:
        return False
    try:
        return matched[1] == "checkpoint" or bool(parse_path(matched[1]))
    except MalformedError:
        return False
