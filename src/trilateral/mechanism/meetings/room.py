"""In the room: opening and closing, who is there, who speaks, and who sits where.

Who leads opens a meeting that has every signature, calls on speakers and notes who stays
away. Each delegation says for itself who of it was there; where the two differ both stand.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from trilateral.ledger.entry import Body, Entry, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.meetings.agenda import adopted_agendas
from trilateral.mechanism.meetings.dates import agreed_offers, missing_acceptances
from trilateral.mechanism.meetings.entries import (
    AbsenceNoted,
    FloorAsked,
    FloorGiven,
    FloorReturned,
    MeetingAdjourned,
    MeetingAttended,
    MeetingClosed,
    MeetingOpened,
)
from trilateral.mechanism.meetings.state import Absence, Attendance, Floor, Meeting, Room, Status, leaders, leads

# What objects to an entry


def objection_to_session(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each objection
    """Why an opening, an adjournment or a closing has no effect."""
    last = next((each for each in reversed(known.sessions) if each.party == entry.party), None)
    if last is not None and last.word == "closed":
        return Objection("meetings.closed_before")
    if isinstance(body, MeetingOpened):
        if not leads(known, facts.charter, entry.party):
            return Objection("meetings.not_yours_to_open", (("party", ", ".join(leaders(known, facts.charter))),))
        if last is not None and last.word == "opened":
            return Objection("meetings.opened_already")
        return _objection_to_opening(known, body)
    if last is None:
        return Objection("meetings.not_yours_to_close" if known.sessions else "meetings.not_opened")
    if isinstance(body, MeetingAdjourned) and last.word == "adjourned":
        return Objection("meetings.adjourned_already")
    if isinstance(body, MeetingClosed) and body.minutes is not None and body.minutes < 0:
        return Objection("meetings.bad_number", (("number", body.minutes),))
    return None


def _objection_to_opening(known: Meeting, body: MeetingOpened) -> Objection | None:
    """A meeting that lacks a signature cannot be opened, whoever is in the room."""
    dates = {offer.starts_at for offer in agreed_offers(known)}
    if not dates:
        wanting = [each for each in missing_acceptances(known) if each[0].starts_at == body.starts_at]
        parties = sorted({party for _, those in wanting for party in those}) if wanting else known.parties
        return Objection("meetings.not_convened", (("missing", ", ".join(parties)),))
    if body.starts_at not in dates:
        return Objection("meetings.another_date")
    return Objection("meetings.two_dates") if len(dates) > 1 else None


def objection_in_room(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each objection
    """Why a word on who is there, who speaks or who sits where has no effect."""
    if not known.sessions:
        return Objection("meetings.not_opened")
    if isinstance(body, MeetingAttended):
        return _objection_to_attendance(body)
    if isinstance(body, AbsenceNoted | FloorGiven) and not leads(known, facts.charter, entry.party):
        return Objection("meetings.not_yours_to_lead", (("party", ", ".join(leaders(known, facts.charter))),))
    if isinstance(body, AbsenceNoted):
        if facts.charter.party(body.party) is None:
            return Objection("meetings.not_a_party", (("party", body.party),))
        return Objection("meetings.of_oneself") if body.party == entry.party else None
    if session_status(known) is Status.CLOSED:
        return Objection("meetings.closed_before")
    return _objection_to_floor(known, body, entry, facts)


def _objection_to_attendance(body: MeetingAttended) -> Objection | None:
    if body.others < 0:
        return Objection("meetings.bad_number", (("number", body.others),))
    named = (*body.offices, *body.excused, *body.absent)
    if len(set(named)) != len(named):
        return Objection("meetings.office_twice")
    return None if named or body.others else Objection("meetings.says_nothing")


def _objection_to_floor(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    if isinstance(body, FloorReturned):
        asks = any(each.party == entry.party for each in waiting(known))
        gave = entry.party in _givers(known) and _given_by(known, entry.party) is not None
        return None if asks or gave or holds(known, entry.party) else Objection("meetings.no_floor")
    if isinstance(body, FloorAsked | FloorGiven) and body.item is not None and not _is_item(known, body.item):
        return Objection("meetings.no_such_item", (("number", body.item),))
    if not isinstance(body, FloorGiven):
        return None
    if facts.charter.party(body.to) is None:
        return Objection("meetings.not_a_party", (("party", body.to),))
    asked_by = [each.party for each in known.floor if each.entry == body.asked and each.word == "asked"]
    return None if body.asked is None or asked_by == [body.to] else Objection("meetings.no_such_request")


def _is_item(known: Meeting, item: int) -> bool:
    """Whether an adopted agenda has such an item; where none was adopted, any number from 0 will do."""
    adopted = adopted_agendas(known)
    return item >= 0 and (not adopted or any(item < len(each.items) for each in adopted))


# Sessions


def session_status(meeting: Meeting) -> Status:
    """Where nobody is host several can open; the meeting lasts while one of them has not ended it."""
    last = {each.party: each.word for each in meeting.sessions}
    if "opened" in last.values():
        return Status.IN_SESSION
    return Status.ADJOURNED if "adjourned" in last.values() else Status.CLOSED


# Who is there


class Presence(NamedTuple):
    """What is said of one delegation.

    Attributes:
        own: Its own last word, if it gave one.
        noted: What those who lead noted of it, each one's last word.
    """

    own: Attendance | None
    noted: tuple[Absence, ...]

    @property
    def word(self) -> str | None:
        """`present`, `excused` or `absent`: by its own word, else as noted; None where nobody said anything."""
        if self.own is not None:
            return "present" if self.own.offices or self.own.others else "excused" if self.own.excused else "absent"
        if not self.noted:
            return None
        return "excused" if all(each.excused for each in self.noted) else "absent"


def attendance(meeting: Meeting) -> tuple[Attendance, ...]:
    """Each party's last word on who of its delegation was there."""
    return tuple({each.party: each for each in meeting.attendances}.values())


