"""Somebody begins with an empty home, and logs rest on others that only later texts of the charter name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.charters import EAST, Changing, changing
from tests.node.parties import statement
from trilateral.node.accrediting import accredit
from trilateral.node.sync import sync_all

FOUNDERS = ("iq", "ir", "us")


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Changing, bytes]]:
    with changing(tmp_path) as founded:
        yield founded


def let_in(parties: Changing, genesis: bytes) -> None:
    """East comes in by an amendment."""
    parties.accept(parties.with_terms(parties.make(EAST)), *FOUNDERS)
    accredit(parties.come(EAST, genesis))
    parties.sync()


def exchange_log_key(parties: Changing, party: str) -> None:
    """A party signs the heads of its log by another key than the one in the first charter."""
    terms = parties.charter.party(party)
    assert terms is not None
    parties.new_log_key(party)
    parties.nodes[party].end_key(terms.log_keys[0], "rotated")
    parties.sync()


def test_a_party_that_came_later_loses_everything_and_comes_again(made: tuple[Changing, bytes]) -> None:
    """Its new home has never heard of its own log, which others hold, and asks for it first of all."""
    parties, genesis = made
    let_in(parties, genesis)
    parties.lose(EAST)
    parties.accept(parties.with_terms(parties.make(EAST)), *FOUNDERS)
    east = parties.come(EAST, genesis)
    accredit(east)
    said = east.say(statement("We are here again."), by="head")
    parties.sync()

    assert said.index > 0
    assert len(parties.digests()) == 1
    verdict = parties.nodes["us"].record.verdict_of(said.ref)
    assert verdict is not None
    assert verdict.has_effect


def test_logs_with_new_keys_that_rest_on_a_latecomers_log_are_read_by_the_next_latecomer(
    made: tuple[Changing, bytes],
) -> None:
    """Who signs for two logs, only their entries say; and these rest on a log that they are the first to name."""
    parties, genesis = made
    for party in ("iq", "us"):
        exchange_log_key(parties, party)
    let_in(parties, genesis)
    for party, words in ((EAST, "We are here."), ("iq", "We heard East."), ("us", "We too."), ("iq", "All did.")):
        parties.state(party, words)
        parties.sync()
    parties.lose(EAST)
    parties.make(EAST)
    east = parties.come(EAST, genesis)
    sync_all(east, parties.others(EAST))

    assert east.record.fold.waiting() == {}
    assert east.record.fold.digest() == parties.nodes["us"].record.fold.digest()
