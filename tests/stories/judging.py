"""What there is to be said against a page as it stands in a window: by axe-core, and by how wide it is."""

from pathlib import Path

from playwright.sync_api import Page

VENDOR = Path(__file__).parent / "vendor"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

WIDTHS = (360, 600)
"""A telephone, and a window of 1200 pixels in which everything is twice as large."""

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
    if before is not None:
        page.set_viewport_size(before)
    return found
