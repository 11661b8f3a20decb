"""Take pictures of key pages in all languages, for docs/screenshots.

    python tools/screenshots.py [DIRECTORY [png]]     docs/screenshots by default

The cases that ship are entered and shown by a clock that begins on the day after the last of each, so that the same pages
come out again; keys, and the digits that follow from them, differ each time. Pictures are WebP, by Debian's Chromium
through playwright; `png` is for programs that read no WebP.
"""

import logging
import queue
import sys
import tempfile
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from os import geteuid
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.cases.built import case_named, guards_in  # noqa: E402 - tests are not installed: they are found beside this file
from tests.stories.conftest import CHROMIUM  # noqa: E402 - the same
from tests.stories.talks import StoryClock, free_ports  # noqa: E402 - the same
from trilateral.cases.demo import make  # noqa: E402 - the same
from trilateral.cases.playing import placed  # noqa: E402 - the same
from trilateral.i18n.languages import LANGUAGES  # noqa: E402 - the same
from trilateral.server.roles import Role  # noqa: E402 - the same
from trilateral.server.serving import Serving, serve  # noqa: E402 - the same

SETTLES_MS = 1500
"""Until a map has come to the part that it shows."""
QUALITY = 60
"""Of WebP, from 0 to 100: letters stay clean, and a picture has a few dozen kilobytes."""

Ref = Callable[[str], str]


class Told(NamedTuple):
    """A case, and whose desk shows it.

    Attributes:
        case: What it is called.
        party: Whose node.
        office: Who is signed in.
        begins: When the clock begins.
    """

    case: str
    party: str
    office: str
    begins: datetime


BAGHDAD = Told("baghdad-2007", "us", "ambassador", datetime(2008, 5, 8, 6, 0, tzinfo=UTC))
GROUP = Told("monitoring-group", "north", "delegate", datetime(2026, 2, 18, 6, 0, tzinfo=UTC))
CORRIDOR = Told("corridor-cell", "south", "delegate", datetime(2026, 4, 15, 6, 0, tzinfo=UTC))


class Taken(NamedTuple):
    """One picture.

    Attributes:
        name: Of the file, after its language.
        what: For the list.
        where: Below home; given what an act of the case is called, its reference.
        of: The case.
        phone: Whether it is taken on a telephone.
        dark: Whether it is taken at night.
        out: Whether it is what somebody sees who has not signed in.
    """

    name: str
    what: str
    where: Callable[[Ref], str]
    of: Told = BAGHDAD
    phone: bool = False
    dark: bool = False
    out: bool = False


PAGES = (
    Taken("home", "Home: what is asked of us, what we wait for, and whether the record is one", lambda _: ""),
    Taken("home-phone", "The same on a telephone, by night", lambda _: "", phone=True, dark=True),
    Taken("sign-in", "Coming in", lambda _: "", out=True),
    Taken(
        "meeting-live",
        "The first round while it goes on, as the record stood then",
        lambda ref: f"meetings/{ref('round-1')}?as_of=2007-05-28T07:40:00Z",
    ),
    Taken(
        "missed-meeting",
        "March 2008: one came, and no date had every signature",
        lambda ref: f"meetings/{ref('march')}",
    ),
    Taken("who-knew-what", "Who knew what when, of that meeting", lambda ref: f"knew/{ref('march')}"),
    Taken(
        "allegation", "An allegation, each point beside its answer", lambda ref: f"allegations/{ref('allegation-us')}"
    ),
    Taken("proposal", "A text, and a position on it", lambda ref: f"proposals/{ref('proposal-mechanism')}"),
    Taken(
        "text",
        "A joint text in two languages, with a bracket",
        lambda ref: f"texts/{ref('rules')}?as_of=2026-02-14T11:30:00Z#paragraph-1",
        of=GROUP,
    ),
    Taken(
        "incident",
        "An incident as each side tells it, side by side",
        lambda ref: f"incidents/{ref('incident')}",
        of=GROUP,
    ),
    Taken("map", "The map, with a list of all that it shows", lambda _: "map"),
    Taken("timeline", "The record over time", lambda _: "timeline"),
    Taken("course", "What waits for what, and how the talks have gone", lambda _: "course"),
    Taken("accounts", "What each account of the first round says, point by point", lambda _: "accounts"),
    Taken(
        "notice-phone",
        "A notice on a telephone",
        lambda ref: f"notices/{ref('plan-14')}#main",
        of=CORRIDOR,
        phone=True,
    ),
    Taken("form", "Filing an allegation", lambda _: "sign/allegations.filed"),
    Taken("account", "How an office comes in, and where its key lies", lambda _: "account"),
    Taken("search", "Search in three scripts", lambda _: "search?q=Basra"),
    Taken("offline-phone", "A report without a network, on a telephone", lambda _: "offline", of=CORRIDOR, phone=True),
)


