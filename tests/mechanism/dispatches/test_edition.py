"""The edition as bytes: both ways, redacted and whole, and every way in which a file can be none."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mechanism.dispatches.test_rules import ONE, TWO, issue
from tests.worlds import en
from trilateral.errors import MalformedError
from trilateral.ledger.canonical import encode_canonical
from trilateral.mechanism.dispatches.edition import edition_root, encode_edition, item_hash, parse_edition
from trilateral.mechanism.dispatches.entries import Figure, Item

ENTRY = "a" * 64
THREE = issue(ONE, TWO, Item((en("x"),), figures=(Figure("shots", en("Shots"), 2, entries=("1" * 64, "2" * 64)),)))


@given(st.none() | st.sets(st.integers(1, 3)))
def test_an_edition_has_one_root_whatever_it_withholds(shown: set[int] | None) -> None:
    edition = parse_edition(encode_edition(ENTRY, THREE, shown))

    assert edition.root == edition_root(THREE)
    assert edition.entry == ENTRY
    assert set(edition.withheld) == (set() if shown is None else {1, 2, 3} - shown)
    for number, item in enumerate(THREE.items, 1):
        assert edition.items[number - 1] == (item_hash(item) if number in edition.withheld else item)


def test_what_is_withheld_is_not_in_the_file() -> None:
    data = encode_edition(ENTRY, THREE, {2, 3})

    assert b"All quiet." in encode_edition(ENTRY, THREE)
    assert b"All quiet." not in data
    assert "آرام".encode() not in data


@pytest.mark.parametrize(
    "changed",
    [
        {"volume": 2},
        {"number": 2},
        {"dated_on": "2030-03-05"},
        {"title": (en("River reports"),)},
        {"items": (TWO, ONE)},
        {"items": (ONE,)},
        {"items": (ONE, Item((en("The ferry runs!"),)))},
        {"items": (msgspec.structs.replace(ONE, salt="f" * 32), TWO)},
        {"release_by": ("north",)},
    ],
)
def test_anything_that_changes_makes_another_edition(changed: dict[str, Any]) -> None:
    before = issue()

    assert edition_root(msgspec.structs.replace(before, **changed)) != edition_root(before)


def test_every_prefix_and_anything_behind_it_is_refused() -> None:
    data = encode_edition(ENTRY, issue())
    for cut in [*(data[:length] for length in range(0, len(data) - 1, 7)), data + b"\n", data + b"x", b"\xff", b"[]"]:
        with pytest.raises(MalformedError):
            parse_edition(cut)


def changed(**members: Any) -> bytes:
    found = json.loads(encode_edition(ENTRY, issue()))
    return encode_canonical({**found, **members}) + b"\n"


@pytest.mark.parametrize(
    "data",
    [
        changed(root="b" * 64),
        changed(format="trilateral/dispatch-edition@v2"),
        changed(items=[{}]),
        changed(items=[{"withheld": "0"}]),
        changed(items=[{"withheld": "0" * 64, "item": {"texts": []}}]),
        changed(items=[{"item": {"texts": [], "more": 1}}]),
        changed(more=1),
        changed(entry="us/42"),
        changed(head=[]),
        changed(head={"volume": 9}),
    ],
)
def test_what_is_no_edition(data: bytes) -> None:
    with pytest.raises(MalformedError, match="edition"):
        parse_edition(data)
