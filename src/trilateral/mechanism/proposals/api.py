"""Proposals for programs."""

from datetime import datetime

import msgspec

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.proposals.created import carried_out, name_of_item
from trilateral.mechanism.proposals.state import (
    Proposal,
    adopted,
    adopted_for,
    created,
    current,
    missing,
    open_referrals,
    standing_of,
    status,
    waits_for,
)
from trilateral.mechanism.proposals.terms import passed_in_silence, referral_late, referral_term
from trilateral.ui.page import Api, Desk


class StandingFound(msgspec.Struct, frozen=True):
    """Where one party stands on one text; null where it has said nothing."""

    party: PartyId
    text_hash: str
    standing: str | None


class ItemFound(msgspec.Struct, frozen=True):
    """What the adopted text creates.

    Attributes:
        name: Permanent: `us/42#2`.
        sort: Of what sort it is.
        carried_out: The commitments or requests that carry it out.
    """

    name: str
    sort: str
    carried_out: tuple[str, ...]


class ReferralFound(msgspec.Struct, frozen=True):
    """A referral that no position has come back from.

    Attributes:
        ref: The entry that referred the text.
        since_at: When it claims to have been referred.
        due_at: When its time ends.
        overdue: Whether it has ended: `yes`, `no` or `undecided`.
    """

    party: PartyId
    ref: str
    since_at: datetime
    due_at: datetime | None
    overdue: str


class SilenceFound(msgspec.Struct, frozen=True):
    """A silence, and whether its hour has passed without objection: `yes`, `no` or `undecided`."""

    ref: str
    text_hash: str
    expires_at: datetime
    expired_unbroken: str


class ProposalFound(msgspec.Struct, frozen=True):
    """A proposal and what follows from what the parties said about it.

    Attributes:
        ref: What people call the entry that tabled it.
        status: Where it stands.
        text_hash: The author's newest text.
        missing: Whose signature that text lacks.
        adopted: The text that all have adopted; null if there is none.
        adopted_for: For whom.
        waits_for: Proposals that its newest text cannot be without and that are not agreed.
        created: What the adopted text creates.
        standings: Of each party on each text.
        referrals: Those still open.
        silences: All of them.
        state: All that was said, by whom.
    """

    ref: str
    status: str
    text_hash: str
    missing: tuple[PartyId, ...]
    adopted: str | None
    adopted_for: tuple[PartyId, ...]
    waits_for: tuple[str, ...]
    created: tuple[ItemFound, ...]
    standings: tuple[StandingFound, ...]
    referrals: tuple[ReferralFound, ...]
    silences: tuple[SilenceFound, ...]
    state: Proposal


def find(desk: Desk, subject: EntryId) -> ProposalFound | None:
    """One proposal."""
    held = desk.fold.state(subject)
    if not isinstance(held, Proposal):
        return None
    newest, version = current(held), adopted(held, desk.fold.state)
    texts = tuple(dict.fromkeys(each.hash for each in held.versions))
    return ProposalFound(
        ref=desk.ref(subject),
        status=status(held, desk.fold.state).value,
        text_hash=newest.hash,
        missing=missing(held, newest.hash),
        adopted=None if version is None else version.hash,
        adopted_for=() if version is None else adopted_for(held, version),
        waits_for=tuple(desk.ref(each) for each in waits_for(held, newest, desk.fold.state)),
        created=tuple(
            ItemFound(name_of_item(desk, each), each.sort, tuple(desk.ref(by) for by in carried_out(desk, each)))
            for each in created(held, desk.fold.state)
        ),
        standings=tuple(
            StandingFound(party, text, standing_of(held, party, text)) for text in texts for party in held.parties
        ),
        referrals=_referrals(desk, held),
        silences=tuple(
            SilenceFound(desk.ref(s.entry), s.hash, s.expires_at, passed_in_silence(desk, held, s).value)
            for s in held.silences
        ),
        state=held,
    )


def _referrals(desk: Desk, held: Proposal) -> tuple[ReferralFound, ...]:
    return tuple(
        ReferralFound(
            each.party,
            desk.ref(each.entry),
            each.claimed_at,
            referral_term(desk, each).due_at,
            referral_late(desk, held, each).value,
        )
        for each in open_referrals(held)
    )


API = Api("proposals", ProposalFound, find)
