"""What the incident entries mean. Nobody's report, link, rating or number is anybody else's.

What an author could not know is taken out of `held` first, so that no entry's effect depends
on what was folded before it. What follows from the acts is a question to the state (`state`, `fields`).
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from trilateral.agreement.held import Act, Seen, only_seen, ordered, seen_by
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.incidents.coarsening import is_prompt, is_too_fine
from trilateral.mechanism.incidents.entries import (
    ROWS,
    SUB_TYPES,
    Actor,
    Casualties,
    EventRecorded,
    EvidenceHanded,
    EvidenceReceived,
    EvidenceRecorded,
    IncidentHeldApart,
    IncidentHeldSame,
    IncidentOpened,
    IncidentReported,
    NumberAccepted,
    NumberProposed,
    NumberRefused,
    ReportChecked,
    ReportDetailed,
    ReportLinked,
    ReportRated,
    ReportSeparated,
    Told,
)
from trilateral.mechanism.incidents.state import (
    Check,
    Detail,
    Event,
    Evidence,
    Handing,
    Held,
    Holding,
    Incident,
    LinkWord,
    Numbering,
    NumberWord,
    Opened,
    Rating,
    Received,
    Report,
    SameWord,
    custodians,
    joint_numbers,
    link_words,
    number_words,
    open_handing,
    same_words,
)

MAX_ACTORS = 50
"""Actors, rows of casualties and observations in one report; reports named in one entry."""

_OPENING = (IncidentReported, IncidentOpened, EvidenceRecorded, EventRecorded)
_ROWS: dict[type[Opened], tuple[str, ...]] = {
    Report: ("details", "ratings", "checks"),
    Incident: ("links", "sames", "numbers", "number_words", "ratings", "checks"),
    Evidence: ("handings", "receipts"),
    Event: (),
}


def objection(held: Held | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed.

    Args:
        held: The report, incident, evidence or event so far; None before it is opened.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if isinstance(body, _OPENING):
        if held is not None or entry.header.subject is not None:
            return Objection("incidents.opens_its_own")
        return _objection_to_opening(body, entry, facts)
    if held is None:
        return Objection("incidents.not_found")
    known = only_seen(held, _ROWS[type(held)], facts)
    match body:
        case ReportRated() | ReportChecked():
            return _objection_to_word_on_report(known, body.told, facts)
        case ReportDetailed():
            return _objection_to_detail(known, body, entry, facts)
        case EvidenceHanded() | EvidenceReceived():
            if not isinstance(known, Evidence):
                return Objection("incidents.not_evidence")
            if isinstance(body, EvidenceHanded):
                return _objection_to_handing(known, body, entry, facts)
            return _objection_to_receipt(known, body, entry, facts)
    if not isinstance(known, Incident):
        return Objection("incidents.not_an_incident", (("entry", known.id),))
    return _objection_on_incident(known, body, entry.party, facts)


def _objection_on_incident(known: Incident, body: Body, party: PartyId, facts: Facts) -> Objection | None:
    match body:
        case ReportLinked(told=told) | ReportSeparated(told=told):
            word = "linked" if isinstance(body, ReportLinked) else "separated"
            return _objection_to_told(told, facts) or _objection_to_link(known, told, party, word)
        case IncidentHeldSame(other=other) | IncidentHeldApart(other=other):
            word = "same" if isinstance(body, IncidentHeldSame) else "apart"
            return _objection_to_other(known, other, facts) or _objection_to_same(known, other, party, word)
        case NumberProposed(number=number):
            if joint_numbers(known):
                return Objection("incidents.numbered_already", (("number", ", ".join(joint_numbers(known))),))
            proposed_before = any(each.number == number for each in known.numbers)
            return Objection("incidents.proposed_already", (("number", number),)) if proposed_before else None
        case NumberAccepted(proposed=proposed) | NumberRefused(proposed=proposed):
            word = "accepted" if isinstance(body, NumberAccepted) else "refused"
            return _objection_to_number_word(known, proposed, party, word, facts)
    return Objection("incidents.not_found")


# What opens a subject


def _objection_to_opening(body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    match body:
        case IncidentReported():
            if body.told_by is not None and not entry.header.sources:
                return Objection("incidents.no_source")
            return _objection_to_account(body, entry, facts)
        case IncidentOpened(reports=reports, split_from=split_from):
            if len(reports) > MAX_ACTORS or len(set(reports)) < len(reports):
                return Objection("incidents.names_too_many", (("most", MAX_ACTORS),))
            wrong = next((found for told in reports if (found := _objection_to_told(told, facts))), None)
            return wrong or (None if split_from is None else _objection_to_other(None, split_from, facts))
        case EvidenceRecorded():
            return _objection_to_evidence(body, entry, facts)
        case EventRecorded(when=when):
            if not entry.header.sources:
                return Objection("incidents.no_source")
            return Objection("incidents.time_empty") if when is not None and when.is_empty else None
    return None


def _objection_to_account(
    body: IncidentReported | ReportDetailed, entry: Entry[Any], facts: Facts, *, when: Any = None
) -> Objection | None:
    """What is against an account: what it says by itself, and what must not be said in the open."""
    if isinstance(body, IncidentReported) and body.sub_type not in {None, *SUB_TYPES[body.type]}:
        return Objection("incidents.other_type", (("sub_type", body.sub_type or ""), ("type", body.type)))
    if max(map(len, (body.actors, body.casualties, body.observed))) > MAX_ACTORS:
        return Objection("incidents.names_too_many", (("most", MAX_ACTORS),))
    if body.when is not None and body.when.is_empty:
        return Objection("incidents.time_empty")
    if body.where is not None and not (body.where.names or body.where.points):
        return Objection("incidents.place_empty")
    wrong = next((found for each in body.actors if (found := _objection_to_actor(each, facts))), None)
    wrong = wrong or _objection_to_casualties(body.casualties)
    if wrong is not None or entry.under_seal:
        return wrong
    if is_too_fine(body.where, facts.charter):
        return Objection("incidents.too_fine", (("grid", facts.charter.grid_microdegrees),))
    if is_prompt(body.casualties, body.when or when, entry.header.claimed_at, facts.charter):
        return Objection("incidents.too_prompt", (("hours", facts.charter.detail_delay_hours),))
    return None


def _objection_to_actor(actor: Actor, facts: Facts) -> Objection | None:
    if actor.party is not None and not _is_party(actor.party, facts):
        return Objection("incidents.not_a_party", (("party", actor.party),))
    if actor.designation is not None and facts.saw(actor.designation) is None:
        return Objection("incidents.not_seen", (("entry", actor.designation),))
    named = {
        "party": actor.party is not None,
        "proxy": actor.party is not None and actor.name is not None,
        "non_party": actor.party is None and actor.name is not None,
        "unknown": actor.party is None,
    }
    return None if named[actor.sort] else Objection("incidents.actor_unclear", (("sort", actor.sort),))


def _is_party(party: PartyId, facts: Facts) -> bool:
    charter = facts.charter
    return party in {*(terms.id for terms in charter.parties), *(terms.id for terms in charter.unsigned)}


def _objection_to_casualties(casualties: tuple[Casualties, ...]) -> Objection | None:
    turned = any(each.most is not None and each.most < each.least for each in casualties)
    if turned:
        return Objection("incidents.most_below_least")
    once = {(each.harm, each.whom) for each in casualties}
    return Objection("incidents.counted_twice") if len(once) < len(casualties) else None


def _objection_to_evidence(body: EvidenceRecorded, entry: Entry[Any], facts: Facts) -> Objection | None:
    if body.paper is not None and body.paper not in entry.header.blobs:
        return Objection("incidents.file_not_named", (("paper", body.paper),))
    if body.paper is None and body.mark is None:
        return Objection("incidents.neither_file_nor_mark")
    if body.collected is not None and body.collected.is_empty:
        return Objection("incidents.time_empty")
    if body.where is not None and not (body.where.names or body.where.points):
        return Objection("incidents.place_empty")
    unseen = next((each for each in body.reports if facts.saw(each) is None), None)
    if unseen is not None:
        return Objection("incidents.not_seen", (("entry", unseen),))
    if not entry.under_seal and is_too_fine(body.where, facts.charter):
        return Objection("incidents.too_fine", (("grid", facts.charter.grid_microdegrees),))
    return None


# Words on reports


def _objection_to_detail(known: Held, body: ReportDetailed, entry: Entry[Any], facts: Facts) -> Objection | None:
    if not isinstance(known, Report):
        return Objection("incidents.not_a_report", (("entry", known.id),))
    if entry.party != known.party:
        return Objection("incidents.not_yours_to_detail", (("party", known.party),))
    if body == ReportDetailed():
        return Objection("incidents.says_nothing")
    return _objection_to_account(body, entry, facts, when=known.said.when)


def _objection_to_word_on_report(known: Held, told: Told | None, facts: Facts) -> Objection | None:
    if isinstance(known, Report):
        return None if told in {None, Told(known.id)} else Objection("incidents.another_report")
    if not isinstance(known, Incident):
        return Objection("incidents.not_a_report", (("entry", known.id),))
    if told is None:
        return Objection("incidents.which_report")
    wrong = _objection_to_told(told, facts)
    if wrong is not None:
        return wrong
    return None if link_words(known, told) else Objection("incidents.not_linked")


def _objection_to_told(told: Told, facts: Facts) -> Objection | None:
    """Whether an author could know a report by that name."""
    seen = facts.saw(told.report)
    if seen is None:
        return Objection("incidents.not_seen", (("entry", told.report),))
    is_list = seen.header.kind.startswith("bodies.rows_listed/") and getattr(seen.body, "what", "") == ROWS
    if not is_list and not isinstance(seen.body, IncidentReported):
        return Objection("incidents.not_a_report", (("entry", told.report),))
    if is_list:
        inside = told.row is not None and told.row < getattr(seen.body, "count", 0)
        return None if inside else Objection("incidents.no_such_row", (("count", getattr(seen.body, "count", 0)),))
    return None if told.row is None else Objection("incidents.no_such_row", (("count", 0),))


# Words on incidents


def _objection_to_link(known: Incident, told: Told, party: PartyId, word: str) -> Objection | None:
    words = link_words(known, told)
    if party in words and words[party].word == word:
        return Objection("incidents.said_already")
    return Objection("incidents.not_linked") if word == "separated" and not words else None


def _objection_to_other(known: Incident | None, other: EntryId, facts: Facts) -> Objection | None:
    if facts.saw(other) is None:
        return Objection("incidents.not_seen", (("entry", other),))
    if not isinstance(facts.state(other), Incident):
        return Objection("incidents.not_an_incident", (("entry", other),))
    return Objection("incidents.itself") if known is not None and other == known.id else None


def _objection_to_same(known: Incident, other: EntryId, party: PartyId, word: str) -> Objection | None:
    words = same_words(known, other)
    if party in words and words[party].word == word:
        return Objection("incidents.said_already")
    return Objection("incidents.not_held_same") if word == "apart" and not words else None


def _objection_to_number_word(
    known: Incident, proposed: EntryId, party: PartyId, word: str, facts: Facts
) -> Objection | None:
    if facts.saw(proposed) is None:
        return Objection("incidents.not_seen", (("entry", proposed),))
    if not any(each.entry == proposed for each in known.numbers):
        return Objection("incidents.no_such_number")
    if joint_numbers(known):
        return Objection("incidents.numbered_already", (("number", ", ".join(joint_numbers(known))),))
    words = number_words(known, proposed)
    return Objection("incidents.said_already") if party in words and words[party].word == word else None


# Custody


def _objection_to_handing(known: Evidence, body: EvidenceHanded, entry: Entry[Any], facts: Facts) -> Objection | None:
    if not _is_party(body.to_party, facts):
        return Objection("incidents.not_a_party", (("party", body.to_party),))
    if body.to_party == entry.party and body.to_office in {None, entry.header.by}:
        return Objection("incidents.to_itself")
    if _held_by(known, entry.party) is None:
        has = ", ".join(each.party for each in custodians(known))
        return Objection("incidents.not_yours_to_hand", (("party", has),))
    return None


def _objection_to_receipt(known: Evidence, body: EvidenceReceived, entry: Entry[Any], facts: Facts) -> Objection | None:
    if facts.saw(body.handed) is None:
        return Objection("incidents.not_seen", (("entry", body.handed),))
    handing = next((each for each in known.handings if each.entry == body.handed), None)
    if handing is None:
        return Objection("incidents.no_such_handing")
    if handing.to != entry.party or handing.to_office not in {None, entry.header.by}:
        return Objection("incidents.not_for_you", (("party", handing.to),))
    if any(each.handed == handing.entry for each in known.receipts):
        return Objection("incidents.received_already")
    now = next((each for each in custodians(known) if each.entry == handing.held_from), None)
    latest = None if now is None else open_handing(known, now)
    return None if latest == handing else Objection("incidents.handed_elsewhere")


def _held_by(evidence: Evidence, party: PartyId) -> Holding | None:
    """By which entry a party has the thing, if it has; the last where there are several."""
    mine = [each for each in custodians(evidence) if each.party == party]
    return mine[-1] if mine else None


# What is kept


def apply(held: Held | None, entry: Entry[Any], facts: Facts) -> Held | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    if isinstance(entry.body, _OPENING):
        return _opened(entry, facts)
    if held is None:
        return None
    added = list(_acts(held, entry, facts))
    if not added:
        return held
    rows = {name: ordered((*getattr(held, name), act)) for name, act in added}
    crossed = held.crossed
    if any(
        each.party == entry.party and facts.saw(each.entry) is None
        for name in _ROWS[type(held)]
        for each in getattr(held, name)
    ):
        # Who does not know what stands in its own log has another log than the one shown here.
        crossed = tuple(sorted({*crossed, entry.party}))
    return msgspec.structs.replace(held, **rows, crossed=crossed)


def _opened(entry: Entry[Any], facts: Facts) -> Held | None:
    header = entry.header
    opened: dict[str, Any] = {
        "id": entry.id,
        "party": entry.party,
        "index": entry.index,
        "parties": facts.parties,
        "claimed_at": header.claimed_at,
        "audience": entry.sealed_for,
    }
    match entry.body:
        case IncidentReported() as said:
            return Report(**opened, said=said, sources=header.sources)
        case IncidentOpened(title=title, reports=reports, split_from=split_from):
            links = tuple(LinkWord(entry.id, entry.party, entry.index, "linked", told, None, ()) for told in reports)
            return Incident(**opened, title=title, split_from=split_from, links=links)
        case EvidenceRecorded() as said:
            return Evidence(**opened, said=said)
        case EventRecorded() as said:
            return Event(**opened, said=said, sources=header.sources)
    return None


def _acts(held: Held, entry: Entry[Any], facts: Facts) -> Iterable[tuple[str, Act]]:
    """What the state keeps of an entry, and in which of its rows."""
    at = (entry.id, entry.party, entry.index)
    match entry.body:
        case ReportDetailed() as said:
            yield "details", Detail(*at, said, entry.sealed_for)
        case ReportRated(source=source, information=information, told=told, text=text):
            yield "ratings", Rating(*at, source, information, told or Told(held.id), text)
        case ReportChecked(found=found, told=told, text=text):
            yield "checks", Check(*at, found, told or Told(held.id), text)
        case EvidenceHanded(to_party=to, to_office=office, text=text) if isinstance(held, Evidence):
            holding = _held_by(only_seen(held, _ROWS[type(held)], facts), entry.party)
            if holding is not None:
                yield "handings", Handing(*at, to, office, text, holding.entry)
        case EvidenceReceived(handed=handed, text=text):
            yield "receipts", Received(*at, handed, text)
        case body if isinstance(held, Incident):
            yield from _incident_acts(at, body, _knew(held, entry, facts))


def _incident_acts(at: tuple[EntryId, PartyId, int], body: Body, knew: tuple[Seen, ...]) -> Iterable[tuple[str, Act]]:
    match body:
        case ReportLinked(told=told, why=why):
            yield "links", LinkWord(*at, "linked", told, why, knew)
        case ReportSeparated(told=told, why=why):
            yield "links", LinkWord(*at, "separated", told, why, knew)
        case IncidentHeldSame(other=other, why=why):
            yield "sames", SameWord(*at, "same", other, why, knew)
        case IncidentHeldApart(other=other, why=why):
            yield "sames", SameWord(*at, "apart", other, why, knew)
        case NumberProposed(number=number):
            yield "numbers", Numbering(*at, number)
            yield "number_words", NumberWord(*at, "accepted", at[0], None, knew)
        case NumberAccepted(proposed=proposed):
            yield "number_words", NumberWord(*at, "accepted", proposed, None, knew)
        case NumberRefused(proposed=proposed, why=why):
            yield "number_words", NumberWord(*at, "refused", proposed, why, knew)


def _knew(held: Incident, entry: Entry[Any], facts: Facts) -> tuple[Seen, ...]:
    acts = (each for name in _ROWS[Incident] for each in getattr(held, name))
    return seen_by(entry.party, acts, facts)
