"""What was shown to all of words under seal: row by row, by whom, and by which entry.

The entry stays under seal as it was signed. But nobody who asks what it says is left without the words that all
have been shown, each proven to be one that was signed.

Left out: what is opened with a key of our own, which `Reading.opened` has.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from trilateral.desk.reading import Reading
from trilateral.i18n.messages import kind_name, label
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.bodies.pages import said_row
from trilateral.mechanism.bodies.rules import Kept, What
from trilateral.seal.members import BODY
from trilateral.ui.views import Words


class RowShown(msgspec.Struct, frozen=True):
    """One row that all can read.

    Attributes:
        row: Its name, as it was sealed.
        value: As it was sealed; null where the row is empty.
        party: Who showed it.
        by: In which office.
        ref: By which entry.
        claimed_at: When, as that entry says.
    """

    row: str
    value: str | None
    party: PartyId
    by: str
    ref: str
    claimed_at: datetime | None


def rows_shown(reading: Reading, entry: EntryId) -> tuple[RowShown, ...]:
    """The rows of a sealed entry that were shown; none where the entry was not sealed."""
    kept = reading.open_fold.state(entry)
    return tuple(_rows(reading, kept)) if isinstance(kept, Kept) and kept.what is What.SEALED else ()


def _rows(reading: Reading, kept: Kept) -> Iterator[RowShown]:
    for each in kept.shown:
        found = reading.read_open(each.entry)
        header = None if found is None else found.header
        at = None if header is None else header.claimed_at
        yield RowShown(each.name, each.value, each.party, header.by if header else "", reading.ref(each.entry), at)


def row_label(reading: Reading, rows: tuple[RowShown, ...], row: RowShown) -> str:
    """What people call the row: a field of its kind as forms have it, once the kind was shown as well."""
    kind = next((str(said_row(reading, each.value)) for each in rows if each.row == "kind"), "")
    member = row.row.removeprefix(BODY)
    return label(reading.lang, f"{kind}.{member}" if row.row != member else f"bodies.row.{member}")


def row_words(reading: Reading, row: RowShown) -> Words | str:
    """What the row says to a person."""
    said = said_row(reading, row.value)
    return kind_name(reading.lang, said) if row.row == "kind" and isinstance(said, str) else said
