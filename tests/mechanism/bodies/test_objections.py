"""Whatever stands against an entry about parts has a code, a sentence, and comes before anything is signed."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from tests.mechanism.bodies.under_seal import BLOB, COMMIT, shown
from tests.server.refusing import Made, codes_of, refused_by_api, refused_by_node
from tests.server.web import Visitor, en, web
from trilateral.ledger.entry import Body
from trilateral.mechanism.bodies.entries import (
    PartErased,
    PartsReceived,
    RowsErased,
    RowsListed,
    ShownField,
    WordsDisclosed,
    WordsSealed,
)
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.parts import disclosure, entry_named

X = en("x")
MANY = tuple(f"{number:064x}" for number in range(901))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with web(tmp_path_factory.mktemp("bodies")) as us:
        record = Made(us)
        record.say("sealed", "us", StatementMade("position", X), audience=("iq",))
        record.say("open", "us", StatementMade("position", en("in the open")))
        record.say("rows", "us", RowsListed(X, "x", 3, "a" * 64))
        record.say("theirs", "iq", RowsListed(X, "x", 3, "b" * 64))
        us.node.record.bodies.put(b"a part")
        yield record


@pytest.fixture(scope="module")
def delegate(made: Made) -> Iterator[Visitor]:
    with made.us.visitor() as visitor:
        yield visitor


def true_field(made: Made) -> ShownField:
    record = made.us.node.record
    return disclosure(record, entry_named(record, made.said["sealed"].ref), ("body.text",)).fields[0]


SEALED = {"kind": "bodies.sealed/1", "blob": BLOB, "commit": COMMIT}


def rows(made: Made) -> dict[str, tuple[Body, str, dict[str, Any]]]:
    """For each code what is said, about which subject, and what the header says otherwise."""
    return {
        "names_too_many": (PartsReceived(), "", {}),
        "no_audience": (WordsSealed(), "", {**SEALED, "audience": ()}),
        "no_part": (WordsSealed(), "", {"audience": ("iq",)}),
        "no_rows": (RowsErased((0,), X), "", {}),
        "no_such_row": (RowsErased((3,), X), "rows", {}),
        "not_a_member": (WordsSealed(), "", {**SEALED, "audience": ("west",)}),
        "not_in_order": (RowsErased((1, 0), X), "rows", {}),
        "not_its_part": (PartErased(made.open, BLOB, X), "", {}),
        "not_sealed": (shown(), "", {}),
        "not_seen": (PartErased("f" * 64, BLOB, X), "", {}),
        "not_what_was_sealed": (WordsDisclosed((replace(true_field(made), value='"no"'),)), "sealed", {}),
        "not_yours_to_erase": (RowsErased((0,), X), "theirs", {}),
        "opens_its_own": (RowsListed(en("again"), "x", 3, "a" * 64), "rows", {}),
    }


CODES = sorted(code.partition(".")[2] for code in codes_of("bodies"))


def test_the_table_has_every_code(made: Made) -> None:
    assert sorted(rows(made)) == CODES


@pytest.mark.parametrize("code", CODES)
def test_it_is_refused(made: Made, delegate: Visitor, code: str) -> None:
    """The part that a header names lies here: what stands against the entry is asked of the rules."""
    body, on, header = rows(made)[code]
    if "blob" in header:
        header = {**header, "blob": made.us.node.record.bodies.put(b"a part")}

    assert refused_by_node(made, body, on, **header) == f"bodies.{code}"
    assert refused_by_api(made, delegate, body, on, **header) == f"bodies.{code}"


def test_a_receipt_of_more_parts_than_fit_is_none(made: Made) -> None:
    assert refused_by_node(made, PartsReceived(MANY), "") == "bodies.names_too_many"
