"""What clocks and calendars showed, in the years and places where they disagreed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.errors import RefusedError
from trilateral.i18n.calendars import (
    civil_days,
    civil_text,
    clock_text,
    day_in,
    day_text,
    day_texts,
    instant_of,
    is_zone,
    offset_text,
    place_of,
    stated_day,
    written_text,
    zone,
    zone_text,
)
from trilateral.i18n.digits import digits
from trilateral.i18n.isolates import FSI, PDI
from trilateral.i18n.languages import LANGUAGES

FIRST_ROUND = datetime(2007, 5, 28, 7, 40, tzinfo=UTC)
BAGHDAD, TEHRAN = "Asia/Baghdad", "Asia/Tehran"
NBSP = "\u00a0"


def hours(name: str, year: int, month: int, day: int) -> float:
    away = datetime(year, month, day, 12, tzinfo=UTC).astimezone(zone(name)).utcoffset()
    assert away is not None
    return away / timedelta(hours=1)


@pytest.mark.parametrize(
    ("year", "in_summer"), [(2005, 4.5), (2006, 3.5), (2007, 3.5), (2008, 4.5), (2022, 4.5), (2023, 3.5), (2026, 3.5)]
)
def test_iran_had_no_summer_time_in_2006_and_2007_and_has_had_none_since_september_2022(
    year: int, in_summer: float
) -> None:
    assert hours(TEHRAN, year, 7, 1) == in_summer
    assert hours(TEHRAN, year, 1, 10) == 3.5


@pytest.mark.parametrize(("year", "in_summer"), [(2006, 4), (2007, 4), (2008, 3), (2026, 3)])
def test_summer_time_in_iraq_ended_after_2007(year: int, in_summer: float) -> None:
    assert hours(BAGHDAD, year, 7, 1) == in_summer
    assert hours(BAGHDAD, year, 1, 10) == 3


def test_baghdad_and_tehran_were_half_an_hour_apart_at_the_first_round() -> None:
    """In the summer of 2007 Baghdad was ahead, as in no other season since."""
    assert civil_text(FIRST_ROUND, BAGHDAD, "en").replace(NBSP, " ") == "28 May 2007 11:40 Baghdad"
    assert civil_text(FIRST_ROUND, TEHRAN, "en").replace(NBSP, " ") == "28 May 2007 11:10 Tehran"


def test_the_first_round_in_three_calendars_and_three_languages() -> None:
    days = {lang: tuple(day.replace(NBSP, " ") for day in day_texts(FIRST_ROUND.date(), lang)) for lang in LANGUAGES}

    assert days == {
        "en": ("28 May 2007", "7 Khordad 1386", "11 Jumada I 1428"),
        "ar": ("٢٨ أيار/مايو ٢٠٠٧", "١١ جمادى الأولى ١٤٢٨", "٧ خرداد ١٣٨٦"),
        "fa": ("۷ خرداد ۱۳۸۶", "۱۱ جمادی‌الاول ۱۴۲۸", "۲۸ مه ۲۰۰۷"),
    }


def test_civil_times_are_in_the_readers_digits_and_name_the_place() -> None:
    assert civil_text(FIRST_ROUND, BAGHDAD, "ar").endswith("١١:٤٠ بغداد")
    assert civil_text(FIRST_ROUND, TEHRAN, "fa").endswith("۱۱:۱۰ تهران")


def test_offsets_are_named_and_isolated_where_lines_run_from_the_right() -> None:
    assert offset_text(FIRST_ROUND, BAGHDAD, "en") == "UTC+4"
    assert offset_text(FIRST_ROUND, TEHRAN, "en") == "UTC+3:30"
    assert offset_text(FIRST_ROUND, "America/St_Johns", "en") == "UTC-2:30"
    assert offset_text(FIRST_ROUND, "UTC", "en") == "UTC"
    assert offset_text(FIRST_ROUND, BAGHDAD, "fa") == f"{FSI}UTC+\u200e۴{PDI}"


def test_the_hijri_tables_end_and_nothing_breaks() -> None:
    """Before 1924 and after 2077 the day is shown in the two other calendars."""
    assert day_in(date(1900, 1, 1), "hijri") is None
    assert day_in(date(2100, 1, 1), "hijri") is None
    assert len(day_texts(date(1900, 1, 1), "en")) == 2
    assert day_text(date(1900, 1, 1), "ar", "hijri") == day_text(date(1900, 1, 1), "ar", "gregorian")


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_every_month_of_every_calendar_has_a_name(lang: str) -> None:
    year = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]

    assert all(len(day_texts(day, lang)) == 3 for day in year)
    for calendar in ("gregorian", "jalali", "hijri"):
        names = {day_text(day, lang, calendar).split(NBSP, 1)[1].rsplit(NBSP, 1)[0] for day in year}
        assert len(names) == 12


def test_a_zone_that_nobody_knows_is_shown_as_utc() -> None:
    """A charter may name anything, and its pages must still be shown."""
    for name in ("", "Mars/Base", "../../etc/passwd", "Asia"):
        assert not is_zone(name)
        assert place_of(name, "en") == "UTC"
        assert civil_text(FIRST_ROUND, name, "en").replace(NBSP, " ") == "28 May 2007 07:40 UTC"


def test_a_zone_after_no_place_is_called_by_its_offset() -> None:
    """Its sign is the other way round than people say it; UTC beside another hour would be false."""
    assert civil_text(FIRST_ROUND, "Etc/GMT-2", "en").replace(NBSP, " ") == "28 May 2007 09:40 UTC+2"
    assert civil_text(FIRST_ROUND, "Etc/GMT+5", "en").replace(NBSP, " ") == "28 May 2007 02:40 UTC-5"
    assert place_of("Etc/GMT", "en") == place_of("Etc/Nowhere", "en") == "UTC"


@pytest.mark.parametrize(
    ("civil", "name", "en", "ar", "fa"),
    [
        (
            "2007-05-28 10:00",
            BAGHDAD,
            "28 May 2007 10:00 Baghdad",
            "٢٨ أيار/مايو ٢٠٠٧ ١٠:٠٠ بغداد",
            "۷ خرداد ۱۳۸۶ ۱۰:۰۰ بغداد",
        ),
        ("2007-05-28T10:00", "", "28 May 2007 10:00", "٢٨ أيار/مايو ٢٠٠٧ ١٠:٠٠", "۷ خرداد ۱۳۸۶ ۱۰:۰۰"),
        (
            "2007-05-28 10:00",
            "Etc/GMT-3",
            "28 May 2007 10:00 UTC+3",
            "٢٨ أيار/مايو ٢٠٠٧ ١٠:٠٠ \u2068UTC+\u200e٣\u2069",
            "۷ خرداد ۱۳۸۶ ۱۰:۰۰ \u2068UTC+\u200e۳\u2069",
        ),
        ("2007-02-30 10:00", "Mars/Base", *["\u20682007-02-30 10:00\u2069 \u2068Mars/Base\u2069"] * 3),
        ("at dawn", "Iran", *[f"\u2068at dawn\u2069 {tehran}" for tehran in ("Tehran", "طهران", "تهران")]),
    ],
)
def test_a_civil_time_that_was_written_down_reads_like_any_other(
    civil: str, name: str, en: str, ar: str, fa: str
) -> None:
    """In the reader's calendar, digits and names of places; what nobody can read stays as it was written."""
    assert [written_text(civil, name, lang).replace(NBSP, " ") for lang in LANGUAGES] == [en, ar, fa]


