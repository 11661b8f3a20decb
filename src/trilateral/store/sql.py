"""The tables that every slice shares, and how rows get into them: SQLAlchemy Core over SQLite or PostgreSQL.

All of it is a reading of the logs and may be deleted: `trilateral rebuild`
makes it again. Both databases hold the same rows: what one of them could not keep is
written another way in both (`stored`), since any party may sign any text, and no
text may stop a node.

Not trusted: who can change a table can show this node's own people something
wrong until the next rebuild, and its digest would no longer match the others'.
It cannot make anything be signed or proven.

Left out: the tables of slices (their own `tables.py`, same `metadata`), what an
entry means, and the way to a database (`databases`).
"""

import hashlib
from collections.abc import Sequence
from functools import cache
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
    delete,
    text,
)
from sqlalchemy.ext.compiler import compiles

from trilateral.store.databases import schema_of, writing

_HAS_SCHEMA = text("SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = :schema)")

_INDEXED_MOST = 180
"""Characters of a text in an index: PostgreSQL takes 2,704 bytes for all columns of one together."""

_DELETED_AT_ONCE = 500
_COPIED_AS = {Text: "text", Boolean: "bool", Integer: "int8", BigInteger: "int8", LargeBinary: "bytea"}

EMPTIED = "emptied"
"""In a table's `info`: what to do on SQLite once its rows are gone."""

metadata = MetaData()

# SQLite counts up by itself only for a column declared INTEGER.
_Sequence = BigInteger().with_variant(Integer, "sqlite")

about = Table(
    "about",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    comment="Whose tables these are, and of which version",
)

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
    Index("entries_by_id", "id"),
    Index("entries_by_subject", "subject"),
    Index("entries_by_kind", "kind", "claimed_at"),
    comment="One row for each entry of each log",
)


@compiles(Integer, "postgresql")
def _whole_integer(_type: Integer, _compiler: Any, **_: Any) -> str:
    """Make every integer one of 64 bits, as SQLite does: entries may hold any up to 2^53 - 1."""
    return "BIGINT"


def create_tables(engine: Engine) -> None:
    """Make the tables of `metadata` that are missing."""
    with writing(engine) as connection:
        make_missing(connection)


def make_missing(connection: Connection) -> None:
    """The same inside a transaction of the caller's."""
    schema = schema_of(connection.engine)
    # Asked for first: CREATE SCHEMA IF NOT EXISTS needs the right to make one also where there is one.
    if schema is not None and not connection.execute(_HAS_SCHEMA, {"schema": schema}).scalar_one():
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    metadata.create_all(connection)


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Sequence[Any]], columns: Sequence[str] | None = None
) -> None:
    """Insert many rows past the statement compiler, which costs three times what SQLite does; by COPY on PostgreSQL.

    Args:
        connection: In a transaction of the caller's.
        table: Where to.
        rows: Values in the order of the columns.
        columns: Names of those given; all by default.
    """
    if not rows:
        return
    names = tuple(columns or column_names(table))
    texts = _texts(table, names)
    kept = [_kept(row, texts) for row in rows]
    if schema_of(connection.engine) is None:
        connection.exec_driver_sql(_insert_for(connection, table, names), kept)
        return
    driver: Any = connection.connection
    with driver.cursor() as cursor, cursor.copy(_copy_for(connection, table, names)) as copy:
        copy.set_types([_copied_as(table.columns[name]) for name in names])
        for row in kept:
            copy.write_row(row)


def remove_rows(connection: Connection, table: Table, ids: Sequence[str]) -> None:
    """Delete the rows of these subjects."""
    if schema_of(connection.engine) is not None:
        name = connection.dialect.identifier_preparer.format_table(table)
        # A join, which PostgreSQL plans well for one subject and for thousands; a list it compares one by one.
        gone = f"DELETE FROM {name} USING unnest(CAST(:ids AS text[])) AS gone(subject) WHERE {name}.subject = gone.subject"  # noqa: S608 - the name is ours, values are bound
        connection.execute(text(gone), {"ids": list(ids)})
        return
    for at in range(0, len(ids), _DELETED_AT_ONCE):
        connection.execute(delete(table).where(table.c.subject.in_(ids[at : at + _DELETED_AT_ONCE])))


def empty_tables(connection: Connection) -> None:
    """Delete all rows but those of `changes`, whose numbers readers hold, and of `about`."""
    emptied = [table for table in metadata.sorted_tables if table not in {about, changes}]
    if schema_of(connection.engine) is None:
        for table in emptied:
            connection.execute(delete(table))
            if EMPTIED in table.info:
                connection.exec_driver_sql(table.info[EMPTIED])
    else:
        preparer = connection.dialect.identifier_preparer
        connection.exec_driver_sql(f"TRUNCATE {', '.join(preparer.format_table(table) for table in emptied)}")


def stored(value: Any, *, indexed: bool = False) -> Any:
    """A value as both databases keep it.

    PostgreSQL has no NUL in texts, and no long texts in indexes. A party may sign both: in the
    tables stands the symbol for NUL, and what is too long for an index is cut and named by its hash.
    """
    if not isinstance(value, str):
        return value
    if "\0" in value:
        value = value.replace("\0", "\N{SYMBOL FOR NULL}")
    if indexed and len(value) > _INDEXED_MOST:
        return f"{value[: _INDEXED_MOST - 65]}…{hashlib.sha256(value.encode()).hexdigest()}"
    return value


@cache
def column_names(table: Table) -> tuple[str, ...]:
    """Names of all columns, in their order."""
    return tuple(table.columns.keys())


@cache
def _texts(table: Table, names: tuple[str, ...]) -> tuple[tuple[int, bool], ...]:
    """Which of the columns are texts, by place, and whether each is in an index."""
    indexed = {column.name for index in table.indexes for column in index.columns}
    indexed |= {column.name for column in table.primary_key.columns}
    return tuple((at, name in indexed) for at, name in enumerate(names) if isinstance(table.columns[name].type, Text))


def _kept(row: Sequence[Any], texts: tuple[tuple[int, bool], ...]) -> tuple[Any, ...]:
    kept = list(row)
    for at, indexed in texts:
        value = kept[at]
        if value is not None and ("\0" in value or (indexed and len(value) > _INDEXED_MOST)):
            kept[at] = stored(value, indexed=indexed)
    return tuple(kept)


def _insert_for(connection: Connection, table: Table, names: Sequence[str]) -> str:
    preparer = connection.dialect.identifier_preparer
    quoted = ", ".join(preparer.quote(name) for name in names)
    marks = ", ".join("?" for _ in names)
    return f"INSERT INTO {preparer.format_table(table)} ({quoted}) VALUES ({marks})"  # noqa: S608 - names are ours, values are bound


def _copy_for(connection: Connection, table: Table, names: Sequence[str]) -> str:
    preparer = connection.dialect.identifier_preparer
    quoted = ", ".join(preparer.quote(name) for name in names)
    return f"COPY {preparer.format_table(table)} ({quoted}) FROM STDIN (FORMAT BINARY)"


def _copied_as(column: Column[Any]) -> str:
    known = next((name for kind, name in _COPIED_AS.items() if isinstance(column.type, kind)), None)
    if known is None:
        raise TypeError(f"{column}: expected a text, an integer, a boolean or bytes, got {column.type!r}")
    return known
