"""One instant as three calendars and any capital's clock show it.

The record holds instants in UTC. A civil time is always shown with its zone, because
Baghdad and Tehran disagreed by half an hour in the summer of 2007 and by an hour and a
half in other years. Zones come from the `tzdata` package and never from the machine,
so that two nodes of one version never show two times.

The Hijri calendar here is the computed one of Umm al-Qura. A month that begins by
sighting may begin a day earlier or later, so no deadline is ever counted in it.
"""

import functools
import importlib.resources
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

import hijridate
import jdatetime
from babel.dates import get_timezone_location

from trilateral.agreement.civil import Fit, fit
from trilateral.errors import RefusedError
from trilateral.i18n.digits import LRM, digits
from trilateral.i18n.isolates import isolated, without_controls
from trilateral.i18n.languages import language

Calendar: TypeAlias = Literal["gregorian", "jalali", "hijri"]

ORDER: dict[str, tuple[Calendar, ...]] = {
    "en": ("gregorian", "jalali", "hijri"),
    "ar": ("gregorian", "hijri", "jalali"),
    "fa": ("jalali", "hijri", "gregorian"),
}
"""Which calendar a reader of a language looks at first."""

# Arabic writes both names of a Gregorian month, as joint documents do: neither usage is made the rule.
MONTHS: dict[Calendar, dict[str, str]] = {
    "gregorian": {
        "en": "January February March April May June July August September October November December",
        "ar": "كانون_الثاني/يناير شباط/فبراير آذار/مارس نيسان/أبريل أيار/مايو حزيران/يونيو"
        " تموز/يوليو آب/أغسطس أيلول/سبتمبر تشرين_الأول/أكتوبر تشرين_الثاني/نوفمبر كانون_الأول/ديسمبر",
        "fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    },
    "jalali": {
        "en": "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand",
        "ar": "فروردين أرديبهشت خرداد تير مرداد شهريور مهر آبان آذر دي بهمن إسفند",
        "fa": "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    },
    "hijri": {
        "en": "Muharram Safar Rabi_I Rabi_II Jumada_I Jumada_II Rajab Shaban Ramadan Shawwal"
        " Dhu_al-Qadah Dhu_al-Hijjah",
        "ar": "محرم صفر ربيع_الأول ربيع_الآخر جمادى_الأولى جمادى_الآخرة رجب شعبان رمضان شوال ذو_القعدة ذو_الحجة",
        "fa": "محرم صفر ربیع‌الاول ربیع‌الثانی جمادی‌الاول جمادی‌الثانی رجب شعبان رمضان شوال ذی‌القعده ذی‌الحجه",
    },
}

_NOWHERE = frozenset(["Factory", "GMT", "GMT+0", "GMT-0", "GMT0", "Greenwich", "UCT", "UTC", "Universal", "Zulu"])
"""Zones that are named after no place, and have no offset."""
_PART_OF_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_WRITTEN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})(?::00)?")
_DAYS_KEPT = 8192
"""Days of which it is remembered how they are written: a page names few of them, and many times."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day as one calendar counts it."""

    calendar: Calendar
    year: int
    month: int
    day: int


@functools.lru_cache(maxsize=_DAYS_KEPT)
def day_in(day: date, calendar: Calendar) -> CalendarDay | None:
    """Return the day as `calendar` counts it; None where its tables do not reach (Hijri: 1924 to 2077; Jalali: its years 1 to 9377)."""
    if calendar == "gregorian":
        return CalendarDay(calendar, day.year, day.month, day.day)
    try:
        if calendar == "jalali":
            counted = jdatetime.date.fromgregorian(date=day)
        else:
            counted = hijridate.Gregorian(day.year, day.month, day.day).to_hijri()
    except (ValueError, OverflowError):
        return None
    return CalendarDay(calendar, counted.year, counted.month, counted.day)


