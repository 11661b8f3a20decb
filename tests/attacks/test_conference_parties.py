"""Parties, keys and the charter change while all confer over a network that fails, and some cheat."""

import os
from functools import partial
from pathlib import Path

import pytest

from tests.coming_and_going import (
    ACTS,
    TITLES,
    accept,
    amended,
    knock,
    leave,
    lose_all,
    name_new_keys,
    name_newcomer,
    name_of,
)
from tests.conference import OFFICE, Conference, conference, origin_of
from trilateral.ledger.charter import parse_charter
from trilateral.ledger.entry import Text
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.accrediting import accredit

SEEDS = range(int(os.environ.get("TRILATERAL_CONFERENCES", "2")))


def changing(held: Conference) -> None:
    """From now on anybody may also change the charter and its own keys."""
    held.acts += [(weight, partial(act, held)) for weight, act in ACTS]


def only_confer(held: Conference) -> None:
    """From now on nobody amends the charter but the test."""
    held.acts = [(weight, act) for weight, act in held.acts if act.__name__ != "_speak_as_root"]


def sides(held: Conference) -> tuple[list[str], list[str]]:
    """Two halves of the parties."""
    parties = held.chance.sample(sorted(held.seats), len(held.seats))
    return parties[: len(parties) // 2], parties[len(parties) // 2 :]


def live(held: Conference, steps: int) -> None:
    for _ in range(steps):
        held.step()


def let_in(held: Conference) -> None:
    """Those who wait are let in at last, once everybody hears everybody."""
    for _ in range(12):
        held.calm()
        if not held.arriving:
            return
        host = next(seat for seat in held.seats.values() if seat.party not in held.arriving)
        for act in (name_new_keys, knock):
            held.steps.append(act(held, host))
            held.calm()
            held.audit()
    raise AssertionError(f"nobody lets {sorted(held.arriving)} in:\n  " + "\n  ".join(held.steps[-40:]))


def agree(held: Conference) -> None:
    """In the end all honest nodes hold the same entries and stand at the same state."""
    held.calm()
    held.audit()
    nodes = [held.node(seat) for seat in held.honest]

    assert len({node.record.fold.digest() for node in nodes}) == 1
    assert not any(node.record.fold.waiting() for node in nodes)
    assert all(node.may_sign for node in nodes)


@pytest.mark.parametrize("seed", SEEDS)
def test_parties_come_leave_and_come_again_with_new_keys(tmp_path: Path, seed: int) -> None:
    """A newcomer is let in, one leaves, one loses everything and comes again, in any order, while keys and charter change."""
    with conference(tmp_path, seed, parties=4) as held:
        changing(held)
        live(held, 8)
        for happens in held.chance.sample([name_newcomer, lose_all, leave], 3):
            seats = [seat for seat in held.seats.values() if seat.party not in held.arriving]
            held.steps.append(happens(held, held.chance.choice(seats)))
            held.audit()
            live(held, 10)
            let_in(held)

        agree(held)


@pytest.mark.parametrize("seed", SEEDS)
def test_amendments_on_both_sides_of_a_broken_line_hold_nowhere_until_a_third_names_both(
    tmp_path: Path, seed: int
) -> None:
    with conference(tmp_path, seed, parties=4 + seed % 2) as held:
        only_confer(held)
        before = parse_charter(held.charter)
        one, other = sides(held)
        held.cuts = {frozenset({first, second}) for first in one for second in other}
        for side, title in ((one, "Along the river"), (other, "Along the road")):
            version = amended(held, before, titles=(Text("en", title),), instead_of=())
            for party in side:
                held.steps.append(accept(held, held.seats[party], version))
                held.audit()
                live(held, 2)
        held.calm()
        held.audit()
        in_force = {held.node(seat).record.charter for seat in held.honest}

        assert in_force == {before}
        both = tuple(sorted(name_of(each) for each in held.versions[1:]))
        third = amended(held, before, titles=(Text("en", "Along both"),), instead_of=both)
        for seat in held.honest:
            held.steps.append(accept(held, seat, third))
            live(held, 2)
        agree(held)
        assert {held.node(seat).record.charter for seat in held.honest} == {third}


@pytest.mark.parametrize("seed", SEEDS)
def test_who_accepts_another_amendment_on_each_branch_is_exposed_and_gives_nobody_another_charter(
    tmp_path: Path, seed: int
) -> None:
    with conference(tmp_path, seed, parties=4) as held:
        only_confer(held)
        before = parse_charter(held.charter)
        live(held, 6)
        held.calm()
        faces = held.split("south")
        held.node(faces[1]).override_guard("a second home, which no honest party has")
        texts = [amended(held, before, titles=(Text("en", each),), instead_of=()) for each in TITLES[:2]]
        for face, text in zip(faces, texts, strict=True):
            held.steps.append(accept(held, face, text))
        for seat in held.honest:
            held.steps.append(accept(held, seat, texts[sorted(held.seats).index(seat.party) % 2]))
        live(held, 14)

        agree(held)
        for seat in held.honest:
            fold = held.node(seat).record.fold
            assert list(fold.exposed()) == [origin_of("south")]
            assert fold.charter == before


@pytest.mark.parametrize("seed", SEEDS)
def test_who_begins_on_two_branches_is_exposed_and_stops_nobody(tmp_path: Path, seed: int) -> None:
    """A newcomer, or one who lost everything, signs its first word twice and shows each to some of the others."""
    with conference(tmp_path, seed, parties=4) as held:
        only_confer(held)
        live(held, 6)
        held.calm()
        party = "south" if seed % 2 else "east"
        (lose_all if seed % 2 else name_newcomer)(held, held.seats["south" if seed % 2 else "host"])
        for _ in range(2):
            held.steps.append(name_new_keys(held, held.seats["host"]))
            held.calm()
        faces = held.split(party)
        for face in faces:
            held.ask_everybody(face)
        for face, words in zip(faces, ("We are here.", "We are elsewhere."), strict=True):
            accredit(held.node(face))
            held.node(face).say(StatementMade("declaration", Text("en", words)), by=OFFICE)
        del held.arriving[party]
        live(held, 14)

        agree(held)
        for seat in held.honest:
            assert list(held.node(seat).record.fold.exposed()) == [origin_of(party)]
