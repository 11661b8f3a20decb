"""What the meeting entries mean. A meeting is convened when every party's own log accepts one offer.

The state keeps what each party said, in the order of that party's log, and nothing
that follows from it. Everything else (accepted, agreed, convened, crossed) is a question
to the state, so that it cannot depend on the order in which logs were read.

Acts that do not fit are kept apart by what their authors had seen. Who has seen an
opening can no longer withdraw, and who has seen a withdrawal cannot open. If both are
on record nevertheless, their authors had not seen each other's act: `crossed`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from trilateral.agreement.acceptance import agreed, missing
from trilateral.ledger.entry import Body, Entry, EntryId, Office, PartyId, Text, Word
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.meetings.entries import (
    AcceptanceWithdrawn,
    AgendaAccepted,
    AgendaProposed,
    AgendaRefused,
    DateAccepted,
    DateDeclined,
    DateOffer,
    DateOffered,
    DelegationArrived,
    MeetingAdjourned,
    MeetingAttended,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingPostponed,
    MeetingProposed,
    NextIntended,
    OutcomeStated,
    ToneStated,
)


class Act(msgspec.Struct, frozen=True):
    """One thing that a party said about the meeting, and where in its log."""

    entry: EntryId
    party: PartyId
    index: int


class Offer(Act, frozen=True):
    """A date on offer, named by `entry` and `number`. Its author accepted it by offering."""

    number: int
    starts_at: datetime
    zone: str
    civil: str


class DateWord(Act, frozen=True):
    """A party's word on one offer: `accepted`, `declined` or `withdrawn`."""

    word: str
    offer_in: EntryId
    number: int
    why: Text | None


class Delay(Act, frozen=True):
    """A party's word on all its dates: `postponed` or `cancelled`."""

    word: str
    why: Text | None


class Agenda(Act, frozen=True):
    """An agenda, which its author accepted by proposing it."""

    items: tuple[Text, ...]


class AgendaWord(Act, frozen=True):
    """A party's word on one agenda: `accepted` or `refused`."""

    word: str
    agenda: EntryId
    why: Text | None


class Session(Act, frozen=True):
    """The opener's word: `opened`, `adjourned` or `closed`.

    Attributes:
        starts_at: The agreed instant, where it was opened.
        minutes: How long it lasted, if that was said on closing.
    """

    word: str
    starts_at: datetime | None = None
    minutes: int | None = None


class Attendance(Act, frozen=True):
    """Who of a party's delegation was there, as that party says."""

    offices: tuple[Office, ...]
    others: int


class Arrival(Act, frozen=True):
    """A delegation came."""

    claims: Text | None
    on: str


class View(Act, frozen=True):
    """What a party takes away: `about` is `outcome`, `next` or `tone`."""

    about: str
    word: str
    text: Text | None


