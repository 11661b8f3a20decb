"""Days as people write them."""

from datetime import date, datetime, timedelta

import pytest

from trilateral.i18n.calendars import day_texts
from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.writing import OtherCalendarError, day_sought, day_written, tables, time_written

DAY = date(2007, 5, 28)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_day_is_read_as_it_is_shown(lang: str) -> None:
    for number in range(0, 40_000, 101):
        day = date(1930, 1, 1) + timedelta(days=number)
        assert {day_written(text) for text in day_texts(day, lang)} == {day}


@pytest.mark.parametrize(
    "written",
    ["2007-05-28", "2007/5/28", "۲۰۰۷-۰۵-۲۸", "28 May 2007", "28 may 2007", "28 أيار 2007", "٢٨ مايو ٢٠٠٧", "۲۸ مه ۲۰۰۷",
     "7 Khordad 1386", "7 خرداد 1386", "11 Jumada I 1428", "11 جمادی الاول 1428", " 11 جمادى الأولى، ١٤٢٨ "],
)  # fmt: skip
def test_one_day_in_many_hands(written: str) -> None:
    assert day_written(written) == DAY


@pytest.mark.parametrize("written", ["1386-03-07", "1428/05/11", "۱۳۸۶/۰۳/۰۷"])
def test_numbers_alone_of_another_calendars_years_are_not_guessed(written: str) -> None:
    with pytest.raises(OtherCalendarError):
        day_written(written)


@pytest.mark.parametrize(
    "written",
    ["", "tomorrow", "28/05/2007", "30 February 2007", "31 Mehr 1386", "30 Jumada I 1428", "1 Muharram 2050", "5 Brumaire 0008",
     "May 2007", "28 May 07", "2007-05/28", "99999-01-01"],
)  # fmt: skip
def test_what_is_no_day_is_not_made_one(written: str) -> None:
    with pytest.raises(ValueError, match=r"^(?s:.*)$"):
        day_written(written)


@pytest.mark.parametrize(
    "written",
    ["2007-05-28T09:05", "2007-05-28T09:05:00", "2007-05-28 9:05", "7 Khordad 1386 09:05", "١١ جمادى الأولى ١٤٢٨، ٩:٠٥", "۲۰۰۷/۵/۲۸ ۰۹:۰۵"],
)  # fmt: skip
def test_a_time_is_a_day_and_the_clock_after_it(written: str) -> None:
    assert time_written(written) == datetime(2007, 5, 28, 9, 5)  # noqa: DTZ001 - of whichever zone


def test_the_month_that_is_named_says_which_calendar_an_old_year_is_of() -> None:
    assert time_written("28 May 1521 09:05") == datetime(1521, 5, 28, 9, 5)  # noqa: DTZ001 - the same
    with pytest.raises(OtherCalendarError):
        time_written("1521-05-28T09:05")


@pytest.mark.parametrize(
    "written",
    ["2007-05-28", "28 May 2007", "09:05", "7 Khordad 1386 24:00", "2007-05-28T09:05Z", "2007-W22-1T09:05", "20070528T0905",
     "28 May 0999 09:05"],
)  # fmt: skip
def test_midnight_is_not_made_up_for_a_day_alone(written: str) -> None:
    with pytest.raises(ValueError, match=r"^(?s:.*)$"):
        time_written(written)


def test_what_a_script_reads_days_by_has_every_month_under_its_name() -> None:
    months = tables()["months"]

    assert months["khordad"] == months["خرداد"] == ["jalali", 3]
    assert {tuple(each) for each in months.values()} == {
        (c, n) for c in ("gregorian", "jalali", "hijri") for n in range(1, 13)
    }


@pytest.mark.parametrize(
    ("written", "lang", "day"),
    [
        ("2007-05-28", "en", date(2007, 5, 28)),
        ("۲۰۰۷-۰۵-۲۸", "fa", date(2007, 5, 28)),
        ("۱۳۸۶/۳/۷", "fa", date(2007, 5, 28)),
        ("١٤٢٨-٠٥-١١", "ar", date(2007, 5, 28)),
        ("7 Khordad 1386", "en", date(2007, 5, 28)),
        ("2007 5 28", "en", date(2007, 5, 28)),
        ("1386-03-07", "en", None),
        ("2007-02-30", "en", None),
        ("۱۳۸۵/۱۲/۳۰", "fa", None),
        ("١٤٢٨-١٣-٠١", "ar", None),
        ("yesterday", "en", None),
        ("", "fa", None),
    ],
)
def test_a_day_is_sought_as_its_reader_counts(written: str, lang: str, day: date | None) -> None:
    assert day_sought(written, lang) == day
