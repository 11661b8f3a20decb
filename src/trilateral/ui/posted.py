"""The struct back from what a browser posts, or every error.

msgspec stops at the first error, which is right for entries and wrong for people, so
each field is read by itself and all errors are shown at once. What reaches msgspec in
the end has passed every field; it may still refuse, and then it has the last word.

Its inverse is `filling`. It leaves out, as `forms` does, whether an entry would count.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import msgspec

from trilateral.errors import RefusedError
from trilateral.i18n.digits import latin_digits
from trilateral.i18n.isolates import BIDI_CONTROLS
from trilateral.i18n.languages import LANGUAGES
from trilateral.ui.boxes import MAX_TEXT, also, has_one_text, languages_also, languages_in, on_lines
from trilateral.ui.codewords import mark_in, spelt
from trilateral.ui.forms import (
    PART_OF_DAY,
    TEN_MILLIONTHS,
    WHOLE_DAY,
    Around,
    Control,
    Field,
    FieldError,
    Filled,
    Form,
    Posted,
    StructT,
    row_count,
    row_field,
)
from trilateral.ui.language_choice import codes_in, other
from trilateral.ui.written import day_of, instant_there, once

Taken = TypeVar("Taken")

_MOST_QUOTED = 300
"""Characters of what was typed, or could have been chosen, that a sentence repeats."""
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}
"""As forms and as the pages of the specification spell it."""
_SPACES = re.compile("[ \t\r\n]+")
_PATH = re.compile(r"at `\$\.([a-z0-9_]+)")


def read_form(
    form: Form[StructT], posted: Posted, around: Around, given: Mapping[str, Any] | None = None
) -> Filled[StructT]:
    """Return the struct that was filled in, or every error.

    Args:
        form: What was asked for.
        posted: Names and values as the browser sent them.
        around: The choices and references of the record.
        given: Members that the page gives itself.
    """
    errors: list[FieldError] = []
    asked = tuple(each for each in form.fields if each.name not in (given or {}))
    members = {**_read_fields(asked, posted, around, errors), **(given or {})}
    if errors:
        return Filled(posted, tuple(errors))
    try:
        return Filled(posted, (), msgspec.convert(members, form.struct))
    except msgspec.ValidationError as error:
        where = _PATH.search(str(error))
        path = where[1] if where else ""
        return Filled(posted, (FieldError(path, "form.not_understood", {"got": _first(posted, path)[:_MOST_QUOTED]}),))


def _read_fields(fields: Sequence[Field], posted: Posted, around: Around, errors: list[FieldError]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for one in fields:
        try:
            value = _read_field(one, posted, around, errors)
        except _FieldRefusedError as refused:
            errors.append(refused.error)
        else:
            if value is not None:
                members[one.name] = value
    return members


class _FieldRefusedError(Exception):
    """One field cannot be taken. Never leaves this module."""

    def __init__(self, path: str, code: str, **params: str | int) -> None:
        super().__init__(code)
        got = params.get("got")
        quoted = {"got": got[:_MOST_QUOTED]} if isinstance(got, str) else {}
        self.error = FieldError(path, code, {**params, **quoted})


def _read_field(of: Field, posted: Posted, around: Around, errors: list[FieldError]) -> object | None:
    if of.takes_several:
        values = _read_several(of, posted, around, errors)
        if of.required and not values:
            raise _nothing_given(of)
        return values
    if of.control is Control.GROUP:
        blank = _is_blank(of.fields, posted)
        return None if blank and not of.required else _read_fields(of.fields, posted, around, errors)
    if of.control is Control.LANGUAGE:
        return _read_language(of, posted)
    return _read_single(of, posted, around)


def _read_several(of: Field, posted: Posted, around: Around, errors: list[FieldError]) -> Sequence[object]:
    match of.control:
        case Control.ROWS:
            return _read_rows(of, posted, around, errors)
        case Control.CHOICES | Control.PARTIES:
            return [_chosen(of, value, around) for value in posted.get(of.path, ()) if value]
        case Control.LANGUAGES:
            return _read_languages(of, posted)
        case Control.TEXTS:
            return _read_texts(of, posted, around)
        case _:
            lines = [line.strip() for line in _written(of, posted).splitlines()]
            return [_read_line(of, line, around) for line in lines if line]


def _nothing_given(of: Field) -> _FieldRefusedError:
    offered = {"choices": ", ".join(map(str, of.choices))} if of.choices else {}
    return _FieldRefusedError(of.path, "form.required", **offered)


def _read_line(of: Field, line: str, around: Around) -> object:
    """One of several values that stand one a line."""
    if of.control is Control.ENTRIES:
        return _read_entry(of, line, around)
    return _integer(of, line) if of.control is Control.INTEGERS else _line(of, line, around)


def _read_single(of: Field, posted: Posted, around: Around) -> object | None:  # noqa: C901, PLR0911 - one case a control
    written = _in_words(of, _written(of, posted), posted)
    if not written:
        if of.required:
            raise _nothing_given(of)
        return None
    match of.control:
        case Control.TEXT:
            return {"lang": _lang(of, posted, around), "text": written}
        case Control.INTEGER:
            return _integer(of, written)
        case Control.DEGREES:
            return _degrees(of, written)
        case Control.INSTANT:
            return _taken(of, instant_there, written, _first(posted, f"{of.path}.zone") or around.zones[0])
        case Control.DAY:
            return _taken(of, day_of, written)
        case Control.YES_NO:
            if written not in _TRUTH:
                raise _not_offered(of, written, ("yes", "no"))
            return _TRUTH[written]
        case Control.CHOICE | Control.PARTY:
            return _chosen(of, written, around)
        case Control.ENTRY:
            return _read_entry(of, written, around)
        case _:
            return _line(of, written, around)


def _first(posted: Posted, path: str) -> str:
    given = posted.get(path)
    return given[0] if given else ""


def _written(of: Field, posted: Posted) -> str:
    """What was typed, in the one spelling that is signed: NFC, plain line ends, nothing that reorders it."""
    text = unicodedata.normalize("NFC", _first(posted, of.path)).replace("\r\n", "\n").replace("\r", "\n").strip()
    if BIDI_CONTROLS.search(text):
        raise _FieldRefusedError(of.path, "text.bidi_override", text=BIDI_CONTROLS.sub("\ufffd", text)[:80])
    if len(text) > MAX_TEXT:
        raise _FieldRefusedError(of.path, "form.too_long", most=MAX_TEXT, got=len(text))
    return text


def _line(of: Field, written: str, around: Around) -> str:
    spelling = of.spelling
    if spelling == WHOLE_DAY:
        return _taken(of, day_of, written).isoformat()
    if of.pattern and not re.search(of.pattern, written):
        if spelling == PART_OF_DAY:
            return _taken(of, day_of, written).isoformat()
        raise _misspelt(of, written, around)
    return written


def _misspelt(of: Field, written: str, around: Around) -> _FieldRefusedError:
    """What was expected, and how what came could be written: as the word in use that it is called by, or spelt as words are."""
    mark = mark_in(of.spelling)
    if not mark:
        return _FieldRefusedError(of.path, "form.not_understood", got=written)
    called = (word for word, name in around.used(of.label_id) if name.casefold() == written.casefold())
    if near := next(called, "") or spelt(written, mark):
        return _FieldRefusedError(of.path, "form.misspelt", mark=mark, got=written, near=near)
    return _FieldRefusedError(of.path, "form.no_codeword", mark=mark, got=written, example=of.example)


def _lang(of: Field, posted: Posted, around: Around) -> str:
    lang = _first(posted, f"{of.path}.lang") or around.lang
    if lang not in LANGUAGES:
        raise _not_offered(of, lang, tuple(LANGUAGES))
    return lang


def _read_languages(of: Field, posted: Posted) -> list[str]:
    """Each that was chosen, and then each that was written beside them."""
    paths = ((of.path, posted.get(of.path, ())), (other(of.path), posted.get(other(of.path), ())[:1]))
    said = (_written(replace(of, path=path), {path: (each,)}) for path, values in paths for each in values)
    return [code for each in said for code in _taken(of, codes_in, each)]


def _read_language(of: Field, posted: Posted) -> str | None:
    found = _read_languages(of, posted)
    if len(found) > 1:
        raise _FieldRefusedError(of.path, "form.given_twice", picked=found[0], got=found[1])
    if of.required and not found:
        raise _nothing_given(of)
    return found[0] if found else None


def _read_beside(of: Field, posted: Posted, langs: Sequence[str]) -> list[dict[str, str]]:
    """One text for each language that was changed from what stood there (`wordings.was.fa`); of all languages if `wordings.every` is ticked.

    What is left as it stood is not signed anew: whoever writes in one language has not said that the other follows.
    """
    found: list[dict[str, str]] = []
    for lang in langs:
        one = replace(of, path=f"{of.path}.in.{lang}")
        text = _SPACES.sub(" ", _written(one, posted))
        was = _SPACES.sub(" ", unicodedata.normalize("NFC", _first(posted, f"{of.path}.was.{lang}"))).strip()
        if was and not text:
            raise _FieldRefusedError(one.path, "form.required")
        if text and (text != was or "yes" in posted.get(f"{of.path}.every", ())):
            found.append({"lang": lang, "text": text})
    if not found:
        raise _FieldRefusedError(f"{of.path}.in.{langs[0]}", "form.nothing_changed")
    return found


def _read_texts(of: Field, posted: Posted, around: Around) -> list[dict[str, str]]:
    """One text a line, and then what stands in the boxes of further languages."""
    if langs := languages_in(posted, of.path):
        return _read_beside(of, posted, langs)
    further = languages_also(posted, of.path) if of.boxes else ()
    texts = on_lines(_written(of, posted), _lang(of, posted, around))
    for lang in further:
        texts += on_lines(_written(replace(of, path=also(of.path, lang)), posted), lang)
    found = [{"lang": each.lang, "text": each.text} for each in texts]
    return _one_in_each(found) if further and has_one_text(of.name) else found


def _one_in_each(texts: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The lines of one language as one text: in a box of its own a line ends where its author wanted it to."""
    lines: dict[str, list[str]] = {}
    for each in texts:
        lines.setdefault(each["lang"], []).append(each["text"])
    return [{"lang": lang, "text": " ".join(said)} for lang, said in lines.items()]


