"""A day or a time that somebody gave: picked of the calendar that a browser shows, or written out beside it.

A browser's own field counts in its own calendar and takes its own digits. So wherever one stands, another one beside it,
`<name>.written`, takes the same in words (`ui/written.html`), and what asks for it reads both here, with the same refusals.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from trilateral.errors import RefusedError
from trilateral.i18n.calendars import instant_of
from trilateral.i18n.writing import OtherCalendarError, day_written, time_written

_MOST_QUOTED = 300
"""Characters of what was typed that a sentence repeats."""
_PICKED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?")


def once(picked: str, words: str) -> str:
    """Return what was given in one of two fields; nothing if neither was filled in.

    Raises:
        RefusedError: `form.given_twice`.
    """
    written = " ".join(words.split())
    if picked and written:
        raise RefusedError("form.given_twice", got=written[:_MOST_QUOTED], picked=picked[:_MOST_QUOTED])
    return picked or written


def picker_shows(value: str, *, clock: bool) -> bool:
    """Whether a browser's own field for a day, or for a time, shows this. Of anything else it shows nothing, whatever was typed."""
    found = _PICKED.fullmatch(value)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return found is not None and bool(found[1]) is clock


def day_of(written: str) -> date:
    """Return the Gregorian day.

    Raises:
        RefusedError: `form.month_wanted` or `form.not_a_day`.
    """
    with _refused_as(RefusedError("form.not_a_day", got=written[:_MOST_QUOTED])):
        return day_written(written)


def civil_of(written: str) -> datetime:
    """Return the civil time, of whichever zone.

    Raises:
        RefusedError: `form.month_wanted` or `form.not_a_time`.
    """
    with _refused_as(RefusedError("form.not_a_time", got=written[:_MOST_QUOTED])):
        return time_written(written)


def instant_there(written: str, zone_name: str) -> datetime:
    """Return the UTC instant of a civil time on the clocks of a zone.

    Raises:
        RefusedError: As `civil_of` and `calendars.instant_of` do.
    """
    with _refused_as(RefusedError("form.not_a_time", got=written[:_MOST_QUOTED])):
        return instant_of(civil_of(written), zone_name)


@contextmanager
def _refused_as(refusal: RefusedError) -> Iterator[None]:
    """Refuse what cannot be read inside as `refusal` does; or with the request to name the month, where that is what it lacks."""
    try:
        yield
    except OtherCalendarError as error:
        raise RefusedError("form.month_wanted", **refusal.params) from error
    except (ValueError, OverflowError) as error:
        raise refusal from error
