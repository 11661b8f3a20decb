"""What the allegation entries mean. No entry is silence: nobody can be made to sign it, and a note of it carries its proof.

The state keeps what each said and nothing that follows from it (`state`). What objects to
an entry, and the questions to the state, stand by subject: filing and answering in `answers`,
verification in `findings`, what follows in `closing`. Here they come together.
"""

from enum import StrEnum
from typing import Any

from trilateral.ledger.entry import Body, Entry
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.allegations import answers, closing, findings, silence
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    AllegationReferred,
    AllegationRemarked,
    AllegationTransmitted,
    AllegationWithdrawn,
    ClosingAccepted,
    ClosingProposed,
    ClosingWithdrawn,
    CompetenceStated,
    FindingDissented,
    FindingJoined,
    FindingWithdrawn,
    PointAnswered,
    PointFound,
    RemedyChecked,
    RemedyDone,
    RemedyUndertaken,
    ResponsibilityAccepted,
    ResponsibilityContested,
    SilenceNoted,
    VerificationBegun,
)
from trilateral.mechanism.allegations.state import Allegation, Standing, Worded, as_seen, with_act

__all__ = ["Allegation", "Status", "apply", "objection", "status"]


class Status(StrEnum):
    """Where an allegation stands."""

    FILED = "filed"
    ADMISSIBLE = "admissible"
    NOT_WITHIN_COMPETENCE = "not_within_competence"
    UNPROCESSABLE = "unprocessable"
    DIFFERING_VIEWS = "differing_views"
    COMPETENCE_CONTESTED = "competence_contested"  # by those who have said anything, and not by every party
    TRANSMITTED = "transmitted"
    ANSWERED = "answered"
    ANSWERED_IN_PART = "answered_in_part"
    REJECTED_WITHOUT_DETAIL = "rejected_without_detail"
    COUNTER_ALLEGED = "counter_alleged"
    UNDER_VERIFICATION = "under_verification"
    FINDING = "finding"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    CROSSED = "crossed"


