"""When a referral is due, for pages and programs: by the charter's clock, or after fourteen days where it has none."""

from datetime import datetime

from trilateral.agreement.clocks import Answer, due_at
from trilateral.mechanism.proposals.state import (
    REFERRAL_CLOCK,
    Proposal,
    Referral,
    referral_hours,
    referral_overdue,
    reply_to,
)
from trilateral.ui.page import Desk


def referral_due(desk: Desk, referral: Referral) -> datetime | None:
    """When the time of a referral ends. It runs from when its author claims to have referred the text."""
    if desk.charter.clock(REFERRAL_CLOCK) is None:
        return due_at(referral.claimed_at, referral_hours(desk.charter))
    return desk.due(referral.party, REFERRAL_CLOCK, referral.claimed_at).due_at


def referral_late(desk: Desk, held: Proposal, referral: Referral) -> Answer:
    """Whether it had ended with no position come back, at the instant of the page."""
    if reply_to(held, referral) is not None:
        return Answer.NO
    if desk.charter.clock(REFERRAL_CLOCK) is None:
        return referral_overdue(held, referral, desk.charter, referral.claimed_at, desk.now)
    return desk.late(desk.due(referral.party, REFERRAL_CLOCK, referral.claimed_at))
