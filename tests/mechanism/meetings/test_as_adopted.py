"""A meeting that carries out an adopted text has its date from there: accepted by those that adopted it, and by nobody else."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.attacks.test_binding_who_stands_aside import assert_nobody_bound_unsigned
from tests.worlds import DATE, HOST, NORTH, SOUTH, World, en, founded, refs
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.meetings.entries import (
    AcceptanceWithdrawn,
    DateAccepted,
    DateOffer,
    MeetingPostponed,
    MeetingProposed,
)
from trilateral.mechanism.meetings.rules import accepted_by, agreed_date, status
from trilateral.mechanism.meetings.state import Status
from trilateral.mechanism.proposals.entries import (
    DateItem,
    MeetingItem,
    ProposalTabled,
    TextAccepted,
    TextDissociated,
    text_hash,
)

WHEN = (DATE, "Asia/Baghdad", "2030-03-04 10:30")
LATER = (DATE + timedelta(days=1), "Asia/Baghdad", "2030-03-05 10:30")
ITEM = MeetingItem((en("Round"),), "plenary", (DateItem(*WHEN),))
TEXT = ProposalTabled((en("We meet"),), "procedure", (en("There."),), dissociation=True, meetings=(ITEM,))
MEETING = MeetingProposed(ITEM.title, "rounds", 1, "joint", "plenary", offers=(DateOffer(*WHEN),))


def adopted(text: ProposalTabled = TEXT, aside: str = "") -> tuple[World, EntryId]:
    """A world in which all adopted a text, but for one that stands aside; and all know."""
    world = founded()
    proposal = world.say(NORTH, text)
    world.meet()
    for party in (SOUTH, HOST):
        word = TextDissociated(text_hash(text)) if party == aside else TextAccepted(text_hash(text))
        world.say(party, word, proposal)
    world.meet()
    return world, proposal


def test_the_date_is_accepted_by_all_that_adopted_the_text() -> None:
    world, proposal = adopted()
    meeting = world.say(HOST, MEETING, refs=refs(implements_1=proposal))
    world.meet()
    held = world.state(meeting)

    assert world.objection(meeting) is None
    assert (status(held), accepted_by(held, held.offers[0])) == (Status.CONVENED, (HOST, NORTH, SOUTH))
    assert assert_nobody_bound_unsigned(world) == ["text", "adoption", "date"]


def test_who_stood_aside_has_accepted_no_date_until_it_does() -> None:
    world, proposal = adopted(aside=SOUTH)
    meeting = world.say(NORTH, MEETING, refs=refs(implements_1=proposal))
    world.meet()
    before = world.state(meeting)
    world.say(SOUTH, DateAccepted(meeting, 0), meeting)

    assert (status(before), accepted_by(before, before.offers[0])) == (Status.PROPOSED, (HOST, NORTH))
    assert status(world.state(meeting)) is Status.CONVENED
    assert assert_nobody_bound_unsigned(world) == ["text", "aside", "adoption", "date"]


@pytest.mark.parametrize("word", ["withdrawn", "postponed"])
def test_what_was_accepted_with_the_text_is_taken_back_like_any_acceptance(word: str) -> None:
    world, proposal = adopted()
    meeting = world.say(NORTH, MEETING, refs=refs(implements_1=proposal))
    world.meet()
    body = AcceptanceWithdrawn(meeting, 0) if word == "withdrawn" else MeetingPostponed()
    said = world.say(SOUTH, body, meeting)
    held = world.state(meeting)

    assert world.objection(said) is None
    assert (agreed_date(held), accepted_by(held, held.offers[0])) == (None, (HOST, NORTH))


def test_of_several_dates_none_is_chosen_by_adopting_them() -> None:
    item = msgspec.structs.replace(ITEM, offers=(DateItem(*WHEN), DateItem(*LATER)))
    world, proposal = adopted(msgspec.structs.replace(TEXT, meetings=(item,)))
    body = msgspec.structs.replace(MEETING, offers=(DateOffer(*WHEN), DateOffer(*LATER)))
    meeting = world.say(NORTH, body, refs=refs(implements_1=proposal))
    world.meet()
    before = world.state(meeting)
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(meeting, 1), meeting)
    found = agreed_date(world.state(meeting))

    assert status(before) is Status.PROPOSED
    assert found is not None
    assert found.civil == LATER[2]


@pytest.mark.parametrize(
    "otherwise",
    [
        {"title": (en("Another round"),)},
        {"forum": "subcommittee"},
        {"offers": ()},
        {"offers": (DateOffer(*LATER),)},
        {"offers": (DateOffer(*WHEN), DateOffer(*LATER))},
        {"moderator": NORTH},
    ],
)
def test_it_is_the_meeting_that_was_adopted_and_no_other(otherwise: dict[str, Any]) -> None:
    world, proposal = adopted()
    meeting = world.say(NORTH, msgspec.structs.replace(MEETING, **otherwise), refs=refs(implements_1=proposal))

    assert world.objection(meeting) == "meetings.not_as_adopted"


def test_an_item_that_is_no_meeting_or_not_adopted_is_not_carried_out() -> None:
    world = founded()
    proposal = world.say(NORTH, TEXT)
    early = world.say(NORTH, MEETING, refs=refs(implements_1=proposal))
    none = world.say(NORTH, MEETING, refs=refs(implements_2=proposal))

    assert (world.objection(early), world.objection(none)) == ("adoption.not_adopted", "adoption.no_such_item")
