"""What a request says about its visitor: who, in which language, about which day."""

import json
from datetime import UTC, datetime
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from trilateral.desk.diagnosis import repeated
from trilateral.errors import RefusedError
from trilateral.i18n.languages import preferred
from trilateral.server.choices import chosen
from trilateral.server.office import Office
from trilateral.server.roles import ForbiddenError
from trilateral.server.sessions import Session

_SHOWN = 60
"""How much of what somebody asked for is said back to them."""


def cookie_name(office: Office) -> str:
    """Browsers give a host's cookies to all its ports: so the name says whose it is."""
    return f"trilateral-{office.record.party}-{office.record.mechanism[:8]}"


def find_visitor(office: Office) -> Any:
    """Return the middleware that finds the session of each request."""

    def middleware(app: ASGIApp) -> ASGIApp:
        async def found(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP:
                connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
                scope["user"] = session_of(office, connection)
            await app(scope, receive, send)

        return found

    return middleware


def session_of(office: Office, connection: ASGIConnection[Any, Any, Any, Any]) -> Session | None:
    """Return the open session that a cookie or an Authorization header names."""
    scheme, _, word = connection.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = office.doors.find(word.strip())
        return None if found is None else found.by_bearer()
    cookie = connection.cookies.get(cookie_name(office), "")
    return office.doors.find(cookie) if cookie else None


def language_of(request: Request[Any, Any, Any]) -> str:
    """Return the language asked for: in the address, before in this browser, or by the browser."""
    return chosen(request, "lang") or preferred(request.headers.get("Accept-Language", "")).code


def day_of(request: Request[Any, Any, Any]) -> datetime | None:
    """Return the instant for which a page is asked, if the address names one: a day, or a time with its zone.

    Raises:
        RefusedError: `server.no_such_time`. Whoever asks for another day must not take today's record for it.
    """
    asked = request.query_params.get("as_of", "")
    if not asked:
        return None
    try:
        found = datetime.fromisoformat(f"{asked}T23:59:59+00:00" if len(asked) == len("2007-05-28") else asked)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # no day of the calendar
    raise RefusedError("server.no_such_time", asked=asked[:_SHOWN])


def check_origin(request: Request[Any, Any, Any], session: Session, word: str) -> None:
    """Refuse a form that another site made this browser send.

    Raises:
        ForbiddenError: `server.not_sent_from_here`.
    """
    if session.bearer:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("Host"):
        raise ForbiddenError("server.not_sent_from_here")
    if not session.sent_from_here(word):
        raise ForbiddenError("server.not_sent_from_here")


def check_names(body: bytes) -> None:
    """Refuse JSON in which a name stands twice: of two values nobody knows which was meant.

    Args:
        body: What the framework has taken for JSON.

    Raises:
        RefusedError: `entry.duplicate_keys`.
    """

    def members(pairs: list[tuple[str, Any]]) -> None:
        if twice := repeated(pairs):
            raise RefusedError("entry.duplicate_keys", what=twice)

    # Numbers are not what is looked for, and a long one is dear to read.
    json.loads(body, object_pairs_hook=members, parse_int=str, parse_float=str)
