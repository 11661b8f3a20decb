"""Tables brought up to date from the record, in bulk and after the fact.

    entries     a row for each entry folded
    subjects    each subject's state, encoded
    changes     which subject changed, in the order of this node
    and each slice's own tables (`mechanism/<slice>/tables.py`)

They are a reading, like an index of a book: deleted and made again without loss
(`rebuild`). They know how far they have read each log by the rows of `entries`, and start
again whenever a fold was begun anew, since what stands may then be something else.

Not trusted: see `store.sql`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, select

from trilateral.catalogue import TABLES
from trilateral.ledger.entry import EntryId
from trilateral.ledger.fold import Verdict
from trilateral.node.clock import Clock, SystemClock
from trilateral.node.record import Record, open_record
from trilateral.store.sql import changes, create_tables, engine_for, entries, insert_rows, metadata, subjects

_BATCH = 20_000
_DELETED_AT_ONCE = 500


class Tables:
    """The tables of one home, and how far they have read."""

    def __init__(self, record: Record, clock: Clock | None = None, engine: Engine | None = None) -> None:
        """Take what is to be read, and where to: the database of the home's settings by default."""
        self._record = record
        self._clock = clock or SystemClock()
        self.engine = engine or engine_for(record.settings.database_for(record.home))
        create_tables(self.engine)
        self._generation = record.fold.generation
        self._done = self._sizes()

    def _sizes(self) -> dict[str, int]:
        """How far each log has been read: rows are written in order and never removed singly."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(entries.c.log, func.max(entries.c.idx)).group_by(entries.c.log)).all()
        return {str(log): int(last) + 1 for log, last in rows}

    def update(self) -> int:
        """Add what has been folded since; returns how many entries that were."""
        fold = self._record.fold
        logs = [line for line in fold.cut() if fold.size(line) or line in self._done]
        behind = any(fold.size(line) < done for line, done in self._done.items())
        if behind or self._generation != fold.generation:
            self.clear()
        total = 0
        for line in logs:
            while (done := self._done.get(line, 0)) < fold.size(line):
                verdicts = fold.verdicts(line)[done : done + _BATCH]
                # A second branch begins with entries of the first, which have their rows already.
                self._write([verdict for verdict in verdicts if verdict.log == line])
                self._done[line] = done + len(verdicts)
                total += len(verdicts)
        return total

    def clear(self) -> None:
        """Empty all tables but `changes`, whose numbers readers hold."""
        with self.engine.begin() as connection:
            for table in metadata.sorted_tables:
                if table is not changes:
                    connection.execute(delete(table))
        self._generation = self._record.fold.generation
        self._done = {}

    def _write(self, verdicts: Sequence[Verdict]) -> None:
        """One transaction: a crash in it leaves none of these rows, and the next start reads the same entries again."""
        touched = {v.entry.subject for v in verdicts if v.entry is not None and v.has_effect}
        at = self._clock.unix()
        with self.engine.begin() as connection:
            insert_rows(connection, entries, [_row(verdict) for verdict in verdicts])
            self._write_subjects(connection, [each for each in touched if self._record.fold.slice_of(each)])
            rows = [{"subject": subject, "at": at} for subject in sorted(touched)]
            if rows:
                connection.execute(changes.insert(), rows)

    def _write_subjects(self, connection: Connection, touched: list[EntryId]) -> None:
        encoded = self._record.fold.encoded_states()
        fold = self._record.fold
        _remove(connection, subjects, touched)
        insert_rows(
            connection,
            subjects,
            [(each, fold.slice_of(each), encoded[each], hashlib.sha256(encoded[each]).digest()) for each in touched],
        )
        by_slice: dict[str, list[EntryId]] = defaultdict(list)
        for each in touched:
            by_slice[fold.slice_of(each) or ""].append(each)
        for name, ids in by_slice.items():
            if name in TABLES:
                self._write_slice(connection, name, ids)

    def _write_slice(self, connection: Connection, name: str, ids: list[EntryId]) -> None:
        module = TABLES[name]
        for table in module.TABLES:
            _remove(connection, table, ids)
        rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        for each in ids:
            for table, row in module.rows(self._record.fold.state(each)):
                rows[table].append(row)
        for table, found in rows.items():
            connection.execute(table.insert(), found)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def _remove(connection: Connection, table: Table, ids: Iterable[EntryId]) -> None:
    wanted = list(ids)
    for at in range(0, len(wanted), _DELETED_AT_ONCE):
        connection.execute(delete(table).where(table.c.subject.in_(wanted[at : at + _DELETED_AT_ONCE])))


def _row(verdict: Verdict) -> tuple[Any, ...]:
    """One entry as the table has it; of bytes that are no entry, what can be said of them."""
    entry = verdict.entry
    why = verdict.objection.code if verdict.objection else None
    if entry is None:
        return (verdict.log, verdict.index, "", "", "", verdict.party, "", 0, False, why, 0)
    header = entry.header
    return (
        verdict.log,
        verdict.index,
        entry.id,
        header.kind,
        entry.subject,
        verdict.party,
        header.by,
        int(header.claimed_at.timestamp()),
        verdict.has_effect,
        why,
        0,
    )


def rebuild(home: Path) -> int:
    """Make the tables of a home again from its logs; returns how many entries they hold."""
    record = open_record(home)
    tables = Tables(record)
    try:
        tables.clear()
        return tables.update()
    finally:
        tables.close()
