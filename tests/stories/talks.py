"""Nodes of real parties, each behind its own address on this machine, with one clock that a story sets.

They are served in threads of this process and reach one another over sockets of the loopback
interface. What one signs, another has within about a second: its node is told at once. Whoever wants to be
sure waits for `Talks.settle`, which ends as soon as every node holds and has cosigned all that was signed.

The clock goes on by itself, as any clock does; a story puts it forward. It is never put back: a log's own
times must not go back either.
"""

import logging
import os
import queue
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cases.built import CASE
from trilateral.cases.act import PartyInCase
from trilateral.catalogue import LEVEL
from trilateral.ledger.charter import ClockTerms, SilenceTerms, encode_charter, parse_charter
from trilateral.ledger.entry import EntryId, Text
from trilateral.node.clock import SystemClock
from trilateral.node.founding import bind_new_guard, join_charter, make_charter, make_party
from trilateral.node.keys import Cost
from trilateral.node.node import Node
from trilateral.node.settings import Listen, Peer, Settings, read_settings, write_settings
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync_all
from trilateral.server.roles import Role
from trilateral.server.serving import Serving, serve

HOST = "127.0.0.1"
PASSPHRASE = "open"
CHEAP = Cost(passes=1, memory_bytes=8 << 10)
START = datetime(2008, 2, 25, 6, 0, tzinfo=UTC)
"""A Monday morning in all three capitals, or night in one of them."""

PATIENCE_SECONDS = 30.0
"""How long anything is waited for. A machine that needs longer is too slow to try the product on."""

_PORTS = range(21_000, 32_000)
"""Below those that the system gives to connections by itself, so that none takes a node's port meanwhile."""
_PORTS_A_PROCESS = 100
"""Two that run at once, even in different checkouts, hardly begin in one place."""

OFFICES: Mapping[str, tuple[str, ...]] = {
    "iq": ("moderator", "foreign-minister"),
    "ir": ("chief-negotiator", "foreign-ministry"),
    "us": ("ambassador", "embassy"),
}
"""Who signs for whom. The first is who speaks in most stories."""

TITLES = tuple(
    Text(lang, words)
    for lang, words in (
        ("en", "Trilateral mechanism on security in Iraq"),
        ("ar", "الآلية الثلاثية للأمن في العراق"),
        ("fa", "سازوکار سه‌جانبه امنیت عراق"),
    )
)
CLOCKS = (
    ClockTerms("allegations.answer", 48),
    ClockTerms("meetings.special", 48),
    ClockTerms("notices.acknowledge", 2),
    ClockTerms("proposals.referral", 336),
)
SILENCE = SilenceTerms(quorum=1, matters=("procedure", "substance"), min_hours=1, max_hours=72, grace_minutes=10)


