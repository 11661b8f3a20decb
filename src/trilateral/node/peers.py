"""The other parties as a node reaches them: the peers of its settings, or whoever is named.

Each request is signed (`asking`), each line to another machine is TLS, and before bodies are
asked for the party must vouch for the certificate that its server shows (`vouching`). Logs
need no such proof: they prove themselves. But once a party's node key is known, a server that
shows another certificate than the one vouched for is asked for nothing.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx2

from trilateral.errors import MalformedError, TrilateralError
from trilateral.ledger.charter import charter_hash
from trilateral.node.asking import SignedRequests
from trilateral.node.clock import Clock
from trilateral.node.node import Node
from trilateral.node.record import Record
from trilateral.node.settings import Peer, Settings, read_settings
from trilateral.node.sources import HttpSource, Source, Wire, is_address, open_source
from trilateral.node.tls import SYSTEM, Line, check_line, spki_hash
from trilateral.node.vouching import MAX_NOTE, Vouched, knows_node_of, read_vouched
from trilateral.store.files import write_file

TIMEOUT_SECONDS = 5.0
VOUCHED_SECONDS = 3600
"""How long a server that its party vouched for is not asked again, while its certificate stays the same."""

UNVOUCHED_SECONDS = 60
"""How long one that nobody vouched for is not asked again."""


def fetch_charter(home: Path, where: Sequence[str]) -> bool:
    """Put back a charter that the home lost: whoever gives it, only one with the hash in the settings will do.

    Returns:
        Whether one was missing and has come.
    """
    settings = read_settings(home)
    if (home / "charter.json").exists() or not settings.mechanism:
        return False
    by_party = {peer.party: peer.url for peer in settings.peers}
    for each in where:
        url = by_party.get(each, each)
        try:
            with _client(url, settings, home, TIMEOUT_SECONDS) as (client, _):
                charter = open_source(url, client).charter()
        except TrilateralError:
            continue  # it is asked again for the logs, and then said to be wrong
        if charter is not None and charter_hash(charter) == settings.mechanism:
            write_file(home / "charter.json", charter)
            return True
    return False


@contextlib.contextmanager
def open_peers(
    node: Node, where: Sequence[str] = (), *, timeout_seconds: float = TIMEOUT_SECONDS
) -> Iterator[list[Source]]:
    """The sources named, or all peers of the settings if none is.

    Args:
        node: Asks, and signs its requests.
        where: Parties of the settings, addresses, directories or bundles.
        timeout_seconds: How long one step of an answer may take.

    Raises:
        UnavailableError: One that was named cannot be read. A peer of the settings that cannot is left out.
        MalformedError: The settings call a peer's log by another name than the charter.
        RefusedError: One that was named is at another machine, and to be asked without TLS.
    """
    for peer in node.settings.peers:
        check_peer(peer, node.record)
    by_party = {peer.party: peer.url for peer in node.settings.peers}
    with contextlib.ExitStack() as stack:
        if where:
            yield [_open(node, by_party.get(each, each), stack, timeout_seconds) for each in where]
            return
        found = []
        for url in by_party.values():
            try:
                found.append(_open(node, url, stack, timeout_seconds))
            except TrilateralError as error:
                node.journal.append((node.clock.unix(), url, str(error)))
        yield found


def check_peer(peer: Peer, record: Record) -> None:
    """Refuse settings that call a party's log by a name that is not its own. A party that no charter names yet may come.

    Raises:
        MalformedError: It says what the charter has.
    """
    terms = record.charter.party(peer.party)
    if terms is not None and terms.origin != peer.origin:
        raise MalformedError(
            f"{record.home / 'node.toml'}: peers: expected {terms.origin} as the origin of {peer.party}, as the charter "
            f"has it, got {peer.origin}"
        )


def _open(node: Node, url: str, stack: contextlib.ExitStack, timeout_seconds: float) -> Source:
    if not is_address(url):
        return open_source(url)
    signed = SignedRequests(node.node_signer(), node.clock)
    client, line = stack.enter_context(_client(url, node.settings, node.home, timeout_seconds, signed))
    # A line of its own, held to nothing: whoever is there may show what certificate it likes, and is compared.
    looking, _ = stack.enter_context(_client(url, node.settings, node.home, timeout_seconds))
    origin = next((peer.origin for peer in node.settings.peers if peer.url == url), None)
    proof = ServerProof(lambda: node.record, node.clock, Wire(url, looking, clock=node.clock), line.hold_to, origin)
    proof.journal = lambda said: node.journal.append((node.clock.unix(), url, said))
    return HttpSource(url, client, proof=proof, clock=node.clock)


@contextlib.contextmanager
def _client(
    url: str, settings: Settings, home: Path, timeout_seconds: float, auth: httpx2.Auth | None = None
) -> Iterator[tuple[httpx2.Client, Line]]:
    if is_address(url):
        check_line(url, plain_http=settings.tls.plain_http)
    named = next((peer.ca for peer in settings.peers if peer.url == url), None)
    line = Line(url.rstrip("/"), named if named is None or named == SYSTEM else home / named)
    with httpx2.Client(transport=line, auth=auth, timeout=timeout_seconds, trust_env=False) as client:
        yield client, line


class ServerProof:
    """Whether the server at an address is the node that a party vouches for, asked again now and then.

    Attributes:
        journal: Told when the answer is another one than before, and not good.
    """

    def __init__(
        self,
        record: Callable[[], Record],
        clock: Clock,
        wire: Wire,
        hold_to: Callable[[str], None],
        origin: str | None = None,
    ) -> None:
        """Take the address.

        Args:
            record: Whose node keys count, asked anew each time.
            clock: Ours.
            wire: Fetches from the address, unsigned and over any connection.
            hold_to: Holds the line over which all else is asked to a public key, from when it is known.
            origin: Log of the party that is meant; None for any member.
        """
        self.journal: Callable[[str], None] = lambda _: None
        self._record = record
        self._clock = clock
        self._wire = wire
        self._hold_to = hold_to
        self._origin = origin
        self._lock = threading.Lock()
        self._until = float("-inf")
        self._lacks: str | None = None

    def lacks(self) -> str | None:
        """Why the server is not known to be the party's node; None if it is, or if no other machine is asked.

        Raises:
            MalformedError: Its party vouches for another certificate than it shows, or it is another party's.
            UnavailableError: It did not answer.
        """
        if not self._wire.name.startswith("https://"):
            return None  # this machine, or a line that the operator answers for: `tls.plain_http`
        with self._lock:
            if self._clock.monotonic() >= self._until:
                before, self._lacks = self._lacks, self._look()
                wait = UNVOUCHED_SECONDS if self._lacks else VOUCHED_SECONDS
                self._until = self._clock.monotonic() + wait
                if self._lacks and self._lacks != before:
                    self.journal(self._lacks)
            return self._lacks

    def renew(self) -> None:
        """The line showed another certificate: ask again whose it is."""
        with self._lock:
            self._until = float("-inf")

    def _look(self) -> str | None:
        data, shown = self._wire.fetch_shown("/certificate", MAX_NOTE)
        meant = "a party" if self._origin is None else self._origin
        if data is None or shown is None:
            return f"expected a note by the node key of {meant} on its certificate, got none"
        record = self._record()
        vouched = read_vouched(data, record, self._clock.unix())
        if self._origin is not None and vouched.origin != self._origin:
            raise MalformedError(
                f"{self._wire.name}: expected the node of {self._origin}, got that of {vouched.origin}"
            )
        if vouched.by is None:
            known = "is not one of those enrolled" if knows_node_of(record, vouched.origin) else "is not known yet"
            return f"the key that signed the note on the certificate of {vouched.origin} {known}"
        self._compare(vouched, shown)
        return None

    def _compare(self, vouched: Vouched, shown: bytes) -> None:
        """Channel binding: what the party says must be what this very connection showed."""
        got = spki_hash(shown)
        if got != vouched.spki:
            raise MalformedError(
                f"{self._wire.name}: somebody stands between: {vouched.origin} vouches for the public key "
                f"{vouched.spki}, got {got}"
            )
        self._hold_to(vouched.spki)
