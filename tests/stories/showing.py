"""Cases that ship, entered and served, what no case has beside them, and an address for every sort of page of theirs."""

import logging
import queue
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.cases.built import case_named, guards_in
from tests.node.parties import PASSPHRASE
from tests.stories.every_page import Met, every_shape, routed, sorts_at, templates_noted
from tests.stories.in_no_case import in_no_case
from tests.stories.talks import PATIENCE_SECONDS, free_ports
from trilateral.cases.demo import make
from trilateral.desk.sheets import SORTS
from trilateral.server.app import make_app
from trilateral.server.roles import Role
from trilateral.server.serving import Serving, serve

CASES = {"baghdad-2007": "us", "corridor-cell": "", "ceasefire": "", "monitoring-group": ""}
"""Cases that ship, and whose node is looked at (of some, the first party's)."""


@dataclass(frozen=True)
class Shown:
    """A page somewhere.

    Attributes:
        name: Of which sort.
        serving: The node that shows it.
        address: Below the node's.
        templates: What it is made from.
    """

    name: str
    serving: Serving
    address: str
    templates: frozenset[str]


@contextmanager
def served(home: Path, guard: Path, passphrase: str) -> Iterator[Serving]:
    """One node, served in a thread of this process."""
    ready: queue.SimpleQueue[Serving | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            serve(home, passphrase=passphrase, port=free_ports(1)[0], ready=ready.put, sync_seconds=3600)
        except BaseException as error:  # noqa: BLE001 - the thread that waits is told
            ready.put(error)

    with guards_in(guard):
        thread = threading.Thread(target=run, name=f"node of {home}")
        thread.start()
        found = ready.get(timeout=PATIENCE_SECONDS)
    if isinstance(found, BaseException):
        raise found
    try:
        yield found
    finally:
        found.stop()
        thread.join(timeout=PATIENCE_SECONDS)


@contextmanager
def case_served(directory: Path, case: str, party: str) -> Iterator[Serving]:
    """One node of a case, entered."""
    with guards_in(directory / "guard"):
        homes = make(directory, case_named(case))
    passphrase = (directory / "passphrase").read_text("ascii").strip()
    with served(homes[party or next(iter(homes))], directory / "guard", passphrase) as found:
        yield found


def link_to(serving: Serving) -> str:
    """Somebody who signs comes in."""
    return serving.link(Role.DELEGATE, serving.offices()[0])


@contextmanager
def all_shown(root: Path, turn: int, *, every_kind: bool) -> Iterator[list[Shown]]:
    """Every sort of page of the cases, and of what none has: a draft, a sheet and something that waits for its time among them.

    Args:
        root: An empty directory, for the homes.
        turn: With which of several examples of a sort to begin.
        every_kind: Whether the page of an entry is of another sort for each kind of entry.
    """
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    met = Met()
    pages: list[Shown] = []
    with ExitStack() as stack, templates_noted() as noted:
        nodes: list[tuple[Serving, tuple[str, ...]]] = []
        for case, party in CASES.items():
            (root / case).mkdir()
            nodes.append((stack.enter_context(case_served(root / case, case, party)), ()))
        (root / "none").mkdir()
        more = in_no_case(root / "none")
        nodes.append(
            (stack.enter_context(served(root / "none" / "us", root / "none" / "guards" / "us", PASSPHRASE)), more)
        )
        for found, addresses in nodes:
            with httpx2.Client(base_url=found.address, trust_env=False, timeout=PATIENCE_SECONDS) as client:
                client.get(link_to(found), follow_redirects=True)
                sorts = sorts_at(found.node, every_kind=every_kind)
                app = make_app(found.node, doors=found.doors)
                home = f"/m/{found.node.record.mechanism[:10]}"
                start = [
                    *routed(app, found.node, kept_by(found, client), sorts, turn),
                    *(home + each for each in addresses),
                ]
                there = every_shape(client, start, met, sorts, noted)
                pages += [Shown(each.name, found, each.address, each.templates) for each in there]
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
