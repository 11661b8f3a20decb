"""Five accounts of the first round on ten points: the table comes out as whoever reads all five would fill it in."""

from pathlib import Path

import pytest

from tests.cases.built import CASE
from trilateral.cases.playing import placed
from trilateral.mechanism.accounts.entries import Quote
from trilateral.mechanism.accounts.matrix import Cell, Matrix, about_one, days_told, expectations, matrix
from trilateral.mechanism.accounts.rules import Account, Point, warnings
from trilateral.node.keys import open_keyring
from trilateral.node.record import Record, open_record

ACCOUNTS = ("news-line", "usadi", "mcclatchy", "new-york-times", "la-times")
TABLE = {
    "another-meeting": ("says", "differs", "silent", "denies", "silent"),
    "agreement": ("says", "denies", "differs", "denies", "differs"),
    "mechanism": ("says", "differs", "silent", "silent", "differs"),
    "reply": ("denies", "denies", "silent", "differs", "denies"),
    "tone": ("says", "differs", "denies", "denies", "differs"),
    "detainees": ("silent", "says", "silent", "silent", "differs"),
    "group": ("silent", "says", "silent", "silent", "differs"),
    "training": ("differs", "says", "silent", "silent", "silent"),
    "addressing": ("silent", "silent", "differs", "silent", "silent"),
    "names": ("differs", "differs", "differs", "differs", "silent"),
}
WORDS = {
    ("another-meeting", "news-line"): "The Iranian side looks forward to one.",
    ("another-meeting", "usadi"): "Iran spoke of how further talks would be held.",
    ("another-meeting", "new-york-times"): "None was promised.",
    ("agreement", "news-line"): "Broad agreement on a policy towards Iraq.",
    ("agreement", "mcclatchy"): "One thing: stability under the present government.",
    ("agreement", "la-times"): "No breakthrough, and slight progress.",
    ("mechanism", "news-line"): "Proposed, to coordinate on security.",
    ("mechanism", "la-times"): "Proposed, to ease the conflict.",
    ("reply", "news-line"): "Not directly, and without any great detail.",
    ("reply", "la-times"): "Rejected, without detail.",
    ("detainees", "usadi"): "Five commanders of a military force.",
    ("detainees", "la-times"): "Five diplomats.",
    ("addressing", "mcclatchy"): "One side directly; the other mostly through the moderator.",
}
"""What the cells say, where the difference is the point."""


@pytest.fixture(scope="module")
def record(homes: Path) -> Record:
    return open_record(homes / "iq")


@pytest.fixture(scope="module")
def ids(record: Record) -> dict[str, str]:
    return {key: verdict.entry.id for key, verdict in placed(record.fold, CASE).items() if verdict.entry}


@pytest.fixture(scope="module")
def subjects(record: Record, ids: dict[str, str]) -> tuple[tuple[Account, ...], tuple[Point, ...]]:
    held = [each for each in record.fold.subjects("accounts").values() if isinstance(each, Account | Point)]
    first = record.fold.state(ids["account-usadi"])
    assert isinstance(first, Account)
    return about_one(first, held)


@pytest.fixture(scope="module")
def table(subjects: tuple[tuple[Account, ...], tuple[Point, ...]]) -> Matrix:
    return matrix(*subjects)


def by_name(table: Matrix, ids: dict[str, str]) -> dict[tuple[str, str], Cell]:
    points = {ids[f"point-{point}"]: point for point in TABLE}
    accounts = {ids[f"account-{account}"]: account for account in ACCOUNTS}
    return {
        (points[row.point.id], accounts[cell.witness.accounts[0].id]): cell for row in table.rows for cell in row.cells
    }


def test_the_table_of_ten_points_and_five_accounts(table: Matrix, ids: dict[str, str]) -> None:
    cells = by_name(table, ids)

    assert len(cells) == 50
    assert {point: tuple(cells[point, account].stance for account in ACCOUNTS) for point in TABLE} == TABLE


