"""What the joint work plan shows of requests."""

from tests.mechanism.requests.test_rules import crossed_changes, done
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.mechanism.requests import tables
from trilateral.mechanism.requests.entries import RequestDisputed, RequestVerified


def test_rows_of_a_request() -> None:
    world, subject, report = done()
    world.say(HOST, RequestVerified(report), subject)
    world.say(NORTH, RequestDisputed(report, en("Nobody was there.")), subject)

    rows = stored(tables, world.state(subject))

    (row,) = rows["requests"]
    assert (row["party"], row["sort"], row["area"], row["status"]) == (NORTH, "action", "The border", "disputed")
    assert rows["request_owners"] == [
        {"subject": subject, "number": 0, "owner": SOUTH, "due_on": "2030-02-01", "reported_in": report}
    ]
    assert [(each["party"], each["word"], each["counts"]) for each in rows["request_checks"]] == [
        (HOST, "verified", False),
        (NORTH, "disputed", True),
    ]
    assert rows["request_changes"] == []


def test_changes_that_crossed_have_a_row_each() -> None:
    world, subject = crossed_changes()

    rows = stored(tables, world.state(subject))

    assert [each["due_on"] for each in rows["request_owners"]] == ["2030-03-01", "2030-04-01"]
    assert [(each["agreed"], each["accepted"], each["concerned"]) for each in rows["request_changes"]] == [
        (True, 2, 2),
        (True, 2, 2),
    ]
