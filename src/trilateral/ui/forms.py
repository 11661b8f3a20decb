"""A form for any struct, and the struct back from what the browser posts.

Every kind of entry has a page on which it can be made, whether or not somebody drew
one: the struct says what the fields are and the catalogues what they are called
(`label` and `help` under `<kind>.<field>`). Hand-made pages use the same fields.

msgspec stops at the first error, which is right for entries and wrong for people, so
each field is read by itself and all errors are shown at once. What reaches msgspec in
the end has passed every field; it may still refuse, and then it has the last word.

It leaves out whether an entry would count: that is for its slice's rules.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import inspect

from trilateral.errors import RefusedError
from trilateral.i18n.digits import latin_digits
from trilateral.i18n.isolates import BIDI_CONTROLS
from trilateral.i18n.languages import LANGUAGES
from trilateral.ui.boxes import Boxes, also, boxes_of, has_one_text, languages_also, languages_in, on_lines, outside
from trilateral.ui.codewords import example_of, mark_in, spelt
from trilateral.ui.language_choice import between, codes_in, other
from trilateral.ui.written import day_of, instant_there, once

StructT = TypeVar("StructT", bound=msgspec.Struct)
Taken = TypeVar("Taken")
Posted = Mapping[str, Sequence[str]]

MAX_TEXT = 20_000
"""Characters in one field. An entry has at most 65,535 bytes, so this only stops what could never be signed."""
MAX_ROWS = 200
SPARE_ROWS = 2
"""Empty rows that are folded away behind the first empty one. Whoever needs more has them after a check."""
_MOST_QUOTED = 300
"""Characters of what was typed, or could have been chosen, that a sentence repeats."""

_HASH = "^[0-9a-f]{64}$"
FILE = "paper"
"""Member that holds the hash of a file, which looks like the id of an entry."""
ANGLES = frozenset({"lat", "lon"})
"""Members that hold an angle in integers of 1e-7 degree."""
WORDED = frozenset({"time_precision", "place_precision"})
"""Members whose few numbers each stand for something: people choose it by its words."""
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}
"""As forms and as the pages of the specification spell it."""
TEN_MILLIONTHS = 10_000_000
_PLAIN_HASHES = frozenset({"blob", "root", "held", "bad", "salt", "path", "commit"})
"""Members that hold a hash which is no entry's."""
WHOLE_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_PART_OF_DAY = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
_PARTY = "^[a-z][a-z0-9-]{0,31}$"
_LANGUAGE = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
_VERSION = re.compile(r"/[0-9]+$")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPACES = re.compile("[ \t\r\n]+")
_PATH = re.compile(r"at `\$\.([a-z0-9_]+)")


class Control(StrEnum):
    """How a person gives a value."""

    TEXT = "text"  # words in one language: `{lang, text}`
    TEXTS = "texts"  # the same, one a line
    LINE = "line"
    LINES = "lines"
    CHOICE = "choice"
    CHOICES = "choices"
    LANGUAGE = "language"  # chosen by its name, or another written by its code
    LANGUAGES = "languages"
    INTEGER = "integer"
    INTEGERS = "integers"  # one a line
    DEGREES = "degrees"  # 33.35, kept in integers of 1e-7 degree
    YES_NO = "yes_no"
    INSTANT = "instant"  # a civil time and its zone
    DAY = "day"
    PARTY = "party"
    PARTIES = "parties"
    ENTRY = "entry"  # by reference, `us/42`
    ENTRIES = "entries"
    FILE = "file"  # by its hash, or chosen in the browser
    GROUP = "group"
    ROWS = "rows"


