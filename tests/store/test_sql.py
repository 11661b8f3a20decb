"""The shared tables."""

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from trilateral.store.sql import changes, create_tables, engine_for, entries, insert_rows, metadata, subjects

ROW = ("example.org/host", 0, "ab" * 32, "texts.tabled/1", "cd" * 32, "host", "chair", 0, True, None, 615)


def test_rows_go_in_and_come_out(tmp_path: Path) -> None:
    engine = engine_for(tmp_path / "tables.sqlite")
    create_tables(engine)
    with engine.begin() as connection:
        insert_rows(connection, entries, [ROW, ("example.org/host", 1, *ROW[2:])])
        insert_rows(connection, subjects, [("cd" * 32, "texts", b"state", b"h" * 32)])
        insert_rows(connection, entries, [])

    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(entries)).scalar_one() == 2
        assert tuple(connection.execute(select(entries).where(entries.c.idx == 0)).one()) == ROW
        assert connection.execute(select(subjects.c.state)).scalar_one() == b"state"
    engine.dispose()


def test_changes_are_numbered(tmp_path: Path) -> None:
    engine = engine_for(f"sqlite:///{tmp_path}/tables.sqlite")
    create_tables(engine)
    with engine.begin() as connection:
        connection.execute(changes.insert(), [{"subject": "a", "at": 1}, {"subject": "b", "at": 2}])

    with engine.connect() as connection:
        assert connection.execute(select(changes.c.seq, changes.c.subject)).all() == [(1, "a"), (2, "b")]
    engine.dispose()


def test_readers_do_not_wait_for_the_writer(tmp_path: Path) -> None:
    engine = engine_for(tmp_path / "tables.sqlite")
    create_tables(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    engine.dispose()


def test_postgresql_understands_the_tables() -> None:
    """Another URL shall be all that it takes."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    statements = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    indexes = [str(CreateIndex(i).compile(dialect=dialect)) for t in metadata.sorted_tables for i in t.indexes]

    assert any("BIGSERIAL" in statement for statement in statements)
    assert len(indexes) == sum(len(table.indexes) for table in metadata.sorted_tables)
