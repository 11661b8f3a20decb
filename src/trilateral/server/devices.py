"""Addresses for devices that sign by themselves, and the page on which a browser writes reports without a network.

    GET  /api/device            what a device must know to write the header of an entry
    POST /api/device/keys       enrol a device's key
    POST /api/device/entries    an entry that a device signed: for whoever has it, any number of times
    POST /api/device/details    the rest of a report, sealed and signed here

The one address that asks for no session takes what one enrolled device signed and nothing else; it
tells whoever shows such an entry what became of it, and nothing about any other.

The service worker and the manifest are served below the mechanism's home, since a browser lets a worker
see only what lies below its own address.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from litestar import get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import JSONBody
from litestar.response import Redirect, Response

from trilateral.desk.devices import API, KIND, MAX_FILES, devices_page, manifest, offline_page, store_name
from trilateral.desk.reading import SHORT, Reading
from trilateral.desk.signing import Draft
from trilateral.errors import MalformedError, RefusedError
from trilateral.i18n.languages import LANGUAGES
from trilateral.ledger.canonical import check_profile
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Verdict
from trilateral.mechanism.incidents.entries import ReportDetailed
from trilateral.node import devices
from trilateral.node.countersigning import needs_two
from trilateral.node.heads import latest_heads
from trilateral.node.private import clearing_offices
from trilateral.server.answers import Kept
from trilateral.server.asking import check_names, check_origin, language_of
from trilateral.server.office import DelegateSpeaks, Office
from trilateral.server.pages import MAX_FORM, STATIC, Ask, check_form, check_mechanism, html, page_around, posted_in
from trilateral.server.pages import PACKAGES as WITH_STATIC
from trilateral.server.roles import ForbiddenError, Role, needs
from trilateral.server.sessions import Session
from trilateral.server.ways import require_fresh
from trilateral.tlog.lines import parse_base64
from trilateral.ui.assets import read_assets
from trilateral.ui.templating import UI

MAX_ENTRY_SENT = 256 << 10
"""An entry has at most 65,535 bytes; as JSON some characters take more."""
MAX_DETAIL_SENT = MAX_FILES * 3 // 2
"""Files travel in base64."""

_SPEAK, _OPEN = needs(Role.DELEGATE), needs(Role.PUBLIC)


class DeviceAround(msgspec.Struct, frozen=True):
    """What a device of the office that is signed in writes into the header of an entry, and must mind.

    Attributes:
        mechanism: SHA-256 of the genesis charter.
        log: Origin of our log.
        office_name: The office as people say it.
        seen: Id of our newest heads entry: what the author could have seen by now.
        grid_microdegrees: How coarse places are in the open.
        detail_delay_hours: How long casualties wait.
        needs_two: Whether the charter asks for a second office's signature on a report.
        clearing: Offices of ours that must approve a report first: then none can come from a device.
        keys: Devices of this office whose keys count.
        now: By this node's clock.
        claims_at: In a reconstruction, the instant that whatever is said in it now claims, as on our own pages; else the device's own clock tells it.
        csrf: The word that stands in every form of this session.
    """

    party: PartyId
    mechanism: str
    log: str
    office: str
    office_name: str
    capacity: str
    seen: EntryId | None
    grid_microdegrees: int
    detail_delay_hours: int
    needs_two: bool
    clearing: tuple[str, ...]
    keys: tuple[str, ...]
    now: datetime
    claims_at: datetime | None
    csrf: str


class DeviceAsked(msgspec.Struct, frozen=True):
    """A device's public key, in base64, and what its holder calls it, which stands on no log."""

    public: str
    called: str = ""


class DeviceEnrolled(msgspec.Struct, frozen=True):
    """The key under its name, and the entry that enrolled it."""

    key: str
    ref: str


class EntrySent(msgspec.Struct, frozen=True):
    """An entry that a device signed, to the byte."""

    entry: str


