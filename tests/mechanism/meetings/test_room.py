"""In the room and between the rooms: who is there, who speaks, what is passed on and whether it was put right."""

import pytest

from tests.mechanism.meetings.test_rules import AGENDA, OFFER, PROPOSED, convened, opened, status
from tests.worlds import DATE, HOST, NORTH, SOUTH, World, en, founded, make_charter, terms_of
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.meetings import relays, room
from trilateral.mechanism.meetings.entries import (
    AbsenceNoted,
    AgendaAccepted,
    Confided,
    DateAccepted,
    FloorAsked,
    FloorGiven,
    FloorReturned,
    MeetingAdjourned,
    MeetingAttended,
    MeetingClosed,
    MeetingOpened,
    ParaphraseAnswered,
    Paraphrased,
    RelayDelivered,
    RelayReceived,
    RoomTaken,
)
from trilateral.mechanism.statements.entries import StatementMade


def code(world: World, party: str, body: Body, meeting: EntryId) -> str | None:
    return world.objection(world.say(party, body, meeting))


# Who is there


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (MeetingAttended(("head",), 0), "present"),
        (MeetingAttended((), 3), "present"),
        (MeetingAttended((), 0, ("head",)), "excused"),
        (MeetingAttended((), 0, (), ("head",)), "absent"),
    ],
)
def test_each_delegation_says_whether_it_was_there(body: MeetingAttended, word: str) -> None:
    world, meeting = opened()

    assert code(world, SOUTH, body, meeting) is None
    assert room.presence(world.state(meeting), SOUTH).word == word
    assert room.presence(world.state(meeting), NORTH).word is None


def test_who_stays_away_is_noted_by_who_leads_and_may_differ() -> None:
    """The note stands beside the delegation's own word, which goes first."""
    world, meeting = opened()
    assert code(world, NORTH, AbsenceNoted(SOUTH), meeting) == "meetings.not_yours_to_lead"
    assert code(world, HOST, AbsenceNoted(HOST), meeting) == "meetings.of_oneself"
    assert code(world, HOST, AbsenceNoted("west"), meeting) == "meetings.not_a_party"
    assert code(world, HOST, AbsenceNoted(SOUTH), meeting) is None
    assert room.presence(world.state(meeting), SOUTH).word == "absent"
    world.say(HOST, AbsenceNoted(SOUTH, sent_word=True), meeting)
    assert room.presence(world.state(meeting), SOUTH).word == "excused"

    world.say(SOUTH, MeetingAttended(("head",), 1), meeting)
    found = room.presence(world.state(meeting), SOUTH)
    assert found.word == "present"
    assert [each.excused for each in found.noted] == [True]


def test_an_office_is_in_one_place() -> None:
    world, meeting = opened()

    assert code(world, SOUTH, MeetingAttended(("head",), 0, ("head",)), meeting) == "meetings.office_twice"
    assert code(world, SOUTH, MeetingAttended((), 0), meeting) == "meetings.says_nothing"


def test_an_adjournment_says_when_it_goes_on() -> None:
    world, meeting = opened()
    world.say(HOST, MeetingAdjourned(OFFER, en("for prayer")), meeting)

    act = world.state(meeting).sessions[-1]
    assert (act.word, act.starts_at, act.zone, act.civil) == ("adjourned", DATE, "Asia/Baghdad", "2030-03-04 10:30")
    assert status(world, meeting) == "adjourned"


# Who speaks


def test_points_of_order_come_first_and_the_floor_is_given() -> None:
    world, meeting = opened()
    speech = world.say(NORTH, FloorAsked("speech"), meeting)
    order = world.say(SOUTH, FloorAsked("point_of_order"), meeting)
    world.meet()
    assert [each.entry for each in room.waiting(world.state(meeting))] == [order, speech]
    assert room.speaker(world.state(meeting)) is None

    world.say(HOST, FloorGiven(SOUTH, None, order), meeting)
    assert room.speaker(world.state(meeting)) == SOUTH
    assert [each.entry for each in room.waiting(world.state(meeting))] == [speech]
    world.see_all(SOUTH)
    assert code(world, SOUTH, FloorReturned(), meeting) is None
    assert room.speaker(world.state(meeting)) is None


def test_a_new_grant_ends_the_last_and_the_leader_takes_it_back() -> None:
    world, meeting = opened()
    world.say(HOST, FloorGiven(SOUTH), meeting)
    world.see_all(SOUTH)
    world.say(HOST, FloorGiven(NORTH), meeting)
    world.say(SOUTH, FloorReturned(), meeting)

    assert room.speaker(world.state(meeting)) == NORTH, "South gave back what it had, and not what North has"
    assert code(world, HOST, FloorReturned(), meeting) is None
    assert room.speaker(world.state(meeting)) is None
    assert code(world, HOST, FloorReturned(), meeting) == "meetings.no_floor"


