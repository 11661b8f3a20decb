"""Where pages are: an address for each sort of page that a desk has, by its routes and by the links on its pages.

Pages of one sort differ in what they show and hardly in how: `us/9` and `ir/3`, row 7 and row 8. `shape` says of which sort
an address is. Each route of the application has at least one; a route with a part in braces that nobody here knows how to fill fails,
so that a new page is not forgotten.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import httpx2
from litestar import Litestar
from litestar.routes import HTTPRoute

from trilateral.desk.signing import BY_NAME
from trilateral.node.node import Node
from trilateral.server.roles import Role

_PART = re.compile(r"{([a-z_]+)(?::[a-z]+)?}")
_MECHANISM = re.compile("^/m/[0-9a-f]+")
_LINK = re.compile(r'href="(/[^"#]*)"')
_REF = re.compile(r"/[a-z][a-z0-9-]*/[0-9]+(?=/|$)")
_WORD = re.compile(r"/(drafts|waiting|sheets)/(?!new$)[^/]+")
_NUMBER = re.compile("[0-9]+")
_OTHERS = re.compile("^/(?:api|static|schema|in)(?:/|$)")
"""What is for programs, what is no page, and what spends a link."""


_NO_PAGE = re.compile("[?&]lang=|/(?:note|proof|policy)$|[.](?:ics|csv|json|pdf)$|/live(?:[?]|$)")
"""Languages are looked at by themselves; what is taken away is no page, nor is what never ends."""


def shape(address: str) -> str:
    """Of which sort a page is."""
    parts = urlsplit(address)
    path = _WORD.sub(r"/\1/*", _REF.sub("/*", _MECHANISM.sub("", parts.path)))
    named = sorted({_NUMBER.sub("0", name) for name, value in parse_qsl(parts.query) if value and name != "lang"})
    return f"{path}?{'&'.join(named)}" if named else path


def _examples(node: Node, rows: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Parts of addresses that stand for something of the record: the path's beginning, and what follows it."""
    fold = node.record.fold
    kinds: set[str] = set()
    for origin in node.record.origins:
        for verdict in fold.verdicts(origin):
            if verdict.entry is not None and verdict.entry.header.kind not in kinds:
                kinds.add(verdict.entry.header.kind)
                yield "entry", verdict.ref
    for each in sorted({kind.partition(".")[0] for kind in BY_NAME}):
        sorts: set[type] = set()
        for subject, held in fold.subjects(each).items():
            opened = fold.verdict(subject)
            if opened is not None and type(held) not in sorts:
                sorts.add(type(held))
                yield each, opened.ref
    yield from rows.items()


def routed(app: Litestar, node: Node, rows: Mapping[str, str], turn: int = 0) -> Iterator[str]:
    """An address or more for each route that shows a page.

    Args:
        app: The application.
        node: Whose record it shows.
        rows: What our party keeps to itself: `drafts`, and the id of one.
        turn: With which of several examples to begin.
    """
    examples = list(_examples(node, rows))
    examples = examples[turn % len(examples) :] + examples[: turn % len(examples)]
    for route in app.routes:
        if not isinstance(route, HTTPRoute) or _OTHERS.match(route.path):
            continue
        shown = [handler for handler in route.route_handlers if "GET" in handler.http_methods]
        names = _PART.findall(route.path)
        if not shown or (names and shown[0].opt.get("role") is Role.PUBLIC):
            continue  # nothing to look at, or a log for other nodes
        yield from _filled(route.path, names, node, examples)


def _filled(path: str, names: list[str], node: Node, examples: list[tuple[str, str]]) -> Iterator[str]:
    plain = _PART.sub(lambda part: node.record.mechanism[:10] if part[1] == "mechanism" else part[0], path)
    rest = [name for name in names if name != "mechanism"]
    if not rest:
        yield plain
    elif rest == ["kind"]:
        yield from (_PART.sub(kind, plain) for kind in sorted(BY_NAME))
    elif rest == ["party"]:
        yield _PART.sub(node.party, plain)
    else:
        # Under the name of a subject a matter of it, under the name of what we keep one of that, else an entry of each kind.
        under = plain.split("/")[3]
        of_it = [ref for sort, ref in examples if sort == under]
        subjects = {kind.partition(".")[0] for kind in BY_NAME}
        found = of_it if of_it or under in subjects else [ref for sort, ref in examples if sort == "entry"]
        known = {("party", "index"), ("row",)}
        assert tuple(rest) in known, f"say in `every_page` how to fill {rest} of {path}"
        assert rest != ["row"] or of_it, f"give an example of what is at {path}"
        for ref in found:
            values = iter(ref.split("/"))
            yield _PART.sub(lambda _, values=values: next(values), plain)  # type: ignore[misc]  # one at a time


def kinds_of(node: Node) -> dict[str, str]:
    """The kind of each entry, by its reference."""
    verdicts = (each for origin in node.record.origins for each in node.record.fold.verdicts(origin))
    return {each.ref: each.entry.header.kind for each in verdicts if each.entry is not None}


def every_shape(client: httpx2.Client, start: Iterator[str], met: set[str], kinds: Mapping[str, str]) -> dict[str, str]:
    """Follow links from these addresses. Return an address for each shape that is a page.

    Args:
        client: Somebody who has signed in.
        start: Where to begin.
        met: Shapes that need not be looked at; those that are found come to them.
        kinds: Entries whose pages are of another sort for each kind.
    """
    waiting = list(dict.fromkeys(start))
    pages: dict[str, str] = {}
    for address in waiting:
        name = shape(address)
        if kind := kinds.get(address.partition("/entry/")[2]):
            name = f"{name} {kind}"
        if name in met or _NO_PAGE.search(address):
            continue
        met.add(name)
        answer = client.get(address, follow_redirects=True)
        if not answer.headers["content-type"].startswith("text/html"):
            continue  # taken away, or for other nodes
        assert answer.status_code == 200, f"{answer.status_code} {address}"
        pages[name] = address
        waiting += [unescape(link) for link in _LINK.findall(answer.text)]
    return pages
