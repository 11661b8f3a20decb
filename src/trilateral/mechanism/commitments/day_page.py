"""A named day for people: which day it is, or who has signed which."""

from collections.abc import Iterator

from trilateral.mechanism.commitments import days
from trilateral.mechanism.commitments.quoting import binding_acts, named, parties, words
from trilateral.mechanism.commitments.quoting import commitments as all_commitments
from trilateral.mechanism.commitments.state import DayOffer, NamedDay
from trilateral.ui.page import Desk, Matter, Shown
from trilateral.ui.views import LONGEST_TITLE


def show(desk: Desk, held: NamedDay) -> Shown:
    """The page."""
    counted = [each for each in all_commitments(desk) if any(step.from_day == held.id for step in each.steps)]
    return Shown(
        "commitments/day.html",
        desk.words(held.title).text,
        {
            "view": desk.entry(held.id),
            "called": desk.words(held.title),
            "text": words(desk, held.text),
            "status": desk.term(days.status(held), "named_day"),
            "agreed": [desk.day(each) for each in held.agreed_days()],
            "forked": parties(desk, held.crossed),
            "offers": [_offer(desk, held, each) for each in held.offers],
            "counted": [named(desk, each.id) for each in counted],
            "acts": binding_acts(
                desk,
                held,
                [
                    (
                        "commitments.day_proposed",
                        desk.gettext("You accept this day by proposing it. It holds once all have signed it."),
                    )
                ],
            )
            if desk.may_sign and desk.party in held.parties
            else [],
        },
    )


def _offer(desk: Desk, held: NamedDay, offer: DayOffer) -> dict[str, object]:
    accepted = held.accepted_by(offer)
    waiting = next((lacking for each, lacking in days.open_offers(held) if each == offer), ())
    can = desk.may_sign and desk.party in waiting
    return {
        "view": desk.entry(offer.entry),
        "on": desk.day(offer.on),
        "why": words(desk, offer.why),
        "parties": [(desk.party_view(party), party in accepted) for party in held.parties],
        "accept_href": desk.sign_href("commitments.day_accepted", held.id, proposal=desk.ref(offer.entry))
        if can
        else "",
    }


def matters(desk: Desk, held: NamedDay) -> Iterator[Matter]:
    """Signatures that a day lacks."""
    for offer, lacking in days.open_offers(held):
        entry = desk.read(offer.entry)
        for party in lacking:
            what = desk.gettext(
                "Accept a day for %(title)s, or not", title=desk.words(held.title).opening(LONGEST_TITLE).text
            )
            since = None if entry is None else entry.header.claimed_at
            yield Matter(
                party, what, desk.subject_href(held.id), offer.party, since, desk.received_at(party, offer.entry)
            )
