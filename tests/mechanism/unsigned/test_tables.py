"""What lists show of reports."""

from tests.mechanism.rows import stored
from tests.mechanism.unsigned.test_rules import SAID, report
from tests.worlds import HOST, SOUTH, founded
from trilateral.mechanism.unsigned import tables


def test_rows_of_a_report() -> None:
    world = founded()
    said = world.say(HOST, report(SOUTH, SAID))

    rows = stored(tables, world.state(said))

    (row,) = rows["unsigned_reports"]
    assert (row["subject"], row["party"], row["of"], row["kind"]) == (said, HOST, SOUTH, "statements.made/1")
    assert (row["about"], row["paper"]) == (None, None)
