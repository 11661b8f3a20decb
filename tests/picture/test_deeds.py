"""Deeds beside words: what was promised, due, done, contested and left without a word, each with its entry."""

from tests.mechanism.commitments.table import BOTH, DEMAND, INSPECTED
from tests.worlds import HOST, NORTH, PARTIES, SOUTH, World, en, founded
from trilateral.agreement.clocks import Answer
from trilateral.mechanism.commitments.entries import (
    CommitmentRefused,
    CommitmentStated,
    CommitmentUndertaken,
    DeedReported,
    ReportAnswered,
    StandingStated,
)
from trilateral.mechanism.commitments.state import Commitment
from trilateral.mechanism.requests.entries import RequestAccepted, RequestDisputed, RequestDone, RequestMade
from trilateral.mechanism.requests.rules import Request
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.mechanism.statements.rules import Statement
from trilateral.picture.deeds import Deeds, Line, deeds


def ledger(world: World, today: str = "2030-02-15") -> dict[str, Deeds]:
    """What each party's deeds were when the day began, everywhere."""
    fold = world.fold()
    found = deeds(
        PARTIES,
        [each for each in fold.subjects("commitments").values() if isinstance(each, Commitment)],
        [each for each in fold.subjects("requests").values() if isinstance(each, Request)],
        [each for each in fold.subjects("statements").values() if isinstance(each, Statement)],
        lambda _party, day: Answer.YES if day < today else Answer.NO,
        fold.state,
    )
    return {each.party: each for each in found}


def test_a_demand_is_no_promise_until_it_is_undertaken() -> None:
    world = founded()
    demand, refused = world.say(NORTH, DEMAND), world.say(NORTH, DEMAND)
    world.meet()
    word = world.say(SOUTH, CommitmentRefused(), refused)
    before = ledger(world)[SOUTH]
    world.say(SOUTH, CommitmentUndertaken(), demand)
    after = ledger(world)[SOUTH]

    assert before.promised == ()
    assert before.unanswered == (Line(demand, None, demand, "2030-03-01"),)
    assert before.refused == (Line(refused, None, word, "2030-03-01"),)
    assert (after.promised, after.unanswered) == ((Line(demand, None, demand, "2030-03-01"),), ())


def test_each_step_is_due_done_contested_or_silent() -> None:
    world = founded()
    subject = world.say(SOUTH, INSPECTED)
    report = world.say(SOUTH, DeedReported(0), subject)
    world.meet()
    world.say(NORTH, ReportAnswered(report, "dissented"), subject)
    first, second = Line(subject, 0, report, "2030-02-01"), Line(subject, 1, subject, "2030-03-01")
    early, late = ledger(world)[SOUTH], ledger(world, "2030-03-15")[SOUTH]

    assert (early.promised, early.due, early.silent) == ((first, second), (first,), ())
    assert (early.done, early.contested) == ((first,), (first,))
    assert (late.due, late.silent) == ((first, second), (second,))


def test_each_of_several_answers_for_itself_and_what_is_released_is_nobodys_promise() -> None:
    world = founded()
    subject, gone = world.say(NORTH, BOTH), world.say(SOUTH, CommitmentStated((SOUTH,), en("x"), (NORTH,)))
    world.meet()
    world.say(NORTH, StandingStated("released"), gone)
    found = ledger(world)

    assert found[NORTH].promised == (Line(subject, None, subject, None),)
    assert found[SOUTH].unanswered == (Line(subject, None, subject, None),)
    assert found[SOUTH].promised == ()


def test_requests_count_once_they_are_accepted() -> None:
    world = founded()
    asked = world.say(NORTH, RequestMade("action", SOUTH, en("Patrol."), due_on="2030-02-01"))
    world.meet()
    before = ledger(world)[SOUTH]
    world.say(SOUTH, RequestAccepted(), asked)
    accepted = ledger(world)[SOUTH]
    report = world.say(SOUTH, RequestDone(), asked)
    world.meet()
    world.say(NORTH, RequestDisputed(report), asked)
    disputed = ledger(world)[SOUTH]

    assert [len(each) for each in (before.unanswered, before.promised)] == [1, 0]
    assert accepted.silent == (Line(asked, None, asked, "2030-02-01"),)
    assert disputed.contested == (Line(asked, None, report, "2030-02-01"),)
    assert disputed.silent == ()


def test_talk_about_talks_is_counted_apart_from_substance() -> None:
    world = founded()
    world.say(HOST, StatementMade("procedural", en("When do we meet?")))
    world.say(HOST, StatementMade("demand", en("Leave.")))
    world.say(NORTH, StatementMade("procedural", en("Where?")))
    found = ledger(world)

    assert [(each.procedural, each.substantive) for each in (found[HOST], found[NORTH], found[SOUTH])] == [
        (1, 1),
        (1, 0),
        (0, 0),
    ]
