"""What two sequences of words have in common: the longest such sequence, and always the same of several.

State rests on it where wordings merge (docs/spec/merging.md), so the choice among equally long ones is fixed here.
It takes time and memory by the product of both lengths, however the words are made, in bits.
"""

from collections.abc import Sequence


def common(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Places of the words that two wordings have in common, in order: the longest such sequence.

    Of several the one that is found from the end: leave out the last old word if what is common stays
    as long without it; else the last new word likewise; else the two are one and the same.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    inner = _common(old[head : len(old) - tail], new[head : len(new) - tail])
    same_end = ((len(old) - tail + i, len(new) - tail + i) for i in range(tail))
    return (*((i, i) for i in range(head)), *((a + head, b + head) for a, b in inner), *same_end)


def _common(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """By bits (H. Hyyrö, 2004): bit i of row j is clear where taking old word i makes the sequence with j+1 new words longer."""
    where: dict[str, int] = {}
    for i, word in enumerate(old):
        where[word] = where.get(word, 0) | 1 << i
    every = (1 << len(old)) - 1
    row, rows = every, []
    for word in new:
        taken = row & where.get(word, 0)
        row = ((row + taken) | (row - taken)) & every
        rows.append(row)
    found: list[tuple[int, int]] = []
    i, j = len(old), len(new)
    while i and j:
        if rows[j - 1] >> (i - 1) & 1:
            i -= 1
        elif j > 1 and not rows[j - 2] >> (i - 1) & 1:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append((i, j))
    return found[::-1]
