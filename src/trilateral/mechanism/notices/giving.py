"""What the entries about a notice mean: who is to know, who has said what of which version.

A notice is never refused because it is late, only because it says something that cannot be read as
one: nobody to know, a time that ends before it begins, a place more exact than the charter lets all see.
"""

from typing import Any

import msgspec

from trilateral.agreement.held import seen_by
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, coarsened, is_coarse
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.notices.entries import (
    NoticeAcknowledged,
    NoticeApproved,
    NoticeCancelled,
    NoticeChanged,
    NoticeCompleted,
    NoticeIssued,
    NoticeObjected,
    NoticePassedOn,
    ReceiptSpoken,
)
from trilateral.mechanism.notices.spoken import heard
from trilateral.mechanism.notices.state import (
    End,
    Notice,
    Spoken,
    Status,
    Version,
    Word,
    acts_of,
    answer_of,
    as_seen,
    status,
    version_now,
    word_on,
)

MAX_POINTS = 200
"""Points of one route."""
MAX_UNITS = 50

CONSENT_CLOCK = "notices.consent"
"""Name of the charter's clock for a word on a notice that asks for consent. It starts when the addressee received it."""


def consent_clock_of(sort: str) -> str:
    """The clock by whose being in the charter every notice of a sort takes consent."""
    return f"{CONSENT_CLOCK}_{sort}"


