"""What a reader chooses for one browser: the language, light or dark, whether the tour of a demonstration is put away.

Each is asked for in the address of any page and kept in a cookie, so it works without any script. Nothing
of it says who the reader is, and nothing of it is kept by the node.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.types import Message, Scope

from trilateral.i18n.languages import LANGUAGES

_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose.

    Attributes:
        cookie: Where it is kept.
        values: What can be chosen; the first is what holds where nothing was.
    """

    cookie: str
    values: tuple[str, ...]


CHOICES: Mapping[str, Choice] = {
    "lang": Choice("trilateral-language", tuple(LANGUAGES)),
    "theme": Choice("trilateral-theme", ("system", "light", "dark")),
    "tour": Choice("trilateral-tour", ("again", "away")),
}
"""By what an address calls it."""

ONCE = frozenset({*CHOICES, "signed", "kept", "made", "done", "ended", "withdrawn"})
"""What an address says for one time: the way to the same page again leaves it out."""


def chosen(request: Request[Any, Any, Any], name: str) -> str | None:
    """Return what the reader chose: in the address, or before in this browser; None if neither says it."""
    choice = CHOICES[name]
    asked = (request.query_params.get(name), request.cookies.get(choice.cookie))
    return next((each for each in asked if each in choice.values), None)


def choice_of(request: Request[Any, Any, Any], name: str) -> str:
    """Return the same, or what holds where nothing was chosen."""
    return chosen(request, name) or CHOICES[name].values[0]


async def keep_choices(message: Message, scope: Scope) -> None:
    """Keep what the address of a page asks for. Stands behind every answer; only pages that somebody opens keep anything."""
    if message["type"] != "http.response.start" or not scope.get("query_string"):
        return
    headers: Any = MutableScopeHeaders.from_message(message)
    if not headers.get("content-type", "").startswith("text/html"):
        return
    connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
    if not _is_opened(connection):
        return
    for name, choice in CHOICES.items():
        asked = connection.query_params.get(name)
        if asked in choice.values:
            kept = Cookie(
                choice.cookie,
                value=asked,
                max_age=_YEAR,
                path="/",
                httponly=True,
                samesite="strict",
                secure=connection.url.scheme == "https",
            )
            headers.add("Set-Cookie", kept.to_header(header=""))


def _is_opened(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether somebody went to this page, and no script fetched it: a telephone's worker fetches pages in every language.

    Browsers that do not say so yet ask for what a person opens as HTML, and for what a script fetches as anything.
    """
    mode = connection.headers.get("Sec-Fetch-Mode")
    return mode == "navigate" if mode else "text/html" in connection.headers.get("Accept", "")
