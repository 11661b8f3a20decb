"""Search across the record: its page, and the same for programs and commands.

Found are entries, each as the line that quotes it everywhere: who, to whom, when, its reference, and the
words that were found, underlined in their own script and direction. First come those that say what was asked, then
those that answer by their header or by sound alone; within each the newest claim first.

Left out: what a query means (`desk.seeking`), where it is looked for (`store.search`, `desk.apart`), and saved views
(`desk.views`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from sqlalchemy import Engine

from trilateral.desk.apart import Apart, OwnFound, find_own
from trilateral.desk.home import due_at, open_matters
from trilateral.desk.places import PAGES
from trilateral.desk.reading import Reading
from trilateral.desk.seeking import Named, Query, Register, marked, read_query
from trilateral.desk.untold import NOT_SEARCHED, bare, untold
from trilateral.i18n import messages
from trilateral.i18n.calendars import zone
from trilateral.i18n.folding import shown_words
from trilateral.i18n.isolates import without_controls
from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.writing import day_sought
from trilateral.ledger.entry import Entry, EntryId, PartyId
from trilateral.ledger.fold import Verdict
from trilateral.mechanism.bodies.entries import RowsListed
from trilateral.mechanism.incidents.naming import rows_naming
from trilateral.node.private import Private
from trilateral.node.searching import Said, addressed, lang_mark, party_mark, said_in, slice_mark, to_mark
from trilateral.store.search import Asked, Counted, Place, count, places
from trilateral.ui.page import Shown
from trilateral.ui.stretches import Stretch
from trilateral.ui.views import EntryView, PartyView, Words

PER_PAGE = 25
_LONGEST = 220
"""Characters of an entry's words that a line shows."""
_BEFORE = 70
_LONGEST_START = 7
_IN_ADDRESS = re.compile(r"/([a-z][a-z0-9-]*/[0-9]+)(?:[?#]|$)")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to. Empty is anything.

    Attributes:
        about: A slice.
        since: A day, as it was written.
        until: The same, this day included.
        said_in: A language.
        clock: Only what is about a matter on which a clock runs.
    """

    party: str = ""
    to: str = ""
    about: str = ""
    since: str = ""
    until: str = ""
    said_in: str = ""
    clock: bool = False

    def asked(self) -> dict[str, str | int]:
        """As the address has it."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: 1 if value is True else value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of an entry.

    Attributes:
        lang: Empty where the entry does not say.
        parts: Words, and how they answer: 0 not, 1 by sound, 2 as another name of what was sought, 3 by their letters.
        from_start: Whether they begin where the text does.
        to_end: The same of the end.
    """

    lang: str
    parts: tuple[tuple[str, int], ...]
    from_start: bool = True
    to_end: bool = True

    @property
    def answers(self) -> int:
        """How well they answer, at best."""
        return max((how for _, how in self.parts), default=0)

    @property
    def text(self) -> str:
        """The words without marks."""
        return "".join(text for text, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry that was found.

    Attributes:
        kind: In the reader's language.
        href: The matter that it belongs to.
        matter: What people call that, where another entry opened it.
        excerpt: The words found; of an entry found by its header, how it begins.
        why: Why it was found, in the reader's language; empty where the words say it.
    """

    entry: EntryId
    view: EntryView
    kind: str
    href: str
    matter: str
    excerpt: Excerpt | None
    why: str


