"""Whose tables a database holds, and of which version: one home's, and nobody else's.

Two homes that fill one set of tables would each take the other's rows for its own. So the
tables say which log and which mechanism they are a reading of, and on a server, where
several homes may come together, also the home's directory. What does not fit is refused;
only `remake_tables`, which an operator asks for, takes tables over, and only
for the same party in the same mechanism.

Tables of another version are refused as well, since a new version reads more into old
entries. Nothing is migrated: they are made again.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, Engine, MetaData, Table, inspect, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from trilateral.errors import RefusedError
from trilateral.store.databases import schema_of, shown, writing
from trilateral.store.sql import about, changes, entries, insert_rows, make_missing, metadata, subjects

_READING = 1
"""Raised when rows of the same tables come to say something else."""

_SETTING, _COMMAND = "database.url", "trilateral rebuild"

_VIRTUAL = text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'")

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


class Owner(NamedTuple):
    """Whose tables: log and mechanism of the home, and where it is if tables of several homes may meet."""

    origin: str
    mechanism: str
    home: str = ""


def schema_for(origin: str, mechanism: str) -> str:
    """The schema of a home that names none: readable, and another one in each mechanism."""
    told_apart = hashlib.sha256(f"{origin}\n{mechanism}".encode()).hexdigest()[:8]
    return f"t_{_NOT_IN_NAMES.sub('_', origin.lower())[:48].strip('_')}_{told_apart}"


def version_of(kinds: Iterable[str]) -> str:
    """What must be equal for tables to be read on: their columns, and the kinds that are understood."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    tables = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    indexes = [str(CreateIndex(each).compile(dialect=dialect)) for t in metadata.sorted_tables for each in t.indexes]
    said = "\n".join((str(_READING), *sorted(tables), *sorted(indexes), *sorted(kinds)))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def claim_tables(engine: Engine, owner: Owner, version: str) -> None:
    """Make the tables if there are none, or see that they are ours and can be read on.

    Raises:
        RefusedError: They are another home's, of another version, or none of ours. It says what to do.
        UnavailableError: The database does not answer.
    """
    with writing(engine) as connection:
        found = _names(connection)
        if not found:
            _make(connection, owner, version)
            return
        known = _told(engine, connection, found)
        if known and {**owner._asdict(), "version": ""} != {**known, "version": ""}:
            raise _another_home(engine, known)
        if known.get("version") != version or not found.issuperset(metadata.tables):
            raise RefusedError("tables.of_another_version", database=shown(engine), command=_COMMAND)


def remake_tables(engine: Engine, owner: Owner, version: str) -> None:
    """Make the tables anew where they are of another version, and take them over where the home has moved.

    Raises:
        RefusedError: They are of another party or mechanism, or none of ours.
        UnavailableError: The database does not answer.
    """
    with writing(engine) as connection:
        found = _names(connection)
        known = _told(engine, connection, found) if found else {}
        if known and (known.get("origin"), known.get("mechanism")) != (owner.origin, owner.mechanism):
            raise _another_home(engine, known)
        if known.get("version") != version or not found.issuperset(metadata.tables):
            _drop_all(connection)
            _make(connection, owner, version)
        else:
            connection.execute(about.delete())
            _tell(connection, owner, version)


def _another_home(engine: Engine, known: dict[str, str]) -> RefusedError:
    where = shown(engine)
    log, home = known.get("origin", "?"), known.get("home") or where
    return RefusedError(
        "tables.of_another_home", database=where, log=log, home=home, setting=_SETTING, command=_COMMAND
    )


def _names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names(schema=schema_of(connection.engine)))


def _told(engine: Engine, connection: Connection, found: set[str]) -> dict[str, str]:
    """What the tables say of themselves; nothing if they are of a version that did not."""
    if about.name in found:
        return {str(name): str(value) for name, value in connection.execute(select(about.c.name, about.c.value))}
    if found.issuperset({entries.name, subjects.name, changes.name}):
        return {}
    raise RefusedError("tables.not_ours", database=shown(engine), setting=_SETTING)


def _make(connection: Connection, owner: Owner, version: str) -> None:
    make_missing(connection)
    _tell(connection, owner, version)


def _tell(connection: Connection, owner: Owner, version: str) -> None:
    insert_rows(connection, about, sorted({**owner._asdict(), "version": version}.items()))


def _drop_all(connection: Connection) -> None:
    """Drop whatever tables are there, those that this version no longer has included."""
    schema = schema_of(connection.engine)
    if schema is None:
        for virtual in connection.execute(_VIRTUAL).scalars().all():  # those that lie behind it go with it
            connection.exec_driver_sql(f'DROP TABLE "{virtual}"')
    there = MetaData()
    for name in _names(connection):
        Table(name, there, schema=schema)
    there.drop_all(connection)
