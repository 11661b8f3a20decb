"""Days as people write them, in any of three calendars, back to the one that the record holds.

`2007-05-28` is Gregorian. A day with a month's name, as pages show days, is of the calendar
that has such a month: `7 Khordad 1386`, `١١ جمادى الأولى ١٤٢٨`. Numbers alone whose year no
paper of today would mean in the Gregorian calendar are refused, because two other calendars
count such years and a wrong guess would move a deadline by centuries. Only where nothing is
signed, in what a reader asks a list for, are they of the calendar that the reader counts in.

A Hijri day is read by the tables of Umm al-Qura, as it is shown (`calendars`).

A page that is filled in where no node can be asked reads days by a script (`ui/static/days.js`), from the
same names and the same counting: `tables` are what it is given, and it must read what is read here.
"""

import re
from datetime import date, datetime
from functools import cache
from typing import Any

import hijridate
import jdatetime

from trilateral.i18n.calendars import MONTHS, Calendar
from trilateral.i18n.digits import latin_digits
from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.spellings import ALIKE, folded

_OTHER_YEARS = range(1200, 1600)
"""Years that Jalali and Hijri papers of the last two centuries bear."""
_NUMBERS = re.compile(r"([0-9]{4})([-/. ])([0-9]{1,2})\2([0-9]{1,2})")
_OWN: dict[str, Calendar] = {"fa": "jalali", "ar": "hijri"}
_WORDS = re.compile(r"([0-9]{1,2})\s+(\D+?)[\s,،]+([0-9]{4})")
_PICKED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{6})?)?)")
_CLOCK = re.compile(r"(.*[^\s,،])[\s,،]+([0-9]{1,2}:[0-9]{2})")
_FIRST_YEAR = 1000
"""Years before it have fewer digits where times are written down, and no clock that anybody agreed on."""
HIJRI_YEARS = range(1343, 1501)
"""Years of the tables of Umm al-Qura that days are read by."""


class OtherCalendarError(ValueError):
    """Numbers alone, of a year that another calendar than the Gregorian counts."""


def day_written(written: str) -> date:
    """Return the Gregorian day of what somebody wrote.

    Args:
        written: `2007-05-28` or `2007/5/28`; or day, month's name and year of any calendar, in any language and digits.

    Raises:
        OtherCalendarError: The month has to be named for anybody to know the calendar.
        ValueError: It is no day.
    """
    text = latin_digits(written).strip()
    numbers = _NUMBERS.fullmatch(text)
    if numbers is not None:
        year, month, day = int(numbers[1]), int(numbers[3]), int(numbers[4])
        if year in _OTHER_YEARS:
            raise OtherCalendarError(written)
        return date(year, month, day)
    words = _WORDS.fullmatch(text)
    meant = _months().get(_key(words[2])) if words is not None else None
    if words is None or meant is None:
        raise ValueError(written)
    calendar, month = meant
    return _gregorian(calendar, int(words[3]), month, int(words[1]))


def time_written(written: str) -> datetime:
    """Return the civil time of what somebody wrote: a day as for `day_written`, and the clock after it.

    Args:
        written: `2007-05-28T11:40` as browsers send it; or a day, and `11:40` after it.

    Raises:
        OtherCalendarError: The month has to be named for anybody to know the calendar.
        ValueError: It is no time. A day alone is none either: nobody said midnight.
    """
    text = latin_digits(written).strip()
    found = _PICKED.fullmatch(text) or _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(written)
    day = day_written(found[1])
    if day.year < _FIRST_YEAR:
        raise ValueError(written)
    return datetime.fromisoformat(f"{day}T{found[2].zfill(len('00:00'))}")


def day_sought(written: str, lang: str) -> date | None:
    """Return the Gregorian day that a reader asks a list for; None if it is no day, or nobody can tell which.

    Numbers alone of a year that another calendar counts are of the one that readers of the language look at first,
    if that is not the Gregorian.

    Args:
        written: As for `day_written`.
        lang: The reader's language.
    """
    try:
        return day_written(written)
    except OtherCalendarError:
        if lang not in _OWN:
            return None
    except (ValueError, OverflowError):
        return None
    year, month, day = map(int, re.findall("[0-9]+", latin_digits(written)))
    try:
        return _gregorian(_OWN[lang], year, month, day)
    except (ValueError, OverflowError):
        return None


@cache
def tables() -> dict[str, Any]:
    """Return what a script needs to read days as they are read here, as plain values.

    Returns:
        `months`: calendar and number of each name that is understood, folded; `alike`: letters that differ in form alone, and
        what is left of them; `hijri`: first year of the tables, the Gregorian day on which it begins, and of each month from
        there how many days over 28 it has, a digit each.
    """
    first = hijridate.Hijri(HIJRI_YEARS[0], 1, 1).to_gregorian()
    return {
        "months": {name: [calendar, number] for name, (calendar, number) in _months().items()},
        "alike": {chr(letter): left or "" for letter, left in ALIKE.items()},
        "hijri": {
            "year": HIJRI_YEARS[0],
            "begins": first.isoformat(),
            "over": "".join(
                str(hijridate.Hijri(year, month, 1).month_length() - 28)
                for year in HIJRI_YEARS
                for month in range(1, 13)
            ),
        },
    }


def needs_its_month_named(day: date) -> bool:
    """Whether the numbers of a Gregorian day alone would not be read back."""
    return day.year in _OTHER_YEARS


def is_old_day(written: str) -> bool:
    """Whether it is a day as the record holds it, whose numbers alone would not be read back."""
    try:
        return needs_its_month_named(date.fromisoformat(written))
    except ValueError:
        return False


def _gregorian(calendar: Calendar, year: int, month: int, day: int) -> date:
    if calendar == "jalali":
        found: date = jdatetime.date(year, month, day).togregorian()
        return found
    if calendar == "hijri":
        try:
            counted = hijridate.Hijri(year, month, day).to_gregorian()
        except OverflowError as error:
            raise ValueError(str(error)) from error
        return date(counted.year, counted.month, counted.day)
    return date(year, month, day)


def _key(month: str) -> str:
    """A month's name as it is compared: Persian joins what Arabic parts."""
    return folded(month).replace(" ", "")


@cache
def _months() -> dict[str, tuple[Calendar, int]]:
    """Every name of a month, folded. A name that two months share in two languages stands for neither."""
    found: dict[str, tuple[Calendar, int]] = {}
    shared: set[str] = set()
    for calendar, languages in MONTHS.items():
        for lang in LANGUAGES:
            for number, names in enumerate(languages[lang].split(), start=1):
                whole = names.replace("_", " ")
                for name in {whole, *whole.split("/")}:
                    key = _key(name)
                    if found.setdefault(key, (calendar, number)) != (calendar, number):
                        shared.add(key)
    return {key: month for key, month in found.items() if key not in shared}
