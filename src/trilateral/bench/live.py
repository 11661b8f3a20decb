"""`bench live`: how soon an open page at one party shows what another party has signed.

Two nodes are served, each in a process of its own on the loopback interface. A page of the second is open and listens for
events, as a browser does that runs `live.js`; at the first a delegate sends a form. Measured is the time from the press until
the answer, until the event that brought the entry, and until the renewed page says it.
"""

import contextlib
import logging
import os
import re
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import httpx2
import msgspec

from trilateral.bench.founding import BEGAN, OFFICE, PASSPHRASE, found_parties, meet
from trilateral.bench.measure import Result, cores, percentile
from trilateral.errors import UnavailableError
from trilateral.node.clock import FixedClock, SystemClock
from trilateral.node.settings import Peer, read_settings, write_settings
from trilateral.server.roles import Role
from trilateral.server.serving import Serving, serve

PROMISED_MS = 1000.0
"""What others sign is to be seen within this."""
_MOST = 60
"""Acts: with the pauses between them they take about two minutes."""
_PAUSES_SECONDS = (0.2, 3.0)
_PATIENCE_SECONDS = 60.0
_END_SECONDS = 5.0
_WARM = 3
"""Acts that are not measured: nodes get to know each other, and templates are made ready."""
_SIGNS, _READS = "north", "south"
_HOME = re.compile('href="(/m/[0-9a-f]+/)"')
_HIDDEN = re.compile('<input type="hidden" name="([^"]+)" value="([^"]*)"')


