"""Whoever takes away a disk, tables, drafts and kept heads included, has nothing of what was said under seal."""

import os
from functools import partial
from pathlib import Path

import pytest

from tests.auditor import audit_keys, audit_secrecy
from tests.coming_and_going import exchange_epoch
from tests.conference import KEEP_TABLES, Conference, conference

SEEDS = range(int(os.environ.get("TRILATERAL_CONFERENCES", "2")))
SECRETIVE = {"_say_under_seal": 8, "write_down": 2, "_ask_somebody": 8, "_stop_and_start": 1}


def confide(held: Conference) -> None:
    """From now on most of what is said is for some ears alone, and everybody exchanges the keys to it now and then.

    Somebody writes something down at once, since chance alone might leave that out.
    """
    held.act(next(iter(held.seats.values())), held.write_down)
    held.acts = [(SECRETIVE[act.__name__], act) for _, act in held.acts if act.__name__ in SECRETIVE]
    held.acts.append((1, partial(exchange_epoch, held)))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_sealed_is_opened_by_no_other_key_and_lies_nowhere_in_clear(tmp_path: Path, seed: int) -> None:
    with conference(tmp_path, seed, parties=4) as held:
        confide(held)
        for _ in range(24):
            held.step()
        held.calm()
        held.audit()
        nodes = [held.node(seat) for seat in held.seats.values()]
        keeps_tables = [seat for seat in held.seats.values() if seat.party in KEEP_TABLES]

        assert audit_keys(nodes)
        assert list(keeps_tables[0].home.glob("tables.sqlite*"))
        assert any((seat.home / "private.sqlite").exists() for seat in held.seats.values())
        held.close_all()
        for seat in held.seats.values():
            audit_secrecy(seat)
