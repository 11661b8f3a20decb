"""What the allegation entries mean. Silence is not one: nobody can be made to sign it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from trilateral.agreement import clocks
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    AllegationRemarked,
    AllegationWithdrawn,
    PointAnswered,
)

ANSWER_CLOCK = "allegations.answer"
"""Name of the charter's clock for answers. It starts when the party alleged against provably received the allegation."""

MAX_POINTS = 50


class Said(msgspec.Struct, frozen=True):
    """One answer to one point."""

    entry: EntryId
    index: int
    point: int
    answer: str
    text: Text | None
    counter: EntryId | None


class Remark(msgspec.Struct, frozen=True):
    """What a party remarked."""

    entry: EntryId
    party: PartyId
    index: int
    text: Text


class Withdrawal(msgspec.Struct, frozen=True):
    """The author took the allegation back."""

    entry: EntryId
    why: Text | None


class Allegation(msgspec.Struct, frozen=True):
    """One allegation, as the record stands.

    Attributes:
        id: The entry that filed it.
        party: Who alleges.
        against: Who alone can answer.
        answers: All of them, in the order of the log of the party alleged against.
        remarks: In the order of parties, and for each in that of its log.
        withdrawals: By the party that alleges; one is enough.
        crossed: True where the party alleged against answered on both branches of a log that it showed in two ways.
    """

    id: EntryId
    party: PartyId
    against: PartyId
    points: tuple[Text, ...]
    proxy: Text | None
    norm: Text | None
    demand: Text | None
    meeting: EntryId | None
    to: tuple[PartyId, ...]
    via: PartyId | None
    repeats: EntryId | None
    answers: tuple[Said, ...] = ()
    remarks: tuple[Remark, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    crossed: bool = False

    @property
    def withdrawal(self) -> Withdrawal | None:
        """The withdrawal, if there is one."""
        return next(iter(self.withdrawals), None)


class Status(StrEnum):
    """Where an allegation stands."""

    FILED = "filed"
    ANSWERED = "answered"
    ANSWERED_IN_PART = "answered_in_part"
    REJECTED_WITHOUT_DETAIL = "rejected_without_detail"
    COUNTER_ALLEGED = "counter_alleged"
    WITHDRAWN = "withdrawn"
    CROSSED = "crossed"


def objection(held: Allegation | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry
    that any party has signed. It is never told whose node it runs on, so an
    adversary's entry and our own meet the same rule.

    Args:
        held: The allegation so far; None before it is filed.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know: charter, keys and other subjects in the entry's causal past.
    """
    body: Body = entry.body
    if isinstance(body, AllegationFiled):
        if held is not None or entry.header.subject is not None:
            return Objection("allegations.filed_already")
        return _objection_to_filing(body, entry, facts)
    if held is None:
        return Objection("allegations.not_found")
    match body:
        case PointAnswered(point=point, counter=counter):
            if entry.party != held.against:
                return Objection("allegations.not_yours_to_answer", (("party", held.against),))
            if not 0 <= point < len(held.points):
                return Objection("allegations.no_such_point", (("point", point),))
            return _objection_to_counter(held, counter, facts)
        case AllegationWithdrawn():
            if entry.party != held.party:
                return Objection("allegations.not_yours_to_withdraw", (("party", held.party),))
            withdrawn = any(facts.saw(each.entry) for each in held.withdrawals)
            return Objection("allegations.withdrawn_before") if withdrawn else None
        case AllegationRemarked():
            return None
    return Objection("allegations.not_found")


def _objection_to_filing(body: AllegationFiled, entry: Entry[Any], facts: Facts) -> Objection | None:
    via = () if body.via is None else (body.via,)
    stranger = next((party for party in (body.against, *body.to, *via) if party not in facts.parties), None)
    if stranger is not None:
        return Objection("allegations.not_a_party", (("party", stranger),))
    if body.against == entry.party:
        return Objection("allegations.against_oneself")
    if entry.party in (*body.to, *via):
        return Objection("allegations.to_oneself")
    if len({*body.to, *via}) != len((*body.to, *via)):
        return Objection("allegations.addressed_twice")
    if not body.points:
        return Objection("allegations.says_nothing")
    if len(body.points) > MAX_POINTS:
        return Objection("allegations.too_many_points", (("most", MAX_POINTS),))
    if body.meeting is not None:
        seen = facts.saw(body.meeting)
        if seen is None:
            return Objection("allegations.not_seen", (("entry", body.meeting),))
        if not seen.header.kind.startswith("meetings.proposed/"):
            return Objection("allegations.not_a_meeting", (("kind", seen.header.kind),))
    return None if body.repeats is None else _objection_to_allegation(body.repeats, facts)


def _objection_to_counter(held: Allegation, counter: EntryId | None, facts: Facts) -> Objection | None:
    """An answer can point to an allegation of the answering party's own, and to no one else's."""
    if counter is None:
        return None
    wrong = _objection_to_allegation(counter, facts)
    seen = facts.saw(counter)
    if wrong is None and seen is not None and seen.party != held.against:
        return Objection("allegations.not_your_allegation")
    return wrong


def _objection_to_allegation(named: EntryId, facts: Facts) -> Objection | None:
    seen = facts.saw(named)
    if seen is None:
        return Objection("allegations.not_seen", (("entry", named),))
    if not seen.header.kind.startswith("allegations.filed/"):
        return Objection("allegations.not_an_allegation", (("kind", seen.header.kind),))
    return None


def apply(held: Allegation | None, entry: Entry[Any], facts: Facts) -> Allegation | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if isinstance(body, AllegationFiled):
        what = (body.points, body.proxy, body.norm, body.demand)
        how = (body.meeting, tuple(sorted(body.to)), body.via, body.repeats)
        return Allegation(entry.id, entry.party, body.against, *what, *how)
    if held is None:
        return None
    replace = msgspec.structs.replace
    match body:
        case PointAnswered(point=point, answer=answer, text=text, counter=counter):
            # Only one party answers. Whoever answers knows its own log, unless that log was shown in two ways.
            crossed = held.crossed or any(facts.saw(each.entry) is None for each in held.answers)
            answers = (*held.answers, Said(entry.id, entry.index, point, answer, text, counter))
            ordered = tuple(sorted(answers, key=lambda each: (each.index, each.entry)))
            return replace(held, answers=ordered, crossed=crossed)
        case AllegationWithdrawn(why=why):
            withdrawals = (*held.withdrawals, Withdrawal(entry.id, why))
            return replace(held, withdrawals=tuple(sorted(withdrawals, key=lambda each: each.entry)))
        case AllegationRemarked(text=text):
            remarks = (*held.remarks, Remark(entry.id, entry.party, entry.index, text))
            return replace(held, remarks=tuple(sorted(remarks, key=lambda each: (each.party, each.index, each.entry))))
    return held


# Questions


def last_answers(allegation: Allegation) -> tuple[Said | None, ...]:
    """The last answer to each point, in the order filed; None where there is none."""
    last = {each.point: each for each in allegation.answers}
    return tuple(last.get(point) for point in range(len(allegation.points)))


def open_points(allegation: Allegation) -> tuple[int, ...]:
    """The points that nobody has answered. Whether that is silence yet is for the charter's clock and a time to say."""
    return tuple(point for point, answer in enumerate(last_answers(allegation)) if answer is None)


def status(allegation: Allegation) -> Status:
    """Where the allegation stands, from the last answer to each point.

    `answered` takes an answer of substance (admitted, denied, partly) to every point. Where
    none has substance, it was rejected or countered; anything between is in part.
    """
    if allegation.withdrawals:
        return Status.WITHDRAWN
    if allegation.crossed:
        return Status.CROSSED
    words = [each.answer if each else None for each in last_answers(allegation)]
    if not any(words):
        return Status.FILED
    if set(words) <= {"admitted", "denied", "partly"}:
        return Status.ANSWERED
    if set(words) <= {"denied_without_detail"}:
        return Status.REJECTED_WITHOUT_DETAIL
    if set(words) <= {"denied_without_detail", "counter_alleged"}:
        return Status.COUNTER_ALLEGED
    return Status.ANSWERED_IN_PART


def asked_of(allegation: Allegation) -> PartyId | None:
    """Who is to answer, while any point is open and the allegation stands."""
    return allegation.against if not allegation.withdrawals and open_points(allegation) else None


def unanswered(allegation: Allegation, charter: Charter, began_at: datetime | None, as_of: datetime) -> clocks.Answer:
    """Whether a point was still open when the time for answers had run out.

    Args:
        charter: Whose clock `allegations.answer` is asked.
        began_at: When the party alleged against provably had the allegation; None where that is not proven.
        as_of: The time that is asked about; the record must reach that far.
    """
    if asked_of(allegation) is None:
        return clocks.Answer.NO
    return clocks.overdue(began_at, charter.clock(ANSWER_CLOCK), as_of)
