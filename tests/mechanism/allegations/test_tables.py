"""What lists show of allegations."""

from tests.mechanism.allegations.test_rules import filed
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.mechanism.allegations import tables
from trilateral.mechanism.allegations.entries import AllegationRemarked, PointAnswered


def test_rows_of_an_allegation() -> None:
    world, allegation = filed()
    before = world.state(allegation)
    answer = world.say(SOUTH, PointAnswered(1, "denied", en("no")), allegation)
    world.say(HOST, AllegationRemarked(en("noted")), allegation)

    rows = stored(tables, before, world.state(allegation))

    (row,) = rows["allegations"]
    assert (row["party"], row["against"], row["status"], row["asked_of"]) == (NORTH, SOUTH, "answered_in_part", SOUTH)
    assert (row["points"], row["open_points"], row["proxy"]) == (3, 2, "an armed group")
    assert [(each["point"], each["answer"], each["answered_in"]) for each in rows["allegation_points"]] == [
        (0, None, None),
        (1, "denied", answer),
        (2, None, None),
    ]
    assert [(each["party"], each["text"]) for each in rows["allegation_remarks"]] == [(HOST, "noted")]
