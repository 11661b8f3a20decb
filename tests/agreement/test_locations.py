"""Places with a radius: grids that hide, distances against known ones, and what is certain of two places."""

import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from trilateral.agreement.clocks import Answer
from trilateral.agreement.locations import Location, Point, coarsened, distance_m, is_coarse, may_meet, off_m

LATS = st.integers(-900_000_000, 900_000_000)
LONS = st.integers(-1_800_000_000, 1_799_999_999)
POINTS = st.builds(Point, LATS, LONS)
GRIDS = st.sampled_from([1, 7, 1_000, 10_000, 50_000, 100_000, 333_333, 5_000_000])


def at(lat: float, lon: float, radius_m: int = 0, *, whole: bool = False) -> Location:
    return Location((), (Point(round(lat * 1e7), round(lon * 1e7)),), radius_m, whole=whole)


def route(*points: tuple[float, float], radius_m: int = 0) -> Location:
    return Location((), tuple(Point(round(lat * 1e7), round(lon * 1e7)) for lat, lon in points), radius_m, whole=True)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (at(0, 0), at(0, 1), 111_195),
        (at(0, 179.5), at(0, -179.5), 111_195),  # across the line of dates
        (at(90, 0), at(-90, 0), 20_015_115),
        (route((0, -1), (0, 1)), route((-1, 0), (1, 0)), 0),  # they cross, and no end is near
        (route((0, -1), (0, 1)), at(1, 0), 111_195),
        (route((0, -1), (0, 1)), at(0, 2), 111_195),
        (route((0, 0), (0, 0)), at(0, 0), 0),
    ],
)
def test_distances(one: Location, other: Location, metres: int) -> None:
    found = distance_m(one, other)

    assert found == pytest.approx(metres, rel=2e-4, abs=1)
    assert found == distance_m(other, one)


@given(POINTS, POINTS)
def test_between_two_spots_it_is_the_haversine_formula(one: Point, other: Point) -> None:
    lat, lat_other = math.radians(one.lat / 1e7), math.radians(other.lat / 1e7)
    half = math.sin((lat - lat_other) / 2) ** 2
    half += math.cos(lat) * math.cos(lat_other) * math.sin(math.radians((one.lon - other.lon) / 1e7) / 2) ** 2
    expected = 2 * 6_371_008.8 * math.asin(min(1.0, math.sqrt(half)))

    assert distance_m(Location((), (one,)), Location((), (other,))) == pytest.approx(expected, rel=1e-6, abs=0.1)


@given(st.lists(POINTS, min_size=1, max_size=4), st.integers(0, 30_000), GRIDS)
def test_on_a_grid_it_says_no_more_than_its_square_and_holds_the_truth(
    points: list[Point], radius: int, grid: int
) -> None:
    truth = Location((), tuple(points), radius, whole=True)

    shown = coarsened(truth, grid)

    assert is_coarse(shown, grid)
    assert coarsened(shown, grid) == shown
    for point in points:
        apart = distance_m(Location((), (point,)), Location((), shown.points))
        assert apart is not None
        assert apart + radius <= shown.radius_m + 1


