"""Three parties say anything about any entry of a matter: all of it lies beside the matter, and nothing changes in it."""

from collections.abc import Mapping
from itertools import permutations
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from tests.mechanism import anyone
from tests.mechanism.rows import assert_storable
from tests.worlds import PARTIES, en, origin
from trilateral.ledger.entry import Body
from trilateral.mechanism.acts.rules import Acts, Word, rank_of
from trilateral.mechanism.statements.entries import StatementMade

places = st.sampled_from(["text", "sort", "text[0]", "points[9999]", "to", "text.text", "a.b[1].c"])


class AnyoneSpeaksOfAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any act on any entry, in any order, having seen whatever they happen to have seen."""

    slice_name = "acts"
    own: Mapping[str, st.SearchStrategy[Any]] = {
        "at": st.none() | places,
        "into": st.sampled_from(["en", "fa"]),
        "translator": st.just("interpreter"),
        "media_type": st.just("text/plain"),
        "paper": st.just("a" * 64),
        "title": anyone.texts,
    }
    own_ids = frozenset({"entry", "by", "translation"})

    @initialize(author=anyone.parties)
    def open(self, author: str) -> None:
        """Somebody makes a statement, and nothing is said beside it yet."""
        self.subject = self.say(author, StatementMade("position", en("x")), None)
        self.subjects.append(self.subject)
        self.opened = self.fold.state(self.subject)

    @rule(author=anyone.parties, data=st.data())
    def sign(self, author: str, data: st.DataObject) -> None:
        """Anybody says anything about anything."""
        struct = data.draw(st.sampled_from(self.kinds), "kind")
        body: Body = data.draw(anyone.bodies(struct, self.ids, self.own, self.own_ids), "body")
        self.say(author, body, data.draw(st.sampled_from([*self.subjects, None]), "subject"))

    def teardown(self) -> None:
        """Whoever reads whole logs one after another, in whichever order, comes to the same."""
        for order in permutations(PARTIES):
            folded = self.world.fresh_fold()
            for party in order:
                folded.append(origin(party), self.world.logs[party].entries)
            assert folded.digest() == self.fold.digest()

    @invariant()
    def every_state_has_its_rows(self) -> None:
        """Tables hold whatever can be said, each row under the matter."""
        for state in self.fold.subjects("acts").values():
            for table, row in self.tables.rows(state):
                assert row["subject"] == state.subject
                assert_storable(table, row)

    @invariant()
    def the_matter_stays_as_it_was(self) -> None:
        """Whatever lies beside it."""
        assert self.subject is not None
        assert self.fold.state(self.subject) == self.opened

    @invariant()
    def what_was_said_stays_said(self) -> None:
        """No act is lost, and its author took back, corrected or replaced only words of its own."""
        for key, before in self.before.items():
            now = self.fold.state(key)
            assert now is not None
            assert set(before.acts) <= set(now.acts)
            for act in now.acts:
                if act.word in {Word.CORRECTED, Word.RETRACTED, Word.SUPERSEDED}:
                    assert self.entry(act.on).party == act.party

    @invariant()
    def a_translation_is_agreed_by_all_or_unofficial(self) -> None:
        """By every party's own log, of that very translation."""
        for state in self.fold.subjects("acts").values():
            assert isinstance(state, Acts)
            for act in state.acts:
                if act.word is Word.TRANSLATED and rank_of(state, act.entry) != "unofficial":
                    assert {each.party for each in state.acts if each.on == act.entry and each.rank} == set(PARTIES)


TestAnyoneSpeaksOfAnything = AnyoneSpeaksOfAnything.TestCase
