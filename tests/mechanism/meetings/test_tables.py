"""What lists and calendars show of meetings."""

from tests.mechanism.meetings.test_rules import AGENDA, convened, opened, proposed
from tests.mechanism.rows import stored
from tests.worlds import DATE, HOST, NORTH, PARTIES, SOUTH, en
from trilateral.mechanism.meetings import tables
from trilateral.mechanism.meetings.entries import (
    AgendaAccepted,
    Confided,
    DelegationArrived,
    GroundShared,
    GroundStated,
    ItemParked,
    MeetingAttended,
    MeetingClosed,
    MinutesTabled,
    OutcomeStated,
    ParagraphAccepted,
    ParagraphDissented,
    ParaphraseAnswered,
    Paraphrased,
    ToneStated,
    VenueRefused,
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


def test_rows_of_what_was_agreed_in_it_and_after_it() -> None:
    """Places, items left over, paraphrases, common ground and paragraphs: each with the words on it."""
    world, meeting = opened()
    agenda = world.say(HOST, AGENDA, meeting)
    told = world.say(NORTH, Confided(may_pass_on=True), meeting)
    draft = world.say(HOST, MinutesTabled((en("It began."), en("It ended."))), meeting)
    point = world.say(HOST, GroundStated(en("Calm")), meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, AgendaAccepted(agenda), meeting)
        world.say(party, ParagraphAccepted(draft, 0), meeting)
    dissent = world.say(SOUTH, ParagraphDissented(draft, 1, en("Not yet.")), meeting)
    world.say(NORTH, GroundShared(point), meeting)
    world.say(SOUTH, VenueRefused(meeting), meeting)
    spoken = world.say(HOST, Paraphrased(told, (SOUTH,), en("They might.")), meeting)
    world.meet()
    for party in PARTIES:
        world.say(party, ItemParked(agenda, 0), meeting)
    world.say(NORTH, ParaphraseAnswered(spoken, "right"), meeting)

    rows = stored(tables, world.state(meeting))
    assert [(each["item"], each["sort"], each["parked"]) for each in rows["meeting_agenda_items"]] == [
        (0, "ordinary", True)
    ]
    assert [(each["asked"], each["ground"], each["stance"]) for each in rows["meeting_venues"]] == [
        (HOST, HOST, None),
        (NORTH, HOST, "accepted"),
        (SOUTH, HOST, "refused"),
    ]
    assert [(each["entry"], each["author"], each["status"]) for each in rows["meeting_relays"]] == [
        (spoken, NORTH, "confirmed")
    ]
    assert [(each["party"], each["stance"]) for each in rows["meeting_grounds"]] == [
        (HOST, "shared"),
        (NORTH, "shared"),
        (SOUTH, None),
    ]
    paragraphs = rows["meeting_paragraphs"]
    assert [(each["paragraph"], each["agreed"], each["dissents"]) for each in paragraphs] == [
        (0, True, "[]"),
        (1, False, f'["{dissent}"]'),
    ]
    (row,) = rows["meetings"]
    assert (row["venue"], row["venue_agreed"], row["minutes_status"]) == ("the office", False, "tabled")
