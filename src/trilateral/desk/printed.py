"""What a print-out carries so that its reader can check it: a square with a few lines of text (docs/spec/printed.md).

The lines say which entry the page is about, and which root its log had. They prove nothing by
themselves, and name no address: whoever has a copy of the log, from whomever, compares. A page whose
words differ from the entry, or an entry that a log no longer has under that root, is found out.

Left out: signatures. With a log's line by ML-DSA-44 they do not fit into a square that a telephone reads.
"""

import functools
from base64 import b64encode
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import segno

from trilateral.desk.reading import Reading
from trilateral.ui.views import Printed

NAME = "printed.svg"
MEDIA_TYPE = "image/svg+xml"
_FIRST_LINE = "trilateral/printed@v1"
_MASK = 3
"""Any of the eight is as valid, and trying all of them takes twice as long."""


def printed_of(reading: Reading, place: Mapping[str, Any]) -> Printed | None:
    """Return what the page of an entry or subject carries on paper; None for other pages.

    Args:
        place: What the address names: `party` and `index` on such a page.
    """
    if not {"party", "index"} <= place.keys():
        return None
    verdict = reading.find(f"{place['party']}/{place['index']}")
    return None if verdict is None else Printed(verdict.ref, reading.href("entry", verdict.ref, NAME))


def printed_text(reading: Reading, ref: str) -> str:
    """Return the lines.

    Raises:
        RefusedError: There is no such entry.
    """
    record = reading.record
    origin, index = record.place_of(ref)
    verdict = record.verdict_of(ref)
    served = record.checkpoint(origin)
    lines = [_FIRST_LINE, f"mechanism {record.mechanism}", f"log {origin}", f"index {index}"]
    if verdict is not None and verdict.entry is not None:
        lines.append(f"entry {verdict.entry.id}")
    if served is not None and served.size > index:
        lines.append(f"checkpoint {served.size} {b64encode(served.root).decode()}")
    return "\n".join(lines) + "\n"


def printed_code(reading: Reading, ref: str) -> bytes:
    """Return them as a square (SVG).

    Raises:
        RefusedError: There is no such entry.
    """
    return _drawn(printed_text(reading, ref))


@functools.lru_cache(maxsize=64)
def _drawn(text: str) -> bytes:
    drawn = BytesIO()
    segno.make(text, error="m", micro=False, mask=_MASK, boost_error=False).save(
        drawn, kind="svg", border=4, scale=4, dark="#000", light="#fff", nl=False
    )
    return drawn.getvalue()
