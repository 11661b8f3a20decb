"""Searching what is in no index: words under seal, parts that can be erased, and what an office keeps to itself.

All of it is read when somebody searches who may read it, and compared in memory. What was read is remembered
as words as long as the part lies on this disk and this process lives, and written nowhere. So nothing of it can be left in
a table after it was erased, and nobody finds by search what they could not open.

Lists of persons under seal are not searched at all: each opening of one is noted, and a search would open them all.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from trilateral.desk.reading import Reading
from trilateral.desk.seeking import Query, answers
from trilateral.i18n import messages
from trilateral.i18n.folding import kept_words
from trilateral.ledger.entry import Entry, EntryId
from trilateral.ledger.fold import Verdict
from trilateral.mechanism.bodies.entries import WordsSealed
from trilateral.node.private import Private
from trilateral.node.record import Record
from trilateral.node.searching import Said, said_in, words_of

MOST_READ = 400
"""Parts that one search opens that no search before has. The next goes on from there, and the page says so."""
MOST_FOUND = 50
_NOT_SEARCHED = "humanitarian."


class ApartFound(NamedTuple):
    """An entry found by what lies apart.

    Attributes:
        said: Its words.
    """

    entry: Entry[Any]
    said: list[Said]


class OwnFound(NamedTuple):
    """A draft or a sheet.

    Attributes:
        what: What it is, in the reader's language.
        where: Its address below home.
        said: Its words.
    """

    what: str
    where: tuple[str, str]
    title: str
    said: tuple[Said, ...]


class Apart:
    """The entries of one record whose words lie apart, with what was read of them."""

    def __init__(self) -> None:
        """Nothing has been read yet."""
        self._record: Record | None = None
        self._generation = -1
        self._read_to: dict[str, int] = {}
        self._with_part: list[tuple[Verdict, str]] = []
        self._kept: dict[tuple[EntryId, bool], frozenset[str]] = {}

    def find(self, reading: Reading, query: Query, marks: Sequence[str]) -> tuple[list[ApartFound], int]:
        """Return entries that answer by what lies apart, the newest claim first, and how many parts are unread so far.

        Args:
            reading: Who asks: what they may open is read, and nothing else.
            query: What is sought.
            marks: That each must have.
        """
        self._look(reading.record)
        found: list[ApartFound] = []
        opened = unread = 0
        for verdict, blob in reversed(self._with_part):
            entry = None if verdict.entry is None else reading.read(verdict.entry.id)
            if entry is None:
                continue
            place = entry.id, reading.inside
            if not reading.record.bodies.has(blob):
                self._kept.pop(place, None)  # what was erased is forgotten here too
                continue
            if place not in self._kept and opened >= MOST_READ:
                unread += 1
                continue
            if place not in self._kept:
                opened += 1
                self._kept[place] = frozenset(words_of(entry, _apart_in(reading, entry)))
            words = self._kept[place]
            if all(each in words for each in marks) and answers(query, words) and (said := _apart_in(reading, entry)):
                found.append(ApartFound(entry, said))
        found.sort(key=lambda each: each.entry.header.claimed_at, reverse=True)
        return found[:MOST_FOUND], unread

    def _look(self, record: Record) -> None:
        """Take note of entries that have come since."""
        if self._record is not record or self._generation != record.fold.generation:
            self._record, self._generation = record, record.fold.generation
            self._read_to, self._with_part, self._kept = {}, [], {}
        for origin in record.origins:
            verdicts = record.fold.verdicts(origin)
            for verdict in verdicts[self._read_to.get(origin, 0) :]:
                if verdict.entry is not None and verdict.entry.header.blob is not None:
                    self._with_part.append((verdict, verdict.entry.header.blob))
            self._read_to[origin] = len(verdicts)


def _apart_in(reading: Reading, entry: Entry[Any]) -> list[Said]:
    """What an entry says that is in no index, as far as this reader may read it; nothing where they may not."""
    if entry.under_seal:
        return [] if entry.header.kind.startswith(_NOT_SEARCHED) else said_in(entry)
    sealed = isinstance(entry.body, WordsSealed) or entry.header.kind.startswith(_NOT_SEARCHED)
    person = None if sealed else reading.person(entry.id)
    # What it says beside that is in the index; here it lets one query find both together.
    return [*(Said(value, "") for _, value in sorted(person.items()) if value), *said_in(entry)] if person else []


def find_own(reading: Reading, private: Private, office: str, query: Query) -> list[OwnFound]:
    """Return the drafts and sheets that an office sees and that answer, the newest first."""
    found: list[OwnFound] = []
    for what, where, title, said in _own(reading, private, office):
        words, more = kept_words((title, *(each.text for each in said)))
        if answers(query, frozenset(words) | more):
            found.append(OwnFound(what, where, title, said))
    return found[:MOST_FOUND]


def _own(
    reading: Reading, private: Private, office: str
) -> Iterator[tuple[str, tuple[str, str], str, tuple[Said, ...]]]:
    for sheet in private.sheets_for(office):
        yield reading.gettext("Sheet"), ("sheets", sheet.id), sheet.title, (Said(sheet.text, sheet.lang),)
    for draft in private.drafts_for(office):
        values = (value for name, given in sorted(draft.fields.items()) for value in given if value and name)
        name = messages.kind_name(reading.lang, draft.kind)
        yield reading.gettext("Draft"), ("drafts", draft.id), name, tuple(Said(each, draft.lang) for each in values)
