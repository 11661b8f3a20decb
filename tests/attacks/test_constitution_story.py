"""One story over HTTP: a charter is amended, a party joins, one leaves, and one loses everything and comes again.

Three nodes are served by processes of their own, and a fourth later. In the end somebody who was
never there verifies all of it, offline, from one file and the first charter.
"""

import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec
from click.testing import CliRunner

from tests.independent.reader import files_below, read_log, read_policy
from tests.node.parties import CHEAP, PASSPHRASE
from trilateral.cli import main
from trilateral.ledger.charter import Charter, PartyTerms, charter_hash, encode_charter, parse_charter
from trilateral.ledger.entry import Text
from trilateral.node.bundle import pack
from trilateral.node.founding import bind_new_guard, join_charter, make_charter, make_party
from trilateral.node.handed import read_handed
from trilateral.node.node import Node
from trilateral.node.record import open_record
from trilateral.node.settings import Listen, Peer, Settings, read_settings, write_settings
from trilateral.node.verify import verify_path

FOUNDERS = ("north", "south", "west")
EAST = "east"
PATIENCE_SECONDS = 120
ROOT = Path(__file__).parents[2]


def origin_of(party: str) -> str:
    return f"{party}.example/log"


class Child:
    """One node's process. It is ended by its own id, whatever happens."""

    def __init__(self, home: Path, guard: Path) -> None:
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TRILATERAL_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.attacks.charter_child", str(home)],
            cwd=ROOT,
            env={**surroundings, "TRILATERAL_GUARD": str(guard)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        assert "address" in self._answer()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)

    def _answer(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._lines.get(timeout=PATIENCE_SECONDS))
        return found

    def order(self, **order: object) -> dict[str, Any]:
        """Tell the operator to do something; what came of it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def stop(self) -> int:
        """Stop it in good order; its exit code."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            return self._process.wait(PATIENCE_SECONDS)
        finally:
            self._process.kill()
            self._listener.join()
            if self._process.stdout is not None:
                self._process.stdout.close()


