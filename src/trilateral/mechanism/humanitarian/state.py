"""What those who can read it hold of a list and of a protection, and the questions that need no time.

Acts stand in the order of parties, and for each in that of its log. Of one party the last word by
place in its log counts. What rests on a clock (no answer yet) is asked with a time, by pages and programs.

A state is as secret as the entries that it was made of: a list exists only in the reading of those for
whom it was sealed, so nothing here says who may see it.
"""

from enum import StrEnum
from typing import TypeAlias, TypeVar

import msgspec

from trilateral.agreement.held import Act, Seen, knows, only_seen
from trilateral.agreement.locations import Location
from trilateral.ledger.entry import EntryId, PartyId, Source, Text
from trilateral.ledger.facts import Facts
from trilateral.mechanism.humanitarian.entries import Basis, Person


class Held(msgspec.Struct, frozen=True, tag_field="is"):
    """One subject of this slice.

    Attributes:
        id: The entry that opened it.
        party: Who opened it.
        readers: Who can read it, its author among them; empty where all can.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    readers: tuple[PartyId, ...] = ()
    crossed: tuple[PartyId, ...] = ()


# Lists


class Answer(Act, frozen=True):
    """What the party asked says of one row."""

    number: int
    answer: str
    where: Location | None
    since_on: str | None
    text: Text | None


class Check(Act, frozen=True):
    """What somebody else found of an answer."""

    answer: EntryId
    found: str
    outside: Source | None
    text: Text | None


class Agreement(Act, frozen=True):
    """A party's word on what is to become of one person: `agreed` to a step, or `withdrawn`.

    Attributes:
        step: What is agreed to; empty where the word takes that back.
        knew: How far its author had seen what others said here.
    """

    number: int
    word: str
    step: str
    text: Text | None
    knew: tuple[Seen, ...]


class Report(Act, frozen=True):
    """What the party asked reports of one person: `released`, `transferred` or `died`."""

    number: int
    word: str
    on: str
    where: Location | None
    handed_to: Text | None
    text: Text | None


class ReportWord(Act, frozen=True):
    """Whether who submitted the list finds a report so: `confirmed` or `contested`."""

    report: EntryId
    word: str
    text: Text | None


class SameWord(Act, frozen=True):
    """A party's word on whether a row here and one of another list are one person: `same` or `apart`."""

    number: int
    other: EntryId
    other_number: int
    word: str
    text: Text | None


class Counts(Act, frozen=True):
    """Figures that all may have once both parties agree."""

    listed: int
    held: int
    denied: int
    unknown: int
    released: int
    transferred: int
    died: int
    text: Text | None


class CountsWord(Act, frozen=True):
    """A party accepts figures."""

    counts: EntryId


