"""The same record for programs: JSON below /api, described by an OpenAPI 3.1 document at /api/openapi.json.

A program comes in as a person does, with a one-use link: POST /api/sign-in gives a word
that it sends as `Authorization: Bearer …`. It reads what pages show, and signs in the three
steps in which everything is signed here: prepare gives the exact text, anybody who has a
key signs it, and entries takes the result. POST /api/sign is that middle step with the key that
this node holds for the delegate's office.

An error is a `Problem`: status, code, sentence and what to do, in the language of
Accept-Language. Nothing here knows a rule: the same check answers as for pages and commands.
"""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Litestar, Request, get, post
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter
from litestar.response import Response
from litestar.router import Router

from trilateral.catalogue import KINDS
from trilateral.desk.caution import CautionFound, cautions_on, found_cautions
from trilateral.desk.conflicts import ConflictsFound, found_conflicts
from trilateral.desk.consistency import consistency
from trilateral.desk.deeds import (
    AccessStatistics,
    DeedsFound,
    ReviewFound,
    WaitsFound,
    found_access,
    found_deeds,
    found_reviews,
    found_waits,
)
from trilateral.desk.home import due_at, open_matters
from trilateral.desk.knew import Knowledge, knowledge
from trilateral.desk.news import counted
from trilateral.desk.places import APIS
from trilateral.desk.reading import Reading
from trilateral.desk.sealed_names import NameFound, found_names
from trilateral.desk.series import SeriesFound, found_series
from trilateral.desk.why import Derivation, derivation
from trilateral.errors import MalformedError, RefusedError
from trilateral.i18n.catalogues import translator
from trilateral.ledger.canonical import check_profile, parse_canonical
from trilateral.ledger.entry import CONTEXT, PartyId
from trilateral.ledger.fold import Verdict
from trilateral.node.compose import About, Prepared
from trilateral.server.answers import (
    EntryFound,
    HandIn,
    Kept,
    LogFound,
    MatterFound,
    Objected,
    PartyFound,
    Prepare,
    Signed,
    SignedIn,
    SignIn,
    StateFound,
    StatusFound,
    SubjectFound,
    ToSign,
)
from trilateral.server.asking import address_of, came_by, check_names, check_origin, day_of, language_of
from trilateral.server.office import Office
from trilateral.server.pages import asks_of, hand_in, page_around
from trilateral.server.pages import html as page_of
from trilateral.server.roles import Role, needs
from trilateral.server.sessions import Session
from trilateral.server.states import told_state
from trilateral.server.traces import under_seal
from trilateral.server.ways import enter_by_link
from trilateral.tlog.lines import parse_base64
from trilateral.ui.page import Api, ApiList, Matter, Shown

T = TypeVar("T")
Ask = Request[Any, Any, Any]
Index = Annotated[int, PathParameter(ge=0, le=2**53 - 1)]
Start = Annotated[int, QueryParameter(ge=0, le=2**53 - 1)]

DESCRIPTION = OpenAPIConfig(
    title="Trilateral: one party's node",
    version="1",
    description=(
        "The record as one party's node holds it. Every entry and every checkpoint is signed; the API adds nothing that "
        "has to be believed. Logs themselves are served as C2SP tlog-tiles below /mirror/<hex of origin>/."
    ),
    components=Components(security_schemes={"link": SecurityScheme(type="http", scheme="bearer")}),
    security=[{"link": []}],
    path="/api/schema",
    render_plugins=[JsonRenderPlugin()],  # with none given the framework shows pages with other people's scripts
    use_handler_docstrings=True,
    openapi_router=Router("/api/schema", route_handlers=[], opt=needs(Role.PUBLIC), include_in_schema=False),
)

MAX_ANSWER = 500
"""Entries in one answer."""
Limit = Annotated[int, QueryParameter(ge=1, le=MAX_ANSWER)]


_READ, _SPEAK, _OPEN = needs(Role.READER), needs(Role.DELEGATE), needs(Role.PUBLIC)


def routes(office: Office) -> Sequence[BaseRouteHandler]:
    """All routes for programs."""
    slices = (route for each in APIS for route in _slice_routes(office, each))
    return (
        *_reading_routes(office),
        *_picture_routes(office),
        *_signing_routes(office),
        *_descriptions(office),
        *slices,
    )


