"""Agendas: what stands on one, who blocks it, and items that are carried to the next meeting."""

from tests.mechanism.meetings.test_rules import AGENDA, PROPOSED, convened, opened, status
from tests.worlds import HOST, NORTH, PARTIES, SOUTH, World, en, make_charter
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.meetings import agenda as agendas
from trilateral.mechanism.meetings.entries import (
    AgendaAccepted,
    AgendaBlocked,
    AgendaProposed,
    AgendaRefused,
    ItemCalled,
    ItemParked,
    MeetingClosed,
    MeetingProposed,
    MinutesTabled,
)
from trilateral.mechanism.meetings.state import Item

FULL = AgendaProposed((en("Security"), en("Borders")), standing=(en("Incidents"),), other_business=True)


def adopted(body: AgendaProposed = FULL) -> tuple[World, EntryId, EntryId]:
    """A meeting in session with an agenda that all have adopted."""
    world, meeting = opened()
    agenda = world.say(HOST, body, meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, AgendaAccepted(agenda), meeting)
    world.meet()
    return world, meeting, agenda


def test_items_stand_in_one_order_and_have_their_sort() -> None:
    world, meeting, _ = adopted()

    (found,) = agendas.adopted_agendas(world.state(meeting))
    assert found.items == (
        Item("standing", en("Incidents")),
        Item("ordinary", en("Security")),
        Item("ordinary", en("Borders")),
        Item("other"),
    )


def test_who_blocks_an_agenda_and_for_which_item_is_an_outcome() -> None:
    """By its own last word on any agenda: accepting this one or another ends it, and refusing this one too."""
    world, meeting = convened()
    agenda = world.say(HOST, AGENDA, meeting)
    other = world.say(HOST, FULL, meeting)
    world.meet()
    block = world.say(SOUTH, AgendaBlocked(agenda, 0, en("not that")), meeting)

    (found,) = agendas.blocked(world.state(meeting))
    assert (found.entry, found.party, found.item, found.why) == (block, SOUTH, 0, en("not that"))
    assert status(world, meeting) == "agenda_not_adopted"
    world.say(NORTH, AgendaBlocked(other), meeting)
    assert [each.party for each in agendas.blocked(world.state(meeting))] == [NORTH, SOUTH]
    world.say(NORTH, AgendaRefused(other), meeting)
    assert [each.party for each in agendas.blocked(world.state(meeting))] == [SOUTH]
    world.say(SOUTH, AgendaAccepted(other), meeting)
    assert agendas.blocked(world.state(meeting)) == ()
    assert status(world, meeting) == "agenda_not_adopted", "each is still refused by somebody"
    world.say(NORTH, AgendaAccepted(other), meeting)
    assert status(world, meeting) == "agenda_adopted"


def test_blocking_an_adopted_agenda_takes_the_acceptance_back() -> None:
    world, meeting, agenda = adopted()
    world.say(SOUTH, AgendaBlocked(agenda, 3), meeting)

    state = world.state(meeting)
    assert agendas.agenda_stance(state, SOUTH, state.agendas[0]) == "blocked"
    assert agendas.agenda_status(state) == "agenda_not_adopted"
    world.say(SOUTH, AGENDA, meeting)
    assert agendas.blocked(world.state(meeting)) == (), "whoever proposes an agenda accepts it"


def test_a_refusal_can_name_an_item() -> None:
    world, meeting, agenda = adopted()

    def objection(body: Body) -> str | None:
        return world.objection(world.say(SOUTH, body, meeting))

    assert objection(AgendaRefused(agenda, None, 4)) == "meetings.no_such_item"
    assert objection(AgendaBlocked(agenda, -1)) == "meetings.no_such_item"
    assert objection(AgendaBlocked(agenda, 1)) is None
    assert objection(AgendaBlocked(agenda, 2)) == "meetings.blocked_already"
    assert objection(AgendaRefused(agenda, None, 1)) is None
    assert world.state(meeting).agenda_words[-1].item == 1


def test_an_item_is_called_by_who_leads() -> None:
    world, meeting, agenda = adopted()
    pending = world.say(HOST, AGENDA, meeting)
    world.meet()

    assert agendas.current_item(world.state(meeting)) is None
    assert world.objection(world.say(NORTH, ItemCalled(agenda, 1), meeting)) == "meetings.not_yours_to_lead"
    assert world.objection(world.say(HOST, ItemCalled(pending, 0), meeting)) == "meetings.agenda_not_adopted"
    for item in (1, 2):
        assert world.objection(world.say(HOST, ItemCalled(agenda, item), meeting)) is None
    called = agendas.current_item(world.state(meeting))
    assert called is not None
    assert called.item == 2


