"""Every signed checkpoint that this node has ever seen, by log. Nothing is ever deleted.

    heads/<hex SHA-256 of origin>       (u32 length || first 4 bytes of SHA-256 of note || note)*
    heads/<hex>.damaged-<n>             a file as it was found when some of it could not be read

Two of them that no consistency proof joins are proof of misconduct, so an old
one is worth keeping even if it seemed to say nothing new: which of two heads
was the lie shows only later.

A crash leaves the beginning of one frame at the end, and that alone is ever cut
off. Anything else that is no frame is damage: the file is set aside as it is, and
what can be read of it goes into a new one.

Not trusted: the notes carry their own signatures. Who can change these files
can lose evidence that other nodes hold too, not make any up. The checksums are
against disks, not against enemies.

Left out: whether a note is signed; whoever keeps one has checked it.
"""

import logging
import os
import struct
import threading
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from trilateral.errors import MalformedError
from trilateral.store.files import DISK, Disk, disk_errors, make_directory_durable, read_file, write_file
from trilateral.store.logs import log_name, stated

_journal = logging.getLogger(__name__)

_HEADING = struct.Struct(">I4s")
_LENGTH_SIZE = 4
_MAX_NOTE = 256 << 10
"""The largest checkpoint that a node takes from anybody."""

_DAMAGED = ".damaged-"


class Framed(NamedTuple):
    """What a file of frames holds.

    Attributes:
        notes: All that can be read, in order.
        end: Where the last of them ends.
        torn: How many bytes after it are the beginning of a frame, as a crash leaves it.
        faults: What is wrong with the file, from its beginning on.
    """

    notes: list[bytes]
    end: int
    torn: int
    faults: list[str]


def encode_frame(note: bytes) -> bytes:
    """The note as it lies in a file."""
    return _HEADING.pack(len(note), _checksum(note)) + note


def read_frames(data: bytes, origin: str) -> Framed:
    """The notes in a file about one log, or in the rest of one from the beginning of a frame on.

    A damaged frame costs no other: reading goes on where the next one begins.
    """
    line = f"{origin}\n".encode()
    notes: list[bytes] = []
    faults: list[str] = []
    position = 0
    while position < len(data):
        found = _frame_from(data, position, line)
        if found is None:
            break
        if found.start != position or found.spoilt:
            what = found.spoilt if found.start == position else f"{found.start - position} bytes that are none"
            faults.append(f"expected a whole frame at byte {position}, found {what}")
        notes.append(found.note)
        position = found.end
    rest = data[position:]
    torn = len(rest) if _is_torn(rest, line) else 0
    if rest and not torn:
        faults.append(f"expected a whole frame or the beginning of one at byte {position}, found {len(rest)} others")
    return Framed(notes, position, torn, faults)


def damaged_name(name: str) -> str | None:
    """The file that was set aside under `name`, or None if it is not the name of such a one."""
    file, found, number = name.partition(_DAMAGED)
    return file if found and number.isdecimal() else None


class _Frame(NamedTuple):
    """A frame that can be read. `spoilt` says what is wrong with its heading; empty if nothing is."""

    start: int
    end: int
    note: bytes
    spoilt: str


def _checksum(note: bytes) -> bytes:
    return sha256(note).digest()[:4]


def _frame_from(data: bytes, position: int, line: bytes) -> _Frame | None:
    """The first frame at or after `position` that can be read, be it without the help of its heading."""
    found = _whole_at(data, position) or _mended_at(data, position, line)
    following = position + _HEADING.size
    while found is None and (following := data.find(line, following + 1)) != -1:
        start = following - _HEADING.size
        found = _whole_at(data, start) or _mended_at(data, start, line)
    return found


def _whole_at(data: bytes, start: int) -> _Frame | None:
    if start + _HEADING.size > len(data):
        return None
    length, checksum = _HEADING.unpack_from(data, start)
    begin = start + _HEADING.size
    note = data[begin : begin + min(length, _MAX_NOTE)]
    whole = len(note) == length and _checksum(note) == checksum
    return _Frame(start, begin + length, note, "") if whole else None


