"""Commitments reviewed at each meeting: what each party said there of how far they are kept, and who said nothing.

A commitment by which somebody is bound is to be reviewed at every meeting that was opened after it bound anybody.
Which of two came first is read from the times that their authors claim, since nothing else orders entries of
different parties that had not seen each other; it decides only what is shown here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.commitments import promises
from trilateral.mechanism.commitments.state import Commitment
from trilateral.mechanism.meetings.state import Meeting

SaidAt = Callable[[EntryId], datetime | None]
_OVER = frozenset({promises.Status.DEMANDED, promises.Status.REFUSED, promises.Status.RELEASED})


@dataclass(frozen=True, slots=True)
class Review:
    """What was said of one party's performance at one meeting.

    Attributes:
        said: Level and entry of each party's own assessment.
        joint: The level that every party has signed; None if they have not.
        silent: Bound parties that said nothing, towards a joint level either.
    """

    meeting: EntryId
    said: tuple[tuple[PartyId, int, EntryId], ...]
    joint: int | None
    silent: tuple[PartyId, ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One party's performance of a commitment from meeting to meeting."""

    commitment: EntryId
    of: PartyId
    reviews: tuple[Review, ...]


def held_in_order(meetings: Iterable[Meeting], said_at: SaidAt) -> tuple[tuple[EntryId, datetime], ...]:
    """Meetings that were opened, in the order of the times claimed for it."""
    found = []
    for each in meetings:
        opened = [at for act in each.sessions if act.word == "opened" and (at := said_at(act.entry)) is not None]
        if opened:
            found.append((min(opened), each.id))
    return tuple((meeting, at) for at, meeting in sorted(found))


def reviews(
    commitments: Iterable[Commitment], held: Sequence[tuple[EntryId, datetime]], said_at: SaidAt
) -> tuple[Reviewed, ...]:
    """Return each bound party's performance of each commitment, from meeting to meeting.

    Args:
        commitments: All of them; those that bind nobody, or not any more, are left out.
        held: Meetings that were opened, in order, and when.
        said_at: When an entry claims to have been signed.
    """
    found: dict[tuple[EntryId, PartyId], list[Review]] = {}
    for commitment, of, meeting in to_review(commitments, held, said_at):
        reviewed = found.setdefault((commitment.id, of), [])
        if meeting is not None:
            reviewed.append(review_of(commitment, of, meeting))
    return tuple(Reviewed(commitment, of, tuple(each)) for (commitment, of), each in found.items())


def to_review(
    commitments: Iterable[Commitment], held: Sequence[tuple[EntryId, datetime]], said_at: SaidAt
) -> Iterator[tuple[Commitment, PartyId, EntryId | None]]:
    """Return which commitments are to be reviewed, of whom, and at which meetings, in their order; one without any with None."""
    for each in sorted(commitments, key=lambda one: one.id):
        since = _bound_since(each, said_at)
        if since is None or not is_reviewed(each):
            continue
        meetings = [meeting for meeting, at in held if at >= since]
        for of in promises.bound_by(each):
            yield from ((each, of, meeting) for meeting in meetings or (None,))


def is_reviewed(commitment: Commitment) -> bool:
    """Whether it is to be reviewed at each meeting: somebody is bound by it, still."""
    return bool(promises.bound_by(commitment)) and promises.status(commitment) not in _OVER


def _bound_since(commitment: Commitment, said_at: SaidAt) -> datetime | None:
    """When the first of those who are bound by it was, as that is claimed."""
    if not promises.bound_by(commitment):
        return None
    taken = [each.entry for each in commitment.words if each.word == "undertaken"]
    if promises.bound_by_adoption(commitment):
        taken.append(commitment.id)
    return min((at for each in taken if (at := said_at(each)) is not None), default=None)


def review_of(commitment: Commitment, of: PartyId, meeting: EntryId) -> Review:
    """Return what was said of one party's performance at one meeting."""
    own = {party: promises.assessed_by(commitment, party, of, meeting, joint=False) for party in commitment.parties}
    joint = {party: promises.assessed_by(commitment, party, of, meeting, joint=True) for party in commitment.parties}
    return Review(
        meeting,
        tuple((party, each.level, each.entry) for party, each in own.items() if each is not None),
        promises.joint_level(commitment, of, meeting),
        tuple(party for party in commitment.parties if own[party] is None and joint[party] is None),
    )
