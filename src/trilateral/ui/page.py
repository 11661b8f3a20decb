"""What a slice's page is given, and what it gives back.

A slice's `pages.py` ends in one value, `PAGES`: functions from a `Desk` to what is to be
shown. It knows neither the web server nor
the node, so it can be called from a test with a record alone.

The same value says what the slice asks of whom (`Matter`): home is made of those.

It leaves out forms: every kind has one, made from its struct (`forms`).
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

import msgspec

from trilateral.agreement.clocks import Answer, Due, Stop, Why
from trilateral.agreement.listed import Listed
from trilateral.i18n.calendars import CivilText
from trilateral.ledger.charter import Charter, ClockTerms
from trilateral.ledger.entry import Entry, EntryId, PartyId, Text
from trilateral.ledger.fold import Fold
from trilateral.ui.backdrops import Backdrop
from trilateral.ui.views import Designated, EntryView, InformationAsked, PartyView, Silence, Standing, Step, Words


class Desk(Protocol):
    """The record as one reader looks at it, for one page."""

    @property
    def lang(self) -> str:
        """Language of the reader."""

    @property
    def now(self) -> datetime:
        """The instant for which the page is shown. Clocks are read by it."""

    @property
    def as_of(self) -> datetime | None:
        """The earlier instant that the reader asked for; None for a page of the present."""

    @property
    def fold(self) -> Fold:
        """The record."""

    @property
    def open_fold(self) -> Fold:
        """The record as everybody reads it, whatever the reader can open."""

    @property
    def charter(self) -> Charter:
        """The charter in force."""

    @property
    def party(self) -> PartyId:
        """Whose node shows the page."""

    @property
    def parties(self) -> tuple[PartyId, ...]:
        """All parties, the node's own first."""

    @property
    def backdrop(self) -> Backdrop:
        """The lines that stand behind maps on this node."""

    @property
    def may_sign(self) -> bool:
        """Whether the reader speaks for the node's party: only then pages offer to sign."""

    @property
    def reader(self) -> PartyId | None:
        """The party whose own people read the page; None for a reader from outside it."""

    def standing(self, party: PartyId) -> tuple[Standing, str]:
        """Whether a party is trusted, suspected or exposed at the instant of the page, and why not."""

    def digest_compared(self, entry: EntryId) -> str:
        """What this node found of a digest that another stated; empty if it has not compared it yet."""

    def asked(self, name: str) -> str:
        """What the reader asked of a list by name, as it stands in its address; empty if nothing."""

    def designated(self, designation: EntryId) -> Designated | None:
        """A designation of the register as this reader is shown it; None if there is none with this id."""

    def listed(self, what: str) -> Iterable[Listed]:
        """Each row of every list of one sort, as far as it is on this node."""

    def gettext(self, message: str, **params: object) -> str:
        """A sentence of a page in the reader's language."""

    def ngettext(self, singular: str, plural: str, num: int, **params: object) -> str:
        """A sentence with a number in it."""

    def term(self, value: str, *groups: str) -> str:
        """The word for a value of the record."""

    def forum(self, name: str) -> str:
        """What a body of the mechanism is called: by the adopted text that created it, or by the word for it."""

    def words_used(self, label_id: str) -> tuple[tuple[str, str], ...]:
        """Words that the record has used so far where a field takes any, and what each is called, by the field's label."""

    def party_view(self, party: PartyId) -> PartyView:
        """A party as pages show it; one that the charter does not name, by its id."""

    def capital(self, party: PartyId) -> str:
        """What a party's capital is called; empty where the charter gives its zone alone."""

    def office(self, office: str) -> str:
        """An office as people say it."""

    def numbers(self, values: Iterable[int]) -> str:
        """Numbers one after the other, in the reader's digits."""

    def person(self, entry: EntryId) -> Mapping[str, str] | None:
        """The erasable part of an entry; None where there is none or this node does not have it."""

    def made_of_rows(
        self, what: str, fold: Fold, slices: Iterable[str], make: Callable[..., Any], *given: Hashable
    ) -> Any:
        """What `make` makes of all rows of every list of one sort: kept with the rows, and forgotten with them.

        Args:
            what: What the rows are.
            fold: Whose lists: this reading's, or the open one.
            slices: What else it hangs on.
            make: From the fold, the rows and what else is given.
            given: What else it hangs on, such as the charter.
        """

    def has_file(self, name: str) -> bool:
        """Whether the file with this SHA-256 lies on this node."""

    def opened(self, entry: EntryId) -> Mapping[str, str | None] | None:
        """What an entry says under seal, row by row; None for a reader whom it was not sealed for."""

    def read_open(self, entry: EntryId) -> Entry[Any] | None:
        """The entry with this id as everybody reads it."""

    def day(self, written: str) -> date | str:
        """A day that the record writes as 2007-05-28; as it is written, if there is no such day."""

    def words(self, texts: Text | Iterable[Text]) -> Words:
        """A text; of several, the one in the reader's language."""

    def view(self, entry: Entry[Any]) -> EntryView:
        """An entry as pages quote it."""

    def mentions(self, subject: EntryId) -> tuple[tuple[EntryView, Words | None, str], ...]:
        """What was said in or about a meeting, in the order of claimed times: entry, first words, address."""

    def information_asked(self, matter: EntryId) -> Sequence[InformationAsked]:
        """What parties were asked to tell or show on a matter, in requests for information that speak of it."""

    def passing_on(self, statement: EntryId) -> tuple[Step, ...]:
        """The steps with which the reader's party passes a statement on that waits for it; nothing where none does."""

    def entry(self, entry: EntryId) -> EntryView | None:
        """The same by id, if the record has it."""

    def read(self, entry: EntryId) -> Entry[Any] | None:
        """The entry with this id, if the record has it."""

    def ref(self, entry: EntryId) -> str:
        """What people call the entry with this id; the first digits of the id if the record lacks it."""

    def href(self, *parts: str, **query: str | int) -> str:
        """An address below the mechanism's home."""

    def subject_href(self, subject: EntryId) -> str:
        """The page of a subject, of whichever slice; of the entry that opened it, if there is none."""

    def sign_href(self, kind: str, subject: EntryId | None = None, **given: str | int) -> str:
        """The form for one kind of entry, with some of its fields filled in."""

    def received_at(self, party: PartyId, entry: EntryId) -> datetime | None:
        """When the party recorded that it held the entry, by its own log; None if it did not."""

    def due(
        self,
        of: PartyId,
        clock: str,
        began_at: datetime | None,
        otherwise: ClockTerms | None = None,
        more_hours: int = 0,
    ) -> Due:
        """By when something is due of a party, by a clock of the charter, or `otherwise` where it has no such clock.

        Args:
            of: Which party.
            clock: Its name.
            began_at: When it provably began.
            otherwise: What holds where the charter has no such clock.
            more_hours: By how much the parties have made it longer.
        """

    def civil_there(self, instant: datetime, party: PartyId) -> CivilText:
        """An instant as clocks in a party's capital show it."""

    def due_on(self, of: PartyId, day: str) -> Due:
        """By when something is due of a party that is to be done by a day: the end of that day in its capital."""

    def stops(self, clock: str | None) -> tuple[Stop, ...]:
        """When the parties have agreed that a clock stands still; None for what is due by a day."""

    def covered_until(self, party: PartyId) -> datetime | None:
        """Until when a party's log is known whole; None where that is not in question."""

    def why(self, term: Due) -> Why:
        """Where a term stands at the instant of the page."""

    def late(self, term: Due) -> Answer:
        """Whether a term was over before the instant of the page."""

    def silence_on(self, term: Due, received_at: datetime | None = None) -> Silence:
        """An answer that is not there, with a term on it."""

    def silence(self, by: PartyId, question: EntryId, clock: str) -> Silence | None:
        """An answer that is not there, with the charter's clock on it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows.

    Attributes:
        template: `<slice>/<file>`.
        title: In the reader's language.
        values: What the template asks for.
    """

    template: str
    title: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that one party is asked for, and has not given.

    Attributes:
        of: Who is asked.
        what: In the reader's language.
        href: Where it can be seen.
        by: Who asks, if it is one party.
        since_at: Since when it is open.
        received_at: When the party asked recorded the question.
        due_at: By when; None where no clock runs.
        act: Where it can be signed.
        term: What `due_at` follows from; then that need not be given.
        steps: With which the reader can give it at once.
        words: Of what it is about: a title, or what was said, as it was signed.
        begins_at: When what it is about begins: it stands by that where no clock runs.
    """

    of: PartyId
    what: str
    href: str
    by: PartyId | None = None
    since_at: datetime | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    act: str = ""
    term: Due | None = None
    steps: tuple[Step, ...] = ()
    words: Words | None = None
    begins_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Something that a form names by reference, in the words that a signature would be on.

    Attributes:
        heading: What it is, in the reader's language.
        words: What it says; several as a numbered list.
        at: An instant.
        civil: The same as it was written down, with its zone.
        zone: Time zone of `civil`.
        beside: Words from which the differing ones are marked.
        note: What the reader should know of it, in the reader's language.
    """

    heading: str
    words: tuple[Words, ...] = ()
    at: datetime | None = None
    civil: str = ""
    zone: str = ""
    beside: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """Something of a slice that is downloaded rather than read.

    Attributes:
        name: `agreed.ics`; its address is below that of the slice's list.
        media_type: Of the bytes.
        make: The bytes.
    """

    name: str
    media_type: str
    make: Callable[[Desk], bytes]


