"""Designations: each party's term is its own, the neutral one is everybody's, and no register is merged with another."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.orders import folded_somehow
from tests.worlds import CHARTER, HOST, NORTH, PARTIES, SOUTH, World, en, founded, terms_of
from tests.worlds import make_charter as charter_of
from trilateral.agreement.consent import Standing
from trilateral.ledger.entry import Body, EntryId, Text
from trilateral.ledger.facts import FixedFacts
from trilateral.mechanism.designations import rules
from trilateral.mechanism.designations.entries import (
    DesignationIdentified,
    DesignationRegistered,
    NeutralAccepted,
    NeutralProposed,
    NeutralRefused,
    ResponsibilityAccepted,
    ResponsibilityAsserted,
    ResponsibilityContested,
    TermStated,
)
from trilateral.mechanism.designations.rules import NeutralStatus
from trilateral.mechanism.statements.entries import StatementMade

GUARD = DesignationRegistered("group", (en("River Guard"),), (Text("ar", "حرس النهر"), en("Guards of the River")))
NEUTRAL = NeutralProposed((en("the group at the ford"),), en("Not a recognition of anybody."))
OTHER = NeutralProposed((en("the armed men at the ford"),))
HASH = "a" * 64


def registered(body: DesignationRegistered = GUARD) -> tuple[World, EntryId]:
    """A world in which North has entered a group that all have seen."""
    world = founded()
    subject = world.say(NORTH, body)
    world.meet()
    assert world.objection(subject) is None
    return world, subject


def agreed() -> tuple[World, EntryId, EntryId]:
    """All have accepted a neutral term of South's, and know so."""
    world, subject = registered()
    put = world.say(SOUTH, NEUTRAL, subject)
    world.meet()
    for party in (NORTH, HOST):
        assert world.objection(world.say(party, NeutralAccepted(put), subject)) is None
    world.meet()
    return world, subject, put


def neutral(world: World, subject: EntryId) -> str | None:
    found = rules.neutral_term(world.state(subject))
    return None if found is None else found.terms[0].text


def test_each_party_has_its_own_term_and_changes_nobody_elses() -> None:
    world, subject = registered()
    world.say(SOUTH, TermStated((en("Bandits of the ford"),)), subject)
    world.say(SOUTH, TermStated((en("Irregulars of the ford"),)), subject)
    state = world.state(subject)

    assert rules.holders(state) == (NORTH, SOUTH)
    terms = [term.terms[0].text for party in (NORTH, SOUTH) if (term := rules.term_of(state, party))]
    assert terms == ["River Guard", "Irregulars of the ford"]
    assert rules.term_of(state, HOST) is None
    assert len(state.terms) == 3, "what was said before stays"


def test_a_neutral_term_takes_every_partys_own_signature_on_exactly_that_term() -> None:
    world, subject = registered()
    put = world.say(SOUTH, NEUTRAL, subject)
    world.meet()
    found = [(rules.neutral_status(world.state(subject)), neutral(world, subject))]
    for party in (NORTH, HOST):
        world.say(party, NeutralAccepted(put, en("Without touching our claim.")), subject)
        found.append((rules.neutral_status(world.state(subject)), neutral(world, subject)))

    assert found == [
        (NeutralStatus.PROPOSED, None),
        (NeutralStatus.PROPOSED, None),
        (NeutralStatus.AGREED, "the group at the ford"),
    ]
    assert [each.text for each in world.state(subject).words if each.party == NORTH] == [
        en("Without touching our claim.")
    ]


def test_nobody_goes_back_on_what_all_have_signed_but_all_may_agree_on_another() -> None:
    world, subject, put = agreed()
    late = world.say(NORTH, NeutralRefused(put), subject)
    again = world.say(HOST, NeutralAccepted(put), subject)
    instead = world.say(HOST, OTHER, subject)
    world.meet()
    before = neutral(world, subject)
    for party in (NORTH, SOUTH):
        assert world.objection(world.say(party, NeutralAccepted(instead), subject)) is None

    assert [world.objection(each) for each in (late, again)] == ["designations.agreed_already"] * 2
    assert before == "the group at the ford"
    assert neutral(world, subject) == "the armed men at the ford"
    assert rules.neutral_status(world.state(subject)) is NeutralStatus.AGREED


def test_two_terms_put_forward_at_once_are_crossed_and_neither_is_first() -> None:
    world, subject = registered()
    one, other = world.say(SOUTH, NEUTRAL, subject), world.say(NORTH, OTHER, subject)
    world.meet()
    state = world.state(subject)

    assert rules.neutral_status(state) is NeutralStatus.CROSSED
    assert [{each.entry for each in pair} for pair in rules.rivals(state)] == [{one, other}]
    counter = world.say(HOST, NeutralProposed((en("the men at the ford"),)), subject)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, NeutralAccepted(counter), subject)
    assert neutral(world, subject) == "the men at the ford"


