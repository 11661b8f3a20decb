"""Until when something about a proposal may take, for pages and programs, at the instant of the page.

A referral runs by the charter's clock, or for fourteen days where it has none; either way it stands still
while the parties have agreed that clocks do. An hour of silence is the one that was named, and nothing moves it.
"""

from trilateral.agreement.clocks import Answer, Due
from trilateral.ledger.charter import ClockTerms
from trilateral.mechanism.proposals.state import (
    REFERRAL_CLOCK,
    REFERRAL_HOURS,
    Proposal,
    Referral,
    Silence,
    expired_unbroken,
    reply_to,
)
from trilateral.ui.page import Desk

_FOURTEEN_DAYS = ClockTerms(REFERRAL_CLOCK, REFERRAL_HOURS)


def referral_term(desk: Desk, referral: Referral) -> Due:
    """The time of a referral. It runs from when its author claims to have referred the text."""
    return desk.due(referral.party, REFERRAL_CLOCK, referral.claimed_at, _FOURTEEN_DAYS)


def referral_late(desk: Desk, held: Proposal, referral: Referral) -> Answer:
    """Whether it had ended with no position come back."""
    return Answer.NO if reply_to(held, referral) is not None else desk.late(referral_term(desk, referral))


def passed_in_silence(desk: Desk, held: Proposal, silence: Silence) -> Answer:
    """Whether the hour had passed and nobody had objected, as far as the logs are known by others' clocks.

    That is not yet consent: it takes the entry that carries the proof.
    """
    known = {party: desk.covered_until(party) or desk.now for party in held.parties}
    return expired_unbroken(held, silence, known, desk.now)