@dataclass(frozen=True, slots=True)
class More:
    """A page of a slice about many of its subjects, beside the list.

    Attributes:
        name: Its address is below that of the list.
    """

    name: str
    make: Callable[[Desk], Shown]


def no_quotes(
    _desk: Desk, _kind: str, _subject: EntryId | None, _given: Mapping[str, Sequence[str]]
) -> tuple[Quote, ...]:
    """For slices whose forms name nothing that is to be quoted."""
    return ()


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one slice.

    Attributes:
        slice: Its name.
        title: What the way to its list is called, as a message of the catalogues.
        index: The list of its subjects.
        show: One of its subjects.
        matters: What its subjects ask of whom.
        name: What to call a subject in a sentence, in the reader's language.
        quotes: What a form of the slice is about to be signed on: kind, subject, and what stands in its fields.
        files: What can be downloaded.
        more: Pages beside the list.
    """

    slice: str
    title: str
    index: Callable[[Desk], Shown]
    show: Callable[[Desk, EntryId], Shown | None]
    matters: Callable[[Desk], Iterable[Matter]]
    name: Callable[[Desk, EntryId], str]
    quotes: Callable[[Desk, str, EntryId | None, Mapping[str, Sequence[str]]], tuple[Quote, ...]] = no_quotes
    files: tuple[File, ...] = ()
    more: tuple[More, ...] = ()


@dataclass(frozen=True, slots=True)
class ApiList:
    """Something of a slice that programs read as a list, with what they ask of it in the address.

    Attributes:
        name: `reports`; its address is below that of the slice's subjects.
        found: Struct of one of the list.
        make: The list.
    """

    name: str
    found: type[msgspec.Struct]
    make: Callable[[Desk], Sequence[msgspec.Struct]]


@dataclass(frozen=True, slots=True)
class Api:
    """What programs read of one slice.

    Attributes:
        slice: Its name.
        found: Struct of one subject as programs get it.
        find: One subject; None if there is none with this id.
        in_the_open: Whether its subjects are those that everybody sees, whatever our party can open.
        lists: What is read as a list of its own.
    """

    slice: str
    found: type[msgspec.Struct]
    find: Callable[[Desk, EntryId], msgspec.Struct | None]
    in_the_open: bool = False
    lists: tuple[ApiList, ...] = ()
