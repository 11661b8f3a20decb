"""Meetings come out alike in whatever order logs are read: every vector, its entries dealt out by chance."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectors import make_meetings
from tests.worlds import World, origin


def dealt(world: World, chance: Random) -> bytes:
    """The digest after reading the logs piece by piece, each time of any log."""
    folded = world.fresh_fold()
    at = dict.fromkeys(world.logs, 0)
    while waiting := [party for party, log in world.logs.items() if at[party] < len(log.entries)]:
        party = chance.choice(waiting)
        size = chance.randint(1, 4)
        folded.append(origin(party), world.logs[party].entries[at[party] : at[party] + size])
        at[party] += size
    return folded.digest()


@pytest.mark.parametrize("name", sorted(make_meetings.CASES))
@settings(max_examples=8, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_the_order_of_reading_changes_nothing(name: str, chance: Random) -> None:
    world = make_meetings.CASES[name]()

    assert dealt(world, chance) == world.fold().digest()
