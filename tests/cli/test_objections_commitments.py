"""Commitments at the command line: stated, undertaken and assessed by typing, and what a member without a say is refused."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.node.parties import PASSPHRASE, three_parties
from trilateral.cli import main

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three parties of which `us` chairs and is not bound."""
    made = tmp_path_factory.mktemp("commitments")
    with three_parties(made, roles={"us": "chair"}) as parties:
        for node in parties.nodes.values():
            node.record_heads()
            node.publish()
        parties.sync()
    return made


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Any command in the home of any party."""
    for name in [name for name in os.environ if name.startswith("TRILATERAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)

    def call(party: str, *arguments: str) -> Result:
        monkeypatch.setenv("TRILATERAL_GUARD", str(root / "guards" / party))
        return CliRunner().invoke(main, ["--home", str(root / party), *arguments])

    return call


def signed(run: Run, party: str, kind: str, *fields: str, on: str = "") -> str:
    """The reference of what was signed."""
    given = [each for field in fields for each in ("--field", field)]
    about = ("--subject", on) if on else ()
    result = run(party, "sign", f"commitments.{kind}", "--by", "head", "--json", *about, *given)
    assert result.exit_code == 0, result.output
    found: str = json.loads(result.stdout)["ref"]
    return found


def text(words: str) -> dict[str, str]:
    return {"lang": "en", "text": words}


def test_a_commitment_with_schedule_indicator_and_quota_is_typed_and_shown(run: Run) -> None:
    """Everything that it has parts for, from one's own shell; then what follows from it."""
    indicator = {
        "name": text("Weapons over the river"),
        "baseline": 40,
        "target": 10,
        "count": {"events": ["weapons"], "actor": "ir", "from_on": "2007-05-01"},
    }
    ref = signed(
        run,
        "ir",
        "stated",
        "obliged=ir",
        "text=Stop arming the bands.",
        "owed_to=iq",
        "due_on=2007-06-30",
        f"steps={json.dumps([{'text': text('The first month'), 'on': '2007-06-10'}])}",
        f"indicators={json.dumps([indicator])}",
        f"quotas={json.dumps([{'most': 2, 'days': 30, 'from_on': '2007-06-01'}])}",
    )
    signed(run, "ir", "assessed", "level=minimum", "until_on=2007-05-28", on=ref)
    shown = run("ir", "show", ref, "--json")

    assert shown.exit_code == 0, shown.output
    found: Any = json.loads(shown.stdout)
    said = json.dumps(found)
    assert "Weapons over the river" in said
    assert '"level": 1' in said or "minimum" in said


def test_who_chairs_may_verify_and_is_party_to_nothing(run: Run) -> None:
    """It asks for a mission and leads it; what binds parties it cannot sign, and is told so with the code."""
    mission = signed(
        run, "us", "mission_requested", "text=The gate.", "tier=local", f"checklist={json.dumps([text('Gate')])}"
    )
    signed(run, "us", "mission_deployed", on=mission)
    refused = [
        run(
            "us", "sign", "commitments.day_named", "--by", "head", "--field", "title=D-day", "--field", "on=2007-06-01"
        ),
        run("us", "sign", "commitments.stated", "--by", "head", "--field", "obliged=ir", "--field", "text=Leave."),
    ]

    for each in refused:
        assert each.exit_code == 1, each.output
        assert "[commitments.no_party_to_it]" in each.stderr
        assert "Traceback" not in each.output


def test_a_refusal_says_what_was_expected_and_what_came(run: Run) -> None:
    """A step without a day, in a commitment of one's own."""
    step = json.dumps([{"text": text("Some day")}])
    fields = ("--field", "obliged=ir", "--field", "text=Leave.", "--field", f"steps={step}")
    result = run("ir", "sign", "commitments.stated", "--by", "head", *fields)

    assert result.exit_code == 1
    assert "[undertakings.no_day_for_step]" in result.stderr
    assert "A step needs either a day, or a named day" in result.stderr
