"""A dispute as the record stands: what was said of it, and on which rung that leaves it."""

from datetime import datetime
from enum import StrEnum
from itertools import pairwise

import msgspec

from trilateral.agreement import consent
from trilateral.agreement.consent import Standing, Word
from trilateral.agreement.held import Act
from trilateral.ledger.charter import Charter, ClockTerms
from trilateral.ledger.entry import EntryId, Office, PartyId, Text

LADDER: tuple[ClockTerms, ...] = (
    ClockTerms("disputes.liaison", 15 * 24),
    ClockTerms("disputes.joint_committee", 15 * 24),
    ClockTerms("disputes.heads", 15 * 24),
    ClockTerms("disputes.capitals", 5 * 24),
    ClockTerms("disputes.advisory_opinion", 15 * 24),
)
"""The rungs where the charter names none."""


def ladder(charter: Charter) -> tuple[ClockTerms, ...]:
    """The rungs that hold under a charter: its clocks `disputes.…` in its order, or the ones here."""
    own = tuple(each for each in charter.clocks if each.name.startswith("disputes."))
    return own or LADDER


class Position(Act, frozen=True):
    """Where a party says that it stands."""

    text: Text


class Step(Act, frozen=True):
    """A step that was put to all.

    Attributes:
        rung: On which the dispute stood as its author saw it, from 0.
        over: Settlements that all had signed, and withdrawals, as its author saw it: it is to take their place.
    """

    sort: str
    rung: int
    text: Text | None
    hours: int
    over: tuple[EntryId, ...]


class Escalation(Act, frozen=True):
    """A party took the dispute to the next rung since the clock had run out.

    Attributes:
        rung: The one that it left, from 0.
        extended: Extensions of that rung's clock that all had signed, as its author saw it.
        shown_at: By when the clock had run out, by the word of as many others as it takes.
    """

    rung: int
    text: Text | None
    extended: tuple[EntryId, ...]
    shown_at: datetime


class Withdrawal(Act, frozen=True):
    """Who raised it does not pursue it."""

    why: Text | None


class Adviser(Act, frozen=True):
    """Whom a party named to give an opinion."""

    adviser: PartyId
    office: Office


class Opinion(Act, frozen=True):
    """What an adviser says should be done."""

    office: Office
    text: Text


class OpinionWord(Act, frozen=True):
    """An adviser's word on another's opinion."""

    office: Office
    opinion: EntryId
    word: str
    text: Text | None


class Dispute(msgspec.Struct, frozen=True):
    """One dispute. Acts stand in the order of parties, and for each in that of its log.

    Attributes:
        id: The entry that raised it.
        party: Who did.
        parties: Whose acceptance a step takes: those whom the charter bound under which it was raised.
        against: With whom.
        rungs: The names of the rungs' clocks.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    parties: tuple[PartyId, ...]
    against: tuple[PartyId, ...]
    rungs: tuple[str, ...]
    text: Text
    about: EntryId | None
    provision: Text | None
    positions: tuple[Position, ...] = ()
    steps: tuple[Step, ...] = ()
    words: tuple[Word, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    advisers: tuple[Adviser, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    opinion_words: tuple[OpinionWord, ...] = ()
    crossed: tuple[PartyId, ...] = ()


ACTS = (
    "positions",
    "steps",
    "words",
    "escalations",
    "withdrawals",
    "advisers",
    "opinions",
    "opinion_words",
)


class Status(StrEnum):
    """Where a dispute stands, whatever the time."""

    OPEN = "open"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    CROSSED = "crossed"


# Questions


def concerned(dispute: Dispute) -> tuple[PartyId, ...]:
    """Whom the dispute is between."""
    return tuple(sorted({dispute.party, *dispute.against}))


def step_standing(dispute: Dispute, step: Step) -> Standing:
    """Where a step stands, by each party's own word."""
    return consent.standing(dispute.words, step.entry, dispute.parties)


def agreed_steps(dispute: Dispute, sort: str, rung: int | None = None) -> tuple[Step, ...]:
    """The steps of one sort that all have signed, of one rung or of all."""
    return tuple(
        each
        for each in dispute.steps
        if each.sort == sort and rung in {None, each.rung} and step_standing(dispute, each) is Standing.AGREED
    )


def extended_hours(dispute: Dispute, rung: int) -> int:
    """How much longer a rung's clock runs by extensions that all have signed."""
    return sum(each.hours for each in agreed_steps(dispute, "extend", rung))


