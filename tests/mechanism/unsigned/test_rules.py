"""Reports of unsigned words: they bind nobody, whatever is signed around them, until their party adopts one."""

import json
from collections.abc import Mapping
from itertools import permutations
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.worlds import HOST, NORTH, PARTIES, SOUTH, en, founded, origin
from trilateral.ledger.canonical import encode_canonical
from trilateral.ledger.entry import Body, EntryId, members_of
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.mechanism.unsigned.entries import ReportAdopted, WordsReported
from trilateral.mechanism.unsigned.rules import ADOPTS, Report

SAID = StatementMade("position", en("We are ready to meet."))


def report(of: str, body: Body, on: EntryId | None = None) -> WordsReported:
    return WordsReported(of, str(body.__struct_config__.tag), encode_canonical(members_of(body)).decode(), on)


def test_a_report_says_who_reports_what_of_whom() -> None:
    world = founded()
    filed = world.say(NORTH, AllegationFiled(SOUTH, (en("The road."),)))
    world.meet()
    said = world.say(HOST, report(SOUTH, PointAnswered(0, "admitted"), filed))
    held = world.state(said)

    assert isinstance(held, Report)
    assert (held.party, held.of, held.kind, held.on) == (HOST, SOUTH, "allegations.answered/1", filed)


def test_a_report_is_about_no_subject_of_its_own_kind() -> None:
    world = founded()
    said = world.say(HOST, report(SOUTH, SAID))
    world.meet()

    assert world.objection(world.say(NORTH, report(SOUTH, SAID), said)) == "unsigned.opens_its_own"


def test_what_is_adopted_twice_stands_twice_as_its_party_signed_it_twice() -> None:
    """Each adoption is an entry of its own; the rules of its kind say whether the same may be said again."""
    world = founded()
    filed = world.say(NORTH, AllegationFiled(SOUTH, (en("The road."),)))
    world.meet()
    first = world.say(HOST, report(SOUTH, PointAnswered(0, "admitted"), filed))
    world.meet()
    adopted = [world.say(SOUTH, ReportAdopted(first)) for _ in range(2)]

    assert [each.entry for each in world.state(filed).answers] == adopted


def test_crossing_reports_of_the_same_words_both_stand() -> None:
    world = founded()
    reports = [world.say(party, report(SOUTH, SAID)) for party in (HOST, NORTH)]

    assert [world.state(each).party for each in reports] == [HOST, NORTH]


words = st.sampled_from(
    [
        json.dumps({"sort": "position", "text": {"lang": "en", "text": "x"}}, separators=(",", ":")),
        encode_canonical(members_of(PointAnswered(0, "admitted"))).decode(),
        '{"point":-1}',
        "[]",
        "{",
        '{"report":"' + "f" * 64 + '"}',
        "[" * 2_000,
    ]
)
kinds = st.sampled_from(
    ["statements.made/1", "allegations.answered/1", "unsigned.adopted/1", "unsigned.reported/1", "ledger.party_left/1"]
)


class AnyoneReportsAnything(anyone.AnyoneSignsAnything):
    """Three parties report and adopt anything, in any order."""

    slice_name = "unsigned"
    own: Mapping[str, st.SearchStrategy[Any]] = {
        "of": anyone.anyone,
        "words": words,
        "words_kind": kinds,
        "on": st.none() | st.just("f" * 64),
        "paper": st.none() | st.just("a" * 64),
    }
    own_ids = frozenset({"report"})

    def opening(self, author: str) -> Body:
        """A report of another's words."""
        return report(next(party for party in PARTIES if party != author), SAID)

    def teardown(self) -> None:
        """Whoever reads whole logs one after another, in whichever order, comes to the same."""
        for order in permutations(PARTIES):
            folded = self.world.fresh_fold()
            for party in order:
                folded.append(origin(party), self.world.logs[party].entries)
            assert folded.digest() == self.fold.digest()

    @invariant()
    def nobodys_words_stand_without_its_own_signature(self) -> None:
        """Whatever stands on another slice was signed, or adopted, by its own party."""
        for subject in self.fold.subjects("statements"):
            entry = self.entry(subject)
            adopts = [ref.entry for ref in entry.header.refs if ref.role == ADOPTS]
            for each in adopts:
                held = self.fold.state(each)
                assert isinstance(held, Report)
                assert held.of == entry.party

    @invariant()
    def a_report_never_changes(self) -> None:
        """What was reported stays as it was."""
        for subject, before in self.before.items():
            assert self.fold.state(subject) == before


TestAnyoneReportsAnything = AnyoneReportsAnything.TestCase
