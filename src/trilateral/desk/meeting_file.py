"""The meeting file: the book that a head of delegation takes into the room, on paper or on a screen.

It puts together what other pages show one by one: the meeting, its agenda with what each party holds on each item,
what is asked of us and what we wait for, commitments, allegations, brackets and names that differ; and at its end, for
delegates who may read them, our own sheets on any of these. Paragraphs are numbered through, so that the table of
contents can say where each chapter begins on any paper.

It leaves out whatever is settled, and decides nothing: each line leads to the page that it comes from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any

from trilateral.agreement.clocks import Why
from trilateral.desk.home import due_at, open_matters
from trilateral.desk.meeting_matters import (
    allegations_open,
    commitments_open,
    designations_apart,
    positions_held,
    texts_open,
)
from trilateral.desk.reading import Reading
from trilateral.desk.sheets import SheetLine, sheet_line
from trilateral.i18n.calendars import civil_text
from trilateral.i18n.isolates import without_isolates
from trilateral.i18n.languages import direction
from trilateral.ledger.derived import Derived
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.fold import Fold
from trilateral.mechanism.delegations.rules import Delegation, posts
from trilateral.mechanism.meetings.agenda import adopted_agendas, agenda_of
from trilateral.mechanism.meetings.agenda_page import item_line
from trilateral.mechanism.meetings.entries import ItemParked
from trilateral.mechanism.meetings.pages import head
from trilateral.mechanism.meetings.state import Agenda, Meeting
from trilateral.mechanism.statements.rules import Statement
from trilateral.node.private import Private
from trilateral.ui.page import Matter, Shown
from trilateral.ui.stretches import Lines
from trilateral.ui.views import PartyView

MOST = 60
"""Paragraphs of one chapter: a book is read, and what it leaves out it says."""
_MOST_CARRIED = 10
"""Meetings over which an item that was left over is followed back."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter.

    Attributes:
        key: Which; templates set its lines by it.
        title: In the reader's language.
        lines: One for each paragraph.
        none: What to say where there is nothing.
        more: How many it leaves out.
        first: Number of its first paragraph.
        href: Where all of it is, if it leaves something out.
    """

    key: str
    title: str
    lines: tuple[Any, ...]
    none: str
    more: int = 0
    first: int = 1
    href: str = ""

    @property
    def last(self) -> int:
        """Number of its last paragraph."""
        return self.first + len(self.lines) - 1


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something that a party is asked for.

    Attributes:
        due_there: When it is due by the clocks of the party asked, in words.
        why: Where its term stands, where that is not plain from the time left.
    """

    matter: Matter
    of: PartyView
    by: PartyView | None
    due_at: Any
    due_there: str
    why: str


def meeting_file(
    reading: Reading, ref: str, private: Private | None, office: str, *, with_sheets: bool = True
) -> Shown | None:
    """Return the file of a meeting; None if there is no such meeting.

    Args:
        reading: For whom.
        ref: The meeting.
        private: What our party keeps to itself; None for a reader who may not see it.
        office: The reader's.
        with_sheets: Whether the reader wants our own sheets in it.
    """
    plain = replace(reading, asks={})
    verdict = reading.find(ref)
    subject = None if verdict is None or verdict.entry is None else verdict.entry.id
    held = None if subject is None else reading.fold.state(subject)
    if not isinstance(held, Meeting):
        return None
    agenda = _agenda(held)
    found = _chapters(plain, held, agenda)
    sheets = () if private is None else _sheets(plain, private, office, held, found)
    if with_sheets and sheets:
        found = (*found, Chapter("private", reading.gettext("Our own sheets"), sheets, ""))
    here = reading.href("meetings", ref, "file")
    return Shown(
        "desk/meeting_file.html",
        reading.gettext("Meeting file"),
        {
            "meeting": head(plain, held),
            "ref": reading.ref(held.id),
            "meeting_href": reading.subject_href(held.id),
            "capitals": _capitals(plain, held),
            "delegations": _delegations(plain, held),
            "agenda_adopted": agenda is not None and agenda in adopted_agendas(held),
            "chapters": _numbered(found),
            "sheets_count": len(sheets),
            "with_sheets": with_sheets and bool(sheets),
            "other_href": reading.href("meetings", ref, "file", **({"sheets": "no"} if with_sheets else {})),
            "sheet_href": _with(here, "/sheet.css", lang=reading.lang),
        },
    )


def _with(href: str, more: str, **query: str) -> str:
    """An address with something behind its path, and something more asked."""
    path, _, asked = href.partition("?")
    return f"{path}{more}?" + "&".join(filter(None, (asked, *(f"{name}={value}" for name, value in query.items()))))


def _agenda(held: Meeting) -> Agenda | None:
    """The agenda that all adopted, else the one that was proposed last."""
    found = adopted_agendas(held) or held.agendas
    return found[-1] if found else None


