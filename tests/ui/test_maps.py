"""Plain maps: areas and not points, outlines where some are known, the same picture every time, and nothing that is not in the list."""

import json
import re
from dataclasses import replace
from hashlib import sha256
from importlib import resources

import pytest

from trilateral.agreement.locations import Location, Point, coarsened
from trilateral.errors import MalformedError
from trilateral.ledger.entry import Text
from trilateral.ui.backdrops import clipped, middle, parse_backdrop
from trilateral.ui.maps import WIDTH, Drawn, Place, coordinates, draw, figures
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

    assert 4 <= len(here.outlines) <= 18
    assert len(here.lands) == 2
    assert (there.outlines, there.lands, there.names) == ((), (), ())
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
    assert coordinates(Location((Text("en", "x"),))) == figures(Location((Text("en", "x"),))) == ""
    assert figures(Location(points=(Point(333_500_000, 444_000_000), Point(-5, 0)))) == (
        "33.35° N 44.40° E → 0.0000005° S 0.00° E"
    )


def test_names_are_in_the_readers_language_and_none_lies_on_another_or_over_the_edge() -> None:
    wide = place(BAGHDAD, radius_m=400_000)
    for lang, iraq, iran in (("en", "Iraq", "Iran"), ("ar", "العراق", "إيران"), ("fa", "عراق", "ایران")):
        found = draw([wide], None, lang)
        assert found is not None
        rooms = [(n.x - len(n.text) * 3.2, n.y - 13, n.x + len(n.text) * 3.2, n.y + 3) for n in found.names]
        texts = [name.text for name in found.names]

        assert iran in texts
        assert len(texts) == len(set(texts)) > 4
        assert iraq in texts or any(name.unit for name in found.names)
        assert all(r[0] > 0 and r[2] < found.width and r[1] > 0 and r[3] < found.height for r in rooms)
        for number, one in enumerate(rooms):
            for other in rooms[:number]:
                assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


def test_rings_of_parties_in_one_spot_each_show_and_none_is_finer() -> None:
    here = place(BAGHDAD)
    first, second = drawn(here, replace(here, party=SOUTH, label="south/9")).marks[::-1]

    assert first.circles[0][:2] == second.circles[0][:2]
    assert second.circles[0][2] - first.circles[0][2] >= 3
    assert first.circles[0][2] == drawn(here).marks[0].circles[0][2]


def test_what_a_line_encloses_is_cut_at_the_edge_and_keeps_its_middle() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]

    assert clipped(square, (10, 10, 20, 20)) == []
    part = clipped(square, (1, 1, 9, 3))
    assert {round(lon, 6) for lon, _ in part} == {1, 4}
    assert {round(lat, 6) for _, lat in part} == {1, 3}
    assert middle(square) == pytest.approx((2, 2))


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"{}",
        b"[1]",
        b'[{"ring": []}]',
        b'[{"ring": [[1,2]], "more": 1}]',
        b'[{"ring": [[0,91],[0,0],[1,1],[0,91]]}]',
    ],
)
def test_an_operators_lines_that_are_none_are_refused(wrong: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_backdrop(wrong)


@pytest.mark.parametrize(("name", "parts", "count"), [("iraq.json", 1000, 18), ("world.json", 100, 210)])
def test_outlines_are_closed_and_lie_on_the_earth(name: str, parts: int, count: int) -> None:
    rings = json.loads(resources.files("trilateral.ui").joinpath("outlines", name).read_text("utf-8"))

    assert len({each["code"] for each in rings} - {""}) >= count
    for each in rings:
        assert each["ring"][0] == each["ring"][-1]
        assert all(-180 <= lon / parts <= 180 and -90 <= lat / parts <= 90 for lon, lat in each["ring"])
    if name == "iraq.json":
        assert all(set(each["names"]) == {"en", "ar", "fa"} for each in rings)


def test_the_vendored_script_is_the_one_that_is_named_and_nothing_else_lies_beside_it() -> None:
    vendor = resources.files("trilateral.ui").joinpath("static", "vendor")
    listed = dict(
        re.findall(r"\| `leaflet/([^`]+)` .*`([0-9a-f]{64})`", vendor.joinpath("README.md").read_text("utf-8"))
    )
    there = {each.name: sha256(each.read_bytes()).hexdigest() for each in vendor.joinpath("leaflet").iterdir()}

    assert {**listed, "LICENSE.txt": there["LICENSE.txt"]} == there
    assert "BSD 2-Clause" in vendor.joinpath("leaflet", "LICENSE.txt").read_text("utf-8")
