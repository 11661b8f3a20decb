"""Which matters stand in one picture where there are too many: deadlocks first, and what hangs together with them.

Pure, and the same whatever the order in which conditions are given.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments.graph import Deadlock, Edge


def pictured(
    matters: Sequence[EntryId], edges: Iterable[Edge], found: Sequence[Deadlock], most: int
) -> frozenset[EntryId]:
    """Return the matters that are drawn; all of them where they are not too many.

    Deadlocks come whole, in their order, as far as they fit; of one that is too large for any picture, the way round.
    Then comes what hangs together with these, the nearest first, and then whatever else hangs together and fits.

    Args:
        matters: All of them, in the order in which one comes before another like it.
        edges: What waits for what.
        found: The deadlocks among them.
        most: So many can be drawn.
    """
    if len(matters) <= most:
        return frozenset(matters)
    beside = _beside(matters, edges)
    drawn: dict[EntryId, None] = {}
    for deadlock in found:
        if len(drawn) + len(deadlock.matters) <= most:
            drawn |= dict.fromkeys(deadlock.matters)
    if found and not drawn:
        drawn = dict.fromkeys([edge.held_back for edge in found[0].way_round][:most])
    _add(drawn, _nearest(list(drawn), beside), most)
    looked_at = set(_nearest(list(drawn), beside))
    for matter in matters:
        together = [] if matter in looked_at else list(_nearest([matter], beside))
        looked_at.update(together)
        if len(drawn) + len(together) <= most:
            _add(drawn, together, most)
    if not drawn:
        _add(drawn, _nearest([matters[0]], beside), most)
    return frozenset(drawn)


def _beside(matters: Sequence[EntryId], edges: Iterable[Edge]) -> Mapping[EntryId, list[EntryId]]:
    """For each matter those that wait for it, or that it waits for, in the order of the matters."""
    place = {matter: at for at, matter in enumerate(matters)}
    found: dict[EntryId, set[EntryId]] = {matter: set() for matter in matters}
    for edge in edges:
        found[edge.held_back].add(edge.until)
        found[edge.until].add(edge.held_back)
    return {matter: sorted(others, key=place.__getitem__) for matter, others in found.items()}


def _nearest(start: Iterable[EntryId], beside: Mapping[EntryId, list[EntryId]]) -> Iterator[EntryId]:
    """These, and all that hangs together with them, the nearest first."""
    waiting = list(dict.fromkeys(start))
    seen = set(waiting)
    for matter in waiting:  # which grows meanwhile
        yield matter
        new = [each for each in beside[matter] if each not in seen]
        seen.update(new)
        waiting += new


def _add(drawn: dict[EntryId, None], more: Iterable[EntryId], most: int) -> None:
    for matter in more:
        if len(drawn) >= most:
            return
        drawn[matter] = None
