"""How long until, how long since: a clock as a delegate reads it, in one unit.

Minutes below two hours, hours below three days, then days. What is left is rounded
down and what has passed too, so that nobody is told that there is more time than there is.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Literal, TypeAlias, get_args

from babel import Locale

from trilateral.i18n.catalogues import Translator, translator
from trilateral.i18n.digits import digits
from trilateral.i18n.messages import fill

Unit: TypeAlias = Literal["min", "h", "d"]
Phrase: TypeAlias = Literal["until", "since", "left", "late"]
_UNITS: tuple[Unit, ...] = get_args(Unit)
_PHRASES: tuple[Phrase, ...] = get_args(Phrase)
_ALL_CATEGORIES = 120
"""Below it each plural category of our languages has a number."""
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
    return _said("late" if span < timedelta() else "until", span, lang)


def since(span: timedelta, lang: str) -> str:
    """Return how long something has lasted: `for 52 h`."""
    return _said("since", span, lang)


def left(span: timedelta, lang: str) -> str:
    """Return how long is left where the clock itself is shown: `9 h left`."""
    return _said("late" if span < timedelta() else "left", span, lang)


def elapsed(span: timedelta, lang: str) -> str:
    """Return how long something has lasted, in hours and minutes: `2:14`."""
    minutes = max(0, int(span.total_seconds()) // 60)
    return digits(f"{minutes // _HOUR}:{minutes % _HOUR:02}", lang)


def _said(phrase: Phrase, span: timedelta, lang: str) -> str:
    n, unit = _measure(span)
    return fill(_FORMS[phrase, unit](translator(lang), n), {"num": n}, lang)


@cache
def forms(lang: str) -> dict[str, dict[str, dict[str, str]]]:
    """Return all phrases by unit and by the language's plural category, with `%(num)s` in them.

    A browser knows which category a number falls into (CLDR), and so can go on counting in the page's words.
    """
    category, has = Locale.parse(lang).plural_form, translator(lang)
    first = {category(n): n for n in range(_ALL_CATEGORIES, -1, -1)}
    return {
        phrase: {unit: {name: _FORMS[phrase, unit](has, n) for name, n in first.items()} for unit in _UNITS}
        for phrase in _PHRASES
    }


_FORMS: dict[tuple[Phrase, Unit], Callable[[Translator, int], str]] = {
    ("until", "min"): lambda _, n: _.ngettext("in %(num)s min", "in %(num)s min", n),
    ("until", "h"): lambda _, n: _.ngettext("in %(num)s h", "in %(num)s h", n),
    ("until", "d"): lambda _, n: _.ngettext("in %(num)s day", "in %(num)s days", n),
    ("since", "min"): lambda _, n: _.ngettext("for %(num)s min", "for %(num)s min", n),
    ("since", "h"): lambda _, n: _.ngettext("for %(num)s h", "for %(num)s h", n),
    ("since", "d"): lambda _, n: _.ngettext("for %(num)s day", "for %(num)s days", n),
    ("left", "min"): lambda _, n: _.ngettext("%(num)s min left", "%(num)s min left", n),
    ("left", "h"): lambda _, n: _.ngettext("%(num)s h left", "%(num)s h left", n),
    ("left", "d"): lambda _, n: _.ngettext("%(num)s day left", "%(num)s days left", n),
    ("late", "min"): lambda _, n: _.ngettext("%(num)s min late", "%(num)s min late", n),
    ("late", "h"): lambda _, n: _.ngettext("%(num)s h late", "%(num)s h late", n),
    ("late", "d"): lambda _, n: _.ngettext("%(num)s day late", "%(num)s days late", n),
}
