"""What a node says for its party: refused before anything is written, or durable when it answers."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.node.parties import Parties, origin_of, statement, three_parties
from trilateral.errors import RefusedError, UnavailableError
from trilateral.ledger.entry import Ref, entry_id, sign_text
from trilateral.ledger.fold import Verdict
from trilateral.node.attest import Attestor
from trilateral.node.compose import PLAIN, About, compose
from trilateral.node.digests import last_stated
from trilateral.node.heads import latest_heads
from trilateral.node.loop import Loop
from trilateral.node.node import Node
from trilateral.node.sources import DirectorySource, Source
from trilateral.node.verify import verify_path
from trilateral.store.databases import engine_for
from trilateral.store.logs import log_name
from trilateral.store.sql import changes
from trilateral.tlog.checkpoint import parse_signed, strip_unknown
from trilateral.tlog.cosignature import cosignatures
from trilateral.tlog.merkle import consistency_proof
from trilateral.tlog.note import KeyKind, SignerKey
from trilateral.tlog.tiles import hash_reader
from trilateral.tlog.witness import AddCheckpoint

US = origin_of("us")


@pytest.fixture(scope="module")
def parties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parties]:
    with three_parties(tmp_path_factory.mktemp("parties")) as founded:
        yield founded


def test_an_answered_entry_is_on_disk_and_has_its_effect(parties: Parties) -> None:
    node = parties.nodes["us"]
    told: list[Verdict] = []
    node.on_change.append(told.extend)

    receipt = parties.state("us", "on record")

    assert receipt.ref == f"us/{receipt.index}"
    assert node.record.fold.state(receipt.id) is not None
    assert node.record.entry_bytes(receipt.ref) == node.record.entry_bytes(receipt.id)
    assert told[-1].ref == receipt.ref
    with engine_for(parties.home("us") / "tables.sqlite").connect() as connection:
        assert receipt.id in connection.execute(select(changes.c.subject)).scalars()


def test_who_wants_to_know_of_a_publication_hears_of_it_when_it_is_served(parties: Parties) -> None:
    """Whoever tells the others sooner has nothing to show them, and later keeps an open page waiting."""
    node = parties.nodes["us"]
    served: list[int] = []
    node.on_publish.append(lambda: served.append(node.record.files(US).served_size))

    receipt = parties.state("us", "told at once")

    assert served[-1] == receipt.index + 1


@pytest.mark.parametrize(
    ("about", "code"),
    [
        (About(refs=(Ref(entry="00" * 32, role="answers"),)), "ledger.not_seen"),
        (About(subject="00" * 32), "ledger.not_seen"),
    ],
)
def test_what_would_have_no_effect_is_refused_and_not_written(parties: Parties, about: About, code: str) -> None:
    node = parties.nodes["us"]
    node.record_heads()  # what was seen is a fact of its own, and is written whatever comes of what is said on it
    size = node.record.size(US)

    with pytest.raises(RefusedError, match=code):
        node.say(statement("never"), by="head", about=about)

    assert node.record.size(US) == size


def test_a_text_that_shows_differently_is_not_signed(parties: Parties) -> None:
    with pytest.raises(RefusedError, match=r"text\.bidi_override"):
        parties.state("us", "yes \u202eon")


def test_a_time_in_the_future_is_not_signed(parties: Parties) -> None:
    node = parties.nodes["us"]
    ahead = node.clock.now() + timedelta(seconds=121)

    with pytest.raises(RefusedError, match=r"entry\.in_the_future"):
        node.say(statement("tomorrow"), by="head", about=About(claimed_at=ahead))
    node.say(statement("now, by another clock"), by="head", about=About(claimed_at=ahead - timedelta(seconds=1)))


def test_an_entry_signed_by_a_stranger_is_refused(parties: Parties) -> None:
    node = parties.nodes["us"]
    prepared = node.prepare(statement("by a stranger"), by="head")
    stranger = SignerKey(f"{US}/delegate/head", KeyKind.ED25519, b"\7" * 32)

    with pytest.raises(RefusedError, match=r"ledger\.unknown_key"):
        node.submit(sign_text(prepared.text, stranger))


def test_bytes_that_are_no_entry_are_refused(parties: Parties) -> None:
    for data in (b"", b"hello\n", b"\xff" * 100, b"x" * 70_000):
        with pytest.raises(RefusedError):
            parties.nodes["us"].submit(data)


def test_an_office_speaks_for_itself_alone(parties: Parties) -> None:
    node = parties.nodes["us"]
    prepared = node.prepare(statement("by the press officer"), by="head")

    with pytest.raises(RefusedError, match=r"ledger\.not_your_office"):
        node.submit(node.sign(prepared, "press"))


def test_the_same_text_is_not_said_twice(parties: Parties) -> None:
    node = parties.nodes["us"]
    entry = node.sign(node.prepare(statement("once"), by="head"), "head")
    node.submit(entry)

    with pytest.raises(RefusedError, match=r"ledger\.said_before"):
        node.submit(entry)


def test_a_detached_part_is_kept_beside_the_log(parties: Parties) -> None:
    node = parties.nodes["us"]
    about = About(detached={"name": "A. Person"}, attachments=(b"a photograph",))

    receipt = node.say(statement("with a name"), by="head", about=about)

    verdict = node.record.verdict_of(receipt.ref)
    assert verdict is not None
    assert verdict.entry is not None
    header = verdict.entry.header
    assert header.blob is not None
    rows = node.record.readers.rows(verdict.entry)
    assert [(row.name, row.value) for row in rows or ()] == [("name", "A. Person")]
    assert b"A. Person" not in (node.record.bodies.get(header.blob) or b"")
    assert b"A. Person" not in node.record.entry_bytes(receipt.ref)
    assert node.record.bodies.get(header.blobs[0]) == b"a photograph"


def test_a_detached_part_must_be_there_and_be_the_one_named(parties: Parties) -> None:
    node = parties.nodes["us"]
    prepared = node.prepare(statement("where is it?"), by="head", about=About(attachments=(b"something else",)))
    entry = node.sign(prepared, "head")

    with pytest.raises(RefusedError, match=r"entry\.body_missing"):
        node.submit(entry)
    with pytest.raises(RefusedError, match=r"entry\.body_not_named"):
        node.submit(entry, (b"something else", b"and more"))


def test_many_submit_at_once_and_each_gets_its_place(parties: Parties) -> None:
    node = parties.nodes["us"]
    entries = [node.sign(node.prepare(statement(f"at once {n}"), by="head"), "head") for n in range(40)]
    first = node.record.size(US)
    found: dict[int, int] = {}

    def submit(number: int) -> None:
        found[number] = node.submit(entries[number]).index

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found.values()) == list(range(first, first + 40))
    assert all(node.record.files(US).entry(index) == entries[number] for number, index in found.items())


def test_a_disk_that_fails_takes_nothing_back_and_promises_nothing(
    parties: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The caller hears of it; what the node shows afterwards is what its disk has."""
    node = parties.nodes["us"]
    entry = node.sign(node.prepare(statement("lost"), by="head"), "head")
    size = node.record.size(US)

    def fail(*_: object) -> None:
        raise UnavailableError("disk full")

    monkeypatch.setattr(type(node._appender), "append", fail)
    with pytest.raises(UnavailableError, match="disk full"):
        node.submit(entry)
    monkeypatch.undo()

    assert node.record.size(US) == size
    assert node.submit(entry).index == size


