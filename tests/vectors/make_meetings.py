"""Make the golden vectors of meetings that `make_slices` does not have, in its form."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.vectors.make_slices import FOLDER, OFFER, PROPOSED, Case, Cases, about
from tests.worlds import DATE, HOST, NORTH, PARTIES, SOUTH, World, en, make_charter
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.meetings.entries import (
    AbsenceNoted,
    AcceptanceWithdrawn,
    AgendaAccepted,
    AgendaBlocked,
    AgendaProposed,
    AgendaRefused,
    Confided,
    DateAccepted,
    DateClaimed,
    DateOffered,
    DelegationArrived,
    FloorAsked,
    FloorGiven,
    FloorReturned,
    GroundDenied,
    GroundShared,
    GroundStated,
    ItemCalled,
    ItemParked,
    MeetingAdjourned,
    MeetingAttended,
    MeetingClosed,
    MeetingOpened,
    MeetingProposed,
    MeetingRequested,
    MinutesAccepted,
    MinutesClosed,
    MinutesTabled,
    NextIntended,
    ParagraphAccepted,
    ParagraphDissented,
    ParagraphObjected,
    ParagraphWorded,
    ParaphraseAnswered,
    Paraphrased,
    RelayDelivered,
    RelayReceived,
    RoomTaken,
    VenueAccepted,
    VenueOffered,
    VenueRefused,
)

CASES: Cases = {}


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


def opened(comment: str) -> tuple[Case, EntryId]:
    """A case whose meeting the host has opened, as all have seen."""
    world, meeting = about(comment, NORTH, PROPOSED)
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(meeting, 0), meeting)
    world.meet()
    world.say(HOST, MeetingOpened(DATE), meeting)
    world.meet()
    return world, meeting


@case
def special_meeting_requested() -> Case:
    asked = MeetingRequested((en("Special meeting"),), en("Shots at the river"), "special", "joint", "plenary")
    world, meeting = about("A special meeting is a meeting without a date, until all accept one.", SOUTH, asked)
    offered = world.say(NORTH, DateOffered(OFFER), meeting)
    world.meet()
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(offered, 0), meeting)
    return world


@case
def led_by_whom_the_proposal_names() -> Case:
    named = MeetingProposed((en("x"),), "experts", 1, "joint", "subcommittee", None, (OFFER,), SOUTH)
    world, meeting = about("All who accept a date of the proposal accept who leads.", NORTH, named)
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(meeting, 0), meeting)
    world.meet()
    world.say(HOST, MeetingOpened(DATE), meeting)
    world.fails("meetings.not_yours_to_open")
    world.say(SOUTH, MeetingOpened(DATE), meeting)
    world.say(NORTH, MeetingProposed((en("x"),), "experts", 2, "joint", "subcommittee", moderator="west"))
    world.fails("meetings.not_a_party")
    world.say(NORTH, MeetingProposed((en("x"),), "experts", 2, "joint", "subcommittee", follows=meeting))
    return world


@case
def place_without_the_hosts_consent() -> Case:
    world, meeting = about(
        "A place is agreed by all; the party on whose ground it lies is one of them.", NORTH, PROPOSED
    )
    offered = world.say(SOUTH, VenueOffered(en("The old bridge"), NORTH), meeting)
    other = world.say(NORTH, VenueOffered(en("The customs house")), meeting)
    world.meet()
    world.say(NORTH, VenueRefused(offered, en("mined")), meeting)
    world.say(HOST, VenueAccepted(offered), meeting)
    world.say(HOST, VenueAccepted(other), meeting)
    world.say(HOST, VenueAccepted(other), meeting)
    world.fails("meetings.accepted_already")
    world.say(SOUTH, VenueAccepted(other), meeting)
    return world


@case
def one_took_it_for_agreed() -> Case:
    world, meeting = about("Two hold that a date is agreed, one that it is not; it is not.", NORTH, PROPOSED)
    world.say(SOUTH, DateAccepted(meeting, 0), meeting)
    world.say(NORTH, DateClaimed("agreed", meeting, 0, en("It begins on that day.")), meeting)
    world.say(HOST, DateClaimed("not_agreed", meeting, 0), meeting)
    world.say(SOUTH, DelegationArrived(None, "2030-03-04"), meeting)
    world.say(SOUTH, DateClaimed("agreed", meeting, 1), meeting)
    world.fails("meetings.no_such_offer")
    return world


@case
def agenda_blocked() -> Case:
    world, meeting = about("A blocked agenda is an outcome, until who blocked accepts one.", NORTH, PROPOSED)
    agenda = world.say(HOST, AgendaProposed((en("Security"), en("Borders"))), meeting)
    world.meet()
    world.say(NORTH, AgendaAccepted(agenda), meeting)
    world.say(SOUTH, AgendaBlocked(agenda, 2), meeting)
    world.fails("meetings.no_such_item")
    world.say(SOUTH, AgendaBlocked(agenda, 1, en("not without a map")), meeting)
    world.say(SOUTH, AgendaBlocked(agenda, 0), meeting)
    world.fails("meetings.blocked_already")
    world.say(NORTH, AgendaRefused(agenda, None, 0), meeting)
    return world


@case
def blocked_agenda_accepted_after_all() -> Case:
    world, meeting = about("Who blocked and then accepts has ended the blockage.", NORTH, PROPOSED)
    agenda = world.say(HOST, AgendaProposed((en("Security"),)), meeting)
    world.meet()
    world.say(NORTH, AgendaAccepted(agenda), meeting)
    world.say(SOUTH, AgendaBlocked(agenda), meeting)
    world.say(SOUTH, AgendaAccepted(agenda), meeting)
    return world


@case
def item_carried_to_the_next_meeting() -> Case:
    world, meeting = opened(
        "An item that was left over is carried by name, with its words; minutes are to be approved."
    )
    first = AgendaProposed((en("Security"),), standing=(en("Incidents since the last meeting"),), other_business=True)
    agenda = world.say(HOST, first, meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, AgendaAccepted(agenda), meeting)
    world.meet()
    world.say(HOST, ItemCalled(agenda, 1), meeting)
    world.say(NORTH, ItemCalled(agenda, 0), meeting)
    world.fails("meetings.not_yours_to_lead")
    parked = [world.say(party, ItemParked(agenda, 1, en("no time")), meeting) for party in PARTIES]
    world.say(NORTH, ItemParked(agenda, 2), meeting)
    world.fails("meetings.nothing_to_park")
    draft = world.say(HOST, MinutesTabled((en("The item was not reached."),)), meeting)
    world.meet()
    following = MeetingProposed((en("Second round"),), "rounds", 2, "joint", "plenary", follows=meeting)
    second = world.say(SOUTH, following)
    world.say(SOUTH, NextIntended("wanted", None, second), meeting)
    world.say(SOUTH, AgendaProposed((), carried=(parked[0],), approves=draft), second)
    world.say(SOUTH, AgendaProposed((), carried=(parked[0], parked[0])), second)
    world.fails("meetings.item_twice")
    world.say(SOUTH, AgendaProposed((), carried=(draft,)), second)
    world.fails("meetings.not_parked")
    world.say(SOUTH, AgendaProposed((en("x"),), approves=parked[0]), second)
    world.fails("meetings.no_such_minutes")
    return world


@case
def other_business_out_of_scope() -> Case:
    charter = make_charter(agenda=(en("Security"),))
    world = Case("Where the charter lists what is talked about, there is no other business.", World(charter).found())
    meeting = world.say(NORTH, PROPOSED)
    world.say(NORTH, AgendaProposed((en("Security"),), other_business=True), meeting)
    world.fails("meetings.no_other_business")
    return world


@case
def floor_asked_given_and_returned() -> Case:
    world, meeting = opened("Who leads gives the floor; who has it gives it back.")
    world.say(SOUTH, FloorReturned(), meeting)
    world.fails("meetings.no_floor")
    speech = world.say(NORTH, FloorAsked("speech"), meeting)
    order = world.say(SOUTH, FloorAsked("point_of_order", 0), meeting)
    world.meet()
    world.say(NORTH, FloorGiven(NORTH), meeting)
    world.fails("meetings.not_yours_to_lead")
    world.say(HOST, FloorGiven(NORTH, None, order), meeting)
    world.fails("meetings.no_such_request")
    world.say(HOST, FloorGiven(SOUTH, 0, order), meeting)
    world.meet()
    world.say(SOUTH, FloorReturned(), meeting)
    world.meet()
    world.say(HOST, FloorGiven(NORTH, None, speech), meeting)
    return world


@case
def who_was_there() -> Case:
    world, meeting = opened("Each says who of its delegation was there; who leads notes who stays away.")
    world.say(NORTH, MeetingAttended(("head",), 3, ("deputy",), ("expert",)), meeting)
    world.say(NORTH, MeetingAttended(("head",), 3, ("head",)), meeting)
    world.fails("meetings.office_twice")
    world.say(HOST, AbsenceNoted(SOUTH), meeting)
    world.say(HOST, AbsenceNoted(HOST), meeting)
    world.fails("meetings.of_oneself")
    world.say(SOUTH, MeetingAttended((), 0, ("head",)), meeting)
    world.say(HOST, MeetingAdjourned(OFFER, en("for lunch")), meeting)
    return world


@case
def paraphrased_between_the_rooms() -> Case:
    world, meeting = opened(
        "The moderator puts it in its own words, and whose words they were says whether that is right."
    )
    for party, room in ((NORTH, "north_room"), (SOUTH, "south_room"), (HOST, "north_room")):
        world.say(party, RoomTaken(room), meeting)
    kept = world.say(NORTH, Confided(), meeting)
    told = world.say(NORTH, Confided(may_pass_on=True, to=(SOUTH,)), meeting)
    said = world.say(SOUTH, Confided(may_pass_on=True), meeting)
    world.meet()
    world.say(HOST, Paraphrased(kept, (SOUTH,), en("x")), meeting)
    world.fails("meetings.in_confidence")
    first = world.say(HOST, Paraphrased(told, (SOUTH,)), meeting)
    second = world.say(HOST, Paraphrased(said, (NORTH,), en("They would open the crossing at once.")), meeting)
    world.meet()
    world.say(NORTH, ParaphraseAnswered(first, "right"), meeting)
    world.say(SOUTH, ParaphraseAnswered(second, "wrong", en("Nothing was said of when.")), meeting)
    world.say(NORTH, ParaphraseAnswered(second, "right"), meeting)
    world.fails("meetings.not_yours_to_confirm")
    world.meet()
    world.say(HOST, RelayDelivered(first), meeting)
    world.say(HOST, RelayDelivered(second), meeting)
    world.fails("meetings.paraphrase_wrong")
    world.say(SOUTH, RelayReceived(first), meeting)
    world.fails("meetings.not_delivered")
    world.see_all(SOUTH)
    world.say(SOUTH, RelayReceived(first), meeting)
    return world


@case
def delivery_crosses_wrong() -> Case:
    world, meeting = opened("Delivered while it was called wrong, neither knowing of the other.")
    told = world.say(NORTH, Confided(may_pass_on=True), meeting)
    world.meet()
    paraphrase = world.say(HOST, Paraphrased(told, (SOUTH,), en("They might agree.")), meeting)
    world.meet()
    world.say(HOST, RelayDelivered(paraphrase), meeting)
    world.say(NORTH, ParaphraseAnswered(paraphrase, "wrong"), meeting)
    return world


@case
def points_of_common_ground() -> Case:
    world, meeting = opened("A point is common ground when every party has signed it in the same words.")
    shared = world.say(HOST, GroundStated(en("The river is to be calm.")), meeting)
    denied = world.say(SOUTH, GroundStated(Text("fa", "گفت‌وگو ادامه یابد.")), meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, GroundShared(shared), meeting)
    world.say(NORTH, GroundDenied(denied, en("not said so")), meeting)
    world.say(NORTH, GroundShared(meeting), meeting)
    world.fails("meetings.no_such_point")
    return world


@case
def minutes_agreed_and_closed() -> Case:
    world, meeting = opened("Paragraph by paragraph: accepted, worded anew and accepted, and one beside a dissent.")
    paragraphs = (en("The meeting began at ten."), en("Patrols were discussed."), en("No date was set."))
    draft = world.say(HOST, MinutesTabled(paragraphs), meeting)
    world.say(HOST, MeetingClosed(90), meeting)
    world.meet()
    world.say(NORTH, MinutesAccepted(draft), meeting)
    world.say(SOUTH, ParagraphAccepted(draft, 0), meeting)
    world.say(SOUTH, ParagraphObjected(draft, 1, en("incomplete")), meeting)
    world.say(SOUTH, ParagraphDissented(draft, 2, en("A date had been named.")), meeting)
    world.meet()
    world.say(HOST, MinutesClosed(draft), meeting)
    world.fails("meetings.not_settled")
    worded = world.say(NORTH, ParagraphWorded(draft, 1, en("Joint patrols were discussed.")), meeting)
    world.meet()
    for party in (SOUTH, HOST):
        world.say(party, ParagraphAccepted(worded, 1), meeting)
    world.meet()
    world.say(HOST, MinutesClosed(draft), meeting)
    world.meet()
    world.say(SOUTH, ParagraphObjected(draft, 2), meeting)
    world.fails("meetings.minutes_final")
    return world


@case
def objection_crosses_closing_of_minutes() -> Case:
    world, meeting = opened("Minutes closed while a party objected: crossed, until it accepts or dissents after all.")
    draft = world.say(HOST, MinutesTabled((en("All agreed."),)), meeting)
    world.say(HOST, MeetingClosed(), meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, MinutesAccepted(draft), meeting)
    world.see_all(HOST)
    world.say(HOST, MinutesClosed(draft), meeting)
    world.say(SOUTH, ParagraphObjected(draft, 0, en("not all")), meeting)
    world.meet()
    world.say(NORTH, ParagraphObjected(draft, 0), meeting)
    world.fails("meetings.minutes_final")
    return world


@case
def two_drafts_closed() -> Case:
    world, meeting = opened("Two drafts closed by parties that had not seen each other's closing: crossed.")
    first = world.say(HOST, MinutesTabled((en("One version."),)), meeting)
    second = world.say(NORTH, MinutesTabled((en("Another version."),)), meeting)
    world.say(HOST, MeetingClosed(), meeting)
    world.meet()
    for party in PARTIES:
        for draft in {HOST: (second,), NORTH: (first,)}.get(party, (first, second)):
            world.say(party, MinutesAccepted(draft), meeting)
    world.meet()
    world.say(HOST, MinutesClosed(first), meeting)
    world.say(NORTH, MinutesClosed(second), meeting)
    return world


@case
def acceptance_withdrawn_and_given_again() -> Case:
    world, meeting = about("Taken back and given again: the last word in the party's own log counts.", NORTH, PROPOSED)
    world.say(SOUTH, DateAccepted(meeting, 0), meeting)
    world.say(SOUTH, AcceptanceWithdrawn(meeting, 0), meeting)
    world.say(SOUTH, DateAccepted(meeting, 0), meeting)
    world.say(HOST, DateAccepted(meeting, 0), meeting)
    return world


def files() -> dict[str, str]:
    """Content of each file by its name."""
    return {
        f"{name}.json": json.dumps(make().written(), ensure_ascii=False, indent=2) + "\n"
        for name, make in CASES.items()
    }


if __name__ == "__main__":
    for file, content in files().items():
        (FOLDER / file).write_text(content, encoding="utf-8")
