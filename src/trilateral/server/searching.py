"""Addresses of search, for people and for programs."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from litestar import get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery, QueryParameter
from litestar.response import Response

from trilateral.desk.reading import SHORT, Reading
from trilateral.desk.search import SearchFound, found_search, search_page
from trilateral.server.asking import day_of, language_of
from trilateral.server.office import Office
from trilateral.server.pages import Ask, answer_page, asks_of
from trilateral.server.roles import Role, needs
from trilateral.server.sessions import Session
from trilateral.ui.page import Shown

Start = Annotated[int, QueryParameter(ge=0, le=9_999_999)]
Limit = Annotated[int, QueryParameter(ge=1, le=500)]


def routes(office: Office) -> Sequence[BaseRouteHandler]:
    """All of them."""
    short = office.record.mechanism[:SHORT]

    def shown(reading: Reading, session: Session, request: Ask) -> Shown:
        own = office.private if session.role is Role.DELEGATE else None
        return search_page(replace(reading, asks=asks_of(request)), office.seeker(), own, session.office)

    @get("/m/{mechanism:str}/search", opt=needs(Role.READER), include_in_schema=False, name="page search")
    async def page(request: Ask) -> Response[Any]:
        return await asyncio.to_thread(answer_page, office, request, short, shown)

    @get("/api/search", opt=needs(Role.READER))
    async def search(  # noqa: PLR0913, PLR0917 - what a search can be narrowed to
        request: Ask,
        q: FromQuery[str] = "",
        party: FromQuery[str] = "",
        to: FromQuery[str] = "",
        about: FromQuery[str] = "",
        said_in: FromQuery[str] = "",
        since: FromQuery[str] = "",
        until: FromQuery[str] = "",
        clock: FromQuery[bool] = False,
        start: Start = 0,
        limit: Limit = 25,
    ) -> SearchFound:
        """Entries that say something, in any spelling and script; those that answer by header or sound alone come last."""
        asks = {"q": q, "party": party, "to": to, "about": about, "said_in": said_in, "since": since, "until": until}
        asks |= {"clock": str(int(clock)), "start": str(start)}
        asked = {name: (value,) for name, value in asks.items()}

        def ask(reading: Reading) -> SearchFound:
            return found_search(reading, office.seeker(), asked, limit)

        session: Session = request.scope["user"]
        return await asyncio.to_thread(office.read, language_of(request), session, day_of(request), ask)

    return page, search
