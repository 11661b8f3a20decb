"""Of too many matters a picture has the deadlocks, what hangs together with them, and then what else fits."""

from hypothesis import given
from hypothesis import strategies as st

from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments.graph import Edge, deadlocks
from trilateral.mechanism.commitments.pictured import pictured


def edges(*pairs: str) -> tuple[Edge, ...]:
    """`ab`: not a until b."""
    return tuple(Edge(EntryId(each[0]), EntryId(each[1]), EntryId(each)) for each in pairs)


def drawn(most: int, *pairs: str) -> str:
    found = edges(*pairs)
    matters = sorted({each for edge in found for each in (edge.held_back, edge.until)})
    return "".join(sorted(pictured(matters, found, deadlocks(found), most)))


def test_all_are_drawn_where_they_fit() -> None:
    assert drawn(4, "ab", "cd") == "abcd"


def test_a_deadlock_comes_before_what_is_called_by_an_earlier_name() -> None:
    assert drawn(3, "ab", "bc", "cd", "yz", "zy") == "yz"
    assert drawn(4, "ab", "yz", "zy") == "abyz"


def test_what_hangs_together_with_a_deadlock_comes_next_the_nearest_first() -> None:
    """Whichever way the arrow leads."""
    assert drawn(4, "ab", "yz", "zy", "xz", "yw", "vw") == "wxyz"
    assert drawn(5, "ab", "yz", "zy", "xz", "yw", "vw") == "vwxyz"


def test_a_deadlock_that_does_not_fit_beside_another_is_left_out_whole_unless_it_hangs_together_with_it() -> None:
    assert drawn(4, "ab", "ba", "xy", "yz", "zx") == "ab"
    assert drawn(4, "ab", "ba", "bx", "xy", "yz", "zx") == "abxy"


def test_of_one_that_is_too_large_the_way_round_is_drawn() -> None:
    assert drawn(2, "ab", "bc", "cd", "da") == "ab"
    assert drawn(3, "ab", "ba", "bc", "cd", "dc", "cb") == "abc"


def test_one_net_that_is_too_large_is_drawn_from_its_first_matter() -> None:
    assert drawn(3, "ab", "bc", "cd") == "abc"


MATTERS = st.sampled_from("abcdefghij")


@given(st.sets(st.tuples(MATTERS, MATTERS), min_size=1), st.integers(1, 10))
def test_it_never_has_more_than_fit_and_leaves_no_deadlock_out_for_what_is_none(
    pairs: set[tuple[str, str]], most: int
) -> None:
    found = edges(*("".join(each) for each in pairs))
    matters = sorted({each for edge in found for each in (edge.held_back, edge.until)})
    shown = pictured(matters, found, deadlocks(found), most)

    assert 0 < len(shown) <= max(most, 1)
    assert shown == pictured(matters, reversed(found), deadlocks(found), most)
    if len(matters) <= most:
        assert shown == set(matters)
    if deadlocks(found):
        assert shown & {each for one in deadlocks(found) for each in one.matters}
