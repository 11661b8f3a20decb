"""What of an entry can be searched: its words, and marks for what its header says.

    _a        any entry                       _t<party>      whom it is addressed to
    _p<party> who said it                     _l<language>   a language in which it says something
    _o<office> the office that spoke          _e<16 digits>  an entry that it is about or names
    _k<kind>  its kind, `_` for `.`           _s<slice>      the slice of its kind

Read are open bodies alone, as every node reads them: what is under seal, and what lies apart since it may be
erased, goes into no table (docs/adr/0040). What nodes sign by themselves says nothing in words, and is left out.

Left out: the words for kinds, offices and parties. They are the catalogues' and the charter's, so a query is
turned into marks when it is asked (`desk.seeking`).
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from trilateral.catalogue import SLICES
from trilateral.i18n.folding import kept_words
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId, Text, Unread
from trilateral.ledger.fold import Verdict
from trilateral.ledger.keys import HeadsRecorded

ALL = "_a"
_MACHINE: tuple[type[Body], ...] = (HeadsRecorded, *(body for each in SLICES for body in each.machine))
_HASH = re.compile("[0-9a-f]{64}")
_DIGITS = 16
_NO_WORDS = frozenset({"checkpoint", "proof", "vkey", "key", "first", "second", "log", "text", "civil", "zone", "mark"})
"""Members of bodies that hold text which nobody says: keys, proofs, the bytes of a charter, clocks."""
_MOST_DEEP = 20


class Said(NamedTuple):
    """Something that an entry says.

    Attributes:
        text: The words.
        lang: In which language; empty where it does not say.
    """

    text: str
    lang: str


def row_of(verdict: Verdict) -> tuple[str, int, str, str, str, int, str] | None:
    """Return an entry as a row of `store.search.searched`; None for what is not searched."""
    entry = verdict.entry
    if entry is None or not is_said(entry):
        return None
    kind, at = kind_of(entry), int(entry.header.claimed_at.timestamp())
    words = " ".join(words_of(entry, said_in(entry)))
    return verdict.log, verdict.index, verdict.party, kind, entry.subject, at, words


def is_said(entry: Entry[Any]) -> bool:
    """Whether somebody said it: nodes sign some kinds by themselves."""
    return not isinstance(entry.body, _MACHINE)


def words_of(entry: Entry[Any], texts: list[Said]) -> Iterator[str]:
    """Yield all marks of an entry, and the forms and words of what it says."""
    said, more = kept_words(each.text for each in texts)
    yield from sorted({*marks_of(entry), *(f"_l{each.lang}" for each in texts if each.lang)})
    yield from sorted(more)
    yield from said


def kind_of(entry: Entry[Any]) -> str:
    """Return the kind of an entry without its version."""
    return entry.header.kind.rpartition("/")[0]


def marks_of(entry: Entry[Any]) -> Iterator[str]:
    """Yield the marks for what an entry's header says, and for the entries that it names."""
    kind = kind_of(entry)
    yield ALL
    yield party_mark(entry.party)
    yield kind_mark(kind)
    yield slice_mark(kind.partition(".")[0])
    yield office_mark(entry.header.by)
    if entry.header.subject is not None:
        yield entry_mark(entry.header.subject)
    yield from (entry_mark(each.entry) for each in entry.header.refs)
    yield from (to_mark(each) for each in addressed(entry))
    yield from (entry_mark(each) for each in _named(entry.body, 0))


def addressed(entry: Entry[Any]) -> tuple[PartyId, ...]:
    """Return to whom an entry speaks, where its kind says so."""
    found = getattr(entry.body, "to", ()) or getattr(entry.body, "against", ())
    return tuple(found) if isinstance(found, tuple) else (str(found),)


def party_mark(party: PartyId) -> str:
    """Who said it."""
    return f"_p{party}"


def to_mark(party: PartyId) -> str:
    """To whom."""
    return f"_t{party}"


def office_mark(office: str) -> str:
    """By which office."""
    return f"_o{office}"


def kind_mark(kind: str) -> str:
    """Of which kind, given without its version."""
    return f"_k{kind.replace('.', '_')}"


def slice_mark(name: str) -> str:
    """Of which slice."""
    return f"_s{name}"


def lang_mark(lang: str) -> str:
    """In which language it says something."""
    return f"_l{lang}"


def entry_mark(entry: EntryId) -> str:
    """Which other entry it names."""
    return f"_e{entry[:_DIGITS]}"


def said_in(entry: Entry[Any]) -> list[Said]:
    """Return what an entry says in words, in the order of its members; then the titles of its sources."""
    body = entry.body
    found = list(_unread(body.value, 0)) if isinstance(body, Unread) else list(_said(body, 0))
    for source in entry.header.sources:
        found += [Said(each, "") for each in (source.title, source.outlet, source.quote) if each]
    return found


def _said(value: object, depth: int) -> Iterator[Said]:
    if isinstance(value, Text):
        yield Said(value.text, value.lang.partition("-")[0].lower())
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _said(each, depth)
    elif isinstance(value, msgspec.Struct) and depth < _MOST_DEEP:
        for name, is_free in _members(type(value)):
            held = getattr(value, name)
            if isinstance(held, str):
                if is_free and held:
                    yield Said(held, "")
            elif is_free and isinstance(held, tuple):
                yield from (Said(each, "") for each in held if isinstance(each, str))
            else:
                yield from _said(held, depth + 1)


@cache
def _members(struct: type[msgspec.Struct]) -> tuple[tuple[str, bool], ...]:
    """The members of a struct, and whether a text in one is somebody's words, and no id, code or hash."""
    info = inspect.type_info(struct)
    fields = info.fields if isinstance(info, inspect.StructType) else ()
    return tuple((each.name, each.name not in _NO_WORDS and _is_free(each.type)) for each in fields)


def _is_free(of: inspect.Type) -> bool:
    match of:
        case inspect.Metadata(type=inner) | inspect.VarTupleType(item_type=inner):
            return _is_free(inner)
        case inspect.UnionType(types=types):
            return any(_is_free(each) for each in types)
        case inspect.StrType(pattern=pattern):
            return pattern is None
        case _:
            return False


def _unread(value: object, depth: int) -> Iterator[Said]:
    """What a body says that this version cannot read: every text in it that is no hash."""
    if isinstance(value, str) and not _HASH.fullmatch(value):
        yield Said(value, "")
    elif isinstance(value, dict | list) and depth < _MOST_DEEP:
        for each in value.values() if isinstance(value, dict) else value:
            yield from _unread(each, depth + 1)


def _named(value: object, depth: int) -> Iterator[EntryId]:
    """Ids of entries in a body."""
    if isinstance(value, str):
        if len(value) == 64 and _HASH.fullmatch(value):
            yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _named(each, depth)
    elif isinstance(value, msgspec.Struct) and not isinstance(value, Text) and depth < _MOST_DEEP:
        for name in value.__struct_fields__:
            yield from _named(getattr(value, name), depth + 1)
