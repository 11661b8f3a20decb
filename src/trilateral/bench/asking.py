"""Every page there is, asked of a node's application as the browser of a signed-in delegate asks it.

Addresses come from the routes themselves, so a page that is added later is measured without being named here. What
stands for a subject, an entry or a row in an address is taken from the record: of each sort of subject the one about
which most was said, and the one that was opened last.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Litestar
from litestar.exceptions import LitestarException
from litestar.routes import HTTPRoute

from trilateral.desk.guide import guide_pages
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import SHORT
from trilateral.desk.signing import BY_NAME
from trilateral.ledger.entry import Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.node import Node
from trilateral.node.outgoing import say
from trilateral.server.asking import cookie_name
from trilateral.server.office import Office
from trilateral.server.roles import Role
from trilateral.server.sessions import Doors
from trilateral.server.ways import make_ways

DEEP = "1000"
"""How far down a list its later pages are asked for."""
_ASKS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "incidents": ({"side": "north"}, {"type": "battle"}, {"agreement": "differing"}, {"start": "20000"}),
    "designations": ({"q": "road"},),
    "search": ({"q": "road"}, {"q": "north road", "party": "north"}, {"about": "statements"}),
    "timeline": ({"by": "about"}, {"at": "0"}, {"in": "2031-05"}, {"in": "2031-05-12"}, {"party": "north"}),
}
"""What readers ask of a list, where it can be asked for more than its stretches."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a page is.

    Attributes:
        page: Its route below home, such as `allegations/{party}/{index}`; empty for home.
        path: The address.
        is_page: Whether people read it; else it is downloaded.
    """

    page: str
    path: str
    is_page: bool = True


class NotThereError(Exception):
    """A page did not come."""


class Visitor:
    """A delegate who has signed in, in memory: no socket, no framework of tests."""

    def __init__(self, app: Litestar, node: Node, doors: Doors, office: str) -> None:
        """Come in by a link."""
        self._app = app
        opened = doors.enter(doors.link(Role.DELEGATE, office))
        if opened is None:
            raise NotThereError("expected the link to open a session")
        ways = make_ways(node.private, node.clock.unix, (), "")
        self._cookie = f"{cookie_name(Office(node, lambda: None, lambda: None, doors, ways))}={opened[0]}"

    async def ask(self, path: str, lang: str = "en") -> tuple[float, bytes]:
        """Seconds until the last byte of a page was there, and the page.

        Raises:
            NotThereError: It is not there, or never ends.
        """
        where, _, query = path.partition("?")
        scope: Any = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": where,
            "raw_path": where.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [
                (b"host", b"bench"),
                (b"cookie", self._cookie.encode()),
                (b"accept-language", lang.encode()),
                (b"accept-encoding", b"gzip"),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("bench", 80),
            "state": {},
        }
        parts: list[bytes] = []
        status = 0

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if any(name == b"content-type" and b"event-stream" in value for name, value in message["headers"]):
                    raise NotThereError(f"{path}: a stream")
            else:
                parts.append(message.get("body", b""))

        began = time.perf_counter()
        try:
            await self._app(scope, receive, send)
        except LitestarException as error:  # what `send` says of a stream comes back in one of these
            raise NotThereError(f"{path}: {error.__cause__ or error}") from error
        seconds = time.perf_counter() - began
        if status != 200:
            raise NotThereError(f"{path}: expected a page, got {status}")
        return seconds, b"".join(parts)


def addresses(app: Litestar, node: Node, office: str) -> Iterator[Address]:
    """Every page that people read, each at the addresses that stand for all others of its sort."""
    yield Address("sign-in", "/sign-in")
    yield Address("guide", "/guide")
    yield from (Address("guide/{name}", f"/guide/{name}") for name in guide_pages())
    given = _Given(node, office)
    for route in sorted(app.routes, key=lambda each: each.path):
        if isinstance(route, HTTPRoute) and route.path.startswith("/m/"):
            for handler in route.route_handlers:
                if "GET" in handler.http_methods:
                    is_page = (handler.name or "").startswith("page")
                    yield from (
                        Address(page, path, is_page) for page, path in given.filled(tuple(route.path_components))
                    )


class _Given:
    """What stands in addresses."""

    def __init__(self, node: Node, office: str) -> None:
        self._node = node
        self._home = f"/m/{node.record.mechanism[:SHORT]}"
        self._fold = node.record.readers.reading()
        self._rows = _rows(node, office)
        self._subjects = {name: tuple(_subjects(self._fold, name)) for name in BY_SLICE}

    def filled(self, components: Sequence[Any]) -> Iterator[tuple[str, str]]:
        """A route below home, and its addresses."""
        below = [each if isinstance(each, str) else f"{{{each.name}}}" for each in components[2:]]
        page = "/".join(below)
        for values in self._values(below):
            path = "/".join([self._home, *(values.get(each, each) for each in below)]) + ("" if below else "/")
            yield page, path
            if len(below) == 1 and not values:
                asks = [{"start": DEEP}, *_ASKS.get(page, ())]
                yield from ((page, f"{path}?{urlencode(each)}") for each in asks)

    def _values(self, below: Sequence[str]) -> Iterable[Mapping[str, str]]:
        named = {each for each in below if each.startswith("{")}
        if not named:
            return ({},)
        if named == {"{party}", "{index}"}:
            of = (below[0],) if below[0] in self._subjects else tuple(self._subjects)
            refs = [ref.split("/") for name in of for ref in self._subjects[name]]
            return [{"{party}": party, "{index}": index} for party, index in refs]
        if named == {"{party}"}:
            return [{"{party}": party.id} for party in self._node.record.charter.parties]
        if named == {"{kind}"}:
            return [{"{kind}": kind} for kind in BY_NAME]
        if named == {"{row}"}:
            return [{"{row}": self._rows[below[0]]}] if below[0] in self._rows else ()
        return ()


def unknown(app: Litestar, found: Iterable[Address]) -> list[str]:
    """Pages for which no address was found: there is none of the sort, or nobody said here what stands in it."""
    had = {each.page for each in found}
    routes = [each for each in app.routes if isinstance(each, HTTPRoute) and each.path.startswith("/m/")]
    pages = [
        "/".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in route.path_components[2:])
        for route in routes
        if any("GET" in handler.http_methods for handler in route.route_handlers)
    ]
    return sorted(set(pages) - had)


def _subjects(fold: Fold, name: str) -> Iterator[str]:
    """Of each sort of subject of a slice the one about which most was said, and the last one."""
    by_sort: dict[type, list[tuple[int, int, str]]] = {}
    for subject, state in fold.subjects(name).items():
        verdict = fold.verdict(subject)
        if verdict is not None and fold.slice_of(subject) == name:
            found = len(fold.acts(subject)), verdict.index, verdict.ref
            by_sort.setdefault(type(state), []).append(found)
    for held in by_sort.values():
        yield from dict.fromkeys((max(held)[2], max(held, key=lambda each: each[1])[2]))


def _rows(node: Node, office: str) -> dict[str, str]:
    """One of each thing that an office keeps to itself; where the record was measured before, the same again."""
    private = node.private
    draft = next(iter(private.drafts_for(office)), None) or private.begin("statements.made", office, "en", {})
    sheet = next(iter(private.sheets_for(office)), None) or private.write_sheet(
        office, sort="note", title="A sheet", text="For us alone.", lang="en"
    )
    waiting = next((each.id for each in private.waiting.all() if each.state == "held"), "")
    if not waiting:
        body = StatementMade(sort="position", text=Text(lang="en", text="Held for an hour."))
        waiting = say(node, body, by=office, hold_seconds=3600).waits
    return {"drafts": draft.id, "sheets": sheet.id, "waiting": waiting}
