"""Statements: to whom, by which way, and what became of them."""

import pytest
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.worlds import HOST, NORTH, SOUTH, World, en, founded
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.statements import rules
from trilateral.mechanism.statements.entries import (
    StatementAcknowledged,
    StatementMade,
    StatementRelayed,
    StatementWithdrawn,
)

DIRECT = StatementMade("question", en("Will you answer?"), (SOUTH,))
VIA = StatementMade("demand", en("Withdraw."), (NORTH,), HOST)
TO_ALL = StatementMade("declaration", en("We are here."))
MEETING = MeetingProposed((en("Round"),), "rounds", 1, "joint", "plenary")


def made(party: str, body: StatementMade) -> tuple[World, EntryId]:
    """A world in which a party has said something that all have seen."""
    world = founded()
    said = world.say(party, body)
    world.meet()
    assert world.objection(said) is None
    return world, said


def test_whom_it_addresses_and_by_which_way() -> None:
    world = founded()
    states = [world.state(world.say(SOUTH, body)) for body in (VIA, TO_ALL)]
    states.append(world.state(world.say(NORTH, DIRECT)))

    assert [rules.addressed(each) for each in states] == ["via", "all", "direct"]
    assert [each.addressees for each in states] == [(NORTH,), (HOST, NORTH), (SOUTH,)]
    assert [rules.status(each) for each in states] == ["made"] * 3


def test_a_statement_to_all_by_way_of_another_addresses_the_rest() -> None:
    """Who passes it on is not also to be convinced that it has it."""
    world = founded()

    assert world.state(world.say(SOUTH, StatementMade("position", en("x"), (), HOST))).addressees == (NORTH,)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (StatementMade("question", en("x"), ("west",)), "statements.not_a_party"),
        (StatementMade("question", en("x"), (), "west"), "statements.not_a_party"),
        (StatementMade("question", en("x"), (NORTH,)), "statements.to_oneself"),
        (StatementMade("question", en("x"), (SOUTH,), NORTH), "statements.to_oneself"),
        (StatementMade("question", en("x"), (SOUTH, SOUTH)), "statements.addressed_twice"),
        (StatementMade("question", en("x"), (HOST, SOUTH), HOST), "statements.addressed_twice"),
        (StatementMade("question", en("x"), meeting="f" * 64), "statements.not_seen"),
        (StatementMade("reply", en("x"), reply_to="f" * 64), "statements.not_seen"),
        (StatementMade("position", en("x"), item=0), "statements.no_such_item"),
        (StatementMade("readout", en("x"), outside=True), None),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_what_can_be_said(body: StatementMade, why: str | None) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, body)) == why


def test_what_a_statement_names_must_be_what_it_is_called() -> None:
    world = founded()
    meeting = world.say(NORTH, MEETING)
    earlier = world.say(NORTH, TO_ALL)

    def objection(body: StatementMade) -> str | None:
        return world.objection(world.say(NORTH, body))

    assert objection(StatementMade("reply", en("x"), (), None, meeting, 0, earlier)) is None
    assert objection(StatementMade("reply", en("x"), (), None, meeting, -1)) == "statements.no_such_item"
    assert objection(StatementMade("reply", en("x"), (), None, earlier)) == "statements.not_a_meeting"
    assert objection(StatementMade("reply", en("x"), reply_to=meeting)) == "statements.not_a_statement"


def test_only_the_party_through_which_it_goes_relays_it() -> None:
    world, said = made(SOUTH, VIA)
    foreign = [world.say(party, StatementRelayed((NORTH,)), said) for party in (NORTH, SOUTH)]
    relayed = world.say(HOST, StatementRelayed((NORTH,)), said)

    assert [world.objection(each) for each in foreign] == ["statements.not_yours_to_relay"] * 2
    assert world.objection(relayed) is None
    assert rules.relayed_to(world.state(said)) == (NORTH,)
    assert rules.status(world.state(said)) == "relayed"


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ((), "statements.says_nothing"),
        ((SOUTH,), "statements.not_an_addressee"),
        (("west",), "statements.not_an_addressee"),
        ((NORTH, NORTH), "statements.addressed_twice"),
    ],
)
def test_it_is_relayed_to_addressees(to: tuple[str, ...], why: str) -> None:
    world, said = made(SOUTH, VIA)

    assert world.objection(world.say(HOST, StatementRelayed(to), said)) == why


def test_a_direct_statement_is_relayed_by_nobody() -> None:
    world, said = made(NORTH, DIRECT)

    assert world.objection(world.say(HOST, StatementRelayed((SOUTH,)), said)) == "statements.not_yours_to_relay"


