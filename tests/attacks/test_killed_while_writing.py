"""The process is killed in the middle of writing, over and over, on one and the same disk.

At chosen steps (`TRILATERAL_CRASH_AT`) and at random times. Whatever was
answered must be there afterwards, and of no size may there ever have been two
different checkpoints, counting each that was signed, recorded, staged or served.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from tests.node.party import SIGNERS, Party, assert_whole
from trilateral.node.clock import FixedClock
from trilateral.node.guard import _SLOT_SIZE, _record_in
from trilateral.store.logs import LogFiles, stated
from trilateral.tlog.checkpoint import open_checkpoint
from trilateral.tlog.merkle import tree_root
from trilateral.tlog.tiles import hash_reader

ROOT = Path(__file__).resolve().parents[2]
CRASHES = int(os.environ.get("TRILATERAL_CRASHES", "30"))
STEPS = 160
"""More than binding, recovering and appending a few batches take: every one of them is a place to die."""
LATER = datetime(2999, 1, 1, tzinfo=UTC)


def killed_run(root: Path, seed: int, crash_at: int | None) -> None:
    """Let a child append until it is killed: at a step, or some time after it has recovered."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    environ.pop("TRILATERAL_CRASH_AT", None)
    if crash_at is not None:
        environ["TRILATERAL_CRASH_AT"] = str(crash_at)
    command = [sys.executable, "-m", "tests.attacks.appending_child", str(root), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        if crash_at is None and child.stdout is not None:
            child.stdout.readline()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(random.Random(seed).random() / 4)  # noqa: S311 - a test
            child.kill()
        _, said = child.communicate(timeout=60)

    assert child.returncode in ((-signal.SIGKILL,) if crash_at else (0, -signal.SIGKILL)), said.decode()


def checkpoints_on(root: Path, party: Party) -> list[bytes]:
    """Every checkpoint that lies on the disk: the guard's two slots, staged frames, and what is served."""
    files = LogFiles.in_home(party.home, SIGNERS[0].name)
    record = next((root / "guard").iterdir()) / "signed"
    found = [frame.checkpoint for frame in files._staging.frames()]
    if (served := files.checkpoint()) is not None:
        found.append(served)
    if record.exists():
        data = record.read_bytes()
        found += [whole[1] for start in (0, _SLOT_SIZE) if (whole := _record_in(data[start : start + _SLOT_SIZE]))]
    return found


def test_no_kill_loses_an_answer_or_makes_the_log_sign_twice(tmp_path: Path) -> None:
    """The log comes out of any number of kills whole, with all that was answered, and never contradicted itself."""
    party = Party(tmp_path, FixedClock(LATER))
    party.home.mkdir()
    found: list[bytes] = []
    for crash in range(CRASHES):
        # A third at random times; the others at steps spread evenly, early ones being those of recovering.
        crash_at = None if crash % 3 == 2 else 1 + crash * 37 % STEPS
        killed_run(tmp_path, crash, crash_at)
        found += checkpoints_on(tmp_path, party)
    party.start(vouched=True)
    party.appender.append([b"last"])
    party.stop()

    answered: dict[int, bytes] = {}
    for line in (tmp_path / "seen").read_text().splitlines():
        word, *rest = line.split(" ")
        if word in ("signed", "published"):
            found.append(bytes.fromhex(rest[0]))
        elif word == "answered":
            answered.update(enumerate(map(bytes.fromhex, rest[1:]), int(rest[0])))

    entries = [entry for _, entry in party.files.entries()]
    assert_whole(party.files, entries)
    assert answered
    assert {index: entries[index] for index in answered} == answered
    assert_one_history(found, party.files)


def assert_one_history(found: list[bytes], files: LogFiles) -> None:
    """Of each size there was one checkpoint, and each is a beginning of the log as it is now."""
    keys = [signer.verifier() for signer in SIGNERS]
    texts: dict[int, set[bytes]] = defaultdict(set)
    for checkpoint in set(found):
        signed = b"\n\n" in checkpoint
        texts[stated(checkpoint).size].add(open_checkpoint(checkpoint, keys).note.text if signed else checkpoint)
    read = hash_reader(files.size, files.read)

    assert {size: len(different) for size, different in texts.items()} == dict.fromkeys(texts, 1)
    assert [s for s, (text,) in texts.items() if stated(text).root != tree_root(s, read)] == []