class Meeting(msgspec.Struct, frozen=True):
    """One meeting, as the record stands. Acts stand in the order of parties, and for each in that of its log.

    Attributes:
        id: The entry that proposed it.
        party: Who proposed it.
        parties: Whose acceptance it takes: the parties of the charter under which it was proposed.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    parties: tuple[PartyId, ...]
    title: tuple[Text, ...]
    series: Word
    round: int
    format: str
    forum: Word
    venue: Text | None
    offers: tuple[Offer, ...] = ()
    words: tuple[DateWord, ...] = ()
    delays: tuple[Delay, ...] = ()
    agendas: tuple[Agenda, ...] = ()
    agenda_words: tuple[AgendaWord, ...] = ()
    sessions: tuple[Session, ...] = ()
    attendances: tuple[Attendance, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    views: tuple[View, ...] = ()
    crossed: tuple[PartyId, ...] = ()


class Status(StrEnum):
    """Where a meeting stands."""

    PROPOSED = "proposed"
    CONVENED = "convened"
    AGENDA_PROVISIONAL = "agenda_provisional"
    AGENDA_ADOPTED = "agenda_adopted"
    AGENDA_NOT_ADOPTED = "agenda_not_adopted"
    IN_SESSION = "in_session"
    ADJOURNED = "adjourned"
    CLOSED = "closed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    CROSSED = "crossed"


_DATE_KINDS = (DateOffered, DateAccepted, DateDeclined, AcceptanceWithdrawn, MeetingPostponed, MeetingCancelled)
_AGENDA_KINDS = (AgendaProposed, AgendaAccepted, AgendaRefused)
_SESSION_KINDS = (MeetingOpened, MeetingAdjourned, MeetingClosed)
_ACTS = ("offers", "words", "delays", "agendas", "agenda_words", "sessions", "attendances", "arrivals", "views")


def objection(held: Meeting | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed. What the author had not seen is taken out of `held` first.

    Args:
        held: The meeting so far; None before it is proposed.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, MeetingProposed):
        if held is not None or entry.header.subject is not None:
            return Objection("meetings.proposed_already")
        if not body.title:
            return Objection("meetings.says_nothing")
        return Objection("meetings.bad_number", (("number", body.round),)) if body.round < 1 else None
    if held is None:
        return Objection("meetings.not_found")
    known = _as_seen(held, facts)
    if isinstance(body, _DATE_KINDS):
        return _objection_to_date(known, body, entry, facts)
    if isinstance(body, _AGENDA_KINDS):
        return _objection_to_agenda(known, body, entry, facts)
    if isinstance(body, _SESSION_KINDS):
        return _objection_to_session(known, body, entry, facts)
    return _objection_to_own_word(known, body)


def _as_seen(held: Meeting, facts: Facts) -> Meeting:
    """The meeting without what the author could not know."""
    return msgspec.structs.replace(
        held, **{name: tuple(act for act in getattr(held, name) if facts.saw(act.entry)) for name in _ACTS}
    )


def _objection_to_date(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    if any(each.word == "cancelled" for each in known.delays):
        return Objection("meetings.cancelled_before")
    if known.sessions and not isinstance(body, DateAccepted):
        # Accepting stays possible: with it a party whose withdrawal crossed the opening ends the crossing.
        return Objection("meetings.opened_already")
    if not isinstance(body, DateAccepted | DateDeclined | AcceptanceWithdrawn):
        return None
    if facts.saw(body.offer_in) is None:
        return Objection("meetings.not_seen", (("entry", body.offer_in),))
    offer = offer_of(known, body.offer_in, body.number)
    if offer is None:
        return Objection("meetings.no_such_offer", (("number", body.number),))
    held = stance(known, entry.party, offer)
    if isinstance(body, AcceptanceWithdrawn):
        return None if held == "accepted" else Objection("meetings.not_accepted")
    if held == "accepted":
        return Objection("meetings.accepted_already")
    if held == "declined" and isinstance(body, DateDeclined):
        return Objection("meetings.declined_already")
    return None


def _objection_to_agenda(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    if any(each.word == "closed" for each in known.sessions):
        return Objection("meetings.closed_before")
    if isinstance(body, AgendaProposed):
        if not body.items:
            return Objection("meetings.says_nothing")
        allowed = facts.charter.agenda
        outside = next((item for item in body.items if allowed and item not in allowed), None)
        return None if outside is None else Objection("meetings.out_of_scope", (("item", outside.text[:200]),))
    if not isinstance(body, AgendaAccepted | AgendaRefused):
        return None
    if facts.saw(body.agenda) is None:
        return Objection("meetings.not_seen", (("entry", body.agenda),))
    agenda = next((each for each in known.agendas if each.entry == body.agenda), None)
    if agenda is None:
        return Objection("meetings.no_such_agenda")
    held = agenda_stance(known, entry.party, agenda)
    if held == "accepted" and isinstance(body, AgendaAccepted):
        return Objection("meetings.accepted_already")
    if held == "refused" and isinstance(body, AgendaRefused):
        return Objection("meetings.refused_already")
    return None


def _objection_to_session(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    last = next((each for each in reversed(known.sessions) if each.party == entry.party), None)
    if last is not None and last.word == "closed":
        return Objection("meetings.closed_before")
    if isinstance(body, MeetingOpened):
        if facts.charter.host not in (None, entry.party):
            return Objection("meetings.not_yours_to_open", (("party", facts.charter.host or ""),))
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


def _objection_to_own_word(known: Meeting, body: Body) -> Objection | None:
    """Each delegation speaks for itself about who was there and what came of it: little can be wrong with that."""
    match body:
        case MeetingAttended(offices=offices, others=others):
            if not known.sessions:
                return Objection("meetings.not_opened")
            if others < 0:
                return Objection("meetings.bad_number", (("number", others),))
            if len(set(offices)) != len(offices):
                return Objection("meetings.office_twice")
            return None if offices or others else Objection("meetings.says_nothing")
        case DelegationArrived(on=day):
            return None if _is_day(day) else Objection("meetings.no_such_day", (("day", day),))
        case OutcomeStated() | NextIntended() | ToneStated():
            return None
    return Objection("meetings.not_found")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def apply(held: Meeting | None, entry: Entry[Any], facts: Facts) -> Meeting | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if isinstance(body, MeetingProposed):
        offers = tuple(_offer(entry, number, offer) for number, offer in enumerate(body.offers))
        kind = (body.title, body.series, body.round, body.format, body.forum, body.venue)
        return Meeting(entry.id, entry.party, facts.parties, *kind, offers=offers)
    if held is None:
        return None
    name, act = _act(entry)
    if act is None:
        return held
    acts: tuple[Act, ...] = getattr(held, name)
    crossed = set(held.crossed)
    if any(each.party == act.party and facts.saw(each.entry) is None for row in _ACTS for each in getattr(held, row)):
        # Who does not know what stands in its own log has another log than the one shown here.
        crossed.add(act.party)
    return msgspec.structs.replace(held, **{name: _ordered((*acts, act))}, crossed=tuple(sorted(crossed)))


def _offer(entry: Entry[Any], number: int, offer: DateOffer) -> Offer:
    return Offer(entry.id, entry.party, entry.index, number, offer.starts_at, offer.zone, offer.civil)


def _act(entry: Entry[Any]) -> tuple[str, Act | None]:  # noqa: C901, PLR0912 - one line for each kind
    """What the state keeps of an entry, and in which of its rows."""
    at = (entry.id, entry.party, entry.index)
    match entry.body:
        case DateOffered(offer=offer):
            return "offers", _offer(entry, 0, offer)
        case DateAccepted(offer_in=offer_in, number=number):
            return "words", DateWord(*at, "accepted", offer_in, number, None)
        case DateDeclined(offer_in=offer_in, number=number, why=why):
            return "words", DateWord(*at, "declined", offer_in, number, why)
        case AcceptanceWithdrawn(offer_in=offer_in, number=number, why=why):
            return "words", DateWord(*at, "withdrawn", offer_in, number, why)
        case MeetingPostponed(why=why):
            return "delays", Delay(*at, "postponed", why)
        case MeetingCancelled(why=why):
            return "delays", Delay(*at, "cancelled", why)
        case AgendaProposed(items=items):
            return "agendas", Agenda(*at, items)
        case AgendaAccepted(agenda=agenda):
            return "agenda_words", AgendaWord(*at, "accepted", agenda, None)
        case AgendaRefused(agenda=agenda, why=why):
            return "agenda_words", AgendaWord(*at, "refused", agenda, why)
        case MeetingOpened(starts_at=starts_at):
            return "sessions", Session(*at, "opened", starts_at)
        case MeetingAdjourned():
            return "sessions", Session(*at, "adjourned")
        case MeetingClosed(minutes=minutes):
            return "sessions", Session(*at, "closed", None, minutes)
        case MeetingAttended(offices=offices, others=others):
            return "attendances", Attendance(*at, offices, others)
        case DelegationArrived(claims=claims, on=day):
            return "arrivals", Arrival(*at, claims, day)
        case OutcomeStated(outcome=word, text=text):
            return "views", View(*at, "outcome", word, text)
        case NextIntended(intent=word, text=text):
            return "views", View(*at, "next", word, text)
        case ToneStated(tone=word, text=text):
            return "views", View(*at, "tone", word, text)
    return "", None


ActT = TypeVar("ActT", bound=Act)


def _ordered(acts: Iterable[ActT]) -> tuple[ActT, ...]:
    """By party and place in its log: the one order that does not depend on how logs were read."""
    return tuple(sorted(acts, key=lambda act: (act.party, act.index, act.entry)))


# Questions


def offer_of(meeting: Meeting, offer_in: EntryId, number: int) -> Offer | None:
    """The offer with this name."""
    return next((each for each in meeting.offers if (each.entry, each.number) == (offer_in, number)), None)


def stance(meeting: Meeting, party: PartyId, offer: Offer) -> str | None:
    """A party's last word on an offer: accepted, declined, withdrawn, postponed, cancelled, or None if it gave none."""
    said = [(offer.index, "accepted")] if party == offer.party else []
    said += [
        (each.index, each.word)
        for each in meeting.words
        if each.party == party and (each.offer_in, each.number) == (offer.entry, offer.number)
    ]
    if not said:
        return None
    at, word = max(said)
    later = [each.word for each in meeting.delays if each.party == party and each.index > at]
    return later[-1] if word == "accepted" and later else word


