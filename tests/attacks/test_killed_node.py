"""A whole node is killed while it speaks and mirrors, over and over, on one and the same home.

At chosen steps (`TRILATERAL_CRASH_AT`) and at random times; as a bare node, and as `trilateral
serve` that is spoken to through its API. Whatever it gave a receipt for must be there afterwards,
its home must verify, and of no size may there ever have been two different checkpoints. A node
that was not stopped in good order signs nothing before it has asked a mirror, and says so.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from click.testing import CliRunner

from tests.node.parties import NAMES, PASSPHRASE, make_homes, origin_of, statement
from trilateral.cli import main
from trilateral.ledger.entry import entry_id
from trilateral.node.guard import _SLOT_SIZE, _record_in
from trilateral.node.node import Node
from trilateral.node.record import open_record
from trilateral.node.settings import Peer, read_settings, write_settings
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync_all
from trilateral.node.verify import verify_path
from trilateral.store.heads import HeadStore
from trilateral.store.logs import LogFiles, stated
from trilateral.tlog.note import parse_note

ROOT = Path(__file__).resolve().parents[2]
CRASHES = int(os.environ.get("TRILATERAL_CRASHES", "30"))
PARTY = "us"
EARLY, LATE = 90, 900
"""Steps of opening, asking and the first words; and of saying all, which takes some more than that."""
PATIENCE_SECONDS = 60.0
GROWTH = 40
"""Entries by which another log has grown for the node to mirror."""


@dataclass
class Case:
    """Three homes, and all that ever left the node that is killed."""

    root: Path
    acknowledged: dict[int, str | None] = field(default_factory=dict)
    seen: list[bytes] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.root / PARTY

    def guard(self, party: str = PARTY) -> Path:
        return self.root / "guards" / party

    def stopped_in_order(self) -> bool:
        return next(self.guard().glob("*/bound.json")).with_name("stopped").exists()

    def open(self, party: str) -> Node:
        return Node.open(self.root / party, PASSPHRASE, guard=self.guard(party))

    def others_of(self, party: str) -> list[DirectorySource]:
        return [DirectorySource(self.root / other) for other in NAMES if other != party]

    def note_line(self, line: str) -> dict[str, Any]:
        """Keep what a line of the child says."""
        words: dict[str, Any] = json.loads(line)
        if "signed" in words:
            self.seen.append(words["signed"].encode())
        if "id" in words:
            self.acknowledge(words["index"], words["id"])
        return words

    def acknowledge(self, index: int, name: str | None) -> None:
        """A receipt was given: for one entry at each index, once and for all."""
        assert index not in self.acknowledged, f"{PARTY}/{index} was given out twice"
        self.acknowledged[index] = name


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Founded, and known to one another."""
    make_homes(tmp_path)
    case = Case(tmp_path)
    settings = read_settings(case.home)
    peers = tuple(Peer(name, origin_of(name), str(tmp_path / name)) for name in NAMES if name != PARTY)
    write_settings(case.home, msgspec.structs.replace(settings, peers=peers))
    with contextlib.ExitStack() as stack:
        nodes = [stack.enter_context(case.open(name)) for name in NAMES]
        for node in nodes:
            node.found()
        for _ in range(3):
            for node in nodes:
                node.publish()
                sync_all(node, case.others_of(node.party))
    return case


def environment(case: Case, crash_at: int | None) -> dict[str, str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("TRILATERAL_")}
    environ |= {
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        "TRILATERAL_GUARD": str(case.guard()),
        "TRILATERAL_PASSPHRASE": PASSPHRASE,
    }
    return environ if crash_at is None else environ | {"TRILATERAL_CRASH_AT": str(crash_at)}


