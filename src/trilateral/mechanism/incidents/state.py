"""What the record keeps of a report, an incident, a piece of evidence and an outside event.

Every act of every party stands in rows by what it is; within a row in the order of parties, and
for each party in that of its log. What follows from them (who holds what, what is joint, what
crossed, who has the thing) is a question to it, here or in `fields`.

Where it matters whether two acts crossed, an act keeps how far its author had seen the
others' (`knew`).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias, TypeVar

import msgspec

from trilateral.agreement.held import Act, Seen, knows
from trilateral.ledger.entry import EntryId, PartyId, Source, Text
from trilateral.mechanism.incidents.entries import (
    EventRecorded,
    EvidenceRecorded,
    IncidentReported,
    ReportDetailed,
    Told,
)


class Detail(Act, frozen=True):
    """What the author of a report said more exactly.

    Attributes:
        audience: Parties that alone can read it, beside its author; empty for all.
    """

    said: ReportDetailed
    audience: tuple[PartyId, ...]


class Rating(Act, frozen=True):
    """What a party makes of a source and of what it says."""

    source: str
    information: int
    told: Told
    text: Text | None


class Check(Act, frozen=True):
    """Whether a party could verify a report."""

    found: str
    told: Told
    text: Text | None


class LinkWord(Act, frozen=True):
    """A party's word on whether a report tells of the incident: `linked` or `separated`."""

    word: str
    told: Told
    why: Text | None
    knew: tuple[Seen, ...]


class SameWord(Act, frozen=True):
    """A party's word on whether another incident is the same: `same` or `apart`."""

    word: str
    other: EntryId
    why: Text | None
    knew: tuple[Seen, ...]


class Numbering(Act, frozen=True):
    """A number that somebody proposed."""

    number: str


class NumberWord(Act, frozen=True):
    """A party's word on a proposed number: `accepted` or `refused`. To propose is to accept."""

    word: str
    proposed: EntryId
    why: Text | None
    knew: tuple[Seen, ...]


class Handing(Act, frozen=True):
    """Who had the thing handed it over.

    Attributes:
        held_from: The entry by which its author had it: the recording, or a receipt.
    """

    to: PartyId
    to_office: str | None
    text: Text | None
    held_from: EntryId


class Received(Act, frozen=True):
    """The other end has it."""

    handed: EntryId
    text: Text | None


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What all four have in common.

    Attributes:
        id: The entry that opened it.
        party: Whose log that stands in.
        index: Where there.
        parties: Those that the charter binds under which it was opened.
        claimed_at: When its author says that it said so.
        audience: Parties that alone can read it, beside its author; empty for all.
        crossed: Parties that spoke here on both branches of a log that they showed in two ways.
    """

    id: EntryId
    party: PartyId
    index: int
    parties: tuple[PartyId, ...]
    claimed_at: datetime
    audience: tuple[PartyId, ...] = ()
    crossed: tuple[PartyId, ...] = ()


class Report(Opened, frozen=True, kw_only=True, tag="report"):
    """One source's account."""

    said: IncidentReported
    sources: tuple[Source, ...] = ()
    details: tuple[Detail, ...] = ()
    ratings: tuple[Rating, ...] = ()
    checks: tuple[Check, ...] = ()


class Incident(Opened, frozen=True, kw_only=True, tag="incident"):
    """One happening, as some hold."""

    title: Text
    split_from: EntryId | None = None
    links: tuple[LinkWord, ...] = ()
    sames: tuple[SameWord, ...] = ()
    numbers: tuple[Numbering, ...] = ()
    number_words: tuple[NumberWord, ...] = ()
    ratings: tuple[Rating, ...] = ()
    checks: tuple[Check, ...] = ()


class Evidence(Opened, frozen=True, kw_only=True, tag="evidence"):
    """Something that was collected and is kept."""

    said: EvidenceRecorded
    handings: tuple[Handing, ...] = ()
    receipts: tuple[Received, ...] = ()


class Event(Opened, frozen=True, kw_only=True, tag="event"):
    """What somebody outside did or declared."""

    said: EventRecorded
    sources: tuple[Source, ...] = ()


Held: TypeAlias = Report | Incident | Evidence | Event


def account(report: Report) -> IncidentReported:
    """The report with what its author said more exactly since, as far as the reader of this state can read that."""
    found = report.said
    for each in report.details:
        given = {name: value for name in each.said.__struct_fields__ if (value := getattr(each.said, name))}
        found = msgspec.structs.replace(found, **given)
    return found


def last_ratings(held: Report | Incident, told: Told | None = None) -> tuple[Rating, ...]:
    """Each party's last rating of a report. They are never averaged."""
    of = told or Told(held.id)
    return tuple({each.party: each for each in held.ratings if each.told == of}.values())


def last_checks(held: Report | Incident, told: Told | None = None) -> tuple[Check, ...]:
    """Each party's last word on whether it could verify a report."""
    of = told or Told(held.id)
    return tuple({each.party: each for each in held.checks if each.told == of}.values())


# Questions to an incident


def reports_named(incident: Incident) -> tuple[Told, ...]:
    """Every report that anybody ever linked to it, in the order of references."""
    return tuple(sorted({each.told for each in incident.links}, key=lambda told: (told.report, told.row or 0)))


