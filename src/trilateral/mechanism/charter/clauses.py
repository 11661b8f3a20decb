"""The charter read out: every term that the parties sign, in the order of the text, in a reader's language.

What a page shows and what a terminal prints are the same lines, so that a delegation can read them aloud beside
another's. It leaves out who has accepted what, and judges nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Self, TypeAlias

from babel.dates import get_day_names

from trilateral.i18n.calendars import day_text, place_of
from trilateral.i18n.catalogues import translator
from trilateral.i18n.digits import grid_side
from trilateral.i18n.isolates import isolated
from trilateral.i18n.languages import language
from trilateral.i18n.messages import fill, kind_name, term
from trilateral.ledger.charter import Charter, ClockTerms, Holiday, PartyTerms, Quotas, SilenceTerms, UnsignedTerms
from trilateral.ledger.entry import Text

Section: TypeAlias = tuple[str, tuple[str, ...]]
"""A heading, and what stands under it, line by line."""


class Quoted(str):
    """A line that quotes what the parties wrote, and knows which words are theirs. To a terminal it is plain text."""

    __slots__ = ("before", "said")
    before: str
    said: Text

    def __new__(cls, said: Text, before: str = "") -> Self:
        """Return the words of `said` with the language that they are in, after `before`."""
        made = super().__new__(cls, f"{before} {isolated(said.text)} ({isolated(said.lang)})".lstrip(" "))
        made.before, made.said = before, said
        return made


def clauses(charter: Charter, lang: str, families: Mapping[str, Sequence[str]]) -> tuple[Section, ...]:
    """Every term of a charter.

    Args:
        charter: Which.
        lang: The reader's language.
        families: For an act that a charter can list, the kinds that bind as it does and fall under the clause with it.
    """
    reader = _Reader(lang)
    return tuple((title, tuple(lines)) for title, lines in reader.sections(charter, families))


class _Reader:
    """Reads out in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def gettext(self, message: str, **params: object) -> str:
        return fill(translator(self.lang).gettext(message), params, self.lang)

    def ngettext(self, singular: str, plural: str, num: int, **params: object) -> str:
        return fill(translator(self.lang).ngettext(singular, plural, num), {"num": num, **params}, self.lang)

    def sections(self, charter: Charter, families: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Iterable[str]]]:
        yield self.gettext("Name and subject"), self._subject(charter)
        yield self.gettext("Parties"), [line for terms in charter.parties for line in self._party(terms)]
        if charter.unsigned:
            yield self.gettext("Parties that keep no log"), [self._unsigned(each) for each in charter.unsigned]
        yield self.gettext("Cosignatures"), self._cosigning(charter)
        clocks = [self._clock(each) for each in charter.clocks]
        yield self.gettext("Clocks"), clocks or [self.gettext("The parties agreed on none.")]
        yield self.gettext("Silence"), self._silence(charter.silence)
        yield self.gettext("What two delegates of different offices sign"), self._two(charter.two_person, families)
        agenda = [Quoted(each) for each in charter.agenda]
        yield self.gettext("What may stand on an agenda"), agenda or [self.gettext("No limit was agreed.")]
        yield self.gettext("Languages"), self._languages(charter.languages)
        yield self.gettext("Limits and keeping"), self._limits(charter)
        yield self.gettext("Version"), self._version(charter)

    def _best(self, texts: Sequence[Text]) -> str:
        best = min(texts, key=lambda each: (each.lang != self.lang, each.lang != "en"), default=None)
        return "" if best is None else isolated(best.text)

    def _list(self, words: Iterable[str]) -> str:
        return self.gettext(", ").join(words)

    def _subject(self, charter: Charter) -> Iterator[str]:
        yield from map(Quoted, charter.titles)
        yield from (Quoted(each, self.gettext("Scope:")) for each in charter.scope)
        yield from (Quoted(each, self.gettext("Ground:")) for each in charter.area)
        if charter.reconstruction:
            yield self.gettext("A reconstruction: nobody's real signature is claimed.")

    def _party(self, terms: PartyTerms) -> Iterator[str]:
        role = term(self.lang, terms.role, "role")
        yield self._list([f"{self._best(terms.names)} ({isolated(terms.id)})", role])
        yield self.gettext("Its log: %(log)s", log=isolated(terms.origin))
        yield self._place(terms)
        names = get_day_names("wide", locale=language(self.lang).code)
        days = self._list(names[day - 1] for day in terms.weekend)
        yield (
            self.gettext("Days of the week without work: %(days)s", days=days)
            if days
            else self.gettext("It works on every day of the week.")
        )
        for each in terms.holidays:
            yield self._holiday(each)
        yield self.gettext("Its root keys: %(keys)s", keys=self._list(map(_key, terms.root_keys)))
        needed = {"needed": terms.root_threshold, "all": len(terms.root_keys)}
        yield self.gettext("Root keys needed for what roots sign: %(needed)s of %(all)s.", **needed)
        yield self.gettext("Its log keys: %(keys)s", keys=self._list(map(_key, terms.log_keys)))

    def _place(self, terms: PartyTerms | UnsignedTerms) -> str:
        place = self._best(terms.capital) or place_of(terms.zone, self.lang)
        named = dict.fromkeys((place, isolated(terms.zone)) if place != terms.zone else (place,))
        return self.gettext("Clock of: %(place)s", place=self._list(named))

    def _holiday(self, each: Holiday) -> str:
        name = self._best(each.names)
        days = self.gettext(
            "No work from %(first)s to %(last)s", first=self._day(each.from_on), last=self._day(each.to_on)
        )
        return f"{days} ({name})" if name else days

    def _day(self, written: str) -> str:
        try:
            return day_text(date.fromisoformat(written), self.lang)
        except ValueError:  # the text may name a day that no calendar has
            return isolated(written)

    def _unsigned(self, terms: UnsignedTerms) -> str:
        return self._list([f"{self._best(terms.names)} ({isolated(terms.id)})", self._place(terms)])

    def _cosigning(self, charter: Charter) -> Iterator[str]:
        yield self.ngettext(
            "A served checkpoint carries the signature of %(num)s other party.",
            "A served checkpoint carries the signatures of %(num)s other parties.",
            charter.quorum,
        )
        for each in charter.witnesses:
            name = self._list(filter(None, [self._best(each.names), _key(each.vkey), each.url]))
            yield self.gettext("Outside witness: %(name)s", name=name)
        yield self.ngettext(
            "A log whose own head is older than %(num)s second is silent.",
            "A log whose own head is older than %(num)s seconds is silent.",
            charter.heartbeat_seconds,
        )

    def _clock(self, clock: ClockTerms) -> str:
        said = [self.ngettext("%(num)s hour", "%(num)s hours", clock.hours)]
        if clock.days == "working" and clock.whose == "all":
            said.append(self.gettext("on days on which all capitals work"))
        elif clock.days == "working":
            said.append(self.gettext("on working days of the party asked"))
        if clock.grace_minutes:
            grace = clock.grace_minutes
            said.append(self.ngettext("with %(num)s minute of grace", "with %(num)s minutes of grace", grace))
        return f"{term(self.lang, clock.name, 'clock')} ({isolated(clock.name)}): {self._list(said)}"

    def _silence(self, terms: SilenceTerms | None) -> Iterator[str]:
        if terms is None:
            yield self.gettext("Silence is never taken for consent.")
            return
        matters = self._list(term(self.lang, each, "sort") for each in terms.matters)
        yield self.ngettext(
            "Silence of %(least)s to %(num)s hour is consent on: %(matters)s",
            "Silence of %(least)s to %(num)s hours is consent on: %(matters)s",
            terms.max_hours,
            least=terms.min_hours,
            matters=matters,
        )
        yield self.ngettext(
            "It is shown by heads of the silent party's log from %(num)s minute after the hour on.",
            "It is shown by heads of the silent party's log from %(num)s minutes after the hour on.",
            terms.grace_minutes,
        )
        yield self.gettext("Cosigners that such a head needs: %(needed)s", needed=terms.quorum)
        free = terms.disinterested
        yield self.gettext("Of these, neither the proposer nor the silent party: %(free)s", free=free)

    def _two(self, listed: Sequence[str], families: Mapping[str, Sequence[str]]) -> Iterator[str]:
        for kind in listed:
            beside = [each for each in families.get(kind, ()) if each not in listed]
            yield self._kind(kind)
            for each in beside:
                yield self.gettext("likewise: %(kind)s", kind=self._kind(each))
        if not listed:
            yield self.gettext("Nothing: one delegate signs whatever it is.")

    def _kind(self, kind: str) -> str:
        return f"{kind_name(self.lang, kind)} ({isolated(kind)})"

    def _languages(self, languages: Sequence[str]) -> Iterator[str]:
        if not languages:
            yield self.gettext("No authentic language is named.")
            return
        yield self.gettext("Authentic languages: %(languages)s", languages=self._list(map(isolated, languages)))

    def _limits(self, charter: Charter) -> Iterator[str]:
        yield self._quotas(charter.quotas or Quotas())
        days, hours, grid = charter.retention_days, charter.detail_delay_hours, charter.grid_microdegrees
        yield (
            self.ngettext("Bodies are kept for %(num)s day.", "Bodies are kept for %(num)s days.", days)
            if days
            else self.gettext("Bodies are kept without a term.")
        )
        yield (
            self.ngettext(
                "The details of an incident wait for %(num)s hour before others get them.",
                "The details of an incident wait for %(num)s hours before others get them.",
                hours,
            )
            if hours
            else self.gettext("The details of an incident go to others at once.")
        )
        yield (
            self.gettext(
                "Places are shown across parties on a grid of %(degrees)s.", degrees=grid_side(grid, self.lang)
            )
            if grid
            else self.gettext("Places are shown across parties as they are.")
        )

    def _quotas(self, quotas: Quotas) -> str:
        said = []
        if quotas.entries_per_day:
            said.append(self.ngettext("%(num)s entry", "%(num)s entries", quotas.entries_per_day))
        if quotas.bytes_per_day:
            said.append(self.ngettext("%(num)s byte", "%(num)s bytes", quotas.bytes_per_day))
        if quotas.heads_per_day:
            said.append(self.ngettext("%(num)s head", "%(num)s heads", quotas.heads_per_day))
        if not said:
            return self.gettext("Nothing limits what a member says in a day.")
        return self.gettext("What a member says in a day at most: %(limits)s", limits=self._list(said))

    def _version(self, charter: Charter) -> Iterator[str]:
        yield self.gettext("Catalogue level: %(level)s", level=charter.level)
        if charter.previous is None:
            yield self.gettext("It amends nothing.")
        else:
            yield self.gettext("It amends %(charter)s", charter=isolated(charter.previous))
        for each in charter.instead_of:
            yield self.gettext("It stands instead of %(charter)s", charter=isolated(each))


def _key(vkey: str) -> str:
    """A key by its name and id alone: whoever compares keys compares those."""
    return isolated("+".join(vkey.split("+")[:2]))
