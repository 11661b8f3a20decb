"""What goes on in a meeting, and between the rooms, as its page shows it."""

from datetime import datetime, timedelta
from itertools import pairwise

from trilateral.ledger.entry import PartyId
from trilateral.mechanism.meetings.dates_page import civil_time
from trilateral.mechanism.meetings.pressing import press
from trilateral.mechanism.meetings.relays import Relay, answer_to, is_delivered, received_by, relay_status
from trilateral.mechanism.meetings.room import presence, rooms, session_status, speaker, waiting
from trilateral.mechanism.meetings.state import Floor, Meeting, Paraphrase, Session, Status, leads
from trilateral.ui.page import Desk
from trilateral.ui.steps import offered
from trilateral.ui.views import Blank


def room(desk: Desk, held: Meeting, parties: list[PartyId]) -> dict[str, object]:
    """What the page says of sessions, attendance, speakers and rooms."""
    open_now = bool(held.sessions) and session_status(held) is not Status.CLOSED
    has_floor = speaker(held) if open_now else None
    attendance = [_attendance(desk, held, party) for party in _delegations(held, parties)]
    return {
        "sessions": [_session(desk, each) for each in held.sessions],
        "minutes": next((each.minutes for each in held.sessions if each.minutes is not None), None),
        "attended": bool(held.sessions or held.attendances),
        "attendance": [each for each in attendance if each["view"] or each["noted"]],
        "not_noted": [each["party"] for each in attendance if not each["view"] and not each["noted"]],
        "arrivals": [
            {
                "view": desk.entry(a.entry),
                "claims": None if a.claims is None else desk.words(a.claims),
                "on": desk.day(a.on),
            }
            for a in held.arrivals
        ],
        "speaker": None if has_floor is None else desk.party_view(has_floor),
        "waiting": [_turn(desk, held, each) for each in asking(desk, held)] if open_now else [],
        "times": _speaking_times(desk, held),
        "rooms": [
            {"party": desk.party_view(each.party), "room": desk.term(each.room, "room"), "view": desk.entry(each.entry)}
            for each in rooms(held)
        ],
    }


def asking(desk: Desk, held: Meeting) -> tuple[Floor, ...]:
    """Requests for the floor that are still to be met: those that wait, but of whom had the floor after asking for it.

    Who leads may give the floor without having read the request, and so without naming it. The rules leave such a request
    open, for its author to give up; in the room it is met. A grant meets all that its delegation asked before it had seen
    the grant; what it asked having seen it is asked for another turn. A grant that names a request meets that one alone.
    """
    given = [each for each in held.floor if each.word == "given" and each.of is None]
    return tuple(
        request
        for request in waiting(held)
        if not any(each.to == request.party and not desk.fold.saw(request.entry, each.entry) for each in given)
    )


def _delegations(held: Meeting, parties: list[PartyId]) -> list[PartyId]:
    """The parties, then whoever else was there or was noted."""
    others = {each.party for each in held.attendances} | {each.of for each in held.absences}
    return [*parties, *sorted(others - set(parties))]


def _session(desk: Desk, act: Session) -> dict[str, object]:
    resumes = act.starts_at is not None and act.zone is not None and act.civil is not None and act.word == "adjourned"
    return {
        "view": desk.entry(act.entry),
        "word": desk.term(act.word, "session"),
        "why": None if act.why is None else desk.words(act.why),
        "resumes": civil_time(act.starts_at, act.zone, act.civil)
        if resumes and act.starts_at and act.zone and act.civil
        else None,
    }


def _attendance(desk: Desk, held: Meeting, party: PartyId) -> dict[str, object]:
    found = presence(held, party)
    own = found.own

    def offices(named: tuple[str, ...]) -> list[str]:
        return [desk.office(office) for office in named]

    return {
        "party": desk.party_view(party),
        "word": None if found.word is None else desk.term(found.word, "presence"),
        "offices": [] if own is None else offices(own.offices),
        "others": 0 if own is None else own.others,
        "excused": [] if own is None else offices(own.excused),
        "absent": [] if own is None else offices(own.absent),
        "view": None if own is None else desk.entry(own.entry),
        "noted": [
            {"view": desk.entry(each.entry), "word": desk.term("excused" if each.excused else "absent", "presence")}
            for each in found.noted
        ],
    }


