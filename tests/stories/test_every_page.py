"""Every page as people meet it: at a screen and on a telephone, by day and by night, in each language, with help or without.

axe-core finds nothing against it; it fits a window of 360 pixels and one of 1200 at twice the size; the browser complains of
nothing and asks no other host for anything. Each run looks at a page of every sort, in one language and one light, which
change from page to page and from day to day; `make check-all` looks at each in all, and at every single page once.
"""

import hashlib
import logging
import os
import queue
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import httpx2
import pytest
from playwright.sync_api import Browser

from tests.cases.built import case_named, guards_in
from tests.stories.conftest import turn
from tests.stories.delegates import Complaints, is_ours
from tests.stories.every_page import every_shape, routed
from tests.stories.talks import PATIENCE_SECONDS, free_ports
from trilateral.cases.demo import make
from trilateral.desk.sheets import SORTS
from trilateral.i18n.languages import LANGUAGES
from trilateral.server.app import make_app
from trilateral.server.roles import Role
from trilateral.server.serving import Serving, serve

VENDOR = Path(__file__).parent / "vendor"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LIGHTS = ("light", "dark")
LOOKS = tuple((lang, light) for lang in LANGUAGES for light in LIGHTS)
ALL = os.environ.get("TRILATERAL_STORY_LANG") == "all"

_WIDTHS = (360, 600)
"""A telephone, and a window of 1200 pixels in which everything is twice as large."""

CASES = {"baghdad-2007": "us", "corridor-cell": "", "ceasefire": ""}
"""Cases that ship, and whose node is looked at (of some, the first party's): together they have a matter of every sort but two."""

_AXE = f"""async () => {{
    const found = await axe.run(document, {{runOnly: {list(TAGS)}, resultTypes: ["violations"]}});
    return found.violations.map(each => `${{each.id}}: ${{each.nodes.map(node => node.target.join(" ")).slice(0, 3).join("; ")}}`);
}}"""


@dataclass(frozen=True)
class Shown:
    """A page somewhere.

    Attributes:
        name: Of which sort.
        serving: The node that shows it.
        address: Below the node's.
    """

    name: str
    serving: Serving
    address: str


@contextmanager
def served(directory: Path, case: str, party: str) -> Iterator[Serving]:
    """One node of a case, entered and served in a thread of this process."""
    with guards_in(directory / "guard"):
        homes = make(directory, case_named(case))
        ready: queue.SimpleQueue[Serving | BaseException] = queue.SimpleQueue()
        passphrase = (directory / "passphrase").read_text("ascii").strip()
        home = homes[party or next(iter(homes))]

        def run() -> None:
            try:
                serve(home, passphrase=passphrase, port=free_ports(1)[0], ready=ready.put, sync_seconds=3600)
            except BaseException as error:  # noqa: BLE001 - the thread that waits is told
                ready.put(error)

        thread = threading.Thread(target=run, name=f"node of {case}")
        thread.start()
        found = ready.get(timeout=PATIENCE_SECONDS)
    if isinstance(found, BaseException):
        raise found
    try:
        yield found
    finally:
        found.stop()
        thread.join(timeout=PATIENCE_SECONDS)


def link_to(serving: Serving) -> str:
    """Somebody who signs comes in."""
    return serving.link(Role.DELEGATE, serving.offices()[0])


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Shown]]:
    """Every sort of page of the cases: a draft, a sheet and something that waits for its time among them."""
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    met: set[str] = set()
    pages: list[Shown] = []
    with ExitStack() as stack:
        for case, party in CASES.items():
            found = stack.enter_context(served(tmp_path_factory.mktemp(case), case, party))
            with httpx2.Client(base_url=found.address, trust_env=False, timeout=PATIENCE_SECONDS) as client:
                client.get(link_to(found), follow_redirects=True)
                start = routed(make_app(found.node, doors=found.doors), found.node, kept_by(found, client), turn())
                pages += [Shown(name, found, address) for name, address in every_shape(client, start, met).items()]
        yield pages


def kept_by(serving: Serving, client: httpx2.Client) -> dict[str, str]:
    """Let them begin a draft, note something and sign something for later; what each is called."""
    home = f"/m/{serving.node.record.mechanism[:10]}"
    page = client.get(f"{home}/sign/statements.made").text
    csrf = re.findall('name="csrf" value="([^"]+)"', page)[0]
    said = {"csrf": csrf, "sort": "position", "text": "Not yet", "text.lang": "en"}

    def sent(path: str, **fields: str) -> str:
        answer = client.post(f"{home}/{path}", data={**said, **fields})
        assert answer.status_code == 303, answer.text[:400]
        return answer.headers["location"].partition("?")[0].rpartition("/")[2]

    return {
        "drafts": sent("sign/statements.made", save="1"),
        "waiting": sent("sign/statements.made", sign="1", hold="3600"),
        "sheets": sent("sheets/new", sort=SORTS[0], title="Before the round", lang="en"),
    }


def share(pages: list[Shown], number: int) -> list[Shown]:
    """Pages that are looked at in one language and light in this run."""
    return [each for each in pages if ALL or (crc32(each.name.encode()) + turn()) % len(LOOKS) == number]


def faults_of(page: Any, address: str) -> list[str]:
    """What there is to be said against a page."""
    page.set_viewport_size({"width": 1200, "height": 900})
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        return [f"{address}: {answer and answer.status}"]
    page.evaluate((VENDOR / "axe.min.js").read_text("utf-8"))
    found = [f"{address}: {each}" for each in page.evaluate(_AXE)]
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{address}: {wide} pixels wide in a window of {width}")
    return found


@pytest.mark.xdist_group("pages")  # what is shown takes long to make: once a run, beside the stories
@pytest.mark.parametrize(("number", "language", "light"), [(number, *look) for number, look in enumerate(LOOKS)])
def test_nothing_stands_against_any_page(
    shown: list[Shown], browser: Browser, number: int, language: str, light: Any
) -> None:
    """In one language and one light, by day or by night."""
    complaints = Complaints()
    looked = share(shown, number)
    found: list[str] = []
    with browser.new_context(locale=language, color_scheme=light, reduced_motion="reduce") as context:
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        complaints.watch(context, is_ours)
        page = context.new_page()
        for serving in {id(each.serving): each.serving for each in looked}.values():
            page.goto(link_to(serving))
        for each in looked:
            found += faults_of(page, f"{each.serving.address}{each.address}")
            if page.get_attribute("html", "lang") != language:
                found.append(f"{each.address}: not in {language}")

    assert len(looked) > 20
    assert not found, "\n".join(found)
    assert not complaints.said, "\n".join(complaints.said)


def test_what_we_took_from_others_is_unchanged() -> None:
    """Each file is the one that its table names, and its licence lies beside it."""
    named = dict(re.findall(r"\| `([^`]+)` .*`([0-9a-f]{64})`", (VENDOR / "README.md").read_text("utf-8")))

    there = {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in VENDOR.iterdir()}
    del there["README.md"]
    assert named == there
