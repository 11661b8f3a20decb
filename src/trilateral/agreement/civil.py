"""Civil time beside the instant: whether what was written down as agreed is what clocks on walls there show.

Parties agree on an instant and write down the civil time that they mean. The instant counts,
nobody corrects the words, and where the two do not fit, pages say so. Which rules of a zone
were known to whom is a common reason: Iran had no summer time in 2006 and 2007.
"""

from datetime import UTC, datetime, tzinfo
from enum import StrEnum


class Fit(StrEnum):
    """How civil words and an instant go together."""

    MATCH = "match"
    MISMATCH = "mismatch"
    AMBIGUOUS = "ambiguous"  # the hour came twice, and the instant is one of the two
    NONEXISTENT = "nonexistent"  # no clock there ever showed it
    UNREADABLE = "unreadable"  # no such day or hour, or no such zone

    @property
    def is_shown(self) -> bool:
        """Whether clocks there show these words at the instant, once or twice."""
        return self in {Fit.MATCH, Fit.AMBIGUOUS}


def fit(instant: datetime, civil: str, zone: tzinfo | None) -> Fit:
    """Return how they go together.

    Args:
        instant: What counts.
        civil: As agreed, such as `2007-05-28 10:30`.
        zone: Of the civil time; None where nobody knows it.
    """
    try:
        written = datetime.strptime(civil, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - a civil time has no zone yet
        if zone is None:
            return Fit.UNREADABLE
        first = written.replace(tzinfo=zone, fold=0).astimezone(UTC)
        second = written.replace(tzinfo=zone, fold=1).astimezone(UTC)
    except (ValueError, OverflowError):
        return Fit.UNREADABLE
    if first > second:  # PEP 495: in a gap fold=0 lies after fold=1, in a repeated hour before it
        return Fit.NONEXISTENT
    if instant.replace(second=0, microsecond=0) not in {first, second}:
        return Fit.MISMATCH
    return Fit.MATCH if first == second else Fit.AMBIGUOUS
