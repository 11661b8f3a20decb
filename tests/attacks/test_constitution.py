"""A charter that changes while somebody means harm, or has lost everything."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.charters import EAST, Changing, changing, en
from tests.node.parties import PASSPHRASE, origin_of, statement
from trilateral.errors import RefusedError
from trilateral.ledger.charter import charter_hash, encode_charter
from trilateral.ledger.keys import CharterAccepted, CharterRefused, PartyLeft
from trilateral.node.accrediting import accredit
from trilateral.node.keys import open_keyring
from trilateral.node.node import Node
from trilateral.node.record import open_record
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync
from trilateral.node.verify import verify_path
from trilateral.store.logs import log_name
from trilateral.tlog.checkpoint import Checkpoint, sign_checkpoint
from trilateral.tlog.tiles import TileWriter


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Changing, bytes]]:
    with changing(tmp_path) as parties:
        yield parties


@pytest.fixture
def parties(made: tuple[Changing, bytes]) -> Changing:
    return made[0]


@pytest.fixture
def genesis(made: tuple[Changing, bytes]) -> bytes:
    return made[1]


def assert_whole(parties: Changing) -> None:
    """Every home verifies, can be read anew, and all come to one digest."""
    assert len(parties.digests()) == 1
    for party, node in parties.nodes.items():
        report = verify_path(parties.home(party))
        assert report.ok, report.faults
        assert open_record(parties.home(party)).fold.digest() == node.record.fold.digest()


# -- a party that comes


def joined(parties: Changing, genesis: bytes) -> Node:
    parties.accept(parties.with_terms(parties.make(EAST)), "iq", "ir", "us")
    east = parties.come(EAST, genesis)
    accredit(east)
    parties.sync()
    return east


def test_a_party_comes_in_the_middle_and_is_bound_like_all(parties: Changing, genesis: bytes) -> None:
    parties.state("us", "before")
    east = joined(parties, genesis)
    said = parties.state(EAST, "We are here.")
    parties.sync()

    assert east.record.fold.parties == ("east", "iq", "ir", "us")
    assert parties.nodes["us"].record.verdict_of(said.ref).has_effect  # type: ignore[union-attr]  # it is there
    assert_whole(parties)


def test_nobody_comes_before_the_others_have_all_accepted(parties: Changing, genesis: bytes) -> None:
    parties.accept(parties.with_terms(parties.make(EAST)), "iq", "ir")
    east = parties.come(EAST, genesis)

    with pytest.raises(RefusedError, match=r"charter\.not_accepted_by.*us"):
        accredit(east)
    with pytest.raises(RefusedError, match=r"keys\.not_accredited"):
        east.say(statement("too early"), by="head")
    assert east.record.size(east.origin) == 0


def test_who_comes_again_after_a_crash_says_what_is_still_unsaid(parties: Changing, genesis: bytes) -> None:
    east = joined(parties, genesis)
    size = east.record.size(east.origin)

    with pytest.raises(RefusedError, match=r"keys\.accredited_already"):
        accredit(east)
    parties.close(EAST)
    again = parties.open(EAST)

    assert again.may_sign
    assert again.record.size(again.origin) == size


def test_one_partys_text_names_nobodys_keys(parties: Changing, tmp_path: Path) -> None:
    """Whoever accepts a text alone could else name keys for another's log, and go on with it at its mirrors."""
    thief = parties.make("us", tmp_path / "thief")
    text = parties.with_terms(thief)
    parties.accept(text, "ir")

    keys = parties.nodes["iq"].record.log_keys(origin_of("us"))
    assert not {key.vkey() for key in keys} & set(thief.log_keys)


# -- all keys of a party lost


def burnt(parties: Changing, genesis: bytes) -> Node:
    """A house has burnt down; the others give its seat to new keys."""
    parties.lose("us")
    parties.accept(parties.with_terms(parties.make("us")), "iq", "ir")
    return parties.come("us", genesis)


