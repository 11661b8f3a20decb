"""Delegations: a party appoints alone, others have their say, and a rank is a history."""

from typing import Any

import pytest
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.orders import folded_somehow
from tests.worlds import HOST, NORTH, SOUTH, World, en, founded, log_key, make_charter, origin, root_key
from trilateral.ledger.charter import PartyTerms
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.delegations import rules
from trilateral.mechanism.delegations.entries import (
    ActingEnded,
    ActingNamed,
    AgrementAsked,
    AgrementGiven,
    AgrementRefused,
    CredentialsPresented,
    DelegationNamed,
    HolderAgreed,
    HolderDeclaredNonGrata,
    HolderObjected,
    HolderRemarked,
    OfficeAccredited,
    OfficeLeft,
    OfficeSucceeded,
    RankChanged,
)

NAMED = DelegationNamed((en("Delegation of North"),), "plenary")
HEAD = OfficeAccredited("chief", "head", "deputy_minister", "2030-02-01", en("leads"))


def named() -> tuple[World, EntryId]:
    """A world in which North has named a delegation with a chief, which all have seen."""
    world = founded()
    delegation = world.say(NORTH, NAMED)
    world.say(NORTH, HEAD, delegation, blob="a" * 64, commit="b" * 64)
    world.meet()
    return world, delegation


def test_a_party_accredits_an_office() -> None:
    """The state holds the office and where the person's name is kept, never the name."""
    world, delegation = named()

    (post,) = rules.posts(world.state(delegation))
    assert (post.office, post.role, post.rank, post.left) == ("chief", "head", "deputy_minister", None)
    assert (post.holdings[0].since_on, post.holdings[0].blob, post.holdings[0].commit) == (
        "2030-02-01",
        "a" * 64,
        "b" * 64,
    )


@pytest.mark.parametrize(
    "body",
    [
        OfficeAccredited("second", "member", "expert"),
        RankChanged("chief", "staff"),
        OfficeSucceeded("chief", "minister"),
        OfficeLeft("chief"),
        CredentialsPresented("chief", ("sign",)),
        ActingNamed("chief", "second"),
        ActingEnded("chief"),
        AgrementAsked("chief", "minister"),
    ],
    ids=lambda body: type(body).__name__,
)
def test_nobody_appoints_for_another(body: Body) -> None:
    world, delegation = named()
    before = world.state(delegation)

    assert [world.objection(world.say(party, body, delegation)) for party in (SOUTH, HOST)] == [
        "delegations.not_yours"
    ] * 2
    assert world.state(delegation) == before


def test_lowered_twice_is_a_question() -> None:
    """A change of rank and a successor of lower rank both count; unknown ranks and rises do not."""
    world, delegation = named()
    for body in (
        RankChanged("chief", "unknown"),
        RankChanged("chief", "ambassador", en("as agreed")),
        OfficeSucceeded("chief", "ambassador"),
        OfficeSucceeded("chief", "director"),
        RankChanged("chief", "minister"),
    ):
        assert world.objection(world.say(NORTH, body, delegation)) is None

    state = world.state(delegation)
    assert [step.rank for step in rules.downgrades(state, "chief")] == ["ambassador", "director"]
    assert [step.rank for step in rules.rank_history(state, "chief")] == [
        "deputy_minister",
        "unknown",
        "ambassador",
        "ambassador",
        "director",
        "minister",
    ]
    assert rules.rank_history(state, "nobody") == ()


