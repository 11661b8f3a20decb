"""From what this home has kept of others' words to the entries that prove a silence, or an objection to be in time.

Of each log the first and the last word of every cosigner on each head are kept (`mirror.keep_marks`). Here those on
one head are laid together on one note, and of all heads the one is taken that shows most. Whether it shows
enough is not decided here: the rules of `proposals` decide it, on every node alike.

Left out: fetching anything. Who lacks cosignatures synchronises first.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.charter import Charter
from trilateral.ledger.cosigned import KnownHead
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.keys import HeadsRecorded
from trilateral.mechanism.proposals.entries import SilenceDefeated, SilenceProven, SilentHead
from trilateral.mechanism.proposals.silence import proven_from
from trilateral.mechanism.proposals.state import Act, Proposal, Silence, missing, objections
from trilateral.node.compose import About
from trilateral.node.cosigners import without_quantum
from trilateral.node.heads import heads_now, latest_heads
from trilateral.node.record import Record
from trilateral.tlog.checkpoint import SignedCheckpoint, merge_signatures, parse_signed

if TYPE_CHECKING:
    from trilateral.node.node import Node, Receipt


class Shown(NamedTuple):
    """A head with all the words on it that this home has kept."""

    note: str
    head: KnownHead


def kept_heads(record: Record, charter: Charter, origin: str) -> tuple[Shown, ...]:
    """Every head of a log of which this home keeps cosignatures, with the newest of each cosigner's, the smallest first."""
    merged: dict[bytes, SignedCheckpoint] = {}
    for signed, _ in _notes(record, charter, origin):
        held = merged.get(signed.note.text)
        merged[signed.note.text] = signed if held is None else merge_signatures(held, signed)
    found = [(_text(each), _head(record, charter, origin, each)) for each in merged.values()]
    shown = [Shown(note, head) for note, head in found if head is not None]
    return tuple(sorted(shown, key=lambda each: each.head.size))


def _notes(record: Record, charter: Charter, origin: str) -> Iterator[tuple[SignedCheckpoint, KnownHead]]:
    """The notes as they were kept: of one head there may be several, with words of different times."""
    served = record.files(origin).checkpoint()
    for note in (*record.cosigned.of(origin), *(() if served is None else (served,))):
        try:
            signed = without_quantum(parse_signed(note))
        except MalformedError:
            continue  # spoilt, and says nothing; `verify` reports it
        head = _head(record, charter, origin, signed)
        if head is not None:
            yield signed, head


def _head(record: Record, charter: Charter, origin: str, signed: SignedCheckpoint) -> KnownHead | None:
    """The head as somebody knows it who has read all that is here."""
    known = {key: size for key, (size, _) in record.fold.cut().items()}
    return record.fold.head_in(known, charter, origin, _text(signed))


def _text(signed: SignedCheckpoint) -> str:
    return signed.note.encode().decode()


def say_carrying(node: "Node", body: SilenceProven | SilenceDefeated, proposal: Proposal, by: str) -> "Receipt":
    """Sign an entry that carries a proof, having recorded all heads first.

    What it rests on must lie in its causal past: the other parties' receipts too, and these are machines' entries, ahead
    of which a node by itself records nothing.
    """
    with node.lock:
        see_all(node)
        capacity = "reconstruction" if node.record.charter.reconstruction else "own"
        return node.say(body, by=by, about=About(subject=proposal.id, capacity=capacity), seen="last")


def see_all(node: "Node") -> None:
    """Record the heads of all other logs as they are here, unless the newest heads entry names them."""
    latest, heads = latest_heads(node.record), heads_now(node.record)
    if heads is not None and (latest is None or _sizes(latest.body) != _sizes(heads)):
        node.say_as_node(heads)


def _sizes(heads: HeadsRecorded) -> list[list[str]]:
    """Origin, size and root of each head."""
    return [head.checkpoint.split("\n", 3)[:3] for head in heads.heads]


def _charter_of(record: Record, proposal: Proposal) -> Charter:
    """The version under which the proposal was tabled: its terms hold for it."""
    version = record.fold.version_at(proposal.id)
    return record.charter if version is None else version.charter


