"""What a party can say about an entry of any subject. Released kinds never change.

Each names the subject in the header and the entry that it is about in the body: one that opened the
subject or had an effect on it, or one of these acts on it.
"""

from typing import Annotated, Literal

import msgspec

from trilateral.ledger.entry import Body, EntryId, Hash, Text

Path = Annotated[str, msgspec.Meta(pattern=r"^[a-z_]+(\[[0-9]{1,4}\])?(\.[a-z_]+(\[[0-9]{1,4}\])?)*(?!\n)$")]
"""Where in a body words stand: `text`, `points[2]`, `items[0].indicator`. Numbers count from 0."""

Lang = Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*(?!\n)$")]


class WordsCorrected(Body, frozen=True, tag="acts.corrected/1"):
    """The author corrects words of its own entry: it shows how they should read. What they did stays done.

    Attributes:
        entry: Which of its entries.
        at: Where in its body; left out, in the whole of it.
        text: How it should read.
        why: What was wrong.
    """

    entry: EntryId
    text: Text
    at: Path | None = None
    why: Text | None = None


class WordsRetracted(Body, frozen=True, tag="acts.retracted/1"):
    """The author takes back words of its own. What bound it by the rules of the subject goes on binding it."""

    entry: EntryId
    why: Text | None = None


class EntrySuperseded(Body, frozen=True, tag="acts.superseded/1"):
    """The author lets a later entry of its own, of the same kind, stand for an earlier one.

    Attributes:
        entry: The earlier one.
        by: The later one.
    """

    entry: EntryId
    by: EntryId
    why: Text | None = None


class PositionReserved(Body, frozen=True, tag="acts.reserved/1"):
    """The author reserves its position on an entry of any party: what it does not concede by its silence."""

    entry: EntryId
    text: Text


class WordsTranslated(Body, frozen=True, tag="acts.translated/1"):
    """The author translates words of an entry. Who translated stands in the detached part (field `name`), if it is said.

    Attributes:
        entry: Which entry.
        at: Where in its body the words stand.
        text: The translation, in its language.
        into: The same language.
        translator: Office that translated it.
    """

    entry: EntryId
    at: Path
    text: Text
    into: Lang
    translator: str = ""


class TranslationAgreed(Body, frozen=True, tag="acts.translation_agreed/1"):
    """The author agrees to a translation, word for word.

    Attributes:
        translation: The entry that made it.
        rank: `agreed` as right, or `authentic`: equal to the words that it translates.
    """

    translation: EntryId
    rank: Literal["agreed", "authentic"]


class PaperAttached(Body, frozen=True, tag="acts.attached/1"):
    """The author attaches a file to an entry. The header names it among `blobs`.

    Attributes:
        entry: Which entry.
        title: What it is.
        media_type: Such as `application/pdf`.
        paper: SHA-256 of the stored bytes.
    """

    entry: EntryId
    title: Text
    media_type: Annotated[str, msgspec.Meta(pattern=r"^[a-z]+/[a-z0-9.+-]{1,80}(?!\n)$")]
    paper: Hash


class EntryCommented(Body, frozen=True, tag="acts.commented/1"):
    """The author remarks on an entry. It binds nobody."""

    entry: EntryId
    text: Text


KINDS: tuple[type[Body], ...] = (
    WordsCorrected,
    WordsRetracted,
    EntrySuperseded,
    PositionReserved,
    WordsTranslated,
    TranslationAgreed,
    PaperAttached,
    EntryCommented,
)
