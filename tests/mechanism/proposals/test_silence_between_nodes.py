"""Silence between three real nodes: real keys, cosignatures and files, and a clock that is moved by hand.

A stranger who is handed the bundle finds the text adopted. And every refusal is provoked at a node, which signs nothing
then.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from tests.mechanism.proposals.table import TABLED, TERMS, TO_THE_END, Table, a_table
from tests.node.parties import NAMES, PASSPHRASE, START
from trilateral.cli import main
from trilateral.errors import RefusedError
from trilateral.ledger.entry import Text
from trilateral.mechanism.proposals import state as standing
from trilateral.mechanism.proposals.entries import RequestItem, SilenceOpened, SilenceProven, SilentHead, text_hash
from trilateral.node.bundle import pack
from trilateral.node.compose import About
from trilateral.node.silence import defeat_by, say_carrying, silence_in
from trilateral.node.sync import sync_all


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """A proposal under silence, which all have received."""
    with a_table(tmp_path) as made:
        made.open()
        made.hear("us", "ir")
        yield made


def test_silence_adopts_on_every_node_by_one_entry(table: Table) -> None:
    table.wait()
    before = standing.status(table.state())
    table.prove()
    table.parties.sync()

    assert before == "under_silence"
    for party in NAMES:
        state = table.state(party)
        assert standing.status(state) == "adopted"
        assert state.adopted_text(lambda _: None) == table.proposal.id
    digests = {node.record.fold.digest() for node in table.parties.nodes.values()}
    assert len(digests) == 1


def test_a_stranger_verifies_it_offline_from_a_bundle(table: Table, tmp_path: Path) -> None:
    """With the charter's hash and nothing else of ours: the files are whole, and the state says adopted."""
    table.wait()
    proof = table.prove()
    table.parties.sync()
    table.host.publish()
    bundle, there = tmp_path / "record.bundle", tmp_path / "stranger"
    pack(table.host.record, bundle)
    trusted = ("--mechanism", table.host.record.mechanism)

    assert f"{table.proposal.ref}: a proposal, adopted" in run("verify", bundle, *trusted).splitlines()
    run("bundle", "unpack", bundle, "--into", there)
    handed = sorted(there.rglob("*"))
    for each in (bundle, there):
        state = json.loads(run("state", "--bundle", each, *trusted, "--json"))
        (found,) = [each for each in state["subjects"] if each["slice"] == "proposals"]
        assert (found["subject"], found["status"]) == (table.proposal.ref, "adopted")
        assert found["state"]["proofs"][0]["entry"] == proof.id
        shown = json.loads(run("show", proof.ref, "--bundle", each, *trusted, "--json"))
        assert shown["effect"] is True
        assert shown["subject"] == table.proposal.ref
        why = json.loads(run("why", table.proposal.ref, "--bundle", each, *trusted, "--json"))
        assert (why["steps"][-1]["ref"], why["steps"][-1]["status"]) == (proof.ref, "adopted")
        knew = json.loads(run("knew", table.proposal.ref, "--bundle", each, *trusted, "--json"))
        assert {act["ref"] for act in knew["acts"]} >= {table.proposal.ref, proof.ref}
    assert sorted(there.rglob("*")) == handed
    run("verify", there, *trusted)


