"""Verification and findings: who is to look, what was found, who has signed it and who dissents.

A finding is its author's, or the verifier's if it was made under a referral. It is joint only
when every party has signed exactly that entry. A dissent is never taken off it.
"""

from typing import Any

from trilateral.ledger.entry import Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.allegations.answers import objection_to_evidence
from trilateral.mechanism.allegations.entries import (
    AllegationReferred,
    FindingDissented,
    FindingJoined,
    FindingWithdrawn,
    PointFound,
    VerificationBegun,
)
from trilateral.mechanism.allegations.state import (
    Allegation,
    Finding,
    On,
    Referral,
    Standing,
    may_judge,
    objection_to_point,
    signed_by,
    standing,
)

# What objects to an entry


def objection_to_referral(
    known: Allegation, body: AllegationReferred, entry: Entry[Any], facts: Facts
) -> Objection | None:
    """Why a referral has no effect."""
    if not may_judge(known, entry.party, facts.charter):
        return Objection("allegations.no_say", (("party", entry.party),))
    if not body.to and body.team is None:
        return Objection("allegations.nobody_verifies")
    if len(set(body.to)) != len(body.to):
        return Objection("allegations.addressed_twice")
    stranger = next((each for each in body.to if facts.charter.party(each) is None), None)
    if stranger is not None:
        return Objection("allegations.not_a_member", (("party", stranger),))
    return objection_to_point(known, body.point)


def objection_to_beginning(known: Allegation, body: VerificationBegun, entry: Entry[Any]) -> Objection | None:
    """Why the beginning of a verification has no effect."""
    referral = _referral(known, body.referral)
    if referral is None:
        return Objection("allegations.no_such_referral")
    if entry.party not in referral.verifiers:
        return Objection("allegations.not_the_verifier", (("party", referral.verifiers[0]),))
    begun = any(each.on == body.referral and each.party == entry.party for each in known.begun)
    return Objection("allegations.begun_before") if begun else None


def objection_to_finding(known: Allegation, body: PointFound, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Why a finding has no effect."""
    if body.referral is not None:
        wrong = _objection_to_verifier(known, body, entry)
        if wrong is not None:
            return wrong
    elif not may_judge(known, entry.party, facts.charter):
        return Objection("allegations.no_say", (("party", entry.party),))
    named = body.attributed_to
    if named is not None and named not in _actors(facts):
        return Objection("allegations.not_a_member", (("party", named),))
    must, may = body.attribution in {"party", "proxy", "largely"}, body.attribution != "undetermined"
    if (must and named is None) or (not may and named is not None):
        return Objection("allegations.attribution_unclear")
    return objection_to_point(known, body.point) or objection_to_evidence(body.evidence, facts)


def _objection_to_verifier(known: Allegation, body: PointFound, entry: Entry[Any]) -> Objection | None:
    referral = _referral(known, body.referral)
    if referral is None:
        return Objection("allegations.no_such_referral")
    if entry.party not in referral.verifiers:
        return Objection("allegations.not_the_verifier", (("party", referral.verifiers[0]),))
    if referral.point is not None and referral.point != body.point:
        return Objection("allegations.another_point", (("point", referral.point),))
    return None


def _actors(facts: Facts) -> set[PartyId]:
    unsigned = (terms.id for terms in facts.charter.unsigned)
    return {*(terms.id for terms in facts.charter.parties), *unsigned}


def objection_on_finding(
    known: Allegation, body: FindingJoined | FindingDissented | FindingWithdrawn, entry: Entry[Any]
) -> Objection | None:
    """Why a word on a finding has no effect."""
    finding = next((each for each in known.findings if each.entry == body.finding), None)
    if finding is None:
        return Objection("allegations.no_such_finding")
    if isinstance(body, FindingWithdrawn):
        if entry.party != finding.party:
            return Objection("allegations.not_yours_to_withdraw", (("party", finding.party),))
        if is_joint(known, finding):
            return Objection("allegations.joint_already")
    elif entry.party not in known.parties:
        return Objection("allegations.no_say", (("party", entry.party),))
    elif entry.party in signatures(known, finding):
        return Objection("allegations.signed_before")
    withdrawn = finding_standing(known, finding) is Standing.WITHDRAWN
    return Objection("allegations.taken_back") if withdrawn and not isinstance(body, FindingDissented) else None


def _referral(known: Allegation, named: EntryId | None) -> Referral | None:
    return next((each for each in known.referrals if each.entry == named), None)


# What becomes of it


def referred(body: AllegationReferred, entry: Entry[Any]) -> Referral:
    """The referral."""
    return Referral(entry.id, entry.party, entry.index, body.point, tuple(sorted(body.to)), body.team, body.access)


def found(body: PointFound, entry: Entry[Any]) -> Finding:
    """The finding."""
    three = (body.fact, body.attribution, body.qualification)
    more = (body.attributed_to, body.proxy, body.confidence, body.severity, body.text, body.referral)
    return Finding(entry.id, entry.party, entry.index, body.point, *three, *more, body.evidence)


Word = VerificationBegun | FindingJoined | FindingDissented | FindingWithdrawn


def word_on(body: Word, entry: Entry[Any]) -> tuple[str, On]:
    """The row in which a word stands, and the word."""
    at = (entry.id, entry.party, entry.index)
    match body:
        case VerificationBegun(referral=referral, note=note):
            return "begun", On(*at, referral, "begun", note)
        case FindingJoined(finding=finding):
            return "finding_words", On(*at, finding, "joined", None)
        case FindingDissented(finding=finding, text=text):
            return "finding_words", On(*at, finding, "dissented", text)
        case FindingWithdrawn(finding=finding, why=why):
            return "finding_words", On(*at, finding, "withdrawn", why)


# Questions


def signatures(allegation: Allegation, finding: Finding) -> tuple[PartyId, ...]:
    """Who has signed exactly this finding, its author first."""
    return signed_by(finding, allegation.finding_words, "joined")


def finding_standing(allegation: Allegation, finding: Finding) -> Standing:
    """Whether every party has signed it, and whether it stands."""
    return standing(finding, allegation.finding_words, "joined", allegation.parties)


def is_joint(allegation: Allegation, finding: Finding) -> bool:
    """Whether every party has signed exactly this finding."""
    return finding_standing(allegation, finding) is Standing.JOINT


def whose(allegation: Allegation, finding: Finding) -> str:
    """Whose finding it is: `joint`, the `verifier`'s or one `party`'s; or that it is `withdrawn` or `crossed`."""
    stands = finding_standing(allegation, finding)
    if stands is Standing.OPEN:
        return "verifier" if finding.referral is not None else "party"
    return stands.value


def dissents(allegation: Allegation, finding: Finding) -> tuple[On, ...]:
    """Dissents from it, in the order of parties. They stay, whatever becomes of the finding."""
    return tuple(each for each in allegation.finding_words if each.on == finding.entry and each.word == "dissented")


def findings_on(allegation: Allegation, point: int) -> tuple[Finding, ...]:
    """All that was found on a point: what is joint first, then in the order of parties."""
    on = [each for each in allegation.findings if each.point == point]
    return tuple(sorted(on, key=lambda each: (not is_joint(allegation, each), each.party, each.index)))


def under_verification(allegation: Allegation) -> bool:
    """Whether somebody has begun to verify what was referred, and has not found anything under that referral yet."""
    done = {
        each.referral for each in allegation.findings if finding_standing(allegation, each) is not Standing.WITHDRAWN
    }
    return any(each.on not in done for each in allegation.begun)