def test_a_counter_proposal_that_knew_of_the_first_crosses_nothing() -> None:
    world, subject = registered()
    world.say(SOUTH, NEUTRAL, subject)
    world.meet()
    world.say(NORTH, OTHER, subject)

    assert rules.rivals(world.state(subject)) == ()
    assert rules.neutral_status(world.state(subject)) is NeutralStatus.PROPOSED


def both_agreed() -> tuple[World, EntryId, EntryId, EntryId]:
    """All accept two terms, and nobody who completes one knows that the other is complete."""
    world, subject = registered()
    one, other = world.say(SOUTH, NEUTRAL, subject), world.say(NORTH, OTHER, subject)
    world.meet()
    world.say(HOST, NeutralAccepted(one), subject)
    world.say(HOST, NeutralAccepted(other), subject)
    world.say(NORTH, NeutralAccepted(one), subject)
    world.say(SOUTH, NeutralAccepted(other), subject)
    return world, subject, one, other


def test_two_agreements_that_cross_leave_no_neutral_term_until_all_agree_on_one_in_place_of_both() -> None:
    world, subject, one, other = both_agreed()
    state = world.state(subject)

    assert {each.entry for each in rules.agreed_neutrals(state)} == {one, other}
    assert rules.neutral_status(state) is NeutralStatus.CROSSED
    assert rules.neutral_term(state) is None
    world.meet()
    third = world.say(HOST, NeutralProposed((en("the men at the ford"),)), subject)
    world.meet()
    for party in (NORTH, SOUTH):
        assert world.objection(world.say(party, NeutralAccepted(third), subject)) is None
    assert neutral(world, subject) == "the men at the ford"


def test_a_term_put_forward_before_another_was_agreed_is_not_accepted_after() -> None:
    """Whoever accepted it would make two neutral terms of one, and would know it."""
    world, subject = registered()
    old = world.say(NORTH, OTHER, subject)
    world.meet()
    put = world.say(SOUTH, NEUTRAL, subject)
    world.meet()
    for party in (NORTH, HOST):
        world.say(party, NeutralAccepted(put), subject)
    world.meet()

    assert world.objection(world.say(HOST, NeutralAccepted(old), subject)) == "designations.settled_since"


def test_the_last_signature_and_one_taken_back_cross() -> None:
    world, subject = registered()
    put = world.say(SOUTH, NEUTRAL, subject)
    world.meet()
    world.say(NORTH, NeutralAccepted(put), subject)
    world.see_all(HOST)
    world.say(HOST, NeutralAccepted(put), subject)
    world.say(NORTH, NeutralRefused(put, en("Not now.")), subject)
    state = world.state(subject)

    assert rules.neutral_status(state) is NeutralStatus.CROSSED
    assert [(one.party, other.party) for one, other in rules.letters_crossed(state)] == [(HOST, NORTH)]
    assert rules.neutral_standing(state, state.neutrals[0]) is Standing.CROSSED


def test_a_refused_term_can_be_accepted_after_all() -> None:
    world, subject = registered()
    put = world.say(SOUTH, NEUTRAL, subject)
    world.meet()
    world.say(NORTH, NeutralRefused(put), subject)
    refused = rules.neutral_status(world.state(subject))
    for party in (NORTH, HOST):
        world.say(party, NeutralAccepted(put), subject)

    assert refused is NeutralStatus.REFUSED
    assert neutral(world, subject) == "the group at the ford"


def test_that_a_party_answers_for_a_group_is_for_that_party_to_say() -> None:
    world, subject = registered()

    def claim() -> Any:
        return rules.claims(world.state(subject))[0]

    world.say(SOUTH, ResponsibilityAsserted(NORTH, en("They carry its weapons.")), subject)
    world.meet()
    found = [(claim().status, rules.unanswered_claims(world.state(subject)))]
    world.say(NORTH, ResponsibilityContested(NORTH), subject)
    found.append((claim().status, rules.unanswered_claims(world.state(subject))))
    world.say(HOST, ResponsibilityAsserted(NORTH), subject)
    found.append((claim().status, ()))
    world.say(NORTH, ResponsibilityAccepted(en("For the time being.")), subject)
    found.append((claim().status, ()))

    assert found == [("asserted", (NORTH,)), ("contested", ()), ("contested", ()), ("accepted", ())]
    assert claim().asserted_by == (HOST, SOUTH)
    assert len(world.state(subject).answering) == 4, "what was said before stays"


