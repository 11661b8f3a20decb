"""What lists show of commitments, conditions, missions and named days."""

from tests.mechanism.commitments.table import D_DAY, INSPECTED, MISSION, jointly, level, undertaken, visit
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, PARTIES, SOUTH, en
from trilateral.mechanism.commitments import tables
from trilateral.mechanism.commitments.entries import (
    AccessAnswered,
    ConditionAsserted,
    DayAccepted,
    DeedReported,
    ReportAnswered,
)


def test_rows_of_a_commitment() -> None:
    world, subject = undertaken(INSPECTED)
    report = world.say(SOUTH, DeedReported(0), subject)
    request = world.say(NORTH, visit(), subject)
    world.say(SOUTH, level("complete"), subject)
    world.meet()
    world.say(NORTH, ReportAnswered(report, "dissented"), subject)
    world.say(SOUTH, AccessAnswered(request, "denied", en("Not now.")), subject)
    jointly(world, subject, "minimum")

    rows = stored(tables, world.state(subject))
    (row,) = rows["commitments"]
    assert (row["party"], row["text"], row["status"]) == (NORTH, "Leave the three bases.", "minimum")
    assert [(each["party"], each["part"], each["bound"]) for each in rows["commitment_parties"]] == [
        (SOUTH, "obliged", True)
    ]
    assert [(each["step"], each["due_on"]) for each in rows["commitment_steps"]] == [
        (0, "2030-02-01"),
        (1, "2030-03-01"),
    ]
    assert [(each["step"], each["endorsed"], each["dissented"]) for each in rows["commitment_deeds"]] == [(0, 0, 1)]
    found = {(each["party"], each["whose"], each["level"], each["stands"]) for each in rows["commitment_assessments"]}
    assert found == {(SOUTH, "self", 3, True), *((party, "joint", 1, True) for party in PARTIES)}
    assert [(each["of"], each["answer"], each["outcome"]) for each in rows["commitment_accesses"]] == [
        (SOUTH, "denied", None)
    ]


def test_rows_of_what_is_beside_commitments() -> None:
    world, subject = undertaken(INSPECTED)
    other = world.say(NORTH, INSPECTED)
    condition = world.say(NORTH, ConditionAsserted(other, subject))
    mission, day = world.say(HOST, MISSION), world.say(HOST, D_DAY)
    world.meet()
    open_day = stored(tables, world.state(day))["commitment_days"]
    for party in (NORTH, SOUTH):
        world.say(party, DayAccepted(day), day)

    rows = stored(tables, *(world.state(each) for each in (condition, mission, day)))
    assert [
        (each["held_back"], each["until"], each["status"], each["live"]) for each in rows["commitment_conditions"]
    ] == [(other, subject, "asserted", True)]
    assert [(each["party"], each["tier"], each["status"]) for each in rows["commitment_missions"]] == [
        (HOST, "local", "requested")
    ]
    assert [each["on"] for each in (*open_day, *rows["commitment_days"])] == [None, "2030-02-01"]


def test_an_indicator_says_whether_reports_are_counted() -> None:
    world, subject = undertaken()

    (row,) = stored(tables, world.state(subject))["commitment_indicators"]
    assert (row["baseline"], row["target"], row["every"], row["counted"]) == (40, 10, "month", True)
