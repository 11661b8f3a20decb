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
    matters = frozenset(part)
    inside = tuple(each for each in edges if each.held_back in matters and each.until in matters)
    way = _way_round(part[0], inside)
    return Deadlock(part, way, _breaks(way, inside))


def _breaks(way: tuple[Edge, ...], inside: tuple[Edge, ...]) -> tuple[EntryId, ...]:
    """Conditions of which each alone, left out, leaves no way round.

    Such a condition lies on every circle, so on the one given. Of that one it is one that no detour passes by, and
    after which no detour leads back: with it left out, the circle is a line, and every detour leads forward on it.
    """
    on_way = frozenset(way)
    rest = tuple(each for each in inside if each not in on_way)
    if _parts(rest):
        return ()
    following, size = _following(rest), len(way)
    place = {edge.held_back: at for at, edge in enumerate(way)}
    passed = [False] * size  # by where the line would begin
    for at, edge in enumerate(way):
        for end in _detours(edge.held_back, following, place):
            for step in range(1, (end - at) % size + 1):
                passed[(at + step) % size] = True
    return tuple(sorted(way[begin - 1].condition for begin in range(size) if not passed[begin]))


def _detours(start: EntryId, following: Mapping[EntryId, list[Edge]], place: Mapping[EntryId, int]) -> set[int]:
    """Where on the circle the ways from one of its matters come back to it, along other arrows."""
    found: set[int] = set()
    seen, waiting = {start}, [start]
    while waiting:
        for edge in following.get(waiting.pop(), ()):
            if edge.until in place:
                found.add(place[edge.until])
            elif edge.until not in seen:
                seen.add(edge.until)
                waiting.append(edge.until)
    return found


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
    """Strongly connected parts with a way round, in the order of their first matters.

    Kosaraju's way, without recursion, so that no chain of conditions is too long: matters in the order in which
    everything behind them is done, then from the last of these backwards along the arrows.
    """
    following = _following(edges)
    before: dict[EntryId, list[EntryId]] = {}
    for each in edges:
        before.setdefault(each.until, []).append(each.held_back)
    part_of: dict[EntryId, EntryId] = {}
    for matter in reversed(_done_in_order(following)):
        waiting = [matter]
        while waiting:
            one = waiting.pop()
            if one not in part_of:
                part_of[one] = matter
                waiting += before.get(one, ())
    parts: dict[EntryId, list[EntryId]] = {}
    for matter, first in part_of.items():
        parts.setdefault(first, []).append(matter)
    circles = {part_of[each.until] for each in edges if part_of[each.until] == part_of[each.held_back]}
    return sorted(tuple(sorted(parts[first])) for first in circles)


def _done_in_order(following: Mapping[EntryId, list[Edge]]) -> list[EntryId]:
    """All matters, each after those that were found behind it."""
    found: list[EntryId] = []
    seen: set[EntryId] = set()
    for start in following:
        stack = [(start, iter(following[start]))] if start not in seen else []
        seen.add(start)
        while stack:
            matter, edges = stack[-1]
            new = next((each.until for each in edges if each.until not in seen), None)
            if new is None:
                found.append(matter)
                stack.pop()
            else:
                seen.add(new)
                stack.append((new, iter(following.get(new, ()))))
    return found


def _way_round(start: EntryId, edges: tuple[Edge, ...]) -> tuple[Edge, ...]:
    """A shortest way from a matter back to itself; of several the first by ids."""
    following = _following(edges)
    came: dict[EntryId, Edge] = {}
    waiting: deque[EntryId] = deque([start])
    while start not in came:
        for edge in following.get(waiting.popleft(), ()):
            if edge.until not in came:
                came[edge.until] = edge
                waiting.append(edge.until)
    way = [came[start]]
    while way[-1].held_back != start:
        way.append(came[way[-1].held_back])
    return tuple(reversed(way))
