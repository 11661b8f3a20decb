"""Access asked for and answered, quotas, statistics; verification missions from request to endorsement."""

from datetime import UTC, datetime, timedelta

from tests.mechanism.commitments.table import DEMAND, INSPECTED, MISSION, undertaken, visit
from tests.worlds import BEGAN, HOST, NORTH, SOUTH, World, en, founded
from trilateral.agreement.clocks import Answer, Capital, due
from trilateral.agreement.undertakings import Quota
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.commitments import access, missions
from trilateral.mechanism.commitments.entries import (
    AccessAnswered,
    AccessEnded,
    AccessRequested,
    CommitmentStated,
    MissionDeployed,
    MissionReported,
    MissionRequested,
    MissionSuspended,
    ReportAnswered,
    Result,
    TeamNamed,
)
from trilateral.mechanism.commitments.missions import Stage

SECOND = timedelta(seconds=1)
UTC_SOUTH = Capital(SOUTH, UTC)


def stage(world: World, mission: EntryId, under: EntryId | None = None) -> Stage:
    return missions.stage(world.state(mission), None if under is None else world.state(under))


# Access


def test_the_party_asked_answers_with_a_reason_and_whoever_asked_says_what_came_of_it() -> None:
    world, subject = undertaken(INSPECTED)
    request = world.say(NORTH, visit(), subject)
    world.meet()
    by_another = world.say(HOST, AccessAnswered(request, "granted"), subject)
    no_reason = world.say(SOUTH, AccessAnswered(request, "delayed"), subject)
    world.say(SOUTH, AccessAnswered(request, "delayed", en("The road is out.")), subject)
    world.say(SOUTH, AccessAnswered(request, "granted"), subject)
    world.meet()
    not_mine = world.say(HOST, AccessEnded(request, "entered"), subject)
    world.say(NORTH, AccessEnded(request, "turned_back", en("Stopped at the gate.")), subject)
    held = world.state(subject)
    asked = access.request_of(held, request)
    assert asked is not None

    assert world.objection(by_another) == "commitments.not_yours_to_grant"
    assert world.objection(no_reason) == "commitments.gives_no_reason"
    assert world.objection(not_mine) == "commitments.not_yours_to_end"
    last = access.answer_to(held, asked)
    assert [each.answer for each in access.answers_to(held, asked)] == ["delayed", "granted"]
    assert last is not None
    assert last.answer == "granted"
    ended = access.end_of(held, asked)
    assert ended is not None
    assert ended.outcome == "turned_back"


def test_silence_on_access_is_an_answer_to_a_question_with_a_time() -> None:
    world, subject = undertaken(INSPECTED)
    request = world.say(NORTH, visit(), subject)
    world.meet()
    open_ = world.state(subject)
    world.say(SOUTH, AccessAnswered(request, "granted"), subject)
    answered = world.state(subject)
    asked = access.request_of(open_, request)
    assert asked is not None
    began = datetime(2030, 1, 10, tzinfo=UTC)
    term = due(ClockTerms(access.ACCESS_CLOCK, 12), began, UTC_SOUTH)

    edges = [began + timedelta(hours=12) + each for each in (timedelta(), SECOND)]
    assert [access.unanswered(open_, asked, term, at) for at in edges] == [Answer.NO, Answer.YES]
    assert access.unanswered(open_, asked, term, edges[1], began) is Answer.UNDECIDED
    assert access.unanswered(answered, asked, term, edges[1]) is Answer.NO


def test_a_quota_is_by_party_period_and_sort_of_site() -> None:
    """Two visits to bases in thirty days by the north, three of all sorts by anybody."""
    world, subject = undertaken(INSPECTED)
    within = [world.say(NORTH, visit(day), subject) for day in ("2030-02-03", "2030-03-02")]
    third = world.say(NORTH, visit("2030-02-20"), subject)
    elsewhere = world.say(NORTH, visit("2030-02-20", sort="depot"), subject)
    fourth = world.say(NORTH, visit("2030-02-21", sort="depot"), subject)
    next_period = world.say(NORTH, visit("2030-03-03"), subject)
    before = world.say(NORTH, visit("2030-01-31"), subject)
    others = [world.say(HOST, visit(), subject) for _ in range(4)]

    assert [world.objection(each) for each in (*within, elsewhere, next_period, before)] == [None] * 5
    assert [world.objection(each) for each in (third, fourth)] == ["commitments.over_quota"] * 2
    assert [world.objection(each) for each in others] == [None, None, None, "commitments.over_quota"]
    held = world.state(subject)
    assert access.used_of(held, held.quotas[0], NORTH, "2030-02-10") == 2
    assert access.period_of(held.quotas[0], "2030-02-10") == ("2030-02-01", "2030-03-02")
    assert access.period_of(held.quotas[0], "2030-01-31") == ("2030-01-02", "2030-01-31")


