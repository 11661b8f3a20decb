"""One node put to work in this process: web server, background loop, pokes to the others, and perhaps a case.

The web server runs on the event loop of the main thread. What the node does by itself runs
in threads beside it, ordered by the node's own lock.
"""

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Iterator

import click
import httpx2
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from trilateral.cases import Case
from trilateral.cases.playing import Player
from trilateral.errors import TrilateralError, UnavailableError
from trilateral.node.keys import Purpose, open_keyring
from trilateral.node.loop import Loop
from trilateral.node.node import Node
from trilateral.node.sources import HttpSource, Source, open_source
from trilateral.server.app import make_app
from trilateral.server.peers import sign_request
from trilateral.server.roles import Role
from trilateral.server.sessions import Doors

TICK_SECONDS = 0.25
"""How often the node looks whether it has something to publish; oftener where it publishes oftener."""

ANSWER_SECONDS = 10.0

PLAYED = "played"
"""What is printed when the party has said its part of a case, and has receipted everybody's."""


class Serving:
    """A node at work."""

    def __init__(self, node: Node, passphrase: str, case: Case | None = None) -> None:
        """Take the node.

        Args:
            node: Open; whoever opened it closes it.
            passphrase: Opens its ring once more: requests for bodies are signed with the node's key.
            case: A history in which the party has a part that is to be said.
        """
        self.node = node
        self._client = httpx2.Client(timeout=ANSWER_SECONDS)
        with open_keyring(node.home / "keys", passphrase) as ring:
            self._signer = ring.signer(Purpose.NODE)
        self._sources = tuple(self._source(peer.party, peer.url) for peer in node.settings.peers)
        tick = min(TICK_SECONDS, node.settings.publish_interval_ms / 2000)
        self._loop = Loop(node, lambda: self._sources, tick_seconds=tick)
        self._doors = Doors(node.clock.unix)
        self._player = None if case is None else Player(case, node)
        self._stopped = threading.Event()
        self._tick = tick

    def _source(self, party: str, url: str) -> Source:
        def sign(sha256: str) -> str:
            return sign_request(self._signer, sha256, self.node.clock.unix(), party)

        return open_source(url, self._client, sign=sign, clock=self.node.clock)

    @property
    def address(self) -> str:
        """Where people find it."""
        listen = self.node.settings.listen
        return f"http://{listen.host}:{listen.port}"

    def run(self) -> None:
        """Serve until somebody ends it."""
        listen = self.node.settings.listen
        _require_free(listen.host, listen.port)
        with self._at_work():
            asyncio.run(self._serve(listen.host, listen.port))

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[None]:
        """The threads beside the web server."""
        tasks = [self._poke_others, *([self._play] if self._player is not None else [])]
        threads = [threading.Thread(target=task, name=task.__name__, daemon=True) for task in tasks]
        self._loop.start()
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stopped.set()
            self._loop.stop()
            for thread in threads:
                thread.join(ANSWER_SECONDS)
            self._client.close()

    async def _serve(self, host: str, port: int) -> None:
        app = make_app(self.node, doors=self._doors, poke=self._loop.poke, said=self._loop.poke)
        server = Server(app, address=host, port=port, interface=Interfaces.ASGI, log_level=LogLevels.warning)
        running = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            running.add_signal_handler(number, server.stop)
        for line in (*self.welcome(), ""):
            click.echo(line)
        await server.serve()

    def welcome(self) -> list[str]:
        """Return where the node is, and a one-use link for each office and for a reader."""
        offices = sorted(self.node.record.key_book(self.node.origin).office_keys())
        links = [f"  {office}: {self._link(Role.DELEGATE, office)}" for office in offices]
        return [f"{self.node.party} {self.address}", *links, f"  to read only: {self._link(Role.READER)}"]

    def _link(self, role: Role, office: str = "") -> str:
        return f"{self.address}/in/{self._doors.link(role, office)}"

    def _poke_others(self) -> None:
        """Tell the others when our log has grown, so that they need not wait until they ask."""
        told = -1
        files = self.node.record.files(self.node.origin)
        while not self._stopped.wait(self._tick):
            size = files.served_size
            if size > told:
                told = size
                for source in self._sources:
                    if isinstance(source, HttpSource):
                        with contextlib.suppress(UnavailableError):
                            source.poke(self.node.origin, size)

    def _play(self) -> None:
        """Say the party's part of the case, each act as soon as what it rests on has arrived."""
        player = self._player
        if player is None:
            return
        news = threading.Event()
        self.node.on_change.append(lambda _: news.set())
        while not self._stopped.is_set() and not player.receipt():
            try:
                moved = player.step()
            except TrilateralError as error:
                click.echo(f"{self.node.party}: {error}", err=True)
                return
            if not moved:
                news.wait(self._tick)
                news.clear()
        click.echo(PLAYED)


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UnavailableError(f"cannot listen on {host}:{port}: {error}") from error
