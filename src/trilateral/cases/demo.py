"""Homes on one machine with a case in them, one for each party: what `trilateral demo` makes.

One person holds all keys here, which is the one thing that a real mechanism must never do.
The passphrase lies beside the homes in a file, for the same reason: there is nothing to protect.

What is here enters the case in one process, each node reading the others' directories. With
servers, each party's process has a `Player` of its own: see the command `demo`.
"""

import fcntl
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from trilateral.cases.act import Act, Case, PartyInCase
from trilateral.cases.playing import Player
from trilateral.cases.terms import with_terms
from trilateral.errors import MalformedError, RefusedError, UnavailableError
from trilateral.ledger.charter import Charter, PartyTerms, encode_charter, parse_charter
from trilateral.ledger.entry import PartyId
from trilateral.node.clock import Clock
from trilateral.node.founding import bind_new_guard, join_charter, make_party
from trilateral.node.guard import guard_directory
from trilateral.node.keys import Cost
from trilateral.node.mirror import fetch_bodies, pull
from trilateral.node.node import Node
from trilateral.node.settings import Keys, Listen, Peer, Settings, read_settings, write_settings
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync_all
from trilateral.store.files import disk_errors, make_directory_durable, write_file

HOST = "127.0.0.1"
FIRST_PORT = 8471
COST = Cost(passes=1, memory_bytes=8 << 20)
"""The passphrase is random and lies in a file: to guess it is hopeless, and hashing it for longer would be useless."""

PUBLISH_MS = 100
"""Nodes of a demonstration answer one another at once; a second each time would add up to minutes."""


@contextmanager
def held(directory: Path) -> Iterator[None]:
    """Let no other process make or serve the demonstration here. What holds it goes with this process, however that ends.

    Raises:
        RefusedError: Another process does so already: nothing of its was touched.
    """
    make_directory_durable(directory)
    path = directory / "lock"
    with disk_errors(path):
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(lock, directory)
        yield
    finally:
        os.close(lock)


def _lock(lock: int, directory: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        process = os.read(lock, 32).decode("ascii", "replace").strip()
        raise RefusedError("demo.running", path=str(directory), process=process or "?") from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)


def make(directory: Path, case: Case, *, clock: Clock | None = None) -> dict[PartyId, Path]:
    """Make the homes and enter the case, as far as either is not there yet.

    Args:
        directory: Where.
        case: Which.
        clock: Tells the nodes the time; this machine's by default. It must go on.

    Raises:
        RefusedError: Something else is in the way.
    """
    homes = homes_of(directory, case)
    with held(directory):
        if not is_made(directory, case):
            make_homes(directory, case, usual_ports(case))
        found_and_play(homes, case, (directory / "passphrase").read_text("ascii").strip(), clock)
    return homes


def make_founded(directory: Path, case: Case, ports: Mapping[PartyId, int]) -> dict[PartyId, Path]:
    """Make the homes as far as they are not there, with the first entries of each log, ready to be served.

    Raises:
        RefusedError: Something else is in the way.
    """
    homes = homes_of(directory, case)
    if not is_made(directory, case):
        make_homes(directory, case, ports)
    set_peers(case, homes, {party: f"http://{HOST}:{port}" for party, port in ports.items()}, ports)
    word = (directory / "passphrase").read_text("ascii").strip()
    for home in homes.values():
        with Node.open(home, word) as node:
            if not node.record.size(node.origin):
                node.found()
    return homes


def homes_of(directory: Path, case: Case) -> dict[PartyId, Path]:
    """Return where the homes are."""
    return {party.id: directory / party.id for party in case.parties}


def usual_ports(case: Case) -> dict[PartyId, int]:
    """Return the port of each party's node, one after another, if nothing else is there."""
    return {party.id: port for port, party in enumerate(case.parties, FIRST_PORT)}


def is_made(directory: Path, case: Case) -> bool:
    """Whether the homes are there already."""
    return all((home / "charter.json").is_file() for home in homes_of(directory, case).values())


def make_homes(directory: Path, case: Case, ports: Mapping[PartyId, int]) -> dict[PartyId, Path]:
    """Make the homes of all parties, with keys and one charter; nothing is signed yet.

    Raises:
        RefusedError: There is something in their place.
    """
    homes = homes_of(directory, case)
    for home in homes.values():
        if home.exists():
            raise RefusedError("demo.in_the_way", path=str(home))
    make_directory_durable(directory)
    passphrase = directory / "passphrase"
    write_file(passphrase, secrets.token_hex(16).encode() + b"\n")
    passphrase.chmod(0o600)
    word = passphrase.read_text("ascii").strip()
    charter = charter_of(
        case, [_make_party(homes[party.id], case, party, ports[party.id], word) for party in case.parties]
    )
    for home in homes.values():
        join_charter(home, charter)
        bind_new_guard(home, guard_directory(os.environ))
    set_peers(case, homes, {party: home.resolve().as_posix() for party, home in homes.items()})
    return homes