def test_what_was_denied_or_given_up_uses_up_no_quota() -> None:
    world, subject = undertaken(INSPECTED)
    first, second = (world.say(NORTH, visit(), subject) for _ in range(2))
    world.say(NORTH, AccessEnded(second, "given_up"), subject)
    world.see(SOUTH, NORTH)
    world.say(SOUTH, AccessAnswered(first, "denied", en("Not now.")), subject)
    not_known = [world.say(NORTH, visit(), subject) for _ in range(2)]
    world.meet()
    known = world.say(NORTH, visit(), subject)

    assert [world.objection(each) for each in not_known] == [None, "commitments.over_quota"]
    assert world.objection(known) is None


def test_a_visit_that_took_place_counts_though_it_is_denied_afterwards() -> None:
    world, subject = undertaken(INSPECTED)
    asked = [world.say(NORTH, visit(), subject) for _ in range(2)]
    world.meet()
    world.say(SOUTH, AccessAnswered(asked[0], "granted"), subject)
    world.meet()
    world.say(NORTH, AccessEnded(asked[0], "entered"), subject)
    world.meet()
    late = world.say(SOUTH, AccessAnswered(asked[0], "denied", en("It was not agreed.")), subject)
    world.meet()
    third = world.say(NORTH, visit(), subject)

    assert world.objection(late) is None, "nobody is kept from answering"
    assert world.objection(third) == "commitments.over_quota"


def test_every_answer_is_counted_with_the_time_it_took_and_one_after_the_fact_says_so() -> None:
    world, _subject = undertaken(INSPECTED)
    mission = world.say(NORTH, MISSION)
    world.meet()
    asked = world.say(NORTH, visit(), mission, at=BEGAN)
    world.meet()
    world.say(SOUTH, AccessAnswered(asked, "delayed", en("The road is out.")), mission, at=BEGAN + timedelta(hours=6))
    world.say(SOUTH, AccessAnswered(asked, "granted"), mission, at=BEGAN + timedelta(hours=30))
    world.meet()
    there = world.say(NORTH, MissionDeployed(), mission, at=BEGAN + timedelta(hours=40))
    world.meet()
    late = world.say(SOUTH, AccessAnswered(asked, "denied", en("No.")), mission, at=BEGAN + timedelta(days=100))
    fold, held = world.fold(), world.state(mission)

    def said_at(entry: EntryId) -> datetime | None:
        verdict = fold.verdict(entry)
        return None if verdict is None or verdict.entry is None else verdict.entry.header.claimed_at

    request = access.request_of(held, asked)
    assert request is not None
    told = access.given(held, request, held, said_at)
    assert [(each.answer.answer, each.hours, each.after) for each in told] == [
        ("delayed", 6.0, None),
        ("granted", 30.0, None),
        ("denied", 2400.0, there),
    ]
    assert told[-1].answer.entry == late
    (found,) = access.statistics([held], said_at)
    assert found.answers == {"granted": 1, "conditional": 0, "delayed": 1, "denied": 1}
    assert found.hours == {"granted": 30, "conditional": None, "delayed": 6, "denied": 2400}
    assert (found.late, found.median_hours) == (1, 6)


