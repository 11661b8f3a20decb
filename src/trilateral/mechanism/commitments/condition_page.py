"""Conditions for people: each one, and all together as a picture and a table, with deadlocks by name and what would end them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments import conditions
from trilateral.mechanism.commitments.graph import Deadlock, Edge, blocked, deadlocks
from trilateral.mechanism.commitments.quoting import (
    all_conditions,
    binding_acts,
    live_edges,
    named,
    parties,
    quoted,
    sorted_by_claim,
    words,
)
from trilateral.mechanism.commitments.state import Condition
from trilateral.ui.page import Desk, Matter, Shown

MOST_DRAWN = 24
"""More matters than this in one picture nobody can read: the table has them all."""
_WIDE, _HIGH, _BOX = 118, 34, 170


@dataclass(frozen=True, slots=True)
class Drawn:
    """The graph as a picture.

    Attributes:
        width: Of the picture, as of all numbers here in its own units.
        boxes: Left, top, text and address of each matter.
        arrows: From and to, and whether the arrow is part of a deadlock.
    """

    width: int
    height: int
    boxes: tuple[tuple[int, int, str, str], ...]
    arrows: tuple[tuple[int, int, int, int, bool], ...]


def drawn(desk: Desk, edges: tuple[Edge, ...], stuck: frozenset[EntryId]) -> Drawn | None:
    """Draw matters in a ring, each arrow from what waits to what it waits for; None for nothing, or too much."""
    matters = sorted({each for edge in edges for each in (edge.held_back, edge.until)}, key=desk.ref)
    if not matters or len(matters) > MOST_DRAWN:
        return None
    radius = max(_BOX, round(_BOX * len(matters) / (2 * math.pi)))
    turn = 2 * math.pi / len(matters)
    ring = [(round(radius * math.sin(at * turn)), -round(radius * math.cos(at * turn))) for at in range(len(matters))]
    left, top = min(x for x, _ in ring) - _WIDE // 2 - 8, min(y for _, y in ring) - _HIGH // 2 - 8
    at = {matter: (x - left, y - top) for matter, (x, y) in zip(matters, ring, strict=True)}
    boxes = tuple(
        (x - _WIDE // 2, y - _HIGH // 2, desk.ref(matter), desk.subject_href(matter)) for matter, (x, y) in at.items()
    )
    arrows = tuple(
        (
            *_edge_of_box(at[edge.until], at[edge.held_back]),
            *_edge_of_box(at[edge.held_back], at[edge.until]),
            edge.condition in stuck,
        )
        for edge in edges
    )
    width, height = max(x for x, _ in at.values()) + _WIDE // 2 + 8, max(y for _, y in at.values()) + _HIGH // 2 + 8
    return Drawn(width, height, boxes, arrows)


def _edge_of_box(of: tuple[int, int], towards: tuple[int, int]) -> tuple[int, int]:
    """Where the line from one box to another leaves the box at `towards`."""
    across, down = of[0] - towards[0], of[1] - towards[1]
    share = max(abs(across) / (_WIDE / 2 + 4), abs(down) / (_HIGH / 2 + 4), 1e-9)
    return towards[0] + round(across / share), towards[1] + round(down / share)


def waits_page(desk: Desk) -> Shown:
    """What waits for what."""
    held = all_conditions(desk)
    by_id = {each.id: each for each in held}
    edges = live_edges(held)
    found = deadlocks(edges)
    stuck = frozenset(
        edge.condition for each in found for edge in edges if {edge.held_back, edge.until} <= set(each.matters)
    )
    return Shown(
        "commitments/waits.html",
        desk.gettext("What waits for what"),
        {
            "picture": drawn(desk, edges, stuck),
            "deadlocks": [_deadlock(desk, each, by_id) for each in found],
            "blocked": [
                {
                    "matter": named(desk, each.matter),
                    "waits_for": [
                        (named(desk, edge.until), desk.entry(edge.condition), _release(desk, by_id[edge.condition]))
                        for edge in each.waits_for
                    ],
                    "first": [named(desk, matter) for matter in each.first],
                    "deadlocked": each.deadlocked,
                }
                for each in blocked(edges)
            ],
            "conditions": [_line(desk, each) for each in held],
            "assert_href": desk.sign_href("commitments.condition_asserted") if desk.may_sign else "",
            "list_href": desk.href("commitments"),
        },
    )


def _deadlock(desk: Desk, found: Deadlock, by_id: dict[EntryId, Condition]) -> dict[str, object]:
    return {
        "way": [
            (named(desk, edge.held_back), named(desk, edge.until), desk.entry(edge.condition))
            for edge in found.way_round
        ],
        "breaks": [(desk.entry(each), _release(desk, by_id[each])) for each in found.breaks],
    }


def _release(desk: Desk, condition: Condition) -> list[object]:
    """Whose word it takes."""
    return list(parties(desk, conditions.to_release(condition)))


def _line(desk: Desk, held: Condition) -> dict[str, object]:
    return {
        "view": desk.entry(held.id),
        "href": desk.subject_href(held.id),
        "held_back": named(desk, held.held_back),
        "until": named(desk, held.until),
        "text": words(desk, held.text),
        "status": desk.term(conditions.status(held).value, "link"),
        "holders": parties(desk, conditions.holders(held)),
    }


def show(desk: Desk, held: Condition) -> Shown:
    """One condition."""
    said = [
        quoted(desk, each, desk.term(each.word, "commitments.condition_answered.word"), each.text)
        for each in held.answers
    ]
    said += [
        quoted(desk, each, desk.term(each.word, "commitments.condition_judged.word"), each.text)
        for each in held.judgements
    ]
    edges = live_edges(all_conditions(desk))
    inside = [each for each in deadlocks(edges) if {held.held_back, held.until} <= set(each.matters)]
    return Shown(
        "commitments/condition.html",
        desk.gettext("Condition %(ref)s", ref=desk.ref(held.id)),
        {
            **_line(desk, held),
            "forked": parties(desk, held.crossed),
            "live": conditions.is_live(held),
            "to_release": parties(desk, conditions.to_release(held)),
            "said": sorted_by_claim(each for each in said if each is not None),
            "deadlocked": bool(inside) and conditions.is_live(held),
            "waits_href": desk.href("commitments", "waits"),
            "acts": _acts(desk, held),
        },
    )


def _acts(desk: Desk, held: Condition) -> list[tuple[str, str, str]]:
    if not desk.may_sign or desk.party not in held.parties:
        return []
    kinds: list[tuple[str, str]] = []
    if desk.party != held.party:
        binds = desk.gettext("If you accept the link, you hold to the condition too, and it takes your word to end it.")
        kinds.append(("commitments.condition_answered", binds))
    binds = desk.gettext(
        "If you hold to it, your word counts towards ending it. If not, it is shown and decides nothing."
    )
    kinds.append(("commitments.condition_judged", binds))
    return binding_acts(desk, held, kinds)


def matters(desk: Desk, held: Condition) -> Iterator[Matter]:
    """Whose answer to a condition is missing."""
    answered = {each.party for each in held.answers}
    entry = desk.read(held.id)
    for party in held.parties:
        if conditions.is_live(held) and party != held.party and party not in answered:
            what = desk.gettext("Accept or contest condition %(ref)s", ref=desk.ref(held.id))
            since, received = None if entry is None else entry.header.claimed_at, desk.received_at(party, held.id)
            words = None if held.text is None else desk.words(held.text)
            yield Matter(party, what, desk.subject_href(held.id), held.party, since, received, words=words)
