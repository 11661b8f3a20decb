"""What a query means: its words, what header they name, which things of the register, and which entry by its reference.

A word is sought as it may be written (`i18n.folding`). It also stands for the kinds, offices, slices and
parties that it begins a word of, in any language of the desk: who types *allegation* in Persian finds allegations in
English. A name of the register stands for all names of that thing, whosever they are. Each name stays under its
holder: which was meant, and what else was sought for it, is said in words (`Named`).

Left out: the index (`store.search`), what lies beside it (`desk.apart`), and the page (`desk.search`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from trilateral.catalogue import KINDS
from trilateral.desk.places import PAGES
from trilateral.desk.reading import Reading
from trilateral.i18n.catalogues import translator
from trilateral.i18n.digits import latin_digits
from trilateral.i18n.folding import Sought, Term, folded_words, forms, sought_words
from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.messages import kind_name
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Verdict
from trilateral.mechanism.designations.naming import designated, spellings_of, words_of
from trilateral.mechanism.designations.rules import Designation, neutral_term
from trilateral.node.searching import entry_mark, kind_mark, office_mark, party_mark, slice_mark
from trilateral.store.search import Unit, Way
from trilateral.ui.views import Designated, PartyView, Words

MOST_TYPED = 300
"""Characters of a query that are read."""
_MOST_MARKS = 60
_MOST_NAMES = 40
_REF = re.compile(r"(?<![\w/])([a-z][a-z0-9-]{0,31})\s?/\s?([0-9]{1,15})(?:#[0-9]+)?(?![\w/])")
_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_QUOTED = re.compile(
    '["\N{LEFT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}«]([^"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}«»]+)["\N{RIGHT DOUBLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}»]'
)
_IDLE = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "و",
        "یا",
        "فی",
        "من",
        "الی",
        "عن",
        "از",
        "در",
        "به",
        "با",
        "که",
        "را",
        "بر",
    ]
)
"""Words that no entry is sought by, beside others. Not the Arabic for *on*, which is also the name Ali."""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing of the register that the query names.

    Attributes:
        shown: As this reader is shown it.
        meant: The name that was meant.
        holder: Whose name that is; None for the neutral term.
        called: What others call it, each name under its holder; None for the neutral term.
        by_sound: Whether the query only sounds like it.
    """

    shown: Designated
    meant: Words
    holder: PartyView | None
    called: tuple[tuple[PartyView | None, Words], ...]
    by_sound: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query, read.

    Attributes:
        typed: As it was typed.
        sought: Its words.
        names: Words of other names of what it names, with whose they are; None for the neutral term.
        named: Things of the register.
        entry: The entry that it refers to.
        missing: A reference in it to which there is no entry.
        said: Units for `store.search`.
        wider: The same with what answers less well.
        phrases: Words that must stand together.
    """

    typed: str
    sought: tuple[Sought, ...] = ()
    names: tuple[tuple[tuple[Sought, ...], PartyView | None], ...] = ()
    named: tuple[Named, ...] = ()
    entry: Verdict | None = None
    missing: str = ""
    said: tuple[Unit, ...] = ()
    wider: tuple[Unit, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def seeks(self) -> bool:
        """Whether there is anything in it to be found."""
        return bool(self.said)


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a thing of the register."""

    subject: EntryId
    holder: PartyId | None
    words: Words