def _integer(of: Field, written: str) -> int:
    plain = latin_digits(written).replace("\N{MINUS SIGN}", "-").replace(" ", "").replace("\u200e", "")
    if not re.fullmatch(r"-?[0-9]{1,15}", plain):
        raise _FieldRefusedError(of.path, "form.not_a_number", got=written)
    value = int(plain)
    if of.low is not None and value < of.low:
        raise _FieldRefusedError(of.path, "form.too_small", least=of.low, got=value)
    if of.high is not None and value > of.high:
        raise _FieldRefusedError(of.path, "form.too_large", most=of.high, got=value)
    return value


def _degrees(of: Field, written: str) -> int:
    """An angle as people write it, in integers of 1e-7 degree: no rounding, so no more digits than that."""
    plain = latin_digits(written).replace("\N{MINUS SIGN}", "-").replace("\N{ARABIC DECIMAL SEPARATOR}", ".")
    found = re.fullmatch(r"(-?)([0-9]{1,3})(?:\.([0-9]{1,7}))?", plain.replace("\u200e", "").removesuffix("°").strip())
    if found is None:
        raise _FieldRefusedError(of.path, "form.not_degrees", got=written)
    value = int(found[2]) * TEN_MILLIONTHS + int((found[3] or "").ljust(7, "0"))
    value = -value if found[1] else value
    if (of.low is not None and value < of.low) or (of.high is not None and value > of.high):
        raise _FieldRefusedError(of.path, "form.not_degrees", got=written)
    return value