@functools.lru_cache(maxsize=_DAYS_KEPT)
def day_text(day: date, lang: str, calendar: Calendar | None = None) -> str:
    """Return the day in words: `28 May 2007`, `۷ خرداد ۱۳۸۶`.

    Args:
        day: Gregorian.
        calendar: None for the one that readers of `lang` look at first.
    """
    counted = day_in(day, calendar or ORDER[language(lang).code][0])
    if counted is None:
        return day_text(day, lang, "gregorian")
    month = _month(counted.calendar, counted.month, lang)
    return digits(f"{counted.day}\N{NO-BREAK SPACE}{month}\N{NO-BREAK SPACE}{counted.year}", lang)


def _month(calendar: Calendar, number: int, lang: str) -> str:
    return MONTHS[calendar][language(lang).code].split()[number - 1].replace("_", "\N{NO-BREAK SPACE}")


def day_texts(day: date, lang: str) -> tuple[str, ...]:
    """Return the day in all calendars, the reader's own first."""
    return tuple(day_text(day, lang, c) for c in ORDER[language(lang).code] if day_in(day, c) is not None)


def stated_day(written: str, lang: str) -> str:
    """Return a day, a month or a year as the record holds it, in words: `28 May 2007`, `May 2007`, `2007` of `2007-05-28` and its beginnings.

    A month and a year are Gregorian for all readers, as they were stated: in another calendar they are none. What is no
    day stays as it was written.
    """
    found = _PART_OF_DAY.fullmatch(written)
    try:
        day = None if found is None else date.fromisoformat((written + "-01-01")[: len("2007-05-28")])
    except ValueError:
        day = None
    if found is None or day is None:
        return isolated(without_controls(written))
    if found[2]:
        return day_text(day, lang)
    month = _month("gregorian", day.month, lang)
    return f"{month}\N{NO-BREAK SPACE}{digits(found[0][:4], lang)}" if found[1] else digits(written, lang)


@functools.cache
def zone_names() -> frozenset[str]:
    """Every zone of the tz database."""
    return frozenset((importlib.resources.files("tzdata") / "zones").read_text(encoding="utf-8").split())


@functools.cache
def _zone(name: str) -> ZoneInfo:
    with importlib.resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def in_zone(instant: datetime, name: str) -> datetime:
    """Return an instant on the clock of a zone; in UTC where the calendar ends before that clock has it.

    Anybody may sign an instant of the last day of the year 9999, and a page that shows it must not fail.
    """
    try:
        return instant.astimezone(zone(name))
    except OverflowError:
        return instant.astimezone(UTC)


def is_zone(name: str) -> bool:
    """Whether `name` is a zone of the tz database (`Asia/Baghdad`)."""
    return name in zone_names()


def zone(name: str) -> ZoneInfo:
    """Return the zone; UTC for a name that nobody knows, because a charter may name anything and pages must be shown."""
    return _zone(name if is_zone(name) else "UTC")


def civil_fit(instant: datetime, civil: str, zone_name: str) -> Fit:
    """Return whether civil words, as agreed, are what clocks in that zone show at the instant."""
    return fit(instant, civil, _zone(zone_name) if is_zone(zone_name) else None)


@functools.lru_cache(maxsize=1024)
def place_of(zone_name: str, lang: str) -> str:
    """Return what readers of `lang` call the place after which a zone is named: `Baghdad`, `بغداد`.

    A zone that is named after no place has one offset for ever, and is called by it: `UTC+2` for `Etc/GMT-2`.
    """
    if zone_name.startswith("Etc/"):
        return offset_text(datetime(2000, 1, 1, tzinfo=UTC), zone_name, lang)
    if not is_zone(zone_name) or zone_name in _NOWHERE:
        return "UTC"
    return get_timezone_location(_zone(zone_name), locale=language(lang).code, return_city=True)


def zone_text(zone_name: str, lang: str) -> str:
    """Return a zone that somebody wrote down, in words: the place whose clock it is; as it was written, if nobody knows it."""
    return place_of(zone_name, lang) if is_zone(zone_name) else isolated(without_controls(zone_name))


