"""What lists show of reports, incidents, evidence and events."""

from tests.mechanism.incidents.happenings import BRIDGE, NEWS, SHELLED, opened, told
from tests.mechanism.rows import stored
from tests.worlds import DATE, HOST, NORTH, PARTIES, SOUTH, en, founded
from trilateral.agreement.intervals import Interval
from trilateral.mechanism.incidents import tables
from trilateral.mechanism.incidents.entries import (
    EventRecorded,
    EvidenceHanded,
    EvidenceReceived,
    EvidenceRecorded,
    IncidentReported,
    NumberAccepted,
    NumberProposed,
    ReportDetailed,
    ReportLinked,
    ReportSeparated,
)


def test_rows_of_a_report_say_what_it_says_with_its_details() -> None:
    world, north, _, _ = opened()
    world.say(NORTH, ReportDetailed(where=BRIDGE), north)
    (row,) = stored(tables, world.state(north))["incident_reports"]

    assert (row["party"], row["type"], row["sub_type"]) == (NORTH, "explosion", "shelling_or_missile_attack")
    assert (row["from_at"], row["until_at"]) == (int(DATE.timestamp()), int(DATE.timestamp()) + 3600)
    assert (row["lat"], row["lon"], row["radius_m"], row["place"]) == (333_412_345, 443_612_345, 50, "The bridge")
    assert (row["text"], row["details"], row["told_by"]) == (SHELLED.text.text if SHELLED.text else "", 1, None)


def test_a_report_that_says_little_has_a_row_too() -> None:
    world = founded()
    said = world.say(NORTH, IncidentReported("protest", told_by=en("A wire")), sources=(NEWS,))
    (row,) = stored(tables, world.state(said))["incident_reports"]

    assert row["told_by"] == "A wire"
    assert {row[name] for name in ("sub_type", "from_at", "lat", "place", "text")} == {None}


def test_rows_of_an_incident_have_each_partys_last_word() -> None:
    world, north, south, incident = opened()
    for party in PARTIES:
        world.say(party, ReportLinked(told(north)), incident)
    world.say(NORTH, ReportLinked(told(south)), incident)
    world.meet()
    world.say(SOUTH, ReportSeparated(told(south)), incident)
    number = world.say(HOST, NumberProposed("2030-1"), incident)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, NumberAccepted(number), incident)
    rows = stored(tables, world.state(incident))
    (row,) = rows["incidents"]

    assert (row["number"], row["joint"], row["disputed"], row["crossed"]) == ("2030-1", 1, 1, False)
    assert {(each["report"], each["row"], each["party"], each["word"]) for each in rows["incident_links"]} == {
        *((north, -1, party, "linked") for party in PARTIES),
        (south, -1, NORTH, "linked"),
        (south, -1, SOUTH, "separated"),
    }


def test_rows_of_evidence_say_who_has_it_unless_two_say_so() -> None:
    world = founded()
    thing = world.say(NORTH, EvidenceRecorded("fragment", en("A fin"), en("Who fired it."), mark="F-1"))
    first = world.say(NORTH, EvidenceHanded(HOST), thing)
    world.see_all(HOST)
    second = world.say(NORTH, EvidenceHanded(SOUTH), thing)
    world.see_all(SOUTH)
    world.say(HOST, EvidenceReceived(first), thing)
    one = stored(tables, world.state(thing))["incident_evidence"]
    world.say(SOUTH, EvidenceReceived(second), thing)
    two = stored(tables, world.state(thing))["incident_evidence"]

    assert [(each["held_by"], each["handed"]) for each in one] == [(HOST, 1)]
    assert [(each["held_by"], each["handed"]) for each in two] == [(None, 2)]


def test_rows_of_an_outside_event() -> None:
    world = founded()
    said = world.say(
        NORTH, EventRecorded("declaration", en("A neighbour"), en("Calm."), Interval(DATE)), sources=(NEWS,)
    )
    (row,) = stored(tables, world.state(said))["incident_events"]

    assert (row["sort"], row["who"], row["text"], row["from_at"]) == (
        "declaration",
        "A neighbour",
        "Calm.",
        int(DATE.timestamp()),
    )
