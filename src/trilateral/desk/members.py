"""What a state holds, and what follows from it, in words: one row a member, as its reader would say it.

A state is what all entries about a matter come to, and programs read it by the names of its members. Here the same is told to
people: times by their calendar, entries by their references, parties by their names, words of the record by the catalogues'.

It leaves out what is said elsewhere on the page: the entry itself, and what else one said that has its own place in a state.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeGuard

import msgspec

from trilateral.catalogue import SLICES
from trilateral.desk.reading import Reading
from trilateral.desk.said import COUNTED, NAMES, Row
from trilateral.i18n.calendars import stated_day, zone_text
from trilateral.i18n.catalogues import translator
from trilateral.i18n.digits import coordinates, digits
from trilateral.i18n.messages import label_of, term_of
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.commitments.promises import LEVELS
from trilateral.ui.forms import ANGLES
from trilateral.ui.views import Words

LEFT_OUT = frozenset({"id", "ref", "state"})
"""Members that say which matter it is, and all that was said: the page itself says both."""
_HASH = re.compile("[0-9a-f]{64}")
_REF = re.compile("[a-z][a-z0-9-]*/[0-9]+")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TERM = re.compile("[a-z][a-z0-9]*([_.][a-z0-9]+)*")
_DIGITS_SHOWN = 10
"""Of a hash that is no entry's."""
_POINTS = frozenset({"answered_late", "open_points", "silence_shown"})
"""Members that number points, from 0, under a name of their own."""
_FROM_ONE = frozenset({"dispatches", "humanitarian", "notices", "texts"})
"""Slices that number from 1 what others number from 0."""
_GROUPS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("accounts", "sort"): ("account_matter",),
    ("accounts", "stance"): ("accounts.read.readings.stance",),
    ("accounts", "warnings"): ("account_warning",),
    ("acts", "translations"): ("translation",),
    ("bodies", "what"): ("part",),
    ("commitments", "reports_late"): ("commitments.mission_reported.sort", "late"),
    ("commitments", "sort"): ("undertaking",),
    ("commitments", "quotas", "sort"): ("site",),
    ("commitments", "sites", "sort"): ("site",),
    ("commitments", "status"): ("commitment", "mission", "named_day"),
    ("delegations", "answers"): ("consent",),
    ("designations", "claims", "status"): ("answering",),
    ("designations", "neutral_status"): ("neutral",),
    ("designations", "status"): ("answering",),
    ("dispatches", "items", "status"): ("dispatch_item",),
    ("disputes", "rung"): ("clock",),
    ("evidence", "compared"): ("digest",),
    ("humanitarian", "figures"): ("figure", "row"),
    ("humanitarian", "is_"): ("humanitarian_matter",),
    ("humanitarian", "rows", "status"): ("row",),
    ("humanitarian", "sort"): ("sort", "what"),
    ("humanitarian", "standing"): ("protection",),
    ("humanitarian", "word"): ("protection",),
    ("meetings", "minutes_status"): ("minutes",),
    ("notices", "status"): ("notice", "call", "watch"),
    ("proposals", "created", "sort"): ("item",),
    ("statements", "paraphrases"): ("paraphrase",),
    ("statements", "status"): ("statement_state",),
    ("statements", "word"): ("reply", "answers"),
    ("texts", "left", "sort"): ("left",),
    ("texts", "paragraphs", "wordings", "standing"): ("wording",),
}
"""By slice and path, where the words of a member are, if not under its own name, that of its slice or one of `_ANYWHERE`."""
_ANYWHERE = ("answer", "stance", "late", "status")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a state a value stands.

    Attributes:
        slice: Of the matter.
        path: Names of members, from the state's own.
        lang: In which language the words are that stand there; empty where they say so themselves, or nobody does.
        texts: By the hash of a text the entry that has it.
        langs: By words that somebody said of the matter their language.
    """

    slice: str
    path: tuple[str, ...] = ()
    lang: str = ""
    texts: Mapping[str, EntryId] = field(default_factory=dict, compare=False)
    langs: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """The member's own name."""
        return self.path[-1]

    @property
    def at(self) -> str:
        """The same as it is spelled in a label."""
        return ".".join(self.path)

    def inside(self, name: str) -> "Place":
        """A member of what stands there."""
        return replace(self, path=(*self.path, name))


def place_of(name: str, state: object) -> Place:
    """Return the place of a whole state, which knows whose texts are meant and in which language what was said."""
    acts = [each for each in _inside(state) if isinstance(each, Mapping)]
    texts = {act["hash"]: act["entry"] for act in acts if is_act(act) and isinstance(act.get("hash"), str)}
    return Place(name, texts=texts, langs={each.text: each.lang for each in _inside(state) if isinstance(each, Text)})