class Register:
    """The names of the register by their spelling, remembered as long as what was said of a thing is the same."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._open: dict[EntryId, tuple[Designation, tuple[_Name, ...]]] = {}

    def names(self, reading: Reading) -> Iterator[_Name]:
        """Yield every name that anybody has used for anything. What can be erased is read each time."""
        for subject, held in reading.fold.subjects("designations").items():
            if not isinstance(held, Designation):
                continue
            known = self._open.get(subject)
            if known is None or known[0] is not held:
                known = self._open[subject] = held, tuple(_open_names(held))
            yield from known[1]
            yield from _names_apart(reading, held)


def _open_names(held: Designation) -> Iterator[_Name]:
    for term in held.terms:
        for each in (*term.terms, *term.spellings):
            yield _Name(held.id, term.party, Words(each.text, each.lang))
    for neutral in held.neutrals:
        # Until all have accepted it, it is its proposer's word.
        holder = None if neutral is neutral_term(held) else neutral.party
        for each in neutral.terms:
            yield _Name(held.id, holder, Words(each.text, each.lang))


def _names_apart(reading: Reading, held: Designation) -> Iterator[_Name]:
    for term in held.terms:
        if term.apart:
            found = words_of(reading, term)
            names = [] if found is None else [found]
            yield from (_Name(held.id, term.party, each) for each in (*names, *spellings_of(reading, term)))


def read_query(reading: Reading, typed: str, register: Register) -> Query:
    """Return what a query means.

    Args:
        reading: For whom, and of which record.
        typed: By somebody, or by a program.
        register: Remembers names.
    """
    typed = " ".join(typed[:MOST_TYPED].split())
    plain, entry, missing = _referred(reading, typed)
    phrases = (folded_words(each) for each in _QUOTED.findall(plain))
    parts = _Parts()
    if entry is not None and entry.entry is not None:
        parts.add((way := ((Term(entry_mark(entry.entry.id)),),)), way)
    sought = _telling(sought_words(plain))
    spans = _named_spans(reading, sought, register)
    at = 0
    while at < len(sought):
        if at in spans:
            at = _add_named(parts, reading, sought, at, spans[at], register)
        else:
            each = sought[at]
            parts.add(each.ways, (*each.ways, *_header_ways(each, reading.charter), *((term,) for term in each.sounds)))
            at += 1
    return Query(
        typed,
        sought,
        tuple(parts.names),
        tuple(parts.named),
        entry,
        missing,
        tuple(parts.said),
        tuple(parts.wider),
        tuple(each for each in phrases if len(each) > 1),
    )


class _Parts:
    """A query as far as it has been read."""

    def __init__(self) -> None:
        self.said: list[Unit] = []
        self.wider: list[Unit] = []
        self.named: list[Named] = []
        self.names: list[tuple[tuple[Sought, ...], PartyView | None]] = []

    def add(self, said: Unit, wider: Unit) -> None:
        """One more unit that is needed."""
        self.said.append(said)
        self.wider.append(wider)


def _add_named(  # noqa: PLR0913, PLR0917 - a span of a query
    parts: _Parts,
    reading: Reading,
    sought: Sequence[Sought],
    at: int,
    span: tuple[int, tuple[EntryId, ...], bool],
    register: Register,
) -> int:
    """Add words that name things of the register; returns where the next word is."""
    end, ids, by_sound = span
    mine = sought[at:end]
    ways, named, names = _all_names(reading, mine, ids, register, by_sound=by_sound)
    parts.add(ways, tuple(dict.fromkeys((*ways, *_loosely(mine, reading.charter)))))
    parts.named += named
    parts.names += names
    return end


def _referred(reading: Reading, typed: str) -> tuple[str, Verdict | None, str]:
    """The query without the references in it, the entry that the first names, and a reference that names none."""
    plain = latin_digits(typed)
    if found := _ID.search(plain):
        verdict = reading.fold.verdict(found[0])
        return _ID.sub(" ", plain), verdict, "" if verdict else found[0]
    if found := _REF.search(plain.lower()):
        ref = f"{found[1]}/{int(found[2])}"
        verdict = reading.find(ref)
        if verdict is not None:
            return plain[: found.start()] + " " + plain[found.end() :], verdict, ""
        if reading.charter.party(found[1]) is not None:
            return plain[: found.start()] + " " + plain[found.end() :], None, ref
    return plain, None, ""


def _telling(sought: tuple[Sought, ...]) -> tuple[Sought, ...]:
    """Words that say something, if any does."""
    return tuple(each for each in sought if each.typed.casefold() not in _IDLE) or sought


# --- the register


def _named_spans(
    reading: Reading, sought: Sequence[Sought], register: Register
) -> dict[int, tuple[int, tuple[EntryId, ...], bool]]:
    """Where the query names things of the register: from which word up to which, what, and whether by sound alone."""
    if not sought:
        return {}
    written: dict[str, list[EntryId]] = {}
    heard: dict[str, list[EntryId]] = {}
    for name in register.names(reading):
        key, sound = _keys(name.words.text)
        written.setdefault(key, []).append(name.subject)
        if sound:
            heard.setdefault(sound, []).append(name.subject)
    spans: dict[int, tuple[int, tuple[EntryId, ...], bool]] = {}
    at = 0
    while at < len(sought):
        for end in range(len(sought), at, -1):
            key, sound = _keys(" ".join(each.typed for each in sought[at:end]))
            ids = written.get(key) or (heard.get(sound) if sound else None)
            if ids:
                spans[at] = end, tuple(dict.fromkeys(ids)), key not in written
                break
        at = spans[at][0] if at in spans else at + 1
    return spans


@lru_cache(maxsize=20_000)
def _keys(text: str) -> tuple[str, str]:
    """A name as it is written and as it sounds. The sound is empty where it is too short to tell names apart."""
    sought = _telling(sought_words(text))
    sounds = ["".join(term.word[3:] for term in each.sounds[:1]) for each in sought]
    shortest = (min((way[0].word for way in each.ways if len(way) == 1), key=len) for each in sought)
    return "".join(shortest), " ".join(sounds) if all(sounds) else ""


def _all_names(
    reading: Reading, sought: Sequence[Sought], ids: Iterable[EntryId], register: Register, *, by_sound: bool
) -> tuple[Unit, list[Named], list[tuple[tuple[Sought, ...], PartyView | None]]]:
    """Ways to find a thing under any of its names, and by entries that name it; how it is called; and whose names those are."""
    ways: list[Way] = list(_ways_of(sought))
    shown: list[Named] = []
    others: list[tuple[tuple[Sought, ...], PartyView | None]] = []
    key, _ = _keys(" ".join(each.typed for each in sought))
    wanted = tuple(ids)
    by_thing: dict[EntryId, list[_Name]] = {each: [] for each in wanted}
    for name in register.names(reading):
        if name.subject in by_thing:
            by_thing[name.subject].append(name)
    for subject, names in by_thing.items():
        view = designated(reading, subject)
        if view is None or not names:
            continue
        ways.append((Term(entry_mark(subject)),))
        meant = next((each for each in names if _keys(each.words.text)[0] == key), names[0])
        called = tuple(each for each in names[:_MOST_NAMES] if _keys(each.words.text)[0] != key or by_sound)
        for each in called:
            words = _telling(sought_words(each.words.text))
            holder = None if each.holder is None else reading.party_view(each.holder)
            ways += _ways_of(words)
            others.append((words, holder))
        shown.append(
            Named(
                view,
                meant.words,
                None if meant.holder is None else reading.party_view(meant.holder),
                tuple((None if e.holder is None else reading.party_view(e.holder), e.words) for e in called),
                by_sound,
            )
        )
    return tuple(dict.fromkeys(ways)), shown, others


def _ways_of(sought: Sequence[Sought]) -> Iterator[Way]:
    """All words of a name, each in the ways in which it may be written."""
    combined: list[Way] = [()]
    for each in sought:
        combined = [(*way, *more) for way in combined for more in each.ways][:_MOST_NAMES]
    yield from (way for way in combined if way)


def _loosely(sought: Sequence[Sought], charter: Charter) -> Iterator[Way]:
    """The words of a name as they may stand in headers or sound."""
    if len(sought) == 1:
        yield from _header_ways(sought[0], charter)
    if all(each.sounds for each in sought):
        for place in range(min(len(each.sounds) for each in sought)):
            yield tuple(each.sounds[place] for each in sought)


# --- headers


def _header_ways(sought: Sought, charter: Charter) -> tuple[Way, ...]:
    """Marks of all that a word begins a word of: kinds, slices, offices, parties."""
    marks: dict[str, None] = {}
    for way in sought.ways:
        if len(way) == 1:
            marks |= dict.fromkeys(_marked(_header_words(), way[0]))
            marks |= dict.fromkeys(_marked(_party_words(charter), way[0]))
    return tuple((Term(mark),) for mark in list(marks)[:_MOST_MARKS])


def _marked(words: Sequence[tuple[str, str]], term: Term) -> Iterator[str]:
    for word, mark in words[bisect_left(words, (term.word, "")) :]:
        if not word.startswith(term.word):
            return
        if term.answers(word):
            yield mark


@cache
def _header_words() -> tuple[tuple[str, str], ...]:
    """Each word of a kind, a slice or an office in any language of the desk, with its mark, in order."""
    found: set[tuple[str, str]] = set()
    for lang in LANGUAGES:
        has = translator(lang)
        for kind in KINDS:
            name = kind.rpartition("/")[0]
            found |= _worded(kind_name(lang, kind), kind_mark(name))
        for pages in PAGES:
            found |= _worded(has.gettext(pages.title), slice_mark(pages.slice))
        for each in has.ids("term"):
            group, _, office = each.partition(".")
            if group == "office":
                found |= _worded(has.find("term", each) or "", office_mark(office.replace("_", "-")))
    return tuple(sorted(found))


@lru_cache(maxsize=8)
def _party_words(charter: Charter) -> tuple[tuple[str, str], ...]:
    found: set[tuple[str, str]] = set()
    named = [(each.id, each.names) for each in charter.parties]
    named += [(each.id, each.names) for each in charter.unsigned]
    for party, names in named:
        for text in (party, *(each.text for each in names)):
            found |= _worded(text, party_mark(party))
    return tuple(sorted(found))


def _worded(text: str, mark: str) -> set[tuple[str, str]]:
    kept = {word for each in text.split() for part in folded_words(each) for word in (part, *forms(part).more)}
    return {(word, mark) for word in kept if word not in _IDLE}


def answers(query: Query, kept: frozenset[str]) -> bool:
    """Whether an entry with these words and marks answers a query: for what is in no index."""

    def way_answered(way: Way) -> bool:
        return all(any(term.answers(each) for each in kept) if term.begins else term.word in kept for term in way)

    return all(any(way_answered(way) for way in unit) for unit in query.wider)


def marked(mark: str) -> Unit:
    """The unit that a mark alone answers."""
    return ((Term(mark),),)
