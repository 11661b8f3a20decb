"""What lists show of suspensions."""

from tests.mechanism.rows import stored
from tests.mechanism.suspensions.test_rules import FLOOD, crossed, in_force
from tests.worlds import DATE, HOST, NORTH, SOUTH
from trilateral.mechanism.suspensions import tables


def test_rows_of_a_suspension_in_force() -> None:
    world, subject = in_force()

    rows = stored(tables, world.state(subject))

    (row,) = rows["suspensions"]
    assert (row["party"], row["reason"], row["status"], row["text"]) == (
        NORTH,
        "force_majeure",
        "agreed",
        FLOOD.text.text,
    )
    assert (row["from_at"], row["until_at"]) == (int(DATE.timestamp()), int(DATE.timestamp()) + 10 * 86_400)
    assert rows["suspension_clocks"] == [{"subject": subject, "clock": "allegations.answer"}]
    assert [(each["party"], each["word"]) for each in rows["suspension_words"]] == [
        (HOST, "accepted"),
        (NORTH, "accepted"),
        (SOUTH, "accepted"),
    ]
    assert [each["disputed"] for each in rows["suspension_stops"]] == [False]


def test_a_crossed_one_is_listed_with_what_is_in_dispute() -> None:
    world, subject = crossed()

    rows = stored(tables, world.state(subject))

    assert rows["suspensions"][0]["status"] == "crossed"
    assert [each["disputed"] for each in rows["suspension_stops"]] == [True]