def test_a_request_is_given_up_by_its_author() -> None:
    world, meeting = opened()
    assert code(world, NORTH, FloorReturned(), meeting) == "meetings.no_floor"
    world.say(NORTH, FloorAsked("reply"), meeting)
    assert code(world, NORTH, FloorReturned(), meeting) is None

    assert room.waiting(world.state(meeting)) == ()


def test_two_that_lead_may_be_at_odds() -> None:
    """Where nobody is host, each may give the floor; then nobody is said to have it."""
    parties = (terms_of(NORTH), terms_of(SOUTH))
    world = World(make_charter(parties=parties)).found()
    meeting = world.say(NORTH, PROPOSED)
    world.meet()
    world.say(SOUTH, DateAccepted(meeting, 0), meeting)
    world.meet()
    world.say(NORTH, MeetingOpened(DATE), meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        assert code(world, party, FloorGiven(party), meeting) is None

    assert room.speaker(world.state(meeting)) is None
    assert code(world, SOUTH, Confided(), meeting) == "meetings.no_moderator"


def test_what_objects_to_a_word_on_the_floor() -> None:
    world, meeting = opened()
    agenda = world.say(HOST, AGENDA, meeting)
    asked = world.say(NORTH, FloorAsked("speech", 99), meeting)
    assert world.objection(asked) is None, "before an agenda is adopted any item can be meant"
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, AgendaAccepted(agenda), meeting)
    world.meet()

    assert code(world, NORTH, FloorAsked("speech", -1), meeting) == "meetings.no_such_item"
    assert code(world, NORTH, FloorAsked("speech", 1), meeting) == "meetings.no_such_item"
    assert code(world, NORTH, FloorAsked("speech", 0), meeting) is None
    assert code(world, NORTH, FloorGiven(NORTH), meeting) == "meetings.not_yours_to_lead"
    assert code(world, HOST, FloorGiven("west"), meeting) == "meetings.not_a_party"
    assert code(world, HOST, FloorGiven(SOUTH, None, asked), meeting) == "meetings.no_such_request"
    assert code(world, HOST, FloorGiven(NORTH, None, meeting), meeting) == "meetings.no_such_request"
    world.say(HOST, MeetingClosed(), meeting)
    assert code(world, HOST, FloorGiven(NORTH), meeting) == "meetings.closed_before"
    world, meeting = convened()
    assert code(world, HOST, FloorAsked("speech"), meeting) == "meetings.not_opened"


def test_the_last_room_counts() -> None:
    world, meeting = opened()
    for party, named in ((NORTH, "north_room"), (HOST, "north_room"), (HOST, "south_room")):
        assert code(world, party, RoomTaken(named), meeting) is None

    assert {each.party: each.room for each in room.rooms(world.state(meeting))} == {
        HOST: "south_room",
        NORTH: "north_room",
    }


# Between the rooms


def confided(body: Confided | None = None) -> tuple[World, EntryId, EntryId]:
    """A world in which North has told the moderator something, as all have seen."""
    world, meeting = opened()
    told = world.say(NORTH, body or Confided(may_pass_on=True), meeting)
    world.meet()
    return world, meeting, told


def paraphrased() -> tuple[World, EntryId, EntryId]:
    world, meeting, told = confided()
    entry = world.say(HOST, Paraphrased(told, (SOUTH,), en("They might agree.")), meeting)
    world.meet()
    return world, meeting, entry


def relay_status(world: World, meeting: EntryId) -> str:
    state = world.state(meeting)
    return relays.relay_status(state, state.paraphrases[0]).value


def test_a_confidence_is_a_fact_without_words() -> None:
    world, meeting, told = confided(Confided())

    (found,) = world.state(meeting).confidences
    assert (found.entry, found.party, found.may_pass_on) == (told, NORTH, False)
    assert code(world, HOST, Paraphrased(told, (SOUTH,)), meeting) == "meetings.in_confidence"
    assert code(world, HOST, Confided(), meeting) == "meetings.to_oneself"
    assert code(world, SOUTH, Confided(to=("west",)), meeting) == "meetings.not_a_party"
    assert code(world, SOUTH, Confided(to=(SOUTH,)), meeting) == "meetings.to_its_author"
    assert code(world, SOUTH, Confided(item=-1), meeting) == "meetings.bad_number"


def test_a_confidence_goes_to_those_only_whom_it_names() -> None:
    world, meeting, told = confided(Confided(may_pass_on=True, to=(SOUTH,)))

    assert code(world, HOST, Paraphrased(told, (SOUTH, NORTH)), meeting) == "meetings.in_confidence"
    assert code(world, HOST, Paraphrased(told, (SOUTH,)), meeting) is None


