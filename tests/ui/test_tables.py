"""Tables that may have no room: each cell says under which head it stands, and each part what it is."""

import re

from trilateral.ui.tables import MANY, stacking, under_heads


def heads_of(rows: str) -> list[str | None]:
    """Under which head each cell says that it stands."""
    cells = re.findall(r"<t[dh]\b([^>]*)>", rows)
    return [found[1] if (found := re.search('data-head="([^"]*)"', each)) else None for each in cells]


def test_each_cell_says_its_head_and_the_first_is_a_heading() -> None:
    rows = under_heads(
        '<tr class="x"><th scope="row">us/1</th><td>A</td><td class="number">2</td></tr>',
        ("Ref", "Who", ("N", "number")),
    )

    assert rows == (
        '<tr role="row" class="x"><th role="rowheader" scope="row">us/1</th><td role="cell" data-head="Who">A</td>'
        '<td role="cell" class="number" data-head="N">2</td></tr>'
    )


def test_cells_over_several_columns_or_rows_move_the_others() -> None:
    rows = under_heads(
        '<tr><th rowspan="2">1</th><td>b</td><td>c</td></tr><tr><td colspan="2">all</td></tr><tr><th>2</th><td>b</td><td>c</td></tr>',
        ("A", "B", "C"),
    )

    assert heads_of(rows) == [None, "B", "C", None, None, "B", "C"]


def test_a_table_within_a_cell_stays_as_it_is() -> None:
    rows = under_heads("<tr><th>1</th><td><table><tr><td>x</td></tr></table></td><td>c</td></tr>", ("A", "B", "C"))

    assert heads_of(rows) == [None, "B", None, "C"]


def test_words_of_a_head_bring_no_markup() -> None:
    """Some heads are names that a party chose."""
    rows = under_heads("<tr><th>1</th><td>x</td><td>y</td></tr>", ("A", 'a "b" <c>', ("long", "", "short & so")))

    assert heads_of(rows) == [None, "a &#34;b&#34; &lt;c&gt;", "short &amp; so"]


def test_two_columns_stay_a_table_and_many_become_blocks_first() -> None:
    assert not stacking(("A", "B"))
    assert stacking(("A", "B", "C")) == "stacks"
    assert stacking(["A"] * MANY) == "stacks many"
