"""One matter with everything around it: its entries, in an order that respects who saw what, and what lies beside them.

A matter is a subject of whichever slice. To its history belong the entries that had an effect on it, the
acts beside those, and the entries that were about it and had none. What else was said about it, on other
subjects, is told apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from trilateral.desk.conflicts import conflicts_of
from trilateral.desk.reading import Reading
from trilateral.ledger.derived import Pointing
from trilateral.ledger.entry import EntryId
from trilateral.ledger.fold import Verdict
from trilateral.ledger.standing import general_key
from trilateral.mechanism.acts import pages as acts
from trilateral.ui.page import Shown
from trilateral.ui.views import ConflictView, EntryView


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands below the page of a matter, whichever slice shows it.

    Attributes:
        entries: Its entries beside which something was said, in their order.
        why_href: How it came to stand as it does.
        knew_href: Who knew what when.
        conflicts: What meets it or may meet it in time and place.
        file_href: The file of a meeting, to be printed; empty for any other matter.
    """

    entries: tuple[EntryView, ...]
    why_href: str
    knew_href: str
    conflicts: tuple[ConflictView, ...] = ()
    file_href: str = ""


def with_aside(reading: Reading, shown: Shown | None, subject: EntryId) -> Shown | None:
    """The page of a matter with what lies beside its entries."""
    if shown is None:
        return None
    held = acts.acts_of(reading, subject)
    about = dict.fromkeys(each.on for each in (held.acts if held is not None else ()))
    views = (reading.entry(each) for each in about if not _is_act(reading, each))
    ref = reading.ref(subject)
    aside = Aside(
        tuple(v for v in views if v is not None),
        reading.href("why", ref),
        reading.href("knew", ref),
        conflicts_of(reading, subject),
        reading.href("meetings", ref, "file") if reading.fold.slice_of(subject) == "meetings" else "",
    )
    return replace(shown, values={**shown.values, "aside": aside})


def _is_act(reading: Reading, entry: EntryId) -> bool:
    """Whether an entry is itself such an act: then it is shown beside the one that it is about."""
    found = reading.read(entry)
    return found is not None and found.header.kind.startswith("acts.")


def subject_of(reading: Reading, ref: str) -> EntryId | None:
    """The subject to which the entry that people call `ref` belongs; its own id where it belongs to none."""
    verdict = reading.find(ref)
    return None if verdict is None or verdict.entry is None else verdict.entry.subject


def entries_of(reading: Reading, subject: EntryId) -> list[Verdict]:
    """All entries about a subject, those without effect and the acts beside them included, in their order."""
    fold = reading.fold
    acted = (*fold.acts(subject), *fold.acts(general_key("acts", subject)))
    found = {each.id: verdict for each in acted if (verdict := fold.verdict(each.id)) is not None}
    for verdict in _WITHOUT_EFFECT.of(fold, subject):
        if verdict.entry is not None:
            found.setdefault(verdict.entry.id, verdict)
    return in_order(reading, found.values())


def said_about(reading: Reading, subject: EntryId, known: Iterable[EntryId]) -> list[Verdict]:
    """Entries on other subjects that are about this one: said at that meeting, or naming one of its entries."""
    own = {subject, *known}
    about = _AT_MEETINGS.of(reading.fold, subject), _REFERRING.of(reading.fold, *own)
    found = {(each.log, each.index): each for verdicts in about for each in verdicts}
    return [each for each in found.values() if each.entry is not None and each.entry.id not in own]


def _counts(verdict: Verdict) -> bool:
    """Whether an entry has an effect and says more than a node signs by itself."""
    return verdict.entry is not None and verdict.has_effect and not verdict.entry.header.kind.startswith("ledger.")


def _subject_without_effect(verdict: Verdict) -> Iterator[EntryId]:
    if verdict.entry is not None and not verdict.has_effect:
        yield verdict.entry.subject


def _meeting_of(verdict: Verdict) -> Iterator[EntryId]:
    meeting = getattr(verdict.entry.body, "meeting", None) if verdict.entry is not None and _counts(verdict) else None
    if isinstance(meeting, str):
        yield EntryId(meeting)


def _refs_of(verdict: Verdict) -> Iterator[EntryId]:
    if verdict.entry is not None and _counts(verdict):
        yield from dict.fromkeys(ref.entry for ref in verdict.entry.header.refs)


_WITHOUT_EFFECT = Pointing(_subject_without_effect)
_AT_MEETINGS = Pointing(_meeting_of)
_REFERRING = Pointing(_refs_of)


def in_order(reading: Reading, verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Entries so that each comes after all that its author had seen; where that leaves it open, by the times claimed."""
    waiting = {(v.log, v.index): v for v in verdicts}
    before = {place: _before(reading, v, waiting.values()) for place, v in waiting.items()}
    after: dict[tuple[str, int], list[tuple[str, int]]] = {place: [] for place in waiting}
    for place, earlier in before.items():
        for each in earlier:
            after[each].append(place)
    left = {place: len(earlier) for place, earlier in before.items()}
    ready = [(_claimed(waiting[place]), place) for place, count in left.items() if not count]
    heapify(ready)
    ordered = []
    while ready:
        _, place = heappop(ready)
        ordered.append(waiting[place])
        for each in after[place]:
            left[each] -= 1
            if not left[each]:
                heappush(ready, (_claimed(waiting[each]), each))
    return ordered


def _before(reading: Reading, verdict: Verdict, others: Iterable[Verdict]) -> Sequence[tuple[str, int]]:
    return [(other.log, other.index) for other in others if other is not verdict and knew(reading, verdict, other)]


def _claimed(verdict: Verdict) -> str:
    return "" if verdict.entry is None else verdict.entry.header.claimed_at.isoformat()


def knew(reading: Reading, verdict: Verdict, other: Verdict) -> bool:
    """Whether the author of one entry provably knew the other: an earlier one of its own, or one under heads that it named."""
    if verdict.entry is None or other.entry is None:
        return False
    if verdict.log == other.log:
        return other.index < verdict.index
    return reading.fold.saw(verdict.entry.id, other.entry.id)
