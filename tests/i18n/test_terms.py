"""One word for one thing: what the desk calls an office in one sentence it calls an office in the next, in each language.

FIELD's terms that were said in several ways are held here. Whoever translates finds the word of their language in `SAID`; where English
uses a word for something else, or with another sense, the message is named in `Term.but`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from babel.messages.pofile import read_po

from trilateral.i18n.catalogues import catalogue_files
from trilateral.i18n.messages import PLACEHOLDER

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary.

    Attributes:
        english: What it is called in English.
        said: In each other language the beginning or stem by which it is called there.
        never: What it was called besides, and is called no more where English says the word.
        but: Messages in which English means something else by it, by their ids.
    """

    english: str
    said: dict[str, str]
    never: dict[str, str]
    but: frozenset[str] = frozenset()

    def wrong(self, lang: str, message: Key, english: str, translated: str) -> bool:
        """Whether a message says it in another way."""
        if message[1] in self.but or not re.search(rf"\b(?:{self.english})\b", english, re.IGNORECASE):
            return False
        return not re.search(self.said[lang], translated) or re.search(self.never[lang], translated) is not None


SAID = (
    Term(
        "offices?",
        {"ar": "منصب|مناصب", "fa": "مقام"},
        {"ar": "جهة|وظيفة", "fa": "سمت|منصب"},
        frozenset({"entry.about.sources.outlet", "office.press"}),  # where journalists work
    ),
    Term(
        "consent(?:s|ed)?",
        {"ar": "واف\u064e?ق", "fa": "موافق"},
        {"ar": "رضا|يرض", "fa": "رضایت"},
    ),
    Term(
        "notices?",
        {"ar": "إخطار", "fa": "اطلاعیه"},
        {"ar": "إشعار", "fa": "اعلان|آگهی"},
        # until we hear more; a verb in Arabic
        frozenset({".open_ended", "until further notice", "Nobody has given notice of anything."}),
    ),
    Term("moderators?", {"ar": "مدير", "fa": "گرداننده"}, {"ar": "وسيط", "fa": "میانجی"}),
    Term(
        "protected sites?",
        {"ar": "(?:موقع|الموقع) (?:ال)?محمي|مواقع (?:ال)?محمية|المواقع المحمية", "fa": "محل(?:‌های)? حفاظت‌شده"},
        {"ar": "أماكن محمية|مكان محمي", "fa": "(?:مکان|جا)(?:‌های|های)? (?:محافظت|حفاظت|حمایت)"},
    ),
    Term("ranks?", {"ar": "رتب", "fa": "رتبه"}, {"ar": "مرتبة", "fa": "مرتبه"}),
)
BY_SILENCE = re.compile(r"\bsilence\b|\bnever consent\b|\bconsent only where\b", re.IGNORECASE)
"""Silence taken for consent is an old saying, with words of its own: `السكوت قبول`, `سکوت رضایت است`."""


def said(form: str | Sequence[Any]) -> str:
    return PLACEHOLDER.sub("", form if isinstance(form, str) else " | ".join(form))


def catalogue(lang: str) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for source in catalogue_files(lang):
        with source.open("rb") as file:
            for message in read_po(file, locale=lang):
                if message.id:
                    one = message.id if isinstance(message.id, str) else message.id[0]
                    found[str(message.context or ""), one] = said(message.string or "") or said(message.id)
    return found


@pytest.fixture(scope="module")
def english() -> dict[Key, str]:
    return catalogue("en")


@pytest.mark.parametrize("term", SAID, ids=[term.english for term in SAID])
@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_each_thing_has_one_word(lang: str, term: Term, english: dict[Key, str]) -> None:
    translated = catalogue(lang)
    of_it = {
        key: text
        for key, text in english.items()
        if key in translated and not (term.english.startswith("consent") and BY_SILENCE.search(text))
    }

    assert sum(re.search(rf"\b(?:{term.english})\b", text, re.IGNORECASE) is not None for text in of_it.values()) > 5
    wrong = {key[1]: translated[key] for key, text in of_it.items() if term.wrong(lang, key, text, translated[key])}
    assert not wrong


@pytest.mark.parametrize("term", SAID, ids=[term.english for term in SAID])
def test_what_is_left_out_is_there(term: Term, english: dict[Key, str]) -> None:
    """A message that is gone needs no exception."""
    assert term.but <= {message for _, message in english}


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("ar", "الرضا بإخطار"), ("ar", "الموافقة على إشعار"), ("fa", "رضایت به اطلاعیه"), ("fa", "موافقت با اعلان")],
)
def test_a_second_word_is_found(lang: str, sentence: str) -> None:
    key = ("term", "clock.notices.consent")

    assert any(term.wrong(lang, key, "consent to a notice", sentence) for term in SAID)
