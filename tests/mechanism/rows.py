"""Tables as a node fills them: a subject's rows are deleted and made again from its state. On both databases alike."""

from functools import cache
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, Integer, LargeBinary, Table, Text, select

from tests.cluster import server_url
from trilateral.node.tables import replace_rows
from trilateral.store.databases import engine_for
from trilateral.store.sql import create_tables

Rows = dict[str, list[dict[str, Any]]]


def stored(tables: ModuleType, *states: Any) -> Rows:
    """Rows by table after these states of one subject or several, one after another."""
    in_sqlite, in_postgresql = (_stored_in(engine, tables, states) for engine in _engines())
    assert in_sqlite == in_postgresql
    return in_sqlite


def assert_storable(table: Table, row: dict[str, Any]) -> None:
    """Every value is of the type that its column says: SQLite would take any, PostgreSQL refuses."""
    for name, value in row.items():
        column = table.columns[name]
        if value is None:
            assert column.nullable, f"{column} is empty"
        elif isinstance(column.type, Text):
            assert isinstance(value, str), f"{column} has {value!r}"
        elif isinstance(column.type, Integer):
            assert isinstance(value, int), f"{column} has {value!r}"
            assert not isinstance(value, bool), f"{column} has {value!r}"
            assert -(2**63) <= value < 2**63, f"{column} has {value!r}"
        elif isinstance(column.type, LargeBinary):
            assert isinstance(value, bytes), f"{column} has {value!r}"
        else:
            assert isinstance(value, column.type.python_type), f"{column} has {value!r}"


@cache
def _engines() -> tuple[Engine, Engine]:
    """One of each for this process, with all tables in them."""
    engines = engine_for("sqlite://"), engine_for(server_url(), "slices")
    for engine in engines:
        create_tables(engine)
    return engines


def _stored_in(engine: Engine, tables: ModuleType, states: tuple[Any, ...]) -> Rows:
    with engine.connect() as connection, connection.begin() as transaction:
        for state in states:
            replace_rows(connection, tables, {getattr(state, "id", None) or state.subject: state})
        found = {table.name: _all(connection, table) for table in tables.TABLES}
        transaction.rollback()
    return found


def _all(connection: Connection, table: Table) -> list[dict[str, Any]]:
    order = list(table.primary_key.columns)
    return [dict(row) for row in connection.execute(select(table).order_by(*order)).mappings()]
