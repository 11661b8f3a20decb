"""Addresses of the guide. It is open to whoever can reach the node: nothing in it is of this mechanism."""

from collections.abc import Sequence
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Response

from trilateral.desk.guide import HOME, SOURCE_LANG, guide_href, guide_pages
from trilateral.i18n.catalogues import translator
from trilateral.server.asking import language_of
from trilateral.server.office import Office
from trilateral.server.pages import Ask, html, page_around
from trilateral.server.roles import Role, needs
from trilateral.ui.page import Shown
from trilateral.ui.views import Link


def routes(office: Office) -> Sequence[BaseRouteHandler]:
    """Both of them: the first page, and each other."""

    def page(request: Ask, name: str) -> Response[str]:
        lang = language_of(request)
        pages = guide_pages(SOURCE_LANG if request.query_params.get("in") == SOURCE_LANG else lang)
        found = pages.get(name)
        if found is None:
            raise NotFoundException
        ways = tuple((Link(guide_href(each.name), each.title, each is found), each.lang) for each in pages.values())
        around = page_around(office, request, request.scope.get("user"), lang, None)
        title = translator(lang).gettext("Guide")
        values = {"found": found, "ways": ways, "in_english": f"{guide_href(name)}?in={SOURCE_LANG}"}
        return html(Shown("desk/guide.html", f"{found.title} \u00b7 {title}", values), around)

    @get("/guide", opt=needs(Role.PUBLIC), include_in_schema=False)
    async def first(request: Ask) -> Response[Any]:
        return page(request, HOME)

    @get("/guide/{name:str}", opt=needs(Role.PUBLIC), include_in_schema=False)
    async def other(request: Ask, name: FromPath[str]) -> Response[Any]:
        return page(request, name)

    return first, other