_MANY = {
    Control.TEXT: Control.TEXTS,
    Control.LINE: Control.LINES,
    Control.INTEGER: Control.INTEGERS,
    Control.CHOICE: Control.CHOICES,
    Control.LANGUAGE: Control.LANGUAGES,
    Control.PARTY: Control.PARTIES,
    Control.ENTRY: Control.ENTRIES,
    Control.GROUP: Control.ROWS,
}
_SEVERAL = frozenset(_MANY.values())
_BY_PATTERN = {_HASH: Control.ENTRY, _PARTY: Control.PARTY, _LANGUAGE: Control.LANGUAGE}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes:
        name: Member of the struct.
        path: Name under which it is posted; also what errors name.
        label_id: For the catalogues.
        choices: Values that it may take.
        groups: Where the words for the choices are looked up.
        low: Least number.
        high: Greatest number.
        pattern: What a line must match.
        fields: Inside a group or a row.
        aside: Whether the struct does without it: a group or rows that few will fill in, which a page may fold away.
        or_else: Whether the rules want it unless something else stands in its place, as its help says.
        boxes: Whether further languages of the same words have boxes of their own, and where.
    """

    name: str
    path: str
    label_id: str
    control: Control
    required: bool = True
    choices: tuple[str | int, ...] = ()
    groups: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    pattern: str | None = None
    fields: tuple["Field", ...] = ()
    aside: bool = False
    or_else: bool = False
    boxes: Boxes = Boxes.NONE

    @property
    def anchor(self) -> str:
        """Its id in the page."""
        return "f-" + self.path.replace(".", "-")

    @property
    def is_day(self) -> bool:
        """Whether a line of it is a day, or as much of one as is known."""
        return self.control is Control.LINE and _plain(self.pattern) in {WHOLE_DAY, _PART_OF_DAY}

    @property
    def example(self) -> str:
        """A word as it takes them, where it takes words that are spelt alike in every language (`codewords`)."""
        return example_of(_plain(self.pattern), self.name)


@dataclass(frozen=True, slots=True)
class Form(Generic[StructT]):
    """The form of one struct."""

    kind: str
    struct: type[StructT]
    fields: tuple[Field, ...]

    def label_at(self, path: str) -> str:
        """Return the label id of the field that is posted as `path`, inside groups and rows too."""
        names = [name for name in outside(path).split(".") if not name.isdecimal()]
        return ".".join((_VERSION.sub("", self.kind), *names))


@dataclass(frozen=True, slots=True)
class FieldError:
    """Why a field cannot be taken. An empty path is the form as a whole."""

    path: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """Id of the field in the page."""
        return "f-" + self.path.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Around:
    """What a form must know of the record to offer choices and read references.

    Attributes:
        parties: Names by id, in the charter's order.
        entry_id: Id of the entry with this reference, or None.
        entry_ref: Reference of the entry with this id, or None.
        zones: Zones that are offered, the reader's own first.
        lang: Language in which the reader writes unless they say otherwise.
        places: What the places are called whose clocks these are; the city after which a zone is named if left out.
        used: Words that the record has used so far where a field takes any, and what each is called, by the field's label.
        languages: Those that are offered where a field asks for one: the charter's first, then the desk's own.
    """

    parties: Mapping[str, str] = field(default_factory=dict)
    entry_id: Callable[[str], str | None] = lambda ref: None  # noqa: ARG005 - a record without entries
    entry_ref: Callable[[str], str | None] = lambda entry: None  # noqa: ARG005 - the same
    zones: tuple[str, ...] = ("UTC",)
    lang: str = "en"
    places: Mapping[str, str] = field(default_factory=dict)
    used: Callable[[str], Sequence[tuple[str, str]]] = lambda label_id: ()  # noqa: ARG005 - a record without entries
    languages: tuple[str, ...] = tuple(LANGUAGES)


@dataclass(frozen=True, slots=True)
class Filled(Generic[StructT]):
    """A form as somebody filled it in.

    Attributes:
        posted: What stands in the fields, to be shown again.
        errors: By field, in the form's order.
        value: The struct, if there was no error.
    """

    posted: Posted = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    value: StructT | None = None

    def shown(self, path: str, default: str = "") -> str:
        """What stands in a field."""
        given = self.posted.get(path)
        return given[0] if given else default

    def all_shown(self, path: str) -> tuple[str, ...]:
        """What is chosen in a field that takes several."""
        return tuple(self.posted.get(path, ()))

    def languages(self, path: str) -> tuple[str, ...]:
        """Which languages are chosen in a field that asks for them."""
        return between(self.posted.get(path, ()))

    def beside(self, path: str) -> tuple[str, ...]:
        """The languages in which the texts of a field are written beside each other, each in a box of its own."""
        return languages_in(self.posted, path)

    def error_at(self, path: str) -> FieldError | None:
        """The error of a field, if it has one."""
        return next((e for e in self.errors if e.path == path), None)

    def touched(self, path: str) -> bool:
        """Whether anything inside a group, a row or rows is filled in, or wrong."""
        inside = f"{path}."
        wrong = any(error.path == path or error.path.startswith(inside) for error in self.errors)
        return wrong or not _is_row_blank(self.posted, inside)

    def rows(self, path: str) -> tuple[range, range]:
        """Which rows to show: those that are filled in and an empty one, and then spare ones to fold away."""
        filled = [row for row in range(_row_count(self.posted, path)) if self.touched(f"{path}.{row}")]
        first = min(max(filled, default=-1) + 2, MAX_ROWS)
        return range(first), range(first, min(first + SPARE_ROWS, MAX_ROWS))

    def refused(self, code: str, params: Mapping[str, str | int] | None = None, path: str = "") -> "Filled[StructT]":
        """The same form with what a rule says against it: the objection to the entry as a whole, or to one field."""
        return replace(self, errors=(*self.errors, FieldError(path, code, params or {})), value=None)


# --- what a struct asks for


def form_of(struct: type[StructT], leave_out: Sequence[str] = ()) -> Form[StructT]:
    """Return the form of a struct.

    A list that the struct always has wants at least one, unless its type says that there may be none (`min_length=0`): what
    says nothing has no effect.

    Args:
        struct: With a tag `<slice>.<fact>/<n>`, or any other.
        leave_out: Members that the page gives itself and hands to `read_form`.

    Raises:
        TypeError: It has a member for which there is no control.
    """
    tag = struct.__struct_config__.tag
    kind = tag if isinstance(tag, str) else struct.__name__
    info = inspect.type_info(struct)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"expected a struct, got {struct}")
    return Form(kind, struct, tuple(_fields(info, "", _VERSION.sub("", kind), frozenset(leave_out))))


def row_field(of: Field, row: int) -> tuple[Field, ...]:
    """Return the fields of one row of a field that has rows."""
    return tuple(_moved(f, of.path, f"{of.path}.{row}") for f in of.fields)


def _moved(of: Field, old: str, new: str) -> Field:
    return replace(of, path=new + of.path.removeprefix(old), fields=tuple(_moved(f, old, new) for f in of.fields))


def _fields(info: inspect.StructType, path: str, label: str, leave_out: frozenset[str]) -> Iterator[Field]:
    for member in info.fields:
        if member.name not in leave_out:
            found = _field(member.type, member.name, path + member.name, f"{label}.{member.name}")
            aside = not member.required or (found.control is Control.GROUP and not found.required)
            yield replace(found, required=found.required and member.required, aside=aside)


def _plain(pattern: str | None) -> str:
    """A pattern without what keeps a final line end out, which `$` alone lets through."""
    return (pattern or "").replace("(?!\n)", "")


def _field(of: inspect.Type, name: str, path: str, label: str) -> Field:  # noqa: C901, PLR0911, PLR0912 - one case a type
    made = Field(name, path, label, Control.LINE)
    match of:
        case inspect.Metadata(type=inner):
            return _field(inner, name, path, label)
        case inspect.UnionType(types=types):
            real = [t for t in types if not isinstance(t, inspect.NoneType)]
            if len(real) == 1:
                return replace(_field(real[0], name, path, label), required=False)
        case inspect.StrType(pattern=pattern):
            plain = _plain(pattern)
            control = _BY_PATTERN.get(plain, Control.LINE)
            if plain == _HASH and name == FILE:
                control = Control.FILE
            elif plain == _HASH and name in _PLAIN_HASHES:
                control = Control.LINE
            return replace(made, control=control, pattern=pattern)
        case inspect.BoolType():
            return replace(made, control=Control.YES_NO)
        case inspect.IntType(ge=ge, gt=gt, le=le, lt=lt):
            low, high = ge if gt is None else gt + 1, le if lt is None else lt - 1
            if name in WORDED and low is not None and high is not None:
                return replace(made, control=Control.CHOICE, choices=tuple(range(low, high + 1)), groups=(label, name))
            control = Control.DEGREES if name in ANGLES else Control.INTEGER
            return replace(made, control=control, low=low, high=high)
        case inspect.DateTimeType():
            return replace(made, control=Control.INSTANT)
        case inspect.DateType():
            return replace(made, control=Control.DAY)
        case inspect.LiteralType(values=values):
            return replace(
                made,
                control=Control.CHOICE,
                choices=tuple(v for v in values if isinstance(v, str | int)),
                groups=(label, name),
            )
        case inspect.EnumType(cls=cls):
            group = _WORD_START.sub("_", cls.__name__).lower()
            words = tuple(member.value for member in cls)
            return replace(made, control=Control.CHOICE, choices=words, groups=(group, label, name))
        case inspect.StructType(fields=members):
            if {m.name for m in members} == {"lang", "text"}:
                return replace(made, control=Control.TEXT)
            return replace(made, control=Control.GROUP, fields=tuple(_fields(of, f"{path}.", label, frozenset())))
        case (
            inspect.VarTupleType(item_type=item, min_length=least) | inspect.ListType(item_type=item, min_length=least)
        ):
            one = _field(item, name, path, label)
            if one.control in _MANY:
                boxes = boxes_of(name, label) if one.control is Control.TEXT else Boxes.NONE
                return replace(one, control=_MANY[one.control], required=least != 0, boxes=boxes)
        case _:
            pass
    raise TypeError(f"{path}: expected a type that a form can ask for, got {of}")


# --- what somebody posted


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
    if of.control in _SEVERAL:
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
    plain = _plain(of.pattern)
    if plain == WHOLE_DAY:
        return _taken(of, day_of, written).isoformat()
    if of.pattern and not re.search(of.pattern, written):
        if plain == _PART_OF_DAY:
            return _taken(of, day_of, written).isoformat()
        raise _misspelt(of, written, around)
    return written


def _misspelt(of: Field, written: str, around: Around) -> _FieldRefusedError:
    """What was expected, and how what came could be written: as the word in use that it is called by, or spelt as words are."""
    mark = mark_in(_plain(of.pattern))
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
    rows = [row_field(of, row) for row in range(_row_count(posted, of.path))]
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


def _is_row_blank(posted: Posted, start: str) -> bool:
    return not any(
        value.strip()
        for path, values in posted.items()
        if path.startswith(start) and not path.endswith((".lang", ".zone"))
        for value in values
    )


def _row_count(posted: Posted, path: str) -> int:
    rows = [name[len(path) + 1 :].partition(".")[0] for name in posted if name.startswith(f"{path}.")]
    return min(max((int(row) + 1 for row in rows if re.fullmatch(r"[0-9]{1,4}", row)), default=0), MAX_ROWS)
