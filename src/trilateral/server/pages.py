"""Pages: addresses, who may see them, and how what the desk finds becomes HTML.

Every page below /m/<mechanism>/ is one line in `_PLACES`, and one for each slice. Making
one runs in a thread (`office`).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from hashlib import sha256
from itertools import islice
from typing import Any, TypeAlias

from litestar import Request, get, post
from litestar.datastructures import UploadFile
from litestar.enums import MediaType
from litestar.exceptions import ClientException, NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect, Response

from trilateral.desk import drafts, entries, home, logs, signing
from trilateral.desk.caution import with_cautions
from trilateral.desk.conflicts import conflicts_page
from trilateral.desk.consistency import consistency_page
from trilateral.desk.deeds import deeds_page
from trilateral.desk.diagnosis import why_malformed
from trilateral.desk.help import help_on
from trilateral.desk.kinds import kinds_page
from trilateral.desk.knew import knew_page
from trilateral.desk.landing import landing, told
from trilateral.desk.matches import matches_page
from trilateral.desk.matter import with_aside
from trilateral.desk.places import ACROSS, GROUPS, PAGES
from trilateral.desk.printed import printed_code, printed_of
from trilateral.desk.reading import SHORT, Reading
from trilateral.desk.series import with_series
from trilateral.desk.sheets import sheets_on
from trilateral.desk.sign_in import sign_in_page
from trilateral.desk.style import style_page
from trilateral.desk.tour import tour_step
from trilateral.desk.watch import watch_page
from trilateral.desk.why import why_page
from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.entry import EntryId, parse_entry
from trilateral.node.outgoing import Outcome
from trilateral.node.private import Private
from trilateral.server.asking import check_origin, day_of, language_of, own_page, passkeys_at
from trilateral.server.choices import ONCE, choice_of
from trilateral.server.following import following
from trilateral.server.headers import IMMUTABLE
from trilateral.server.marks import ONCE as ONE_TIME
from trilateral.server.marks import asked_by
from trilateral.server.office import DelegateSpeaks, Office
from trilateral.server.problems import Problem
from trilateral.server.roles import Role, needs
from trilateral.server.sessions import Session
from trilateral.server.traces import Opening, note_opening, under_seal
from trilateral.server.views import way_to_keep
from trilateral.ui.assets import read_assets
from trilateral.ui.authentic import languages_beside
from trilateral.ui.page import File, Matter, More, Pages, Shown
from trilateral.ui.templating import UI, Templates, make_templates
from trilateral.ui.views import Held, Link, Page, TourStep, Ways

STATIC = "/static"
PACKAGES = ("trilateral.desk", *(f"trilateral.mechanism.{each.slice}" for each in PAGES))
MAX_FORM = 1 << 20
MOST_ASKED = 200
"""What an address asks for and ways on a page ask for too: each such way says all of it again."""
MAX_FILE = 8 << 20
"""A file and the form that it comes with. Larger ones are attached by the command `sign --attach`."""

Ask = Request[Any, Any, Any]
Make = Callable[[Reading, Session, Ask], Shown | None]
Files: TypeAlias = tuple[bytes, ...]


@cache
def templates() -> Templates:
    """All templates, read once."""
    return make_templates(PACKAGES, STATIC)


def page_around(office: Office, request: Ask, session: Session | None, lang: str, reading: Reading | None) -> Page:
    """What every page says about itself, its reader and the node. Without a reading it says nothing of the record."""
    record = office.record
    charter = record.charter
    own = Reading(office.holdings(), lang, office.node.clock.now()) if reading is None else reading
    terms = charter.party(record.party)
    notices, proof = _just_done(own, request)
    held: tuple[Held, ...] = ()
    if reading is not None:
        held = tuple(_held(reading, party) for party in reading.parties)
    return Page(
        lang=lang,
        mechanism=own.words(charter.titles).text,
        home=own.href(""),
        now=own.now,
        zone=terms.zone if terms else "UTC",
        node=record.settings.origin,
        path=request.url.path,
        day="" if own.as_of is None else request.query_params["as_of"],
        parties=len(charter.parties),
        party=own.party_view(record.party) if session else None,
        office=_called(own, session),
        held=held,
        nav=_ways(own, office.private, session, request.url.path) if session else (),
        sheets=_sheets(own, office.private, session, request) if session else None,
        reconstruction=charter.reconstruction,
        as_of=reading is not None and (charter.reconstruction or day_of(request) is not None),
        place=own.capital(record.party),
        notices=notices,
        proof=proof,
        **following(own, session, request),
        theme=choice_of(request, "theme"),
        asks=_asks(request),
        tour=_tour(own, request) if session and reading else None,
        printed=None if reading is None else printed_of(own, request.path_params),
        keep=None if session is None or reading is None else way_to_keep(own, session, request),
        authentic=languages_beside(charter.languages, lang),
        once=office.mark if session else "",
    )


def _asks(request: Ask) -> tuple[tuple[str, str], ...]:
    """What else the address asks for, by name: its own order is lost when it is read."""
    asked = request.query_params
    found = ((name, value) for name in sorted(set(asked) - ONCE) for value in asked.getall(name))
    return tuple(islice(found, MOST_ASKED))


def _tour(reading: Reading, request: Ask) -> TourStep | None:
    """The step of the tour that this page is, in a demonstration, unless the reader put it away."""
    if not reading.in_claimed_time or choice_of(request, "tour") == "away":
        return None
    return tour_step(reading, request.url.path)


def _called(reading: Reading, session: Session | None) -> str:
    if session is None:
        return ""
    return reading.office(session.office) if session.office else reading.term(session.role.value, "role")


def _held(reading: Reading, party: str) -> Held:
    terms = reading.charter.party(party)
    size = reading.record.size(terms.origin) if terms else 0
    exposed = terms is not None and terms.origin in reading.fold.exposed()
    return Held(reading.party_view(party), size, size, "exposed" if exposed else "trusted")


def _ways(reading: Reading, private: Private, session: Session, path: str) -> tuple[Ways, ...]:
    titles = {**{each.slice: each.title for each in PAGES}, **ACROSS}
    grouped = {name for _, names in GROUPS for name in names}
    groups = [(title, [(name, titles[name]) for name in names if name in titles]) for title, names in GROUPS]
    rest = [(name, title) for name, title in titles.items() if name not in grouped]
    groups.append(("The record", [(f"log/{reading.party}", "Log"), ("consistency", "Am I consistent?"), *rest]))
    made = [Ways("", (_way(reading, "", "Home", path),))]
    made += [
        Ways(reading.gettext(title), tuple(_way(reading, where, each, path) for where, each in pages))
        for title, pages in groups
    ]
    if session.role is Role.DELEGATE:
        made.append(_own_ways(reading, private, session, path))
    return tuple(made)


def _own_ways(reading: Reading, private: Private, session: Session, path: str) -> Ways:
    """What an office does by itself; how many drafts wait for it stands where it is seen at once."""
    own = [
        ("sign", "Sign something"),
        ("offline", "Report without a network"),
        ("devices", "Devices"),
        ("sheets", "Sheets"),
        ("views", "Saved views"),
        ("drafts", "Drafts"),
    ]
    made = [_way(reading, where, title, path) for where, title in own]
    asks = drafts.asks_for(private, session.office)
    if not asks:
        return Ways(reading.gettext("Our desk"), tuple(made))
    made[-1] = replace(made[-1], text=reading.ngettext("Drafts: %(num)s for you", "Drafts: %(num)s for you", asks))
    return Ways(reading.ngettext("Our desk: %(num)s for you", "Our desk: %(num)s for you", asks), tuple(made))


def _way(reading: Reading, where: str, title: str, path: str) -> Link:
    href = reading.href(where)
    below = href.partition("?")[0]
    here = path.rstrip("/") == below.rstrip("/") or (
        bool(where) and path.startswith(f"{below.partition('log/')[0]}{'log/' if where.startswith('log/') else '/'}")
    )
    return Link(href, reading.gettext(title), here)


def _sheets(reading: Reading, private: Private, session: Session, request: Ask) -> Link | None:
    """From the page of a subject or entry to what we noted on it ourselves."""
    if session.role is not Role.DELEGATE or not {"party", "index"} <= request.path_params.keys():
        return None
    return sheets_on(reading, private, session.office, _ref(request))


def _just_done(reading: Reading, request: Ask) -> tuple[tuple[str, ...], Link | None]:
    """What the page tells of what was just kept or signed, and where that is proven."""
    if request.query_params.get("kept") == "1":
        return (reading.gettext("Kept. It is on this node's disk, and nobody else has it."),), None
    sentence, proof = told(reading, request.query_params.get("signed", ""))
    return (sentence,) if sentence else (), proof


def html(shown: Shown, page: Page, status: int = 200, **values: object) -> Response[str]:
    """Return what is shown as a page."""
    page = replace(page, help=help_on(shown, page.lang))
    text = templates().render(shown.template, page, title=shown.title, **shown.values, **values)
    answer = Response(text, status_code=status, media_type=MediaType.HTML)
    answer.headers["Content-Language"] = page.lang
    return answer


def problem_page(office: Office, request: Ask, problem: Problem, lang: str) -> Response[str]:
    """Return an error as a page."""
    session: Session | None = request.scope.get("user")
    page = page_around(office, request, session, lang, None)
    if problem.status == 401:
        shown = sign_in_page(lang, passkeys_at(office, request), problem, back=own_page(office, request.url.path))
    else:
        shown = Shown("desk/problem.html", problem.sentence, {"problem": problem})
    return html(shown, page, problem.status)


def routes(office: Office) -> Sequence[BaseRouteHandler]:
    """All routes for people."""
    short = office.record.mechanism[:SHORT]

    def page(path: str, make: Make, role: Role = Role.READER) -> BaseRouteHandler:
        @get(f"/m/{{mechanism:str}}/{path}", opt=needs(role), include_in_schema=False, name=f"page {path}")
        async def shown_page(request: Ask) -> Response[Any]:
            return await asyncio.to_thread(answer_page, office, request, short, make)

        return shown_page

    def form(
        path: str, send: Callable[[Office, Ask, Session, dict[str, list[str]], Files], Response[Any]], most: int
    ) -> BaseRouteHandler:
        @post(
            f"/m/{{mechanism:str}}/{path}",
            opt=needs(Role.DELEGATE),
            include_in_schema=False,
            request_max_body_size=most,
            name=f"form {path}",
        )
        async def sent_form(request: Ask) -> Response[Any]:
            check_mechanism(request, short)
            posted = await posted_in(request)
            files = await _files_in(request, posted)
            session: Session = request.scope["user"]
            check_origin(request, session, next(iter(posted.pop("csrf", [])), ""))
            return await asyncio.to_thread(send, office, request, session, posted, files)

        return sent_form

    made = [page(path, make, role) for path, role, make in _places(office)]
    for each in PAGES:
        made.append(page(each.slice, partial(_slice_index, each)))
        made.append(page(f"{each.slice}/{{party:str}}/{{index:int}}", partial(_slice_subject, each)))
        made += [_slice_file(office, short, each.slice, file) for file in each.files]
        made += [page(f"{each.slice}/{more.name}", partial(_slice_more, more)) for more in each.more]
    made.append(form("sign/{kind:str}", _send_form, MAX_FILE))
    made.append(form("hand-in", _send_hand_in, MAX_FORM))
    return (*made, *_files(office, short))


def _of_office(office: Office, reading: Reading, session: Session) -> tuple[Matter, ...]:
    """What our party asks of the office that reads."""
    return drafts.matters_for(reading, office.private, session.office) if session.role is Role.DELEGATE else ()


def _places(office: Office) -> Sequence[tuple[str, Role, Make]]:
    return (
        (
            "",
            Role.READER,
            lambda r, s, _: home.home_page(r, office.standings(), office.look(s), _of_office(office, r, s)),
        ),
        ("changes", Role.READER, lambda r, s, q: home.changes_page(replace(r, asks=asks_of(q)), office.look(s))),
        (
            "asked",
            Role.READER,
            lambda r, s, q: home.asked_page(replace(r, asks=asks_of(q)), _of_office(office, r, s), of_us=True),
        ),
        ("awaited", Role.READER, lambda r, _s, q: home.asked_page(replace(r, asks=asks_of(q)), of_us=False)),
        ("consistency", Role.READER, lambda r, _s, _: consistency_page(r, office.standings())),
        ("conflicts", Role.READER, lambda r, _s, _: conflicts_page(r)),
        ("matches", Role.READER, lambda r, _s, q: matches_page(replace(r, asks=asks_of(q)))),
        ("deeds", Role.READER, lambda r, _s, q: deeds_page(replace(r, asks=asks_of(q)))),
        ("watch", Role.READER, lambda r, _s, _: watch_page(r)),
        ("style", Role.READER, lambda r, _s, _: style_page(r)),
        ("entry/{party:str}/{index:int}", Role.READER, lambda r, _s, q: entries.entry_page(r, _ref(q))),
        ("log/{party:str}", Role.READER, lambda r, _s, q: logs.log_page(r, q.path_params["party"], _start(q))),
        ("why/{party:str}/{index:int}", Role.READER, lambda r, _s, q: why_page(r, _ref(q))),
        ("knew/{party:str}/{index:int}", Role.READER, lambda r, _s, q: knew_page(r, _ref(q))),
        (
            "sign",
            Role.DELEGATE,
            lambda r, s, q: kinds_page(replace(r, asks=asks_of(q)), DelegateSpeaks(office, s.office), s.office),
        ),
        (
            "sign/{kind:str}",
            Role.DELEGATE,
            lambda r, s, q: signing.blank_form(r, q.path_params["kind"], asks_of(q), DelegateSpeaks(office, s.office)),
        ),
        ("hand-in", Role.DELEGATE, lambda r, _s, _: signing.hand_in_page(r)),
    )


def _ref(request: Ask) -> str:
    return f"{request.path_params['party']}/{request.path_params['index']}"


def _start(request: Ask) -> int | None:
    asked = request.query_params.get("start", "")
    return int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 12 else None


def asks_of(request: Ask) -> dict[str, tuple[str, ...]]:
    """Return what the address asks for, beside language and day."""
    names = set(request.query_params) - {"lang", "as_of"}  # one that stands there a thousand times is looked up once
    return {name: tuple(request.query_params.getall(name)) for name in names}


def check_mechanism(request: Ask, short: str) -> None:
    """Say that there is nothing at the address of another mechanism."""
    if request.path_params["mechanism"] != short:
        raise NotFoundException


def _slice_index(pages: Pages, reading: Reading, _session: Session, request: Ask) -> Shown:
    return pages.index(replace(reading, asks=asks_of(request)))


def _slice_more(more: More, reading: Reading, _session: Session, request: Ask) -> Shown:
    return more.make(replace(reading, asks=asks_of(request)))


def _slice_subject(pages: Pages, reading: Reading, _session: Session, request: Ask) -> Shown | None:
    verdict = reading.find(_ref(request))
    if verdict is None or verdict.entry is None:
        return None
    shown = pages.show(replace(reading, asks=asks_of(request)), verdict.entry.id)
    shown = with_cautions(reading, shown, verdict.entry.id)
    return with_series(reading, with_aside(reading, shown, verdict.entry.id), verdict.entry.id)


def _slice_file(office: Office, short: str, slice_name: str, file: File) -> BaseRouteHandler:
    """Something of a slice that is downloaded."""

    @get(
        f"/m/{{mechanism:str}}/{slice_name}/{file.name}",
        opt=needs(Role.READER),
        include_in_schema=False,
        name=f"file {slice_name}/{file.name}",
    )
    async def made(request: Ask) -> Response[bytes]:
        check_mechanism(request, short)
        session: Session = request.scope["user"]
        lang = language_of(request)
        asks = asks_of(request)

        def make(reading: Reading) -> bytes:
            return file.make(replace(reading, asks=asks))

        data = await asyncio.to_thread(office.read, lang, session, day_of(request), make)
        return Response(
            data,
            media_type=file.media_type,
            headers={"Content-Disposition": f'attachment; filename="{file.name}"', "Content-Language": lang},
        )

    return made


def named_by(reading: Reading, request: Ask) -> tuple[EntryId, ...]:
    """Subjects that name persons under seal, and of which the page at an address says something."""
    if request.url.path.endswith("/matches"):
        return under_seal(reading)
    if not {"party", "index"} <= request.path_params.keys():
        return ()
    verdict = reading.find(_ref(request))
    return () if verdict is None or verdict.entry is None else under_seal(reading, verdict.entry.subject)


def answer_page(office: Office, request: Ask, short: str, make: Make) -> Response[Any]:
    """Make one page: read under the lock, set it outside."""
    check_mechanism(request, short)
    session: Session = request.scope["user"]
    lang = language_of(request)

    def ask(reading: Reading) -> tuple[Shown | None, Page, tuple[Opening, ...]]:
        shown = make(reading, session, request)
        opened = () if shown is None else note_opening(office, session, reading, named_by(reading, request))
        return shown, page_around(office, request, session, lang, reading), opened

    shown, page, opened = office.read(lang, session, day_of(request), ask)
    if shown is None:
        raise NotFoundException
    return html(shown, page, csrf=session.csrf, openings=opened)


async def posted_in(request: Ask) -> dict[str, list[str]]:
    """Return what a browser posted: text only."""
    try:
        data = await request.form()
    except (UnicodeError, LookupError) as error:  # browsers write in the encoding of the page, which is UTF-8
        raise ClientException("expected a form in UTF-8") from error
    return {name: [value for value in data.getall(name) if isinstance(value, str)] for name in data}


async def _files_in(request: Ask, posted: dict[str, list[str]]) -> Files:
    """Return the files that came with a form, and put the hash of each where the form asks for it."""
    found: list[bytes] = []
    data = await request.form()
    for name in data:
        for value in data.getall(name):
            if isinstance(value, UploadFile) and (file := await value.read()):
                found.append(file)
                posted[name] = [sha256(file).hexdigest()]
    return tuple(found)


def _send_form(
    office: Office, request: Ask, session: Session, posted: dict[str, list[str]], files: Files
) -> Response[Any]:
    lang = language_of(request)
    speaker = DelegateSpeaks(office, session.office)
    kind = request.path_params["kind"]

    def ask(reading: Reading) -> tuple[Any, Page]:
        if "save" in posted:
            done: Any = _kept(office, reading, session, kind, posted)
        else:
            asked = asked_by(posted, kind)
            # Looked up before the form is read: what was signed may stand against signing the same again.
            before = speaker.said_before(asked) if "sign" in posted else None
            done = before or signing.filled_form(reading, kind, posted, speaker, files, asked=asked)
        return done, page_around(office, request, session, lang, reading)

    # A draft is read against the present, whatever day the pages of a reconstruction open at.
    done, page = office.read(lang, session, None, ask)
    if done is None:
        raise NotFoundException
    if isinstance(done, str):
        return Redirect(done, status_code=303)
    if isinstance(done, Outcome):
        back = next(iter(posted.get("back", ())), "")
        return Redirect(after(office.reading(lang, session, None), done, back), status_code=303)
    return html(done, page, 422 if done.values["filled"].errors else 200, csrf=session.csrf)


def after(reading: Reading, outcome: Outcome, back: str = "") -> str:
    """Return where to go when something was signed, or waits.

    Args:
        reading: Of whoever signed.
        outcome: How far it went.
        back: As of `desk.landing.landing`.
    """
    if outcome.state != "signed":
        return reading.href("waiting", outcome.waits, kept=1)
    return landing(reading, outcome.ref, back)


_NOT_FIELDS = frozenset(
    {
        "version",
        "hold",
        "save",
        "check",
        "sign",
        "hand",
        "to_clear",
        "parts",
        "detail_to",
        "words_stay",
        "names_known",
        "back",
        ONE_TIME,
    }
)


def fields_in(posted: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return what was filled in, without the buttons."""
    return {name: values for name, values in posted.items() if name not in _NOT_FIELDS}