def offset_text(instant: datetime, zone_name: str, lang: str) -> str:
    """Return how far the zone was from UTC at that instant: `UTC+3:30`, `UTC+۳:۳۰`."""
    away = in_zone(instant, zone_name).utcoffset() or timedelta()
    minutes = int(away.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    said = "UTC" + (f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "") if minutes else "")
    if language(lang).direction == "ltr":
        return said
    # The mark holds sign and digits behind the letters where a sentence takes the isolate away.
    return isolated(re.sub("([+-])", rf"\1{LRM}", digits(said, lang)))


def clock_text(instant: datetime, zone_name: str, lang: str) -> str:
    """Return hours and minutes in the zone, without naming it: only beside something that does."""
    return digits(f"{in_zone(instant, zone_name):%H:%M}", lang)


class CivilText(str):
    """An instant in words, by some clock.

    Attributes:
        day: Which day it is by that clock.
    """

    __slots__ = ("day",)
    day: date


def civil_text(instant: datetime, zone_name: str, lang: str, place: str = "") -> CivilText:
    """Return the instant as a clock on a wall there shows it, with the place: `28 May 2007 11:40 Baghdad`.

    Args:
        instant: When.
        zone_name: Whose clock.
        lang: Of the reader.
        place: What to call the place; the city after which the zone is named if left out.
    """
    local = in_zone(instant, zone_name)
    clock = digits(f"{local.hour:02}:{local.minute:02}", lang)
    said = CivilText(f"{day_text(local.date(), lang)} {clock} {place or place_of(zone_name, lang)}")
    said.day = local.date()
    return said


def written_day(civil: str) -> date | None:
    """Return the day of a civil time as somebody wrote it down; None where it is no civil time, or there is no such day."""
    found = _WRITTEN.fullmatch(civil)
    try:
        return None if found is None else date.fromisoformat(found[1])
    except ValueError:
        return None


@functools.lru_cache(maxsize=_DAYS_KEPT)
def written_text(civil: str, zone_name: str, lang: str) -> str:
    """Return a civil time as somebody wrote it down, as one reads a clock: `28 May 2007 10:30 Baghdad` of `2007-05-28 10:30`.

    Nobody corrects it: what is no civil time, or a day that does not exist, stays as it was written, and so does a zone
    that nobody knows. Whether clocks there showed it is for `civil_fit` to say.

    Args:
        civil: As entries hold it; or anything else that was put down in its place.
        zone_name: Its zone, if it names one.
        lang: Of the reader.
    """
    day, found = written_day(civil), _WRITTEN.fullmatch(civil)
    said = isolated(without_controls(civil))
    if day is not None and found is not None:
        said = f"{day_text(day, lang)} {digits(found[2], lang)}"
    return f"{said} {zone_text(zone_name, lang)}" if zone_name else said


def civil_days(first: datetime, last: datetime, zone_name: str) -> tuple[date, date] | None:
    """Return the first and the last of the civil days that two instants bound, to the minute; None if they bound no whole days."""
    if not is_zone(zone_name):
        return None
    begins, ends = in_zone(first, zone_name), in_zone(last, zone_name)
    whole = begins.time() == time(0) and (ends.hour, ends.minute) == (23, 59) and begins < ends
    return (begins.date(), ends.date()) if whole else None


def instant_of(civil: datetime, zone_name: str) -> datetime:
    """Return the UTC instant of a civil time that a person wrote.

    Args:
        civil: Without zone.

    Raises:
        RefusedError: `time.no_such_zone`; `time.skipped` or `time.twice` where clocks were moved.
    """
    if not is_zone(zone_name):
        raise RefusedError("time.no_such_zone", zone=zone_name)
    there = _zone(zone_name)
    first = civil.replace(tzinfo=there, fold=0).astimezone(UTC)
    second = civil.replace(tzinfo=there, fold=1).astimezone(UTC)
    if first == second:
        return first
    # PEP 495: in a gap fold=0 lies after fold=1, in a repeated hour before it.
    raise RefusedError("time.skipped" if first > second else "time.twice", zone=zone_name)
