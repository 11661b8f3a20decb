"""A form for any struct.

Every kind of entry has a page on which it can be made, whether or not somebody drew
one: the struct says what the fields are and the catalogues what they are called
(`label` and `help` under `<kind>.<field>`). Hand-made pages use the same fields.

What is filled in is read in `posted`; `filling` is the way back. It leaves out whether an
entry would count: that is for its slice's rules.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Generic, TypeVar

import msgspec
from msgspec import inspect

from trilateral.i18n.languages import LANGUAGES
from trilateral.ui.boxes import Boxes, boxes_of, languages_in, outside
from trilateral.ui.codewords import example_of
from trilateral.ui.language_choice import between

StructT = TypeVar("StructT", bound=msgspec.Struct)
Posted = Mapping[str, Sequence[str]]

MAX_ROWS = 200
SPARE_ROWS = 2
"""Empty rows that are folded away behind the first empty one. Whoever needs more has them after a check."""

_HASH = "^[0-9a-f]{64}$"
FILE = "paper"
"""Member that holds the hash of a file, which looks like the id of an entry."""
ANGLES = frozenset({"lat", "lon"})
"""Members that hold an angle in integers of 1e-7 degree."""
WORDED = frozenset({"time_precision", "place_precision"})
"""Members whose few numbers each stand for something: people choose it by its words."""
TEN_MILLIONTHS = 10_000_000
_PLAIN_HASHES = frozenset({"blob", "root", "held", "bad", "salt", "path", "commit"})
"""Members that hold a hash which is no entry's."""
WHOLE_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
PART_OF_DAY = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
_PARTY = "^[a-z][a-z0-9-]{0,31}$"
_LANGUAGE = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
_VERSION = re.compile(r"/[0-9]+$")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


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
        return self.control is Control.LINE and self.spelling in {WHOLE_DAY, PART_OF_DAY}

    @property
    def spelling(self) -> str:
        """The pattern of a line without what keeps a final line end out, which `$` alone lets through; empty where any may be written."""
        return _plain(self.pattern)

    @property
    def takes_several(self) -> bool:
        """Whether what is given is a list."""
        return self.control in _SEVERAL

    @property
    def example(self) -> str:
        """A word as it takes them, where it takes words that are spelt alike in every language (`codewords`)."""
        return example_of(self.spelling, self.name)


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
        filled = [row for row in range(row_count(self.posted, path)) if self.touched(f"{path}.{row}")]
        first = min(max(filled, default=-1) + 2, MAX_ROWS)
        return range(first), range(first, min(first + SPARE_ROWS, MAX_ROWS))

    def refused(self, code: str, params: Mapping[str, str | int] | None = None, path: str = "") -> "Filled[StructT]":
        """The same form with what a rule says against it: the objection to the entry as a whole, or to one field."""
        return replace(self, errors=(*self.errors, FieldError(path, code, params or {})), value=None)


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


def _is_row_blank(posted: Posted, start: str) -> bool:
    return not any(
        value.strip()
        for path, values in posted.items()
        if path.startswith(start) and not path.endswith((".lang", ".zone"))
        for value in values
    )


def row_count(posted: Posted, path: str) -> int:
    """Return up to which row anything was posted of a field that has rows; at most `MAX_ROWS`."""
    rows = [name[len(path) + 1 :].partition(".")[0] for name in posted if name.startswith(f"{path}.")]
    return min(max((int(row) + 1 for row in rows if re.fullmatch(r"[0-9]{1,4}", row)), default=0), MAX_ROWS)
