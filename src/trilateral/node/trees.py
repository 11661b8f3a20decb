"""Files by name, wherever they lie: in a directory, or in a bundle.

Verification and mirroring read a home, somebody's memory stick and a bundle in the
same way: by names relative to its top, and only as far as a limit says.

Nothing that is read here is trusted. What lies there may have been put there by an
enemy: links, pipes and devices are not followed or opened, sizes are bounded, and no
name leads out.

Left out: what the files mean.
"""

import contextlib
import io
import os
import re
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from trilateral.errors import MalformedError, UnavailableError

MAX_FILE = 64 << 20
MAX_NAMES = 4_000_000
_MOST_AFTER_END = 2 * tarfile.BLOCKSIZE + tarfile.RECORDSIZE
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,15}")


class Tree(Protocol):
    """Regular files under names with slashes."""

    name: str

    def names(self, prefix: str = "") -> Iterator[str]:
        """Names of all files that begin with `prefix`, in order."""

    def read(self, name: str, limit: int = MAX_FILE) -> bytes:
        """The bytes of a file.

        Raises:
            KeyError: There is none.
            MalformedError: It is larger than `limit`, or no regular file.
            UnavailableError: The disk did not answer.
        """

    def open(self, name: str) -> BinaryIO:
        """A file of any size, to be read in pieces; the caller closes it.

        Raises:
            KeyError: There is none.
            MalformedError: It is no regular file.
            UnavailableError: The disk did not answer.
        """

    def size(self, name: str) -> int:
        """How many bytes a file has. Raises as `open`."""


def is_plain_name(name: str) -> bool:
    """Whether `name` stays inside: no empty part, none that begins with a dot, nothing but plain letters."""
    return len(name) <= 255 and _NAME.fullmatch(name) is not None


class DirectoryTree:
    """The files below a directory."""

    def __init__(self, directory: Path) -> None:
        """Take the top; it need not exist yet."""
        self.directory = directory
        self.name = str(directory)

    def names(self, prefix: str = "") -> Iterator[str]:
        """Names of all files that begin with `prefix`, in order. Links are not followed."""
        top = self.directory / prefix if prefix.endswith("/") else self.directory
        for path, directories, files in os.walk(top):
            directories.sort()
            for file in sorted(files):
                name = os.path.relpath(os.path.join(path, file), self.directory).replace(os.sep, "/")  # noqa: PTH118 - as os.walk gives them
                if name.startswith(prefix):
                    yield name

    def read(self, name: str, limit: int = MAX_FILE) -> bytes:
        """The bytes of a file, opened so that neither a link nor a pipe can trap the reader."""
        descriptor = self._descriptor(name)
        try:
            return self._read_regular(descriptor, self.directory / name, limit)
        finally:
            os.close(descriptor)

    def open(self, name: str) -> BinaryIO:
        """A file of any size, opened in the same way."""
        descriptor = self._descriptor(name)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise MalformedError(f"{self.directory / name}: expected a regular file")
        return os.fdopen(descriptor, "rb")

    def size(self, name: str) -> int:
        """How many bytes a file has."""
        with self.open(name) as file:
            return os.fstat(file.fileno()).st_size

    def _descriptor(self, name: str) -> int:
        if not is_plain_name(name):
            raise KeyError(name)
        path = self.directory / name
        try:
            return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise KeyError(name) from error
        except OSError as error:
            raise UnavailableError(f"cannot read {path}: {error.strerror}") from error

    @staticmethod
    def _read_regular(descriptor: int, path: Path, limit: int) -> bytes:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise MalformedError(f"{path}: expected a regular file")
        if found.st_size > limit:
            raise MalformedError(f"{path}: expected at most {limit} bytes, got {found.st_size}")
        try:
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read(limit)
        except OSError as error:
            raise UnavailableError(f"cannot read {path}: {error.strerror}") from error


class TarTree:
    """The files of an uncompressed tar file. Its table of contents is read once, at the beginning."""

    def __init__(self, path: Path) -> None:
        """Read the table of contents.

        Raises:
            MalformedError: Not a tar file; or it holds a link, a device, a name that leads out, or one name twice.
            UnavailableError: There is no such file.
        """
        self.path = path
        self.name = str(path)
        self._places: dict[str, tuple[int, int]] = {}
        try:
            with tarfile.open(path, "r:") as archive:
                for member in archive:
                    self._add(member)
            self._check_end()
        except tarfile.TarError as error:
            raise MalformedError(f"{path}: expected an uncompressed tar file: {error}") from error
        except (OSError, EOFError) as error:
            raise UnavailableError(f"cannot read {path}: {error}") from error
        except (ValueError, OverflowError) as error:
            raise MalformedError(f"{path}: {error}") from error

    def _add(self, member: tarfile.TarInfo) -> None:
        if not member.isreg() or not is_plain_name(member.name):
            raise MalformedError(f"{self.path}: expected regular files with plain names, got {member.name[:120]!r}")
        if member.name in self._places or len(self._places) >= MAX_NAMES:
            raise MalformedError(f"{self.path}: expected each name once, got {member.name[:120]!r} again")
        self._places[member.name] = member.offset_data, member.size

    def _check_end(self) -> None:
        """After the last file nothing but zeroes: a reader of tar files takes a spoilt heading for the end."""
        ends = (offset + -(-size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE for offset, size in self._places.values())
        with self.path.open("rb") as file:
            file.seek(max(ends, default=0))
            rest = file.read(_MOST_AFTER_END + 1)
        if not 2 * tarfile.BLOCKSIZE <= len(rest) <= _MOST_AFTER_END or any(rest):
            raise MalformedError(f"{self.path}: expected an end after {len(self._places)} files, got something else")

    def names(self, prefix: str = "") -> Iterator[str]:
        """Names of all files that begin with `prefix`, in order."""
        return (name for name in sorted(self._places) if name.startswith(prefix))

    def read(self, name: str, limit: int = MAX_FILE) -> bytes:
        """The bytes of a file."""
        offset, size = self._places[name]
        if size > limit:
            raise MalformedError(f"{self.path}, {name}: expected at most {limit} bytes, got {size}")
        try:
            with self.path.open("rb") as file:
                file.seek(offset)
                data = file.read(size)
        except OSError as error:
            raise UnavailableError(f"cannot read {self.path}: {error.strerror}") from error
        if len(data) != size:
            raise MalformedError(f"{self.path}, {name}: expected {size} bytes, got {len(data)}")
        return data

    def open(self, name: str) -> BinaryIO:
        """A file of any size, in pieces."""
        offset, size = self._places[name]
        try:
            file = self.path.open("rb")
        except OSError as error:
            raise UnavailableError(f"cannot read {self.path}: {error.strerror}") from error
        file.seek(offset)
        return cast("BinaryIO", io.BufferedReader(_Part(file, size)))

    def size(self, name: str) -> int:
        """How many bytes a file has."""
        return self._places[name][1]


class _Part(io.RawIOBase):
    """So many bytes of a file, from some place on."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        """Take the file, at that place."""
        self._file = file
        self._left = size

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes."""
        data = self._file.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        super().close()


def find_in(tree: Tree, name: str, limit: int = MAX_FILE) -> bytes | None:
    """The bytes of a file, or None if there is none."""
    with contextlib.suppress(KeyError):
        return tree.read(name, limit)
    return None
