"""The map of the record, and the list beside it, which says the same to whoever cannot see a map."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.stories.delegates import Delegate
from trilateral.desk import map as map_page
from trilateral.i18n.digits import number

FIRST = datetime(2008, 2, 12, 9, 0)  # noqa: DTZ001 - as a clock in Baghdad shows it
BASRA, MOSUL = ("30.75", "47.75"), ("36.25", "43.25")


def tell(us: Delegate, day: int, where: tuple[str, str] = BASRA) -> str:
    """One report of something on a day, counted from the first."""
    us.opens("incidents")
    return us.signs(
        "incidents.reported",
        {
            "type": "explosion",
            "when.earliest": ("Asia/Baghdad", FIRST + timedelta(days=day)),
            "where.points.0.lat": where[0],
            "where.points.0.lon": where[1],
            "where.radius_m": "40000",
        },
    )


def lines(us: Delegate) -> Locator:
    return us.page.locator("ol.map-list > li:visible")


def counted(us: Delegate, told: str) -> None:
    expect(us.page.locator("#map-reports .map-count")).to_have_text(told)


def test_the_list_beside_the_map_has_what_the_map_marks_whatever_days_are_chosen(
    us: Delegate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list holds fewer than the map: for other days the node is asked, and without it the list says what it lacks."""
    told = [tell(us, day) for day in range(4)]
    monkeypatch.setattr(map_page, "MOST_DRAWN", 2)
    us.opens("map")
    until = us.page.locator('.map-days input[name="last"]')
    expect(until).to_be_visible()
    expect(lines(us)).to_have_count(2)
    counted(us, number(4, us.lang))
    until.focus()
    until.press("ArrowDown")
    counted(us, number(3, us.lang))
    until.press("ArrowDown")
    until.press("ArrowDown")

    counted(us, number(1, us.lang))
    expect(lines(us)).to_have_count(1)
    expect(lines(us)).to_contain_text(told[0])
    expect(us.page.locator(".map-reported a", has_text=us.words("All reports of these days"))).to_have_count(0)

    until.press("End")
    counted(us, number(4, us.lang))
    us.page.route("**/map?*", none)
    until.press("ArrowDown")
    counted(us, us.words("at least %(least)s", least=number(1, us.lang)))
    expect(lines(us)).to_contain_text(told[2])
    us.reads(us.words("Our node does not answer. Of these days the list has only what is among the latest reports."))
    way = us.page.get_by_role("link", name=us.words("All reports of these days"))
    assert str(way.get_attribute("href")).endswith("incidents?from=2008-02-12&until=2008-02-14")
    us.complaints.said[:] = [each for each in us.complaints.said if "ERR_FAILED" not in each]
    way.click()
    us.reads(*told[:3])


def none(route: Route) -> None:
    """The node does not answer."""
    route.abort("failed")


NAMES_ON_ANOTHER = """() => {
  const boxes = [...document.querySelectorAll(".map-moved .map-name, .map-moved .map-letter-at, .map-moved .leaflet-control")].map(
    (each) => [each, each.getBoundingClientRect()]);
  return boxes.filter(([each, one], number) => each.matches(".map-name") && boxes.some(([, other], place) => place !== number &&
    one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1))
    .map(([each]) => each.textContent);
}"""


def test_a_place_is_named_beside_what_is_marked_in_its_middle_and_no_name_lies_on_another(us: Delegate) -> None:
    """However near one looks; what gave way to a mark has room again as one zooms in."""
    tell(us, 0, BASRA)
    us.opens("map")
    basra = us.page.locator(".map-moved .map-name", has_text={"en": "Basra", "ar": "البصرة", "fa": "بصره"}[us.lang])
    scale = us.page.locator(".leaflet-control-scale-line")
    for _ in range(2):
        expect(basra).to_be_visible()
        assert us.page.evaluate(NAMES_ON_ANOTHER) == []
        shown = scale.inner_text()
        us.page.locator(".leaflet-control-zoom-in").click()
        expect(scale).not_to_have_text(shown)

    expect(basra).to_be_visible()
    assert us.page.evaluate(NAMES_ON_ANOTHER) == []


def test_from_a_mark_of_several_all_of_them_are_reached_by_keys(us: Delegate) -> None:
    """Enter on the mark leads to the list of what lies there, in the days that are chosen."""
    told = [tell(us, day) for day in range(3)]
    tell(us, 1, MOSUL)
    us.opens("map")
    until = us.page.locator('.map-days input[name="last"]')
    expect(until).to_be_visible()
    until.press("ArrowDown")
    mark = us.page.get_by_role("link", name=us.words("and others here: their list"))
    expect(mark).to_have_count(1)
    mark.focus()
    mark.press("Enter")
    us.page.wait_for_url("**/map?*spot=30.75_47.75_40000*#map-reports")

    counted(us, number(2, us.lang))
    us.reads(told[0], told[1])
    us.does_not_read(told[2])
    us.follows("map")
    expect(us.page.locator('.map-days input[name="last"]')).to_be_visible()
    counted(us, number(4, us.lang))
