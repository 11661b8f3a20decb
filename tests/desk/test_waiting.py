"""What waits for somebody is looked for among what may wait, and that leaves nothing out.

Each list is read in two ways: as pages read it, and with every subject on it, whatever its slice says of it.
"""

from collections.abc import Hashable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cases.built import build, guards_in
from trilateral.bench.founding import BEGAN, OFFICE, found_parties, meet
from trilateral.bench.history import History
from trilateral.desk.holdings import Holdings
from trilateral.desk.home import open_matters
from trilateral.desk.news import PARTS, news
from trilateral.desk.opening import by_machine
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.desk.replies import reply_in
from trilateral.ledger.derived import Derived, OfState, Ordered
from trilateral.ledger.fold import Fold, Verdict
from trilateral.node.clock import FixedClock
from trilateral.node.node import Node
from trilateral.node.record import Record, open_record
from trilateral.ui.page import Matter


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """The host's node of a conference in which much is begun and little ends."""
    root, clock = tmp_path_factory.mktemp("drawn"), FixedClock(BEGAN)
    with ExitStack() as held:
        nodes = found_parties(root, held, clock)
        history = History(nodes, OFFICE, clock, lambda: meet(nodes), seed=11, broken_off=0.3)
        history.tell(900)
        yield nodes["host"]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    directory = build(tmp_path_factory.mktemp("case"))
    with guards_in(directory / "guard"):
        yield open_record(directory / "us")


def readings(record: Record, *, inside: bool) -> Iterator[Reading]:
    """The record at several instants, as it stood then and as it stands, inside the party and outside."""
    said = [v.entry.header.claimed_at for o in record.origins for v in record.fold.verdicts(o) if v.entry]
    begins, ends = min(said), max(said)
    holdings = Holdings(record)
    for part in range(1, 5):
        at = begins + (ends - begins) * part / 4
        for as_of in (None, at):
            yield Reading(holdings, "en", at, True, frozenset(BY_SLICE), as_of, inside=inside)
    yield Reading(holdings, "en", ends + timedelta(days=900), True, frozenset(BY_SLICE), inside=inside)


def every_matter(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> list[Matter]:
    """What asks for a word where each list has every subject on it, whether or not its slice says that it may wait."""
    followed = Ordered.of

    def whole(self: Ordered, fold: Fold, *given: Hashable) -> Sequence[Any]:
        if getattr(self._only, "__name__", "") != "_waits":
            return followed(self, fold, *given)
        return followed(Ordered(self._slice, self._place, last_first=self._last_first), fold, *given)

    with monkeypatch.context() as patched:
        patched.setattr(Ordered, "of", whole)
        return list(open_matters(reading))


def test_nothing_that_waits_is_left_out(drawn: Node, case: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    found = 0
    for record in (drawn.record, case):
        for reading in readings(record, inside=True):
            every = every_matter(reading, monkeypatch)
            assert list(open_matters(reading)) == every
            found += len(every)
    assert found > 300


def by_hand(reading: Reading) -> list[Verdict]:
    """Everything that people said, sorted as a whole."""

    def place(verdict: Verdict) -> tuple[object, ...]:
        entry, at = verdict.entry, reading.now
        known = verdict.index
        if entry is not None:
            at, known = entry.header.claimed_at, sum(reading.fold.past(entry.id).values())
        if reading.in_claimed_time:
            return 0, entry is not None, at, reading.holdings.arrived(verdict), known
        if at > reading.now:
            at = reading.holdings.interval(verdict)[1] or reading.now
        return reading.holdings.arrived(verdict), entry is not None, at, known

    said = [v for o in reading.record.origins for v in reading.fold.verdicts(o) if not by_machine(v)]
    reading.holdings.take_note()
    return sorted(said, key=place, reverse=True)


def test_news_stands_in_the_order_of_all_that_was_said(drawn: Node, case: Record) -> None:
    for record in (drawn.record, case):
        for reading in readings(record, inside=True):
            expected, found = by_hand(reading), news(reading, None)
            sizes = {origin: reading.fold.size(origin) // 2 for origin in record.origins}
            since, later = news(reading, sizes), [v for v in expected if v.index >= sizes[v.log]]

            assert list(found) == list(found.last()) == expected
            assert (len(found), found.without_effect) == (len(expected), sum(not v.has_effect for v in expected))
            assert list(since.last()) == later
            assert (len(since), since.without_effect) == (len(later), sum(not v.has_effect for v in later))
            assert found[3:7] == expected[3:7]
            for part in PARTS:
                these = [v for v in later if (reply_in(v) if v.has_effect else "without_effect") == part]

                assert (since.count(part), list(since.only(part))) == (len(these), these)


def test_what_came_first_is_told_from_what_came_later(tmp_path: Path) -> None:
    clock = FixedClock(BEGAN)
    with ExitStack() as held:
        nodes = found_parties(tmp_path, held, clock)
        node = nodes["host"]
        holdings = Holdings(node.record)
        holdings.take_note()
        history = History(nodes, OFFICE, clock, lambda: meet(nodes), seed=5, broken_off=0.5)
        for said in (40, 80, 120):
            history.tell(said)
            for ahead in (timedelta(), timedelta(days=-2)):
                reading = Reading(holdings, "en", clock.now() + ahead, True, frozenset(BY_SLICE), inside=True)
                assert list(news(reading, None).last()) == by_hand(reading)


def afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing is kept beside a fold: whatever follows from it is worked out each time that it is asked for."""
    monkeypatch.setattr(Derived, "of", lambda self, fold, *given: self._make(fold, *given))
    monkeypatch.setattr(OfState, "of", lambda self, _fold, state: self._find(state))
    monkeypatch.setattr(Ordered, "_read", lambda self, fold, given: self._anew(fold, given))


def test_what_is_kept_from_page_to_page_is_what_would_be_found_afresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the record grows and as clocks run out, for each reader, and as of earlier days."""
    clock, seen = FixedClock(BEGAN), set()
    with ExitStack() as held:
        nodes = found_parties(tmp_path, held, clock)
        record = nodes["host"].record
        history = History(nodes, OFFICE, clock, lambda: meet(nodes), seed=17, broken_off=0.4)
        for said in (150, 300, 450):
            history.tell(said)
            for reading in (*readings(record, inside=True), *readings(record, inside=False)):
                whole = replace(reading, lang="fa")
                kept = [open_matters(each) for each in (reading, whole, reading)]
                with monkeypatch.context() as patched:
                    afresh(patched)
                    assert kept == [open_matters(each) for each in (reading, whole, reading)]
                seen |= {(each.what, each.term) for each in kept[0]}
    assert len(seen) > 20
