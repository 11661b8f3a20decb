"""Words by which the record names a thing for good, as `border_committee`: how they are spelt, and how what was written could be.

They stand the same in every language, so they are in small Latin letters. Left out: turning what somebody wrote into one.
What is signed is what was written; a refusal only says how it could be.
"""

import re
import unicodedata
from collections.abc import Mapping

from trilateral.i18n.digits import latin_digits

_MARKS = {"^[a-z][a-z0-9_]{0,47}$": "_", "^[a-z][a-z0-9-]{0,47}$": "-"}
"""How a member's type spells them, and what stands between their parts."""
_EXAMPLES: Mapping[str, str] = {
    "clause": "languages",
    "events": "clash",
    "forum": "border_committee",
    "matter": "border_security",
    "name": "returned_persons",
    "room": "main_hall",
    "series": "border_talks",
    "sort": "barracks",
    "what": "returned_persons",
}
_MOST = 48


def mark_in(pattern: str) -> str:
    """Return what stands between the parts of such a word; empty where the pattern is of something else."""
    return _MARKS.get(pattern, "")


def example_of(pattern: str, name: str) -> str:
    """Return a word as a member of this name may have; empty where it has none."""
    mark = mark_in(pattern)
    return "" if not mark else "political-counsellor" if mark == "-" else _EXAMPLES.get(name, "border_security")


def spelt(written: str, mark: str) -> str:
    """Return what was written as such a word could be spelt, `round_5` for `Round 5`; empty where no Latin letter leads the way."""
    plain = unicodedata.normalize("NFKD", latin_digits(written)).lower()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    if re.search(r"[^\W\d_]", re.sub("[a-z]", "", letters)):
        return ""  # letters of another script: to leave them out would make another word of it
    word = re.sub("[^a-z0-9]+", mark, letters).strip(mark)[:_MOST].strip(mark)
    return word if re.match("[a-z]", word) else ""
