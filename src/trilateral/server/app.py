"""One node's web server, put together."""

from collections.abc import Callable, Sequence
from typing import Any

from argon2 import PasswordHasher
from litestar import Litestar, Request
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.response import Response
from litestar.types import Message

from trilateral.node.asking import ACCEPTED, UnprovenError
from trilateral.node.node import Node
from trilateral.server import account, api, c2sp, devices, entering, guide, live, pages, private, reports, searching
from trilateral.server.asking import find_visitor, language_of
from trilateral.server.bodies import Arriving, Patience
from trilateral.server.choices import keep_choices
from trilateral.server.following import LIVE
from trilateral.server.headers import COMPRESSION, add_headers
from trilateral.server.office import Office
from trilateral.server.problems import PROBLEM, kind_of_visitor, problem_of
from trilateral.server.roles import guard
from trilateral.server.sessions import Doors
from trilateral.server.ways import make_ways

PATIENCE = Patience()


class Desk(Litestar):
    """The application. HEAD is answered as GET is, without the body.

    But not for one-use links, which whoever only looks ahead must not spend, nor for streams, which have no end.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD" or _is_for_get_alone(scope["path"]):
            await super().__call__(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        asked: Any = {**scope, "method": "GET"}
        await super().__call__(asked, receive, without_body)


def _is_for_get_alone(path: str) -> bool:
    return path.startswith("/in/") or path.endswith(f"/{LIVE}")


def _nothing() -> None:
    """Nobody wants to be told."""


def make_app(  # noqa: PLR0913 - what a server depends on, all but the node by name
    node: Node,
    *,
    doors: Doors | None = None,
    poke: Callable[[], None] = _nothing,
    said: Callable[[], None] = _nothing,
    addresses: Sequence[str] = (),
    own_names: Sequence[str] = (),
    hasher: PasswordHasher | None = None,
    patience: Patience = PATIENCE,
) -> Litestar:
    """Return the ASGI application of one node.

    Args:
        node: Open. The application asks it and does not close it.
        doors: Links and sessions; whoever hands out links keeps them.
        poke: Called when somebody says that a log has grown.
        said: Called when our own log has grown.
        addresses: What other nodes call this one: a request that one signed for another address is refused.
        own_names: What people may call it besides, where it listens.
        hasher: Hashes passphrases; by default as its library recommends.
        patience: With bodies that do not arrive.
    """
    doors = doors or Doors(node.clock.unix, node.private)
    opened_at = node.settings.sign_in.addresses or (*addresses, *own_names)
    salt = f"{node.party}\n{node.record.mechanism}"
    ways = make_ways(node.private, node.clock.unix, opened_at, salt, hasher)
    office = Office(node, poke, said, doors, ways)
    open_pages = live.Live(office)

    def failed(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        """Every error there is: a page, a problem in JSON, or a line."""
        lang = language_of(request)
        problem = problem_of(error, lang)
        if isinstance(error, UnprovenError):
            return Response(
                problem, status_code=problem.status, media_type=PROBLEM, headers={"Accept-Signature": ACCEPTED}
            )
        visitor = kind_of_visitor(request.scope["path"])
        if visitor == "node":
            return c2sp.plain(problem.status, problem.sentence)
        if visitor == "program":
            return Response(problem, status_code=problem.status, media_type=PROBLEM)
        return pages.problem_page(office, request, problem, lang)

    return Desk(
        route_handlers=[
            *c2sp.routes(office, addresses),
            *pages.routes(office),
            *private.routes(office),
            *devices.routes(office),
            *live.routes(office, open_pages),
            *guide.routes(office),
            *searching.routes(office),
            *entering.routes(office),
            *account.routes(office),
            *reports.routes(office),
            *api.routes(office),
        ],
        guards=[guard],
        middleware=[find_visitor(office), Arriving(office, patience).bounded],
        compression_config=COMPRESSION,
        before_send=[add_headers, keep_choices],
        exception_handlers={Exception: failed},
        openapi_config=api.DESCRIPTION,
        on_shutdown=[ways.close],
        state=State({"live": open_pages}),
        request_max_body_size=pages.MAX_FORM,
    )
