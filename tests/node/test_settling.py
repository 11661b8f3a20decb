"""What stays is looked through once, and what is let go of goes without the collector."""

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from tests.everything import Everybody
from trilateral.desk.as_of import FoldAsOf
from trilateral.ledger.derived import Derived, OfState, Ordered, Pointing
from trilateral.ledger.fold import Fold
from trilateral.node import settling
from trilateral.node.settling import MANY, settle_what_stays


@pytest.fixture
def left_as_it_was() -> Iterator[None]:
    yield
    gc.callbacks[:] = [each for each in gc.callbacks if each is not settling._after]
    gc.unfreeze()


@pytest.mark.usefixtures("left_as_it_was")
def test_what_a_full_collection_has_left_is_not_looked_through_again() -> None:
    settle_what_stays()
    settle_what_stays()
    before = gc.get_freeze_count()
    stays = [[number] for number in range(2 * MANY)]
    gc.collect()

    assert gc.callbacks.count(settling._after) == 1
    assert gc.get_freeze_count() - before >= len(stays) - MANY
    assert len(gc.get_objects(generation=2)) < MANY


@pytest.mark.usefixtures("left_as_it_was")
def test_a_younger_collection_settles_nothing() -> None:
    settle_what_stays()
    gc.collect()
    before = gc.get_freeze_count()
    gc.collect(1)

    assert gc.get_freeze_count() == before


def _as_of_the_middle(fold: Fold) -> Fold:
    return FoldAsOf(fold, {key: size // 2 for key, (size, _) in fold.cut().items()})


def _again(fold: Fold) -> Fold:
    return fold.read_again(tuple(fold._slices.values()), lambda read: read)


@pytest.mark.parametrize("made", [_as_of_the_middle, _again], ids=["as of a day", "of an audience"])
def test_a_fold_that_nobody_holds_is_gone_with_all_that_was_derived_from_it(made: object) -> None:
    """Nothing of it waits for the collector, which leaves alone what is settled."""
    world = Everybody(11)
    world.live(200)
    assert callable(made)
    fold = made(world.node)
    ordered, counted = Ordered("statements", lambda _, held: held.id), Derived(("statements",), lambda _: object())
    states, pointing = OfState(lambda held: held), Pointing(lambda verdict: [verdict.entry.subject])  # type: ignore[union-attr]  # all are entries
    list(ordered.of(fold))
    for each in fold.subjects("statements").values():
        states.of(fold, each)
    pointing.of(fold, "0" * 64)
    counted.of(fold)
    held = ref(fold)
    gc.disable()
    try:
        del fold
        gone = held() is None
    finally:
        gc.enable()

    assert gone
    assert not ordered._made
    assert not counted._made
    assert not states._found
    assert not pointing._made