def test_a_party_that_lost_all_keys_goes_on_in_its_own_log(parties: Changing, genesis: bytes) -> None:
    before = parties.state("us", "before the fire")
    parties.sync()
    us = burnt(parties, genesis)
    size = us.record.size(us.origin)
    accredit(us)
    after = parties.state("us", "after the fire")
    parties.sync()

    iq = parties.nodes["iq"].record
    assert iq.verdict_of(before.ref).has_effect  # type: ignore[union-attr]  # it is there
    assert iq.verdict_of(after.ref).has_effect  # type: ignore[union-attr]  # it is there
    assert iq.fold.verdicts(us.origin)[size].entry.header.kind == "ledger.party_accredited/1"  # type: ignore[union-attr]  # it is there
    assert iq.fold.parties == ("iq", "ir", "us")
    assert_whole(parties)
    parties.close("us")
    assert parties.open("us").may_sign


def test_the_old_root_refuses_that_its_seat_is_given_away(parties: Changing, tmp_path: Path) -> None:
    thief = parties.with_terms(parties.make("us", tmp_path / "thief"))
    parties.nodes["us"].say_as_root(CharterRefused(charter_hash(encode_charter(thief)), en("We have our keys.")))
    parties.sync()
    parties.accept(thief, "iq", "ir")

    assert parties.charter.previous is None
    assert parties.state("us", "still here").ref
    parties.sync()
    assert_whole(parties)


def test_who_has_the_old_keys_does_not_go_on(parties: Changing, genesis: bytes, tmp_path: Path) -> None:
    """A copy of the old home signs on. Mirrors that know of the new keys take nothing of it, and keep what they have."""
    parties.close("us")
    shutil.copytree(parties.home("us"), tmp_path / "old")
    shutil.copytree(parties.guard("us"), tmp_path / "old guard")
    parties.open("us")
    us = burnt(parties, genesis)
    accredit(us)
    parties.sync()
    held = parties.nodes["iq"].record.size(us.origin)
    with Node.open(tmp_path / "old", PASSPHRASE, clock=parties.clock, guard=tmp_path / "old guard") as thief:
        thief.override_guard("I am not here")
        for number in range(12):
            thief.say(statement(f"stolen {number}"), by="head")
        assert thief.record.size(us.origin) > held
    report = sync(parties.nodes["iq"], DirectorySource(tmp_path / "old"))

    assert any("expected an Ed25519 signature by the log" in what for _, what in report.faults), report.faults
    assert parties.nodes["iq"].record.size(us.origin) == held
    assert parties.nodes["iq"].record.fold.exposed() == {}
    parties.sync()
    assert_whole(parties)


def test_nothing_is_begun_anew_before_somebody_has_shown_the_log(parties: Changing, genesis: bytes) -> None:
    """A log that is shorter than what others have named was lost somewhere: going on would be a fork."""
    parties.lose("us")
    parties.accept(parties.with_terms(parties.make("us")), "iq", "ir")
    us = parties.come("us", genesis)
    us.asked_for_own.clear()

    with pytest.raises(RefusedError, match=r"guard\.ask_a_mirror"):
        accredit(us)


# -- log keys


def test_a_log_key_is_exchanged_while_both_sign(parties: Changing) -> None:
    us, iq = parties.nodes["us"], parties.nodes["iq"]
    old = us.record.log_keys(us.origin)
    parties.new_log_key("us")
    parties.sync()
    both = iq.record.checkpoint(us.origin)
    assert both is not None
    plain = {line.key_id for line in both.note.signatures if line.name == us.origin and len(line.payload) == 64}
    assert len(plain) == 2

    first = next(key for key in old if key.kind == 1)
    us.end_key(first.vkey(), "rotated")
    parties.state("us", "by the new key")
    parties.sync()

    served = iq.record.checkpoint(us.origin)
    assert served is not None
    assert first.key_id not in {line.key_id for line in served.note.signatures}
    assert_whole(parties)
    parties.close("us")
    assert parties.open("us").may_sign  # the guard is that of the log, whichever key signs


def test_who_missed_a_rotation_learns_of_it_from_the_entries(parties: Changing) -> None:
    us = parties.nodes["us"]
    first = next(key for key in us.record.log_keys(us.origin) if key.kind == 1)
    parties.close("ir")
    parties.new_log_key("us")
    us.end_key(first.vkey(), "stolen")
    parties.state("us", "by the new key alone")
    parties.sync("us", "iq")
    ir = parties.open("ir")
    parties.sync()

    assert ir.record.size(us.origin) == us.record.size(us.origin)
    assert_whole(parties)


