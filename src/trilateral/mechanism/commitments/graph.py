"""What waits for what, as a graph: deadlocks with the way round, and what would free each matter.

A deadlock is a strongly connected part of more than one matter: each waits for another of them, so none can
be first. It is a fact about conditions that parties asserted, and nobody's fault. Pure, and the same whatever
the order in which conditions are given.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from trilateral.ledger.entry import EntryId


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """One condition: not `held_back` until `until`."""

    held_back: EntryId
    until: EntryId
    condition: EntryId


@dataclass(frozen=True, slots=True)
class Deadlock:
    """Matters that wait for one another.

    Attributes:
        matters: All of them, in the order of their ids.
        way_round: A shortest way round through the first of them: each edge ends where the next one begins.
        breaks: Conditions of which any single one, met or waived, leaves no deadlock among these matters.
    """

    matters: tuple[EntryId, ...]
    way_round: tuple[Edge, ...]
    breaks: tuple[EntryId, ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """A matter that waits.

    Attributes:
        waits_for: What it waits for directly.
        first: What of all that it waits for, directly or not, waits for nothing itself: where somebody could begin.
        deadlocked: Whether it is in a deadlock, or waits for one.
    """

    matter: EntryId
    waits_for: tuple[Edge, ...]
    first: tuple[EntryId, ...]
    deadlocked: bool


def deadlocks(edges: Iterable[Edge]) -> tuple[Deadlock, ...]:
    """Every deadlock, in the order of their first matters."""
    found = tuple(sorted(set(edges)))
    return tuple(_deadlock(part, found) for part in _parts(found))


def _deadlock(part: tuple[EntryId, ...], edges: tuple[Edge, ...]) -> Deadlock:
    inside = tuple(each for each in edges if each.held_back in part and each.until in part)
    conditions = sorted({each.condition for each in inside})
    breaks = tuple(each for each in conditions if not _parts(tuple(edge for edge in inside if edge.condition != each)))
    return Deadlock(part, _way_round(part[0], inside), breaks)


def blocked(edges: Iterable[Edge]) -> tuple[Blocked, ...]:
    """Every matter that waits, with what it waits for and where somebody could begin."""
    found = tuple(sorted(set(edges)))
    following = _following(found)
    stuck = {matter for part in _parts(found) for matter in part}
    return tuple(_blocked(matter, following, stuck) for matter in following)


def _blocked(matter: EntryId, following: Mapping[EntryId, list[Edge]], stuck: Collection[EntryId]) -> Blocked:
    behind = _reached(matter, following)
    first = tuple(sorted(each for each in behind if each not in following))
    return Blocked(matter, tuple(following[matter]), first, matter in stuck or not behind.isdisjoint(stuck))


def _following(edges: Iterable[Edge]) -> dict[EntryId, list[Edge]]:
    found: dict[EntryId, list[Edge]] = {}
    for each in edges:
        found.setdefault(each.held_back, []).append(each)
    return found


def _reached(matter: EntryId, following: Mapping[EntryId, list[Edge]]) -> set[EntryId]:
    """All that it waits for, directly or not; itself too, where the way leads back."""
    found: set[EntryId] = set()
    waiting = deque([matter])
    while waiting:
        for edge in following.get(waiting.popleft(), ()):
            if edge.until not in found:
                found.add(edge.until)
                waiting.append(edge.until)
    return found


def _parts(edges: tuple[Edge, ...]) -> list[tuple[EntryId, ...]]:
    """Strongly connected parts of more than one matter: those that reach one another."""
    following = _following(edges)
    reached = {matter: _reached(matter, following) for matter in following}
    parts: set[tuple[EntryId, ...]] = set()
    for matter, behind in reached.items():
        if matter in behind:
            parts.add(tuple(sorted(each for each in behind if matter in reached.get(each, ()))))
    return sorted(parts)


def _way_round(start: EntryId, edges: tuple[Edge, ...]) -> tuple[Edge, ...]:
    """A shortest way from a matter back to itself; of several the first by ids."""
    following = _following(edges)
    ways: dict[EntryId, tuple[Edge, ...]] = {}
    waiting: deque[EntryId] = deque([start])
    while waiting:
        at = waiting.popleft()
        for edge in following.get(at, ()):
            way = (*ways.get(at, ()), edge)
            if edge.until == start:
                return way
            if edge.until not in ways:
                ways[edge.until] = way
                waiting.append(edge.until)
    return ()