def test_right_then_delivered_then_received() -> None:
    """Each by the one who alone can say it."""
    world, meeting, entry = paraphrased()
    assert relay_status(world, meeting) == "drafted"
    assert code(world, SOUTH, ParaphraseAnswered(entry, "right"), meeting) == "meetings.not_yours_to_confirm"
    assert code(world, SOUTH, RelayReceived(entry), meeting) == "meetings.not_delivered"
    assert code(world, NORTH, ParaphraseAnswered(entry, "right"), meeting) is None
    assert code(world, NORTH, ParaphraseAnswered(entry, "right"), meeting) == "meetings.answered_already"
    assert relay_status(world, meeting) == "confirmed"
    world.meet()
    assert code(world, NORTH, RelayDelivered(entry), meeting) == "meetings.not_yours_to_lead"
    assert code(world, HOST, RelayDelivered(entry), meeting) is None
    assert code(world, HOST, RelayDelivered(entry), meeting) == "meetings.delivered_already"
    world.meet()

    assert relay_status(world, meeting) == "delivered"
    assert code(world, NORTH, RelayReceived(entry), meeting) == "meetings.not_addressed"
    assert code(world, SOUTH, RelayReceived(entry), meeting) is None
    assert code(world, SOUTH, RelayReceived(entry), meeting) == "meetings.received_already"
    state = world.state(meeting)
    assert relays.received_by(state, state.paraphrases[0]) == (SOUTH,)


def test_what_was_called_wrong_is_not_delivered() -> None:
    """Until its author says that it is right after all."""
    world, meeting, entry = paraphrased()
    world.say(NORTH, ParaphraseAnswered(entry, "wrong", en("not so")), meeting)
    world.meet()
    assert relay_status(world, meeting) == "disputed"
    assert code(world, HOST, RelayDelivered(entry), meeting) == "meetings.paraphrase_wrong"

    world.say(NORTH, ParaphraseAnswered(entry, "right"), meeting)
    world.see_all(HOST)
    assert code(world, HOST, RelayDelivered(entry), meeting) is None


def test_called_wrong_and_delivered_crossed() -> None:
    world, meeting, entry = paraphrased()
    world.say(HOST, RelayDelivered(entry), meeting)
    assert relay_status(world, meeting) == "delivered_unconfirmed"
    world.say(NORTH, ParaphraseAnswered(entry, "wrong"), meeting)

    assert relay_status(world, meeting) == "crossed"


def test_called_wrong_after_the_delivery_was_seen_is_contested() -> None:
    """That is no crossing: its author knew what it contests."""
    world, meeting, entry = paraphrased()
    world.say(HOST, RelayDelivered(entry), meeting)
    world.meet()
    world.say(NORTH, ParaphraseAnswered(entry, "wrong"), meeting)

    assert relay_status(world, meeting) == "contested"


def test_only_a_confidence_of_this_meeting_is_paraphrased_here() -> None:
    """What goes through the moderator on the record is a statement, and its paraphrase is one's own affair there."""
    world, meeting, told = confided()
    through = world.say(SOUTH, StatementMade("offer", en("x"), (NORTH,), HOST, meeting))
    assert code(world, HOST, Paraphrased(through, (NORTH,)), meeting) == "meetings.not_seen"
    world.meet()

    assert code(world, HOST, Paraphrased(through, (NORTH,)), meeting) == "meetings.no_such_confidence"
    assert code(world, HOST, Paraphrased(told, ()), meeting) == "meetings.says_nothing"
    assert code(world, HOST, Paraphrased(told, (NORTH,)), meeting) == "meetings.to_its_author"
    assert code(world, HOST, Paraphrased(told, ("west",)), meeting) == "meetings.not_a_party"
    assert code(world, NORTH, Paraphrased(told, (SOUTH,)), meeting) == "meetings.not_yours_to_lead"
    assert code(world, HOST, Paraphrased(told, (SOUTH,)), meeting) is None
    assert world.state(meeting).paraphrases[0].author == NORTH


def test_a_word_on_a_paraphrase_needs_one() -> None:
    world, meeting, told = confided()
    hidden = world.say(HOST, Paraphrased(told, (SOUTH,)), meeting)

    assert code(world, NORTH, ParaphraseAnswered(hidden, "right"), meeting) == "meetings.not_seen"
    assert code(world, NORTH, ParaphraseAnswered(told, "right"), meeting) == "meetings.no_such_paraphrase"
    world, meeting = convened()
    assert code(world, NORTH, Confided(), meeting) == "meetings.not_opened"
    assert founded().fold().subjects("meetings") == {}
