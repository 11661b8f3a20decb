"""Addresses of the page on which an office makes its ways in, locks its key, and ends log-ins.

Forms do all that a browser can do without a script; making and asking a passkey needs one, and posts JSON.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import JSONBody
from litestar.response import Redirect, Response

from trilateral.desk.account import Account, KeyState, Told, account_page
from trilateral.desk.reading import SHORT, Reading
from trilateral.errors import RefusedError
from trilateral.node.kept import KeptWord
from trilateral.node.locks import Secret, passphrase_bytes
from trilateral.server.asking import address_of, check_names, check_origin, language_of, passkeys_at
from trilateral.server.entering import Answered
from trilateral.server.limits import for_passkeys
from trilateral.server.office import Office
from trilateral.server.pages import MAX_FORM, answer_page, check_mechanism, html, page_around, posted_in
from trilateral.server.passkeys import secret_in
from trilateral.server.phrases import LEAST
from trilateral.server.roles import ForbiddenError, Role, needs
from trilateral.server.sessions import FRESH_SECONDS, Ended, Session
from trilateral.server.standing import accredited, objections_to, powers
from trilateral.server.ways import (
    counted_under,
    forget,
    has_own_way,
    holds_key,
    lock_key,
    open_key,
    require_fresh,
    set_phrase,
    take_lock_off,
)
from trilateral.ui.page import Shown

_DIGITS = 7
"""As many as a number of sessions has at the most: an address can say anything."""

Ask = Request[Any, Any, Any]
Posted = dict[str, list[str]]


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """With which passkey a key is to be opened or locked.

    Attributes:
        passkey: Its id; empty for any of the office.
    """

    passkey: str = ""


def routes(office: Office) -> Sequence[BaseRouteHandler]:
    """All of them."""
    short = office.record.mechanism[:SHORT]
    made: list[BaseRouteHandler] = []
    for path in ("account", "sessions"):  # the older address of the same page stands in people's bookmarks
        made += _page_at(office, short, path)
    return (*made, *_making(office), *_opening(office))


def _page_at(office: Office, short: str, path: str) -> Sequence[BaseRouteHandler]:
    @get(f"/m/{{mechanism:str}}/{path}", opt=needs(Role.READER), include_in_schema=False, name=f"page {path}")
    async def shown_page(request: Ask) -> Response[Any]:
        return await asyncio.to_thread(answer_page, office, request, short, lambda r, s, q: _shown(office, r, s, q))

    @post(
        f"/m/{{mechanism:str}}/{path}",
        opt=needs(Role.READER),
        include_in_schema=False,
        request_max_body_size=MAX_FORM,
        name=f"form {path}",
    )
    async def sent_form(request: Ask) -> Response[Any]:
        check_mechanism(request, short)
        posted = await posted_in(request)
        session: Session = request.scope["user"]
        check_origin(request, session, next(iter(posted.pop("csrf", [])), ""))
        return await asyncio.to_thread(_send, office, request, session, posted)

    return shown_page, sent_form


def _shown(  # noqa: PLR0913, PLR0917 - who reads, and what has just come of an act
    office: Office,
    reading: Reading,
    session: Session,
    request: Ask,
    problem: RefusedError | None = None,
    given: str = "",
    posted: Posted | None = None,
) -> Shown:
    return account_page(
        reading,
        _account(office, session),
        passkeys_at(office, request),
        least=LEAST,
        fresh_minutes=FRESH_SECONDS // 60,
        problem=problem,
        given=given,
        told=_told(request),
        made=request.query_params.get("made", ""),
        setting=posted is not None and "set_phrase" in posted,
        lock=posted is None or "set_phrase" not in posted or "lock" in posted,
    )


def _told(request: Ask) -> Told:
    """What an address says of an act that was just done."""

    def many(name: str) -> int:
        said = request.query_params.get(name, "")
        return int(said) if said.isascii() and said.isdecimal() and len(said) < _DIGITS else 0

    return Told(request.query_params.get("done", ""), many("ended"), many("withdrawn"))


def _account(office: Office, session: Session) -> Account:
    private, doors, ring = office.private, office.doors, office.node.ring
    who = session.office
    own, operates = (session.role.value, who), session.role is Role.OPERATOR
    return Account(
        session.role.value,
        who,
        session.id,
        office.node.clock.unix() - session.opened_at <= FRESH_SECONDS,
        not has_own_way(office, session),
        _key_state(office, session),
        frozenset(each.id for one in (office.offices() if operates else (who,)) for each in ring.locked.wraps(one)),
        [each for each in private.passkeys.all() if operates or (each.role, each.office) == own],
        [each for each in private.phrases.all() if operates or (each.role, each.office) == own],
        [each for each in doors.sessions() if _may_end(session, each)],
        [each for each in doors.links() if _may_end(session, each)],
        [
            (each.delegation, each.name, each.role, each.rank)
            for each in (accredited(office.record, who) if who else ())
        ],
        powers(office.record, who) if who else (),
        objections_to(office.record, who) if who else (),
        office.offices() if operates else (),
    )


def _key_state(office: Office, session: Session) -> KeyState:
    ring, who = office.node.ring, session.office
    if not holds_key(office, who):
        return "none"
    if not ring.is_locked(who):
        return "node"
    return "closed" if ring.locked.office_key(who, session.id) is None else "open"


def _same(session: Session, role: str, office: str) -> bool:
    """Whether something is of the reader's own office; of a role without one, nobody sees another's."""
    return session.role is Role.DELEGATE and (role, office) == (session.role.value, session.office)


def _may_end(session: Session, kept: KeptWord) -> bool:
    return session.role is Role.OPERATOR or kept.id == session.id or _same(session, kept.role, kept.office)


def _send(office: Office, request: Ask, session: Session, posted: Posted) -> Response[Any]:
    """Do what a form asks for, outside the node's lock: hashing takes a while."""
    lang = language_of(request)
    problem: RefusedError | None = None
    done = _NOTHING
    try:
        act = next((each for each in _ACTS if each in posted), None)
        done = _NOTHING if act is None else _ACTS[act](office, request, session, posted)
    except RefusedError as refused:
        problem = refused
    given = done.link
    if problem is None and not given:
        query = urlencode({name: value for name, value in asdict(done).items() if value})
        return Redirect(f"/m/{office.record.mechanism[:SHORT]}/account?{query}".rstrip("?"), status_code=303)

    def ask(reading: Reading) -> tuple[Shown, Any]:
        shown = _shown(office, reading, session, request, problem, given, posted)
        return shown, page_around(office, request, session, lang, reading)

    shown, page = office.read(lang, session, None, ask)
    return html(shown, page, 200 if problem is None else 422, csrf=session.csrf)