def _inside(value: object) -> Iterator[Mapping[str, Any] | Text]:
    """Every struct of a state, the last first, by its members; texts as they are."""
    if isinstance(value, Text):
        yield value
        return
    members = value if isinstance(value, Mapping) else members_of(value)
    held = value if members is None and isinstance(value, list | tuple) else (members or {}).values()
    for each in reversed(tuple(held)):
        yield from _inside(each)
    if members is not None:
        yield members


def kinds_of(name: str) -> tuple[str, ...]:
    """The kinds of a slice, without their versions, that which opens a matter first."""
    return tuple(
        str(body.__struct_config__.tag).partition("/")[0]
        for each in SLICES
        if each.name == name
        for body in each.bodies
    )


def member_label(lang: str, place: Place) -> str | None:
    """Return what a member is called; None where the catalogues do not say.

    What its slice calls it comes first, then what all states call it, then what forms call the field from which it has its value.
    """
    has = translator(lang).find
    own = (f"{place.slice}.{place.at}", f"{place.slice}.{place.name}", f"state.{place.name}")
    said = place.at.removeprefix("said.")
    asked = (label_of(lang, f"{kind}.{tail}") for tail in (said, place.name) for kind in kinds_of(place.slice))
    return next(filter(None, (has("label", each) for each in own)), None) or next(filter(None, asked), None)


def _labelled(lang: str, place: Place) -> str:
    return member_label(lang, place) or place.name


def members_of(value: object) -> Mapping[str, Any] | None:
    """What a struct is made of, by name; None of anything else."""
    if isinstance(value, msgspec.Struct):
        return {name: getattr(value, name) for name in value.__struct_fields__}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return None


def member_rows(reading: Reading, place: Place, value: object) -> Iterator[Row]:
    """Return what a struct is made of, without what is empty."""
    members = members_of(value) or {}
    inside = replace(place, lang=members["lang"]) if isinstance(members.get("lang"), str) else place
    for name, held in members.items():
        if name in LEFT_OUT or (name == "lang" and "text" in members):
            continue
        if name == "zone" and members.get("civil"):
            continue
        if name == "civil" and held:
            yield Row(
                name, written=((held, members.get("zone") or ""),), name=_labelled(reading.lang, inside.inside(name))
            )
        else:
            yield from rows_of(reading, inside.inside(name), held)


def rows_of(reading: Reading, place: Place, held: object) -> Iterator[Row]:
    """Return one member: as one row, or, where it is several lists, as one for each."""
    name = _labelled(reading.lang, place)
    if is_empty(held):
        return
    if isinstance(held, Mapping) or _are_pairs(held):
        pairs = tuple(_pairs(reading, place, held.items() if isinstance(held, Mapping) else held))
        if pairs:
            yield Row(place.name, name=name, rows=(pairs,))
    elif isinstance(held, Sequence | frozenset) and not isinstance(held, str):
        several = len(held) > 1
        if any(isinstance(each, Mapping | list | tuple) for each in held):
            for number, each in enumerate(held, 1):
                called = reading.gettext("%(label)s %(number)s", label=name, number=number) if several else name
                yield from (replace(row, name=called) for row in rows_of(reading, place, each))
        else:
            yield _row(reading, place, name, held)
    else:
        yield _row(reading, place, name, (held,))


def is_empty(held: object) -> bool:
    """Whether there is nothing to say of it: a number and a truth are never nothing."""
    return held is None or (not held and not isinstance(held, bool | int))


def _are_pairs(held: object) -> TypeGuard[Sequence[tuple[str, tuple[Any, ...]]]]:
    """Whether it says something under the name of each of several things: whoever programs reads would take it for a list."""
    return isinstance(held, list | tuple) and all(
        isinstance(each, tuple) and len(each) == len("ab") and isinstance(each[0], str) and isinstance(each[1], tuple)
        for each in held
    )


def _pairs(reading: Reading, place: Place, held: Iterable[tuple[Any, Any]]) -> Iterator[Row]:
    for key, value in held:
        for row in rows_of(reading, place, value):
            yield replace(row, name=_key(reading, place, key))


def _key(reading: Reading, place: Place, key: Any) -> str:
    """What stands at the head of a value that is kept by party, entry, point or office."""
    if isinstance(key, int):
        return digits(str(key + _counts_from_zero(place)), reading.lang)
    if reading.charter.role(key) is not None:
        return reading.party_view(key).name
    if place.name in {"downgrades", "powers"}:
        return reading.office(key)
    if place.name == "opened":
        return label_of(reading.lang, f"bodies.row.{key.rpartition('.')[2]}") or key
    found = reading.ref(key) if _HASH.fullmatch(key) else key
    return _word(reading, place, key) or found


