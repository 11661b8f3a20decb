"""One node at work behind its address: pages and API, and asking the others, until somebody stops it.

One process, one worker: the guard's lock lets only one process sign, and keeps in memory what the
file of sessions says. Granian serves on this process's event loop; the node's own work has a thread.

Speaks TLS 1.3 where the settings name a certificate and its key. Without a key, whoever has it
stands in front as a proxy.
"""

import asyncio
import contextlib
import logging
import resource
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from trilateral.errors import MalformedError, RefusedError, TrilateralError, UnavailableError
from trilateral.node.clock import Clock
from trilateral.node.loop import Loop
from trilateral.node.node import Node
from trilateral.node.outside import OutsideWitnesses
from trilateral.node.peers import open_peers
from trilateral.node.sources import HttpSource, Source
from trilateral.node.sync import ask_mirrors
from trilateral.node.tls import is_this_machine
from trilateral.server.alerting import Alerter
from trilateral.server.app import make_app
from trilateral.server.roles import Role
from trilateral.server.sessions import Doors

_journal = logging.getLogger(__name__)

MAX_HEADERS = 64 << 10
"""Bytes of all headers of one request. What comes with the last of them may be as much again."""

HEADERS_SECONDS = 10
"""So long after its beginning a connection may bring no request in full, or none after the last."""

MOST_CONNECTIONS = 4000
"""At once: the next one waits. Many, since each that brings nothing is ended soon, and none costs more than a little memory."""

BACKLOG = 1024
"""Connections that the system keeps until they are taken."""

_SWEEP_SECONDS = 10.0
WITNESS_SECONDS = 10.0
"""How long one step of an outside witness's answer may take."""


@dataclass
class Serving:
    """A node that is being served.

    Attributes:
        node: Open; it is closed when serving ends.
        loop: Its own work.
        address: `http://127.0.0.1:8471`, without a slash at the end.
        doors: Links and sessions.
        stop: Ends the serving. May be called from any thread.
        tell: Lets the others know at once what has been published.
    """

    node: Node
    loop: Loop
    address: str
    doors: Doors
    stop: Callable[[], None]
    tell: Callable[[], None]

    def link(self, role: Role | str, office: str = "") -> str:
        """Return a one-use address that signs somebody in."""
        return f"{self.address}/in/{self.doors.link(Role(role), office)}"

    def offices(self) -> tuple[str, ...]:
        """Offices for which this node holds a delegate's key that counts: whoever signs in as one can sign."""
        with self.node.lock:
            return tuple(sorted(self.node.record.key_book(self.node.origin).office_keys()))


def _nothing(_: Serving) -> None:
    """Nobody waits for it to be ready."""


def serve(  # noqa: PLR0913 - what serving depends on, all but the home by name
    home: Path,
    *,
    passphrase: str,
    host: str | None = None,
    port: int | None = None,
    ready: Callable[[Serving], None] = _nothing,
    sync_seconds: float = 5.0,
    clock: Clock | None = None,
) -> None:
    """Serve the node in `home` until SIGINT or SIGTERM, or until `Serving.stop`.

    Args:
        home: Founded, with a charter.
        passphrase: Opens its keys.
        host: Where to listen; by default as `node.toml` says.
        port: The same; 0 for any that is free.
        ready: Called once when the address answers, in a thread of its own: prints links, enters a case.
        sync_seconds: How often to ask the others, pokes apart.
        clock: Tells the time; this machine's by default.

    Raises:
        RefusedError: The passphrase is wrong; or it would have to speak without TLS to other machines, and the
            settings do not allow it.
        UnavailableError: The address is taken, or another process holds the home.
        MalformedError: Something in the home is not what it must be.
    """
    node = Node.open(home, passphrase, clock=clock)
    try:
        with open_peers(node) as peers:
            ask_mirrors(node, peers)  # before anything is signed; whoever does not answer is not waited for
        listen = node.settings.listen
        where = listen.host if host is None else host, listen.port if port is None else port
        _check_tls(node, where[0])
        asyncio.run(_serve(node, where, ready, sync_seconds))
    finally:
        node.close()


def _check_tls(node: Node, host: str) -> None:
    """Refuse to listen where others could read along."""
    certificate, key = node.settings.tls_files_in(node.home)
    if key is not None and certificate is None:
        raise MalformedError(f"{node.home / 'node.toml'}: tls: expected a certificate beside the key {key}, got none")
    if key is None and not node.settings.tls.plain_http and not is_this_machine(host):
        raise RefusedError("node.plain_http", address=host)


