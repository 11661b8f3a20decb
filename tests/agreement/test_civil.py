"""Civil words beside an instant: where they fit, and in how many ways they may not."""

import re
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from trilateral.agreement.civil import Fit, fit
from trilateral.i18n.calendars import civil_fit, zone

SOURCE = Path(__file__).parent.parent.parent / "src" / "trilateral"
BAGHDAD, TEHRAN, WASHINGTON = "Asia/Baghdad", "Asia/Tehran", "America/New_York"


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "civil", "place", "expected"),
    [
        ("2007-05-28 06:30", "2007-05-28 10:30", BAGHDAD, Fit.MATCH),
        ("2007-05-28 06:30", "2007-05-28 09:30", BAGHDAD, Fit.MISMATCH),  # today's rules, without summer time
        ("2026-05-28 06:30", "2026-05-28 09:30", BAGHDAD, Fit.MATCH),
        ("2007-05-28 06:30", "2007-05-28 10:00", TEHRAN, Fit.MATCH),
        ("2007-05-28 06:30", "2007-05-28 11:00", TEHRAN, Fit.MISMATCH),  # the summer time of 2005 and of 2008
        ("2008-05-28 06:30", "2008-05-28 11:00", TEHRAN, Fit.MATCH),
        ("2026-05-28 06:30", "2026-05-28 10:00", TEHRAN, Fit.MATCH),
        ("2007-05-28 06:30", "2007-05-28 02:30", WASHINGTON, Fit.MATCH),
        ("2007-04-01 00:30", "2007-04-01 03:30", BAGHDAD, Fit.NONEXISTENT),
        ("2007-03-11 07:30", "2007-03-11 02:30", WASHINGTON, Fit.NONEXISTENT),
        ("2008-03-20 20:45", "2008-03-21 00:15", TEHRAN, Fit.NONEXISTENT),
        ("2007-10-01 00:30", "2007-10-01 03:30", BAGHDAD, Fit.AMBIGUOUS),
        ("2007-09-30 23:30", "2007-10-01 03:30", BAGHDAD, Fit.AMBIGUOUS),
        ("2007-10-01 02:30", "2007-10-01 03:30", BAGHDAD, Fit.MISMATCH),
        ("2007-11-04 06:30", "2007-11-04 01:30", WASHINGTON, Fit.AMBIGUOUS),
        ("2007-05-28 06:30", "2007-13-28 10:30", BAGHDAD, Fit.UNREADABLE),
        ("2007-05-28 06:30", "2007-05-28 25:30", BAGHDAD, Fit.UNREADABLE),
        ("2007-05-28 06:30", "0001-01-01 00:00", BAGHDAD, Fit.UNREADABLE),
        ("2007-05-28 06:30", "2007-05-28 10:30", "Mars/Base", Fit.UNREADABLE),
    ],
)
def test_civil_words_and_the_instant(instant: str, civil: str, place: str, expected: Fit) -> None:
    assert civil_fit(utc(instant), civil, place) is expected


def test_seconds_are_not_written_down_and_do_not_count() -> None:
    assert fit(utc("2007-05-28 06:30") + timedelta(seconds=59), "2007-05-28 10:30", zone(BAGHDAD)) is Fit.MATCH


def test_zones_come_from_the_package_that_is_installed_with_the_program() -> None:
    """Not from the machine: two nodes with other zone files would show other times for one record."""
    data = resources.files("tzdata").joinpath("zoneinfo", "Asia", "Tehran").read_bytes()
    outside = {
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("*.py")
        if re.search(
            r"\bzoneinfo\b|\bZoneInfo\b|\bdateutil\b|\bpytz\b|\.astimezone\(\)|\blocaltime\b", file.read_text("utf-8")
        )
    }

    assert outside == {"i18n/calendars.py"}
    assert "from_file" in (SOURCE / "i18n" / "calendars.py").read_text("utf-8")
    assert data.startswith(b"TZif")
    assert zone(TEHRAN).key == TEHRAN


def test_the_zone_data_know_the_rules_of_2007_and_of_today() -> None:
    """A newer file may add years; it must not change these."""
    offsets = {
        (place, day): (utc(day).astimezone(zone(place)).utcoffset() or timedelta()) / timedelta(hours=1)
        for place in (WASHINGTON, BAGHDAD, TEHRAN)
        for day in ("2007-01-15 12:00", "2007-07-15 12:00", "2008-07-15 12:00", "2026-07-15 12:00")
    }

    assert list(offsets.values()) == [-5, -4, -4, -4, 3, 4, 3, 3, 3.5, 3.5, 4.5, 3.5]