class StoryClock:
    """A clock that goes on by itself and can be put forward."""

    def __init__(self, at: datetime) -> None:
        """Take the time that it shows now."""
        self._real = SystemClock()
        self._start = self._real.monotonic()
        self._at = at
        self._skipped = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The time of the story, in UTC."""
        return self._at + timedelta(seconds=self.monotonic())

    def unix(self) -> int:
        """The same in whole POSIX seconds."""
        return int(self.now().timestamp())

    def monotonic(self) -> float:
        """Seconds since the story began, those put forward included."""
        with self._lock:
            return self._real.monotonic() - self._start + self._skipped

    def advance(self, by: timedelta) -> None:
        """Put it forward."""
        assert by >= timedelta()
        with self._lock:
            self._skipped += by.total_seconds()

    def set(self, at: datetime) -> None:
        """Put it forward to this time."""
        self.advance(at - self.now())


@dataclass
class Talks:
    """The nodes of one story.

    Attributes:
        clock: Of all of them.
        served: Each node that is being served, by party.
    """

    root: Path
    clock: StoryClock
    ports: Mapping[str, int]
    served: dict[str, Serving]
    _threads: dict[str, threading.Thread]

    @property
    def nodes(self) -> dict[str, Node]:
        """The nodes that are being served."""
        return {party: serving.node for party, serving in self.served.items()}

    def home(self, party: str) -> Path:
        """Where a party keeps what is its own."""
        return self.root / party

    def guard(self, party: str) -> Path:
        """Where the guard of its log is, which no backup has."""
        return self.root / "guards" / party

    def link(self, party: str, office: str = "") -> str:
        """A one-use link for a delegate in an office, or for a reader."""
        return self.served[party].link(Role.DELEGATE if office else Role.READER, office)

    def ref(self, entry: EntryId) -> str:
        """What people call an entry: `us/9`."""
        return next(
            verdict.ref for node in self.nodes.values() if (verdict := node.record.fold.verdict(entry)) is not None
        )

    # -- coming and going

    def start(self, party: str) -> None:
        """Serve a node, and wait until its address answers."""
        ready: queue.SimpleQueue[Serving | BaseException] = queue.SimpleQueue()

        def run() -> None:
            try:
                serve(
                    self.home(party),
                    passphrase=PASSPHRASE,
                    port=self.ports[party],
                    ready=ready.put,
                    sync_seconds=0.5,
                    clock=self.clock,
                )
            except BaseException as error:  # noqa: BLE001 - the thread that waits is told
                ready.put(error)

        thread = threading.Thread(target=run, name=f"node of {party}")
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("TRILATERAL_GUARD", str(self.guard(party)))
            thread.start()
            self._threads[party] = thread
            found = ready.get(timeout=PATIENCE_SECONDS)
        if isinstance(found, BaseException):
            raise found
        self.served[party] = found

    def stop(self, party: str) -> None:
        """Stop a node in good order: nobody reaches it until it is started again."""
        self._stop(party)

    def stop_all(self) -> None:
        """Stop all at once."""
        self._stop(*self.served)

    def _stop(self, *parties: str) -> None:
        for party in parties:
            self.served.pop(party).stop()
        for party in parties:
            thread = self._threads.pop(party)
            thread.join(timeout=PATIENCE_SECONDS)
            assert not thread.is_alive(), f"the node of {party} does not stop"

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Let no node ask another meanwhile, as if every line were down; what was said then arrives later."""
        asked = {party: serving.loop._sources for party, serving in self.served.items()}
        for serving in self.served.values():
            serving.loop._sources = tuple
        try:
            yield
        finally:
            for party, serving in self.served.items():
                serving.loop._sources = asked[party]
                serving.loop.poke()

    # -- waiting

    def settle(self) -> None:
        """Wait until every node that is served holds all that any of them signed, and each knows that of the others."""
        self.wait_until(self._holds_all, "all nodes hold all of one another's logs")
        for serving in self.served.values():
            serving.loop.poke()  # who holds what is asked now and not half a second later
        self.wait_until(self.is_settled, "all nodes know that the others hold all of their logs")

    def _holds_all(self) -> bool:
        nodes = self.nodes.values()
        own = {node.origin: _sizes_at(node)[node.origin] for node in nodes}
        return all(_sizes_at(node)[origin] >= size for node in nodes for origin, size in own.items())

    def is_settled(self) -> bool:
        """Whether every node holds all that any of them signed, and each knows that of the others."""
        nodes = self.nodes
        for node in nodes.values():
            with node.lock:
                size = node.record.size(node.origin)
                held = node.record.held_by(node.origin)
            for party, other in nodes.items():
                if other is node:
                    continue
                with other.lock:
                    if other.record.size(node.origin) < size:
                        return False
                if held.get(party, 0) < size:
                    return False
        return True

    def wait_until(self, condition: Any, what: str) -> None:
        """Wait for something to come true, asking again each time that a node has news, or a little later.

        Raises:
            AssertionError: It did not, in all the time that it could need.
        """
        news = threading.Event()
        listeners = [node.on_change for node in self.nodes.values()]

        def heard(_: Sequence[object]) -> None:
            news.set()

        for each in listeners:
            each.append(heard)
        end = SystemClock().monotonic() + PATIENCE_SECONDS
        try:
            while not condition():
                assert SystemClock().monotonic() < end, f"in vain waited until {what}"
                news.wait(0.05)
                news.clear()
        finally:
            for each in listeners:
                each.remove(heard)

    def pass_time(self, **by: float) -> None:
        """Let hours or minutes go by: first all that was said is received, then the clock is put forward.

        What nodes do by themselves after so long they do now, such as receipts.
        """
        self.settle()
        self.clock.advance(timedelta(**by))
        for serving in self.served.values():
            serving.loop.poke()
        self.settle()


