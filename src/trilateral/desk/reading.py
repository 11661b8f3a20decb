"""One reader's look at the record: entries, parties, addresses and clocks as pages show them.

A `Reading` is made for each page and answers for one instant. In a mechanism that is
marked as reconstructed that instant is the last one that anybody claimed, and all clocks
count in claimed time: the nodes that hold it were made years later, so the times
that they prove say nothing about 2007.

Whoever asks for another instant is shown the record as it stood then (`as_of`), not that of
today with other clocks.
"""

import functools
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from msgspec import structs

from trilateral.agreement import clocks
from trilateral.agreement.adoption import adopted_in
from trilateral.agreement.clocks import Capital, Due, Stop, Why, capital_of
from trilateral.agreement.listed import Listed
from trilateral.desk.holdings import Holdings
from trilateral.desk.words_used import words_used
from trilateral.errors import MalformedError, UnavailableError
from trilateral.i18n import messages
from trilateral.i18n.calendars import CivilText, civil_text, zone
from trilateral.i18n.digits import number
from trilateral.ledger.charter import Charter, ClockTerms
from trilateral.ledger.derived import Derived, Named
from trilateral.ledger.entry import Entry, EntryId, PartyId, Text
from trilateral.ledger.fold import Fold, Verdict
from trilateral.mechanism.acts import pages as acts
from trilateral.mechanism.bodies.entries import WordsDisclosed, WordsSealed
from trilateral.mechanism.designations.naming import designated
from trilateral.mechanism.requests.about import information_asked
from trilateral.mechanism.statements.passing_on import still_to_pass_on
from trilateral.mechanism.suspensions import rules as suspensions
from trilateral.node.digests import known_of
from trilateral.node.record import Record
from trilateral.node.status import status_of
from trilateral.seal.commitments import Row
from trilateral.store.files import read_file
from trilateral.ui.backdrops import Backdrop, bundled, parse_backdrop
from trilateral.ui.views import Designated, EntryView, InformationAsked, PartyView, Seal, Silence, Standing, Step, Words

SHORT = 10
"""Hexadecimal digits of the mechanism's id that stand in addresses."""
PATTERNS = 8
NOW_ALONE = frozenset(
    {"sign", "hand-in", "drafts", "waiting", "sheets", "sessions", "account", "devices", "offline", "views"}
)
"""Pages on which somebody does something: nobody does that in the past."""
_OF_PAGES = frozenset({"lang", "as_of"})
"""What an address asks of any page, and therefore of no field."""
FIELD = "field."
"""What stands before a field's name in an address where it is one of these."""


