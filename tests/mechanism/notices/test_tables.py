"""What lists read of notices, calls and watches."""

from tests.mechanism.notices.test_rules import CALL, PLAN, given, on_duty
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, SOUTH, en, founded
from trilateral.mechanism.notices import tables
from trilateral.mechanism.notices.entries import HotlineDenied, NoticeAcknowledged, NoticeObjected, WatchHandedOver


def test_rows_of_a_notice_name_its_place_nowhere() -> None:
    world, notice = given(PLAN)
    acknowledged = world.say(SOUTH, NoticeAcknowledged(notice), notice)
    objected = world.say(HOST, NoticeObjected(notice, en("The bridge is closed.")), notice)

    rows = stored(tables, world.state(notice))

    (row,) = rows["notices"]
    assert (row["party"], row["sort"], row["status"], row["consent"]) == (NORTH, "movement", "stopped", True)
    assert (row["begins_at"], row["ends_at"]) == ("2030-03-04T07:30:00+00:00", "2030-03-04T13:30:00+00:00")
    assert [(each["party"], each["acknowledged_in"], each["answered_in"]) for each in rows["notice_addressees"]] == [
        (HOST, None, objected),
        (SOUTH, acknowledged, None),
    ]
    assert "East road" not in str(rows)


def test_rows_of_a_call_and_of_a_watch() -> None:
    world = founded()
    call = world.say(NORTH, CALL)
    world.meet()
    world.say(SOUTH, HotlineDenied(), call)
    duty, watch = on_duty()
    duty.say(NORTH, WatchHandedOver("deputy"), watch)

    (row,) = stored(tables, world.state(call))["hotline_calls"]
    assert (row["party"], row["other"], row["outcome"], row["status"]) == (NORTH, SOUTH, "spoken", "denied")
    (held,) = stored(tables, duty.state(watch))["watches"]
    assert (held["party"], held["name"], held["office"], held["handed_to"]) == (NORTH, "River", None, "deputy")
