"""What lists show of disputes."""

from tests.mechanism.disputes.rungs import LATE, escalate
from tests.mechanism.disputes.test_rules import MORE, agreed
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, SOUTH
from trilateral.mechanism.disputes import tables


def test_rows_of_a_dispute_on_its_second_rung() -> None:
    world, subject, put = agreed(MORE)
    late = LATE.replace(day=LATE.day + 3)
    up = escalate(world, NORTH, subject, late)

    rows = stored(tables, world.state(subject))

    (row,) = rows["disputes"]
    assert (row["party"], row["rung"], row["clock"], row["status"]) == (NORTH, 1, "disputes.joint_committee", "open")
    assert [each["party"] for each in rows["dispute_parties"]] == [NORTH, SOUTH]
    assert [each["extended_hours"] for each in rows["dispute_rungs"]] == [48, 0, 0, 0, 0]
    assert [(each["entry"], each["rung"], each["shown_at"]) for each in rows["dispute_escalations"]] == [
        (up, 0, int(late.timestamp()))
    ]
    assert [(each["entry"], each["sort"], each["standing"]) for each in rows["dispute_steps"]] == [
        (put, "extend", "agreed")
    ]
    assert [(each["party"], each["word"]) for each in rows["dispute_words"]] == [
        (HOST, "accepted"),
        (NORTH, "accepted"),
        (SOUTH, "accepted"),
    ]
