"""Reports of unsigned words for programs."""

import msgspec

from trilateral.ledger.entry import EntryId
from trilateral.mechanism.unsigned.adoption import adoptions
from trilateral.mechanism.unsigned.rules import Report
from trilateral.ui.page import Api, Desk


class ReportFound(msgspec.Struct, frozen=True):
    """A report of unsigned words.

    Attributes:
        ref: What people call the entry that reports.
        adopted: The entry by which their party made them its own; null while it has not.
        here: Whether the file that shows it lies on this node; null where none is named.
        state: The report.
    """

    ref: str
    adopted: str | None
    here: bool | None
    state: Report


def find(desk: Desk, subject: EntryId) -> ReportFound | None:
    """One report."""
    held = desk.fold.state(subject)
    if not isinstance(held, Report):
        return None
    adopted = adoptions(desk).get(subject)
    here = None if held.paper is None else desk.has_file(held.paper)
    return ReportFound(desk.ref(subject), None if adopted is None else adopted.ref, here, held)


API = Api("unsigned", ReportFound, find)
