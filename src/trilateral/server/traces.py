"""Who of our own party opened what names persons under seal: noted on this node, and shown on the page itself.

It is kept with other private matters, so no other party reads it, and it holds only as far as whoever runs the node is
honest: the same key that opens a page opens the files beside it. Commands that open a part leave no trace here.
"""

from dataclasses import dataclass
from datetime import datetime

from trilateral.desk.reading import Reading
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.humanitarian.state import Held
from trilateral.server.office import Office
from trilateral.server.sessions import Session

MOST = 20
"""Openings that a page shows, the last first."""


@dataclass(frozen=True, slots=True)
class Opening:
    """That somebody opened it.

    Attributes:
        who: In the reader's language.
    """

    who: str
    at: datetime


def under_seal(reading: Reading, subject: EntryId | None = None) -> tuple[EntryId, ...]:
    """Return the subjects under seal that name persons and that the reader can read: one of them, or all."""
    held = reading.fold.subjects("humanitarian")
    found = held if subject is None else {each: held[each] for each in (subject,) if each in held}
    return tuple(each for each, state in found.items() if isinstance(state, Held) and state.readers)


def note_opening(
    office: Office, session: Session, reading: Reading, subjects: tuple[EntryId, ...]
) -> tuple[Opening, ...]:
    """Keep that whoever reads opened these, and return who opened the first of them before, the last first."""
    for each in subjects:
        office.private.note_opened(session.who, each)
    if len(subjects) != 1:
        return ()
    kept = office.private.openings(subjects[0])[:MOST]
    return tuple(Opening(reading.office(each.who), each.at) for each in kept)
