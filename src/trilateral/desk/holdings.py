"""Who holds what of whom, remembered between pages.

Finding it out means verifying cosignatures, which takes milliseconds; pages ask for it in
every line. What is remembered is asked again as soon as a checkpoint, or the record, is
another.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from trilateral.desk.as_of import FoldAsOf, cut_as_of
from trilateral.desk.times import Times
from trilateral.ledger.entry import Entry, EntryId, PartyId
from trilateral.ledger.fold import Fold, Verdict
from trilateral.node.compose import FUTURE_SECONDS
from trilateral.node.cosigners import Mark
from trilateral.node.record import Record

Receipts = tuple[list[int], list[Entry[Any]]]


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What the cosignatures on one log come to, so that a line of a list costs no look at each of them.

    Attributes:
        held_by: For each other party how many entries it provably holds, by its mirror's word.
        last_words: When each cosigner last cosigned, by its own clock.
        sizes: At which sizes the log was cosigned, ascending, each once.
        earliest: With each of them the earliest time at that size or a larger one.
        covered_until: Until when the log is known whole (`Holdings.covered_until`).
    """

    held_by: dict[PartyId, int]
    last_words: dict[PartyId, datetime]
    sizes: tuple[int, ...]
    earliest: tuple[datetime, ...]
    covered_until: datetime | None


