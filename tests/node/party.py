"""A party's signer on a disk of its own, for tests that stop, copy, restore and restart it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from trilateral.node.appender import Appender, Recovered
from trilateral.node.clock import FixedClock
from trilateral.node.guard import Guard
from trilateral.store.files import Disk
from trilateral.store.logs import LogFiles, stated
from trilateral.tlog.note import KeyKind, SignerKey
from trilateral.tlog.tiles import faults_in_log

ORIGIN = "example.org/host"
SIGNERS = (
    SignerKey(ORIGIN, KeyKind.ED25519, b"\x01" * 32),
    SignerKey(ORIGIN, KeyKind.MLDSA_COSIGNATURE, b"\x02" * 32),
)
NOON = datetime(2007, 5, 28, 12, tzinfo=UTC)


@dataclass
class Party:
    """One running node's signer. `stop`, or `crash`, and `start` again."""

    root: Path
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    interval_ms: int = 1000
    disk: Disk | None = None
    published: Callable[[bytes], None] | None = None

    @property
    def home(self) -> Path:
        return self.root / "home"

    @classmethod
    def new(cls, root: Path, interval_ms: int = 1000) -> Self:
        """A party whose log is new, running."""
        party = cls(root, interval_ms=interval_ms)
        party.home.mkdir(parents=True)
        party.open()
        party.guard.bind(party.home)
        party.appender.recover()
        return party

    def open(self) -> None:
        """Take the guard, and look at nothing yet."""
        self.guard = Guard.open(self.root / "guard", SIGNERS[0].verifier(), self.home, self.disk)
        self.files = LogFiles.in_home(self.home, ORIGIN, self.disk)
        self.appender = Appender(
            self.files,
            self.guard,
            SIGNERS,
            self.clock,
            publish_interval_ms=self.interval_ms,
            publishing=self.published,
        )

    def start(self, *, vouched: bool = False) -> Recovered:
        """Start again. `vouched`: a mirror was asked, and knew nothing newer."""
        self.open()
        if vouched:
            self.guard.bind(self.home)
        return self.appender.recover()

    def stop(self) -> None:
        """Stop in good order."""
        self.appender.stop()
        self.guard.close_clean()

    def crash(self) -> None:
        """Let go of everything and finish nothing."""
        self.files.close()
        self.guard.close()

    def backup(self) -> Path:
        """Copy the home."""
        return Path(shutil.copytree(self.home, self.root / "backup"))

    def restore_in_place(self, backup: Path) -> None:
        """Put the copy's files into the same directory, as rsync does: its inode stays."""
        for each in self.home.iterdir():
            shutil.rmtree(each)
        shutil.copytree(backup, self.home, dirs_exist_ok=True)


def assert_whole(files: LogFiles, entries: list[bytes]) -> None:
    """The served log holds exactly these entries, proven to its last byte, and nothing else."""
    files = LogFiles(files.directory, files.directory.parent / "no staging", files.origin)  # as others see it
    served = files.checkpoint()
    assert served is not None
    checkpoint = stated(served)

    assert checkpoint.size == len(entries)
    assert list(faults_in_log(checkpoint.size, checkpoint.root, files.read)) == []
    assert [entry for _, entry in files.entries()] == entries
    assert list(files.stray_files()) == []
