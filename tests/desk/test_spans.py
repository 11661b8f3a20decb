"""Years, months and days of three calendars: they meet without a gap, and what no calendar has is none."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.desk.spans import CALENDARS, DAY, MONTH, WEEK, YEAR, span_around, span_of


@pytest.mark.parametrize(
    ("calendar", "key", "first", "after", "named"),
    [
        ("gregorian", "2007", date(2007, 1, 1), date(2008, 1, 1), "2007"),
        ("gregorian", "2007-12", date(2007, 12, 1), date(2008, 1, 1), "December 2007"),
        ("jalali", "1386-03", date(2007, 5, 22), date(2007, 6, 22), "Khordad 1386"),
        ("jalali", "1386-03-07", date(2007, 5, 28), date(2007, 5, 29), "7 Khordad 1386"),
        ("hijri", "1428-05-11", date(2007, 5, 28), date(2007, 5, 29), "11 Jumada I 1428"),
        ("gregorian", "2007-05-30w", date(2007, 5, 28), date(2007, 6, 4), "28 May 2007 – 3 June 2007"),
        ("jalali", "1386-03-07w", date(2007, 5, 26), date(2007, 6, 2), "5 Khordad 1386 – 11 Khordad 1386"),
    ],
)
def test_a_key_names_a_stretch(calendar: str, key: str, first: date, after: date, named: str) -> None:
    span = span_of(calendar, key)  # type: ignore[arg-type]  # one of the three, as text
    assert span is not None

    assert (span.first, span.after) == (first, after)
    assert span.named("en").replace("\N{NO-BREAK SPACE}", " ") == named


@pytest.mark.parametrize(
    ("calendar", "key"),
    [
        ("gregorian", "2007-13"),
        ("gregorian", "2007-02-30"),
        ("gregorian", "0000"),
        ("jalali", "1386-12-31"),
        ("hijri", "0900"),
        ("gregorian", "x"),
        ("gregorian", "9999"),
        ("gregorian", "2007-05w"),
        ("gregorian", "9999-12-31w"),
    ],
)
def test_what_a_calendar_has_not_is_none(calendar: str, key: str) -> None:
    assert span_of(calendar, key) is None  # type: ignore[arg-type]  # one of the three, as text


@given(
    st.dates(date(1930, 1, 1), date(2070, 12, 31)),
    st.sampled_from(CALENDARS),
    st.sampled_from((YEAR, MONTH, WEEK, DAY)),
)
def test_stretches_meet_without_a_gap_and_parts_make_the_whole(day: date, calendar: str, level: int) -> None:
    span = span_around(day, calendar, level)  # type: ignore[arg-type]  # one of the three
    assert span is not None
    before, after = span.beside(-1), span.beside(1)
    assert before is not None
    assert after is not None

    assert span.first <= day < span.after
    assert (before.after, after.first) == (span.first, span.after)
    inside = span.inside()
    assert span in span.alike()
    assert span.weeks()[0].first <= span.first < span.after <= span.weeks()[-1].after
    if level != DAY:
        assert (inside[0].first, inside[-1].after) == (span.first, span.after)
        assert all(one.after == other.first for one, other in pairwise(inside))
    if level in {YEAR, MONTH}:
        assert {each.above for each in inside} == {span.key}
    elif level == WEEK:
        assert len(inside) == 7
    else:
        assert inside == ()
        assert span.after - span.first == timedelta(days=1)