def _in_words(of: Field, picked: str, posted: Posted) -> str:
    """What was picked of a calendar that the browser shows, or else what was written out."""
    if of.control not in {Control.INSTANT, Control.DAY}:
        return picked
    return _taken(of, once, picked, _first(posted, f"{of.path}.written"))


def _taken(of: Field, read: Callable[..., Taken], *given: str) -> Taken:
    try:
        return read(*given)
    except RefusedError as refused:
        raise _FieldRefusedError(of.path, refused.code, **refused.params) from refused


def _chosen(of: Field, written: str, around: Around) -> str | int:
    offered: Sequence[str | int] = (
        tuple(around.parties) if of.control in {Control.PARTY, Control.PARTIES} else of.choices
    )
    for value in offered:
        if str(value) in {written, latin_digits(written)}:
            return value
    raise _not_offered(of, written, offered)


def _not_offered(of: Field, written: str, offered: Sequence[str | int]) -> _FieldRefusedError:
    return _FieldRefusedError(of.path, "form.not_offered", got=written, choices=", ".join(map(str, offered)))


def _read_entry(of: Field, written: str, around: Around) -> str:
    found = around.entry_id(latin_digits(written))
    if found is None:
        raise _FieldRefusedError(of.path, "form.no_such_entry", ref=written)
    return found


def _read_rows(of: Field, posted: Posted, around: Around, errors: list[FieldError]) -> list[dict[str, Any]]:
    rows = [row_field(of, row) for row in range(row_count(posted, of.path))]
    return [_read_fields(fields, posted, around, errors) for fields in rows if not _is_blank(fields, posted)]


def _is_blank(fields: Sequence[Field], posted: Posted) -> bool:
    """Whether nobody typed anything. Selections do not count: a list always has something selected."""
    return not any(
        value.strip()
        for one in fields
        for path, values in posted.items()
        if (path == one.path or path.startswith(f"{one.path}.")) and not path.endswith((".lang", ".zone"))
        for value in values
    )
