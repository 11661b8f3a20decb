"""One log that lies alone is read as strictly as in its home, as far as keys are there."""

import shutil
from pathlib import Path

import pytest

from tests.node.parties import NAMES, origin_of, three_parties
from trilateral.node.policy import policy_text
from trilateral.node.record import open_record
from trilateral.node.verify import verify_path
from trilateral.store.logs import log_name


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("parties")
    with three_parties(root) as parties:
        for turn in range(2):
            for name in NAMES:
                parties.state(name, f"statement {turn} of {name}")
            parties.sync()
    return root / "us"


@pytest.fixture
def alone(home: Path, tmp_path: Path) -> Path:
    name = log_name(origin_of("ir"))
    shutil.copytree(home / "logs" / name, tmp_path / name)
    return tmp_path / name


def test_an_altered_older_tile_and_a_stray_file_are_faults(home: Path, alone: Path) -> None:
    older = min((alone / "tile" / "0" / "000.p").iterdir(), key=lambda path: int(path.name))
    older.write_bytes(b"x" + older.read_bytes()[1:])
    (alone / "note.txt").write_bytes(b"hello")

    faults = verify_path(alone, home=home).faults

    assert {fault.path for fault in faults} == {f"tile/0/000.p/{older.name}", "note.txt"}


def test_lines_of_others_are_checked_with_the_keys_of_a_home(home: Path, alone: Path) -> None:
    path = alone / "checkpoint"
    data = path.read_bytes()
    assert verify_path(alone, home=home).ok
    path.write_bytes(data[:-6] + bytes([data[-6] ^ 1]) + data[-5:])
    assert not verify_path(alone, home=home).ok
    path.write_bytes(data + "— somebody AAAAAAAA\n".encode())

    assert ["somebody" in fault.what for fault in verify_path(alone, home=home).faults] == [True]


def test_a_policy_is_judged_by_its_quorum(home: Path, alone: Path) -> None:
    policy = policy_text(open_record(home), log=origin_of("ir"))
    path = alone / "checkpoint"
    assert verify_path(alone, policy=policy).ok
    assert verify_path(alone, policy=policy, home=home).ok
    text, _, lines = path.read_text("utf-8").partition("\n\n")
    own = "".join(line for line in lines.splitlines(keepends=True) if line.startswith(f"— {origin_of('ir')} "))
    path.write_text(f"{text}\n\n{own}", "utf-8")

    (fault,) = verify_path(alone, policy=policy).faults
    assert fault.missing, fault
    assert not any(origin_of("ir") in name for name in fault.missing), "its own party is not asked to cosign"


def test_without_keys_it_says_that_cosignatures_were_not_checked(alone: Path) -> None:
    report = verify_path(alone)

    assert not report.ok
    assert any(line.startswith("cosignatures not checked") for line in report.checked)


def test_a_policy_that_is_no_text_is_a_fault(alone: Path) -> None:
    report = verify_path(alone, policy=b"quorum \xff\n")

    assert [fault.what for fault in report.faults] == ["policy: expected UTF-8, got something else at byte 7"]
