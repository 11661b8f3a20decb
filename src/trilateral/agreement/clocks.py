"""Clocks: whether something is due, at a time that the caller names.

Nothing here reads the present time. Without a proven beginning there is no answer but
"cannot be decided", because a term that nobody can prove to have begun binds nobody.
"""

from datetime import datetime, timedelta
from enum import StrEnum


class Answer(StrEnum):
    """What a question about time can be answered with."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


def due_at(began_at: datetime | None, hours: int | None) -> datetime | None:
    """When the term ends, or None where there is no clock or no beginning."""
    if began_at is None or hours is None:
        return None
    return began_at + timedelta(hours=hours)


def overdue(began_at: datetime | None, hours: int | None, as_of: datetime) -> Answer:
    """Whether the term had ended before `as_of`. At the very second it has not."""
    if hours is None:
        return Answer.NO
    due = due_at(began_at, hours)
    if due is None:
        return Answer.UNDECIDED
    return Answer.YES if as_of > due else Answer.NO
