"""Conditions: not this until that, on whose word; and deadlocks with the way round."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mechanism.commitments.table import D_DAY, DEMAND
from tests.worlds import HOST, NORTH, SOUTH, World, en, founded
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments import conditions
from trilateral.mechanism.commitments.conditions import Link
from trilateral.mechanism.commitments.entries import (
    CommitmentStated,
    ConditionAnswered,
    ConditionAsserted,
    ConditionJudged,
)
from trilateral.mechanism.commitments.graph import Edge, blocked, deadlocks
from trilateral.mechanism.proposals.entries import ProposalTabled
from trilateral.mechanism.requests.entries import RequestMade


def linked() -> tuple[World, EntryId, EntryId, EntryId]:
    """Two commitments, and the north's word that the first waits for the second."""
    world = founded()
    one = world.say(NORTH, CommitmentStated((NORTH,), en("Open the market.")))
    other = world.say(SOUTH, CommitmentStated((SOUTH,), en("Stop the shelling.")))
    world.meet()
    condition = world.say(NORTH, ConditionAsserted(one, other, en("No market under fire.")))
    world.meet()
    return world, one, other, condition


def status(world: World, condition: EntryId) -> Link:
    return conditions.status(world.state(condition))


def test_a_condition_is_one_partys_word_until_others_accept_the_link() -> None:
    world, _, _, condition = linked()
    found = [status(world, condition)]
    own = world.say(NORTH, ConditionAnswered("accepted_as_link"), condition)
    world.say(SOUTH, ConditionAnswered("contested", en("The two have nothing to do with each other.")), condition)
    found.append(status(world, condition))
    world.say(SOUTH, ConditionAnswered("accepted_as_link"), condition)
    found.append(status(world, condition))
    world.say(HOST, ConditionAnswered("accepted_as_link"), condition)
    found.append(status(world, condition))

    assert world.objection(own) == "commitments.own_condition"
    assert found == [Link.ASSERTED, Link.CONTESTED, Link.ASSERTED, Link.ACCEPTED_AS_LINK]


def test_only_those_who_hold_to_it_release_it() -> None:
    """What the other side calls met is its word; a link that two hold to takes both."""
    world, _, _, condition = linked()
    waived_by_another = world.say(HOST, ConditionJudged("waived"), condition)
    world.say(SOUTH, ConditionJudged("met", en("It is quiet.")), condition)
    claimed = status(world, condition)
    world.say(HOST, ConditionAnswered("accepted_as_link"), condition)
    world.say(NORTH, ConditionJudged("met"), condition)
    half = world.state(condition)
    world.say(HOST, ConditionJudged("waived"), condition)

    assert world.objection(waived_by_another) == "commitments.not_yours_to_waive"
    assert claimed is Link.ASSERTED
    assert conditions.to_release(half) == (HOST,)
    assert conditions.is_live(half)
    assert status(world, condition) is Link.WAIVED


def test_what_was_met_can_be_called_not_met_again() -> None:
    world, _, _, condition = linked()
    found = []
    for word in ("met", "not_met", "waived"):
        world.say(NORTH, ConditionJudged(word), condition)
        found.append((status(world, condition), conditions.is_live(world.state(condition))))

    assert found == [(Link.MET, False), (Link.NOT_MET, True), (Link.WAIVED, False)]


def test_proposals_and_requests_wait_too_and_other_entries_do_not() -> None:
    world, one, _, condition = linked()
    proposal = world.say(NORTH, ProposalTabled((en("A text"),), "substance", (en("As agreed."),)))
    request = world.say(NORTH, RequestMade("action", SOUTH, en("Patrol.")))
    day = world.say(NORTH, D_DAY)
    fine = [world.say(NORTH, ConditionAsserted(*pair)) for pair in ((proposal, one), (request, proposal))]
    wrong = [world.say(NORTH, ConditionAsserted(*pair)) for pair in ((one, condition), (day, one))]
    itself = world.say(NORTH, ConditionAsserted(one, one))
    unseen = world.say(SOUTH, ConditionAsserted(one, proposal))

    assert [world.objection(each) for each in fine] == [None, None]
    assert [world.objection(each) for each in wrong] == ["commitments.cannot_wait"] * 2
    assert world.objection(itself) == "commitments.waits_for_itself"
    assert world.objection(unseen) == "commitments.not_seen"


