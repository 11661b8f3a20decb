"""Durable writes, and the one place where a test can pull the plug.

Everything that must outlive a crash goes through a `Disk`. Its few operations
are the steps between which a crash can happen, so killing the process before,
inside and after each of them covers every state that a crash can leave.

Left out: reading at speed (callers open files themselves), and any claim about
disks that lie about having written.
"""

import contextlib
import fcntl
import itertools
import os
import signal
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from trilateral.errors import UnavailableError

_temporary = itertools.count()


class Disk:
    """The operations that change a disk. Tests put a failing one in its place."""

    def write(self, path: str, data: bytes, mode: int = 0o644) -> None:
        """Create or empty the file and write all of `data`: not durable before `sync`."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
        try:
            _write_all(descriptor, data)
        finally:
            os.close(descriptor)

    def write_at(self, descriptor: int, offset: int, data: bytes) -> None:
        """Write `data` into an open file at `offset`, durable on return."""
        _write_all(descriptor, data, offset)
        os.fdatasync(descriptor)

    def truncate(self, descriptor: int, size: int) -> None:
        """Cut an open file to `size`, durable on return."""
        os.ftruncate(descriptor, size)
        os.fdatasync(descriptor)

    def rename(self, old: str, new: str) -> None:
        """Put `old` in the place of `new`, whole or not at all: not durable before the directory is synced."""
        Path(old).rename(new)

    def sync(self, path: str) -> None:
        """Make a file's content, or a directory's names, durable."""
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: str) -> None:
        """Remove a file, if it is there: not durable before the directory is synced."""
        Path(path).unlink(missing_ok=True)


class CrashingDisk(Disk):
    """Kills its own process at the n-th point, as a power cut would: nothing is tidied up.

    Points are counted before each operation (where it writes, after half of
    the bytes) and after it.
    """

    def __init__(self, crash_at: int) -> None:
        """Take the number of the point, from 1."""
        self._left = crash_at

    def _point(self) -> bool:
        self._left -= 1
        return self._left == 0

    def _die(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def write(self, path: str, data: bytes, mode: int = 0o644) -> None:
        """Die with half of the file written, or after all of it."""
        if self._point():
            super().write(path, data[: len(data) // 2], mode)
            self._die()
        super().write(path, data, mode)
        if self._point():
            self._die()

    def write_at(self, descriptor: int, offset: int, data: bytes) -> None:
        """Die with half of the bytes durable, or after all of them."""
        if self._point():
            super().write_at(descriptor, offset, data[: len(data) // 2])
            self._die()
        super().write_at(descriptor, offset, data)
        if self._point():
            self._die()

    def truncate(self, descriptor: int, size: int) -> None:
        """Die before or after."""
        if self._point():
            self._die()
        super().truncate(descriptor, size)
        if self._point():
            self._die()

    def rename(self, old: str, new: str) -> None:
        """Die before or after."""
        if self._point():
            self._die()
        super().rename(old, new)
        if self._point():
            self._die()

    def sync(self, path: str) -> None:
        """Die before: after it nothing differs from before the next operation."""
        if self._point():
            self._die()
        super().sync(path)

    def remove(self, path: str) -> None:
        """Die before or after."""
        if self._point():
            self._die()
        super().remove(path)
        if self._point():
            self._die()


def disk_for(environ: Mapping[str, str]) -> Disk:
    """The real disk, or with `TRILATERAL_CRASH_AT=n` one that kills the process at its n-th point."""
    crash_at = environ.get("TRILATERAL_CRASH_AT")
    return CrashingDisk(int(crash_at)) if crash_at else Disk()


DISK = disk_for(os.environ)


def read_file(path: Path) -> bytes | None:
    """The bytes of a file, or None when there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnavailableError(f"cannot read {path}: {error.strerror}") from error