@dataclass(frozen=True)
class Reading:
    """The record as one reader looks at it (`ui.page.Desk`).

    Attributes:
        holdings: What the node holds, and who else does.
        lang: Language of the reader.
        now: The instant for which the page is shown.
        may_sign: Whether the reader is a delegate of the node's party.
        pages: Slices that have pages.
        as_of: The instant that the reader asked for; None if they did not. Links keep it.
        inside: Whether the reader is of the node's party, and so reads what was sealed for it.
        asks: What the reader asked of a list, by name.
    """

    holdings: Holdings
    lang: str
    now: datetime
    may_sign: bool = False
    pages: frozenset[str] = frozenset()
    as_of: datetime | None = None
    inside: bool = False
    asks: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def record(self) -> Record:
        """What the node holds."""
        return self.holdings.record

    @functools.cached_property
    def fold(self) -> Fold:
        """The record, folded: as it stood at the instant asked for, if the reader asked for one. Looked up once a page."""
        return self._then(self.record.readers.reading() if self.inside else self.record.fold)

    @functools.cached_property
    def open_fold(self) -> Fold:
        """The record as everybody reads it: what we can open is closed there."""
        return self._then(self.record.fold)

    def _then(self, fold: Fold) -> Fold:
        if self.as_of is None:
            return fold
        return self.holdings.fold_as_of(fold, self.as_of, by_claims=self.in_claimed_time)

    @property
    def backdrop(self) -> Backdrop:
        """The lines that stand behind maps: those of this node's operator, or those that come with the program."""
        named = self.record.settings.outlines
        if named is None:
            return bundled()
        try:
            return parse_backdrop(read_file(self.record.home / named) or b"")
        except (MalformedError, UnavailableError):
            return Backdrop((), (), own=True)  # a map has a graticule alone, and the page is there

    @functools.cached_property
    def charter(self) -> Charter:
        """The charter in force. Looked up once a page, as the record is."""
        return self.record.charter

    @property
    def party(self) -> PartyId:
        """Whose node shows the page."""
        return self.record.party

    @property
    def reader(self) -> PartyId | None:
        """The party whose own people read; None for somebody from outside it."""
        return self.party if self.inside else None

    def asked(self, name: str) -> str:
        """What the reader asked of a list by name; empty if nothing."""
        return next(iter(self.asks.get(name, ())), "").strip()

    def designated(self, designation: EntryId) -> Designated | None:
        """A designation of the register as this reader is shown it."""
        return designated(self, designation)

    def standing(self, party: PartyId) -> tuple[Standing, str]:
        """Whether a party is trusted, suspected or exposed at the instant of the page, and why not."""
        terms = self.charter.party(party)
        if terms is not None and terms.origin in self.fold.exposed():
            shared = self.fold.exposed()[terms.origin]
            return "exposed", self.sentence("status.two_branches", (("after", shared),))
        if party == self.party or self.in_claimed_time:
            return "trusted", ""
        found = status_of(self.record, int(self.now.timestamp())).parties
        named = next((each for each in found if each.party == party), None)
        if named is None:
            return "trusted", ""
        return named.standing, " ".join(self.sentence(each.code, each.params) for each in named.reasons)

    def digest_compared(self, entry: EntryId) -> str:
        """What this node found of a digest that another stated; empty if it has not compared it yet."""
        return known_of(self.record, entry) or ""

    @property
    def parties(self) -> tuple[PartyId, ...]:
        """All parties; on its own node each comes first, as in treaties."""
        return tuple(sorted((t.id for t in self.charter.parties), key=lambda p: (p != self.party, p)))

    @property
    def in_claimed_time(self) -> bool:
        """Whether clocks count in claimed time."""
        return self.charter.reconstruction

    # Words

    def sentence(self, code: str, params: Iterable[tuple[str, str | int]] = ()) -> str:
        """A code in words. Entries that it names are called by their references."""
        shown = {
            name: self.ref(value) if isinstance(value, str) and _HASH.match(value) else value for name, value in params
        }
        return messages.sentence(self.lang, code, shown)

    def gettext(self, message: str, **params: object) -> str:
        """A sentence of a page in the reader's language."""
        return messages.phrase(self.lang, message, params)

    def ngettext(self, singular: str, plural: str, num: int, **params: object) -> str:
        """A sentence with a number in it."""
        return messages.plural_phrase(self.lang, singular, plural, num, params)

    def term(self, value: str, *groups: str) -> str:
        """The word for a value of the record."""
        return messages.term(self.lang, value, *groups)

    def forum(self, name: str) -> str:
        """What a body of the mechanism is called: by the adopted text that created it, or by the word for it."""
        found = self._forums.get(name)
        return found.text if found is not None and found.text else self.term(name, "forum")

    @functools.cached_property
    def _forums(self) -> Mapping[str, Words]:
        created = adopted_in(self.fold, "body")
        return {each.terms.forum: self.words(each.terms.name) for each in created}

    def words_used(self, label_id: str) -> tuple[tuple[str, str], ...]:
        """Words that the record has used so far where a field takes any, and what each is called, by the field's label."""
        member = label_id.rpartition(".")[2]
        called = self.forum if member == "forum" else lambda word: self.term(word, member)
        return tuple((word, called(word)) for word in words_used(self.fold, label_id))

    def office(self, office: str) -> str:
        """An office as people say it."""
        return messages.office_name(self.lang, office)

    def numbers(self, values: Iterable[int]) -> str:
        """Numbers one after the other, in the reader's digits."""
        return self.gettext(", ").join(number(value, self.lang) for value in values)

    def person(self, entry: EntryId) -> Mapping[str, str] | None:
        """The erasable part of an entry; None where there is none or this node does not have it."""
        found = self.read(entry)
        if found is None or (self.record.readers.is_sealed(found) and not self.inside):
            return None
        rows = self._rows(found)
        return None if rows is None else {row.name: str(row.value) for row in rows}

    def _rows(self, entry: Entry[Any]) -> tuple[Row, ...] | None:
        try:
            return self.record.readers.rows(entry)
        except (MalformedError, UnavailableError):
            return None

    def opened(self, entry: EntryId) -> Mapping[str, str | None] | None:
        """What an entry says under seal, row by row; None for a reader whom it was not sealed for."""
        found = self.read_open(entry)
        if not self.inside or found is None or not found.header.audience:
            return None
        rows = self._rows(found)
        return None if rows is None else {row.name: None if row.value is None else str(row.value) for row in rows}

    def read_open(self, entry: EntryId) -> Entry[Any] | None:
        """The entry with this id as everybody reads it."""
        verdict = self.open_fold.verdict(entry)
        return None if verdict is None else verdict.entry

    def listed(self, what: str) -> Iterable[Listed]:
        """Each row of every list of one sort, as far as it is on this node."""
        return self.record.bulks.listed(what, self.fold)

    def made_of_rows(
        self, what: str, fold: Fold, slices: Iterable[str], make: Callable[..., Any], *given: Hashable
    ) -> Any:
        """What `make` makes of all rows of every list of one sort: kept with the rows, and forgotten with them."""
        return self.record.bulks.made(what, slices, make).of(fold, *given)

    def has_file(self, name: str) -> bool:
        """Whether the file with this SHA-256 lies on this node."""
        return self.record.bodies.has(name)

    def day(self, written: str) -> date | str:
        """A day that the record writes as 2007-05-28; as it is written, if there is no such day."""
        try:
            return date.fromisoformat(written)
        except ValueError:
            return written

    def words(self, texts: Text | Iterable[Text]) -> Words:
        """A text; of several, the one in the reader's language, else the English, else the first."""
        said = (texts,) if isinstance(texts, Text) else tuple(texts)
        if not said:
            return Words("")
        best = min(said, key=lambda t: (t.lang != self.lang, t.lang != "en"))
        return Words(best.text, best.lang)

    # Parties and entries

    def party_view(self, party: PartyId) -> PartyView:
        """A party as pages show it; one that the charter does not name, by its id."""
        if party not in self._party_views:
            self._party_views[party] = _party_view(self.charter, self.party, party, self.lang)
        return self._party_views[party]

    @functools.cached_property
    def _party_views(self) -> dict[PartyId, PartyView]:
        """Those that the page has shown so far: it names each of them many times."""
        return {}

    def capital(self, party: PartyId) -> str:
        """What a party's capital is called; empty where the charter gives its zone alone."""
        terms = self.charter.party(party)
        return "" if terms is None else self.words(terms.capital).text

    def view(self, entry: Entry[Any]) -> EntryView:
        """An entry as pages quote it."""
        to, via = _addressed(entry)
        verdict = self._judged(self.fold.verdict(entry.id))
        objection = verdict.objection if verdict else None
        proven = (None, None) if verdict is None or self.in_claimed_time else self.holdings.interval(verdict)
        after, before = (False, False) if verdict is None else self.holdings.claimed_beyond(verdict, proven)
        href = self.entry_href(entry.ref)
        return EntryView(
            ref=entry.ref,
            href=href,
            kind=entry.header.kind,
            party=self.party_view(entry.party),
            office=self.office(entry.header.by),
            claimed_at=entry.header.claimed_at,
            seal=Seal("here") if verdict is None else self.seal(verdict),
            proven=proven if any(proven) else None,
            to=tuple(self.party_view(p) for p in to),
            via=None if via is None else self.party_view(via),
            no_effect=None if objection is None else self.sentence(objection.code, objection.params),
            claimed_after_proof=after,
            claimed_before_proof=before,
            audience=tuple(self.party_view(p) for p in _sealed_for(entry)),
            beside=acts.beside(self, entry),
            say_href=href + "#beside" if self._may_speak_of(entry, verdict) else "",
        )

    def _may_speak_of(self, entry: Entry[Any], verdict: Verdict | None) -> bool:
        has_effect = verdict is not None and verdict.has_effect
        return self.may_sign and self.as_of is None and has_effect and self.fold.slice_of(entry.subject) is not None

    def entry(self, entry: EntryId) -> EntryView | None:
        """The same by id, if the record has it."""
        found = self.read(entry)
        return None if found is None else self.view(found)

    def read(self, entry: EntryId) -> Entry[Any] | None:
        """The entry with this id, if the record has it."""
        verdict = self.fold.verdict(entry)
        return None if verdict is None else verdict.entry

    def ref(self, entry: EntryId) -> str:
        """What people call the entry with this id; the first digits of the id if the record lacks it."""
        verdict = self.fold.verdict(entry)
        return entry[:SHORT] if verdict is None else verdict.ref

    def mentions(self, subject: EntryId) -> tuple[tuple[EntryView, Words | None, str], ...]:
        """What was said in or about a meeting, in the order of claimed times: entry, first words, address."""
        ordered = sorted(_IN_MEETINGS.of(self.fold, subject), key=lambda e: (e.header.claimed_at, e.party, e.index))
        return tuple((self.view(entry), self.first_words(entry), self.subject_href(entry.id)) for entry in ordered)

    def information_asked(self, matter: EntryId) -> Sequence[InformationAsked]:
        """What parties were asked to tell or show on a matter, in requests for information that speak of it."""
        return information_asked(self, matter)

    def passing_on(self, statement: EntryId) -> tuple[Step, ...]:
        """The steps with which the reader's party passes a statement on that waits for it; nothing where none does."""
        return still_to_pass_on(self, statement)

    def first_words(self, entry: Entry[Any]) -> Words | None:
        """What an entry says, if that is words: of several things said, the first; of one in several languages, the reader's."""
        for name in _SAYING:
            said = getattr(entry.body, name, None)
            texts = tuple(each for each in (said if isinstance(said, tuple) else (said,)) if isinstance(each, Text))
            if texts:
                return self.words(texts if name == "title" else texts[:1])
        return None

    def find(self, ref: str) -> Verdict | None:
        """What came of the entry that people call `ref`."""
        return self._judged(self.fold.verdict_at(ref))

    def _judged(self, verdict: Verdict | None) -> Verdict | None:
        """The verdict that counts: what is shown of words under seal speaks of them as everybody sees them.

        Those who can open these words read another subject there.
        """
        if verdict is None or verdict.entry is None or not isinstance(verdict.entry.body, WordsDisclosed):
            return verdict
        return self.open_fold.verdict(verdict.entry.id) or verdict

    def seal(self, verdict: Verdict) -> Seal:
        """Who is known to hold an entry."""
        of = len(self.charter.parties)
        shared = self.fold.exposed().get(verdict.log)
        if shared is not None and verdict.index >= shared:
            return Seal("disputed", 1, of)
        held = self.holdings.held_count(verdict)
        return Seal("all" if held >= of else "some" if held > 1 else "here", held, of)

    # Addresses

    @functools.cached_property
    def home(self) -> str:
        """Address of home."""
        return f"/m/{self.record.mechanism[:SHORT]}/"

    def href(self, *parts: str, **query: str | int) -> str:
        """An address below the mechanism's home."""
        path = self.home + "/".join(map(_quoted, parts))
        if self.as_of is not None and not NOW_ALONE.intersection(parts[:1]):
            query["as_of"] = _asked(self.as_of)
        return f"{path}?{urlencode(query)}" if query else path

    def entry_href(self, ref: str) -> str:
        """The page of an entry."""
        return self.href("entry", ref)

    def subject_href(self, subject: EntryId) -> str:
        """The page of a subject, of whichever slice; of the entry that opened it, if there is none.

        What was opened on the second branch of a log has none: its reference leads to an entry of the first. What proves
        that there are two is shown instead.
        """
        named = self.fold.slice_of(subject)
        opened = self.fold.verdict(subject)
        if opened is not None and opened.log not in self.record.origins:
            return self.href("evidence")
        ref = self.ref(subject)
        return self.href(named, ref) if named in self.pages else self.entry_href(ref)

    def sign_href(self, kind: str, subject: EntryId | None = None, **given: str | int) -> str:
        """The form for one kind of entry, with some of its fields filled in.

        A field that is called like the reader's language, or like the day that is asked for, is given by a longer name.
        """
        about: dict[str, str | int] = {} if subject is None else {"subject": self.ref(subject)}
        told = {f"{FIELD}{name}" if name in _OF_PAGES else name: value for name, value in given.items()}
        return self.href("sign", kind.partition("/")[0], **about, **told)

    # Clocks

    def civil_there(self, instant: datetime, party: PartyId) -> CivilText:
        """An instant as clocks in a party's capital show it."""
        terms = self.charter.party(party)
        return civil_text(instant, terms.zone if terms else "UTC", self.lang, self.capital(party))

    def received_at(self, party: PartyId, entry: EntryId) -> datetime | None:
        """When the party recorded that it held the entry, by its own log; None if it did not."""
        verdict = self.fold.verdict(entry)
        if verdict is None or verdict.entry is None:
            return None
        if verdict.party == party:
            return verdict.entry.header.claimed_at
        receipt = self.holdings.receipt(party, verdict)
        if receipt is None or self.fold.verdict(receipt.id) is None:
            return None
        # Whoever loads an old case receives it years later: there the claim is all that there is.
        said_at = verdict.entry.header.claimed_at
        return said_at if self.in_claimed_time else max(said_at, receipt.header.claimed_at)

    def due(
        self,
        of: PartyId,
        clock: str,
        began_at: datetime | None,
        otherwise: ClockTerms | None = None,
        more_hours: int = 0,
    ) -> Due:
        """By when something is due of a party, by a clock of the charter, or `otherwise` where it has no such clock."""
        kept, asked = _DUE.of(self.fold, self.charter), (of, clock, began_at, otherwise, more_hours)
        if asked not in kept:
            kept[asked] = self._reckoned(*asked)
        return kept[asked]

    def _reckoned(
        self, of: PartyId, clock: str, began_at: datetime | None, otherwise: ClockTerms | None, more_hours: int
    ) -> Due:
        terms = self.charter.clock_terms(clock) or otherwise
        if terms is not None and more_hours:
            terms = structs.replace(terms, hours=terms.hours + more_hours)
        return clocks.due(terms, began_at, self._capital(of), self._bound_capitals, self.stops(clock))

    def due_on(self, of: PartyId, day: str) -> Due:
        """By when something is due of a party that is to be done by a day: the end of that day in its capital."""
        return clocks.day_due(self._capital(of), day, self.stops(None))

    @functools.cached_property
    def _capitals(self) -> Mapping[PartyId, Capital]:
        return {terms.id: capital_of(terms, zone(terms.zone)) for terms in self.charter.parties}

    @functools.cached_property
    def _bound_capitals(self) -> Sequence[Capital]:
        return [capital for party, capital in self._capitals.items() if party in self.charter.bound]

    def _capital(self, of: PartyId) -> Capital:
        if of in self._capitals:
            return self._capitals[of]
        unsigned = next((each.zone for each in self.charter.unsigned if each.id == of), "UTC")
        return Capital(of, zone(unsigned))

    def stops(self, clock: str | None) -> tuple[Stop, ...]:
        """When the parties have agreed that a clock stands still; None for what is due by a day."""
        kept = _STOPS.of(self.fold)
        if clock not in kept:
            held: Iterable[suspensions.Suspension] = self.fold.subjects("suspensions").values()
            kept[clock] = tuple(stop for each in held for stop in suspensions.stops(each, clock))
        return kept[clock]

    def covered_until(self, party: PartyId) -> datetime | None:
        """Until when a party's log is known whole; None where that is not in question.

        It is not for the log that this node writes itself, nor in a reconstruction, which
        tells of what nobody cosigned at the time.
        """
        terms = self.charter.party(party)
        if party == self.party or self.in_claimed_time or terms is None:
            return None
        return self.holdings.covered_until(terms.origin) or _NEVER

    def why(self, term: Due) -> Why:
        """Where a term stands at the instant of the page."""
        return term.why(self.now, self.covered_until(term.asked))

    def late(self, term: Due) -> clocks.Answer:
        """Whether a term was over before the instant of the page."""
        return term.late(self.now, self.covered_until(term.asked))

    def silence(self, by: PartyId, question: EntryId, clock: str) -> Silence | None:
        """An answer that is not there, with the charter's clock on it."""
        received = self.received_at(by, question)
        return self.silence_on(self.due(by, clock, received), received)

    def silence_on(self, term: Due, received_at: datetime | None = None) -> Silence:
        """The same for any term."""
        stopped = tuple(
            (self.party_view(each.party) if each.party else None, self.subject_href(each.by) if each.by else "", each)
            for each in term.stopped
            if each.disputed or term.due_at is None or each.from_at < term.due_at
        )
        return Silence(
            self.party_view(term.asked),
            term.due_at,
            self.now,
            received_at,
            why=self.why(term).value,
            stopped=stopped,
            covered_until=self.covered_until(term.asked),
            provable_at=clocks.proof_after_end(term),
        )