def silence_in(record: Record, ref: str) -> tuple[Proposal, Silence]:
    """The silence that `ref` opened, or the last one of the proposal that it names.

    Raises:
        RefusedError: There is none.
    """
    proposal = _proposal_of(record, ref)
    verdict = record.verdict_of(ref)
    opened = None if verdict is None or verdict.entry is None else verdict.entry.id
    found = [each for each in proposal.silences if opened in {proposal.id, each.entry}]
    if not found:
        raise RefusedError("silence.none_open", ref=ref)
    return proposal, max(found, key=lambda each: (each.expires_at, each.entry))


def _proposal_of(record: Record, ref: str) -> Proposal:
    verdict = record.verdict_of(ref)
    if verdict is None or verdict.entry is None:
        raise RefusedError("record.no_such_entry", ref=ref)
    held = record.fold.state(verdict.entry.subject)
    if not isinstance(held, Proposal):
        raise RefusedError("silence.not_a_proposal", ref=ref)
    return held


def proof_of_silence(record: Record, proposal: Proposal, silence: Silence) -> SilenceProven:
    """The proof, as good as this home can make it: for each silent party the head that shows most."""
    heads = []
    for party in missing(proposal, silence.hash):
        shown = _best(record, proposal, silence, party)
        if shown is not None:
            heads.append(SilentHead(party, shown.note))
    return SilenceProven(silence.entry, tuple(heads))


def _best(record: Record, proposal: Proposal, silence: Silence, party: PartyId) -> Shown | None:
    """The head that covers the receipt and has enough words after the hour; of several the smallest, which covers least."""
    charter = _charter_of(record, proposal)
    log, terms = charter.party(party), charter.silence
    if log is None or terms is None:
        return None
    after, received = proven_from(silence, terms), _received_at(record, silence, party)

    def worth(shown: Shown) -> tuple[bool, int, int, int, int]:
        late = _names(shown, lambda time: time >= after)
        free = late - {proposal.party, party}
        every = _names(shown, lambda time: time >= 0)
        return (
            shown.head.size <= received,
            -min(len(late), terms.quorum),
            -min(len(free), terms.disinterested),
            -min(len(every), terms.quorum),
            shown.head.size,
        )

    return min(kept_heads(record, charter, log.origin), key=worth, default=None)


def _received_at(record: Record, silence: Silence, party: PartyId) -> int:
    """At which index of its log a party had what put the text under silence; -1 where it had not."""
    if party == silence.party:
        return silence.index
    opened = record.fold.verdict(silence.entry)
    receipt = None if opened is None else record.received_at(party, opened)
    return -1 if receipt is None else receipt.index


def _names(shown: Shown, counts: Callable[[int], bool]) -> set[str]:
    return {each.by.name for each in shown.head.cosigned if counts(each.time)}


def defeat_by(record: Record, ref: str) -> tuple[Proposal, SilenceDefeated]:
    """The entry which shows that the objection `ref` came in time, as good as this home can make it.

    Raises:
        RefusedError: It is no objection to a silence, or nothing is kept that covers it.
    """
    proposal = _proposal_of(record, ref)
    verdict = record.verdict_of(ref)
    broken = verdict.entry.id if verdict is not None and verdict.entry is not None else ""
    for silence in proposal.silences:
        act = next((each for each in objections(proposal, silence) if each.entry == broken), None)
        if act is not None:
            shown = _earliest_over(record, _charter_of(record, proposal), act, silence.expires_at)
            return proposal, SilenceDefeated(silence.entry, EntryId(broken), shown.note)
    raise RefusedError("silence.no_objection", ref=ref)


def _earliest_over(record: Record, charter: Charter, act: Act, hour: datetime) -> Shown:
    """Of the heads that cover an objection, the one with the earliest word of others."""
    log = charter.party(act.party)
    notes = () if log is None else _notes(record, charter, log.origin)
    covering = [Shown(_text(signed), head) for signed, head in notes if head.size > act.index]
    if not covering:
        raise RefusedError("silence.nothing_kept", party=act.party)
    return min(covering, key=lambda shown: _first(shown.head, hour))


def _first(head: KnownHead, hour: datetime) -> tuple[bool, int]:
    times: Iterable[int] = (each.time for each in head.cosigned)
    first = min(times, default=2**63)
    return first > int(hour.timestamp()), first
