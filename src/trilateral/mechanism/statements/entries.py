"""What a party can say by way of statements. Released kinds never change."""

from typing import Literal, TypeAlias

from trilateral.ledger.entry import Body, EntryId, PartyId, Text

Sort: TypeAlias = Literal[
    "opening",
    "position",
    "question",
    "demand",
    "offer",
    "reply",
    "declaration",
    "procedural",
    "referral",
    "readout",
]


class StatementMade(Body, frozen=True, tag="statements.made/1"):
    """The author says something. It opens the subject.

    Attributes:
        to: Whom it addresses; empty for all.
        via: Through whom it goes, where not directly.
        meeting: In which meeting, or about which.
        item: Number of the agenda item, from 0.
        reply_to: The statement that it replies to.
        outside: Said outside the room.
    """

    sort: Sort
    text: Text
    to: tuple[PartyId, ...] = ()
    via: PartyId | None = None
    meeting: EntryId | None = None
    item: int | None = None
    reply_to: EntryId | None = None
    outside: bool = False


class StatementRelayed(Body, frozen=True, tag="statements.relayed/1"):
    """The party through which a statement goes has passed it on to these parties."""

    to: tuple[PartyId, ...]


class StatementAcknowledged(Body, frozen=True, tag="statements.acknowledged/1"):
    """A person of an addressee confirms having it. It says nothing about agreeing."""


class StatementWithdrawn(Body, frozen=True, tag="statements.withdrawn/1"):
    """The author takes its statement back. What it said stays readable."""

    why: Text | None = None


KINDS: tuple[type[Body], ...] = (StatementMade, StatementRelayed, StatementAcknowledged, StatementWithdrawn)
