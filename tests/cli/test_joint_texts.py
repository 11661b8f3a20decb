"""Joint texts from the command line: edits that crossed are merged or compete, and who chairs brackets nothing."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.cli.conftest import Run
from tests.cli.test_signing import refused_with
from tests.mechanism.texts.drafts import LISTS, TABLED
from tests.node.parties import PASSPHRASE, three_parties
from trilateral.cli import main

BY_US = ("--by", "embassy", "--claimed-at", "2008-05-06T10:00:00Z")
BY_IR = ("--by", "foreign-ministry", "--claimed-at", "2008-05-07T10:00:00Z")
PARAGRAPH = {"wordings": [{"lang": "en", "text": LISTS}]}


def field(name: str, value: object) -> tuple[str, str]:
    return "--field", f"{name}={value if isinstance(value, str) else json.dumps(value)}"


def fields(**given: object) -> list[str]:
    return [part for name, value in given.items() for part in field(name, value)]


def signed(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return str(json.loads(result.stdout)["ref"])


def state_of(run: Run, home: Path, ref: str) -> dict[str, Any]:
    found = run("--home", home, "show", ref, "--json")
    assert found.exit_code == 0, found.output
    state: dict[str, Any] = json.loads(found.stdout)["state"]
    return state


def test_a_text_is_tabled_edited_by_two_at_once_bracketed_and_signed(run: Run, demo: Path) -> None:
    us, ir = demo / "us", demo / "ir"

    def sign(home: Path, kind: str, ref: str = "", **given: object) -> Result:
        by = BY_US if home == us else BY_IR
        subject = ("--subject", ref) if ref else ()
        return run("--home", home, "sign", f"texts.{kind}", *by, *subject, *fields(**given), "--lang", "en", "--json")

    ref = signed(sign(us, "tabled", title="Prisoners", languages="en", paragraphs=[PARAGRAPH]))
    assert run("--home", ir, "sync", us).exit_code == 0
    five = LISTS.replace("ten", "five")
    signed(sign(us, "paragraph_edited", ref, key="1", bases=ref, wordings=five))
    twenty = signed(sign(ir, "paragraph_edited", ref, key="1", bases=ref, wordings=LISTS.replace("ten", "twenty")))
    bracket = signed(sign(ir, "bracketed", ref, key="1", lang="en", bases=ref, words="prisoners"))
    assert run("--home", us, "sync", ir).exit_code == 0
    crossed = state_of(run, us, ref)
    dirty = sign(us, "signed", ref, hashes=[{"lang": "en", "hash": "0" * 64}])
    theirs = sign(us, "bracket_lifted", ref, bracket=bracket)
    blind = sign(us, "paragraph_edited", ref, key="1", wordings="x")
    signed(sign(us, "wording_accepted", ref, key="1", version=twenty))
    said = run("--home", us, "show", ref)

    assert [each["party"] for each in crossed["versions"]] == ["ir", "us", "us"]
    refused_with(dirty, "texts.not_clean")
    refused_with(theirs, "texts.not_your_bracket")
    refused_with(blind, "texts.names_no_version")
    assert said.exit_code == 0, said.output
    assert [each["version"] for each in state_of(run, us, ref)["yieldings"]]


@pytest.fixture
def chair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Commands in the home of who chairs, and is not bound."""
    with three_parties(tmp_path, roles={"us": "chair"}) as parties:
        parties.nodes["ir"].say(TABLED, by="head")
        parties.sync()
        for node in parties.nodes.values():
            node.record_heads()
            node.publish()
        parties.sync()
    for name in [name for name in os.environ if name.startswith("TRILATERAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRILATERAL_GUARD", str(tmp_path / "guards" / "us"))
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)

    def call(kind: str, ref: str, **given: object) -> Result:
        signing = ("--home", str(tmp_path / "us"), "sign", f"texts.{kind}", "--by", "head", "--json")
        subject = ("--subject", ref) if ref else ()
        return CliRunner().invoke(main, [*signing, *subject, *fields(**given), "--lang", "en"])

    return call


def test_who_chairs_writes_and_neither_brackets_nor_signs(chair: Callable[..., Result]) -> None:
    own = signed(chair("tabled", "", title="Prisoners", languages="en", paragraphs=[PARAGRAPH]))
    edited = chair("paragraph_edited", own, key="1", bases=own, wordings=LISTS + " Always.")
    bracketed = chair("bracketed", own, key="1", lang="en", bases=own)

    assert signed(edited)
    refused_with(bracketed, "texts.no_say")
    refused_with(chair("signed", own, hashes=[{"lang": "en", "hash": "0" * 64}]), "texts.no_say")
