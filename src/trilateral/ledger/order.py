"""Who could know what: the causal past of an entry.

The past of an entry is the earlier entries of its own log and everything under the
heads that its `seen` names, transitively. It is written as a clock: for each log, how
many of its entries lie in the past. Clocks are compared part by part, so that two
entries neither of which lies in the other's past are concurrent, and nothing breaks
the tie between them.

Precedent: vector clocks over hash-linked logs (Timeline Entanglement, USENIX Security
2002; Kleppmann, "Making CRDTs Byzantine fault tolerant", PaPoC 2022).
"""

from collections.abc import Mapping
from typing import TypeAlias

Clock: TypeAlias = Mapping[str, int]
"""Number of entries of each log (by origin) that lie in a past; absent means none."""


def join(first: Clock, second: Clock) -> dict[str, int]:
    """The past that holds both."""
    joined = dict(first)
    for origin, size in second.items():
        if size > joined.get(origin, 0):
            joined[origin] = size
    return joined


def contains(past: Clock, origin: str, index: int) -> bool:
    """Whether the entry at `index` of `origin` lies in `past`."""
    return index < past.get(origin, 0)


def covers(past: Clock, other: Clock) -> bool:
    """Whether all of `other` lies in `past`."""
    return all(size <= past.get(origin, 0) for origin, size in other.items())
