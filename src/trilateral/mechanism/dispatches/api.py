"""Dispatches for programs: each issue with where its items stand, and its figures beside those of the issue before."""

from datetime import datetime

import msgspec

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.dispatches.rules import (
    Dispatch,
    compared,
    embargoed,
    held_by,
    is_corrected,
    item_status,
    joins,
    letters_crossed,
    public_items,
    released_by,
    silent_on,
    status,
)
from trilateral.ui.page import Api, Desk


class ItemFound(msgspec.Struct, frozen=True):
    """Where an item stands.

    Attributes:
        number: From 1.
        public: Whether it may be published at the time asked about.
    """

    number: int
    status: str
    public: bool
    released_by: tuple[PartyId, ...]
    held_by: tuple[PartyId, ...]
    silent: tuple[PartyId, ...]


class FigureFound(msgspec.Struct, frozen=True):
    """A figure beside the same one of the issue before.

    Attributes:
        before: Its value there; null where that issue does not have it.
        entries: What people call the entries that it comes from.
    """

    name: str
    item: int
    value: int
    before: int | None
    entries: tuple[str, ...]


class DispatchFound(msgspec.Struct, frozen=True):
    """An issue and what follows from what was said about it.

    Attributes:
        ref: What people call the entry that compiled it.
        root: Root of the edition that parties release.
        embargoed: Whether it is not to be published yet: `yes` or `no`.
        embargo_until: Until when; null for none.
        period: How it lies to that of the issue before: `follows`, `gap`, `overlap`, or empty.
        crossed: Pairs of entries that crossed.
        corrections: What people call those that all have released.
        state: All that was said, by whom.
    """

    ref: str
    status: str
    root: str
    embargoed: str
    embargo_until: datetime | None
    period: str
    items: tuple[ItemFound, ...]
    figures: tuple[FigureFound, ...]
    crossed: tuple[tuple[str, str], ...]
    corrections: tuple[str, ...]
    state: Dispatch


def find(desk: Desk, subject: EntryId) -> DispatchFound | None:
    """One issue."""
    held = desk.fold.state(subject)
    if not isinstance(held, Dispatch):
        return None
    before = None if held.said.previous is None else desk.fold.state(held.said.previous)
    previous = before if isinstance(before, Dispatch) else None
    public = public_items(held, desk.now)
    pairs = [pair for number in held.numbers for pair in letters_crossed(held, number)]
    return DispatchFound(
        ref=desk.ref(subject),
        status=status(held).value,
        root=held.root,
        embargoed=embargoed(held, desk.now).value,
        embargo_until=held.said.embargo_until,
        period="" if previous is None else joins(held, previous),
        items=tuple(
            ItemFound(
                number,
                item_status(held, number).value,
                number in public,
                released_by(held, number),
                held_by(held, number),
                silent_on(held, number),
            )
            for number in held.numbers
        ),
        figures=tuple(
            FigureFound(
                each.figure.name,
                each.item,
                each.figure.value,
                each.before,
                tuple(desk.ref(entry) for entry in each.figure.entries),
            )
            for each in compared(held, previous)
        ),
        crossed=tuple(dict.fromkeys((desk.ref(one.entry), desk.ref(other.entry)) for one, other in pairs)),
        corrections=tuple(desk.ref(each.entry) for each in held.corrections if is_corrected(held, each)),
        state=held,
    )


API = Api("dispatches", DispatchFound, find)
