"""What people said last, and how much since somebody looked: found without going through the whole record.

Entries stand here in the order in which lists of changes show them, and are counted log by log. Both are kept beside
the fold that they were read from, and go on where it has grown.
"""

from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import overload
from weakref import WeakKeyDictionary

from trilateral.desk.opening import by_machine
from trilateral.desk.reading import Reading
from trilateral.ledger.fold import Fold, Verdict

_NOBODY_SAYS = datetime.min.replace(tzinfo=UTC)
"""When bytes were said that are no entry: before all else that came together with them."""

_Place = tuple[int, bool, datetime, int, int]


@dataclass(frozen=True, slots=True, order=True)
class _Said:
    """One entry of people, by its place among others.

    Attributes:
        place: Its arrival, whether it is an entry, the time it claims, its index, and its log: the highest comes first.
    """

    place: _Place
    verdict: Verdict = field(compare=False)


@dataclass(slots=True)
class _Log:
    """How many entries of people stand before each index of a log, and how many of those have no effect.

    Attributes:
        without_effect: How many entries of the log have none, those of machines among them.
    """

    people: list[int] = field(default_factory=lambda: [0])
    idle: list[int] = field(default_factory=lambda: [0])
    without_effect: int = 0

    @property
    def size(self) -> int:
        return len(self.people) - 1


@dataclass(slots=True)
class _Kept:
    """What was read of one fold.

    Attributes:
        changed: The fold's own list of what changed: another one means that it was folded anew.
        claims: Whether claimed times alone count.
        origins: Of all logs, in the order in which they break ties.
    """

    changed: list[str]
    claims: bool
    origins: tuple[str, ...]
    logs: dict[str, _Log] = field(default_factory=dict)
    said: list[_Said] = field(default_factory=list)


_KEPT: WeakKeyDictionary[Fold, _Kept] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class News(Sequence[Verdict]):
    """What people have said since somebody looked, in the order of `last`.

    Attributes:
        total: How many entries.
        without_effect: How many of them have none.
    """

    total: int
    without_effect: int
    _reading: Reading
    _kept: _Kept
    _sizes: Mapping[str, int]

    def last(self) -> Iterator[Verdict]:
        """These entries, the last to arrive first; in a reconstruction, the last claimed.

        Whoever claims a later time than others does not come before them.
        """
        said, sizes = self._kept.said, self._sizes
        at = len(said)
        while at:
            group = said[at - 1].place[0]
            ahead = list(self._ahead(at))
            at -= len(ahead)
            found = sorted(map(self._placed, ahead), reverse=True)
            while found or (at and said[at - 1].place[0] == group):
                next_one = said[at - 1] if at and said[at - 1].place[0] == group else None
                if found and (next_one is None or found[0].place > next_one.place):
                    next_one = found.pop(0)
                else:
                    at -= 1
                verdict = next_one.verdict if next_one is not None else None
                if verdict is not None and verdict.index >= sizes.get(verdict.log, 0):
                    yield verdict

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, at: int) -> Verdict: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Verdict]: ...
    def __getitem__(self, at: int | slice) -> Verdict | Sequence[Verdict]:
        wanted = at if isinstance(at, slice) else slice(range(len(self))[at], range(len(self))[at] + 1)
        start, stop, step = wanted.indices(len(self))
        found = list(islice(self.last(), start, stop, step))
        return found if isinstance(at, slice) else found[0]

    def _ahead(self, end: int) -> Iterator[_Said]:
        """Of those before a place that came together, what claims a time that has not come."""
        group = self._kept.said[end - 1].place[0]
        for at in range(end - 1, -1, -1):
            arrived, is_entry, claimed_at, _, _ = self._kept.said[at].place
            if self._kept.claims or arrived != group or not is_entry or claimed_at <= self._reading.now:
                return
            yield self._kept.said[at]

    def _placed(self, said: _Said) -> _Said:
        """Where what claims a time ahead stands: by when others had it, as far as that is known."""
        arrived, is_entry, _, index, log = said.place
        at = self._reading.holdings.interval(said.verdict)[1] or self._reading.now
        return _Said((arrived, is_entry, at, index, log), said.verdict)


def news(reading: Reading, sizes: Mapping[str, int] | None) -> News:
    """Return what people have said beyond so many entries of each log; all of it where nobody has looked before.

    What nodes sign by themselves is no news.
    """
    kept = _read(reading)
    seen = sizes or {}
    count = without_effect = 0
    for origin, log in kept.logs.items():
        since = min(seen.get(origin, 0), log.size)
        count += log.people[-1] - log.people[since]
        without_effect += log.idle[-1] - log.idle[since]
    return News(count, without_effect, reading, kept, seen)


def counted(reading: Reading, origin: str | None = None) -> tuple[int, int]:
    """Return how many entries a log has, or all of them have, and how many of these have no effect."""
    logs = [log for name, log in _read(reading).logs.items() if origin in {None, name}]
    return sum(log.size for log in logs), sum(log.without_effect for log in logs)


def _read(reading: Reading) -> _Kept:
    """Read on from where the fold was read last."""
    reading.holdings.take_note()
    fold, claims = reading.fold, reading.in_claimed_time
    kept = _KEPT.get(fold)
    same = kept is not None and kept.changed is fold.changed
    if kept is None or not same or (kept.claims, kept.origins) != (claims, reading.record.origins):
        kept = _KEPT[fold] = _Kept(fold.changed, claims, reading.record.origins)
    new: list[_Said] = []
    for number, origin in enumerate(reading.record.origins):
        log = kept.logs.setdefault(origin, _Log())
        for verdict in fold.verdicts(origin)[log.size :]:
            said = not by_machine(verdict)
            log.people.append(log.people[-1] + said)
            log.idle.append(log.idle[-1] + (said and not verdict.has_effect))
            log.without_effect += not verdict.has_effect
            if said:
                new.append(_Said(_place(reading, verdict, -number, claims=claims), verdict))
    if len(new) > len(kept.said) // 8:
        kept.said += new
        kept.said.sort()
    else:
        for each in new:
            insort(kept.said, each)
    return kept


def _place(reading: Reading, verdict: Verdict, log: int, *, claims: bool) -> _Place:
    entry = verdict.entry
    at = _NOBODY_SAYS if entry is None else entry.header.claimed_at
    return 0 if claims else reading.holdings.arrived(verdict), entry is not None, at, verdict.index, log
