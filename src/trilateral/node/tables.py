"""Tables brought up to date from the record, in bulk and after the fact.

    entries     a row for each entry folded
    subjects    each subject's state, encoded
    changes     which subject changed, in the order of this node
    about       whose tables these are
    searched    the words of each entry that people signed (`store.search`)
    and each slice's own tables (`mechanism/<slice>/tables.py`)

They are a reading, like an index of a book: deleted and made again without loss
(`rebuild`). They know how far they have read each log by the rows of `entries`, and start
again whenever a fold was begun anew, since what stands may then be something else.

Several processes may write them: a node, and a `rebuild` beside it. Each looks before it
writes whether the rows end where it left them, and reads on from where they do.

Not trusted: see `store.sql`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select

from trilateral.catalogue import KINDS, TABLES
from trilateral.errors import UnavailableError
from trilateral.ledger.entry import EntryId
from trilateral.ledger.fold import State, Verdict
from trilateral.node.clock import Clock, SystemClock
from trilateral.node.record import Record, open_record
from trilateral.node.searching import row_of
from trilateral.store.databases import engine_for, reading, schema_of, writing
from trilateral.store.owners import Owner, claim_tables, remake_tables, schema_for, version_of
from trilateral.store.search import index_entries, searched
from trilateral.store.sql import changes, column_names, empty_tables, entries, insert_rows, remove_rows, subjects

_BATCH = 20_000
_IN_MEMORY = "sqlite://"
_PAUSE_SECONDS = 30
"""How long a database that did not answer is left alone: whoever signs waits for it."""


class Tables:
    """The tables of one home, and how far they have read."""

    def __init__(
        self, record: Record, clock: Clock | None = None, engine: Engine | None = None, *, anew: bool = False
    ) -> None:
        """Take what is to be read, and where to: the database of the home's settings by default.

        Args:
            record: What is read.
            clock: Tells when.
            engine: Where to, if not where the settings say.
            anew: Make all of it again, and take over tables of another version or of a home that was elsewhere.

        Raises:
            RefusedError: The database holds another home's tables, or those of another version.
            UnavailableError: It does not answer.
        """
        self._record = record
        self._clock = clock or SystemClock()
        origin = record.origins[0]
        self.engine = engine or engine_for(
            record.settings.database_for(record.home), schema_for(origin, record.mechanism)
        )
        self._failed_at: float | None = None
        self.turn_to(record)
        # A file lies in its home and moves with it; on a server, two copies of a home could meet.
        home = str(record.home.resolve()) if schema_of(self.engine) else ""
        claim = remake_tables if anew else claim_tables
        try:
            claim(self.engine, Owner(origin, record.mechanism, home), version_of(KINDS))
            if anew:
                self.clear()
        except BaseException:
            self.close()
            raise

    def turn_to(self, record: Record) -> None:
        """Read this record from now on: the same home, folded again from its disk."""
        self._record = record
        self._done: dict[str, int] = {}
        self._rows: dict[str, int] = {}
        self._looked = False
        # Rows written before somebody learnt of evidence may say what no longer stands, and nothing in them shows it: a
        # crash can lie between evidence and tables. So where there is any, begin anew.
        self._generation = 0

    def _look(self) -> None:
        """See how far each log has been read: rows are written in order and never removed singly."""
        ends = select(entries.c.log, func.max(entries.c.idx).label("idx")).group_by(entries.c.log).subquery()
        last = select(entries.c.log, entries.c.idx, entries.c.id).join(
            ends, (entries.c.log == ends.c.log) & (entries.c.idx == ends.c.idx)
        )
        with reading(self.engine) as connection:
            found = connection.execute(last).all()
        self._rows = {str(line): int(index) + 1 for line, index, _ in found}
        self._done = dict(self._rows)
        self._looked = True
        if not all(self._holds(str(line), int(index), str(name)) for line, index, name in found):
            self.clear()

    def _as_left(self) -> bool:
        """Whether every log's rows end where we left them.

        A rebuild may have begun them anew; and what an earlier update failed at may have been done all the same.
        """
        if not self._rows:
            return True
        ends = [select(func.max(entries.c.idx)).where(entries.c.log == line).scalar_subquery() for line in self._rows]
        with reading(self.engine) as connection:
            found = connection.execute(select(*ends)).one()
        return [None if end is None else end + 1 for end in found] == list(self._rows.values())

    def _holds(self, line: str, index: int, name: EntryId) -> bool:
        """Whether the record has that entry there. A home that was put back may have less, or something else."""
        fold = self._record.fold
        if line not in fold.cut() or index >= fold.size(line):
            return False
        entry = fold.verdicts(line)[index].entry
        return name == (entry.id if entry else "")

    def follow(self) -> str | None:
        """Update, or say why it must wait: the record does not need its tables. None if there is nothing to say.

        A database that did not answer is asked again after a while, and then told everything.
        """
        now = self._clock.monotonic()
        if self._failed_at is not None and now - self._failed_at < _PAUSE_SECONDS:
            return None
        try:
            self.update()
            self._failed_at = None
        except UnavailableError as error:
            self._failed_at = now
            return str(error)
        return None

    def update(self) -> int:
        """Add what has been folded since; returns how many entries that were.

        Raises:
            UnavailableError: The database does not answer.
        """
        if not self._looked or not self._as_left():
            self._look()
        fold = self._record.fold
        logs = [line for line in fold.cut() if fold.size(line) or line in self._done]
        behind = any(fold.size(line) < done for line, done in self._done.items())
        if behind or self._generation != fold.generation:
            self.clear()
        total = 0
        while behind_in := [line for line in logs if self._done.get(line, 0) < fold.size(line)]:
            for line in behind_in:
                total += self._read_on(line)
        return total

    def _read_on(self, line: str) -> int:
        """Add the next entries of one log; returns how many, which is none if another process was faster."""
        done = self._done.get(line, 0)
        verdicts = self._record.fold.verdicts(line)[done : done + _BATCH]
        # A second branch begins with entries of the first, which have their rows already.
        if not self._write(line, [verdict for verdict in verdicts if verdict.log == line]):
            self._look()
            return 0
        self._done[line] = done + len(verdicts)
        return len(verdicts)

    def clear(self) -> None:
        """Empty all tables but `changes`, whose numbers readers hold."""
        with writing(self.engine) as connection:
            empty_tables(connection)
        self._generation = self._record.fold.generation
        self._done, self._rows = {}, {}

    def _write(self, line: str, verdicts: Sequence[Verdict]) -> bool:
        """One transaction: a crash in it leaves none of these rows, and the next start reads the same entries again.

        Returns:
            False if the log's rows do not end where we left them: then nothing was written.
        """
        if not verdicts:
            return True
        # In the order of their keys, which is the order of the pages that they go to.
        standing = [verdict.entry for verdict in verdicts if verdict.entry is not None and verdict.has_effect]
        touched = sorted({key for entry in standing for key in (entry.subject, self._record.fold.kept_as(entry))})
        at = self._clock.unix()
        with writing(self.engine) as connection:
            last = connection.execute(select(func.max(entries.c.idx)).where(entries.c.log == line)).scalar_one()
            if (0 if last is None else last + 1) != self._rows.get(line, 0):
                return False
            insert_rows(connection, entries, [_row(verdict) for verdict in verdicts])
            index_entries(connection, [row for each in verdicts if (row := row_of(each)) is not None])
            self._write_subjects(connection, [each for each in touched if self._record.fold.slice_of(each)])
            insert_rows(connection, changes, [(subject, at) for subject in touched], ("subject", "at"))
        self._rows[line] = verdicts[-1].index + 1
        return True

    def _write_subjects(self, connection: Connection, touched: list[EntryId]) -> None:
        encoded = self._record.fold.encoded_states()
        fold = self._record.fold
        remove_rows(connection, subjects, touched)
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
                # What general acts on a subject come to is kept under a name of its own, and listed under the subject's.
                replace_rows(connection, TABLES[name], {each.rpartition("/")[2]: fold.state(each) for each in ids})

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def replace_rows(connection: Connection, tables: ModuleType, states: Mapping[EntryId, State]) -> None:
    """Delete the rows of these subjects, all of one slice, and make them again from their states.

    Args:
        connection: In a transaction of the caller's.
        tables: The slice's `tables.py`.
        states: By subject.
    """
    for table in tables.TABLES:
        remove_rows(connection, table, list(states))
    found: dict[Table, list[tuple[Any, ...]]] = defaultdict(list)
    for state in states.values():
        for table, row in tables.rows(state):
            found[table].append(tuple(map(row.get, column_names(table))))
    for table, rows in found.items():
        insert_rows(connection, table, rows)


def _row(verdict: Verdict) -> tuple[Any, ...]:
    """One entry as the table has it; of bytes that are no entry, what can be said of them."""
    entry = verdict.entry
    why = verdict.objection.code if verdict.objection else None
    if entry is None:
        return (verdict.log, verdict.index, "", "", "", verdict.party, "", 0, False, why)
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
    )


def rebuild(home: Path) -> int:
    """Make the tables of a home again from its logs; returns how many entries they hold.

    Raises:
        RefusedError: The database holds tables of another party or mechanism.
        UnavailableError: It does not answer.
    """
    tables = Tables(open_record(home), anew=True)
    try:
        tables.update()
        with reading(tables.engine) as connection:
            return int(connection.execute(select(func.count()).select_from(entries)).scalar_one())
    finally:
        tables.close()


def index_in_memory(record: Record) -> Engine:
    """An index of a record for search alone, which ends with the process: for who reads a home without its tables."""
    engine = engine_for(_IN_MEMORY)
    with writing(engine) as connection:
        searched.create(connection)
        for line in record.fold.lines():
            verdicts = record.fold.verdicts(line.key)
            for at in range(0, len(verdicts), _BATCH):
                # A second branch begins with entries of the first, which have their rows already.
                own = (each for each in verdicts[at : at + _BATCH] if each.log == line.key)
                index_entries(connection, [row for each in own if (row := row_of(each)) is not None])
    return engine
