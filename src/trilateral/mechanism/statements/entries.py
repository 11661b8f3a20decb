"""What a party can say by way of statements. Released kinds never change."""

from typing import Literal, TypeAlias

from trilateral.ledger.entry import Body, EntryId, PartyId, Text, Word

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
        matter: What it is about, in one word that stays the same from round to round.
        repeats: An earlier statement or allegation that it repeats.
        in_return_for: The demand or offer to which this demand or offer is linked.
    """

    sort: Sort
    text: Text
    to: tuple[PartyId, ...] = ()
    via: PartyId | None = None
    meeting: EntryId | None = None
    item: int | None = None
    reply_to: EntryId | None = None
    outside: bool = False
    matter: Word | None = None
    repeats: EntryId | None = None
    in_return_for: EntryId | None = None


class StatementRelayed(Body, frozen=True, tag="statements.relayed/1"):
    """The party through which a statement goes has passed it on to these parties.

    Attributes:
        how: Word for word, or in words of its own.
        text: Those words.
    """

    to: tuple[PartyId, ...]
    how: Literal["as_said", "paraphrased"] = "as_said"
    text: Text | None = None


class RelayRefused(Body, frozen=True, tag="statements.relay_refused/1"):
    """The party through which a statement goes does not pass it on. It may still do so later."""

    why: Text | None = None


class ParaphraseConfirmed(Body, frozen=True, tag="statements.paraphrase_confirmed/1"):
    """The author of a statement finds its meaning in the words in which it was passed on."""

    relay: EntryId


class ParaphraseContested(Body, frozen=True, tag="statements.paraphrase_contested/1"):
    """The author of a statement does not find its meaning in the words in which it was passed on."""

    relay: EntryId
    text: Text


class StatementAcknowledged(Body, frozen=True, tag="statements.acknowledged/1"):
    """A person of an addressee confirms having it. It says nothing about agreeing."""


class ReplyJudged(Body, frozen=True, tag="statements.reply_judged/1"):
    """Whoever asked says whether a reply answers. It is the asker's word, beside what was replied.

    Attributes:
        reply: The statement that replies.
        answers: Whether it does.
        text: Why it is judged so.
    """

    reply: EntryId
    answers: Literal["answered", "in_part", "evaded"]
    text: Text | None = None


class StatementWithdrawn(Body, frozen=True, tag="statements.withdrawn/1"):
    """The author takes its statement back. What it said stays readable."""

    why: Text | None = None


KINDS: tuple[type[Body], ...] = (
    StatementMade,
    StatementRelayed,
    RelayRefused,
    ParaphraseConfirmed,
    ParaphraseContested,
    StatementAcknowledged,
    ReplyJudged,
    StatementWithdrawn,
)