@functools.lru_cache(maxsize=8192)
def _quoted(part: str) -> str:
    """Part of an address: names of pages and of entries, which stand on page after page."""
    return quote(part, safe="/")


_STOPS: Derived[dict[str | None, tuple[Stop, ...]]] = Derived(("suspensions",), lambda _fold: {})
"""When which clock stands still, once that was asked for."""
_DUE: Derived[dict[tuple[Hashable, ...], Due]] = Derived(("suspensions",), lambda _fold, _charter: {})
"""When what is due, once that was asked for: it hangs on the charter, on suspensions and on what asks, and not on the present."""
_SAYING = ("text", "points", "title", "paragraphs", "why")
"""Members of an entry that say what it says, what says it best first."""
_IN_MEETINGS = Named(lambda entry: getattr(entry.body, "meeting", None))
"""What was said in or about each meeting."""
_NEVER = datetime.min.replace(tzinfo=UTC)


def _addressed(entry: Entry[Any]) -> tuple[tuple[PartyId, ...], PartyId | None]:
    """To whom an entry speaks and through whom, where its kind says so."""
    against = getattr(entry.body, "against", ())
    to = getattr(entry.body, "to", ()) or against
    via = getattr(entry.body, "via", None)
    return to if isinstance(to, tuple) else (to,), via


