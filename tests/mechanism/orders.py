"""A record read in some order that respects who had seen what: each gives the same state."""

import random

from tests.worlds import World, origin
from trilateral.ledger.fold import Fold


def folded_somehow(world: World, seed: int) -> Fold:
    """The record, its logs read one entry at a time and in turns that the seed decides."""
    chance = random.Random(seed)  # noqa: S311 - an order, and no secret
    folded = world.fresh_fold()
    left = {party: list(log.entries) for party, log in world.logs.items()}
    while any(left.values()):
        party = chance.choice([each for each, entries in left.items() if entries])
        folded.append(origin(party), [left[party].pop(0)])
    assert folded.waiting() == {}
    return folded
