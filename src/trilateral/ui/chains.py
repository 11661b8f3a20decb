"""A chain of repetitions as pages show it, of whichever slices: first said, last said and how often, by party."""

from dataclasses import dataclass

from trilateral.agreement.chains import Link, all_chains, by_party, chain_of, time_of
from trilateral.ledger.entry import EntryId
from trilateral.ui.page import Desk
from trilateral.ui.views import EntryView, PartyView

REPEATING = ("allegations", "statements")
"""Slices whose subjects can repeat one another."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """An entry and the page of its subject."""

    view: EntryView
    href: str


@dataclass(frozen=True, slots=True)
class SaidByParty:
    """What one party said of a chain."""

    party: PartyView
    times: int
    first: Quoted
    last: Quoted


@dataclass(frozen=True, slots=True)
class ChainView:
    """All that leads back to one first word.

    Attributes:
        time: The how-many-th time it is that its own party says so.
        first: The first word.
        said: The chain, the first word first.
    """

    time: int
    first: Quoted
    parties: tuple[SaidByParty, ...]
    said: tuple[Quoted, ...]

    @property
    def length(self) -> int:
        """How often it was said in all."""
        return len(self.said)


def links_of(desk: Desk) -> dict[EntryId, Link]:
    """Everything that could be said again, with what it says to repeat."""
    states = [state for each in REPEATING for state in desk.fold.subjects(each).values()]
    return {state.id: Link(state.id, state.party, state.index, state.repeats) for state in states}


def chain_view(desk: Desk, subject: EntryId) -> ChainView | None:
    """The chain to which a subject belongs; None if it was said once."""
    return _view(desk, chain_of(links_of(desk), subject), subject)


def chains(desk: Desk, slice_name: str) -> tuple[ChainView, ...]:
    """All chains that begin in one slice, the longest first."""
    links = links_of(desk)
    first = [each for each in desk.fold.subjects(slice_name) if each in links and links[each].earlier not in links]
    every = all_chains(links)
    found = [_view(desk, every[each], each) for each in first if len(every[each]) > 1]
    return tuple(
        sorted((each for each in found if each is not None), key=lambda each: (-each.length, each.first.view.ref))
    )


def _view(desk: Desk, chain: tuple[Link, ...], subject: EntryId) -> ChainView | None:
    quoted = {link.entry: _quoted(desk, link.entry) for link in chain}
    said = tuple(each for each in quoted.values() if each is not None)
    if len(said) < 2:
        return None
    parties = []
    for party, links in by_party(chain).items():
        first, last = quoted[links[0].entry], quoted[links[-1].entry]
        if first is not None and last is not None:
            parties.append(SaidByParty(desk.party_view(party), len(links), first, last))
    return ChainView(time_of(chain, subject), said[0], tuple(parties), said)


def _quoted(desk: Desk, entry: EntryId) -> Quoted | None:
    view = desk.entry(entry)
    return None if view is None else Quoted(view, desk.subject_href(entry))
