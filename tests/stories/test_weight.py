"""What a first visit costs somebody on a slow line: a page with all that it loads, as it travels."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.stories.delegates import Delegate
from tests.stories.looks import window
from tests.stories.showing import Shown, link_to

MOST_BYTES = 200_000
MAP = "ui/map.html"
"""What has a map in it is heavier, by the map."""


def travels(page: Page) -> Callable[[], dict[str, int]]:
    """Let a window keep nothing; what it has loaded since it was asked last, in bytes by what the browser calls each request."""
    took: dict[str, int] = {}
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def ended(event: dict[str, Any]) -> None:
        took[event["requestId"]] = event["encodedDataLength"]

    network.on("Network.loadingFinished", ended)

    def since() -> dict[str, int]:
        page.evaluate("document.fonts.ready.then(() => null)")
        found = dict(took)
        took.clear()
        return found

    return since


@pytest.mark.parametrize("path", ["", "offline"])
def test_a_first_visit_is_light(us: Delegate, path: str) -> None:
    """With the fonts of both scripts, which a page has where parties name themselves in their own."""
    took = travels(us.page)
    us.opens(path)
    loaded = took()

    assert len(loaded) > 8, "a page comes with style sheets, scripts and fonts"
    assert sum(loaded.values()) < MOST_BYTES


def of_each_kind(shown: Iterable[Shown]) -> Iterator[Shown]:
    """Pages that are made from every template, but for those that have a map in them."""
    met: set[str] = set()
    for each in shown:
        if MAP not in each.templates and each.templates - met:
            met |= each.templates
            yield each


def test_a_first_visit_to_a_page_of_any_kind_is_light(shown: list[Shown], browser: Browser, lang: str) -> None:
    """Of the cases that ship: in the reader's letters, and those of the parties."""
    heavy: list[str] = []
    looked = list(of_each_kind(shown))
    with window(browser, lang, "light") as (context, complaints):
        page = context.new_page()
        for serving in {id(each.serving): each.serving for each in looked}.values():
            page.goto(link_to(serving))
        took = travels(page)
        for each in looked:
            page.goto("about:blank")
            took()
            page.goto(f"{each.serving.address}{each.address}")
            loaded = took()
            assert len(loaded) > 8, each.address
            if sum(loaded.values()) >= MOST_BYTES:
                heavy.append(f"{sum(loaded.values())} bytes: {each.address}")

    assert len(looked) > 20
    assert not heavy, "\n".join(heavy)
    assert not complaints.said, "\n".join(complaints.said)
