"""A whole node that speaks and mirrors until it is killed. Run as a process of its own.

    python -m tests.attacks.node_child ROOT PARTY SEED DOES

DOES is `says`, `mirrors` or `both`. What leaves the node it tells its parent at once, one
JSON object a line: how it found its home, each checkpoint as it is signed, each receipt.
"""

import json
import os
import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from tests.node.parties import NAMES, PASSPHRASE, statement
from trilateral.errors import RefusedError
from trilateral.node import appender
from trilateral.node.compose import About
from trilateral.node.node import Node
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync_all
from trilateral.tlog import checkpoint
from trilateral.tlog.checkpoint import SignedCheckpoint

STATEMENTS = 25
"""By each of two delegates; whoever is not killed by then stops in good order."""


def tell(**words: object) -> None:
    """One line to the parent, in one write."""
    os.write(sys.stdout.fileno(), json.dumps(words).encode() + b"\n")


def main(root: Path, party: str, seed: int, does: str) -> None:
    """Open the node, say how it is, catch up with the others, and work."""
    vars(appender)["sign_checkpoint"] = _telling(checkpoint.sign_checkpoint)
    others = [DirectorySource(root / name) for name in NAMES if name != party]
    with Node.open(root / party, PASSPHRASE, guard=root / "guards" / party) as node:
        tell(size=node.record.size(node.origin), blocked=node.blocked and node.blocked.code, refused=_refused(node))
        if does == "says" and not node.may_sign:
            sync_all(node, others[seed % 2 :][:1])  # any one of them will do
        if does != "says":
            sync_all(node, others)
        tell(ready=node.may_sign)
        if does != "mirrors":
            speakers = [threading.Thread(target=_speak, args=(node, office, seed)) for office in ("head", "press")]
            for speaker in speakers:
                speaker.start()
            while does == "both" and any(speaker.is_alive() for speaker in speakers):
                sync_all(node, others)
            for speaker in speakers:
                speaker.join()


def _refused(node: Node) -> str | None:
    """What the node answers to one who wants to sign at once; None if it would sign."""
    try:
        node.prepare(statement("unasked"), by="head", seen="none")
    except RefusedError as error:
        return error.code
    return None


def _speak(node: Node, office: str, seed: int) -> None:
    """Say one thing after another, some with a part beside the log; tell each receipt."""
    chance = random.Random(f"{office} {seed}")  # noqa: S311 - a test
    for number in range(STATEMENTS):
        beside = {"speaker": f"{office} {number}"} if chance.random() < 0.2 else None
        said = node.say(statement(f"{seed} {office} {number}"), by=office, about=About(detached=beside))
        tell(index=said.index, id=said.id)
        if chance.random() < 0.2:
            node.publish()


def _telling(sign: Callable[..., SignedCheckpoint]) -> Callable[..., SignedCheckpoint]:
    """`sign`, whose every result is known outside at once: no later step may count on hiding it."""

    def signing(*args: object) -> SignedCheckpoint:
        signed = sign(*args)
        tell(signed=signed.encode().decode())
        return signed

    return signing


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
