"""What a party can say about a proposal. Released kinds never change.

`ProposalTabled` opens the subject; all others act on it. A word on a text names the text by its
hash (`text_hash`), which no entry contains: everybody computes it.
"""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.agreement.undertakings import Undertaking
from trilateral.ledger.canonical import encode_canonical
from trilateral.ledger.charter import Day
from trilateral.ledger.entry import Body, EntryId, Instant, Part, PartyId, Text, Word, members_of

Digest: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[a-f0-9]{64}(?!\n)$")]
"""SHA-256 of a text, hex. Spelled apart from `Hash`, so that forms do not take it for the id of an entry."""

Zone: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}(?!\n)$")]
Civil: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}(?!\n)$")]

Sort: TypeAlias = Literal["procedure", "substance", "commitment", "communique", "amendment", "package"]
Work: TypeAlias = Literal["information", "assistance", "action", "warning"]


class RequestItem(Part, frozen=True):
    """Work that one party is asked for.

    Attributes:
        of: Who is asked.
        work: Of what sort.
        text: What is asked.
        due_on: By which day.
    """

    of: PartyId
    work: Work
    text: Text
    due_on: Day | None = None


class BodyItem(Part, frozen=True):
    """A body of the mechanism, such as a subcommittee.

    Attributes:
        forum: What entries call it that are said in it.
        name: Its name in each language.
        terms: Its terms of reference, by paragraph.
    """

    forum: Word
    name: tuple[Text, ...]
    terms: tuple[Text, ...] = ()


class DateItem(Part, frozen=True):
    """A time to begin: the instant, and the civil time as it was written down."""

    starts_at: Instant
    zone: Zone
    civil: Civil


class MeetingItem(Part, frozen=True):
    """A meeting that is to be held.

    Attributes:
        title: In each language.
        forum: Body that is to meet.
        offers: Dates, each of which all accept with the text.
    """

    title: tuple[Text, ...]
    forum: Word = "plenary"
    offers: tuple[DateItem, ...] = ()


class Member(Part, frozen=True):
    """One proposal of a package: which, and which text of it exactly.

    Attributes:
        proposal: The entry that tabled it.
        text: Hash of the text.
    """

    proposal: EntryId
    text: Digest


class Wording(Body, frozen=True):
    """A text with everything that is signed with it. Its members, and no others, are what `text_hash` is taken of.

    Attributes:
        title: What it is called, in each language.
        sort: What it is about. The charter says which sorts may be adopted by silence.
        paragraphs: The text.
        dissociation: Whether a party may stand aside without blocking it.
        part_of: The package of which it is part: nothing of it is agreed before all is.
        not_without: Proposals that must be adopted for this one to be.
        members: Of a package: the proposals in it.
        commitments: Items that it creates, each with all its terms. All items of a text are numbered from 1, in the order of these members.
        requests: Likewise.
        bodies: Likewise.
        meetings: Likewise.
        charter: SHA-256 of a charter that is to be the next version: an amendment, and the last item.
    """

    title: tuple[Text, ...]
    sort: Sort
    paragraphs: tuple[Text, ...] = ()
    dissociation: bool = False
    part_of: EntryId | None = None
    not_without: tuple[EntryId, ...] = ()
    members: tuple[Member, ...] = ()
    commitments: tuple[Undertaking, ...] = ()
    requests: tuple[RequestItem, ...] = ()
    bodies: tuple[BodyItem, ...] = ()
    meetings: tuple[MeetingItem, ...] = ()
    charter: Digest | None = None


WORDING: tuple[str, ...] = Wording.__struct_fields__


def text_hash(wording: Wording) -> Digest:
    """The name of a text: SHA-256 of its members as canonical JSON, defaults left out."""
    members = members_of(wording)
    return hashlib.sha256(encode_canonical({name: members[name] for name in WORDING if name in members})).hexdigest()


class ProposalTabled(Wording, frozen=True, tag="proposals.tabled/1"):
    """The author puts a text on the table. It accepts the text thereby, unless it speaks as moderator.

    Attributes:
        meeting: In which meeting.
        counters: The proposal to which this one is an answer.
    """

    meeting: EntryId | None = None
    counters: EntryId | None = None


class ProposalAmended(Wording, frozen=True, tag="proposals.amended/1"):
    """The author puts another text in place of its last. Words on that one stay with that one.

    Attributes:
        why: What moved it.
    """

    why: Text | None = None


class ClarificationAsked(Body, frozen=True, tag="proposals.clarification_asked/1"):
    """The author asks what is meant.

    Attributes:
        question: What it asks.
        paragraph: About which paragraph of the newest text, from 0.
    """

    question: Text
    paragraph: int | None = None


class ProposalClarified(Body, frozen=True, tag="proposals.clarified/1"):
    """Who tabled the proposal says what is meant. The text stays as it is.

    Attributes:
        answer: What is meant.
        question: The entry that asked, if one did.
    """

    answer: Text
    question: EntryId | None = None


class ProposalCountered(Body, frozen=True, tag="proposals.counter_proposed/1"):
    """The author answers a text with a proposal of its own.

    Attributes:
        text_hash: The text.
        counter: The entry that tabled the counter-proposal.
        referral: The author's own referral that it comes back from.
    """

    text_hash: Digest
    counter: EntryId
    referral: EntryId | None = None


class ProposalWithdrawn(Body, frozen=True, tag="proposals.withdrawn/1"):
    """Who tabled the proposal takes it off the table."""

    why: Text | None = None


