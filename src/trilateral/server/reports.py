"""Addresses of pages that put much of the record together: the file of a meeting, the course of things, the map.

Each is made under the node's lock like any other page. What only delegates may read goes into the meeting's file for
delegates alone.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.response import Response

from trilateral.desk.course import course_page
from trilateral.desk.map import map_data, map_page
from trilateral.desk.meeting_file import meeting_file, page_rules
from trilateral.desk.reading import SHORT, Reading
from trilateral.desk.timeline import timeline_page
from trilateral.server.asking import day_of, language_of
from trilateral.server.office import Office
from trilateral.server.pages import Ask, answer_page, asks_of, check_mechanism
from trilateral.server.roles import Role, needs
from trilateral.server.sessions import Session
from trilateral.ui.page import Shown


def routes(office: Office) -> Sequence[BaseRouteHandler]:
    """All of them."""
    short = office.record.mechanism[:SHORT]

    def page(path: str, make: Callable[[Reading, Session, Ask], Shown | None]) -> BaseRouteHandler:
        @get(f"/m/{{mechanism:str}}/{path}", opt=needs(Role.READER), include_in_schema=False, name=f"page {path}")
        async def shown_page(request: Ask) -> Response[Any]:
            return await asyncio.to_thread(answer_page, office, request, short, make)

        return shown_page

    def data(path: str, media_type: str, make: Callable[[Reading, Ask], str | bytes | None]) -> BaseRouteHandler:
        @get(f"/m/{{mechanism:str}}/{path}", opt=needs(Role.READER), include_in_schema=False, name=f"data {path}")
        async def made(request: Ask) -> Response[Any]:
            check_mechanism(request, short)
            session: Session = request.scope["user"]
            lang = language_of(request)
            found = await asyncio.to_thread(office.read, lang, session, day_of(request), lambda r: make(r, request))
            if found is None:
                raise NotFoundException
            return Response(found, media_type=media_type, headers={"Content-Language": lang})

        return made

    of_meeting = "meetings/{party:str}/{index:int}/file"
    return (
        page("timeline", lambda r, _s, q: timeline_page(replace(r, asks=asks_of(q)))),
        page("map", lambda r, _s, q: map_page(replace(r, asks=asks_of(q)))),
        data("map.json", "application/json", lambda r, q: map_data(replace(r, asks=asks_of(q)))),
        page("course", lambda r, _s, q: course_page(replace(r, asks=asks_of(q)))),
        page(of_meeting, lambda r, s, q: _meeting_file(office, r, s, q)),
        data(f"{of_meeting}/sheet.css", "text/css", lambda r, q: page_rules(r, _ref(q))),
    )


def _ref(request: Ask) -> str:
    return f"{request.path_params['party']}/{request.path_params['index']}"


def _meeting_file(office: Office, reading: Reading, session: Session, request: Ask) -> Shown | None:
    """Our own sheets go to delegates who read the present: nobody writes a sheet in the past."""
    private = office.private if session.role is Role.DELEGATE and reading.as_of is None else None
    wanted = request.query_params.get("sheets") != "no"
    return meeting_file(reading, _ref(request), private, session.office, with_sheets=wanted)
