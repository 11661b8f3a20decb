"""Every page as people meet it: at a screen and on a telephone, by day and by night, in each language, with help or without.

axe-core finds nothing against it; it fits a window of 360 pixels and one of 1200 at twice the size; the browser complains of
nothing and asks no other host for anything. Each run looks at a page of every sort, in one language and one light, which
change from page to page and from day to day; `make check-all` looks at each in all, at the page of an entry of every kind,
and at every form as it comes back when nothing was filled in.
"""

import hashlib
import re
from typing import Any

from playwright.sync_api import Browser

from tests.stories.every_page import routes_without, sorts_of_matter
from tests.stories.judging import VENDOR, faults_here
from tests.stories.looks import ALL, IN_EACH_LOOK, is_looked_at, window
from tests.stories.showing import Shown, link_to
from trilateral.desk.places import BY_SLICE
from trilateral.server.app import make_app
from trilateral.server.pages import templates

REACHED_BY_PRESSING = {"desk/came_in.html", "desk/problem.html"}
"""Templates of pages that have no address of their own: `test_reached_by_pressing` judges them."""

CHECK = '//form[@id="entry"]//button[@name="check"]'
"""Of a form; no selector of style sheets, which asks a form what it matches, and one has a field of that name."""


@IN_EACH_LOOK
def test_nothing_stands_against_any_page(
    shown: list[Shown], browser: Browser, number: int, language: str, light: Any
) -> None:
    """In one language and one light, by day or by night."""
    looked = [each for each in shown if is_looked_at(each.name, number)]
    found: list[str] = []
    with window(browser, language, light) as (context, complaints):
        page = context.new_page()
        for serving in {id(each.serving): each.serving for each in looked}.values():
            page.goto(link_to(serving))
        for each in looked:
            answer = page.goto(f"{each.serving.address}{each.address}")
            if answer is None or answer.status != 200:
                found.append(f"{each.address}: {answer and answer.status}")
                continue
            found += faults_here(page)
            if page.get_attribute("html", "lang") != language:
                found.append(f"{each.address}: not in {language}")
            if ALL and page.locator(CHECK).count():
                with page.expect_navigation():
                    page.locator(CHECK).click()
                found += faults_here(page)

    assert len(looked) > 20
    assert not found, "\n".join(found)
    assert not complaints.said, "\n".join(complaints.said)


def test_every_route_template_and_sort_of_matter_has_a_page_that_is_looked_at(shown: list[Shown]) -> None:
    """A new one that no case has: say it in `in_no_case`."""
    names = {each.name for each in shown}
    serving = shown[0].serving
    app = make_app(serving.node, doors=serving.doors)

    assert not routes_without(app, [each.address for each in shown])
    assert set(templates().names()) - {made for each in shown for made in each.templates} == REACHED_BY_PRESSING
    assert not sorts_of_matter() - names
    assert not {f"/m/{each}" for each in BY_SLICE} - names, "lists with something in them"


def test_what_we_took_from_others_is_unchanged() -> None:
    """Each file is the one that its table names, and its licence lies beside it."""
    named = dict(re.findall(r"\| `([^`]+)` .*`([0-9a-f]{64})`", (VENDOR / "README.md").read_text("utf-8")))

    there = {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in VENDOR.iterdir()}
    del there["README.md"]
    assert named == there
