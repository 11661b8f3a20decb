"""Joint work and suspensions from the command line: asked, seen by the other party, refused where they would not count."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cases.built import build
from tests.cli.conftest import Run
from tests.cli.test_signing import refused_with

BY_US = ("--by", "embassy", "--claimed-at", "2008-05-06T10:00:00Z")
BY_IR = ("--by", "foreign-ministry", "--claimed-at", "2008-05-07T10:00:00Z")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Homes of this test's own: what is asked for as of a day must not lie behind what others sign today."""
    return build(tmp_path_factory.mktemp("joint-work") / "demo")


def signed(run: Run, home: Path, *arguments: object) -> str:
    made = run("--home", home, "sign", *arguments, "--json")
    assert made.exit_code == 0, made.output
    return str(json.loads(made.stdout)["ref"])


def shown(run: Run, home: Path, *arguments: object) -> dict[str, Any]:
    found = run("--home", home, *arguments, "--json")
    assert found.exit_code == 0, found.output
    facts: dict[str, Any] = json.loads(found.stdout)
    return facts


def test_joint_work_from_the_command_line(run: Run, demo: Path) -> None:
    us, ir = demo / "us", demo / "ir"
    fields = ("sort=information", "owner=ir", "text=A list of crossings.", "area=Border security", "due_on=2008-05-20")
    given = [part for each in fields for part in ("--field", each)]
    ref = signed(run, us, "requests.made", *BY_US, *given, "--lang", "en")
    again = run(
        "--home",
        us,
        "sign",
        "requests.made",
        *BY_US,
        "--field",
        "sort=action",
        "--field",
        "owner=us",
        "--field",
        "text=x",
    )
    assert run("--home", ir, "sync", us).exit_code == 0
    accepted = signed(run, ir, "requests.accepted", *BY_IR, "--subject", ref)
    twice = run("--home", ir, "sign", "requests.accepted", *BY_IR[:2], "--subject", ref)
    opened = shown(run, ir, "show", ref)
    due = next(each for each in shown(run, ir, "state", "--as-of", "2008-05-19")["open"] if ref in each["what"])
    late = next(each for each in shown(run, ir, "state", "--as-of", "2008-05-21")["open"] if ref in each["what"])

    refused_with(again, "requests.of_oneself")
    refused_with(twice, "requests.accepted_already")
    assert opened["acts"] == [ref, accepted]
    assert [each["word"] for each in opened["state"]["answers"]] == ["accepted"]
    assert (due["of"], due["due"], due["overdue"]) == ("ir", "2008-05-20T19:29:59Z", False)
    assert due["due_there"].replace("\u00a0", " ") == "20 May 2008 23:59 Tehran", "Iran had summer time again in 2008"
    assert late["overdue"] is True


def test_a_suspension_from_the_command_line(run: Run, demo: Path) -> None:
    us, iq = demo / "us", demo / "iq"
    fields = ("reason=force_majeure", "text=A dust storm.", "from_at=2008-05-01 00:00", "clocks=allegations.answer")
    given = [part for each in fields for part in ("--field", each)]
    ref = signed(run, us, "suspensions.proposed", *BY_US, *given, "--lang", "en")
    wrong = run("--home", us, "sign", "suspensions.proposed", *BY_US, *given[:-1], "clocks=no.such_clock")
    assert run("--home", iq, "sync", us).exit_code == 0
    early = run(
        "--home",
        iq,
        "sign",
        "suspensions.end_proposed",
        "--by",
        "foreign-minister",
        "--subject",
        ref,
        "--field",
        "end_at=2008-05-03 00:00",
    )

    refused_with(wrong, "suspensions.no_such_clock")
    refused_with(early, "suspensions.not_agreed")
    assert shown(run, iq, "show", ref)["state"]["clocks"] == ["allegations.answer"]


def test_the_record_as_of_a_day_is_what_had_been_said_by_then(run: Run, demo: Path) -> None:
    """Entries, subjects and digest: the digest is that of a node which holds no more."""
    home = demo / "iq"
    early, late = (shown(run, home, "state", "--as-of", day) for day in ("2007-06-30", "2008-05-07"))
    cut = ",".join(f"{party}={head['size']}" for party, head in early["cut"].items())
    same = shown(run, home, "state", "--cut", cut)
    later = run("--home", home, "show", f"us/{late['cut']['us']['size'] - 1}", "--as-of", "2007-06-30")

    assert early["waiting"] == {}, "all that it rests on is there"
    assert len(early["subjects"]) < len(late["subjects"])
    assert early["digest"] == same["digest"] != late["digest"]
    refused_with(later, "record.signed_later")
    assert run("--home", home, "state", "--as-of", "2007-06-30", "--cut", cut).exit_code == 2