@dataclass(frozen=True, slots=True)
class InList:
    """Rows of one list that name what was sought.

    Attributes:
        entry_href: The entry that states the list.
        rows: How many.
        heard: How many of them only sound like it.
        href: The list with these rows alone.
    """

    ref: str
    entry_href: str
    party: PartyView
    title: Words
    rows: int
    heard: int
    href: str

    @property
    def by_sound(self) -> bool:
        """Whether none of them says it."""
        return self.heard == self.rows


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found, before it is shown.

    Attributes:
        found: Entries on this page of it.
        lists: Lists of which rows name what was sought, last those of which they only sound like it.
        apart: Entries found by what is in no index.
        unread: Parts in no index that were not read yet.
        not_days: Filters that are no days.
    """

    query: Query
    filters: Filters
    counted: Counted
    found: tuple[Verdict, ...]
    start: int
    apart: tuple[tuple[Entry[Any], list[Said]], ...] = ()
    unread: int = 0
    not_days: tuple[str, ...] = ()
    lists: tuple[InList, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether anything was sought at all."""
        return self.query.seeks or bool(self.filters.asked())


class Seeker:
    """Where one node's record is searched, and what is remembered between two searches."""

    def __init__(self, database: Engine) -> None:
        """Take the database that has the index."""
        self.database = database
        self.register = Register()
        self.apart = Apart()

    def search(self, reading: Reading, asks: Mapping[str, Sequence[str]], most: int = PER_PAGE) -> Results:
        """Return what answers.

        Args:
            reading: Who asks, of which record, and as of when.
            asks: `q`, the filters and `start`, as an address has them.
            most: How many entries to return.

        Raises:
            UnavailableError: The database does not answer.
        """
        query = read_query(reading, _one(asks, "q"), self.register)
        filters = _filters(asks)
        start = int(given) if (given := _one(asks, "start")).isdecimal() and len(given) <= _LONGEST_START else 0
        asked, not_days = self._asked(reading, query, filters)
        if asked is None:
            return Results(query, filters, Counted(0, 0, ()), (), 0, not_days=not_days)
        counted = count(self.database, asked)
        start = start if start < counted.all else 0
        found = verdicts_at(reading, places(self.database, asked, counted, start, most))
        apart: list[Any] = []
        unread = 0
        if query.seeks and not start:
            marks = [way[0].word for unit in asked.marks for way in unit]
            apart, unread = self.apart.find(reading, query, marks)
        kept = tuple(
            (each.entry, each.said) for each in apart if _within(each.entry, asked) and not untold(reading, each.entry)
        )
        lists = () if start or filters.asked() else lists_naming(reading, query)
        return Results(query, filters, counted, found, start, kept, unread, not_days, lists)

    def _asked(self, reading: Reading, query: Query, filters: Filters) -> tuple[Asked | None, tuple[str, ...]]:
        since, until = _instant(reading, filters.since), _instant(reading, filters.until, days=1)
        not_days = tuple(
            name for name, found in (("since", since), ("until", until)) if getattr(filters, name) and found is None
        )
        if not_days or (not query.seeks and not filters.asked()):
            return None, not_days
        marks = []
        for name, mark in (("party", party_mark), ("to", to_mark), ("about", slice_mark), ("said_in", lang_mark)):
            if given := getattr(filters, name):
                marks.append(marked(mark(given)))
        return Asked(
            said=query.said,
            wider=query.wider,
            marks=tuple(marks),
            phrases=query.phrases,
            since=None if since is None else int(since.timestamp()),
            until=None if until is None else int(until.timestamp()) - 1,
            subjects=frozenset(_on_a_clock(reading)) if filters.clock else None,
            cut=None if reading.as_of is None else cut_of(reading),
            without=() if reading.as_of is None else NOT_SEARCHED,
            now=int(reading.now.timestamp()),
        ), ()


def _one(asks: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(asks.get(name, ())), "").strip()


def _filters(asks: Mapping[str, Sequence[str]]) -> Filters:
    """The filters in an address. What could be no value of one is left out: nothing would answer it by design."""
    plain = {name: _one(asks, name) for name in ("party", "to", "about", "said_in")}
    words = {name: value if re.fullmatch("[a-z][a-z0-9-]{0,31}", value) else "" for name, value in plain.items()}
    days = {name: _one(asks, name)[:40] for name in ("since", "until")}
    return Filters(**words, **days, clock=_one(asks, "clock") == "1")


