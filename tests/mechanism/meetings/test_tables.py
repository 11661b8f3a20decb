"""What lists and calendars show of meetings."""

from tests.mechanism.meetings.test_rules import AGENDA, convened, opened, proposed
from tests.mechanism.rows import stored
from tests.worlds import DATE, HOST, NORTH, SOUTH, en
from trilateral.mechanism.meetings import tables
from trilateral.mechanism.meetings.entries import (
    AgendaAccepted,
    DelegationArrived,
    MeetingAttended,
    MeetingClosed,
    OutcomeStated,
    ToneStated,
)


def test_rows_of_a_meeting_that_was_held() -> None:
    world, meeting = opened()
    before = world.state(meeting)
    agenda = world.say(HOST, AGENDA, meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, AgendaAccepted(agenda), meeting)
        world.say(party, MeetingAttended(("head",), 6), meeting)
    world.say(NORTH, OutcomeStated("agreed"), meeting)
    world.say(NORTH, OutcomeStated("none", en("no")), meeting)
    world.say(SOUTH, ToneStated("frank"), meeting)
    world.say(SOUTH, ToneStated("serious"), meeting)
    world.say(HOST, MeetingClosed(240), meeting)

    rows = stored(tables, before, world.state(meeting))

    (row,) = rows["meetings"]
    assert (row["status"], row["agenda_status"], row["minutes"]) == ("closed", "agenda_adopted", 240)
    assert (row["starts_at"], row["civil"], row["zone"]) == (
        int(DATE.timestamp()),
        "2030-03-04 10:30",
        "Asia/Baghdad",
    )
    assert [(each["party"], each["stance"]) for each in rows["meeting_stances"]] == [
        (HOST, "accepted"),
        (NORTH, "accepted"),
        (SOUTH, "accepted"),
    ]
    assert [(each["text"], each["adopted"]) for each in rows["meeting_agenda_items"]] == [("Security", True)]
    assert [(each["party"], each["others"]) for each in rows["meeting_attendances"]] == [(NORTH, 6), (SOUTH, 6)]
    assert {(each["word"], each["counts"]) for each in rows["meeting_views"]} == {
        ("agreed", False),
        ("none", True),
        ("frank", True),
        ("serious", True),
    }


def test_rows_of_a_meeting_that_was_not() -> None:
    world, meeting = proposed()
    world.say(NORTH, DelegationArrived(en("Talks begin today."), "2030-03-04"), meeting)

    rows = stored(tables, world.state(meeting))

    (row,) = rows["meetings"]
    assert (row["status"], row["starts_at"], row["agenda_status"]) == ("proposed", None, None)
    assert [each["agreed"] for each in rows["meeting_offers"]] == [False]
    (came,) = rows["meeting_arrivals"]
    assert (came["party"], came["day"], came["convened"]) == (NORTH, "2030-03-04", False)


def test_an_arrival_at_an_agreed_date_is_marked_so() -> None:
    world, meeting = convened()
    world.say(NORTH, DelegationArrived(None, "2030-03-04"), meeting)

    (came,) = stored(tables, world.state(meeting))["meeting_arrivals"]
    assert came["convened"] is True
