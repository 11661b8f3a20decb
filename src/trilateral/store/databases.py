"""The way to a database: SQLite in a file of the home, or PostgreSQL on a server.

Which of the two is the operator's choice (`database.url` in `node.toml`). On PostgreSQL the
tables of one home have a schema of their own, so that several nodes can share a
database. One writer at a time, whichever processes want to; readers never wait for one.

Whatever the database says against us comes out as `UnavailableError`, with its name and
without its password: tables are a reading, and no node may end for want of them.

Left out: which tables there are (`sql`), and whose they are (`owners`).
"""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFreeError
from sqlalchemy.pool import ConnectionPoolEntry

from trilateral.errors import MalformedError, UnavailableError

SCHEMA = "trilateral"
"""Where the tables are on PostgreSQL if nothing else is said."""

_SCHEMA_NAME = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")
_POSTGRESQL = ("postgresql", "postgresql+psycopg")
_SQLITE = ("sqlite", "sqlite+pysqlite")
_ANSWER = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""Seconds and tries until a server counts as gone: whoever signs waits for it."""

_NO_RIGHT = "42501"
_BUSY_MS, _PAUSE_MS = 5_000, 100
"""How long who finds SQLite busy waits in all, and between two tries."""

_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:schema, 0))")


def engine_for(database: str | Path, schema: str = SCHEMA) -> Engine:
    """The engine for a database URL, or for a file, which is one of SQLite.

    Args:
        database: `postgresql+psycopg://…`, where `?schema=` goes before the argument; `sqlite:///…`; or a path.
        schema: Where the tables are on PostgreSQL.

    Raises:
        MalformedError: The URL is none, or of another database.
    """
    url = _parse_url(database)
    if url.drivername in _SQLITE:
        engine = create_engine(url, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    schema = str(url.query.get("schema", schema))
    if not _SCHEMA_NAME.fullmatch(schema):
        raise MalformedError(f"database {_shown(url)}: expected a schema of a-z, 0-9 and _, got {schema[:80]!r}")
    own = f"{url.query.get('options', '')} -c search_path={schema}".strip()
    given = {name: seconds for name, seconds in _ANSWER.items() if name not in url.query}
    return create_engine(
        url.set(drivername="postgresql+psycopg").difference_update_query(["schema", "options"]),
        # Not prepared: a plan that was kept from when a table was empty reads all of it ever after.
        connect_args={"options": own, "application_name": "trilateral", "prepare_threshold": None, **given},
        execution_options={"schema": schema},
        pool_pre_ping=True,  # a server that was started again in between is no failure
        hide_parameters=True,  # what parties say stands in no journal
        use_native_hstore=False,
    )


def _parse_url(database: str | Path) -> URL:
    if isinstance(database, Path) or "://" not in database:
        return URL.create("sqlite", database=str(database))
    try:
        url = make_url(database)
    except (ArgumentError, ValueError):
        # Not chained: what was wrong with it may be part of a password.
        raise MalformedError(
            "database: expected a URL such as postgresql+psycopg:///name, got something else"
        ) from None
    if url.drivername not in {*_POSTGRESQL, *_SQLITE}:
        raise MalformedError(f"database: expected sqlite or postgresql+psycopg, got {url.drivername}")
    return url


def schema_of(engine: Engine) -> str | None:
    """The schema that holds the tables; None in SQLite, which has none."""
    found: str | None = engine.get_execution_options().get("schema")
    return found


def shown(engine: Engine) -> str:
    """The database as people and journals may see it: without password."""
    return _shown(engine.url, schema_of(engine))


def _shown(url: URL, schema: str | None = None) -> str:
    if url.drivername in _SQLITE:
        return url.database or "in memory"
    shown = {name: value for name, value in url.query.items() if name in {"host", "port"}}
    if schema:
        shown["schema"] = schema
    plain = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, shown)
    return plain.render_as_string().replace("%2F", "/")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for questions.

    Raises:
        UnavailableError: The database does not answer, or not as it should. It says which and why.
    """
    with _reaching(engine), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other writer of these tables is in. Readers go on, and see it whole or not at all.

    A node and a `rebuild` may both be at it.

    Raises:
        UnavailableError: As for `reading`.
    """
    with _reaching(engine), engine.begin() as connection:
        schema = schema_of(engine)
        if schema is None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(_ALONE, {"schema": f"trilateral/{schema}"})
        yield connection


@contextmanager
def _reaching(engine: Engine) -> Iterator[None]:
    driver: Any = engine.dialect.loaded_dbapi  # not imported above: most nodes never need psycopg
    try:
        yield
    except (DBAPIError, NoneFreeError, driver.Error) as error:
        cause = (error.orig if isinstance(error, DBAPIError) else None) or error
        raise UnavailableError(f"database {shown(engine)}: {_said(cause)}") from error


def _said(cause: BaseException) -> str:
    """What the database said, and what to do. Its first line only: further ones can hold values of rows."""
    said = (str(cause).strip() or type(cause).__name__).splitlines()[0]
    state = getattr(cause, "sqlstate", None)
    if state == _NO_RIGHT:
        return f"{said}; let this user make schemas, or make the schema and give it to this user"
    if isinstance(cause, sqlite3.DatabaseError) and not isinstance(cause, sqlite3.OperationalError):
        return f"{said}; delete the file, and `trilateral rebuild` makes it again"
    if not isinstance(cause, sqlite3.Error) and state is None:
        return f"{said}; expected server, database and user to be as database.url in node.toml says"
    return said


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Let readers read while one writes. A power cut may lose the last rows, never the file: they are folded again."""
    if isinstance(connection, sqlite3.Connection):
        for pragma in (f"busy_timeout={_BUSY_MS}", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()
        _turn_to_wal(connection)


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Write ahead. Whoever meets another that is just turning the file is refused at once, however long it would wait."""
    for left in reversed(range(_BUSY_MS // _PAUSE_MS)):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if not left or "locked" not in str(error):
                raise
            time.sleep(_PAUSE_MS / 1000)
        else:
            return
