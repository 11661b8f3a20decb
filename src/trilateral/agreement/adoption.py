"""What an adopted text creates, and how an entry of another subject says that it carries a part of it out.

Who signs a text signs its items with it: commitments, requests, bodies, meetings, an
amendment of the charter, each in full. Once all have adopted the text, an entry that
carries out item 2 says so in its header, by a ref in the role `implements_2` to the
entry that carries the text. What the item says has the signature already of every party for
which the text was adopted, so the other subject's rules need no acceptance of these again. Who
stands aside from a text has signed nothing of it: the item binds it to nothing, whoever carries it out.

    item = adopted_item(entry, facts, "request")
    if isinstance(item, Objection): the entry has no effect, and the reason is this one
    if item is None:                it carries out nothing, and takes what such an entry takes
    else:                           compare what it says with `item.terms`, and bind `item.adopted_for` alone

Left out: what an item's terms are, which is for the slice that tables it, and whether an
entry says the same as the item that it names, which is for the slice that carries it out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias, runtime_checkable

import msgspec

from trilateral.ledger.derived import Derived
from trilateral.ledger.entry import Entry, EntryId, Header, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.ledger.fold import Fold

_ROLE = re.compile(r"implements_([1-9][0-9]{0,3})")

StateOf: TypeAlias = Callable[[EntryId], object | None]
"""How to look up the state of another subject: `facts.state`, or the fold's."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that an adopted text creates. People call it `us/42#2`: the text's entry, and its number there.

    Attributes:
        text: The entry that carries the text.
        number: Its place among the items of that text, from 1.
        sort: `commitment`, `request`, `body`, `meeting` or `amendment`.
        terms: All that was signed of it.
        adopted_for: The parties for which the text was adopted: whom alone it binds. Nobody before it is.
    """

    text: EntryId
    number: int
    sort: str
    terms: Any
    adopted_for: tuple[PartyId, ...] = ()


class Carried(msgspec.Struct, frozen=True):
    """The item that a subject carries out, as its state keeps it.

    Attributes:
        text: The entry that carries the text.
        number: Which item of that text.
        adopted_for: The parties for which the text was adopted, as the author knew: nobody else is bound by it.
    """

    text: EntryId
    number: int
    adopted_for: tuple[PartyId, ...]


@runtime_checkable
class Adoptable(Protocol):
    """A subject whose text can be adopted by all, or by all but those that stand aside."""

    def adopted_text(self, state_of: StateOf) -> EntryId | None:
        """The entry that carries the text which all have adopted; None if they have adopted none."""

    def adopted_for(self, text: EntryId) -> tuple[PartyId, ...]:
        """The parties that have accepted the text which this entry carries: for whom it holds once it is adopted."""

    def items_of(self, text: EntryId) -> tuple[Item, ...]:
        """What the text that this entry carries creates."""


def role_of(number: int) -> str:
    """The role of the ref by which an entry says that it carries out item `number`."""
    return f"implements_{number}"


def implemented(header: Header) -> tuple[EntryId, int] | None:
    """Which item an entry says to carry out: the text's entry, and the number. The first, if it names several."""
    for ref in header.refs:
        found = _ROLE.fullmatch(ref.role)
        if found is not None:
            return ref.entry, int(found[1])
    return None


def adopted_item(entry: Entry[Any], facts: Facts, sort: str) -> Item | Objection | None:
    """The adopted item that an entry carries out, as far as its author could know that all have adopted it.

    Args:
        entry: Of whichever slice.
        facts: What its author could know.
        sort: Of what sort the item must be.

    Returns:
        The item, and for whom it was adopted; the objection to an entry that names none which all have adopted;
        None if it names nothing.
    """
    named = implemented(entry.header)
    if named is None:
        return None
    text, number = named
    carrier = facts.saw(text)
    held = None if carrier is None else facts.state(carrier.subject)
    if not isinstance(held, Adoptable):
        return Objection("adoption.no_such_item", (("entry", text), ("number", number)))
    item = next((each for each in held.items_of(text) if each.number == number and each.sort == sort), None)
    if item is None:
        return Objection("adoption.no_such_item", (("entry", text), ("number", number)))
    if held.adopted_text(facts.state) != text:
        return Objection("adoption.not_adopted", (("entry", text),))
    return replace(item, adopted_for=held.adopted_for(text))


def adopted_in(fold: Fold, sort: str) -> tuple[Item, ...]:
    """What adopted texts create of a sort, each with the parties for which its text was adopted.

    Args:
        fold: The record.
        sort: `commitment`, `request`, `body`, `meeting` or `amendment`.
    """
    return tuple(item for item in _ADOPTED.of(fold) if item.sort == sort)


def _adopted(fold: Fold) -> Iterator[Item]:
    for each in fold.subjects("proposals").values():
        text = each.adopted_text(fold.state) if isinstance(each, Adoptable) else None
        if text is not None:
            for item in each.items_of(text):
                yield replace(item, adopted_for=each.adopted_for(text))


_ADOPTED = Derived(("proposals",), lambda fold: tuple(_adopted(fold)))


def carried_by(entry: Entry[Any], facts: Facts, sort: str) -> Carried | None:
    """What an entry carries out to which there is no objection; None if it carries out nothing."""
    item = adopted_item(entry, facts, sort)
    return Carried(item.text, item.number, item.adopted_for) if isinstance(item, Item) else None
