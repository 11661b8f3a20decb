"""The guide in other languages: each page whole, and of the state that its English page has now."""

import hashlib
import importlib.resources
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.server.web import Web, web
from trilateral.desk.guide import SOURCE_LANG, guide_pages
from trilateral.i18n.languages import LANGUAGES
from trilateral.server.roles import Role

GUIDE = Path(str(importlib.resources.files("trilateral") / "guide"))
TRANSLATED = sorted(set(LANGUAGES) - {SOURCE_LANG})
NAMES = sorted(path.name for path in GUIDE.glob("*.md"))


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("guide")) as made:
        yield made


def tokens(path: Path) -> list[Token]:
    return MarkdownIt("commonmark", {"html": False}).enable("table").parse(path.read_text("utf-8"))


def inside(path: Path) -> list[Token]:
    return [each for token in tokens(path) for each in token.children or ()]


def shape(path: Path) -> list[str]:
    """What opens, one after another: headings with their level, paragraphs, points, rows and cells."""
    return [each.tag for each in tokens(path) if each.nesting == 1]


def programs(path: Path) -> list[str]:
    return [each.content for each in tokens(path) if each.type in {"fence", "code_block"}]


def ways(path: Path) -> Counter[str]:
    """Where links lead, as from the folder of the English page."""
    return Counter(
        str(each.attrGet("href")).replace("../../", "../") for each in inside(path) if each.type == "link_open"
    )


def names(path: Path) -> Counter[str]:
    return Counter(each.content for each in inside(path) if each.type == "code_inline")


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_page_is_translated_from_the_english_page_as_it_is(lang: str) -> None:
    lines = (line.split() for line in (GUIDE / lang / "SOURCES").read_text("utf-8").splitlines())
    held = {name: digest for digest, name in lines}
    now = {name: hashlib.sha256((GUIDE / name).read_bytes()).hexdigest() for name in NAMES}

    assert held == now, f"carry the change over, then in docs/guide: sha256sum *.md > {lang}/SOURCES"
    assert sorted(path.name for path in (GUIDE / lang).glob("*.md")) == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_leaves_nothing_out(lang: str, name: str) -> None:
    source, translation = GUIDE / name, GUIDE / lang / name

    assert shape(translation) == shape(source)
    assert programs(translation) == programs(source)
    assert ways(translation) == ways(source)
    assert names(translation) == names(source)


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_heading_is_called_alike_in_every_language(lang: str) -> None:
    for english, other in zip(guide_pages().values(), guide_pages(lang).values(), strict=True):
        assert [english.name, *_called(english.html)] == [other.name, *_called(other.html)]
        assert other.lang == lang
        assert other.title != english.title


def _called(html: str) -> list[str]:
    return [part.partition('"')[0] for part in html.split(' id="')[1:]]


def test_a_reader_has_the_guide_in_their_language_and_a_way_to_the_english_page(us: Web) -> None:
    with us.visitor(Role.READER, lang="ar") as reader:
        page = reader.client.get("/guide/desk").text
        english = reader.client.get("/guide/desk?in=en").text

    assert '<article class="guide-page" lang="ar" dir="rtl">' in page
    assert 'href="/guide/desk?in=en"' in page
    assert "هذه ترجمة" in page
    assert '<article class="guide-page" lang="en" dir="ltr">' in english
    assert "هذه الصفحة من الدليل بالإنجليزية" in english
