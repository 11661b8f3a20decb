"""What there is to be said against a page as it stands in a window and on paper: by axe-core, and by how wide it is.

What is folded is judged folded and unfolded: each menu by itself, as people open them, and all folds of the page at once.
"""

from pathlib import Path

from playwright.sync_api import Page

VENDOR = Path(__file__).parent / "vendor"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

WIDTHS = (360, 600, 768)
"""A telephone, a window of 1200 pixels in which everything is twice as large, and a tablet, where most tables have room again."""

PAPER = 658
"""What a sheet of A4 has between its margins (`print.css`), in pixels."""

MAY_SCROLL = ".chart, .over-time-scroll, .raw"
"""What is drawn to a scale, and raw text. All else fits a telephone, tables too: there is no place on a page to move sideways."""

FOOT = ".page-help, .page-days"
"""Folds at the foot of every page, alike on all: axe-core sees them unfolded on one (`test_reached_by_pressing`)."""

_FOLDS = """
    const unfold = which => {
        const folds = [...document.querySelectorAll("main details:not([open])")].filter(each => !each.matches(which));
        folds.forEach(each => { each.open = true; });
        return {first: folds.filter(each => !folds.includes(each.parentElement.closest("details"))), fold: () => folds.forEach(each => { each.open = false; })};
    };"""

_TOO_WIDE = f"""() => {{
    {_FOLDS}
    const root = document.documentElement, found = [];
    const judge = how => {{
        if (root.scrollWidth > root.clientWidth) found.push(`${{root.scrollWidth}} pixels wide${{how}}`);
        [...document.querySelectorAll("body *")]
            .filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth && !each.matches("{MAY_SCROLL}"))
            .filter(each => /auto|scroll/.test(getComputedStyle(each).overflowX) && !/^(INPUT|TEXTAREA|SELECT)$/.test(each.tagName))
            .forEach(each => found.push(`moves sideways${{how}}: ${{each.tagName}}.${{each.className}} ${{each.getAttribute("aria-label") || ""}}: ${{each.scrollWidth}} in ${{each.clientWidth}}`));
    }};
    judge("");
    const all = document.querySelector("header details.menu:not([open])");
    if (all) all.open = true;
    for (const menu of document.querySelectorAll("nav.ways details")) {{
        menu.open = true;
        const box = menu.querySelector("ul").getBoundingClientRect();
        if (root.scrollWidth > root.clientWidth || box.left < -1 || box.right > root.clientWidth + 1)
            found.push(`${{root.scrollWidth}} pixels wide under ${{menu.querySelector("summary").innerText}}`);
        menu.open = false;
    }}
    if (all) all.open = false;
    if (found.length) return found;
    const {{first, fold}} = unfold("none");
    if (first.length) judge(", unfolded");
    fold();
    return found;
}}"""
"""Of a page that is too wide as it is, nothing is said of how it is unfolded."""

_STICKS_OUT = """() => [...document.querySelectorAll("body *")]
    .filter(each => !each.closest(".unseen, svg, thead") || each.matches("th:not(.stacks th)"))
    .map(each => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => box.width > 1 && box.height > 1 && (box.left < -1 || box.right > document.documentElement.clientWidth + 1))
    .map(([each, box]) => `${each.tagName}.${each.className} from ${Math.round(box.left)} to ${Math.round(box.right)}`)
    .slice(0, 3)"""

_AXE = f"""async () => {{
    {_FOLDS}
    const judge = async where => {{
        const found = await axe.run(where, {{runOnly: {list(TAGS)}, resultTypes: ["violations"], preload: false}});
        return found.violations.map(each => `${{each.id}}: ${{each.nodes.map(node => node.target.join(" ")).slice(0, 3).join("; ")}}`);
    }};
    const found = await judge(document), {{first, fold}} = unfold("{FOOT}");
    if (first.length) found.push(...(await judge({{include: first}})).filter(each => !found.includes(each)).map(each => `unfolded: ${{each}}`));
    fold();
    return found;
}}"""


def faults_here(page: Page) -> list[str]:
    """What stands against the page that a window shows now. The window is as large afterwards as it was."""
    page.evaluate((VENDOR / "axe.min.js").read_text("utf-8"))
    found: list[str] = page.evaluate(_AXE)
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"in a window of {width}: {each}" for each in page.evaluate(_TOO_WIDE)]
    found += [f"lost on paper: {each}" for each in lost_on_paper(page)]
    if before is not None:
        page.set_viewport_size(before)
    return [f"{page.url}: {each}" for each in found]


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
