"""The edition of a dispatch as bytes: what a signature on it names, and how some of it can be withheld provably.

    leaf 0       canonical JSON of all that the issue says but for its items, and how many items there are
    leaf 1 …     canonical JSON of each item, its salt included
    root         of the tree over these leaves, as RFC 6962 hashes them

An edition file is one object of canonical JSON: head, items, root, and the entry that compiled it. An item that is withheld
stands in it as its leaf's hash. Whoever has the file can make the root again, and whoever has a whole file
and a redacted one can see that both have the same. That parties released it is proven by their entries, not by the file.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.canonical import encode_canonical, parse_canonical
from trilateral.ledger.entry import EntryId, Hash, members_of
from trilateral.mechanism.dispatches.entries import DispatchCompiled, Item
from trilateral.tlog.merkle import leaf_hash, root_of

FORMAT = "trilateral/dispatch-edition@v1"


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition, whole or redacted, whose root has been made again from what it shows.

    Attributes:
        entry: The entry that is said to have compiled it.
        head: What the issue says but for its items.
        items: Each item, or the hash of its leaf where it is withheld.
        root: Root of the whole.
    """

    entry: EntryId
    head: Mapping[str, Any]
    items: tuple[Item | Hash, ...]
    root: Hash

    @property
    def withheld(self) -> tuple[int, ...]:
        """Numbers of the items that are withheld, from 1."""
        return tuple(number for number, each in enumerate(self.items, 1) if isinstance(each, str))


def edition_root(body: DispatchCompiled) -> Hash:
    """Return the root that parties name when they release an issue."""
    return root_of([leaf_hash(_head_leaf(_head(body), len(body.items))), *map(_item_leaf_hash, body.items)]).hex()


def item_hash(item: Item) -> Hash:
    """Return the hash that stands for an item where it is withheld."""
    return _item_leaf_hash(item).hex()


def encode_edition(entry: EntryId, body: DispatchCompiled, shown: Collection[int] | None = None) -> bytes:
    """Return an edition as a file.

    Args:
        entry: The entry that compiled it.
        body: What that says.
        shown: Numbers of the items that are not withheld, from 1; None for all.
    """
    items = [
        {"item": members_of(each)} if shown is None or number in shown else {"withheld": item_hash(each)}
        for number, each in enumerate(body.items, 1)
    ]
    members = {"format": FORMAT, "entry": entry, "head": _head(body), "items": items, "root": edition_root(body)}
    return encode_canonical(members) + b"\n"


class _Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    item: Item | None = None
    withheld: Hash | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: Literal["trilateral/dispatch-edition@v1"]
    entry: EntryId
    head: dict[str, Any]
    items: tuple[_Shown, ...]
    root: Hash


def parse_edition(data: bytes) -> Edition:
    """Return the edition in a file, whose root follows from what it shows.

    Raises:
        MalformedError: It is no edition, or what it shows has another root than it says.
    """
    line = data.removesuffix(b"\n")
    members = parse_canonical(line)
    try:
        read = msgspec.convert(members, _File)
    except msgspec.ValidationError as error:
        raise MalformedError(f"edition: {error}") from error
    if any((each.item is None) == (each.withheld is None) for each in read.items):
        raise MalformedError("edition: expected each item to be shown or withheld, and not both")
    leaves = [leaf_hash(_head_leaf(read.head, len(read.items)))]
    leaves += [_leaf_hash_of(each) for each in read.items]
    root = root_of(leaves).hex()
    if root != read.root:
        raise MalformedError(f"edition: expected the root {read.root}, what it shows has {root}")
    items = tuple(each.item if each.item is not None else str(each.withheld) for each in read.items)
    return Edition(read.entry, read.head, items, root)


def _leaf_hash_of(shown: _Shown) -> bytes:
    return bytes.fromhex(shown.withheld or "") if shown.item is None else _item_leaf_hash(shown.item)


def _head(body: DispatchCompiled) -> dict[str, object]:
    return {name: value for name, value in members_of(body).items() if name != "items"}


def _head_leaf(head: Mapping[str, object], count: int) -> bytes:
    return encode_canonical({"format": FORMAT, "head": head, "items": count})


def _item_leaf_hash(item: Item) -> bytes:
    return leaf_hash(encode_canonical(members_of(item)))
