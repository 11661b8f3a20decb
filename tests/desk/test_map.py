"""The map of the record: by holder, on the grid, without densities, and without moving through time for what must not be found."""

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point, coarsened, reach_m
from trilateral.desk import map as map_page
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.humanitarian.entries import Basis, ProtectionAsserted
from trilateral.mechanism.incidents.entries import IncidentReported
from trilateral.mechanism.notices.entries import NoticeIssued
from trilateral.ui.maps import is_spot, spot_read, spot_written

GRID = 100_000
MAY = datetime(2007, 5, 1, 9, tzinfo=UTC)
BASRA = coarsened(Location((), (Point(305_100_000, 477_800_000),)), GRID)
KIRKUK = coarsened(Location((), (Point(354_700_000, 443_900_000),)), GRID)


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, grid_microdegrees=GRID) as made:
        yield made


def ref(us: Office, entry: EntryId) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def report(where: Location | None = BASRA, at: datetime = MAY) -> IncidentReported:
    return IncidentReported("battle", "armed_clash", Interval(at), where=where)


def data(us: Office, **query: str) -> Any:
    answer = us.delegate.client.get(f"{us.web.home}map.json", params=query)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def standing(us: Office) -> tuple[EntryId, EntryId]:
    """A notice that runs, and a protected site."""
    when = Interval(datetime(2007, 6, 2, 6, tzinfo=UTC), datetime(2007, 6, 3, 6, tzinfo=UTC), whole=True)
    notice = us.say("us", NoticeIssued("movement", ("iq", "ir"), en("Ten lorries go east."), when, KIRKUK))
    site = us.say("iq", ProtectionAsserted("site", (en("The hospital"),), (Basis("gc4", "18"),), where=BASRA))
    return notice, site


def test_reports_of_one_party_in_one_spot_are_one_mark_and_how_many_does_not_show(us: Office) -> None:
    first = us.say("us", report())
    before, drawn_before = data(us), drawing(us)
    second = us.say("us", report(at=MAY + timedelta(days=1)))
    other = us.say("iq", report())
    after, drawn = data(us), drawing(us)

    assert len(before["spots"]) == 1
    assert sorted((each["party"], len(each["members"])) for each in after["spots"]) == [("iq", 1), ("us", 2)]
    assert drawn_before.count('class="map-report') == 1
    assert drawn.count('class="map-report') == 2
    page = us.delegate.page("map")
    for each in (first, second, other):
        assert f'<bdi dir="ltr">{ref(us, each)}</bdi>' in page


def drawing(us: Office) -> str:
    return us.delegate.page("map").partition('<div class="map-drawn">')[2].partition("</div>")[0]


def test_nothing_is_drawn_finer_than_the_charters_grid(us: Office) -> None:
    us.say("us", report())
    standing(us)
    found = data(us)

    assert len(found["spots"]) == 3
    for spot in found["spots"]:
        assert spot["radius_m"] >= reach_m(GRID)
        (lat, lon), side = spot["points"][0], GRID / 1e6
        assert round((lat / side) % 1, 6) == round((lon / side) % 1, 6) == 0.5
    page = us.delegate.page("map")
    assert "30.55° N 47.75° E ± 8 km" in page


def test_reports_are_chosen_by_their_days_and_notices_and_sites_are_not(us: Office) -> None:
    us.say("us", report())
    us.say("us", report(KIRKUK, MAY + timedelta(days=9)))
    notice, site = standing(us)
    early, whole = us.delegate.page("map", until="2007-05-05"), data(us)
    chosen = data(us, until="2007-05-05")

    assert [each["sort"] for each in whole["spots"]].count("report") == 2
    assert [each["sort"] for each in chosen["spots"]].count("report") == 1
    for found in (whole, chosen):
        still = [each for each in found["spots"] if each["sort"] != "report"]
        assert {each["sort"] for each in still} == {"notice", "site"}
        assert all(member["days"] is None for each in still for member in each["members"])
    for each in (notice, site):
        assert f'<bdi dir="ltr">{ref(us, each)}</bdi>' in early
    assert whole["stops"][0][1].replace("\N{NO-BREAK SPACE}", " ") == "1 May 2007"
    assert whole["stops"][-1][1].replace("\N{NO-BREAK SPACE}", " ") == "10 May 2007"


