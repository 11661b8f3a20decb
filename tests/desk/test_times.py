"""Claimed times, counted without going through them: the same as going through them, however the record grew."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from tests.node.parties import three_parties
from trilateral.desk.holdings import Holdings
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


def test_an_earlier_instant_is_remembered_of_the_open_record_and_of_what_we_read_besides(tmp_path: Path) -> None:
    """One page asks for both, again and again; neither is ever taken for the other."""
    with three_parties(tmp_path) as parties:
        node = parties.nodes["us"]
        node.say(said("For Iraq alone."), by="head", about=About(audience=("iq",)))
        parties.clock.advance(86_400)
        then = parties.clock.now()
        parties.clock.advance(86_400)
        node.say(said("Later."), by="head")
        holdings = Holdings(node.record)
        open_fold, inside = node.record.fold, node.record.readers.reading()
        asked = [holdings.fold_as_of(each, then, by_claims=True) for each in (open_fold, inside, open_fold, inside)]
        moved = [holdings.fold_as_of(each, parties.clock.now(), by_claims=True) for each in (inside, open_fold)]
        again = holdings.times_of({node.origin: 1})

        assert asked[0] is asked[2]
        assert asked[1] is asked[3]
        assert asked[0] is not asked[1]
        assert moved == [inside, open_fold]  # whole again
        assert holdings.fold_as_of(open_fold, then, by_claims=True) is not open_fold
        assert holdings.times_of({node.origin: 1}) is again
        assert holdings.times_of({node.origin: 2}) is not again
