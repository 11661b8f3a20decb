"""Where pages are: an address for each sort of page that a desk has, by its routes and by the links on its pages.

Pages of one sort differ in what they show and hardly in how: `us/9` and `ir/3`, row 7 and row 8. `shapes` says of which sorts
an address is. Each route of the application has at least one; a route with a part in braces that nobody here knows how to fill fails,
so that a new page is not forgotten. So has each sort of matter that a slice knows, and each list both with something in it and
with nothing; and of the other pages of matters and lists one more wherever an element stands that no page before has.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from itertools import combinations
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from jinja2 import Environment, Template
from litestar import Litestar
from litestar.routes import HTTPRoute

from trilateral.catalogue import SLICES
from trilateral.desk.places import ACROSS, BY_SLICE
from trilateral.desk.signing import BY_NAME
from trilateral.node.node import Node
from trilateral.server.roles import Role

_PART = re.compile(r"{([a-z0-9_]+)(?::[a-z]+)?}")
_MECHANISM = re.compile("^/m/[0-9a-f]+")
_LINK = re.compile(r'href="(/[^"#]*)"')
_CLASSES = re.compile(r'<([a-z][a-z0-9-]*)\b[^>]*? class="([^"]*)"')
_REF = re.compile(r"/[a-z][a-z0-9-]*/[0-9]+(?=/|$)")
_WORD = re.compile(r"/(drafts|waiting|sheets)/(?!new$)[^/]+")
_KIND = re.compile("(/sign/[a-z]+)[.][a-z_]+$")
_NUMBER = re.compile("[0-9]+")
_OTHERS = re.compile("^/(?:api|static|schema|in|charter|certificate)(?:/|$)")
"""What is for programs, what is no page, and what spends a link."""


_NO_PAGE = re.compile(
    "[?&]lang=|/(?:note|proof|policy)$|[.](?:ics|csv|json|geojson|pdf|svg|css|webmanifest)$|/live(?:[?]|$)"
)
"""Languages are looked at by themselves; what is taken away is no page, nor is what never ends."""

_PLAIN = re.compile(rf"^/m/[0-9a-f]+/(?:(?:{'|'.join(BY_SLICE)})(?:/[a-z][a-z0-9-]*/[0-9]+)?|{'|'.join(ACROSS)})?$")
"""Home, lists, matters, and pages across slices, with nothing asked of them."""


@dataclass
class Met:
    """What is looked at already, of all records.

    Attributes:
        shapes: Sorts of pages.
        elements: What stands on them: elements with their classes, and templates.
    """

    shapes: set[str] = field(default_factory=set)
    elements: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Found:
    """A page that is to be looked at.

    Attributes:
        name: Of which sort.
        address: Below the node's.
        templates: What it is made from.
    """

    name: str
    address: str
    templates: frozenset[str]


@dataclass(frozen=True)
class Sorts:
    """What makes pages of one path be of several sorts in a record.

    Attributes:
        at: By address below home: what sort of matter is there, of which kind an entry is.
        every_kind: Whether entries, and forms in which something is filled in, are of another sort for each kind.
    """

    at: Mapping[str, str]
    every_kind: bool


def shapes(address: str, sorts: Sorts) -> tuple[str, ...]:
    """Of which sorts a page is: its path's, with each two things that are asked of it.

    Args:
        address: The page's.
        sorts: From `sorts_at`.
    """
    parts = urlsplit(address)
    path = _WORD.sub(r"/\1/*", _REF.sub("/*", _MECHANISM.sub("/m", parts.path)))
    if sort := sorts.at.get(_MECHANISM.sub("", parts.path).strip("/")):
        path = f"{path} {sort}"
    if parts.query and not sorts.every_kind:
        path = _KIND.sub(r"\1.*", path)
    asked = sorted({_NUMBER.sub("0", name) for name, value in parse_qsl(parts.query) if value and name != "lang"})
    two = [f"{path}?{'&'.join(each)}" for each in combinations(asked, 2)]
    return tuple(two) or (f"{path}?{asked[0]}" if asked else path,)


def sorts_of_matter() -> frozenset[str]:
    """The shape of each sort of matter that a slice knows."""

    def leaves(struct: type[Any]) -> Iterator[str]:
        below = struct.__subclasses__()
        if not below:
            yield struct.__name__
        for each in below:
            yield from leaves(each)

    known = [each for each in SLICES if not each.general]
    return frozenset(f"/m/{each.name}/* {sort}" for each in known for sort in leaves(each.state))


NOTHING = "with nothing in it"


def sorts_at(node: Node, *, every_kind: bool) -> Sorts:
    """Of which sorts pages are in the record of a node, to its own people.

    Args:
        node: Whose.
        every_kind: As of `Sorts`.
    """
    found: dict[str, str] = {}
    reading = node.record.readers.reading()
    for each in BY_SLICE:
        # What lies beside the logs has its page for everybody; what was said under seal, for those who read it.
        subjects = {**node.record.fold.subjects(each), **reading.subjects(each)}
        for subject, held in subjects.items():
            opened = reading.verdict(subject)
            if opened is not None and opened.log in node.record.origins:  # a reference leads to the first branch
                found[f"{each}/{opened.ref}"] = type(held).__name__
        if not subjects and each != "charter":  # which is there itself
            found[each] = NOTHING
    if every_kind:
        verdicts = (each for origin in node.record.origins for each in node.record.fold.verdicts(origin))
        found |= {f"entry/{each.ref}": each.entry.header.kind for each in verdicts if each.entry is not None}
    return Sorts(found, every_kind)


def _examples(node: Node, rows: Mapping[str, str], sorts: Sorts) -> Iterator[tuple[str, str]]:
    """Parts of addresses that stand for something of the record: the path's beginning, and what follows it."""
    fold = node.record.fold
    kinds: set[str] = set()
    for origin in node.record.origins:
        for verdict in fold.verdicts(origin):
            if verdict.entry is not None and verdict.entry.header.kind not in kinds:
                kinds.add(verdict.entry.header.kind)
                yield "entry", verdict.ref
    for address in sorts.at:
        under, _, ref = address.partition("/")
        if ref and under in BY_SLICE:
            yield under, ref
    yield from rows.items()


