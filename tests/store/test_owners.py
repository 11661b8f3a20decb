"""Whose tables a database holds: nobody fills another's, and nothing that is not ours is touched."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect, select, text

from trilateral.errors import RefusedError
from trilateral.store.databases import engine_for, reading, schema_of, writing
from trilateral.store.owners import Owner, claim_tables, remake_tables, schema_for, version_of
from trilateral.store.sql import about, changes, entries, insert_rows, make_missing, metadata

OURS = Owner("example.org/us", "ab" * 32, "/srv/us")
V1 = version_of(["texts.tabled/1"])
V2 = version_of(["texts.tabled/1", "texts.tabled/2"])


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = engine_for(database_url)
    yield engine
    engine.dispose()


INDEX = {"searched_words", "searched_words_config", "searched_words_data", "searched_words_idx"}
"""What SQLite's index of words consists of. On a server it is no table."""


def names(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(inspect(connection).get_table_names(schema=schema_of(engine)))


def entry_count(engine: Engine) -> int:
    with reading(engine) as connection:
        return len(connection.execute(select(entries)).all())


def fill(engine: Engine) -> None:
    row = ("example.org/us", 0, "ab" * 32, "texts.tabled/1", "cd" * 32, "us", "chair", 0, True, None)
    with writing(engine) as connection:
        insert_rows(connection, entries, [row])


def test_an_empty_database_becomes_ours_and_stays_so(engine: Engine) -> None:
    claim_tables(engine, OURS, V1)
    fill(engine)
    claim_tables(engine, OURS, V1)

    assert entry_count(engine) == 1


@pytest.mark.parametrize(
    "other", [OURS._replace(origin="example.org/ir"), OURS._replace(mechanism="cd" * 32)], ids=["party", "mechanism"]
)
def test_tables_of_another_party_or_mechanism_are_refused_even_to_a_rebuild(engine: Engine, other: Owner) -> None:
    claim_tables(engine, other, V1)
    fill(engine)

    for attempt in (claim_tables, remake_tables):
        with pytest.raises(RefusedError, match=r"tables\.of_another_home") as caught:
            attempt(engine, OURS, V1)
        assert caught.value.params["log"] == other.origin
    assert entry_count(engine) == 1


def test_a_copy_of_a_home_takes_tables_over_only_by_a_rebuild(engine: Engine) -> None:
    """And then the first home is the one that is refused."""
    moved = OURS._replace(home="/srv/elsewhere")
    claim_tables(engine, OURS, V1)

    with pytest.raises(RefusedError, match=r"tables\.of_another_home .*home=/srv/us"):
        claim_tables(engine, moved, V1)
    remake_tables(engine, moved, V1)

    claim_tables(engine, moved, V1)
    with pytest.raises(RefusedError, match="home=/srv/elsewhere"):
        claim_tables(engine, OURS, V1)


def test_tables_of_another_version_are_refused_until_they_are_made_anew(engine: Engine) -> None:
    """Columns that another version had are gone then."""
    claim_tables(engine, OURS, V1)
    fill(engine)
    with writing(engine) as connection:
        connection.execute(text("ALTER TABLE changes ADD COLUMN older INTEGER"))
        connection.execute(text("CREATE TABLE of_an_older_version (subject TEXT)"))

    with pytest.raises(RefusedError, match=r"tables\.of_another_version"):
        claim_tables(engine, OURS, V2)
    remake_tables(engine, OURS, V2)

    claim_tables(engine, OURS, V2)
    assert entry_count(engine) == 0
    assert names(engine) == set(metadata.tables) | (INDEX if schema_of(engine) is None else set())
    with reading(engine) as connection:
        columns = inspect(connection).get_columns("changes", schema=schema_of(engine))
    assert [each["name"] for each in columns] == changes.columns.keys()


def test_a_missing_table_is_another_version(engine: Engine) -> None:
    """An empty one in its place would pass for one that has been read into."""
    claim_tables(engine, OURS, V1)
    with writing(engine) as connection:
        entries.drop(connection)

    with pytest.raises(RefusedError, match=r"tables\.of_another_version"):
        claim_tables(engine, OURS, V1)
    remake_tables(engine, OURS, V1)

    claim_tables(engine, OURS, V1)


def test_tables_that_do_not_say_whose_they_are_are_made_anew_by_a_rebuild(engine: Engine) -> None:
    with writing(engine) as connection:
        make_missing(connection)
        about.drop(connection)

    with pytest.raises(RefusedError, match=r"tables\.of_another_version"):
        claim_tables(engine, OURS, V1)
    remake_tables(engine, OURS, V1)

    claim_tables(engine, OURS, V1)


def test_tables_of_another_program_are_left_alone(engine: Engine) -> None:
    with writing(engine) as connection:
        make_missing(connection)  # for the schema
        metadata.drop_all(connection)
        connection.execute(text("CREATE TABLE payroll (amount INTEGER)"))

    for attempt in (claim_tables, remake_tables):
        with pytest.raises(RefusedError, match=r"tables\.not_ours"):
            attempt(engine, OURS, V1)
    assert names(engine) == {"payroll"}


def test_two_homes_have_two_schemas_by_default() -> None:
    long = "x." * 100 + "example/log"
    found = {
        schema_for(origin, mechanism)
        for origin in ("us.example/log", "us-example/log", "US.example/log", "", "نه", "نعم", long, long + "2")
        for mechanism in ("ab" * 32, "cd" * 32)
    }

    assert len(found) == 16
    for schema in found:
        assert schema_of(engine_for("postgresql:///talks", schema)) == schema
    assert schema_for("us.example/log", "ab" * 32).startswith("t_us_example_log_")


def test_a_version_is_what_tables_and_kinds_make_it() -> None:
    assert version_of(["a/1"]) != version_of(["a/1", "a/2"])
    assert version_of(["b/1", "a/1"]) == version_of(["a/1", "b/1"])