def test_the_slider_goes_over_more_days_than_the_list_has(us: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in range(4):
        us.say("us", report(KIRKUK, MAY + timedelta(days=days)))
    monkeypatch.setattr(map_page, "MOST_DRAWN", 2)
    page, whole = us.delegate.page("map"), data(us)

    assert page.count('<li data-days="') == 2
    assert "2 more" in page
    assert '<span class="map-count quiet">4</span>' in page
    assert 'data-left-out="2"' in page
    assert [at for at, _ in whole["stops"]] == [whole["stops"][0][0] + n for n in range(4)]
    assert 'max="3"' in page
    marked = [member for each in whole["spots"] if each["sort"] == "report" for member in each["members"]]
    assert len(marked) == 4


def test_the_slider_goes_over_no_day_that_was_not_asked_for(us: Office) -> None:
    """What lasts longer than they do does not widen them: else the list of the node, asked anew, would say something else."""
    us.say("us", IncidentReported("battle", "armed_clash", Interval(MAY, MAY + timedelta(days=30)), where=BASRA))
    asked = {"from": "2007-05-10", "until": "2007-05-12"}
    chosen = data(us, **asked)

    first = chosen["stops"][0][0]
    assert [at for at, _ in chosen["stops"]] == [first, first + 1, first + 2]
    assert [each[0] - first for each in data(us)["stops"]][::30] == [-9, 21]


def test_for_an_earlier_day_there_is_no_notice_and_no_site(us: Office) -> None:
    us.say("us", report())
    standing(us)
    page = us.delegate.page("map", as_of="2007-05-28")
    then = data(us, as_of="2007-05-28")

    assert "never for an earlier day" in page
    assert 'class="map-notice' not in page
    assert 'class="map-site' not in page
    assert {each["sort"] for each in then["spots"]} <= {"report"}


def test_a_notice_whose_time_is_over_is_not_there(us: Office) -> None:
    notice, _ = standing(us)
    us.web.parties.clock.advance(10 * 24 * 3600)
    with us.web.visitor() as later:
        page = later.page("map")

    assert ref(us, notice) not in page


def test_a_person_or_group_that_is_protected_is_never_on_the_map(us: Office) -> None:
    us.say("us", ProtectionAsserted("group", (en("The families"),), (Basis("gc4", "27"),), where=BASRA))

    assert data(us)["spots"] == []
    assert "Nothing here has a place that can be drawn." in us.delegate.page("map")


def test_what_has_no_points_is_in_the_list_alone(us: Office) -> None:
    named = us.say("us", report(Location((en("The port road"),))))
    page = us.delegate.page("map")

    assert f'<bdi dir="ltr">{ref(us, named)}</bdi>' in page
    assert "known by name alone" in page
    assert "<svg viewBox" not in page


def test_the_script_for_maps_comes_with_this_page_alone_and_shows_nobodys_flag(us: Office) -> None:
    us.say("us", report())
    page, other = us.delegate.page("map"), us.delegate.page("incidents")
    script = us.delegate.client.get(re.findall(r'src="(/static/[0-9a-f]+/ui/map\.js)"', page)[0]).text

    assert "leaflet/leaflet.js" in page
    assert "leaflet" not in other
    assert "map.js" not in other
    assert "attributionControl: false" in script
    assert not re.search(r"https?:", script)
    assert page.count("Natural Earth") == 1
    assert "control.attribution" not in script


def test_names_and_days_are_in_the_readers_language(us: Office) -> None:
    us.say("us", report(KIRKUK))
    us.say("us", report(BASRA, MAY + timedelta(days=3)))
    found = data(us, lang="fa")

    assert "عراق" in {each["name"] for each in found["lands"]}
    assert "کرکوک" in {each["name"] for each in found["units"]}
    assert found["stops"][0][1].replace("\N{NO-BREAK SPACE}", " ") == "۱۱ اردیبهشت ۱۳۸۶"


def test_a_nodes_operator_can_put_other_lines_there_and_the_page_says_whose(us: Office) -> None:
    us.say("us", report())
    node = us.web.node
    ring = [[47.0, 30.0], [48.5, 30.0], [48.5, 31.0], [47.0, 31.0], [47.0, 30.0]]
    (node.home / "lines.json").write_text(json.dumps([{"ring": ring, "code": "XX", "names": {"en": "Our ground"}}]))
    node.record.settings = msgspec.structs.replace(node.record.settings, outlines="lines.json")
    own, page = data(us), us.delegate.page("map")
    (node.home / "lines.json").write_text("[{]")
    broken = us.delegate.page("map")

    assert [each["name"] for each in own["lands"]] == ["Our ground"]
    assert own["units"] == []
    assert "put there by whoever runs this node" in page
    assert "Natural Earth" not in page
    assert "<svg viewBox" in broken
    assert "Our ground" not in broken


def test_a_map_of_many_days_has_as_many_stops_as_a_slider_can_show(us: Office) -> None:
    us.say("us", report(at=datetime(2003, 1, 1, tzinfo=UTC)))
    us.say("us", report(KIRKUK))
    stops = data(us)["stops"]

    assert 2 <= len(stops) <= 121
    assert stops[0][0] == 12053
    assert stops[-1][0] == 13634
    assert [each[0] for each in stops] == sorted({each[0] for each in stops})


def test_a_mark_of_several_leads_to_the_list_of_all_that_lie_there(us: Office) -> None:
    """On the drawing and on the map that can be moved; a mark of one thing leads to that."""
    there = [us.say("us", report(at=MAY + timedelta(days=n))) for n in range(3)]
    elsewhere, of_iraq = us.say("us", report(KIRKUK)), us.say("iq", report())
    notice, site = standing(us)
    links = dict(re.findall(r'<a href="([^"]*)" class="map-[a-z]+ [^"]*"><title>([^<]*)', drawing(us)))
    several = {each["list_href"] for each in data(us)["spots"] if each["list_href"]}

    way = next(href for href, title in links.items() if "others here: their list" in title)
    assert {html.unescape(way)} == several
    shown = us.delegate.client.get(html.unescape(way)).text
    for each in there:
        assert f'<bdi dir="ltr">{ref(us, each)}</bdi>' in shown
    for each in (elsewhere, of_iraq, notice):
        assert f'<bdi dir="ltr">{ref(us, each)}</bdi>' not in shown
    assert f'<bdi dir="ltr">{ref(us, site)}</bdi>' in shown, "a protected site lies in the same spot"
    assert "30.55° N 47.75° E ± 8 km" in shown.partition('role="status"')[2].partition("</p>")[0]
    assert len([each for each in data(us, spot=spot_written(BASRA))["spots"] if each["sort"] == "report"]) == 2
    for unread in ("here", "1_2", "1_2_x", "nan_1_1", "91_1_1", "30.5_47.5_1_2"):
        assert data(us, spot=unread)["spots"] == []


def test_the_map_of_the_list_leads_to_what_lies_in_a_spot(us: Office) -> None:
    """With what else was asked for."""
    there = [us.say("us", report(at=MAY + timedelta(days=n))) for n in range(2)]
    elsewhere = us.say("us", report(KIRKUK))
    page = us.delegate.page("incidents", type="battle")
    way = html.unescape(re.findall(r'<a href="([^"]*spot=[^"]*)" class="map-report', page)[0])
    shown = us.delegate.client.get(way).text

    assert "type=battle" in way
    assert [ref(us, each) in shown for each in (*there, elsewhere)] == [True, True, False]


def test_a_spot_in_an_address_is_read_as_it_was_written() -> None:
    """And what is none, or of too many points, is read as none."""
    route = Location((), (Point(-1, 0), Point(899_999_999, -1_799_999_999)), 7)

    for each in (BASRA, KIRKUK, route):
        found = spot_read(spot_written(each))
        assert found is not None
        assert is_spot(each, found)
    assert spot_written(Location((en("The port road"),))) == ""
    assert spot_read("_".join(["1.0"] * 2000)) is None
