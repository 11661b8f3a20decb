"""Why bytes that somebody hands in are no entry, as a code that people can be told.

Parsers say it exactly and in one language; this looks at the same bytes again, only after
they were refused, and names the commonest reasons.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from trilateral.errors import MalformedError
from trilateral.ledger.canonical import parse_canonical
from trilateral.ledger.entry import CONTEXT, MAX_ENTRY
from trilateral.tlog.lines import parse_base64
from trilateral.tlog.note import parse_note

Params = Mapping[str, str | int]


def why_malformed(data: bytes, error: MalformedError) -> tuple[str, Params]:
    """Return code and parameters for bytes that `parse_entry` or the node refused with `error`."""
    if len(data) > MAX_ENTRY:
        return "entry.too_long", {"most": MAX_ENTRY, "got": len(data)}
    what: Params = {"what": str(error)[:300]}
    try:
        note = parse_note(data)
    except MalformedError:
        return ("entry.not_base64" if _has_bad_base64(data) else "entry.malformed_note"), what
    line = note.text.removeprefix(CONTEXT)
    if line is note.text or line.count(b"\n") != 1:
        return "entry.not_an_entry", what
    try:
        parse_canonical(line[:-1])
    except MalformedError:
        return _why_not_canonical(line[:-1], what)
    return "entry.malformed_header", what


def _has_bad_base64(data: bytes) -> bool:
    """Whether a signature line is as it must be up to its last word."""
    for line in data.rpartition(b"\n\n")[2].splitlines():
        words = line.split(b" ")
        if len(words) == 3 and words[0] == "—".encode():
            try:
                parse_base64(words[2], "signature")
            except MalformedError:
                return True
    return False


def repeated(pairs: Sequence[tuple[str, Any]]) -> str:
    """Return the names that stand more than once among the members of one object, for a person; empty if none does."""
    counted = Counter(name for name, _ in pairs)
    return ", ".join(sorted(name for name, times in counted.items() if times > 1))[:300]


def _why_not_canonical(line: bytes, what: Params) -> tuple[str, Params]:
    twice = ""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        twice = twice or repeated(pairs)
        return dict(pairs)

    try:
        json.loads(line, object_pairs_hook=members)
    except (ValueError, RecursionError):
        return "entry.not_json", what
    return ("entry.duplicate_keys", {"what": twice}) if twice else ("entry.not_canonical", what)