async def _serve(node: Node, where: tuple[str, int], ready: Callable[[Serving], None], sync_seconds: float) -> None:
    host, port = _free(*where)
    with open_peers(node) as sources:
        doors = Doors(node.clock.unix, node.private)
        loop = Loop(node, lambda: sources, sync_seconds=sync_seconds)
        teller = _Teller(node, sources)
        node.on_publish.append(teller.wake)
        certificate, key = node.settings.tls_files_in(node.home)
        address = f"{'http' if key is None else 'https'}://{_in_address(host)}:{port}"
        own_names = _own_names(address, host)
        addresses = node.settings.listen.addresses or own_names
        app = make_app(node, doors=doors, poke=loop.poke, said=teller.wake, addresses=addresses, own_names=own_names)
        server = Server(
            app,
            host,
            port,
            interface=Interfaces.ASGI,
            log_enabled=False,
            websockets=False,
            # Where it has to find out first which HTTP somebody speaks, it waits for their first byte for ever.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEADERS_SECONDS * 1000, max_buffer_size=MAX_HEADERS),
            backlog=BACKLOG,
            backpressure=_most_connections(),
            ssl_cert=None if key is None else certificate,
            ssl_key=key,
        )
        running = asyncio.get_running_loop()

        def end() -> None:
            app.state.live.close()  # an open page has no end of its own, and would be waited for
            server.stop()  # type: ignore[no-untyped-call]  # granian says no types there

        def stop() -> None:
            running.call_soon_threadsafe(end)

        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(
                ValueError, RuntimeError
            ):  # not in the main thread: whoever began this also ends it
                running.add_signal_handler(number, end)
        serving = Serving(node, loop, address, doors, stop, teller.wake)
        telling = asyncio.create_task(_when_it_answers(serving, host, port, ready))
        sweeping = asyncio.create_task(_sweep(doors))
        submitter = _Submitter(node)
        alerter = Alerter(node)
        loop.start()
        teller.start()
        submitter.start()
        alerter.start()
        try:
            await server.serve()
        finally:
            telling.cancel()
            sweeping.cancel()
            await asyncio.to_thread(teller.stop)
            await asyncio.to_thread(submitter.stop)
            await asyncio.to_thread(alerter.stop)
            await asyncio.to_thread(loop.stop)


def _free(host: str, port: int) -> tuple[str, int]:
    """Make sure the address can be had, and say so otherwise: the server would only fall silent."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UnavailableError(f"cannot listen at {host} port {port}: {error.strerror}") from error
        return host, int(probe.getsockname()[1])


def _most_connections() -> int:
    """As many as this process may have files open, but for those that it needs itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        with contextlib.suppress(ValueError, OSError):  # whoever runs the node allows no more
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else max(64, min(MOST_CONNECTIONS, soft // 2))


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _own_names(address: str, host: str) -> tuple[str, ...]:
    """What a node is called whose settings do not say it: where it listens, by either name of this machine."""
    if not is_this_machine(host):
        return (address,)
    return tuple(dict.fromkeys([address, address.replace(_in_address(host), "localhost", 1)]))


async def _when_it_answers(serving: Serving, host: str, port: int, ready: Callable[[Serving], None]) -> None:
    """Wait until a connection is taken, then tell whoever waits."""
    while True:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        break
    threading.Thread(target=ready, args=(serving,), name="ready", daemon=True).start()


async def _sweep(doors: Doors) -> None:
    """Let go of the keys that sessions had opened, soon after they have ended by themselves."""
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        doors.sweep()


class _Teller:
    """Tells the others that our log has grown, in a thread: nobody who signs waits for them."""

    def __init__(self, node: Node, sources: Sequence[Source]) -> None:
        self._node = node
        self._sources = [source for source in sources if isinstance(source, HttpSource)]
        self._wake = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="teller", daemon=True)
        self._told = 0

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Something was signed or published: look."""
        self._wake.set()

    def stop(self) -> None:
        """End, after whom it is telling: the lines to the others must not be closed before."""
        self._stopped = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped:
            self._wake.wait(1.0)
            self._wake.clear()
            size = self._node.record.files(self._node.origin).served_size
            if size > self._told:
                self._told = size
                self._tell(size)

    def _tell(self, size: int) -> None:
        for source in self._sources:
            with contextlib.suppress(UnavailableError):  # it asks by itself sooner or later
                source.poke(self._node.origin, size)


class _Submitter:
    """Carries our heads to outside witnesses, in a thread: nothing else waits for them."""

    def __init__(self, node: Node) -> None:
        self._client = httpx2.Client(timeout=WITNESS_SECONDS, trust_env=False)
        self._witnesses = OutsideWitnesses(node, self._client)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="submitter", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End, after what is being asked: the node must not be closed before."""
        self._stopped.set()
        self._thread.join()
        self._client.close()

    def _run(self) -> None:
        while not self._stopped.wait(1.0):
            try:
                self._witnesses.once()
            except TrilateralError:
                _journal.exception("outside witnesses")
