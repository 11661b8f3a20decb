"""Claimed times, counted without going through them: the same as going through them, however the record grew."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from tests.node.parties import three_parties
from trilateral.desk.times import Times, Wanted
from trilateral.ledger.entry import Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About
from trilateral.node.searching import is_said, kind_of

BEGAN = datetime(2007, 5, 1, tzinfo=UTC)
EDGES = [int((BEGAN + timedelta(days=each)).timestamp()) for each in (-40_000, 0, 5, 10, 40)]


def gone_through(fold: Fold, edges: list[int]) -> Counter[tuple[int, str, str]]:
    found: Counter[tuple[int, str, str]] = Counter()
    for line in fold.lines():
        for verdict in fold.verdicts(line.key):
            if verdict.entry is not None and is_said(verdict.entry):
                at = verdict.entry.header.claimed_at.timestamp()
                for number, (one, other) in enumerate(pairwise(edges)):
                    if one <= at < other:
                        found[number, verdict.party, kind_of(verdict.entry)] += 1
    return found


def said(text: str) -> StatementMade:
    return StatementMade(sort="position", text=Text("en", text))


def test_counts_are_those_of_going_through_all_however_the_record_grew(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        fold = parties.nodes["us"].record.fold
        times = Times()
        for day, party in ((1, "us"), (6, "ir"), (0, "iq"), (12, "us"), (3, "us")):
            about = About(claimed_at=BEGAN + timedelta(days=day))
            parties.nodes[party].say(said(f"Of day {day}."), by="head", about=about)
            parties.sync()
            times.update(fold)
        anew = Times()
        anew.update(fold)

        assert times.between(Wanted(), EDGES) == anew.between(Wanted(), EDGES) == gone_through(fold, EDGES)
        assert sum(times.between(Wanted("us", "statements"), EDGES).values()) == 3
        assert times.between(Wanted(without=("statements", "ledger", "charter")), EDGES) == {}
        assert times.kinds("statements") == ["statements.made"]


def test_entries_come_by_their_claims_the_latest_first_and_page_by_page(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        days = (4, 9, 2, 7, 0, 5)
        for number, day in enumerate(days):
            about = About(claimed_at=BEGAN + timedelta(days=day))
            parties.nodes[("us", "ir", "iq")[number % 3]].say(said(f"Of day {day}."), by="head", about=about)
        parties.sync()
        fold = parties.nodes["us"].record.fold
        times = Times()
        times.update(fold)
        wanted, ends = Wanted(about="statements"), EDGES[4]
        pages = [times.latest(wanted, EDGES[1], ends, start, 2) for start in (0, 2, 4, 6)]
        found = [fold.verdicts(place.log)[place.number].entry for page in pages for place in page]

        assert [each.header.claimed_at for each in found if each] == [
            BEGAN + timedelta(days=each) for each in sorted(days, reverse=True)
        ]
        assert times.first_and_last(wanted, ends) == (EDGES[1], EDGES[1] + 9 * 86_400)
        assert times.first_and_last(wanted, EDGES[3]) == (EDGES[1], EDGES[1] + 9 * 86_400)
        assert times.first_and_last(wanted, EDGES[2]) == (EDGES[1], EDGES[1] + 4 * 86_400)
        assert times.first_and_last(wanted, EDGES[1]) is None


def test_of_a_cut_record_only_what_was_there_counts(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        node = parties.nodes["us"]
        for day in (1, 2, 3):
            node.say(said(f"Of day {day}."), by="head", about=About(claimed_at=BEGAN + timedelta(days=day)))
        fold = node.record.fold
        times = Times()
        times.update(fold)
        size = len(fold.verdicts(node.origin))
        earlier = times.cut({node.origin: size - 1})

        assert sum(times.between(Wanted(about="statements"), EDGES).values()) == 3
        assert sum(earlier.between(Wanted(about="statements"), EDGES).values()) == 2
        assert times.cut({}).first_and_last(Wanted(), EDGES[4]) is None
