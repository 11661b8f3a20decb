"""Which words two texts do not share: underlined where two parties' wordings stand side by side."""

import re
from itertools import groupby

from markupsafe import Markup, escape

from trilateral.agreement.sequences import common

MOST_WORDS = 2_000
"""Of either text. In longer ones nothing is underlined: anybody may sign them, and comparing takes time by the product."""

_WORDS = re.compile(r"\s+|[^\s]+")


def differing(one: str, other: str) -> Markup:
    """Return `one` with every word underlined that `other` does not have in that place; as it is where one is very long."""
    mine, theirs = _WORDS.findall(one), _WORDS.findall(other)
    if max(len(mine), len(theirs)) > 2 * MOST_WORDS:  # between two words stands a space
        return escape(one)
    shared = {number for number, _ in common(mine, theirs)}
    parts: list[Markup] = []
    for is_shared, numbers in groupby(range(len(mine)), shared.__contains__):
        said = "".join(mine[number] for number in numbers)
        parts.append(escape(said) if is_shared or said.isspace() else Markup("<u>{}</u>").format(said))
    return Markup("").join(parts)
