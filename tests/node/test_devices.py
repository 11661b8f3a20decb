"""A telephone with a key of its own: it may report and nothing else, what it sends twice stands once, and it can be ended."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.node.parties import Parties, statement, three_parties
from trilateral.errors import RefusedError
from trilateral.ledger.entry import Body, Header, Text, encode_text, sign_text
from trilateral.mechanism.incidents.entries import IncidentReported
from trilateral.node import devices
from trilateral.node.heads import latest_heads
from trilateral.node.node import Node
from trilateral.node.outgoing import cancel, say
from trilateral.tlog.note import KeyKind, SignerKey

SEED = bytes(range(32))


@pytest.fixture
def parties(tmp_path: Path) -> Iterator[Parties]:
    with three_parties(tmp_path) as made:
        made.nodes["iq"].record_heads()
        yield made


@pytest.fixture
def iq(parties: Parties) -> Node:
    return parties.nodes["iq"]


def phone(node: Node, office: str = "head", seed: bytes = SEED) -> SignerKey:
    """A device's key, enrolled."""
    public = SignerKey("x", KeyKind.ED25519, seed).verifier().public
    held = devices.enrol(node, office, public, "the liaison officer's")
    return SignerKey(held.name, KeyKind.ED25519, seed)


def report(text: str = "A convoy was shelled.") -> IncidentReported:
    return IncidentReported(type="explosion", text=Text("en", text))


def written(node: Node, key: SignerKey, body: Body | None = None, **other: Any) -> bytes:
    """What a telephone makes, which knows its key and what the node told it when it was last there."""
    body = body or report()
    heads = latest_heads(node.record)
    members = {
        "mechanism": node.record.mechanism,
        "log": node.origin,
        "kind": str(body.__struct_config__.tag),
        "by": "head",
        "claimed_at": node.clock.now(),
        "seen": None if heads is None else heads.id,
    }
    return sign_text(encode_text(Header(**{**members, **other}), body), key)


def test_a_report_signed_elsewhere_stands_in_the_log_and_on_the_others_nodes(parties: Parties, iq: Node) -> None:
    entry = written(iq, phone(iq))

    arrived = devices.receive(iq, entry)
    parties.sync()

    assert (arrived.state, arrived.is_new) == ("signed", True)
    verdict = parties.nodes["us"].record.verdict_of(arrived.ref)
    assert verdict is not None
    assert verdict.has_effect
    assert verdict.entry is not None
    assert verdict.entry.signer.endswith("/delegate/head/device-1")


def test_what_comes_twice_stands_once(iq: Node) -> None:
    entry = written(iq, phone(iq))
    first = devices.receive(iq, entry)
    size = iq.record.size(iq.origin)

    again = devices.receive(iq, entry)

    assert (again.ref, again.is_new) == (first.ref, False)
    assert iq.record.size(iq.origin) == size


def test_a_device_signs_reports_alone(iq: Node) -> None:
    entry = written(iq, phone(iq), statement("We agree to everything."))

    with pytest.raises(RefusedError, match=r"ledger\.beyond_powers"):
        devices.receive(iq, entry)


def test_it_speaks_for_its_own_office_alone(iq: Node) -> None:
    entry = written(iq, phone(iq, "press"))

    with pytest.raises(RefusedError, match=r"ledger\.not_your_office"):
        devices.receive(iq, entry)


def test_a_lost_device_is_ended_and_what_it_signed_before_stays(iq: Node) -> None:
    key = phone(iq)
    before = written(iq, key)
    first = devices.receive(iq, before)
    after = written(iq, key, report("Written when it was lost already."))

    ended = devices.end(iq, devices.devices(iq)[0].vkey, "lost")

    assert devices.devices(iq)[0].until == ended.index
    with pytest.raises(RefusedError, match=r"ledger\.revoked_key"):
        devices.receive(iq, after)
    assert devices.receive(iq, before).ref == first.ref
    verdict = iq.record.verdict_of(first.ref)
    assert verdict is not None
    assert verdict.has_effect


def test_only_what_one_device_signed_comes_this_way(iq: Node) -> None:
    """An entry that was signed and called back is in many hands, and none of them may hand it in."""
    key = phone(iq)
    held = say(iq, report(), by="head", hold_seconds=300)
    waiting = iq.private.waiting_entry(held.waits)
    called_back = sign_text(waiting.entry, iq.ring.signer("delegate", "head"))
    cancel(iq, held.waits, "head")
    foreign = SignerKey(key.name, KeyKind.ED25519, bytes(32))

    for entry in (called_back, written(iq, foreign)):
        with pytest.raises(RefusedError, match=r"device\.not_from_a_device"):
            devices.receive(iq, entry)


def test_a_changed_word_is_not_taken(iq: Node) -> None:
    entry = written(iq, phone(iq)).replace(b"convoy", b"market")

    with pytest.raises(RefusedError, match=r"ledger\.bad_signature"):
        devices.receive(iq, entry)


def test_asking_again_to_enrol_the_same_key_changes_nothing(iq: Node) -> None:
    key = phone(iq)
    size = iq.record.size(iq.origin)

    assert phone(iq) == key
    assert iq.record.size(iq.origin) == size
    with pytest.raises(RefusedError, match=r"ledger\.key_in_use"):
        phone(iq, "press")


def test_nothing_on_the_log_says_what_a_device_is_called(iq: Node) -> None:
    phone(iq)
    held = devices.devices(iq)[0]

    assert held.called == "the liaison officer's"
    enrolled = iq.record.files(iq.origin).entry(held.since)
    assert b"liaison" not in enrolled
    assert b"/delegate/head/device-1+" in enrolled
    assert b'"powers":["incidents.reported"]' in enrolled


def test_where_the_root_is_elsewhere_the_key_is_named_for_whoever_has_it(iq: Node) -> None:
    for each in iq.ring.public():
        if each.purpose == "root":
            iq.ring.destroy(each.key.vkey())
    public = SignerKey("x", KeyKind.ED25519, SEED).verifier().public

    with pytest.raises(RefusedError) as refused:
        devices.enrol(iq, "head", public, "")

    assert refused.value.code == "device.root_elsewhere"
    assert str(refused.value.params["command"]).startswith(
        "trilateral keys enrol iq.example/log/delegate/head/device-1+"
    )
    assert devices.devices(iq) == []


def test_what_is_no_key_is_refused(iq: Node) -> None:
    with pytest.raises(RefusedError, match=r"device\.not_a_key"):
        devices.enrol(iq, "head", b"short", "")