@given(POINTS, GRIDS, st.data())
def test_two_spots_of_one_square_look_the_same(point: Point, grid: int, data: st.DataObject) -> None:
    side = grid * 10
    lat = data.draw(st.integers(point.lat // side * side, point.lat // side * side + side - 1))

    there = Point(max(-900_000_000, min(lat, 900_000_000)), point.lon)

    shown = [coarsened(Location((), (each,)), grid) for each in (point, there)]
    assert shown[0].points == shown[1].points or abs(point.lat) == 900_000_000 or abs(there.lat) == 900_000_000


def test_a_finer_place_is_not_coarse() -> None:
    shown = coarsened(at(33.3152, 44.3661), 100_000)

    assert shown.points == (Point(333_500_000, 443_500_000),)
    assert not is_coarse(at(33.3152, 44.3661), 100_000)
    assert not is_coarse(Location((), shown.points, shown.radius_m - 1), 100_000)
    assert not is_coarse(Location((), shown.points, shown.radius_m, whole=True), 100_000)
    assert is_coarse(at(33.3152, 44.3661), 0)
    assert is_coarse(Location(), 100_000)


@pytest.mark.parametrize(
    ("one", "other", "margin", "expected"),
    [
        (at(0, 0), at(0, 0.009), 1_001, Answer.YES),
        (at(0, 0), at(0, 0.009), 900, Answer.NO),
        (at(0, 0, 2_000, whole=True), at(0, 0.009), 0, Answer.YES),
        (at(0, 0, 2_000), at(0, 0.009), 0, Answer.UNDECIDED),  # it may lie on the other side
        (at(0, 0, 2_000), at(0, 0), 0, Answer.UNDECIDED),
        (at(0, 0, 2_000), at(0, 1), 0, Answer.NO),
        (at(0, 0), Location(), 10, Answer.UNDECIDED),
        (route((0, -1), (0, 1), radius_m=500), at(0.004, 0), 0, Answer.YES),
    ],
)
def test_what_is_certain_of_two_places(one: Location, other: Location, margin: int, expected: Answer) -> None:
    assert may_meet(one, other, margin) is expected
    assert may_meet(other, one, margin) is expected


def _exact(one: Location, other: Location) -> float:
    """Between all stretches of both, as of two routes short enough to be drawn whole."""
    short = [
        [replace(each, points=each.points[at : at + 2]) for at in range(len(each.points) - 1)] for each in (one, other)
    ]
    return min(distance_m(a, b) or 0.0 for a in short[0] for b in short[1])


@given(st.integers(0, 999), st.booleans(), st.sampled_from([500_000, 20_000_000, 600_000_000]))
@settings(max_examples=12)
def test_a_route_drawn_with_fewer_points_says_nothing_else_than_the_whole_one(
    seed: int,
    whole: bool,
    wide: int,
) -> None:
    """At most less: what its every stretch would decide may be left open. Also where stretches are thousands of kilometres long."""
    chance = Random(seed)  # noqa: S311 - a route that can be drawn again, not a secret

    def drawn(lon: int) -> Location:
        points = (
            Point(chance.randrange(300_000_000, 300_000_000 + wide // 40), chance.randrange(lon, lon + wide))
            for _ in range(chance.randrange(105, 130))
        )
        return Location(points=tuple(points), radius_m=100, whole=whole)

    one, other = drawn(0), drawn(chance.randrange(0, 2 * wide))
    apart, margin = _exact(one, other), chance.randrange(5_000)
    reaching, unknown = (margin + 200, 0) if whole else (margin, 200)
    told, shown = may_meet(one, other, margin), distance_m(one, other)

    assert off_m(one, other) > 0
    assert shown is not None
    assert abs(apart - shown) <= off_m(one, other)
    assert told is not Answer.YES or apart + unknown <= reaching
    assert told is not Answer.NO or apart > reaching + unknown


def test_a_long_stretch_between_two_points_beside_a_great_circle_is_not_missed() -> None:
    """It lies further from the circle than both its ends."""
    corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 20.0), (0.0, 20.0))
    around = route(*(corners[at % 4] for at in range(3_501)))
    top = math.degrees(math.atan(math.tan(math.radians(1)) / math.cos(math.radians(10))))
    on_it = route(*((top, 10 + at / 1e6) for at in range(3_500)))

    assert off_m(around, on_it) > 0
    assert may_meet(around, on_it) is not Answer.NO


def test_a_place_against_a_route_of_an_ordinary_length_is_reckoned_whole() -> None:
    patrol = route(*((at % 2 / 100, at / 1000) for at in range(60)))

    assert off_m(patrol, at(0, 0.1)) == 0


def test_routes_of_thousands_of_points_are_compared_at_once() -> None:
    """Each is one entry that a party signs; every stretch with every other would take minutes, on everybody's home."""
    one, other = (route(*((lat + at % 2 / 100, at / 1000) for at in range(3_500))) for lat in (10, 40))

    assert may_meet(one, other, 1_000) is Answer.NO
    assert may_meet(one, one) is not Answer.NO
