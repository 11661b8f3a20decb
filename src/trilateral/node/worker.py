"""A process that verifies signatures and does nothing else: see `verifying`.

Loads as little as it can, since it is started when there is much to do.
"""

import struct
import sys
from typing import BinaryIO

from trilateral.tlog import ed25519

HEAD = struct.Struct(">32s64sI")
"""Key, signature and length of the message, which follows."""


def work() -> None:
    """Answer one byte for each signature given, until there are no more."""
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    while count := given.read(4):
        answers.write(bytes(_verify_next(given) for _ in range(int.from_bytes(count, "big"))))
        answers.flush()


def _verify_next(given: BinaryIO) -> bool:
    key, signature, length = HEAD.unpack(given.read(HEAD.size))
    return ed25519.verify(key, given.read(length), signature)
