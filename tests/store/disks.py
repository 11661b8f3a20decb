"""Disks that fail in ways that a test chooses."""

import os
from collections.abc import Callable
from pathlib import Path

from trilateral.store.files import Disk


class PowerCutError(Exception):
    """The machine is off. Not one of ours, so nothing may catch it."""


class CountingDisk(Disk):
    """Counts its operations and does something before one of them; the n-th may be half done."""

    def __init__(self, at: int = 0) -> None:
        self.done = 0
        self.at = at

    def fail(self) -> None:
        raise OSError(28, "No space left on device")

    def _step(self, half: Callable[[], object] = lambda: None) -> None:
        self.done += 1
        if self.done == self.at:
            half()
            self.fail()

    def write(self, path: str, data: bytes, mode: int = 0o644) -> None:
        self._step(lambda: super(CountingDisk, self).write(path, data[: len(data) // 2], mode))
        super().write(path, data, mode)

    def write_at(self, descriptor: int, offset: int, data: bytes) -> None:
        self._step(lambda: super(CountingDisk, self).write_at(descriptor, offset, data[: len(data) // 2]))
        super().write_at(descriptor, offset, data)

    def truncate(self, descriptor: int, size: int) -> None:
        self._step()
        super().truncate(descriptor, size)

    def rename(self, old: str, new: str) -> None:
        self._step()
        super().rename(old, new)

    def sync(self, path: str) -> None:
        self._step()
        super().sync(path)

    def remove(self, path: str) -> None:
        self._step()
        super().remove(path)


class LosingDisk(CountingDisk):
    """After a power cut it has forgotten what was not synced: any part of it, as it pleases.

    A file that was not synced may be whole, empty or half. A name that was not
    synced may still stand for what it stood for before.
    """

    def __init__(self, at: int, choose: Callable[[int], int]) -> None:
        super().__init__(at)
        self._choose = choose
        self._unsynced_bytes: dict[str, None] = {}
        self._unsynced_names: dict[str, bytes | None] = {}

    def fail(self) -> None:
        for path in self._unsynced_bytes:
            found = Path(path)
            if found.exists():
                keep = (len(found.read_bytes()), 0, len(found.read_bytes()) // 2)[self._choose(3)]
                os.truncate(path, keep)
        for path, before in self._unsynced_names.items():
            if self._choose(2):
                if before is None:
                    Path(path).unlink(missing_ok=True)
                else:
                    Path(path).write_bytes(before)
        raise PowerCutError

    def write(self, path: str, data: bytes, mode: int = 0o644) -> None:
        super().write(path, data, mode)
        self._unsynced_bytes[path] = None

    def rename(self, old: str, new: str) -> None:
        before = Path(new).read_bytes() if Path(new).exists() else None
        super().rename(old, new)
        self._unsynced_names.setdefault(new, before)
        if old in self._unsynced_bytes:
            del self._unsynced_bytes[old]
            self._unsynced_bytes[new] = None

    def remove(self, path: str) -> None:
        before = Path(path).read_bytes() if Path(path).exists() else None
        super().remove(path)
        self._unsynced_names.setdefault(path, before)

    def sync(self, path: str) -> None:
        super().sync(path)
        self._unsynced_bytes.pop(path, None)
        for name in [name for name in self._unsynced_names if str(Path(name).parent) == path]:
            del self._unsynced_names[name]
