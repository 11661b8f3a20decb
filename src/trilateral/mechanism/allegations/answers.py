"""Filing and answering: what is alleged, whether the mechanism is competent, and what the party alleged against says.

Nobody answers for another. That nobody has answered is no entry: it is an empty place, and
whether it is silence yet is for a clock and a time to say.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from trilateral.agreement import clocks
from trilateral.ledger.entry import Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.allegations.closing import is_closed
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    AllegationTransmitted,
    CompetenceStated,
    PointAnswered,
    ResponsibilityAccepted,
    ResponsibilityContested,
    Specifics,
)
from trilateral.mechanism.allegations.state import Allegation, Said, Worded, may_judge, objection_to_point

ANSWER_CLOCK = "allegations.answer"
"""Name of the charter's clock for answers. It starts when the party alleged against provably received the allegation."""

FILING_CLOCK = "allegations.filing"
"""Name of the charter's clock for filing. It starts when the author came to know, by its own word."""

MAX_POINTS = 50

# What objects to an entry


def objection_to_filing(body: AllegationFiled, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Why an allegation cannot be filed like that."""
    return (
        _objection_to_parties(body, entry, facts)
        or _objection_to_points(body, entry)
        or _objection_to_named(body, facts)
    )


def _objection_to_parties(body: AllegationFiled, entry: Entry[Any], facts: Facts) -> Objection | None:
    bound = facts.charter.bound
    members = {terms.id for terms in facts.charter.parties}
    if entry.party not in bound:
        return Objection("allegations.no_say", (("party", entry.party),))
    via = () if body.via is None else (body.via,)
    strangers = [each for each in (body.against,) if each not in bound]
    strangers += [each for each in (*body.to, *via) if each not in members]
    if strangers:
        return Objection("allegations.not_a_party", (("party", strangers[0]),))
    if body.against == entry.party:
        return Objection("allegations.against_oneself")
    if entry.party in (*body.to, *via):
        return Objection("allegations.to_oneself")
    if len({*body.to, *via}) != len((*body.to, *via)):
        return Objection("allegations.addressed_twice")
    return None


def _objection_to_points(body: AllegationFiled, entry: Entry[Any]) -> Objection | None:
    if not body.points:
        return Objection("allegations.says_nothing")
    if len(body.points) > MAX_POINTS:
        return Objection("allegations.too_many_points", (("most", MAX_POINTS),))
    if body.known_at is not None and body.known_at > entry.header.claimed_at:
        return Objection("allegations.known_later")
    wrong = (_objection_to_specifics(each, len(body.points)) for each in body.specifics)
    return next((each for each in wrong if each is not None), None)


def _objection_to_specifics(said: Specifics, points: int) -> Objection | None:
    if not 0 <= said.point < points:
        return Objection("allegations.no_such_point", (("point", said.point),))
    wrong = next((day for day in (said.from_on, said.until_on) if day is not None and not is_date(day)), None)
    if wrong is not None:
        return Objection("allegations.no_such_day", (("day", wrong),))
    until = said.until_on
    if until is not None and (said.from_on is None or until < said.from_on[: len(until)]):
        return Objection("allegations.ends_before", (("point", said.point),))
    return None


def is_date(text: str) -> bool:
    """Whether a year, a month or a day is one of the calendar."""
    try:
        return date.fromisoformat((text + "-01-01")[:10]).isoformat()[: len(text)] == text
    except ValueError:
        return False


def _objection_to_named(body: AllegationFiled, facts: Facts) -> Objection | None:
    for named, kinds, code in (
        (body.meeting, ("meetings.",), "allegations.not_a_meeting"),
        (body.repeats, ("allegations.filed/", "statements.made/"), "allegations.nothing_to_repeat"),
        (body.recurs, ("allegations.filed/",), "allegations.not_an_allegation"),
    ):
        seen = None if named is None else facts.saw(named)
        if named is not None and seen is None:
            return Objection("allegations.not_seen", (("entry", named),))
        if seen is not None and (not seen.header.kind.startswith(kinds) or seen.header.subject is not None):
            return Objection(code, (("kind", seen.header.kind),))
    if body.recurs is not None:
        earlier = facts.state(body.recurs)
        if not isinstance(earlier, Allegation) or not is_closed(earlier):
            return Objection("allegations.not_closed", (("entry", body.recurs),))
    return objection_to_evidence(body.evidence, facts)


def objection_to_evidence(evidence: Iterable[EntryId], facts: Facts) -> Objection | None:
    """Nobody points to what it could not know."""
    missing = next((each for each in evidence if facts.saw(each) is None), None)
    return None if missing is None else Objection("allegations.not_seen", (("entry", missing),))


def objection_to_competence(known: Allegation, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Why a word on competence has no effect."""
    if may_judge(known, entry.party, facts.charter):
        return None
    return Objection("allegations.no_say", (("party", entry.party),))


def objection_to_transmission(known: Allegation, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Why passing it on has no effect."""
    leads = facts.charter.role(entry.party) in ("host", "chair")
    if (
        (entry.party != known.via)
        if known.via is not None
        else (not leads or entry.party in (known.party, known.against))
    ):
        return Objection("allegations.not_yours_to_transmit", (("party", known.via or ""),))
    return Objection("allegations.transmitted_before") if known.transmissions else None


def objection_to_responsibility(known: Allegation, entry: Entry[Any]) -> Objection | None:
    """Why a word on the proxy has no effect."""
    if entry.party != known.against:
        return Objection("allegations.not_yours_to_answer", (("party", known.against),))
    return Objection("allegations.no_proxy") if known.proxy is None else None


def objection_to_answer(known: Allegation, body: PointAnswered, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Why an answer has no effect."""
    if entry.party != known.against:
        return Objection("allegations.not_yours_to_answer", (("party", known.against),))
    return objection_to_point(known, body.point) or _objection_to_counter(known, body.counter, facts)


def _objection_to_counter(known: Allegation, counter: EntryId | None, facts: Facts) -> Objection | None:
    """An answer can point to an allegation of the answering party's own, and to no one else's."""
    if counter is None:
        return None
    seen = facts.saw(counter)
    if seen is None:
        return Objection("allegations.not_seen", (("entry", counter),))
    if not seen.header.kind.startswith("allegations.filed/"):
        return Objection("allegations.not_an_allegation", (("kind", seen.header.kind),))
    return None if seen.party == known.against else Objection("allegations.not_your_allegation")


# What becomes of it


def filed(body: AllegationFiled, entry: Entry[Any], facts: Facts) -> Allegation:
    """The allegation as it stands when it has just been filed."""
    what = (body.points, body.proxy, body.norm, body.demand)
    how = (body.meeting, tuple(sorted(body.to)), body.via, body.repeats)
    more = (body.recurs, body.specifics, body.evidence, body.known_at)
    return Allegation(entry.id, entry.party, entry.index, body.against, facts.parties, *what, *how, *more)


Word = CompetenceStated | AllegationTransmitted | ResponsibilityAccepted | ResponsibilityContested


def worded(body: Word, entry: Entry[Any]) -> tuple[str, Worded]:
    """The row in which a word stands, and the word."""
    at = (entry.id, entry.party, entry.index)
    match body:
        case CompetenceStated(competence=competence, why=why):
            return "views", Worded(*at, competence, why)
        case AllegationTransmitted(note=note):
            return "transmissions", Worded(*at, "transmitted", note)
        case ResponsibilityAccepted(text=text):
            return "responsibility", Worded(*at, "accepted", text)
        case ResponsibilityContested(text=text):
            return "responsibility", Worded(*at, "contested", text)


def answered(body: PointAnswered, entry: Entry[Any]) -> Said:
    """The answer."""
    return Said(entry.id, entry.party, entry.index, body.point, body.answer, body.text, body.counter)


# Questions


def last_answers(allegation: Allegation) -> tuple[Said | None, ...]:
    """The last answer to each point, in the order filed; None where there is none."""
    last = {each.point: each for each in allegation.answers}
    return tuple(last.get(point) for point in range(len(allegation.points)))


def open_points(allegation: Allegation) -> tuple[int, ...]:
    """The points that nobody has answered. Whether that is silence yet is for the charter's clock and a time to say."""
    return tuple(point for point, answer in enumerate(last_answers(allegation)) if answer is None)


def views(allegation: Allegation) -> dict[PartyId, Worded]:
    """The last word of each on whether the mechanism is competent."""
    return {each.party: each for each in allegation.views}


def competence(allegation: Allegation) -> str | None:
    """What those say who have said anything: one word if they agree, else `differing_views`; None if nobody has.

    Nobody is taken to hold what it has not signed, not even who alleges.
    """
    words = {each.word for each in views(allegation).values()}
    return None if not words else words.pop() if len(words) == 1 else "differing_views"


def is_dismissed(allegation: Allegation) -> bool:
    """Whether every party says that the mechanism cannot deal with it. Then nobody is asked to answer."""
    held = views(allegation)
    return all(party in held and held[party].word != "admissible" for party in allegation.parties)


def responsibility(allegation: Allegation) -> Worded | None:
    """The last word of the party alleged against on whether it answers for the group that is named."""
    return allegation.responsibility[-1] if allegation.responsibility else None


def asked_of(allegation: Allegation) -> PartyId | None:
    """Who is to answer, while any point is open and the allegation stands."""
    over = allegation.withdrawals or is_closed(allegation) or is_dismissed(allegation)
    return allegation.against if not over and open_points(allegation) else None


def unanswered(
    allegation: Allegation, term: clocks.Due, as_of: datetime, covered_until: datetime | None = None
) -> clocks.Answer:
    """Whether a point was still open when the time for answers had run out.

    Args:
        term: The charter's clock `allegations.answer`, for the party alleged against, from when it provably had this.
        as_of: The time that is asked about.
        covered_until: Until when the log of the party alleged against is known whole.
    """
    return clocks.Answer.NO if asked_of(allegation) is None else term.late(as_of, covered_until)


def filed_late(term: clocks.Due, filed_at: datetime) -> clocks.Answer:
    """Whether it was filed later after its author knew than the parties agreed. It stands all the same.

    Args:
        term: The charter's clock `allegations.filing`, for the author, from `known_at`.
        filed_at: When it was filed, by whatever proof or claim.
    """
    return term.late(filed_at)


def recurrences(allegations: Mapping[EntryId, Allegation], subject: EntryId) -> tuple[EntryId, ...]:
    """Allegations, of whichever party, that say that the same has happened again after this one was closed."""
    found = [each for each in allegations.values() if each.recurs == subject]
    return tuple(each.id for each in sorted(found, key=lambda each: (each.party, each.index)))
