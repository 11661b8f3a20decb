"""Parties that cheat, over a network that fails, for some hundred steps; the auditor looks after each."""

import os
from pathlib import Path

import pytest

from tests.conference import OFFICE, Conference, Trouble, conference, origin_of
from trilateral.ledger.entry import Text
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.sync import sync_all

SEEDS = range(int(os.environ.get("TRILATERAL_CONFERENCES", "2")))
STEPS = 40


def _agree(held: Conference) -> None:
    """In the end all honest nodes hold the same entries and stand at the same state."""
    held.calm()
    held.audit()
    digests = {held.node(seat).record.fold.digest() for seat in held.honest}
    waiting = [held.node(seat).record.fold.waiting() for seat in held.honest]

    assert len(digests) == 1
    assert not any(waiting)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bad_network_delays_and_changes_nothing(tmp_path: Path, seed: int) -> None:
    """Honest parties come to one state however late, twice, spoilt or out of order things arrive."""
    with conference(tmp_path, seed, parties=3 + seed % 3) as held:
        for _ in range(STEPS):
            held.step()

        _agree(held)


# In 3 one branch ends the log's first key, nobody's log rests on the other, and evidence alone says that it is the log's.
@pytest.mark.parametrize("seed", sorted({*SEEDS, 3}))
def test_whoever_forks_is_exposed_to_all_and_stops_nobody(tmp_path: Path, seed: int) -> None:
    """Both branches are kept and read; evidence reaches every honest node; the others go on."""
    with conference(tmp_path, seed, parties=4) as held:
        for _ in range(STEPS // 3):
            held.step()
        held.calm()
        held.fork("south")
        for _ in range(STEPS // 2):
            held.step()

        _agree(held)
        for seat in held.honest:
            assert list(held.node(seat).record.fold.exposed()) == [origin_of("south")]


def test_a_branch_that_was_shown_to_others_comes_by_way_of_them(tmp_path: Path) -> None:
    """One who reaches only somebody with the same branch gets the other from what that one keeps beside it."""
    with conference(tmp_path, 1, parties=4, trouble=Trouble(0, 0, 0, 0)) as held:
        held.fork("south")
        for party in ("host", "north", "west"):
            node = held.node(held.seats[party])
            sync_all(node, [held.wire(party, held.seats["south"])])
            node.say(StatementMade(sort="reply", text=Text(lang="en", text=f"{party} took note.")), by=OFFICE)
        held.cuts = {frozenset({"west", "host"}), frozenset({"west", "south"})}
        held.calm(mend=False)

        folds = [held.node(seat).record.fold for seat in held.honest]
        assert [fold.waiting() for fold in folds] == [{}, {}, {}]
        assert all(fold.exposed() for fold in folds)
        assert len({fold.digest() for fold in folds}) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_an_old_disk_signs_nothing_twice(tmp_path: Path, seed: int) -> None:
    """A node whose disk was rolled back takes back what it lost before it signs; nobody takes it for a cheat."""
    with conference(tmp_path, seed) as held:
        for _ in range(STEPS // 4):
            held.step()
        held.copy("north")
        for _ in range(STEPS // 2):
            held.step()
        held.calm()
        held.roll_back("north")
        for _ in range(STEPS // 2):
            held.step()

        _agree(held)
        assert held.node(held.seats["north"]).may_sign


@pytest.mark.parametrize("seed", SEEDS)
def test_rubbish_is_kept_proven_and_has_no_effect(tmp_path: Path, seed: int) -> None:
    """What a party appends beside the rules is mirrored like all else, shown with a reason, and stops nobody."""
    with conference(tmp_path, seed) as held:
        for turn in range(STEPS):
            held.step()
            if turn % 10 == 5:
                held.babble("south")

        _agree(held)
        assert held.objections("south")


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_can_keep_two_others_apart(tmp_path: Path, seed: int) -> None:
    """What the host withholds, and what cannot come straight, comes by way of a fourth."""
    with conference(tmp_path, seed, parties=4) as held:
        held.withhold("host", "north", "south")
        for _ in range(STEPS):
            held.step()
            held.cuts = {frozenset({"north", "south"})}
        held.calm(mend=False)

        north, south = held.node(held.seats["north"]), held.node(held.seats["south"])
        assert north.record.size(origin_of("south")) == south.record.size(origin_of("south"))
        assert south.record.size(origin_of("north")) == north.record.size(origin_of("north"))
        _agree(held)
