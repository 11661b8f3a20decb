"""The meeting that comes next: one that every party has accepted, and no other."""

from dataclasses import dataclass
from datetime import datetime

from trilateral.ledger.derived import Ordered
from trilateral.mechanism.meetings.dates import agreed_date, agreed_venues
from trilateral.mechanism.meetings.dates_page import offer_times
from trilateral.mechanism.meetings.rules import status
from trilateral.mechanism.meetings.state import Status
from trilateral.ui.page import Desk
from trilateral.ui.views import Words

_NOT_AHEAD = frozenset({Status.CLOSED, Status.CANCELLED, Status.POSTPONED})


@dataclass(frozen=True, slots=True)
class Ahead:
    """A meeting that is to come.

    Attributes:
        at: When it begins.
        times: The same, and the civil time that was agreed with its zone.
        venue: Where, if that is agreed.
    """

    title: Words
    href: str
    at: datetime
    times: dict[str, object]
    venue: Words | None


_AHEAD = Ordered("meetings", lambda _, held: held.id, only=lambda _, held: status(held) not in _NOT_AHEAD)


def next_meeting(desk: Desk) -> Ahead | None:
    """Return the next meeting whose date every party has accepted; None if no such date lies ahead."""
    dated = ((agreed_date(each), each) for each in _AHEAD.of(desk.fold))
    ahead = [(offer.starts_at, each.id, offer, each) for offer, each in dated if offer and offer.starts_at > desk.now]
    if not ahead:
        return None
    _, _, offer, meeting = min(ahead, key=lambda found: found[:2])
    venues = agreed_venues(meeting)
    return Ahead(
        desk.words(meeting.title),
        desk.subject_href(meeting.id),
        offer.starts_at,
        offer_times(offer),
        desk.words(venues[0].text) if venues else None,
    )