def test_others_contest_too_and_that_is_theirs() -> None:
    world, subject = registered()
    world.say(SOUTH, ResponsibilityAsserted(NORTH), subject)
    world.say(HOST, ResponsibilityContested(NORTH), subject)
    (claim,) = rules.claims(world.state(subject))

    assert (claim.status, claim.own, claim.contested_by) == ("contested", None, (HOST,))


def test_whether_two_entries_are_one_thing_is_each_partys_view() -> None:
    world, one = registered()
    other = world.say(SOUTH, DesignationRegistered("group", (en("Bandits of the ford"),)))
    third = world.say(HOST, DesignationRegistered("group", (en("Ford company"),)))
    world.meet()
    world.say(NORTH, DesignationIdentified(other, same=True), one)
    world.say(NORTH, DesignationIdentified(other, same=True), third)
    world.say(SOUTH, DesignationIdentified(other, same=False), one)
    register = world.fold().subjects("designations")

    assert rules.one_with(register, one, NORTH) == tuple(sorted({other, third}))
    assert rules.one_with(register, third, NORTH) == tuple(sorted({one, other}))
    assert rules.one_with(register, one, SOUTH) == ()
    assert rules.one_with(register, one, HOST) == ()
    world.say(NORTH, DesignationIdentified(one, same=False), other)
    assert rules.one_with(world.fold().subjects("designations"), one, NORTH) == (), "the last word, at whichever entry"


@pytest.mark.parametrize(
    ("body", "header", "why"),
    [
        (DesignationRegistered("person", (en("Somebody"),)), {}, "designations.name_in_the_open"),
        (DesignationRegistered("person", (), (en("Somebody"),)), {}, "designations.says_nothing"),
        (DesignationRegistered("person"), {}, "designations.says_nothing"),
        (DesignationRegistered("person"), {"blob": HASH}, "designations.no_commitment"),
        (
            DesignationRegistered("person", note=en("The brother of somebody.")),
            {"blob": HASH, "commit": HASH},
            "designations.name_in_the_open",
        ),
        (DesignationRegistered("person"), {"blob": HASH, "commit": HASH}, None),
        (
            DesignationRegistered("person", (en("x"),)),
            {"blob": HASH, "commit": HASH},
            "designations.name_in_the_open",
        ),
        (DesignationRegistered("person", (en("The governor of the ford"),), by_office=True), {}, None),
        (DesignationRegistered("place", (en("The ford"),)), {}, None),
        (DesignationRegistered("act"), {}, "designations.says_nothing"),
    ],
)
def test_where_names_may_stand(body: Body, header: dict[str, str], why: str | None) -> None:
    """A person's name never stands where it cannot be erased."""
    world = founded()

    assert world.objection(world.say(NORTH, body, **header)) == why


def test_nobody_else_names_a_person_in_the_open_later_either() -> None:
    world = founded()
    subject = world.say(NORTH, DesignationRegistered("person"), blob=HASH, commit=HASH)
    world.meet()

    def objection(body: Body, **header: str) -> str | None:
        return world.objection(world.say(SOUTH, body, subject, **header))

    assert objection(TermStated((en("x"),))) == "designations.name_in_the_open"
    assert objection(NeutralProposed((en("x"),))) == "designations.name_in_the_open"
    assert objection(TermStated(), blob=HASH, commit=HASH) is None
    assert objection(NeutralProposed(), blob=HASH, commit=HASH) is None
    assert [each.apart for each in world.state(subject).terms] == [True, True]


def test_what_cannot_be_said() -> None:
    world, subject = registered()
    place = world.say(NORTH, DesignationRegistered("place", (en("The ford"),)))
    put = world.say(NORTH, NEUTRAL, subject)
    unseen = world.say(SOUTH, OTHER, subject)

    def objection(party: str, body: Body, on: EntryId | None = subject) -> str | None:
        return world.objection(world.say(party, body, on))

    assert objection(NORTH, GUARD) == "designations.registered_already"
    assert objection(NORTH, TermStated((en("x"),)), None) == "designations.not_found"
    assert objection(NORTH, NeutralAccepted(put)) == "designations.accepted_already"
    assert objection(NORTH, NeutralAccepted(unseen)) == "designations.not_seen"
    assert objection(NORTH, NeutralAccepted(subject)) == "designations.no_such_proposal"
    assert objection(NORTH, NeutralRefused(put)) is None
    assert objection(NORTH, NeutralRefused(put)) == "designations.refused_already"
    assert objection(NORTH, ResponsibilityAsserted(NORTH)) == "designations.of_oneself"
    assert objection(NORTH, ResponsibilityAsserted("nobody")) == "designations.not_a_party"
    assert objection(NORTH, ResponsibilityAsserted(SOUTH)) is None
    assert objection(NORTH, ResponsibilityAsserted(SOUTH)) == "designations.said_already"
    assert objection(NORTH, ResponsibilityAccepted(), place) == "designations.nobody_answers_for_a_place"
    assert objection(NORTH, DesignationIdentified(subject, same=True)) == "designations.of_itself"
    assert objection(NORTH, DesignationIdentified(unseen, same=True)) == "designations.not_seen"
    assert objection(NORTH, DesignationIdentified(put, same=True)) == "designations.not_a_designation"
    assert objection(NORTH, DesignationIdentified(place, same=True)) is None
    assert objection(NORTH, DesignationIdentified(place, same=True)) == "designations.said_already"
    assert objection(NORTH, DesignationIdentified(place, same=False)) is None
    said = world.say(NORTH, StatementMade("position", en("x")))
    assert objection(NORTH, TermStated((en("x"),)), said) == "ledger.wrong_subject"