def test_how_each_party_answers_is_counted() -> None:
    world, subject = undertaken(INSPECTED)
    other = world.say(HOST, MISSION)
    world.meet()
    asked = [world.say(NORTH, visit(day), subject) for day in ("2030-02-03", "2030-03-03", "2030-04-03")]
    asked.append(world.say(HOST, visit(), other))
    world.meet()
    world.say(SOUTH, AccessAnswered(asked[0], "granted"), subject, at=BEGAN + timedelta(days=40))
    world.say(SOUTH, AccessAnswered(asked[1], "denied", en("Not now.")), subject, at=BEGAN + timedelta(days=41))
    world.say(NORTH, AccessEnded(asked[0], "turned_back"), subject)
    fold = world.fold()

    def said_at(entry: EntryId) -> datetime | None:
        verdict = fold.verdict(entry)
        return None if verdict is None or verdict.entry is None else verdict.entry.header.claimed_at

    (found,) = access.statistics((world.state(subject), world.state(other)), said_at)
    assert (found.of, found.asked, found.turned_back) == (SOUTH, 4, 1)
    assert found.answers == {"granted": 1, "conditional": 0, "delayed": 0, "denied": 1}
    assert found.median_hours in {971, 972}, "half-way between 40 and 41 days, less the minutes before they asked"
    assert {each.entry for each in found.open} == {asked[2], asked[3]}


def test_access_is_asked_of_another_party_for_days_in_order() -> None:
    world, subject = undertaken(INSPECTED)
    cases = {
        visit(of="west"): "commitments.not_a_party",
        visit(of=NORTH): "commitments.asks_oneself",
        visit("2030-02-30"): "commitments.no_such_day",
        visit(until_on="2030-02-01"): "commitments.ends_before_it_begins",
        visit(mission=subject): "commitments.no_such_mission",
        visit(mission="f" * 64): "commitments.not_seen",
        visit(until_on="2030-02-04"): None,
    }

    assert {body: world.objection(world.say(NORTH, body, subject)) for body in cases} == cases


def test_observers_may_ask_for_access_and_verify() -> None:
    """Their word completes no agreement; what they verify is shown as theirs (`entries.FOR_ALL`)."""
    world, subject = undertaken(DEMAND)
    request = world.say(HOST, visit(), subject)
    unknown = world.say(SOUTH, AccessAnswered("f" * 64, "granted"), subject)
    other = world.say(SOUTH, AccessAnswered(subject, "granted"), subject)

    assert world.objection(request) is None
    assert world.objection(unknown) == "commitments.not_seen"
    assert world.objection(other) == "commitments.no_such_request"


# Missions


def begun(body: MissionRequested = MISSION, by: str = HOST) -> tuple[World, EntryId]:
    world = founded()
    mission = world.say(by, body)
    world.meet()
    return world, mission


def test_from_requested_to_endorsed() -> None:
    world, mission = begun()
    found = [stage(world, mission)]

    def say(party: str, body: Body) -> EntryId:
        said = world.say(party, body, mission)
        assert world.objection(said) is None
        world.meet()
        found.append(stage(world, mission))
        return said

    request = say(HOST, visit())
    say(SOUTH, AccessAnswered(request, "denied", en("Not now.")))
    refused = world.say(HOST, MissionDeployed(), mission)
    say(SOUTH, AccessAnswered(request, "conditional", en("Unarmed."), (en("No weapons"),)))
    say(HOST, TeamNamed(("observer-one",)))
    say(NORTH, TeamNamed(("liaison",)))
    say(HOST, MissionDeployed())
    say(HOST, MissionSuspended(en("Fog.")))
    say(HOST, MissionDeployed())
    say(HOST, MissionReported("spot", en("The gate is open.")))
    final = say(HOST, MissionReported("final", en("Left."), (Result(0, "confirmed"), Result(1, "not_checked"))))
    say(NORTH, ReportAnswered(final, "endorsed"))
    say(SOUTH, ReportAnswered(final, "dissented", en("Stores were left too.")))
    say(SOUTH, ReportAnswered(final, "endorsed"))

    assert world.objection(refused) == "commitments.no_access"
    assert found == [
        Stage.REQUESTED,
        Stage.ACCESS_REQUESTED,
        Stage.ACCESS_DENIED,
        Stage.ACCESS_CONDITIONAL,
        Stage.ACCESS_CONDITIONAL,
        Stage.ACCESS_CONDITIONAL,
        Stage.DEPLOYED,
        Stage.SUSPENDED,
        Stage.DEPLOYED,
        Stage.DEPLOYED,
        Stage.REPORTED,
        Stage.REPORTED,
        Stage.DISSENTED,
        Stage.ENDORSED,
    ]
    assert missions.team(world.state(mission)) == {HOST: ("observer-one",), NORTH: ("liaison",)}


