"""Commitments for programs: subject by subject, whichever sort it is."""

import msgspec

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.commitments import access, conditions, days, missions, promises
from trilateral.mechanism.commitments.access_page import given, term_of
from trilateral.mechanism.commitments.commitment_page import overdue
from trilateral.mechanism.commitments.mission_page import report_terms, under
from trilateral.mechanism.commitments.state import Commitment, Condition, Mission, NamedDay
from trilateral.ui.page import Api, Desk


class PartLate(msgspec.Struct, frozen=True):
    """A part of a commitment with a day, and not reported done.

    Attributes:
        party: Who is bound to do it.
        step: Which step, from 0; null for all of it.
        due_on: By which day, in its capital.
        overdue: Whether that day is over: `yes`, `no` or `undecided`.
    """

    party: PartyId
    step: int | None
    due_on: str
    overdue: str


class JointFound(msgspec.Struct, frozen=True):
    """A joint assessment.

    Attributes:
        of: Whose performance.
        period: The meeting or day as of which it was.
        level: From 0 to 3.
    """

    of: PartyId
    period: str
    level: int


class AnswerFound(msgspec.Struct, frozen=True):
    """One answer to a request for access.

    Attributes:
        ref: What people call it.
        answer: `granted`, `conditional`, `delayed` or `denied`.
        hours: After the request, by the times claimed, rounded; null where a time is not known.
        after: What whoever asked had said before it: what came of it, or that its mission was on the ground; null if nothing.
    """

    ref: str
    answer: str
    hours: int | None
    after: str | None


class AccessFound(msgspec.Struct, frozen=True):
    """A request for access.

    Attributes:
        ref: What people call it.
        of: Who was asked.
        answer: The last one: `granted`, `conditional`, `delayed`, `denied` or null.
        outcome: What came of it, as whoever asked says; null for nothing said.
        unanswered: Whether the time to answer passed without an answer: `yes`, `no` or `undecided`.
        answers: All that were given, in the order of the log of the party asked.
    """

    ref: str
    of: PartyId
    answer: str | None
    outcome: str | None
    unanswered: str
    answers: tuple[AnswerFound, ...]


class CommitmentFound(msgspec.Struct, frozen=True):
    """A commitment, condition, mission or named day, and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that opened it.
        sort: `commitment`, `condition`, `mission` or `day`.
        status: Where it stands.
        bound: Who has undertaken a commitment.
        late: Parts of a commitment that have a day and were not reported done.
        joint: The last joint assessment of each party that is bound.
        holders: Who holds to a condition.
        on: The day that every party has signed for a named day; null for none, or two.
        access: Requests for access on it.
        reports_late: Reports of a mission that are awaited, by sort: `yes`, `no` or `undecided`.
        crossed: Pairs of entries that crossed.
        state: All that was said, by whom.
    """

    ref: str
    sort: str
    status: str
    state: Commitment | Condition | Mission | NamedDay
    bound: tuple[PartyId, ...] = ()
    late: tuple[PartLate, ...] = ()
    joint: tuple[JointFound, ...] = ()
    holders: tuple[PartyId, ...] = ()
    on: str | None = None
    access: tuple[AccessFound, ...] = ()
    reports_late: dict[str, str] = {}
    crossed: tuple[tuple[str, str], ...] = ()


def find(desk: Desk, subject: EntryId) -> CommitmentFound | None:
    """One subject."""
    held = desk.fold.state(subject)
    ref = desk.ref(subject)
    match held:
        case Commitment():
            return _commitment(desk, held, ref)
        case Condition():
            status = conditions.status(held).value
            return CommitmentFound(ref, "condition", status, held, holders=conditions.holders(held))
        case Mission():
            status = missions.stage(held, under(desk, held)).value
            late = {sort: answer.value for sort, _term, answer in report_terms(desk, held)}
            return CommitmentFound(ref, "mission", status, held, access=_accesses(desk, held), reports_late=late)
        case NamedDay():
            agreed = held.agreed_days()
            on = agreed[0] if len(agreed) == 1 else None
            return CommitmentFound(ref, "day", days.status(held), held, on=on)
    return None


def _commitment(desk: Desk, held: Commitment, ref: str) -> CommitmentFound:
    bound = promises.bound_by(held)
    joint = ((party, promises.last_joint(held, party)) for party in bound)
    return CommitmentFound(
        ref,
        "commitment",
        promises.status(held).value,
        held,
        bound=bound,
        late=tuple(PartLate(party, part, term.day, late.value) for party, part, term, late in overdue(desk, held)),
        joint=tuple(JointFound(party, *found) for party, found in joint if found is not None),
        access=_accesses(desk, held),
        crossed=tuple((desk.ref(a.entry), desk.ref(b.entry)) for a, b in promises.letters_crossed(held)),
    )


def _accesses(desk: Desk, held: access.Holder) -> tuple[AccessFound, ...]:
    found = []
    for each in held.accesses:
        answer, ended = access.answer_to(held, each), access.end_of(held, each)
        late = access.unanswered(held, each, term_of(desk, each), desk.now, desk.covered_until(each.of))
        words = (answer.answer if answer else None, ended.outcome if ended else None)
        answers = tuple(_answer(desk, one) for one in given(desk, held, each))
        found.append(AccessFound(desk.ref(each.entry), each.of, *words, late.value, answers))
    return tuple(found)


def _answer(desk: Desk, found: access.Given) -> AnswerFound:
    hours = None if found.hours is None else round(found.hours)
    after = None if found.after is None else desk.ref(found.after)
    return AnswerFound(desk.ref(found.answer.entry), found.answer.answer, hours, after)


API = Api("commitments", CommitmentFound, find)