def offer_words(meeting: Meeting, party: PartyId, offer: Offer) -> tuple[Offer | DateWord | Delay, ...]:
    """All that a party said on an offer, in the order of its log.

    A delay is a word on this offer only where the party accepted it then: the first after
    an acceptance takes that back, and later ones find nothing to take.
    """
    acts: list[Offer | DateWord | Delay] = [offer] if party == offer.party else []
    acts += [w for w in meeting.words if w.party == party and (w.offer_in, w.number) == (offer.entry, offer.number)]
    acts += [each for each in meeting.delays if each.party == party]
    said: list[Offer | DateWord | Delay] = []
    accepted = False
    for act in sorted(acts, key=lambda each: (each.index, each.entry)):
        if isinstance(act, Delay) and not accepted:
            continue
        said.append(act)
        accepted = isinstance(act, Offer) or act.word == "accepted"
    return tuple(said)


def accepted_by(meeting: Meeting, offer: Offer) -> tuple[PartyId, ...]:
    """The parties whose last word on the offer is that they accept it."""
    return tuple(party for party in meeting.parties if stance(meeting, party, offer) == "accepted")


def missing_acceptances(
    meeting: Meeting, parties: Sequence[PartyId] = ()
) -> tuple[tuple[Offer, tuple[PartyId, ...]], ...]:
    """Each offer with the parties that do not accept it; none for an agreed one.

    Args:
        parties: Whose acceptance is asked for; left out, the parties of the meeting.
    """
    return tuple((each, missing(parties or meeting.parties, accepted_by(meeting, each))) for each in meeting.offers)