def _kept(office: Office, reading: Reading, session: Session, kind: str, posted: dict[str, list[str]]) -> str | None:
    """Keep what stands in a form as a new draft, and return where it is; None if there is no such form."""
    if kind not in signing.BY_NAME:
        return None
    draft = office.private.begin(kind, session.office, reading.lang, fields_in(posted))
    return reading.href("drafts", draft.id, kept=1)


def _send_hand_in(
    office: Office, request: Ask, session: Session, posted: dict[str, list[str]], _files: Files
) -> Response[Any]:
    lang = language_of(request)
    note = next(iter(posted.get("note", [])), "").replace("\r\n", "\n").lstrip()
    try:
        outcome = _taken(office, session, note.rstrip("\n").encode() + b"\n")
    except RefusedError as refused:
        problem = refused.code, refused.params
    else:
        return Redirect(after(office.reading(lang, session, None), outcome), status_code=303)

    def ask(reading: Reading) -> tuple[Shown, Page]:
        return signing.hand_in_page(reading, note, problem), page_around(office, request, session, lang, reading)

    shown, page = office.read(lang, session, None, ask)
    return html(shown, page, 422, csrf=session.csrf)


def hand_in(office: Office, session: Session, entry: bytes, beside: Sequence[bytes] = ()) -> str:
    """Take an entry that was signed elsewhere, and return its reference.

    Raises:
        RefusedError: It is none, or would have no effect: for bytes that are no entry too, with a code for what is wrong.
    """
    check_form(office, entry)
    return DelegateSpeaks(office, session.office).hand_in(entry, beside)