def _reading_routes(office: Office) -> Sequence[BaseRouteHandler]:
    """What stands, across slices."""

    async def read(request: Ask, ask: Callable[[Reading], T]) -> T:
        session: Session = request.scope["user"]
        return await asyncio.to_thread(office.read, language_of(request), session, day_of(request), ask)

    @get("/api/state", opt=_READ)
    async def state(request: Ask) -> StateFound:
        """What stands, in one hash, and how far each log was read."""
        return await read(request, _state)

    @get("/api/status", opt=_READ)
    async def status(request: Ask) -> StatusFound:
        """Who holds what of whom."""
        return await read(request, lambda reading: _status(office, reading))

    @get("/api/matters", opt=_READ)
    async def matters(request: Ask) -> list[MatterFound]:
        """What every party is asked for and has not given."""
        return await read(request, _matters)

    @get("/api/entries/{party:str}", opt=_READ)
    async def log(request: Ask, party: FromPath[PartyId], start: Start = 0, limit: Limit = 100) -> list[EntryFound]:
        """Entries of one log in its own order, whatever came of them."""
        return await read(request, lambda reading: _entries(reading, party, start, limit))

    @get("/api/entries/{party:str}/{index:int}", opt=_READ)
    async def entry(request: Ask, party: FromPath[PartyId], index: Index) -> EntryFound:
        """One entry as signed, and what came of it."""
        return await read(request, lambda reading: _entry(reading, _verdict(reading, party, index)))

    @get("/api/subjects", opt=_READ)
    async def subjects(request: Ask, slice: FromQuery[str | None] = None) -> list[SubjectFound]:  # noqa: A002 - the field's own word
        """Every subject, or those of one slice."""
        return await read(request, lambda reading: _subjects(reading, slice))

    @get("/api/why/{party:str}/{index:int}", opt=_READ)
    async def why(request: Ask, party: FromPath[PartyId], index: Index) -> Derivation:
        """Why the matter stands as it does to which an entry belongs."""
        return await read(request, lambda reading: _found(derivation(reading, f"{party}/{index}")))

    @get("/api/knew/{party:str}/{index:int}", opt=_READ)
    async def knew(request: Ask, party: FromPath[PartyId], index: Index) -> Knowledge:
        """Who knew what when, about the matter to which an entry belongs."""
        return await read(request, lambda reading: _found(knowledge(reading, f"{party}/{index}")))

    return state, status, matters, log, entry, subjects, why, knew


def _picture_routes(office: Office) -> Sequence[BaseRouteHandler]:
    """What follows from several subjects read together."""

    async def read(request: Ask, ask: Callable[[Reading], T]) -> T:
        session: Session = request.scope["user"]
        return await asyncio.to_thread(office.read, language_of(request), session, day_of(request), ask)

    @get("/api/conflicts", opt=_READ)
    async def conflicts(request: Ask) -> ConflictsFound:
        """What meets or may meet in time and place: notices, protected sites, and reports of harm."""
        return await read(request, found_conflicts)

    @get("/api/deeds", opt=_READ)
    async def deeds(request: Ask) -> list[DeedsFound]:
        """What each party promised and what became of it, beside how much of its talk was about talks."""
        return await read(request, found_deeds)

    @get("/api/reviews", opt=_READ)
    async def reviews(request: Ask) -> list[ReviewFound]:
        """What was said of each commitment from meeting to meeting, and who said nothing."""
        return await read(request, found_reviews)

    @get("/api/waits", opt=_READ)
    async def waits(request: Ask) -> WaitsFound:
        """What waits for what: conditions that stand, deadlocks, and where somebody could begin."""
        return await read(request, found_waits)

    @get("/api/access", opt=_READ)
    async def access(request: Ask) -> list[AccessStatistics]:
        """How each party answers requests for access."""
        return await read(request, found_access)

    @get("/api/series/{party:str}/{index:int}", opt=_READ)
    async def series(request: Ask, party: FromPath[PartyId], index: Index) -> list[SeriesFound]:
        """Each indicator of a commitment in figures, by side, with the reports behind them."""

        def ask(reading: Reading) -> list[SeriesFound]:
            entry = _verdict(reading, party, index).entry
            return list(_found(None if entry is None else found_series(reading, entry.id)))

        return await read(request, ask)

    return conflicts, deeds, reviews, waits, access, series


