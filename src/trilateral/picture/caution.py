"""Whether a proposal, a request or a commitment touches somebody or something whose protection is asserted, and what law speaks to it.

It is a reminder for whoever drafts, shown before anything is signed, and beside what was signed for whoever
reads. It refuses nothing and finds nothing: whether an article applies is a question of law and fact. What is
not in the register may be protected all the same.

What is touched is found by reference, or by a name or spelling that stands in the words. What is
asked is found by words that are usual for it in English, Arabic and Persian; where none is found, the article on
respect in all circumstances stands alone. Both look at letters and not at sense: a text against expulsion
gets the same reminder as one that asks for it, and a paraphrase gets none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec

from trilateral.i18n.spellings import folded
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.designations.rules import Designation
from trilateral.mechanism.humanitarian.state import Protection

SLICES = frozenset({"proposals", "requests", "commitments"})
"""Slices whose entries ask something of somebody."""

ARTICLES = ("gc4_27", "gc4_34", "gc4_42", "gc4_45", "gc4_49", "gc4_78", "cat_3", "refugees_33")
"""Articles that a caution may name, each with a sentence of its own (`caution.<article>`)."""

SPEAKS_TO: dict[str, tuple[str, ...]] = {
    "hand_over": ("gc4_45", "cat_3", "refugees_33"),
    "transfer": ("gc4_45", "gc4_49", "cat_3"),
    "expel": ("gc4_49", "cat_3", "refugees_33"),
    "disperse": ("gc4_49", "gc4_27"),
    "detain": ("gc4_42", "gc4_78", "gc4_34"),
    "relocate": ("gc4_49", "gc4_27"),
    "send_back": ("gc4_45", "gc4_49", "cat_3", "refugees_33"),
    "close": ("gc4_49", "gc4_27"),
}
"""What is asked, and the articles that speak to it.

