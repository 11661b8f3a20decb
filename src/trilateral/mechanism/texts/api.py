"""Joint texts for programs."""

from datetime import datetime

import msgspec

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.texts.clean import (
    brackets_left,
    brackets_over_time,
    exact_hashes,
    languages_of,
    left,
    numbers,
    plain,
    standing,
    status,
)
from trilateral.mechanism.texts.entries import ExactText
from trilateral.mechanism.texts.state import JointText, agreed, force_day, letters_crossed, standing_text, written_after
from trilateral.mechanism.texts.wording import heads_of, is_struck, keys_of, versions_of, wording
from trilateral.ui.page import Api, Desk


class OptionFound(msgspec.Struct, frozen=True):
    """One of the wordings that compete for a place; empty where its holders want nothing there."""

    text: str
    holders: tuple[PartyId, ...]
    refs: tuple[str, ...]


class StretchFound(msgspec.Struct, frozen=True):
    """A stretch of a paragraph.

    Attributes:
        text: What stands there; where wordings compete, what they all began with.
        options: The wordings that compete; empty where it is settled.
        crossed: Whether holders gave way to each other, neither knowing.
    """

    text: str
    options: tuple[OptionFound, ...]
    crossed: bool


class BracketFound(msgspec.Struct, frozen=True):
    """A bracket that is open: who holds it, and what stands in it now."""

    ref: str
    party: PartyId
    text: str


class WordingFound(msgspec.Struct, frozen=True):
    """A paragraph in one language.

    Attributes:
        standing: `authentic`, `translation`, `behind` or `missing`.
        text: Its words; those that all began with where wordings compete.
        heads: The versions that nobody has taken further: what an edit is made against.
    """

    lang: str
    standing: str
    text: str
    stretches: tuple[StretchFound, ...]
    brackets: tuple[BracketFound, ...]
    heads: tuple[str, ...]


class ParagraphFound(msgspec.Struct, frozen=True):
    """A paragraph.

    Attributes:
        number: In print: empty for what has none, two numbers for an item.
    """

    key: str
    sort: str
    number: tuple[int, ...]
    struck: bool
    wordings: tuple[WordingFound, ...]


class LeftFound(msgspec.Struct, frozen=True):
    """One thing that keeps the text from being clean: `bracket`, `competing`, `missing`, `behind` or `place`."""

    sort: str
    key: str
    lang: str
    holders: tuple[PartyId, ...]
    refs: tuple[str, ...]


class CountFound(msgspec.Struct, frozen=True):
    """How many places each party held open, from an instant that an act claims."""

    at: datetime
    open: dict[PartyId, int]


class TextFound(msgspec.Struct, frozen=True):
    """A joint text and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that opened it.
        status: Where it stands.
        hashes: The exact texts: as signed by all, or as they are clean now. Empty while it is not clean.
        left: What keeps it from being clean.
        open: How many places each party holds open.
        over_time: The same, whenever it changed.
        written_after: What was written by whoever did not know that all had signed; it is no part of the text.
        force_on: The day from which it is in force by its own terms, once all have signed.
        crossed: Pairs of signatures and take-backs that crossed.
        state: All that was said, by whom.
    """

    ref: str
    status: str
    hashes: tuple[ExactText, ...]
    paragraphs: tuple[ParagraphFound, ...]
    left: tuple[LeftFound, ...]
    open: dict[PartyId, int]
    over_time: tuple[CountFound, ...]
    written_after: tuple[str, ...]
    force_on: str | None
    crossed: tuple[tuple[str, str], ...]
    state: JointText


def find(desk: Desk, subject: EntryId) -> TextFound | None:
    """One text."""
    held = desk.fold.state(subject)
    if not isinstance(held, JointText):
        return None
    read = standing_text(held)
    sorts, printed = {each.key: each.sort for each in read.places}, numbers(read)
    paragraphs = tuple(
        ParagraphFound(
            key,
            sorts[key],
            printed.get(key, ()),
            is_struck(read, key),
            tuple(_wording(desk, read, key, lang) for lang in languages_of(read)),
        )
        for key in keys_of(read)
    )
    return TextFound(
        desk.ref(subject),
        status(held).value,
        agreed(held) or exact_hashes(held),
        paragraphs,
        tuple(LeftFound(*each[:4], tuple(desk.ref(entry) for entry in each.entries)) for each in left(read)),
        brackets_left(read),
        tuple(CountFound(*each) for each in brackets_over_time(held)),
        tuple(desk.ref(each.entry) for each in written_after(held)),
        force_day(held),
        tuple((desk.ref(one.entry), desk.ref(other.entry)) for one, other in letters_crossed(held)),
        held,
    )


def _wording(desk: Desk, held: JointText, key: str, lang: str) -> WordingFound:
    read = wording(held, key, lang)
    stretches = tuple(
        StretchFound(
            " ".join(each.words),
            tuple(
                OptionFound(" ".join(option.words), option.holders, tuple(map(desk.ref, option.versions)))
                for option in each.options
            ),
            each.crossed,
        )
        for each in read.stretches
    )
    brackets = tuple(
        BracketFound(desk.ref(each.bracket.entry), each.bracket.party, " ".join(read.words[each.start : each.end]))
        for each in read.held
    )
    heads = tuple(desk.ref(each.entry) for each in heads_of(held, versions_of(held, key, lang)))
    return WordingFound(lang, standing(held, key, lang).value, plain(read), stretches, brackets, heads)


API = Api("texts", TextFound, find)