def objection(held: Allegation | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry
    that any party has signed. It is never told whose node it runs on, so an
    adversary's entry and our own meet the same rule.

    Args:
        held: The allegation so far; None before it is filed.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know: charter, keys and other subjects in the entry's causal past.
    """
    body: Body = entry.body
    if isinstance(body, AllegationFiled):
        if held is not None or entry.header.subject is not None:
            return Objection("allegations.filed_already")
        return answers.objection_to_filing(body, entry, facts)
    if held is None:
        return Objection("allegations.not_found")
    known = as_seen(held, facts)
    if closing.is_closed(known) and not isinstance(body, AllegationRemarked | FindingDissented):
        return Objection("allegations.closed_before")
    return _objection_to_act(known, body, entry, facts)


def _objection_to_act(known: Allegation, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:  # noqa: C901, PLR0912 - one case a kind
    match body:
        case CompetenceStated():
            return answers.objection_to_competence(known, entry, facts)
        case AllegationTransmitted():
            return answers.objection_to_transmission(known, entry, facts)
        case ResponsibilityAccepted() | ResponsibilityContested():
            return answers.objection_to_responsibility(known, entry)
        case PointAnswered():
            return answers.objection_to_answer(known, body, entry, facts)
        case SilenceNoted():
            return silence.objection_to_note(known, body, facts)
        case AllegationReferred():
            return findings.objection_to_referral(known, body, entry, facts)
        case VerificationBegun():
            return findings.objection_to_beginning(known, body, entry)
        case PointFound():
            return findings.objection_to_finding(known, body, entry, facts)
        case FindingJoined() | FindingDissented() | FindingWithdrawn():
            return findings.objection_on_finding(known, body, entry)
        case RemedyUndertaken():
            return closing.objection_to_remedy(known, body, entry)
        case RemedyDone() | RemedyChecked():
            return closing.objection_on_remedy(known, body, entry, facts)
        case ClosingProposed() | ClosingAccepted() | ClosingWithdrawn():
            return closing.objection_to_closing(known, body, entry)
        case AllegationWithdrawn():
            if entry.party != known.party:
                return Objection("allegations.not_yours_to_withdraw", (("party", known.party),))
            return Objection("allegations.withdrawn_before") if known.withdrawals else None
        case AllegationRemarked():
            return None
    return Objection("allegations.not_found")


def apply(held: Allegation | None, entry: Entry[Any], facts: Facts) -> Allegation | None:  # noqa: C901, PLR0912 - one case a kind
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if isinstance(body, AllegationFiled):
        return answers.filed(body, entry, facts)
    if held is None:
        return None
    at = (entry.id, entry.party, entry.index)
    match body:
        case CompetenceStated() | AllegationTransmitted() | ResponsibilityAccepted() | ResponsibilityContested():
            return with_act(held, *answers.worded(body, entry), facts)
        case PointAnswered():
            return with_act(held, "answers", answers.answered(body, entry), facts)
        case SilenceNoted():
            shown = silence.noted(as_seen(held, facts), body, entry, facts)
            return with_act(held, "silences", shown, facts)
        case AllegationReferred():
            return with_act(held, "referrals", findings.referred(body, entry), facts)
        case PointFound():
            return with_act(held, "findings", findings.found(body, entry), facts)
        case VerificationBegun() | FindingJoined() | FindingDissented() | FindingWithdrawn():
            return with_act(held, *findings.word_on(body, entry), facts)
        case RemedyUndertaken():
            return with_act(held, "remedies", closing.undertaken(body, entry), facts)
        case ClosingProposed():
            return with_act(held, "closings", closing.terms(body, entry), facts)
        case RemedyDone() | RemedyChecked() | ClosingAccepted() | ClosingWithdrawn():
            return with_act(held, *closing.word_on(body, entry), facts)
        case AllegationWithdrawn(why=why):
            return with_act(held, "withdrawals", Worded(*at, "withdrawn", why), facts)
        case AllegationRemarked(text=text):
            return with_act(held, "remarks", Worded(*at, "remarked", text), facts)
    return held


def status(allegation: Allegation) -> Status:
    """Where the allegation stands, from the last act in its life.

    What ends it comes first, then what follows a finding, then the answers, then what was
    said before anybody answered.
    """
    if closing.is_closed(allegation):
        return Status.CLOSED
    if allegation.withdrawals:
        return Status.WITHDRAWN
    if allegation.against in allegation.crossed:
        return Status.CROSSED
    if allegation.remedies:
        return Status.FOLLOW_UP
    if any(findings.finding_standing(allegation, each) is not Standing.WITHDRAWN for each in allegation.findings):
        return Status.FINDING
    if findings.under_verification(allegation):
        return Status.UNDER_VERIFICATION
    return _status_of_answers(allegation) or _status_before_answers(allegation)


def _status_of_answers(allegation: Allegation) -> Status | None:
    """From the last answer to each point.

    `answered` takes an answer of substance (admitted, denied, partly) to every point. Where
    none has substance, it was rejected or countered; anything between is in part.
    """
    words = [each.answer if each else None for each in answers.last_answers(allegation)]
    if not any(words):
        return None
    if set(words) <= {"admitted", "denied", "partly"}:
        return Status.ANSWERED
    if set(words) <= {"denied_without_detail"}:
        return Status.REJECTED_WITHOUT_DETAIL
    if set(words) <= {"denied_without_detail", "counter_alleged"}:
        return Status.COUNTER_ALLEGED
    return Status.ANSWERED_IN_PART


def _status_before_answers(allegation: Allegation) -> Status:
    said = answers.competence(allegation)
    if said is not None and said != "admissible":
        by_all = said == "differing_views" or answers.is_dismissed(allegation)
        return Status(said) if by_all else Status.COMPETENCE_CONTESTED
    if allegation.transmissions:
        return Status.TRANSMITTED
    return Status.FILED if said is None else Status.ADMISSIBLE