def _chapters(reading: Reading, held: Meeting, agenda: Agenda | None) -> tuple[Chapter, ...]:
    matters = open_matters(reading)
    ours = Lines([each for each in matters if each.of == reading.party], partial(_point, reading))
    others = Lines([each for each in matters if each.of != reading.party], partial(_point, reading))
    made = (
        _chapter("agenda", _items(reading, held, agenda), reading.gettext("Agenda, and what each party holds"), reading.gettext("No agenda was proposed.")),
        _chapter("positions", positions_held(reading, held.id), reading.gettext("Positions by matter"), reading.gettext("No position was stated.")),
        _chapter("asked", ours, reading.gettext("Asked of us"), reading.gettext("Nothing is asked of us.")),
        _chapter("awaited", others, reading.gettext("We wait for"), reading.gettext("We wait for nobody.")),
        _chapter("commitments", commitments_open(reading), reading.gettext("Commitments and deeds"), reading.gettext("No commitment is open.")),
        _chapter("allegations", allegations_open(reading), reading.gettext("Allegations not closed"), reading.gettext("No allegation is open.")),
        _chapter("texts", texts_open(reading), reading.gettext("Texts with brackets"), reading.gettext("No text has an open bracket.")),
        _chapter("names", designations_apart(reading), reading.gettext("Designations that differ"), reading.gettext("No designation differs.")),
    )  # fmt: skip
    return tuple(replace(each, href=reading.href(_WHERE.get(each.key, each.key)) if each.more else "") for each in made)


_WHERE = {"agenda": "meetings", "positions": "statements", "names": "designations"}
"""Where all of a chapter is, if not under its own name."""


def _chapter(key: str, lines: Sequence[Any], title: str, none: str) -> Chapter:
    return Chapter(key, title, tuple(lines[:MOST]), none, max(len(lines) - MOST, 0))


