"""A record that was handed over, read by a stranger: no home, no keys, no guard, and nothing but the charter's hash."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from trilateral.ledger.charter import charter_hash
from trilateral.node.handed import read_handed


@pytest.fixture
def mechanism(demo: Path) -> str:
    return charter_hash((demo / "us" / "charter.json").read_bytes())


@pytest.fixture
def bundle(run: Run, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One file, and a machine on which nobody ever signed."""
    assert run("--home", demo / "us", "bundle", "pack", tmp_path / "all.bundle").exit_code == 0
    monkeypatch.setenv("TRILATERAL_GUARD", str(tmp_path / "no-guard"))
    return tmp_path / "all.bundle"


def said(run: Run, *arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_it_says_what_the_node_says_that_packed_it(
    run: Run, demo: Path, bundle: Path, mechanism: str, lang: str
) -> None:
    at = ("--as-of", "2026-01-01")
    for command in (("state", *at), ("show", "us/26", *at), ("knew", "us/26", *at), ("policy",)):
        handed = said(run, "--lang", lang, *command, "--bundle", bundle, "--mechanism", mechanism)
        there = said(run, "--lang", lang, "--home", demo / "us", *command)

        assert sorted(handed.splitlines()) == sorted(there.splitlines())  # a node names its own log first


def test_a_directory_is_read_like_the_file_and_left_as_it_is(
    run: Run, bundle: Path, mechanism: str, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    said(run, "bundle", "unpack", bundle, "--into", there)
    for path in sorted(there.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in there.rglob("*")}

    trusted = ("--mechanism", mechanism)
    assert said(run, "state", "--bundle", there, *trusted) == said(run, "state", "--bundle", bundle, *trusted)
    assert {path: path.stat().st_mtime_ns for path in there.rglob("*")} == before


def test_verify_says_last_what_is_adopted_and_who_is_bound(
    run: Run, demo: Path, mechanism: str, tmp_path: Path
) -> None:
    """Where each stands, in the reader's words; to programs as it is spelt everywhere."""
    trusted, bundle = ("--mechanism", mechanism), tmp_path / "bound.bundle"
    us, by = ("--home", demo / "us"), ("--by", "ambassador", "--json")
    fields = ("--field", "obliged=us", "--field", "owed_to=iq", "--field", "text=We hand over the list.")
    promise = json.loads(said(run, *us, "sign", "commitments.stated", *fields, *by))["ref"]
    said(run, *us, "bundle", "pack", bundle)
    facts = json.loads(said(run, "verify", bundle, *trusted, "--json"))["binding"]
    state = json.loads(said(run, "state", "--bundle", bundle, *trusted, "--json"))
    adopted = {
        each["subject"] for each in state["subjects"] if (each["slice"], each["status"]) == ("proposals", "adopted")
    }
    ends = {"en": "adopted", "ar": "معتمد", "fa": "تصویب‌شده"}

    assert {each["ref"] for each in facts if each["slice"] == "proposals"} == adopted != set()
    bound = {"ref": promise, "slice": "commitments", "status": "undertaken", "binds": ["us"]}
    assert [each for each in facts if each["ref"] == promise] == [bound]
    for lang, word in ends.items():
        lines = said(run, "--lang", lang, "verify", bundle, *trusted).splitlines()
        shown = lines[-1 - len(facts) : -1]
        assert [line.split(":")[0] for line in shown] == [each["ref"] for each in facts]
        assert all(line.endswith(word) for line in shown[: len(adopted)])
        assert any(line.startswith(f"{promise}:") for line in shown)


def test_why_names_commands_that_a_stranger_can_run(run: Run, bundle: Path, mechanism: str) -> None:
    trusted = ("--mechanism", mechanism)
    told = json.loads(said(run, "why", "us/26", "--bundle", bundle, *trusted, "--json"))

    verifying, digesting = (command.replace("BUNDLE", str(bundle)).split()[1:] for command in told["check"])
    assert said(run, *verifying).splitlines()[-1] == "consistent"
    assert said(run, *digesting).splitlines()[-1] == told["digest"]


def test_it_wins_over_the_home_of_the_surroundings(
    run: Run, demo: Path, bundle: Path, mechanism: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is sealed is not opened with the keys of that home."""
    monkeypatch.setenv("TRILATERAL_HOME", str(demo / "iq"))
    handed = ("--bundle", bundle, "--mechanism", "0" * 64)

    assert "[record.another_charter]" in run("state", *handed).stderr
    opened = run("show", "us/26", "--open", "--bundle", bundle, "--mechanism", mechanism)
    assert opened.exit_code == 2
    assert "read without keys" in opened.stderr
    alone = run("state", "--mechanism", mechanism)
    assert alone.exit_code == 2
    assert "goes with --bundle" in alone.stderr


def test_where_a_home_was_meant_the_way_is_named(run: Run, bundle: Path, tmp_path: Path) -> None:
    said(run, "bundle", "unpack", bundle, "--into", tmp_path / "there")
    result = run("--home", tmp_path / "there", "state")

    assert result.exit_code == 2
    assert f"--bundle {tmp_path / 'there'} --mechanism HASH" in result.stderr


def test_a_spoilt_record_is_not_read(run: Run, bundle: Path, mechanism: str, tmp_path: Path) -> None:
    said(run, "bundle", "unpack", bundle, "--into", tmp_path / "there")
    log = next((tmp_path / "there" / "logs").iterdir())
    entries = max((log / "tile" / "entries" / "000.p").iterdir(), key=lambda each: int(each.name))
    entries.write_bytes(entries.read_bytes()[:-9] + b"xxxxxxxx\n")
    result = run("state", "--bundle", tmp_path / "there", "--mechanism", mechanism)

    assert result.exit_code == 1
    assert result.stderr.startswith("malformed: ")


def test_links_and_what_is_no_record_lead_nowhere(run: Run, bundle: Path, mechanism: str, tmp_path: Path) -> None:
    there, secret = tmp_path / "there", tmp_path / "secret"
    said(run, "bundle", "unpack", bundle, "--into", there)
    secret.write_text("ours", "utf-8")
    (there / "bodies").mkdir(exist_ok=True)
    (there / "logs" / "a name").write_bytes(b"")
    (there / "keys").symlink_to(tmp_path)
    record = read_handed(there, mechanism, tmp_path / "copy")
    assert (record.party, len(record.origins)) == ("", 3)
    assert not (tmp_path / "copy" / "keys").exists()

    (there / "bodies" / "link").symlink_to(secret)
    result = run("state", "--bundle", there, "--mechanism", mechanism)
    assert result.exit_code == 3, result.output
    shutil.rmtree(there)
    assert run("state", "--bundle", there, "--mechanism", mechanism).exit_code == 2