def _mended_at(data: bytes, start: int, line: bytes) -> _Frame | None:
    """A frame whose note is whole and whose heading is not: the length is another, or one byte of the checksum."""
    begin = start + _HEADING.size
    if not data.startswith(line, begin):
        return None
    length, checksum = _HEADING.unpack_from(data, start)
    note = data[begin : begin + min(length, _MAX_NOTE)]
    if len(note) == length and sum(a == b for a, b in zip(_checksum(note), checksum, strict=True)) == len(checksum) - 1:
        return _Frame(start, begin + length, note, "one whose checksum was changed")
    # The true length leads to the next frame, or to the end of the file less what a crash may have left there.
    following = data.find(line, begin + 1)
    last = len(data) if following == -1 else following - _HEADING.size
    first = max(begin, last - _HEADING.size - len(line)) if following == -1 else last
    for end in range(last, first - 1, -1):
        note = data[begin:end]
        if len(note) <= _MAX_NOTE and _checksum(note) == checksum:
            return _Frame(start, end, note, "one whose length was changed")
    return None


def _is_torn(rest: bytes, line: bytes) -> bool:
    """Whether this is the beginning of one frame, and not all of it: what a crash leaves of a write."""
    if len(rest) < _LENGTH_SIZE:
        return len(rest) > 0 and int.from_bytes(rest.ljust(_LENGTH_SIZE, b"\0")) <= _MAX_NOTE
    length = int.from_bytes(rest[:_LENGTH_SIZE])
    body = rest[_HEADING.size :]
    return len(line) < length <= _MAX_NOTE and len(body) < length and body[: len(line)] == line[: len(body)]


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
        if len(note) > _MAX_NOTE:
            raise MalformedError(f"head of {origin}: expected at most {_MAX_NOTE} bytes, got {len(note)}")
        digest = sha256(note).digest()
        with self._lock:
            known = self._load(origin)
            if digest in known:
                return False
            frame = encode_frame(note)
            path = self._path(origin)
            make_directory_durable(self.directory, self._disk)
            with disk_errors(path):
                fresh = not path.exists()
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
                try:
                    # A crash in here leaves the beginning of a frame, which the next one replaces.
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

    def holds(self, origin: str, note: bytes) -> bool:
        """Whether these very bytes are held."""
        with self._lock:
            return sha256(note).digest() in self._load(origin)

    def of(self, origin: str) -> list[bytes]:
        """All checkpoints seen of a log, in the order in which they were seen."""
        return [note for note in read_frames(read_file(self._path(origin)) or b"", origin).notes if _is_head(note)]

    def of_size(self, origin: str, size: int) -> list[bytes]:
        """Those that state this size: with two roots among them, the log has forked."""
        return [note for note in self.of(origin) if stated(note).size == size]

    def _load(self, origin: str) -> set[bytes]:
        """Hashes of all that is held. On return nothing follows the last frame but what a crash left."""
        known = self._known.get(origin)
        if known is None or self._size(origin) != self._ends[origin]:
            data = read_file(self._path(origin)) or b""
            framed = read_frames(data, origin)
            end = framed.end if not framed.faults else self._set_aside(origin, data, framed)
            known = {sha256(note).digest() for note in framed.notes}
            self._known[origin], self._ends[origin] = known, end
        return known

    def _size(self, origin: str) -> int:
        try:
            return self._path(origin).stat().st_size
        except FileNotFoundError:
            return 0

    def _set_aside(self, origin: str, data: bytes, framed: Framed) -> int:
        """Keep a damaged file for people to look at, and go on with what can be read; returns where that ends."""
        path = self._path(origin)
        number = 1
        while (held := read_file(aside := path.with_name(f"{path.name}{_DAMAGED}{number}"))) not in (None, data):
            number += 1
        if held is None:
            write_file(aside, data, disk=self._disk)
        # A crash here leaves both, with the same bytes: the next start finds its copy and goes on from here.
        readable = b"".join(map(encode_frame, framed.notes))
        write_file(path, readable, disk=self._disk)
        _journal.error("log %s: %s was damaged and is kept as %s: %s", origin, path, aside, "; ".join(framed.faults))
        return len(readable)

    def _path(self, origin: str) -> Path:
        return self.directory / log_name(origin)


def _is_head(note: bytes) -> bool:
    """Whether the bytes are a checkpoint still. One that a disk has spoilt must not hide those after it."""
    try:
        stated(note)
    except MalformedError:
        return False
    return True
