"""What people said last, and how much since somebody looked: found without going through the whole record.

Entries stand here in the order in which lists of changes show them, and are counted log by log: all of them, and those
that answer, object, correct or have no effect. All of it is kept beside the fold that it was read from, and goes on
where that has grown.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Literal, TypeAlias, get_args, overload
from weakref import WeakKeyDictionary

from trilateral.desk.opening import by_machine
from trilateral.desk.reading import Reading
from trilateral.desk.replies import Reply, reply_in
from trilateral.ledger.fold import Fold, Verdict

Part: TypeAlias = Reply | Literal["without_effect"]
"""A part of the news that is counted, and can be read, by itself."""
PARTS: tuple[Part, ...] = (*get_args(Reply), "without_effect")

_NOBODY_SAYS = datetime.min.replace(tzinfo=UTC)
"""When bytes were said that are no entry: before all else that came together with them."""

_Place = tuple[int, bool, datetime, int, int, int]


@dataclass(frozen=True, slots=True, order=True)
class _Said:
    """One entry of people, by its place among others.

    Attributes:
        place: Its arrival where that counts before all, whether it is an entry, the time it claims, its arrival, how many
            entries its author knew, and its log: the highest comes first.
    """

    place: _Place
    verdict: Verdict = field(compare=False)


@dataclass(slots=True)
class _Log:
    """How many entries of people stand before each index of a log, and where those of each part stand.

    Attributes:
        parts: Their indices.
        without_effect: How many entries of the log have none, those of machines among them.
    """

    people: list[int] = field(default_factory=lambda: [0])
    parts: dict[Part, list[int]] = field(default_factory=lambda: {part: [] for part in PARTS})
    without_effect: int = 0

    @property
    def size(self) -> int:
        return len(self.people) - 1

    def count(self, seen: int, part: Part | None = None) -> int:
        """How many entries of people there are from an index on, all of them or of one part."""
        if part is None:
            return self.people[-1] - self.people[min(seen, self.size)]
        return len(self.parts[part]) - bisect_left(self.parts[part], seen)


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
    parts: dict[Part, list[_Said]] = field(default_factory=lambda: {part: [] for part in PARTS})


_KEPT: WeakKeyDictionary[Fold, _Kept] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class News(Sequence[Verdict]):
    """What people have said since somebody looked, in the order of `last`: all of it or one part."""

    _reading: Reading
    _kept: _Kept
    _sizes: Mapping[str, int]
    _part: Part | None = None

    @property
    def without_effect(self) -> int:
        """How many of all that people have said have none."""
        return self.count("without_effect")

    def count(self, part: Part) -> int:
        """How many entries of one part there are."""
        return sum(log.count(self._sizes.get(origin, 0), part) for origin, log in self._kept.logs.items())

    def only(self, part: Part) -> "News":
        """One part of all that people have said."""
        return replace(self, _part=part)

    def last(self) -> Iterator[Verdict]:
        """These entries, the last to arrive first; in a reconstruction, the last claimed.

        Whoever claims a later time than others does not come before them.
        """
        said, sizes = self._said, self._sizes
        at = len(said)
        while at:
            group = said[at - 1].place[0]
            ahead = list(self._ahead(said, at))
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
        return sum(log.count(self._sizes.get(origin, 0), self._part) for origin, log in self._kept.logs.items())

    @overload
    def __getitem__(self, at: int) -> Verdict: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Verdict]: ...
    def __getitem__(self, at: int | slice) -> Verdict | Sequence[Verdict]:
        wanted = at if isinstance(at, slice) else slice(range(len(self))[at], range(len(self))[at] + 1)
        start, stop, step = wanted.indices(len(self))
        found = list(islice(self.last(), start, stop, step))
        return found if isinstance(at, slice) else found[0]

    @property
    def _said(self) -> list[_Said]:
        return self._kept.said if self._part is None else self._kept.parts[self._part]

    def _ahead(self, said: Sequence[_Said], end: int) -> Iterator[_Said]:
        """Of those before a place that came together, what claims a time that has not come."""
        group = said[end - 1].place[0]
        for at in range(end - 1, -1, -1):
            arrived, is_entry, claimed_at, *_ = said[at].place
            if self._kept.claims or arrived != group or not is_entry or claimed_at <= self._reading.now:
                return
            yield said[at]

    def _placed(self, said: _Said) -> _Said:
        """Where what claims a time ahead stands: by when others had it, as far as that is known."""
        group, is_entry, _, arrived, known, log = said.place
        at = self._reading.holdings.interval(said.verdict)[1] or self._reading.now
        return _Said((group, is_entry, at, arrived, known, log), said.verdict)


def news(reading: Reading, sizes: Mapping[str, int] | None) -> News:
    """Return what people have said beyond so many entries of each log; all of it where nobody has looked before.

    What nodes sign by themselves is no news.
    """
    return News(reading, _read(reading), sizes or {})


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
            log.without_effect += not verdict.has_effect
            if said:
                new.append(_Said(_place(reading, verdict, -number, claims=claims), verdict))
                part = _part_of(verdict)
                if part is not None:
                    log.parts[part].append(verdict.index)
    _put(kept.said, new)
    for part, among in kept.parts.items():
        _put(among, [each for each in new if _part_of(each.verdict) == part])
    return kept


def _part_of(verdict: Verdict) -> Part | None:
    return reply_in(verdict) if verdict.has_effect else "without_effect"


def _put(said: list[_Said], new: list[_Said]) -> None:
    """Put entries among others, each in its place."""
    if len(new) > len(said) // 8:
        said += new
        said.sort()
    else:
        for each in new:
            insort(said, each)


def _place(reading: Reading, verdict: Verdict, log: int, *, claims: bool) -> _Place:
    entry = verdict.entry
    at = _NOBODY_SAYS if entry is None else entry.header.claimed_at
    arrived = reading.holdings.arrived(verdict)
    # Who had seen another's entry knew more entries than its author did: of one instant, what answers is the later.
    known = verdict.index if entry is None else sum(reading.fold.past(entry.id).values())
    return 0 if claims else arrived, entry is not None, at, arrived, known, log
