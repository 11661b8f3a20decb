"""Key pages as they come out of a printer: read again from the PDF that Chromium makes, by Debian's poppler.

The first sheet has the mechanism, the reference and the instant, each other one mechanism and reference, and each says which of
how many it is, in the reader's words and digits; every word that stands in the page is there, none beyond the edge, no button is,
and at the end of a matter stands the square with which it can be checked. Each run prints each page in one language, which changes
from page to page and from day to day; `make check-all` in all.
"""

import re
import subprocess
import unicodedata
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.stories.conftest import turn
from tests.stories.looks import ALL, window
from tests.stories.showing import Shown, link_to
from trilateral.i18n.catalogues import translator
from trilateral.i18n.digits import digits
from trilateral.i18n.languages import LANGUAGES

PRINTED = (
    "/m/proposals/* Proposal",
    "/m/allegations/* Allegation",
    "/m/meetings/*/file",
    "/m/incidents/* Incident",
    "/m/dispatches/* Dispatch",
    "/m/timeline",
)
_LETTERS = re.compile(r"[^\W_]+")
_PIECES = re.compile("(\u202b[^\u202c]*\u202c)")
_WORD = re.compile(r'<word xMin="([^"]+)" yMin="([^"]+)" xMax="([^"]+)" yMax="([^"]+)">')
_SHEET = re.compile(r'<page width="([^"]+)" height="([^"]+)">(.*?)</page>', re.DOTALL)

_SAID = """() => {
    const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = [];
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const each = node.parentElement;
        if (each.closest(".unseen, svg, [aria-hidden]") || getComputedStyle(each).visibility !== "visible") continue;
        if (each.checkVisibility && each.checkVisibility()) found.push(node.textContent);
    }
    return found;
}"""
_SQUARE = """() => [...document.querySelectorAll("img.printed-code")]
    .map(each => [each.complete && each.naturalWidth > 0, each.getBoundingClientRect().width])"""


def words_of(text: str) -> list[str]:
    """Words as far as a PDF has them again: without marks, joiners and signs."""
    plain = unicodedata.normalize("NFKD", text)
    return _LETTERS.findall("".join(each for each in plain if unicodedata.category(each) not in {"Mn", "Lm"}))


def not_in(text: str, words: Iterable[str]) -> list[str]:
    """Words whose letters nowhere stand together in a text that was read from a PDF.

    In which order is left out: what is one sign in print, such as lam with alif, is read again from its other end.
    """
    told = "".join(words_of(text))
    missing = []
    for size, some in groupby(sorted(set(words), key=lambda each: (len(each), each)), key=len):
        there = {"".join(sorted(told[at : at + size])) for at in range(len(told) - size + 1)}
        missing += [each for each in some if "".join(sorted(each)) not in there]
    return missing


def from_the_right(line: str) -> str:
    """A line with what is written from the right in the order in which it is read: poppler tells its pieces from the left."""
    return "".join(reversed(_PIECES.split(line))) if "\u202b" in line else ""


def sheets_of(pdf: Path) -> list[str]:
    """What stands on each sheet, in the order in which it was set, and again as it is read from the right."""
    told = subprocess.run(
        ["pdftotext", "-raw", pdf, "-"],  # noqa: S607 - `make chromium` sees that it is there
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return ["\n".join([each, *map(from_the_right, each.splitlines())]) for each in told.split("\f")[:-1]]


def beyond_the_edge(pdf: Path) -> list[str]:
    """Words that stand where no sheet is."""
    told = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout  # noqa: S607 - as above
    found = []
    for width, height, words in _SHEET.findall(told):
        for box in _WORD.findall(words):
            left, top, right, bottom = map(float, box)
            if left < 0 or top < 0 or right > float(width) or bottom > float(height):
                found.append(str(box))
    return found


def faults_of(page: Page, pdf: Path, language: str, *, head: tuple[str, ...], matter: bool) -> list[str]:
    """What is missing on the sheets of a page that a window shows as it is printed."""
    sheets = sheets_of(pdf)
    counted = translator(language).gettext("page %(page)s of %(pages)s")
    found = []
    for at, told in enumerate(sheets, 1):
        number = counted % {"page": digits(str(at), language), "pages": digits(str(len(sheets)), language)}
        said = [word for each in (*head, number) for word in words_of(each)]
        found += [f"not on sheet {at}: {each}" for each in not_in(told, said)]
    title = words_of(page.locator("main h1").first.inner_text())
    found += [f"the first sheet does not begin with the page: {each}" for each in not_in(sheets[0], title)]
    words = [each for text in page.evaluate(_SAID) for each in words_of(text)]
    found += [f"not printed: {each}" for each in not_in("".join(sheets), words)]
    found += [f"beyond the edge: {each}" for each in beyond_the_edge(pdf)]
    if matter and [there for there, width in page.evaluate(_SQUARE) if width > 100] != [True]:
        found.append("no square to check it with")
    if page.locator("main :is(button, .button, form, .acts):visible").count():
        found.append("something to press is printed")
    return found


@pytest.mark.parametrize(("number", "language"), list(enumerate(LANGUAGES)))
def test_what_is_printed_is_whole_and_says_what_it_is(
    shown: list[Shown], browser: Browser, tmp_path: Path, number: int, language: str
) -> None:
    """Proposal, allegation, file of a meeting, incident, dispatch and timeline."""
    found: list[str] = []
    chosen = [name for at, name in enumerate(PRINTED) if ALL or (at + turn()) % len(LANGUAGES) == number]
    for name in chosen:
        each = next(each for each in shown if each.name == name)
        with window(browser, language, "light") as (context, _):
            page = context.new_page()
            page.goto(link_to(each.serving))
            page.goto(f"{each.serving.address}{each.address}")
            pdf = tmp_path / "printed.pdf"
            page.pdf(path=pdf, prefer_css_page_size=True)
            page.emulate_media(media="print")
            ref = re.search("/([a-z]+/[0-9]+)(?:/file)?$", each.address)
            mechanism = (page.get_attribute("html", "data-running") or "").partition(" · ")[0]
            head = (mechanism, *([ref[1]] if ref else []))
            matter = ref is not None and not each.address.endswith("/file")
            found += [f"{name}: {fault}" for fault in faults_of(page, pdf, language, head=head, matter=matter)]

    assert chosen
    assert not found, "\n".join(found)