def _instant(reading: Reading, written: str, days: int = 0) -> datetime | None:
    """The beginning of a day as clocks in the capital of the node's party have it."""
    found = day_sought(written, reading.lang) if written else None
    if found is None or not date.min + timedelta(days=2) < found < date.max - timedelta(days=2):
        return None
    terms = reading.charter.party(reading.party)
    return datetime.combine(found + timedelta(days=days), time(0), zone(terms.zone if terms else "UTC"))


def _within(entry: Entry[Any], asked: Asked) -> bool:
    at = int(entry.header.claimed_at.timestamp())
    in_time = (asked.since is None or at >= asked.since) and (asked.until is None or at <= asked.until)
    return in_time and (asked.subjects is None or entry.subject in asked.subjects)


def _on_a_clock(reading: Reading) -> Iterator[EntryId]:
    """Subjects on which somebody is asked for something by a time."""
    for matter in open_matters(reading):
        named = _IN_ADDRESS.search(matter.href)
        verdict = reading.find(named[1]) if named and due_at(matter) is not None else None
        if verdict is not None and verdict.entry is not None:
            yield verdict.entry.subject


def cut_of(reading: Reading) -> dict[str, int]:
    """How many entries of each log are shown."""
    return {line.key: len(reading.fold.verdicts(line.key)) for line in reading.record.fold.lines()}


def verdicts_at(reading: Reading, found: Iterable[Place]) -> tuple[Verdict, ...]:
    """What came of the entries found. One that the record does not have is left out: tables prove nothing."""
    known: dict[str, Sequence[Verdict]] = {}
    verdicts = []
    for log, index in found:
        if log not in known:
            known[log] = reading.fold.verdicts(log)
        if index < len(known[log]) and known[log][index].entry is not None:
            verdicts.append(known[log][index])
    return tuple(verdicts)


def lists_naming(reading: Reading, query: Query) -> tuple[InList, ...]:
    """Return the lists of reports of which rows name what is sought, by its words or by the register.

    Of a list whose rows do not have the words of a name, those are given that have another name of the same thing.
    As the reader reads them: what of a list is erased or lies elsewhere is not counted. Lists of persons are never looked into.
    """
    words = " ".join(each.typed for each in query.sought)
    thing = next((each.shown.ref for each in query.named), "")
    named = reading.find(thing) if thing else None
    things = () if named is None or named.entry is None else (named.entry.subject,)
    others = (" ".join(each.typed for each in name) for name, _ in query.names) if len(query.said) == 1 else ()
    count: dict[EntryId, tuple[int, int, str]] = {}
    for name in dict.fromkeys((words, *others)) if words else ():
        said, heard = (Counter(told.report for told in each) for each in rows_naming(reading, name, things))
        for each in said | heard:
            if each not in count or (said[each] and not count[each][0]):
                count[each] = said[each], heard[each], name
    lists = [(entry, *counts) for each, counts in count.items() if (entry := reading.read(each)) is not None]
    return tuple(
        InList(
            entry.ref,
            reading.entry_href(entry.ref),
            reading.party_view(entry.party),
            reading.words(entry.body.title) if isinstance(entry.body, RowsListed) else Words(""),
            by_words + by_sound,
            by_sound,
            reading.href("incidents", list=entry.ref, named=name, **({"thing": thing} if thing else {})),
        )
        for entry, by_words, by_sound, name in sorted(
            lists, key=lambda each: (-each[1], -each[2], each[0].party, each[0].index)
        )
    )


# --- lines