def agreed_offers(meeting: Meeting, parties: Sequence[PartyId] = ()) -> tuple[Offer, ...]:
    """The offers that every party accepts."""
    return tuple(each for each in meeting.offers if agreed(parties or meeting.parties, accepted_by(meeting, each)))


def agreed_date(meeting: Meeting, parties: Sequence[PartyId] = ()) -> Offer | None:
    """The offer on which all agree; None where there is none, and where two agreed offers name different instants."""
    found = agreed_offers(meeting, parties)
    return found[0] if len({offer.starts_at for offer in found}) == 1 else None


def agenda_stance(meeting: Meeting, party: PartyId, agenda: Agenda) -> str | None:
    """A party's last word on an agenda: accepted, refused, or None if it gave none."""
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
    refused = {each.agenda for each in meeting.agenda_words if _stands_refused(meeting, each)}
    return Status.AGENDA_PROVISIONAL if len(refused) < len(meeting.agendas) else Status.AGENDA_NOT_ADOPTED


def _stands_refused(meeting: Meeting, word: AgendaWord) -> bool:
    agenda = next((each for each in meeting.agendas if each.entry == word.agenda), None)
    return agenda is not None and agenda_stance(meeting, word.party, agenda) == "refused"


def status(meeting: Meeting, parties: Sequence[PartyId] = ()) -> Status:
    """Where the meeting stands, on nobody's word but each party's own."""
    dates = {offer.starts_at for offer in agreed_offers(meeting, parties)}
    if meeting.crossed:
        return Status.CROSSED
    if any(each.word == "opened" for each in meeting.sessions):
        opened_for = {each.starts_at for each in meeting.sessions if each.word == "opened"}
        return _session_status(meeting) if len(opened_for) == 1 and opened_for <= dates else Status.CROSSED
    if any(each.word == "cancelled" for each in meeting.delays):
        return Status.CANCELLED
    if len(dates) > 1:
        return Status.CROSSED
    if dates:
        return agenda_status(meeting, parties) or Status.CONVENED
    return Status.POSTPONED if postponed_by(meeting) else Status.PROPOSED


def _session_status(meeting: Meeting) -> Status:
    """Where nobody is host several can open; the meeting lasts while one of them has not ended it."""
    last = {each.party: each.word for each in meeting.sessions}
    if "opened" in last.values():
        return Status.IN_SESSION
    return Status.ADJOURNED if "adjourned" in last.values() else Status.CLOSED


def postponed_by(meeting: Meeting) -> tuple[PartyId, ...]:
    """The parties that asked for delay and have accepted or offered no date since."""
    return tuple(party for party in meeting.parties if _asks_for_delay(meeting, party))


def _asks_for_delay(meeting: Meeting, party: PartyId) -> bool:
    delays = [each.index for each in meeting.delays if each.party == party and each.word == "postponed"]
    since = [each.index for each in meeting.offers if each.party == party]
    since += [each.index for each in meeting.words if each.party == party and each.word == "accepted"]
    return bool(delays) and max(delays) > max(since, default=-1)


def came_unconvened(meeting: Meeting, parties: Sequence[PartyId] = ()) -> tuple[Arrival, ...]:
    """Arrivals at a meeting on whose date not all agree."""
    return () if agreed_offers(meeting, parties) else meeting.arrivals


def last_views(meeting: Meeting, about: str) -> tuple[View, ...]:
    """Each party's last word on `outcome` or `next`."""
    return tuple({each.party: each for each in meeting.views if each.about == about}.values())


def attendance(meeting: Meeting) -> tuple[Attendance, ...]:
    """Each party's last word on who of its delegation was there."""
    return tuple({each.party: each for each in meeting.attendances}.values())
