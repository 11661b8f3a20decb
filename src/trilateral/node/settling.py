"""What a full collection of garbage has left is not looked through again and again.

A record of a hundred thousand entries is millions of small objects, and what pages make of it is more. None of it is
garbage while it is needed, and when it is not, it is let go without the collector; yet each full
collection takes half a second to find that out, in the middle of somebody's page. So what has been looked through once is
left alone from then on. It leaves out what is in a cycle and becomes garbage later: that is little, and stays.
"""

import gc
from collections.abc import Mapping

MANY = 50_000
"""Fewer objects than these are looked through in a few milliseconds: they are not worth keeping apart."""


def settle_what_stays() -> None:
    """From now on, leave alone in this process what a full collection has left."""
    if _after not in gc.callbacks:
        gc.callbacks.append(_after)


def _after(phase: str, info: Mapping[str, int]) -> None:
    if phase == "stop" and info["generation"] == 2 and len(gc.get_objects(generation=2)) > MANY:
        gc.freeze()
