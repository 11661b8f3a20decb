"""private, and what sign keeps: drafts, clearance, holds, second signatures, sheets, sessions, backup."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.node.parties import PASSPHRASE, three_parties
from tests.server.web import CHEAP_HASHER
from trilateral.cli import main
from trilateral.node.locks import Secret
from trilateral.node.node import Node
from trilateral.server.phrases import Phrases
from trilateral.server.roles import Role
from trilateral.server.sessions import Doors

SAID = ("--field", "sort=position", "--field", "text=We shall offer nothing before August.")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return founded(tmp_path, monkeypatch)


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose charter asks two delegates to sign statements."""
    return founded(tmp_path, monkeypatch, "statements.made")


def founded(root: Path, monkeypatch: pytest.MonkeyPatch, *two_person: str) -> Path:
    """One of three parties, whose nodes have all been stopped in good order."""
    with three_parties(root, two_person=two_person):
        pass
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("TRILATERAL_GUARD", str(root / "guards" / "us"))
    return root / "us"


@pytest.fixture
def call(home: Path) -> "Call":
    return Call(home)


class Call:
    """Calls commands about one home, and reads the JSON that they print."""

    def __init__(self, home: Path) -> None:
        from click.testing import CliRunner  # noqa: PLC0415 - the one place that runs commands here

        self.home = home
        self._runner = CliRunner()

    def __call__(self, *arguments: object, fails: str = "") -> Any:
        ran = self._runner.invoke(main, ["--home", str(self.home), *(str(each) for each in arguments), "--json"])
        if fails:
            assert ran.exit_code == 1, ran.output
            assert f"[{fails}]" in ran.stderr
            return None
        assert ran.exit_code == 0, ran.output
        return json.loads(ran.stdout)

    def code(self, *arguments: object) -> int:
        return self._runner.invoke(main, ["--home", str(self.home), *(str(each) for each in arguments)]).exit_code

    def plain(self, *arguments: object) -> str:
        ran = self._runner.invoke(main, ["--home", str(self.home), *(str(each) for each in arguments)])
        assert ran.exit_code == 0, ran.output
        return ran.stdout


def test_a_draft_from_its_first_word_to_the_log(call: Call) -> None:
    draft = call("sign", "statements.made", "--by", "press", *SAID, "--draft")["draft"]
    checked = call("private", "check", draft, "--by", "press")
    call("private", "hand", draft, "--by", "press", "--to", "head")
    asked = call("private", "drafts", "--by", "head")["drafts"]
    call("private", "sign", draft, "--by", "press", fails="private.not_cleared")
    call("private", "return", draft, "--by", "head", "--words", "Leave August out.")
    call("private", "hand", draft, "--by", "press", "--to", "head")
    assert call("private", "approve", draft, "--by", "head")["state"] == "cleared"
    signed = call("private", "sign", draft, "--by", "press")
    shown = call("show", signed["ref"])
    history = call.plain("private", "show", draft, "--by", "press")

    assert "before August" in checked["text"]
    assert [each["id"] for each in asked] == [draft]
    assert shown["body"]["text"]["text"] == "We shall offer nothing before August."
    assert shown["header"]["by"] == "press"
    assert "returned by head, version 1: Leave August out." in history
    call("private", "show", draft, "--by", "nobody", fails="private.no_such_draft")
    call("private", "delete", draft, "--by", "press")
    call("private", "show", draft, "--by", "press", fails="private.no_such_draft")


def test_a_setting_keeps_commands_from_signing_what_is_not_cleared(call: Call, tmp_path: Path) -> None:
    with (call.home / "node.toml").open("a") as file:
        file.write('\n[[clearance]]\nkinds = ["statements.*"]\noffices = ["head"]\n')

    call("sign", "statements.made", "--by", "press", *SAID, fails="private.not_cleared")
    call("sign", "statements.made", "--by", "press", *SAID, "--prepare", tmp_path / "x", fails="private.not_cleared")
    draft = call("sign", "statements.made", "--by", "press", *SAID, "--draft")["draft"]
    call("private", "sign", draft, "--by", "press", "--prepare", tmp_path / "x", fails="private.not_cleared")
    assert call("private", "hand", draft, "--by", "press")["not_yet"] == ["head"]
    call("private", "approve", draft, "--by", "head")
    prepared = call("private", "sign", draft, "--by", "press", "--prepare", tmp_path / "x")

    assert prepared["by"] == "press"
    assert b"before August" in (tmp_path / "x").read_bytes()
    assert call("sign", "statements.made", "--by", "head", *SAID)["index"]


def test_a_hold_waits_and_is_called_back(call: Call) -> None:
    held = call("sign", "statements.made", "--by", "press", *SAID, "--hold", "5")
    listed = call("private", "waiting")["waiting"]
    call("private", "cancel", held["waits"], "--by", "head", fails="private.not_yours_to_cancel")
    call("private", "cancel", held["waits"], "--by", "press")

    assert [(each["id"], each["state"]) for each in listed] == [(held["waits"], "held")]
    assert call("private", "waiting")["waiting"] == []
    call("private", "cancel", held["waits"], "--by", "press", fails="private.waits_no_more")


def test_two_offices_sign_one_text(two: Path) -> None:
    call = Call(two)
    first = call("sign", "statements.made", "--by", "press", *SAID)
    call("sign", "--countersign", first["waits"], "--by", "press", fails="private.signed_already")
    done = call("sign", "--countersign", first["waits"], "--by", "head")

    assert first["state"] == "second"
    assert first["next"].startswith(f"trilateral sign --countersign {first['waits']} --by ")
    assert "head" in first["next"]
    assert "press" not in first["next"], "that office has signed"
    assert call("show", done["ref"])["effect"] is True
    call("sign", "--countersign", first["waits"], "--by", "head", fails="private.waits_no_more")


