"""Help inside: no page is without it, in any language, and it leads to a page of the guide that is there."""

import importlib.resources
import re
from collections.abc import Iterator

import pytest

from tests.server.web import Web, web
from trilateral.desk.guide import guide_pages
from trilateral.desk.help import ANYTHING, GUIDE, SIGNS, guide_of
from trilateral.desk.signing import BY_NAME
from trilateral.i18n.catalogues import translator
from trilateral.i18n.languages import LANGUAGES
from trilateral.server.pages import PACKAGES


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("help")) as made:
        yield made


def pages() -> list[str]:
    """Templates that are a page of their own, not a part of one."""
    found = (
        (package.rpartition(".")[2], file)
        for package in PACKAGES
        for file in importlib.resources.files(package).joinpath("templates").iterdir()
    )
    return sorted(f"{of}/{file.name.removesuffix('.html')}" for of, file in found if is_page(file.read_text("utf-8")))


def is_page(template: str) -> bool:
    """Within the frame of all pages, or one that stands alone since a browser keeps it."""
    return '{% extends "ui/base.html" %}' in template or ("<!doctype html>" in template and "{% block" not in template)


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_no_page_is_without_help(lang: str) -> None:
    """What it is, in the language itself and not in English behind it."""
    assert len(pages()) > 80
    assert not [name for name in pages() if not translator(lang).has("page", name)]


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_what_a_signature_binds_to_is_said_of_every_subject_that_can_be_signed(lang: str) -> None:
    subjects = {kind.partition(".")[0] for kind in BY_NAME} | {ANYTHING}

    assert not [subject for subject in sorted(subjects) if not translator(lang).has("binds", subject)]


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_the_list_of_all_that_can_be_signed_names_each_subject(lang: str) -> None:
    subjects = {kind.partition(".")[0] for kind in BY_NAME}

    assert not [subject for subject in sorted(subjects) if not translator(lang).has("term", f"slice.{subject}")]


def test_no_help_is_for_a_page_that_is_not_there() -> None:
    assert set(SIGNS) <= set(pages())
    assert {name for name in GUIDE if "/" in name} <= set(pages())


def test_help_leads_to_a_heading_of_the_guide() -> None:
    for name in pages():
        path, _, heading = guide_of(name).partition("#")
        page = guide_pages()[path.removeprefix("/guide").strip("/") or "README"]
        assert not heading or f'id="{heading}"' in page.html, (name, heading)


def test_a_page_says_what_it_is_and_what_a_signature_there_binds_to(us: Web) -> None:
    with us.visitor() as delegate:
        home = delegate.page()
        form = delegate.page("sign/allegations.filed")

    assert "Nothing is signed on this page." in home
    before, _, after = form.partition('name="sign"')
    assert "What a signature here binds you to:" in before, "beside the button, not only in the help at the foot"
    assert "What a signature here binds you to:" in after
    assert "An allegation or an answer is your party" in form
    assert 'href="/guide/desk#signing"' in form


def test_whoever_is_outside_has_help_too(us: Web) -> None:
    door = us.client.get("/", headers={"Accept-Language": "fa"})
    lost = us.client.get("/guide/nothing")
    guide = us.client.get("/guide/desk")

    assert "این صفحه چیست" in door.text
    assert lost.status_code == 404
    assert 'class="page-help"' in lost.text
    assert guide.status_code == 200
    assert re.search(r"<h1>The desk</h1>", guide.text)
    assert 'class="page-help"' in guide.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_way_leads_out_of_the_guide_and_none_within_it_is_broken(lang: str) -> None:
    for page in guide_pages(lang).values():
        for href in re.findall(r'href="([^"]*)"', page.html):
            path, _, heading = href.partition("#")
            to = page if not path else guide_pages(lang)[path.removeprefix("/guide").strip("/") or "README"]
            assert not heading or f'id="{heading}"' in to.html, (page.name, href)
        assert "<script" not in page.html
        assert not re.search(r"<th[^>]*></th>", page.html), f"{page.name}: a column is named by nothing"
        assert "](" not in re.sub(r"<(pre|code).*?</\1>", "", page.html, flags=re.DOTALL), page.name
