"""Take pictures of key pages in all languages, for docs/screenshots.

    python tools/screenshots.py [DIRECTORY [png]]     docs/screenshots by default

The case that ships is entered and shown by a clock that begins on the day after its last, so that the same pages come out
again; keys, and the digits that follow from them, differ each time. Pictures are WebP, by Debian's Chromium through
playwright; `png` is for programs that read no WebP.
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

from tests.cases.built import CASE, guards_in  # noqa: E402 - tests are not installed: they are found beside this file
from tests.stories.conftest import CHROMIUM  # noqa: E402 - the same
from tests.stories.talks import StoryClock, free_ports  # noqa: E402 - the same
from trilateral.cases.demo import make  # noqa: E402 - the same
from trilateral.cases.playing import placed  # noqa: E402 - the same
from trilateral.i18n.languages import LANGUAGES  # noqa: E402 - the same
from trilateral.server.roles import Role  # noqa: E402 - the same
from trilateral.server.serving import Serving, serve  # noqa: E402 - the same

BEGINS = datetime(2008, 5, 8, 6, 0, tzinfo=UTC)
PARTY, OFFICE = "us", "ambassador"
QUALITY = 60
"""Of WebP, from 0 to 100: letters stay clean, and a picture has a few dozen kilobytes."""

Ref = Callable[[str], str]


class Taken(NamedTuple):
    """One picture.

    Attributes:
        name: Of the file, after its language.
        what: For the list.
        where: Below home; given what an act of the case is called, its reference.
        phone: Whether it is taken on a telephone.
        dark: Whether it is taken at night.
        out: Whether it is what somebody sees who has not signed in.
    """

    name: str
    what: str
    where: Callable[[Ref], str]
    phone: bool = False
    dark: bool = False
    out: bool = False


PAGES = (
    Taken("home", "Home: what is asked of us, what we wait for, and whether the record is one", lambda _: ""),
    Taken("home-phone", "The same on a telephone, by night", lambda _: "", phone=True, dark=True),
    Taken("sign-in", "Coming in", lambda _: "", out=True),
    Taken("meeting", "The first round, with each party's own words", lambda ref: f"meetings/{ref('round-1')}"),
    Taken(
        "missed-meeting",
        "March 2008: one came, and no date had every signature",
        lambda ref: f"meetings/{ref('march')}",
    ),
    Taken("who-knew-what", "Who knew what when, of that meeting", lambda ref: f"knew/{ref('march')}"),
    Taken(
        "allegation", "An allegation, each point beside its answer", lambda ref: f"allegations/{ref('allegation-us')}"
    ),
    Taken("allegation-dark", "The same by night", lambda ref: f"allegations/{ref('allegation-us')}", dark=True),
    Taken("proposal", "A text, and each party's word on it", lambda ref: f"proposals/{ref('proposal-subcommittee')}"),
    Taken("form", "Filing an allegation", lambda _: "sign/allegations.filed"),
    Taken("deeds", "Deeds beside words", lambda _: "deeds"),
    Taken("accounts", "What each account of the first round says, point by point", lambda _: "accounts"),
    Taken("incidents", "Reports of incidents", lambda _: "incidents"),
    Taken(
        "entry-phone",
        "One entry with its proof, on a telephone",
        lambda ref: f"entry/{ref('allegation-us')}",
        phone=True,
    ),
    Taken("search", "Search in three scripts", lambda _: "search?q=Basra"),
)


@contextmanager
def shown(directory: Path) -> Iterator[Serving]:
    """The node of one party, with all of the case."""
    ready: queue.SimpleQueue[Serving | BaseException] = queue.SimpleQueue()
    clock = StoryClock(BEGINS)
    with guards_in(directory / "guard"):
        home = make(directory, CASE, clock=clock)[PARTY]
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


def take(browser: Browser, serving: Serving, lang: str, directory: Path, form: str) -> int:
    """Take all pictures in one language. Return how many bytes they have."""
    where = placed(serving.node.record.fold, CASE)
    home = f"{serving.address}/m/{serving.node.record.mechanism[:10]}/"
    size = 0
    for each in PAGES:
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
                page.goto(serving.link(Role.DELEGATE, OFFICE))
            page.goto(home + each.where(lambda key: where[key].ref))
            page.evaluate("() => document.fonts.ready.then(() => true)")
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
        f"{len(PAGES)} pages of the demonstration `{CASE.name}` as the ambassador of the United States has them, in three languages. `make screenshots` takes them",
        "again, with the clock of the day after the case ends; keys, and the digits that follow from them, differ each time.",
        "",
        f"| page | {heads} |",
        f"|---|{'---|' * len(LANGUAGES)}",
    ]
    for each in PAGES:
        pictures = " | ".join(f"[{lang}]({lang}-{each.name}.{form})" for lang in LANGUAGES)
        lines.append(f"| {each.what} | {pictures} |")
    return "\n".join([*lines, ""])


def main(directory: Path, form: str) -> None:
    """Take them all."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    directory.mkdir(parents=True, exist_ok=True)
    for old in directory.glob("*.webp"):
        old.unlink()
    with tempfile.TemporaryDirectory() as made, shown(Path(made)) as serving, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=geteuid() != 0)
        size = sum(take(browser, serving, lang, directory, form) for lang in LANGUAGES)
        browser.close()
    if form == "webp":
        (directory / "README.md").write_text(listed(form), "utf-8")
    print(f"{len(PAGES) * len(LANGUAGES)} pictures, {size // 1000} kB, in {directory}")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/screenshots",
        sys.argv[2] if len(sys.argv) > 2 else "webp",
    )