def _signing_routes(office: Office) -> Sequence[BaseRouteHandler]:
    """Coming in, and the three steps in which everything is signed."""

    @post("/api/sign-in", opt=_OPEN, status_code=200)
    async def sign_in(request: Ask, data: JSONBody[SignIn]) -> SignedIn:
        """Spend a one-use link."""
        word = data.link.rpartition("/")[2]
        came = replace(came_by(office, request), instead_of="")
        entered = await office.ways.by_others.try_in(address_of(office, request), enter_by_link, office, word, came)
        session = entered.session
        return SignedIn(entered.cookie, session.role.value, session.office, session.until)

    @post("/api/prepare", opt=_SPEAK, status_code=200)
    async def prepare(request: Ask, data: JSONBody[Prepare]) -> ToSign:
        """The exact text to sign. Nothing is signed or kept."""
        session = _speaker(request)
        check_names(await request.body())
        made = await asyncio.to_thread(_prepare, office, session, data)
        noted = await asyncio.to_thread(_cautions, office, session, language_of(request), data)
        detached = None if made.detached is None else b64encode(made.detached).decode()
        return ToSign(made.text.decode(), detached, *noted)

    @post("/api/sign", opt=_SPEAK, status_code=200)
    async def sign(request: Ask, data: JSONBody[ToSign]) -> Signed:
        """Sign a prepared text with the key that this node holds for the delegate's office."""
        session = _speaker(request)
        return Signed(await asyncio.to_thread(_sign, office, session, data.text))

    @post("/api/entries", opt=_SPEAK, status_code=201)
    async def submit(request: Ask, data: JSONBody[HandIn]) -> Kept:
        """Append a signed entry to our own log. It is on disk when this answers."""
        session = _speaker(request)
        check_names(await request.body())
        beside = [_from_base64(each) for each in data.beside]
        return Kept(await asyncio.to_thread(hand_in, office, session, data.entry.encode(), beside))

    return sign_in, prepare, sign, submit


def _descriptions(office: Office) -> Sequence[BaseRouteHandler]:
    """What there is, for programs and for people."""
    made: list[dict[str, Any]] = []
    guard = Lock()

    def described(app: Litestar) -> dict[str, Any]:
        """The description: made once and outside the event loop, since whoever can reach the node may ask for it."""
        with guard:
            if not made:
                made.append(app.openapi_schema.to_schema())
            return made[0]

    @get("/api/openapi.json", opt=_OPEN, include_in_schema=False)
    async def openapi(request: Ask) -> Response[Any]:
        """The description for programs."""
        found = await asyncio.to_thread(described, request.app)
        return Response(found, media_type="application/vnd.oai.openapi+json;version=3.1")

    @get("/api", opt=_OPEN, include_in_schema=False)
    async def description(request: Ask) -> Response[str]:
        """The same for people, without any script."""
        lang = language_of(request)
        page = page_around(office, request, request.scope.get("user"), lang, None)
        operations = operations_in(await asyncio.to_thread(described, request.app))
        return page_of(
            Shown("desk/api.html", translator(lang).gettext("For programs"), {"operations": operations}), page
        )

    return openapi, description


def _slice_routes(office: Office, api: Api) -> Sequence[BaseRouteHandler]:
    """What programs read of one slice."""

    async def every(request: Ask) -> Any:
        def ask(reading: Reading) -> list[Any]:
            fold = reading.open_fold if api.in_the_open else reading.fold
            return [api.find(reading, subject) for subject in fold.subjects(api.slice)]

        return await asyncio.to_thread(office.read, language_of(request), request.scope["user"], day_of(request), ask)

    async def one(request: Ask, party: FromPath[PartyId], index: Index) -> Any:
        def ask(reading: Reading) -> Any:
            found = _verdict(reading, party, index).entry
            return None if found is None else api.find(reading, found.id)

        found = await asyncio.to_thread(office.read, language_of(request), request.scope["user"], day_of(request), ask)
        if found is None:
            raise NotFoundException
        return found

    every.__annotations__["return"] = list[api.found]  # type: ignore[name-defined]  # a type known only here
    every.__doc__ = f"All {api.slice}."
    one.__annotations__["return"] = api.found
    one.__doc__ = (api.found.__doc__ or "").partition("\n")[0]
    name = api.slice
    return (
        *(_list_route(office, name, each) for each in api.lists),
        get(f"/api/{name}", opt=_READ, name=f"api {name}", operation_id=f"all_{name}")(every),
        get(
            f"/api/{name}/{{party:str}}/{{index:int}}", opt=_READ, name=f"api {name} one", operation_id=f"one_of_{name}"
        )(one),
    )