def test_a_chair_may_put_a_term_to_all_and_accepts_nothing() -> None:
    chaired = charter_of(parties=tuple(terms_of(each, role="chair" if each == HOST else "party") for each in PARTIES))
    world = World(chaired).found()
    subject = world.say(NORTH, GUARD)
    world.meet()
    put = world.say(HOST, NEUTRAL, subject)
    own = world.say(HOST, NeutralAccepted(put), subject)
    world.meet()
    before = rules.neutral_status(world.state(subject))
    for party in (NORTH, SOUTH):
        world.say(party, NeutralAccepted(put), subject)

    assert world.objection(put) is None
    assert world.objection(own) == "designations.no_say"
    assert before is NeutralStatus.PROPOSED
    assert neutral(world, subject) == "the group at the ford"


def test_who_spoke_on_both_branches_of_its_log_leaves_no_neutral_term() -> None:
    """What a party said there is kept; who does not know of its own earlier word has another log than this one."""
    world, subject, put = agreed()
    said = world.verdict(world.say(NORTH, TermStated((en("x"),)), subject)).entry
    assert said is not None
    state = rules.apply(world.state(subject), said, FixedFacts(CHARTER, {}, {}))
    assert state is not None

    assert state.crossed == (NORTH,)
    assert rules.neutral_status(state) is NeutralStatus.CROSSED
    assert rules.neutral_term(state) is None
    assert [each.entry for each in rules.agreed_neutrals(state)] == [put]


@pytest.mark.parametrize("seed", range(6))
def test_the_order_in_which_logs_are_read_changes_nothing(seed: int) -> None:
    world, subject, _, _ = both_agreed()
    world.say(SOUTH, ResponsibilityAsserted(NORTH), subject)
    world.meet()
    world.say(NORTH, NeutralProposed((en("x"),)), subject)
    world.say(HOST, TermStated((en("y"),)), subject)

    assert folded_somehow(world, seed).state(subject) == world.state(subject)


class AnyoneNamesAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any entry about any designation, in any order."""

    slice_name = "designations"
    own_ids = frozenset({"proposal", "other"})
    own: Mapping[str, st.SearchStrategy[Any]] = {
        "terms": st.lists(anyone.texts, max_size=2).map(tuple),
        "spellings": st.lists(anyone.texts, max_size=2).map(tuple),
        "without_prejudice": st.none() | anyone.texts,
        "of": anyone.anyone,
        "same": st.booleans(),
    }

    def opening(self, author: str) -> Body:  # noqa: ARG002 - one shape for all slices
        """A group."""
        return GUARD

    def teardown(self) -> None:
        """Whoever reads the logs in some other order comes to the same."""
        for seed in range(3):
            assert folded_somehow(self.world, seed).subjects("designations") == self.fold.subjects("designations")

    @invariant()
    def no_term_is_neutral_without_every_partys_last_word(self) -> None:
        """The neutral term is one that each party's own log accepts."""
        for state in self.fold.subjects("designations").values():
            found = rules.neutral_term(state)
            if found is not None:
                last = {each.party: each.word for each in state.words if each.on == found.entry}
                assert last == dict.fromkeys(PARTIES, "accepted")

    @invariant()
    def nobody_answers_for_anything_but_by_its_own_word(self) -> None:
        """Accepted is what stands last in that party's own log."""
        for state in self.fold.subjects("designations").values():
            for claim in rules.claims(state):
                if claim.status == "accepted":
                    assert claim.own is not None
                    assert self.entry(claim.own.entry).party == claim.of

    @invariant()
    def no_persons_name_stands_in_the_open(self) -> None:
        """No state of a person who is not named by office holds a word that could be the name."""
        for state in self.fold.subjects("designations").values():
            if state.thing == "person" and not state.by_office:
                assert not any(each.terms or each.spellings for each in state.terms)
                assert not any(each.terms for each in state.neutrals)


TestAnyoneNamesAnything = AnyoneNamesAnything.TestCase
