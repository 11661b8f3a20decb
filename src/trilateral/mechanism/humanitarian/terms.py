"""Which clocks run on a list, and what is asked of whom: for pages and programs alike."""

from collections.abc import Iterable
from typing import NamedTuple

from trilateral.agreement.clocks import Due
from trilateral.ledger.derived import OfState, Ordered
from trilateral.ledger.entry import PartyId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.humanitarian.rules import ANSWER_CLOCK, LIST_CLOCK
from trilateral.mechanism.humanitarian.state import (
    Held,
    NameList,
    Protection,
    agreed_step,
    agreement_of,
    both,
    counts_missing,
    letters_crossed,
    report_on,
    unanswered,
    word_on,
)
from trilateral.ui.page import Desk


def lists(desk: Desk) -> list[NameList]:
    """The lists that this reader can read, by reference."""
    return list(_LISTS.of(desk.fold))


def protections(desk: Desk) -> list[Protection]:
    """The protections that this reader can read, by reference."""
    return list(_PROTECTIONS.of(desk.fold))


def _place(fold: Fold, held: Held) -> tuple[str, int]:
    verdict = fold.verdict(held.id)
    return ("", 0) if verdict is None or verdict.entry is None else (verdict.entry.party, verdict.entry.index)


_LISTS = Ordered("humanitarian", _place, only=lambda _, held: isinstance(held, NameList))
_PROTECTIONS = Ordered("humanitarian", _place, only=lambda _, held: isinstance(held, Protection))


def answering(desk: Desk, held: NameList) -> Due:
    """The term in which the party asked is to answer for each name. It runs for every row alike."""
    return desk.due(held.to, ANSWER_CLOCK, desk.received_at(held.to, held.id))


def owes_list(held: NameList, among: Iterable[NameList]) -> bool:
    """Whether the party asked has submitted no list of the same sort to whoever submitted this one."""
    return not any((each.sort, each.party, each.to) == (held.sort, held.to, held.party) for each in among)


def listing(desk: Desk, held: NameList) -> Due:
    """The term in which the party asked is to submit its own list of the same sort."""
    return desk.due(held.to, LIST_CLOCK, desk.received_at(held.to, held.id))


def waiting_for(held: NameList) -> tuple[tuple[PartyId, int], ...]:
    """Rows on which one of the two has agreed to a step and the other has not said anything."""
    found = []
    for number in range(len(held.persons)):
        words = {party: agreement_of(held, party, number) for party in both(held)}
        agreed = [party for party, word in words.items() if word is not None and word.word == "agreed"]
        silent = [party for party, word in words.items() if word is None]
        if agreed and silent and not agreed_step(held, number) and report_on(held, number) is None:
            found.append((silent[0], number))
    return tuple(found)


def unconfirmed(held: NameList) -> tuple[int, ...]:
    """Rows on which the last report of what became of the person has no word of who submitted the list."""
    found = []
    for number in range(len(held.persons)):
        report = report_on(held, number)
        if report is not None and word_on(held, report.entry) is None:
            found.append(number)
    return tuple(found)


class Lacking(NamedTuple):
    """What a list lacks, as it stands.

    Attributes:
        answers: Rows that the party asked has said nothing of.
        steps: Rows on which a step waits for somebody's word, and whose.
        words: Reports on which who submitted the list has said nothing.
        figures: Of whom a word on whose figures is missing.
        crossed: Letters on rows that crossed, and on which row.
    """

    answers: int
    steps: tuple[tuple[PartyId, int], ...]
    words: int
    figures: tuple[tuple[PartyId, PartyId], ...]
    crossed: tuple[tuple[PartyId, int], ...]


def lacking(desk: Desk, held: NameList) -> Lacking:
    """What a list lacks."""
    return _LACKING.of(desk.fold, held)


def _lacking(held: NameList) -> Lacking:
    rows = range(len(held.persons))
    return Lacking(
        len(unanswered(held)),
        waiting_for(held),
        len(unconfirmed(held)),
        tuple((party, counts.party) for counts in held.counts for party in counts_missing(held, counts)),
        tuple((act.party, row) for row in rows for pair in letters_crossed(held, row) for act in pair),
    )


_LACKING: OfState[Lacking] = OfState(_lacking)
