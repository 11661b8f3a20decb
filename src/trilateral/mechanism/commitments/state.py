"""What the record keeps of commitments, conditions, missions and named days: every act, and nothing that follows from them.

Acts stand in rows by what they are, within a row in the order of parties, and for each party in that of
its log. Where it matters whether two acts crossed, it is kept with the act how far its author had seen what
others said here (`knew`). Everything else is a question, and stands in the module of its sort.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, TypeVar

import msgspec

from trilateral.agreement.acceptance import agreed
from trilateral.agreement.adoption import Carried
from trilateral.agreement.held import Act, Seen, knows, only_seen, seen_by
from trilateral.agreement.locations import Location, is_coarse
from trilateral.agreement.undertakings import Indicator, Quota, Site, Step
from trilateral.ledger.entry import Entry, EntryId, PartyId, Text
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.commitments.entries import Result


class Said(Act, frozen=True):
    """A word on the matter: undertaken or refused, where it stands, whether two matters are linked, deployed or suspended."""

    word: str
    text: Text | None
    knew: tuple[Seen, ...]


class Deed(Act, frozen=True):
    """A report that something was done: a step, or all of it."""

    step: int | None
    text: Text | None
    done_on: str | None
    evidence: tuple[EntryId, ...]


class Check(Act, frozen=True):
    """A party's word on a report."""

    report: EntryId
    word: str
    text: Text | None


class Assessed(Act, frozen=True):
    """How far a party's commitment was kept, as of a meeting or a day.

    Attributes:
        of: Whose performance.
        period: The meeting's id, or the day.
        level: From 0 to 3.
    """

    of: PartyId
    period: str
    level: int
    joint: bool
    text: Text | None
    evidence: tuple[EntryId, ...]
    knew: tuple[Seen, ...]


class Asking(Act, frozen=True):
    """A request for access."""

    of: PartyId
    place: Location
    on: str
    sort: str
    until_on: str | None
    mission: EntryId | None
    why: Text | None


class Access(Act, frozen=True):
    """The answer of the party asked."""

    request: EntryId
    answer: str
    why: Text | None
    conditions: tuple[Text, ...]
    until_at: datetime | None


class Ended(Act, frozen=True):
    """What came of it, as whoever asked says."""

    request: EntryId
    outcome: str
    text: Text | None


class Team(Act, frozen=True):
    """Offices of one party in a team."""

    offices: tuple[str, ...]


class Report(Act, frozen=True):
    """What a mission found."""

    sort: str
    text: Text
    results: tuple[Result, ...]
    evidence: tuple[EntryId, ...]


class DayOffer(Act, frozen=True):
    """A day that a party proposes, and thereby accepts.

    Attributes:
        after: The agreed offers that held before, as its author knew.
    """

    on: str
    why: Text | None
    after: tuple[EntryId, ...]


class DayWord(Act, frozen=True):
    """A party accepts a day that was proposed."""

    proposal: EntryId