def test_two_rotations_that_saw_one_another_are_learnt_by_who_missed_both(parties: Changing) -> None:
    """Either log can be read only with the other, and so the keys of either."""
    parties.close("ir")
    for _ in range(2):
        for party in ("us", "iq"):
            node = parties.nodes[party]
            parties.state(party, "having seen what you said")
            first = next(key for key in node.record.key_book(node.origin).keys_for("log"))
            parties.new_log_key(party)
            node.end_key(first.vkey(), "rotated")
            parties.sync("us", "iq")
    ir = parties.open("ir")
    parties.sync()

    assert ir.record.fold.waiting() == {}
    assert_whole(parties)


def test_a_thief_with_a_retired_key_continues_nothing(parties: Changing, tmp_path: Path) -> None:
    """Also not where the revocation has not been heard of: the entries on the way to the head say it."""
    us, ir = parties.nodes["us"], parties.nodes["ir"]
    parties.close("us")
    shutil.copytree(parties.home("us"), tmp_path / "copy")
    us = parties.open("us")
    first = next(key for key in us.record.key_book(us.origin).keys_for("log"))
    parties.close("ir")
    parties.new_log_key("us")
    us.end_key(first.vkey(), "stolen")
    parties.state("us", "true")
    parties.sync("us", "iq")
    # What the thief serves: all true entries, one more of its own, and a head by the key that it has.
    forge(tmp_path / "copy", us, tmp_path / "served")
    ir = parties.open("ir")
    held = ir.record.size(us.origin)
    report = sync(ir, DirectorySource(tmp_path / "served"))

    assert ir.record.size(us.origin) == held
    assert any(us.origin in what for _, what in report.faults), report.faults
    parties.sync()
    assert ir.record.fold.exposed() == {}
    assert_whole(parties)


def forge(copy: Path, us: Node, served: Path) -> None:
    """Serve the log as it is with one entry more, under a head by the key that the copy of the home still has."""
    entries = [entry for _, entry in us.record.files(us.origin).entries()]
    writer = TileWriter()
    files = writer.append([*entries, entries[-1]])
    with open_keyring(copy / "keys", PASSPHRASE) as ring:
        signed = sign_checkpoint(Checkpoint(us.origin, writer.size, writer.root()), ring.log_signers(), 1)
    shutil.copytree(us.home, served)
    log = served / "logs" / log_name(us.origin)
    for path, data in files.items():
        (log / path).parent.mkdir(parents=True, exist_ok=True)
        (log / path).write_bytes(data)
    (log / "checkpoint").write_bytes(signed.encode())


# -- leaving


def test_the_log_of_a_party_that_left_stays_and_is_served_and_cosigned(parties: Changing, genesis: bytes) -> None:
    before = parties.state("ir", "before we leave")
    parties.sync()
    parties.nodes["ir"].say_as_root(PartyLeft(en("Our mandate has ended.")))
    parties.sync()
    with pytest.raises(RefusedError, match=r"ledger\.has_left"):
        parties.state("ir", "after")
    parties.state("us", "We go on.")
    parties.close("ir")
    parties.accept(parties.amended(titles=(en("A mechanism of two"),)), "iq", "us")

    us = parties.nodes["us"].record
    assert us.fold.parties == ("iq", "us")
    assert us.verdict_of(before.ref).has_effect  # type: ignore[union-attr]  # it is there
    assert us.charter.titles == (en("A mechanism of two"),)
    parties.accept(parties.with_terms(parties.make(EAST)), "iq", "us")
    stranger = parties.come(EAST, genesis)
    accredit(stranger)
    assert stranger.record.verdict_of(before.ref).has_effect  # type: ignore[union-attr]  # it is there


def test_the_charter_in_force_differs_by_causal_past(parties: Changing) -> None:
    wider = parties.amended(scope=(en("Wider"),))
    text = encode_charter(wider)
    for party in ("iq", "ir", "us"):
        parties.nodes[party].say_as_root(CharterAccepted(charter_hash(text), text.decode()))
    early = parties.state("us", "I have not heard of it")
    parties.sync()
    late = parties.state("ir", "I have")
    parties.sync()

    fold = parties.nodes["iq"].record.fold
    found = [fold.version_at(each.id) for each in (early, late)]
    assert [each.number if each else None for each in found] == [1, 2]
    assert_whole(parties)
