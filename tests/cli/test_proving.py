"""prove and verify: what a stranger can check, and that one altered byte is found and named."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_bodies import Stage, found
from trilateral.store.logs import log_name


@pytest.fixture
def copy(demo: Path, tmp_path: Path) -> Path:
    """A copy of a home: it can be read and verified, but not signed with."""
    return Path(shutil.copytree(demo / "ir", tmp_path / "ir"))


def flip(path: Path, at: int = -10) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def test_a_proof_of_one_entry_verifies_on_its_own(run: Run, demo: Path, tmp_path: Path) -> None:
    """By the keys of any home, or by a policy from elsewhere; by neither it proves nothing."""
    proof, policy = tmp_path / "entry.tlog-proof", tmp_path / "policy"
    made = run("--home", demo / "us", "prove", "ir/16", "-o", proof)
    assert made.exit_code == 0
    policy.write_text(run("--home", demo / "iq", "policy").stdout)

    assert run("--home", demo / "ir", "verify", proof).exit_code == 0
    assert run("verify", proof, "--policy", policy).exit_code == 0
    alone = run("verify", proof)
    assert alone.exit_code == 1
    assert "policy" in alone.stdout


def test_an_altered_proof_does_not_verify(run: Run, demo: Path, tmp_path: Path) -> None:
    proof = tmp_path / "entry.tlog-proof"
    run("--home", demo / "us", "prove", "ir/16", "-o", proof)
    text = proof.read_text()
    proof.write_text(text.replace("index 16", "index 17"))

    result = run("--home", demo / "us", "verify", proof)

    assert result.exit_code == 1
    assert "ir.baghdad-2007.example" in result.stdout


def test_nothing_is_proven_that_is_not_there(run: Run, demo: Path, tmp_path: Path) -> None:
    result = run("--home", demo / "us", "prove", "us/9999", "-o", tmp_path / "none")

    assert result.exit_code == 1
    assert not (tmp_path / "none").exists()


def test_a_home_and_each_of_its_logs_verify(run: Run, demo: Path) -> None:
    assert run("verify", demo / "ir").exit_code == 0
    for log in sorted((demo / "ir" / "logs").iterdir()):
        assert run("verify", log).exit_code == 0


@pytest.mark.parametrize("what", ["tile/0/*/*", "tile/entries/*/*", "checkpoint"])
@pytest.mark.parametrize("log", ["ir.baghdad-2007.example", "us.baghdad-2007.example"])
def test_one_altered_byte_in_a_log_is_found_and_named(run: Run, copy: Path, what: str, log: str) -> None:
    flip(next(path for path in sorted((copy / "logs" / log_name(log)).glob(what)) if path.is_file()))

    result = run("verify", copy, "--json")

    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert not report["ok"]
    assert log in {fault["log"] for fault in report["faults"]}
    assert all(fault["what"] for fault in report["faults"])


def test_one_altered_byte_in_a_body_is_found_and_named(run: Run, copy: Path) -> None:
    body = next(p for p in (copy / "bodies").rglob("*") if p.is_file())
    flip(body)

    result = run("verify", copy, "--json")

    assert result.exit_code == 1
    assert any(body.name in json.dumps(fault) for fault in json.loads(result.stdout)["faults"])


@pytest.mark.parametrize("what", ["empty", "nothing"])
def test_where_nothing_could_be_verified_nothing_is_said_of_anybodys_record(
    run: Run, tmp_path: Path, what: str
) -> None:
    """A slip of the finger is wrong usage, not an inconsistent record."""
    (tmp_path / "empty").mkdir()

    result = run("verify", tmp_path / what)

    assert result.exit_code == 2
    assert "nothing was verified" in result.stderr
    assert "consistent" not in result.stdout + result.stderr


def test_a_home_that_has_lost_its_charter_is_not_consistent(run: Run, copy: Path) -> None:
    (copy / "charter.json").unlink()

    result = run("verify", copy)

    assert result.exit_code == 1
    assert "charter.json" in result.stdout


def test_a_bundle_verifies_and_an_altered_one_does_not(run: Run, demo: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "record.bundle"
    assert run("--home", demo / "us", "bundle", "pack", bundle).exit_code == 0
    assert run("verify", bundle).exit_code == 0
    data = bundle.read_bytes()
    place = data.index(b"allegations.filed/1")
    bundle.write_bytes(data[:place] + b"A" + data[place + 1 :])

    result = run("verify", bundle)

    assert result.exit_code == 1
    assert "us.baghdad-2007.example" in result.stdout


def test_the_same_record_gives_the_same_bundle(run: Run, demo: Path, tmp_path: Path) -> None:
    made = [json.loads(run("--home", demo / "iq", "bundle", "pack", tmp_path / name, "--json").stdout) for name in "ab"]

    assert made[0]["sha256"] == made[1]["sha256"]


def test_a_proof_made_before_others_cosigned_says_who_is_missing_and_what_to_do(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """It is written, with a warning; whoever verifies it is told the same, in lines that can be read."""
    root = tmp_path_factory.mktemp("early")
    found(root)
    stage, file = Stage(root), root / "early.tlog-proof"
    said = ("statements.made", "--field", "sort=position", "--field", "text=First.", "--lang", "en")
    ref = stage.done("us", "sign", *said)["ref"]
    warned = stage.run("us", "prove", ref, "-o", file)
    made = stage.done("us", "prove", ref, "-o", file)
    judged = stage.run("iq", "verify", file)
    persian = stage.run("iq", "verify", file, lang="fa")
    program = json.loads(stage.run("iq", "verify", file, "--json").stdout)
    stage.sync()
    stage.done("us", "sync", root / "iq")
    later = stage.run("us", "prove", ref, "-o", file)

    assert warned.exit_code == 0
    assert "Not yet cosigned by: iq, ir" in warned.stderr
    assert f"trilateral prove {ref} -o {file}" in warned.stderr
    assert made["missing"] == ["iq", "ir"]
    assert judged.exit_code == 1
    assert "missing: iq, ir" in judged.stdout
    assert max(map(len, judged.stdout.splitlines())) < 200
    assert "هنوز هم‌امضا نکرده: iq, ir" in persian.stdout
    assert program["faults"][0]["missing"] == ["iq", "ir"]
    assert (later.exit_code, later.stderr) == (0, "")
    assert stage.run("iq", "verify", file).exit_code == 0