def write_file(
    path: Path, data: bytes, *, by_way_of: Path | None = None, mode: int = 0o644, disk: Disk | None = None
) -> None:
    """Put `data` at `path`, durable on return; whoever looks sees the old bytes or the new, never a mixture.

    Args:
        path: Its directory must exist.
        data: Everything that the file shall hold.
        by_way_of: Directory on the same file system for the temporary file, for directories where none may be left.
        mode: Who may read it.
        disk: Where a test wants another.
    """
    disk = disk or DISK
    temporary = temporary_name(by_way_of or path.parent, path.name)
    with disk_errors(path):
        disk.write(temporary, data, mode)
        disk.sync(temporary)
        # A crash up to here leaves a temporary file, which nobody reads. From the rename on the new
        # bytes are there; a power cut may still bring the old ones back until the directory is synced.
        disk.rename(temporary, str(path))
        disk.sync(str(path.parent))


def place_files(
    directory: Path, files: Mapping[str, bytes] | Iterable[tuple[str, bytes]], by_way_of: Path, disk: Disk | None = None
) -> None:
    """Put many files below `directory`, all of them durable on return, in the order given.

    Each appears whole. Syncing once they are all written, rather than one after
    another, lets the file system write them together: here that is half the
    time. So until return a power cut may leave any of them missing or empty, and
    the caller must have their content durable elsewhere.

    Args:
        directory: The names are relative to it; missing directories are made.
        files: Name and content.
        by_way_of: Directory on the same file system for the temporary files.
        disk: Where a test wants another.
    """
    disk = disk or DISK
    root = f"{directory}/"
    touched: dict[str, None] = {}
    placed: list[str] = []
    with disk_errors(directory):
        for name, data in files.items() if isinstance(files, Mapping) else files:
            target = root + name
            parent = target.rpartition("/")[0]
            if parent not in touched:
                for made in make_directory(Path(parent)):
                    touched[str(made.parent)] = None
                touched[parent] = None
            temporary = temporary_name(by_way_of, "file")
            disk.write(temporary, data)
            disk.rename(temporary, target)
            placed.append(target)
        for path in (*placed, *touched):
            disk.sync(path)


def make_directory(path: Path) -> list[Path]:
    """Make a directory and those above it; returns which were missing, whose parents are still to be synced."""
    missing = list(itertools.takewhile(lambda p: not p.exists(), (path, *path.parents)))
    with disk_errors(path):
        path.mkdir(parents=True, exist_ok=True)
    return missing


def make_directory_durable(path: Path, disk: Disk | None = None) -> None:
    """Make a directory and those above it, durable on return."""
    for made in make_directory(path):
        with disk_errors(path):
            (disk or DISK).sync(str(made.parent))


def temporary_name(directory: Path, name: str) -> str:
    """A name that no other writer uses and that `is_temporary` knows."""
    return f"{directory}/.{name}.{os.getpid()}.{next(_temporary)}.tmp"


def is_temporary(path: Path) -> bool:
    """Whether this is what a crash in the middle of a write leaves. Such a file means nothing and can be removed."""
    return path.name.startswith(".") and path.suffix == ".tmp"


@contextlib.contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn what the operating system says into `UnavailableError`, naming the file."""
    try:
        yield
    except OSError as error:
        raise UnavailableError(f"cannot write {path}: {error.strerror}") from error


def _write_all(descriptor: int, data: bytes, offset: int | None = None) -> None:
    """Write until nothing is left: the system may take less at a time than it is given."""
    view = memoryview(data)
    while view:
        written = os.write(descriptor, view) if offset is None else os.pwrite(descriptor, view, offset)
        view = view[written:]
        offset = None if offset is None else offset + written


def take_lock(path: Path) -> int:
    """An open file that no other process has locked. The lock goes with the process, however that ends.

    Raises:
        UnavailableError: Somebody has it; says which process.
    """
    with disk_errors(path):
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(lock, 32).decode(errors="replace").strip()
        os.close(lock)
        raise UnavailableError(f"{path.parent}: held by process {holder or 'unknown'}") from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock
