"""The single writer of a party's own log.

    stage entries (durable) → sign → guard (durable) → answer → place tiles and publish, at most each interval

Two durable writes for a batch, whatever its size: the frame that holds its
entries, and the guard's record of the checkpoint over them. Tiles and the
served checkpoint follow on a timer. At no point can a crash make the log sign
two different checkpoints of one size, or lose an entry that was answered for;
the comment at each step says why.

What was staged whole is always finished at the next start, even if nobody was
told: its checkpoint may have been signed, and then no other of that size may
ever be. To whoever waited it is as if the answer had been lost on the way. The
same entry appended again has no effect.

The line with a time (ML-DSA-44) is signed when a checkpoint is published: it
says when the log was alive, and only published checkpoints say it to anybody.

Left out: what entries mean and who may sign them; asking mirrors; cosignatures.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple, Self

from trilateral.errors import MalformedError, RefusedError, TrilateralError, UnavailableError
from trilateral.node.clock import Clock
from trilateral.node.guard import Guard
from trilateral.store.logs import LogFiles, stated
from trilateral.tlog.checkpoint import (
    Checkpoint,
    SignedCheckpoint,
    merge_signatures,
    open_checkpoint,
    parse_signed,
    sign_checkpoint,
)
from trilateral.tlog.cosignature import cosignatures
from trilateral.tlog.merkle import Frontier, HashReader, leaf_hash, tree_root
from trilateral.tlog.note import KeyKind, SignerKey, VerifierKey
from trilateral.tlog.tiles import MAX_ENTRY, TileWriter, hash_reader

BATCH = 256
"""Entries that wait together become one batch, up to the width of a bundle."""

_WAITING_MAX = 4096
_CATCH_UP_BATCH = 4096

_journal = logging.getLogger(__name__)
_Waiting = tuple[bytes, "Future[int]"]


class Recovered(NamedTuple):
    """What a start found.

    Attributes:
        size: Entries in the log now.
        replayed: Batches that were staged and not yet in place.
        leftovers: Tiles that a crash left beyond the served checkpoint, all equal to what was staged.
    """

    size: int
    replayed: int
    leftovers: tuple[Path, ...]


class _Edge(Frontier):
    """The frontier of a tree that is there already: gives the root after each entry by a few hashes."""

    __slots__ = ()

    def __init__(self, size: int, read: HashReader) -> None:
        """Take the complete subtrees of a tree of that size, the largest first."""
        super().__init__()
        self.size = size
        levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
        # Left of the subtree for a bit lies all that the higher bits of the size count.
        self._roots = [read(level, (size >> level) - 1) for level in levels]


class Appender:
    """Appends to the party's own log. One for each log, in one process: the guard's lock sees to that.

    Attributes:
        publish_error: Why the last publication failed, if it did; it is tried again.
    """

    def __init__(  # noqa: PLR0913 - what a signer depends on, all of it said
        self,
        files: LogFiles,
        guard: Guard,
        log_signers: Sequence[SignerKey],
        clock: Clock,
        *,
        publish_interval_ms: int = 500,
        publishing: Callable[[bytes], None] | None = None,
        published: Callable[[], None] | None = None,
        counts: Callable[[VerifierKey, int], bool] | None = None,
        reading: Callable[[], object] | None = None,
    ) -> None:
        """Nothing is read or written before `recover`.

        Args:
            files: The log's files.
            guard: The guard of the log, whichever of its keys signs.
            log_signers: The log's keys: Ed25519 first, and ML-DSA-44 if there is one.
            clock: For the line with a time, and for the interval.
            publish_interval_ms: At most so often a checkpoint is published. 0: with each batch.
            publishing: Told each checkpoint just before it is served, by the thread that does; what it raises
                stops the publication, which is tried again.
            published: Called when a checkpoint is served, by the same thread: it must not wait, and not raise.
            counts: Whether a key may sign a head of so many entries; all may, if left out.
            reading: Called at a start once the disk is known to be in order, before anything is signed: what the
                log says of its keys has to be read then.
        """
        self._files = files
        self._guard = guard
        self._signers: tuple[SignerKey, ...] = ()
        self._counts = counts or (lambda _key, _size: True)
        self._reading = reading or (lambda: None)
        self._keys: tuple[VerifierKey, ...] = ()
        self.use(log_signers)
        self._clock = clock
        self._interval_seconds = publish_interval_ms / 1000
        self._publishing = publishing or (lambda _note: None)
        self._published = published or (lambda: None)
        self._lock = threading.RLock()
        self._writer = TileWriter()
        self._edge = Frontier()
        self._halted: Callable[[], TrilateralError] | None = lambda: UnavailableError(
            f"log {files.origin}: not recovered yet"
        )
        self._unpublished = False
        self._published_at = float("-inf")
        self._last_time = 0
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._committer: threading.Thread | None = None
        self.publish_error: TrilateralError | None = None

    def use(self, log_signers: Sequence[SignerKey]) -> None:
        """Sign with these keys from now on, each of them as long as it counts."""
        self._signers = tuple(log_signers)
        self._keys = tuple(signer.verifier() for signer in log_signers)

    @property
    def size(self) -> int:
        """Entries in the log, published or not."""
        return self._writer.size

    # -- starting

    def recover(self) -> Recovered:
        """Make sure that disk and guard agree, and finish what a crash interrupted.

        Raises:
            RefusedError: `guard.behind`: the disk lacks entries that were signed, because it was rolled
                back; nothing is signed before `catch_up`. `guard.forked`: it has others under that size.
                `guard.rolled_back`: the guard knows less than the disk, and nobody vouched for that.
                `guard.not_bound`: something is to be signed, and nobody vouched for this home.
            MalformedError: The files contradict their own checkpoint.
        """
        with self._lock:
            self._halt(lambda: UnavailableError(f"log {self._files.origin}: not recovered yet"))
            served = self._served()
            leftovers = tuple(self._files.leftovers())
            self._writer = self._files.replay()
            self._edge = _Edge(self._writer.size, hash_reader(self._writer.size, self._files.read))
            staged = self._files.staged()
            size, held = self._writer.size, self._guard.held
            if served is not None and self._root_at(served.size) != served.root:
                raise MalformedError(f"log {served.origin}: files and checkpoint of {served.size} entries do not agree")
            if staged is not None and self._writer.root() != stated(staged.checkpoint).root:
                raise MalformedError(f"log {self._files.origin}: staged entries and their checkpoint do not agree")
            if held is not None:
                self._compare(held, size, 0 if served is None else served.size)
            self._last_time = max(self._time_of(served), self._time_of(self._guard_note()))
            self._halted = None
            self._unpublished = staged is not None
            self._reading()
            if not self._signers_of(size, plain=True):
                # Lost, revoked, or of a party that is still to be accredited: what is served stays as others signed it.
                self._halt(lambda: RefusedError("keys.no_log_key", log=self._files.origin))
            elif staged is not None or held != (None if served is None else served.checkpoint):
                self.publish()
            return Recovered(size, 0 if staged is None else staged.frames, leftovers)

    def begin_anew(self) -> None:
        """Go on with keys that count from the next entry on: the caller is about to append the one that says so.

        Raises:
            RefusedError: Nobody vouched for this home, or it lacks something that was signed with the old keys.
        """
        with self._lock:
            self.recover()
            if not self._guard.may_sign:
                raise RefusedError("guard.not_bound")
            self._halted = None

    def _signers_of(self, size: int, *, plain: bool = False) -> tuple[SignerKey, ...]:
        """The keys that may sign a head of so many entries."""
        return tuple(
            signer
            for signer in self._signers
            if (not plain or signer.kind is KeyKind.ED25519) and self._counts(signer.verifier(), size)
        )

    def _compare(self, held: Checkpoint, size: int, served_size: int) -> None:
        """Refuse to go on where the disk does not extend what was signed."""
        if held.size > size:
            # The disk was rolled back. Signing anything else of these sizes would be the fork that the guard is for.
            self._halt(lambda: RefusedError("guard.behind", held=size, signed=held.size))
            raise RefusedError("guard.behind", held=size, signed=held.size)
        if self._root_at(held.size) != held.root:
            self._halt(lambda: RefusedError("guard.forked", signed=held.size))
            raise RefusedError("guard.forked", signed=held.size)
        if held.size < served_size and not self._guard.vouched_for:
            # The guard is always ahead of what is served, so it was restored: it must not be believed.
            self._halt(lambda: RefusedError("guard.rolled_back", held=served_size, signed=held.size))
            raise RefusedError("guard.rolled_back", held=served_size, signed=held.size)

    def catch_up(self, entries: Iterable[bytes], signed: bytes | None = None, *, verified: bool = False) -> None:
        """Take back from a mirror what this disk has lost, up to what was signed.

        Args:
            entries: Those from `size` on; more than are needed do no harm. Not trusted: they must
                lead to a root that this log signed.
            signed: A checkpoint of this log that a mirror holds, if it is newer than the guard's.
            verified: It is known to be signed by a key that counts for it, if perhaps by none that is here.

        Raises:
            MalformedError: The entries do not lead there, or the checkpoint is not ours.
            RefusedError: There are too few of them, or the checkpoint does not extend what was signed.
        """
        with self._lock:
            target = self._guard.held
            if signed is not None:
                opened = parse_signed(signed) if verified else open_checkpoint(signed, self._keys, self._files.origin)
                offered = opened.checkpoint
                target = offered if target is None or offered.size > target.size else target
            if target is None or target.size < self.size:
                raise ValueError(f"log {self._files.origin}: nothing is known to be missing after entry {self.size}")
            missing = target.size - self.size
            lost = [entry for entry, _ in zip(entries, range(missing), strict=False)]
            if len(lost) < missing:
                raise RefusedError("guard.behind", held=self.size + len(lost), signed=target.size)
            # Tried in memory first: what does not lead to a root of ours must not even be staged.
            trial = self._files.writer()
            trial.append(lost)
            if trial.root() != target.root:
                raise MalformedError(
                    f"log {target.origin}: entries offered do not lead to its checkpoint {target.size}"
                )
            # A crash from here on leaves a disk that is less far behind; the next start asks again.
            for start in range(0, missing, _CATCH_UP_BATCH):
                self._stage(lost[start : start + _CATCH_UP_BATCH])
            held = self._guard.held
            if held is not None and self._root_at(held.size) != held.root:
                self._halt(lambda: RefusedError("guard.forked", signed=held.size))
                raise RefusedError("guard.forked", signed=held.size)
            self._halted = None
            self._reading()
            if self._signers_of(self.size, plain=True):
                self.publish()
            else:
                self._halt(lambda: RefusedError("keys.no_log_key", log=self._files.origin))

    def _served(self) -> SignedCheckpoint | None:
        note = self._files.checkpoint()
        return None if note is None else self._open(note)

    def _guard_note(self) -> SignedCheckpoint | None:
        note = self._guard.last_signed()
        return None if note is None else self._open(note)

    def _open(self, note: bytes) -> SignedCheckpoint:
        """A head of ours, verified if one of the keys that are here signed it.

        What only keys signed that we have no more is for the log's own entries to say: `reading` reads them.
        """
        signed = parse_signed(note)
        held = {(key.name, key.key_id) for key in self._keys if key.kind is KeyKind.ED25519}
        if signed.origin == self._files.origin and not any(
            (line.name, line.key_id) in held for line in signed.note.signatures
        ):
            return signed
        return open_checkpoint(note, self._keys, self._files.origin)

    def _time_of(self, signed: SignedCheckpoint | None) -> int:
        return 0 if signed is None else max(cosignatures(signed, self._keys).values(), default=0)

    def _root_at(self, size: int) -> bytes:
        return tree_root(size, hash_reader(self._writer.size, self._files.read))

    # -- appending

    def append(self, entries: Sequence[bytes]) -> range:
        """Append a batch; durable, signed and in the guard on return.

        Raises:
            RefusedError: An entry is too long, or nothing may be signed now.
            UnavailableError: A disk failed. Whether the batch is in the log is known after the next `recover`.
        """
        with self._lock:
            appended = self._append(entries)
            self._publish_if_due()
            return appended

    def _append(self, entries: Sequence[bytes]) -> range:
        self._require_ready()
        if not entries:
            return range(self._writer.size, self._writer.size)
        if (longest := max(map(len, entries))) > MAX_ENTRY:
            raise RefusedError("entry.too_long", most=MAX_ENTRY, got=longest)
        first = self._writer.size
        try:
            checkpoint = self._stage(entries)
            # A crash here leaves a frame without a signature: the next start signs it, and nothing else of this size.
            signed = sign_checkpoint(checkpoint, self._signing(checkpoint.size, plain=True), 0)
            # The signature is in memory only. A crash before the guard's write is durable leaves it nowhere.
            self._guard.commit(self._guard.held, signed)
        except BaseException:
            # Memory is ahead of the disk now, nobody knows how far. Only a new look at the disk can tell.
            self._halt(lambda: UnavailableError(f"log {self._files.origin}: halted by a failed write"))
            raise
        # A crash here leaves frame and record, both durable: the next start places the tiles and publishes.
        return range(first, self._writer.size)

    def _stage(self, entries: Sequence[bytes]) -> Checkpoint:
        files = self._writer.append(entries)
        self._edge.extend(map(leaf_hash, entries))
        checkpoint = Checkpoint(self._files.origin, self._edge.size, self._edge.root())
        self._files.stage_entries(entries, files, checkpoint.encode())
        self._unpublished = True
        return checkpoint

    def _signing(self, size: int, *, plain: bool = False) -> tuple[SignerKey, ...]:
        """The keys that sign a head of so many entries: at least one plain one.

        Raises:
            RefusedError: None that is here counts for it.
        """
        signers = self._signers_of(size, plain=plain)
        if not any(signer.kind is KeyKind.ED25519 for signer in signers):
            raise RefusedError("keys.no_log_key", log=self._files.origin)
        return signers

    def _require_ready(self) -> None:
        if self._halted is not None:
            raise self._halted()
        if not self._guard.may_sign:  # asked before anything is staged, since what is staged will be finished
            raise RefusedError("guard.not_bound")

    def _halt(self, why: Callable[[], TrilateralError]) -> None:
        self._halted = why

    # -- publishing

    def publish(self) -> None:
        """Sign the newest tree with the time, and serve it."""
        with self._lock:
            self._require_ready()
            now = self._clock.unix()
            if now < self._last_time:
                raise RefusedError("clock.went_back", now=now, signed=self._last_time)
            # The root of the tiles that are about to be served. It was computed apart from the one recorded with
            # the batch; if they ever differ the guard refuses.
            checkpoint = Checkpoint(self._files.origin, self._writer.size, self._writer.root())
            signed = sign_checkpoint(checkpoint, self._signing(checkpoint.size), now)
            self._guard.commit(self._guard.held, signed)
            self._last_time = now
            # Kept before it is served: whoever looks at the disk finds no served head that this node never saw.
            # A crash here leaves a head that nobody was shown, of the tree that the next start publishes.
            self._publishing(signed.encode())
            if self._unpublished:
                # A crash in there leaves tiles without a checkpoint, and the frames to finish with: see `store.logs`.
                self._files.apply_staged(signed.encode())
                self._unpublished = False
            else:
                signed = self._with_cosignatures(signed)
                self._files.publish(signed.encode())
            self._published_at = self._clock.monotonic()
            self._published()

    def heartbeat(self) -> None:
        """Sign the same tree again with the time of now, to show that the log is alive."""
        self.publish()

    def _with_cosignatures(self, signed: SignedCheckpoint) -> SignedCheckpoint:
        """What others said of this very tree stays beside the new line."""
        note = self._files.checkpoint()
        served = None if note is None else parse_signed(note)
        same = served is not None and served.note.text == signed.note.text
        return merge_signatures(signed, served) if served is not None and same else signed

    def _publish_if_due(self) -> None:
        """Publish when the interval is over. What fails here was answered for all the same, and is tried again."""
        if self._unpublished and self._seconds_until_due() <= 0:
            try:
                self.publish()
                self.publish_error = None
            except TrilateralError as error:
                self.publish_error = error
                self._published_at = self._clock.monotonic()
                _journal.exception("log %s: cannot publish", self._files.origin)

    def _seconds_until_due(self) -> float:
        return self._published_at + self._interval_seconds - self._clock.monotonic()

    # -- many at once

    def submit(self, entry: bytes) -> "Future[int]":
        """Append one entry together with whatever else is waiting; the future gives its index once it is durable.

        Raises:
            RefusedError: The entry is too long.
            UnavailableError: Too many are waiting.
        """
        if len(entry) > MAX_ENTRY:  # here, so that it does not spoil the batch for others
            raise RefusedError("entry.too_long", most=MAX_ENTRY, got=len(entry))
        if self._committer is None:
            raise UnavailableError(f"log {self._files.origin}: not started")
        if self._waiting.qsize() >= _WAITING_MAX:
            raise UnavailableError(f"log {self._files.origin}: {_WAITING_MAX} entries are waiting already")
        future: Future[int] = Future()
        self._waiting.put((entry, future))
        return future

    def start(self) -> None:
        """Start the thread that commits what is submitted and publishes in time."""
        if self._committer is None:
            self._committer = threading.Thread(target=self._commit_waiting, name="appender", daemon=True)
            self._committer.start()

    def stop(self) -> None:
        """Commit what is waiting, publish, and close. After that the guard may be closed as clean.

        Raises:
            TrilateralError: The last publication failed: then the stop is none in good order.
        """
        if self._committer is not None:
            self._waiting.put(None)
            self._committer.join()
            self._committer = None
        with self._lock:
            if self._unpublished and self._halted is None:
                self.publish()
            self._files.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _commit_waiting(self) -> None:
        while True:
            timeout = max(0.0, self._seconds_until_due()) if self._unpublished else None
            try:
                batch = [self._waiting.get(timeout=timeout)]
            except queue.Empty:
                with self._lock:
                    self._publish_if_due()
                continue
            while batch[-1] is not None and len(batch) < BATCH:
                try:
                    batch.append(self._waiting.get_nowait())
                except queue.Empty:
                    break
            self._commit([each for each in batch if each is not None and each[1].set_running_or_notify_cancel()])
            if batch[-1] is None:
                return

    def _commit(self, batch: list[_Waiting]) -> None:
        with self._lock:
            try:
                indexes = self._append([entry for entry, _ in batch])
            except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it is
                for _, future in batch:
                    future.set_exception(error)
                return
            for index, (_, future) in zip(indexes, batch, strict=True):
                future.set_result(index)
            self._publish_if_due()
