"""Every signed checkpoint that this node has ever seen, by log. Nothing is ever deleted.

    heads/<hex SHA-256 of origin>       (u32 length || note)*

Two of them that no consistency proof joins are proof of misconduct, so an old
one is worth keeping even if it seemed to say nothing new: which of two heads
was the lie shows only later.

Not trusted: the notes carry their own signatures. Who can change these files
can lose evidence that other nodes hold too, not make any up.

Left out: whether a note is signed; whoever keeps one has checked it.
"""

import os
import struct
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from trilateral.errors import MalformedError
from trilateral.store.files import DISK, Disk, disk_errors, make_directory_durable, read_file
from trilateral.store.logs import log_name, stated

_LENGTH = struct.Struct(">I")


class HeadStore:
    """Signed checkpoints, one append-only file for each log."""

    def __init__(self, directory: Path, disk: Disk | None = None) -> None:
        """Take the directory `heads` of a home, which need not exist."""
        self.directory = directory
        self._disk = disk or DISK
        self._lock = threading.Lock()
        self._known: dict[str, set[bytes]] = {}
        self._ends: dict[str, int] = {}

    def keep(self, origin: str, note: bytes) -> bool:
        """Keep a checkpoint, durable on return; False if these very bytes were held already."""
        if stated(note).origin != origin:
            raise MalformedError(f"head: expected a checkpoint of {origin}, got one of {stated(note).origin}")
        digest = sha256(note).digest()
        with self._lock:
            known = self._load(origin)
            if digest in known:
                return False
            frame = _LENGTH.pack(len(note)) + note
            path = self._path(origin)
            make_directory_durable(self.directory, self._disk)
            with disk_errors(path):
                fresh = not path.exists()
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
                try:
                    # A crash in here leaves part of a note at the end, which the next one replaces.
                    if os.fstat(descriptor).st_size > self._ends[origin]:
                        self._disk.truncate(descriptor, self._ends[origin])
                    self._disk.write_at(descriptor, self._ends[origin], frame)
                finally:
                    os.close(descriptor)
                if fresh:
                    self._disk.sync(str(self.directory))
            self._ends[origin] += len(frame)
            known.add(digest)
            return True

    def of(self, origin: str) -> list[bytes]:
        """All checkpoints seen of a log, in the order in which they were seen."""
        return [note for _, note in _framed(read_file(self._path(origin)) or b"") if _is_head(note)]

    def of_size(self, origin: str, size: int) -> list[bytes]:
        """Those that state this size: with two roots among them, the log has forked."""
        return [note for note in self.of(origin) if stated(note).size == size]

    def _load(self, origin: str) -> set[bytes]:
        known = self._known.get(origin)
        if known is None:
            known, self._ends[origin] = set(), 0
            for end, note in _framed(read_file(self._path(origin)) or b""):
                known.add(sha256(note).digest())
                self._ends[origin] = end
            self._known[origin] = known
        return known

    def _path(self, origin: str) -> Path:
        return self.directory / log_name(origin)


def _framed(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each whole frame with where it ends. What a crash left at the end is passed over."""
    position = 0
    while position + _LENGTH.size <= len(data):
        (length,) = _LENGTH.unpack_from(data, position)
        start, position = position + _LENGTH.size, position + _LENGTH.size + length
        if position > len(data):
            return
        yield position, data[start:position]


def _is_head(note: bytes) -> bool:
    """Whether the bytes are a checkpoint still. One that a disk has spoilt must not hide those after it."""
    try:
        stated(note)
    except MalformedError:
        return False
    return True
