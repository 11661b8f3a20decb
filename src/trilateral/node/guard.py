"""What was signed last, kept where no backup reaches: the guard.

    <guard directory>/<SHA-256 of the vkey of the log's first key>/
        lock             held by flock while a node runs: mutual exclusion, and nothing else
        signed           the newest checkpoint of the own log, two slots written in turn
        witness/<hex>    the newest checkpoint that was witnessed, for each other log, likewise
        bound.json       machine, device and inode of the home that this guard belongs to
        stopped          there while the node is stopped in good order
        overrides.log    who let it sign unasked, why and when

A log that signs two different checkpoints of one size is exposed for ever, and
the commonest way to do it is no attack: restoring a backup, and going on. So
the newest signature is recorded here, durably, before it leaves the process,
and never anything older or different after it.

A log has one guard, whichever of its keys signs: it is named after the oldest log key of the
key ring, whose public part stays there when its seed is destroyed. A ring that is all
new (`accrediting`) has a new guard, which knows nothing; then the mirrors are asked.

A guard cannot notice that itself was rolled back along with the home, as in a
snapshot of a whole machine. Therefore it lets the node sign at once only if
home and machine are the ones it is bound to and the last stop was in good
order. Else somebody must have asked a mirror, or must say so and be recorded.

Trusted, and the only file of a node that is: who can change it can make the
node contradict itself. It belongs on a local disk of the signing machine.

Left out: asking mirrors, and proving that the new tree extends the old one:
the caller holds the tree.
"""

import fcntl
import os
import struct
import sys
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Self

import msgspec

from trilateral.errors import MalformedError, RefusedError
from trilateral.store.files import DISK, Disk, disk_errors, make_directory_durable, read_file, take_lock, write_file
from trilateral.store.logs import log_name, stated
from trilateral.tlog.checkpoint import Checkpoint, SignedCheckpoint
from trilateral.tlog.note import VerifierKey

_SLOT_SIZE = 16_384
_SLOT = struct.Struct(">4sQI32s")
_MAGIC = b"grd1"
_FS_IOC_GETVERSION = 0x80087601  # linux/fs.h, on 64-bit machines
_MACHINE_ID = Path("/etc/machine-id")


class Signed(msgspec.Struct, frozen=True):
    """A checkpoint as people read it: the root is in hex."""

    origin: str
    size: int
    root: str


class Override(msgspec.Struct, frozen=True):
    """One line of `overrides.log`: somebody let a node sign though nobody could be asked.

    Attributes:
        signed: What the guard knew to be signed last, if anything.
    """

    at: str
    reason: str
    signed: Signed | None


class Binding(msgspec.Struct, frozen=True):
    """Which home on which machine. Copying or restoring a directory makes another one of it.

    Attributes:
        inode: Its number, which the next directory gets once this one is removed.
        generation: Counts the uses of that number, on file systems that do; else 0.
    """

    machine: str
    device: int
    inode: int
    generation: int


def guard_directory(environ: Mapping[str, str]) -> Path:
    """Where guards are kept: `TRILATERAL_GUARD`, else in the operator's state directory."""
    if chosen := environ.get("TRILATERAL_GUARD"):
        return Path(chosen)
    state = environ.get("XDG_STATE_HOME") or str(Path(environ.get("HOME", "~")).expanduser() / ".local" / "state")
    return Path(state) / "trilateral" / "guard"


def binding_of(home: Path, machine_id: Path = _MACHINE_ID) -> Binding:
    """What a guard can recognise a home by."""
    machine = (read_file(machine_id) or b"").decode(errors="replace").strip()
    with disk_errors(home):
        directory = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        found = os.fstat(directory)
        return Binding(machine, found.st_dev, found.st_ino, _generation_of(directory))
    finally:
        os.close(directory)


def _generation_of(directory: int) -> int:
    try:
        return int.from_bytes(fcntl.ioctl(directory, _FS_IOC_GETVERSION, bytes(8)), sys.byteorder)
    except OSError:
        return 0