@pytest.mark.parametrize(
    ("written", "en", "ar", "fa"),
    [
        ("2007-05-28", "28 May 2007", "٢٨ أيار/مايو ٢٠٠٧", "۷ خرداد ۱۳۸۶"),
        ("2007-05", "May 2007", "أيار/مايو ٢٠٠٧", "مه ۲۰۰۷"),
        ("2007", "2007", "٢٠٠٧", "۲۰۰۷"),
        ("2007-02-30", *["\u20682007-02-30\u2069"] * 3),
        ("2007-13", *["\u20682007-13\u2069"] * 3),
        ("", *["\u2068\u2069"] * 3),
    ],
)
def test_as_much_of_a_day_as_is_known_is_said_in_words(written: str, en: str, ar: str, fa: str) -> None:
    assert [stated_day(written, lang).replace(NBSP, " ") for lang in LANGUAGES] == [en, ar, fa]


def test_a_zone_of_one_word_is_the_place_that_it_stands_for() -> None:
    assert [zone_text(name, "en") for name in ("Iran", "Japan", "GMT", "Factory")] == ["Tehran", "Tokyo", "UTC", "UTC"]


def test_a_capital_stands_for_the_city_of_its_zone() -> None:
    assert civil_text(FIRST_ROUND, "America/New_York", "en").endswith("03:40 New York")
    assert civil_text(FIRST_ROUND, "America/New_York", "en", "Washington").endswith("03:40 Washington")


