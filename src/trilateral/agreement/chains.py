"""Repetition: what was said before and is said again, so that "as usual" can be counted.

An entry that says to repeat an earlier one is a link. Links lead back to one first entry,
and all that lead there make a chain, whoever said them and of whichever slice. Between
parties there is no order but who had seen what, so "the third time" is only ever said of
one party's own log.

It leaves out whether two entries say the same: that one repeats another is its author's
word, or somebody's who reads them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from trilateral.ledger.entry import EntryId, PartyId


@dataclass(frozen=True, slots=True)
class Link:
    """One entry that was said for the first time, or again.

    Attributes:
        index: Where it stands in its party's log.
        earlier: What it repeats; None if it says nothing of that.
    """

    entry: EntryId
    party: PartyId
    index: int
    earlier: EntryId | None


def first_of(links: Mapping[EntryId, Link], entry: EntryId) -> EntryId:
    """The entry to which the links lead back, as far as they are known."""
    return _way_back(links, entry)[-1]


def chain_of(links: Mapping[EntryId, Link], entry: EntryId) -> tuple[Link, ...]:
    """All links that lead back to where this one does: the first, then those nearest to it."""
    first, found = first_of(links, entry), _firsts(links)
    return _in_order((found[link.entry][1], link) for link in links.values() if found[link.entry][0] == first)


def all_chains(links: Mapping[EntryId, Link]) -> dict[EntryId, tuple[Link, ...]]:
    """Every chain by its first entry, as `chain_of` has it, with each link looked at once."""
    found: defaultdict[EntryId, list[tuple[int, Link]]] = defaultdict(list)
    firsts = _firsts(links)
    for link in links.values():
        first, depth = firsts[link.entry]
        found[first].append((depth, link))
    return {first: _in_order(chain) for first, chain in found.items()}


def _in_order(chain: Iterable[tuple[int, Link]]) -> tuple[Link, ...]:
    return tuple(link for _, link in sorted(chain, key=lambda each: (each[0], each[1].party, each[1].index)))


def by_party(chain: Iterable[Link]) -> dict[PartyId, tuple[Link, ...]]:
    """What each party said of a chain, in the order of its log: the first, the last and how often."""
    ordered = sorted(chain, key=lambda link: (link.party, link.index))
    return {party: tuple(said) for party, said in groupby(ordered, key=lambda link: link.party)}


def time_of(chain: Iterable[Link], entry: EntryId) -> int:
    """The how-many-th time it is that its own party says so, from 1; 0 for an entry outside the chain."""
    for said in by_party(chain).values():
        for number, link in enumerate(said, start=1):
            if link.entry == entry:
                return number
    return 0


def _firsts(links: Mapping[EntryId, Link]) -> dict[EntryId, tuple[EntryId, int]]:
    """Where each leads back to, and how many stand on the way, both ends counted: each is looked at once."""
    found: dict[EntryId, tuple[EntryId, int]] = {}
    for entry in links:
        way: dict[EntryId, None] = {}
        at: EntryId | None = entry
        while at is not None and at in links and at not in found and at not in way:
            way[at] = None
            at = links[at].earlier
        if at is not None and at in way:  # round in a circle, which no rule lets anybody sign
            found |= {each: (back[-1], len(back)) for each in way if (back := _way_back(links, each))}
            continue
        first, depth = found[at] if at is not None and at in found else (next(reversed(way), entry), 0)
        for each in reversed(way):
            depth += 1
            found[each] = first, depth
    return found


def _way_back(links: Mapping[EntryId, Link], entry: EntryId) -> list[EntryId]:
    """The entry, what it repeats, and so on. A rule lets nobody repeat what is later, but whoever calls may have no rule."""
    way = {entry: None}
    link = links.get(entry)
    while link is not None and link.earlier is not None and link.earlier in links and link.earlier not in way:
        way[link.earlier] = None
        link = links[link.earlier]
    return list(way)
