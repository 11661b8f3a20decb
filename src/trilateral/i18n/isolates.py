"""Keep Latin names, references and coordinates in their own order inside Arabic and Persian text.

The Unicode algorithm orders `(28 May 2007)` in a right-to-left line as
`(May 2007 28)`. Isolates (U+2068 to U+2069) stop that. We put them in when text is
shown; nobody may put them in when text is signed, since who controls the order in
which a text appears can make it say something else.
"""

import re

from trilateral.i18n.languages import direction

FSI, PDI = "\u2068", "\u2069"
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Overrides, embeddings and isolates: refused in what is signed, removed from what is shown."""

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


def isolated(text: str) -> str:
    """Return `text` as one isolate: for a name or a reference set into a sentence of any direction."""
    return f"{FSI}{text}{PDI}"


def without_controls(text: str) -> str:
    """Return somebody else's text without the characters that could make it show in another order than it reads."""
    return BIDI_CONTROLS.sub("", text)
