"""Delegations for programs. Names of persons are not among what programs get: they are not on the log."""

import msgspec

from trilateral.ledger.entry import EntryId, Office, PartyId
from trilateral.mechanism.delegations.rules import (
    Delegation,
    consents,
    credentials,
    downgrades,
    not_consented,
    open_objections,
    posts,
)
from trilateral.ui.page import Api, Desk


class RequestFound(msgspec.Struct, frozen=True):
    """A request for consent to a person, and what the others said.

    Attributes:
        ref: What people call the entry that asked.
        answers: `given` or `refused`, by party.
        missing: Who has said nothing. Silence is no consent.
    """

    ref: str
    office: Office
    answers: dict[PartyId, str]
    missing: tuple[PartyId, ...]


class DelegationFound(msgspec.Struct, frozen=True):
    """A delegation and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that named it.
        downgrades: By office, how often its rank was lowered.
        powers: By office, what the present holder's paper lets it do; offices without a paper are left out.
        requests: For consent to persons.
        open_objections: References of the objections that stand, persons declared non grata included.
        state: All that was said, by whom.
    """

    ref: str
    downgrades: dict[Office, int]
    powers: dict[Office, tuple[str, ...]]
    requests: tuple[RequestFound, ...]
    open_objections: tuple[str, ...]
    state: Delegation


def find(desk: Desk, subject: EntryId) -> DelegationFound | None:
    """One delegation."""
    held = desk.fold.state(subject)
    if not isinstance(held, Delegation):
        return None
    return DelegationFound(
        desk.ref(subject),
        {post.office: len(downgrades(held, post.office)) for post in posts(held)},
        {post.office: paper.powers for post in posts(held) if (paper := credentials(held, post.office)) is not None},
        tuple(
            RequestFound(
                desk.ref(each.entry),
                each.office,
                {said.party: said.word for said in consents(held, each.entry)},
                not_consented(held, each.entry),
            )
            for each in held.requests
        ),
        tuple(desk.ref(each.entry) for each in open_objections(held)),
        held,
    )


API = Api("delegations", DelegationFound, find)
