"""The page on which a paragraph is worded anew: its languages beside each other, each in a box of its own.

What was signed there goes to the form of its kind, as every step does. The versions before the author are those that
the page was made from, so whoever has signed meanwhile is merged with it, and nobody has to name them.
"""

from trilateral.i18n.languages import LANGUAGES
from trilateral.mechanism.texts.clean import languages_of, plain
from trilateral.mechanism.texts.drafting import (
    cell_of,
    editor_href,
    may_write,
    paragraph_of,
    refs_of,
    region,
    title_of,
)
from trilateral.mechanism.texts.entries import ParagraphEdited
from trilateral.mechanism.texts.state import JointText, Version
from trilateral.mechanism.texts.wording import (
    base_of,
    heads_everywhere,
    keys_of,
    versions_of,
    wording,
    words_at,
    words_in,
)
from trilateral.ui.forms import Around, Filled, form_of
from trilateral.ui.page import Desk, Shown

_KIND = "texts.paragraph_edited"
_WORDS = "wordings"


def editor_of(desk: Desk, held: JointText, key: str) -> Shown | None:
    """The page; None where the address names no paragraph, or the reader cannot write in it now."""
    page = desk.subject_href(held.id)
    if key not in keys_of(held) or "?" in page or not may_write(desk, held):
        return None
    langs = languages_of(held)
    competing = [lang for lang in langs if wording(held, key, lang).competing]
    aside = desk.asked("aside") if desk.asked("aside") in competing else ""
    bases, filled = _begun(desk, held, key, aside)
    fields = {each.name: each for each in form_of(ParagraphEdited).fields}
    place = paragraph_of(desk, held, key, may=False)
    number = str(place["number"]) or key
    return Shown(
        "texts/edit.html",
        desk.gettext("Edit paragraph %(number)s", number=number),
        {
            "title_words": desk.words(title_of(held)),
            "place": place,
            "ref": desk.ref(held.id),
            "here": f"{page}#{region(key)}",
            "key": key,
            "bases": bases,
            "cells": {lang: cell_of(desk, held, key, lang, may=False) for lang in langs},
            "only_read": [lang for lang in langs if aside and lang != aside],
            "competing": bool(competing),
            "own_side": aside,
            "ways": [(lang, editor_href(desk, held, key, aside=lang)) for lang in competing if lang != aside],
            "settle_href": editor_href(desk, held, key) if aside else "",
            "every": not competing,
            "wordings": fields[_WORDS],
            "why": fields["why"],
            "filled": filled,
            "around": Around(lang=desk.lang if desk.lang in LANGUAGES else "en"),
            "action": desk.href("sign", _KIND),
        },
    )


def _begun(desk: Desk, held: JointText, key: str, aside: str) -> tuple[str, Filled[ParagraphEdited]]:
    """What the author has before it: the versions, and the words of each language in its box."""
    posted: dict[str, tuple[str, ...]] = {}
    heads: tuple[Version, ...] = heads_everywhere(held, key)
    if aside:
        base = _own_or_begun_with(desk, held, key, aside)
        heads = () if base is None else (base,)
        posted |= _box(aside, "" if base is None else " ".join(words_in(base, aside)))
    else:
        for lang in languages_of(held):
            read = wording(held, key, lang)
            gone = " ".join(words_at(held, key, lang, read.heads[0].bases)) if read.struck else ""
            posted |= _box(lang, plain(read) or gone, struck=read.struck)
    if desk.asked("follow"):
        posted[f"{_WORDS}.every"] = ("yes",)
    return refs_of(desk, heads), Filled(posted)


def _box(lang: str, words: str, *, struck: bool = False) -> dict[str, tuple[str, ...]]:
    """What stands in the box of a language, and what stood there. Of a struck paragraph every word is new."""
    return {f"{_WORDS}.in.{lang}": (words,), f"{_WORDS}.was.{lang}": ("" if struck else words,)}


def _own_or_begun_with(desk: Desk, held: JointText, key: str, lang: str) -> Version | None:
    """The reader's own wording where wordings compete; if it has none, the one that they all began with."""
    read = wording(held, key, lang)
    own = [each for each in read.heads if each.party == desk.party]
    return own[-1] if own else base_of(held, versions_of(held, key, lang), (each.entry for each in read.heads))
