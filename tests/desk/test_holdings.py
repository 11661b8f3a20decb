"""What is summed up of cosignatures is what a look at each of them says, however often and whenever it is asked for."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conference import Conference, conference
from trilateral.desk.holdings import Holdings, at_unix
from trilateral.ledger.fold import Verdict
from trilateral.node.cosigners import Mark
from trilateral.node.record import Record


def _earliest(times: Iterable[int]) -> datetime | None:
    found = min(times, default=None)
    return None if found is None else at_unix(found)


def _latest(times: Iterable[int]) -> datetime | None:
    found = max(times, default=None)
    return None if found is None else at_unix(found)


def _covered_until(record: Record, marks: list[Mark], origin: str) -> datetime | None:
    held = record.fold.size(origin)
    known = _latest(mark.time for mark in marks if mark.size <= held)
    more = _earliest(mark.time for mark in marks if mark.size > held)
    return known if known is None or more is None else min(known, more)


def compare(holdings: Holdings) -> int:
    """Ask of every log and entry what pages ask, and look at each cosignature anew; returns how many there were."""
    record = holdings.record
    seen = 0
    for origin in record.origins:
        marks = record.marks(origin)
        seen += len(marks)
        assert dict(holdings.held_by(origin)) == record.held_by(origin)
        assert holdings.covered_until(origin) == _covered_until(record, marks, origin)
        for party in record.others(origin):
            assert holdings.last_word_at(party, origin) == _latest(m.time for m in marks if m.party == party)
        for verdict in record.fold.verdicts(origin):
            compare_entry(holdings, verdict, marks)
    return seen


def compare_entry(holdings: Holdings, verdict: Verdict, marks: list[Mark]) -> None:
    """Ask of one entry."""
    upper = _earliest(mark.time for mark in marks if mark.size > verdict.index)
    assert holdings.interval(verdict)[1] == upper
    assert holdings.holders(verdict) == holdings.record.holders(verdict)


def live(held: Conference, steps: int) -> None:
    """Let so many things happen."""
    for _ in range(steps):
        held.step()


def test_what_is_summed_up_is_what_each_cosignature_says(tmp_path: Path) -> None:
    """While a conference goes on over a bad network, the same holdings are asked again and again."""
    with conference(tmp_path, 3) as held:
        kept = [Holdings(held.node(seat).record) for seat in held.seats.values()]
        seen = 0
        for _ in range(4):
            live(held, 10)
            for at, seat in enumerate(held.seats.values()):
                record = held.node(seat).record
                if kept[at].record is not record:  # its node was stopped and started
                    kept[at] = Holdings(record)
                seen += compare(kept[at])
        assert seen > 20


def test_who_is_asked_often_looks_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many lines ask: until somebody cosigns once more, or another entry comes."""
    with conference(tmp_path, 5) as held:
        live(held, 6)
        held.calm()
        seat = next(iter(held.seats.values()))
        record = held.node(seat).record
        holdings = Holdings(record)
        looked: list[str] = []
        whole = Record.marks

        def counted(self: Record, origin: str) -> Any:
            looked.append(origin)
            return whole(self, origin)

        monkeypatch.setattr(Record, "marks", counted)
        for _ in range(2):
            for origin in record.origins:
                for verdict in record.fold.verdicts(origin):
                    holdings.holders(verdict)
                    holdings.claimed_after_proof(verdict)
                    holdings.covered_until(origin)
        assert sorted(looked) == sorted(record.origins)
        live(held, 6)
        held.calm()
        again = Holdings(held.node(seat).record) if held.node(seat).record is not record else holdings
        monkeypatch.undo()
        compare(again)


def test_while_nothing_changes_each_log_is_looked_at_once_and_afterwards_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page asks in every line, under the node's lock; the next page sees what was kept in between."""
    with conference(tmp_path, 7) as held:
        live(held, 6)
        held.calm()
        record = held.node(next(iter(held.seats.values()))).record
        holdings, looked = Holdings(record), list[str]()
        whole = Record.marks_state

        def counted(self: Record, origin: str) -> object:
            looked.append(origin)
            return whole(self, origin)

        def ask_in_every_line() -> None:
            for origin in record.origins:
                for verdict in record.fold.verdicts(origin):
                    holdings.holders(verdict)
                    holdings.claimed_after_proof(verdict)

        monkeypatch.setattr(Record, "marks_state", counted)
        for _ in range(2):
            with holdings.still(), holdings.still():
                ask_in_every_line()
        once_a_page = sorted(looked)
        looked.clear()
        ask_in_every_line()

    assert once_a_page == sorted([*record.origins, *record.origins])
    assert len(looked) > 2 * len(record.origins)
