"""Folding many entries: parsed here while other processes verify their signatures.

Verifying a signature takes as long as all the rest of an entry's way. A few are verified
where they are folded. Of many, each batch goes to worker processes, one for each core,
while the next one is being parsed and the one before is folded.

A worker is this program with nothing loaded but what verifies. It gets keys, messages and
signatures by its standard input, answers one byte for each, and ends when that closes.
What a worker that died had not answered is verified here.
"""

import gc
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Self, TypeAlias

from trilateral.ledger.fold import Fold, Read, Verdict
from trilateral.node.worker import HEAD
from trilateral.tlog import ed25519
from trilateral.tlog.merkle import leaf_hash

MANY = 2_048
"""From so many entries on workers are worth starting: that takes as long as verifying some thousands."""

BATCH = 4_096
_AHEAD = 2

Triple: TypeAlias = tuple[bytes, bytes, bytes]
"""Key, message and signature."""


class Verifiers:
    """Worker processes, from `with` to its end."""

    def __init__(self) -> None:
        """Nothing is started yet."""
        self._count = len(os.sched_getaffinity(0))
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="verify")

    def __enter__(self) -> Self:
        """Start the workers."""
        for _ in range(self._count):
            code = "from trilateral.node.worker import work; work()"
            self._idle.put(
                subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - ourselves
            )
        return self

    def __exit__(self, *exception: object) -> None:
        """Let them end."""
        self._threads.shutdown()
        for _ in range(self._count):
            worker = self._idle.get()
            worker.communicate()

    def start(self, triples: Sequence[Triple]) -> list["Future[list[bool]]"]:
        """Begin to verify; the answers are those of the parts, in order."""
        share = -(-len(triples) // self._count)
        parts = [triples[at : at + share] for at in range(0, len(triples), share)] if triples else []
        return [self._threads.submit(self._ask, part) for part in parts]

    def _ask(self, part: Sequence[Triple]) -> list[bool]:
        worker = self._idle.get()
        try:
            return _ask(worker, part)
        except (OSError, EOFError):
            return verify_all(part)
        finally:
            self._idle.put(worker)


def _ask(worker: "subprocess.Popen[bytes]", part: Sequence[Triple]) -> list[bool]:
    if worker.stdin is None or worker.stdout is None:
        raise EOFError
    packed = [b"%b%b" % (HEAD.pack(key, signature, len(message)), message) for key, message, signature in part]
    worker.stdin.write(b"%b%b" % (len(part).to_bytes(4, "big"), b"".join(packed)))
    worker.stdin.flush()
    answer = worker.stdout.read(len(part))
    if len(answer) != len(part):
        raise EOFError
    return [each == 1 for each in answer]


def verify_all(triples: Sequence[Triple]) -> list[bool]:
    """Whether each (key, message, signature) holds."""
    return [ed25519.verify(*triple) for triple in triples]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Entries on their way into the fold."""

    leaves: Sequence[bytes]
    reads: Sequence[Read]
    asked: Sequence[bool]
    answers: Sequence["Future[list[bool]]"]


def fold_many(
    fold: Fold, origin: str, entries: Iterable[bytes], count: int
) -> Iterator[tuple[Sequence[bytes], list[Verdict]]]:
    """Fold the next entries of a log; yields the leaf hashes of each batch and what came of it.

    Args:
        fold: What they are folded into.
        origin: Whose log.
        entries: The bytes, in order.
        count: About how many: below `MANY` no worker is started.
    """
    if count < MANY:
        for batch in _batches(entries):
            leaves = [leaf_hash(entry) for entry in batch]
            yield leaves, fold.append_read(origin, fold.parse_many(origin, batch), leaves)
        return
    with Verifiers() as verifiers, _no_collecting():
        waiting: deque[_Batch] = deque()
        at = fold.read_size(origin)
        for batch in _batches(entries):
            reads = fold.parse_many(origin, batch, at)
            at += len(batch)
            keys = [fold.key_of(origin, read) for read in reads]
            answers = verifiers.start([key for key in keys if key is not None])
            leaves = [leaf_hash(entry) for entry in batch]
            waiting.append(_Batch(leaves, reads, [key is not None for key in keys], answers))
            if len(waiting) > _AHEAD:
                yield _settle(fold, origin, waiting.popleft())
        while waiting:
            yield _settle(fold, origin, waiting.popleft())


def _settle(fold: Fold, origin: str, batch: _Batch) -> tuple[Sequence[bytes], list[Verdict]]:
    held = (holds for answer in batch.answers for holds in answer.result())
    signed = [asked and next(held) for asked in batch.asked]
    return batch.leaves, fold.append_read(origin, batch.reads, batch.leaves, signed)


def _batches(entries: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Spare the collector from looking through ever more entries, none of which is garbage or a cycle."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
