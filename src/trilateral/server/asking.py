"""What a request says about its visitor: who, in which language, about which day."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from trilateral.desk.diagnosis import repeated
from trilateral.desk.reading import SHORT
from trilateral.desk.sign_in import PasskeysHere
from trilateral.errors import RefusedError
from trilateral.i18n.languages import preferred
from trilateral.server.choices import chosen
from trilateral.server.office import Office
from trilateral.server.proxies import HEADER, visitors_address
from trilateral.server.roles import ForbiddenError
from trilateral.server.sessions import SESSION_SECONDS, Came, Session

_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
"""The first that stands in what a browser says of itself, in this order: most of them also name others."""
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
                if scope["user"] is None:
                    scope["ended"] = office.doors.ended(connection.cookies.get(cookie_name(office), ""))  # type: ignore[typeddict-unknown-key]  # ours
            await app(scope, receive, send)

        return found

    return middleware


def session_of(office: Office, connection: ASGIConnection[Any, Any, Any, Any]) -> Session | None:
    """Return the open session that a cookie or an Authorization header names.

    What a page's script asks for by itself, as a live page does, is no use of the session: a desk that nobody sits at is left open.
    """
    mode = connection.headers.get("Sec-Fetch-Mode", "navigate")
    used = mode == "navigate" or connection.scope.get("method") != "GET"
    scheme, _, word = connection.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = office.doors.find(word.strip(), used=used)
        return None if found is None else found.by_bearer()
    if _is_from_elsewhere(connection):
        return None
    cookie = connection.cookies.get(cookie_name(office), "")
    return office.doors.find(cookie, used=used) if cookie else None


def _is_from_elsewhere(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether a browser says that another site's page asks, and nobody opened a window of ours.

    The cookie is `SameSite=Strict`, but another party's node below the same registrable domain counts as the same site: what its page
    asks for by itself is answered as to a stranger, so that not even the length of the answer tells anything.
    """
    site = connection.headers.get("Sec-Fetch-Site", "same-origin")
    opened = connection.headers.get("Sec-Fetch-Dest", "document") == "document"
    return site in {"same-site", "cross-site"} and not opened


def came_by(office: Office, request: Request[Any, Any, Any], way: str = "link") -> Came:
    """Return what is kept of how somebody comes in: the way, the sort of browser, and which session it had before."""
    said = request.headers.get("User-Agent", "")
    sorts = [next((name for mark, name in each if mark in said), "") for each in (_BROWSERS, _SYSTEMS)]
    browser = ", ".join(each for each in sorts if each)
    return Came(way, browser=browser, instead_of=request.cookies.get(cookie_name(office), ""))


def address_of(office: Office, request: Request[Any, Any, Any]) -> str:
    """Return where a request comes from: the other end of the connection, or whom a proxy names that the operator has named."""
    nearest = "" if request.client is None else request.client.host
    return visitors_address(nearest, request.headers.getall(HEADER, []), office.node.settings.listen.proxies)


def own_page(office: Office, path: str) -> str:
    """Return an address within the desk, as it was asked for; empty for any other, on which nobody is sent by us."""
    home = f"/m/{office.record.mechanism[:SHORT]}/"
    step = r"(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+"  # with `..` it would be an address of a link that signs in as somebody else
    return path if re.fullmatch(rf"{re.escape(home)}{step}(/{step})*", path) else ""


def passkeys_at(office: Office, request: Request[Any, Any, Any]) -> PasskeysHere:
    """Return whether passkeys can be used at the address that somebody has open, and where else."""
    known = office.ways.passkeys
    here = known.place(request.headers.get("Host", "")) is not None
    return PasskeysHere(here, tuple(each.origin for each in known.places))


def session_cookie(office: Office, request: Request[Any, Any, Any], value: str) -> Cookie:
    """Return the cookie that names a session: for this host alone, for no script, and with no other site's requests."""
    here = request.headers.get("Host", "").lower()
    over_tls = any(each.origin == f"https://{here}" for each in office.ways.passkeys.places)
    return Cookie(
        cookie_name(office),
        value=value,
        max_age=SESSION_SECONDS,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https" or over_tls,
    )


def check_own_page(request: Request[Any, Any, Any]) -> None:
    """Refuse what another site made a stranger's browser send, to sign them in as somebody else.

    Raises:
        ForbiddenError: `server.not_sent_from_here`.
    """
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("Host"):
        raise ForbiddenError("server.not_sent_from_here")


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
    check_own_page(request)
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
