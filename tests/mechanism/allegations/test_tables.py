"""What lists show of allegations."""

from tests.mechanism.allegations.test_rules import SHELLING, filed
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.mechanism.allegations import tables
from trilateral.mechanism.allegations.entries import (
    AllegationRemarked,
    CompetenceStated,
    FindingDissented,
    FindingJoined,
    PointAnswered,
    RemedyChecked,
    RemedyDone,
    RemedyUndertaken,
    ResponsibilityContested,
)


def test_rows_of_an_allegation() -> None:
    world, allegation = filed()
    before = world.state(allegation)
    answer = world.say(SOUTH, PointAnswered(1, "denied", en("no")), allegation)
    world.say(HOST, AllegationRemarked(en("noted")), allegation)
    world.say(SOUTH, CompetenceStated("not_within_competence"), allegation)
    world.say(SOUTH, ResponsibilityContested(en("not ours")), allegation)

    rows = stored(tables, before, world.state(allegation))

    (row,) = rows["allegations"]
    assert (row["party"], row["against"], row["status"], row["asked_of"]) == (NORTH, SOUTH, "answered_in_part", SOUTH)
    assert (row["points"], row["open_points"], row["proxy"]) == (3, 2, "an armed group")
    assert (row["competence"], row["responsibility"], row["recurs"]) == ("not_within_competence", "contested", None)
    assert [(each["point"], each["answer"], each["answered_in"]) for each in rows["allegation_points"]] == [
        (0, None, None),
        (1, "denied", answer),
        (2, None, None),
    ]
    assert [(each["party"], each["text"]) for each in rows["allegation_remarks"]] == [(HOST, "noted")]


def test_rows_of_findings_and_remedies() -> None:
    world, allegation = filed()
    finding = world.say(NORTH, SHELLING, allegation)
    remedy = world.say(SOUTH, RemedyUndertaken(en("We close it."), 0, "2030-02-01"), allegation)
    world.meet()
    world.say(SOUTH, FindingDissented(finding, en("no")), allegation)
    world.say(HOST, FindingJoined(finding), allegation)
    world.say(SOUTH, RemedyDone(remedy), allegation)
    for party in (NORTH, HOST):
        world.say(party, RemedyChecked(remedy, "confirmed"), allegation)

    rows = stored(tables, world.state(allegation))

    (found,) = rows["allegation_findings"]
    assert (found["fact"], found["attribution"], found["qualification"]) == ("confirmed", "proxy", "differing_views")
    assert (found["whose"], found["signatures"], found["dissents"]) == ("party", 2, 1)
    (undertaken,) = rows["allegation_remedies"]
    assert (undertaken["due_on"], undertaken["done"], undertaken["confirmed"]) == ("2030-02-01", True, 2)