def _sealed_for(entry: Entry[Any]) -> tuple[PartyId, ...]:
    """Who alone can read what it says, beside its author. An audience in the header of words in the clear hides nothing."""
    return entry.header.audience if isinstance(entry.body, WordsSealed) else entry.sealed_for


_HASH = re.compile("^[0-9a-f]{64}$")


@functools.lru_cache(maxsize=256)
def _party_view(charter: Charter, own: PartyId, party: PartyId, lang: str) -> PartyView:
    order = [terms.id for terms in charter.parties]
    terms = charter.party(party) or next((each for each in charter.unsigned if each.id == party), None)
    if terms is None:
        return PartyView(party, party or "?", "?", PATTERNS)
    name = next((t.text for t in terms.names if t.lang == lang), None) or next((t.text for t in terms.names), party)
    return PartyView(party, name, party.upper()[:3], _pattern(order, party), party == own)


def _pattern(order: Sequence[PartyId], party: PartyId) -> int:
    """By the charter's order; whoever keeps no log has the last one."""
    return order.index(party) % (PATTERNS - 1) + 1 if party in order else PATTERNS


def _asked(as_of: datetime) -> str:
    at = as_of.astimezone(UTC)
    return f"{at:%Y-%m-%d}" if at == end_of(at) else f"{at:%Y-%m-%dT%H:%M:%S}Z"


def end_of(day: datetime) -> datetime:
    """Return the last second of the day (UTC) in which an instant lies."""
    return day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1, seconds=-1)