def _taken(office: Office, session: Session, entry: bytes) -> Outcome:
    """The same, and let it wait if it lacks a second signature."""
    check_form(office, entry)
    with office.acting(session):
        return DelegateSpeaks(office, session.office).take(entry)


def check_form(office: Office, entry: bytes) -> None:
    """Say what is wrong with bytes that are no entry.

    Raises:
        RefusedError: They are none; the code says in which way.
    """
    try:
        parse_entry(entry, office.record.fold.kinds)
    except MalformedError as error:
        code, params = why_malformed(entry, error)
        raise RefusedError(code, **params) from error


def _files(office: Office, short: str) -> Sequence[BaseRouteHandler]:
    """What is downloaded rather than read: notes, proofs, the policy; and the desk's own static files."""

    def download(path: str, suffix: str, make: Callable[[Reading, str], bytes]) -> BaseRouteHandler:
        @get(
            f"/m/{{mechanism:str}}/entry/{{party:str}}/{{index:int}}/{path}",
            opt=needs(Role.READER),
            include_in_schema=False,
            name=f"file {path}",
        )
        async def file(request: Ask) -> Response[bytes]:
            check_mechanism(request, short)
            ref = _ref(request)
            data = await asyncio.to_thread(office.read, "en", None, None, lambda reading: make(reading, ref))
            saved_as = ref.replace("/", "-") + suffix
            return _attachment(data, saved_as)

        return file

    @get(
        "/m/{mechanism:str}/entry/{party:str}/{index:int}/printed.svg", opt=needs(Role.READER), include_in_schema=False
    )
    async def code(request: Ask) -> Response[bytes]:
        """What a print-out carries, as a square."""
        check_mechanism(request, short)
        drawn = await asyncio.to_thread(
            office.read, "en", None, None, lambda reading: printed_code(reading, _ref(request))
        )
        return Response(drawn, media_type="image/svg+xml")

    @get("/m/{mechanism:str}/policy", opt=needs(Role.READER), include_in_schema=False)
    async def policy(request: Ask) -> Response[bytes]:
        check_mechanism(request, short)
        return Response(await asyncio.to_thread(office.policy), media_type="text/plain")

    @get(f"{STATIC}/{{version:str}}/{{path:path}}", opt=needs(Role.PUBLIC), include_in_schema=False)
    async def static(version: FromPath[str], path: FromPath[str]) -> Response[bytes]:
        found = read_assets((UI, *PACKAGES)).find(version, path.removeprefix("/"))
        if found is None:
            raise NotFoundException
        data, media_type = found
        return Response(data, headers={**IMMUTABLE, "Content-Type": media_type})

    return (
        download("note", ".note", entries.note_of),
        download("proof", ".tlog-proof", entries.proof_of),
        code,
        policy,
        static,
    )


def _attachment(data: bytes, name: str) -> Response[bytes]:
    headers: Mapping[str, str] = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type="application/octet-stream", headers=headers)