class _Slots:
    """One small record that is replaced often: two slots, written in turn, each with one sync.

    A crash while one is written leaves the other, which is the record before.
    """

    def __init__(self, path: Path, disk: Disk) -> None:
        self._path = path
        self._disk = disk
        self._turn = 0
        self._descriptor: int | None = None
        self.held: bytes | None = None
        data = read_file(path)
        if data is not None:
            self._load(data)

    def _load(self, data: bytes) -> None:
        slots = (data[:_SLOT_SIZE], data[_SLOT_SIZE : 2 * _SLOT_SIZE])
        found = [record for slot in slots if (record := _record_in(slot)) is not None]
        if found:
            self._turn, self.held = max(found)
        elif any(slots[1]):
            # The second slot is written only once the first is whole, so no crash leaves this.
            raise RefusedError("guard.damaged", file=str(self._path))

    def replace(self, data: bytes) -> None:
        """Record `data`, durable on return."""
        if len(data) > _SLOT_SIZE - _SLOT.size:
            raise ValueError(f"{self._path}: a record of {len(data)} bytes is too long")
        turn = self._turn + 1
        head = _SLOT.pack(_MAGIC, turn, len(data), sha256(turn.to_bytes(8, "big") + data).digest())
        with disk_errors(self._path):
            # A crash in here leaves the record before. Whatever was to be recorded has left nobody's hands.
            self._disk.write_at(self._open(), (turn - 1) % 2 * _SLOT_SIZE, head + data)
        self._turn, self.held = turn, data

    def _open(self) -> int:
        if self._descriptor is None:
            if not self._path.exists():
                write_file(self._path, bytes(2 * _SLOT_SIZE), mode=0o600, disk=self._disk)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        return self._descriptor

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _record_in(slot: bytes) -> tuple[int, bytes] | None:
    """The turn and content of a slot, or None if it is empty or torn."""
    if len(slot) < _SLOT.size:
        return None
    magic, turn, length, digest = _SLOT.unpack_from(slot)
    data = slot[_SLOT.size : _SLOT.size + length]
    if magic != _MAGIC or len(data) != length or sha256(turn.to_bytes(8, "big") + data).digest() != digest:
        return None
    return turn, data


