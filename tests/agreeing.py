"""What parties that want to agree put to one another, and how each answers what it knows of: mostly yes."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Protocol

from tests.conference import Conference, Seat
from trilateral.ledger.entry import Body, EntryId, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.meetings.entries import (
    AcceptanceWithdrawn,
    DateAccepted,
    DateOffer,
    MeetingClosed,
    MeetingOpened,
    MeetingProposed,
    MinutesAccepted,
    MinutesTabled,
    ParagraphAccepted,
    ParagraphObjected,
    ParagraphWorded,
)
from trilateral.mechanism.meetings.state import Meeting
from trilateral.mechanism.proposals.entries import ProposalAmended, ProposalTabled, TextAccepted, TextDeclined
from trilateral.mechanism.proposals.state import Proposal
from trilateral.mechanism.requests.entries import ChangeAccepted, ChangeProposed, RequestDeclined, RequestMade
from trilateral.mechanism.requests.rules import Request
from trilateral.node.clock import FixedClock
from trilateral.node.compose import About

WORDS = ("The posts report daily.", "The posts report weekly.", "Nobody crosses at night.")


def text(chance: Random) -> Text:
    """A sentence."""
    return Text("en", chance.choice(WORDS))


def openings(held: Conference, seat: Seat) -> list[Body]:
    """What a party can put to the others."""
    chance = held.chance
    starts_at = held.clock.now() + timedelta(days=1)
    offer = DateOffer(starts_at, "UTC", f"{starts_at:%Y-%m-%d %H:%M}")
    other = chance.choice([party for party in sorted(held.seats) if party != seat.party])
    return [
        ProposalTabled(title=(Text("en", "Posts"),), sort="substance", paragraphs=(text(chance),)),
        MeetingProposed((Text("en", "Round"),), "talks", 1, "joint", "plenary", None, (offer,)),
        RequestMade("action", other, text(chance), due_on="2031-04-01"),
    ]


class Table(Protocol):
    """Whoever sits at it draws by chance, and knows about when it is."""

    chance: Random
    clock: FixedClock


def answers(held: Table, fold: Fold) -> Iterator[tuple[int, Body, EntryId]]:
    """What can be said of what somebody put forward, and how likely it is."""
    for subject, state in fold.subjects().items():
        match state:
            case Proposal():
                yield from ((weight, body, subject) for weight, body in _on_proposal(held, state))
            case Meeting():
                yield from ((weight, body, subject) for weight, body in _on_meeting(held, state))
            case Request():
                yield from ((weight, body, subject) for weight, body in _on_request(held, state))


def _on_proposal(held: Table, proposal: Proposal) -> Iterator[tuple[int, Body]]:
    for version in proposal.versions:
        yield 12, TextAccepted(version.hash)
        yield 1, TextDeclined(version.hash)
    yield 1, ProposalAmended(title=(Text("en", "Posts"),), sort="substance", paragraphs=(text(held.chance),))


def _on_meeting(held: Table, meeting: Meeting) -> Iterator[tuple[int, Body]]:
    for offer in meeting.offers:
        yield 12, DateAccepted(offer.entry, offer.number)
        yield 1, AcceptanceWithdrawn(offer.entry, offer.number)
        yield 4, MeetingOpened(offer.starts_at)
    yield 1, MeetingClosed(60)
    if meeting.sessions and len(meeting.drafts) < 3:
        yield 6, MinutesTabled((text(held.chance), text(held.chance)))
    for draft in meeting.drafts:
        yield 12, MinutesAccepted(draft.entry)
        yield 2, ParagraphWorded(draft.entry, 0, text(held.chance))
        yield 1, ParagraphObjected(draft.entry, 1)
    for wording in meeting.wordings:
        yield 8, ParagraphAccepted(wording.entry, wording.paragraph)


def _on_request(held: Table, request: Request) -> Iterator[tuple[int, Body]]:
    yield 1, RequestDeclined()
    yield 3, ChangeProposed(due_on=held.chance.choice(["2031-04-02", "2031-04-03"]))
    for change in request.changes:
        yield 12, ChangeAccepted(change.entry)


def put_forward(held: Conference, seat: Seat, body: Body, subject: EntryId | None = None) -> bool:
    """Let a party say something, if it may."""
    told = held.sign(seat, body, About(subject=subject))
    held.steps.append(told)
    return " says " in told


def answer(held: Conference, seat: Seat) -> str:
    """A party answers something, the first of some things that it may say."""
    found = list(answers(held, held.node(seat).record.fold))
    told = f"{seat.party} has nothing to answer"
    for _ in range(8 if found else 0):
        _, body, subject = held.chance.choices(found, [weight for weight, _, _ in found])[0]
        told = held.sign(seat, body, About(subject=subject))
        if " says " in told:
            break
    return told
