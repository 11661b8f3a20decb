"""Statements: to whom, by which way, and what became of them."""

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.orders import folded_somehow
from tests.worlds import BEGAN, HOST, NORTH, SOUTH, World, en, founded, make_charter
from trilateral.agreement.clocks import Answer, due
from trilateral.ledger.charter import ClockTerms, UnsignedTerms
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.allegations.entries import AllegationFiled
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.statements import rules
from trilateral.mechanism.statements.entries import (
    ParaphraseConfirmed,
    ParaphraseContested,
    RelayRefused,
    ReplyJudged,
    Sort,
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
        (StatementMade("position", en("x"), matter="river", repeats="f" * 64), "statements.not_seen"),
        (StatementMade("offer", en("x"), in_return_for="f" * 64), "statements.not_seen"),
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
    assert objection(StatementMade("position", en("x"), repeats=meeting)) == "statements.nothing_to_repeat"
    assert objection(StatementMade("offer", en("x"), in_return_for=meeting)) == "statements.not_a_statement"
    assert objection(StatementMade("offer", en("x"), in_return_for=earlier)) == "statements.no_exchange"
    usual = world.say(NORTH, AllegationFiled(SOUTH, (en("as usual"),)))
    assert objection(StatementMade("position", en("x"), repeats=usual)) is None
    assert objection(StatementMade("position", en("x"), repeats=earlier)) is None


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


def test_who_does_not_pass_it_on_says_so_and_may_do_it_later() -> None:
    """The last word in the log of the party through which it goes counts."""
    world, said = made(SOUTH, VIA)
    foreign = world.say(NORTH, RelayRefused(), said)
    refused = world.say(HOST, RelayRefused(en("not in these words")), said)
    between = world.state(said)
    world.say(HOST, StatementRelayed((NORTH,)), said)
    late = world.say(HOST, RelayRefused(), said)

    assert world.objection(foreign) == "statements.not_yours_to_relay"
    assert world.objection(refused) is None
    assert rules.status(between) == "relay_refused"
    assert rules.status(world.state(said)) == "relayed"
    assert rules.refused(world.state(said)) is None
    assert world.objection(late) == "statements.relayed_already"


@pytest.mark.parametrize(
    "body",
    [StatementRelayed((NORTH,), "paraphrased"), StatementRelayed((NORTH,), "as_said", en("They ask you to go."))],
    ids=["no words", "other words as said"],
)
def test_a_paraphrase_has_its_words_and_nothing_else_has(body: StatementRelayed) -> None:
    world, said = made(SOUTH, VIA)

    assert world.objection(world.say(HOST, body, said)) == "statements.whose_words"


def test_the_author_says_whether_its_meaning_is_in_a_paraphrase() -> None:
    world, said = made(SOUTH, VIA)
    softly = world.say(HOST, StatementRelayed((NORTH,), "paraphrased", en("They ask you to go.")), said)
    plainly = world.say(HOST, StatementRelayed((NORTH,)), said)
    unseen = world.say(SOUTH, ParaphraseConfirmed(softly), said)
    world.meet()
    foreign = world.say(NORTH, ParaphraseConfirmed(softly), said)
    wrong = world.say(SOUTH, ParaphraseContested(plainly, en("x")), said)
    before = rules.paraphrased(world.state(said))
    world.say(SOUTH, ParaphraseContested(softly, en("We demand it.")), said)
    contested = rules.paraphrased(world.state(said))
    world.say(SOUTH, ParaphraseConfirmed(softly), said)
    confirmed = rules.paraphrased(world.state(said))

    assert world.objection(foreign) == "statements.not_your_words"
    assert world.objection(unseen) == world.objection(wrong) == "statements.no_such_paraphrase"
    assert [(relay.entry, word and word.word) for relay, word in (*before, *contested, *confirmed)] == [
        (softly, None),
        (softly, "contested"),
        (softly, "confirmed"),
    ]


def asked() -> tuple[World, EntryId, EntryId]:
    """A question of North's, and South's reply to it."""
    world, question = made(NORTH, DIRECT)
    reply = world.say(SOUTH, StatementMade("reply", en("We shall see."), (NORTH,), reply_to=question))
    world.meet()
    return world, question, reply


def answer(world: World, question: EntryId) -> str:
    statements = list(world.fold().subjects("statements").values())
    replies = rules.replies_to(statements).get(question, ())
    return rules.answer_of(world.state(question), SOUTH, replies)


def test_whether_a_reply_answers_is_the_askers_word_beside_it() -> None:
    world, question, reply = asked()
    unjudged = answer(world, question)
    foreign = world.say(SOUTH, ReplyJudged(reply, "answered"), question)
    world.say(NORTH, ReplyJudged(reply, "evaded", en("We asked when.")), question)
    evaded = answer(world, question)
    world.say(SOUTH, StatementMade("reply", en("Tomorrow."), (NORTH,), reply_to=question))
    again = answer(world, question)

    assert world.objection(foreign) == "statements.not_yours_to_judge"
    assert (unjudged, evaded, again) == ("replied", "evaded", "replied")


def test_only_replies_to_what_was_asked_are_judged() -> None:
    world, question, reply = asked()
    own = world.say(NORTH, StatementMade("reply", en("Well?"), reply_to=question))
    declared = world.say(NORTH, TO_ALL)

    def objection(named: EntryId, on: EntryId) -> str | None:
        return world.objection(world.say(NORTH, ReplyJudged(named, "evaded"), on))

    assert objection(own, question) == objection(declared, question) == "statements.not_a_reply"
    assert objection("f" * 64, question) == "statements.not_seen"
    assert objection(reply, declared) == "statements.nothing_asked"


def test_who_says_nothing_is_waited_for_and_silence_is_a_question_with_a_time() -> None:
    world = founded()
    question = world.say(NORTH, StatementMade("question", en("When?")))
    world.meet()
    reply = world.say(SOUTH, StatementMade("reply", en("Soon."), reply_to=question))
    term = due(ClockTerms(rules.ANSWER_CLOCK, 48), BEGAN)
    ends_at = BEGAN + timedelta(hours=48)

    def waits() -> tuple[str, ...]:
        statements = world.fold().subjects("statements").values()
        return rules.waits_for(world.state(question), rules.replies_to(statements).get(question, ()))

    assert waits() == (HOST,)
    assert rules.unanswered(term, ends_at) == Answer.NO
    assert rules.unanswered(term, ends_at + timedelta(seconds=1)) == Answer.YES
    assert rules.unanswered(due(term.terms, None), ends_at) == Answer.UNDECIDED
    assert rules.unanswered(due(None, BEGAN), ends_at + timedelta(days=9)) == Answer.NO
    world.say(SOUTH, StatementWithdrawn(), reply)
    assert waits() == (HOST, SOUTH)
    world.say(NORTH, StatementWithdrawn(), question)
    assert waits() == ()


def test_one_in_return_for_another() -> None:
    world, demand = made(SOUTH, VIA)
    offer = world.say(NORTH, StatementMade("offer", en("If you open the crossing."), in_return_for=demand))
    counter = world.say(NORTH, StatementMade("demand", en("Open the crossing."), in_return_for=offer))

    linked = rules.exchanges(world.fold().subjects("statements").values())
    assert [(one.id, other.id) for one, other in linked] == [(offer, demand), (counter, offer)]


def test_what_is_offered_in_return_is_a_reply() -> None:
    """Who asked may say of it too whether it answers."""
    world, demand = made(SOUTH, StatementMade("demand", en("Withdraw."), (NORTH,)))
    offer = world.say(NORTH, StatementMade("offer", en("If you open the crossing."), in_return_for=demand))
    world.meet()
    judged = world.say(SOUTH, ReplyJudged(offer, "in_part"), demand)

    replies = rules.replies_to(world.fold().subjects("statements").values())[demand]
    assert world.objection(judged) is None
    assert rules.answer_of(world.state(demand), NORTH, replies) == "in_part"
    assert rules.waits_for(world.state(demand), replies) == ()


def test_the_register_holds_what_each_stated_on_a_matter_from_time_to_time() -> None:
    world = founded()
    for party, text in ((SOUTH, "None of ours."), (NORTH, "All of them."), (SOUTH, "Half of ours.")):
        world.say(party, StatementMade("position", en(text), matter="withdrawal"))
    world.say(NORTH, StatementMade("position", en("On no matter in particular.")))
    world.say(NORTH, StatementMade("demand", en("No position."), matter="withdrawal"))

    register = rules.positions(world.fold().subjects("statements").values())
    assert {party: [each.text.text for each in held] for party, held in register["withdrawal"].items()} == {
        NORTH: ["All of them."],
        SOUTH: ["None of ours.", "Half of ours."],
    }
    assert list(register) == ["withdrawal"]


def test_talk_about_talks_is_told_from_the_rest_by_party_and_by_meeting() -> None:
    world = founded()
    meeting = world.say(NORTH, MEETING)
    world.meet()
    for sort in get_args(Sort):
        world.say(SOUTH, StatementMade(sort, en("x"), meeting=meeting if sort == "procedural" else None))

    statements = list(world.fold().subjects("statements").values())
    by_meeting = rules.by_meeting(statements)
    assert rules.talk_of(statements) == {"procedural": 2, "declaratory": 3, "substantive": 5}
    assert rules.talk_of(by_meeting[meeting]) == {"procedural": 1, "declaratory": 0, "substantive": 0}
    assert set(by_meeting) == {meeting, None}
    assert set(rules.TALK) == set(get_args(Sort))


def test_who_keeps_no_log_is_addressed_and_passes_nothing_on() -> None:
    """A party that signs nothing can be spoken to; it cannot say that it has relayed."""
    unsigned = (UnsignedTerms("east", (en("East"),)),)
    world = World(make_charter(unsigned=unsigned)).found()
    to_east = world.say(NORTH, StatementMade("offer", en("x"), ("east",), HOST))
    via_east = world.say(NORTH, StatementMade("offer", en("x"), (SOUTH,), "east"))
    to_all = world.say(NORTH, TO_ALL)

    assert world.objection(to_east) is None
    assert world.objection(via_east) == "statements.not_a_party"
    assert world.state(to_all).addressees == (HOST, SOUTH)


@pytest.mark.parametrize("seed", range(4))
def test_logs_may_be_read_in_any_order(seed: int) -> None:
    """Every order that respects who had seen what gives the same state."""
    world, said = made(SOUTH, VIA)
    first = world.say(HOST, StatementRelayed((NORTH,), "paraphrased", en("They ask.")), said)
    world.say(SOUTH, StatementWithdrawn(), said)
    world.say(NORTH, StatementMade("reply", en("No."), reply_to=said))
    world.meet()
    world.say(SOUTH, ParaphraseContested(first, en("We demand.")), said)
    world.say(HOST, StatementMade("declaration", en("Noted."), repeats=said))
    world.say(NORTH, StatementAcknowledged(), said)

    assert folded_somehow(world, seed).digest() == world.fold().digest()


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
            for own in (state.withdrawals, state.paraphrases, state.judgements):
                assert {self.entry(each.entry).party for each in own} <= {state.party}
            assert {self.entry(each.entry).party for each in state.refusals} <= {state.via}
            assert set(rules.relayed_to(state)) <= set(state.addressees)
            assert len(state.withdrawals) <= 1
            assert rules.status(state) in {
                "made",
                "relayed",
                "relay_refused",
                "acknowledged",
                "withdrawn",
                "crossed",
            }

    @invariant()
    def questions_to_many_have_answers(self) -> None:
        """Whatever was said, every question to all of it comes to an end."""
        statements = list(self.fold.subjects("statements").values())
        replies = rules.replies_to(statements)
        for each in statements:
            assert set(rules.waits_for(each, replies.get(each.id, ()))) <= set(each.addressees)
        assert sum(rules.talk_of(statements).values()) == len(statements)
        assert len(rules.exchanges(statements)) <= len(statements)
        rules.positions(statements)

    @invariant()
    def what_was_said_stays_said(self) -> None:
        """No act changes words or takes another act off the record."""
        for subject, before in self.before.items():
            now = self.fold.state(subject)
            assert now is not None
            assert (now.text, now.addressees, now.party) == (before.text, before.addressees, before.party)
            for row in ("relays", "refusals", "paraphrases", "judgements"):
                assert set(getattr(before, row)) <= set(getattr(now, row))
            assert set(before.acknowledgements) <= set(now.acknowledgements)
            assert set(before.withdrawals) <= set(now.withdrawals)


TestAnyoneSaysAnything = AnyoneSaysAnything.TestCase
