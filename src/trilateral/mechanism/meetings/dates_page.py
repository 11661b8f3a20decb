"""Dates and places on the page of a meeting: each beside each party's word on it, or the empty line where one is missing."""

from datetime import datetime, timedelta

from trilateral.i18n.calendars import civil_fit
from trilateral.ledger.entry import PartyId
from trilateral.mechanism.meetings.dates import (
    MixUp,
    adopted_by,
    agreed_offers,
    agreed_venues,
    host_consents,
    mix_ups,
    offer_words,
    stance,
    venue_stance,
)
from trilateral.mechanism.meetings.pressing import press, press_why, region
from trilateral.mechanism.meetings.state import Arrival, Claim, Meeting, Offer, Position, Venue
from trilateral.ui.page import Desk
from trilateral.ui.steps import offered
from trilateral.ui.views import PartyView, Step, Words


def civil_time(starts_at: datetime, zone_name: str, civil: str) -> dict[str, object]:
    """The instant, the civil time as its author gave it, and whether the two are one."""
    differs = not civil_fit(starts_at, civil, zone_name).is_shown
    return {"at": starts_at, "civil": civil, "zone": zone_name, "differs": differs}


def offer_times(offer: Offer) -> dict[str, object]:
    """The same of an offer."""
    return civil_time(offer.starts_at, offer.zone, offer.civil)


EARLY = timedelta(hours=12)
"""So long before its agreed time a meeting is opened with one press. A delegation is there by then; a date that somebody mixed up is not."""


def is_far_off(desk: Desk, held: Meeting, agreed: Offer) -> bool:
    """Whether a meeting that nobody has opened is to begin only long after now, by the node's clock."""
    return not held.sessions and agreed.starts_at - desk.now > EARLY


def has_passed(desk: Desk, offer: Offer) -> bool:
    """Whether a date lies before now, by the node's clock: nobody accepts such a one without being told."""
    return offer.starts_at < desk.now


def dates(desk: Desk, held: Meeting, parties: list[PartyId]) -> dict[str, object]:
    """What the page says of dates and places."""
    venues = [_venue(desk, held, each, parties) for each in held.venues]
    return {
        "offers": [_offer(desk, held, offer, parties) for offer in held.offers],
        "delays": [
            {
                "view": desk.entry(each.entry),
                "word": desk.term(each.word, "stance"),
                "why": None if each.why is None else desk.words(each.why),
            }
            for each in held.delays
        ],
        # One place that nobody spoke about is said in the head of the page.
        "venues": venues if held.venue_words or len(venues) > 1 else [],
        "mix_ups": [_mix_up(desk, each) for each in mix_ups(held)],
    }


def _offer(desk: Desk, held: Meeting, offer: Offer, parties: list[PartyId]) -> dict[str, object]:
    can = desk.party in held.parties and not held.sessions

    back = region("date", desk.ref(offer.entry), offer.number)

    return {
        **offer_times(offer),
        "view": desk.entry(offer.entry),
        "number": offer.number,
        "agreed": offer in agreed_offers(held),
        "stances": [_stance(desk, held, offer, party) for party in parties],
        "region": back,
        "capitals": capitals(desk, offer.starts_at),
        "steps": offer_steps(desk, held, offer, back) if can else (),
        "late_href": desk.sign_href("meetings.date_accepted", held.id, **_named(desk, offer))
        if can and desk.may_sign and has_passed(desk, offer) and stance(held, desk.party, offer) != "accepted"
        else "",
    }


def capitals(desk: Desk, instant: datetime) -> list[tuple[PartyView, str]]:
    """An instant by the clock of each capital, our own first."""
    return [(desk.party_view(party), desk.civil_there(instant, party)) for party in desk.parties]


def offer_steps(desk: Desk, held: Meeting, offer: Offer, back: str) -> tuple[Step, ...]:
    """What the reader's party can say of a date now: accept or decline it, or take its acceptance back."""
    given = _named(desk, offer)
    mine = stance(held, desk.party, offer)
    accept = accept_step(desk, held, offer, desk.gettext("Accept this date"))
    decline = press_why(desk, held, "date_declined", desk.gettext("Decline"), given, back)
    withdraw = press_why(desk, held, "acceptance_withdrawn", desk.gettext("Take back"), given, back)
    if mine == "accepted":
        return offered(withdraw)
    return offered(accept, decline) if mine is None else offered(accept)


