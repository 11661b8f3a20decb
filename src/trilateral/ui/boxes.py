"""The same said in several languages, each in a box of its own: which fields have such boxes, and how they are named.

    wordings           what is said in the first language, that of `wordings.lang`
    wordings.also.ar   what is said besides, where a struct is filled in; a box that is left empty is nothing
    wordings.in.fa     each language of what stands already, where it is worded anew (`wordings.was.fa`: as it stood)

Left out: lists of which each line is a thing of its own, as points of an allegation are. Boxes beside each other would
make every translation a further point.
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from enum import StrEnum

from trilateral.i18n.isolates import BIDI_CONTROLS
from trilateral.i18n.languages import LANGUAGES
from trilateral.ledger.entry import Text
from trilateral.ui.language_choice import TAG

MAX_TEXT = 20_000
"""Characters in one field. An entry has at most 65,535 bytes, so this only stops what could never be signed."""
_OWN_LANGUAGE = re.compile(r"^\[([a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?)\]\s*(.*)$")
"""`[ar]` or `[ckb-IQ]` before a line: not every tag, for `[no-fly]` are words."""
_INSIDE = re.compile(r"\.(?:in|also)\.")
_BESIDE = frozenset({"wordings", "texts", "paragraphs"})
_ASIDE = frozenset({"title", "name", "names", "designations.registered.terms", "designations.term_stated.terms"})
_ALONE = frozenset({"wordings", "texts"})
"""Members that have one text in each language: lines in a box are lines of that text."""


class Boxes(StrEnum):
    """Where the boxes of the other languages stand."""

    NONE = ""
    BESIDE = "beside"  # the first, in view
    ASIDE = "aside"  # folded away under the first: of short names, which few say twice


def boxes_of(name: str, label_id: str) -> Boxes:
    """Return which boxes a list of texts has, by the name of the member or by its label."""
    if name in _BESIDE:
        return Boxes.BESIDE
    return Boxes.ASIDE if name in _ASIDE or label_id in _ASIDE else Boxes.NONE


def has_one_text(name: str) -> bool:
    """Whether all of a box is one text, and not each line."""
    return name in _ALONE


def also(path: str, lang: str) -> str:
    """Return the name of the box of a further language."""
    return f"{path}.also.{lang}"


def others(lang: str) -> tuple[str, ...]:
    """Return the languages that have boxes besides the first, in their order."""
    return tuple(each for each in LANGUAGES if each != lang)


def in_boxes(texts: Sequence[Text], lang: str, *, is_one_text: bool = False) -> dict[str, str]:
    """Return what stands in the box of each language, that of the first before the others.

    Where boxes would put the texts in another order, or there is no box for one, all stand in the first, each with its code.

    Args:
        texts: In their order.
        lang: Of the first box, where the texts do not say it.
        is_one_text: Whether all of a box is one text: then no language has two.
    """
    langs = tuple(dict.fromkeys(each.lang for each in texts))
    first = next((each for each in langs[:1] if each in LANGUAGES), lang)
    by_box = [each for every in (first, *others(first)) for each in texts if each.lang == every]
    if by_box == list(texts) and not (is_one_text and len(langs) < len(texts)):
        return {every: "\n".join(each.text for each in texts if each.lang == every) for every in langs or (first,)}
    return {first: in_codes(texts, first)}


def in_codes(texts: Sequence[Text], lang: str) -> str:
    """Return texts one a line, those in another language than `lang` each after its code."""
    return "\n".join(each.text if each.lang == lang else f"[{each.lang}] {each.text}" for each in texts)


def on_lines(written: str, lang: str) -> list[Text]:
    """Return one text a line. A line that begins with `[ar]` is in that language, whatever the others are."""
    texts: list[Text] = []
    for line in map(str.strip, written.splitlines()):
        own = _OWN_LANGUAGE.match(line)
        in_lang, text = (own[1], own[2]) if own else (lang, line)
        if text:
            texts.append(Text(lang=in_lang, text=text))
    return texts


def stand_in_boxes(texts: Sequence[Text], lang: str) -> bool:
    """Whether texts that nobody changes in their boxes are read again as they are.

    Not where one stands on two lines or begins with a code, nor where another program signed what a form takes
    otherwise or not at all.
    """
    found = in_boxes(texts, lang)
    read = [each for code, written in found.items() for each in on_lines(written, code)]
    return read == list(texts) and all(map(_is_taken_as_it_is, found.values()))


def _is_taken_as_it_is(written: str) -> bool:
    strange = "\0" in written or BIDI_CONTROLS.search(written) is not None
    return len(written) <= MAX_TEXT and not strange and unicodedata.is_normalized("NFC", written)


def outside(path: str) -> str:
    """Return the name of the field in which a box stands; of what is no box, its own."""
    return _INSIDE.split(path, maxsplit=1)[0]


def languages_in(posted: Iterable[str], path: str) -> tuple[str, ...]:
    """Return the languages in which what stands was worded anew, each by itself: `wordings.in.fa`."""
    named = re.compile(rf"{re.escape(path)}\.in\.({TAG})")
    return tuple(found[1] for name in posted if (found := named.fullmatch(name)) is not None)


def languages_also(posted: Container[str], path: str) -> tuple[str, ...]:
    """Return the further languages that were posted: `wordings.also.fa`. They are in one order, however they came."""
    return tuple(lang for lang in LANGUAGES if also(path, lang) in posted)
