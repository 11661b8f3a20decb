"""A named day: what can be said of it, and which offers can still be agreed. Which day it is, its state answers."""

from typing import Any

from trilateral.agreement.acceptance import missing
from trilateral.agreement.clocks import day_named
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.commitments.entries import DayAccepted, DayNamed, DayProposed
from trilateral.mechanism.commitments.state import DayOffer, DayWord, NamedDay, as_seen, place_of, with_act


def objection_to_naming(body: DayNamed) -> Objection | None:
    """What is against naming a day."""
    return objection_to_day(body.on)


def objection_to_day(day: str | None) -> Objection | None:
    """What is against a day as it is written."""
    return None if day is None or day_named(day) is not None else Objection("commitments.no_such_day", (("day", day),))


def opened(body: DayNamed, entry: Entry[Any], facts: Facts) -> NamedDay:
    """The day as it is named."""
    offer = DayOffer(*place_of(entry), body.on, None, ())
    return NamedDay(
        id=entry.id, party=entry.party, parties=facts.parties, title=body.title, text=body.text, offers=(offer,)
    )


def objection(held: NamedDay, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    """What is against an act on a named day."""
    known = as_seen(held, facts)
    after = tuple(each.entry for each in known.last_offers())
    if entry.party not in held.parties:
        return Objection("commitments.no_party_to_it")
    match body:
        case DayProposed(on=on):
            again = len(after) == 1 and known.agreed_days() == (on,)
            return objection_to_day(on) or (Objection("commitments.day_already") if again else None)
        case DayAccepted(proposal=proposal):
            offer = next((each for each in known.offers if each.entry == proposal), None)
            if offer is None:
                return unknown(proposal, facts, Objection("commitments.no_such_proposal"))
            if entry.party in known.accepted_by(offer):
                return Objection("commitments.accepted_already")
            return None if offer.after == after else Objection("commitments.another_day_since")
    return Objection("commitments.not_about_that")


def unknown(entry: EntryId, facts: Facts, otherwise: Objection) -> Objection:
    """The objection to naming an entry that is not what it should be: its author had not seen it, or it is something else."""
    return Objection("commitments.not_seen", (("entry", entry),)) if facts.saw(entry) is None else otherwise


def apply(held: NamedDay, entry: Entry[Any], facts: Facts) -> NamedDay:
    """The day after an act to which there is no objection."""
    match entry.body:
        case DayProposed(on=on, why=why):
            after = tuple(each.entry for each in as_seen(held, facts).last_offers())
            return with_act(held, "offers", DayOffer(*place_of(entry), on, why, after), facts)
        case DayAccepted(proposal=proposal):
            return with_act(held, "day_words", DayWord(*place_of(entry), proposal), facts)
    return held


# Questions


def open_offers(day: NamedDay) -> tuple[tuple[DayOffer, tuple[PartyId, ...]], ...]:
    """Offers that can still be agreed, each with those whose signature it lacks."""
    after = tuple(each.entry for each in day.last_offers())
    waiting = (each for each in day.offers if each.after == after)
    found = ((each, missing(day.parties, day.accepted_by(each))) for each in waiting)
    return tuple((each, lacking) for each, lacking in found if lacking)


def status(day: NamedDay) -> str:
    """`proposed`, `agreed` or `crossed`."""
    found = day.agreed_days()
    return "crossed" if day.crossed or len(found) > 1 else "agreed" if found else "proposed"
