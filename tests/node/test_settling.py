"""What stays is looked through once, and what is let go of goes without the collector."""

import gc
from weakref import ref

import pytest

from tests.everything import Everybody
from trilateral.desk.as_of import FoldAsOf
from trilateral.ledger.derived import Derived, OfState, Ordered, Pointing
from trilateral.ledger.fold import Fold
from trilateral.node.settling import GROWN, MANY, SETTLER, settled


def test_what_a_full_collection_has_left_is_not_looked_through_again() -> None:
    with settled():
        before = gc.get_freeze_count()
        stays = [[number] for number in range(2 * MANY)]
        gc.collect()

        assert gc.get_freeze_count() - before >= len(stays) - MANY
        assert len(gc.get_objects(generation=2)) < MANY


def test_it_ends_with_what_it_was_for() -> None:
    with settled():
        gc.collect()
    before = gc.get_freeze_count()
    gc.collect()

    assert before == gc.get_freeze_count() == 0
    assert SETTLER not in gc.callbacks


def test_a_younger_collection_settles_nothing() -> None:
    with settled():
        gc.collect()
        before = gc.get_freeze_count()
        gc.collect(1)

        assert gc.get_freeze_count() == before


class _Round:
    """Something in a cycle, with much beside it."""

    def __init__(self) -> None:
        self.own = self
        self.beside = [[number] for number in range(2 * MANY)]


def test_a_cycle_that_became_garbage_goes_when_everything_is_looked_through_again() -> None:
    with settled():
        first = _Round()
        others: list[_Round] = []
        gone = ref(first)
        gc.collect()
        del first
        while gone() is not None and len(others) < 30:
            others.append(_Round())
            gc.collect()

        assert gone() is None


def test_garbage_in_cycles_does_not_add_up() -> None:
    """As in a node that runs for months: a thousand pages leave no more behind than a few."""
    counts = []
    with settled():
        gc.collect()
        for _ in range(20):
            _Round()
            gc.collect()
            counts.append(gc.get_freeze_count() + len(gc.get_objects()))

    assert max(counts) < GROWN * min(counts) + 8 * MANY


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