class NameList(Held, frozen=True, tag="list", kw_only=True):
    """One list, as those read it for whom it was sealed.

    Attributes:
        sort: Whom it lists.
        to: The party asked.
        verifier: A party that both trust to verify, beside the host.
        hosts: Who hosted the talks when the list was submitted.
    """

    sort: str
    to: PartyId
    persons: tuple[Person, ...]
    verifier: PartyId | None
    hosts: tuple[PartyId, ...]
    text: Text | None
    answers: tuple[Answer, ...] = ()
    checks: tuple[Check, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    reports: tuple[Report, ...] = ()
    report_words: tuple[ReportWord, ...] = ()
    same_words: tuple[SameWord, ...] = ()
    counts: tuple[Counts, ...] = ()
    counts_words: tuple[CountsWord, ...] = ()


class Status(StrEnum):
    """Where one row of a list stands, whatever the time."""

    SUBMITTED = "submitted"
    ACKNOWLEDGED_HELD = "acknowledged_held"
    DENIED = "denied"
    UNKNOWN = "unknown"
    VERIFIED = "verified"  # that the person is held, by somebody else than the holder
    AGREED = "agreed"  # on one step, by both
    RELEASED = "released"
    TRANSFERRED = "transferred"
    DIED = "died"
    CROSSED = "crossed"


# Protection


class Word(Act, frozen=True):
    """A party's word on a protection: `accepted`, `contested` or `ended`."""

    word: str
    on: str | None
    text: Text | None


class Protection(Held, frozen=True, tag="protection", kw_only=True):
    """One protection, as it was asserted and as each party sees it."""

    what: str
    names: tuple[Text, ...]
    basis: tuple[Basis, ...]
    since_on: str | None
    recognised_by: Text | None
    where: Location | None
    designation: EntryId | None
    text: Text | None
    parties: tuple[PartyId, ...]
    words: tuple[Word, ...] = ()


class Standing(StrEnum):
    """What the parties say of a protection. Whether it is so, law says and not they."""

    ASSERTED = "asserted"
    ACCEPTED = "accepted"  # by every party concerned
    CONTESTED = "contested"
    ENDED = "ended"  # in the view of every party concerned
    CROSSED = "crossed"


Kept: TypeAlias = NameList | Protection
ACTS: dict[type[Held], tuple[str, ...]] = {
    NameList: (
        "answers",
        "checks",
        "agreements",
        "reports",
        "report_words",
        "same_words",
        "counts",
        "counts_words",
    ),
    Protection: ("words",),
}
"""Rows of acts of each sort of subject."""

KeptT = TypeVar("KeptT", bound=Held)


def acts_of(held: Held) -> tuple[Act, ...]:
    """All acts on a subject."""
    return tuple(act for row in ACTS[type(held)] for act in getattr(held, row))


def as_seen(held: KeptT, facts: Facts) -> KeptT:
    """The subject without what an author could not know. The entry that opened it the author always knows."""
    return only_seen(held, ACTS[type(held)], facts)


def both(held: NameList) -> tuple[PartyId, PartyId]:
    """Who submitted the list and who is asked: what concerns both takes both."""
    return held.party, held.to


def answer_to(held: NameList, number: int) -> Answer | None:
    """The last answer for one row."""
    return next((each for each in reversed(held.answers) if each.number == number), None)


def unanswered(held: NameList) -> tuple[int, ...]:
    """Rows that the party asked has said nothing of, reports of what became of the person included."""
    said = {each.number for each in held.answers} | {each.number for each in held.reports}
    return tuple(number for number in range(len(held.persons)) if number not in said)


def checks_of(held: NameList, answer: EntryId) -> tuple[Check, ...]:
    """What was found of an answer: of each party, and of each outside body, its last word."""
    last = {(each.party, each.outside and each.outside.outlet): each for each in held.checks if each.answer == answer}
    return tuple(last.values())


def agreement_of(held: NameList, party: PartyId, number: int) -> Agreement | None:
    """A party's last word on what is to become of a person."""
    return next((each for each in reversed(held.agreements) if (each.party, each.number) == (party, number)), None)


def agreed_step(held: NameList, number: int) -> str | None:
    """The step to which both agree; None if they do not, or not to the same."""
    words = [agreement_of(held, party, number) for party in both(held)]
    steps = {"" if each is None else each.step for each in words}
    found = steps.pop() if len(steps) == 1 else ""
    return found or None


def report_on(held: NameList, number: int) -> Report | None:
    """The last report of what became of a person."""
    return next((each for each in reversed(held.reports) if each.number == number), None)


def word_on(held: NameList, report: EntryId) -> ReportWord | None:
    """What who submitted the list says of a report."""
    return next((each for each in reversed(held.report_words) if each.report == report), None)


def letters_crossed(held: NameList, number: int) -> tuple[tuple[Agreement, Agreement], ...]:
    """An agreement that its author thought completed the step, and a withdrawal that crossed it."""
    one, other = (agreement_of(held, party, number) for party in both(held))
    if one is None or other is None or {one.word, other.word} != {"agreed", "withdrawn"}:
        return ()
    agreed, taken = (one, other) if one.word == "agreed" else (other, one)
    return ((agreed, taken),) if not knows(agreed.knew, taken) and _met(held, agreed, taken) else ()


def _met(held: NameList, agreed: Agreement, taken: Agreement) -> bool:
    """Whether the agreement met one to the same step, which was then taken back by somebody who did not know of it."""
    known = {each.by: each.index for each in agreed.knew}
    before = [
        each
        for each in held.agreements
        if each.party == taken.party and each.number == agreed.number and each.index <= known.get(taken.party, -1)
    ]
    return bool(before) and before[-1].step == agreed.step and not knows(taken.knew, agreed)


def status(held: NameList, number: int) -> Status:
    """Where one row stands, on nobody's word but each party's own."""
    if held.crossed or letters_crossed(held, number):
        return Status.CROSSED
    report, answer = report_on(held, number), answer_to(held, number)
    if report is not None and (answer is None or answer.index < report.index):
        return Status(report.word)
    if answer is None:
        return Status.SUBMITTED
    if answer.answer != "acknowledged_held":
        return Status(answer.answer)
    if agreed_step(held, number):
        return Status.AGREED
    confirmed = any(each.found == "confirmed" for each in checks_of(held, answer.entry))
    return Status.VERIFIED if confirmed else Status.ACKNOWLEDGED_HELD


def figures(held: NameList) -> dict[str, int]:
    """How many rows stand where: figures without any name."""
    found: dict[str, int] = {each.value: 0 for each in Status}
    for number in range(len(held.persons)):
        found[status(held, number).value] += 1
    return {word: count for word, count in found.items() if count}


def same_word(held: NameList, party: PartyId, number: int, other: EntryId, other_number: int) -> SameWord | None:
    """A party's last word, said on this list, on whether two rows are one person."""
    about = (number, other, other_number)
    said = (each for each in reversed(held.same_words) if each.party == party)
    return next((each for each in said if (each.number, each.other, each.other_number) == about), None)


def counts_missing(held: NameList, counts: Counts) -> tuple[PartyId, ...]:
    """Who has not accepted figures yet. Whoever proposed them has."""
    said = {counts.party, *(each.party for each in held.counts_words if each.counts == counts.entry)}
    return tuple(party for party in both(held) if party not in said)


# Questions to a protection


def word_of(held: Protection, party: PartyId) -> Word | None:
    """A party's last word."""
    return next((each for each in reversed(held.words) if each.party == party), None)


def standing(held: Protection) -> Standing:
    """What the parties concerned say of it, each for itself."""
    if held.crossed:
        return Standing.CROSSED
    found = [None if (word := word_of(held, party)) is None else word.word for party in held.parties]
    if all(each == "ended" for each in found):
        return Standing.ENDED
    if any(each in {"contested", "ended"} for each in found):
        return Standing.CONTESTED
    return Standing.ASSERTED if None in found else Standing.ACCEPTED