def test_addressees_acknowledge_each_for_itself_and_once() -> None:
    world, said = made(NORTH, TO_ALL)
    own = world.say(NORTH, StatementAcknowledged(), said)
    first = world.say(SOUTH, StatementAcknowledged(), said)
    again = world.say(SOUTH, StatementAcknowledged(), said)
    halfway = rules.status(world.state(said))
    world.say(HOST, StatementAcknowledged(), said)

    assert world.objection(own) == "statements.not_an_addressee"
    assert world.objection(first) is None
    assert world.objection(again) == "statements.acknowledged_already"
    assert (halfway, rules.status(world.state(said))) == ("made", "acknowledged")


def test_the_author_withdraws_and_the_words_stay() -> None:
    world, said = made(SOUTH, VIA)
    foreign = world.say(HOST, StatementWithdrawn(), said)
    own = world.say(SOUTH, StatementWithdrawn(en("overtaken")), said)
    again = world.say(SOUTH, StatementWithdrawn(), said)
    world.see_all(HOST)
    late = world.say(HOST, StatementRelayed((NORTH,)), said)

    assert world.objection(foreign) == "statements.not_yours_to_withdraw"
    assert world.objection(own) is None
    assert world.objection(again) == world.objection(late) == "statements.withdrawn_before"
    assert rules.status(world.state(said)) == "withdrawn"
    assert world.state(said).text == VIA.text
    assert world.state(said).withdrawal.why == en("overtaken")


def test_relaying_what_is_being_withdrawn_crosses() -> None:
    """Neither had seen the other's act: the addressee has it and the author has taken it back."""
    world, said = made(SOUTH, VIA)
    world.say(SOUTH, StatementWithdrawn(), said)
    world.say(HOST, StatementRelayed((NORTH,)), said)

    assert rules.status(world.state(said)) == "crossed"


def test_withdrawing_after_it_was_relayed_is_no_crossing() -> None:
    world, said = made(SOUTH, VIA)
    world.say(HOST, StatementRelayed((NORTH,)), said)
    world.see_all(SOUTH)
    world.say(SOUTH, StatementWithdrawn(), said)

    assert rules.status(world.state(said)) == "withdrawn"


def test_shares_are_counted_by_party() -> None:
    """Who spoke directly and who through the moderator; how much was talk about talks; what was said outside."""
    world = founded()
    bodies = (
        (NORTH, DIRECT),
        (NORTH, StatementMade("procedural", en("When?"), (SOUTH,))),
        (SOUTH, VIA),
        (SOUTH, StatementMade("readout", en("It went well."), outside=True)),
    )
    states = [world.state(world.say(party, body)) for party, body in bodies]

    assert rules.counts_by_party(states) == {
        NORTH: {"direct": 2, "made": 2, "procedural": 1, "question": 1},
        SOUTH: {"all": 1, "demand": 1, "made": 2, "outside": 1, "readout": 1, "via": 1},
    }
    assert rules.counts_by_party([]) == {}


def test_an_act_needs_a_statement() -> None:
    world, said = made(NORTH, DIRECT)

    assert world.objection(world.say(SOUTH, StatementAcknowledged())) == "statements.not_found"
    assert world.objection(world.say(NORTH, DIRECT, said)) == "statements.made_already"


class AnyoneSaysAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any statement entry, in any order."""

    slice_name = "statements"

    def opening(self, author: str) -> Body:
        """Something to all, through somebody where possible."""
        return StatementMade("position", en(author), (), HOST if author != HOST else None)

    @invariant()
    def only_those_named_act(self) -> None:
        """Relays by the party named, acknowledgements by addressees, withdrawals by the author."""
        for state in self.fold.subjects("statements").values():
            assert {self.entry(each.entry).party for each in state.relays} <= {state.via}
            assert {each.party for each in state.acknowledgements} <= set(state.addressees)
            assert {self.entry(each.entry).party for each in state.withdrawals} <= {state.party}
            assert set(rules.relayed_to(state)) <= set(state.addressees)
            assert len(state.withdrawals) <= 1

    @invariant()
    def what_was_said_stays_said(self) -> None:
        """No act changes words or takes another act off the record."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert now is not None
            assert (now.text, now.addressees, now.party) == (before.text, before.addressees, before.party)
            assert set(before.relays) <= set(now.relays)
            assert set(before.acknowledgements) <= set(now.acknowledgements)
            assert set(before.withdrawals) <= set(now.withdrawals)


TestAnyoneSaysAnything = AnyoneSaysAnything.TestCase
