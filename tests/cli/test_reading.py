"""Commands that read: show, state, policy, charter show and check, node status. They need neither passphrase nor guard."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import click
import pytest
from click.testing import Result

from tests.cli.conftest import Run
from trilateral.cli import main

PARTIES = ("iq", "ir", "us")
DAY = ("--as-of", "2026-01-01")


def facts(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_help_lists_every_command_and_names_the_home(run: Run) -> None:
    result = run("--help")

    assert result.exit_code == 0
    for command in [
        "bench",
        "bundle",
        "charter",
        "demo",
        "keys",
        "node",
        "policy",
        "prove",
        "rebuild",
        "serve",
        "show",
        "sign",
        "state",
        "sync",
        "verify",
    ]:
        assert f"\n  {command} " in result.output
    assert "TRILATERAL_HOME" in result.output


def test_the_digest_is_the_last_line_and_the_same_on_every_node(run: Run, demo: Path) -> None:
    for party, other in permutations(PARTIES, 2):  # other tests have signed
        assert run("--home", demo / party, "sync", demo / other).exit_code == 0
    lines = [run("--home", demo / party, "state", "--digest").stdout.splitlines() for party in PARTIES]

    assert len({each[-1] for each in lines}) == 1
    assert all(len(each[-1]) == 64 for each in lines)
    assert run("state", "--home", demo / "us").stdout.splitlines()[-1] == lines[0][-1]


def test_the_home_may_stand_before_or_after_the_command_or_in_the_environment(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one nearest to the command counts."""
    before = run("--home", demo / "us", "node", "status", "--json", *DAY)
    after = run("node", "status", "--json", *DAY, "--home", demo / "us")
    nearest = run("--home", demo / "ir", "node", "--home", demo / "iq", "status", "--json", "--home", demo / "us", *DAY)
    monkeypatch.setenv("TRILATERAL_HOME", str(demo / "us"))
    outside = run("node", "status", "--json", *DAY)

    assert before.stdout == after.stdout == nearest.stdout == outside.stdout
    assert facts(before)["party"] == "us"


def test_without_a_home_usage_is_wrong(run: Run, tmp_path: Path) -> None:
    for arguments in (["state"], ["--home", tmp_path, "state"]):
        result = run(*arguments)

        assert result.exit_code == 2
        assert "--home" in result.stderr or "node.toml" in result.stderr


def test_an_entry_is_shown_with_what_it_says_who_holds_it_and_its_subject(run: Run, demo: Path) -> None:
    shown = facts(run("--home", demo / "ir", "show", "us/26", "--json"))

    assert shown["ref"] == "us/26"
    assert shown["effect"] is True
    assert shown["held_by"] == ["iq", "ir", "us"]
    assert isinstance(shown["body"], dict)
    assert shown["body"]["against"] == "ir"
    assert shown["subject"] == "us/26"
    assert "state" in shown
    assert "Allegation" in run("--home", demo / "ir", "show", shown["id"]).stdout


def test_an_entry_that_nobody_has_is_refused_by_name(run: Run, demo: Path) -> None:
    result = run("--home", demo / "us", "show", "us/9999")

    assert result.exit_code == 1
    assert "us/9999" in result.stderr
    assert "[record.no_such_entry]" in result.stderr


def test_refusals_come_in_the_language_asked_for(run: Run, demo: Path) -> None:
    result = run("--lang", "fa", "--home", demo / "us", "show", "us/9999")

    assert result.exit_code == 1
    assert "[record.no_such_entry]" in result.stderr
    assert "The record has no entry" not in result.stderr


