"""Delegations for programs. Names of persons are not among what programs get: they are not on the log."""

import msgspec

from trilateral.ledger.entry import EntryId, Office
from trilateral.mechanism.delegations.rules import Delegation, downgrades, open_objections, posts
from trilateral.ui.page import Api, Desk


class DelegationFound(msgspec.Struct, frozen=True):
    """A delegation and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that named it.
        downgrades: By office, how often its rank was lowered.
        open_objections: References of the objections that stand.
        state: All that was said, by whom.
    """

    ref: str
    downgrades: dict[Office, int]
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
        tuple(desk.ref(each.entry) for each in open_objections(held)),
        held,
    )


API = Api("delegations", DelegationFound, find)
