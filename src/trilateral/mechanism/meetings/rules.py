"""What the meeting entries mean. A meeting is convened when every party's own log accepts one offer.

The state keeps what each party said and nothing that follows from it (`state`). What
follows is asked of it: in `dates`, `agenda`, `room`, `relays` and `minutes`, each with what
objects to the entries of its subject; where the whole stands, here.

Acts that do not fit are kept apart by what their authors had seen. Who has seen an
opening can no longer withdraw, and who has seen a withdrawal cannot open. If both are
on record nevertheless, their authors had not seen each other's act: `crossed`.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from trilateral.agreement.adoption import Item, adopted_item, carried_by
from trilateral.agreement.held import Act, ordered
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.meetings.agenda import (
    adopted_agendas,
    agenda_stance,
    agenda_status,
    items_of,
    objection_to_agenda,
)
from trilateral.mechanism.meetings.dates import (
    accepted_by,
    agreed_date,
    agreed_offers,
    came_unconvened,
    is_day,
    missing_acceptances,
    mix_ups,
    objection_to_claim,
    objection_to_date,
    objection_to_venue,
    offer_of,
    offer_words,
    postponed_by,
    stance,
)
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
    DateDeclined,
    DateOffer,
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
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingPostponed,
    MeetingProposed,
    MeetingRequested,
    MinutesAccepted,
    MinutesClosed,
    MinutesTabled,
    NextIntended,
    OutcomeStated,
    ParagraphAccepted,
    ParagraphDissented,
    ParagraphObjected,
    ParagraphWorded,
    ParaphraseAnswered,
    Paraphrased,
    RelayDelivered,
    RelayReceived,
    RoomTaken,
    ToneStated,
    VenueAccepted,
    VenueOffered,
    VenueRefused,
)
from trilateral.mechanism.meetings.minutes import draft_with, objection_to_ground, objection_to_minutes, word_of
from trilateral.mechanism.meetings.relays import confidence_of, is_delivered, objection_to_relay, paraphrase_of
from trilateral.mechanism.meetings.room import (
    attendance,
    holds,
    objection_in_room,
    objection_to_session,
    session_status,
)
from trilateral.mechanism.meetings.state import (
    ROWS,
    Absence,
    Agenda,
    AgendaWord,
    Arrival,
    Attendance,
    Claim,
    Confidence,
    DateWord,
    Delay,
    Draft,
    Floor,
    Ground,
    ItemWord,
    Lock,
    Meeting,
    Offer,
    ParagraphWord,
    Paraphrase,
    Position,
    RelayWord,
    Room,
    Session,
    Status,
    Venue,
    View,
    Wording,
    as_seen,
    leads,
)

__all__ = [
    "ROWS",
    "Meeting",
    "Status",
    "accepted_by",
    "adopted_agendas",
    "agenda_stance",
    "agenda_status",
    "agreed_date",
    "agreed_offers",
    "apply",
    "attendance",
    "came_unconvened",
    "last_views",
    "missing_acceptances",
    "mix_ups",
    "objection",
    "offer_of",
    "offer_words",
    "postponed_by",
    "stance",
    "status",
]

_DATES = (DateOffered, DateAccepted, DateDeclined, AcceptanceWithdrawn, MeetingPostponed, MeetingCancelled)
_VENUES = (VenueOffered, VenueAccepted, VenueRefused)
_AGENDAS = (AgendaProposed, AgendaAccepted, AgendaRefused, AgendaBlocked, ItemCalled, ItemParked)
_SESSIONS = (MeetingOpened, MeetingAdjourned, MeetingClosed)
_IN_ROOM = (MeetingAttended, AbsenceNoted, FloorAsked, FloorGiven, FloorReturned, RoomTaken)
_RELAYS = (Confided, Paraphrased, ParaphraseAnswered, RelayDelivered, RelayReceived)
_GROUND = (GroundStated, GroundShared, GroundDenied)
_ON_PARAGRAPH = (ParagraphAccepted, ParagraphObjected, ParagraphDissented)
_MINUTES = (MinutesTabled, MinutesAccepted, ParagraphWorded, *_ON_PARAGRAPH, MinutesClosed)

_PUT = (*_DATES[:1], *_VENUES[:1], AgendaProposed, MinutesTabled, ParagraphWorded, MinutesClosed)
"""What a chair may put forward as well as a party: it binds nobody."""
_BIND = (
    *_DATES[1:],
    AgendaAccepted,
    AgendaRefused,
    AgendaBlocked,
    ItemParked,
    *_GROUND,
    MinutesAccepted,
    *_ON_PARAGRAPH,
    OutcomeStated,
    NextIntended,
    ToneStated,
)
"""What only those say whom the mechanism binds."""


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
    if isinstance(body, MeetingProposed | MeetingRequested):
        return _objection_to_beginning(held, body, entry, facts)
    if held is None:
        return Objection("meetings.not_found")
    known = as_seen(held, facts)
    return _objection_to_author(known, body, entry, facts) or _objection_to_act(known, body, entry, facts)


def _objection_to_beginning(
    held: Meeting | None, body: MeetingProposed | MeetingRequested, entry: Entry[Any], facts: Facts
) -> Objection | None:
    if held is not None or entry.header.subject is not None:
        return Objection("meetings.proposed_already")
    if entry.party not in facts.parties and facts.charter.role(entry.party) != "chair":
        return Objection("meetings.no_say")
    if not body.title:
        return Objection("meetings.says_nothing")
    otherwise = _objection_to_item(body, entry, facts)
    if otherwise is not None or isinstance(body, MeetingRequested):
        return otherwise
    if body.round < 1:
        return Objection("meetings.bad_number", (("number", body.round),))
    if body.moderator is not None and facts.charter.party(body.moderator) is None:
        return Objection("meetings.not_a_party", (("party", body.moderator),))
    return None if body.follows is None else _objection_to_meeting(body.follows, facts)


def _objection_to_item(body: MeetingProposed | MeetingRequested, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Why a meeting does not carry out the adopted item that its header names."""
    item = adopted_item(entry, facts, "meeting")
    if item is None or isinstance(item, Objection):
        return item
    return Objection("meetings.not_as_adopted", (("item", item.number),)) if _differs(body, item) else None


