"""Three parties sign anything about commitments, conditions, missions and days, in any order."""

from collections.abc import Mapping
from itertools import permutations
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.commitments.table import INSPECTED
from tests.worlds import PARTIES, SOUTH, en, origin
from trilateral.agreement.locations import Location, Point
from trilateral.agreement.undertakings import Indicator, Quota, Site, Step
from trilateral.ledger.entry import Body
from trilateral.mechanism.commitments import access, conditions, promises
from trilateral.mechanism.commitments.entries import (
    MissionRequested,
    Result,
)
from trilateral.mechanism.commitments.promises import Status
from trilateral.mechanism.commitments.state import Commitment, Condition, Mission, NamedDay, all_acts

places = st.sampled_from([Location((en("x"),)), Location((), (Point(335_000_000, 445_000_000),), 10)])
some = st.lists(anyone.anyone, max_size=3).map(tuple)


OWN: Mapping[str, st.SearchStrategy[Any]] = {
    "obliged": some,
    "owed_to": some,
    "steps": st.just(()) | st.just((Step(en("y"), "2030-03-04"), Step(en("z"), None, "f" * 64, -1))),
    "indicators": st.just(()) | st.just((Indicator(en("y"), None, 3, 2),)),
    "sites": st.builds(lambda place: (Site(place),), places),
    "quotas": st.just(()) | st.just((Quota(1, 30, "2030-03-01"),)) | st.just((Quota(0, 1, "9999-12-31"),)),
    "place": places,
    "of": anyone.anyone,
    "sort": st.sampled_from(["base", "site", "spot", "final"]),
    "step": st.none() | anyone.numbers,
    "done_on": st.none() | anyone.days,
    "until_on": st.none() | anyone.days,
    "on": anyone.days,
    "title": anyone.texts,
    "conditions": st.lists(anyone.texts, max_size=1).map(tuple),
    "until_at": st.none() | anyone.instants,
    "checklist": st.lists(anyone.texts, max_size=2).map(tuple),
    "results": st.builds(lambda point: (Result(point, "confirmed"),), anyone.numbers),
    "standing": st.sampled_from(["in_force", "suspended", "breached", "released"]),
    "word": st.sampled_from(["endorsed", "dissented", "accepted_as_link", "contested", "met", "not_met", "waived"]),
    "answer": st.sampled_from(["granted", "conditional", "delayed", "denied"]),
}


class AnyonePromisesAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any entry about commitments."""

    slice_name = "commitments"
    own_ids = frozenset({"arises_from", "about", "held_back", "until", "mission", "proposal"})
    own = OWN

    def opening(self, author: str) -> Body:
        """Something that others can act on in many ways."""
        return INSPECTED if author == SOUTH else MissionRequested(en("x"), "local", checklist=(en("y"),))

    def teardown(self) -> None:
        """Whoever reads whole logs one after another, in whichever order, comes to the same."""
        for order in permutations(PARTIES):
            folded = self.world.fresh_fold()
            for party in order:
                folded.append(origin(party), self.world.logs[party].entries)
            assert folded.subjects("commitments") == self.fold.subjects("commitments")

    @invariant()
    def nobody_is_bound_by_another(self) -> None:
        """Whoever is bound has stated it or undertaken it in its own log; what it has done it says itself."""
        for state in self.fold.subjects("commitments").values():
            if isinstance(state, Commitment):
                for party in promises.bound_by(state):
                    own = {each.party for each in state.words if each.word == "undertaken"}
                    assert party in own
                    assert party in state.obliged
                assert {each.party for each in state.deeds} <= set(promises.bound_by(state))

    @invariant()
    def nothing_is_joint_without_every_signature(self) -> None:
        """A joint level, a day, a standing of all: each party has signed that very thing."""
        for state in self.fold.subjects("commitments").values():
            if isinstance(state, NamedDay):
                for day in state.agreed_days():
                    offers = [each for each in state.offers if each.on == day]
                    assert any(set(state.accepted_by(each)) == set(state.parties) for each in offers)
            if isinstance(state, Commitment):
                for of in state.obliged:
                    for period in promises.periods(state, of):
                        level = promises.joint_level(state, of, period)
                        row = [each for each in state.assessments if (each.of, each.period) == (of, period)]
                        signed = {each.party for each in row if each.joint and each.level == level}
                        assert level is None or signed == set(state.parties)
                if promises.status(state) in {Status.SUSPENDED, Status.BREACHED}:
                    assert {each.party for each in state.standings} == set(state.parties)

    @invariant()
    def a_condition_is_released_by_those_who_hold_to_it(self) -> None:
        """Each of them has said so itself."""
        for state in self.fold.subjects("commitments").values():
            if isinstance(state, Condition) and not conditions.is_live(state) and not state.crossed:
                said = {each.party for each in state.judgements if each.word in {"met", "waived"}}
                assert set(conditions.holders(state)) <= said

    @invariant()
    def access_is_granted_by_whoever_was_asked(self) -> None:
        """And what came of it is said by whoever asked."""
        for state in self.fold.subjects("commitments").values():
            if isinstance(state, Commitment | Mission):
                asked = {each.entry: each for each in state.accesses}
                assert all(asked[each.request].of == each.party for each in state.access_words)
                assert all(asked[each.request].party == each.party for each in state.access_ends)
                for each in state.accesses:
                    assert access.waits(state, each) or access.answer_to(state, each) or access.end_of(state, each)

    @invariant()
    def what_was_said_stays_said(self) -> None:
        """No act takes another off the record."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert now is not None
            assert set(all_acts(before)) <= set(all_acts(now))


TestAnyonePromisesAnything = AnyonePromisesAnything.TestCase
