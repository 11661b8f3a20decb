"""The one place that reads the time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from trilateral.node.clock import FixedClock, SystemClock

NOON = datetime(2007, 5, 28, 12, tzinfo=UTC)


def test_the_clock_of_the_machine_is_in_utc_and_goes_on() -> None:
    clock = SystemClock()

    assert clock.now().tzinfo is UTC
    assert abs(clock.now().timestamp() - clock.unix()) < 5
    assert clock.monotonic() <= clock.monotonic()


def test_a_fixed_clock_shows_what_it_is_told() -> None:
    """Setting it back is not letting time pass: intervals never shrink."""
    clock = FixedClock(NOON.astimezone(timezone(timedelta(hours=3, minutes=30))))
    clock.advance(90)
    assert (clock.now(), clock.unix(), clock.monotonic()) == (NOON + timedelta(seconds=90), 1180353690, 90.0)

    clock.set(NOON - timedelta(days=1))
    assert (clock.now(), clock.monotonic()) == (NOON - timedelta(days=1), 90.0)


def test_a_time_without_a_zone_is_no_time() -> None:
    with pytest.raises(ValueError, match="aware"):
        FixedClock(NOON.replace(tzinfo=None))