def _first(posted: Posted, name: str) -> str:
    return next(iter(posted.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of an act: the page says it once, by these names in its address.

    Attributes:
        done: Which act it was, where there is a sentence for it.
        ended: How many sessions.
        withdrawn: How many links that nobody had used.
        link: One that was made. It stands on the page that answers, and in no address.
    """

    done: str = ""
    ended: int = 0
    withdrawn: int = 0
    link: str = ""


_NOTHING = _Done()


def _end(office: Office, _: Ask, session: Session, posted: Posted) -> _Done:
    row = _first(posted, "end")
    sessions = office.doors.sessions()
    found = next((each for each in (*sessions, *office.doors.links()) if each.id == row), None)
    if found is None:
        return _NOTHING  # it has ended by itself meanwhile
    if not _may_end(session, found):
        raise ForbiddenError("server.other_role")
    office.doors.revoke(row)
    if row == session.id:
        return _NOTHING  # whoever ended their own reads why they must sign in again
    return _Done(ended=1) if found in sessions else _Done(withdrawn=1)


def _end_all(office: Office, _: Ask, session: Session, _posted: Posted) -> _Done:
    """All but the one that asks."""
    ended, withdrawn = office.doors.end_all(
        Ended("entering.revoked"), lambda each: each.id != session.id and _may_end(session, each)
    )
    return _Done(ended=ended, withdrawn=withdrawn)


def _forget(office: Office, _: Ask, session: Session, posted: Posted) -> _Done:
    row = _first(posted, "forget")
    found = office.private.passkeys.get(row) or office.private.phrases.get(row)
    if found is not None:
        own = (found.role, found.office) == (session.role.value, session.office)
        if not (own or session.role is Role.OPERATOR):
            raise ForbiddenError("server.other_role")
        with office.node.lock:
            forget(office, session, row)
    return _Done("forget")


def _set_phrase(office: Office, _: Ask, session: Session, posted: Posted) -> _Done:
    phrase, again = _first(posted, "passphrase"), _first(posted, "again")
    set_phrase(office, session, phrase, again, lock="lock" in posted)
    return _Done("set_phrase")


def _open_or_lock(office: Office, request: Ask, session: Session, posted: Posted) -> _Done:
    """Open the key with the passphrase, or lock it: a wrong one counts as a failure to sign in."""
    if session.role is not Role.DELEGATE:
        raise ForbiddenError("server.other_role")
    text, who, address = _first(posted, "passphrase"), session.office, address_of(office, request)
    account = counted_under(session.role.value, who)
    with office.ways.limits.one_try(account, address):
        found = office.ways.phrases.find(session.role.value, who, text)
        if found is None:
            office.ways.limits.failed(account, address)
            raise RefusedError("entering.wrong")
    secret = Secret(found.id, "passphrase", passphrase_bytes(text))
    if "lock_key" in posted:
        lock_key(office, session, secret)
        return _Done("lock_key")
    if not open_key(office, session, secret):
        raise RefusedError("keys.locked", office=who)
    return _Done("open_key")


def _take_lock_off(office: Office, _: Ask, session: Session, _posted: Posted) -> _Done:
    if session.role is not Role.DELEGATE:
        raise ForbiddenError("server.other_role")
    take_lock_off(office, session)
    return _Done("unlock_key")


def _give(office: Office, request: Ask, session: Session, posted: Posted) -> _Done:
    """A one-use link for an office, from whoever runs the node."""
    if session.role is not Role.OPERATOR:
        raise ForbiddenError("server.other_role")
    require_fresh(office, session)
    whom = _first(posted, "give")
    if whom in office.offices():
        word = office.doors.link(Role.DELEGATE, whom)
    elif whom in {Role.READER.value, Role.OPERATOR.value}:
        word = office.doors.link(Role(whom))
    else:
        raise RefusedError("private.no_such_office", office=whom[:60])
    return _Done(link=f"{request.url.scheme}://{request.headers.get('Host', '')}/in/{word}")


def _go_on(office: Office, _: Ask, session: Session, posted: Posted) -> _Done:
    """A one-use link for the reader's own office at an address that can have passkeys: a cookie does not come along."""
    require_fresh(office, session)
    place = office.ways.passkeys.require_place(_first(posted, "go_on"))
    return _Done(link=f"{place.origin}/in/{office.doors.link(session.role, session.office)}")


_ACTS: dict[str, Callable[[Office, Ask, Session, Posted], _Done]] = {
    "end": _end,
    "end_all": _end_all,
    "forget": _forget,
    "set_phrase": _set_phrase,
    "open_key": _open_or_lock,
    "lock_key": _open_or_lock,
    "unlock_key": _take_lock_off,
    "give": _give,
    "go_on": _go_on,
}
"""What a form can ask for, by the name of its button."""


def _speaker(request: Ask) -> Session:
    session: Session = request.scope["user"]
    check_origin(request, session, request.headers.get("X-CSRF-Token", ""))
    return session


def _host(request: Ask) -> str:
    return str(request.headers.get("Host", ""))


def _making(office: Office) -> Sequence[BaseRouteHandler]:
    """What the page's script posts to make a passkey."""
    passkeys = office.ways.passkeys

    @post("/api/account/passkeys/options", opt=needs(Role.READER), include_in_schema=False, status_code=200)
    async def begin_making(request: Ask) -> Response[Any]:
        """Begin to make a passkey."""
        session = _speaker(request)
        require_fresh(office, session)
        lang = language_of(request)
        called = await asyncio.to_thread(office.read, lang, session, None, lambda r: _called(r, session))
        named = await asyncio.to_thread(
            office.read, lang, session, None, lambda r: r.party_view(office.record.party).name
        )
        return Response(passkeys.begin_making(_host(request), session.role.value, session.office, called, named))

    @post("/api/account/passkeys", opt=needs(Role.READER), include_in_schema=False, status_code=201)
    async def make(request: Ask, data: JSONBody[Answered]) -> Response[Any]:
        """Keep a passkey for one's own office."""
        session = _speaker(request)
        check_names(await request.body())
        require_fresh(office, session)
        who = session.role.value, session.office
        kept = await asyncio.to_thread(
            passkeys.make, _host(request), data.ceremony, data.credential, who, data.label, prf=data.can_prf
        )
        return Response({"id": kept.id, "can_lock": kept.prf and holds_key(office, session.office)}, status_code=201)

    return begin_making, make


def _opening(office: Office) -> Sequence[BaseRouteHandler]:
    """What the page's script posts to open or lock the key with one."""
    passkeys = office.ways.passkeys

    @post("/api/account/key/options", opt=needs(Role.DELEGATE), include_in_schema=False, status_code=200)
    async def begin_opening(request: Ask, data: JSONBody[Chosen]) -> Response[Any]:
        """Begin to open or lock the key of one's own office with a passkey of it."""
        session = _speaker(request)
        own = session.role.value, session.office
        return Response(passkeys.begin_entering(_host(request), own, data.passkey))

    def opened(request: Ask, session: Session, data: Answered, *, lock: bool) -> Response[Any]:
        office.ways.limits.require_patience("", for_passkeys(address_of(office, request)))
        passkey = passkeys.enter(_host(request), data.ceremony, data.credential, (session.role.value, session.office))
        secret = secret_in(data.prf)
        if secret is None:
            raise RefusedError("entering.no_secret")
        wrapped = Secret(passkey.id, "prf", secret)
        if lock:
            lock_key(office, session, wrapped)
        elif not open_key(office, session, wrapped):
            raise RefusedError("keys.locked", office=session.office)
        return Response({"id": passkey.id})

    @post("/api/account/key/open", opt=needs(Role.DELEGATE), include_in_schema=False, status_code=200)
    async def open_with(request: Ask, data: JSONBody[Answered]) -> Response[Any]:
        """Open the key with what a passkey computed."""
        return await asyncio.to_thread(opened, request, _speaker(request), data, lock=False)

    @post("/api/account/key/lock", opt=needs(Role.DELEGATE), include_in_schema=False, status_code=200)
    async def lock_with(request: Ask, data: JSONBody[Answered]) -> Response[Any]:
        """Lock the key with what a passkey computed, or let that open it too."""
        return await asyncio.to_thread(opened, request, _speaker(request), data, lock=True)

    return begin_opening, open_with, lock_with


def _called(reading: Reading, session: Session) -> str:
    return reading.office(session.office) if session.office else reading.term(session.role.value, "role")
