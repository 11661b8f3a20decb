"""A stretch of a long list: so many lines on a page, with the way to those before and after them.

What stands on a page is cut out of the states in their order, before anything is made of them: so a
page costs what its own lines cost, however long the list is. The address counts from the beginning of the list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, overload

from trilateral.ui.page import Desk

PER_PAGE = 50
_LONGEST = 9
"""Digits of a number in an address that are read."""

T = TypeVar("T")
MadeT = TypeVar("MadeT")


class Lines(Sequence[MadeT], Generic[T, MadeT]):
    """What is made of the things on a list, made of those alone that are looked at."""

    def __init__(self, things: Sequence[T], make: Callable[[T], MadeT]) -> None:
        """Take all of them in order, and what is made of each."""
        self._things = things
        self._make = make

    def __len__(self) -> int:
        return len(self._things)

    @overload
    def __getitem__(self, at: int) -> MadeT: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[MadeT]: ...
    def __getitem__(self, at: int | slice) -> MadeT | Sequence[MadeT]:
        if isinstance(at, slice):
            return [self._make(each) for each in self._things[at]]
        return self._make(self._things[at])


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T]):
    """Part of a list.

    Attributes:
        rows: The things on this page.
        first: Number of the first of them, from 1.
        count: How many there are in all.
        before_href: The page before; empty on the first.
        after_href: The page after; empty on the last.
    """

    rows: tuple[T, ...]
    first: int
    count: int
    before_href: str
    after_href: str

    @property
    def last(self) -> int:
        """Number of the last thing on this page."""
        return self.first + len(self.rows) - 1

    @property
    def is_whole(self) -> bool:
        """Whether everything stands on this page."""
        return len(self.rows) == self.count


def stretch(
    desk: Desk, rows: Sequence[T], *parts: str, by: str = "start", keep: Sequence[str] = (), most: int = PER_PAGE
) -> Stretch[T]:
    """Return the part of a list that the address asks for by `start`; the first one if it asks for none.

    Args:
        desk: For whom.
        rows: All of them, in order.
        parts: Address of the list, below home.
        by: What its address calls the start, where the page has several lists.
        keep: What else the address asks for, and its other pages shall ask for too.
        most: How many at once.
    """
    asked = desk.asked(by)
    start = int(asked) if asked.isdecimal() and asked.isascii() and len(asked) <= _LONGEST else 0
    if start >= len(rows):
        start = 0
    after = start + most
    before = max(0, start - most)
    query = {name: desk.asked(name) for name in keep if desk.asked(name)}
    return Stretch(
        tuple(rows[start:after]),
        start + 1,
        len(rows),
        _href(desk, parts, query | ({by: str(before)} if before else {})) if start else "",
        _href(desk, parts, query | {by: str(after)}) if after < len(rows) else "",
    )


def _href(desk: Desk, parts: tuple[str, ...], query: dict[str, str]) -> str:
    return desk.href(*parts, **query)
