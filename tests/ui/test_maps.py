"""Plain maps: areas and not points, outlines where some are known, the same picture every time, and nothing that is not in the list."""

import json
from dataclasses import replace
from importlib import resources

import pytest

from trilateral.agreement.locations import Location, Point, coarsened
from trilateral.ledger.entry import Text
from trilateral.ui.maps import WIDTH, Drawn, Place, coordinates, draw
from trilateral.ui.views import PartyView

NORTH = PartyView("north", "North", "NOR", 1)
SOUTH = PartyView("south", "South", "SOU", 2)
BAGHDAD, BASRA = Point(333_400_000, 443_900_000), Point(305_100_000, 477_800_000)


def place(*points: Point, radius_m: int = 8000, label: str = "north/7") -> Place:
    return Place(Location((Text("en", "Somewhere"),), points, radius_m), NORTH, label, "/there")


def drawn(*places: Place) -> Drawn:
    found = draw(places)
    assert found is not None
    return found


def test_a_place_is_an_area_as_large_as_it_may_lie_from_its_middle() -> None:
    near, far = drawn(place(BAGHDAD, radius_m=20_000), place(BASRA, radius_m=100_000)).marks[::-1]

    assert far.circles[0][2] == pytest.approx(5 * near.circles[0][2], rel=0.02)
    assert near.circles[0][0] < far.circles[0][0]  # Basra lies to the east
    assert near.circles[0][1] < far.circles[0][1]  # and to the south


def test_large_areas_lie_below_small_ones() -> None:
    marks = drawn(place(BAGHDAD, radius_m=100), place(BAGHDAD, radius_m=90_000)).marks

    assert [mark.circles[0][2] for mark in marks] == sorted((m.circles[0][2] for m in marks), reverse=True)


def test_letters_of_parties_that_speak_of_one_spot_stand_beside_each_other_and_each_once() -> None:
    other = replace(place(BAGHDAD, label="south/9"), party=SOUTH)
    marks = drawn(place(BAGHDAD), place(BAGHDAD, label="north/8"), other, place(BASRA)).marks
    letters = {(mark.place.label, mark.others): mark.letter_at for mark in marks}

    assert set(letters) == {("north/7", True), ("south/9", False), ("north/7", False)}
    assert letters["south/9", False][0] - letters["north/7", True][0] >= 15
    assert letters["south/9", False][1] == letters["north/7", True][1]


def test_a_route_is_a_line_with_its_points() -> None:
    (mark,) = drawn(place(BAGHDAD, BASRA)).marks

    assert len(mark.circles) == 2
    assert mark.path.startswith("M")
    assert mark.path.count("L") == 1


def test_where_outlines_are_known_they_stand_behind_and_elsewhere_there_is_a_graticule_alone() -> None:
    here, there = drawn(place(BAGHDAD)), drawn(place(Point(0, 0)))

    assert len(here.outlines) == 18
    assert there.outlines == ()
    for each in (here, there):
        assert len(each.lines) >= 4
        assert each.width <= WIDTH + 1
    assert {line.label for line in drawn(place(Point(1, 1), radius_m=300_000)).lines} >= {"0°", "1° N", "1° S", "1° E"}


@pytest.mark.parametrize(
    "point",
    [Point(900_000_000, 0), Point(-900_000_000, -1_800_000_000), Point(0, 1_799_999_999)],
    ids=["pole", "other pole", "date line"],
)
def test_any_point_can_be_drawn(point: Point) -> None:
    found = drawn(place(point, radius_m=20_100_000), place(point, radius_m=0))

    assert 0 < found.width <= WIDTH + 1
    assert 0 < found.height <= 901


def test_places_known_by_name_alone_are_counted_and_not_drawn() -> None:
    assert draw([place()]) is None
    assert drawn(place(), place(BAGHDAD)).unplaced == 1


def test_the_same_places_make_the_same_map() -> None:
    assert draw([place(BAGHDAD), place(BASRA)]) == draw([place(BAGHDAD), place(BASRA)])


def test_a_place_on_the_grid_is_written_with_how_far_it_may_be_off() -> None:
    exact = Location((), (Point(333_412_345, -443_612_345),), 5)

    assert coordinates(exact) == "33.3412345° N 44.3612345° W ± 5 m"
    assert coordinates(coarsened(exact, 100_000)) == "33.35° N 44.35° W ± 8 km"
    assert coordinates(Location((Text("en", "x"),))) == ""


def test_outlines_are_closed_and_lie_on_the_earth() -> None:
    rings = json.loads(resources.files("trilateral.ui").joinpath("outlines", "iraq.json").read_text("utf-8"))

    assert len({each["code"] for each in rings}) == 18
    for each in rings:
        assert each["ring"][0] == each["ring"][-1]
        assert all(38_000 < lon < 49_000 and 28_000 < lat < 38_000 for lon, lat in each["ring"])
