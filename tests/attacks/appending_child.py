"""A signer that appends until it is killed. Run as a process of its own.

    python -m tests.attacks.appending_child ROOT SEED

It writes to ROOT/seen what leaves it, before it leaves: each checkpoint as it
is signed, each publication, each answer. It says on its standard output when
it has recovered.
"""

import os
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.node.party import NOON, Party
from trilateral.node import appender
from trilateral.node.clock import FixedClock
from trilateral.tlog import checkpoint
from trilateral.tlog.checkpoint import SignedCheckpoint

BATCHES = (1, 1, 1, 2, 7, 100, 256, 300)


def main(root: Path, seed: int) -> None:
    """Append many batches; stop in good order if nobody kills it before."""
    chance = random.Random(seed)  # noqa: S311 - a test
    seen = os.open(root / "seen", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def see(*words: object) -> None:
        os.write(seen, (" ".join(map(str, words)) + "\n").encode())

    vars(appender)["sign_checkpoint"] = _telling(checkpoint.sign_checkpoint, see)
    party = Party(
        root,
        FixedClock(NOON + timedelta(minutes=seed)),
        chance.choice((0, 0, 5, 50)),
        published=lambda note: see("published", note.hex()),
    )
    party.start(vouched=True)
    os.write(sys.stdout.fileno(), b"recovered\n")
    for attempt in range(60):
        entries = [f"{seed} {attempt} {index}".encode() for index in range(chance.choice(BATCHES))]
        party.clock.advance(0.01)
        answered = party.appender.append(entries)
        see("answered", answered.start, *[entry.hex() for entry in entries])
    party.stop()


def _telling(sign: Callable[..., SignedCheckpoint], see: Callable[..., None]) -> Callable[..., SignedCheckpoint]:
    """`sign`, whose every result is seen by others at once: no later step may count on hiding it."""

    def signing(*args: object) -> SignedCheckpoint:
        signed = sign(*args)
        see("signed", signed.encode().hex())
        return signed

    return signing


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
