"""Cases that ship, entered and served, and an address for every sort of page of theirs."""

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
from tests.stories.every_page import every_shape, kinds_of, routed
from tests.stories.talks import PATIENCE_SECONDS, free_ports
from trilateral.cases.demo import make
from trilateral.desk.sheets import SORTS
from trilateral.server.app import make_app
from trilateral.server.roles import Role
from trilateral.server.serving import Serving, serve

CASES = {"baghdad-2007": "us", "corridor-cell": "", "ceasefire": ""}
"""Cases that ship, and whose node is looked at (of some, the first party's): together they have a matter of every sort but two."""


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


@contextmanager
def all_shown(root: Path, turn: int, *, every_kind: bool) -> Iterator[list[Shown]]:
    """Every sort of page of the cases: a draft, a sheet and something that waits for its time among them.

    Args:
        root: An empty directory, for the homes.
        turn: With which of several examples of a sort to begin.
        every_kind: Whether the page of an entry is of another sort for each kind of entry.
    """
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    met: set[str] = set()
    pages: list[Shown] = []
    with ExitStack() as stack:
        for case, party in CASES.items():
            (root / case).mkdir()
            found = stack.enter_context(served(root / case, case, party))
            with httpx2.Client(base_url=found.address, trust_env=False, timeout=PATIENCE_SECONDS) as client:
                client.get(link_to(found), follow_redirects=True)
                app = make_app(found.node, doors=found.doors)
                start = routed(app, found.node, kept_by(found, client), turn)
                kinds = kinds_of(found.node) if every_kind else {}
                there = every_shape(client, start, met, kinds)
                pages += [Shown(name, found, address) for name, address in there.items()]
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