Geneva Convention IV: 27 respect and humane treatment, 34 hostages, 42 internment on a party's own territory, 45 transfer to another Power,
49 forcible transfer and deportation from occupied territory, 78 internment in occupied territory. Convention against
Torture 3 and Refugee Convention 33: no return to danger.
"""

_WORDS: dict[str, tuple[str, ...]] = {
    "hand_over": (
        *("hand over", "handed over", "handing over", "hand them over", "hand it over", "surrender", "extradit"),
        *("تسليم", "يسلم", "تسلم", "نسلم", "تحویل", "استرداد"),
    ),
    "transfer": ("transfer", "نقل", "ينقل", "انتقال", "منتقل"),
    "expel": ("expel", "expuls", "deport", "طرد", "ترحيل", "إبعاد", "إخراج", "اخراج", "تبعید"),
    "disperse": ("dispers", "تفريق", "تشتيت", "پراکنده", "متفرق"),
    "detain": ("detain", "detention", "arrest", "intern", "احتجاز", "اعتقال", "توقيف", "بازداشت", "دستگیر"),
    "relocate": (
        *("relocat", "resettl", "move", "moving", "remov", "displac", "evacuat"),
        *("إعادة توطين", "توطين", "تهجير", "يهجر", "تشريد", "إجلاء", "إخلاء", "إزاحة", "نزوح", "ترحيل"),
        *("جابجا", "جا به جا", "اسکان", "کوچ", "آواره", "تخلیه", "بیرون بردن"),
    ),
    "send_back": (
        *("return", "repatriat", "send back", "sent back", "sending back", "send them back", "send it back"),
        *("sent them back", "sending them back", "take back", "taken back", "take them back"),
        *("عودة", "إعادتهم", "إعادتها", "إعادة من", "إعادة الأشخاص", "إعادة السكان", "يعاد", "يعيد", "إرجاع", "ترجع"),
        *("بازگردان", "بازگشت", "برگردان", "باز گردان", "عودت", "پس فرستاد", "پس بفرست", "بازفرست", "بازپس"),
    ),
    "close": (
        *("close", "closure", "closing", "shut", "dismantl", "evacuat"),
        *("إغلاق", "تفكيك", "إخلاء", "تعطیل", "تخلیه", "برچید"),
    ),
}
_NOT_WORDS = ("international", "internal", "internet", "closely", "closer")
"""Words that begin like one of these and mean something else."""
_SHORTEST = 3
_BEFORE = "(?:^| )(?:و|ب|ل|ف|ک|لل)?(?:ال)?"
"""What Arabic writes together with a word: and, by, for, so, like, and the article."""


@dataclass(frozen=True, slots=True)
class Protected:
    """One protection, under all names that it goes by.

    Attributes:
        entry: The entry that asserted it.
        names: Names, designations and spellings.
        designation: Its entry in the register of designations.
    """

    entry: EntryId
    names: tuple[str, ...]
    designation: EntryId | None = None


@dataclass(frozen=True, slots=True)
class Caution:
    """That something touches a protection.

    Attributes:
        protection: The entry that asserted it.
        by: How that was found: `reference` or `words`.
        called: The name that stands in the words; empty where it was found by reference.
        asked: What is asked, as far as the words tell.
        articles: What speaks to it.
    """

    protection: EntryId
    by: Literal["reference", "words"]
    called: str
    asked: tuple[str, ...]
    articles: tuple[str, ...]


def protected(held: Protection, designation: object) -> Protected:
    """Return a protection under all names that stand in the record in clear.

    Args:
        held: As its reader reads it.
        designation: State of its designation; anything else where it names none.
    """
    names = [each.text for each in held.names]
    if isinstance(designation, Designation):
        names += [each.text for term in designation.terms for each in (*term.terms, *term.spellings)]
        names += [each.text for neutral in designation.neutrals for each in neutral.terms]
    return Protected(held.id, tuple(dict.fromkeys(names)), held.designation)


def cautions(body: msgspec.Struct, refs: Iterable[EntryId], protections: Iterable[Protected]) -> tuple[Caution, ...]:
    """Return what a body touches, in the order of the protections.

    Args:
        body: Of a kind of one of `SLICES`.
        refs: Entries that it speaks of, its subject among them.
        protections: Those that the reader can read of.
    """
    ids, texts = {*refs, *_ids_in(body)}, [folded(each.text) for each in texts_in(body)]
    asked = tuple(what for what in SPEAKS_TO if any(_asks(what).search(text) for text in texts))
    articles = tuple(dict.fromkeys(article for what in asked for article in SPEAKS_TO[what])) or ("gc4_27",)
    found = []
    for each in protections:
        called = next((name for name in each.names if any(_is_in(name, text) for text in texts)), "")
        if ids & {each.entry, each.designation}:
            found.append(Caution(each.entry, "reference", called, asked, articles))
        elif called:
            found.append(Caution(each.entry, "words", called, asked, articles))
    return tuple(found)


def stands_in(name: str, words: Iterable[str]) -> bool:
    """Whether a name stands in one of some texts as words of its own, in whichever letters it is written."""
    return any(_is_in(name, folded(each)) for each in words)


def _is_in(name: str, text: str) -> bool:
    """Whether a name stands in a text as words of their own."""
    looked_for = folded(name)
    if len(looked_for.replace(" ", "")) < _SHORTEST:
        return False
    return re.search(f"{_BEFORE}{re.escape(looked_for)}(?= |$)", text) is not None


@cache
def _asks(what: str) -> re.Pattern[str]:
    beginnings = "|".join(re.escape(folded(each)) for each in _WORDS[what])
    others = "|".join(_NOT_WORDS)
    return re.compile(f"{_BEFORE}(?!(?:{others}))(?:{beginnings})")


def texts_in(value: object) -> Iterator[Text]:
    """All words in a language that stand in a body, however deep."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts_in(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_in(each)


def _ids_in(value: object) -> Iterator[str]:
    if isinstance(value, str) and len(value) == 64:
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _ids_in(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _ids_in(each)
