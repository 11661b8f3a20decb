"""Evidence: digests that differ name each other, a fork is explained by whose it is or anybody, contradictions prove themselves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.orders import folded_somehow
from tests.mechanism.proposals.silent import OUTSIDE, head, quiet_world, witness_key
from tests.worlds import BEGAN, HOST, NORTH, SOUTH, World, en, founded, log_key, node_key, origin
from trilateral.catalogue import LEVEL
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.evidence import rules
from trilateral.mechanism.evidence.contradictions import Word, contradicts
from trilateral.mechanism.evidence.entries import ContradictionShown, CutAt, DigestStated, ForkStated, HeadNamed
from trilateral.mechanism.statements.entries import StatementMade

ROOT = "0" * 64
CUT = (CutAt("host.example/log", 3, ROOT), CutAt("north.example/log", 4, ROOT))
DIGEST = DigestStated(CUT, LEVEL, "1" * 64)
LATER = BEGAN + timedelta(hours=1)


def machine(world: World, party: str, body: Body) -> EntryId:
    return world.say(party, body, signers=[node_key(party)], by="node")


HEADS = (HeadNamed(9, "1" * 64), HeadNamed(9, "2" * 64))


def fork(**changes: Any) -> ForkStated:
    said = {"log": origin(SOUTH), "reason": "restored_backup", "heads": HEADS, "continues": 1}
    return ForkStated(**{**said, **changes})


def shown(first: str, second: str, name: str = HOST, **changes: Any) -> ContradictionShown:
    said = {"log": origin(SOUTH), "key": witness_key(name).verifier().vkey(), "first": first, "second": second}
    return ContradictionShown(**{**said, **changes})


def rolled_back(world: World, name: str = HOST, at: datetime = LATER) -> tuple[str, str]:
    """A witness gives its word on South's log, and later on a smaller head of it."""
    size = len(world.logs[SOUTH].entries)
    return head(world, SOUTH, (name,), BEGAN), head(world, SOUTH, (name,), at, size - 1)


def enrolment(world: World, party: str = HOST) -> EntryId:
    """The entry that enrolled a party's witness key."""
    for verdict in world.fold().verdicts(origin(party)):
        assert verdict.entry is not None
        if getattr(verdict.entry.body, "purpose", "") == "witness":
            return verdict.entry.id
    raise AssertionError(f"{party} enrolled no witness")


def test_a_node_states_what_the_record_comes_to_and_binds_nobody() -> None:
    world = founded()
    said = machine(world, NORTH, DIGEST)
    person = world.say(SOUTH, DIGEST)
    state = world.state(said)

    assert [world.objection(each) for each in (said, person)] == [None, None]
    assert (state.party, state.digest, state.cut) == (NORTH, "1" * 64, CUT)


def test_digests_of_one_cut_that_differ_name_each_other() -> None:
    world = founded()
    machine(world, NORTH, DIGEST)
    machine(world, SOUTH, DigestStated(CUT, LEVEL, "2" * 64))
    machine(world, HOST, DigestStated(CUT, LEVEL, "1" * 64))
    machine(world, HOST, DigestStated(CUT[:1], LEVEL, "3" * 64))
    found = rules.divergences(world.fold().subjects("evidence").values())

    assert sorted({one.party, other.party} == {NORTH, SOUTH} for one, other in found) == [False, True]
    assert {frozenset({one.party, other.party}) for one, other in found} == {
        frozenset({NORTH, SOUTH}),
        frozenset({HOST, SOUTH}),
    }


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (DigestStated((), LEVEL, ROOT), "evidence.no_cut"),
        (DigestStated(CUT[::-1], LEVEL, ROOT), "evidence.no_cut"),
        (DigestStated(CUT[:1] * 2, LEVEL, ROOT), "evidence.no_cut"),
        (DigestStated(CUT, LEVEL + 1, ROOT), "evidence.another_level"),
    ],
)
def test_which_digests_say_nothing(body: DigestStated, why: str) -> None:
    world = founded()

    assert world.objection(machine(world, NORTH, body)) == why


def test_a_fork_is_explained_by_whose_log_it_is_and_by_others() -> None:
    world = founded()
    own = world.say(SOUTH, fork(text=en("We restored a copy of Sunday.")))
    world.see_all(NORTH)
    other = world.say(NORTH, fork(reason="unknown"))
    state = world.state(own)

    assert [world.objection(each) for each in (own, other)] == [None, None]
    assert (state.whose, state.party, state.reason) == (SOUTH, SOUTH, "restored_backup")
    assert (state.continues, state.heads) == ("1" * 64, HEADS)
    assert world.state(other).whose == SOUTH


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"log": "nobody.example/log"}, "evidence.unknown_log"),
        ({"heads": HEADS[:1]}, "evidence.two_heads_wanted"),
        ({"heads": HEADS[:1] * 2}, "evidence.two_heads_wanted"),
        ({"heads": tuple(HeadNamed(1, f"{number:064}") for number in range(9))}, "evidence.two_heads_wanted"),
        ({"continues": 3}, "evidence.continues_neither"),
        ({"continues": 2}, None),
    ],
)
def test_a_statement_on_a_fork_names_two_heads_and_which_goes_on(changes: dict[str, Any], why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(SOUTH, fork(**changes))) == why


