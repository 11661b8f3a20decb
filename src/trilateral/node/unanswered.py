"""From what this home has kept of others' words to the note that an allegation was not answered in time.

Of all heads of the silent party's log that leave a point unanswered, the one is taken on which enough others
speak as of the latest time. Whether that shows enough is not decided here: the rules of
`allegations` decide it, on every node alike.

Left out: fetching anything. Who lacks cosignatures synchronises first.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trilateral.errors import RefusedError
from trilateral.ledger.charter import Charter
from trilateral.ledger.cosigned import Cosigner
from trilateral.mechanism.allegations.entries import SilenceNoted
from trilateral.mechanism.allegations.silence import asked_for, silent_on
from trilateral.mechanism.allegations.state import Allegation
from trilateral.node.compose import About
from trilateral.node.record import Record
from trilateral.node.silence import Shown, kept_heads, see_all

if TYPE_CHECKING:
    from trilateral.node.node import Node, Receipt


def allegation_in(record: Record, ref: str) -> Allegation:
    """The allegation that `ref` filed, or that it is about.

    Raises:
        RefusedError: There is none.
    """
    verdict = record.verdict_of(ref)
    if verdict is None or verdict.entry is None:
        raise RefusedError("record.no_such_entry", ref=ref)
    held = record.fold.state(verdict.entry.subject)
    if not isinstance(held, Allegation):
        raise RefusedError("silence.not_an_allegation", ref=ref)
    return held


def note_of_silence(record: Record, held: Allegation) -> SilenceNoted:
    """The note, as good as this home can make it.

    Raises:
        RefusedError: `silence.nothing_kept`.
    """
    version = record.fold.version_at(held.id)
    charter = record.charter if version is None else version.charter
    log = charter.party(held.against)
    heads = () if log is None else kept_heads(record, charter, log.origin)
    silent = [shown for shown in heads if silent_on(held, shown.head.size)]
    if not silent:
        raise RefusedError("silence.nothing_kept", party=held.against)
    return SilenceNoted(max(silent, key=lambda shown: _worth(shown, held, charter)).note)


def _worth(shown: Shown, held: Allegation, charter: Charter) -> tuple[int, int]:
    """As of when enough speak, some without interest among them, and how little of the log it takes."""
    newest: dict[Cosigner, int] = {}
    for each in shown.head.cosigned:
        newest[each.by] = max(each.time, newest.get(each.by, 0))
    free = {by: time for by, time in newest.items() if by.party not in {held.party, held.against}}
    enough = zip((newest, free), asked_for(charter), strict=True)
    return min(_as_of(times.values(), number) for times, number in enough), -shown.head.size


def _as_of(times: Iterable[int], number: int) -> int:
    """The time that so many reach; -1 if there are not so many."""
    found = sorted(times, reverse=True)[:number]
    return -1 if len(found) < number else found[-1] if found else 2**63


def note_silence(node: "Node", held: Allegation, by: str) -> "Receipt":
    """Sign the note, having recorded all heads first: what it rests on must lie in its causal past."""
    with node.lock:
        body = note_of_silence(node.record, held)
        see_all(node)
        capacity = "reconstruction" if node.record.charter.reconstruction else "own"
        return node.say(body, by=by, about=About(subject=held.id, capacity=capacity), seen="last")
