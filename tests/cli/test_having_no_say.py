"""Who chairs conducts and does not decide: at the command line too. And what chairs and parties may say can be typed."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.node.parties import PASSPHRASE, three_parties
from trilateral.cli import main
from trilateral.ledger.entry import Text
from trilateral.mechanism.allegations.entries import AllegationFiled, PointFound
from trilateral.mechanism.delegations.entries import DelegationNamed, OfficeAccredited
from trilateral.mechanism.designations.entries import DesignationRegistered, NeutralProposed
from trilateral.mechanism.disputes.entries import DisputeRaised
from trilateral.node.compose import About

Run = Callable[..., Result]


def en(text: str) -> Text:
    return Text("en", text)


@dataclass(frozen=True)
class Said:
    """References of what had been said before `us`, who chairs, came to its command line."""

    root: Path
    allegation: str
    finding: str
    delegation: str
    designation: str
    neutral: str
    dispute: str


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    root = tmp_path_factory.mktemp("chaired")
    with three_parties(root, roles={"us": "chair"}) as parties:
        ir = parties.nodes["ir"]
        allegation = ir.say(AllegationFiled("iq", (en("One."), en("Two."))), by="head")
        about = About(subject=allegation.id)
        found = ir.say(PointFound(0, "confirmed", "undetermined", "differing_views"), by="head", about=about)
        delegation = ir.say(DelegationNamed((en("Theirs"),), "plenary"), by="head")
        ir.say(OfficeAccredited("head", "head", "minister"), by="head", about=About(subject=delegation.id))
        named = ir.say(DesignationRegistered("group", (en("River Guard"),)), by="head")
        neutral = ir.say(NeutralProposed((en("the group"),)), by="head", about=About(subject=named.id))
        dispute = ir.say(DisputeRaised(en("The ford.")), by="head")
        parties.sync()
        for node in parties.nodes.values():
            node.record_heads()
            node.publish()
        parties.sync()
        refs = allegation.ref, found.ref, delegation.ref, named.ref, neutral.ref, dispute.ref
    return Said(root, *refs)


@pytest.fixture
def sign(said: Said, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`trilateral sign`, in the home of who chairs."""
    for name in [name for name in os.environ if name.startswith("TRILATERAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRILATERAL_GUARD", str(said.root / "guards" / "us"))
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)

    def call(kind: str, *arguments: str, on: str = "") -> Result:
        subject = ("--subject", on) if on else ()
        home = str(said.root / "us")
        return CliRunner().invoke(main, ["--home", home, "sign", kind, "--by", "head", "--json", *subject, *arguments])

    return call


def field(name: str, value: object) -> tuple[str, str]:
    return "--field", f"{name}={value if isinstance(value, str) else json.dumps(value)}"


def refused_with(result: Result, code: str) -> None:
    assert result.exit_code == 1, result.output
    assert f"[{code}]" in result.stderr
    assert "Traceback" not in result.output


def test_who_chairs_files_nothing(sign: Run) -> None:
    refused_with(sign("allegations.filed", *field("against", "ir"), *field("points", "x")), "allegations.no_say")


def test_who_chairs_signs_no_finding_and_no_terms(sign: Run, said: Said) -> None:
    joined = sign("allegations.finding_joined", *field("finding", said.finding), on=said.allegation)
    closing = sign("allegations.closing_proposed", *field("text", "Closed."), on=said.allegation)

    refused_with(joined, "allegations.no_say")
    refused_with(closing, "allegations.no_say")


def test_who_chairs_agrees_to_nobodys_delegation(sign: Run, said: Said) -> None:
    refused_with(sign("delegations.agreed", *field("office", "head"), on=said.delegation), "delegations.no_say")


def test_who_chairs_makes_no_term_neutral(sign: Run, said: Said) -> None:
    """It may put one to all, and has no word on it."""
    put = sign(
        "designations.neutral_proposed", *field("terms", [{"lang": "en", "text": "the men"}]), on=said.designation
    )
    accepted = sign("designations.neutral_accepted", *field("proposal", said.neutral), on=said.designation)

    assert put.exit_code == 0, put.output
    refused_with(accepted, "designations.no_say")


def test_who_chairs_moves_no_dispute(sign: Run, said: Said) -> None:
    """It may say where it stands."""
    stands = sign("disputes.position_stated", *field("text", "x"), on=said.dispute)

    assert stands.exit_code == 0, stands.output
    refused_with(sign("disputes.escalated", on=said.dispute), "disputes.no_say")


def test_a_refusal_names_what_is_wrong(sign: Run, said: Said) -> None:
    """In words, with its code, and nothing is signed."""
    wrong = field("fact", "confirmed"), field("attribution", "party"), field("qualification", "violation")
    found = sign(
        "allegations.found", *field("point", "0"), *(each for pair in wrong for each in pair), on=said.allegation
    )

    refused_with(found, "allegations.attribution_unclear")
    assert "needs its name" in found.stderr


def test_what_has_parts_and_lists_can_be_typed(sign: Run, said: Said) -> None:
    """A view on competence, a referral to several, a finding under it, and a statement with a matter."""
    view = sign("allegations.competence_stated", *field("competence", "admissible"), on=said.allegation)
    parts = *field("to", "us"), *field("to", "iq"), *field("team", "And two engineers."), *field("point", "1")
    referral = sign("allegations.referred", *parts, on=said.allegation)
    assert referral.exit_code == 0, referral.output
    ref = json.loads(referral.stdout)["ref"]
    begun = sign("allegations.verification_begun", *field("referral", ref), on=said.allegation)
    values = {
        "point": "1",
        "fact": "partly",
        "attribution": "largely",
        "attributed_to": "iq",
        "qualification": "not_violation",
        "confidence": "low",
        "severity": "minor",
        "referral": ref,
        "evidence": said.finding,
    }
    options = [each for name, value in values.items() for each in field(name, value)]
    found = sign("allegations.found", *options, on=said.allegation)
    position = sign("statements.made", *field("sort", "position"), *field("text", "Ours."), *field("matter", "river"))

    for result in (view, begun, found, position):
        assert result.exit_code == 0, result.output
