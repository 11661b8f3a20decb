"""The languages of the desk: which there are, which way they run, what they call themselves."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Direction: TypeAlias = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Language:
    """A language in which pages can be read.

    Attributes:
        code: BCP 47.
        name: What it calls itself.
        short: The same where there is room for a letter only.
        direction: Which way its lines run.
    """

    code: str
    name: str
    short: str
    direction: Direction


ENGLISH = Language("en", "English", "EN", "ltr")
ARABIC = Language("ar", "العربية", "ع", "rtl")
PERSIAN = Language("fa", "فارسی", "ف", "rtl")

LANGUAGES = {language.code: language for language in (ENGLISH, ARABIC, PERSIAN)}

_RTL_SUBTAGS = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv", "syr"})
_RANGE = re.compile(r"^([A-Za-z]{2,3})(?:-[A-Za-z0-9-]+)?(?:;q=([01](?:\.[0-9]{1,3})?))?$")


def language(code: str) -> Language:
    """Return the desk's language for a BCP 47 tag: `ar-IQ` is read in Arabic, an unknown tag in English."""
    return LANGUAGES.get(code.partition("-")[0].lower(), ENGLISH)


def direction(code: str) -> Direction:
    """Return which way text with this BCP 47 tag runs, whether or not the desk speaks that language."""
    return "rtl" if code.partition("-")[0].lower() in _RTL_SUBTAGS else "ltr"


def preferred(accept_language: str) -> Language:
    """Return the first language of the desk in an Accept-Language header; English if it names none."""
    asked: list[tuple[float, int, str]] = []
    for place, item in enumerate(accept_language.split(",")):
        match = _RANGE.match(item.replace(" ", ""))
        if match and match[1].lower() in LANGUAGES:
            asked.append((-float(match[2] or 1), place, match[1].lower()))
    return LANGUAGES[min(asked)[2]] if asked else ENGLISH
