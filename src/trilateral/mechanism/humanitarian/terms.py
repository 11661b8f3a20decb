"""Which clocks run on a list, and what is asked of whom: for pages and programs alike."""

from collections.abc import Iterable

from trilateral.agreement.clocks import Due
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.humanitarian.rules import ANSWER_CLOCK, LIST_CLOCK
from trilateral.mechanism.humanitarian.state import (
    NameList,
    Protection,
    agreed_step,
    agreement_of,
    both,
    report_on,
    word_on,
)
from trilateral.ui.page import Desk


def lists(desk: Desk) -> list[NameList]:
    """The lists that this reader can read, by reference."""
    held = (each for each in desk.fold.subjects("humanitarian").values() if isinstance(each, NameList))
    return sorted(held, key=lambda each: _place(desk, each.id))


def protections(desk: Desk) -> list[Protection]:
    """The protections that this reader can read, by reference."""
    held = (each for each in desk.fold.subjects("humanitarian").values() if isinstance(each, Protection))
    return sorted(held, key=lambda each: _place(desk, each.id))


def _place(desk: Desk, subject: EntryId) -> tuple[str, int]:
    entry = desk.read(subject)
    return ("", 0) if entry is None else (entry.party, entry.index)


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
