"""Merging of wordings, word by word, from any number of sides at once.

What merges is state, so two programs must merge alike, in every version of either. Libraries that compare or
merge text choose among equally short differences as they please, and choose otherwise in their next
version. So the choice is fixed here, and in docs/spec/merging.md: the longest common
sequence of words, and of several the one that leaves out as late as possible, seen from the end.

No side is first and none is last. What one side alone has changed is changed; what several changed alike is changed
once; where sides changed the same words differently, or words that touch, all their wordings are kept.

Words are what stands between spaces, tabs and line ends; punctuation belongs to the word before it, as it is written.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from trilateral.agreement.sequences import common

Words: TypeAlias = tuple[str, ...]

MAX_WORDS = 2_000
"""In one paragraph: comparing takes memory by the square of it."""

_SPACES = re.compile("[ \t\r\n]+")


def words_of(text: str) -> Words:
    """The words of a text."""
    return tuple(word for word in _SPACES.split(text) if word)


class Change(NamedTuple):
    """What one side made of words of the base: those from `start` to before `end` became `words`."""

    start: int
    end: int
    words: Words


class Option(NamedTuple):
    """One wording of a place, and which sides want it."""

    words: Words
    sides: tuple[int, ...]


class Piece(NamedTuple):
    """A stretch of the merged text.

    Attributes:
        words: What stands there; where sides compete, what stood there before.
        options: The wordings that compete; empty where it is settled.
        sides: Which sides changed it.
    """

    words: Words
    options: tuple[Option, ...] = ()
    sides: tuple[int, ...] = ()


def changes(old: Words, new: Words) -> tuple[Change, ...]:
    """What must be changed in the old wording to get the new one."""
    found: list[Change] = []
    i = j = 0
    for a, b in (*common(old, new), (len(old), len(new))):
        if a > i or b > j:
            found.append(Change(i, a, new[j:b]))
        i, j = a + 1, b + 1
    return tuple(found)


def merged(base: Words, sides: Sequence[Words], over: Sequence[Collection[int]] = ()) -> tuple[Piece, ...]:
    """The wordings of all sides as one text.

    Args:
        base: What they all began with.
        sides: What each made of it. Their order decides nothing but the numbers in the answer.
        over: For each side the others that it knew and is to settle: it speaks wherever one of these changed
            something, and wants the words of the base there if it has them. Empty if no side is over another.
    """
    made = sorted((change, side) for side, words in enumerate(sides) for change in changes(base, words))
    pieces: list[Piece] = []
    at = 0
    for start, end, place in _places(made):
        if start > at:
            pieces.append(Piece(base[at:start]))
        pieces.append(_piece(base, start, end, place, over))
        at = end
    if at < len(base):
        pieces.append(Piece(base[at:]))
    return tuple(pieces)


def _places(made: Iterable[tuple[Change, int]]) -> Iterator[tuple[int, int, list[tuple[Change, int]]]]:
    """Changes of all sides, those together that overlap or touch."""
    place: list[tuple[Change, int]] = []
    start = end = 0
    for change, side in made:
        if place and change.start > end:
            yield start, end, place
            place = []
        if not place:
            start, end = change.start, change.end
        end = max(end, change.end)
        place.append((change, side))
    if place:
        yield start, end, place


def _piece(
    base: Words, start: int, end: int, place: list[tuple[Change, int]], over: Sequence[Collection[int]]
) -> Piece:
    by_words: dict[Words, list[int]] = {}
    changed = {side for _, side in place}
    speaking = sorted(changed | {side for side, others in enumerate(over) if not changed.isdisjoint(others)})
    for side in speaking:
        by_words.setdefault(_made(base, start, end, [change for change, by in place if by == side]), []).append(side)
    options = tuple(Option(words, tuple(by_words[words])) for words in sorted(by_words))
    if len(options) == 1:
        return Piece(options[0].words, (), tuple(speaking))
    return Piece(base[start:end], options, tuple(speaking))


def _made(base: Words, start: int, end: int, by_one: list[Change]) -> Words:
    """What one side made of a place."""
    words: list[str] = []
    at = start
    for change in by_one:
        words += [*base[at : change.start], *change.words]
        at = change.end
    return (*words, *base[at:end])


def moved(start: int, end: int, old: Words, new: Words) -> tuple[int, int]:
    """Where words of the old wording stand in the new one: what has come in their place, if they are gone."""
    kept = dict(common(old, new))
    before = max((b for a, b in kept.items() if a < start), default=-1)
    after = min((b for a, b in kept.items() if a >= end), default=len(new))
    first, last = kept.get(start, before + 1), kept.get(end - 1, after - 1)
    return (first, last + 1) if start < end else (before + 1, after)