@contextlib.contextmanager
def child(case: Case, crash_at: int | None, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process of ours that ends by our hand or its own; it must not end by any fault."""
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(case, crash_at),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        hung = threading.Event()

        def give_up() -> None:
            hung.set()
            process.kill()

        watchdog = threading.Timer(PATIENCE_SECONDS, give_up)
        watchdog.start()
        try:
            yield process
            process.wait(PATIENCE_SECONDS)
            said = "" if process.stderr is None else process.stderr.read()
        finally:
            watchdog.cancel()
            process.kill()
    assert not hung.is_set()
    assert process.returncode in (0, -signal.SIGKILL), said


def lines_of(process: subprocess.Popen[str]) -> Iterator[str]:
    """Whole lines; the last may have been cut short by the kill."""
    for line in process.stdout or ():
        if line.endswith("\n"):
            yield line


def run_node(case: Case, seed: int, does: str, crash_at: int | None) -> None:
    """Let a bare node work until it dies; if no step was chosen, kill it some time after it is ready."""
    in_order, chance = case.stopped_in_order(), random.Random(seed)  # noqa: S311 - a test
    words = ("-m", "tests.attacks.node_child", str(case.root), PARTY, str(seed), does)
    with child(case, crash_at, *words) as process, contextlib.ExitStack() as stack:
        for line in lines_of(process):
            said = case.note_line(line)
            if "size" in said:
                assert said["size"] > max(case.acknowledged, default=-1)
                assert said["blocked"] == said["refused"] == (None if in_order else "guard.ask_a_mirror")
                if crash_at is None and does == "mirrors":
                    stack.callback(_kill_after(process, chance.random() * 0.05).cancel)
            if "ready" in said:
                assert said["ready"] is True
                if crash_at is None and does != "mirrors":
                    stack.callback(_kill_after(process, chance.random()).cancel)


def _kill_after(process: subprocess.Popen[str], seconds: float) -> threading.Timer:
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    return timer


def run_server(case: Case, seed: int, crash_at: int | None) -> None:
    """Let `trilateral serve` answer two delegates until it dies."""
    program = "import sys; from trilateral.cli import main; sys.exit(main())"
    with child(case, crash_at, "-c", program, "serve", "--json", "--port", "0", "--home", str(case.home)) as process:
        welcome = next(lines_of(process), None)
        if welcome is None:
            return  # it died before it answered
        found = json.loads(welcome)
        with ThreadPoolExecutor() as pool:
            speakers = [pool.submit(_speak, case, found, office, seed) for office in ("head", "press")]
            if crash_at is None:
                with contextlib.suppress(TimeoutError):
                    speakers[0].result(random.Random(seed).random())  # noqa: S311 - a test
                process.kill()
            for speaker in speakers:
                speaker.result(PATIENCE_SECONDS)
        process.kill()


def _speak(case: Case, found: dict[str, Any], office: str, seed: int) -> None:
    """Say one thing after another through the API until nobody answers any more."""
    body = {"sort": "declaration", "text": {"lang": "en", "text": ""}}
    with (
        contextlib.suppress(httpx2.TransportError),
        httpx2.Client(base_url=found["address"], trust_env=False) as client,
    ):
        bearer = client.post("/api/sign-in", json={"link": found["links"][office]}).raise_for_status().json()["bearer"]
        client.headers["Authorization"] = f"Bearer {bearer}"
        for number in range(25):
            body["text"] = {"lang": "en", "text": f"{seed} {office} {number} by wire"}
            prepared = client.post("/api/prepare", json={"kind": "statements.made/1", "body": body})
            if prepared.status_code != 200:
                assert "guard.ask_a_mirror" in prepared.text
                continue
            signed = client.post("/api/sign", json=prepared.json()).raise_for_status().json()
            kept = client.post("/api/entries", json={"entry": signed["entry"]}).raise_for_status().json()
            text = parse_note(signed["entry"].encode()).text
            case.acknowledge(int(kept["ref"].partition("/")[2]), entry_id(text))


def grow_another(case: Case, seed: int, party: str) -> None:
    """Let another party say many things, and mirror and cosign what it finds."""
    with case.open(party) as node:
        sync_all(node, case.others_of(party))
        prepared = [node.prepare(statement(f"{seed} {number}"), by="head") for number in range(GROWTH)]
        node.submit_many([node.sign(each, "head") for each in prepared])
        node.publish()


def checkpoints_on(case: Case) -> list[bytes]:
    """Every checkpoint that lies on a disk: guards' slots, staged frames, kept heads, logs and mirrors."""
    found: list[bytes] = []
    for name in NAMES:
        home = case.root / name
        for path in (*case.guard(name).glob("*/signed"), *case.guard(name).glob("*/witness/*")):
            data = path.read_bytes()
            found += [whole[1] for at in (0, _SLOT_SIZE) if (whole := _record_in(data[at : at + _SLOT_SIZE]))]
        for origin in map(origin_of, NAMES):
            files = LogFiles.in_home(home, origin)
            found += [frame.checkpoint for frame in files._staging.frames()]
            found += [files.checkpoint() or b""]
            found += HeadStore(home / "heads").of(origin) + HeadStore(home / "cosigned").of(origin)
    return [each for each in found if each]


def assert_one_history(case: Case) -> None:
    """Of each log and size there was one checkpoint, and each of ours is a beginning of the log as it is now."""
    roots: dict[tuple[str, int], set[bytes]] = defaultdict(set)
    for note in {*case.seen, *checkpoints_on(case)}:
        checkpoint = stated(note)
        roots[checkpoint.origin, checkpoint.size].add(checkpoint.root)
    record = open_record(case.home)
    ours = {size: found for (origin, size), found in roots.items() if origin == origin_of(PARTY)}

    assert {each: len(found) for each, found in roots.items()} == dict.fromkeys(roots, 1)
    assert ours == {size: {record.root_at(origin_of(PARTY), size)} for size in ours}


def test_no_kill_loses_a_receipt_or_makes_the_node_sign_twice(case: Case) -> None:
    """It comes out of any number of kills whole, and the others have the same log."""
    for crash in range(CRASHES):
        # Every third at a random time; else at early and late steps in turn, spread evenly.
        step = 1 + crash * 37 % EARLY if crash % 2 else 1 + crash * 97 % LATE
        crash_at = None if crash % 3 == 2 else step
        does = ("says", "both", "mirrors", "both", "says", "serves", "mirrors")[crash % 7]
        if does in ("mirrors", "both"):
            grow_another(case, crash, NAMES[crash % 2])
        if does == "serves":
            run_server(case, crash, crash_at)
        else:
            run_node(case, crash, does, crash_at)
        case.seen += checkpoints_on(case)
        report = verify_path(case.home)

        assert report.ok, (crash, does, crash_at, report.faults)

    with contextlib.ExitStack() as stack:
        nodes = [stack.enter_context(case.open(name)) for name in (PARTY, "iq", "ir")]
        for _ in range(2):
            for node in nodes:
                sync_all(node, case.others_of(node.party))
                node.publish()
        said = nodes[0].say(statement("last"), by="head")
        case.acknowledge(said.index, said.id)
        nodes[0].publish()
        for node in nodes:
            sync_all(node, case.others_of(node.party))
        for node in nodes:
            held = {node.record.place_of(name): index for index, name in case.acknowledged.items() if name}

            assert held == {(origin_of(PARTY), index): index for index in held.values()}
            assert len(held) == len(case.acknowledged)
            assert not node.record.missing_bodies(1)
        assert len({node.record.fold.digest() for node in nodes}) == 1
    assert len(case.acknowledged) > CRASHES
    assert_one_history(case)
    for name in NAMES:
        assert verify_path(case.root / name).ok


def test_a_killed_node_says_why_it_does_not_sign_and_goes_on_after_a_sync(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With commands alone, as an operator would, with no peer in reach: refused, asked one mirror by hand, done."""
    write_settings(case.home, msgspec.structs.replace(read_settings(case.home), peers=()))
    monkeypatch.setenv("TRILATERAL_GUARD", str(case.guard()))
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)
    run_node(case, 1, "says", LATE)
    body = ("--field", "sort=declaration", "--field", "text=by hand")
    sign = ["--home", str(case.home), "sign", "statements.made", *body, "--by", "head"]

    assert not case.stopped_in_order()
    refused = CliRunner().invoke(main, sign)
    assert (refused.exit_code, "[guard.ask_a_mirror]" in refused.stderr) == (1, True), refused.output
    away = CliRunner().invoke(main, ["--home", str(case.home), "sync", str(case.root / "nowhere")])
    assert away.exit_code != 0
    assert CliRunner().invoke(main, sign).exit_code == 1
    asked = CliRunner().invoke(main, ["--home", str(case.home), "sync", str(case.root / "iq")])
    assert asked.exit_code == 0, asked.output
    assert case.stopped_in_order()
    signed = CliRunner().invoke(main, sign)
    assert signed.exit_code == 0, signed.output
    assert_one_history(case)


def test_a_killed_node_asks_the_peers_in_reach_before_it_signs(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRILATERAL_GUARD", str(case.guard()))
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)
    run_node(case, 1, "says", LATE)
    body = ("--field", "sort=declaration", "--field", "text=by hand")

    assert not case.stopped_in_order()
    signed = CliRunner().invoke(main, ["--home", str(case.home), "sign", "statements.made", *body, "--by", "head"])
    assert signed.exit_code == 0, signed.output
    assert case.stopped_in_order()
    assert_one_history(case)


def test_a_node_killed_before_it_signed_anything_needs_to_ask_nobody(case: Case) -> None:
    """The mark of its last stop is still there, and true: it has signed nothing since."""
    run_node(case, 2, "mirrors", 2)

    assert case.stopped_in_order()
    with case.open(PARTY) as node:
        assert node.may_sign
        node.say(statement("at once"), by="head")
    assert_one_history(case)