def objection_to_issuing(body: NoticeIssued, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Why a notice is none."""
    stranger = next((party for party in body.to if facts.charter.party(party) is None), None)
    if not body.to:
        return Objection("notices.to_nobody")
    if stranger is not None:
        return Objection("notices.not_a_member", (("party", stranger),))
    if entry.party in body.to:
        return Objection("notices.to_oneself")
    if len(set(body.to)) != len(body.to):
        return Objection("notices.addressed_twice")
    return (
        _objection_to_time(body.when)
        or _objection_to_place(body.where, entry, facts)
        or (Objection("notices.too_many_units", (("most", MAX_UNITS),)) if len(body.units) > MAX_UNITS else None)
    )


def _objection_to_time(when: Interval) -> Objection | None:
    return Objection("notices.ends_before_it_begins") if when.is_empty else None


def _objection_to_place(where: Location, entry: Entry[Any], facts: Facts) -> Objection | None:
    """In the open a place is as coarse as the charter's grid; under seal as exact as its author likes."""
    if not where.names and not where.points:
        return Objection("notices.nowhere")
    if len(where.points) > MAX_POINTS:
        return Objection("notices.too_many_points", (("most", MAX_POINTS),))
    grid = facts.charter.grid_microdegrees
    if entry.under_seal or is_coarse(where, grid):
        return None
    shown = coarsened(where, grid)
    point = shown.points[0]
    at = (("lat", _degrees(point.lat)), ("lon", _degrees(point.lon)))
    params = (("grid", grid), *at, ("radius", shown.radius_m))
    return Objection("notices.too_exact", params)


def _degrees(ten_millionths: int) -> str:
    """An angle as maps write it, without rounding."""
    whole, part = divmod(abs(ten_millionths), 10_000_000)
    return f"{'-' if ten_millionths < 0 else ''}{whole}.{part:07}"


def objection_to_act(known: Notice, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Why an act on a notice has no effect.

    Args:
        known: The notice as far as the author had seen it.
        body: What is said.
        entry: Around it.
        facts: What the author could know.
    """
    if isinstance(body, NoticeChanged | NoticeCancelled | NoticeCompleted):
        return _objection_to_author(known, body, entry, facts)
    if isinstance(body, ReceiptSpoken):
        return objection_to_spoken(body, entry.party, (known.party, *known.to))
    if isinstance(body, NoticeAcknowledged | NoticePassedOn | NoticeApproved | NoticeObjected):
        return _objection_to_addressee(known, body, entry.party, facts)
    return Objection("notices.another_sort")


def _objection_to_author(
    known: Notice, body: NoticeChanged | NoticeCancelled | NoticeCompleted, entry: Entry[Any], facts: Facts
) -> Objection | None:
    if entry.party != known.party:
        return Objection("notices.not_yours_to_change", (("party", known.party),))
    if known.ends and status(known) is not Status.CROSSED:
        return Objection("notices.over_before")
    if not isinstance(body, NoticeChanged):
        return None
    return _objection_to_change(known, body, entry, facts)


def _objection_to_change(known: Notice, body: NoticeChanged, entry: Entry[Any], facts: Facts) -> Objection | None:
    if known.ends:
        return Objection("notices.over_before")
    now, changed = version_now(known), changed_by(known, body, entry)
    said = ("what", "when", "where", "objectives", "units", "contact", "open_ended", "answer_by")
    if all(getattr(now, name) == getattr(changed, name) for name in said):
        return Objection("notices.changes_nothing")
    if body.changed_at is not None and body.changed_at > entry.header.claimed_at:
        return Objection("notices.changed_later")
    return _objection_to_time(changed.when) or _objection_to_place(changed.where, entry, facts) or _too_many(changed)


def _too_many(version: Version) -> Objection | None:
    return Objection("notices.too_many_units", (("most", MAX_UNITS),)) if len(version.units) > MAX_UNITS else None


def _objection_to_addressee(
    known: Notice,
    body: NoticeAcknowledged | NoticePassedOn | NoticeApproved | NoticeObjected,
    party: PartyId,
    facts: Facts,
) -> Objection | None:
    if party not in known.to:
        return Objection("notices.not_an_addressee")
    if facts.saw(body.of) is None:
        return Objection("notices.not_seen", (("entry", body.of),))
    if all(each.entry != body.of for each in known.versions):
        return Objection("notices.no_such_version")
    if isinstance(body, NoticeAcknowledged):
        before = word_on(known, party, "acknowledged", of=body.of)
        return None if before is None else Objection("notices.said_already")
    if isinstance(body, NoticePassedOn):
        return None
    return _objection_to_answer(known, body, party)


def _objection_to_answer(known: Notice, body: NoticeApproved | NoticeObjected, party: PartyId) -> Objection | None:
    if isinstance(body, NoticeApproved) and party not in known.consent:
        return Objection("notices.no_consent_asked")
    if body.of != version_now(known).entry:
        return Objection("notices.changed_before", (("entry", version_now(known).entry),))
    if known.ends and status(known) is not Status.CROSSED:
        return Objection("notices.over_before")
    last, word = answer_of(known, party), "approved" if isinstance(body, NoticeApproved) else "objected"
    return Objection("notices.said_already") if last is not None and last.word == word else None


def objection_to_spoken(body: ReceiptSpoken, party: PartyId, ends: tuple[PartyId, ...]) -> Objection | None:
    """Why an account of words read out has no effect."""
    if party not in ends or body.party not in ends or body.party == party:
        return Objection("notices.not_an_end")
    return Objection("notices.no_such_words") if heard(body.words) is None else None


def issued(body: NoticeIssued, entry: Entry[Any], facts: Facts) -> Notice:
    """The notice that an entry opens."""
    asks = body.consent or facts.charter.clock_terms(consent_clock_of(body.sort)) is not None
    consent = tuple(sorted(party for party in body.to if party in facts.parties)) if asks else ()
    version = Version(
        entry.id,
        entry.party,
        entry.index,
        body.what,
        body.when,
        body.where,
        body.objectives,
        body.units,
        body.contact,
        body.open_ended,
        body.answer_by,
    )
    return Notice(entry.id, entry.party, body.sort, tuple(sorted(body.to)), consent, (version,))


def changed_by(known: Notice, body: NoticeChanged, entry: Entry[Any]) -> Version:
    """The next version: what the change says, and for the rest what held as far as its author knew."""
    now = version_now(known)
    given = {
        name: value
        for name in ("what", "when", "where", "objectives", "units", "contact", "open_ended", "answer_by")
        if (value := getattr(body, name)) not in (None, ())
    }
    own = {"entry": entry.id, "party": entry.party, "index": entry.index}
    return msgspec.structs.replace(now, **given, **own, changed_at=body.changed_at, why=body.why)


def act_on_notice(held: Notice, entry: Entry[Any], facts: Facts) -> tuple[str, Any]:  # noqa: PLR0911 - one return for each act
    """What the state keeps of an act, and in which of its rows."""
    at = (entry.id, entry.party, entry.index)
    match entry.body:
        case NoticeChanged():
            return "versions", changed_by(as_seen(held, facts), entry.body, entry)
        case NoticeCancelled(why=why):
            return "ends", End(*at, "cancelled", why, seen_by(entry.party, acts_of(held), facts))
        case NoticeCompleted(text=text):
            return "ends", End(*at, "completed", text, seen_by(entry.party, acts_of(held), facts))
        case NoticeAcknowledged(of=of, text=text):
            return "words", Word(*at, "acknowledged", of, text)
        case NoticePassedOn(of=of, unit=unit, text=text):
            return "words", Word(*at, "passed_on", of, text, unit)
        case NoticeApproved(of=of, text=text):
            return "words", Word(*at, "approved", of, text)
        case NoticeObjected(of=of, why=why):
            return "words", Word(*at, "objected", of, why)
        case ReceiptSpoken():
            return "spoken", spoken_by(entry)
    return "", None


def spoken_by(entry: Entry[ReceiptSpoken]) -> Spoken:
    """An account of words read out, as a state keeps it."""
    body = entry.body
    return Spoken(entry.id, entry.party, entry.index, body.party, heard(body.words) or ())


def version_named(notice: Notice, entry: EntryId) -> Version | None:
    """The version that an entry made."""
    return next((each for each in notice.versions if each.entry == entry), None)
