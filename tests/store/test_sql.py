"""The shared tables, in both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Engine, Float, Index, Integer, MetaData, Table, Text, func, select

from trilateral.errors import UnavailableError
from trilateral.store.databases import engine_for, reading, writing
from trilateral.store.sql import (
    about,
    changes,
    create_tables,
    empty_tables,
    entries,
    insert_rows,
    remove_rows,
    stored,
    subjects,
)

ROW = ("example.org/host", 0, "ab" * 32, "texts.tabled/1", "cd" * 32, "host", "chair", 0, True, None)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = engine_for(database_url)
    create_tables(engine)
    yield engine
    engine.dispose()


def fill(engine: Engine, table: Table, *parts: list[tuple[Any, ...]]) -> None:
    with writing(engine) as connection:
        for rows in parts:
            insert_rows(connection, table, rows)


def test_rows_go_in_and_come_out(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_rows(connection, entries, [ROW, ("example.org/host", 1, *ROW[2:])])
        insert_rows(connection, subjects, [("cd" * 32, "texts", b"\0state\\", b"h" * 32)])
        insert_rows(connection, entries, [])

    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(entries)).scalar_one() == 2
        assert tuple(connection.execute(select(entries).where(entries.c.idx == 0)).one()) == ROW
        assert connection.execute(select(subjects.c.state)).scalar_one() == b"\0state\\"


def test_changes_are_numbered_in_their_order(engine: Engine) -> None:
    for first in ("a", "c"):
        with writing(engine) as connection:
            insert_rows(connection, changes, [(first, 1), (chr(ord(first) + 1), 2)], ("subject", "at"))

    with reading(engine) as connection:
        found = connection.execute(select(changes.c.seq, changes.c.subject).order_by(changes.c.seq)).all()
    assert [tuple(row) for row in found] == [(1, "a"), (2, "b"), (3, "c"), (4, "d")]


def test_whatever_a_party_signed_can_be_kept(engine: Engine) -> None:
    """Texts with NUL, of any script and length, tabs, line ends and backslashes, and the largest integers."""
    kind = "".join(chr(ord("a") + n * n % 26) for n in range(60_000))
    rows = [
        (log, index, "ab" * 32, kind, "cd" * 32, "host", "chair", at, False, "نه\0\t\n\\N\\.\r😀")
        for index, (log, at) in enumerate([("é" * 3_000, 2**53 - 1), ("x", -(2**53) + 1), ("y", -62_135_596_800)])
    ]
    with writing(engine) as connection:
        insert_rows(connection, entries, rows)

    with reading(engine) as connection:
        found = connection.execute(select(entries).order_by(entries.c.idx)).all()
    assert [row.claimed_at for row in found] == [2**53 - 1, -(2**53) + 1, -62_135_596_800]
    assert {row.objection for row in found} == {"نه␀\t\n\\N\\.\r😀"}
    assert {row.kind for row in found} == {stored(kind, indexed=True)}
    assert found[0].log == stored("é" * 3_000, indexed=True)


def test_long_texts_that_differ_at_their_end_stay_apart_in_an_index() -> None:
    long = ["x" * 200 + each for each in "ab"]

    assert len({stored(each, indexed=True) for each in long}) == 2
    assert [stored(each) for each in long] == long
    assert stored("x" * 180, indexed=True) == "x" * 180
    assert len(stored("é" * 181, indexed=True)) == 180


def test_every_integer_column_takes_the_largest_integer(database_url: str) -> None:
    """PostgreSQL's own INTEGER has 32 bits."""
    engine = engine_for(database_url)
    numbers = Table("numbers", MetaData(), Column("a", Integer), Column("b", BigInteger))
    create_tables(engine)
    with writing(engine) as connection:
        numbers.create(connection)
        insert_rows(connection, numbers, [(2**53 - 1, -(2**53) + 1), (None, 0)])

    with reading(engine) as connection:
        assert set(map(tuple, connection.execute(select(numbers)))) == {(2**53 - 1, -(2**53) + 1), (None, 0)}
    engine.dispose()


def test_a_row_of_another_type_is_a_mistake_of_ours(postgresql_url: str) -> None:
    engine = engine_for(postgresql_url)
    create_tables(engine)
    table = Table("weights", MetaData(), Column("weight", Float))
    with writing(engine) as connection:
        table.create(connection)

    with pytest.raises(TypeError, match="weight: expected a text, an integer, a boolean or bytes"):
        fill(engine, table, [(0.5,)])
    engine.dispose()


def test_rows_of_many_subjects_are_removed(engine: Engine) -> None:
    ids = [f"{number:064x}" for number in range(1_201)]
    with writing(engine) as connection:
        insert_rows(connection, subjects, [(each, "texts", b"", b"") for each in ids])
        remove_rows(connection, subjects, ids[1:])

    with reading(engine) as connection:
        assert connection.execute(select(subjects.c.subject)).scalars().all() == ids[:1]


def test_emptied_tables_keep_the_numbers_of_changes_and_whose_they_are(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_rows(connection, entries, [ROW])
        insert_rows(connection, changes, [("a", 1)], ("subject", "at"))
        insert_rows(connection, about, [("origin", "example.org/host")])
        empty_tables(connection)
        insert_rows(connection, changes, [("b", 1)], ("subject", "at"))

    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(entries)).scalar_one() == 0
        assert connection.execute(select(func.max(changes.c.seq))).scalar_one() == 2
        assert connection.execute(select(about.c.value)).scalar_one() == "example.org/host"


def test_a_failed_transaction_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(UnavailableError):
        fill(engine, entries, [ROW], [ROW])

    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(entries)).scalar_one() == 0


def test_names_and_places_of_texts_do_not_depend_on_the_order_given(database_url: str) -> None:
    """Columns named in another order than the table's."""
    engine = engine_for(database_url)
    create_tables(engine)
    table = Table("order", MetaData(), Column("by", Text), Column("is", Boolean), Column("as", Text), Index("o", "as"))
    with writing(engine) as connection:
        table.create(connection)
        insert_rows(connection, table, [("x" * 200, True, "\0")], ("as", "is", "by"))

    with reading(engine) as connection:
        assert tuple(connection.execute(select(table)).one()) == ("␀", True, stored("x" * 200, indexed=True))
    engine.dispose()
