"""A meeting while it goes on: where it stands, line by line, and what the reader can sign in the room.

The board at the head of the page says it in one look: how long it has been open, which item is called, who has the
floor, who spoke last to whom and through whom, who is there, what is common ground, how far the minutes are. Each
part is a region of its own, so what others sign appears in its place while somebody writes beside it.
"""

from datetime import datetime

from trilateral.ledger.entry import PartyId
from trilateral.mechanism.meetings.agenda import adopted_agendas, current_item, is_parked
from trilateral.mechanism.meetings.agenda_page import Mention, item_words
from trilateral.mechanism.meetings.dates import agreed_date
from trilateral.mechanism.meetings.dates_page import is_far_off, offer_times
from trilateral.mechanism.meetings.minutes import Last, common_ground, is_agreed, last_on
from trilateral.mechanism.meetings.minutes_page import again
from trilateral.mechanism.meetings.pressing import press, words
from trilateral.mechanism.meetings.room import holds, presence, session_status, speaker
from trilateral.mechanism.meetings.room_page import asking
from trilateral.mechanism.meetings.rules import status
from trilateral.mechanism.meetings.saying import saying
from trilateral.mechanism.meetings.state import Agenda, Draft, Meeting, Offer, Status, leads
from trilateral.ui.page import Desk
from trilateral.ui.steps import offered
from trilateral.ui.views import Blank, EntryView, Step


def board(desk: Desk, held: Meeting, parties: list[PartyId], said: tuple[Mention, ...]) -> dict[str, object]:
    """What the head of the page says of a meeting that was opened; and the steps of whoever is in the room."""
    agenda = next(iter(adopted_agendas(held)), None)
    draft = _newest(held)
    return {
        "board": {
            "opened_at": opened_at(desk, held),
            "is_open": status(held) is Status.IN_SESSION,
            "item": _item(desk, held, agenda),
            "last": _last_said(held, said),
            "attendance": [(desk.party_view(party), _heads(held, party)) for party in parties],
            "shared": len(common_ground(held)),
            "stated": len(held.grounds),
            "minutes": None if draft is None else _counts(held, draft),
        }
        if held.sessions
        else None,
        "open_steps": _opening(desk, held),
        "opens_later": _opens_later(desk, held),
        "floor_steps": _floor(desk, held, agenda, parties),
        "say_steps": saying(desk, held, said, _given_item(held, agenda)),
        "item_steps": _next_items(desk, held, agenda),
        "attend_steps": _attending(desk, held),
        "ground_steps": _ground(desk, held),
        "table_steps": offered(again(desk, held, None) if held.sessions and not held.drafts else None),
    }


def opened_at(desk: Desk, held: Meeting) -> datetime | None:
    """When it was opened, or last resumed, as whoever did claims."""
    found = [desk.read(each.entry) for each in held.sessions if each.word == "opened"]
    return max((entry.header.claimed_at for entry in found if entry is not None), default=None)


def _item(desk: Desk, held: Meeting, agenda: Agenda | None) -> dict[str, object] | None:
    called = current_item(held)
    if agenda is None or called is None or called.agenda != agenda.entry:
        return None
    return {"number": called.item + 1, "of": len(agenda.items), "words": item_words(desk, agenda.items[called.item])}


def _last_said(held: Meeting, said: tuple[Mention, ...]) -> EntryView | None:
    """What was said last in the meeting or about it, to whom and through whom, beside acts of the meeting itself."""
    if session_status(held) is not Status.IN_SESSION:
        return None
    return next((view for view, _, _ in reversed(said) if view.kind.startswith("statements.")), None)


def _heads(held: Meeting, party: PartyId) -> int | None:
    own = presence(held, party).own
    return None if own is None else len(own.offices) + own.others


def _newest(held: Meeting) -> Draft | None:
    replaced = {each.replaces for each in held.drafts}
    return next((each for each in reversed(held.drafts) if each.entry not in replaced), None)


def _counts(held: Meeting, draft: Draft) -> dict[str, int]:
    numbers = range(len(draft.paragraphs))
    objected = [
        number
        for number in numbers
        if any(last is not None and last.word == "objected" for last in _lasts(held, draft, number))
    ]
    agreed = sum(is_agreed(held, draft, number) for number in numbers)
    return {"paragraphs": len(draft.paragraphs), "agreed": agreed, "objected": len(objected)}


def _lasts(held: Meeting, draft: Draft, number: int) -> list[Last | None]:
    return [last_on(held, party, draft, number) for party in held.parties]


# --- what can be signed in the room


def _leads_now(desk: Desk, held: Meeting) -> bool:
    return status(held) is Status.IN_SESSION and leads(held, desk.charter, desk.party)


def _opening(desk: Desk, held: Meeting) -> tuple[Step, ...]:
    """To open what all have agreed on once its time is near, or resume it."""
    agreed = _to_be_opened(desk, held)
    if agreed is None or is_far_off(desk, held, agreed):
        return ()
    text = desk.gettext("Resume the meeting") if held.sessions else desk.gettext("Open the meeting")
    return offered(press(desk, held, "opened", text, given=_instant(agreed)))