def test_nothing_is_called_before_the_opening() -> None:
    world, meeting = convened()
    agenda = world.say(HOST, AGENDA, meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, AgendaAccepted(agenda), meeting)
    world.see_all(HOST)

    assert world.objection(world.say(HOST, ItemCalled(agenda, 0), meeting)) == "meetings.not_opened"


def test_an_item_is_parked_when_every_party_leaves_it() -> None:
    world, meeting, agenda = adopted()
    held = agendas.agenda_of(world.state(meeting), agenda)
    assert held is not None
    for party in (HOST, SOUTH):
        assert world.objection(world.say(party, ItemParked(agenda, 1), meeting)) is None

    assert world.objection(world.say(SOUTH, ItemParked(agenda, 1), meeting)) == "meetings.parked_already"
    assert world.objection(world.say(SOUTH, ItemParked(agenda, 3), meeting)) == "meetings.nothing_to_park"
    assert agendas.asked_to_park(world.state(meeting), held, 1) == (HOST, SOUTH)
    assert not agendas.is_parked(world.state(meeting), held, 1)
    world.say(NORTH, ItemParked(agenda, 1), meeting)
    assert agendas.is_parked(world.state(meeting), held, 1)
    world.say(HOST, MeetingClosed(), meeting)
    world.see_all(NORTH)
    assert world.objection(world.say(NORTH, ItemParked(agenda, 2), meeting)) == "meetings.closed_before"


def test_an_item_is_carried_on_with_its_words_and_its_history() -> None:
    """Twice: the second agenda names the entry by which it was left, and so does the third."""
    world, meeting, agenda = adopted()
    left = world.say(SOUTH, ItemParked(agenda, 2), meeting)
    draft = world.say(HOST, MinutesTabled((en("x"),)), meeting)
    world.meet()
    second = world.say(NORTH, MeetingProposed((en("x"),), "rounds", 2, "joint", "plenary", follows=meeting))
    carried = world.say(NORTH, AgendaProposed(carried=(left,), approves=draft), second)
    world.meet()
    for party in (SOUTH, HOST):
        world.say(party, AgendaAccepted(carried), second)
    world.meet()

    assert world.objection(carried) is None
    (found,) = world.state(second).agendas
    assert found.items == (Item("approval", None, draft), Item("carried", en("Borders"), left))
    left_again = world.say(HOST, ItemParked(carried, 1), second)
    world.meet()
    third = world.say(NORTH, PROPOSED)
    world.say(NORTH, AgendaProposed(carried=(left_again,)), third)
    assert world.state(third).agendas[0].items == (Item("carried", en("Borders"), left_again),)


def test_what_cannot_be_carried_or_approved() -> None:
    world, meeting, agenda = adopted()
    left = world.say(SOUTH, ItemParked(agenda, 2), meeting)
    draft = world.say(HOST, MinutesTabled((en("x"),)), meeting)
    second = world.say(NORTH, PROPOSED)

    def objection(body: AgendaProposed, on: EntryId = second) -> str | None:
        return world.objection(world.say(NORTH, body, on))

    assert objection(AgendaProposed(other_business=True)) == "meetings.says_nothing"
    assert objection(AgendaProposed(carried=(left,))) == "meetings.not_seen"
    assert objection(AgendaProposed(approves=draft)) == "meetings.no_such_minutes"
    world.see_all(NORTH)
    assert objection(AgendaProposed(carried=(left, left))) == "meetings.item_twice"
    assert objection(AgendaProposed(carried=(agenda,))) == "meetings.not_parked"
    assert objection(AgendaProposed(carried=(left,)), meeting) == "meetings.not_parked"
    assert objection(AgendaProposed(approves=draft), meeting) == "meetings.no_such_minutes"
    assert objection(AgendaProposed(approves=left)) == "meetings.no_such_minutes"
    assert objection(AgendaProposed(carried=(left,), approves=draft)) is None


def test_the_scope_guard_holds_for_items_of_every_sort() -> None:
    """However an item comes onto an agenda: standing, or with the catch-all at its end. Minutes may be approved."""
    world = World(make_charter(agenda=(en("Security"),))).found()
    meeting = world.say(NORTH, PROPOSED)

    def objection(body: AgendaProposed) -> str | None:
        return world.objection(world.say(NORTH, body, meeting))

    assert objection(AgendaProposed((en("Security"),), standing=(en("Trade"),))) == "meetings.out_of_scope"
    assert objection(AgendaProposed((en("Security"),), other_business=True)) == "meetings.no_other_business"
    assert objection(AgendaProposed(standing=(en("Security"),))) is None


def test_an_agenda_that_was_given_up_can_be_adopted_after_all() -> None:
    world, meeting = convened()
    agenda = world.say(HOST, AGENDA, meeting)
    world.meet()
    for party in PARTIES[1:]:
        world.say(party, AgendaBlocked(agenda), meeting)
        world.say(party, AgendaAccepted(agenda), meeting)

    assert status(world, meeting) == "agenda_adopted"
