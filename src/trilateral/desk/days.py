"""A day as a reader writes it: in own digits, and in the calendar that readers of the language look at first."""

import re
from datetime import date

import hijridate
import jdatetime

from trilateral.i18n.digits import latin_digits

_WRITTEN = re.compile(r"([0-9]{4})[-/.\s]([0-9]{1,2})[-/.\s]([0-9]{1,2})")
_GREGORIAN_FROM = 1700
"""Years before it are of the reader's own calendar: nobody keeps a record of the seventeenth century here."""


def written_day(text: str, lang: str) -> date | None:
    """Return the day that somebody wrote as year, month and day; None if there is no such day.

    A year before 1700 is one of the Solar Hijri calendar for a reader of Persian, and of the Islamic one for a
    reader of Arabic.
    """
    found = _WRITTEN.fullmatch(latin_digits(text).strip())
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    try:
        if year >= _GREGORIAN_FROM or lang == "en":
            return date(year, month, day)
        if lang == "fa":
            there: date = jdatetime.date(year, month, day).togregorian()
            return there
        counted = hijridate.Hijri(year, month, day).to_gregorian()
        return date(counted.year, counted.month, counted.day)
    except (ValueError, OverflowError):
        return None
