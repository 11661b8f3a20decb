"""How each party stands, as of a time: what we hold, who holds ours, and whether there is reason for mistrust.

Three words, from PeerReview (Haeberlen et al., SOSP 2007):

    trusted     nothing speaks against it
    suspected   it has not shown a sign of life for longer than the charter allows, or names what
                it shows nobody; it may be a broken line, and passes when it answers
    exposed     it was proven to have shown its log in two ways, which never passes

Suspicion depends on the time of asking and on this node's own view, so it is no entry and
no evidence. Whatever a source sent that could not be believed is in the node's journal,
under the source's name: a source need not be the party whose log it shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from trilateral.node.digests import differing
from trilateral.node.record import Record
from trilateral.tlog.checkpoint import SignedCheckpoint
from trilateral.tlog.cosignature import claimed_time
from trilateral.tlog.note import Signature

Standing = Literal["trusted", "suspected", "exposed"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a party does not stand as trusted: a code that catalogues translate, and what the sentence needs."""

    code: str
    params: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class PartyStatus:
    """One party.

    Attributes:
        party: Which.
        origin: Its log.
        held: How many of its entries we hold, verified.
        folded: How many of them could be read: the others wait for something that nobody gave us.
        head_at: POSIX seconds of its log's own newest signature with a time, if it has one.
        holds_of_ours: How many of our entries it provably holds.
        cosigned_at: POSIX seconds of its newest cosignature on our log.
        standing: See above.
        reasons: Why, if not trusted.
    """

    party: str
    origin: str
    held: int
    folded: int
    head_at: int | None
    holds_of_ours: int
    cosigned_at: int | None
    standing: Standing
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """One node.

    Attributes:
        party: Whose.
        entries: In its own log.
        published: How many of them are served.
        parties: The other parties.
    """

    party: str
    entries: int
    published: int
    parties: tuple[PartyStatus, ...]


def status_of(record: Record, as_of: int) -> NodeStatus:
    """How all parties stand.

    Args:
        record: Ours.
        as_of: POSIX seconds.
    """
    own = record.origins[0]
    parties = tuple(_party(record, origin, as_of) for origin in record.origins[1:])
    return NodeStatus(record.party, record.size(own), record.files(own).served_size, parties)


def _party(record: Record, origin: str, as_of: int) -> PartyStatus:
    own = record.origins[0]
    party = record.fold.party_of(origin)
    served = record.checkpoint(origin)
    head_at = None if served is None else signed_at(served)
    times = [time for time in record.cosigned_by(own)[party].values() if time is not None]
    standing, reasons = _standing(record, origin, head_at, as_of)
    return PartyStatus(
        party=party,
        origin=origin,
        held=record.size(origin),
        folded=record.fold.size(origin),
        head_at=head_at,
        holds_of_ours=record.held_by(own)[party],
        cosigned_at=max(times, default=None),
        standing=standing,
        reasons=tuple(reasons),
    )


def signed_at(signed: SignedCheckpoint) -> int | None:
    """When the log itself says to have signed a head; None where it has no key that says so."""
    return max((time for line in _own_lines(signed) if (time := claimed_time(line)) is not None), default=None)


def _own_lines(signed: SignedCheckpoint) -> Iterable[Signature]:
    return (line for line in signed.note.signatures if line.name == signed.origin)


def _standing(record: Record, origin: str, head_at: int | None, as_of: int) -> tuple[Standing, list[Reason]]:
    prefix = record.fold.exposed().get(origin)
    if prefix is not None:
        return "exposed", [Reason("status.two_branches", (("after", prefix),))]
    reasons = []
    term = record.charter.heartbeat_seconds
    if head_at is None:
        reasons.append(Reason("status.never_heard"))
    elif as_of - head_at > term:
        reasons.append(Reason("status.silent", (("seconds", as_of - head_at), ("term", term))))
    waiting = record.fold.waiting().get(origin, 0)
    if waiting:
        reasons.append(Reason("status.names_what_nobody_has", (("entries", waiting),)))
    if any(named == origin for _, _, named, _, _ in record.fold.disputed()):
        reasons.append(Reason("status.shown_differently_to_others"))
    found = differing(record).get(record.fold.party_of(origin))
    if found is not None:
        reasons.append(Reason("status.digest_differs", (("entry", found),)))
    return ("suspected" if reasons else "trusted"), reasons
