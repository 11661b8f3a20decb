"""What leaves our party: held until its second, signed by two, called back, and not lost in a crash."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.node.parties import START, Parties, statement, three_parties
from trilateral.errors import RefusedError, UnavailableError
from trilateral.ledger.entry import Body, Text
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.node import outgoing
from trilateral.node.compose import About
from trilateral.node.kept import Beyond
from trilateral.node.loop import Loop
from trilateral.node.node import Node


@pytest.fixture
def parties(tmp_path: Path) -> Iterator[Parties]:
    with three_parties(tmp_path) as made:
        yield made


@pytest.fixture
def us(parties: Parties) -> Node:
    return parties.nodes["us"]


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(RefusedError) as error:
        act()
    assert error.value.code == code


def held(node: Node, text: str = "In a while.", seconds: int = 300) -> str:
    outcome = outgoing.say(node, statement(text), by="head", hold_seconds=seconds)
    assert outcome.state == "held"
    return outcome.waits


def said(node: Node) -> list[str]:
    """What our log says in statements, in order."""
    verdicts = node.record.fold.verdicts(node.origin)
    return [v.entry.body.text.text for v in verdicts if v.entry and v.entry.header.kind.startswith("statements.")]


@pytest.mark.parametrize(("after", "states"), [(299, "held"), (300, "signed"), (301, "signed")])
def test_a_hold_ends_at_its_very_second(parties: Parties, us: Node, after: int, states: str) -> None:
    row = held(us)
    assert said(us) == []

    parties.clock.advance(after)
    outgoing.release_due(us)

    found = us.private.waiting_entry(row)
    assert found.state == states
    assert said(us) == (["In a while."] if states == "signed" else [])
    if states == "signed":
        verdict = us.record.verdict_of(found.ref)
        assert verdict is not None
        assert verdict.entry is not None
        assert verdict.has_effect
        assert verdict.entry.header.claimed_at == START, "it was decided then"


def test_what_was_cancelled_is_never_signed(parties: Parties, us: Node) -> None:
    row = held(us)
    parties.clock.advance(299)

    refused("private.not_yours_to_cancel", lambda: outgoing.cancel(us, row, "press"))
    assert outgoing.cancel(us, row, "head").state == "cancelled"

    parties.clock.advance(60)
    assert outgoing.release_due(us) == []
    assert said(us) == []
    assert b"\n\n" not in us.private.waiting_entry(row).entry, "there never was a signature"
    refused("private.waits_no_more", lambda: outgoing.cancel(us, row, "head"))


def test_what_is_signed_is_not_cancelled(parties: Parties, us: Node) -> None:
    row = held(us)
    parties.clock.advance(300)
    outgoing.release_due(us)

    refused("private.waits_no_more", lambda: outgoing.cancel(us, row, "head"))
    refused("private.no_such_entry", lambda: outgoing.cancel(us, "nothing", "head"))


def test_the_running_node_submits_what_is_due_by_itself(parties: Parties, us: Node) -> None:
    row = held(us, seconds=1)
    loop = Loop(us, list)
    loop.once()
    assert us.private.waiting_entry(row).state == "held"

    parties.clock.advance(1)
    loop.once()

    assert us.private.waiting_entry(row).state == "signed"
    assert us.record.checkpoint(us.origin) is not None


def test_a_hold_survives_a_restart(parties: Parties, us: Node) -> None:
    row = held(us)
    parties.close("us")
    parties.clock.advance(600)

    again = parties.open("us")
    outgoing.release_due(again)

    assert again.private.waiting_entry(row).state == "signed"
    assert said(again) == ["In a while."]
    assert outgoing.release_due(again) == []


def test_what_is_long_past_is_not_signed_behind_its_authors_back(parties: Parties, us: Node) -> None:
    """As when a backup is restored, from before it was cancelled."""
    row = held(us)
    parties.close("us")
    parties.clock.advance(300 + 3600 + 1)

    again = parties.open("us")
    outgoing.release_due(again)

    found = again.private.waiting_entry(row)
    assert (found.state, found.code) == ("stopped", "private.hold_missed")
    assert said(again) == []


def test_what_nobody_would_count_any_more_is_not_submitted_and_its_author_is_told(parties: Parties, us: Node) -> None:
    """It is judged when it is due, not only when it was prepared."""
    texts = (Text(lang="en", text="One."),)
    filed = parties.nodes["ir"].say(AllegationFiled(against="us", points=texts), by="head")
    parties.sync()
    answer = PointAnswered(point=0, answer="denied", text=Text(lang="en", text="No."))
    row = outgoing.say(us, answer, by="head", about=About(subject=filed.id), hold_seconds=60).waits
    revoke_delegate(us)
    parties.clock.advance(60)

    outgoing.release_due(us)

    found = us.private.waiting_entry(row)
    assert found.state == "stopped"
    assert found.code == "ledger.revoked_key"
    assert us.record.fold.acts(filed.id)[-1].ref == filed.ref


def revoke_delegate(node: Node) -> None:
    from trilateral.ledger.keys import KeyRevoked  # noqa: PLC0415 - for this one act

    node.say_as_root(KeyRevoked(key=node._ring.signer("delegate", "head").verifier().vkey(), reason="stolen"))


def test_what_nobody_would_count_is_refused_before_it_waits(us: Node) -> None:
    against_ourselves: Body = AllegationFiled(against="us", points=(Text(lang="en", text="We did."),))

    refused("allegations.against_oneself", lambda: outgoing.say(us, against_ourselves, by="head", hold_seconds=60))
    refused("private.bad_hold", lambda: outgoing.say(us, statement("x"), by="head", hold_seconds=-1))
    refused("private.bad_hold", lambda: outgoing.say(us, statement("x"), by="head", hold_seconds=10**9))
    assert not us.keeps_private


def test_a_blocked_node_signs_nothing_that_is_due_and_forgets_nothing(parties: Parties, us: Node) -> None:
    row = held(us)
    us.blocked = RefusedError("guard.ask_a_mirror", log=us.origin)
    parties.clock.advance(400)

    assert outgoing.release_due(us) == []
    us.blocked = None
    assert [each.id for each in outgoing.release_due(us)] == [row]
    assert said(us) == ["In a while."]


def test_a_disk_that_fails_is_tried_again(parties: Parties, us: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    row = held(us)
    parties.clock.advance(300)

    def full(_: object, __: object = ()) -> None:
        raise UnavailableError("cannot write: no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(us, "submit", full)
        outgoing.release_due(us)
    assert us.private.waiting_entry(row).state == "held"

    outgoing.release_due(us)
    assert us.private.waiting_entry(row).state == "signed"


def test_a_crash_after_the_log_and_before_the_note_of_it_signs_nothing_twice(
    parties: Parties, us: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = held(us)
    parties.clock.advance(300)

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(us.private, "keep_waiting", crash)
        with pytest.raises(KeyboardInterrupt):
            outgoing.release_due(us)
    parties.close("us")

    again = parties.open("us")
    assert again.private.waiting_entry(row).state == "held"
    outgoing.release_due(again)

    assert again.private.waiting_entry(row).state == "signed"
    assert said(again) == ["In a while."]


def test_a_crash_between_signing_a_draft_and_the_log_leaves_it_on_its_way(
    parties: Parties, us: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What its author sent to be signed goes out at the next start, once."""
    draft = us.private.begin("statements.made", "head", "en", {"text": ("x",)}, Beyond())
    us.record_heads()

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(us, "submit", crash)
        with pytest.raises(KeyboardInterrupt):
            outgoing.say(us, statement("x"), by="head", draft=draft)
    parties.close("us")

    again = parties.open("us")
    assert again.private.draft(draft.id, "head").state == "waiting"
    outgoing.release_due(again)

    signed = again.private.draft(draft.id, "head")
    assert (signed.state, said(again)) == ("signed", ["x"])
    assert again.record.verdict_of(signed.ref) is not None


def test_a_draft_whose_entry_was_called_back_is_written_on(us: Node) -> None:
    private = us.private
    draft = private.begin("statements.made", "head", "en", {"text": ("x",)}, Beyond())
    row = outgoing.say(us, statement("x"), by="head", draft=draft, hold_seconds=60).waits
    assert private.draft(draft.id, "head").waits == row
    refused("private.not_in_writing", lambda: private.delete(draft.id, "head"))

    outgoing.cancel(us, row, "head")

    assert private.draft(draft.id, "head").state == "writing"
    assert [each.act for each in private.draft(draft.id, "head").steps] == ["begun", "waiting", "stopped"]


def test_an_entry_signed_elsewhere_can_be_held_too(parties: Parties, us: Node) -> None:
    entry = us.sign(us.prepare(statement("From a device."), by="head"), "head")
    row = outgoing.take(us, entry, hold_seconds=60).waits
    parties.clock.advance(60)

    outgoing.release_due(us)

    assert us.private.waiting_entry(row).state == "signed"
    index = int(us.private.waiting_entry(row).ref.partition("/")[2])
    assert us.record.files(us.origin).entry(index) == entry
