"""Words that would be signed as of a language that is written in other letters: whoever fills in a form easily overlooks its language.

It tells Latin letters from Arabic ones, which Persian is written in too, and goes by most of the letters, so names from
elsewhere count little. It refuses nothing: what is signed can be a quotation.
"""

import re

from trilateral.i18n.languages import direction
from trilateral.ledger.entry import Text
from trilateral.picture.caution import texts_in

_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_FEWEST = 3
"""Letters below which words tell nothing: a reference, a grid, a unit."""


def misfits(body: object) -> tuple[Text, ...]:
    """Return the texts of a body whose letters are mostly those of the other script."""
    return tuple(each for each in texts_in(body) if not _fits(each))


def _fits(text: Text) -> bool:
    arabic, latin = len(_ARABIC.findall(text.text)), len(_LATIN.findall(text.text))
    own, other = (arabic, latin) if direction(text.lang) == "rtl" else (latin, arabic)
    return other < _FEWEST or other <= own