class EntryArrived(msgspec.Struct, frozen=True):
    """What became of an entry that a device signed.

    Attributes:
        state: `signed` is in our log, on disk; `second` waits here for another office.
        ref: What people call it; empty while it waits.
        holders: Parties that provably hold it, our own included.
        parties: How many there are.
        seen: Id of our newest heads entry.
    """

    id: EntryId
    state: str
    ref: str
    holders: tuple[PartyId, ...]
    parties: int
    seen: EntryId | None


class DetailSent(msgspec.Struct, frozen=True):
    """What a report did not say in the open.

    Attributes:
        report: Id of the report.
        body: Members of `incidents.detailed`.
        audience: Parties that shall read it.
        files: Files that go with it, in base64.
    """

    report: EntryId
    body: dict[str, Any]
    audience: tuple[PartyId, ...]
    files: tuple[str, ...] = ()


def routes(office: Office) -> Sequence[BaseRouteHandler]:
    """All of them."""
    short = office.record.mechanism[:SHORT]
    return (*_signed_in(office), *_by_signature(office), *_pages(office, short), *_shell(office, short))


def _signed_in(office: Office) -> Sequence[BaseRouteHandler]:
    """For a delegate who is signed in on the device."""

    @get(API, opt=_SPEAK)
    async def around(request: Ask) -> DeviceAround:
        """What a device must know to sign an entry by itself."""
        session: Session = request.scope["user"]
        return await asyncio.to_thread(
            office.read, language_of(request), session, None, lambda r: _around(office, r, session)
        )

    @post(f"{API}/keys", opt=_SPEAK, status_code=201)
    async def enrol(request: Ask, data: JSONBody[DeviceAsked]) -> DeviceEnrolled:
        """Let our root put a device's key to the office that is signed in, for reports alone."""
        session = _speaker(request)
        check_names(await request.body())
        require_fresh(office, session)  # a key outlives the session in which it was enrolled
        held = await asyncio.to_thread(devices.enrol, office.node, session.office, _key_bytes(data.public), data.called)
        office.said()
        return DeviceEnrolled(held.vkey, f"{office.record.party}/{held.since}")

    @post(f"{API}/details", opt=_SPEAK, status_code=201, request_max_body_size=MAX_DETAIL_SENT)
    async def detail(request: Ask, data: JSONBody[DetailSent]) -> Kept:
        """Seal the rest of a report for some parties, and sign it with the key that this node holds for the office."""
        session = _speaker(request)
        check_names(await request.body())
        return Kept(await asyncio.to_thread(_detail, office, session, data))

    return around, enrol, detail


def _by_signature(office: Office) -> Sequence[BaseRouteHandler]:
    """For whoever has what a device signed: the signature says who speaks, so nobody need be signed in."""

    @post(f"{API}/entries", opt=_OPEN, status_code=200, request_max_body_size=MAX_ENTRY_SENT)
    async def arrive(request: Ask, data: JSONBody[EntrySent]) -> EntryArrived:
        """Take an entry that a device signed; on disk when this answers. The same entry again says what became of it."""
        check_names(await request.body())
        return await asyncio.to_thread(_arrive, office, language_of(request), data.entry.encode())

    return (arrive,)


def _pages(office: Office, short: str) -> Sequence[BaseRouteHandler]:
    """The devices of an office."""

    @get("/m/{mechanism:str}/devices", opt=_SPEAK, include_in_schema=False, name="page devices")
    async def shown(request: Ask) -> Response[Any]:
        check_mechanism(request, short)
        return await asyncio.to_thread(_devices, office, request, None)

    @post("/m/{mechanism:str}/devices", opt=_SPEAK, include_in_schema=False, request_max_body_size=MAX_FORM)
    async def sent(request: Ask) -> Response[Any]:
        check_mechanism(request, short)
        posted = await posted_in(request)
        session: Session = request.scope["user"]
        check_origin(request, session, next(iter(posted.pop("csrf", [])), ""))
        return await asyncio.to_thread(_end, office, request, next(iter(posted.get("end", [])), ""))

    return shown, sent


