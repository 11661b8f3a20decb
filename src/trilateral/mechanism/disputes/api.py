"""Disputes for programs."""

from datetime import datetime

import msgspec

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.disputes.state import Dispute, concerned, letters_crossed, rung_of, status, words_missing
from trilateral.mechanism.disputes.terms import running
from trilateral.ui.page import Api, Desk


class DisputeFound(msgspec.Struct, frozen=True):
    """A dispute and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that raised it.
        status: Where it stands.
        between: Whom it is between.
        rung: On which rung it certainly stands, by the name of its clock.
        due_at: When that rung's clock runs out; null where it does not run, or no end is known.
        provable_at: From when on an escalation can show that it has run out; null where no such time is known.
        run_out: Whether it has at the time asked about: `yes`, `no` or `undecided`.
        why: Where the clock stands; null where none runs.
        missing: Steps that are open, each with the parties whose word is missing.
        crossed: Pairs of entries that crossed.
        state: All that was said, by whom.
    """

    ref: str
    status: str
    between: tuple[PartyId, ...]
    rung: str
    due_at: datetime | None
    provable_at: datetime | None
    run_out: str
    why: str | None
    missing: tuple[tuple[str, tuple[PartyId, ...]], ...]
    crossed: tuple[tuple[str, str], ...]
    state: Dispute


def find(desk: Desk, subject: EntryId) -> DisputeFound | None:
    """One dispute."""
    held = desk.fold.state(subject)
    if not isinstance(held, Dispute):
        return None
    term = running(desk, held)
    return DisputeFound(
        ref=desk.ref(subject),
        status=status(held).value,
        between=concerned(held),
        rung=held.rungs[rung_of(held)],
        due_at=None if term is None else term.due_at,
        provable_at=None if term is None else term.provable_at,
        run_out="no" if term is None else desk.late(term).value,
        why=None if term is None else desk.why(term).value,
        missing=tuple((desk.ref(step.entry), missing) for step, missing in words_missing(held)),
        crossed=tuple((desk.ref(one), desk.ref(other)) for one, other in letters_crossed(held)),
        state=held,
    )


API = Api("disputes", DisputeFound, find)