def test_the_cells_say_what_each_account_says(table: Matrix, ids: dict[str, str]) -> None:
    cells = by_name(table, ids)
    said = {}
    for key in WORDS:
        ((_, read),) = cells[key].reads
        assert read.value is not None
        said[key] = read.value.text

    assert said == WORDS


def test_five_witnesses_of_whom_nobody_copied_another(table: Matrix) -> None:
    assert (table.fewest, table.most) == (5, 5)
    assert [len(witness.accounts) for witness in table.witnesses] == [1] * 5


def test_another_meeting_has_as_many_answers_as_tellers(table: Matrix, ids: dict[str, str]) -> None:
    """Nobody decides between them: one says so, one denies it, one words it differently, two are silent."""
    row = next(each for each in table.rows if each.point.id == ids["point-another-meeting"])

    assert {stance: len(row.witnesses(stance)) for stance in ("says", "denies", "differs", "silent")} == {
        "says": 1,
        "denies": 1,
        "differs": 1,
        "silent": 2,
    }


def test_quotations_have_at_most_eight_words_with_those_around_them(
    subjects: tuple[tuple[Account, ...], tuple[Point, ...]],
) -> None:
    accounts, _ = subjects
    quotes = [read.quote for account in accounts for read in account.reads if read.quote is not None]

    assert len(quotes) > 25
    assert all(len(_whole(quote).split()) <= 8 for quote in quotes)


def _whole(quote: Quote) -> str:
    return f"{quote.prefix} {quote.exact} {quote.suffix}"


def test_excerpts_say_where_they_are_from_and_where_they_were_cut(
    subjects: tuple[tuple[Account, ...], tuple[Point, ...]], ids: dict[str, str]
) -> None:
    found = {each.id: each for each in subjects[0]}
    for name in ("mcclatchy", "new-york-times", "la-times"):
        account = found[ids[f"account-{name}"]]

        assert account.excerpted_in == ids["account-usadi"]
        assert account.omissions
        assert {each.mark for each in account.omissions} == {"AAA"}


def test_the_commentary_prints_a_year_that_is_not_that_of_its_publication(
    subjects: tuple[tuple[Account, ...], tuple[Point, ...]], ids: dict[str, str]
) -> None:
    accounts, _ = subjects

    assert {each.id: warnings(each) for each in accounts if warnings(each)} == {
        ids["account-usadi"]: ("printed_otherwise",)
    }
    assert days_told(accounts) == ("2007-05-28",), "yesterday, on Monday and May 28 are one day"


def test_what_was_expected_of_the_talks_stands_beside_what_was_told(
    subjects: tuple[tuple[Account, ...], tuple[Point, ...]], ids: dict[str, str]
) -> None:
    found = {each.point.id: each for each in expectations(*subjects)}

    assert set(found) == {ids["point-detainees"], ids["point-group"]}
    assert all([cell.stance for cell in each.expected.cells] == ["says"] for each in found.values())


def test_statements_in_the_room_and_outside_it_stand_with_the_point(record: Record, ids: dict[str, str]) -> None:
    point = record.fold.state(ids["point-mechanism"])

    assert isinstance(point, Point)
    assert {(each.statement, each.outside) for each in point.links} == {
        (ids["mechanism-proposed"], False),
        (ids["readout-ir"], True),
    }


def test_spellings_of_names_stand_in_the_erasable_part_alone(homes: Path, ids: dict[str, str]) -> None:
    found = {}
    record = open_record(homes / "us")
    word = (homes / "passphrase").read_text("ascii").strip()
    with open_keyring(homes / "us" / "keys", word) as ring:
        record.readers.use(ring.identities())
        for name in ("news-line", "usadi", "mcclatchy", "new-york-times"):
            verdict = record.fold.verdict(ids[f"reading-{name}-names"])
            assert verdict is not None
            assert verdict.entry is not None
            found[name] = {row.name: row.value for row in record.readers.rows(verdict.entry) or ()}["spellings"]

    assert len(set(found.values())) == 4, "no two spell all names alike"
    assert "Qumi" in str(found["usadi"])
    assert "Qomi" in str(found["mcclatchy"])
