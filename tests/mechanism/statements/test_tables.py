"""What lists show of statements."""

from tests.mechanism.rows import stored
from tests.mechanism.statements.test_rules import VIA, made
from tests.worlds import HOST, NORTH, SOUTH
from trilateral.mechanism.statements import tables
from trilateral.mechanism.statements.entries import StatementRelayed


def test_rows_of_a_statement() -> None:
    world, said = made(SOUTH, VIA)
    before = world.state(said)
    world.say(HOST, StatementRelayed((NORTH,)), said)

    rows = stored(tables, before, world.state(said))

    (row,) = rows["statements"]
    assert (row["party"], row["sort"], row["addressed"], row["via"]) == (SOUTH, "demand", "via", HOST)
    assert (row["status"], row["outside"], row["text"]) == ("relayed", False, "Withdraw.")
    assert rows["statement_addressees"] == [
        {"subject": said, "party": NORTH, "relayed": True, "acknowledged": False},
    ]