@pytest.mark.parametrize(
    ("first", "last", "name", "days"),
    [
        ("2008-04-30T00:00Z", "2008-04-30T23:59Z", "UTC", (date(2008, 4, 30), date(2008, 4, 30))),
        ("2008-04-29T21:00Z", "2008-05-01T20:59:59Z", "Asia/Baghdad", (date(2008, 4, 30), date(2008, 5, 1))),
        ("2008-04-30T00:00Z", "2008-04-30T23:59Z", "Asia/Baghdad", None),
        ("2008-04-30T00:00Z", "2008-04-30T23:58Z", "UTC", None),
        ("2008-04-30T00:01Z", "2008-04-30T23:59Z", "UTC", None),
        ("2008-04-30T00:00Z", "2008-04-29T23:59Z", "UTC", None),
        ("2008-04-30T00:00Z", "2008-04-30T23:59Z", "Nowhere/At_all", None),
        ("2026-03-08T05:00Z", "2026-03-09T03:59Z", "America/New_York", (date(2026, 3, 8), date(2026, 3, 8))),
    ],
)
def test_whole_days_of_a_place_are_told_from_other_times(
    first: str, last: str, name: str, days: tuple[date, date] | None
) -> None:
    assert civil_days(datetime.fromisoformat(first), datetime.fromisoformat(last), name) == days


def test_civil_times_that_were_skipped_or_came_twice_are_refused() -> None:
    """Baghdad, 2007: clocks went forward on 1 April at 03:00 and back on 1 October at 04:00."""
    with pytest.raises(RefusedError, match=r"time\.skipped"):
        instant_of(datetime(2007, 4, 1, 3, 30), BAGHDAD)  # noqa: DTZ001 - a civil time has no zone yet
    with pytest.raises(RefusedError, match=r"time\.twice"):
        instant_of(datetime(2007, 10, 1, 3, 30), BAGHDAD)  # noqa: DTZ001 - the same
    with pytest.raises(RefusedError, match=r"time\.no_such_zone"):
        instant_of(datetime(2007, 4, 1, 3, 30), "Mars/Base")  # noqa: DTZ001 - the same


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2070, 1, 1)),  # noqa: DTZ001 - civil times
    st.sampled_from([BAGHDAD, TEHRAN, "UTC", "America/New_York", "Asia/Kathmandu"]),
)
def test_a_civil_time_that_is_accepted_is_the_one_shown(civil: datetime, name: str) -> None:
    try:
        instant = instant_of(civil, name)
    except RefusedError:
        return

    assert instant.tzinfo is UTC
    assert instant.astimezone(zone(name)).replace(tzinfo=None, fold=0) == civil


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["Asia/Tehran", "America/New_York", "UTC"])
def test_the_first_and_the_last_instant_of_the_calendar_are_shown(lang: str, name: str) -> None:
    """Anybody may sign them, and no page may fail for it; a calendar that does not reach so far is left out."""
    for instant, year in ((datetime(1, 1, 1, tzinfo=UTC), 1), (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), 9999)):
        assert digits(str(year), lang) in day_text(instant.date(), lang)
        assert len(day_texts(instant.date(), lang)) == 1
        assert civil_text(instant, name, lang)
        assert clock_text(instant, name, lang)
        assert offset_text(instant, name, lang)
        assert civil_days(instant, instant, name) is None