class Marker:
    """Finds the words of a text that answer a query. A word that was looked at once is known from then on."""

    def __init__(self, query: Query) -> None:
        """Take the query."""
        self._sought = query.sought
        self._others = tuple(each for words, _ in query.names for each in words)
        self._known: dict[str, int] = {}

    def _how(self, word: str) -> int:
        found = self._known.get(word)
        if found is None:
            own = max((each.answered(word) for each in self._sought), default=0)
            other = max((each.answered(word) for each in self._others), default=0)
            found = self._known[word] = 3 if own > 1 else 2 if other > 1 else own
        return found

    def excerpt(self, said: Sequence[Said], lang: str) -> Excerpt | None:
        """Return the words that answer best, with what stands around them; how it begins, if none does."""
        best: tuple[tuple[int, int, bool], Said, list[tuple[int, int, int]]] | None = None
        for each in (Said(without_controls(text), of) for text, of in said):
            marks = [(m.start(), m.end(), how) for m in shown_words(each.text) if (how := self._how(m[0]))]
            worth = (
                max((how for _, _, how in marks), default=0),
                len({each.text[a:b] for a, b, _ in marks}),
                each.lang == lang,
            )
            if best is None or worth > best[0]:
                best = worth, each, marks
        return None if best is None else _cut_out(best[1], best[2], best[0][0])


def _cut_out(said: Said, marks: list[tuple[int, int, int]], best: int) -> Excerpt:
    text = said.text
    first = next((start for start, _, how in marks if how == best), 0)
    begin = text.rfind(" ", 0, max(1, first - _BEFORE)) + 1 if first > _BEFORE else 0
    end = len(text) if len(text) - begin <= _LONGEST else max(text.rfind(" ", begin, begin + _LONGEST), begin + 1)
    parts: list[tuple[str, int]] = []
    at = begin
    for start, stop, how in marks:
        if start < begin or stop > end:
            continue
        parts += [(text[at:start], 0), (text[start:stop], how)]
        at = stop
    parts.append((text[at:end], 0))
    return Excerpt(said.lang, tuple(each for each in parts if each[0]), begin == 0, end == len(text))


def line_of(reading: Reading, marker: Marker, entry: Entry[Any], said: Sequence[Said], *, seeks: bool) -> Line:
    """Return one entry as a line."""
    told = not untold(reading, entry)
    excerpt = marker.excerpt(said, reading.lang) if told else None
    return Line(
        entry.id,
        reading.view(entry) if told else bare(reading.view(entry)),
        messages.kind_name(reading.lang, entry.header.kind),
        reading.subject_href(entry.subject) if reading.fold.slice_of(entry.subject) else reading.entry_href(entry.ref),
        "" if entry.subject == entry.id else reading.ref(entry.subject),
        excerpt,
        _why(reading, 3 if not seeks else 0 if excerpt is None else excerpt.answers),
    )


def _why(reading: Reading, how: int) -> str:
    said = {
        0: reading.gettext("found by what it is, or what it names"),
        1: reading.gettext("only sounds like it"),
        2: reading.gettext("under another name"),
    }
    return said.get(how, "")


# --- the page


def search_page(reading: Reading, seeker: Seeker, private: Private | None = None, office: str = "") -> Shown:
    """Return the page that searches, with what was found.

    Args:
        reading: For whom, with what was asked.
        seeker: Where to look.
        private: What the party keeps to itself, for a reader who has an office.
        office: Which.
    """
    results = seeker.search(reading, reading.asks)
    marker, query = Marker(results.query), results.query
    lines = tuple(
        line_of(reading, marker, v.entry, said_in(v.entry), seeks=query.seeks) for v in results.found if v.entry
    )
    own: list[OwnFound] = []
    if (
        private is not None
        and query.seeks
        and not results.start
        and reading.as_of is None
        and not results.filters.asked()
    ):
        own = find_own(reading, private, office, query)
    exact = None if query.entry is None or query.entry.entry is None else query.entry.entry
    return Shown(
        "desk/search.html",
        reading.gettext("Search"),
        {
            "query": query,
            "filters": results.filters,
            "is_asked": results.is_asked,
            "counted": results.counted,
            "lines": lines,
            "part": _stretch(reading, results, len(lines)),
            "exact": None if exact is None else line_of(reading, marker, exact, said_in(exact), seeks=False),
            "apart": [line_of(reading, marker, entry, said, seeks=True) for entry, said in results.apart],
            "unread": results.unread,
            "lists": results.lists,
            "own": [(each, reading.href(*each.where), marker.excerpt(each.said, reading.lang)) for each in own],
            "not_days": results.not_days,
            "here": reading.href("search").partition("?")[0],
            "as_of": reading.href("search").partition("as_of=")[2],
            **_choices(reading, results),
        },
    )


