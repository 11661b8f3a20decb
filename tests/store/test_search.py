"""The index of words: the same entries in both databases, in the same order, emptied and dropped with all other tables."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from trilateral.i18n.folding import Term
from trilateral.store import search
from trilateral.store.databases import engine_for, reading, writing
from trilateral.store.owners import Owner, claim_tables, remake_tables
from trilateral.store.search import (
    Asked,
    Place,
    Unit,
    count,
    index_entries,
    indexed,
    places,
    searched,
)
from trilateral.store.sql import create_tables, empty_tables, metadata

ROWS = (
    ("us.example", 4, "us", "statements.made", "s1", 100, "_a _len _pus weapons in basra"),
    ("us.example", 5, "us", "allegations.filed", "s2", 300, "_a _len _pus _tir weapons smuggled to basra"),
    ("ir.example", 4, "ir", "statements.made", "s1", 200, "_a _lfa _pir _zabsr سلاح در بصره"),
    ("ir.example", 6, "ir", "notices.issued", "s3", 9_000, "_a _pir 17"),
)


def unit(*ways: str) -> Unit:
    return tuple(tuple(Term(word.rstrip("*"), word.endswith("*")) for word in way.split()) for way in ways)


def refs(found: list[Place]) -> list[str]:
    return [f"{log.partition('.')[0]}/{number}" for log, number in found]


def find(url: str, asked: Asked, start: int = 0, most: int = 10) -> tuple[int, int, list[str]]:
    engine = engine_for(url)
    try:
        counted = count(engine, asked)
        return counted.said, counted.all, refs(places(engine, asked, counted, start, most))
    finally:
        engine.dispose()


@pytest.fixture
def filled(database_url: str) -> str:
    engine = engine_for(database_url)
    create_tables(engine)
    with writing(engine) as connection:
        index_entries(connection, ROWS[:2])
        index_entries(connection, ())
        index_entries(connection, ROWS[2:])
    engine.dispose()
    return database_url


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            Asked(said=(unit("weapons"), unit("basr*")), wider=(unit("weapons"), unit("basr*"))),
            (2, 2, ["us/5", "us/4"]),
        ),
        (Asked(said=(unit("basra"),), wider=(unit("basra", "_zabsr"),)), (2, 3, ["us/5", "us/4", "ir/4"])),
        (Asked(said=(unit("سلاح"),), wider=(unit("سلاح"),)), (1, 1, ["ir/4"])),
        (Asked(said=(unit("1"),), wider=(unit("1"),)), (0, 0, [])),
        (
            Asked(said=(unit("weapons basra", "17"),), wider=(unit("weapons basra", "17"),)),
            (3, 3, ["us/5", "us/4", "ir/6"]),
        ),
        (Asked(marks=(unit("_pir"),)), (2, 2, ["ir/4", "ir/6"])),
        (Asked(said=(unit("weapons"),), wider=(unit("weapons"),), marks=(unit("_tir"),)), (1, 1, ["us/5"])),
        (Asked(said=(unit("basra"),), wider=(unit("basra"),), phrases=(("to", "basra"),)), (1, 1, ["us/5"])),
        (Asked(since=150, until=8_000), (2, 2, ["us/5", "ir/4"])),
        (Asked(subjects=frozenset({"s1"})), (2, 2, ["ir/4", "us/4"])),
        (Asked(subjects=frozenset()), (0, 0, [])),
        (Asked(cut={"us.example": 5, "ir.example": 0}), (1, 1, ["us/4"])),
        (Asked(cut={}), (0, 0, [])),
    ],
)
def test_the_same_is_found_in_both_databases(filled: str, asked: Asked, expected: tuple[int, int, list[str]]) -> None:
    """What lies ahead of the reader's clock comes last: whoever claims a later time gains no place by it."""
    assert find(filled, replace(asked, now=1_000)) == expected


def test_what_answers_less_well_follows_and_no_page_has_a_line_twice(filled: str) -> None:
    asked = Asked(said=(unit("basra"),), wider=(unit("basra", "_zabsr", "17"),), now=10_000)
    pages = [find(filled, asked, start, 1)[2] for start in range(5)]
    two = [find(filled, asked, start, 2)[2] for start in (0, 2)]

    assert pages == [["us/5"], ["us/4"], ["ir/6"], ["ir/4"], []]
    assert two == [["us/5", "us/4"], ["ir/6", "ir/4"]]


def test_it_is_counted_by_party_and_kind(filled: str) -> None:
    engine = engine_for(filled)
    counted = count(engine, Asked(marks=(unit("_a"),)))
    engine.dispose()

    assert set(counted.by) == {
        ("us", "statements.made", 1),
        ("us", "allegations.filed", 1),
        ("ir", "statements.made", 1),
        ("ir", "notices.issued", 1),
    }


def test_nothing_is_found_any_more_once_the_tables_are_emptied_and_all_is_once_they_are_filled(filled: str) -> None:
    asked = Asked(said=(unit("basra"),), wider=(unit("basra"),))
    engine = engine_for(filled)
    with writing(engine) as connection:
        empty_tables(connection)
    emptied = find(filled, asked), indexed(engine)
    with writing(engine) as connection:
        index_entries(connection, ROWS)
    engine.dispose()

    assert emptied == ((0, 0, []), 0)
    assert find(filled, asked)[:2] == (2, 2)


def test_tables_of_another_version_are_dropped_with_the_index_and_made_again(database_url: str) -> None:
    engine = engine_for(database_url)
    owner = Owner("us.example/log", "hash")
    claim_tables(engine, owner, "one")
    with writing(engine) as connection:
        index_entries(connection, ROWS)
    remake_tables(engine, owner, "two")
    with writing(engine) as connection:
        left = connection.execute(select(searched)).all()
        index_entries(connection, ROWS)
    found = find(database_url, Asked(said=(unit("basra"),), wider=(unit("basra"),)))
    remake_tables(engine, owner, "three")
    with reading(engine) as connection:
        again = connection.execute(select(searched)).all()
    engine.dispose()

    assert left == []
    assert found[:2] == (2, 2)
    assert again == []
    assert "searched" in metadata.tables


def test_of_very_many_the_number_is_not_counted_and_the_newest_come_first(
    filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies ahead of the reader's clock is no newer for it: it would come last of all."""
    monkeypatch.setattr(search, "MOST_COUNTED", 2)
    engine = engine_for(filled)
    asked = Asked(said=(unit("_a"),), wider=(unit("_a"),), now=1_000)
    counted = count(engine, asked)
    found = refs(places(engine, asked, counted, 0, 10))
    engine.dispose()

    assert (counted.all, counted.is_more) == (2, True)
    assert found == ["us/5", "ir/4"]