def run(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_command_signs_the_proof(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table.wait()
    table.parties.close("iq")
    monkeypatch.setenv("TRILATERAL_GUARD", str(table.parties.guard("iq")))
    monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("trilateral.node.node.SystemClock", lambda: table.parties.clock)
    home = table.parties.home("iq")

    said = run("--home", home, "silence", "prove", table.proposal.ref, "--by", "head", "--json")
    shown = json.loads(run("--home", home, "show", json.loads(said)["ref"], "--json"))
    assert (shown["effect"], shown["header"]["kind"]) == (True, "proposals.silence_proven/1")


@pytest.mark.parametrize(("zone", "differs"), [("UTC", False), ("Asia/Tehran", True), ("Asia/Nowhere", True)])
def test_an_hour_announced_that_is_another_than_the_instant_is_shown_as_such(
    tmp_path: Path, zone: str, *, differs: bool
) -> None:
    """Who reads only the civil time would object too late. The command says so as the page does."""
    with a_table(tmp_path) as table:
        at = START + timedelta(hours=48)
        body = SilenceOpened(text_hash(TABLED), at, zone, f"{at:%Y-%m-%d %H:%M}")
        opened = table.host.say(body, by="head", about=About(subject=table.proposal.id))
        table.parties.close("iq")
        shown = run("--home", table.parties.home("iq"), "show", opened.ref)

    assert ("— the civil time and the instant differ" in shown) is differs
    assert "Civil time as written: 30\xa0May\xa02007 07:30" in shown


def refused(table: Table, proof: SilenceProven | None = None) -> str:
    """Code with which the host's node refuses to sign the proof. Nothing is written."""
    with pytest.raises(RefusedError) as error:
        table.prove(proof)
    assert table.state().proofs == ()
    return error.value.code


def test_refused_where_the_silent_party_has_not_received_it(tmp_path: Path) -> None:
    with a_table(tmp_path) as table:
        table.open()
        table.parties.clock.advance(TO_THE_END)
        table.parties.sync()

        assert refused(table) == "proposals.not_received"


def test_refused_where_it_received_it_after_the_hour(tmp_path: Path) -> None:
    with a_table(tmp_path) as table:
        table.open()
        table.parties.clock.advance(TO_THE_END)
        table.hear("us")

        assert refused(table) == "proposals.received_late"


def test_refused_where_the_opening_was_dated_back_to_leave_a_minute(tmp_path: Path) -> None:
    """It claims to be a day old, so that the charter's hours seem to be kept, and binds nobody."""
    with a_table(tmp_path, terms=msgspec.structs.replace(TERMS, grace_minutes=0)) as table:
        table.open(hours=1 / 60, claimed_hours_ago=25)
        table.hear("us", "ir")
        table.wait(61)

        assert refused(table) == "proposals.too_little_time"
        assert standing.status(table.state("us")) == "under_silence"


def test_the_head_that_is_taken_covers_the_receipt(table: Table) -> None:
    """Whoever is shown an old head after the hour cosigns that, and it would be the smallest."""
    table.wait()
    (taken,) = table.proof().heads
    receipt = table.host.record.received_at("us", table.host.record.fold.verdict(table.silence.id))  # type: ignore[union-attr, arg-type]  # it is there

    assert receipt is not None
    assert int(taken.checkpoint.split("\n")[1]) > receipt.index


def test_refused_while_cosignatures_are_from_before_the_hour_and_its_grace(table: Table) -> None:
    table.wait(48 * 3600 + 59 * 60)

    assert refused(table) == "proposals.too_early"


def test_refused_with_too_few_cosigners(table: Table) -> None:
    """The host alone has looked at the silent party's log since; what others said goes from the note."""
    table.wait()
    (head,) = table.proof().heads
    kept = [line for line in head.checkpoint.splitlines(keepends=True) if not line.startswith("— ir.example")]

    assert refused(table, SilenceProven(table.proof().silence, (SilentHead("us", "".join(kept)),))) == (
        "proposals.too_few_cosigners"
    )


def test_refused_with_no_cosigner_without_interest(tmp_path: Path) -> None:
    with a_table(tmp_path, terms=msgspec.structs.replace(TERMS, quorum=1)) as table:
        table.open()
        table.hear("us", "ir")
        table.wait()
        (head,) = table.proof().heads
        kept = [line for line in head.checkpoint.splitlines(keepends=True) if not line.startswith("— ir.example")]

        assert refused(table, SilenceProven(table.proof().silence, (SilentHead("us", "".join(kept)),))) == (
            "proposals.none_disinterested"
        )


def test_refused_with_an_objection_in_time(table: Table) -> None:
    table.parties.clock.advance(3600)
    table.break_it()
    table.parties.sync()
    table.wait()

    assert refused(table) == "proposals.objected_in_time"
    assert standing.status(table.state()) == "silence_broken"


def test_refused_for_a_matter_that_silence_does_not_adopt(tmp_path: Path) -> None:
    commitment = msgspec.structs.replace(TABLED, sort="commitment")
    with a_table(tmp_path, commitment) as table, pytest.raises(RefusedError, match="not_a_matter_for_silence"):
        table.open(commitment)


def test_refused_for_work_that_is_called_procedure(tmp_path: Path) -> None:
    """Under terms for procedure alone, nobody is asked for anything by a seating plan that it overlooked."""
    asked = RequestItem("us", "action", Text("en", "Withdraw the officers."))
    seating = msgspec.structs.replace(TABLED, requests=(asked,))
    with a_table(tmp_path, seating) as table, pytest.raises(RefusedError, match="not_a_matter_for_silence") as error:
        table.open(seating)
    assert error.value.params["sort"] == "substance"


def test_refused_where_the_charter_has_no_terms_for_silence(tmp_path: Path) -> None:
    with a_table(tmp_path, terms=None) as table, pytest.raises(RefusedError, match="no_silence_terms"):
        table.open()


def test_refused_with_a_head_of_another_log_or_another_root(table: Table) -> None:
    table.wait()
    silence = table.proof().silence
    other = table.host.record.files("ir.example/log").checkpoint()
    assert other is not None
    (good,) = table.proof().heads
    origin, size, root, *rest = good.checkpoint.split("\n")
    forged = "\n".join([origin, size, root[::-1], *rest])

    for checkpoint in (other.decode(), forged):
        assert refused(table, SilenceProven(silence, (SilentHead("us", checkpoint),))) == "proposals.another_log"


def test_an_objection_that_arrives_late_and_was_seen_in_time_defeats_the_proof(table: Table) -> None:
    """`us` objects in time and only `ir` hears it; the host proves silence from what it has. Then they meet."""
    parties = table.parties
    parties.clock.advance(3600)
    objection = table.break_it()
    cut_off = [source for source in parties.others("ir") if "us" in source.name]
    parties.nodes["us"].publish()
    assert sync_all(parties.nodes["ir"], cut_off).moved
    parties.clock.advance(TO_THE_END)
    assert standing.status(table.state()) == "under_silence"
    parties.sync()

    backdated = standing.status(table.state())
    proposal, body = defeat_by(parties.nodes["ir"].record, objection.ref)
    defeat = say_carrying(parties.nodes["ir"], body, proposal, "head")
    parties.sync()
    assert backdated == "silence_broken"
    assert table.state().defeats[0].entry == defeat.id
    assert refused(table) == "proposals.objected_in_time"


def test_what_is_no_proposal_or_no_objection_is_refused_by_name(table: Table) -> None:
    record = table.host.record
    for ref, code in (("iq/0", "silence.not_a_proposal"), ("iq/999", "record.no_such_entry")):
        with pytest.raises(RefusedError, match=code):
            silence_in(record, ref)
    with pytest.raises(RefusedError, match=r"silence\.no_objection"):
        defeat_by(record, table.proposal.ref)
