"""The record over time: what is drawn is in the table, in three calendars and both directions, and nothing that must not move."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.server.web import Web, en, web
from tests.ui.rows import plain_tables
from trilateral.agreement.intervals import Interval
from trilateral.desk import timeline
from trilateral.ledger.entry import Text
from trilateral.mechanism.incidents.entries import IncidentReported
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About

SECRET = "Corncrake"


def said(text: str) -> StatementMade:
    return StatementMade(sort="position", text=Text("en", text))


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("timeline")) as made:
        nodes = made.parties.nodes
        nodes["us"].say(said("One."), by="head")
        nodes["ir"].say(said("Two."), by="head")
        when = Interval(datetime(2007, 5, 24, 19, 0, tzinfo=UTC), datetime(2007, 5, 26, tzinfo=UTC))
        nodes["iq"].say(IncidentReported("battle", when=when, text=en("A clash.")), by="head")
        nodes["us"].say(said(SECRET), by="head", about=About(audience=("iq",)))
        made.parties.sync()
        made.parties.clock.advance(40 * 86_400)
        nodes["ir"].say(said("Much later."), by="head")
        made.parties.sync()
        yield made


def counts(page: str) -> dict[str, list[str]]:
    """Rows of the table of numbers: name of the part, numbers of the lanes."""
    page = plain_tables(page)
    table = page[page.index('<table class="counts">') :].partition("</table>")[0]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table, re.DOTALL)
    return {
        re.sub("<[^>]+>", "", name).replace("\N{NO-BREAK SPACE}", " "): re.findall(
            r'<td class="number">(.*?)</td>', cells
        )
        for name, cells in rows
    }


def drawn(page: str) -> list[str]:
    """What is drawn one by one, by its title."""
    svg = page[page.index('<svg viewBox="0 0 720') :].partition("</svg>")[0]
    return re.findall(r"<title>(.*?)</title>", svg)


def listed(page: str) -> list[str]:
    page = plain_tables(page)
    table = page[page.index('<table class="entries">') :].partition("</table>")[0]
    return re.findall(r'<th scope="row"><a class="ref"[^>]*><bdi dir="ltr">(.*?)</bdi>', table)


def test_all_time_a_year_a_month_and_a_day_lead_into_each_other(us: Web) -> None:
    with us.visitor() as head:
        whole = head.page("timeline")
        year = head.page("timeline", **{"in": "2007"})
        month = head.page("timeline", **{"in": "2007-05"})
        day = head.page("timeline", **{"in": "2007-05-28"})

    assert set(counts(whole)) == {"2007"}
    assert "in=2007" in whole
    assert list(counts(year)) == ["May 2007", "July 2007"]
    assert "in=2007-05" in year
    assert list(counts(month)) == ["28 May 2007"]
    assert "in=2007-05-28" in month
    assert 'rel="prev"' in day
    assert "in=2007-05-27" in day
    assert "in=2007-05-29" in day


def test_a_month_leads_to_its_weeks_and_a_week_to_its_days(us: Web) -> None:
    with us.visitor() as head:
        month = head.page("timeline", **{"in": "2007-05"})
        week = head.page("timeline", **{"in": "2007-05-28w"})
        again = head.page("timeline", **{"in": "2007-05-30w"})
    with us.visitor(lang="fa") as head:
        jalali = head.page("timeline", **{"in": "1386-03-07w"})

    assert "in=2007-05-28w" in month
    assert list(counts(week)) == ["28 May 2007"]
    assert "in=2007-06-04w" in week
    assert listed(week) == listed(again)
    assert "in=1386-03-12w" in jalali  # a week of this calendar begins on Saturday


def test_the_slider_is_a_form_that_leads_where_it_stands(us: Web) -> None:
    with us.visitor() as head:
        month = head.page("timeline", party="us", **{"in": "2007-05"})
        moved = head.page("timeline", party="us", at="6", **{"in": "2007-05"})
        whole = head.page("timeline", at="0")
        beyond = head.page("timeline", at="12", **{"in": "2007-05"})
        day = head.page("timeline", at="27", **{"in": "2007-05-01"})

    form = month[month.index('class="slide"') :].partition("</form>")[0]
    assert 'max="11" step="1" value="4" aria-valuetext="May' in form
    assert {'name="in" value="2007-05"', 'name="party" value="us"'} <= set(
        re.findall('name="[^"]*" value="[^"]*"', form)
    )
    assert form.count("<option ") == 12
    assert "July" in moved.partition("<h2>")[2].partition("</h2>")[0]
    assert "Nothing was said in this stretch" in moved  # by this party
    assert "2007</bdi></h2>" in whole or 'class="slide"' not in whole  # a record of one year has nowhere to slide
    assert "May" in beyond.partition("<h2>")[2].partition("</h2>")[0]
    assert "28" in day.partition("<h2>")[2].partition("</h2>")[0]


def test_of_one_subject_each_kind_has_a_lane_and_can_be_asked_for(us: Web) -> None:
    with us.visitor() as head:
        statements = head.page("timeline", by="about", about="statements")
        made = head.page("timeline", about="statements", kind="statements.made")
        reported = head.page("timeline", about="statements", kind="incidents.reported")

    assert "kind=statements.made" in statements or 'value="statements.made"' in statements
    assert listed(made) == listed(statements)
    assert listed(reported) == listed(statements)  # a kind of another subject is no kind of this one


def test_no_way_leads_out_of_the_years_of_the_record(us: Web) -> None:
    with us.visitor() as head:
        first = head.page("timeline", **{"in": "2007-01-01"})
        last = head.page("timeline", **{"in": "2007"})

    assert 'rel="prev"' not in first
    assert 'rel="next"' in first
    assert 'rel="prev"' not in last
    assert 'rel="next"' not in last


def test_what_is_drawn_one_by_one_is_in_the_table(us: Web) -> None:
    with us.visitor() as head:
        page = head.page("timeline", **{"in": "2007-05"})
        by_subject = head.page("timeline", by="about", **{"in": "2007-05"})

    assert sorted(each.split()[-1] for each in drawn(page)) == sorted(listed(page))
    assert sorted(drawn(by_subject)) == sorted(drawn(page))
    assert sum(int(n) for row in counts(page).values() for n in row if n) == len(listed(page))
    assert 'class="told"' in page
    assert "tells of" in page


def test_what_is_proven_of_a_time_stands_beside_what_is_claimed(us: Web) -> None:
    with us.visitor() as head:
        page = head.page("timeline", **{"in": "2007-05"})

    assert 'class="proved"' in page
    assert "proven before" in page or "proven between" in page


def test_three_calendars_count_the_same_days_and_lines_run_as_people_read(us: Web) -> None:
    with us.visitor(lang="fa") as head:
        jalali = head.page("timeline", **{"in": "1386-03-07"})
        hijri = head.page("timeline", **{"in": "1428-05-11", "calendar": "hijri"})
    with us.visitor() as head:
        gregorian = head.page("timeline", **{"in": "2007-05-28"})

    assert listed(jalali) == listed(hijri) == listed(gregorian)
    assert "in=1386-03-08" in jalali
    assert 'text-anchor="end"' in jalali
    assert 'text-anchor="start"' in gregorian


def test_a_stretch_is_the_same_one_in_every_language(us: Web) -> None:
    """Where a page leads, it says whose years it counts: the address is passed on, and kept while the language changes."""
    with us.visitor() as head:
        year = head.page("timeline", **{"in": "2007"})
    with us.visitor(lang="fa") as head:
        jalali = head.page("timeline", **{"in": "1386"})

    onward = [
        each
        for page in (year, jalali)
        for each in re.findall(r'href="[^"]*/timeline\?([^"]*)"', page)
        if "in=" in each and "lang=" not in each
    ]
    assert onward
    assert [each for each in onward if "calendar=" not in each] == []


def test_filters_and_earlier_instants(us: Web) -> None:
    with us.visitor() as head:
        by_ir = listed(head.page("timeline", party="ir"))
        reports = listed(head.page("timeline", about="incidents"))
        then = listed(head.page("timeline", as_of="2007-05-29"))
        now = listed(head.page("timeline"))

    assert by_ir
    assert all(each.startswith("ir/") for each in by_ir)
    assert len(reports) == 1
    assert set(then) < set(now)


def test_many_entries_are_bars_with_their_numbers(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST_DRAWN", 2)
    with us.visitor() as head:
        page = head.page("timeline", **{"in": "2007-05"})

    assert 'class="bar"' in page
    assert drawn(page) == [f"{party}: {n}" for party, n in (part.split(": ") for part in drawn(page))]
    assert listed(page)
    bars = re.findall(r'<g class="lane party-(\d)">(.*?)</g>', page, re.DOTALL)
    assert {n: set(re.findall(r'fill="url\(#hatch-(\d)\)"', lane)) for n, lane in bars} == {n: {n} for n, _ in bars}
    assert set(re.findall(r'<pattern id="hatch-(\d)" class="party-\1"', page)) == {n for n, _ in bars}
    assert len(bars) > 1


def test_nothing_under_seal_is_opened_for_it_and_no_notice_is_in_it(us: Web) -> None:
    with us.visitor() as head:
        page = head.page("timeline")
        notices = head.page("timeline", about="notices")
        sites = head.page("timeline", about="humanitarian")

    assert SECRET not in page
    assert "Words under seal" in page
    assert "Nothing was said in this stretch" in notices
    assert "Nothing was said in this stretch" in sites
    assert 'value="notices"' not in page


@pytest.mark.parametrize("asked", ["2007-13", "x", "0000", "9999", "2007-05-28-01", "١٤٢٨"])
def test_a_stretch_that_no_calendar_has_is_said_to_be_none(us: Web, asked: str) -> None:
    with us.visitor() as head:
        page = head.page("timeline", **{"in": asked, "calendar": "nobody's", "party": "../x", "by": "what"})

    assert "The calendar has no such year, month or day" in page


def test_an_empty_record_and_one_whose_claims_lie_far_apart_are_shown(tmp_path: Path) -> None:
    """One entry that claims the year 9999, or the year 1, does not press all others together."""
    with web(tmp_path) as made:
        with made.visitor() as head:
            empty = head.page("timeline", party="nobody")
        for year in (1, 1970):
            old = About(claimed_at=datetime(year, 1, 2, tzinfo=UTC))
            made.node.say(said(f"Of {year}."), by="head", about=old)
        made.parties.sync()
        with made.visitor() as head:
            page = head.page("timeline")

    assert "Nothing was said" in empty
    assert len(counts(page)) <= 3
