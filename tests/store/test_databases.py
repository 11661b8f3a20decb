"""The way to a database: which URL leads where, what is said when it does not, and that writers take turns."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, select, text

from tests.cluster import server_url
from trilateral.errors import MalformedError, UnavailableError
from trilateral.store.databases import engine_for, reading, schema_of, shown, writing
from trilateral.store.sql import changes, create_tables, insert_rows

PASSWORD = "s3cr3t"


def test_a_path_is_a_file_of_sqlite(tmp_path: Path) -> None:
    assert shown(engine_for(tmp_path / "tables.sqlite")) == str(tmp_path / "tables.sqlite")
    assert engine_for(str(tmp_path / "a b?c")).url.database == str(tmp_path / "a b?c")
    assert engine_for(f"sqlite:///{tmp_path}/t").url.database == f"{tmp_path}/t"


@pytest.mark.parametrize(
    ("url", "schema", "said"),
    [
        ("postgresql:///talks", "mine", "postgresql:///talks?schema=mine"),
        ("postgresql+psycopg://us@db/talks?schema=theirs", "theirs", "postgresql+psycopg://us@db/talks?schema=theirs"),
        (
            "postgresql+psycopg://us:s3cr3t@db:5433/talks?host=/run/pg&sslpassword=s3cr3t&password=s3cr3t",
            "mine",
            "postgresql+psycopg://us@db:5433/talks?host=/run/pg&schema=mine",
        ),
    ],
)
def test_a_url_leads_to_a_schema_and_is_shown_without_its_password(url: str, schema: str, said: str) -> None:
    engine = engine_for(url, "mine")

    assert schema_of(engine) == schema
    assert shown(engine) == said.replace("postgresql://", "postgresql+psycopg://")
    assert "s3cr3t" not in shown(engine)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://us:{PASSWORD}@host:port/talks",
        f"mysql://us:{PASSWORD}@host/talks",
        f"postgresql+asyncpg://us:{PASSWORD}@host/talks",
        f"postgresql+psycopg://us:{PASSWORD}@host/talks?schema=x;drop",
        f"postgresql+psycopg://us:{PASSWORD}@host/talks?schema=pg_own",
        f"://{PASSWORD}",
    ],
)
def test_what_is_no_url_of_either_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(MalformedError, match=r"^database") as caught:
        engine_for(url)

    assert "s3cr3t" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("host", ["127.0.0.1:1", ""])
def test_a_server_that_does_not_answer_is_named_without_its_password(host: str, tmp_path: Path) -> None:
    engine = engine_for(f"postgresql+psycopg://us:{PASSWORD}@{host}/talks" + ("" if host else f"?host={tmp_path}"))

    with pytest.raises(UnavailableError, match=r"expected server, database and user to be as") as caught:
        create_tables(engine)

    assert "postgresql+psycopg://us@" in str(caught.value)
    assert "s3cr3t" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.fixture
def administrator() -> Iterator[Connection]:
    engine = create_engine(server_url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def poor(administrator: Connection) -> Iterator[str]:
    """A user who may do nothing but log in."""
    name = f"poor_{os.getpid()}"
    administrator.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
    yield name
    administrator.exec_driver_sql(f"DROP OWNED BY {name} CASCADE")
    administrator.exec_driver_sql(f"DROP ROLE {name}")


def test_a_user_who_may_make_no_schema_reads_what_to_do(administrator: Connection, poor: str) -> None:
    engine = engine_for(server_url().replace("trilateral@", f"{poor}@"), poor)
    with pytest.raises(UnavailableError, match=r"permission denied .*; let this user make schemas, or make the schema"):
        create_tables(engine)

    administrator.exec_driver_sql(f"CREATE SCHEMA {poor} AUTHORIZATION {poor}")
    create_tables(engine)
    with reading(engine) as connection:
        assert connection.execute(select(changes)).all() == []
    engine.dispose()


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "tables.sqlite"
    path.write_bytes(b"not a database at all" * 100)
    engine = engine_for(path)

    with pytest.raises(UnavailableError, match=r"tables\.sqlite: file is not a database; delete the file"):
        create_tables(engine)
    engine.dispose()


def test_what_a_party_said_is_in_no_message(postgresql_url: str) -> None:
    """A row against a constraint: the database's own message would quote it."""
    engine = engine_for(postgresql_url)
    create_tables(engine)

    twice = [(1, "secret words", 1), (1, "secret words", 1)]

    with pytest.raises(UnavailableError) as inserted, writing(engine) as connection:
        connection.execute(changes.insert(), [dict(zip(changes.columns.keys(), row, strict=True)) for row in twice])
    with pytest.raises(UnavailableError) as copied, writing(engine) as connection:
        insert_rows(connection, changes, twice)

    assert "secret words" not in f"{inserted.value}{copied.value}"
    assert "unique constraint" in str(copied.value)
    engine.dispose()


def test_readers_do_not_wait_for_the_writer(database_url: str) -> None:
    engine = engine_for(database_url)
    create_tables(engine)
    with writing(engine) as connection:
        insert_rows(connection, changes, [("a", 1)], ("subject", "at"))
        with reading(engine) as other:
            assert other.execute(select(changes)).all() == []

    with reading(engine) as other:
        assert len(other.execute(select(changes)).all()) == 1
    engine.dispose()


def test_writers_take_turns(database_url: str) -> None:
    """What each reads before it writes is still so when it has written."""
    engines = [engine_for(database_url) for _ in range(4)]
    create_tables(engines[0])

    def count_up(number: int) -> None:
        for _ in range(10):
            with writing(engines[number]) as connection:
                last = connection.execute(select(changes.c.seq).order_by(changes.c.seq.desc()).limit(1)).scalar()
                connection.execute(changes.insert(), {"seq": (last or 0) + 1, "subject": str(number), "at": 0})

    threads = [threading.Thread(target=count_up, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with reading(engines[0]) as connection:
        assert connection.execute(select(changes.c.seq).order_by(changes.c.seq)).scalars().all() == list(range(1, 41))
    for engine in engines:
        engine.dispose()


def test_tables_can_be_made_by_several_at_once(database_url: str) -> None:
    engines = [engine_for(database_url) for _ in range(4)]
    threads = [threading.Thread(target=create_tables, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for engine in engines:
        with reading(engine) as connection:
            assert connection.execute(select(changes)).all() == []
        engine.dispose()


def test_a_connection_that_was_cut_is_made_again(postgresql_url: str, administrator: Connection) -> None:
    engine = engine_for(postgresql_url)
    create_tables(engine)
    with reading(engine) as connection:
        process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()

    administrator.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": process})

    with reading(engine) as connection:
        assert connection.execute(select(changes)).all() == []
    engine.dispose()
