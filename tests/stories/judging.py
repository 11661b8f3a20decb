"""What there is to be said against a page as it stands in a window and on paper: by axe-core, and by how wide it is."""

from pathlib import Path

from playwright.sync_api import Page

VENDOR = Path(__file__).parent / "vendor"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

WIDTHS = (360, 600)
"""A telephone, and a window of 1200 pixels in which everything is twice as large."""

PAPER = 658
"""What a sheet of A4 has between its margins (`print.css`), in pixels."""

MAY_SCROLL = ".chart, .over-time-scroll, .raw"
"""What is drawn to a scale, and raw text. All else fits a telephone, tables too: there is no place on a page to move sideways."""

_WITHIN = f"""() => [...document.querySelectorAll("body *")]
    .filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth && !each.matches("{MAY_SCROLL}"))
    .filter(each => /auto|scroll/.test(getComputedStyle(each).overflowX) && !/^(INPUT|TEXTAREA|SELECT)$/.test(each.tagName))
    .map(each => `${{each.tagName}}.${{each.className}} ${{each.getAttribute("aria-label") || ""}}: ${{each.scrollWidth}} in ${{each.clientWidth}}`)"""

_STICKS_OUT = """() => [...document.querySelectorAll("body *")]
    .filter(each => !each.closest(".unseen, svg, thead") || each.matches("th:not(.stacks th)"))
    .map(each => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => box.width > 1 && box.height > 1 && (box.left < -1 || box.right > document.documentElement.clientWidth + 1))
    .map(([each, box]) => `${each.tagName}.${each.className} from ${Math.round(box.left)} to ${Math.round(box.right)}`)
    .slice(0, 3)"""

_AXE = f"""async () => {{
    const found = await axe.run(document, {{runOnly: {list(TAGS)}, resultTypes: ["violations"], preload: false}});
    return found.violations.map(each => `${{each.id}}: ${{each.nodes.map(node => node.target.join(" ")).slice(0, 3).join("; ")}}`);
}}"""


def faults_here(page: Page) -> list[str]:
    """What stands against the page that a window shows now. The window is as large afterwards as it was."""
    page.evaluate((VENDOR / "axe.min.js").read_text("utf-8"))
    found = [f"{page.url}: {each}" for each in page.evaluate(_AXE)]
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{page.url}: {wide} pixels wide in a window of {width}")
        found += [f"{page.url}: moves sideways in a window of {width}: {each}" for each in page.evaluate(_WITHIN)]
    found += [f"{page.url}: lost on paper: {each}" for each in lost_on_paper(page)]
    if before is not None:
        page.set_viewport_size(before)
    return found


def lost_on_paper(page: Page) -> list[str]:
    """What sticks out of a sheet of A4. Chromium shrinks what is too wide for it, and cuts off what is written from the other side."""
    before = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 987})
    found: list[str] = page.evaluate(_STICKS_OUT)
    page.emulate_media(media="screen")
    if before is not None:
        page.set_viewport_size(before)
    return found