def _stretch(reading: Reading, results: Results, shown: int) -> Stretch[None]:
    """Which part of what was found stands on this page, and the ways to the others."""
    start, total = results.start, results.counted.all

    def href(at: int) -> str:
        return address(reading, replace(results, start=at))

    before = href(max(0, start - PER_PAGE)) if start else ""
    after = href(start + PER_PAGE) if start + PER_PAGE < total else ""
    return Stretch((None,) * shown, start + 1, total, before, after)


def address(reading: Reading, results: Results, **other: str) -> str:
    """Return the address of a search, with another filter where one is given."""
    asked: dict[str, str | int] = {"q": results.query.typed} if results.query.typed else {}
    asked |= {**results.filters.asked(), **other}
    if results.start and not other:
        asked["start"] = results.start
    return reading.href("search", **{name: value for name, value in asked.items() if value})


def _choices(reading: Reading, results: Results) -> dict[str, object]:
    """What a search can be narrowed to, with how many there are of each."""
    parties: dict[PartyId, int] = {}
    slices: dict[str, int] = {}
    for party, kind, number in results.counted.by:
        parties[party] = parties.get(party, 0) + number
        slices[kind.partition(".")[0]] = slices.get(kind.partition(".")[0], 0) + number
    titles = {each.slice: reading.gettext(each.title) for each in PAGES}
    rest = sorted(name for name in slices if name not in titles and name)
    return {
        "parties": [(reading.party_view(each), parties.get(each, 0)) for each in _every_party(reading)],
        "slices": [
            (each, titles.get(each) or slice_name(reading, each), slices.get(each, 0)) for each in (*titles, *rest)
        ],
        "said_languages": [(each.code, each.name) for each in LANGUAGES.values()],
        "by_party": [(reading.party_view(p), n, address(reading, results, party=p)) for p, n in _most(parties)],
        "by_slice": [
            (titles.get(s) or slice_name(reading, s), n, address(reading, results, about=s)) for s, n in _most(slices)
        ],
    }


