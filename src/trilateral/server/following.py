"""What the scripts of a page are told: where to listen for news, how much the page has seen, and where keys lead."""

from typing import Any

from litestar import Request

from trilateral.desk.places import PAGES
from trilateral.desk.reading import Reading
from trilateral.node.record import Record
from trilateral.server.roles import Role
from trilateral.server.sessions import Session
from trilateral.ui.views import Link

LIVE = "live"
"""Where a browser listens, below the mechanism's home."""

LETTERS = {
    "h": ("", "Home"),
    "a": ("asked", "Asked of us"),
    "w": ("awaited", "We wait for"),
    "m": ("meetings", ""),
    "s": ("statements", ""),
    "p": ("proposals", ""),
    "t": ("texts", ""),
    "l": ("allegations", ""),
    "i": ("incidents", ""),
    "n": ("notices", ""),
    "c": ("commitments", ""),
    "r": ("requests", ""),
    "d": ("drafts", "Drafts"),
    "v": ("views", "Saved views"),
    "y": ("timeline", "Timeline"),
    "k": ("consistency", "Am I consistent?"),
}
"""Where a letter leads that is typed after `g`. What has no title here has that of its slice."""

_DELEGATES_ALONE = frozenset({"drafts", "views"})


def following(reading: Reading, session: Session | None, request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Return the members of a page that scripts need; none for somebody who is not signed in.

    A page of an earlier day follows nothing, and the pages of whoever only runs the node neither.
    """
    if session is None:
        return {}
    follows = session.role is not Role.OPERATOR and not request.query_params.get("as_of")
    signs = session.role is Role.DELEGATE
    return {
        "live": reading.href(LIVE) if follows else "",
        "entries": entries_held(reading.record),
        "letters": _letters(reading, signs=signs),
        "new": reading.href("sign") if signs else "",
    }


def _letters(reading: Reading, *, signs: bool) -> tuple[tuple[str, Link], ...]:
    titles = {each.slice: each.title for each in PAGES}
    return tuple(
        (letter, Link(reading.href(where), reading.gettext(title or titles[where])))
        for letter, (where, title) in LETTERS.items()
        if signs or where not in _DELEGATES_ALONE
    )


def entries_held(record: Record) -> int:
    """Return how many entries of all logs this node holds."""
    return sum(len(record.fold.verdicts(origin)) for origin in record.origins)
