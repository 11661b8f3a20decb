"""The way back: the form as somebody would have filled it in to say what is said already, for corrections and drafts.

Left out, as in `forms`: whether an entry would count.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from trilateral.errors import RefusedError
from trilateral.i18n.calendars import day_text, in_zone, instant_of
from trilateral.i18n.writing import is_old_day, needs_its_month_named
from trilateral.ui.boxes import also, has_one_text, in_boxes, in_codes
from trilateral.ui.forms import TEN_MILLIONTHS, Around, Control, Field, Filled, Form, StructT, row_field


def fill_form(form: Form[StructT], value: StructT, around: Around) -> Filled[StructT]:
    """Return the form as somebody would have filled it in to say `value`: for corrections and drafts."""
    posted: dict[str, Sequence[str]] = {}
    _post_fields(form.fields, value, around, posted)
    return Filled(posted, (), value)


def _post_fields(fields: Sequence[Field], of: object, around: Around, posted: dict[str, Sequence[str]]) -> None:
    for one in fields:
        value = getattr(of, one.name)
        if value is not None:
            _post_field(one, value, around, posted)


def _post_field(of: Field, value: Any, around: Around, posted: dict[str, Sequence[str]]) -> None:  # noqa: C901, PLR0912 - one case a control
    match of.control:
        case Control.GROUP:
            _post_fields(of.fields, value, around, posted)
        case Control.ROWS:
            for row, item in enumerate(value):
                _post_fields(row_field(of, row), item, around, posted)
        case Control.TEXT:
            posted[of.path], posted[f"{of.path}.lang"] = (value.text,), (value.lang,)
        case Control.TEXTS:
            _post_texts(of, value, around, posted)
        case Control.CHOICES | Control.LANGUAGES | Control.PARTIES:
            posted[of.path] = tuple(str(getattr(item, "value", item)) for item in value)
        case Control.LINES | Control.INTEGERS:
            posted[of.path] = ("\n".join(map(str, value)),)
        case Control.ENTRIES:
            posted[of.path] = ("\n".join(around.entry_ref(item) or item for item in value),)
        case Control.INSTANT:
            local = in_zone(value, around.zones[0]).replace(tzinfo=None)
            clock = "UTC" if _is_moved(local, around.zones[0]) else around.zones[0]
            shown = in_zone(value, clock).replace(tzinfo=None)
            posted[of.path], posted[f"{of.path}.zone"] = (shown.isoformat(),), (clock,)
            if needs_its_month_named(shown.date()):
                posted[f"{of.path}.written"] = (f"{day_text(shown.date(), 'en')} {shown:%H:%M}",)
                del posted[of.path]
        case Control.DAY if needs_its_month_named(value):
            posted[f"{of.path}.written"] = (day_text(value, "en"),)
        case Control.LINE if is_old_day(value):
            posted[of.path] = (day_text(date.fromisoformat(value), "en"),)
        case Control.DEGREES:
            posted[of.path] = (_in_degrees(value),)
        case Control.YES_NO:
            posted[of.path] = ("yes" if value else "no",)
        case Control.ENTRY:
            posted[of.path] = (around.entry_ref(value) or value,)
        case _:
            posted[of.path] = (str(getattr(value, "value", value)),)


def _post_texts(of: Field, value: Sequence[Any], around: Around, posted: dict[str, Sequence[str]]) -> None:
    """Each language in its box; of a list without boxes, all in one."""
    found = in_boxes(value, around.lang, is_one_text=has_one_text(of.name))
    first = next(iter(found))
    posted[f"{of.path}.lang"] = (first,)
    if not of.boxes:
        posted[of.path] = (in_codes(value, first),)
        return
    for lang, said in found.items():
        posted[of.path if lang == first else also(of.path, lang)] = (said,)


def _is_moved(local: datetime, zone_name: str) -> bool:
    try:
        instant_of(local, zone_name)
    except RefusedError:
        return True
    return False


def _in_degrees(value: int) -> str:
    whole, rest = divmod(abs(value), TEN_MILLIONTHS)
    return f"{'-' if value < 0 else ''}{whole}.{rest:07d}".rstrip("0").removesuffix(".")