def test_the_language_may_stand_before_or_after_the_command_or_in_the_environment(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one nearest to the command counts, as with the home."""
    asked = ("show", "us/26", "--home", demo / "us")
    english, before = run(*asked), run("--lang", "fa", *asked)
    after, nearest = run(*asked, "--lang", "fa"), run("--lang", "ar", *asked, "--lang", "fa")
    refused = run("show", "us/9999", "--home", demo / "us", "--lang", "fa")
    within = run("charter", "show", "--lang", "fa", "--home", demo / "us")
    monkeypatch.setenv("TRILATERAL_LANG", "fa")
    outside, said = run(*asked), run("--lang", "en", *asked)
    monkeypatch.setenv("TRILATERAL_LANG", "xx")
    wrong = run(*asked)

    assert before.stdout == after.stdout == nearest.stdout == outside.stdout != english.stdout
    assert said.stdout == english.stdout
    assert "The record has no entry" not in refused.stderr
    assert within.stdout == run("--lang", "fa", "charter", "show", "--home", demo / "us").stdout
    assert (wrong.exit_code, "'xx'" in wrong.stderr) == (2, True)


def test_what_verify_finds_is_said_in_the_language_asked_for(run: Run, demo: Path) -> None:
    last = {lang: run("verify", demo / "us", "--lang", lang).stdout.splitlines()[-1] for lang in ("en", "ar", "fa")}

    assert last == {"en": "consistent", "ar": "متسق", "fa": "هم‌خوان"}


def test_every_command_takes_the_language() -> None:
    """Where it is not the language of words to be signed."""
    for path, command in commands_of(main, ()):
        (option,) = [each for each in command.params if "--lang" in each.opts]
        own = path in {("sign",), ("private", "note")}
        assert option.expose_value is own, path


def commands_of(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands_of(command, (*path, name))


def test_a_cut_is_folded_as_far_as_it_is_closed(run: Run, demo: Path) -> None:
    """What names entries outside the cut waits, and does not count."""
    found = facts(run("--home", demo / "us", "state", "--cut", "us=25,ir=25", "--json"))

    cut, waiting = found["cut"], found["waiting"]
    assert isinstance(cut, dict)
    assert isinstance(waiting, dict)
    assert cut["us"]["size"] <= 25
    assert waiting
    assert run("--home", demo / "us", "state", "--cut", "us=99999").exit_code == 1
    assert run("--home", demo / "us", "state", "--cut", "nobody=1").exit_code == 2
    assert run("--home", demo / "us", "state", "--cut", "us").exit_code == 2


def test_open_matters_are_counted_as_of_a_time(run: Run, demo: Path) -> None:
    """Of a reconstruction as of its last day, unless another is asked for."""
    last = facts(run("--home", demo / "us", "state", "--json"))
    soon = facts(run("--home", demo / "us", "state", "--json", "--as-of", "2007-05-28T08:00:00Z"))
    later = facts(run("--home", demo / "us", "state", "--json", "--as-of", "2007-06-30"))

    def overdue(found: dict[str, object]) -> int:
        matters = found["open"]
        assert isinstance(matters, list)
        return sum(each["overdue"] is True for each in matters)

    assert str(last["as_of"]).startswith("2008-05-07")
    assert overdue(soon) == 0
    assert overdue(later) >= 2
    assert run("--home", demo / "us", "state", "--as-of", "yesterday").exit_code == 2


def test_the_policy_names_every_log_and_every_other_party(run: Run, demo: Path) -> None:
    text = run("--home", demo / "us", "policy").stdout
    lines = [line.split() for line in text.splitlines()]

    assert sorted(line[1].split(".")[0] for line in lines if line[0] == "log") == ["iq", "ir", "us"]
    assert lines[-1] == ["quorum", "others"]
    assert ["group", "others", "2", "iq", "ir", "us"] in lines
    assert "-pq" not in text
    assert "us-mirror-pq" in run("--home", demo / "us", "policy", "--pq").stdout


def test_the_policy_for_one_log_leaves_its_own_party_out(run: Run, demo: Path) -> None:
    lines = run("--home", demo / "us", "policy", "--log", "ir.baghdad-2007.example").stdout.splitlines()

    assert sum(line.startswith("log ") for line in lines) == 1
    assert "group others 2 iq us" in lines
    assert run("--home", demo / "us", "policy", "--log", "nobody.example").exit_code == 1


def test_the_policy_for_entries_names_offices_and_ranges(run: Run, demo: Path) -> None:
    lines = run("--home", demo / "us", "policy", "--entries").stdout.splitlines()

    assert any(line.startswith("key us.baghdad-2007.example/delegate/ambassador+") for line in lines)
    assert all(len(line.split()) == 6 for line in lines)


def test_the_charter_is_shown_with_who_accepted_it(run: Run, demo: Path) -> None:
    shown = facts(run("--home", demo / "us", "charter", "show", "--json"))

    assert shown["in_force"] is True
    assert isinstance(shown["accepted"], dict)
    assert sorted(shown["accepted"]) == ["iq", "ir", "us"]
    assert "reconstruction" in run("--home", demo / "us", "charter", "show").stdout


def test_a_charter_is_checked_before_anybody_accepts_it(run: Run, demo: Path, tmp_path: Path) -> None:
    good = demo / "us" / "charter.json"
    bad = tmp_path / "charter.json"
    bad.write_bytes(good.read_bytes().replace(b'"quorum":2', b'"quorum":9'))

    assert run("charter", "check", good).exit_code == 0
    assert run("--home", demo / "ir", "charter", "check", good).exit_code == 0
    result = run("charter", "check", bad)
    assert result.exit_code == 1
    assert "[charter.quorum_beyond_reach]" in result.stdout
    assert "[charter.cannot_hold]" in result.stderr


def test_status_says_who_holds_what_of_whom(run: Run, demo: Path) -> None:
    status = facts(run("--home", demo / "us", "node", "status", "--json"))

    others = status["others"]
    assert isinstance(others, dict)
    assert sorted(others) == ["iq", "ir"]
    assert all(each["standing"] == "trusted" for each in others.values())


def test_a_party_that_shows_no_sign_of_life_is_suspected_and_the_reason_is_said(run: Run, demo: Path) -> None:
    """Silence is counted up to the time that is asked about; the sentence is in the reader's language."""
    later = ("node", "status", "--as-of", "2100-01-01T00:00:00Z")
    status = facts(run("--home", demo / "us", *later, "--json"))
    text = run("--home", demo / "us", *later).stdout
    persian = run("--home", demo / "us", "--lang", "fa", *later).stdout

    others = status["others"]
    assert isinstance(others, dict)
    assert status["as_of"] == "2100-01-01T00:00:00Z"
    for each in others.values():
        assert each["standing"] == "suspected"
        assert [reason["code"] for reason in each["reasons"]] == ["status.silent"]
        assert each["reasons"][0]["params"]["term"] == 3600
    assert text.count("No sign of life for") == 2
    assert persian.count("[status.silent]") == 2
    assert "No sign of life" not in persian


def test_a_reader_who_leaves_early_is_no_error(demo: Path) -> None:
    """As with `head`: nothing is complained of, and the exit code is what shells see of any such program."""
    reading, writing = os.pipe()
    os.close(reading)
    arguments = [sys.executable, "-c", "from trilateral.cli import main; main()", "--home", str(demo / "us"), "state"]

    ran = subprocess.run(arguments, stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60)

    os.close(writing)
    assert ran.stderr == b""
    assert ran.returncode == 128 + signal.SIGPIPE


def test_tables_are_made_again_without_a_passphrase(run: Run, demo: Path) -> None:
    (demo / "ir" / "tables.sqlite").unlink()

    made = facts(run("--home", demo / "ir", "rebuild", "--json"))

    assert isinstance(made["entries"], int)
    assert made["entries"] > 250
    assert (demo / "ir" / "tables.sqlite").is_file()


TOLD = {
    "en": ("said by United States, Ambassador", "Allegations, answered in part", "open as of", "overdue"),
    "ar": ("قاله الولايات المتحدة", "الادعاءات", "ما زال مفتوحا", "رُدّ عليه جزئيًا"),
    "fa": ("گفتهٔ ایالات متحده", "ادعاها", "باز تا", "دیرشده"),
}


@pytest.mark.parametrize("lang", TOLD)
def test_people_are_told_in_their_language_what_was_said_and_where_it_stands(run: Run, demo: Path, lang: str) -> None:
    """In the words of the pages, and without a trace of how Python writes a value."""
    said, stands, open_, late = TOLD[lang]
    shown = run("--lang", lang, "show", "us/26", "--home", demo / "us").stdout
    state = run("--lang", lang, "state", "--home", demo / "us").stdout

    assert said in shown
    assert stands in shown
    assert open_ in state
    assert late in state
    for text in (shown, state):
        assert not set("{}\u2068\u2069") & set(text)
        assert "('" not in text


def test_what_programs_are_told_is_the_same_in_every_language(run: Run, demo: Path) -> None:
    told = [run("--lang", lang, "show", "us/26", "--home", demo / "us", "--json").stdout for lang in ("en", "ar", "fa")]

    assert len(set(told)) == 1


def test_the_heads_that_a_node_recorded_are_told_by_their_sizes(run: Run, demo: Path) -> None:
    lines = run("show", "us/10", "--home", demo / "us").stdout.splitlines()

    assert "  iq.baghdad-2007.example: 11" in lines
    assert max(map(len, lines)) < 120