class TextAccepted(Body, frozen=True, tag="proposals.accepted/1"):
    """The author accepts a text, word for word.

    Attributes:
        text_hash: The text.
        referral: The author's own referral that it comes back from.
    """

    text_hash: Digest
    referral: EntryId | None = None


class Reservation(Part, frozen=True):
    """What a party excludes for itself.

    Attributes:
        paragraph: Of which paragraph, from 0.
        text: What.
    """

    paragraph: int
    text: Text


class TextReserved(Body, frozen=True, tag="proposals.accepted_with_reservation/1"):
    """The author accepts a text but for what it excludes. The reservations stay attached to the text.

    Attributes:
        text_hash: The text.
        reservations: What is excluded, by paragraph.
        referral: The author's own referral that it comes back from.
    """

    text_hash: Digest
    reservations: tuple[Reservation, ...]
    referral: EntryId | None = None


class TextInterpreted(Body, frozen=True, tag="proposals.accepted_with_interpretation/1"):
    """The author accepts a text and says how it reads it. The statement stays attached to the text.

    Attributes:
        text_hash: The text.
        interpretation: How it reads it.
        paragraph: Which paragraph, from 0; the whole text if left out.
        referral: The author's own referral that it comes back from.
    """

    text_hash: Digest
    interpretation: Text
    paragraph: int | None = None
    referral: EntryId | None = None


class TextDeclined(Body, frozen=True, tag="proposals.declined/1"):
    """The author does not accept a text, or no longer does.

    Attributes:
        text_hash: The text.
        why: Its reason.
        referral: The author's own referral that it comes back from.
    """

    text_hash: Digest
    why: Text | None = None
    referral: EntryId | None = None


class TextDissociated(Body, frozen=True, tag="proposals.dissociated/1"):
    """The author does not join a text and does not block it. It is not bound by it.

    Attributes:
        text_hash: The text.
        why: Its reason.
        referral: The author's own referral that it comes back from.
    """

    text_hash: Digest
    why: Text | None = None
    referral: EntryId | None = None


class PositionReserved(Body, frozen=True, tag="proposals.position_reserved/1"):
    """The author has no position on a text yet and keeps it open. That blocks silence.

    Attributes:
        text_hash: The text.
        why: Its reason.
        referral: The author's own referral that it comes back from.
    """

    text_hash: Digest
    why: Text | None = None
    referral: EntryId | None = None


class TextReferred(Body, frozen=True, tag="proposals.referred/1"):
    """The author has referred a text to its capital. Its position is to come back from there.

    Attributes:
        text_hash: The text.
        why: What is asked there, as far as it wants to say.
    """

    text_hash: Digest
    why: Text | None = None


class InstructionReceived(Body, frozen=True, tag="proposals.instruction_received/1"):
    """The author's capital has answered. What it answered is the author's own, unless it says it.

    Attributes:
        referral: The entry that referred the text.
        words: What it wants to say of the instruction.
    """

    referral: EntryId
    words: Text | None = None


class SilenceOpened(Body, frozen=True, tag="proposals.silence_opened/1"):
    """Whoever tabled the proposal, or presides, puts a text under silence: no objection by the hour is consent.

    Attributes:
        text_hash: The text.
        expires_at: The hour.
        zone: Time zone (IANA) of the civil time.
        civil: The hour as it was announced. Nobody corrects it.
    """

    text_hash: Digest
    expires_at: Instant
    zone: Zone
    civil: Civil


class SilenceBroken(Body, frozen=True, tag="proposals.silence_broken/1"):
    """The author objects. In time it breaks the silence; late it stays on the record as late.

    Attributes:
        silence: The entry that opened the silence.
        why: Its reason.
        amendment: What it wants instead.
    """

    silence: EntryId
    why: Text | None = None
    amendment: tuple[Text, ...] = ()


class SilentHead(Part, frozen=True):
    """That a party was silent: a head of its log, with the words of others that they knew no larger one.

    Attributes:
        party: Whose log.
        checkpoint: The note, with the log's line and those of cosigners.
    """

    party: PartyId
    checkpoint: str


class SilenceProven(Body, frozen=True, tag="proposals.silence_proven/1"):
    """The proof that nobody objected by the hour. Anybody may sign it; it stands by what it carries.

    Attributes:
        silence: The entry that opened the silence.
        heads: For each party that was silent.
    """

    silence: EntryId
    heads: tuple[SilentHead, ...]


class SilenceDefeated(Body, frozen=True, tag="proposals.silence_defeated/1"):
    """The proof that an objection came in time, wherever it arrived later. Anybody may sign it.

    Attributes:
        silence: The entry that opened the silence.
        broken: The objection.
        checkpoint: A head of the objecting party's log that covers the objection, cosigned by the hour.
    """

    silence: EntryId
    broken: EntryId
    checkpoint: str


KINDS: tuple[type[Body], ...] = (
    ProposalTabled,
    ProposalAmended,
    ClarificationAsked,
    ProposalClarified,
    ProposalCountered,
    ProposalWithdrawn,
    TextAccepted,
    TextReserved,
    TextInterpreted,
    TextDeclined,
    TextDissociated,
    PositionReserved,
    TextReferred,
    InstructionReceived,
    SilenceOpened,
    SilenceBroken,
    SilenceProven,
    SilenceDefeated,
)

BINDS_AS: Mapping[type[Body], tuple[type[Body], ...]] = {
    ProposalTabled: (TextAccepted,),
    ProposalAmended: (TextAccepted,),
    TextReserved: (TextAccepted,),
    TextInterpreted: (TextAccepted,),
}
"""Whoever tables a text accepts it, and whoever accepts with words of its own accepts."""
