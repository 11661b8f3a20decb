"""The record as some parties read it: the open one, and what was said to all of them under seal.

A sealed entry stands in the open record as one that says nothing but to whom. For those who
can open it the same entry, at the same place and with the same causal past, is one of another kind
with another body. So an audience folds the same logs once more, with those entries opened, and
comes to states and a digest of its own. The open fold never learns of it: it is the same for
those who can read and for those who cannot.

What constitutes the record is said in the open: keys, heads, the charter and evidence under seal say nothing. Else
a party could let one audience wait for ever for a head that does not exist.

Whoever lacks a part, because it was erased or never came, reads that entry as the open
record does. Its digest then differs, and the difference names what is missing. A part that comes
or goes changes what the audience reads from there on, and nothing of the open record.

Pure: what opens an entry is given by the caller, who has the keys.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeAlias

from trilateral.ledger.entry import Body, Entry, EntryId, Header, Unread
from trilateral.ledger.fold import Fold, Read, Slice
from trilateral.ledger.keys import KINDS

Words: TypeAlias = tuple[Header, Body | Unread]
"""An entry's header and body as those read it who can open it."""

Opener: TypeAlias = Callable[[Entry[Any]], Words | None]
"""What opens a sealed entry; None where it is not sealed, not for these readers, or its part is not here."""


class Overlay:
    """One audience's reading of a record that goes on growing."""

    def __init__(self, base: Fold, slices: Iterable[Slice], sealed: type[Body], opened: Opener) -> None:
        """Nothing is read yet.

        Args:
            base: The open record.
            slices: The same that it was made with.
            sealed: Body of an entry whose words are under seal.
            opened: What opens one for this audience.
        """
        self._base = base
        self._slices = tuple(slices)
        self._sealed = sealed
        self._opened = opened
        self._fold: Fold | None = None
        self._generation = -1
        self._closed: dict[EntryId, Entry[Any]] = {}
        self._open: dict[EntryId, Entry[Any]] = {}

    def fold(self, *, parts_moved: bool = True) -> Fold:
        """The record as this audience reads it, up to all that the open one has read.

        Args:
            parts_moved: Whether a part may have come or gone since this was last asked.
        """
        stale = self._fold is None or self._generation != self._base.generation
        if stale or _branches(self._fold or self._base) != _branches(self._base):
            return self._anew()
        if parts_moved and self._reads_otherwise():
            return self._anew()
        return self._go_on()

    def _reads_otherwise(self) -> bool:
        """Whether a part has come that was not here before, or one has gone."""
        come = any(self._opened(entry) is not None for entry in self._closed.values())
        return come or any(self._opened(entry) is None for entry in self._open.values())

    def _anew(self) -> Fold:
        self._generation = self._base.generation
        self._closed, self._open = {}, {}
        self._fold = self._base.read_again(self._slices, self._read)
        return self._fold

    def _go_on(self) -> Fold:
        fold = self._fold or self._anew()
        moved = True
        while moved:  # a line that an amended charter names appears once that charter is folded
            moved = False
            for line in self._base.lines():
                start = fold.read_size(line.key)
                if start >= len(line.read) or line.key not in {each.key for each in fold.lines()}:
                    continue
                reads = [self._read(each) for each in line.read[start:]]
                signed = [line.signed.get(at, False) for at in range(start, len(line.read))]
                fold.append_read(line.key, reads, line.levels[0][start:], signed)
                moved = True
        return fold

    def read(self, entry: Entry[Any]) -> Entry[Any]:
        """The entry as this audience reads it."""
        if not isinstance(entry.body, self._sealed):
            return entry
        words = self._opened(entry)
        if words is None or words[0].kind in KINDS:
            return entry
        return replace(entry, header=words[0], body=words[1], under_seal=True)

    def _read(self, read: Read) -> Read:
        if read.entry is None or not isinstance(read.entry.body, self._sealed):
            return read
        opened = self.read(read.entry)
        (self._closed if opened is read.entry else self._open)[read.entry.id] = read.entry
        return Read(opened, read.note, read.why)


def _branches(fold: Fold) -> frozenset[str]:
    return frozenset(line.key for line in fold.lines() if line.is_branch)
