"""What a table of the record needs besides its rows, so that it can be read where it is too wide: on a telephone and on paper.

There each row stands as a block, its cells under one another (`tables.css`), and each cell says under which head it stands. Heads come from the
table, so that no page has to repeat them. The parts of a table say what they are as roles too: a browser may forget it of what a
style sheet shows as blocks.
"""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

MANY = 7
"""From this number of heads on, a table stands as blocks on paper too."""

_TAG = re.compile(r"<(/?)(table|tr|th|td)\b([^>]*)>")  # what is escaped has no `<` and no `>`
_SPAN = re.compile(r'\b(col|row)span="(\d+)"')
_ROLES = {"tr": "row", "th": "rowheader", "td": "cell"}

Head = str | tuple[str, str] | tuple[str, str, str]
"""What a head says; then its class; then what cells say of it, where that is shorter."""


def stacking(heads: Sequence[Head]) -> str:
    """The class of a table with these heads: whether its rows become blocks where it is narrow, and where it is not quite."""
    return "" if len(heads) < 3 else "stacks many" if len(heads) >= MANY else "stacks"


def under_heads(rows: str, heads: Sequence[Head]) -> Markup:
    """Return rows of a table whose parts say what they are, and each cell under which head it stands.

    Args:
        rows: Markup of whole rows. What lies in a table within a cell is left as it is.
        heads: As `parts.table` takes them.
    """
    walk = _Walk([_name(each) for each in heads])
    return Markup(_TAG.sub(walk.tag, str(rows)))  # noqa: S704 - markup came in; what is added is escaped


def _name(head: Head) -> str:
    said = head if isinstance(head, str) else head[2] if len(head) == 3 else head[0]
    return escape(said).replace(Markup("<br>"), " ").striptags()


class _Walk:
    """Along the tags of a table's rows: in which column the next cell stands."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.within = 0
        self.column = 0
        self.taken: dict[int, int] = {}  # columns that a cell of an earlier row still covers, and for how many rows

    def tag(self, found: re.Match[str]) -> str:
        closes, name, rest = found.groups()
        if name == "table":
            self.within += -1 if closes else 1
        if closes or self.within or name == "table":
            return found[0]
        role = "" if "role=" in rest else f' role="{_ROLES[name]}"'
        if name == "tr":
            self.column = 0
            return f"<tr{role}{rest}>"
        return f"<{name}{role}{rest}{self._head(name, rest)}>"

    def _head(self, name: str, rest: str) -> str:
        while self.taken.get(self.column):
            self.taken[self.column] -= 1
            self.column += 1
        spans = {kind: int(number) for kind, number in _SPAN.findall(rest)}
        here, wide = self.column, spans.get("col", 1)
        self.column += wide
        for column in range(here, self.column):
            self.taken[column] = spans.get("row", 1) - 1
        one = name == "td" and wide == 1 and here < len(self.names)
        return str(Markup(' data-head="{}"').format(self.names[here])) if one else ""
