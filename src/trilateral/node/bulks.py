"""Lists of many rows beside the logs: what entries state of them, what lies here, and what is no more.

An entry states the number of rows and their root (`bodies.rows_listed`). The rows come like
detached parts: from whoever has them, verified as they come, and kept only if all leaf hashes
lead to the root. Of a row that its author erased the leaf hash stays, so all others can be proven as before.

A row is gone when everybody whose list it is has erased it, or when our own party has. So nobody
can have another's rows destroyed by listing the same root and erasing that.

A copy may lack rows that nobody erased: its holder blanked them, or the disk did. What one
source lacks another may give, so copies are put together.

Not trusted: whoever hands out a list can leave rows out, not exchange any.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

import nacl.utils

from trilateral.agreement.listed import Listed
from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.derived import Derived
from trilateral.ledger.entry import Hash
from trilateral.ledger.fold import Fold
from trilateral.mechanism.bodies.rules import Kept, What, erased_rows
from trilateral.mechanism.incidents.accounts import read_row
from trilateral.mechanism.incidents.entries import ROWS as INCIDENT_REPORTS
from trilateral.seal.bulk import (
    MAX_LEAF,
    MAX_ROWS,
    BulkRow,
    BulkWriter,
    Manifest,
    RowProof,
    RowState,
    leaf_hashes,
    prove_row,
    read_bulk,
)
from trilateral.store.bulks import BulkStore

if TYPE_CHECKING:
    from trilateral.node.record import Record

LISTS_AT_ONCE = 16
"""Lists asked of one source in one turn."""
ASK_AGAIN_SECONDS = 3600
"""After how long a source is asked again for rows that it did not have."""

MOST_KEPT_ROWS = 100_000
"""Rows of lists that stay in memory once they were read; more are read from the disk each time."""
READERS: Mapping[str, Callable[[Any], Any]] = {INCIDENT_REPORTS: read_row}
"""How rows of each sort are read, once: what slices make of them, which pages ask for again and again."""

_HASH = 64
_BLANK = _HASH + 1


_Row: TypeAlias = tuple[BulkRow, Any]
"""A row, and what its slice makes of it."""


@runtime_checkable
class HoldsBulks(Protocol):
    """A source that can also give lists of rows."""

    def bulk(self, root: str) -> AbstractContextManager[Iterator[bytes] | None]:
        """The lines of a list as they come, none longer than a line can be; None if it has none."""


class Bulks:
    """The lists of one record."""

    def __init__(self, record: "Record") -> None:
        """Nothing is read yet."""
        self._record = record
        self.store = BulkStore(record.home / "bulks")
        self._lists: tuple[object, dict[Hash, tuple[Kept, ...]]] = (None, {})
        self._lacking: dict[Hash, int] = {}
        self._asked: dict[tuple[str, Hash], int] = {}
        self._read: dict[tuple[Hash, str], tuple[_Row, ...]] = {}
        self._made: dict[tuple[str, Callable[..., Any]], Derived[Any]] = {}

    # -- what entries say

    def lists(self) -> Mapping[Hash, tuple[Kept, ...]]:
        """What is listed under each root, mostly by one entry."""
        fold = self._record.fold
        now = fold.generation, tuple(fold.size(each) for each in self._record.origins)
        if self._lists[0] != now:
            found: dict[Hash, tuple[Kept, ...]] = {}
            for kept in fold.subjects("bodies").values():
                if kept.what is What.ROWS and kept.root is not None:
                    found[kept.root] = (*found.get(kept.root, ()), kept)
            self._lists = now, found
        return self._lists[1]

    def erased(self, root: Hash) -> frozenset[int]:
        """Rows that are to be here no more: each party whose list it is has erased them, or we have."""
        lists = self.lists().get(root, ())
        by_us = [erased_rows(kept) for kept in lists if kept.party == self._record.party]
        by_all = frozenset.intersection(*map(erased_rows, lists)) if lists else frozenset()
        return by_all.union(*by_us)

    # -- what lies here

    def wanted(self) -> list[Kept]:
        """Lists that are not here, or of which rows are missing that nobody erased."""
        return [lists[0] for root, lists in self.lists().items() if self.lacking(root)]

    def lacking(self, root: Hash) -> int:
        """How many rows are not here though they were not erased; all of a list that is not here."""
        if not self.store.has(root):
            return max((kept.count for kept in self.lists().get(root, ())), default=0)
        if root not in self._lacking:
            erased = self.erased(root)
            blank = [at for at, line in enumerate(self.store.lines(root)) if len(line) <= _BLANK]
            self._lacking[root] = sum(at not in erased for at in blank)
        return self._lacking[root]

    def rows(self, kept: Kept) -> Iterator[BulkRow]:
        """Each row of a list and what became of it here.

        Raises:
            RefusedError: It is not here.
            MalformedError: What lies here is something else.
        """
        return read_bulk(self._lines(kept), manifest_of(kept))

    def row(self, kept: Kept, index: int) -> BulkRow:
        """One row, by its number from 0. What it is was verified; that it belongs to the list, `prove` shows.

        Raises:
            RefusedError: There is no such row, or the list is not here.
        """
        if not 0 <= index < kept.count:
            raise RefusedError("bodies.no_such_row", row=index)
        proof = self._proof(kept, index)
        if isinstance(proof, RowProof):
            return BulkRow(index, RowState.THERE, proof.row)
        return BulkRow(index, proof, None)

    def listed(self, what: str, fold: Fold) -> Iterator[Listed]:
        """Each row of every list of one sort, as far as it is here and what its entry states.

        Args:
            what: What the rows are, as `bodies.rows_listed` says it.
            fold: The record as its reader reads it: as of another day, perhaps.
        """
        for kept in fold.subjects("bodies").values():
            verdict = fold.verdict(kept.id)
            entry = None if verdict is None else verdict.entry
            if kept.what is not What.ROWS or kept.rows != what or entry is None or not self.store.has(kept.root or ""):
                continue
            at, gone = (kept.id, kept.party, entry.index, entry.header.claimed_at), erased_rows(kept)
            try:
                for row, read in self._rows_kept(kept):
                    # Another's list under the same root may keep the row here: on this one it is gone all the same.
                    if row.index in gone:
                        yield Listed(*at, row.index, RowState.ERASED.value, None)
                    else:
                        yield Listed(*at, row.index, row.state.value, row.row, read)
            except MalformedError:
                continue  # what lies here is not what was stated: `verify` says so, and other lists stay readable

    def made(self, what: str, slices: Iterable[str], make: Callable[..., Any]) -> Derived[Any]:
        """What follows from all rows of one sort, as far as they are here; made again when one comes or goes.

        Args:
            what: What the rows are.
            slices: Of which a change counts too.
            make: From a fold, its rows (`listed`) and whatever else is given.
        """
        if (what, make) not in self._made:
            self._made[what, make] = Derived(
                ("bodies", *slices), lambda fold, *given: make(fold, self.listed(what, fold), *given)
            )
        return self._made[what, make]

    def _rows_kept(self, kept: Kept) -> "Iterable[_Row]":
        """The rows of a list, read from the disk once while they are few."""
        key, reader = (kept.root or "", kept.rows or ""), READERS.get(kept.rows or "")
        if kept.count + sum(map(len, self._read.values())) > MOST_KEPT_ROWS and key not in self._read:
            for _ in self.rows(kept):
                pass  # only after the last is any of them proven
            return (_row_read(row, reader) for row in self.rows(kept))
        if key not in self._read:
            self._read[key] = tuple(_row_read(row, reader) for row in self.rows(kept))
        return self._read[key]

    def _forget(self, root: Hash) -> None:
        """What was erased is forgotten in memory too, with what was made of it."""
        self._made.clear()
        for key in [key for key in self._read if key[0] == root]:
            del self._read[key]

    def prove(self, kept: Kept, index: int) -> RowProof:
        """What shows a row to somebody who holds the entry.

        Raises:
            RefusedError: There is no such row, it was erased, or the list is not here.
        """
        if not 0 <= index < kept.count:
            raise RefusedError("bodies.no_such_row", row=index)
        proof = self._proof(kept, index)
        if not isinstance(proof, RowProof):
            raise RefusedError("bodies.row_not_there", row=index, state=proof.value)
        return proof

    def _proof(self, kept: Kept, index: int) -> RowProof | RowState:
        manifest = manifest_of(kept)
        found: list[bytes] = []

        def noted() -> Iterator[bytes]:
            for at, line in enumerate(self._lines(kept)):
                if at == index:
                    found.append(line)
                yield line

        hashes = leaf_hashes(noted(), manifest)
        state = next(read_bulk_line(found[0], index))
        return prove_row(hashes, index, found[0]) if state is RowState.THERE else state

    def _lines(self, kept: Kept) -> Iterator[bytes]:
        root = kept.root or ""
        if not self.store.has(root):
            raise RefusedError("bodies.rows_not_here", entry=kept.id)
        return self.store.lines(root)

    # -- what comes and what goes

    def put(self, rows: Iterable[Mapping[str, Any]]) -> Manifest:
        """Make a list of rows, each with a salt of its own, and keep it; returns what the entry is to say.

        Raises:
            RefusedError: One of them cannot be a row.
        """
        writer = BulkWriter(nacl.utils.random)

        def lines() -> Iterator[bytes]:
            for number, row in enumerate(rows):
                if number == MAX_ROWS:
                    raise RefusedError("bodies.too_many_rows", most=MAX_ROWS)
                try:
                    yield writer.line(row)
                except MalformedError as error:
                    raise RefusedError("bodies.bad_row", row=number, most=MAX_LEAF, what=str(error)[:200]) from error

        made = list(lines())
        if not made:
            raise RefusedError("bodies.says_no_rows")
        manifest = writer.manifest()
        self.store.put(manifest.root, made)
        self._forget(manifest.root)
        return manifest

    def asks(self, source: str, now: int) -> list[Kept]:
        """Which lists to ask a source for now: not again those of which it did not have more a while ago."""
        wanted = [kept for kept in self.wanted() if self._asked.get((source, kept.root or ""), 0) <= now]
        return wanted[:LISTS_AT_ONCE]

    def take(self, kept: Kept, lines: Iterable[bytes], source: str) -> bool:
        """Keep a list that a source gives; returns whether there is more of it here than before.

        Raises:
            MalformedError: It is not what the entry states, or a row was altered. What was here stays.
        """
        root, before = kept.root or "", self.lacking(kept.root or "")
        held = self.store.lines(root) if self.store.has(root) else iter(())
        try:
            self.store.put(root, self._put_together(kept, lines, held))
        except MalformedError as error:
            raise MalformedError(f"{source}: list {root}: {error}") from error
        self._lacking.pop(root, None)
        self._forget(root)
        return self.lacking(root) < before

    def not_before(self, source: str, kept: Kept, at: int) -> None:
        """Do not ask a source for a list again before `at`."""
        self._asked[source, kept.root or ""] = at

    def _put_together(self, kept: Kept, lines: Iterable[bytes], held: Iterator[bytes]) -> Iterator[bytes]:
        """The lines that come, verified, without those erased; with rows that only our own copy has."""
        erased = self.erased(kept.root or "")
        seen: list[bytes] = []

        def noted() -> Iterator[bytes]:
            for line in lines:
                seen[:] = [line]
                yield line

        for row, ours in zip_longest(read_bulk(noted(), manifest_of(kept)), held):
            if row is None:
                break
            if row.state is RowState.ALTERED:
                raise MalformedError(f"row {row.index}: expected the row that was committed to, got another")
            line = seen[0]
            if row.index in erased:
                line = line[:_HASH] + b"\n"
            elif row.state is RowState.ERASED and ours is not None and ours[:_HASH] == line[:_HASH]:
                line = ours
            yield line

    def blank(self) -> None:
        """Destroy the rows that are to be here no more. Durable on return; after a restore from a backup too."""
        for root, lists in self.lists().items():
            if any(kept.erased for kept in lists) and self.store.has(root):
                self._blank(root)

    def _blank(self, root: Hash) -> None:
        erased = self.erased(root)
        if any(at in erased and len(line) > _BLANK for at, line in enumerate(self.store.lines(root))):
            self.store.put(
                root,
                (line[:_HASH] + b"\n" if at in erased else line for at, line in enumerate(self.store.lines(root))),
            )
            self._forget(root)
        self._lacking.pop(root, None)


def _row_read(row: BulkRow, reader: Callable[[Any], Any] | None) -> _Row:
    """A row with what its slice makes of it, which then stands for what it says."""
    if reader is None or row.row is None:
        return row, None
    return BulkRow(row.index, row.state, None), reader(row.row)


def manifest_of(kept: Kept) -> Manifest:
    """What the entry says of the rows."""
    return Manifest(kept.count, kept.root or "")


def read_bulk_line(line: bytes, index: int) -> Iterator[RowState]:
    """What became of the row in one line."""
    alone = Manifest(1, line[:_HASH].decode("latin-1"))
    try:
        for row in read_bulk([line], alone):
            yield row.state
    except MalformedError as error:
        raise MalformedError(f"row {index}: {error}") from error