def test_an_act_is_about_the_sort_of_subject_that_it_is_for() -> None:
    world, one, _, condition = linked()

    assert world.objection(world.say(NORTH, ConditionJudged("met"), one)) == "commitments.not_about_that"
    assert world.objection(world.say(NORTH, DEMAND, condition)) == "commitments.opened_already"


# The graph


def edges(*pairs: str) -> tuple[Edge, ...]:
    """`ab` for: a waits for b."""
    return tuple(Edge(pair[0], pair[1], pair) for pair in pairs)


def test_a_circle_is_a_deadlock_and_is_shown_with_the_way_round() -> None:
    (found,) = deadlocks(edges("ab", "bc", "ca", "cd", "xa"))

    assert found.matters == ("a", "b", "c")
    assert [each.condition for each in found.way_round] == ["ab", "bc", "ca"]
    assert found.breaks == ("ab", "bc", "ca"), "any one of them, met or waived, would do"


def test_what_two_circles_share_breaks_both_and_nothing_else_does() -> None:
    (found,) = deadlocks(edges("ab", "ba", "bc", "cb"))
    (sharing,) = deadlocks(edges("ab", "bc", "ca", "bd", "da"))

    assert found.breaks == ()
    assert sharing.breaks == ("ab",)


def test_what_waits_names_where_somebody_could_begin() -> None:
    found = {each.matter: each for each in blocked(edges("ab", "bc", "xy", "yx", "zx", "zc"))}

    assert (found["a"].first, found["a"].deadlocked) == (("c",), False)
    assert [each.until for each in found["a"].waits_for] == ["b"]
    assert found["x"].first == ()
    assert (found["z"].first, found["z"].deadlocked) == (("c",), True)
    assert "c" not in found


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_in_which_conditions_are_given_changes_nothing(order: int) -> None:
    given = edges("ab", "bc", "ca", "de", "ed")

    assert deadlocks(given[::order]) == deadlocks(given)
    assert blocked(given[::order]) == blocked(given)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=14))
def test_without_a_deadlock_everything_can_be_done_one_after_another(pairs: list[tuple[str, str]]) -> None:
    """Matters are freed whenever all that they wait for is done: what is left over is stuck, and only that."""
    graph = tuple(Edge(one, other, one + other) for one, other in pairs)
    found = deadlocks(graph)
    left = {name for pair in pairs for name in pair}
    while free := {each for each in left if not any(e.held_back == each and e.until in left for e in graph)}:
        left -= free

    assert left == {each.matter for each in blocked(graph) if each.deadlocked}
    assert {matter for each in found for matter in each.matters} <= left
    for each in found:
        assert all(one.until == other.held_back for one, other in pairwise((*each.way_round, each.way_round[0])))
        assert set(each.way_round) <= set(graph)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=14))
def test_a_condition_breaks_a_deadlock_when_without_it_there_is_none(pairs: list[tuple[str, str]]) -> None:
    """What is named is every single condition that would do, and nothing that would not."""
    graph = tuple(Edge(one, other, one + other) for one, other in pairs)
    for found in deadlocks(graph):
        inside = [each for each in graph if each.held_back in found.matters and each.until in found.matters]
        names = {each.condition for each in inside}
        freeing = {name for name in names if not deadlocks(each for each in inside if each.condition != name)}
        assert set(found.breaks) == freeing


def test_a_long_chain_and_a_large_circle_are_no_trouble() -> None:
    chain = [Edge(f"{at:05}", f"{at + 1:05}", f"c{at:05}") for at in range(2_000)]
    circle = [*chain, Edge("02000", "00000", "back")]

    assert deadlocks(chain) == ()
    (found,) = deadlocks(circle)
    assert len(found.way_round) == 2_001
    assert len(found.matters) == 2_001
