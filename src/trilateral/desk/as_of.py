"""The record as of an earlier instant: what had been signed by then, and what stood.

Of each log so many entries are shown as were signed by the instant asked for, taken from
the first entry on up to the first that was not. When an entry was signed is told by

- the time that it claims, or that by which another party provably had it, whichever is earlier:
  a claim that lies ahead does not hide what others hold;
- the time after which it was provably signed, where that is later: a claim that lies back
  does not bring an entry of today into an earlier record.

In a reconstruction the claims alone count, and those of keys, receipts and the charter's
acceptance do not: they were signed when the history was entered. What an entry rests on must be
shown with it, so a log is cut further back where its author had seen what is left out.

Left out: who holds what is always shown as of now, and so are keys, misconduct and whether an
entry counts. Evidence that came later is not forgotten for an earlier day.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from trilateral.ledger.entry import Entry, EntryId
from trilateral.ledger.fold import Fold, Verdict
from trilateral.ledger.order import Clock, contains, covers
from trilateral.ledger.standing import Subject

if TYPE_CHECKING:
    from trilateral.desk.holdings import Holdings


def cut_as_of(holdings: "Holdings", as_of: datetime, *, by_claims: bool) -> dict[str, int]:
    """Return how many entries of each log had been signed by an instant, together with all that they rest on.

    Args:
        holdings: The record, and what cosignatures prove of its times.
        as_of: The instant.
        by_claims: Whether claimed times alone count.
    """
    fold = holdings.record.fold
    cut = {key: _signed_by(holdings, key, as_of, by_claims=by_claims) for key in fold.cut()}
    shrinking = True
    while shrinking:
        shrinking = False
        for key, size in cut.items():
            whole = _closed(fold, key, size, cut)
            shrinking = shrinking or whole < size
            cut[key] = whole
    return cut


def _signed_by(holdings: "Holdings", key: str, as_of: datetime, *, by_claims: bool) -> int:
    """How many entries of one log come before the first that was signed later."""
    verdicts = holdings.record.fold.verdicts(key)
    sizes, times = _cosigned(holdings, verdicts[0].log.partition("#")[0]) if verdicts and not by_claims else ((), ())
    for index, verdict in enumerate(verdicts):
        entry = verdict.entry
        if entry is None or (by_claims and _is_machines(entry)):
            continue
        place = bisect_right(sizes, index)
        signed_at = entry.header.claimed_at
        if place < len(times):
            signed_at = min(signed_at, times[place])
        if signed_at <= as_of and not by_claims and entry.header.seen is not None:
            signed_at = max(signed_at, holdings.lower(verdict) or signed_at)
        if signed_at > as_of:
            return index
    return len(verdicts)


def _is_machines(entry: Entry[Any]) -> bool:
    """Whether a node signed it by itself, or a root a key: then it tells of no history."""
    return entry.header.kind.startswith("ledger.") or entry.header.by == "node"


def _cosigned(holdings: "Holdings", origin: str) -> tuple[Sequence[int], Sequence[datetime]]:
    """Sizes at which others have cosigned a log, ascending, and with each the earliest time at that size or a larger one."""
    found = holdings.cosigned(origin)
    return found.sizes, found.earliest


def _closed(fold: Fold, key: str, size: int, cut: Clock) -> int:
    """How many of the first entries of one log rest on nothing outside the cut."""
    verdicts = fold.verdicts(key)
    for index in range(size - 1, -1, -1):
        verdict = verdicts[index]
        if verdict.entry is None or fold.verdict(verdict.entry.id) is not verdict:
            continue  # no entry of this log, or said before
        own = verdict.log.partition("#")[0]
        past = {other: seen for other, seen in fold.past(verdict.entry.id).items() if other.partition("#")[0] != own}
        if covers(cut, past):
            return size
        size = index
    return size


class FoldAsOf(Fold):
    """A fold without what came after a cut. Only to be read, and only while the fold that it was made of stands still."""

    def __init__(self, whole: Fold, cut: Clock) -> None:
        """Take a fold, and a cut that holds all that its entries rest on."""
        vars(self).update(vars(whole))
        self._whole = whole
        self._cut = dict(cut)
        self.changed = []  # nothing will: what was derived from the whole fold is not of this one
        self._leaves, self._digests = {}, {}
        self._now = self._in_force(self._complete_in(self._cut), self._cut, "")
        self._subjects = {key: held for key, each in whole._subjects.items() if (held := self._earlier(key, each))}  # noqa: SLF001 - a part of it
        self._by_slice = {}
        for key, held in self._subjects.items():
            self._by_slice.setdefault(held.slice.name, {})[key] = held

    def _earlier(self, key: str, whole: Subject) -> Subject | None:
        acts = [(origin, index) for origin, index in whole.acts if contains(self._cut, origin, index)]
        if len(acts) == len(whole.acts):
            return whole
        if not acts:
            return None
        state = self._whole.state_in(self._cut, key)
        return Subject(whole.slice, state, acts, whole.version, whole.parties)

    def size(self, origin: str) -> int:
        """How many entries of the log are shown."""
        return min(self._cut.get(origin, 0), self._whole.size(origin))

    def cut(self) -> dict[str, tuple[int, bytes]]:
        """Size and root of each log as far as it is shown."""
        return {key: (size, self._lines[key].root_at(size)) for key, size in self._cut.items()}

    def waiting(self) -> dict[str, int]:
        """Nothing: what waits has not been read."""
        return {}

    def verdicts(self, origin: str) -> Sequence[Verdict]:
        """What came of each entry of one log that is shown."""
        return self._whole.verdicts(origin)[: self._cut.get(origin, 0)]

    def verdict(self, entry: EntryId) -> Verdict | None:
        """What came of the entry with this id, if it is shown."""
        return self._whole.verdict(entry) if self._in_past(self._cut, entry) else None

    def verdict_at(self, ref: str) -> Verdict | None:
        """What came of the entry that people call `ref`, if it is shown."""
        found = self._whole.verdict_at(ref)
        return found if found is not None and contains(self._cut, found.log, found.index) else None

    def heads_entries(self, origin: str) -> Sequence[EntryId]:
        """Heads entries of one log that are shown."""
        return [each for each in self._whole.heads_entries(origin) if self._in_past(self._cut, each)]

    def acts(self, subject: EntryId) -> tuple[Entry[Any], ...]:
        """Entries that had an effect on a subject by then."""
        held = self._subjects.get(subject)
        found = () if held is None else held.acts
        return tuple(e for o, i in found if (e := self._lines[o].verdicts[i].entry))

    def encoded_states(self) -> Mapping[str, bytes]:
        """Every subject's state encoded, from the logs folded anew: the digest is that of a node that holds no more."""
        return self._anew().encoded_states()

    def _anew(self) -> Fold:
        fresh = Fold(self.genesis, self.mechanism, {each.name: each for each in self._slices.values()}.values())
        waiting = {key: size for key, size in self._cut.items() if not self._lines[key].is_branch}
        while waiting:  # an amended charter may name logs only once others have been read
            known = [key for key in waiting if key in fresh.origins]
            if not known:
                break
            for key in known:
                line, size = self._lines[key], waiting.pop(key)
                signed = [line.signed.get(index, False) for index in range(size)]
                fresh.append_read(key, line.read[:size], line.levels[0][:size] if size else (), signed)
        return fresh