def test_a_party_is_founded_once(parties: Parties) -> None:
    with pytest.raises(ValueError, match="expected one that is empty"):
        parties.nodes["us"].found()


def request(node: Node, old: int) -> bytes:
    """What the log of `node` asks a witness for, which knows it at `old`."""
    served = parse_signed(node.record.files(US).checkpoint() or b"")
    own = strip_unknown(served, node.record.charter.log_keys(US))
    proof = consistency_proof(old, own.size, hash_reader(own.size, node.record.files(US).read)) if old else ()
    return AddCheckpoint(old, proof, own.encode()).encode()


def test_the_witness_cosigns_what_continues_and_serves_it(parties: Parties) -> None:
    parties.sync()
    us, ir = parties.nodes["us"], parties.nodes["ir"]
    old = ir.record.size(US)
    parties.state("us", "for the witness")
    us.publish()

    answer = ir.witness(request(us, old))

    assert answer.status == 200
    assert answer.body.startswith("— ir.example/log/witness ".encode())
    served = parse_signed((parties.home("ir") / "witness" / log_name(US) / "checkpoint").read_bytes())
    keys = [each.key for each in us.record.cosigners(US)]
    assert {key.name for key in cosignatures(served, keys)} == {"ir.example/log/witness"}
    assert ir.witness(request(us, old)).status == 409
    assert ir.witness(b"rubbish").status == 400
    assert us.witness(request(us, 0)).status == 404, "nobody witnesses its own log"
    parties.sync()
    assert verify_path(parties.home("ir")).ok