def accept_step(desk: Desk, held: Meeting, offer: Offer, text: str) -> Step | None:
    """To accept a date exactly as it was offered; None once it has passed."""
    if has_passed(desk, offer):
        return None
    back = region("date", desk.ref(offer.entry), offer.number)
    return press(desk, held, "date_accepted", text, given=_named(desk, offer), back=back)


def _named(desk: Desk, offer: Offer) -> dict[str, str]:
    """An offer as entries that answer it name it."""
    return {"offer_in": desk.ref(offer.entry), "number": str(offer.number)}


def _stance(desk: Desk, held: Meeting, offer: Offer, party: PartyId) -> dict[str, object]:
    """All that a party signed on an offer, each word with the entry that says it."""
    said = offer_words(held, party, offer)
    if not said and held.carries_out is not None and party in adopted_by(held, offer):
        text = desk.entry(held.carries_out.text)
        word = {"word": desk.gettext("accepted with the adopted text"), "view": text, "why": None}
        return {"party": desk.party_view(party), "words": [word], "received_at": None}
    return {
        "party": desk.party_view(party),
        "words": [
            {
                "word": desk.gettext("offered") if isinstance(act, Offer) else desk.term(act.word, "stance"),
                "view": desk.entry(act.entry),
                "why": None if isinstance(act, Offer) or act.why is None else desk.words(act.why),
            }
            for act in said
        ],
        "received_at": None if said else desk.received_at(party, offer.entry),
    }


def only_venue(desk: Desk, held: Meeting) -> Words | None:
    """Where it is, as far as that is agreed or nobody named another place."""
    found = agreed_venues(held) or (held.venues if len(held.venues) == 1 else ())
    return desk.words(found[0].text) if found else None


def _venue(desk: Desk, held: Meeting, venue: Venue, parties: list[PartyId]) -> dict[str, object]:
    can = desk.party in held.parties or desk.party == venue.ground
    return {
        "text": desk.words(venue.text),
        "view": desk.entry(venue.entry),
        "agreed": venue in agreed_venues(held),
        "ground": None if venue.ground is None else desk.party_view(venue.ground),
        "consents": host_consents(held, venue),
        "stances": [_venue_word(desk, held, venue, party) for party in parties],
        "region": region("place", desk.ref(venue.entry)),
        "steps": _venue_steps(desk, held, venue) if can else (),
    }


def _venue_steps(desk: Desk, held: Meeting, venue: Venue) -> tuple[Step, ...]:
    given, back = {"venue_in": desk.ref(venue.entry)}, region("place", desk.ref(venue.entry))
    mine = venue_stance(held, desk.party, venue)
    accept = press(desk, held, "venue_accepted", desk.gettext("Accept this place"), given=given, back=back)
    refuse = press_why(desk, held, "venue_refused", desk.gettext("Refuse"), given, back)
    return offered(accept if mine != "accepted" else None, refuse if mine != "refused" else None)


def _venue_word(desk: Desk, held: Meeting, venue: Venue, party: PartyId) -> dict[str, object]:
    word = venue_stance(held, party, venue)
    return position(desk, party, None if word is None else desk.term(word, "stance"), held.venue_words, venue.entry)


def position(desk: Desk, party: PartyId, word: str | None, words: tuple[Position, ...], on: str) -> dict[str, object]:
    """A party's last word on something put forward by an entry, as a cell shows it."""
    act = next((each for each in reversed(words) if each.party == party and each.on == on), None)
    return {
        "party": desk.party_view(party),
        "word": word,
        "view": desk.entry(act.entry if act else on) if word else None,
        "why": desk.words(act.why) if act is not None and act.why is not None else None,
        "elsewhere": False,
    }


def _mix_up(desk: Desk, found: MixUp) -> dict[str, object]:
    return {
        "times": None if found.offer is None else offer_times(found.offer),
        "believed": [_belief(desk, each) for each in found.believed],
        "denied": [_belief(desk, each) for each in found.denied],
        "accepted_by": [desk.party_view(party) for party in found.accepted_by],
        "missing": [desk.party_view(party) for party in found.missing],
    }


def _belief(desk: Desk, act: Claim | Arrival) -> dict[str, object]:
    said = act.text if isinstance(act, Claim) else act.claims
    return {
        "view": desk.entry(act.entry),
        "day": desk.day(act.on) if isinstance(act, Arrival) else None,
        "said": None if said is None else desk.words(said),
    }