def _turn(desk: Desk, held: Meeting, act: Floor) -> dict[str, object]:
    given: dict[str, str | int] = {"to": act.party, "asked": desk.ref(act.entry)}
    given |= {} if act.item is None else {"item": act.item}
    may_give = leads(held, desk.charter, desk.party)
    return {
        "view": desk.entry(act.entry),
        "turn": desk.term(act.turn or "", "turn"),
        "item": None if act.item is None else act.item + 1,
        "steps": offered(
            press(desk, held, "floor_given", desk.gettext("Give the floor"), given=given, back="room")
            if may_give
            else None
        ),
    }


def _speaking_times(desk: Desk, held: Meeting) -> list[dict[str, object]]:
    """How often and how long each delegation had the floor, by the claimed times of those who gave it and took it back."""
    marks: list[tuple[datetime, PartyId | None]] = []
    speaks = {each.entry: each.to if each.word == "given" else None for each in held.floor if each.word != "asked"}
    for entry_id, who in {**speaks, **dict.fromkeys((each.entry for each in held.sessions), None)}.items():
        entry = desk.read(entry_id)
        if entry is not None:
            marks.append((entry.header.claimed_at, who))
    marks.sort(key=lambda each: each[0])
    lasted: dict[PartyId, timedelta] = {}
    turns: dict[PartyId, int] = {}
    for (at, who), (until, _) in pairwise(marks):
        if who is not None:
            lasted[who] = lasted.get(who, timedelta()) + (until - at)
    for _, who in marks:
        if who is not None:
            turns[who] = turns.get(who, 0) + 1
    return [
        {
            "party": desk.party_view(party),
            "turns": turns[party],
            "minutes": int(lasted.get(party, timedelta()).total_seconds() // 60),
        }
        for party in sorted(turns)
    ]


def relays(desk: Desk, held: Meeting) -> dict[str, object]:
    """What the page says of what went between the rooms."""
    return {
        "confidences": [
            {
                "view": desk.entry(each.entry),
                "may_pass_on": each.may_pass_on,
                "to": [desk.party_view(party) for party in each.to],
                "paraphrase_href": desk.sign_href("meetings.paraphrased", held.id, of=desk.ref(each.entry))
                if each.may_pass_on and desk.may_sign and leads(held, desk.charter, desk.party)
                else "",
            }
            for each in held.confidences
        ],
        "paraphrases": [_paraphrase(desk, held, each) for each in held.paraphrases],
    }


def _paraphrase(desk: Desk, held: Meeting, each: Paraphrase) -> dict[str, object]:
    given = {"paraphrase": desk.ref(each.entry)}
    now, answer = relay_status(held, each), answer_to(held, each)
    delivered, received = is_delivered(held, each), received_by(held, each)

    may_deliver = desk.party == each.party and not delivered and now is not Relay.DISPUTED
    return {
        "view": desk.entry(each.entry),
        "of": desk.entry(each.of),
        "author": desk.party_view(each.author),
        "to": [desk.party_view(party) for party in each.to],
        "text": None if each.text is None else desk.words(each.text),
        "status": desk.term(now.value, "relay"),
        "crossed": now is Relay.CROSSED,
        "answer": None
        if answer is None
        else {
            "view": desk.entry(answer.entry),
            "word": desk.term(answer.word, "likeness"),
            "text": None if answer.text is None else desk.words(answer.text),
        },
        "received_by": [desk.party_view(party) for party in received],
        "steps": offered(
            press(
                desk,
                held,
                "paraphrase_answered",
                desk.gettext("Say whether it is right"),
                given=given,
                asks=[
                    Blank(
                        "likeness",
                        "meetings.paraphrase_answered.likeness",
                        "choice",
                        tuple((each, desk.term(each, "likeness")) for each in ("right", "wrong")),
                    ),
                    Blank("text", "meetings.paraphrase_answered.text", "text", optional=True),
                ],
                back="rooms",
                second=True,
            )
            if desk.party == each.author
            else None,
            press(desk, held, "relay_delivered", desk.gettext("Say that it was passed on"), given=given, back="rooms")
            if may_deliver
            else None,
            press(desk, held, "relay_received", desk.gettext("Confirm having it"), given=given, back="rooms")
            if delivered and desk.party in each.to and desk.party not in received
            else None,
        ),
    }