class Subject(msgspec.Struct, frozen=True, kw_only=True, tag_field="is"):
    """What all four sorts have.

    Attributes:
        id: The entry that opened it.
        party: Whose.
        parties: Those that the charter binds under which it was opened.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    rows: ClassVar[tuple[str, ...]] = ()

    id: EntryId
    party: PartyId
    parties: tuple[PartyId, ...]
    crossed: tuple[PartyId, ...] = ()


class Commitment(Subject, frozen=True, kw_only=True, tag="commitment"):
    """Who owes what to whom, and what each party said of it.

    Attributes:
        carries_out: The adopted item: then those who are obliged undertook it by adopting, if the text was adopted for them.
        words: Undertaken or refused, by those obliged. Who stated it and is obliged undertook it thereby.
        standings: Where each party says that it stands.
    """

    rows: ClassVar[tuple[str, ...]] = (
        "words",
        "deeds",
        "checks",
        "assessments",
        "standings",
        "accesses",
        "access_words",
        "access_ends",
    )

    obliged: tuple[PartyId, ...]
    owed_to: tuple[PartyId, ...]
    text: Text
    norm: Text | None
    arises_from: EntryId | None
    due_on: str | None
    steps: tuple[Step, ...]
    indicators: tuple[Indicator, ...]
    sites: tuple[Site, ...]
    quotas: tuple[Quota, ...]
    carries_out: Carried | None
    words: tuple[Said, ...] = ()
    deeds: tuple[Deed, ...] = ()
    checks: tuple[Check, ...] = ()
    assessments: tuple[Assessed, ...] = ()
    standings: tuple[Said, ...] = ()
    accesses: tuple[Asking, ...] = ()
    access_words: tuple[Access, ...] = ()
    access_ends: tuple[Ended, ...] = ()


class Condition(Subject, frozen=True, kw_only=True, tag="condition"):
    """Not one matter until another.

    Attributes:
        answers: Whether others accept the link.
        judgements: Whether it is met, or waived.
    """

    rows: ClassVar[tuple[str, ...]] = ("answers", "judgements")

    held_back: EntryId
    until: EntryId
    text: Text | None
    answers: tuple[Said, ...] = ()
    judgements: tuple[Said, ...] = ()


class Mission(Subject, frozen=True, kw_only=True, tag="mission"):
    """A joint look at something on the ground. Whoever asked for it leads it.

    Attributes:
        moves: Deployed and suspended.
    """

    rows: ClassVar[tuple[str, ...]] = (
        "teams",
        "moves",
        "reports",
        "checks",
        "accesses",
        "access_words",
        "access_ends",
    )

    text: Text
    tier: str
    about: EntryId | None
    checklist: tuple[Text, ...]
    place: Location | None
    on: str | None
    teams: tuple[Team, ...] = ()
    moves: tuple[Said, ...] = ()
    reports: tuple[Report, ...] = ()
    checks: tuple[Check, ...] = ()
    accesses: tuple[Asking, ...] = ()
    access_words: tuple[Access, ...] = ()
    access_ends: tuple[Ended, ...] = ()


class NamedDay(Subject, frozen=True, kw_only=True, tag="day"):
    """A day from which others are counted, once all have signed the same one."""

    rows: ClassVar[tuple[str, ...]] = ("offers", "day_words")

    title: Text
    text: Text | None
    offers: tuple[DayOffer, ...] = ()
    day_words: tuple[DayWord, ...] = ()

    def accepted_by(self, offer: DayOffer) -> tuple[PartyId, ...]:
        """The parties that accept an offer."""
        said = {offer.party, *(each.party for each in self.day_words if each.proposal == offer.entry)}
        return tuple(party for party in self.parties if party in said)

    def last_offers(self) -> tuple[DayOffer, ...]:
        """Agreed offers after which no other was agreed, in the order of their ids."""
        found = [each for each in self.offers if agreed(self.parties, self.accepted_by(each))]
        before = {earlier for each in found for earlier in each.after}
        return tuple(sorted((each for each in found if each.entry not in before), key=lambda each: each.entry))

    def agreed_days(self) -> tuple[str, ...]:
        """The day that every party has signed; none before all have, and more than one where two agreements crossed."""
        return tuple(sorted({each.on for each in self.last_offers()}))

    def day_agreed(self) -> str | None:
        """The day from which others are counted (`agreement.undertakings`)."""
        found = () if self.crossed else self.agreed_days()
        return found[0] if len(found) == 1 else None


Place = tuple[EntryId, PartyId, int]
"""Where an act stands, as its struct begins."""
SubjectT = TypeVar("SubjectT", bound=Subject)
ActT = TypeVar("ActT", bound=Act)


def place_of(entry: Entry[Any]) -> Place:
    """Where an entry stands."""
    return entry.id, entry.party, entry.index


def with_act(held: SubjectT, row: str, act: Act, facts: Facts) -> SubjectT:
    """Return the subject with one act more."""
    acts = tuple(sorted((*getattr(held, row), act), key=lambda each: (each.party, each.index, each.entry)))
    changed = msgspec.structs.replace(held, **{row: acts})
    if any(each.party == act.party and facts.saw(each.entry) is None for each in all_acts(held)):
        # Who does not know what stands in its own log has another log than the one shown here.
        return msgspec.structs.replace(changed, crossed=tuple(sorted({*held.crossed, act.party})))
    return changed


def all_acts(held: Subject) -> Iterable[Act]:
    """Everything that was said about it."""
    return (act for row in held.rows for act in getattr(held, row))


def as_seen(held: SubjectT, facts: Facts) -> SubjectT:
    """The subject without what an author could not know."""
    return only_seen(held, held.rows, facts)


def knew(held: Subject, entry: Entry[Any], facts: Facts) -> tuple[Seen, ...]:
    """How far the author of an entry had seen what others said here."""
    return seen_by(entry.party, all_acts(held), facts)


def in_order(one: Said | Assessed, other: Said | Assessed) -> bool:
    """Whether the author of one of the two knew the other. Who speaks twice knows what it said before."""
    return one.party == other.party or knows(one.knew, other) or knows(other.knew, one)


def last_of(acts: Iterable[ActT], party: PartyId) -> ActT | None:
    """A party's last act of a row: rows stand in the order of its log."""
    found = None
    for each in acts:
        if each.party == party:
            found = each
    return found


def unseen(entries: Iterable[EntryId], facts: Facts) -> Objection | None:
    """The objection to naming an entry that its author could not know."""
    lacking = next((each for each in entries if facts.saw(each) is None), None)
    return None if lacking is None else Objection("commitments.not_seen", (("entry", lacking),))


def too_exact(places: Iterable[Location | None], entry: Entry[Any], facts: Facts) -> Objection | None:
    """The objection to a place that says more than the charter lets anybody say in the open. Under seal it may."""
    grid = facts.charter.grid_microdegrees
    if entry.under_seal or all(each is None or is_coarse(each, grid) for each in places):
        return None
    return Objection("commitments.too_exact", (("grid", grid),))