class _Running:
    """A clock that goes on from where a record begins."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._real = SystemClock()
        self._start = self._real.monotonic()

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self._at + timedelta(seconds=self.monotonic())

    def unix(self) -> int:
        """The same in whole POSIX seconds."""
        return int(self.now().timestamp())

    def monotonic(self) -> float:
        """Seconds since it began."""
        return self._real.monotonic() - self._start


@dataclass(frozen=True)
class _Seen:
    """What one act took, in milliseconds from the press."""

    answered_ms: float
    event_ms: float
    page_ms: float


def live(n: int, root: Path) -> Result:
    """Sign `n` things by the form at one node, at most 60, and see when an open page at another says them.

    The limit: as many as would be seen in the time of the answers alone.
    """
    with ExitStack() as held:
        clock = FixedClock(BEGAN)
        meet(found_parties(root, held, clock))
    with ExitStack() as held:
        signs, reads = _served_both(root, held)
        seen = list(_watched(signs, reads, min(n, _MOST)))
    pages, events = [each.page_ms for each in seen], [each.event_ms for each in seen]
    answers = [each.answered_ms for each in seen]
    seconds = sum(pages) / 1000
    limit = len(seen) / (sum(answers) / 1000)
    return Result(
        workload="live",
        n=len(seen),
        seconds=round(seconds, 3),
        per_second=round(len(seen) / seconds, 1),
        p50_ms=percentile(pages, 50),
        p99_ms=percentile(pages, 99),
        peak_rss_mb=round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1),
        bytes_per_entry=0.0,
        limit_per_second=round(limit, 1),
        share=round(len(seen) / seconds / limit, 3),
        cores=cores(),
        beside={
            "answer_ms_median": percentile(answers, 50),
            "answer_ms_95_of_100": percentile(answers, 95),
            "event_ms_median": percentile(events, 50),
            "event_ms_95_of_100": percentile(events, 95),
            "page_ms_median": percentile(pages, 50),
            "page_ms_95_of_100": percentile(pages, 95),
            "page_ms_promised": PROMISED_MS,
            "pages_later_than_promised": sum(each > PROMISED_MS for each in pages),
        },
    )


def _served_both(root: Path, held: ExitStack) -> tuple[str, str]:
    """Serve both nodes; return a link into each. Each is told the address of the other before it starts."""
    ports = {_SIGNS: _free_port(), _READS: _free_port()}
    for party, other in ((_SIGNS, _READS), (_READS, _SIGNS)):
        settings = read_settings(root / party)
        peer = Peer(other, f"{other}.example/log", f"http://127.0.0.1:{ports[other]}")
        write_settings(root / party, msgspec.structs.replace(settings, peers=(peer,)))
    signs, reads = (held.enter_context(_served(root, party, ports[party])) for party in (_SIGNS, _READS))
    return signs, reads


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _served(root: Path, party: str, port: int) -> Iterator[str]:
    """A node in a process of its own, until whoever asked is done: a link that signs a delegate in."""
    context = get_context("spawn")
    ours, its = context.Pipe()
    process = context.Process(target=_serve, args=(root, party, port, its), name=f"node of {party}")
    process.start()
    its.close()
    try:
        if not ours.poll(_PATIENCE_SECONDS):
            raise UnavailableError(f"the node of {party} does not answer")
        yield str(ours.recv())
    finally:
        ours.send("end")
        process.join(_END_SECONDS)
        process.kill()  # it has nothing to lose: the directory goes with the measurement
        process.join()
        ours.close()


def _serve(root: Path, party: str, port: int, parent: Connection) -> None:
    def ready(serving: Serving) -> None:
        parent.send(serving.link(Role.DELEGATE, OFFICE))
        with contextlib.suppress(EOFError):
            parent.recv()
        serving.stop()

    logging.disable(logging.INFO)
    os.environ["TRILATERAL_GUARD"] = str(root / "guards" / party)
    serve(root / party, passphrase=PASSPHRASE, port=port, ready=ready, clock=_Running(BEGAN + timedelta(hours=1)))


def _watched(signs: str, reads: str, n: int) -> Iterator[_Seen]:
    """Sign one thing after another, as people do with pauses between them, and see each arrive."""
    chance = Random(1)  # noqa: S311 - pauses, not a secret
    patience = httpx2.Timeout(_PATIENCE_SECONDS)
    with (
        httpx2.Client(trust_env=False, timeout=patience, follow_redirects=True) as author,
        httpx2.Client(trust_env=False, timeout=patience, follow_redirects=True) as reader,
    ):
        homes = [_home(client, link) for client, link in ((author, signs), (reader, reads))]
        with reader.stream("GET", f"{homes[1]}live") as stream:
            stream.raise_for_status()
            grown = (line for line in stream.iter_lines() if line.startswith("event: grown"))
            for number in range(-_WARM, n):
                words = f"Said to be seen, number {number}."
                press = _form(author, f"{homes[0]}sign/statements.made", words)
                seen = _seen(press, _renewed(reader, f"{homes[1]}statements", words, grown))
                if number >= 0:
                    yield seen
                time.sleep(chance.uniform(*_PAUSES_SECONDS))


def _home(client: httpx2.Client, link: str) -> str:
    """Come in by a link; where home is."""
    came = client.get(link)
    return str(came.url.join(_HOME.findall(came.text)[0]))


def _form(author: httpx2.Client, where: str, words: str) -> Callable[[], bool]:
    """A form that is filled in: how to press its button, and whether that was signed."""
    asked = author.get(where).text.partition('id="entry"')[2].partition("</form>")[0]
    fields = {**dict(_HIDDEN.findall(asked)), "sort": "position", "text": words, "text.lang": "en", "sign": "1"}
    return lambda: author.post(where, data=fields, follow_redirects=False).status_code == 303


def _renewed(reader: httpx2.Client, page: str, words: str, grown: Iterator[str]) -> Iterator[tuple[float, bool]]:
    """When each event came, and whether the page that is asked for thereupon has the words."""
    for _ in grown:
        came = time.perf_counter()
        yield came, words in reader.get(page).text


def _seen(press: Callable[[], bool], renewed: Iterator[tuple[float, bool]]) -> _Seen:
    """Press the button, and wait until the page has the words.

    Raises:
        UnavailableError: The form was refused, or events ended.
    """
    done: list[tuple[float, bool]] = []

    def send() -> None:
        signed = press()
        done.append((time.perf_counter(), signed))

    began = time.perf_counter()
    pressing = threading.Thread(target=send, name="form")
    pressing.start()
    came = next((at for at, shown in renewed if shown), None)
    there = time.perf_counter()
    pressing.join()
    if came is None or not done[0][1]:
        raise UnavailableError("expected what was signed to arrive, and events ended or the form was refused")
    return _Seen(*(1000 * (at - began) for at in (done[0][0], came, there)))
