"""Agendas on the page of a meeting: items in their order, each party's word, who blocks, and what was said on which item."""

from typing import Any

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.meetings.agenda import (
    adopted_agendas,
    agenda_of,
    agenda_stance,
    agenda_status,
    asked_to_park,
    blocked,
    current_item,
    is_parked,
)
from trilateral.mechanism.meetings.entries import ItemParked
from trilateral.mechanism.meetings.pressing import press, region, why
from trilateral.mechanism.meetings.state import Agenda, Item, Meeting, Status
from trilateral.ui.page import Desk
from trilateral.ui.steps import offered
from trilateral.ui.views import Blank, EntryView, Step, Words

Mention = tuple[EntryView, Words | None, str]


def agendas(desk: Desk, held: Meeting, parties: list[PartyId], said: tuple[Mention, ...]) -> dict[str, object]:
    """What the page says of agendas; what was said on no item that stands is left to the page."""
    now = agenda_status(held)
    adopted = adopted_agendas(held)
    by_item = _by_item(desk, said) if now is Status.AGENDA_ADOPTED else {}
    on_items = [line for lines in by_item.values() for line in lines]
    return {
        "agenda_status": None if now is None else desk.term(now.value, "meeting"),
        "agendas": [
            _agenda(desk, held, each, parties, by_item if each in adopted[:1] else {}) for each in held.agendas
        ],
        "blocked": [_block(desk, held, each.agenda, each) for each in blocked(held)],
        "said": [line for line in said if line not in on_items],
    }


def _by_item(desk: Desk, said: tuple[Mention, ...]) -> dict[int, list[Mention]]:
    found: dict[int, list[Mention]] = {}
    for line in said:
        verdict = desk.fold.verdict_at(line[0].ref)
        item = getattr(verdict.entry.body, "item", None) if verdict is not None and verdict.entry is not None else None
        if isinstance(item, int):
            found.setdefault(item, []).append(line)
    return found


def _block(desk: Desk, held: Meeting, agenda: EntryId, act: Any) -> dict[str, object]:
    on = agenda_of(held, agenda)
    return {
        "view": desk.entry(act.entry),
        "agenda": desk.entry(agenda),
        "item": None if act.item is None or on is None else item_words(desk, on.items[act.item]),
        "number": None if act.item is None else act.item + 1,
        "why": None if act.why is None else desk.words(act.why),
    }


def item_words(desk: Desk, item: Item) -> Words:
    """An item in words, those too that nobody had to write."""
    return desk.words(item.text) if item.text is not None else Words(desk.term(item.sort, "item"), desk.lang)


def _agenda(
    desk: Desk, held: Meeting, agenda: Agenda, parties: list[PartyId], by_item: dict[int, list[Mention]]
) -> dict[str, object]:
    can = desk.may_sign and desk.party in held.parties and not any(each.word == "closed" for each in held.sessions)
    given = {"agenda": desk.ref(agenda.entry)}
    adopted = agenda in adopted_agendas(held)
    called = current_item(held)
    return {
        "items": [
            {
                **item_line(desk, held, agenda, number),
                "of": None if item.of is None else desk.entry(item.of),
                "called": called is not None and (called.agenda, called.item) == (agenda.entry, number),
                "asked_to_park": [desk.party_view(party) for party in asked_to_park(held, agenda, number)],
                "said": by_item.get(number, []),
                "park_href": desk.sign_href("meetings.item_parked", held.id, item=number, **given)
                if can and adopted and item.text is not None and desk.party not in asked_to_park(held, agenda, number)
                else "",
            }
            for number, item in enumerate(agenda.items)
        ],
        "view": desk.entry(agenda.entry),
        "adopted": adopted,
        "stances": [_stance(desk, held, agenda, party) for party in parties],
        "region": region("agenda", desk.ref(agenda.entry)),
        "steps": _steps(desk, held, agenda) if can else (),
    }


def item_line(desk: Desk, held: Meeting, agenda: Agenda, number: int) -> dict[str, object]:
    """What an item is, and where it was left over before and now."""
    item = agenda.items[number]
    return {
        "words": item_words(desk, item),
        "sort": "" if item.sort == "ordinary" or item.text is None else desk.term(item.sort, "item"),
        "history": history(desk, item),
        "parked": is_parked(held, agenda, number),
    }


def _steps(desk: Desk, held: Meeting, agenda: Agenda) -> tuple[Step, ...]:
    """To accept it, refuse it or block with it, perhaps on account of one item."""
    given, back = {"agenda": desk.ref(agenda.entry)}, region("agenda", desk.ref(agenda.entry))
    mine = agenda_stance(held, desk.party, agenda)
    items = tuple(
        (str(number), f"{desk.numbers([number + 1])} {item_words(desk, item).text}"[:_SHORT])
        for number, item in enumerate(agenda.items)
    )

    def against(fact: str, text: str) -> Step | None:
        asks = [Blank("item", f"meetings.{fact}.item", "choice", items, optional=True), why(fact)]
        return press(desk, held, fact, text, given=given, asks=asks, back=back, second=True)

    return offered(
        press(desk, held, "agenda_accepted", desk.gettext("Accept this agenda"), given=given, back=back)
        if mine != "accepted"
        else None,
        against("agenda_refused", desk.gettext("Refuse")) if mine != "refused" else None,
        against("agenda_blocked", desk.gettext("Block")) if mine != "blocked" else None,
    )


_SHORT = 90
"""Letters of an item by which it is chosen."""


def _stance(desk: Desk, held: Meeting, agenda: Agenda, party: PartyId) -> dict[str, object]:
    word = agenda_stance(held, party, agenda)
    words = [each for each in held.agenda_words if each.party == party and each.agenda == agenda.entry]
    act = words[-1] if words else None
    return {
        "party": desk.party_view(party),
        "word": None if word is None else desk.term(word, "stance"),
        "item": None if act is None or act.item is None else act.item + 1,
        "view": desk.entry(act.entry if act else agenda.entry) if word else None,
        "why": desk.words(act.why) if act is not None and act.why is not None else None,
    }


def history(desk: Desk, item: Item) -> list[dict[str, object]]:
    """The meetings at which an item was left over, the last first: address, title, and the entry that left it."""
    found: list[dict[str, object]] = []
    while item.sort == "carried" and item.of is not None and len(found) < 50:
        left = desk.read(item.of)
        meeting = None if left is None else desk.fold.state(left.subject)
        if left is None or not isinstance(left.body, ItemParked) or not isinstance(meeting, Meeting):
            break
        agenda = agenda_of(meeting, left.body.agenda)
        if agenda is None or not 0 <= left.body.item < len(agenda.items):
            break
        why = left.body.why
        found.append(
            {
                "view": desk.view(left),
                "href": desk.subject_href(meeting.id),
                "title": desk.words(meeting.title),
                "why": None if why is None else desk.words(why),
            }
        )
        item = agenda.items[left.body.item]
    return found
