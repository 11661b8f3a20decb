"""The tables that every slice shares, and the way to a database: SQLAlchemy Core.

All of it is a reading of the logs and may be deleted: `trilateral rebuild`
makes it again. SQLite now; statements keep to what PostgreSQL understands too,
so that another URL is all that it takes.

Not trusted: who can change a table can show this node's own people something
wrong until the next rebuild, and its digest would no longer match the others'.
It cannot make anything be signed or proven.

Left out: the tables of slices (their own `tables.py`, same `metadata`), and
what an entry means.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.pool import ConnectionPoolEntry

metadata = MetaData()

# SQLite counts up by itself only for a column declared INTEGER.
_Sequence = BigInteger().with_variant(Integer, "sqlite")

changes = Table(
    "changes",
    metadata,
    Column("seq", _Sequence, primary_key=True, autoincrement=True),
    Column("subject", Text, nullable=False),
    Column("at", BigInteger, nullable=False, comment="POSIX seconds when this node folded it: a hint, not evidence"),
    comment="What changed, in the order of this node: feeds live pages and caches",
)

subjects = Table(
    "subjects",
    metadata,
    Column("subject", Text, primary_key=True, comment="id of the entry that opened it"),
    Column("slice", Text, nullable=False),
    Column(
        "state", LargeBinary, nullable=False, comment="the folded state, encoded, so that one entry loads one subject"
    ),
    Column("hash", LargeBinary, nullable=False, comment="SHA-256 of the state, for the digest"),
    Index("subjects_by_slice", "slice"),
)

entries = Table(
    "entries",
    metadata,
    Column("log", Text, primary_key=True, comment="origin"),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, comment="hex SHA-256 of the note's text; the same id may stand in a log twice"),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("by", Text, nullable=False, comment="the office that spoke, not the person"),
    Column("claimed_at", BigInteger, nullable=False, comment="POSIX seconds, as its author says"),
    Column("effect", Boolean, nullable=False),
    Column("objection", Text, comment="why it has no effect"),
    Column("raw_size", Integer, nullable=False),
    Index("entries_by_id", "id"),
    Index("entries_by_subject", "subject"),
    Index("entries_by_kind", "kind", "claimed_at"),
    comment="One row for each entry of each log",
)


def engine_for(database: str | Path) -> Engine:
    """The engine for a database URL, or for a file, which is one of SQLite."""
    url = database if isinstance(database, str) and "://" in database else f"sqlite:///{database}"
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def create_tables(engine: Engine) -> None:
    """Make the tables of `metadata` that are missing."""
    metadata.create_all(engine)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """Insert many rows past the statement compiler, which costs three times what SQLite does.

    Args:
        connection: In a transaction of the caller's.
        table: Where to.
        rows: Values in the order of the table's columns.
    """
    if rows:
        connection.exec_driver_sql(_insert_for(connection, table), [tuple(row) for row in rows])


def _insert_for(connection: Connection, table: Table) -> str:
    preparer = connection.dialect.identifier_preparer
    names = ", ".join(preparer.format_column(column) for column in table.columns)
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    marks = ", ".join(mark for _ in table.columns)
    return f"INSERT INTO {preparer.format_table(table)} ({names}) VALUES ({marks})"  # noqa: S608 - names are ours, values are bound


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Let readers read while one writes. A power cut may lose the last rows, never the file: they are folded again."""
    if isinstance(connection, sqlite3.Connection):
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}").close()
