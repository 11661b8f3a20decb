"""A chain of repetitions as pages show it, of whichever slices: first said, last said and how often, by party."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trilateral.agreement.chains import Link, all_chains, by_party, first_of, time_of
from trilateral.ledger.derived import Derived
from trilateral.ledger.entry import EntryId
from trilateral.ledger.fold import Fold
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


def _links(fold: Fold) -> dict[EntryId, Link]:
    """Everything that could be said again, with what it says to repeat."""
    states = [state for each in REPEATING for state in fold.subjects(each).values()]
    return {state.id: Link(state.id, state.party, state.index, state.repeats) for state in states}


def _longer(links: Mapping[EntryId, Link]) -> dict[EntryId, tuple[Link, ...]]:
    """Chains of more than one link, by their first entries."""
    return {first: chain for first, chain in all_chains(links).items() if len(chain) > 1}


_LINKS = Derived(REPEATING, _links)
_CHAINS = Derived(REPEATING, lambda fold: _longer(_LINKS.of(fold)))


def links_of(desk: Desk) -> Mapping[EntryId, Link]:
    """Everything that could be said again, with what it says to repeat."""
    return _LINKS.of(desk.fold)


def chain_view(desk: Desk, subject: EntryId) -> ChainView | None:
    """The chain to which a subject belongs; None if it was said once."""
    return _view(desk, _CHAINS.of(desk.fold).get(first_of(links_of(desk), subject), ()), subject)


def chains(desk: Desk, slice_name: str) -> list[tuple[EntryId, tuple[Link, ...]]]:
    """All chains that begin in one slice, by their first entries, the longest first."""
    links, every = links_of(desk), _CHAINS.of(desk.fold)
    first = [each for each in every if links[each].earlier not in links and desk.fold.slice_of(each) == slice_name]
    return sorted(((each, every[each]) for each in first), key=lambda each: (-len(each[1]), desk.ref(each[0])))


def chain_views(desk: Desk, found: Iterable[tuple[EntryId, tuple[Link, ...]]]) -> tuple[ChainView, ...]:
    """Some of them as pages show them."""
    views = (_view(desk, chain, first) for first, chain in found)
    return tuple(view for view in views if view is not None)


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
