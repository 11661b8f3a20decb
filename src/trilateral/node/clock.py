"""The one place that reads the time.

Everything else is told it, so that questions can be answered for any day, and
tests need not wait. A clock of ours proves nothing to others: what times can
be proven rests on cosignatures.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""

    def unix(self) -> int:
        """The same in whole POSIX seconds."""

    def monotonic(self) -> float:
        """Seconds from some start: for intervals, since it never goes back."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC)

    def unix(self) -> int:
        """The same in whole POSIX seconds."""
        return int(time.time())

    def monotonic(self) -> float:
        """Seconds from some start: for intervals, since it never goes back."""
        return time.monotonic()


class FixedClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, at: datetime) -> None:
        """Take the time, which must be aware."""
        if at.tzinfo is None:
            raise ValueError(f"a clock needs an aware time, got {at}")
        self._at = at.astimezone(UTC)
        self._ticked = 0.0

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self._at

    def unix(self) -> int:
        """The same in whole POSIX seconds."""
        return int(self._at.timestamp())

    def monotonic(self) -> float:
        """Seconds that were let pass. Setting the clock is not letting time pass."""
        return self._ticked

    def set(self, at: datetime) -> None:
        """Show another time, earlier or later."""
        self._at = at.astimezone(UTC)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._at += timedelta(seconds=seconds)
        self._ticked += seconds
