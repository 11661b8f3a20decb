"""Drafts the items of an issue from entries: one for each kind with its number, or one for each entry.

A draft says nothing but what was entered: kinds, numbers and references. Whoever publishes puts it in words.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from trilateral.i18n.digits import digits
from trilateral.ledger.entry import Entry, Text
from trilateral.mechanism.dispatches.entries import Figure, Item

Name = Callable[[str], tuple[Text, ...]]
"""What entries of a kind are called, in each language of the issue."""


def by_kind(entries: Iterable[Entry[Any]], name: Name, salts: Iterator[str]) -> tuple[Item, ...]:
    """Return an item for each kind, with a figure that counts its entries.

    Args:
        entries: Those of the period.
        name: What their kinds are called.
        salts: As many as there are items, from whoever has chance.
    """
    found: dict[str, list[Entry[Any]]] = {}
    for each in entries:
        found.setdefault(each.header.kind.partition("/")[0], []).append(each)
    return tuple(_counted(kind, found[kind], name(kind), next(salts)) for kind in sorted(found))


def _counted(kind: str, entries: list[Entry[Any]], names: tuple[Text, ...], salt: str) -> Item:
    cited = tuple(each.id for each in entries)
    figure = Figure(kind.replace(".", "_")[:48], names[0], len(cited), "counted", kind, cited)
    said = (Text(each.lang, f"{each.text}: {digits(str(len(cited)), each.lang)}") for each in names)
    return Item(tuple(said), None, (figure,), salt=salt)


def one_each(entries: Iterable[Entry[Any]], name: Name, salts: Iterator[str]) -> tuple[Item, ...]:
    """Return an item about each entry: for a statement that goes complaint by complaint."""
    return tuple(
        Item(
            tuple(Text(text.lang, f"{text.text} {each.ref}") for text in name(each.header.kind.partition("/")[0])),
            each.subject,
            entries=(each.id,),
            salt=next(salts),
        )
        for each in entries
    )