def _list_route(office: Office, name: str, listed: ApiList) -> BaseRouteHandler:
    """Something of a slice that programs read as a list."""

    async def found(request: Ask) -> Any:
        asks = asks_of(request)

        def ask(reading: Reading) -> Sequence[Any]:
            return listed.make(replace(reading, asks=asks))

        return await asyncio.to_thread(office.read, language_of(request), request.scope["user"], day_of(request), ask)

    found.__annotations__["return"] = list[listed.found]  # type: ignore[name-defined]  # a type known only here
    found.__doc__ = (listed.found.__doc__ or "").partition("\n")[0]
    path = f"/api/{name}/{listed.name}"
    return get(path, opt=_READ, name=f"api {name} {listed.name}", operation_id=f"{listed.name}_of_{name}")(found)


def _speaker(request: Ask) -> Session:
    session: Session = request.scope["user"]
    check_origin(request, session, request.headers.get("X-CSRF-Token", ""))
    return session


def _verdict(reading: Reading, party: str, index: int) -> Verdict:
    verdict = reading.find(f"{party}/{index}")
    if verdict is None:
        raise NotFoundException
    return verdict


def _found(found: T | None) -> T:
    if found is None:
        raise NotFoundException
    return found


def _state(reading: Reading) -> StateFound:
    fold, record = reading.open_fold, reading.record  # that everybody can compare
    counted: dict[str, int] = {}
    for subject in fold.subjects():
        named = fold.slice_of(subject) or ""
        counted[named] = counted.get(named, 0) + 1
    exposed = fold.exposed()
    logs = tuple(
        LogFound(reading.charter.party_of(origin), origin, record.size(origin), size, root.hex(), origin in exposed)
        for origin, (size, root) in sorted(fold.cut().items())
    )
    digest = fold.digest().hex()
    return StateFound(record.mechanism, record.party, reading.charter.level, digest, fold.accepted(), counted, logs)


def _status(office: Office, reading: Reading) -> StatusFound:
    found = consistency(reading, office.standings())
    parties = tuple(
        PartyFound(
            m.party.id,
            m.we_hold,
            m.they_sign,
            m.they_hold,
            m.ours,
            m.standing,
            m.why,
            m.last_contact,
            m.they_said_at,
            m.waiting,
            tuple(_objected(reading, code, params) for code, params in m.reasons),
        )
        for m in found.mutual
    )
    may_sign = office.node.may_sign
    entries, without_effect = counted(reading)
    return StatusFound(found.consistent, found.complete, entries, without_effect, may_sign, parties)


def _matters(reading: Reading) -> list[MatterFound]:
    return [_matter(reading, each) for each in open_matters(reading)]


def _matter(reading: Reading, m: Matter) -> MatterFound:
    found = None if m.term is None else (reading.late(m.term).value, reading.why(m.term).value)
    late, why = found or (None, None)
    return MatterFound(m.of, m.by, m.what, m.href, m.since_at, m.received_at, due_at(m), late, why)


def _entries(reading: Reading, party: str, start: int, limit: int) -> list[EntryFound]:
    terms = reading.charter.party(party)
    if terms is None:
        raise NotFoundException
    return [_entry(reading, each) for each in reading.fold.verdicts(terms.origin)[start : start + limit]]


def _entry(reading: Reading, verdict: Verdict) -> EntryFound:
    header = None if verdict.entry is None else verdict.entry.header
    objection = verdict.objection
    after, before = reading.holdings.interval(verdict)
    return EntryFound(
        ref=verdict.ref,
        id=None if verdict.entry is None else verdict.entry.id,
        log=verdict.log,
        party=verdict.party,
        index=verdict.index,
        kind=None if header is None else header.kind,
        subject=None if verdict.entry is None else verdict.entry.subject,
        by=None if header is None else header.by,
        claimed_at=None if header is None else header.claimed_at,
        note=reading.record.files(verdict.log).entry(verdict.index).decode("utf-8", "replace"),
        effect=verdict.has_effect,
        unread=verdict.unread,
        objection=None if objection is None else _objected(reading, objection.code, objection.params),
        held_by=reading.holdings.holders(verdict),
        proven_after=after,
        proven_before=before,
        claimed_after_proof=reading.holdings.claimed_after_proof(verdict),
        claimed_before_proof=reading.holdings.claimed_before_proof(verdict),
    )


