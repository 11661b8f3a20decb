"""Sentences for the codes, kinds, fields and words that the rest of the program speaks in.

None of these functions raises: a code that no catalogue knows, from a newer version or
a hostile party, is shown as itself in a readable form.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Self

from trilateral.i18n.calendars import civil_text, day_text
from trilateral.i18n.catalogues import translator
from trilateral.i18n.digits import coordinates, grid_side, number
from trilateral.i18n.isolates import isolated, without_controls

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_VERSION = re.compile(r"/[0-9]+$")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|\+00:00)")
"""An instant as entries write it."""
_POINTS = re.compile(r"-?[0-9]{1,10}, -?[0-9]{1,10}(; -?[0-9]{1,10}, -?[0-9]{1,10})*")
"""Latitude and longitude in integers of 1e-7 degree, one point after the other."""
_SAID_IN_TEXTS = re.compile(r"^proposals\.(?:tabled|amended)\.commitments(?=\.)")
"""Members of a commitment that a text is to create: they are called what they are called where it is stated."""


class Sentence(str):
    """Words of the catalogues that know how they read in another language. To everything else they are plain text."""

    __slots__ = ("_again",)
    _again: Callable[[str], str]

    def __new__(cls, text: str, again: Callable[[str], str]) -> Self:
        """Return `text`, which `again` says in the language that it is given."""
        made = super().__new__(cls, text)
        made._again = again
        return made

    def again(self, lang: str) -> str:
        """The same in another language."""
        return self._again(lang)


def phrase(lang: str, message: str, params: Mapping[str, object]) -> Sentence:
    """Return a sentence of a page, filled in; a sentence among its parameters turns to another language with it."""
    found = fill(translator(lang).gettext(message), params, lang)
    return Sentence(found, lambda other: phrase(other, message, params_in(other, params)))


def plural_phrase(lang: str, singular: str, plural: str, num: int, params: Mapping[str, object]) -> Sentence:
    """Return a sentence with a number in it, likewise."""
    found = fill(translator(lang).ngettext(singular, plural, num), {"num": num, **params}, lang)
    return Sentence(found, lambda other: plural_phrase(other, singular, plural, num, params_in(other, params)))


def params_in(lang: str, params: Mapping[str, object]) -> dict[str, object]:
    """Return parameters of a sentence as they stand in it when it is said in `lang`."""
    return {name: value.again(lang) if isinstance(value, Sentence) else value for name, value in params.items()}


def sentence(lang: str, code: str, params: Mapping[str, object] | None = None) -> str:
    """Return what an objection, a refusal or a field error says to a person."""
    given = params or {}
    found = translator(lang).find_counted("code", code, given)
    return fill(found, _in_degrees(given, lang), lang) if found else readable(code, lang)


def _in_degrees(params: Mapping[str, object], lang: str) -> Mapping[str, object]:
    """Return parameters of a code as people say them: `grid` and `points` are angles, which the record keeps as whole numbers."""
    grid, points = params.get("grid"), params.get("points")
    said = dict(params)
    if isinstance(grid, int):
        said["grid"] = grid_side(grid, lang)
    if isinstance(points, str) and _POINTS.fullmatch(points):
        said["points"] = "; ".join(coordinates(*map(int, each.split(", "))) for each in points.split("; "))
    return said


def kind_name(lang: str, kind: str) -> str:
    """Return what people call an entry of this kind, as it stands in a heading: `allegations.filed/1` is an Allegation."""
    name = translator(lang).find("kind", _VERSION.sub("", kind)) or readable(kind, lang)
    return name[:1].upper() + name[1:]


def label(lang: str, field_id: str) -> str:
    """Return the label of a form field, `<kind>.<field>`; a field that many kinds have may be labelled once, `.<field>`."""
    return label_of(lang, field_id) or readable(field_id.rpartition(".")[2].capitalize(), lang)


def label_of(lang: str, field_id: str) -> str | None:
    """Return the same, or None where the catalogues have no label for the field."""
    has, plain_id = translator(lang).find, _VERSION.sub("", _SAID_IN_TEXTS.sub("commitments.stated", field_id))
    return has("label", plain_id) or has("label", f".{plain_id.rpartition('.')[2]}")


def help_text(lang: str, field_id: str) -> str | None:
    """Return the help of a form field, if it has one."""
    has, field_id = translator(lang).find, _SAID_IN_TEXTS.sub("commitments.stated", field_id)
    return has("help", field_id) or has("help", f".{field_id.rpartition('.')[2]}")


def term(lang: str, value: str, *groups: str) -> str:
    """Return the word for a value that the record names in ASCII: `denied` in the group `answer`.

    Args:
        value: As in the record.
        groups: Where to look, the nearest first.
    """
    return term_of(lang, value, *groups) or readable(value, lang)


def term_of(lang: str, value: str, *groups: str) -> str | None:
    """Return the same, or None where the catalogues have no such word in any of the groups."""
    has = translator(lang).find
    found = (has("term", f"{_SAID_IN_TEXTS.sub('commitments.stated', group)}.{value}") for group in groups)
    return next(filter(None, found), None)


def office_name(lang: str, office: str) -> Sentence:
    """Return an office as people say it."""
    found = term(lang, office.replace("-", "_"), "office")
    return Sentence(found, lambda other: office_name(other, office))


def fill(message: str, params: Mapping[str, object], lang: str) -> str:
    """Return the message with its `%(name)s` filled in as the reader writes numbers, dates and foreign names.

    A parameter that is not given shows as an ellipsis: a sentence with a hole is better than none.
    """
    return PLACEHOLDER.sub(lambda hole: value_text(params.get(hole[1]), lang), message)


def value_text(value: object, lang: str) -> str:
    """Return one value as it stands inside a sentence of `lang`."""
    match value:
        case None:
            return "\N{HORIZONTAL ELLIPSIS}"
        case bool():
            return translator(lang).gettext("yes") if value else translator(lang).gettext("no")
        case int() | Decimal():
            return number(value, lang)
        case datetime():
            return civil_text(value, "UTC", lang)
        case date():
            return day_text(value, lang)
        case _:
            at = _instant(str(value))
            return isolated(without_controls(str(value))) if at is None else civil_text(at, "UTC", lang)


def _instant(written: str) -> datetime | None:
    """The instant that entries and refusals write in ASCII; None where it is none."""
    try:
        return datetime.fromisoformat(written) if _INSTANT.fullmatch(written) else None
    except ValueError:
        return None


def readable(code: str, lang: str) -> str:
    """Return a code, kind or word as a person can read it aloud: `not yours to answer (allegations)`."""
    subject, _, said = without_controls(_VERSION.sub("", code)).rpartition(".")
    spoken = said.replace("_", " ")
    shown = f"{spoken} ({subject})" if subject else spoken
    return shown if lang == "en" else isolated(shown)
