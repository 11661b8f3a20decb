"""What a party can say about a joint text. Released kinds never change.

`NonPaperMentioned` or `TextTabled` opens the subject; all others act on it. A version of a paragraph is named by
the entry that carries it. Paragraphs are named by keys that never change: "1", "2"… as
tabled, and "us-42" for what the entry us/42 added. Numbers in print follow from the order.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.charter import Day
from trilateral.ledger.entry import Body, EntryId, Part, Text, Word

Lang: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*(?!\n)$")]
ParagraphKey: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9-]{0,47}(?!\n)$")]
Digest: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[a-f0-9]{64}(?!\n)$")]
"""SHA-256 of a text, hex. Spelled apart from `Hash`, so that forms do not take it for the id of an entry."""

Sort: TypeAlias = Literal["paragraph", "chapeau", "item", "heading", "recital", "title"]
IntoForce: TypeAlias = Literal["last_signature", "on_day", "day_named_by_all"]


class NonPaperMentioned(Body, frozen=True, tag="texts.non_paper_mentioned/1"):
    """The author says that a non-paper exists. What it says stays outside the record.

    Attributes:
        title: What it is called, in each language.
    """

    title: tuple[Text, ...]


class Paragraph(Part, frozen=True):
    """One paragraph of a text as it is tabled.

    Attributes:
        wordings: What it says, in each language in which it is written yet.
        sort: What it is in the text. A chapeau governs the items that follow.
        clause: Which clause of the library it was taken from.
    """

    wordings: tuple[Text, ...]
    sort: Sort = "paragraph"
    clause: Word | None = None


class TextTabled(Body, frozen=True, tag="texts.tabled/1"):
    """The author puts a text on the table. It is bound to nothing thereby, and may bracket it like all others.

    Attributes:
        title: What it is called, in each language.
        languages: Those that are to be authentic: equally valid.
        paragraphs: The text.
        into_force: When it enters into force.
        into_force_on: The day, where it is a day fixed in the text.
        meeting: In which meeting.
        amends: The text in force that this one is to amend.
    """

    title: tuple[Text, ...]
    languages: tuple[Lang, ...]
    paragraphs: tuple[Paragraph, ...]
    into_force: IntoForce = "last_signature"
    into_force_on: Day | None = None
    meeting: EntryId | None = None
    amends: EntryId | None = None


class ParagraphAdded(Body, frozen=True, tag="texts.paragraph_added/1"):
    """The author adds a paragraph. Its key is the author's party and the entry's index: `us-42`.

    Attributes:
        after: Key of the paragraph that it follows; left out for the first place.
        sort: What it is in the text.
        wordings: What it says, in each language in which it is written yet.
        clause: Which clause of the library it was taken from.
        why: What moved it.
    """

    wordings: tuple[Text, ...]
    after: ParagraphKey | None = None
    sort: Sort = "paragraph"
    clause: Word | None = None
    why: Text | None = None


class ParagraphEdited(Body, frozen=True, tag="texts.paragraph_edited/1"):
    """The author words a paragraph anew, in one language or several.

    Attributes:
        key: Key of the paragraph.
        bases: The versions of it that the author had before it.
        wordings: What it is to say, all of it, in each language that is edited.
        matches: Versions in other languages that these wordings say the same as.
        why: What moved it.
    """

    key: ParagraphKey
    bases: Annotated[
        tuple[EntryId, ...], msgspec.Meta(min_length=0)
    ]  # a language is worded for the first time without one
    wordings: tuple[Text, ...]
    matches: tuple[EntryId, ...] = ()
    why: Text | None = None


class ParagraphStruck(Body, frozen=True, tag="texts.paragraph_struck/1"):
    """The author strikes a paragraph, in all languages.

    Attributes:
        key: Key of the paragraph.
        bases: The versions of it that the author had before it.
        why: What moved it.
    """

    key: ParagraphKey
    bases: tuple[EntryId, ...]
    why: Text | None = None


class WordingAccepted(Body, frozen=True, tag="texts.wording_accepted/1"):
    """The author lets a version stand where its own competes with it; or takes that back, and names a version of its own.

    Attributes:
        key: Key of the paragraph.
        version: The entry that carries the version.
    """

    key: ParagraphKey
    version: EntryId


class WordsBracketed(Body, frozen=True, tag="texts.bracketed/1"):
    """The author puts words in brackets: they are not agreed. It holds the bracket.

    Attributes:
        key: Key of the paragraph.
        lang: In which language.
        bases: The versions of it that the author had before it.
        words: The words, exactly; left out for the whole paragraph.
        occurrence: Which of several places with these words, from 1.
        option: What it wants instead.
        why: Its reason.
    """

    key: ParagraphKey
    lang: Lang
    bases: tuple[EntryId, ...]
    words: str = ""
    occurrence: int = 1
    option: Text | None = None
    why: Text | None = None


class BracketLifted(Body, frozen=True, tag="texts.bracket_lifted/1"):
    """The holder lifts its bracket: the words that now stand there are no longer open on its side.

    Attributes:
        bracket: The entry that made it.
    """

    bracket: EntryId


class ExactText(Part, frozen=True):
    """The clean text in one language.

    Attributes:
        lang: Which language.
        hash: SHA-256 of the text in it.
    """

    lang: Lang
    hash: Digest


class TextInitialled(Body, frozen=True, tag="texts.initialled/1"):
    """The author marks the text as settled. That binds to nothing.

    Attributes:
        hashes: The text, in each authentic language.
        ad_referendum: Whether its capital has yet to look at it.
    """

    hashes: tuple[ExactText, ...]
    ad_referendum: bool = False


class TextReservation(Part, frozen=True):
    """What a party excludes for itself.

    Attributes:
        text: What.
        key: Key of the paragraph; left out for the text as a whole.
    """

    text: Text
    key: ParagraphKey | None = None


class TextInterpretation(Part, frozen=True):
    """How a party reads the text.

    Attributes:
        text: How.
        key: Key of the paragraph; left out for the text as a whole.
    """

    text: Text
    key: ParagraphKey | None = None


class TextSigned(Body, frozen=True, tag="texts.signed/1"):
    """The author signs the text. It is bound once every party has signed exactly the same.

    Attributes:
        hashes: The text, in each authentic language.
        reservations: What it excludes for itself. They stay attached for ever.
        interpretations: How it reads the text. They stay attached for ever.
    """

    hashes: tuple[ExactText, ...]
    reservations: tuple[TextReservation, ...] = ()
    interpretations: tuple[TextInterpretation, ...] = ()


class SignatureTakenBack(Body, frozen=True, tag="texts.taken_back/1"):
    """The author takes its initials or its signature back. It can as long as it has not seen all the others' signatures."""

    why: Text | None = None


