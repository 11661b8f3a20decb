"""How long until, how long since: a clock as a delegate reads it, in one unit.

Minutes below two hours, hours below three days, then days. What is left is rounded
down and what has passed too, so that nobody is told that there is more time than there is.
"""

from datetime import timedelta
from typing import Literal, TypeAlias

from trilateral.i18n.catalogues import Translator, translator
from trilateral.i18n.messages import fill

Unit: TypeAlias = Literal["min", "h", "d"]
_HOUR, _DAY = 60, 24 * 60


def _measure(span: timedelta) -> tuple[int, Unit]:
    minutes = int(abs(span).total_seconds()) // 60
    if minutes < 2 * _HOUR:
        return minutes, "min"
    if minutes < 3 * _DAY:
        return minutes // _HOUR, "h"
    return minutes // _DAY, "d"


def until(span: timedelta, lang: str) -> str:
    """Return how long is left: `in 31 h`. What is past is `late by`."""
    if span < timedelta():
        return _late(span, lang)
    n, unit = _measure(span)
    _: Translator = translator(lang)
    if unit == "min":
        said = _.ngettext("in %(num)s min", "in %(num)s min", n)
    elif unit == "h":
        said = _.ngettext("in %(num)s h", "in %(num)s h", n)
    else:
        said = _.ngettext("in %(num)s day", "in %(num)s days", n)
    return fill(said, {"num": n}, lang)


def since(span: timedelta, lang: str) -> str:
    """Return how long something has lasted: `for 52 h`."""
    n, unit = _measure(span)
    _ = translator(lang)
    if unit == "min":
        said = _.ngettext("for %(num)s min", "for %(num)s min", n)
    elif unit == "h":
        said = _.ngettext("for %(num)s h", "for %(num)s h", n)
    else:
        said = _.ngettext("for %(num)s day", "for %(num)s days", n)
    return fill(said, {"num": n}, lang)


def left(span: timedelta, lang: str) -> str:
    """Return how long is left where the clock itself is shown: `9 h left`."""
    if span < timedelta():
        return _late(span, lang)
    n, unit = _measure(span)
    _ = translator(lang)
    if unit == "min":
        said = _.ngettext("%(num)s min left", "%(num)s min left", n)
    elif unit == "h":
        said = _.ngettext("%(num)s h left", "%(num)s h left", n)
    else:
        said = _.ngettext("%(num)s day left", "%(num)s days left", n)
    return fill(said, {"num": n}, lang)


def _late(span: timedelta, lang: str) -> str:
    n, unit = _measure(span)
    _ = translator(lang)
    if unit == "min":
        said = _.ngettext("%(num)s min late", "%(num)s min late", n)
    elif unit == "h":
        said = _.ngettext("%(num)s h late", "%(num)s h late", n)
    else:
        said = _.ngettext("%(num)s day late", "%(num)s days late", n)
    return fill(said, {"num": n}, lang)