def crossed_escalations(dispute: Dispute) -> tuple[tuple[Escalation, Step], ...]:
    """Escalations of the rung on which it stands, each with an extension that all signed and that its author did not know of."""
    rung = rung_of(dispute)
    agreed = agreed_steps(dispute, "extend", rung)
    return tuple(
        (each, extension)
        for each in dispute.escalations
        for extension in agreed
        if each.rung == rung and extension.entry not in each.extended
    )


def rung_of(dispute: Dispute) -> int:
    """On which rung it certainly stands, from 0."""
    rung = 0
    while rung < len(dispute.rungs) - 1 and _is_left(dispute, rung):
        rung += 1
    return rung


def _is_left(dispute: Dispute, rung: int) -> bool:
    if agreed_steps(dispute, "escalate", rung):
        return True
    extensions = {each.entry for each in agreed_steps(dispute, "extend", rung)}
    return any(each.rung == rung and extensions <= set(each.extended) for each in dispute.escalations)


def opened_by(dispute: Dispute, rung: int) -> tuple[tuple[EntryId, ...], ...]:
    """What put it on a rung: each a set of entries that did so together. More than one where several did."""
    if rung == 0:
        return ((dispute.id,),)
    extensions = {each.entry for each in agreed_steps(dispute, "extend", rung - 1)}
    found = [
        (each.entry,) for each in dispute.escalations if each.rung == rung - 1 and extensions <= set(each.extended)
    ]
    return tuple(found) + tuple(
        tuple(word.entry for p in dispute.parties if (word := consent.last_word(dispute.words, each.entry, p)))
        for each in agreed_steps(dispute, "escalate", rung - 1)
    )


def settlements(dispute: Dispute) -> tuple[Step, ...]:
    """Settlements that all have signed and that no other has replaced. More than one where two agreements crossed."""
    found = agreed_steps(dispute, "settle")
    replaced = {entry for each in found for entry in each.over}
    return tuple(each for each in found if each.entry not in replaced)


def open_withdrawals(dispute: Dispute) -> tuple[Withdrawal, ...]:
    """Withdrawals that no settlement has replaced."""
    replaced = {entry for each in agreed_steps(dispute, "settle") for entry in each.over}
    return tuple(each for each in dispute.withdrawals if each.entry not in replaced)


def letters_crossed(dispute: Dispute) -> tuple[tuple[EntryId, EntryId], ...]:
    """Pairs of entries that crossed."""
    pairs = [
        (one.entry, other.entry)
        for each in dispute.steps
        for one, other in consent.letters_crossed(dispute.words, each.entry, dispute.parties)
    ]
    pairs += [(one.entry, other.entry) for one, other in crossed_escalations(dispute)]
    ends: list[EntryId] = [each.entry for each in (*settlements(dispute), *open_withdrawals(dispute)[:1])]
    pairs += pairwise(ends)
    return tuple(pairs)


def status(dispute: Dispute) -> Status:
    """Where it stands, on nobody's word but each party's own."""
    if dispute.crossed or letters_crossed(dispute):
        return Status.CROSSED
    if settlements(dispute):
        return Status.SETTLED
    return Status.WITHDRAWN if open_withdrawals(dispute) else Status.OPEN


def words_missing(dispute: Dispute) -> tuple[tuple[Step, tuple[PartyId, ...]], ...]:
    """Steps that are open and not overtaken, each with the parties that have said nothing on it."""
    if status(dispute) in {Status.SETTLED, Status.WITHDRAWN}:
        return ()
    rung = rung_of(dispute)
    return tuple(
        (each, tuple(p for p in dispute.parties if consent.last_word(dispute.words, each.entry, p) is None))
        for each in dispute.steps
        if step_standing(dispute, each) is Standing.OPEN and (each.sort == "settle" or each.rung == rung)
    )


def advisers(dispute: Dispute) -> tuple[Adviser, ...]:
    """Whom each party named last."""
    last = {each.party: each for each in dispute.advisers}
    return tuple(last[party] for party in sorted(last))


def answers(dispute: Dispute, opinion: Opinion) -> tuple[OpinionWord, ...]:
    """The last word of each other adviser on an opinion."""
    last = {(each.party, each.office): each for each in dispute.opinion_words if each.opinion == opinion.entry}
    return tuple(last[key] for key in sorted(last))