class Holdings:
    """What one node's record proves about who holds what."""

    def __init__(self, record: Record) -> None:
        """Begin with nothing remembered."""
        self.record = record
        self._cosigned: dict[str, tuple[object, Cosigned]] = {}
        self._lower: dict[EntryId, int | None] = {}
        self._receipts: dict[tuple[PartyId, str], tuple[object, Receipts]] = {}
        self._runs: dict[str, tuple[list[int], list[int]]] = {}
        self._turn = 0
        self._earlier: dict[int, tuple[object, Fold]] = {}
        self._times = Times()
        self._earlier_times: tuple[object, Times] | None = None
        self._still: dict[str, Cosigned] | None = None

    @contextmanager
    def still(self) -> Iterator[None]:
        """While inside, nothing is kept or folded: whoever holds the node's lock says so, and each log is looked at once.

        Else each line of a list would have to look at the disk for new cosignatures.
        """
        before, self._still = self._still, {}
        try:
            yield
        finally:
            self._still = before

    def fold_as_of(self, fold: Fold, as_of: datetime, *, by_claims: bool) -> Fold:
        """The record as it stood at an earlier instant (`desk.as_of`); remembered is the last one of each of two folds.

        A page may need both: what our own party reads, and the open record where it says nothing of the rest.

        Args:
            fold: The open record, or what our own party reads of it.
            as_of: The instant.
            by_claims: Whether claimed times alone count.
        """
        state = as_of, by_claims, fold.generation, tuple(fold.size(each) for each in self.record.origins)
        if id(fold) not in self._earlier or self._earlier[id(fold)][0] != state:
            cut = cut_as_of(self, as_of, by_claims=by_claims)
            whole = all(size == len(fold.verdicts(key)) for key, size in cut.items())
            if len(self._earlier) > 1:
                self._earlier.pop(next(iter(self._earlier)))
            self._earlier[id(fold)] = state, fold if whole else FoldAsOf(fold, cut)
        return self._earlier[id(fold)][1]

    def times(self) -> Times:
        """When everything that people signed claims to have been said, up to date."""
        self._times.update(self.record.fold)
        return self._times

    def times_of(self, cut: Mapping[str, int]) -> Times:
        """The same of so many entries of each log; the last that was asked for is remembered."""
        state = self.record.fold.generation, dict(cut)
        if self._earlier_times is None or self._earlier_times[0] != state:
            self._earlier_times = state, self.times().cut(cut)
        return self._earlier_times[1]

    def take_note(self) -> None:
        """Remember that what has been folded since the last call came after all that was there then."""
        self._turn += 1
        for origin in self.record.origins:
            ends, turns = self._runs.setdefault(origin, ([], []))
            size = self.record.fold.size(origin)
            if size > (ends[-1] if ends else 0):
                ends.append(size)
                turns.append(self._turn)

    def arrived(self, verdict: Verdict) -> int:
        """Which came later, as a number: the same for all that came together, or before this process began."""
        ends, turns = self._runs.get(verdict.log, ([], []))
        place = bisect_right(ends, verdict.index)
        return turns[place] if place < len(turns) else self._turn + 1

    def cosigned(self, origin: str) -> Cosigned:
        """What the cosignatures on a log come to that this node has kept."""
        if self._still is not None and origin in self._still:
            return self._still[origin]
        state = self.record.marks_state(origin)
        held = self._cosigned.get(origin)
        if held is None or held[0] != state:
            held = self._cosigned[origin] = state, self._sum_up(origin, self.record.marks(origin))
        if self._still is not None:
            self._still[origin] = held[1]
        return held[1]

    def _sum_up(self, origin: str, marks: Sequence[Mark]) -> Cosigned:
        held_by = {terms.id: 0 for terms in self.record.charter.parties if terms.origin != origin}
        last_words: dict[PartyId, int] = {}
        by_size: dict[int, int] = {}
        for mark in marks:
            if mark.does == "mirror":
                held_by[mark.party] = max(held_by.get(mark.party, 0), mark.size)
            last_words[mark.party] = max(last_words.get(mark.party, mark.time), mark.time)
            by_size[mark.size] = min(by_size.get(mark.size, mark.time), mark.time)
        sizes = sorted(by_size)
        earliest = list(accumulate((by_size[size] for size in reversed(sizes)), min))[::-1]
        held = self.record.fold.size(origin)
        until = max((mark.time for mark in marks if mark.size <= held), default=None)
        more = min((mark.time for mark in marks if mark.size > held), default=None)
        whole = until if until is None or more is None else min(until, more)
        return Cosigned(
            held_by,
            {party: at_unix(time) for party, time in last_words.items()},
            tuple(sizes),
            tuple(map(at_unix, earliest)),
            None if whole is None else at_unix(whole),
        )

    def held_by(self, origin: str) -> Mapping[PartyId, int]:
        """For each other party how many entries of a log it provably holds, by its mirror's word."""
        return self.cosigned(origin).held_by

    def last_word_at(self, party: PartyId, origin: str) -> datetime | None:
        """When the party last cosigned a log, by its own clock."""
        return self.cosigned(origin).last_words.get(party)

    def holders(self, verdict: Verdict) -> tuple[PartyId, ...]:
        """Parties that provably hold an entry, its author included."""
        others = self.held_by(verdict.log)
        return tuple(sorted([verdict.party, *(party for party, size in others.items() if size > verdict.index)]))

    def held_count(self, verdict: Verdict) -> int:
        """How many parties provably hold an entry, its author included."""
        others = self.held_by(verdict.log)
        return 1 + sum(size > verdict.index for size in others.values())

    def interval(self, verdict: Verdict) -> tuple[datetime | None, datetime | None]:
        """Between which instants an entry was signed, as far as other parties' clocks say."""
        return self.lower(verdict), self._upper(verdict)

    def _upper(self, verdict: Verdict) -> datetime | None:
        """Before which instant an entry was signed: the earliest at which another party had a head that covers it."""
        cosigned = self.cosigned(verdict.log)
        place = bisect_right(cosigned.sizes, verdict.index)
        return cosigned.earliest[place] if place < len(cosigned.sizes) else None

    def lower(self, verdict: Verdict) -> datetime | None:
        """After which instant an entry was signed, by the newest cosigned head that its author had seen."""
        seen = verdict.entry.header.seen if verdict.entry else None
        if seen is not None and seen not in self._lower:
            self._lower[seen] = self.record.interval(verdict).lower
        lower = None if seen is None else self._lower[seen]
        return None if lower is None else at_unix(lower)

    def covered_until(self, origin: str) -> datetime | None:
        """Until when a log is known whole: the last time at which another party cosigned it, and none had cosigned more.

        More than this node holds, that is: whoever cosigns late may have been shown an old head.
        """
        return self.cosigned(origin).covered_until

    def claimed_after_proof(self, verdict: Verdict) -> bool:
        """Whether its author claims a later time than that at which another party demonstrably had it.

        Never in a reconstruction, whose claims are those of the history.
        """
        return self.claimed_beyond(verdict, (None, self._upper(verdict)))[0]

    def claimed_before_proof(self, verdict: Verdict) -> bool:
        """Whether its author claims an earlier time than that of others' words on which it rests.

        Never in a reconstruction, as above.
        """
        return self.claimed_beyond(verdict, (self.lower(verdict), None))[1]

    def claimed_beyond(self, verdict: Verdict, proven: tuple[datetime | None, datetime | None]) -> tuple[bool, bool]:
        """Both, for whoever has asked for the interval already."""
        if verdict.entry is None or self.record.charter.reconstruction:
            return False, False
        lower, upper = proven
        claimed, most = verdict.entry.header.claimed_at, timedelta(seconds=FUTURE_SECONDS)
        return upper is not None and claimed - upper > most, lower is not None and lower - claimed > most

    def receipt(self, party: PartyId, verdict: Verdict) -> Entry[Any] | None:
        """The party's own receipt: the earliest heads entry in its log that covers the entry."""
        sizes, entries = self._receipts_of(party, verdict.log)
        place = bisect_right(sizes, verdict.index)
        return entries[place] if place < len(entries) else None

    def _receipts_of(self, party: PartyId, origin: str) -> Receipts:
        """Heads entries of `party` that say more of a log than those before, in order."""
        terms = self.record.charter.party(party)
        if terms is None:
            return [], []
        state = self.record.fold.size(terms.origin), self.record.fold.generation
        held = self._receipts.get((party, origin))
        if held is None or held[0] != state:
            sizes: list[int] = []
            entries: list[Entry[Any]] = []
            for size, entry in self._heads(terms.origin, origin):
                if not sizes or size > sizes[-1]:
                    sizes.append(size)
                    entries.append(entry)
            held = self._receipts[party, origin] = state, (sizes, entries)
        return held[1]

    def _heads(self, by: str, of: str) -> Iterator[tuple[int, Entry[Any]]]:
        """Size of the log `of` in each heads entry of the log `by`. Their signatures were verified in the fold."""
        for entry in self.record.heads_entries(by):
            for head in entry.body.heads:
                origin, size = head.checkpoint.split("\n", 2)[:2]
                if origin == of:
                    yield int(size), entry


def at_unix(seconds: int) -> datetime:
    """Return POSIX seconds as an instant. What no clock can have said is the last instant that one can."""
    return datetime.fromtimestamp(min(seconds, 253_402_300_799), UTC)
