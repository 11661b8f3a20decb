"""Rows made up to figures: as many as the figures say, the same on every machine, and each marked."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.cases.built import CASE, case_named
from trilateral.agreement.locations import is_coarse
from trilateral.cases import figures, find_case
from trilateral.errors import MalformedError
from trilateral.mechanism.incidents.accounts import read_row
from trilateral.mechanism.incidents.entries import ROWS

FILE = Path(figures.__file__).parent / "baghdad-2007" / "figures" / "monthly.toml"
GRID = 500_000


def counted(key: str) -> Counter[tuple[str, str]]:
    """How many rows a list has for each place and month."""
    return Counter(
        (row["where"]["names"][0]["text"] if "where" in row else "", str(row["when"]["earliest"])[:7])
        for row in CASE.act(key).rows
    )


def test_one_side_has_exactly_the_figures_and_the_other_some_of_them() -> None:
    places = tomllib.loads(FILE.read_text("utf-8"))["places"]
    expected = Counter(
        {
            (place["names"][0]["text"] if "names" in place else "", month): count
            for place in places
            for month, count in place["months"].items()
        }
    )
    other = counted("picture-us")

    assert counted("picture-iq") == expected
    assert expected.total() == 1193
    assert other < expected
    assert 0.7 < other.total() / expected.total() < 0.8


def test_every_row_is_a_report_on_the_grid_that_says_that_it_is_made_up() -> None:
    for key in ("picture-iq", "picture-us"):
        act = CASE.act(key)

        assert act.says["title"]["text"].startswith("SYNTHETIC")
        assert act.says["what"] == ROWS
        for row in act.rows:
            said, sources = read_row(row)
            assert said is not None
            assert said.told_by is not None
            assert said.told_by.text.startswith("Synthetic")
            assert [source.outlet for source in sources] == ["Uppsala Conflict Data Program"]
            assert said.where is None or is_coarse(said.where, GRID)
            assert said.casualties == ()


def test_the_same_seed_makes_the_same_rows_and_another_makes_others() -> None:
    def made(seed: str) -> list[object]:
        return list(figures.rows_by_seed(FILE, figures.RowsBySeed(figures="monthly.toml", seed=seed), GRID))

    assert tuple(made("2007")) == CASE.act("picture-iq").rows == case_named("baghdad-2007").act("picture-iq").rows
    assert made("2007") != made("2008")


def test_what_both_sides_tell_of_one_event_is_alike() -> None:
    """They differ in what they leave out."""
    ours = [str(row) for row in CASE.act("picture-iq").rows]

    assert not Counter(str(row) for row in CASE.act("picture-us").rows) - Counter(ours)


@pytest.mark.parametrize("text", ["", "places = [", 'source = {}\nplaces = [{ months = { "2007-13" = 1 } }]'])
def test_what_is_no_file_of_figures_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "figures.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(MalformedError, match="expected figures by place and month"):
        list(figures.rows_by_seed(path, figures.RowsBySeed(figures="figures.toml", seed="1"), GRID))


def test_a_case_names_figures_that_are_there(tmp_path: Path) -> None:
    directory = tmp_path / "case"
    directory.mkdir()
    for path in FILE.parent.parent.glob("*.toml"):
        (directory / path.name).write_text(path.read_text("utf-8"), "utf-8")

    with pytest.raises(MalformedError, match="figures"):
        find_case(str(directory))