class Town:
    """The homes, their ports, and the processes that serve them."""

    def __init__(self, root: Path, stack: ExitStack) -> None:
        self.root = root
        self.stack = stack
        self.ports = dict(zip((*FOUNDERS, EAST), free_ports(4), strict=True))
        self.children: dict[str, Child] = {}
        self.terms = {party: self.make(party) for party in FOUNDERS}
        words = (Text("en", "The river"),)
        self.genesis = make_charter(list(self.terms.values()), titles=words, scope=words, quorum=1)
        for party in FOUNDERS:
            join_charter(self.home(party), self.genesis)
            bind_new_guard(self.home(party), self.guard(party))
            with Node.open(self.home(party), PASSPHRASE, guard=self.guard(party)) as node:
                node.found()

    def home(self, party: str) -> Path:
        return self.root / party

    def guard(self, party: str) -> Path:
        return self.root / "guards" / party

    def make(self, party: str) -> PartyTerms:
        settings = Settings(
            party, origin_of(party), listen=Listen("127.0.0.1", self.ports[party]), publish_interval_ms=0
        )
        peers = tuple(
            Peer(other, origin_of(other), f"http://127.0.0.1:{port}")
            for other, port in self.ports.items()
            if other != party
        )
        terms = make_party(
            self.home(party), party, origin_of(party), PASSPHRASE, offices=("head",), settings=settings, cost=CHEAP
        )
        write_settings(self.home(party), msgspec.structs.replace(read_settings(self.home(party)), peers=peers))
        return terms

    def serve(self, *parties: str) -> None:
        for party in parties:
            child = self.children[party] = Child(self.home(party), self.guard(party))
            self.stack.callback(child.stop)

    def stop(self, *parties: str) -> None:
        for party in parties:
            assert self.children.pop(party).stop() == 0

    def do(self, party: str, **order: object) -> str:
        """The reference of what an operator has signed."""
        answer = self.children[party].order(**order)
        assert "ref" in answer, (party, order, answer)
        return str(answer["ref"])

    def until(self, what: str, holds: Callable[[dict[str, dict[str, Any]]], bool]) -> dict[str, dict[str, Any]]:
        """Wait until all that are served have come so far, each asked at its console."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        pause = threading.Event()
        while True:
            found = {party: child.order() for party, child in self.children.items()}
            if holds(found):
                return found
            assert time.monotonic() < deadline, (what, found)
            pause.wait(0.3)

    def agree(self, version: int) -> dict[str, dict[str, Any]]:
        """Wait until all have one digest, and this version of the charter in force."""

        def holds(found: dict[str, dict[str, Any]]) -> bool:
            values = list(found.values())
            alike = len({each["digest"] for each in values}) == 1 and len({str(each["sizes"]) for each in values}) == 1
            return alike and all(each["version"] == version and not each["waiting"] for each in values)

        return self.until(f"version {version} everywhere", holds)

    def accept(self, before: bytes, *parties: str, **changes: object) -> bytes:
        """Let these accept an amendment, and wait until all that are served know it to be in force."""
        amended: Charter = msgspec.structs.replace(
            parse_charter(before), **{"previous": charter_hash(before), **changes}
        )
        text = encode_charter(amended)
        for party in parties:
            self.do(party, accept=text.decode())
        return text


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


@contextmanager
def town(root: Path) -> Iterator[Town]:
    with ExitStack() as stack:
        yield Town(root, stack)


def with_terms(charter: bytes, *terms: PartyTerms) -> dict[str, Sequence[PartyTerms]]:
    named = {each.id: each for each in (*parse_charter(charter).parties, *terms)}
    return {"parties": tuple(named[party] for party in sorted(named))}


def test_a_charter_lives_and_an_auditor_who_comes_last_verifies_its_whole_life(tmp_path: Path) -> None:
    with town(tmp_path) as all_of:
        all_of.serve(*FOUNDERS)
        all_of.agree(1)

        # The charter is amended.
        wider = all_of.accept(all_of.genesis, *FOUNDERS, scope=(Text("en", "The river and the road"),))
        all_of.agree(2)
        first_word = all_of.do("west", state="We have three houses.")

        # A party joins in the middle.
        east = all_of.make(EAST)
        join_charter(all_of.home(EAST), all_of.genesis, later=True)
        four = all_of.accept(wider, *FOUNDERS, **with_terms(wider, east))
        all_of.agree(3)
        all_of.serve(EAST)
        all_of.until("east has read all", lambda found: found[EAST]["version"] == 3 and found[EAST]["asked"] > 0)
        joined = all_of.do(EAST, accredit=True)
        assert joined == "east/0"
        all_of.agree(3)

        # One leaves. Its node is switched off, and its log stays.
        left = all_of.do("south", leave="Our mandate has ended.")
        assert all_of.children["south"].order(state="One more word.") == {"refused": "ledger.has_left"}
        found = all_of.agree(3)
        assert found["north"]["parties"] == ["east", "north", "west"]
        all_of.stop("south")

        # All keys of one are lost, with its home and its guard; the others give its seat to new ones.
        all_of.stop("west")
        shutil.rmtree(all_of.home("west"))
        shutil.rmtree(all_of.guard("west"))
        new_keys = all_of.make("west")
        join_charter(all_of.home("west"), all_of.genesis, later=True)
        again = all_of.accept(four, "north", EAST, **with_terms(four, new_keys))
        all_of.agree(4)
        all_of.serve("west")
        all_of.until("west has read all", lambda found: found["west"]["version"] == 4 and found["west"]["asked"] > 0)
        back = all_of.do("west", accredit=True)
        last_word = all_of.do("west", state="We are here again.")

        # South serves its copy once more: it has left, and holds all the same what the others hold.
        all_of.serve("south")
        found = all_of.agree(4)
        digest = found["north"]["digest"]
        covered = lambda found: all(len(who) >= 2 for each in found.values() for who in each["held"].values())  # noqa: E731 - read where it stands
        all_of.until("every log is cosigned by two others", covered)
        all_of.stop(*list(all_of.children))

    for party in (*FOUNDERS, EAST):
        report = verify_path(tmp_path / party)
        assert report.ok, (party, report.faults)
        assert open_record(tmp_path / party).fold.digest().hex() == digest
    audit(tmp_path, all_of.genesis, (first_word, joined, left, back, last_word), digest, again)


def audit(root: Path, genesis: bytes, told: Sequence[str], digest: str, in_force: bytes) -> None:
    """Somebody who was never there gets one file from one party, and knows the first charter by its hash."""
    pack(open_record(root / "north"), root / "all.bundle")
    runner = CliRunner()
    trusted = ("--mechanism", charter_hash(genesis))
    checked = runner.invoke(main, ["verify", str(root / "all.bundle"), *trusted])
    assert checked.exit_code == 0, checked.output
    assert verify_path(root / "all.bundle", mechanism=charter_hash(genesis)).ok

    home = root / "seen"
    assert runner.invoke(main, ["bundle", "unpack", str(root / "all.bundle"), "--into", str(home)]).exit_code == 0
    assert (home / "charter.json").read_bytes() == genesis
    for handed in (root / "all.bundle", home):
        told_so = runner.invoke(main, ["state", "--bundle", str(handed), *trusted, "--digest"])
        assert told_so.exit_code == 0, told_so.output
        assert told_so.stdout.splitlines()[-1] == digest
    record = read_handed(root / "all.bundle", charter_hash(genesis), root / "copy")
    fold = record.fold
    assert fold.digest().hex() == digest
    assert fold.version.hash == charter_hash(in_force)
    assert [(each.number, whole) for each, whole, _ in fold.versions()] == [(1, True), (2, True), (3, True), (4, True)]
    assert fold.left() == {"south": told[2]}
    for ref in told:
        verdict = fold.verdict_at(ref)
        assert verdict is not None
        assert verdict.has_effect, verdict
    assert fold.parties == ("east", "north", "west")

    # A reader that shares no code with us reads every log, by a policy of the keys that the entries enrol.
    for directory in sorted((home / "logs").iterdir()):
        origin = (directory / "checkpoint").read_text("utf-8").partition("\n")[0]
        log = read_log(directory.name, files_below(directory), read_policy(command(home, trusted, origin)))
        assert len(log.entries) == record.size(origin)


def command(handed: Path, trusted: Sequence[str], origin: str) -> bytes:
    ran = CliRunner().invoke(main, ["policy", "--bundle", str(handed), *trusted, "--log", origin])
    assert ran.exit_code == 0, ran.output
    return ran.stdout.encode()
