"""On a telephone, and where all is twice as large, the page itself begins at once: what leads elsewhere is behind one word."""

import pytest
from playwright.sync_api import expect

from tests.stories.delegates import PHONE, Delegate, Desks

TWICE = {"width": 640, "height": 450}
"""A window of 1280 pixels in which everything is twice as large."""
HEAD = 130
"""Pixels before the heading of a page."""
FINGER = 44
"""Pixels that whatever is pressed has in both directions, unless it is a word in a line."""

_LOW = f"""() => [...document.querySelectorAll("header :is(a, summary, input, button)")]
    .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < {FINGER})
    .map(each => `${{each.innerText}} ${{each.getBoundingClientRect().height}}`)"""
_CROSSING = """() => [...document.querySelectorAll(".said > div :is(time, .party, .seal)")]
    .map(each => [each, each.getBoundingClientRect(), each.closest(".said > div").getBoundingClientRect()])
    .filter(([, box, line]) => box.left < line.left - 1 || box.right > line.right + 1)
    .map(([each, box, line]) => `${each.innerText} by ${Math.max(line.left - box.left, box.right - line.right)}`)"""
_BESIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
TWO = pytest.mark.parametrize("talks", [{"parties": ("iq", "us")}], indirect=True)


def begins_at(who: Delegate) -> float:
    """How far down the heading of the page stands."""
    box = who.page.locator("main h1").bounding_box()
    assert box is not None
    return float(box["y"])


@TWO
@pytest.mark.parametrize("size", [PHONE, TWICE], ids=["telephone", "twice as large"])
def test_the_page_begins_near_the_top_and_says_whose_it_is(desks: Desks, size: dict[str, int]) -> None:
    """Conference, office and party stay; ways, search, day and languages unfold, without a script too."""
    us: Delegate = desks.of("us", "ambassador", viewport=size, java_script_enabled=False)
    for path in ("sign", "map", "meetings", "search"):
        us.opens(path)
        assert begins_at(us) < HEAD, path
    page, menu = us.page, us.page.locator("#menu")
    for shown in (".strip-mechanism a", ".strip-you a", ".strip-you .party", "#menu > summary"):
        expect(page.locator(f".strip {shown}")).to_be_visible()
    expect(page.locator("nav.ways")).to_be_hidden()
    expect(page.locator(".in-short")).to_have_count(0)
    menu.locator("> summary").click()
    page.locator("nav.ways summary").last.click()

    for unfolded in ("#search", ".strip-dates", ".strip-languages a >> nth=0", 'nav.ways a[href$="/sign"]'):
        expect(menu.locator(unfolded)).to_be_visible()
    assert page.evaluate(_LOW) == []
    assert not page.evaluate(_BESIDE)
    us.opens("meetings?as_of=2007-05-01")
    expect(page.locator(".in-short")).to_be_visible()
    assert page.evaluate(_LOW) == []


@TWO
def test_keys_reach_what_is_folded_in_a_small_window(desks: Desks) -> None:
    """`/` unfolds the menu for its field; Tab comes to the menu before the page, and Enter unfolds it."""
    us: Delegate = desks.of("us", "ambassador", viewport=TWICE)
    page = us.page
    us.opens("meetings")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    us.opens("meetings")
    for _ in range(4):  # skip, home, account
        page.keyboard.press("Tab")
    expect(page.locator("#menu > summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("nav.ways")).to_be_visible()


@TWO
def test_in_a_large_window_nothing_is_folded(desks: Desks) -> None:
    """Nobody has to unfold what there is room for."""
    page = desks.of("us", "ambassador").page

    expect(page.locator("#menu > summary")).to_be_hidden()
    for shown in ("#search", ".strip-dates", ".strip-languages a >> nth=0", "nav.ways"):
        expect(page.locator(f"#menu {shown}")).to_be_visible()


@TWO
def test_no_date_of_an_entry_crosses_the_rule_under_it(desks: Desks) -> None:
    """However wide the window is: a date that has no room beside its label breaks."""
    us: Delegate = desks.of("us", "ambassador")
    us.opens("entry/us/0")
    page = us.page
    assert page.locator(".said time").count() > 1
    for width in (360, 600, 768, 900, 1280):
        page.set_viewport_size({"width": width, "height": 800})

        assert page.evaluate(_CROSSING) == [], width
    page.set_viewport_size(PHONE)
    sides = page.locator(".two-side > h2").all()
    assert len(sides) == 2
    assert len({round(box["x"]) for box in (each.bounding_box() for each in sides) if box}) == 1
