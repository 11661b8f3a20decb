"""Two nodes over TLS on this machine: real certificates, real connections, and a stranger between them."""

import contextlib
import os
import queue
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import msgspec
import pytest

from tests.node.asked import signed_headers
from tests.node.parties import PASSPHRASE, Parties, origin_of, three_parties
from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.entry import Text
from trilateral.ledger.keys import KeyRevoked
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.clock import SystemClock
from trilateral.node.compose import About
from trilateral.node.node import Node
from trilateral.node.peers import open_peers
from trilateral.node.settings import Listen, Peer, Tls, read_settings, write_settings
from trilateral.node.sources import HttpSource, Source
from trilateral.node.sync import SyncReport, sync_all
from trilateral.node.tls import make_certificate, read_spki_hash
from trilateral.server.serving import MAX_HEADERS, Serving, serve

US, IR = origin_of("us"), origin_of("ir")
HOST = "127.0.0.1"
CLOCK = SystemClock()
"""Requests and notes are judged by the time of day, and a server has the machine's."""


def change(home: Path, **settings: object) -> None:
    write_settings(home, msgspec.structs.replace(read_settings(home), **settings))


@contextlib.contextmanager
def serving(home: Path, guard: Path) -> Iterator[Serving]:
    """A node behind its address, in a thread of this process."""
    ready: queue.SimpleQueue[Serving | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            serve(home, passphrase=PASSPHRASE, port=0, ready=ready.put, sync_seconds=3600)
        except BaseException as error:  # noqa: BLE001 - the thread that waits is told
            ready.put(error)

    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TRILATERAL_GUARD", str(guard))
        thread = threading.Thread(target=run)
        thread.start()
        found = ready.get(timeout=60)
    try:
        if isinstance(found, BaseException):
            raise found
        yield found
    finally:
        if isinstance(found, Serving):
            found.stop()
        thread.join(timeout=60)
    assert not thread.is_alive()


class Nodes:
    """Iran's node, which asks, and that of the United States, which is served over TLS."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        self.certificate, self.key = make_certificate(parties.home("us") / "tls", US, [HOST], CLOCK.now())
        parties.state("us", "Over TLS")
        detached = About(detached={"name": "Somebody"})
        body = StatementMade(sort="declaration", text=Text(lang="en", text="By a person"))
        parties.nodes["us"].say(body, by="head", about=detached)
        for name in ("us", "ir"):
            parties.close(name)
        change(parties.home("us"), tls=Tls("tls/certificate.pem", "tls/key.pem"))

    def serving(self) -> contextlib.AbstractContextManager[Serving]:
        return serving(self.parties.home("us"), self.parties.guard("us"))

    @contextlib.contextmanager
    def asking(self, url: str, **peer: str) -> Iterator[tuple[Node, list[Source]]]:
        """Iran's node, with one peer."""
        home = self.parties.home("ir")
        change(home, peers=(Peer("us", US, url, **peer),))
        node = Node.open(home, PASSPHRASE, guard=self.parties.guard("ir"))
        try:
            with open_peers(node) as sources:
                yield node, sources
        finally:
            node.close()


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Nodes]:
    with three_parties(tmp_path) as parties:
        yield Nodes(parties)


class Between:
    """A stranger between two nodes: takes connections with a certificate of its own, and passes on what is said."""

    def __init__(self, directory: Path, port: int) -> None:
        self.certificate, key = make_certificate(directory, US, [HOST], CLOCK.now())
        self._port = port
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.certificate, key)
        self._listener = socket.create_server((HOST, 0))
        self.url = f"https://{HOST}:{self._listener.getsockname()[1]}"
        self.heard: list[bytes] = []
        self._threads = [threading.Thread(target=self._take)]
        self._threads[0].start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=60)

    def _take(self) -> None:
        while True:
            try:
                taken, _ = self._listener.accept()
            except OSError:
                return
            self._threads.append(threading.Thread(target=self._pass_on, args=(taken,)))
            self._threads[-1].start()

    def _pass_on(self, taken: socket.socket) -> None:
        anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
        with (
            contextlib.suppress(OSError),
            taken,
            self._context.wrap_socket(taken, server_side=True) as near,
            socket.create_connection((HOST, self._port)) as raw,
            anybody.wrap_socket(raw) as far,
        ):
            while said := near.recv(65_536):  # what is asked here is short, and so are the answers
                self.heard.append(said)
                far.sendall(said)
                near.sendall(far.recv(65_536))


def faults(report: SyncReport) -> str:
    return "\n".join(what for _, what in report.faults)


def test_logs_and_bodies_come_over_a_line_that_its_party_vouches_for(nodes: Nodes) -> None:
    """Nobody certified the address: the party's own note is enough."""
    with nodes.serving() as us, nodes.asking(us.address) as (node, sources):
        report = sync_all(node, sources)

        assert us.address.startswith("https://")
        assert (faults(report), report.bodies) == ("", 1)
        assert node.record.size(US) == us.node.record.size(US)
        assert sources[0].name in node.contacts
        assert list(node.journal) == []


def test_a_stranger_between_learns_nothing_and_is_named(nodes: Nodes, tmp_path: Path) -> None:
    """It passes everything on, and shows a certificate of its own: it is asked for no log and no body."""
    with nodes.serving() as us:
        between = Between(tmp_path / "stranger", int(us.address.rpartition(":")[2]))
        try:
            with nodes.asking(between.url) as (node, sources):
                report = sync_all(node, sources)
        finally:
            between.close()

    said = faults(report)
    assert "somebody stands between" in said
    assert read_spki_hash(nodes.certificate) in said
    assert read_spki_hash(between.certificate) in said
    assert (report.entries, report.bodies) == (0, 0)
    heard = b"".join(between.heard)
    assert heard.count(b"GET /") == heard.count(b"GET /certificate ") > 0
    assert b"Signature" not in heard.title()