def test_only_who_leads_it_says_where_the_team_is_and_what_it_found() -> None:
    world, mission = begun()
    others = [
        world.say(SOUTH, body, mission)
        for body in (MissionDeployed(), MissionSuspended(en("x")), MissionReported("final", en("x")))
    ]
    early = world.say(HOST, MissionReported("spot", en("x")), mission)
    world.say(HOST, MissionDeployed(), mission)
    beyond = world.say(HOST, MissionReported("final", en("x"), (Result(2, "confirmed"),)), mission)
    twice = world.say(HOST, MissionReported("final", en("x"), (Result(1, "confirmed"),) * 2), mission)

    assert [world.objection(each) for each in others] == ["commitments.not_yours_to_lead"] * 3
    assert world.objection(early) == "commitments.not_deployed"
    assert [world.objection(each) for each in (beyond, twice)] == ["commitments.no_such_point"] * 2


def test_under_a_commitment_with_quotas_a_mission_asks_there() -> None:
    """So that nobody gets round a quota by calling it a mission."""
    world, subject = undertaken(INSPECTED)
    mission = world.say(NORTH, MissionRequested(en("The first base"), "local", subject))
    aside = world.say(NORTH, visit(), mission)
    request = world.say(NORTH, visit(mission=mission), subject)
    waiting = stage(world, mission, subject)
    world.meet()
    world.say(SOUTH, AccessAnswered(request, "granted"), subject)

    assert world.objection(aside) == "commitments.ask_under_commitment"
    assert waiting is Stage.ACCESS_REQUESTED
    assert stage(world, mission, subject) is Stage.ACCESS_GRANTED


def test_a_mission_about_a_commitment_without_quotas_asks_by_itself() -> None:
    world, subject = undertaken(CommitmentStated((SOUTH,), en("x")))
    mission = world.say(NORTH, MissionRequested(en("y"), "local", subject))

    assert world.objection(world.say(NORTH, visit(), mission)) is None


def test_reports_are_due_from_when_the_team_is_on_the_ground() -> None:
    world, mission = begun()
    waiting = world.state(mission)
    world.say(HOST, MissionDeployed(), mission)
    deployed = world.state(mission)
    world.say(HOST, MissionReported("spot", en("x")), mission)
    spotted = world.state(mission)
    began = datetime(2030, 1, 10, tzinfo=UTC)
    term = due(ClockTerms(missions.SPOT_CLOCK, 24), began, Capital(HOST, UTC))
    late = began + timedelta(hours=24) + SECOND

    assert missions.report_waits(waiting, "spot") is None
    assert missions.late_report(deployed, "spot", term, late, None) is Answer.YES
    assert missions.late_report(spotted, "spot", term, late, None) is Answer.NO
    assert missions.late_report(spotted, "final", term, late, None) is Answer.YES


def test_a_quota_of_none_lets_nobody_in() -> None:
    closed = CommitmentStated((SOUTH,), en("x"), quotas=(Quota(0, 30, "2030-02-01"),))
    world, subject = undertaken(closed)

    assert world.objection(world.say(NORTH, AccessRequested(SOUTH, visit().place, "2030-02-03"), subject)) == (
        "commitments.over_quota"
    )


def test_a_quota_is_of_those_who_undertook_it() -> None:
    """Access asked of somebody else under the same commitment uses up nothing, and is not held against it."""
    closed = CommitmentStated((SOUTH,), en("x"), quotas=(Quota(1, 30, "2030-02-01"),))
    world, subject = undertaken(closed)
    elsewhere = [world.say(NORTH, visit(of=HOST), subject) for _ in range(2)]
    there = [world.say(NORTH, visit(), subject) for _ in range(2)]

    assert [world.objection(each) for each in (*elsewhere, *there)] == [None, None, None, "commitments.over_quota"]
