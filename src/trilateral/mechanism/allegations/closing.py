"""What follows: what was undertaken, done and checked, and the signatures that close an allegation.

Each of the three words on a remedy is its author's own: that a thing is done, as who did it
says, and that it was found done, as another says, are not the same. Nobody closes alone.
"""

from datetime import date
from typing import Any

from trilateral.ledger.entry import Entry, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.allegations.entries import (
    ClosingAccepted,
    ClosingProposed,
    ClosingWithdrawn,
    RemedyChecked,
    RemedyDone,
    RemedyUndertaken,
)
from trilateral.mechanism.allegations.state import (
    Allegation,
    Closing,
    On,
    Remedy,
    Standing,
    may_judge,
    objection_to_point,
    signed_by,
    standing,
)

# What objects to an entry


def objection_to_remedy(known: Allegation, body: RemedyUndertaken, entry: Entry[Any]) -> Objection | None:
    """Why an undertaking has no effect."""
    if entry.party != known.against:
        return Objection("allegations.not_yours_to_undertake", (("party", known.against),))
    if body.due_on is not None and not _is_day(body.due_on):
        return Objection("allegations.no_such_day", (("day", body.due_on),))
    return objection_to_point(known, body.point)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def objection_on_remedy(
    known: Allegation, body: RemedyDone | RemedyChecked, entry: Entry[Any], facts: Facts
) -> Objection | None:
    """Why a word on what was undertaken has no effect."""
    if all(each.entry != body.remedy for each in known.remedies):
        return Objection("allegations.no_such_remedy")
    if isinstance(body, RemedyDone):
        mine = entry.party == known.against
        return None if mine else Objection("allegations.not_yours_to_undertake", (("party", known.against),))
    if entry.party == known.against:
        return Objection("allegations.checks_itself")
    verifies = any(entry.party in each.verifiers for each in known.referrals)
    if verifies or may_judge(known, entry.party, facts.charter):
        return None
    return Objection("allegations.no_say", (("party", entry.party),))


def objection_to_closing(
    known: Allegation, body: ClosingProposed | ClosingAccepted | ClosingWithdrawn, entry: Entry[Any]
) -> Objection | None:
    """Why a word on closing has no effect."""
    if entry.party not in known.parties:
        return Objection("allegations.no_say", (("party", entry.party),))
    if isinstance(body, ClosingProposed):
        return None
    closing = next((each for each in known.closings if each.entry == body.closing), None)
    if closing is None:
        return Objection("allegations.no_such_closing")
    if isinstance(body, ClosingWithdrawn):
        if entry.party != closing.party:
            return Objection("allegations.not_yours_to_withdraw", (("party", closing.party),))
    elif entry.party in closing_signatures(known, closing):
        return Objection("allegations.signed_before")
    withdrawn = closing_standing(known, closing) is Standing.WITHDRAWN
    return Objection("allegations.taken_back") if withdrawn else None


# What becomes of it


def undertaken(body: RemedyUndertaken, entry: Entry[Any]) -> Remedy:
    """What was undertaken."""
    return Remedy(entry.id, entry.party, entry.index, body.text, body.point, body.due_on)


Word = RemedyDone | RemedyChecked | ClosingAccepted | ClosingWithdrawn


def word_on(body: Word, entry: Entry[Any]) -> tuple[str, On]:
    """The row in which a word stands, and the word."""
    at = (entry.id, entry.party, entry.index)
    match body:
        case RemedyDone(remedy=remedy, text=text):
            return "remedy_words", On(*at, remedy, "done", text)
        case RemedyChecked(remedy=remedy, result=result, text=text):
            return "remedy_words", On(*at, remedy, result, text)
        case ClosingAccepted(closing=closing):
            return "closing_words", On(*at, closing, "accepted", None)
        case ClosingWithdrawn(closing=closing, why=why):
            return "closing_words", On(*at, closing, "withdrawn", why)


def terms(body: ClosingProposed, entry: Entry[Any]) -> Closing:
    """Terms on which it might be closed."""
    return Closing(entry.id, entry.party, entry.index, body.text)


# Questions


def closing_signatures(allegation: Allegation, closing: Closing) -> tuple[PartyId, ...]:
    """Who has signed these terms, their author first."""
    return signed_by(closing, allegation.closing_words, "accepted")


def closing_standing(allegation: Allegation, closing: Closing) -> Standing:
    """Whether every party has signed these terms, and whether they stand."""
    return standing(closing, allegation.closing_words, "accepted", allegation.parties)


def closed_by(allegation: Allegation) -> Closing | None:
    """The terms that every party has signed; where there are several, those of the first party."""
    return next((each for each in allegation.closings if closing_standing(allegation, each) is Standing.JOINT), None)


def is_closed(allegation: Allegation) -> bool:
    """Whether every party has signed the same terms for closing it."""
    return closed_by(allegation) is not None


def done(allegation: Allegation, remedy: Remedy) -> On | None:
    """The last word of who undertook it that it is done."""
    said = [each for each in allegation.remedy_words if each.on == remedy.entry and each.word == "done"]
    return said[-1] if said else None


def checks(allegation: Allegation, remedy: Remedy) -> dict[PartyId, On]:
    """The last word of each that has checked it."""
    said = [each for each in allegation.remedy_words if each.on == remedy.entry and each.word != "done"]
    return {each.party: each for each in said}


def overdue_remedies(allegation: Allegation, today: str) -> tuple[Remedy, ...]:
    """What was to be done by a day that is over, and of which nobody has said that it is done.

    Args:
        today: The day that is asked about, such as 2007-05-28, in the capital that undertook it.
    """
    late = [each for each in allegation.remedies if each.due_on is not None and each.due_on < today]
    return tuple(each for each in late if done(allegation, each) is None)
