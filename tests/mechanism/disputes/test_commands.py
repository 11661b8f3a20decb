"""Disputes at the command line, under a charter with rungs of its own and a quorum that takes both others."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from tests.node.parties import NAMES, PASSPHRASE, START, Parties, make_homes
from trilateral.cli import main
from trilateral.ledger.charter import ClockTerms, encode_charter, parse_charter
from trilateral.ledger.entry import Text
from trilateral.mechanism.disputes.entries import DisputeRaised, StepAccepted, StepProposed
from trilateral.mechanism.suspensions.entries import SuspensionAccepted, SuspensionProposed
from trilateral.node.clock import FixedClock
from trilateral.node.compose import About
from trilateral.node.founding import bind_new_guard, join_charter
from trilateral.node.settings import Settings, write_settings

Run = Callable[..., Result]
RUNGS = (
    ClockTerms("disputes.liaison", 48),
    ClockTerms("disputes.elders", 24, "working"),
    ClockTerms("disputes.capitals", 24),
)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A home of `us`, a dispute of which only `ir` has said that it has it, and one on the second rung."""
    root = tmp_path_factory.mktemp("ladder")
    plain = parse_charter(make_homes(root / "made"))
    charter = encode_charter(msgspec.structs.replace(plain, quorum=2, clocks=RUNGS))
    for name in NAMES:
        (root / "made" / name / "charter.json").unlink()
        (root / "made" / name).rename(root / name)
        write_settings(root / name, Settings(name, f"{name}.example/log", publish_interval_ms=0))
        join_charter(root / name, charter)
        bind_new_guard(root / name, root / "guards" / name)
    with ExitStack() as stack:
        parties = Parties(root, FixedClock(START), {}, stack)
        for name in NAMES:
            parties.open(name).found()
        parties.sync("us", "ir")
        parties.sync()
        us = parties.nodes["us"]
        high = us.say(DisputeRaised(Text("en", "y"), ("ir",)), by="head")
        put = us.say(StepProposed("escalate"), by="head", about=About(subject=high.id))
        parties.sync()
        for name in ("ir", "iq"):
            parties.nodes[name].say(StepAccepted(put.id), by="head", about=About(subject=high.id))
        still = us.say(
            SuspensionProposed("force_majeure", Text("en", "Flood."), START, None, ("disputes.elders",)), by="head"
        )
        parties.sync()
        for name in ("iq", "ir"):
            parties.nodes[name].say(SuspensionAccepted(), by="head", about=About(subject=still.id))
        parties.sync()
        parties.nodes["ir"].record_heads()
        parties.sync()
        low = us.say(DisputeRaised(Text("en", "x"), ("ir",)), by="head")
        parties.sync("ir", "us")
        parties.nodes["ir"].record_heads()
        parties.sync("ir", "us")
    return root, low.ref, high.ref


@pytest.fixture
def sign(said: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`trilateral sign`, in the home of `us`."""
    root = said[0]
    for name in [name for name in os.environ if name.startswith("TRILATERAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRILATERAL_GUARD", str(root / "guards" / "us"))
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)

    def call(kind: str, on: str, *arguments: str) -> Result:
        given = ("--by", "head", "--json", "--subject", on, *arguments)
        return CliRunner().invoke(main, ["--home", str(root / "us"), "sign", kind, *given])

    return call


def refused_with(result: Result, code: str) -> None:
    assert result.exit_code == 1, result.output
    assert f"[{code}]" in result.stderr
    assert "Traceback" not in result.output


def test_a_rung_whose_clock_stands_still_without_end_is_left_by_agreement_alone(
    said: tuple[Path, str, str], sign: Run
) -> None:
    refused_with(sign("disputes.escalated", said[2]), "disputes.no_end")


def test_two_others_must_say_how_late_it_is(said: tuple[Path, str, str], sign: Run) -> None:
    refused_with(sign("disputes.escalated", said[1]), "disputes.too_few_cosigners")


def test_a_step_can_be_typed(said: tuple[Path, str, str], sign: Run) -> None:
    put = sign("disputes.step_proposed", said[1], "--field", "sort=extend", "--field", "hours=24")

    assert put.exit_code == 0, put.output
