"""Keep Latin names, references and coordinates in their own order inside Arabic and Persian text.

The Unicode algorithm orders `(28 May 2007)` in a right-to-left line as
`(May 2007 28)`. Isolates (U+2068 to U+2069) stop that. We put them in when text is
shown; nobody may put them in when text is signed, since who controls the order in
which a text appears can make it say something else.
"""

import re
import unicodedata

from trilateral.i18n.languages import Direction, direction

FSI, RLI, PDI = "\u2068", "\u2067", "\u2069"
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Overrides, embeddings and isolates: refused in what is signed, removed from what is shown."""

_PERSIAN_DIGIT = re.compile("[\u06f0-\u06f9]")
_BETWEEN_NUMBERS = re.compile("[ \u060c\u2013]")
_STRONG = frozenset({"L", "R", "AL"})
_ISOLATES = re.compile(f"[{FSI}{RLI}{PDI}]")
_LETTERS = r"[A-Za-z0-9\u00c0-\u024f]+"
_RUN = re.compile(rf"[+\-−]?{_LETTERS}(?:[ \-\u2013./:,'’_@+#°]{{1,2}}{_LETTERS})*")
_NEEDS_ISOLATION = re.compile(r"[A-Za-z\u00c0-\u024f]|[0-9][./:,\-\u2013][0-9]")


def isolate(text: str, lang: str) -> str:
    """Return plain text in which each Latin run stands isolated, if `lang` runs from right to left.

    For places that take no markup: titles, alternative texts, e-mail. In a page `<bdi>` does the same.
    """
    if direction(lang) == "ltr":
        return text
    return _RUN.sub(lambda run: f"{FSI}{run[0]}{PDI}" if _NEEDS_ISOLATION.search(run[0]) else run[0], text)


def runs(text: str) -> Direction:
    """Return which way a name runs by its first letter, as a browser would tell; from the left where it has none."""
    first = next((each for each in map(unicodedata.bidirectional, text) if each in _STRONG), "L")
    return "ltr" if first == "L" else "rtl"


def isolated(text: str) -> str:
    """Return `text` as one isolate: for a name or a reference set into a sentence of any direction.

    It takes its direction from its first letter. Several numbers in Persian digits have none, and would be set from the left, the last
    of them first for whoever reads from the right; in Arabic digits the algorithm sets them from the right by itself.
    """
    return f"{RLI if _are_persian_numbers(text) else FSI}{text}{PDI}"


def _are_persian_numbers(text: str) -> bool:
    return any(map(_has_persian_numbers, text.split("\n"))) and _STRONG.isdisjoint(map(unicodedata.bidirectional, text))


def _has_persian_numbers(line: str) -> bool:
    """Whether something stands between two digits. Each is looked at once: anybody may sign a line of nothing else."""
    digits = [found.start() for found in _PERSIAN_DIGIT.finditer(line)]
    return bool(digits) and _BETWEEN_NUMBERS.search(line, digits[0], digits[-1]) is not None


def without_controls(text: str) -> str:
    """Return somebody else's text without the characters that could make it show in another order than it reads."""
    return BIDI_CONTROLS.sub("", text)


def without_isolates(text: str) -> str:
    """Return one of our own sentences without the isolates that we put in: terminals show them as boxes."""
    return _ISOLATES.sub("", text)
