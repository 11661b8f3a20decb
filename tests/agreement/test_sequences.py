"""What two sequences of words have in common."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from trilateral.agreement.sequences import common

Words = tuple[str, ...]
wordings = st.lists(st.sampled_from("abc"), max_size=9).map(tuple)


def longest(old: Words, new: Words) -> int:
    """The same by the textbook's table."""
    row = [0] * (len(new) + 1)
    for one in old:
        before = row
        row = [0]
        for j, other in enumerate(new):
            row.append(before[j] + 1 if one == other else max(before[j + 1], row[j]))
    return row[-1]


def from_the_end(old: Words, new: Words) -> list[tuple[int, int]]:
    """The choice as docs/spec/merging.md words it, with no trick at all."""
    found: list[tuple[int, int]] = []
    i, j = len(old), len(new)
    while i and j:
        length = longest(old[:i], new[:j])
        if longest(old[: i - 1], new[:j]) == length:
            i -= 1
        elif longest(old[:i], new[: j - 1]) == length:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append((i, j))
    return found[::-1]


def trimmed(old: Words, new: Words) -> list[tuple[int, int]]:
    """With the common beginning and the common end set aside first."""
    if old and new and old[0] == new[0]:
        return [(0, 0), *((i + 1, j + 1) for i, j in trimmed(old[1:], new[1:]))]
    if old and new and old[-1] == new[-1]:
        return [*trimmed(old[:-1], new[:-1]), (len(old) - 1, len(new) - 1)]
    return from_the_end(old, new)


@given(wordings, wordings)
def test_what_is_common_is_the_longest_and_chosen_as_the_specification_says(old: Words, new: Words) -> None:
    found = common(old, new)

    assert all(old[i] == new[j] for i, j in found)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(found))
    assert len(found) == longest(old, new)
    assert list(found) == trimmed(old, new)


def test_long_sequences_that_share_nothing_are_compared_in_time() -> None:
    old, new = tuple(f"a{i}" for i in range(2_000)), tuple(f"b{i}" for i in range(2_000))

    assert common(old, new) == ()
