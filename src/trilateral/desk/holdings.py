"""Who holds what of whom, remembered between pages.

Finding it out means verifying cosignatures, which takes milliseconds; pages ask for it in
every line. What is remembered is asked again as soon as a checkpoint, or the record, is
another.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from trilateral.desk.as_of import FoldAsOf, cut_as_of
from trilateral.ledger.entry import Entry, EntryId, PartyId
from trilateral.ledger.fold import Fold, Verdict
from trilateral.node.compose import FUTURE_SECONDS
from trilateral.node.cosigners import Mark
from trilateral.node.record import Record

Receipts = tuple[list[int], list[Entry[Any]]]


class Holdings:
    """What one node's record proves about who holds what."""

    def __init__(self, record: Record) -> None:
        """Begin with nothing remembered."""
        self.record = record
        self._marks: dict[str, tuple[object, list[Mark]]] = {}
        self._lower: dict[EntryId, int | None] = {}
        self._receipts: dict[tuple[PartyId, str], tuple[object, Receipts]] = {}
        self._runs: dict[str, tuple[list[int], list[int]]] = {}
        self._turn = 0
        self._earlier: tuple[object, Fold] | None = None

    def fold_as_of(self, fold: Fold, as_of: datetime, *, by_claims: bool) -> Fold:
        """The record as it stood at an earlier instant (`desk.as_of`); the last one asked for is remembered.

        Args:
            fold: The open record, or what our own party reads of it.
            as_of: The instant.
            by_claims: Whether claimed times alone count.
        """
        state = id(fold), as_of, by_claims, fold.generation, tuple(fold.size(each) for each in self.record.origins)
        if self._earlier is None or self._earlier[0] != state:
            cut = cut_as_of(self, as_of, by_claims=by_claims)
            whole = all(size == len(fold.verdicts(key)) for key, size in cut.items())
            self._earlier = state, fold if whole else FoldAsOf(fold, cut)
        return self._earlier[1]

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

    def marks(self, origin: str) -> list[Mark]:
        """All cosignatures on a log that this node has kept."""
        record = self.record
        known = sum(record.fold.size(each) for each in record.origins), record.fold.generation
        state = record.files(origin).checkpoint(), len(record.cosigned.of(origin)), known
        held = self._marks.get(origin)
        if held is None or held[0] != state:
            held = self._marks[origin] = state, record.marks(origin)
        return held[1]

    def held_by(self, origin: str) -> dict[PartyId, int]:
        """For each other party how many entries of a log it provably holds, by its mirror's word."""
        found = {terms.id: 0 for terms in self.record.charter.parties if terms.origin != origin}
        for mark in self.marks(origin):
            if mark.does == "mirror":
                found[mark.party] = max(found.get(mark.party, 0), mark.size)
        return found

    def last_word_at(self, party: PartyId, origin: str) -> datetime | None:
        """When the party last cosigned a log, by its own clock."""
        times = [mark.time for mark in self.marks(origin) if mark.party == party]
        return at_unix(max(times)) if times else None

    def holders(self, verdict: Verdict) -> tuple[PartyId, ...]:
        """Parties that provably hold an entry, its author included."""
        others = self.held_by(verdict.log)
        return tuple(sorted([verdict.party, *(party for party, size in others.items() if size > verdict.index)]))

    def interval(self, verdict: Verdict) -> tuple[datetime | None, datetime | None]:
        """Between which instants an entry was signed, as far as other parties' clocks say."""
        times = [mark.time for mark in self.marks(verdict.log) if mark.size > verdict.index]
        return self.lower(verdict), at_unix(min(times)) if times else None

    def lower(self, verdict: Verdict) -> datetime | None:
        """After which instant an entry was signed, by the newest cosigned head that its author had seen."""
        seen = verdict.entry.header.seen if verdict.entry else None
        if seen is not None and seen not in self._lower:
            self._lower[seen] = self.record.interval(verdict).lower
        lower = None if seen is None else self._lower[seen]
        return None if lower is None else at_unix(lower)

    def cosigned(self, origin: str) -> list[tuple[int, datetime]]:
        """At which sizes others cosigned a log, and when by their own clocks."""
        return [(mark.size, at_unix(mark.time)) for mark in self.marks(origin)]

    def covered_until(self, origin: str) -> datetime | None:
        """Until when a log is known whole: the last time at which another party cosigned it, and none had cosigned more.

        More than this node holds, that is: whoever cosigns late may have been shown an old head.
        """
        held = self.record.fold.size(origin)
        marks = self.cosigned(origin)
        known = max((at for size, at in marks if size <= held), default=None)
        more = min((at for size, at in marks if size > held), default=None)
        return known if known is None or more is None else min(known, more)

    def claimed_after_proof(self, verdict: Verdict) -> bool:
        """Whether its author claims a later time than that at which another party demonstrably had it.

        Never in a reconstruction, whose claims are those of the history.
        """
        if verdict.entry is None or self.record.charter.reconstruction:
            return False
        upper = self.interval(verdict)[1]
        return upper is not None and verdict.entry.header.claimed_at - upper > timedelta(seconds=FUTURE_SECONDS)

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
