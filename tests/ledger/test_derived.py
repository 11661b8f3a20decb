"""What is kept beside a fold is always what would be found by going through all of it again."""

from collections import Counter
from collections.abc import Iterable
from random import Random
from typing import Any

import pytest

from tests.everything import Everybody
from tests.worlds import origin
from trilateral.catalogue import SLICES
from trilateral.desk.as_of import FoldAsOf
from trilateral.ledger.derived import Derived, Joined, Named, OfState, Ordered, Pointing
from trilateral.ledger.entry import Entry, EntryId
from trilateral.ledger.fold import Fold, Verdict
from trilateral.ledger.standing import State, general_key


def place(fold: Fold, state: State) -> tuple[int, str]:
    return len(fold.acts(state.id)) % 3, state.party


def grows(fold: Fold, state: State) -> bool:
    """A subject that comes onto a list with one entry and goes with the next."""
    return len(fold.acts(state.id)) % 2 == 1 or fold.general("acts", state.id) is not None


def by_hand(fold: Fold, name: str, *, last_first: bool) -> list[State]:
    held = [each for each in fold.subjects(name).values() if grows(fold, each)]
    return sorted(held, key=lambda each: (place(fold, each), each.id), reverse=last_first)


def parts_of(world: Everybody, chance: Random) -> Iterable[Fold]:
    """The record of everybody, read again a few entries at a time, each log for itself."""
    fold = world.world.fresh_fold()
    ahead = {origin(party): list(log.entries) for party, log in world.world.logs.items()}
    while any(ahead.values()):
        log = chance.choice([each for each, entries in ahead.items() if entries])
        size = chance.randint(1, 40)
        fold.append(log, ahead[log][:size])
        del ahead[log][:size]
        yield fold


@pytest.mark.parametrize("seed", [1, 2])
def test_lists_follow_the_fold_entry_by_entry(seed: int) -> None:
    world, chance = Everybody(seed), Random(seed)  # noqa: S311 - a story that can be told again, not a secret
    world.live(400)
    names = [each.name for each in SLICES if not each.general and each.name not in {"evidence", "charter"}]
    lists = {
        (name, last_first): Ordered(name, place, only=grows, last_first=last_first)
        for name in names
        for last_first in (False, True)
    }
    count = Derived(("statements",), lambda fold: sorted(fold.subjects("statements")))
    moved = 0

    for fold in parts_of(world, chance):
        for (name, last_first), ordered in lists.items():
            found = ordered.of(fold)
            expected = by_hand(fold, name, last_first=last_first)
            assert list(found) == expected, name
            assert found[1:4] == expected[1:4]
            assert len(found) == len(expected)
            moved += len(expected)
        assert count.of(fold) == sorted(fold.subjects("statements"))
    assert moved


def test_what_is_shown_in_the_place_of_a_state_is_made_again_when_it_changes() -> None:
    world = Everybody(3)
    world.live(300)
    acts = Ordered(
        "statements",
        lambda _fold, shown: shown[0],
        shown=lambda fold, held: (held.id, fold.general("acts", held.id), held),
    )

    for fold in parts_of(world, Random(3)):  # noqa: S311 - as above
        held = fold.subjects("statements")
        expected = [(each, fold.state(general_key("acts", each)), held[each]) for each in sorted(held)]
        assert list(acts.of(fold)) == expected
        assert [acts.by_subject(fold)[each] for each in sorted(held)] == expected


def test_a_fold_that_was_begun_anew_and_another_given_are_read_from_the_beginning() -> None:
    world = Everybody(4)
    world.live(400)
    fold, made = world.node, Counter[str]()

    def placed(_fold: Fold, state: State, sign: int) -> int:
        made[state.id] += 1
        return sign * int(state.index)

    ordered = Ordered("incidents", placed)
    first, again = list(ordered.of(fold, 1)), list(ordered.of(fold, 1))
    so_far = made.total()
    back = list(ordered.of(fold, -1))
    fold._clear()
    fold._advance()

    assert again == first
    assert so_far == len(first) > 1
    assert [each.index for each in back] == sorted((each.index for each in first), reverse=True)
    assert list(ordered.of(fold, -1)) == back
    assert set(made.values()) == {3}


