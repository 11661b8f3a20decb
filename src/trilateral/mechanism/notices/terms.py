"""Which terms run on a notice, and how its place is shown: for pages and programs alike."""

from datetime import datetime

from trilateral.agreement.clocks import Answer, Due
from trilateral.agreement.locations import Location, coarsened
from trilateral.ledger.derived import OfState
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.notices.giving import CONSENT_CLOCK, consent_clock_of
from trilateral.mechanism.notices.state import (
    Notice,
    Status,
    Version,
    consent_missing,
    status,
    unacknowledged,
    version_now,
)
from trilateral.mechanism.notices.times import (
    ACKNOWLEDGE_CLOCK,
    CHANGE_CLOCK,
    Phase,
    Timed,
    came_late,
    changed_late,
    lead_clock_of,
    past_hour,
    phase,
    status_at,
)
from trilateral.ui.page import Desk

OVER = frozenset({Status.CANCELLED, Status.COMPLETED})
"""Its author said that it is over. One whose time has run out without that is `Phase.EXPIRED`."""


def received(desk: Desk, notice: Notice, party: PartyId) -> datetime | None:
    """When an addressee's node had the notice as it is now."""
    return desk.received_at(party, version_now(notice).entry)


def acknowledging(desk: Desk, notice: Notice, party: PartyId) -> Due:
    """The term in which a person of an addressee is to acknowledge it."""
    return desk.due(party, ACKNOWLEDGE_CLOCK, received(desk, notice, party))


def consenting(desk: Desk, notice: Notice, party: PartyId) -> Due:
    """The term in which an addressee is to approve it or object, where it takes consent."""
    own = desk.charter.clock_terms(CONSENT_CLOCK)
    return desk.due(party, consent_clock_of(notice.sort), received(desk, notice, party), own)


def late_for(desk: Desk, notice: Notice, version: Version, party: PartyId) -> Answer:
    """Whether a version reached an addressee later than the charter's lead time before it begins."""
    term = desk.due(party, lead_clock_of(notice.sort), desk.received_at(party, version.entry))
    return came_late(version, term)


def late_change(desk: Desk, notice: Notice, version: Version) -> Answer:
    """Whether a change was said later than the charter lets it be."""
    said = desk.read(version.entry)
    term = desk.due(notice.party, CHANGE_CLOCK, version.changed_at)
    return Answer.NO if said is None else changed_late(version, term, said.header.claimed_at)


def silent(desk: Desk, notice: Notice) -> tuple[tuple[PartyId, Answer], ...]:
    """Addressees whose word is missing, and whether the time for it is over: that of the charter, or the hour asked for."""
    if status(notice) in OVER:
        return ()
    hour = version_now(notice).answer_by
    found = []
    for party in dict.fromkeys((*unacknowledged(notice), *consent_missing(notice))):
        terms = [acknowledging(desk, notice, party)] if party in unacknowledged(notice) else []
        terms += [consenting(desk, notice, party)] if party in consent_missing(notice) else []
        answers = [desk.late(term) for term in terms] + [past_hour(hour, desk.now, desk.covered_until(party))]
        found.append((party, max(answers, key=[Answer.NO, Answer.UNDECIDED, Answer.YES].index)))
    return tuple(found)


def running(desk: Desk, notice: Notice) -> Phase | None:
    """Where its time stands; None once its author said that it is over."""
    return None if _STATUS.of(desk.fold, notice) in OVER else phase(notice, desk.now)


_STATUS = OfState(status)


def phase_words(desk: Desk, notice: Notice) -> str:
    """Where its time stands, in words; empty once it is said to be over. What is not approved does not simply run."""
    where = running(desk, notice)
    if where is Phase.ACTIVE and status_at(notice, desk.now) in {Status.STOPPED, Timed.UNAPPROVED}:
        return desk.gettext("its time has come")
    return "" if where is None else desk.term(where.value, "phase")


def asks(desk: Desk, notice: Notice) -> bool:
    """Whether anybody is still asked for a word: it is neither said to be over nor has its time run out."""
    return running(desk, notice) not in {None, Phase.EXPIRED}


def is_sealed(desk: Desk, subject: EntryId) -> bool:
    """Whether a notice was given under seal, so that who reads it is one of those for whom it is."""
    found = desk.read_open(subject)
    return found is not None and not found.header.kind.startswith("notices.")


def shown_place(desk: Desk, subject: EntryId, where: Location) -> Location:
    """A place as the page of one notice shows it: on the charter's grid, as its author drew it only under seal."""
    return where if is_sealed(desk, subject) else coarsened(where, desk.charter.grid_microdegrees)