def test_sheets_are_kept_and_printed(call: Call) -> None:
    ref = call("sign", "statements.made", "--by", "press", *SAID)["ref"]
    call("private", "note", "Points", "--text", "One.", "--about", ref, "--to", "head", "--by", "head")
    call(
        "private", "note", "Points", "--text", "One.", "--to", "nobody", "--by", "head", fails="private.no_such_office"
    )

    assert [each["text"] for each in call("private", "sheets", "--by", "head", "--about", ref)["sheets"]] == ["One."]
    assert call("private", "sheets", "--by", "press")["sheets"] == []
    call("private", "sheets", "--by", "head", "--about", "us/999", fails="record.no_such_entry")


def test_sessions_are_listed_and_ended(call: Call) -> None:
    with Node.open(call.home, PASSPHRASE) as node:
        doors = Doors(node.clock.unix, node.private)
        opened = doors.enter(doors.link(Role.DELEGATE, "head"))
    assert opened is not None
    (found,) = call("private", "sessions")["open"]
    call("private", "revoke", found["id"])

    assert (found["what"], found["office"]) == ("session", "head")
    assert opened[0] not in json.dumps(found)
    call("private", "revoke", found["id"], fails="private.no_such_session")
    with Node.open(call.home, PASSPHRASE) as node:
        assert Doors(node.clock.unix, node.private).find(opened[0]) is None


def test_links_are_given_and_everything_open_is_ended(call: Call) -> None:
    path = call("private", "link", "--office", "head")["path"]
    call("private", "link", "--role", "reader")
    call("private", "link", "--office", "nobody", fails="private.no_such_office")
    with Node.open(call.home, PASSPHRASE) as node:
        opened = Doors(node.clock.unix, node.private).enter(path.removeprefix("/in/"))
    assert opened is not None

    assert [each["what"] for each in call("private", "sessions")["open"]] == ["session", "link"]
    assert call("private", "revoke", "--all", "--office", "head")["revoked"] == "1"
    assert [each["what"] for each in call("private", "sessions")["open"]] == ["link"]
    assert call("private", "revoke", "--all")["revoked"] == "1"
    assert call("private", "sessions")["open"] == []


LOCKED_BY = "seven herons over the weir"


def lock(call: Call) -> str:
    """Lock the key of the press office with a passphrase, which is kept; returns its id."""
    with Node.open(call.home, PASSPHRASE) as node:
        kept = Phrases(node.private, node.clock.unix, CHEAP_HASHER).set("delegate", "press", LOCKED_BY)
        node.ring.lock("press", Secret(kept.id, "passphrase", LOCKED_BY.encode()), "session")
    return kept.id


def test_a_command_asks_for_the_passphrase_of_an_office_that_has_locked_its_key(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And for none where it is not locked."""
    row = lock(call)
    call("sign", "statements.made", "--by", "press", *SAID, fails="keys.locked")
    call("sign", "statements.made", "--by", "head", "--field", "sort=question", "--field", "text=And who else?")
    monkeypatch.setenv("TRILATERAL_OFFICE_PASSPHRASE", "another one altogether")
    call("sign", "statements.made", "--by", "press", *SAID, fails="keys.wrong_office_passphrase")
    monkeypatch.delenv("TRILATERAL_OFFICE_PASSPHRASE")
    (tmp_path / "passphrase").write_text(f"{LOCKED_BY}\n", "utf-8")
    monkeypatch.setenv("TRILATERAL_OFFICE_PASSPHRASE_FILE", str(tmp_path / "passphrase"))

    assert call("sign", "statements.made", "--by", "press", *SAID)["ref"]
    (found,) = call("private", "sessions")["open"]
    assert (found["what"], found["office"], found["id"]) == ("passphrase", "press", row)
    held = {each["office"]: each["held"] for each in call("keys", "list")["keys"] if each["office"]}
    assert held == {"head": "here", "press": "here, locked"}
    call("private", "revoke", row, fails="keys.last_way")


def test_a_key_that_only_a_passkey_opens_is_for_the_pages(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    with Node.open(call.home, PASSPHRASE) as node:
        node.ring.lock("press", Secret("a passkey", "prf", bytes(32)), "session")
    monkeypatch.setenv("TRILATERAL_OFFICE_PASSPHRASE", LOCKED_BY)

    call("sign", "statements.made", "--by", "press", *SAID, fails="keys.locked")


def test_where_all_that_opens_a_key_is_lost_the_root_enrols_another(call: Call) -> None:
    lock(call)
    call("keys", "rotate", "delegate", "--office", "press")

    assert call("sign", "statements.made", "--by", "press", *SAID)["ref"]


def test_a_backup_is_put_back(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call("private", "backup", tmp_path / "copy", fails="private.nothing_kept")
    draft = call("sign", "statements.made", "--by", "press", *SAID, "--draft")["draft"]
    with monkeypatch.context() as patched:
        patched.delenv("TRILATERAL_PASSPHRASE")
        call("private", "backup", tmp_path / "copy")
    call("private", "delete", draft, "--by", "press")
    (call.home / "private.sqlite").write_bytes((tmp_path / "copy").read_bytes())

    assert b"August" not in (tmp_path / "copy").read_bytes()
    assert call("private", "show", draft, "--by", "press")["state"] == "writing"


def test_bad_ways_of_calling_are_named(call: Call) -> None:
    for arguments in (
        ("statements.made", "--countersign", "x"),
        ("--countersign", "x"),
        ("statements.made", "--hold", "-1"),
        (),
    ):
        assert call.code("sign", *arguments) == 2, arguments