def _numbered(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """Paragraphs counted through."""
    found: list[Chapter] = []
    for each in chapters:
        found.append(replace(each, first=found[-1].last + 1 if found else 1))
    return tuple(found)


def _capitals(reading: Reading, held: Meeting) -> list[dict[str, object]]:
    """Each instant at which it is to be held, or is offered, by the clocks of all capitals."""
    found = []
    for offer in held.offers:
        capitals = [
            (reading.party_view(terms.id), civil_text(offer.starts_at, terms.zone, reading.lang, reading.capital(terms.id)))
            for terms in sorted(reading.charter.parties, key=lambda each: reading.parties.index(each.id))
        ]  # fmt: skip
        found.append({"at": offer.starts_at, "capitals": capitals})
    return found


def _delegations(reading: Reading, held: Meeting) -> list[dict[str, object]]:
    """Who sits for whom in the body that meets, by each party's own naming."""
    named: list[Delegation] = [
        each for each in reading.fold.subjects("delegations").values() if each.forum == held.forum
    ]
    named.sort(key=lambda each: (reading.parties.index(each.party) if each.party in reading.parties else 99, each.id))
    return [
        {
            "party": reading.party_view(each.party),
            "posts": [_post(reading, post) for post in posts(each) if post.left is None],
        }
        for each in named
    ]


def _post(reading: Reading, post: Any) -> dict[str, object]:
    person = reading.person(post.holdings[-1].entry)
    return {
        "office": reading.office(post.office),
        "role": reading.term(post.role, "role"),
        "rank": reading.term(post.rank, "rank"),
        "name": person.get("name", "") if person else "",
    }


def _items(reading: Reading, held: Meeting, agenda: Agenda | None) -> list[dict[str, object]]:
    """Each item, with what each party said on it here and where it was left over from."""
    if agenda is None:
        return []
    spoken = _ON_ITEMS.of(reading.fold)
    found = []
    for number in range(len(agenda.items)):
        places = _places(reading, held, agenda, number)
        said = [each for place in places for each in spoken.get(place, ())]
        line = item_line(reading, held, agenda, number)
        found.append({**line, "by_party": _by_party(reading, held, said)})
    return found


def _on_items(fold: Fold) -> dict[tuple[EntryId | None, int | None], tuple[Statement, ...]]:
    """What was said and not withdrawn, by meeting and item."""
    found: dict[tuple[EntryId | None, int | None], list[Statement]] = {}
    for each in fold.subjects("statements").values():
        if each.meeting is not None and each.item is not None and not each.withdrawals:
            found.setdefault((each.meeting, each.item), []).append(each)
    return {place: tuple(said) for place, said in found.items()}


_ON_ITEMS = Derived(("statements",), _on_items)


def _places(reading: Reading, held: Meeting, agenda: Agenda, number: int) -> set[tuple[EntryId | None, int | None]]:
    """Where an item was spoken about: at this meeting, and at those at which it was left over."""
    found: set[tuple[EntryId | None, int | None]] = {(held.id, number)}
    item = agenda.items[number]
    while item.sort == "carried" and item.of is not None and len(found) < _MOST_CARRIED:
        left = reading.read(item.of)
        meeting = None if left is None else reading.fold.state(left.subject)
        if left is None or not isinstance(left.body, ItemParked) or not isinstance(meeting, Meeting):
            break
        found.add((meeting.id, left.body.item))
        earlier = agenda_of(meeting, left.body.agenda)
        if earlier is None or not 0 <= left.body.item < len(earlier.items):
            break
        item = earlier.items[left.body.item]
    return found


def _by_party(reading: Reading, held: Meeting, said: Iterable[Statement]) -> list[dict[str, object]]:
    by: dict[PartyId, list[Statement]] = {party: [] for party in reading.parties if party in held.parties}
    for each in said:
        by.setdefault(each.party, []).append(each)
    return [
        {
            "party": reading.party_view(party),
            "said": [
                (reading.entry(each.id), reading.term(each.sort, "statement"), reading.words(each.text))
                for each in sorted(statements, key=lambda s: s.index)
            ],
        }
        for party, statements in by.items()
    ]


def _point(reading: Reading, matter: Matter) -> OpenPoint:
    due = due_at(matter)
    why = Why.RUNNING if matter.term is None else reading.why(matter.term)
    plain = why in {Why.NO_CLOCK, Why.RUNNING, Why.OVER}
    return OpenPoint(
        matter,
        reading.party_view(matter.of),
        None if matter.by is None else reading.party_view(matter.by),
        due,
        "" if due is None else reading.civil_there(due, matter.of),
        "" if plain else why.value,
    )


def _sheets(
    reading: Reading, private: Private, office: str, held: Meeting, found: Iterable[Chapter]
) -> tuple[SheetLine, ...]:
    """Our own sheets on the meeting and on whatever the book speaks of, those on the meeting first."""
    hrefs = {reading.subject_href(held.id), *chain.from_iterable(_hrefs(each.lines) for each in found)}
    own = [each for each in private.sheets_for(office) if each.about]
    on = [each for each in own if {reading.subject_href(EntryId(each.about)), _entry_href(reading, each.about)} & hrefs]
    on.sort(key=lambda each: (each.about != held.id, each.sort != "talking_points"))
    return tuple(sheet_line(reading, each) for each in on)


def _entry_href(reading: Reading, entry: str) -> str:
    return reading.entry_href(reading.ref(EntryId(entry)))


def _hrefs(lines: Iterable[Any]) -> Iterable[str]:
    for line in lines:
        if isinstance(line, OpenPoint):
            yield line.matter.href
            continue
        if isinstance(line.get("href"), str):
            yield line["href"]
        for row in line.get("by_party", ()):
            yield from (view.href for view, _, _ in row["said"] if view is not None)


def page_rules(reading: Reading, ref: str) -> str | None:
    """Return the style sheet that puts mechanism, reference and page numbers on the margins of a meeting's file.

    Margins can only be written by a style sheet, and what stands there is the reader's and the meeting's.
    """
    verdict = reading.find(ref)
    held = None if verdict is None or verdict.entry is None else reading.fold.state(verdict.entry.id)
    if not isinstance(held, Meeting):
        return None
    digits, named = _NUMBERED.get(reading.lang, ("decimal", ""))
    mechanism, called = reading.words(reading.charter.titles).text, reading.words(held.title).text
    before, between, after = _around_numbers(reading)
    number = f"{_quoted(before)} counter(page, {digits}) {_quoted(between)} counter(pages, {digits}) {_quoted(after)}"
    head = _quoted(f"{mechanism} · {called} · \u2068{reading.ref(held.id)}\u2069")
    mark = _quoted(reading.gettext("PRIVATE: of our own delegation alone"))
    way = f"direction: {direction(reading.lang)}; unicode-bidi: isolate"
    foot = f"@bottom-center {{ content: {number}; {way}; }}"
    apart = f'@bottom-center {{ content: {mark} " \\b7  " {number}; {way}; }}'
    return (
        f"@page {{ @top-center {{ content: {head}; {way}; }} {foot} }}\n"
        + (f"@page {named} {{ {foot} }}\n" if named else "")
        + "@page :first { @top-center { content: none; } }\n"
        f"@page private-sheets {{ @top-center {{ content: {mark}; {way}; }} {apart} }}\n"
    )


_NUMBERED = {"ar": ("arabic-indic", "arabic"), "fa": ("persian", "persian")}
"""Digits, and what the sheet for all print-outs calls the pages of a language."""


def _around_numbers(reading: Reading) -> tuple[str, str, str]:
    """What stands before, between and after the two numbers of `page 3 of 12`."""
    told = reading.gettext("page %(page)s of %(pages)s", page="\0", pages="\1")
    clean = without_isolates(told)
    before, _, rest = clean.partition("\0")
    between, _, after = rest.partition("\1")
    return before, between, after


def _quoted(text: str) -> str:
    """A string of a style sheet that nobody's words can end: whatever is no letter, digit or space is escaped."""
    return '"' + "".join(each if each.isalnum() or each == " " else f"\\{ord(each):x} " for each in text) + '"'