def test_a_stranger_who_comes_later_is_sent_nothing(nodes: Nodes, tmp_path: Path) -> None:
    """The line is held to the key that was vouched for: the handshake ends before any request."""
    server = contextlib.ExitStack()
    us = server.enter_context(nodes.serving())
    with server, nodes.asking(us.address) as (_, sources):
        source = sources[0]
        assert isinstance(source, HttpSource)
        assert source.charter() == us.node.record.charter_bytes
        server.close()
        certificate, key = make_certificate(tmp_path / "stranger", US, [HOST], CLOCK.now())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        heard: list[bytes] = []
        with socket.create_server((HOST, int(us.address.rpartition(":")[2]))) as listener:
            thread = threading.Thread(target=answer_nothing, args=(listener, context, heard))
            thread.start()
            with pytest.raises(MalformedError, match="expected the public key"):
                source._wire.fetch("/charter", 100)
            thread.join(timeout=60)

    assert heard == [b""]


def answer_nothing(listener: socket.socket, context: ssl.SSLContext, heard: list[bytes]) -> None:
    with contextlib.suppress(OSError):
        taken, _ = listener.accept()
        with taken, context.wrap_socket(taken, server_side=True) as near:
            near.settimeout(30)
            try:
                heard.append(near.recv(65_536))
            except OSError:
                heard.append(b"")


def test_a_certifier_may_be_asked_for_besides(nodes: Nodes, tmp_path: Path) -> None:
    """`peers.ca`: an address certified by somebody else is not spoken to at all."""
    other, _ = make_certificate(tmp_path / "other", US, [HOST], CLOCK.now())
    with nodes.serving() as us:
        with nodes.asking(us.address, ca=str(nodes.certificate)) as (node, sources):
            assert faults(sync_all(node, sources)) == ""
        for ca in (str(other), "system"):
            with nodes.asking(us.address, ca=ca) as (node, sources):
                assert "CERTIFICATE_VERIFY_FAILED" in faults(sync_all(node, sources))


def test_only_members_get_bodies_over_tls(nodes: Nodes) -> None:
    """A delegate's key, a revoked one, a request made twice or for a name that is not the node's: none counts."""
    with nodes.serving() as us, nodes.asking(us.address) as (node, sources):
        sync_all(node, sources)
        name = next(iter(node.record.bodies.names()))
        url = f"{us.address}/bodies/{name}"
        good = signed_headers(node.node_signer(), CLOCK, "GET", url)
        delegate = signed_headers(node._ring.signer("delegate", "head"), CLOCK, "GET", url)
        elsewhere = signed_headers(node.node_signer(), CLOCK, "GET", f"https://us.example/bodies/{name}")
        by_name = signed_headers(node.node_signer(), CLOCK, "GET", url.replace(HOST, "localhost"))
        with httpx2.Client(verify=trusting(nodes.certificate)) as client:

            def ask(headers: dict[str, str]) -> tuple[int, str]:
                answer = client.get(url, headers=headers)
                return answer.status_code, "" if answer.status_code == 200 else answer.json()["code"]

            assert ask(good) == (200, "")
            assert ask(good) == (401, "node.replayed")
            assert ask({}) == (401, "node.not_signed")
            assert ask(delegate) == (401, "node.unknown_key")
            assert ask(elsewhere) == (401, "node.wrong_signature")
            assert ask(by_name) == (200, "")
            us.node.record.key_book(IR).apply(
                KeyRevoked(key=node.node_signer().verifier().vkey(), reason="stolen"), 10**6
            )
            assert ask(signed_headers(node.node_signer(), CLOCK, "GET", url)) == (401, "node.unknown_key")


def trusting(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=os.fspath(certificate))
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def test_older_tls_and_headers_without_end_are_refused(nodes: Nodes) -> None:
    with nodes.serving() as us:
        older = ssl.create_default_context(cafile=os.fspath(nodes.certificate))
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        with httpx2.Client(verify=older) as client, pytest.raises(httpx2.ConnectError):
            client.get(us.address + "/charter")
        with httpx2.Client(verify=trusting(nodes.certificate)) as client:
            assert client.get(us.address + "/charter", headers={"X": "y" * (MAX_HEADERS // 2)}).status_code == 200
            assert client.get(us.address + "/charter", headers={"X": "y" * (3 * MAX_HEADERS)}).status_code == 431


def test_a_node_does_not_speak_plainly_to_others(nodes: Nodes) -> None:
    """Listening for other machines takes TLS, or a setting that says that the line is safe."""
    home = nodes.parties.home("us")
    change(home, tls=Tls(), listen=Listen("0.0.0.0"))  # noqa: S104 - what is refused
    with pytest.raises(RefusedError, match=r"node\.plain_http"), nodes.serving():
        pass
    change(home, tls=Tls(key="tls/key.pem"))
    with pytest.raises(MalformedError, match="expected a certificate beside the key"), nodes.serving():
        pass
    change(home, tls=Tls(plain_http=True))
    with nodes.serving() as us:
        port = us.address.rpartition(":")[2]
        assert httpx2.get(f"http://{HOST}:{port}/charter").content == us.node.record.charter_bytes
