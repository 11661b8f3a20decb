"""Two words by one key that cannot both be true. Pure, and checked alike by a rule and by a stranger with a file.

A cosignature says: as of this time, by my clock, the largest head that I have seen of this log has this size and
root (C2SP tlog-cosignature). So one key contradicts itself if it gives a later time to a smaller head, or
gives its word on two heads of one size with different roots. A log that signs with a time (ML-DSA-44) says the same of itself.

Left out: two heads of different sizes that do not continue one another. That takes the place where they part,
and is proven of the log (`ledger.evidence`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from trilateral.errors import MalformedError
from trilateral.tlog.checkpoint import parse_signed
from trilateral.tlog.cosignature import cosignatures
from trilateral.tlog.note import VerifierKey


@dataclass(frozen=True, slots=True)
class Word:
    """What a key says of a head.

    Attributes:
        time: POSIX seconds, by its own clock.
    """

    size: int
    root: bytes
    time: int


def word_on(note: str, log: str, key: VerifierKey) -> Word:
    """The word of a key on a head, verified; the newest, if it stands there more than once.

    Raises:
        MalformedError: It is no head of that log, or the key has not given its word on it.
    """
    signed = parse_signed(note.encode(errors="surrogatepass"))
    if signed.origin != log:
        raise MalformedError(f"expected a head of {log}, got one of {signed.origin}")
    time = cosignatures(signed, (key,)).get(key)
    if time is None:
        raise MalformedError(f"expected the word of {key.name} on a head of {log}, got none")
    return Word(signed.size, signed.root, time)


def contradicts(one: Word, other: Word) -> bool:
    """Whether one key cannot truly have said both."""
    if one.size == other.size:
        return one.root != other.root
    smaller, larger = sorted((one, other), key=lambda each: each.size)
    return smaller.time > larger.time


def contradictory(words: list[tuple[str, Word]]) -> Iterator[tuple[str, str]]:
    """Pairs of notes on which one key contradicts itself, each key's words in any order."""
    by_size = sorted(words, key=lambda each: (each[1].size, each[1].time))
    for at, (note, word) in enumerate(by_size):
        for other_note, other in by_size[at + 1 :]:
            if contradicts(word, other):
                yield note, other_note
                return
