"""What may lie near is found without looking at everything, and nothing that may meet is left out."""

from datetime import timedelta
from typing import NamedTuple

from hypothesis import example, given
from hypothesis import strategies as st

from tests.worlds import DATE, en
from trilateral.agreement.clocks import Answer
from trilateral.agreement.intervals import Interval, overlap
from trilateral.agreement.locations import Location, Point, may_meet
from trilateral.picture.nearby import Ground, names_of

HOUR = timedelta(hours=1)


class Thing(NamedTuple):
    """Something with a time and a place."""

    when: Interval
    where: Location


def spot(lat: float, lon: float, radius_m: int = 0) -> Location:
    return Location((), (Point(round(lat * 1e7), round(lon * 1e7)),), radius_m, whole=True)


angles = st.sampled_from([-89.9, -70.1, -69.9, -45.0, 0.0, 33.0, 33.01, 33.2, 34.0, 69.9, 70.1, 90.0])
longitudes = st.sampled_from([-180.0, -179.99, -90.0, 0.0, 44.0, 44.01, 44.3, 45.0, 100.0, 179.99])
points = st.builds(lambda lat, lon: Point(round(lat * 1e7), round(lon * 1e7)), angles, longitudes)
names = st.lists(st.sampled_from(["bridge", "Bridge ", "ferry"]).map(en), max_size=2).map(tuple)
places = st.builds(
    Location,
    names,
    st.lists(points, max_size=3).map(tuple),
    st.sampled_from([0, 50, 1_000, 60_000, 900_000, 20_000_000]),
    st.booleans(),
)
times = st.builds(
    lambda after, hours, whole: Interval(DATE + after * HOUR, DATE + (after + hours) * HOUR, whole=whole),
    st.integers(-30, 30),
    st.sampled_from([0, 1, 24, 60]),
    st.booleans(),
)
things = st.builds(Thing, times, places)


@given(st.lists(things, max_size=12), things, st.sampled_from([0, 1_000, 40_000]))
@example(
    [Thing(Interval(DATE), Location((), (Point(699_000_000, 0), Point(699_000_000, 200_000_000)), 0, whole=True))],
    Thing(Interval(DATE), spot(70.5, 10.0, 40_000)),
    1_000,
)
def test_nothing_that_may_meet_is_left_out(given_things: list[Thing], asking: Thing, margin_m: int) -> None:
    """Wherever on Earth, by points or by name; the example is a route that bends far north of its ends."""
    found = list(Ground(given_things, margin_m).near(asking))

    assert len(found) == len(set(found))
    for number, other in enumerate(given_things):
        if overlap(asking.when, other.when) is Answer.NO:
            continue
        if asking.where.points and other.where.points:
            if may_meet(asking.where, other.where, margin_m) is not Answer.NO:
                assert number in found
        elif names_of(asking.where) & names_of(other.where):
            assert number in found


def test_what_lies_far_or_was_long_ago_is_not_looked_at() -> None:
    now = Interval(DATE, DATE + HOUR, whole=True)
    near, far = Thing(now, spot(33.0, 44.0)), Thing(now, spot(36.0, 44.0))
    long_ago = Thing(Interval(DATE - 99 * HOUR), spot(33.0, 44.0))
    another_name = Thing(now, Location((en("ferry"),)))

    found = list(Ground([near, far, long_ago, another_name], 1_000).near(Thing(now, spot(33.01, 44.0))))

    assert found == [0]


def test_a_name_alone_finds_the_same_name_and_no_other() -> None:
    now = Interval(DATE, DATE + HOUR, whole=True)
    bridge, ferry = Location((en(" BRIDGE"),)), Location((en("ferry"),), (Point(0, 0),))
    ground = Ground([Thing(now, bridge), Thing(now, ferry)], 0)

    assert list(ground.near(Thing(now, Location((en("bridge"),))))) == [0]
    assert list(ground.near(Thing(now, Location((en("Ferry"),))))) == [1]
    assert list(ground.near(Thing(now, Location((en("bridge"),), (Point(0, 0),))))) == [1, 0]
