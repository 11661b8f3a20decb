"""Coming in and going out: addresses for one-use links, passphrases and passkeys.

Whoever is not signed in reaches these and nothing else of what people see. The two addresses below /api are for
the page's own script: what a passkey signs cannot be sent by a form.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from litestar.response import Redirect, Response

from trilateral.desk.reading import SHORT
from trilateral.desk.sign_in import came_in_page, sign_in_page
from trilateral.errors import RefusedError
from trilateral.server.asking import (
    address_of,
    came_by,
    check_names,
    check_origin,
    check_own_page,
    cookie_name,
    language_of,
    own_page,
    passkeys_at,
    session_cookie,
)
from trilateral.server.limits import for_passkeys
from trilateral.server.office import Office
from trilateral.server.pages import MAX_FORM, html, page_around, posted_in
from trilateral.server.passkeys import secret_in
from trilateral.server.problems import problem_of
from trilateral.server.roles import Role, StrangerError, needs
from trilateral.server.sessions import Session
from trilateral.server.ways import Entered, enter_by_link, enter_by_passkey, enter_by_phrase, has_own_way

Ask = Request[Any, Any, Any]


class Answered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a browser answers for a passkey.

    Attributes:
        ceremony: Which was begun.
        credential: As the browser writes it.
        prf: The secret that it computed, if it did.
        label: What its owner calls a new one.
        can_prf: Whether a new one can compute a secret.
    """

    ceremony: str
    credential: dict[str, Any]
    prf: str | None = None
    label: str = ""
    can_prf: bool = False


def routes(office: Office) -> Sequence[BaseRouteHandler]:
    """All of them."""
    return (*_by_link(office), *_by_phrase(office), *_by_passkey(office))


def home_of(office: Office, back: str = "") -> str:
    """Return where somebody goes who has come in: back to the page that they asked for, if it is one of ours."""
    return own_page(office, back) or f"/m/{office.record.mechanism[:SHORT]}/"


LEFT = "left"
"""In the address of the page on which people come in: they have just signed out."""


def first_page(office: Office, session: Session) -> str:
    """Return where a link leads: home, or to a delegate's own page as long as nothing else would let them in again.

    In a reconstruction people look about, and nobody has to come back.
    """
    stays = session.role is Role.DELEGATE and not office.record.charter.reconstruction
    return f"{home_of(office)}account" if stays and not has_own_way(office, session) else ""


def _welcome(office: Office, request: Ask, entered: Entered, back: str = "") -> Response[Any]:
    home = home_of(office, back)
    answer: Response[Any] = Redirect(home, status_code=303)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        # From a mail on the web a browser would follow a redirect without our strict cookie; from a page of ours it has it.
        lang = language_of(request)
        answer = html(came_in_page(lang, home), page_around(office, request, None, lang, None))
        answer.headers["Refresh"] = f"0; url={home}"
    answer.set_cookie(session_cookie(office, request, entered.cookie))
    return answer


def _by_link(office: Office) -> Sequence[BaseRouteHandler]:
    name = cookie_name(office)

    @get("/", opt=needs(Role.READER), include_in_schema=False)
    async def start() -> Response[Any]:
        return Redirect(home_of(office), status_code=303)

    @get("/in/{word:str}", opt=needs(Role.PUBLIC), include_in_schema=False)
    async def enter(request: Ask, word: FromPath[str]) -> Response[Any]:
        """Spend a link. A browser that only fetches ahead does not spend it."""
        if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
            raise StrangerError
        came = came_by(office, request)
        entered = await office.ways.by_others.try_in(address_of(office, request), enter_by_link, office, word, came)
        return _welcome(office, request, entered, first_page(office, entered.session))

    @post("/out", opt=needs(Role.READER), include_in_schema=False, request_max_body_size=MAX_FORM)
    async def leave(request: Ask) -> Response[Any]:
        posted = await posted_in(request)
        check_origin(request, request.scope["user"], next(iter(posted.get("csrf", [])), ""))
        office.doors.leave(request.cookies.get(name, ""))
        answer: Response[Any] = Redirect(f"/sign-in?{LEFT}=1", status_code=303)
        answer.set_cookie(Cookie(name, value="", max_age=0, path="/", httponly=True, samesite="strict"))
        return answer

    return start, enter, leave


def _by_phrase(office: Office) -> Sequence[BaseRouteHandler]:
    @get("/sign-in", opt=needs(Role.PUBLIC), include_in_schema=False)
    async def page(request: Ask) -> Response[Any]:
        """The page on which people come in: it says nothing of the record."""
        lang = language_of(request)
        shown = sign_in_page(lang, passkeys_at(office, request), left=LEFT in request.query_params)
        return html(shown, page_around(office, request, request.scope["user"], lang, None))

    @post("/sign-in", opt=needs(Role.PUBLIC), include_in_schema=False, request_max_body_size=MAX_FORM)
    async def sent(request: Ask) -> Response[Any]:
        """Try a passphrase: whoever has none learns nothing by it."""
        check_own_page(request)
        posted = await posted_in(request)
        typed, phrase, asked = (next(iter(posted.get(each, [])), "") for each in ("office", "passphrase", "back"))
        back = own_page(office, asked)
        came = came_by(office, request)
        try:
            address = address_of(office, request)
            entered = await office.ways.by_phrase.try_in(address, enter_by_phrase, office, typed, phrase, address, came)
        except RefusedError as refused:
            lang = language_of(request)
            problem = problem_of(refused, lang)
            shown = sign_in_page(lang, passkeys_at(office, request), problem, typed=typed[:100], back=back)
            return html(shown, page_around(office, request, None, lang, None), problem.status)
        return _welcome(office, request, entered, back)

    return page, sent


def _by_passkey(office: Office) -> Sequence[BaseRouteHandler]:
    passkeys = office.ways.passkeys

    @post("/api/sign-in/passkey/options", opt=needs(Role.PUBLIC), include_in_schema=False, status_code=200)
    async def begin(request: Ask) -> Response[Any]:
        """Begin: a challenge for whichever passkey of this node the browser has."""
        check_own_page(request)
        return Response(passkeys.begin_entering(request.headers.get("Host", "")))

    @post("/api/sign-in/passkey", opt=needs(Role.PUBLIC), include_in_schema=False, status_code=200)
    async def enter(request: Ask, data: JSONBody[Answered]) -> Response[Any]:
        """Come in with what the passkey has signed: it proves itself."""
        check_own_page(request)
        check_names(await request.body())
        address = address_of(office, request)
        entered = await office.ways.by_others.try_in(address, _enter, office, request, data)
        answer: Response[Any] = Response({"home": home_of(office)})
        answer.set_cookie(session_cookie(office, request, entered.cookie))
        return answer

    return begin, enter


def _enter(office: Office, request: Ask, data: Answered) -> Entered:
    address = for_passkeys(address_of(office, request))
    office.ways.limits.require_patience("", address)
    try:
        host = request.headers.get("Host", "")
        passkey = office.ways.passkeys.enter(host, data.ceremony, data.credential)
        secret = secret_in(data.prf)
    except RefusedError as refused:
        if refused.code in {"entering.not_verified", "entering.copied"}:
            office.ways.limits.failed("", address)
        raise
    return enter_by_passkey(office, passkey, secret, came_by(office, request, "passkey"))