@contextmanager
def shown(told: Told, directory: Path) -> Iterator[Serving]:
    """The node of one party, with all of a case."""
    ready: queue.SimpleQueue[Serving | BaseException] = queue.SimpleQueue()
    clock = StoryClock(told.begins)
    with guards_in(directory / "guard"):
        home = make(directory, case_named(told.case), clock=clock)[told.party]
        passphrase = (directory / "passphrase").read_text("ascii").strip()

        def run() -> None:
            try:
                serve(home, passphrase=passphrase, port=free_ports(1)[0], ready=ready.put, clock=clock)
            except BaseException as error:  # noqa: BLE001 - the thread that waits is told
                ready.put(error)

        thread = threading.Thread(target=run)
        thread.start()
        found = ready.get()
    if isinstance(found, BaseException):
        raise found
    try:
        yield found
    finally:
        found.stop()
        thread.join()


def take(browser: Browser, serving: Serving, told: Told, lang: str, directory: Path, form: str) -> int:  # noqa: PLR0913, PLR0917 - what a picture is of, all of it
    """Take all pictures of a case in one language. Return how many bytes they have."""
    where = placed(serving.node.record.fold, case_named(told.case))
    home = f"{serving.address}/m/{serving.node.record.mechanism[:10]}/"
    size = 0
    for each in (each for each in PAGES if each.of == told):
        viewport: Mapping[str, int] = {"width": 360, "height": 780} if each.phone else {"width": 1200, "height": 900}
        with browser.new_context(
            locale=lang,
            timezone_id="America/New_York",
            color_scheme="dark" if each.dark else "light",
            reduced_motion="reduce",
            viewport={"width": viewport["width"], "height": viewport["height"]},
            device_scale_factor=2 if each.phone else 1,
        ) as context:
            page = context.new_page()
            if not each.out:
                page.goto(serving.link(Role.DELEGATE, told.office))
            answer = page.goto(home + each.where(lambda key: where[key].ref))
            if answer is None or answer.status != (401 if each.out else 200):
                raise SystemExit(f"{each.name}: no such page at {page.url}")
            page.evaluate("() => document.fonts.ready.then(() => true)")
            if page.locator('script[src*="/map.js"]').count():
                page.wait_for_selector(".leaflet-container")
                page.wait_for_timeout(SETTLES_MS)
            if page.locator("#network").count():
                page.wait_for_function("() => document.getElementById('network').textContent")
            taken = context.new_cdp_session(page).send("Page.captureScreenshot", {"format": form, "quality": QUALITY})
            data = b64decode(taken["data"])
            (directory / f"{lang}-{each.name}.{form}").write_bytes(data)
            size += len(data)
    return size


def listed(form: str) -> str:
    """The list of all pictures."""
    heads = " | ".join(each.name for each in LANGUAGES.values())
    lines = [
        "# The desk in pictures",
        "",
        f"{len(PAGES)} pages in three languages, taken by `make screenshots`, with the clock of the day after each case ends; keys, and the digits that follow",
        "from them, differ each time. `baghdad-2007` is reconstructed from public reports, and nobody's real signature is claimed; the other cases are",
        "invented. What parties wrote stands in their own language, and is never translated by the desk.",
        "",
        f"| page | case | {heads} |",
        f"|---|---|{'---|' * len(LANGUAGES)}",
    ]
    for each in PAGES:
        pictures = " | ".join(f"[{lang}]({lang}-{each.name}.{form})" for lang in LANGUAGES)
        lines.append(f"| {each.what} | `{each.of.case}` | {pictures} |")
    return "\n".join([*lines, ""])


def main(directory: Path, form: str) -> None:
    """Take them all."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    directory.mkdir(parents=True, exist_ok=True)
    for old in directory.glob("*.webp"):
        old.unlink()
    size = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=geteuid() != 0)
        for told in dict.fromkeys(each.of for each in PAGES):
            with tempfile.TemporaryDirectory() as made, shown(told, Path(made)) as serving:
                size += sum(take(browser, serving, told, lang, directory, form) for lang in LANGUAGES)
        browser.close()
    if form == "webp":
        (directory / "README.md").write_text(listed(form), "utf-8")
    print(f"{len(PAGES) * len(LANGUAGES)} pictures, {size // 1000} kB, in {directory}")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/screenshots",
        sys.argv[2] if len(sys.argv) > 2 else "webp",
    )