def test_only_the_slices_that_are_named_make_it_anew() -> None:
    world, made = Everybody(5), Counter[str]()
    world.live(200)

    def counted(fold: Fold) -> int:
        made["statements"] += 1
        return len(fold.subjects("statements"))

    of_statements = Derived(("statements",), counted)
    for fold in parts_of(world, Random(5)):  # noqa: S311 - as above
        before, changed = made["statements"], {fold.slice_of(each.rpartition("/")[2]) for each in fold.changed}
        assert of_statements.of(fold) == len(fold.subjects("statements"))
        assert of_statements.of(fold) == len(fold.subjects("statements"))
        assert made["statements"] - before <= (1 if "statements" in changed or not before else 0)
    assert 1 < made["statements"] < len(world.node.changed)


def opening_that_names(entry: Entry[Any]) -> EntryId | None:
    """Whatever a body names under one name, be it a meeting or anything else that has an id."""
    return getattr(entry.body, "meeting", None)


def named_by(verdict: Verdict) -> list[EntryId]:
    entry = verdict.entry
    if entry is None:
        return []
    return list(dict.fromkeys([entry.subject, *(ref.entry for ref in entry.header.refs)]))


def every(fold: Fold) -> list[Verdict]:
    return [verdict for line in fold.lines() for verdict in fold.verdicts(line.key)]


@pytest.mark.parametrize("seed", [6, 7])
def test_what_points_at_an_entry_is_what_a_search_through_all_finds(seed: int) -> None:
    world, chance = Everybody(seed), Random(seed)  # noqa: S311 - as above
    world.live(400)
    pointing, naming, pointed = Pointing(named_by), Named(opening_that_names), 0

    for fold in parts_of(world, chance):
        entries = [verdict.entry for verdict in every(fold) if verdict.entry is not None]
        for each in chance.sample(entries, min(len(entries), 12)):
            own = (each.id, each.subject)
            expected = [verdict for verdict in every(fold) if {*own} & {*named_by(verdict)}]
            found = pointing.of(fold, *own)
            assert found == expected
            opened = (fold.verdict(subject) for subject in fold.subjects())
            named = [v.entry for v in opened if v is not None and v.entry and opening_that_names(v.entry) == each.id]
            assert sorted(one.id for one in naming.of(fold, each.id)) == sorted(one.id for one in named)
            pointed += len(found)
    assert pointed
    assert pointing.of(world.node, "0" * 64) == []
    assert not naming.of(world.node, "0" * 64)


def test_what_points_at_an_entry_is_read_again_from_a_fold_that_was_begun_anew_and_as_of_a_cut() -> None:
    world = Everybody(8)
    world.live(300)
    fold, pointing = world.node, Pointing(named_by)
    subject = next(each for each in fold.subjects("statements"))
    cut = {key: size // 2 for key, (size, _) in fold.cut().items()}
    before = pointing.of(fold, subject)
    earlier = pointing.of(FoldAsOf(fold, cut), subject)
    fold._clear()
    fold._advance()

    assert earlier == [verdict for verdict in before if verdict.index < cut[verdict.log]]
    assert pointing.of(fold, subject) == [verdict for verdict in every(fold) if subject in named_by(verdict)]


def test_what_follows_from_one_state_is_found_once_for_each_and_never_of_another() -> None:
    world, made = Everybody(9), Counter[int]()
    world.live(300)

    def counted(state: State) -> tuple[str, str]:
        made[id(state)] += 1
        return state.id, repr(state)

    of_state, kept = OfState(counted), []
    for fold in parts_of(world, Random(9)):  # noqa: S311 - as above
        for name in ("statements", "commitments", "meetings"):
            for subject, state in fold.subjects(name).items():
                kept.append(state)  # so that no other one takes its place in memory
                assert of_state.of(fold, state) == of_state.of(fold, state) == (subject, repr(state))
    assert set(made.values()) == {1}
    assert len(made) > len(world.node.subjects("statements"))


def test_one_sequence_after_another_is_cut_like_a_list() -> None:
    joined, whole = Joined([1, 2, 3], (4, 5)), [1, 2, 3, 4, 5]

    assert list(joined) == whole
    assert [joined[at] for at in range(-5, 5)] == [whole[at] for at in range(-5, 5)]
    for start in range(6):
        assert list(joined[start : start + 2]) == whole[start : start + 2]
    with pytest.raises(IndexError):
        joined[5]
