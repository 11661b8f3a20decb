"""Lists and protections for programs: references, words and figures, and no name of any person.

A program that could ask for all lists at once would take all names away at once. What was sealed for a
party is read on the page of each list, which leaves a trace there.
"""

import msgspec

from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import EntryId, PartyId, Text
from trilateral.mechanism.humanitarian.entries import Basis
from trilateral.mechanism.humanitarian.state import (
    NameList,
    Protection,
    answer_to,
    counts_missing,
    figures,
    letters_crossed,
    report_on,
    standing,
    status,
    unanswered,
    word_of,
    word_on,
)
from trilateral.mechanism.humanitarian.terms import answering
from trilateral.ui.page import Api, Desk

STANDING = "protection.standing"
"""The sentence that stands on every page and in every answer about lists and protections."""


class RowFound(msgspec.Struct, frozen=True):
    """One row of a list, without the person.

    Attributes:
        number: Of the row, from 1.
        status: Where it stands.
        answer: The entry with the last answer; null if there is none.
        report: The entry with the last report of what became of the person.
        confirmed: What who submitted the list says of that report: `confirmed` or `contested`; null for nothing.
        crossed: Pairs of entries that crossed.
    """

    number: int
    status: str
    answer: str | None
    report: str | None
    confirmed: str | None
    crossed: tuple[tuple[str, str], ...]


class WordFound(msgspec.Struct, frozen=True):
    """A party's word on a protection; null where there is none."""

    party: PartyId
    word: str | None
    entry: str | None


class HumanitarianFound(msgspec.Struct, frozen=True, kw_only=True):
    """A list of persons or a protection, and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that opened it.
        is_: As `is`: `list` or `protection`.
        protection: What no list changes, in the reader's language.
        party: Who opened it.
        readers: For whom it is under seal; empty where all can read it.
        sort: List: whom it lists. Protection: what is protected.
        to: List: the party asked.
        rows: List.
        figures: List: how many rows stand where.
        overdue: List: whether the time to answer is over for the rows without an answer: `yes`, `no` or `undecided`.
        agreed_counts: List: entries with figures that both agree may be shown to all.
        standing: Protection: what the parties say of it.
        names: Protection of no person: what it is called.
        basis: Protection.
        words: Protection: each party's last word.
    """

    ref: str
    is_: str = msgspec.field(name="is")
    protection: str
    party: PartyId
    readers: tuple[PartyId, ...]
    sort: str
    to: PartyId | None = None
    rows: tuple[RowFound, ...] = ()
    figures: dict[str, int] = {}
    overdue: str = "no"
    agreed_counts: tuple[str, ...] = ()
    standing: str = ""
    names: tuple[Text, ...] = ()
    basis: tuple[Basis, ...] = ()
    words: tuple[WordFound, ...] = ()


def find(desk: Desk, subject: EntryId) -> HumanitarianFound | None:
    """One list or protection."""
    held = desk.fold.state(subject)
    said = sentence(desk.lang, STANDING)
    if isinstance(held, NameList):
        return HumanitarianFound(
            ref=desk.ref(subject),
            is_="list",
            protection=said,
            party=held.party,
            readers=held.readers,
            sort=held.sort,
            to=held.to,
            rows=tuple(_row(desk, held, number) for number in range(len(held.persons))),
            figures=figures(held),
            overdue=desk.late(answering(desk, held)).value if unanswered(held) else "no",
            agreed_counts=tuple(desk.ref(each.entry) for each in held.counts if not counts_missing(held, each)),
        )
    if isinstance(held, Protection):
        return HumanitarianFound(
            ref=desk.ref(subject),
            is_="protection",
            protection=said,
            party=held.party,
            readers=held.readers,
            sort=held.what,
            standing=standing(held).value,
            names=() if held.what == "person" else held.names,
            basis=held.basis,
            words=tuple(_word(desk, held, party) for party in held.parties),
        )
    return None


def _row(desk: Desk, held: NameList, number: int) -> RowFound:
    answer, report = answer_to(held, number), report_on(held, number)
    said = None if report is None else word_on(held, report.entry)
    return RowFound(
        number + 1,
        status(held, number).value,
        None if answer is None else desk.ref(answer.entry),
        None if report is None else desk.ref(report.entry),
        None if said is None else said.word,
        tuple((desk.ref(one.entry), desk.ref(other.entry)) for one, other in letters_crossed(held, number)),
    )


def _word(desk: Desk, held: Protection, party: PartyId) -> WordFound:
    said = word_of(held, party)
    return WordFound(party, said.word if said else None, desk.ref(said.entry) if said else None)


API = Api("humanitarian", HumanitarianFound, find)
