"""When everything that people signed claims to have been said: counted between two instants without going through it.

The claimed times of each party's entries of each kind lie in order, beside where the entry stands. A record of a hundred
thousand entries is gone through once, when somebody first asks; after that, only what came since is added.

Only headers are read, so nothing of this depends on who asks. What a node signs by itself is left out, as in search.
"""

import itertools
from array import array
from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trilateral.ledger.entry import PartyId
from trilateral.ledger.fold import Fold
from trilateral.node.searching import is_said, kind_of
from trilateral.store.search import Place

_PLACES = 24
"""Bits for the number of an entry, below those for its time: sixteen million entries, and any year there is."""
_PLACE = (1 << _PLACES) - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries count.

    Attributes:
        party: Whose; empty for everybody's.
        about: Of which slice; empty for all.
        kind: Of which kind, without its version; empty for all.
        without: Slices that never count.
    """

    party: PartyId = ""
    about: str = ""
    kind: str = ""
    without: tuple[str, ...] = ()

    def has(self, party: PartyId, kind: str) -> bool:
        """Whether entries of this party and kind count."""
        named = kind.partition(".")[0]
        return (
            self.party in {"", party}
            and self.about in {"", named}
            and self.kind in {"", kind}
            and named not in self.without
        )


class Times:
    """The claimed times of one record."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._generation = -1
        self._known: dict[str, int] = {}
        self._places: list[Place] = []
        self._by: dict[tuple[PartyId, str], array[int]] = {}

    def update(self, fold: Fold) -> None:
        """Take in what came since the last time; all of it, if the record was folded anew."""
        if fold.generation != self._generation:
            self._generation, self._known, self._places, self._by = fold.generation, {}, [], {}
        came: dict[tuple[PartyId, str], list[int]] = {}
        for line in fold.lines():
            verdicts = fold.verdicts(line.key)
            for verdict in verdicts[self._known.get(line.key, 0) :]:
                # A second branch begins with entries of the first.
                if verdict.entry is not None and verdict.log == line.key and is_said(verdict.entry):
                    at = int(verdict.entry.header.claimed_at.timestamp())
                    place = len(self._places)
                    self._places.append(Place(verdict.log, verdict.index))
                    came.setdefault((verdict.party, kind_of(verdict.entry)), []).append(at << _PLACES | place)
            self._known[line.key] = len(verdicts)
        for key, times in came.items():
            held = self._by.get(key)
            if held is None:
                self._by[key] = array("q", sorted(times))
            else:
                for each in times:
                    insort(held, each)

    def between(self, wanted: Wanted, edges: Sequence[int]) -> dict[tuple[int, PartyId, str], int]:
        """Count what is claimed from each of these POSIX seconds up to the next, by number of the stretch, party and kind."""
        found: dict[tuple[int, PartyId, str], int] = {}
        for (party, kind), times in self._of(wanted):
            places = [bisect_left(times, edge << _PLACES) for edge in edges]
            for number, (one, other) in enumerate(itertools.pairwise(places)):
                if other > one:
                    found[number, party, kind] = other - one
        return found

    def first_and_last(self, wanted: Wanted, ends: int) -> tuple[int, int] | None:
        """Return the earliest and the latest claim before `ends`, in POSIX seconds; None if there is none."""
        found = [
            (times[0], times[at - 1]) for _, times in self._of(wanted) if (at := bisect_left(times, ends << _PLACES))
        ]
        if not found:
            return None
        return min(one for one, _ in found) >> _PLACES, max(other for _, other in found) >> _PLACES

    def latest(self, wanted: Wanted, begins: int, ends: int, start: int, most: int) -> list[Place]:
        """Return entries that claim a time from `begins` on and before `ends`, the latest first.

        Args:
            wanted: Which.
            begins: POSIX seconds.
            ends: The same.
            start: How many to leave out.
            most: How many to return.
        """
        found: list[int] = []
        for _, times in self._of(wanted):
            one, other = bisect_left(times, begins << _PLACES), bisect_left(times, ends << _PLACES)
            found += times[max(one, other - start - most) : other]
        found.sort(reverse=True)
        return [self._places[each & _PLACE] for each in found[start : start + most]]

    def kinds(self, about: str) -> list[str]:
        """Return the kinds of one slice of which there is any."""
        return sorted({kind for _, kind in self._by if kind.partition(".")[0] == about})

    def cut(self, cut: Mapping[str, int]) -> "Times":
        """Return those of so many entries of each log."""
        shown = Times()
        shown._places = self._places
        for key, times in self._by.items():
            places = (self._places[each & _PLACE] for each in times)
            kept = array("q", (each for each, at in zip(times, places, strict=True) if at.number < cut.get(at.log, 0)))
            if kept:
                shown._by[key] = kept
        return shown

    def _of(self, wanted: Wanted) -> Iterator[tuple[tuple[PartyId, str], Sequence[int]]]:
        return ((key, times) for key, times in self._by.items() if wanted.has(*key))
