"""What is talked about: agendas, each party's word on them, and what becomes of their items.

An agenda is adopted when every party's own log accepts it. Blocking one is an outcome of its
own: dated, signed, perhaps for one item, and ended by nothing but the same party's later
acceptance of an agenda. An item that is left over is carried to a later meeting by name,
so that its history can be followed back.
"""

from collections.abc import Sequence
from typing import Any

from trilateral.ledger.entry import Body, Entry, EntryId, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.meetings.entries import (
    AgendaAccepted,
    AgendaBlocked,
    AgendaProposed,
    AgendaRefused,
    ItemCalled,
    ItemParked,
    MinutesTabled,
)
from trilateral.mechanism.meetings.state import (
    Agenda,
    AgendaWord,
    Item,
    ItemWord,
    Meeting,
    Status,
    leaders,
    leads,
)

# What objects to an entry


def objection_to_agenda(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each objection
    """Why a word on agendas or their items has no effect."""
    if any(each.word == "closed" for each in known.sessions):
        return Objection("meetings.closed_before")
    if isinstance(body, AgendaProposed):
        return _objection_to_proposal(known, body, facts)
    if not isinstance(body, AgendaAccepted | AgendaRefused | AgendaBlocked | ItemCalled | ItemParked):
        return None
    if facts.saw(body.agenda) is None:
        return Objection("meetings.not_seen", (("entry", body.agenda),))
    agenda = agenda_of(known, body.agenda)
    if agenda is None:
        return Objection("meetings.no_such_agenda")
    item = None if isinstance(body, AgendaAccepted) else body.item
    if item is not None and not 0 <= item < len(agenda.items):
        return Objection("meetings.no_such_item", (("number", item),))
    if isinstance(body, ItemCalled | ItemParked):
        return _objection_to_item(known, agenda, body, entry, facts)
    held = agenda_stance(known, entry.party, agenda)
    if held == "accepted" and isinstance(body, AgendaAccepted):
        return Objection("meetings.accepted_already")
    if held == "refused" and isinstance(body, AgendaRefused):
        return Objection("meetings.refused_already")
    return Objection("meetings.blocked_already") if held == "blocked" and isinstance(body, AgendaBlocked) else None


def _objection_to_proposal(known: Meeting, body: AgendaProposed, facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each objection
    """The scope guard: where the charter lists what may stand on an agenda, nothing else does, however it comes there."""
    if not (body.items or body.standing or body.carried or body.approves):
        return Objection("meetings.says_nothing")
    if body.approves is not None and not _may_be_approved(known, body.approves, facts):
        return Objection("meetings.no_such_minutes", (("entry", body.approves),))
    if len(set(body.carried)) != len(body.carried):
        return Objection("meetings.item_twice")
    for each in body.carried:
        if facts.saw(each) is None:
            return Objection("meetings.not_seen", (("entry", each),))
        if left_over(each, facts) is None or _subject_of(each, facts) == known.id:
            return Objection("meetings.not_parked", (("entry", each),))
    allowed = facts.charter.agenda
    texts = [each.text for each in items_of(body, facts) if each.text is not None]
    outside = next((text for text in texts if allowed and text not in allowed), None)
    if outside is not None:
        return Objection("meetings.out_of_scope", (("item", outside.text[:200]),))
    return Objection("meetings.no_other_business") if allowed and body.other_business else None


def _may_be_approved(known: Meeting, draft: EntryId, facts: Facts) -> bool:
    """Minutes of another meeting, whose draft the author has seen."""
    found = facts.saw(draft)
    return found is not None and isinstance(found.body, MinutesTabled) and found.subject != known.id


def _subject_of(entry: EntryId, facts: Facts) -> EntryId | None:
    found = facts.saw(entry)
    return None if found is None else found.subject


def _objection_to_item(
    known: Meeting, agenda: Agenda, body: ItemCalled | ItemParked, entry: Entry[Any], facts: Facts
) -> Objection | None:
    if agenda not in adopted_agendas(known):
        return Objection("meetings.agenda_not_adopted")
    if isinstance(body, ItemCalled):
        if not leads(known, facts.charter, entry.party):
            return Objection("meetings.not_yours_to_lead", (("party", ", ".join(leaders(known, facts.charter))),))
        return None if known.sessions else Objection("meetings.not_opened")
    if agenda.items[body.item].text is None:
        return Objection("meetings.nothing_to_park")
    parked = entry.party in asked_to_park(known, agenda, body.item)
    return Objection("meetings.parked_already") if parked else None


# Agendas


def items_of(body: AgendaProposed, facts: Facts) -> tuple[Item, ...]:
    """The items of an agenda in their order, those carried over with the words that they had."""
    approval = () if body.approves is None else (Item("approval", None, body.approves),)
    carried = tuple(Item("carried", left_over(each, facts), each) for each in body.carried)
    return (
        *approval,
        *(Item("standing", text) for text in body.standing),
        *carried,
        *(Item("ordinary", text) for text in body.items),
        *((Item("other"),) if body.other_business else ()),
    )


def left_over(parked: EntryId, facts: Facts) -> Text | None:
    """The words of an item that was left for a later meeting by this entry; None if it left none."""
    found = facts.saw(parked)
    if found is None or not isinstance(found.body, ItemParked):
        return None
    meeting = facts.state(found.subject)
    agenda = agenda_of(meeting, found.body.agenda) if isinstance(meeting, Meeting) else None
    return agenda.items[found.body.item].text if agenda and 0 <= found.body.item < len(agenda.items) else None


def agenda_of(meeting: Meeting, agenda: EntryId) -> Agenda | None:
    """The agenda that this entry proposed."""
    return next((each for each in meeting.agendas if each.entry == agenda), None)


def agenda_stance(meeting: Meeting, party: PartyId, agenda: Agenda) -> str | None:
    """A party's last word on an agenda: accepted, refused, blocked, or None if it gave none."""
    said = [(agenda.index, "accepted")] if party == agenda.party else []
    words = (each for each in meeting.agenda_words if each.party == party and each.agenda == agenda.entry)
    said += [(each.index, each.word) for each in words]
    return max(said)[1] if said else None


def adopted_agendas(meeting: Meeting, parties: Sequence[PartyId] = ()) -> tuple[Agenda, ...]:
    """The agendas that every party accepts."""
    asked = parties or meeting.parties
    return tuple(each for each in meeting.agendas if all(agenda_stance(meeting, p, each) == "accepted" for p in asked))


def agenda_status(meeting: Meeting, parties: Sequence[PartyId] = ()) -> Status | None:
    """Where the agenda stands, or None before one is proposed. Two adopted agendas that differ are crossed."""
    adopted = {each.items for each in adopted_agendas(meeting, parties)}
    if adopted:
        return Status.AGENDA_ADOPTED if len(adopted) == 1 else Status.CROSSED
    if not meeting.agendas:
        return None
    if blocked(meeting):
        return Status.AGENDA_NOT_ADOPTED
    refused = {each.agenda for each in meeting.agenda_words if _stands_refused(meeting, each)}
    return Status.AGENDA_PROVISIONAL if len(refused) < len(meeting.agendas) else Status.AGENDA_NOT_ADOPTED


def _stands_refused(meeting: Meeting, word: AgendaWord) -> bool:
    agenda = agenda_of(meeting, word.agenda)
    return agenda is not None and agenda_stance(meeting, word.party, agenda) in {"refused", "blocked"}


def blocked(meeting: Meeting) -> tuple[AgendaWord, ...]:
    """Blockages that stand: by whom, of which agenda, for which item. A party's later acceptance of any agenda ends its own."""
    return tuple(each for each in meeting.agenda_words if each.word == "blocked" and not _has_yielded(meeting, each))


def _has_yielded(meeting: Meeting, block: AgendaWord) -> bool:
    """Whether the party said something else of this agenda since, or accepted or proposed another."""
    words = [each for each in meeting.agenda_words if each.party == block.party and each.index > block.index]
    return any(each.word == "accepted" or each.agenda == block.agenda for each in words) or any(
        each.party == block.party and each.index > block.index for each in meeting.agendas
    )


# Items


def current_item(meeting: Meeting) -> ItemWord | None:
    """The item called last; None before one is called, and where two parties that may lead called at odds."""
    called = {each.party: each for each in meeting.item_words if each.word == "called"}
    named = {(each.agenda, each.item) for each in called.values()}
    return next(iter(called.values())) if len(named) == 1 else None


def asked_to_park(meeting: Meeting, agenda: Agenda, item: int) -> tuple[PartyId, ...]:
    """The parties that leave an item for a later meeting."""
    said = {each.party for each in meeting.item_words if each.word == "parked" and _is(each, agenda, item)}
    return tuple(party for party in meeting.parties if party in said)


def is_parked(meeting: Meeting, agenda: Agenda, item: int) -> bool:
    """Whether every party leaves an item for a later meeting."""
    return len(asked_to_park(meeting, agenda, item)) == len(meeting.parties)


def _is(word: ItemWord, agenda: Agenda, item: int) -> bool:
    return (word.agenda, word.item) == (agenda.entry, item)
