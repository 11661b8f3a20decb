"""Whether the author of an entry has taken it back, or put a later one in its place.

Both are general acts, which lie beside the subject of whatever slice and never change it. A slice
whose lists leave out what does not stand any more asks here, with what the record holds of
those acts (`fold.general("acts", subject)`); the entry itself stays where it is.
"""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from trilateral.ledger.entry import EntryId


class ActOn(Protocol):
    """One general act, and on which entry it is."""

    @property
    def on(self) -> EntryId:
        """The entry that it is about."""

    @property
    def word(self) -> str:
        """What it does."""


@runtime_checkable
class ActsOn(Protocol):
    """All general acts on the entries of one subject."""

    @property
    def acts(self) -> Sequence[ActOn]:
        """The acts."""


_TAKEN_BACK = frozenset({"retracted", "superseded"})


def is_taken_back(acts: object | None, entry: EntryId) -> bool:
    """Whether an entry was retracted or superseded by its author, who alone can do that."""
    return isinstance(acts, ActsOn) and any(each.on == entry and each.word in _TAKEN_BACK for each in acts.acts)
