"""Whatever is agreed over a network that fails has everybody's own signature on exactly that, or a proof of silence."""

import os
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.agreeing import answer, openings, put_forward
from tests.conference import OFFICE, Conference, conference
from trilateral.errors import RefusedError
from trilateral.mechanism.proposals.entries import SilenceBroken, SilenceOpened
from trilateral.mechanism.proposals.state import Proposal, adopted
from trilateral.node.compose import About
from trilateral.node.silence import proof_of_silence, say_carrying, silence_in

SEEDS = range(int(os.environ.get("TRILATERAL_CONFERENCES", "2")))
MOST_ROUNDS = 60
"""Of ten steps. Twelve are too few for three lives of the first twenty."""
SORTS = {"text", "date", "paragraph", "change"}


def confer(held: Conference) -> None:
    """Put things to one another, and answer until something of every sort is agreed."""
    held.acts = [each for each in held.acts if each[1].__name__ in {"_ask_somebody", "_cut_or_mend", "_stop_and_start"}]
    held.acts += [(12, partial(answer, held))]
    for number, seat in enumerate(held.seats.values()):
        put_forward(held, seat, openings(held, seat)[number % 3])
    for _ in range(MOST_ROUNDS):
        for _ in range(10):
            held.step()
        if held.auditor.found.keys() >= SORTS:
            return
        held.calm()
        held.audit()
    raise AssertionError(f"only {sorted(held.auditor.found)} was agreed:\n  " + "\n  ".join(held.steps[-40:]))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_agreed_has_everybodys_own_signature_on_exactly_that(tmp_path: Path, seed: int) -> None:
    """Texts, dates, paragraphs and changes; with words taken back, drafts beside drafts, and letters that cross."""
    with conference(tmp_path, seed) as held:
        confer(held)
        held.calm()
        held.audit()

        assert held.auditor.found.keys() >= SORTS
        assert len({held.node(seat).record.fold.digest() for seat in held.honest}) == 1


def proposals(held: Conference) -> dict[str, Proposal]:
    """As the host has them, in the order in which it tabled them."""
    found = held.node(held.seats["host"]).record.fold.subjects("proposals")
    return {name: state for name, state in found.items() if isinstance(state, Proposal)}


def put_under_silence(held: Conference, minutes: int = 120, claimed_hours_ago: int = 0) -> Proposal:
    """The host tables a text and puts it under silence; all have it, and say so, before the hour."""
    host = held.seats["host"]
    before = proposals(held)
    put_forward(held, host, openings(held, host)[0])
    (name,) = proposals(held).keys() - before.keys()
    hour = held.clock.now() + timedelta(minutes=minutes)
    opening = SilenceOpened(proposals(held)[name].versions[0].hash, hour, "UTC", f"{hour:%Y-%m-%d %H:%M}")
    said = held.clock.now() - timedelta(hours=claimed_hours_ago) if claimed_hours_ago else None
    held.steps.append(held.sign(host, opening, About(subject=name, claimed_at=said)))
    held.calm()
    for seat in held.honest:
        held.node(seat).record_heads()
    return proposals(held)[name]


def let_the_hour_pass(held: Conference) -> None:
    """All show later that they are alive, and hear of one another."""
    for _ in range(2):
        held.clock.advance(2 * 3600 + 60)  # a word in the very second of the hour would prove nothing
        for seat in held.honest:
            held.node(seat).tick()
        held.calm()
        held.audit()


@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_silent_is_bound_by_what_others_saw_of_its_log_and_who_objects_is_not(tmp_path: Path, seed: int) -> None:
    with conference(tmp_path, seed, parties=4) as held:
        host = held.seats["host"]
        record = held.node(host).record
        kept_silent = put_under_silence(held)
        let_the_hour_pass(held)
        say_carrying(
            held.node(host), proof_of_silence(record, *silence_in(record, kept_silent.id)), kept_silent, OFFICE
        )
        held.calm()
        held.audit()
        assert held.auditor.found["silence"]

        objected_to = put_under_silence(held)
        put_forward(held, held.seats["south"], SilenceBroken(objected_to.silences[0].entry), objected_to.id)
        held.calm()
        let_the_hour_pass(held)
        proof = proof_of_silence(record, *silence_in(record, objected_to.id))
        with pytest.raises(RefusedError, match=r"proposals\.objected_in_time"):
            say_carrying(held.node(host), proof, objected_to, OFFICE)
        held.calm()
        held.audit()

        dated_back = put_under_silence(held, minutes=10, claimed_hours_ago=2)
        let_the_hour_pass(held)
        proof = proof_of_silence(record, *silence_in(record, dated_back.id))
        with pytest.raises(RefusedError, match=r"proposals\.too_little_time"):
            say_carrying(held.node(host), proof, dated_back, OFFICE)
        held.calm()
        held.audit()

        for seat in held.honest:
            fold = held.node(seat).record.fold
            states = [fold.state(each.id) for each in (kept_silent, objected_to, dated_back)]
            assert [isinstance(each, Proposal) and adopted(each, fold.state) is not None for each in states] == [
                True,
                False,
                False,
            ]
