"""A graph laid out in layers, for an SVG made on the server: what waits stands above what it waits for.

A cycle has no top: where one is, the edge that leads back up is known as such (`Arrow.back`), so that the picture can
show the way round by more than colour. Pure, and the same picture for the same graph, whatever order it is given in.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T", bound=Hashable)

BOX_WIDTH: Final = 200
BOX_HEIGHT: Final = 58
_ACROSS: Final = 44
_DOWN: Final = 70
_MARGIN: Final = 44
_SWEEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Box(Generic[T]):
    """One thing: where its corner stands, in units of the picture."""

    of: T
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Arrow(Generic[T]):
    """An edge as drawn.

    Attributes:
        of: The edge, as it was given.
        path: For an SVG.
        back: Whether it leads back up: then it goes round the side.
        label_at: Where a word on it can stand.
    """

    of: T
    path: str
    back: bool
    label_at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layered(Generic[T]):
    """A graph, laid out."""

    width: int
    height: int
    boxes: tuple[Box[T], ...]
    arrows: tuple[Arrow[tuple[T, T]], ...]


def layered(nodes: Sequence[T], edges: Sequence[tuple[T, T]], *, mirrored: bool = False) -> Layered[T]:
    """Lay out a graph.

    Args:
        nodes: In the order that decides where nothing else does.
        edges: From what waits to what it waits for; both among `nodes`.
        mirrored: For readers from the other side.
    """
    forward = _forward(nodes, edges)
    layer_of = _layers(nodes, forward)
    rows = _ordered(nodes, forward, layer_of)
    widest = max((len(row) for row in rows), default=0)
    width = widest * BOX_WIDTH + max(widest - 1, 0) * _ACROSS + 2 * _MARGIN
    height = len(rows) * BOX_HEIGHT + max(len(rows) - 1, 0) * _DOWN + 2 * _MARGIN
    at: dict[T, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        begin = (width - len(row) * BOX_WIDTH - (len(row) - 1) * _ACROSS) // 2
        for place, node in enumerate(row):
            x = begin + place * (BOX_WIDTH + _ACROSS)
            at[node] = (width - x - BOX_WIDTH if mirrored else x), _MARGIN + number * (BOX_HEIGHT + _DOWN)
    arrows = tuple(_arrow(edge, at, back=edge not in forward, width=width) for edge in dict.fromkeys(edges))
    return Layered(width, height, tuple(Box(node, *at[node]) for node in nodes), arrows)


def _forward(nodes: Sequence[T], edges: Iterable[tuple[T, T]]) -> frozenset[tuple[T, T]]:
    """Edges without those that lead back to something from which the walk came: what is kept has no cycle."""
    following: dict[T, list[T]] = {node: [] for node in nodes}
    place = {node: number for number, node in enumerate(nodes)}
    for one, other in sorted(set(edges), key=lambda edge: (place[edge[0]], place[edge[1]])):
        following[one].append(other)
    kept: set[tuple[T, T]] = set()
    done: set[T] = set()
    on_way: set[T] = set()
    for start in nodes:
        if start in done:
            continue
        stack = [(start, iter(following[start]))]
        on_way.add(start)
        while stack:
            node, rest = stack[-1]
            step = next(rest, None)
            if step is None:
                stack.pop()
                on_way.discard(node)
                done.add(node)
            elif step not in on_way:
                kept.add((node, step))
                if step not in done:
                    on_way.add(step)
                    stack.append((step, iter(following[step])))
    return frozenset(kept)


def _layers(nodes: Sequence[T], forward: Iterable[tuple[T, T]]) -> Mapping[T, int]:
    """For each the longest way down to it."""
    before: dict[T, list[T]] = {node: [] for node in nodes}
    for one, other in forward:
        before[other].append(one)
    found: dict[T, int] = {}
    for start in nodes:
        stack = [start]
        while stack:
            node = stack[-1]
            missing = [each for each in before[node] if each not in found]
            if missing:
                stack += missing
            else:
                stack.pop()
                found[node] = max((found[each] + 1 for each in before[node]), default=0)
    return found


def _ordered(nodes: Sequence[T], forward: Iterable[tuple[T, T]], layer_of: Mapping[T, int]) -> list[list[T]]:
    """The rows, each ordered by where its neighbours stand, so that few arrows cross."""
    rows: list[list[T]] = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    for node in nodes:
        rows[layer_of[node]].append(node)
    beside: dict[T, list[T]] = {node: [] for node in nodes}
    for one, other in forward:
        beside[one].append(other)
        beside[other].append(one)
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            place = {node: (at - (len(each) - 1) / 2) for each in rows for at, node in enumerate(each)}
            row.sort(key=lambda node: sum(place[b] for b in beside[node]) / len(beside[node]) if beside[node] else 0)
    return rows


def _arrow(edge: tuple[T, T], at: Mapping[T, tuple[int, int]], *, back: bool, width: int) -> Arrow[tuple[T, T]]:
    (x1, y1), (x2, y2) = at[edge[0]], at[edge[1]]
    if not back:
        begin, end = (x1 + BOX_WIDTH // 2, y1 + BOX_HEIGHT), (x2 + BOX_WIDTH // 2, y2)
        bend = (end[1] - begin[1]) // 2
        path = f"M{begin[0]} {begin[1]}C{begin[0]} {begin[1] + bend} {end[0]} {end[1] - bend} {end[0]} {end[1]}"
        return Arrow(edge, path, back, ((begin[0] + end[0]) // 2, (begin[1] + end[1]) // 2))
    side = x1 + x2 + BOX_WIDTH >= width
    begin_x, end_x = (x1 + BOX_WIDTH, x2 + BOX_WIDTH) if side else (x1, x2)
    out = max(begin_x, end_x) + _MARGIN - 8 if side else min(begin_x, end_x) - _MARGIN + 8
    begin_y, end_y = y1 + BOX_HEIGHT // 2, y2 + BOX_HEIGHT // 2
    path = f"M{begin_x} {begin_y}C{out} {begin_y} {out} {end_y} {end_x} {end_y}"
    return Arrow(edge, path, back, ((begin_x + end_x + 6 * out) // 8, (begin_y + end_y) // 2))
