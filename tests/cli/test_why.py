"""The commands that explain: `why`, `knew`, and what goes with `sign --attach`."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from trilateral.node.record import open_record


def march(run: Run, demo: Path) -> str:
    """The meeting for which one delegation came, by its reference."""
    found = json.loads(run("--home", demo / "us", "state", "--json").stdout)
    meetings = [each for each in found["subjects"] if each["slice"] == "meetings"]
    return next(str(each["subject"]) for each in meetings if "6 March" in json.dumps(each["state"]["title"]))


def test_knew_tells_what_crossed_as_lines_and_as_json(run: Run, demo: Path) -> None:
    ref = march(run, demo)
    lines = run("--home", demo / "us", "knew", ref)
    found = json.loads(run("--home", demo / "us", "knew", ref, "--json").stdout)

    assert lines.exit_code == 0, lines.output
    assert "Letters that crossed: 3" in lines.stdout
    assert "did not know it when it signed" in lines.stdout
    assert len(found["crossed"]) == 3
    assert found["subject"] == ref


def test_why_tells_the_derivation_as_lines_and_as_json(run: Run, demo: Path) -> None:
    ref = march(run, demo)
    lines = run("--home", demo / "us", "why", ref)
    found = json.loads(run("--home", demo / "us", "why", ref, "--json").stdout)
    digest = run("--home", demo / "us", "state", "--digest").stdout.splitlines()[-1]

    assert lines.exit_code == 0, lines.output
    assert f"Digest of the whole state: {digest}" in lines.stdout
    assert "Who has not signed: Iraq, United States" in lines.stdout
    assert found["digest"] == digest
    assert found["follows"]["missing"] == [["iq", "us"]]
    assert f"trilateral --home NODE prove {ref}" in "\n".join(found["check"])


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_people_are_told_why_in_their_language_and_never_in_names_of_members(run: Run, demo: Path, lang: str) -> None:
    """The opening entry as `show` prints it, later changes by their labels; nothing of how the state is spelt."""
    ref = march(run, demo)
    why, knew = (run("--home", demo / "us", command, ref, "--lang", lang).stdout for command in ("why", "knew"))
    shown = run("--home", demo / "us", "show", ref, "--lang", lang).stdout.splitlines()
    english = run("--home", demo / "us", "why", ref).stdout

    for line in shown[1:5]:
        assert line in why
    for text in (why, knew):
        assert not set("{}\u2068\u2069") & set(text)
        assert " -> " not in text
        assert not re.search(r"^ +[a-z]+(_[a-z]+)+: ", text, re.MULTILINE)
    assert ("signed by" in why, "its author knew" in knew) == (False, lang == "en")
    assert (why == english) is (lang == "en")


def test_an_earlier_day_knows_no_more_than_it_could(run: Run, demo: Path) -> None:
    ref = march(run, demo)
    then = json.loads(run("--home", demo / "us", "knew", ref, "--as-of", "2008-03-05", "--json").stdout)
    before = run("--home", demo / "us", "why", ref, "--as-of", "2008-03-01")

    after = run("--home", demo / "us", "why", ref, "--as-of", "2008-03-31", "--json")

    assert [act["ref"] for act in then["acts"]] == [ref]
    assert json.loads(after.stdout)["follows"]["missing"] == [["iq", "us"]]
    assert before.exit_code == 1
    assert "record.signed_later" in before.output


@pytest.mark.parametrize("command", ["why", "knew"])
def test_an_entry_that_is_not_there_is_refused_with_its_code(run: Run, demo: Path, command: str) -> None:
    result = run("--home", demo / "us", command, "us/99999")

    assert result.exit_code == 1
    assert "[record.no_such_entry]" in result.output


def test_a_paper_is_attached_by_its_hash(run: Run, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", (demo / "passphrase").read_text("ascii").strip())
    paper = tmp_path / "note.pdf"
    paper.write_bytes(b"a note verbale")
    ref = march(run, demo)
    said = ("--field", f"entry={ref}", "--field", "title=Note verbale 7", "--field", "media_type=application/pdf")
    common = ("--home", demo / "us", "sign", "acts.attached", "--by", "embassy", "--subject", ref, *said)
    without = run(*common)
    attached = run(*common, "--attach", paper, "--json")
    assert attached.exit_code == 0, attached.output
    record = open_record(demo / "us")
    found = record.verdict_of(json.loads(attached.stdout)["ref"])
    name = sha256(b"a note verbale").hexdigest()

    assert without.exit_code == 1, "which file?"
    assert "paper" in without.output
    assert found is not None
    assert found.entry is not None
    assert (found.entry.body.paper, found.entry.header.blobs) == (name, (name,))
    assert record.bodies.has(name)
