"""Detached bodies and attachments: files named by the SHA-256 of their bytes.

    bodies/<aa>/<sha256>
    staging/bodies/       files being written; what a crash leaves there is removed at the next start

Entries commit to these bytes by hash. One that is absent is reported and
breaks nothing; one that was altered is found at each reading.

Not trusted: who can change these files can make bodies unreadable, not
different.

Left out: encryption, which is in the bytes already, and who may read them.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from trilateral.errors import MalformedError
from trilateral.store.files import DISK, Disk, disk_errors, is_temporary, make_directory_durable, read_file, write_file

_NAME = re.compile(r"[0-9a-f]{64}")


class BodyStore:
    """Bodies by their hash.

    Attributes:
        changes: How often one has come or gone: whoever remembers what they hold asks again after that.
    """

    def __init__(self, directory: Path, disk: Disk | None = None) -> None:
        """Take the directory `bodies` of a home, which need not exist."""
        self.directory = directory
        self._staging = directory.parent / "staging" / "bodies"
        self._disk = disk or DISK
        self.changes = 0

    def put(self, data: bytes) -> str:
        """Keep `data`, durable on return; returns its name."""
        name = sha256(data).hexdigest()
        path = self._path(name)
        if read_file(path) != data:  # there, and whole: a power cut may have left it torn
            for directory in (path.parent, self._staging):
                make_directory_durable(directory, self._disk)
            # By way of staging, so that a crash leaves no half body beside the whole ones.
            write_file(path, data, by_way_of=self._staging, disk=self._disk)
            self.changes += 1
        return name

    def clear_temporaries(self) -> None:
        """Remove what crashes in the middle of a write have left: an erasure would not find it. At a start only."""
        for path in self._staging.glob(".*.tmp"):
            if is_temporary(path):
                with disk_errors(path):
                    self._disk.remove(str(path))

    def get(self, name: str) -> bytes | None:
        """The body of that name, or None if it is absent.

        Raises:
            MalformedError: It was altered.
        """
        data = read_file(self._path(name))
        if data is not None and (found := sha256(data).hexdigest()) != name:
            raise MalformedError(f"body {name}: expected bytes with that SHA-256, got {found}")
        return data

    def has(self, name: str) -> bool:
        """Whether there is a file for it. `get` says whether it is still the same."""
        return self._path(name).is_file()

    def erase(self, name: str) -> bool:
        """Remove a body for good, durable on return; returns whether there was one.

        What others copied, and what a disk keeps of removed files, is out of reach.
        """
        path = self._path(name)
        if not path.is_file():
            return False
        with disk_errors(path):
            self._disk.remove(str(path))
            self._disk.sync(str(path.parent))
        self.changes += 1
        return True

    def names(self) -> Iterator[str]:
        """All names, in order."""
        return (path.name for path in sorted(self.directory.glob("??/*")) if _NAME.fullmatch(path.name))

    def _path(self, name: str) -> Path:
        """Where it lies. Names come from entries of others, so nothing but a hash passes."""
        if not _NAME.fullmatch(name):
            raise MalformedError(f"body: expected 64 hex digits, got {name[:80]!r}")
        return self.directory / name[:2] / name
