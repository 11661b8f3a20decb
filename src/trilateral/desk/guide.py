"""The guide as pages: what lies in `docs/guide`, which is in the package as `guide`, set as HTML.

It is written in English. A folder in it named after a language holds its translation, page by page and heading by
heading, and in `SOURCES` the SHA-256 of each English page as it was when it was translated, in the form of `sha256sum`.
A heading is called by the English one at its place, so that every link holds in every language. A page that has no
translation is shown in English, and says so.

Only what is in the folder is ever asked for. A way out of the guide, into the specification or to the files of
whoever runs a node, is shown as words: these are not on a running node.
"""

import functools
import importlib.resources
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

HOME = "README"
SOURCE_LANG = "en"
_WAY = re.compile(r"(?:([a-z]+|README)\.md)?(#[a-z0-9-]+)?")
_FOLDER = importlib.resources.files("trilateral") / "guide"


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page of the guide.

    Attributes:
        name: `desk`; of the first page `README`.
        lang: The language that it is in.
        title: Its heading.
        html: What stands below it.
    """

    name: str
    lang: str
    title: str
    html: Markup


@functools.cache
def guide_pages(lang: str = SOURCE_LANG) -> dict[str, GuidePage]:
    """Return all pages by name for a reader of a language: few and small, so they are set once.

    They stand in the order of the English titles in every language, so that a page keeps its place.
    """
    found = (each for each in _FOLDER.iterdir() if each.name.endswith(".md"))
    source = {each.name.removesuffix(".md"): each.read_text("utf-8") for each in found}
    pages = {name: _page(name, text) for name, text in source.items()}
    order = sorted(pages, key=lambda name: (name != HOME, pages[name].title))
    if lang == SOURCE_LANG:
        return {name: pages[name] for name in order}
    return {name: _translated(lang, name, source[name]) or pages[name] for name in order}


def _translated(lang: str, name: str, source: str) -> GuidePage | None:
    there = _FOLDER / lang / f"{name}.md"
    return _page(name, there.read_text("utf-8"), lang, source) if there.is_file() else None


def guide_href(name: str) -> str:
    """Return the address of a page, perhaps with the anchor of a heading."""
    page, _, anchor = name.partition("#")
    return ("/guide" if page == HOME else f"/guide/{page}") + (f"#{anchor}" if anchor else "")


def _page(name: str, text: str, lang: str = SOURCE_LANG, source: str = "") -> GuidePage:
    """Set a page; of a translation `source` is the text that it translates, by which its headings are called."""
    # Raw HTML stays text: the guide needs none.
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("fence", _program)
    reader.add_render_rule("code_block", _program)
    reader.add_render_rule("table_open", _table_open)
    reader.add_render_rule("table_close", _table_close)
    tokens = reader.parse(text)
    called = _headings(reader.parse(source) if source else tokens)
    for heading, english in zip(_headings(tokens), called.values(), strict=True):
        tokens[heading].attrSet("id", _anchor(english))
    head, body = (tokens[1].content, tokens[3:]) if tokens[:1] and tokens[0].tag == "h1" else (name, tokens)
    body = _named_columns(body)
    for token in body:
        token.children = _inside(token.children)
    html = reader.renderer.render(body, reader.options, {})
    return GuidePage(name, lang, head, Markup(html))  # noqa: S704 - what is markup in our own files is escaped by the reader


def _headings(tokens: list[Token]) -> dict[int, str]:
    """The words of each heading by where it opens."""
    return {place: tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"}


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
    """The same without links that lead out of the guide; those within it lead to its pages, in any language."""
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