def test_a_witness_that_gives_a_later_word_on_a_smaller_head_is_shown_to_contradict_itself() -> None:
    world = quiet_world()
    first, second = rolled_back(world)
    own = machine(world, NORTH, shown(first, second, enrolled_in=enrolment(world)))
    turned = machine(world, NORTH, shown(second, first, enrolled_in=enrolment(world)))
    state = world.state(own)

    assert [world.objection(each) for each in (own, turned)] == [None, None]
    assert (state.whose, state.name) == (HOST, witness_key(HOST).name)
    assert state.sizes[0] == state.sizes[1] - 1
    assert state.times == (int(LATER.timestamp()), int(BEGAN.timestamp()))
    assert msg_equal(world.state(turned), state)


def msg_equal(one: Any, other: Any) -> bool:
    """Whether two show the same, in whichever order they were given."""
    return (one.first, one.second, one.sizes, one.times) == (other.first, other.second, other.sizes, other.times)


def test_an_outside_witness_is_named_by_the_charter() -> None:
    world = quiet_world()
    said = machine(world, NORTH, shown(*rolled_back(world, OUTSIDE), OUTSIDE))

    assert world.objection(said) is None
    assert (world.state(said).whose, world.state(said).name) == ("", OUTSIDE)


def test_what_shows_nothing_against_a_witness() -> None:
    world = quiet_world()
    first, second = rolled_back(world)
    where = enrolment(world)
    earlier = head(world, SOUTH, (HOST,), BEGAN - timedelta(hours=1), len(world.logs[SOUTH].entries) - 1)
    unsigned = head(world, SOUTH, (NORTH,), LATER)

    def objection(body: ContradictionShown) -> str | None:
        return world.objection(machine(world, NORTH, body))

    assert objection(shown(first, earlier, enrolled_in=where)) == "evidence.no_contradiction"
    assert objection(shown(first, first, enrolled_in=where)) == "evidence.no_contradiction"
    assert objection(shown(first, unsigned, enrolled_in=where)) == "evidence.word_not_shown"
    assert objection(shown(first, "nonsense", enrolled_in=where)) == "evidence.word_not_shown"
    assert objection(shown(first, second)) == "evidence.unknown_key"
    assert objection(shown(first, second, enrolled_in="f" * 64)) == "evidence.unknown_key"
    assert objection(shown(first, second, NORTH, enrolled_in=where)) == "evidence.unknown_key"
    assert objection(shown(first, second, key="x")) == "evidence.unknown_key"
    assert objection(shown(first, second, key=log_key(SOUTH).verifier().vkey())) == "evidence.unknown_key"


def test_nothing_acts_on_evidence() -> None:
    world = founded()
    said = machine(world, NORTH, DIGEST)

    assert world.objection(world.say(NORTH, DIGEST, said)) == "evidence.stands_alone"
    assert world.objection(world.say(NORTH, StatementMade("position", en("x")), said)) == "ledger.wrong_subject"


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Word(3, b"a", 10), Word(4, b"b", 11), False),
        (Word(3, b"a", 11), Word(4, b"b", 10), True),
        (Word(4, b"b", 10), Word(3, b"a", 11), True),
        (Word(3, b"a", 10), Word(4, b"b", 10), False),
        (Word(3, b"a", 10), Word(3, b"b", 12), True),
        (Word(3, b"a", 10), Word(3, b"a", 12), False),
    ],
)
def test_which_words_cannot_both_be_true(one: Word, other: Word, *, both: bool) -> None:
    assert contradicts(one, other) is both


@pytest.mark.parametrize("seed", range(4))
def test_the_order_in_which_logs_are_read_changes_nothing(seed: int) -> None:
    world = quiet_world()
    machine(world, NORTH, shown(*rolled_back(world), enrolled_in=enrolment(world)))
    world.say(SOUTH, fork())
    machine(world, HOST, DIGEST)

    assert folded_somehow(world, seed).subjects("evidence") == world.fold().subjects("evidence")


class AnyoneShowsAnything(anyone.AnyoneSignsAnything):
    """Three parties sign anything about the record, in any order."""

    slice_name = "evidence"
    own_ids = frozenset({"enrolled_in"})
    own: Mapping[str, st.SearchStrategy[Any]] = {
        "cut": st.lists(st.sampled_from([*CUT, CutAt("x", 0, ROOT), CutAt("x", 2**53 - 1, ROOT)]), max_size=3).map(
            tuple
        ),
        "level": st.sampled_from([LEVEL, 0, -1]),
        "digest": st.sampled_from([ROOT, "1" * 64, "x"]),
        "log": st.sampled_from([origin(NORTH), "x", ""]),
        "heads": st.lists(st.sampled_from([*HEADS, HeadNamed(-1, ROOT)]), max_size=3).map(tuple),
        "continues": st.sampled_from([0, 1, 2, 2**53 - 1]),
        "key": st.sampled_from(["", "x", log_key(NORTH).verifier().vkey(), witness_key(NORTH).verifier().vkey()]),
        "first": st.sampled_from(["", "x\n\n"]),
        "second": st.sampled_from(["", "x\n\n"]),
    }

    def opening(self, author: str) -> Body:  # noqa: ARG002 - one shape for all slices
        """A digest."""
        return DIGEST

    @invariant()
    def nobody_is_shown_to_contradict_itself_by_nonsense(self) -> None:
        """No contradiction stands that no key has signed."""
        for state in self.fold.subjects("evidence").values():
            assert isinstance(state, rules.Digests | rules.Fork)


TestAnyoneShowsAnything = AnyoneShowsAnything.TestCase
