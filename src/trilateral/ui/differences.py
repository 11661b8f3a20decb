"""Which words two texts do not share: underlined where two parties' wordings stand side by side."""

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

_WORDS = re.compile(r"\s+|[^\s]+")


def differing(one: str, other: str) -> Markup:
    """Return `one` with every word underlined that `other` does not have in that place."""
    mine, theirs = _WORDS.findall(one), _WORDS.findall(other)
    parts: list[Markup] = []
    for how, start, end, _from, _to in SequenceMatcher(a=mine, b=theirs, autojunk=False).get_opcodes():
        said = "".join(mine[start:end])
        if not said:
            continue
        parts.append(escape(said) if how == "equal" or said.isspace() else Markup("<u>{}</u>").format(said))
    return Markup("").join(parts)
