"""Addresses of what the party keeps to itself: drafts, what waits to be signed, sheets.

Only delegates of the party come here, each in their own office. Everything is asked and changed under the node's lock, as with all pages.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from litestar import get, post
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect, Response

from trilateral.desk import drafts, sheets
from trilateral.desk.reading import SHORT, Reading
from trilateral.desk.signing import BY_NAME, chosen_hold, try_out
from trilateral.desk.views import views_page
from trilateral.errors import RefusedError
from trilateral.node import outgoing
from trilateral.node.kept import Draft
from trilateral.node.outgoing import Outcome
from trilateral.node.views import keep_view, remove_view, rename_view
from trilateral.server.asking import check_origin, language_of
from trilateral.server.marks import ONCE, asked_by
from trilateral.server.office import DelegateSpeaks, Office
from trilateral.server.pages import (
    MAX_FORM,
    Ask,
    after,
    answer_page,
    check_mechanism,
    fields_in,
    html,
    page_around,
    posted_in,
)
from trilateral.server.problems import ABSENT
from trilateral.server.roles import Role, needs
from trilateral.server.sessions import Session
from trilateral.ui.page import Shown

Posted: TypeAlias = Mapping[str, Sequence[str]]
Done: TypeAlias = Shown | str
"""What an act ends in: a page that says what stands against it, or the address to go to."""
Do: TypeAlias = Callable[[Office, Reading, Session, Posted, Ask], Done]


def routes(office: Office) -> Sequence[BaseRouteHandler]:
    """All of them."""
    short = office.record.mechanism[:SHORT]

    def page(path: str, make: Callable[[Reading, Session, Ask], Shown | None], role: Role) -> BaseRouteHandler:
        @get(f"/m/{{mechanism:str}}/{path}", opt=needs(role), include_in_schema=False, name=f"page {path}")
        async def shown_page(request: Ask) -> Response[Any]:
            return await asyncio.to_thread(answer_page, office, request, short, make)

        return shown_page

    def form(path: str, act: Do, role: Role) -> BaseRouteHandler:
        @post(
            f"/m/{{mechanism:str}}/{path}",
            opt=needs(role),
            include_in_schema=False,
            request_max_body_size=MAX_FORM,
            name=f"form {path}",
        )
        async def sent_form(request: Ask) -> Response[Any]:
            check_mechanism(request, short)
            posted = await posted_in(request)
            session: Session = request.scope["user"]
            check_origin(request, session, next(iter(posted.pop("csrf", [])), ""))
            return await asyncio.to_thread(_send, office, request, session, posted, act)

        return sent_form

    own = Role.DELEGATE
    return (
        page("drafts", lambda r, s, _: drafts.drafts_page(r, office.private, s.office), own),
        page("drafts/{row:str}", lambda r, s, q: _draft_page(office, r, s, q), own),
        form("drafts/{row:str}", _do_draft, own),
        page("waiting/{row:str}", lambda r, s, q: _waiting_page(office, r, s, q), own),
        form("waiting/{row:str}", _do_waiting, own),
        page("sheets", lambda r, s, q: sheets.sheets_page(r, office.private, s.office, _about(q)), own),
        page("sheets/new", lambda r, s, q: sheets.sheet_form(r, offices=_others(office, s), ref=_about(q)), own),
        form("sheets/new", _do_new_sheet, own),
        page("sheets/{row:str}", lambda r, s, q: _sheet_page(office, r, s, q), own),
        page("sheets/{row:str}/edit", lambda r, s, q: _sheet_form(office, r, s, q), own),
        form("sheets/{row:str}", _do_sheet, own),
        page("views", lambda r, s, q: _views_page(office, r, s, q), own),
        form("views", _do_view, own),
        form("views/{row:str}", _do_views, own),
    )


def _send(office: Office, request: Ask, session: Session, posted: Posted, act: Do) -> Response[Any]:
    lang = language_of(request)

    def ask(reading: Reading) -> tuple[Done, Any]:
        done = act(office, reading, session, posted, request)
        return done, page_around(office, request, session, lang, reading)

    done, page = office.read(lang, session, None, ask)
    if isinstance(done, str):
        return Redirect(done, status_code=303)
    stands_against = done.values.get("problem") or getattr(done.values.get("filled"), "errors", ())
    return html(done, page, 422 if stands_against else 200, csrf=session.csrf)


def _row(request: Ask) -> str:
    return str(request.path_params["row"])


def _about(request: Ask) -> str:
    return str(request.query_params.get("about", ""))[:80]


def _others(office: Office, session: Session) -> tuple[str, ...]:
    return DelegateSpeaks(office, session.office).others


def _version(posted: Posted) -> int:
    written = next(iter(posted.get("version", ())), "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0


# --- drafts


def _draft_page(office: Office, reading: Reading, session: Session, request: Ask) -> Shown:
    draft = office.private.draft(_row(request), session.office)
    speaker = DelegateSpeaks(office, draft.office)
    return drafts.draft_page(reading, office.private, draft, speaker=speaker, office=session.office)


def _do_draft(office: Office, reading: Reading, session: Session, posted: Posted, request: Ask) -> Done:
    draft = office.private.draft(_row(request), session.office)
    try:
        return _act_on(office, reading, session, posted, draft)
    except RefusedError as refused:
        if refused.code in ABSENT:
            raise
        writes = draft.office == session.office and draft.state in {"writing", "returned"}
        return drafts.draft_page(
            reading,
            office.private,
            office.private.draft(draft.id, session.office),
            speaker=DelegateSpeaks(office, draft.office),
            office=session.office,
            posted=posted if writes else None,
            problem=refused,
        )


def _act_on(office: Office, reading: Reading, session: Session, posted: Posted, draft: Draft) -> Done:  # noqa: PLR0911 - one return an act
    private, who, version = office.private, session.office, _version(posted)
    here = reading.href("drafts", draft.id)
    words = next(iter(posted.get("words", ())), "").replace("\r\n", "\n")
    if "delete" in posted:
        private.delete(draft.id, who)
        return reading.href("drafts")
    if "back" in posted:
        private.take_back(draft.id, who)
        return here
    if "approve" in posted:
        private.approve(draft.id, who, version, words)
        return reading.href("drafts")
    if "return" in posted:
        private.send_back(draft.id, who, version, words)
        return reading.href("drafts")
    if draft.office == who and draft.state in {"writing", "returned"}:
        draft = private.change(draft.id, who, fields_in(posted), version)
    if "hand" in posted:
        needed = DelegateSpeaks(office, who).needed(draft.kind)
        private.hand_over(draft.id, who, posted.get("to_clear", ()), needed=needed, offices=office.offices())
        return here
    if "check" in posted or "sign" in posted:
        return _tried(office, reading, session, posted, draft)
    return reading.href("drafts", draft.id, kept=1)


def _tried(office: Office, reading: Reading, session: Session, posted: Posted, draft: Draft) -> Done:
    """Check a draft as it is kept now, or sign it."""
    private = office.private
    if "sign" in posted and draft.office != session.office:
        raise RefusedError("private.not_your_draft", office=draft.office)
    if draft.kind not in BY_NAME:
        raise RefusedError("entry.unknown_kind", kind=draft.kind)
    speaker = DelegateSpeaks(office, draft.office)
    asked = {name: values for name, values in posted.items() if name in {"sign", "hold"}}
    mark = asked_by({ONCE: posted.get(ONCE, ()), **draft.fields}, f"draft {draft.id}")
    if "sign" in posted and (before := speaker.said_before(mark)) is not None:
        return after(reading, before)
    outcome, filled, text = try_out(reading, draft.kind, {**draft.fields, **asked}, speaker, draft, asked=mark)
    if outcome is not None:
        return after(reading, outcome)
    return drafts.draft_page(
        reading,
        private,
        private.draft(draft.id, session.office),
        speaker=speaker,
        office=session.office,
        filled=filled,
        text=text,
    )


# --- what waits


def _waiting_page(office: Office, reading: Reading, session: Session, request: Ask) -> Shown:
    waiting = office.private.waiting_entry(_row(request))
    if not drafts.may_see(waiting, session.office):
        raise RefusedError("private.no_such_entry", entry=waiting.id)
    speaker = DelegateSpeaks(office, session.office)
    return drafts.waiting_page(reading, waiting, office=session.office, speaker=speaker)


def _do_waiting(office: Office, reading: Reading, session: Session, posted: Posted, request: Ask) -> Done:
    row, who = _row(request), session.office
    waiting = office.private.waiting_entry(row)
    if not drafts.may_see(waiting, who):
        raise RefusedError("private.no_such_entry", entry=row[:40])
    speaker = DelegateSpeaks(office, who)
    try:
        if "cancel" in posted:
            outgoing.cancel(office.node, row, who)
            return reading.href("drafts")
        if "ask" in posted:
            outgoing.ask_second(office.node, row, who, next(iter(posted["ask"]), ""))
            return reading.href("waiting", row, kept=1)
        if "dismiss" in posted:
            outgoing.dismiss(office.node, row, who)
            return reading.href("drafts")
        if who in waiting.signed_by[1:] and waiting.state in {"held", "signed"}:  # pressed twice: it has been done
            return after(reading, Outcome("signed", waiting.ref) if waiting.ref else Outcome("held", waits=row))
        hold = chosen_hold(posted, speaker.hold_seconds)
        outcome = outgoing.countersign(office.node, row, who, hold_seconds=hold)
    except RefusedError as refused:
        now = office.private.waiting_entry(row)
        return drafts.waiting_page(reading, now, office=who, speaker=speaker, problem=refused)
    office.said()
    return after(reading, outcome)


# --- sheets


def _sheet_page(office: Office, reading: Reading, session: Session, request: Ask) -> Shown:
    return sheets.sheet_page(reading, office.private.sheet(_row(request), session.office), session.office)


def _sheet_form(office: Office, reading: Reading, session: Session, request: Ask) -> Shown:
    sheet = office.private.sheet(_row(request), session.office)
    if sheet.office != session.office:
        raise RefusedError("private.not_your_sheet", office=sheet.office)
    return sheets.sheet_form(reading, offices=_others(office, session), sheet=sheet)


def _do_new_sheet(office: Office, reading: Reading, session: Session, posted: Posted, _: Ask) -> Done:
    return _keep_sheet(office, reading, session, posted, "")


def _do_sheet(office: Office, reading: Reading, session: Session, posted: Posted, request: Ask) -> Done:
    if "delete" in posted:
        office.private.delete_sheet(_row(request), session.office)
        return reading.href("sheets")
    return _keep_sheet(office, reading, session, posted, _row(request))


def _keep_sheet(office: Office, reading: Reading, session: Session, posted: Posted, row: str) -> Done:
    held = office.private.sheet(row, session.office) if row else None
    offices = _others(office, session)
    try:
        sheet = sheets.keep_sheet(reading, office.private, session.office, posted, offices=offices, sheet=held)
    except RefusedError as refused:
        return sheets.sheet_form(reading, offices=offices, sheet=held, posted=posted, problem=refused)
    return reading.href("sheets", sheet.id)


# --- saved views


def _views_page(office: Office, reading: Reading, session: Session, request: Ask) -> Shown:
    asked = request.query_params
    return views_page(reading, office.private, session.office, where=asked.get("at", ""), name=asked.get("name", ""))


def _do_view(office: Office, reading: Reading, session: Session, posted: Posted, _: Ask) -> Done:
    name, where = (next(iter(posted.get(each, ())), "") for each in ("name", "where"))
    try:
        keep_view(office.private, session.office, name, where)
    except RefusedError as refused:
        return views_page(reading, office.private, session.office, where=where, name=name, problem=refused)
    return reading.href("views", kept=1)


def _do_views(office: Office, reading: Reading, session: Session, posted: Posted, request: Ask) -> Done:
    if "remove" in posted:
        remove_view(office.private, _row(request), session.office)
        return reading.href("views")
    name = next(iter(posted.get("name", ())), "")
    try:
        rename_view(office.private, _row(request), session.office, name)
    except RefusedError as refused:
        return views_page(reading, office.private, session.office, problem=refused)
    return reading.href("views", kept=1)
