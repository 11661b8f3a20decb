"""The guide as pages: what lies in `docs/guide`, which is in the package as `guide`, set as HTML.

It is written in English, and its pages say so to those who read the desk in another language; what
they need at a page itself is in its help, in every language (`desk.help`).

Only what is in the folder is ever asked for. A way out of the guide, into the specification or to the files of
whoever runs a node, is shown as words: these are not on a running node.
"""

import functools
import importlib.resources
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

HOME = "README"
_WAY = re.compile(r"(?:([a-z]+|README)\.md)?(#[a-z0-9-]+)?")
_FOLDER = importlib.resources.files("trilateral") / "guide"


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page of the guide.

    Attributes:
        name: `desk`; of the first page `README`.
        title: Its heading.
        html: What stands below it.
    """

    name: str
    title: str
    html: Markup


@functools.cache
def guide_pages() -> dict[str, GuidePage]:
    """Return all pages by name: few and small, so they are set once."""
    found = (each for each in _FOLDER.iterdir() if each.name.endswith(".md"))
    pages = (_page(each.name.removesuffix(".md"), each.read_text("utf-8")) for each in found)
    return {page.name: page for page in sorted(pages, key=lambda page: (page.name != HOME, page.title))}


def guide_href(name: str) -> str:
    """Return the address of a page, perhaps with the anchor of a heading."""
    page, _, anchor = name.partition("#")
    return ("/guide" if page == HOME else f"/guide/{page}") + (f"#{anchor}" if anchor else "")


def _page(name: str, text: str) -> GuidePage:
    # Raw HTML stays text: the guide needs none.
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("fence", _program)
    reader.add_render_rule("code_block", _program)
    reader.add_render_rule("table_open", _table_open)
    reader.add_render_rule("table_close", _table_close)
    head, body = _parted(reader.parse(text))
    body = _named_columns(body)
    for token in body:
        token.children = _inside(token.children)
    html = reader.renderer.render(body, reader.options, {})
    return GuidePage(name, head or name, Markup(html))  # noqa: S704 - what is markup in our own files is escaped by the reader


def _parted(tokens: list[Token]) -> tuple[str, list[Token]]:
    """The heading of a page, and what stands below it, each heading with the name that links call it by."""
    for token, words in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(words.content))
    if tokens[:1] and tokens[0].tag == "h1":
        return tokens[1].content, tokens[3:]
    return "", tokens


def _named_columns(tokens: list[Token]) -> list[Token]:
    """The same without what would name columns and does not: a row of empty heads, or one empty head among others."""
    kept: list[Token] = []
    begin = 0
    for number, token in enumerate(tokens):
        if token.type == "thead_open":
            begin = len(kept)
        if token.type == "th_open" and not tokens[number + 1].content:
            token.tag = tokens[number + 2].tag = "td"
        kept.append(token)
        if token.type == "thead_close" and all(each.tag != "th" for each in kept[begin:]):
            del kept[begin:]
    return kept


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


def _program(_renderer: object, tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    return f'<pre class="raw" tabindex="0">{escape(tokens[index].content)}</pre>\n'


def _table_open(_renderer: object, _tokens: object, _index: int, _options: object, _env: object) -> str:
    return '<div class="table" tabindex="0">\n<table>\n'


def _table_close(_renderer: object, _tokens: object, _index: int, _options: object, _env: object) -> str:
    return "</table>\n</div>\n"


def _inside(tokens: list[Token] | None) -> list[Token] | None:
    """The same without links that lead out of the guide; those within it lead to its pages."""
    kept: list[Token] = []
    out = 0
    for token in tokens or ():
        if token.type == "link_open":
            asked = str(token.attrGet("href") or "")
            way = _WAY.fullmatch(asked)
            out += way is None
            if way is None:
                continue
            if way[1]:
                token.attrSet("href", guide_href(way[1] + (way[2] or "")))
        elif token.type == "link_close" and out:
            out -= 1
            continue
        kept.append(token)
    return None if tokens is None else kept