def shows_a_page(route: HTTPRoute) -> bool:
    """Whether people find something at a route that they look at where they find it."""
    shown = [handler for handler in route.route_handlers if "GET" in handler.http_methods]
    public = bool(_PART.findall(route.path)) and bool(shown) and shown[0].opt.get("role") is Role.PUBLIC
    return bool(shown) and not public and not _OTHERS.match(route.path) and not _NO_PAGE.search(route.path)


def routed(app: Litestar, node: Node, rows: Mapping[str, str], sorts: Sorts, turn: int = 0) -> Iterator[str]:
    """An address or more for each route that shows a page.

    Args:
        app: The application.
        node: Whose record it shows.
        rows: What our party keeps to itself: `drafts`, and the id of one.
        sorts: From `sorts_at`.
        turn: With which of several examples to begin.
    """
    examples = list(_examples(node, rows, sorts))
    examples = examples[turn % len(examples) :] + examples[: turn % len(examples)]
    for route in app.routes:
        if isinstance(route, HTTPRoute) and shows_a_page(route):
            yield from _filled(route.path, _PART.findall(route.path), node, examples)


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
        found = of_it if of_it or under in BY_SLICE else [ref for sort, ref in examples if sort == "entry"]
        known = {("party", "index"), ("row",)}
        assert tuple(rest) in known, f"say in `every_page` how to fill {rest} of {path}"
        assert rest != ["row"] or of_it, f"give an example of what is at {path}"
        for ref in found:
            values = iter(ref.split("/"))
            yield _PART.sub(lambda _, values=values: next(values), plain)  # type: ignore[misc]  # one at a time


def routes_without(app: Litestar, addresses: Iterable[str]) -> list[str]:
    """Routes that show a page, and of which none of these addresses is."""
    paths = {urlsplit(each).path for each in addresses}
    routes = [each.path for each in app.routes if isinstance(each, HTTPRoute) and shows_a_page(each)]
    return [route for route in routes if not any(re.fullmatch(_PART.sub("[^/]+", route), each) for each in paths)]


@contextmanager
def templates_noted() -> Iterator[set[str]]:
    """Names of templates as pages ask for them, in whichever thread; to be cleared before a page."""
    names: set[str] = set()
    ask = Environment.get_template

    def noted(self: Environment, name: str | Template, *given: Any) -> Template:
        names.add(str(name))
        return ask(self, name, *given)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Environment, "get_template", noted)
        yield names


def every_shape(client: httpx2.Client, start: Iterable[str], met: Met, sorts: Sorts, noted: set[str]) -> list[Found]:
    """Follow links from these addresses, but not through an earlier day. Return a page of each sort.

    Args:
        client: Somebody who has signed in.
        start: Where to begin.
        met: What need not be looked at; what is found comes to it.
        sorts: From `sorts_at`.
        noted: From `templates_noted`.
    """
    waiting = list(dict.fromkeys(start))
    asked: set[str] = set()
    pages: list[Found] = []
    for address in waiting:
        names = shapes(address, sorts)
        fresh = set(names) - met.shapes
        if address in asked or _NO_PAGE.search(address) or not (fresh or _PLAIN.match(address)):
            continue
        asked.add(address)
        noted.clear()
        answer = client.get(address, follow_redirects=True)
        if not answer.headers["content-type"].startswith("text/html"):
            met.shapes.update(names)
            continue  # taken away, or for other nodes
        assert answer.status_code == 200, f"{answer.status_code} {address}"
        elements = noted | {f"{tag}.{each}" for tag, named in _CLASSES.findall(answer.text) for each in named.split()}
        if fresh or elements - met.elements:
            met.shapes.update(names)
            met.elements |= elements
            pages.append(Found(" ".join(names), address, frozenset(noted)))
        waiting += [unescape(link) for link in _LINK.findall(answer.text) if "as_of=" not in link]
    return pages