def _differs(body: MeetingProposed | MeetingRequested, item: Item) -> bool:
    """Whether it is another meeting than was adopted. Nobody has accepted a moderator with the text."""
    offers, signed = (
        tuple((each.starts_at, each.zone, each.civil) for each in offered)
        for offered in (body.offers, getattr(item.terms, "offers", ()))
    )
    names = isinstance(body, MeetingProposed) and body.moderator is not None
    same = all(getattr(body, name) == getattr(item.terms, name, None) for name in ("title", "forum"))
    return names or not same or offers != signed


def _objection_to_meeting(meeting: EntryId, facts: Facts) -> Objection | None:
    """Why an entry is no other meeting that the author had seen."""
    if facts.saw(meeting) is None:
        return Objection("meetings.not_seen", (("entry", meeting),))
    found = facts.state(meeting)
    return None if isinstance(found, Meeting) else Objection("meetings.no_such_meeting", (("entry", meeting),))


def _objection_to_author(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Observers have no say, and a chair puts things forward and decides nothing."""
    if entry.party in known.parties:
        return None
    if isinstance(body, VenueAccepted | VenueRefused):
        ground = {each.ground for each in known.venues if each.entry == body.venue_in}
        return None if entry.party in ground else Objection("meetings.no_say")
    puts = isinstance(body, _PUT) and leads(known, facts.charter, entry.party)
    return Objection("meetings.no_say") if isinstance(body, (*_PUT, *_BIND)) and not puts else None


def _objection_to_act(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    """To each subject its own reasons."""
    about = {
        _DATES: objection_to_date,
        _VENUES: objection_to_venue,
        _AGENDAS: objection_to_agenda,
        _SESSIONS: objection_to_session,
        _IN_ROOM: objection_in_room,
        _RELAYS: objection_to_relay,
        _GROUND: objection_to_ground,
        _MINUTES: objection_to_minutes,
    }
    for kinds, found in about.items():
        if isinstance(body, kinds):
            return found(known, body, entry, facts)
    return _objection_to_own_word(known, body, facts)


def _objection_to_own_word(known: Meeting, body: Body, facts: Facts) -> Objection | None:
    """Each delegation speaks for itself about what came of it: little can be wrong with that."""
    match body:
        case DateClaimed():
            return objection_to_claim(known, body, facts)
        case DelegationArrived(on=day):
            return None if is_day(day) else Objection("meetings.no_such_day", (("day", day),))
        case NextIntended(meeting=meeting):
            return None if meeting is None else _objection_to_meeting(meeting, facts)
        case OutcomeStated() | ToneStated():
            return None
    return Objection("meetings.not_found")


# What stands after an entry


def apply(held: Meeting | None, entry: Entry[Any], facts: Facts) -> Meeting | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if isinstance(body, MeetingProposed | MeetingRequested):
        return _begun(body, entry, facts)
    if held is None:
        return None
    name, act = _act(held, entry, facts)
    if act is None:
        return held
    acts: tuple[Act, ...] = getattr(held, name)
    crossed = set(held.crossed)
    if any(each.party == act.party and facts.saw(each.entry) is None for row in ROWS for each in getattr(held, row)):
        # Who does not know what stands in its own log has another log than the one shown here.
        crossed.add(act.party)
    return msgspec.structs.replace(held, **{name: ordered((*acts, act))}, crossed=tuple(sorted(crossed)))


def _begun(body: MeetingProposed | MeetingRequested, entry: Entry[Any], facts: Facts) -> Meeting:
    offers = tuple(_offer(entry, number, offer) for number, offer in enumerate(body.offers))
    venues = () if body.venue is None else (Venue(*_at(entry), body.venue, facts.charter.host),)
    made = (entry.id, entry.party, facts.parties, body.title, body.series)
    carried = carried_by(entry, facts, "meeting")
    if isinstance(body, MeetingRequested):
        return Meeting(
            *made, None, body.format, body.forum, body.why, carries_out=carried, offers=offers, venues=venues
        )
    named = (None, body.moderator, body.follows, carried)
    return Meeting(*made, body.round, body.format, body.forum, *named, offers=offers, venues=venues)


def _at(entry: Entry[Any]) -> tuple[EntryId, PartyId, int]:
    return entry.id, entry.party, entry.index


def _offer(entry: Entry[Any], number: int, offer: DateOffer) -> Offer:
    return Offer(*_at(entry), number, offer.starts_at, offer.zone, offer.civil)


def _act(held: Meeting, entry: Entry[Any], facts: Facts) -> tuple[str, Act | None]:  # noqa: C901, PLR0912 - one line for each kind
    """What the state keeps of an entry, and in which of its rows."""
    at = _at(entry)
    match entry.body:
        case DateOffered(offer=offer):
            return "offers", _offer(entry, 0, offer)
        case DateAccepted(offer_in=offer_in, number=number):
            return "words", DateWord(*at, "accepted", offer_in, number, None)
        case DateDeclined(offer_in=offer_in, number=number, why=why):
            return "words", DateWord(*at, "declined", offer_in, number, why)
        case AcceptanceWithdrawn(offer_in=offer_in, number=number, why=why):
            return "words", DateWord(*at, "withdrawn", offer_in, number, why)
        case DateClaimed(claim=claim, offer_in=offer_in, number=number, text=text):
            return "claims", Claim(*at, claim, offer_in, number, text)
        case MeetingPostponed(why=why):
            return "delays", Delay(*at, "postponed", why)
        case MeetingCancelled(why=why):
            return "delays", Delay(*at, "cancelled", why)
        case VenueOffered(venue=venue, on_ground_of=ground):
            return "venues", Venue(*at, venue, ground or facts.charter.host)
        case VenueAccepted(venue_in=venue_in):
            return "venue_words", Position(*at, "accepted", venue_in, None)
        case VenueRefused(venue_in=venue_in, why=why):
            return "venue_words", Position(*at, "refused", venue_in, why)
        case AgendaProposed():
            return "agendas", Agenda(*at, items_of(entry.body, facts))
        case AgendaAccepted(agenda=agenda):
            return "agenda_words", AgendaWord(*at, "accepted", agenda, None, None)
        case AgendaRefused(agenda=agenda, why=why, item=item):
            return "agenda_words", AgendaWord(*at, "refused", agenda, why, item)
        case AgendaBlocked(agenda=agenda, why=why, item=item):
            return "agenda_words", AgendaWord(*at, "blocked", agenda, why, item)
        case ItemCalled(agenda=agenda, item=item):
            return "item_words", ItemWord(*at, "called", agenda, item, None)
        case ItemParked(agenda=agenda, item=item, why=why):
            return "item_words", ItemWord(*at, "parked", agenda, item, why)
        case MeetingOpened(starts_at=starts_at):
            return "sessions", Session(*at, "opened", starts_at)
        case MeetingAdjourned(resumes=resumes, why=why):
            on = (None, None, None) if resumes is None else (resumes.starts_at, resumes.zone, resumes.civil)
            return "sessions", Session(*at, "adjourned", on[0], None, why, on[1], on[2])
        case MeetingClosed(minutes=minutes):
            return "sessions", Session(*at, "closed", None, minutes)
        case MeetingAttended(offices=offices, others=others, excused=excused, absent=absent):
            return "attendances", Attendance(*at, offices, others, excused, absent)
        case AbsenceNoted(party=party, sent_word=sent_word):
            return "absences", Absence(*at, party, sent_word)
        case DelegationArrived(claims=claims, on=day):
            return "arrivals", Arrival(*at, claims, day)
    return _act_inside(held, entry, facts)


def _act_inside(held: Meeting, entry: Entry[Any], facts: Facts) -> tuple[str, Act | None]:  # noqa: C901, PLR0912 - one line for each kind
    """The same for what is said during a meeting and after it."""
    at = _at(entry)
    match entry.body:
        case FloorAsked(turn=turn, item=item):
            return "floor", Floor(*at, "asked", entry.party, turn, item)
        case FloorGiven(to=to, item=item, asked=asked):
            return "floor", Floor(*at, "given", to, None, item, asked)
        case FloorReturned():
            held_by = holds(as_seen(held, facts), entry.party)
            return "floor", Floor(*at, "returned", of=None if held_by is None else held_by.entry)
        case RoomTaken(room=room):
            return "rooms", Room(*at, room)
        case Confided(may_pass_on=may, to=to, item=item):
            return "confidences", Confidence(*at, may, to, item)
        case Paraphrased(of=of, to=to, text=text):
            told = confidence_of(held, of)
            return "paraphrases", None if told is None else Paraphrase(*at, of, told.party, to, text)
        case ParaphraseAnswered(paraphrase=of, likeness=word, text=text):
            return "relay_words", RelayWord(*at, word, of, text, _knew(held, of, facts))
        case RelayDelivered(paraphrase=of):
            return "relay_words", RelayWord(*at, "delivered", of, None, _knew(held, of, facts))
        case RelayReceived(paraphrase=of):
            return "relay_words", RelayWord(*at, "received", of, None, _knew(held, of, facts))
        case GroundStated(text=text):
            return "grounds", Ground(*at, text)
        case GroundShared(ground=ground):
            return "ground_words", Position(*at, "shared", ground, None)
        case GroundDenied(ground=ground, why=why):
            return "ground_words", Position(*at, "denied", ground, why)
        case MinutesTabled(paragraphs=paragraphs, replaces=replaces):
            return "drafts", Draft(*at, paragraphs, replaces)
        case MinutesAccepted(draft=draft):
            return "paragraph_words", ParagraphWord(*at, "accepted", draft, None, draft, None)
        case ParagraphWorded(draft=draft, paragraph=paragraph, text=text):
            return "wordings", Wording(*at, draft, paragraph, text)
        case ParagraphAccepted() | ParagraphObjected() | ParagraphDissented():
            return "paragraph_words", _word_on_paragraph(held, entry, entry.body)
        case MinutesClosed(draft=draft):
            return "locks", Lock(*at, draft)
        case OutcomeStated(outcome=word, text=text):
            return "views", View(*at, "outcome", word, text)
        case NextIntended(intent=word, text=text, meeting=meeting):
            return "views", View(*at, "next", word, text, meeting)
        case ToneStated(tone=word, text=text):
            return "views", View(*at, "tone", word, text)
    return "", None


def _knew(held: Meeting, paraphrase: EntryId, facts: Facts) -> bool:
    """Whether the author had seen that it was delivered: what lies in its past has been folded before it."""
    known = as_seen(held, facts)
    found = paraphrase_of(known, paraphrase)
    return found is not None and is_delivered(known, found)


def _word_on_paragraph(
    held: Meeting, entry: Entry[Any], body: ParagraphAccepted | ParagraphObjected | ParagraphDissented
) -> ParagraphWord | None:
    draft = draft_with(held, body.wording_in, body.paragraph)
    text = getattr(body, "text", None) or getattr(body, "why", None)
    if draft is None:
        return None
    return ParagraphWord(*_at(entry), word_of(body), draft.entry, body.paragraph, body.wording_in, text)


def status(meeting: Meeting, parties: Sequence[PartyId] = ()) -> Status:
    """Where the meeting stands, on nobody's word but each party's own."""
    dates = {offer.starts_at for offer in agreed_offers(meeting, parties)}
    if meeting.crossed:
        return Status.CROSSED
    if any(each.word == "opened" for each in meeting.sessions):
        opened_for = {each.starts_at for each in meeting.sessions if each.word == "opened"}
        return session_status(meeting) if len(opened_for) == 1 and opened_for <= dates else Status.CROSSED
    if any(each.word == "cancelled" for each in meeting.delays):
        return Status.CANCELLED
    if len(dates) > 1:
        return Status.CROSSED
    if dates:
        return agenda_status(meeting, parties) or Status.CONVENED
    if postponed_by(meeting):
        return Status.POSTPONED
    return Status.REQUESTED if meeting.why is not None and not meeting.offers else Status.PROPOSED


def last_views(meeting: Meeting, about: str) -> tuple[View, ...]:
    """Each party's last word on `outcome` or `next`."""
    return tuple({each.party: each for each in meeting.views if each.about == about}.values())
