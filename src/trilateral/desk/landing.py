"""Where somebody stands who has signed a form: on the page of the matter, at the part that the entry belongs to.

What is proven of the entry is one link away from what that page then tells (`told`). An entry that belongs to no matter
with a page is shown itself.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from trilateral.desk.reading import Reading
from trilateral.ledger.entry import Entry
from trilateral.ui.views import Link

_MEETING: Mapping[str, tuple[str, ...]] = {
    "dates": (
        "date_offered",
        "date_accepted",
        "date_declined",
        "acceptance_withdrawn",
        "venue_offered",
        "venue_accepted",
        "venue_refused",
    ),
    "agenda": ("agenda_proposed", "agenda_accepted", "agenda_refused", "item_called", "item_parked"),
    "room": ("opened", "adjourned", "closed", "floor_asked", "floor_given", "floor_returned", "room_taken"),
    "attendance": ("attended", "absence_noted"),
    "rooms": ("confided", "paraphrased", "paraphrase_answered", "relay_delivered", "relay_received"),
    "ground": ("ground_stated", "ground_shared", "ground_denied"),
    "minutes": (
        "minutes_tabled",
        "minutes_accepted",
        "paragraph_worded",
        "paragraph_accepted",
        "paragraph_objected",
        "paragraph_dissented",
        "minutes_closed",
    ),
    "taken": ("outcome_stated", "next_intended", "tone_stated"),
}
_REGIONS: Mapping[str, str] = {
    **{f"meetings.{fact}": region for region, facts in _MEETING.items() for fact in facts},
    "notices.acknowledged": "answer",
    "statements.relayed": "passing-on",
}
"""Parts of a matter's page, by the kinds that stand there."""

_OWN_PAGE = re.compile("/m/[0-9a-f]+/[a-z0-9/-]*")
_REGION = re.compile("[A-Za-z0-9-]*")


def landing(reading: Reading, ref: str, back: str = "") -> str:
    """Return the address to which somebody comes who has signed an entry.

    Args:
        reading: Of whoever signed, with the entry.
        ref: Of the entry.
        back: The page from which it was signed, with a region, if it is one of ours; else the matter's is shown.
    """
    page, _, region = back.partition("#")
    if not (page.startswith(reading.home) and _OWN_PAGE.fullmatch(page) and _REGION.fullmatch(region)):
        verdict = reading.find(ref)
        entry = None if verdict is None else verdict.entry
        if entry is None or reading.fold.slice_of(entry.subject) not in reading.pages:
            return reading.href("entry", ref, signed=1)
        page, region = reading.subject_href(entry.subject), region_of(entry)
    return f"{page}?{urlencode({'signed': ref})}{'#' if region else ''}{region}"


def region_of(entry: Entry[Any]) -> str:
    """Return the part of its matter's page where an entry stands; empty where it has none of its own."""
    kind = entry.header.kind.partition("/")[0]
    if kind == "allegations.answered":
        return f"point-{getattr(entry.body, 'point', 0) + 1}"
    return _REGIONS.get(kind, "")


def told(reading: Reading, signed: str) -> tuple[str, Link | None]:
    """Return what a page tells whoever has just signed, and where that is proven; nothing of what another party signed.

    Args:
        reading: Of whoever signed.
        signed: What the address says of it: a reference, or 1 on the page of the entry itself.
    """
    if signed == "1":
        return reading.gettext("Signed. It is on disk, and the other parties will have it."), None
    if reading.find(signed) is None or signed.partition("/")[0] != reading.party:
        return "", None
    sentence = reading.gettext("Signed as %(ref)s. It is on disk, and the other parties will have it.", ref=signed)
    return sentence, Link(reading.entry_href(signed), reading.gettext("Who has it, and its proof"))
