"""Times that are not known exactly: from when to when, and whether two of them meet.

A report says when something happened as well as its holder knows; a notice says how long
something lasts. Both are an earliest and a latest instant, and differ in what lies between:
one moment, nobody knows which, or all of it. Whether two such times have a moment in common
is therefore answered yes, no or cannot be decided.
"""

from datetime import datetime

from trilateral.agreement.clocks import Answer
from trilateral.ledger.entry import Instant, Part


class Interval(Part, frozen=True):
    """A time with its bounds. A latest instant before the earliest makes it empty: `is_empty`, which rules object to.

    Attributes:
        earliest: Not before this instant.
        latest: Not after this instant; left out where it is the same.
        whole: Whether all the time between is meant (it lasts), or a moment somewhere in it (it happened then).
        zone: Time zone (IANA) of the civil words.
        civil: How its holder wrote it down in civil time. The instants count.
    """

    earliest: Instant
    latest: Instant | None = None
    whole: bool = False
    zone: str = ""
    civil: str = ""

    @property
    def ends_at(self) -> datetime:
        """The latest instant."""
        return self.earliest if self.latest is None else self.latest

    @property
    def is_empty(self) -> bool:
        """Whether no instant lies in it."""
        return self.ends_at < self.earliest


def overlap(one: Interval, other: Interval) -> Answer:
    """Return whether two times have a moment in common."""
    if one.is_empty or other.is_empty or one.ends_at < other.earliest or other.ends_at < one.earliest:
        return Answer.NO
    if one.whole and other.whole:
        return Answer.YES
    if (one.whole and _lies_in(other, one)) or (other.whole and _lies_in(one, other)):
        return Answer.YES
    both = (one.earliest, one.ends_at) == (other.earliest, other.ends_at)
    return Answer.YES if both and one.earliest == one.ends_at else Answer.UNDECIDED


def _lies_in(inner: Interval, outer: Interval) -> bool:
    return outer.earliest <= inner.earliest and inner.ends_at <= outer.ends_at
