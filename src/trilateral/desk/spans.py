"""A year, month, week or day of one of three calendars, as a stretch of time: what lies in it, above it and beside it.

The key of one is written as its calendar counts: `1386`, `1386-03`, `1386-03-07`, and a week by its first day,
`1386-03-05w`. A week begins on Saturday, in the Gregorian calendar on Monday. The empty key is all time.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

import hijridate
import jdatetime

from trilateral.i18n.calendars import Calendar, day_in, day_text
from trilateral.i18n.digits import digits

CALENDARS: tuple[Calendar, ...] = get_args(Calendar)
_KEY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(w)?)?)?")
_MONTHS = 12
_GLUE = "\N{NO-BREAK SPACE}"
_WEEK = timedelta(days=7)
_MONDAY, _SATURDAY = 0, 5
YEAR, MONTH, WEEK, DAY = 1, 2, 3, 4
"""How far one looks, from the widest."""


@dataclass(frozen=True, slots=True)
class Span:
    """A year, month, week or day.

    Attributes:
        calendar: Whose count it is.
        key: As above.
        first: Its first day, Gregorian.
        after: The day after its last.
    """

    calendar: Calendar
    key: str
    first: date
    after: date

    @property
    def level(self) -> int:
        """`YEAR`, `MONTH`, `WEEK` or `DAY`."""
        if self.key.endswith("w"):
            return WEEK
        return (YEAR, MONTH, DAY)[self.key.count("-")]

    @property
    def above(self) -> str:
        """The key of what it lies in, of a week the month in which it begins; empty for a year."""
        return self.key.rpartition("-")[0]

    def inside(self) -> tuple["Span", ...]:
        """Months of a year, days of a month or week; nothing of a day."""
        if self.level == YEAR:
            found = [span_of(self.calendar, f"{self.key}-{month:02d}") for month in range(1, _MONTHS + 1)]
        elif self.level == DAY:
            found = []
        else:
            days = range((self.after - self.first).days)
            found = [span_around(self.first + timedelta(days=each), self.calendar, DAY) for each in days]
        return tuple(each for each in found if each is not None)

    def weeks(self) -> tuple["Span", ...]:
        """All weeks of which a day lies in it."""
        found = []
        week = span_around(self.first, self.calendar, WEEK)
        while week is not None and week.first < self.after:
            found.append(week)
            week = week.beside(1)
        return tuple(found)

    def alike(self) -> tuple["Span", ...]:
        """Those of the same length in what it lies in, itself among them; of a year itself alone."""
        above = span_of(self.calendar, self.above) if self.above else None
        if above is None:
            return (self,)
        return above.weeks() if self.level == WEEK else above.inside()

    def beside(self, step: int) -> "Span | None":
        """The one before or after it, of the same length."""
        try:
            day = self.after if step > 0 else self.first - timedelta(days=1)
        except OverflowError:
            return None
        return span_around(day, self.calendar, self.level)

    def named(self, lang: str) -> str:
        """What it is called: `1386`, `Khordad 1386`, `5 Khordad 1386 – 11 Khordad 1386`, `7 Khordad 1386`."""
        first = day_text(self.first, lang, self.calendar)
        if self.level == WEEK:
            return f"{first} – {day_text(self.after - timedelta(days=1), lang, self.calendar)}"
        return {YEAR: digits(self.key, lang), MONTH: first.partition(_GLUE)[2]}.get(self.level, first)

    def short(self, lang: str) -> str:
        """The same inside what it lies in: `Khordad`, `5–11`, `7`."""
        if self.level == MONTH:
            return self.named(lang).rpartition(_GLUE)[0]
        if self.level == WEEK:
            days = (self.first, self.after - timedelta(days=1))
            return "–".join(day_text(each, lang, self.calendar).partition(_GLUE)[0] for each in days)
        return digits(self.key if self.level == YEAR else str(int(self.key[-2:])), lang)


def span_of(calendar: Calendar, key: str) -> Span | None:
    """Return the span that a key names; None if the calendar has none, or its tables do not reach so far."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    year, month, day = (None if each is None else int(each) for each in found.groups()[:3])
    try:
        if year is None or not 1 <= (month or 1) <= _MONTHS:
            return None
        first = _day_of(calendar, year, month or 1, day or 1)
        if found[4] is not None:
            return _week_of(calendar, first)
        if day is not None:
            after = first + timedelta(days=1)
        elif month is not None and month < _MONTHS:
            after = _day_of(calendar, year, month + 1, 1)
        else:
            after = _day_of(calendar, year + 1, 1, 1)
    except (ValueError, OverflowError):
        return None
    return Span(calendar, key, first, after)


def span_around(day: date, calendar: Calendar, level: int) -> Span | None:
    """Return the year, month, week or day of a calendar in which a day lies."""
    counted = day_in(day, calendar)
    if counted is None:
        return None
    if level == WEEK:
        return _week_of(calendar, day)
    parts = (f"{counted.year:04d}", f"{counted.month:02d}", f"{counted.day:02d}")
    return span_of(calendar, "-".join(parts[: 3 if level == DAY else level]))


def _week_of(calendar: Calendar, day: date) -> Span | None:
    begins_on = _MONDAY if calendar == "gregorian" else _SATURDAY
    try:
        first = day - timedelta(days=(day.weekday() - begins_on) % 7)
        after = first + _WEEK
    except OverflowError:
        return None
    counted = day_in(first, calendar)
    if counted is None or day_in(after - timedelta(days=1), calendar) is None:
        return None
    return Span(calendar, f"{counted.year:04d}-{counted.month:02d}-{counted.day:02d}w", first, after)


def _day_of(calendar: Calendar, year: int, month: int, day: int) -> date:
    if calendar == "gregorian":
        return date(year, month, day)
    if calendar == "jalali":
        found: date = jdatetime.date(year, month, day).togregorian()
        return found
    counted = hijridate.Hijri(year, month, day).to_gregorian()
    return date(counted.year, counted.month, counted.day)
