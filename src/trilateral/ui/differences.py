"""Which words two texts do not share: underlined where two parties' wordings stand side by side."""

import re
from itertools import groupby

from markupsafe import Markup, escape

from trilateral.agreement.sequences import common

MOST_WORDS = 2_000
"""Of either text. In longer ones nothing is underlined: anybody may sign them, and comparing takes time by the product."""

_WORDS = re.compile(r"(\S+)")


def differing(one: str, other: str) -> Markup:
    """Return `one` with every word underlined that `other` does not have in that place; as it is where one is very long."""
    mine, theirs = _WORDS.findall(one), _WORDS.findall(other)
    if max(len(mine), len(theirs)) > MOST_WORDS:
        return escape(one)
    shared = {number for number, _ in common(mine, theirs)}
    pieces = _WORDS.split(one)  # spaces, a word, spaces, a word, ..., spaces
    parts: list[Markup] = [escape(pieces[0])]
    for is_shared, run in groupby(range(len(mine)), shared.__contains__):
        numbers = tuple(run)
        *said, after = pieces[2 * numbers[0] + 1 : 2 * numbers[-1] + 3]
        words = "".join(said)
        parts += [escape(words) if is_shared else Markup("<u>{}</u>").format(words), escape(after)]
    return Markup("").join(parts)