def _most(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(((name, number) for name, number in counted.items() if name), key=lambda each: (-each[1], each[0]))


def _every_party(reading: Reading) -> tuple[PartyId, ...]:
    return (*reading.parties, *(each.id for each in reading.charter.unsigned))


def slice_name(reading: Reading, name: str) -> str:
    """What is called that has no list of its own."""
    return {"ledger": reading.gettext("Keys and charter"), "acts": reading.gettext("Said beside entries")}.get(
        name, messages.readable(name, reading.lang)
    )


# --- the same for programs


class Called(msgspec.Struct, frozen=True):
    """A name of a thing of the register.

    Attributes:
        by: Whose it is; null for the neutral term.
    """

    by: PartyId | None
    text: str
    lang: str


class ThingFound(msgspec.Struct, frozen=True):
    """A thing of the register that a query names.

    Attributes:
        ref: Of the entry that registered it.
        meant: The name that was meant.
        called: What others call it: entries with these names are found too.
        by_sound: Whether the query only sounds like that name.
    """

    ref: str
    meant: Called
    called: tuple[Called, ...]
    by_sound: bool


class LineFound(msgspec.Struct, frozen=True):
    """An entry that was found.

    Attributes:
        subject: The matter that it belongs to.
        to: Whom it is addressed to.
        lang: Language of the words, empty where the entry does not say.
        text: Words of it, those that were found among them.
        found: The words in it that answer.
        how: `said` by its words, `named` under another name, `sounds`, or `header` by what it is or names.
        under_seal: Whether these words are under seal, and opened for whoever asked.
    """

    ref: str
    id: str
    kind: str
    party: PartyId
    by: str
    to: tuple[PartyId, ...]
    claimed_at: datetime
    subject: str
    effect: bool
    lang: str
    text: str
    found: tuple[str, ...]
    how: str
    under_seal: bool


class ListFound(msgspec.Struct, frozen=True):
    """A list of reports of which rows name what was sought.

    Attributes:
        ref: The entry that states the list.
        rows: How many do.
        heard: How many of them only sound like it.
    """

    ref: str
    party: PartyId
    rows: int
    heard: int


class SearchFound(msgspec.Struct, frozen=True):
    """What a search found.

    Attributes:
        said: How many entries answer by what they say, or by its other names.
        all: How many answer at all, those by header and by sound included.
        is_more: Whether there are more than were counted: these can be found by narrowing down alone.
        start: How many were left out.
        entry: The entry that the query refers to.
        missing: A reference in the query to which there is no entry.
        things: What of the register it names.
        lines: The entries.
        apart: Those found by parts that are in no index, with the first lines alone.
        unread: Parts in no index that this search did not read; the next goes on with them.
        not_days: Filters that are no days; then nothing was sought.
        lists: Lists of reports of which rows name it, with the first lines alone and without filters.
    """

    query: str
    said: int
    all: int
    is_more: bool
    start: int
    entry: str | None
    missing: str | None
    things: tuple[ThingFound, ...]
    lines: tuple[LineFound, ...]
    apart: tuple[LineFound, ...]
    unread: int
    not_days: tuple[str, ...]
    lists: tuple[ListFound, ...]


_HOW = {0: "header", 1: "sounds", 2: "named", 3: "said"}


def found_search(
    reading: Reading, seeker: Seeker, asks: Mapping[str, Sequence[str]], most: int = PER_PAGE
) -> SearchFound:
    """Return the same for programs."""
    results = seeker.search(reading, asks, most)
    marker, query = Marker(results.query), results.query
    return SearchFound(
        query.typed,
        results.counted.said,
        results.counted.all,
        results.counted.is_more,
        results.start,
        None if query.entry is None else query.entry.ref,
        query.missing or None,
        tuple(map(_thing, query.named)),
        tuple(_found(reading, marker, v.entry, said_in(v.entry)) for v in results.found if v.entry),
        tuple(_found(reading, marker, entry, said) for entry, said in results.apart),
        results.unread,
        results.not_days,
        tuple(ListFound(each.ref, each.party.id, each.rows, each.heard) for each in results.lists),
    )


def _thing(named: Named) -> ThingFound:
    def called(holder: PartyView | None, text: str, lang: str) -> Called:
        return Called(None if holder is None else holder.id, text, lang)

    others = tuple(called(holder, words.text, words.lang) for holder, words in named.called)
    return ThingFound(named.shown.ref, called(named.holder, named.meant.text, named.meant.lang), others, named.by_sound)


def _found(reading: Reading, marker: Marker, entry: Entry[Any], said: Sequence[Said]) -> LineFound:
    excerpt = (None if untold(reading, entry) else marker.excerpt(said, reading.lang)) or Excerpt("", ())
    verdict = reading.fold.verdict(entry.id)
    return LineFound(
        entry.ref,
        entry.id,
        entry.header.kind,
        entry.party,
        entry.header.by,
        addressed(entry),
        entry.header.claimed_at,
        reading.ref(entry.subject),
        verdict is not None and verdict.has_effect,
        excerpt.lang,
        excerpt.text,
        tuple(text for text, how in excerpt.parts if how),
        _HOW[excerpt.answers],
        entry.under_seal,
    )
