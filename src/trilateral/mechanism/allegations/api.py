"""Allegations for programs."""

from datetime import datetime

import msgspec

from trilateral.agreement.chains import chain_of, time_of
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.allegations.answers import (
    ANSWER_CLOCK,
    FILING_CLOCK,
    competence,
    filed_late,
    open_points,
    recurrences,
    responsibility,
    unanswered,
)
from trilateral.mechanism.allegations.findings import dissents, signatures, whose
from trilateral.mechanism.allegations.rules import status
from trilateral.mechanism.allegations.silence import answered_late, silence_on
from trilateral.mechanism.allegations.state import Allegation
from trilateral.ui.chains import links_of
from trilateral.ui.page import Api, Desk


class FindingFound(msgspec.Struct, frozen=True):
    """A finding and whose it is.

    Attributes:
        ref: What people call the entry that states it.
        point: Number of the point, from 0.
        whose: `joint`, `verifier`, `party`, `withdrawn` or `crossed`.
        signed_by: Who has signed exactly it, its author first.
        dissents: References of the dissents from it.
    """

    ref: str
    point: int
    whose: str
    signed_by: tuple[PartyId, ...]
    dissents: tuple[str, ...]


class AllegationFound(msgspec.Struct, frozen=True):
    """An allegation and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that filed it.
        status: Where it stands.
        competence: What those say who have said anything on it, or `differing_views`; null if nobody has.
        responsibility: Whether the party alleged against answers for the proxy: `accepted`, `contested` or null.
        open_points: Points without an answer, from 0.
        received_at: When the party alleged against recorded it; null if that is not proven.
        due_at: When the charter's clock for answers ends; null where none runs.
        provable_at: From when on a note of silence can show that it has ended; null where no such time is known.
        overdue: Whether it has ended with a point open: `yes`, `no`, or `undecided` without proof of receipt.
        silence_shown: By point, as of when an entry shows that it was not answered.
        answered_late: Points that were answered only after that, from 0.
        filed_late: Whether it was filed later after its author knew than agreed: `yes`, `no`, or `undecided`.
        findings: All findings on it.
        time: The how-many-th time that its party says this, from 1.
        said_in_all: How often the chain that it belongs to was said in all.
        recurred_in: References of allegations that say that the same happened again.
        state: All that was said, by whom.
    """

    ref: str
    status: str
    competence: str | None
    responsibility: str | None
    open_points: tuple[int, ...]
    received_at: datetime | None
    due_at: datetime | None
    provable_at: datetime | None
    overdue: str
    silence_shown: dict[int, datetime]
    answered_late: tuple[int, ...]
    filed_late: str
    findings: tuple[FindingFound, ...]
    time: int
    said_in_all: int
    recurred_in: tuple[str, ...]
    state: Allegation


def find(desk: Desk, subject: EntryId) -> AllegationFound | None:
    """One allegation."""
    held = desk.fold.state(subject)
    entry = desk.read(subject)
    if not isinstance(held, Allegation) or entry is None:
        return None
    received = desk.received_at(held.against, subject)
    term = desk.due(held.against, ANSWER_CLOCK, received)
    covered = desk.covered_until(held.against)
    filing = desk.due(held.party, FILING_CLOCK, held.known_at)
    proxy = responsibility(held)
    chain = chain_of(links_of(desk), subject)
    return AllegationFound(
        ref=desk.ref(subject),
        status=status(held).value,
        competence=competence(held),
        responsibility=None if proxy is None else proxy.word,
        open_points=open_points(held),
        received_at=received,
        due_at=term.due_at,
        provable_at=term.provable_at,
        overdue=unanswered(held, term, desk.now, covered).value,
        silence_shown={n: shown.as_of for n in range(len(held.points)) if (shown := silence_on(held, n)) is not None},
        answered_late=answered_late(held),
        filed_late=filed_late(filing, entry.header.claimed_at).value,
        findings=tuple(
            FindingFound(
                desk.ref(each.entry),
                each.point,
                whose(held, each),
                signatures(held, each),
                tuple(desk.ref(word.entry) for word in dissents(held, each)),
            )
            for each in held.findings
        ),
        time=time_of(chain, subject),
        said_in_all=len(chain),
        recurred_in=tuple(desk.ref(each) for each in recurrences(desk.fold.subjects("allegations"), subject)),
        state=held,
    )


API = Api("allegations", AllegationFound, find)
