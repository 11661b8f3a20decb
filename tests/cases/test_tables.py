"""The shipped case in both databases: what pages would list of it is the same."""

import shutil
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, select

from trilateral.node.record import Record, open_record
from trilateral.node.settings import Database, read_settings, write_settings
from trilateral.node.tables import Tables, rebuild
from trilateral.store.databases import engine_for, reading
from trilateral.store.owners import schema_for
from trilateral.store.sql import about, changes, metadata

PARTIES = ("iq", "ir", "us")


@pytest.fixture
def copies(homes: Path, tmp_path: Path) -> Path:
    """Homes of this test's own, without tables."""
    for party in PARTIES:
        shutil.copytree(homes / party, tmp_path / party, ignore=shutil.ignore_patterns("tables.sqlite*"))
    return tmp_path


def rows_in(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with reading(engine) as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns)).all()
            ]
            for table in metadata.sorted_tables
            if table not in {about, changes}
        }


def engine_of(record: Record) -> Engine:
    return engine_for(record.settings.database_for(record.home), schema_for(record.origins[0], record.mechanism))


def test_both_databases_hold_the_same_of_the_case(copies: Path, postgresql_url: str) -> None:
    """Rebuilt in SQLite, then by nothing but another setting in PostgreSQL."""
    home = copies / "us"
    found = []
    for url in ("tables.sqlite", postgresql_url):
        write_settings(home, msgspec.structs.replace(read_settings(home), database=Database(url)))
        count = rebuild(home)
        engine = engine_of(open_record(home))
        found.append(rows_in(engine))
        engine.dispose()
        assert len(found[-1]["entries"]) == count

    assert found[0] == found[1]
    assert all(found[0][name] for name in ("entries", "subjects", "meetings", "statements", "allegations"))


def test_the_three_nodes_hold_the_same_rows(copies: Path) -> None:
    """Whose node it is makes no difference to any list."""
    found = []
    for party in PARTIES:
        tables = Tables(open_record(copies / party))
        tables.update()
        found.append(rows_in(tables.engine))
        tables.close()

    assert found[0] == found[1] == found[2]


def test_the_tables_made_while_the_case_was_entered_are_those_of_a_rebuild(homes: Path, copies: Path) -> None:
    for party in PARTIES:
        engine = engine_for(homes / party / "tables.sqlite")
        stepwise = rows_in(engine)
        engine.dispose()
        tables = Tables(open_record(copies / party), anew=True)
        tables.update()
        rebuilt = rows_in(tables.engine)
        tables.close()

        assert stepwise == rebuilt
