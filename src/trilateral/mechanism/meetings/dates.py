"""When and where: offers of dates, each party's word on them, places, and who believed what was not so.

A date is agreed when every party's own log accepts one offer, and so is a place. Who has adopted a text that
creates a meeting with one date has accepted that date. That somebody
holds a date to be agreed, or comes on that day, makes it neither more nor less so; the
record keeps it beside the signatures (`mix_ups`).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from trilateral.agreement.acceptance import agreed, missing
from trilateral.agreement.clocks import Answer, Due, due
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.meetings.entries import (
    AcceptanceWithdrawn,
    DateAccepted,
    DateClaimed,
    DateDeclined,
    VenueAccepted,
    VenueOffered,
    VenueRefused,
)
from trilateral.mechanism.meetings.state import Arrival, Claim, DateWord, Delay, Meeting, Offer, Venue, last_word

SPECIAL_CLOCK = "meetings.special"
"""Name of the charter's clock until a requested meeting is held."""
REGULAR_CLOCK = "meetings.regular"
"""Name of the charter's clock between the meetings of a row."""

# What objects to an entry


def objection_to_date(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each objection
    """Why a word on dates has no effect."""
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


def objection_to_claim(known: Meeting, body: DateClaimed, facts: Facts) -> Objection | None:
    """Why a claim has no effect. Whether it is true is not asked: that is what the record shows beside it."""
    if facts.saw(body.offer_in) is None:
        return Objection("meetings.not_seen", (("entry", body.offer_in),))
    if offer_of(known, body.offer_in, body.number) is None:
        return Objection("meetings.no_such_offer", (("number", body.number),))
    return None


def objection_to_venue(known: Meeting, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each objection
    """Why a word on places has no effect."""
    if any(each.word == "cancelled" for each in known.delays):
        return Objection("meetings.cancelled_before")
    if any(each.word == "closed" for each in known.sessions):
        return Objection("meetings.closed_before")
    if isinstance(body, VenueOffered):
        ground = body.on_ground_of
        unknown = ground is not None and facts.charter.party(ground) is None
        return Objection("meetings.not_a_party", (("party", ground or ""),)) if unknown else None
    if not isinstance(body, VenueAccepted | VenueRefused):
        return None
    if facts.saw(body.venue_in) is None:
        return Objection("meetings.not_seen", (("entry", body.venue_in),))
    venue = next((each for each in known.venues if each.entry == body.venue_in), None)
    if venue is None:
        return Objection("meetings.no_such_venue")
    held = venue_stance(known, entry.party, venue)
    if held == "accepted" and isinstance(body, VenueAccepted):
        return Objection("meetings.accepted_already")
    return Objection("meetings.declined_already") if held == "refused" and isinstance(body, VenueRefused) else None


# Dates


def offer_of(meeting: Meeting, offer_in: EntryId, number: int) -> Offer | None:
    """The offer with this name."""
    return next((each for each in meeting.offers if (each.entry, each.number) == (offer_in, number)), None)


def stance(meeting: Meeting, party: PartyId, offer: Offer) -> str | None:
    """A party's last word on an offer: accepted, declined, withdrawn, postponed, cancelled, or None if it gave none."""
    said = offer_words(meeting, party, offer)
    if not said:
        return "accepted" if party in adopted_by(meeting, offer) else None
    return "accepted" if isinstance(said[-1], Offer) else said[-1].word


def adopted_by(meeting: Meeting, offer: Offer) -> tuple[PartyId, ...]:
    """Who accepts an offer by having adopted the text that the meeting carries out, until it says otherwise.

    Of several dates nobody has chosen one yet: then it takes a word of each on one of them.
    """
    in_text = [each for each in meeting.offers if each.entry == meeting.id]
    return () if meeting.carries_out is None or in_text != [offer] else meeting.carries_out.adopted_for


def offer_words(meeting: Meeting, party: PartyId, offer: Offer) -> tuple[Offer | DateWord | Delay, ...]:
    """All that a party said on an offer, in the order of its log.

    A delay is a word on this offer only where the party accepted it then: the first after
    an acceptance takes that back, and later ones find nothing to take.
    """
    acts: list[Offer | DateWord | Delay] = [offer] if party == offer.party else []
    acts += [w for w in meeting.words if w.party == party and (w.offer_in, w.number) == (offer.entry, offer.number)]
    acts += [each for each in meeting.delays if each.party == party]
    said: list[Offer | DateWord | Delay] = []
    accepted = party in adopted_by(meeting, offer)
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


def postponed_by(meeting: Meeting) -> tuple[PartyId, ...]:
    """The parties that asked for delay and have accepted or offered no date since."""
    return tuple(party for party in meeting.parties if _asks_for_delay(meeting, party))


def _asks_for_delay(meeting: Meeting, party: PartyId) -> bool:
    delays = [each.index for each in meeting.delays if each.party == party and each.word == "postponed"]
    since = [each.index for each in meeting.offers if each.party == party]
    since += [each.index for each in meeting.words if each.party == party and each.word == "accepted"]
    return bool(delays) and max(delays) > max(since, default=-1)


def convened_late(meeting: Meeting, term: Due, as_of: datetime) -> Answer:
    """Whether a special meeting that was requested comes too late: agreed for after the term, or not at all when it ended.

    Args:
        meeting: As it stood at `as_of`.
        term: By the charter's clock `meetings.special`, from when the party asked received the request.
        as_of: The instant for which it is asked.
    """
    if meeting.why is None:
        return Answer.NO
    found = agreed_date(meeting)
    return term.late(as_of if found is None else found.starts_at)


def next_regular_late(held: Sequence[Meeting], series: str, terms: ClockTerms | None, as_of: datetime) -> Answer:
    """Whether a row of meetings has had none for longer than the charter's interval, and none is agreed.

    Args:
        held: Meetings as they stood at `as_of`, of any row.
        series: Which row.
        terms: The charter's clock `meetings.regular`; None where the parties set no interval.
        as_of: The instant for which it is asked.
    """
    last = last_agreed_at([each for each in held if each.series == series])
    return Answer.NO if last is not None and last > as_of else due(terms, last).late(as_of)


def last_agreed_at(held: Sequence[Meeting]) -> datetime | None:
    """The latest instant for which all agreed to meet."""
    return max((found.starts_at for each in held if (found := agreed_date(each)) is not None), default=None)


def next_of(meeting: Meeting, held: Sequence[Meeting]) -> tuple[Meeting, ...]:
    """The meetings that follow this one: they say so, or they are the next round of the row."""
    return tuple(
        each
        for each in held
        if each.follows == meeting.id
        or (meeting.round is not None and each.series == meeting.series and each.round == meeting.round + 1)
    )


# Who believed what


class MixUp(NamedTuple):
    """A date that somebody took for agreed, and that does not have every signature.

    Attributes:
        offer: The date; None where a delegation came on a day that nobody had offered.
        believed: Claims that it was agreed, and arrivals on its day.
        denied: Claims that it was not.
        accepted_by: Who accepts it.
        missing: Whose acceptance is not there.
    """

    offer: Offer | None
    believed: tuple[Claim | Arrival, ...]
    denied: tuple[Claim, ...]
    accepted_by: tuple[PartyId, ...]
    missing: tuple[PartyId, ...]


def mix_ups(meeting: Meeting, parties: Sequence[PartyId] = ()) -> tuple[MixUp, ...]:
    """Dates that a party acted on, or said to be agreed, although not all accept them: who signed what."""
    asked = tuple(parties or meeting.parties)
    settled = agreed_offers(meeting, parties)
    days = {offer.civil[:10] for offer in meeting.offers}
    found: list[MixUp] = []
    for offer in meeting.offers:
        claims = [each for each in meeting.claims if (each.offer_in, each.number) == (offer.entry, offer.number)]
        came = [] if settled else [each for each in meeting.arrivals if each.on == offer.civil[:10]]
        believed: tuple[Claim | Arrival, ...] = (*(each for each in claims if each.word == "agreed"), *came)
        if believed and offer not in settled:
            denied = tuple(each for each in claims if each.word == "not_agreed")
            signed = accepted_by(meeting, offer)
            found.append(MixUp(offer, believed, denied, signed, missing(asked, signed)))
    lost = () if settled else tuple(each for each in meeting.arrivals if each.on not in days)
    return (*found, MixUp(None, lost, (), (), asked)) if lost else tuple(found)


def came_unconvened(meeting: Meeting, parties: Sequence[PartyId] = ()) -> tuple[Arrival, ...]:
    """Arrivals at a meeting on whose date not all agree."""
    return () if agreed_offers(meeting, parties) else meeting.arrivals


def is_day(text: str) -> bool:
    """Whether there is such a day."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# Places


def venue_stance(meeting: Meeting, party: PartyId, venue: Venue) -> str | None:
    """A party's last word on a place: accepted, refused, or None if it gave none."""
    return last_word(meeting.venue_words, venue, party, "accepted")


def agreed_venues(meeting: Meeting) -> tuple[Venue, ...]:
    """The places that every party accepts."""
    return tuple(
        venue
        for venue in meeting.venues
        if all(venue_stance(meeting, party, venue) == "accepted" for party in meeting.parties)
    )


def host_consents(meeting: Meeting, venue: Venue) -> bool | None:
    """Whether the party on whose ground a place lies has accepted it; None where no such party is known."""
    return None if venue.ground is None else venue_stance(meeting, venue.ground, venue) == "accepted"