class TextAdopted(Body, frozen=True, tag="texts.adopted/1"):
    """The author shows that all have adopted a proposal which names this text by its hashes: the text is settled.

    Attributes:
        proposal: The entry that carries the adopted words.
    """

    proposal: EntryId


class DayNamed(Body, frozen=True, tag="texts.day_named/1"):
    """The author names the day on which the text is to enter into force. It holds when all have named the same.

    Attributes:
        on: The day.
    """

    on: Day


class ForceRecorded(Body, frozen=True, tag="texts.in_force_recorded/1"):
    """The author records that the text has entered into force.

    Attributes:
        on: Since which day.
    """

    on: Day


class TextAmended(Body, frozen=True, tag="texts.amended/1"):
    """The author records that another text, in force by now, has amended this one.

    Attributes:
        by: The other text.
    """

    by: EntryId


class TerminationProposed(Body, frozen=True, tag="texts.termination_proposed/1"):
    """The author proposes that the text ceases to be in force, and thereby accepts it.

    Attributes:
        on: From which day.
        why: Its reason.
    """

    on: Day
    why: Text | None = None


class TerminationAccepted(Body, frozen=True, tag="texts.termination_accepted/1"):
    """The author accepts that the text ceases to be in force.

    Attributes:
        termination: The entry that proposed it.
    """

    termination: EntryId


KINDS: tuple[type[Body], ...] = (
    NonPaperMentioned,
    TextTabled,
    ParagraphAdded,
    ParagraphEdited,
    ParagraphStruck,
    WordingAccepted,
    WordsBracketed,
    BracketLifted,
    TextInitialled,
    TextSigned,
    SignatureTakenBack,
    TextAdopted,
    DayNamed,
    ForceRecorded,
    TextAmended,
    TerminationProposed,
    TerminationAccepted,
)

BINDS_AS: Mapping[type[Body], tuple[type[Body], ...]] = {
    TerminationProposed: (TerminationAccepted,),
}
"""Whoever proposes accepts thereby: kinds that can bind their author as the kinds beside them do."""