def _sizes_at(node: Node) -> dict[str, int]:
    """How many entries of each log a node holds."""
    with node.lock:
        return {origin: node.record.size(origin) for origin in node.record.origins}


_ports = count()


def free_ports(number: int) -> list[int]:
    """Ports of the loopback interface on which nobody listens, and which no other process of a run is about to take."""
    found: list[int] = []
    while len(found) < number:
        port = _PORTS[(os.getpid() * _PORTS_A_PROCESS + next(_ports)) % len(_PORTS)]
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        found.append(port)
    return found


def _party(name: str) -> PartyInCase:
    return next(each for each in CASE.parties if each.id == name)


def _found(root: Path, names: Sequence[str], clock: StoryClock, **terms_of_charter: Any) -> dict[str, int]:
    """Make homes with keys and one charter; each party's root accepts it, and all know that of all."""
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    terms = []
    for name in names:
        known = _party(name)
        made = make_party(
            root / name,
            name,
            f"{name}.example/log",
            PASSPHRASE,
            offices=OFFICES[name],
            names=known.names,
            role=known.role,
            zone=known.zone,
            capital=known.capital,
            settings=Settings(name, f"{name}.example/log", listen=Listen(HOST, ports[name]), publish_interval_ms=50),
            cost=CHEAP,
        )
        terms.append(msgspec.structs.replace(made, weekend=known.weekend))
    charter = parse_charter(
        make_charter(terms, titles=TITLES, scope=CASE.terms["scope"] and _texts(CASE.terms["scope"]), level=LEVEL)
    )
    given = {"clocks": CLOCKS, "silence": SILENCE, "grid_microdegrees": 500_000, **terms_of_charter}
    data = encode_charter(msgspec.structs.replace(charter, **given))
    with ExitStack() as stack:
        nodes = []
        for name in names:
            join_charter(root / name, data)
            bind_new_guard(root / name, root / "guards" / name)
            peers = tuple(
                Peer(each, f"{each}.example/log", f"http://{HOST}:{ports[each]}") for each in names if each != name
            )
            write_settings(root / name, msgspec.structs.replace(read_settings(root / name), peers=peers))
            node = stack.enter_context(Node.open(root / name, PASSPHRASE, clock=clock, guard=root / "guards" / name))
            node.found()
            node.publish()
            nodes.append(node)
        for _ in range(3):
            for node in nodes:
                sync_all(node, [DirectorySource(root / name) for name in names if name != node.party])
    return ports


def _texts(given: Any) -> tuple[Text, ...]:
    return msgspec.convert(given, tuple[Text, ...])


@contextmanager
def talks_among(root: Path, names: Sequence[str], at: datetime = START, **terms_of_charter: Any) -> Iterator[Talks]:
    """Found a mechanism among these parties and serve their nodes.

    Args:
        root: An empty directory.
        names: Two or three of those in `OFFICES`.
        at: When the story begins.
        terms_of_charter: Members of the charter that differ from the usual ones here.
    """
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    clock = StoryClock(at)
    talks = Talks(root, clock, _found(root, names, clock, **terms_of_charter), {}, {})
    try:
        for name in names:
            talks.start(name)
        talks.settle()
        yield talks
    finally:
        talks.stop_all()
