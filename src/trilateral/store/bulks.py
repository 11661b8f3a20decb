"""Lists of many rows: files named by the root over their rows.

    bulks/<aa>/<root>
    staging/bulks/        files being written; what a crash leaves there is removed at the next start

A row is a line, and a row that was erased is a line with nothing but its hash (`seal.bulk`). So a file
changes as rows are erased and keeps its name. It is never changed in place: the one without
the rows is written beside it, and takes its place whole.

Not trusted: who can change these files can take rows away or make them unreadable, not
exchange them.

Left out: what the lines mean, and whether they are right (`node.bulks`).
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from trilateral.errors import MalformedError, UnavailableError
from trilateral.store.files import DISK, Disk, disk_errors, is_temporary, make_directory_durable, temporary_name

MAX_LINE = 66_000
"""Bytes of the longest line: a leaf hash, a space, a leaf and its end."""
MAX_BULK = 1 << 30
"""Bytes of a list."""

_NAME = re.compile(r"[0-9a-f]{64}")
_PART = 4 << 20


class BulkStore:
    """Lists by their root."""

    def __init__(self, directory: Path, disk: Disk | None = None) -> None:
        """Take the directory `bulks` of a home, which need not exist."""
        self.directory = directory
        self._staging = directory.parent / "staging" / "bulks"
        self._disk = disk or DISK

    def has(self, root: str) -> bool:
        """Whether there is a file for it."""
        return self.path(root).is_file()

    def roots(self) -> Iterator[str]:
        """All roots, in order."""
        return (path.name for path in sorted(self.directory.glob("??/*")) if _NAME.fullmatch(path.name))

    def lines(self, root: str) -> Iterator[bytes]:
        """The lines of a list as they lie there, one after another; none if it is absent.

        Raises:
            MalformedError: One is longer than a line can be.
        """
        try:
            with self.path(root).open("rb") as file:
                yield from bounded_lines(iter(lambda: file.read(1 << 20), b""), f"bulk {root}")
        except FileNotFoundError:
            return
        except OSError as error:
            raise UnavailableError(f"cannot read {self.path(root)}: {error.strerror}") from error

    def put(self, root: str, lines: Iterable[bytes]) -> None:
        """Keep a list in the place of what was there, durable on return.

        If `lines` raises nothing is kept, and what was there stays: so they can be verified as they come.
        """
        path = self.path(root)
        for directory in (path.parent, self._staging):
            make_directory_durable(directory, self._disk)
        temporary = temporary_name(self._staging, root)
        try:
            with disk_errors(path):
                self._disk.write(temporary, b"")
                self._write(temporary, lines, root)
                # A crash up to here leaves a temporary file, which nobody reads. From the rename on the rows that
                # are no longer in the list are gone from this directory.
                self._disk.rename(temporary, str(path))
                self._disk.sync(str(path.parent))
        finally:
            Path(temporary).unlink(missing_ok=True)

    def _write(self, temporary: str, lines: Iterable[bytes], root: str) -> None:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CLOEXEC)
        try:
            written, part = 0, bytearray()
            for line in lines:
                part += line
                if written + len(part) > MAX_BULK:
                    raise MalformedError(f"bulk {root}: expected at most {MAX_BULK} bytes, got more")
                if len(part) >= _PART:
                    self._disk.write_at(descriptor, written, bytes(part))
                    written += len(part)
                    part.clear()
            self._disk.write_at(descriptor, written, bytes(part))
        finally:
            os.close(descriptor)

    def clear_temporaries(self) -> None:
        """Remove what crashes in the middle of a write have left: it may hold rows that were erased. At a start only."""
        for path in self._staging.glob(".*.tmp"):
            if is_temporary(path):
                with disk_errors(path):
                    self._disk.remove(str(path))

    def path(self, root: str) -> Path:
        """Where it lies. Roots come from entries of others, so nothing but a hash passes."""
        if not _NAME.fullmatch(root):
            raise MalformedError(f"bulk: expected 64 hex digits, got {root[:80]!r}")
        return self.directory / root[:2] / root


def bounded_lines(chunks: Iterable[bytes], what: str, longest: int = MAX_LINE) -> Iterator[bytes]:
    """Lines with their ends, of what comes in pieces of any size. The last may lack its end.

    Raises:
        MalformedError: A line is longer than `longest`.
    """
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in (*whole, rest):
            if len(line) >= longest:
                raise MalformedError(f"{what}: expected lines of at most {longest} bytes, got a longer one")
        for line in whole:
            yield line + b"\n"
    if rest:
        yield rest