def _opens_later(desk: Desk, held: Meeting) -> dict[str, object] | None:
    """The agreed date where it is far off, and the form with which it can be opened all the same."""
    agreed = _to_be_opened(desk, held)
    if agreed is None or not desk.may_sign or not is_far_off(desk, held, agreed):
        return None
    return {**offer_times(agreed), "href": desk.sign_href("meetings.opened", held.id, **_instant(agreed))}


def _to_be_opened(desk: Desk, held: Meeting) -> Offer | None:
    """The agreed date of a meeting that the reader's party can open or resume now."""
    agreed, now = agreed_date(held), status(held)
    begins = not held.sessions or now is Status.ADJOURNED
    if agreed is None or not begins or now in _OVER or not leads(held, desk.charter, desk.party):
        return None
    # The agreed instant is named to the minute, as forms write it.
    return None if agreed.starts_at.second or agreed.starts_at.microsecond else agreed


def _instant(agreed: Offer) -> dict[str, str]:
    return {"starts_at": f"{agreed.starts_at:%Y-%m-%dT%H:%M}", "starts_at.zone": "UTC"}


_OVER = frozenset({Status.CLOSED, Status.CANCELLED, Status.CROSSED})


def _floor(desk: Desk, held: Meeting, agenda: Agenda | None, parties: list[PartyId]) -> tuple[Step, ...]:
    """Who leads gives the floor to a party or takes it back; a party asks for it and returns it."""
    if status(held) is not Status.IN_SESSION:
        return ()
    has_it, leading = speaker(held), leads(held, desk.charter, desk.party)
    found: list[Step | None] = []
    if leading:
        found += [_give(desk, held, agenda, party) for party in parties if party != has_it]
    if holds(held, desk.party) is not None:
        found.append(press(desk, held, "floor_returned", desk.gettext("Return the floor"), back="room", second=True))
    elif leading and has_it is not None:
        found.append(press(desk, held, "floor_returned", desk.gettext("Take the floor back"), back="room", second=True))
    if not leading and has_it != desk.party:
        found.append(_ask(desk, held, agenda))
    return offered(*found)


def _given_item(held: Meeting, agenda: Agenda | None) -> dict[str, str | int]:
    called = current_item(held)
    return {"item": called.item} if called is not None and agenda and called.agenda == agenda.entry else {}


def _give(desk: Desk, held: Meeting, agenda: Agenda | None, party: PartyId) -> Step | None:
    asked = next((each for each in asking(desk, held) if each.party == party), None)
    given: dict[str, str | int] = {"to": party, **_given_item(held, agenda)}
    if asked is not None:
        given["asked"] = desk.ref(asked.entry)
    text = desk.gettext("Give the floor to %(party)s", party=desk.party_view(party).name)
    return press(desk, held, "floor_given", text, given=given, back="room", second=asked is None)


def _ask(desk: Desk, held: Meeting, agenda: Agenda | None) -> Step | None:
    turns = tuple((each, desk.term(each, "turn")) for each in ("speech", "reply", "point_of_order"))
    return press(
        desk,
        held,
        "floor_asked",
        desk.gettext("Ask for the floor"),
        given=_given_item(held, agenda),
        asks=[Blank("turn", "meetings.floor_asked.turn", "choice", turns, given="speech")],
        back="room",
    )


def _next_items(desk: Desk, held: Meeting, agenda: Agenda | None) -> tuple[Step, ...]:
    """Who leads calls the next item that was not left for later."""
    if agenda is None or not _leads_now(desk, held):
        return ()
    called = current_item(held)
    after = called.item if called is not None and called.agenda == agenda.entry else -1
    number = next((n for n in range(after + 1, len(agenda.items)) if not is_parked(held, agenda, n)), None)
    if number is None:
        return ()
    text = desk.gettext(
        "Call item %(number)s: %(words)s", number=number + 1, words=item_words(desk, agenda.items[number]).text
    )
    given: dict[str, str | int] = {"agenda": desk.ref(agenda.entry), "item": number}
    return offered(press(desk, held, "item_called", text, given=given, back="agenda"))


def _attending(desk: Desk, held: Meeting) -> tuple[Step, ...]:
    """A delegation says who of it is there: with its last word to begin with."""
    if not held.sessions:
        return ()
    own = presence(held, desk.party).own
    asks = [
        Blank(
            "offices", "meetings.attended.offices", "lines", given="\n".join(own.offices) if own else "", optional=True
        ),
        Blank("others", "meetings.attended.others", "number", given=str(own.others if own else 0)),
    ]
    return offered(
        press(
            desk,
            held,
            "attended",
            desk.gettext("Say who of us is here") if own is None else desk.gettext("Correct who of us is here"),
            asks=asks,
            back="attendance",
            second=own is not None,
        )
    )


def _ground(desk: Desk, held: Meeting) -> tuple[Step, ...]:
    if not held.sessions or desk.party not in held.parties:
        return ()
    text = desk.gettext("State a point of common ground")
    return offered(press(desk, held, "ground_stated", text, asks=[words("ground_stated")], back="ground", second=True))
