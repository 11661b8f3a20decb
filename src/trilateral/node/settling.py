"""What a full collection of garbage has left is not looked through again and again.

A record of a hundred thousand entries is millions of small objects, and what pages make of it is more. None of it is
garbage while it is needed, and when it is not, it is let go without the collector; yet each full
collection takes half a second to find that out, in the middle of somebody's page. So what has been looked through once is
left alone from then on, until so much is left alone that a look through everything is due again: what is in a cycle and became
garbage meanwhile goes then, and a node that runs for months does not grow by it.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

MANY = 50_000
"""Fewer objects than these are looked through in a few milliseconds: they are not worth keeping apart."""

GROWN = 1.5
"""Everything is looked through again when so many times as much is left alone as was found to stay the last time."""


class _Settler:
    """What is called after each collection.

    Attributes:
        found: How much stayed when everything was last looked through.
        alone: How much was left alone since, with that. Counted here: to ask for it would be to go through all of it.
    """

    def __init__(self) -> None:
        self.found = self.alone = 0

    def __call__(self, phase: str, info: Mapping[str, int]) -> None:
        if phase != "stop" or info["generation"] != 2:
            return
        if self.alone > max(GROWN * self.found, MANY):
            gc.unfreeze()  # the next full collection looks through everything
            self.found = self.alone = 0
        elif (left := len(gc.get_objects(generation=2))) > MANY:
            gc.freeze()
            self.alone += left
            self.found = self.found or left


SETTLER = _Settler()


@contextmanager
def settled() -> Iterator[None]:
    """While this lasts, leave alone in this process what a full collection has left.

    It is for a process that does one thing for long: a process that opens many nodes would keep them all.
    """
    gc.callbacks.append(SETTLER)
    try:
        yield
    finally:
        gc.callbacks.remove(SETTLER)
        gc.unfreeze()
        SETTLER.found = SETTLER.alone = 0