def link_words(incident: Incident, told: Told) -> dict[PartyId, LinkWord]:
    """Each party's last word on whether a report tells of it."""
    return {each.party: each for each in incident.links if each.told == told}


def view_of(incident: Incident, party: PartyId) -> tuple[Told, ...]:
    """The reports that tell of it in one party's view."""
    words = ((told, link_words(incident, told).get(party)) for told in reports_named(incident))
    return tuple(told for told, word in words if word is not None and word.word == "linked")


def joint_view(incident: Incident) -> tuple[Told, ...]:
    """The reports that tell of it in every bound party's view."""
    views = [set(view_of(incident, party)) for party in incident.parties]
    return tuple(told for told in reports_named(incident) if all(told in view for view in views))


def disputed_links(incident: Incident) -> tuple[Told, ...]:
    """Reports that one party links and another separates."""
    return tuple(
        told
        for told in reports_named(incident)
        if {"linked", "separated"} <= {each.word for each in link_words(incident, told).values()}
    )


def same_words(incident: Incident, other: EntryId) -> dict[PartyId, SameWord]:
    """Each party's last word on whether another incident is the same."""
    return {each.party: each for each in incident.sames if each.other == other}


def held_same(incident: Incident) -> tuple[EntryId, ...]:
    """Other incidents that every bound party holds to be this one."""
    others = sorted({each.other for each in incident.sames})
    return tuple(
        other
        for other in others
        if all(
            (word := same_words(incident, other).get(party)) is not None and word.word == "same"
            for party in incident.parties
        )
    )


def number_words(incident: Incident, proposed: EntryId) -> dict[PartyId, NumberWord]:
    """Each party's last word on a proposed number."""
    return {each.party: each for each in incident.number_words if each.proposed == proposed}


def is_agreed(incident: Incident, numbering: Numbering) -> bool:
    """Whether every bound party has signed exactly this number."""
    words = number_words(incident, numbering.entry)
    return all(party in words and words[party].word == "accepted" for party in incident.parties)


def joint_numbers(incident: Incident) -> tuple[str, ...]:
    """The joint number; more than one where two were agreed, none knowing of the other; none where none was."""
    found = {each.number for each in incident.numbers if is_agreed(incident, each)}
    return tuple(sorted(found))


def asked_for_number(incident: Incident) -> tuple[tuple[Numbering, tuple[PartyId, ...]], ...]:
    """Proposed numbers, each with the parties whose word on it is missing; none once one is agreed."""
    if joint_numbers(incident):
        return ()
    waiting = (
        (each, tuple(party for party in incident.parties if party not in number_words(incident, each.entry)))
        for each in incident.numbers
    )
    return tuple((each, missing) for each, missing in waiting if missing)


def letters_crossed(incident: Incident) -> tuple[tuple[Act, Act], ...]:
    """Last words of which neither author knew the other, and which do not fit."""
    pairs: list[tuple[Act, Act]] = []
    for told in reports_named(incident):
        pairs += _crossing(link_words(incident, told).values(), "linked", "separated")
    for other in sorted({each.other for each in incident.sames}):
        pairs += _crossing(same_words(incident, other).values(), "same", "apart")
    for numbering in incident.numbers:
        pairs += _crossing(number_words(incident, numbering.entry).values(), "accepted", "refused")
    agreed = [each for each in incident.numbers if is_agreed(incident, each)]
    pairs += [(agreed[0], each) for each in agreed[1:]]
    return tuple(pairs)


WordT = TypeVar("WordT", LinkWord, SameWord, NumberWord)


def _crossing(words: Iterable[WordT], yes: str, no: str) -> list[tuple[Act, Act]]:
    said = list(words)
    return [
        (one, other)
        for one in said
        if one.word == yes
        for other in said
        if other.word == no and not knows(one.knew, other) and not knows(other.knew, one)
    ]


class Holding(msgspec.Struct, frozen=True):
    """Who had the thing from when on, and by which entry."""

    party: PartyId
    entry: EntryId


def custody(evidence: Evidence) -> tuple[Holding, ...]:
    """Everybody who had the thing, as both ends signed, in the order in which it went."""
    chain = [Holding(evidence.party, evidence.id)]
    for holding in chain:  # grows while it is gone through: each link follows from an earlier one
        handed = {each.entry for each in evidence.handings if each.held_from == holding.entry}
        chain += [Holding(each.party, each.entry) for each in evidence.receipts if each.handed in handed]
    return tuple(chain)


def custodians(evidence: Evidence) -> tuple[Holding, ...]:
    """Who has it now. More than one where two signed to have received it, and neither knew of the other."""
    taken = {each.handed for each in evidence.receipts}
    passed_on = {each.held_from for each in evidence.handings if each.entry in taken}
    return tuple(each for each in custody(evidence) if each.entry not in passed_on)


def open_handing(evidence: Evidence, holding: Holding) -> Handing | None:
    """The last handing over by who has it, which the other end has not signed."""
    taken = {each.handed for each in evidence.receipts}
    found = [each for each in evidence.handings if each.held_from == holding.entry and each.entry not in taken]
    return max(found, key=lambda each: (each.index, each.entry), default=None)
