"""Notices, the hotline and the watch from the command line: given, acknowledged by the other party, refused where they would not count."""

from pathlib import Path

import pytest

from tests.cases.built import build
from tests.cli.conftest import Run
from tests.cli.test_joint_work import shown, signed
from tests.cli.test_signing import refused_with
from trilateral.mechanism.notices.spoken import numbers_of, words_of

BY_US = ("--by", "embassy", "--claimed-at", "2008-05-06T10:00:00Z")
BY_IR = ("--by", "foreign-ministry", "--claimed-at", "2008-05-07T10:00:00Z")
WHEN = '{"earliest":"2008-05-12T05:00:00Z","latest":"2008-05-12T11:00:00Z","whole":true}'
WHERE = '{"names":[{"lang":"en","text":"East road"}]}'


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Homes of this test's own: what is asked for as of a day must not lie behind what others sign today."""
    return build(tmp_path_factory.mktemp("notices") / "demo")


def given(*fields: str) -> list[str]:
    return [part for each in fields for part in ("--field", each)]


def test_a_notice_from_the_command_line(run: Run, demo: Path) -> None:
    """Given, acknowledged, read back on the telephone, and found by whoever asks what is open."""
    us, ir = demo / "us", demo / "ir"
    fields = given(
        "sort=movement", "to=ir", "what=Ten lorries go east.", f"when={WHEN}", f"where={WHERE}", "consent=yes"
    )
    ref = signed(run, us, "notices.issued", *BY_US, *fields, "--lang", "en")
    to_oneself = run("--home", us, "sign", "notices.issued", *BY_US, *fields, "--field", "to=us", "--lang", "en")
    assert run("--home", ir, "sync", us).exit_code == 0
    waiting = shown(run, ir, "state", "--as-of", "2008-05-08")["open"]
    receipt = signed(run, ir, "notices.acknowledged", *BY_IR, "--subject", ref, *given(f"of={ref}"))
    words = words_of(numbers_of(shown(run, ir, "show", receipt)["id"]))
    read = signed(run, ir, "notices.receipt_spoken", *BY_IR, "--subject", ref, *given("party=us", f"words={words}"))
    approved = signed(run, ir, "notices.approved", *BY_IR, "--subject", ref, *given(f"of={ref}"))
    twice = run(
        "--home",
        ir,
        "sign",
        "notices.acknowledged",
        *BY_IR,
        "--subject",
        ref,
        *given(f"of={ref}", "text=Again."),
        "--lang",
        "en",
    )
    misheard = run(
        "--home", ir, "sign", "notices.receipt_spoken", *BY_IR, "--subject", ref, *given("party=us", "words=acorn")
    )
    found = shown(run, ir, "show", ref)

    refused_with(to_oneself, "notices.to_oneself")
    refused_with(twice, "notices.said_already")
    refused_with(misheard, "notices.no_such_words")
    assert any(ref in each["what"] and each["of"] == "ir" for each in waiting)
    assert found["acts"] == [ref, receipt, read, approved]
    assert [each["word"] for each in found["state"]["words"]] == ["acknowledged", "approved"]


def test_a_call_and_a_watch_from_the_command_line(run: Run, demo: Path) -> None:
    us, ir = demo / "us", demo / "ir"
    call = signed(
        run,
        us,
        "notices.hotline_called",
        *BY_US,
        *given("party=ir", "direction=made", "outcome=spoken", 'began_at="2008-05-06T09:00:00Z"', "text=Shots."),
        "--lang",
        "en",
    )
    turns = '[{"office":"embassy","from_at":"2008-05-06T00:00:00Z","until_at":"2008-05-07T00:00:00Z"}]'
    watch = signed(run, us, "notices.roster_set", *BY_US, *given(f"turns={turns}"))
    no_turns = run("--home", us, "sign", "notices.roster_set", *BY_US, *given("turns=[]"))
    left_out = run("--home", us, "sign", "notices.roster_set", *BY_US)
    assert run("--home", ir, "sync", us).exit_code == 0
    denied = signed(run, ir, "notices.hotline_denied", *BY_IR, "--subject", call)
    not_yours = run(
        "--home", ir, "sign", "notices.watch_handed_over", *BY_IR, "--subject", watch, *given("office=embassy")
    )

    refused_with(no_turns, "notices.no_turns")
    refused_with(left_out, "form.required")
    refused_with(not_yours, "notices.not_your_watch")
    assert [each["word"] for each in shown(run, ir, "show", call)["state"]["accounts"]] == ["denied"]
    assert shown(run, ir, "show", call)["acts"] == [call, denied]
