"""What no page of an earlier day says: of a notice what, where or when, and of a protected site where it lies.

Both are shown at present alone. Who could move through time would learn who is where when, so no page retraces them: not the one
of an entry, nor how a matter came to stand, who knew what, or what a search finds by its words. That there was a notice, who signed it
and what was asked of whom is told. What was signed stays what it is: whoever leaves the day reads it, and the file of an entry has no day.
"""

from dataclasses import replace
from typing import Any

from trilateral.desk.reading import Reading
from trilateral.ledger.entry import Entry, EntryId
from trilateral.mechanism.humanitarian.state import Protection
from trilateral.mechanism.notices.state import Notice
from trilateral.ui.views import EntryView

NOT_SEARCHED = (
    *(
        f"notices.{fact}"
        for fact in (
            "issued",
            "changed",
            "cancelled",
            "completed",
            "acknowledged",
            "passed_on",
            "approved",
            "objected",
            "receipt_spoken",
        )
    ),
    "humanitarian.protection_",
)
"""Kinds that are not found on an earlier day, by how they begin: that a word finds one says that it stands there."""

_OPENS = ("notices.issued", "notices.changed", "humanitarian.protection_asserted")
"""Kinds that say where, also where they have no effect."""


def is_untold(reading: Reading, subject: EntryId) -> bool:
    """Whether a matter is one of which this page leaves out what, where and when."""
    held = None if reading.as_of is None else reading.fold.state(subject)
    return isinstance(held, Notice) or (isinstance(held, Protection) and held.where is not None)


def untold(reading: Reading, entry: Entry[Any]) -> bool:
    """Whether this page leaves out the words of an entry: of a notice or a protected site, or said beside one."""
    if reading.as_of is None:
        return False
    above = reading.read(entry.subject)
    return (
        entry.header.kind.startswith(_OPENS)
        or is_untold(reading, entry.subject)
        or (above is not None and is_untold(reading, above.subject))
    )


def bare(view: EntryView) -> EntryView:
    """An entry as pages quote it, without what was said beside it: a correction names what it corrects."""
    return replace(view, beside=())
