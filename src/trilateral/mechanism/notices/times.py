"""What can be asked of a notice with a time: whether it came late, whether it runs or is over, whose word is overdue.

Nothing here reads the present time. Whose clock counts: lead time runs from when the addressee provably
received the notice, so a notice that nobody can prove to have been received in time cannot be called timely.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from trilateral.agreement.clocks import Answer, Due
from trilateral.mechanism.notices.state import Notice, Status, Version, status, version_now

ACKNOWLEDGE_CLOCK = "notices.acknowledge"
"""Name of the charter's clock for a person's acknowledgement. It starts when the addressee received the version."""
CHANGE_CLOCK = "notices.change"
"""Name of the charter's clock for saying that a fact changed. It starts when it changed, by the author's own word."""


def lead_clock_of(sort: str) -> str:
    """Name of the charter's clock for how long ahead a notice of a sort must come."""
    return f"notices.{sort}"


class Phase(StrEnum):
    """Where the time of a notice stands."""

    AHEAD = "ahead"
    ACTIVE = "active"
    EXPIRED = "expired"


class Timed(StrEnum):
    """Where a notice stands at a time, where that is more than where it stands whatever the time."""

    UNAPPROVED = "unapproved"  # its time has come, and not all have approved it


def status_at(notice: Notice, as_of: datetime) -> Status | Timed:
    """Where a notice stands at a time. Nobody may read of a plan that runs without consent as of one that still waits."""
    found = status(notice)
    waits = found is Status.AWAITING_CONSENT
    return Timed.UNAPPROVED if waits and phase(notice, as_of) is not Phase.AHEAD else found


def phase(notice: Notice, as_of: datetime) -> Phase:
    """Whether its time lies ahead, runs, or is over."""
    now = version_now(notice)
    if as_of < now.when.earliest:
        return Phase.AHEAD
    return Phase.ACTIVE if now.open_ended or as_of <= now.when.ends_at else Phase.EXPIRED


def came_late(version: Version, term: Due) -> Answer:
    """Whether a version came later before it begins than the charter's lead time.

    Args:
        version: Of a notice.
        term: The clock of its sort, for one addressee, from when that party received the version.
    """
    if term.terms is None:
        return Answer.NO
    if term.due_at is None:
        return Answer.UNDECIDED
    grace = timedelta(minutes=term.terms.grace_minutes)
    return Answer.YES if term.due_at - version.when.earliest > grace else Answer.NO


def changed_late(version: Version, term: Due, claimed_at: datetime) -> Answer:
    """Whether a change was said later than the charter lets it be.

    Args:
        version: A change.
        term: The clock `notices.change`, for its author, from when the fact changed.
        claimed_at: When the author says that it said so.
    """
    return Answer.NO if version.changed_at is None else term.late(claimed_at)


def past_hour(asked_by: datetime | None, as_of: datetime, covered_until: datetime | None = None) -> Answer:
    """Whether the hour was over for which the author of a notice asked for words.

    Args:
        asked_by: That hour; None where it asked for none.
        as_of: The time that is asked about.
        covered_until: Until when the log of the party asked is known whole; None if whoever asks vouches for it.
    """
    if asked_by is None or as_of <= asked_by:
        return Answer.NO
    return Answer.YES if covered_until is None or covered_until > asked_by else Answer.UNDECIDED
