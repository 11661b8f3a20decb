"""What is durable but not yet in its place: one file of frames, written from front to back.

A batch of entries touches tiles of several levels, and a new partial tile for
each size. To sync each of them for every batch would cost several writes of up
to 160 kB for one entry. So a batch is made durable as a single frame, with one
sync, and the tiles follow at leisure: all that are missing or torn after a
crash are made again from the frames. (Sunlight stages in the same way.)

    frame   "tsg1" || u8 kind || u64 size before || u64 size after || u32 parts
            || u32 length of checkpoint || u64 length of payload
            || SHA-256 of all but this field || checkpoint || payload

A frame of kind 0 holds files as (u16 length, path, u32 length, bytes)*; of
kind 1 entries, from which the files follow: u16 lengths, then all bytes.

Not trusted: who can change this file can lose what was staged and stop the
node, not deceive it. The hash finds torn writes, not forgers; a forged frame
leads to another root than the one that was signed, and is refused for that.
"""

import os
import struct
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from trilateral.errors import MalformedError
from trilateral.store.files import DISK, Disk, disk_errors, is_temporary, make_directory_durable, read_file

_MAGIC = b"tsg1"
_HEAD = struct.Struct(">4sBQQIIQ")
_HASH_SIZE = 32
_FRAME_SIZE = _HEAD.size + _HASH_SIZE


class FrameKind(IntEnum):
    """What the payload of a frame is."""

    FILES = 0
    ENTRIES = 1


class Frame(NamedTuple):
    """One thing staged.

    Attributes:
        kind: What the payload is.
        before: Size of the log that it continues.
        after: Size of the log that it leads to.
        parts: How many files or entries.
        checkpoint: A signed note, or the bare text of one not signed yet.
        payload: The files or entries.
        end: Where the next frame begins in the file; of no account before it is written.
    """

    kind: FrameKind
    before: int
    after: int
    parts: int
    checkpoint: bytes
    payload: bytes
    end: int

    def encode(self) -> bytes:
        """The frame as it stands in the file."""
        head = _HEAD.pack(
            _MAGIC, self.kind, self.before, self.after, self.parts, len(self.checkpoint), len(self.payload)
        )
        hashed = sha256(head)
        hashed.update(self.checkpoint)
        hashed.update(self.payload)
        return b"".join((head, hashed.digest(), self.checkpoint, self.payload))

    def entries(self) -> list[bytes]:
        """The entries of a frame of kind 1."""
        lengths = array("H", self.payload[: 2 * self.parts])
        if sys.byteorder == "little":
            lengths.byteswap()
        view, start = self.payload, 2 * self.parts
        entries: list[bytes] = []
        for length in lengths:
            entries.append(view[start : start + length])
            start += length
        if start != len(view) or len(entries) != self.parts:
            raise MalformedError(f"staged frame: expected {self.parts} entries in {len(view)} bytes, got another sum")
        return entries

    def files(self) -> dict[str, bytes]:
        """The files of a frame of kind 0."""
        files: dict[str, bytes] = {}
        position = 0
        try:
            for _ in range(self.parts):
                (length,) = struct.unpack_from(">H", self.payload, position)
                path = self.payload[position + 2 : position + 2 + length].decode("ascii")
                position += 2 + length
                (length,) = struct.unpack_from(">I", self.payload, position)
                files[path] = self.payload[position + 4 : position + 4 + length]
                position += 4 + length
        except (struct.error, UnicodeDecodeError) as error:
            raise MalformedError("staged frame: expected paths and files, got something else") from error
        return files


class Staging:
    """The frames of one log. One writer; whoever reads meanwhile may miss the newest frame."""

    def __init__(self, directory: Path, disk: Disk | None = None) -> None:
        """Take the directory, which need not exist before something is staged."""
        self.directory = directory
        self._path = directory / "frames"
        self._disk = disk or DISK
        self._descriptor: int | None = None
        self._end = 0

    def add_files(self, before: int, after: int, files: Mapping[str, bytes], checkpoint: bytes) -> None:
        """Stage files, durable on return."""
        parts: list[bytes] = []
        for path, data in files.items():
            parts += (struct.pack(">H", len(path)), path.encode("ascii"), struct.pack(">I", len(data)), data)
        self._add(Frame(FrameKind.FILES, before, after, len(files), checkpoint, b"".join(parts), 0))

    def add_entries(self, before: int, entries: Sequence[bytes], checkpoint: bytes) -> None:
        """Stage entries, durable on return."""
        lengths = array("H", map(len, entries))
        if sys.byteorder == "little":
            lengths.byteswap()
        payload = lengths.tobytes() + b"".join(entries)
        self._add(Frame(FrameKind.ENTRIES, before, before + len(entries), len(entries), checkpoint, payload, 0))

    def _add(self, frame: Frame) -> None:
        written = frame.encode()
        with disk_errors(self._path):
            # A crash in here leaves part of a frame, whose hash fails. It was answered to nobody and
            # nothing was signed on it: `frames` ends before it, and the next frame is written over it.
            self._disk.write_at(self._open(), self._end, written)
        self._end += len(written)

    def frames(self) -> Iterator[Frame]:
        """What is staged, in order, up to the first byte that is not a whole frame continuing the last."""
        data = read_file(self._path) or b""
        position = 0
        size: int | None = None
        while (frame := _frame_at(data, position)) is not None:
            if size is not None and frame.before != size:
                return
            yield frame
            position, size = frame.end, frame.after

    def cut(self, end: int) -> None:
        """Drop everything from `end` on, durable on return; 0 drops all."""
        if end == 0 and not self._path.exists():
            return
        with disk_errors(self._path):
            self._disk.truncate(self._open(), end)
        self._end = end

    def clear_temporaries(self) -> list[Path]:
        """Remove what crashes in the middle of writes have left; returns which files."""
        left = [path for path in self.directory.glob(".*.tmp") if is_temporary(path)]
        for path in left:
            with disk_errors(path):
                self._disk.remove(str(path))
        return left

    def close(self) -> None:
        """Close the file. What is staged stays staged."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _open(self) -> int:
        if self._descriptor is None:
            make_directory_durable(self.directory, self._disk)
            fresh = not self._path.exists()
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            if fresh:
                self._disk.sync(str(self.directory))
        return self._descriptor


def _frame_at(data: bytes, position: int) -> Frame | None:
    """The frame that begins there, or None if there is no whole one."""
    body = position + _FRAME_SIZE
    if body > len(data):
        return None
    magic, kind, before, after, parts, checkpoint_size, payload_size = _HEAD.unpack_from(data, position)
    middle, end = body + checkpoint_size, body + checkpoint_size + payload_size
    if magic != _MAGIC or kind not in (0, 1) or end > len(data):
        return None
    hashed = sha256(data[position : position + _HEAD.size])
    hashed.update(data[body:end])
    if hashed.digest() != data[position + _HEAD.size : body]:
        return None
    return Frame(FrameKind(kind), before, after, parts, data[body:middle], data[middle:end], end)