def _objected(reading: Reading, code: str, params: tuple[tuple[str, str | int], ...]) -> Objected:
    return Objected(code, reading.sentence(code, params), dict(params))


def _subjects(reading: Reading, slice_name: str | None) -> list[SubjectFound]:
    named = set(under_seal(reading))  # names of persons are read one list at a time, where that leaves a trace
    return [
        SubjectFound(
            reading.ref(subject.rpartition("/")[2]),
            subject.rpartition("/")[2],
            reading.fold.slice_of(subject) or "",
            tuple(each.ref for each in reading.fold.acts(subject)),
            {"is": "under_seal"}
            if subject in named
            else told_state(reading, reading.fold.slice_of(subject) or "", state),
        )
        for subject, state in reading.fold.subjects(slice_name).items()
    ]


def _prepare(office: Office, session: Session, asked: Prepare) -> Prepared:
    """Build the body, and refuse what every node would object to."""
    node = office.node
    struct = KINDS.get(asked.kind)
    if struct is None or asked.kind.startswith("ledger."):
        raise RefusedError("entry.no_such_kind", kind=asked.kind[:80])
    try:
        check_profile(asked.body)
        body = msgspec.convert({**asked.body, "kind": asked.kind}, struct)
    except (msgspec.ValidationError, MalformedError) as error:
        raise RefusedError("entry.malformed_body", what=str(error)[:300]) from error
    with node.lock:
        subject = None
        if asked.subject is not None:
            found = node.record.verdict_of(asked.subject)
            if found is None or found.entry is None:
                raise RefusedError("record.no_such_entry", ref=asked.subject[:80])
            subject = found.entry.id
        capacity = asked.capacity or ("reconstruction" if node.record.charter.reconstruction else "own")
        about = About(
            claimed_at=asked.claimed_at,
            subject=subject,
            refs=asked.refs,
            sources=asked.sources,
            capacity=capacity,
            forum=asked.forum,
            detached=asked.detached,
            audience=asked.audience,
            attachments=tuple(_from_base64(each) for each in asked.attachments),
        )
        return node.prepare(body, by=session.office, about=about)


def _cautions(
    office: Office, session: Session, lang: str, asked: Prepare
) -> tuple[tuple[CautionFound, ...], tuple[NameFound, ...]]:
    """Protections that what was prepared touches, and names under seal that it holds, as its author can read of them."""
    body = msgspec.convert({**asked.body, "kind": asked.kind}, KINDS[asked.kind])

    def ask(reading: Reading) -> tuple[tuple[CautionFound, ...], tuple[NameFound, ...]]:
        subject = None if asked.subject is None else reading.find(asked.subject)
        about = None if subject is None or subject.entry is None else subject.entry.id
        refs = [each.entry for each in asked.refs]
        touched = cautions_on(reading.fold, body, about or asked.subject, refs)
        return found_cautions(reading, touched), found_names(reading, body, asked.audience)

    return office.read(lang, session, None, ask)


def _sign(office: Office, session: Session, text: str) -> str:
    """Sign what is an entry of this office for this log, and nothing else: a key is no stamp for any text."""
    node = office.node
    data = text.encode()
    line = data.removeprefix(CONTEXT)
    try:
        members = None if line is data or line.count(b"\n") != 1 else parse_canonical(line[:-1])
    except MalformedError as error:
        raise RefusedError("entry.malformed", what=str(error)[:300]) from error
    if not isinstance(members, dict):
        raise RefusedError("entry.not_an_entry", what="expected the text of an entry")
    expected = {"mechanism": node.record.mechanism, "log": node.origin, "by": session.office}
    for name, value in expected.items():
        if members.get(name) != value:
            raise RefusedError("server.not_yours_to_sign", field=name, expected=value)
    with office.acting(session):
        return node.sign(Prepared(data), session.office).decode()


def _from_base64(text: str) -> bytes:
    try:
        return parse_base64(text.encode(), "beside")
    except MalformedError as error:
        raise RefusedError("entry.beside_not_base64", what=text[:40]) from error


def operations_in(schema: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return method, path and description of all that an OpenAPI document describes, by path."""
    return [
        (method.upper(), path, operation.get("description") or "")
        for path, methods in sorted(schema.get("paths", {}).items())
        for method, operation in methods.items()
        if method in {"get", "post"}
    ]
