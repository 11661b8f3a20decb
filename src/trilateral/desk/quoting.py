"""What a form is about to put a signature on, in the very words: nobody signs a reference that they have not read."""

from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.acts import pages as acts
from trilateral.ui.forms import Posted
from trilateral.ui.page import Quote


def quoted(reading: Reading, kind: str, subject: EntryId | None, posted: Posted) -> tuple[Quote, ...]:
    """Return what the fields of a form name, as the slice of its kind quotes it."""
    if kind.startswith("acts."):
        return acts.quotes(reading, kind, posted)
    pages = BY_SLICE.get(kind.partition(".")[0])
    return () if pages is None else pages.quotes(reading, kind, subject, posted)
