"""What a form asks for, so that it is signed once: pressed twice, pressed again after going back, or sent again since no answer came.

Each page carries a mark in its forms. The mark and the words together stand for one request: the same words under the same mark
are told what became of them (`node.outgoing.say`), other words under it are signed, and a page that was opened anew has another
mark as soon as anything was signed by a form. The mark is random and opens nothing: that a form was sent from here its `csrf` says
alone, and of mark and words a keyed hash is kept, for a while.

Without a mark, as programs and pages of an older version send a form, each form counts for itself.
"""

import json
from collections.abc import Mapping, Sequence

ONCE = "once"
"""The field of a form in which its mark stands."""

_HOW = frozenset({ONCE, "back", "hold", "check", "sign", "parts", "names_known", "fixed"})
"""What says how something is signed, and not what."""


def asked_by(posted: Mapping[str, Sequence[str]], where: str) -> str:
    """Return all that a form asked for under its mark; empty if it has none.

    Args:
        posted: The fields without `csrf`; of a file, its hash.
        where: The kind, or the draft, that the form is of.
    """
    mark = next(iter(posted.get(ONCE, ())), "")
    if not mark:
        return ""
    said = {name: list(values) for name, values in posted.items() if name not in _HOW}
    return json.dumps(["form", where, mark, said], sort_keys=True)