def _shell(office: Office, short: str) -> Sequence[BaseRouteHandler]:
    """What a browser keeps so that it can write reports without a network: nothing of a reader, nothing of the record."""

    def asked(request: Ask, make: Callable[[Reading], Any]) -> Any:
        check_mechanism(request, short)
        return office.read(language_of(request), None, None, make)

    @get("/m/{mechanism:str}/offline", opt=_SPEAK, include_in_schema=False, name="page offline")
    async def offline(request: Ask) -> Response[Any]:
        def make(reading: Reading) -> Response[str]:
            return html(offline_page(reading, _scripts()), page_around(office, request, None, reading.lang, None))

        return await asyncio.to_thread(asked, request, make)

    @get("/m/{mechanism:str}/offline.webmanifest", opt=_SPEAK, include_in_schema=False)
    async def for_the_screen(request: Ask) -> Response[bytes]:
        data = await asyncio.to_thread(asked, request, lambda reading: manifest(reading, _icons()))
        return Response(data, media_type="application/manifest+json")

    @get("/m/{mechanism:str}/sw.js", opt=_OPEN, include_in_schema=False)
    async def worker(request: Ask) -> Response[bytes]:
        """The service worker. Browsers ask for it without saying who asks; it names static files, and no secret."""
        data = await asyncio.to_thread(asked, request, _worker)
        return Response(data, media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    return offline, for_the_screen, worker


# --- what a browser keeps

_KEPT = (
    "ui/tokens.css",
    "ui/frame.css",
    "ui/record.css",
    "ui/forms.css",
    "ui/offline.css",
    "ui/attached.js",
    "ui/canonical.js",
    "ui/days.js",
    "ui/entry.js",
    "ui/offline.js",
    "ui/queue.js",
    "ui/report.js",
    "ui/mark.svg",
    "ui/icon-192.png",
    "ui/vendor/noto-naskh-arabic-arabic-wght-normal.woff2",
    "ui/vendor/noto-sans-latin-wght-normal.woff2",
    "ui/vendor/source-serif-4-latin-wght-normal.woff2",
    "ui/vendor/vazirmatn-arabic-wght-normal.woff2",
)


def _address(name: str) -> str:
    return read_assets((UI, *WITH_STATIC)).address(name, STATIC)


def _scripts() -> str:
    return _address("ui/offline.js").removesuffix("offline.js")


def _icons() -> list[dict[str, str]]:
    return [
        {"src": _address("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        {"src": _address("ui/icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
        {"src": _address("ui/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
        {"src": _address("ui/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]


def _worker(reading: Reading) -> bytes:
    """The service worker, with what it keeps. A new version of any file gives it other bytes, so browsers take it up."""
    shell = {
        "name": store_name(reading),
        "home": reading.href(""),
        "page": reading.href("offline"),
        "pages": {lang: reading.href("offline", lang=lang) for lang in LANGUAGES},
        "assets": [_address(name) for name in _KEPT],
        "api": API,
    }
    source = read_assets((UI, *WITH_STATIC)).files["ui/sw.js"].decode()
    source = source.replace('from "./', f'from "{_scripts()}')
    return source.replace("const SHELL = {};", f"const SHELL = {msgspec.json.encode(shell).decode()};").encode()


# --- what is asked and done


def _speaker(request: Ask) -> Session:
    session: Session = request.scope["user"]
    check_origin(request, session, request.headers.get("X-CSRF-Token", ""))
    return session


def _key_bytes(public: str) -> bytes:
    try:
        return parse_base64(public.encode(), "key")
    except MalformedError as error:
        raise RefusedError("device.not_a_key", got=0) from error


def _around(office: Office, reading: Reading, session: Session) -> DeviceAround:
    node, charter = office.node, reading.charter
    heads = latest_heads(node.record)
    return DeviceAround(
        party=node.party,
        mechanism=node.record.mechanism,
        log=node.origin,
        office=session.office,
        office_name=str(reading.office(session.office)),
        capacity="reconstruction" if charter.reconstruction else "own",
        seen=None if heads is None else heads.id,
        grid_microdegrees=charter.grid_microdegrees,
        detail_delay_hours=charter.detail_delay_hours,
        needs_two=needs_two(node.record, KIND),
        clearing=tuple(
            str(reading.office(each)) for each in clearing_offices(node.settings.clearance, KIND, session.office)
        ),
        keys=tuple(each.vkey for each in _of_office(office, session.office) if each.until is None),
        now=node.clock.now(),
        claims_at=office.opens_at() if charter.reconstruction else None,
        csrf=session.csrf,
    )


def _of_office(office: Office, name: str) -> list[devices.HeldDevice]:
    return [each for each in devices.devices(office.node) if each.office == name]


def _arrive(office: Office, lang: str, entry: bytes) -> EntryArrived:
    check_form(office, entry)
    arrived = devices.receive(office.node, entry)
    if arrived.is_new:
        office.said()

    def ask(reading: Reading) -> EntryArrived:
        verdict = reading.find(arrived.ref) if arrived.ref else None
        heads = latest_heads(office.record)
        return EntryArrived(
            id=arrived.id,
            state=arrived.state,
            ref=arrived.ref,
            holders=_holders(reading, verdict),
            parties=len(reading.parties),
            seen=None if heads is None else heads.id,
        )

    return office.read(lang, None, None, ask)


def _holders(reading: Reading, verdict: Verdict | None) -> tuple[PartyId, ...]:
    return () if verdict is None else reading.holdings.holders(verdict)


def _detail(office: Office, session: Session, sent: DetailSent) -> str:
    """Sign what a report did not say in the open, once. It is never signed for everybody: that is another form.

    A telephone that heard no answer asks again, and is told what its first request has made.
    """
    if not sent.audience:
        raise RefusedError("incidents.detail_for_nobody")
    files = tuple(_file_bytes(each) for each in sent.files)
    if sum(map(len, files)) > MAX_FILES:
        raise RefusedError("bodies.too_large", most=MAX_FILES, got=sum(map(len, files)))
    try:
        check_profile(sent.body)
        body = msgspec.convert({**sent.body, "kind": ReportDetailed.__struct_config__.tag}, ReportDetailed)
    except (msgspec.ValidationError, MalformedError) as error:
        raise RefusedError("entry.malformed_body", what=str(error)[:300]) from error
    audience = tuple(sorted(set(sent.audience)))
    draft = Draft(body, sent.report, audience=audience, attachments=files)
    asked = json.dumps([sent.report, sent.body, audience, [sha256(each).hexdigest() for each in files]], sort_keys=True)
    with office.acting(session):
        return DelegateSpeaks(office, session.office).sign(draft, asked=asked).ref


def _file_bytes(text: str) -> bytes:
    try:
        return parse_base64(text.encode(), "file")
    except MalformedError as error:
        raise RefusedError("entry.beside_not_base64", what=text[:40]) from error


def _devices(office: Office, request: Ask, problem: RefusedError | None) -> Response[Any]:
    session: Session = request.scope["user"]
    lang = language_of(request)

    def ask(reading: Reading) -> Response[str]:
        stands = None if problem is None else (problem.code, dict(problem.params))
        shown = devices_page(reading, session.office, _of_office(office, session.office), stands)
        page = page_around(office, request, session, lang, reading)
        return html(shown, page, 200 if problem is None else 422, csrf=session.csrf)

    return office.read(lang, session, None, ask)


def _end(office: Office, request: Ask, vkey: str) -> Response[Any]:
    session: Session = request.scope["user"]
    if not any(each.vkey == vkey for each in _of_office(office, session.office)):
        raise ForbiddenError("server.other_role")
    try:
        require_fresh(office, session)  # it is for good
        devices.end(office.node, vkey, "lost")
    except RefusedError as refused:
        return _devices(office, request, refused)
    office.said()
    return Redirect(office.reading(language_of(request), session, None).href("devices"), status_code=303)