def test_silence_becomes_suspicion_and_passes(parties: Parties) -> None:
    parties.sync()
    node = parties.nodes["us"]
    assert {each.standing for each in node.status().parties} == {"trusted"}

    parties.clock.advance(3601)
    silent = node.status().parties
    assert {each.standing for each in silent} == {"suspected"}
    assert {reason.code for each in silent for reason in each.reasons} == {"status.silent"}

    parties.sync()
    assert {each.standing for each in node.status().parties} == {"trusted"}
    assert all(each.holds_of_ours == node.status().entries for each in node.status().parties)


def test_an_old_line_is_renewed_and_a_young_one_is_not(parties: Parties) -> None:
    parties.sync()
    us = parties.nodes["us"]
    before = us.record.files(US).checkpoint()
    us.tick()
    assert us.record.files(US).checkpoint() == before

    parties.clock.advance(61)
    us.tick()

    assert us.record.files(US).checkpoint() != before
    assert us.record.checkpoint(US) is not None


def test_the_loop_publishes_asks_and_receipts_in_its_time(parties: Parties) -> None:
    parties.sync()
    ir = parties.nodes["ir"]
    asked = 0

    def sources() -> list[Source]:
        nonlocal asked
        asked += 1
        return [DirectorySource(parties.home("us"))]

    loop = Loop(ir, sources, sync_seconds=5, receipt_seconds=300)
    loop.once()
    loop.once()
    assert asked == 1
    parties.state("us", "for the loop")
    loop.poke()
    loop.once()
    assert asked == 2
    assert ir.record.size(US) == parties.nodes["us"].record.size(US)
    size = ir.record.size(origin_of("ir"))
    parties.clock.advance(301)
    loop.once()

    assert ir.record.size(origin_of("ir")) == size + 1
    loop.once()
    assert ir.record.size(origin_of("ir")) == size + 1


def test_a_clock_that_went_back_signs_nothing(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        parties.clock.advance(-1000)

        with pytest.raises(RefusedError, match=r"clock\.went_back"):
            parties.nodes["us"].publish()
        parties.clock.advance(1000)
        assert isinstance(parties.nodes["us"]._attestor, Attestor)


def test_many_said_at_once_are_what_one_by_one_would_be(parties: Parties) -> None:
    """The texts differ from those of single entries in nothing: one header, and each body in its turn."""
    node = parties.nodes["us"]
    node.record_heads()
    bodies = [statement("first"), statement("second")]
    latest = latest_heads(node.record)
    seen = latest.id if latest else None
    singly = [compose(node.record, node.clock, body, "head", PLAIN, seen).text for body in bodies]

    receipts = node.say_many(bodies, by="head")

    assert [entry_id(text) for text in singly] == [receipt.id for receipt in receipts]


def test_the_loop_states_a_digest_each_day_if_anything_was_said_and_compares_those_of_others(parties: Parties) -> None:
    parties.sync()
    us, ir = parties.nodes["us"], parties.nodes["ir"]
    loops = {
        "us": Loop(us, lambda: [DirectorySource(parties.home("ir"))], receipt_seconds=300),
        "ir": Loop(ir, lambda: [DirectorySource(parties.home("us"))], receipt_seconds=300),
    }

    def a_day() -> None:
        parties.clock.advance(86_400)
        for _ in range(3):
            for loop in loops.values():
                loop.poke()
                loop.once()

    a_day()
    first = {party: each.id for party, each in last_stated(us.record).items()}
    a_day()
    again = {party: each.id for party, each in last_stated(us.record).items()}
    parties.state("ir", "something new")
    a_day()

    assert set(first) == {"ir", "us"}
    assert again == first, "nothing was said"
    assert last_stated(us.record)["ir"].id != first["ir"]
    assert us.record.compared[first["ir"]] == "same"