def charter_of(case: Case, parties: Sequence[PartyTerms]) -> bytes:
    """Return the bytes of a case's charter. Whatever the case says, nobody's real signature is claimed in it.

    Raises:
        MalformedError: Its terms are none, or could bind nobody.
    """
    try:
        charter = msgspec.convert(with_terms(case.terms, parties), Charter)
    except msgspec.ValidationError as error:
        raise MalformedError(f"{case.name}: charter: {error}") from error
    data = encode_charter(charter)
    parse_charter(data)
    return data


def _make_party(home: Path, case: Case, party: PartyInCase, port: int, passphrase: str) -> PartyTerms:
    origin = origin_of(case, party.id)
    settings = Settings(
        party.id,
        origin,
        listen=Listen(HOST, port),
        publish_interval_ms=PUBLISH_MS,
        keys=Keys(passphrase_file="../passphrase"),  # noqa: S106 - a file's name
        as_of=case.as_of,
    )
    terms = make_party(
        home,
        party.id,
        origin,
        passphrase,
        offices=party.offices,
        names=party.names,
        role=party.role,
        zone=party.zone,
        capital=party.capital,
        settings=settings,
        cost=COST,
    )
    return msgspec.structs.replace(terms, weekend=party.weekend, holidays=party.holidays)


def origin_of(case: Case, party: PartyId) -> str:
    """Return what a party's log is called. No such host exists, and none is asked."""
    return f"{party}.{case.name}.example"


def set_peers(
    case: Case,
    homes: Mapping[PartyId, Path],
    addresses: Mapping[PartyId, str],
    ports: Mapping[PartyId, int] | None = None,
) -> None:
    """Write into each home where the other nodes are, by address or directory, and where it listens itself."""
    for party, home in homes.items():
        settings = read_settings(home)
        peers = tuple(Peer(other, origin_of(case, other), addresses[other]) for other in homes if other != party)
        listen = settings.listen if ports is None else Listen(HOST, ports[party])
        write_settings(home, msgspec.structs.replace(settings, peers=peers, listen=listen))


def found_and_play(homes: Mapping[PartyId, Path], case: Case, passphrase: str, clock: Clock | None = None) -> None:
    """Enter the case in this process: nodes read one another's directories, and stop synchronised."""
    with ExitStack() as stack:
        nodes = {party: stack.enter_context(Node.open(home, passphrase, clock=clock)) for party, home in homes.items()}
        for node in nodes.values():
            if not node.record.size(node.origin):
                node.found()
        exchange(nodes)
        players = {party: Player(case, node) for party, node in nodes.items()}
        for act in case.acts:
            _hear_and_say(players, act)
        exchange(nodes)
        for player in players.values():
            _until(player.receipt)
        exchange(nodes)


def _hear_and_say(players: Mapping[PartyId, Player], act: Act) -> None:
    """Let a party say an act, after it has fetched from the others what it lacks for that."""
    player = players[act.party]
    if player.has_said(act) or player.step():
        return
    for party, other in players.items():
        if party != act.party:
            other.node.publish()
            pull(player.node, DirectorySource(other.node.home), other.node.origin)
    _fetch_parts(player.node, [other.node for party, other in players.items() if party != act.party])
    if not _until(player.step):
        # What an act rests on comes earlier in every case, and all of it has been fetched: a fault of this program.
        raise RuntimeError(f"{act.party} can neither say {act.key} nor is refused it")


def _until(done: Callable[[], bool]) -> bool:
    """Try again for two seconds: a receipt cannot be given twice within one."""
    pause = threading.Event()
    return any(done() or pause.wait(0.1) for _ in range(20)) or done()


def _fetch_parts(node: Node, others: Iterable[Node]) -> None:
    """Bring here what lies beside others' entries, once all logs are: an entry may have waited for another log."""
    for other in others:
        said = [each.entry.header.blob for each in node.record.fold.verdicts(other.origin) if each.entry]
        fetch_bodies(node, DirectorySource(other.home), [blob for blob in said if blob is not None])


def exchange(nodes: Mapping[PartyId, Node]) -> None:
    """Let every node fetch every log and body from every other, until all have all and have cosigned it."""
    sources = {party: DirectorySource(node.home) for party, node in nodes.items()}
    for node in nodes.values():
        if node.may_sign:  # else it was interrupted, and asks the others below
            node.publish()
    moved = True
    while moved:
        moved = False
        for party, node in nodes.items():
            report = sync_all(node, [source for other, source in sources.items() if other != party])
            if report.faults:
                raise UnavailableError("; ".join(f"{name}: {what}" for name, what in report.faults))
            moved |= report.moved