class Guard:
    """The guard of one log, held by one process at a time.

    Attributes:
        is_new: There was no guard before: a new log, or a guard that was lost.
        vouched_for: In this process somebody took responsibility for going on, by `bind` or `override`.
    """

    def __init__(self, directory: Path, lock: int, disk: Disk) -> None:
        """Use `Guard.open`."""
        self._directory = directory
        self._lock: int | None = lock
        self._disk = disk
        self._signed = _Slots(directory / "signed", disk)
        self._witnessed: dict[str, _Slots] = {}
        self._held = None if self._signed.held is None else stated(self._signed.held)
        self._marked = (directory / "stopped").exists()
        self._may_sign = False
        self.vouched_for = False
        self.is_new = self._held is None and not (directory / "bound.json").exists()

    @classmethod
    def open(cls, directory: Path, log_vkey: VerifierKey | str, home: Path, disk: Disk | None = None) -> Self:
        """Take the guard of a log for this process.

        Args:
            directory: See `guard_directory`.
            log_vkey: The first key of the log: signatures by later ones are guarded alike.
            home: The home that wants to sign.
            disk: Where a test wants another.

        Raises:
            UnavailableError: Another process holds it; it says which.
            RefusedError: The record of what was signed is unreadable.
        """
        vkey = log_vkey if isinstance(log_vkey, str) else log_vkey.vkey()
        own = directory / sha256(vkey.encode()).hexdigest()
        make_directory_durable(own, disk)
        lock = take_lock(own / "lock")
        try:
            guard = cls(own, lock, disk or DISK)
            guard._may_sign = guard.bound(home)
        except BaseException:
            os.close(lock)
            raise
        return guard

    # -- may this process sign?

    def bound(self, home: Path) -> bool:
        """Whether this is the home it is bound to, on the same machine, after a stop in good order.

        Only then may a node sign without having asked anybody.
        """
        return self._marked and self._recorded() == binding_of(home)

    def moved(self, home: Path) -> bool:
        """Whether it is bound to another home: this one was copied, moved or restored from a backup."""
        recorded = self._recorded()
        return recorded is not None and recorded != binding_of(home)

    def bind(self, home: Path) -> None:
        """Bind it to this home, durably. The caller has asked a mirror, or the log is new.

        The mark of the last stop goes first: whoever had to ask has something to finish, such as taking back what
        was lost, and if that is cut short the next start must ask again.
        """
        self._unmark()
        write_file(self._directory / "bound.json", msgspec.json.encode(binding_of(home)), disk=self._disk)
        self._may_sign = self.vouched_for = True

    def override(self, reason: str, at: datetime) -> Override:
        """Sign though nobody could be asked. Recorded for good, before it counts; returns what was recorded."""
        path = self._directory / "overrides.log"
        held = self._held
        signed = None if held is None else Signed(held.origin, held.size, held.root.hex())
        recorded = Override(at.isoformat(), reason, signed)
        line = msgspec.json.encode(recorded) + b"\n"
        with disk_errors(path):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                self._disk.write_at(descriptor, os.fstat(descriptor).st_size, line)
                self._disk.sync(str(self._directory))
            finally:
                os.close(descriptor)
        self._may_sign = self.vouched_for = True
        return recorded

    def _recorded(self) -> Binding | None:
        data = read_file(self._directory / "bound.json")
        try:
            return None if data is None else msgspec.json.decode(data, type=Binding)
        except msgspec.MsgspecError:
            return None  # unreadable is as good as not bound: a mirror is asked

    # -- the own log

    def last_signed(self) -> bytes | None:
        """The newest own checkpoint that was signed: the note, or None."""
        return self._signed.held

    @property
    def may_sign(self) -> bool:
        """Whether this process may sign: bound and stopped in good order before, or somebody vouched for it since."""
        return self._may_sign

    @property
    def held(self) -> Checkpoint | None:
        """What that note states."""
        return self._held

    def commit(self, old: Checkpoint | None, new: SignedCheckpoint) -> None:
        """Record a newly signed checkpoint, durable on return: only then may it leave the process.

        Args:
            old: What the caller believes was signed last.
            new: A checkpoint of the same log whose tree extends that of `old`, as the caller has made sure.

        Raises:
            RefusedError: Nobody vouched for this home; something else was signed last; or `new` cannot extend it.
        """
        if not self._may_sign:
            raise RefusedError("guard.not_bound")
        if old != self._held:
            raise RefusedError("guard.changed", held=_size(self._held), expected=_size(old))
        _refuse_contradiction(self._held, new.checkpoint)
        self._unmark()
        self._signed.replace(new.encode())
        self._held = new.checkpoint

    # -- other logs

    def witnessed(self, origin: str) -> Checkpoint | None:
        """The newest checkpoint of another log that the witness key cosigned."""
        held = self._witness_slots(origin).held
        return None if held is None else stated(held)

    def commit_witness(self, origin: str, old: Checkpoint | None, new: Checkpoint) -> None:
        """Record what is about to be cosigned, durable on return (tlog-witness: persisted before the answer).

        Raises:
            RefusedError: As for `commit`.
        """
        if not self._may_sign:
            raise RefusedError("guard.not_bound")
        slots = self._witness_slots(origin)
        held = None if slots.held is None else stated(slots.held)
        if old != held:
            raise RefusedError("guard.changed", held=_size(held), expected=_size(old))
        if new.origin != origin:
            raise MalformedError(f"witness: expected a checkpoint of {origin}, got one of {new.origin}")
        _refuse_contradiction(held, new)
        if new != held:
            self._unmark()
            slots.replace(new.encode())

    def _witness_slots(self, origin: str) -> _Slots:
        slots = self._witnessed.get(origin)
        if slots is None:
            directory = self._directory / "witness"
            make_directory_durable(directory, self._disk)
            slots = self._witnessed[origin] = _Slots(directory / log_name(origin), self._disk)
        return slots

    # -- stopping

    def _unmark(self) -> None:
        """Before anything is signed the mark of the last stop goes: a snapshot taken from here on is not in order."""
        if self._marked:
            with disk_errors(self._directory):
                self._disk.remove(str(self._directory / "stopped"))
                self._disk.sync(str(self._directory))
            self._marked = False

    def close_clean(self) -> None:
        """Mark a stop in good order, durably, and let go: everything signed is served, nothing is staged."""
        if self._may_sign and not self._marked:
            write_file(self._directory / "stopped", b"", disk=self._disk)
            self._marked = True
        self.close()

    def close(self) -> None:
        """Let go without a mark: the next start asks a mirror."""
        self._may_sign = False
        for slots in (self._signed, *self._witnessed.values()):
            slots.close()
        if self._lock is not None:
            os.close(self._lock)  # also unlocks
            self._lock = None


def _refuse_contradiction(held: Checkpoint | None, new: Checkpoint) -> None:
    """What no tree could make consistent is refused here, whatever the caller believes."""
    if held is None:
        return
    shorter = new.size < held.size
    other_root = new.size == held.size and new.root != held.root
    if shorter or other_root or new.origin != held.origin:
        raise RefusedError("guard.not_an_extension", held=held.size, got=new.size, log=held.origin)


def _size(checkpoint: Checkpoint | None) -> int:
    return -1 if checkpoint is None else checkpoint.size
