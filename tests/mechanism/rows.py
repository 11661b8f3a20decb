"""Tables as a node fills them: a subject's rows are deleted and made again from its state."""

from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Table, create_engine, delete, insert, select

from trilateral.store.sql import metadata


def stored(tables: ModuleType, *states: Any) -> dict[str, list[dict[str, Any]]]:
    """Rows by table after these states of one subject or several, one after another."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        for state in states:
            _replace(connection, tables, state)
        return {table.name: _all(connection, table) for table in tables.TABLES}


def _replace(connection: Connection, tables: ModuleType, state: Any) -> None:
    for table in tables.TABLES:
        connection.execute(delete(table).where(table.c.subject == state.id))
    for table, row in tables.rows(state):
        connection.execute(insert(table).values(row))


def _all(connection: Connection, table: Table) -> list[dict[str, Any]]:
    order = list(table.primary_key.columns)
    return [dict(row) for row in connection.execute(select(table).order_by(*order)).mappings()]
