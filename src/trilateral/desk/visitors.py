"""Who is signed in, and ending it: an office sees its own sessions, an operator all.

What is listed opens nothing: of sessions only hashes are kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from trilateral.desk.holdings import at_unix
from trilateral.desk.reading import Reading
from trilateral.node.kept import KeptWord
from trilateral.ui.page import Shown


@dataclass(frozen=True, slots=True)
class Visitor:
    """One open session, or a link that nobody has used.

    Attributes:
        mine: Whether it is the one that looks.
    """

    id: str
    called: str
    opened_at: datetime
    until: datetime
    mine: bool = False


def visitors_page(reading: Reading, sessions: Iterable[KeptWord], links: Iterable[KeptWord], own: str) -> Shown:
    """Return who is signed in.

    Args:
        reading: For whom.
        sessions: Those that the reader may see.
        links: The same.
        own: Id of the reader's own session.
    """
    return Shown(
        "desk/visitors.html",
        reading.gettext("Who is signed in"),
        {
            "sessions": tuple(_visitor(reading, each, own) for each in sessions),
            "links": tuple(_visitor(reading, each, own) for each in links),
            "action": reading.href("sessions"),
        },
    )


def _visitor(reading: Reading, kept: KeptWord, own: str) -> Visitor:
    called = reading.office(kept.office) if kept.office else reading.term(kept.role, "role")
    return Visitor(kept.id, called, at_unix(kept.opened_at), at_unix(kept.until), kept.id == own)