@pytest.mark.parametrize(
    ("body", "header", "why"),
    [
        (OfficeAccredited("chief", "head", "minister"), {}, "delegations.office_filled"),
        (OfficeAccredited("z", "member", "staff", "2030-02-30"), {}, "delegations.no_such_day"),
        (OfficeAccredited("z", "member", "staff"), {"blob": "a" * 64}, "delegations.no_commitment"),
        (OfficeSucceeded("chief", "staff"), {"commit": "a" * 64}, "delegations.no_commitment"),
        (RankChanged("chief", "deputy_minister"), {}, "delegations.same_rank"),
        (RankChanged("nobody", "staff"), {}, "delegations.no_such_office"),
        (OfficeSucceeded("nobody", "staff"), {}, "delegations.no_such_office"),
        (OfficeLeft("nobody"), {}, "delegations.no_such_office"),
        (NAMED, {}, "delegations.named_already"),
        (CredentialsPresented("chief", ()), {}, "delegations.no_powers"),
        (CredentialsPresented("nobody", ("sign",)), {}, "delegations.no_such_office"),
        (CredentialsPresented("chief", ("sign",), issued_on="2030-02-30"), {}, "delegations.no_such_day"),
        (CredentialsPresented("chief", ("sign",), until_on="0000-01-01"), {}, "delegations.no_such_day"),
        (CredentialsPresented("chief", ("represent", "sign")), {}, None),
        (ActingNamed("chief", "chief"), {}, "delegations.acts_for_itself"),
        (ActingNamed("nobody", "chief"), {}, "delegations.no_such_office"),
        (ActingNamed("chief", "nobody"), {}, "delegations.no_such_office"),
        (ActingNamed("chief", "chief", "2030-02-31"), {}, "delegations.no_such_day"),
        (ActingEnded("chief"), {}, "delegations.nobody_acts"),
        (AgrementAsked("third", "ambassador"), {"blob": "a" * 64}, "delegations.no_commitment"),
        (AgrementAsked("third", "ambassador"), {"blob": "a" * 64, "commit": "b" * 64}, None),
        (OfficeAccredited("z", "member", "staff", agrement="f" * 64), {}, "delegations.no_such_request"),
        (OfficeSucceeded("chief", "staff", "f" * 64), {}, "delegations.no_such_request"),
        (OfficeAccredited("z", "expert", "expert"), {}, None),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_what_a_party_can_say_of_its_own_delegation(body: Body, header: dict[str, Any], why: str | None) -> None:
    world, delegation = named()

    assert world.objection(world.say(NORTH, body, delegation, **header)) == why


def test_a_delegation_has_a_name_and_acts_need_one() -> None:
    world = founded()

    assert world.objection(world.say(NORTH, DelegationNamed((), "plenary"))) == "delegations.says_nothing"
    assert world.objection(world.say(NORTH, OfficeLeft("chief"))) == "delegations.not_found"


def test_an_office_that_left_is_filled_again_by_accrediting() -> None:
    world, delegation = named()
    world.say(NORTH, OfficeLeft("chief"), delegation)
    gone = rules.posts(world.state(delegation))[0]
    changed = world.say(NORTH, RankChanged("chief", "staff"), delegation)
    again = world.say(NORTH, OfficeAccredited("chief", "alternate", "ambassador"), delegation)

    assert gone.left is not None
    assert world.objection(changed) == "delegations.no_such_office"
    assert world.objection(again) is None
    (post,) = rules.posts(world.state(delegation))
    assert (post.left, post.role, post.rank, len(post.holdings)) == (None, "alternate", "ambassador", 2)


def test_others_have_their_say_and_remove_nobody() -> None:
    world, delegation = named()
    world.say(SOUTH, HolderObjected("chief", en("formerly of the guard")), delegation)
    world.say(SOUTH, HolderRemarked("chief", en("see our note")), delegation)
    world.say(HOST, HolderAgreed("chief"), delegation)

    state = world.state(delegation)
    assert rules.posts(state)[0].left is None
    assert [(each.party, each.stance) for each in rules.stances(state, "chief")] == [
        (HOST, "agreed"),
        (SOUTH, "objected"),
    ]
    assert [each.party for each in rules.open_objections(state)] == [SOUTH]
    assert [each.stance for each in state.opinions] == ["agreed", "objected", "remarked"]


def test_the_last_word_of_each_counts() -> None:
    world, delegation = named()
    world.say(SOUTH, HolderObjected("chief", en("no")), delegation)
    world.say(SOUTH, HolderAgreed("chief"), delegation)

    assert rules.open_objections(world.state(delegation)) == ()


def test_an_objection_to_one_person_is_none_to_the_successor() -> None:
    """It concerns the holder that its author had seen, and stays on the record."""
    world, delegation = named()
    world.say(NORTH, OfficeSucceeded("chief", "ambassador"), delegation)
    of_the_first = world.say(SOUTH, HolderObjected("chief", en("not this one")), delegation)
    world.see_all(SOUTH)
    after = world.state(delegation)
    world.say(SOUTH, HolderObjected("chief", en("nor this one")), delegation)

    assert world.objection(of_the_first) is None
    assert rules.open_objections(after) == ()
    assert [each.text.text for each in rules.open_objections(world.state(delegation)) if each.text] == ["nor this one"]
    assert len(world.state(delegation).opinions) == 2


def test_an_objection_lapses_with_the_office() -> None:
    world, delegation = named()
    world.say(SOUTH, HolderObjected("chief", en("no")), delegation)
    world.say(NORTH, OfficeLeft("chief"), delegation)

    assert rules.open_objections(world.state(delegation)) == ()
    assert rules.stances(world.state(delegation), "nobody") == ()


@pytest.mark.parametrize(
    "body", [HolderAgreed("chief"), HolderObjected("chief", en("x")), HolderRemarked("chief", en("x"))]
)
def test_nobody_has_a_say_on_its_own_or_on_what_it_has_not_seen(body: Body) -> None:
    world = founded()
    delegation = world.say(NORTH, NAMED)
    world.meet()
    world.say(NORTH, HEAD, delegation)

    assert world.objection(world.say(NORTH, body, delegation)) == "delegations.of_oneself"
    assert world.objection(world.say(SOUTH, body, delegation)) == "delegations.no_such_office"
    world.see_all(SOUTH)
    assert world.objection(world.say(SOUTH, body, delegation)) is None


def test_persona_non_grata_is_the_gravest_objection_and_removes_nobody() -> None:
    world, delegation = named()
    declared = world.say(SOUTH, HolderDeclaredNonGrata("chief"), delegation)
    own = world.say(NORTH, HolderDeclaredNonGrata("chief"), delegation)

    state = world.state(delegation)
    assert world.objection(declared) is None
    assert world.objection(own) == "delegations.of_oneself"
    assert [(each.party, each.stance) for each in rules.open_objections(state)] == [(SOUTH, "declared_non_grata")]
    assert rules.posts(state)[0].left is None
    world.say(NORTH, OfficeSucceeded("chief", "ambassador"), delegation)
    assert rules.open_objections(world.state(delegation)) == ()


def test_credentials_are_the_holders_and_a_successor_needs_his_own() -> None:
    """The last paper counts; the paper itself goes along as an attachment."""
    world, delegation = named()
    none = rules.credentials(world.state(delegation), "chief")
    world.say(NORTH, CredentialsPresented("chief", ("represent",)), delegation)
    full = CredentialsPresented("chief", ("negotiate", "sign"), en("no territory"), en("the president"), "2030-01-15")
    presented = world.say(NORTH, full, delegation, blobs=("c" * 64,))
    held = rules.credentials(world.state(delegation), "chief")
    world.say(NORTH, OfficeSucceeded("chief", "minister"), delegation)

    assert none is None
    assert held is not None
    assert (held.entry, held.powers, held.limits) == (presented, ("negotiate", "sign"), en("no territory"))
    assert held.papers == ("c" * 64,)
    assert rules.credentials(world.state(delegation), "chief") is None
    assert len(world.state(delegation).credentials) == 2


def test_one_office_acts_for_another_on_the_days_that_were_said() -> None:
    world, delegation = named()
    world.say(NORTH, OfficeAccredited("second", "alternate", "ambassador"), delegation)
    world.say(NORTH, ActingNamed("second", "chief", "2030-03-01", "2030-03-10"), delegation)

    def acting(day: str) -> str | None:
        found = rules.acting_for(world.state(delegation), "chief", day)
        return None if found is None else found.office

    assert [acting(day) for day in ("2030-02-28", "2030-03-01", "2030-03-10", "2030-03-11")] == [
        None,
        "second",
        "second",
        None,
    ]
    world.say(NORTH, ActingNamed("second", "chief"), delegation)
    assert acting("2031-01-01") == "second"
    ended = world.say(NORTH, ActingEnded("chief"), delegation)
    assert world.objection(ended) is None
    assert acting("2031-01-01") is None
    world.say(NORTH, ActingNamed("second", "chief"), delegation)
    world.say(NORTH, OfficeLeft("second"), delegation)
    assert acting("2031-01-01") is None


def test_consent_is_asked_and_given_before_a_person_comes() -> None:
    world, delegation = named()
    request = world.say(NORTH, AgrementAsked("third", "ambassador", en("formerly at the river")), delegation)
    unseen = world.say(SOUTH, AgrementGiven(request), delegation)
    world.meet()
    own = world.say(NORTH, AgrementGiven(request), delegation)
    world.say(SOUTH, AgrementRefused(request), delegation)
    world.say(SOUTH, AgrementGiven(request), delegation)
    between = world.state(delegation)
    world.say(HOST, AgrementRefused(request, en("not now")), delegation)
    wrong = world.say(NORTH, OfficeAccredited("fourth", "expert", "expert", agrement=request), delegation)
    came = world.say(NORTH, OfficeAccredited("third", "expert", "ambassador", agrement=request), delegation)

    assert world.objection(unseen) == "delegations.no_such_request"
    assert world.objection(own) == "delegations.of_oneself"
    assert rules.not_consented(between, request) == (HOST,)
    state = world.state(delegation)
    assert {each.party: each.word for each in rules.consents(state, request)} == {HOST: "refused", SOUTH: "given"}
    assert world.objection(wrong) == "delegations.no_such_request"
    assert world.objection(came) is None
    assert [step.agrement for step in state.steps] == [None, request]


def test_who_is_not_bound_remarks_and_has_no_say() -> None:
    """An observer sends a delegation of its own; whom the parties send is not for it to agree to."""
    watch = PartyTerms(
        id="watch",
        names=(en("Watch"),),
        origin=origin("watch"),
        role="observer",
        root_keys=(root_key("watch").verifier().vkey(),),
        log_keys=(log_key("watch").verifier().vkey(),),
    )
    world = World(make_charter(parties=(*make_charter().parties, watch))).found()
    delegation = world.say(NORTH, NAMED)
    world.say(NORTH, HEAD, delegation)
    request = world.say(NORTH, AgrementAsked("third", "expert"), delegation)
    world.meet()
    bodies = (HolderAgreed("chief"), HolderDeclaredNonGrata("chief"), AgrementRefused(request))
    refused = [world.say("watch", body, delegation) for body in bodies]
    remarked = world.say("watch", HolderRemarked("chief", en("We know him.")), delegation)
    own = world.say("watch", NAMED)

    assert [world.objection(each) for each in refused] == ["delegations.no_say"] * 3
    assert [world.objection(each) for each in (remarked, own)] == [None] * 2
    assert rules.not_consented(world.state(delegation), request) == (HOST, SOUTH)


@pytest.mark.parametrize("seed", range(4))
def test_logs_may_be_read_in_any_order(seed: int) -> None:
    """Every order that respects who had seen what gives the same state."""
    world, delegation = named()
    request = world.say(NORTH, AgrementAsked("second", "expert"), delegation)
    world.say(SOUTH, HolderDeclaredNonGrata("chief"), delegation)
    world.see(HOST, NORTH)
    world.say(HOST, AgrementRefused(request), delegation)
    world.say(NORTH, OfficeSucceeded("chief", "ambassador"), delegation)
    world.say(HOST, HolderAgreed("chief"), delegation)
    world.see(SOUTH, NORTH)
    world.say(SOUTH, AgrementGiven(request), delegation)

    assert folded_somehow(world, seed).digest() == world.fold().digest()


class AnyoneAppointsAnybody(anyone.AnyoneSignsAnything):
    """Three parties sign any delegation entry, in any order."""

    slice_name = "delegations"

    def opening(self, author: str) -> Body:
        """A delegation of the author's."""
        return DelegationNamed((en(author),), "plenary")

    @invariant()
    def a_party_appoints_alone(self) -> None:
        """Steps stand in the party's own log, opinions in others'."""
        for state in self.fold.subjects("delegations").values():
            for own in (state.steps, state.credentials, state.actings, state.requests):
                assert {self.entry(each.entry).party for each in own} <= {state.party}
            assert state.party not in {each.party for each in (*state.opinions, *state.consents)}
            for post in rules.posts(state):
                acting = rules.acting_for(state, post.office, "2030-03-04")
                assert acting is None or acting.office != post.office
                paper = rules.credentials(state, post.office)
                assert paper is None or paper.about == post.holdings[-1].entry
            assert state.crossed == ()

    @invariant()
    def a_rank_is_a_history(self) -> None:
        """Nothing that was said of an office disappears, and every office that there is was accredited."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert now is not None
            assert now.steps[: len(before.steps)] == before.steps
            for post in rules.posts(now):
                assert post.ranks[0].word == "accredited"
                assert len(rules.downgrades(now, post.office)) < len(post.ranks)


TestAnyoneAppointsAnybody = AnyoneAppointsAnybody.TestCase