def _counts_from_zero(place: Place) -> bool:
    return place.name in _POINTS or (place.name in COUNTED and place.slice not in _FROM_ONE)


def _row(reading: Reading, place: Place, name: str, held: Iterable[Any]) -> Row:
    made = Row(place.name, name=name)
    for each in held:
        made = _with(reading, place, made, each)
    return made


def _with(reading: Reading, place: Place, made: Row, value: Any) -> Row:
    """The row with one value more. An act is told by its reference: what it says stands where it is quoted."""
    match value:
        case Text():
            return replace(made, words=(*made.words, reading.words(value)))
        case datetime() | date():
            return replace(made, times=(*made.times, value))
        case str():
            return _with_text(reading, place, made, value.value if isinstance(value, Enum) else value)
    members = members_of(value)
    if members is None:
        return replace(made, plain=(*made.plain, _plain(reading, place, value)))
    if is_act(members):
        return _with_text(reading, place, made, members["entry"])
    if members.keys() == ANGLES:
        made = replace(made, plain=(*made.plain, coordinates(members["lat"], members["lon"])))
    else:
        made = replace(made, rows=(*made.rows, tuple(member_rows(reading, place, value))))
    return made


def is_act(members: Container[str]) -> bool:
    """Whether these are the members of what a state keeps of one entry."""
    return "entry" in members and "index" in members


def _with_text(reading: Reading, place: Place, made: Row, value: str) -> Row:
    verdict = reading.fold.verdict(place.texts.get(value, value)) if _HASH.fullmatch(value) else None
    if _REF.fullmatch(value):
        verdict = reading.find(value)
    if verdict is not None and verdict.entry is not None:
        return replace(made, entries=(*made.entries, reading.view(verdict.entry)))
    if reading.charter.role(value) is not None and place.name not in {"lang", "key"}:
        return replace(made, parties=(*made.parties, reading.party_view(value)))
    lang = place.lang if place.name == "text" else place.langs.get(value)
    if lang:
        return replace(made, words=(*made.words, Words(value, lang)))
    return replace(made, plain=(*made.plain, _plain(reading, place, value)))


def _plain(reading: Reading, place: Place, value: Any) -> str:  # noqa: PLR0911 - one return for each sort of value
    """A value that is neither somebody's words nor a thing with a page of its own."""
    match value:
        case bool():
            return reading.gettext("yes") if value else reading.gettext("no")
        case int() if place.slice == "commitments" and place.name == "level":
            return reading.term(LEVELS[value], "commitments.assessed.level")
        case int() if place.name in NAMES | _POINTS:
            return digits(str(value + _counts_from_zero(place)), reading.lang)
        case int():
            return reading.gettext("%(number)s", number=value)
        case str() if _HASH.fullmatch(value):
            return f"{value[:_DIGITS_SHOWN]}…"
        case str() if _DAY.fullmatch(value):
            return stated_day(value, reading.lang)
        case str() if place.name == "zone":
            return zone_text(value, reading.lang)
        case str() if place.name in {"office", "offices", "order", "handed_to", "advisers"}:
            return reading.office(value)
    return _word(reading, place, value) or str(value)


def _word(reading: Reading, place: Place, value: Any) -> str | None:
    """The word for a token of the record; None for what is none, or none that the catalogues know."""
    if not isinstance(value, str) or not _TERM.fullmatch(value):
        return None
    return term_of(reading.lang, value, *groups_of(place))


def status_word(reading: Reading, name: str, status: str) -> str:
    """Where a matter of a slice stands, in a word."""
    return _word(reading, Place(name, ("status",)), status) or status


def _one_of(name: str) -> str:
    """What one matter of a slice is called where words for its states are looked up."""
    return name.removesuffix("es" if name.endswith("ches") else "s")


def groups_of(place: Place) -> tuple[str, ...]:
    """Where the catalogues may have the words of a member, the nearest first."""
    told = _GROUPS.get((place.slice, *place.path)), _GROUPS.get((place.slice, place.name))
    forms = (f"{kind}.{tail}" for tail in dict.fromkeys((place.at, place.name)) for kind in kinds_of(place.slice))
    return tuple(
        dict.fromkeys(
            (
                *(group for groups in told for group in groups or ()),
                *forms,
                place.name,
                _one_of(place.slice),
                *_ANYWHERE,
            )
        )
    )
