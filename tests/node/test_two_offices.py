"""Acts of two: the same text signed by two offices of one party, here or elsewhere."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.node.parties import Parties, statement, three_parties
from trilateral.errors import RefusedError
from trilateral.ledger.entry import entry_id
from trilateral.node import outgoing
from trilateral.node.compose import About
from trilateral.node.node import Node
from trilateral.tlog.note import parse_note


@pytest.fixture
def parties(tmp_path: Path) -> Iterator[Parties]:
    with three_parties(tmp_path, two_person=("statements.made",)) as made:
        yield made


@pytest.fixture
def two(parties: Parties) -> Node:
    return parties.nodes["us"]


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(RefusedError) as error:
        act()
    assert error.value.code == code


def said(node: Node) -> list[str]:
    """What our log says in statements, in order."""
    verdicts = node.record.fold.verdicts(node.origin)
    return [v.entry.body.text.text for v in verdicts if v.entry and v.entry.header.kind.startswith("statements.")]


def test_two_offices_sign_the_same_text(two: Node) -> None:
    first = outgoing.say(two, statement("Together."), by="press")
    assert first.state == "second"
    assert said(two) == []
    half = two.private.waiting_entry(first.waits)
    assert half.signed_by == ("press",)

    refused("private.signed_already", lambda: outgoing.countersign(two, first.waits, "press"))
    refused("keys.not_held", lambda: outgoing.countersign(two, first.waits, "nobody"))
    done = outgoing.countersign(two, first.waits, "head")

    assert (done.state, said(two)) == ("signed", ["Together."])
    index = int(done.ref.partition("/")[2])
    note = parse_note(two.record.files(two.origin).entry(index))
    places = [(line.name, line.key_id) for line in note.signatures]
    assert places == sorted(places)
    assert [name.rpartition("/")[2] for name, _ in places] == ["head", "press"]
    assert entry_id(note.text) == entry_id(parse_note(half.entry).text)
    refused("private.waits_no_more", lambda: outgoing.countersign(two, first.waits, "head"))


def test_whoever_signs_last_the_bytes_are_the_same(two: Node) -> None:
    prepared = two.prepare(statement("Together."), by="press")
    one = two.countersign(two.sign(prepared, "press"), "head")
    other = two.countersign(two.sign(prepared, "head"), "press")

    assert one == other


def test_a_second_signature_can_be_held_and_either_calls_it_back(parties: Parties, two: Node) -> None:
    row = outgoing.say(two, statement("Together."), by="press").waits
    assert outgoing.countersign(two, row, "head", hold_seconds=60).state == "held"

    assert outgoing.cancel(two, row, "head").state == "cancelled"
    parties.clock.advance(60)
    assert outgoing.release_due(two) == []
    assert said(two) == []


def test_a_half_signed_entry_waits_through_a_restart(parties: Parties, two: Node) -> None:
    row = outgoing.say(two, statement("Together."), by="press").waits
    parties.close("us")

    again = parties.open("us")
    parties.clock.advance(timedelta(days=3).total_seconds())

    assert outgoing.countersign(again, row, "head").state == "signed"
    assert said(again) == ["Together."]


def test_a_half_signed_note_from_elsewhere_waits_and_the_whole_one_goes_in(two: Node) -> None:
    prepared = two.prepare(statement("Together."), by="press")
    half = two.sign(prepared, "press")
    waits = outgoing.take(two, half).waits
    whole = two.countersign(half, "head")

    refused("private.another_text", lambda: outgoing.take_countersigned(two, waits, other_whole(two)))
    done = outgoing.take_countersigned(two, waits, whole)

    assert (done.state, two.private.waiting_entry(waits).state) == ("signed", "signed")
    assert said(two) == ["Together."]


def other_whole(node: Node) -> bytes:
    return node.countersign(node.sign(node.prepare(statement("Other."), by="press"), "press"), "head")


def test_one_signature_is_not_enough_whoever_asks(two: Node) -> None:
    """The ledger's rule, not ours: so every other node says the same."""
    half = two.sign(two.prepare(statement("Alone."), by="press"), "press")

    refused("ledger.needs_two", lambda: two.submit(half))
    refused("ledger.needs_two", lambda: two.say(statement("Alone."), by="press"))
    assert said(two) == []


def test_what_nobody_would_count_does_not_wait_for_a_second(two: Node) -> None:
    """It is tried out with both keys, so the second signature hides nothing that stands against it."""
    gone = About(subject="ab" * 32)

    refused("ledger.not_seen", lambda: outgoing.say(two, statement("About nothing."), by="press", about=gone))
    assert not two.keeps_private


def test_bad_signatures_are_named(parties: Parties, two: Node) -> None:
    half = two.sign(two.prepare(statement("Together."), by="press"), "press")
    foreign = parties.nodes["ir"].sign(parties.nodes["ir"].prepare(statement("Theirs."), by="press"), "press")
    note = parse_note(half)
    broken = note._replace(text=note.text.replace(b"Together", b"Otherway")).encode()

    refused("entry.malformed", lambda: two.countersign(b"nothing", "head"))
    refused("private.for_another_log", lambda: two.countersign(foreign, "head"))
    refused("private.bad_signature", lambda: two.countersign(broken, "head"))
    refused("private.bad_signature", lambda: outgoing.take(two, broken))