def presence(meeting: Meeting, party: PartyId) -> Presence:
    """What is said of a delegation: by itself, and by who leads."""
    own = next((each for each in attendance(meeting) if each.party == party), None)
    noted = {each.party: each for each in meeting.absences if each.of == party}
    return Presence(own, tuple(noted.values()))


# Who speaks


def speaker(meeting: Meeting) -> PartyId | None:
    """Who has the floor: as last given, unless it was returned since by its holder or by who gave it.

    None also where two that may lead have given it to different delegations.
    """
    held = {holder for giver in _givers(meeting) if (holder := _given_by(meeting, giver)) is not None}
    return held.pop() if len(held) == 1 else None


def _givers(meeting: Meeting) -> set[PartyId]:
    return {each.party for each in meeting.floor if each.word == "given"}


def _given_by(meeting: Meeting, giver: PartyId) -> PartyId | None:
    """To whom the floor stands given by one that leads."""
    last = [each for each in meeting.floor if each.party == giver and each.word in {"given", "returned"}][-1]
    ended = last.word == "returned" or any(each.word == "returned" and each.of == last.entry for each in meeting.floor)
    return None if ended else last.to


def holds(meeting: Meeting, party: PartyId) -> Floor | None:
    """The word by which a delegation has the floor; None if it has not."""
    given = {each.party: each for each in meeting.floor if each.word == "given" and each.to == party}
    return next((each for giver, each in given.items() if _given_by(meeting, giver) == party), None)


def waiting(meeting: Meeting) -> tuple[Floor, ...]:
    """Requests for the floor that were neither granted nor given up: points of order first, then in the order of the row.

    Requests of different delegations are concurrent, so their order among each other is for who leads.
    """
    granted = {each.of for each in meeting.floor if each.word == "given"}
    given_up: Mapping[PartyId, int] = {
        each.party: each.index for each in meeting.floor if each.word == "returned" and each.of is None
    }
    open_requests = [
        each
        for each in meeting.floor
        if each.word == "asked" and each.entry not in granted and each.index > given_up.get(each.party, -1)
    ]
    return tuple(sorted(open_requests, key=lambda each: each.turn != "point_of_order"))


# Who sits where


def rooms(meeting: Meeting) -> tuple[Room, ...]:
    """Each delegation's last word on where it is, and who leads among them."""
    return tuple({each.party: each for each in meeting.rooms}.values())
