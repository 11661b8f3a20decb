"""What a party can say about an allegation. Released kinds never change.

`AllegationFiled` opens the subject; all others act on it. Points are counted from 0.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.entry import Body, EntryId, Instant, Part, PartyId, Text

Answer: TypeAlias = Literal["admitted", "denied", "denied_without_detail", "partly", "counter_alleged"]
Competence: TypeAlias = Literal["admissible", "not_within_competence", "unprocessable"]
Fact: TypeAlias = Literal["confirmed", "partly", "not_confirmed", "inconclusive"]
Attribution: TypeAlias = Literal["party", "proxy", "largely", "undetermined", "contested"]
Qualification: TypeAlias = Literal["violation", "not_violation", "differing_views"]
Confidence: TypeAlias = Literal["low", "moderate", "high"]
Severity: TypeAlias = Literal["minor", "serious", "grave"]

Date: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(?!\n)$")]
"""A year, a month or a day, as exactly as the author will say it."""
Day: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\n)$")]


class Specifics(Part, frozen=True):
    """When and where one point is said to have happened, as coarsely as the author chooses.

    Attributes:
        point: Number of the point.
        from_on: When, or when it began.
        until_on: When it ended, if it took longer.
        where: In words, never in coordinates.
    """

    point: int
    from_on: Date | None = None
    until_on: Date | None = None
    where: Text | None = None


class AllegationFiled(Body, frozen=True, tag="allegations.filed/1"):
    """The author alleges that another party did something, point by point. It opens the subject.

    Attributes:
        against: The party alleged against, which alone can answer.
        proxy: A group outside the mechanism for which that party is held to answer.
        norm: What is said to be breached.
        points: What is alleged, 1 to 50 points.
        demand: What the author wants done.
        meeting: In which meeting it was raised.
        to: Whom it addresses; empty for all.
        via: Through whom it goes, where not directly.
        repeats: An earlier allegation or statement that this one repeats.
        recurs: An allegation that was closed, and of which the author says that the same has happened again.
        specifics: When and where, point by point.
        evidence: Entries that bear it out.
        known_at: When the author came to know of it.
    """

    against: PartyId
    points: tuple[Text, ...]
    proxy: Text | None = None
    norm: Text | None = None
    demand: Text | None = None
    meeting: EntryId | None = None
    to: tuple[PartyId, ...] = ()
    via: PartyId | None = None
    repeats: EntryId | None = None
    recurs: EntryId | None = None
    specifics: tuple[Specifics, ...] = ()
    evidence: tuple[EntryId, ...] = ()
    known_at: Instant | None = None


class CompetenceStated(Body, frozen=True, tag="allegations.competence_stated/1"):
    """A party, or who chairs, says whether the mechanism can deal with the allegation at all."""

    competence: Competence
    why: Text | None = None


class AllegationTransmitted(Body, frozen=True, tag="allegations.transmitted/1"):
    """Whoever it goes through, or who leads the mechanism, has passed it to the party alleged against."""

    note: Text | None = None


class ResponsibilityAccepted(Body, frozen=True, tag="allegations.responsibility_accepted/1"):
    """The party alleged against answers for the group that the allegation names. It admits no act by that."""

    text: Text | None = None


class ResponsibilityContested(Body, frozen=True, tag="allegations.responsibility_contested/1"):
    """The party alleged against does not answer for the group that the allegation names."""

    text: Text


class PointAnswered(Body, frozen=True, tag="allegations.answered/1"):
    """The party alleged against answers one point. It may answer again: the last word in its own log counts.

    Attributes:
        point: Number of the point, from 0.
        counter: The allegation that it answers with.
    """

    point: int
    answer: Answer
    text: Text | None = None
    counter: EntryId | None = None


class SilenceNoted(Body, frozen=True, tag="allegations.silence_noted/1"):
    """The proof that the log of the party alleged against held no answer when the time for it had run out.

    Anybody may sign it; it stands by what it carries.

    Attributes:
        checkpoint: A head of that log, with the words on it of others who cosigned it after the hour.
    """

    checkpoint: str


class AllegationReferred(Body, frozen=True, tag="allegations.referred/1"):
    """A party, or who chairs, refers the allegation to verification.

    Attributes:
        point: Which point; all if left out.
        to: Members that shall verify it.
        team: Who shall verify it, where that is nobody of the mechanism.
        access: What access is asked for.
    """

    point: int | None = None
    to: tuple[PartyId, ...] = ()
    team: Text | None = None
    access: Text | None = None


class VerificationBegun(Body, frozen=True, tag="allegations.verification_begun/1"):
    """Whoever it was referred to has begun to verify. For a team outside, who referred it says so."""

    referral: EntryId
    note: Text | None = None


class PointFound(Body, frozen=True, tag="allegations.found/1"):
    """The author finds something on one point: fact, attribution and qualification apart.

    Attributes:
        point: Number of the point.
        fact: Whether it happened.
        attribution: Who did it.
        attributed_to: Which member, where that is known or contested.
        proxy: Through which group.
        confidence: How sure the attribution is.
        qualification: Whether it was a breach.
        severity: How grave.
        text: The finding in words.
        referral: Under which referral, if it is the verifier's finding and not the author's own.
        evidence: Entries that bear it out.
    """

    point: int
    fact: Fact
    attribution: Attribution
    qualification: Qualification
    attributed_to: PartyId | None = None
    proxy: Text | None = None
    confidence: Confidence | None = None
    severity: Severity | None = None
    text: Text | None = None
    referral: EntryId | None = None
    evidence: tuple[EntryId, ...] = ()


class FindingJoined(Body, frozen=True, tag="allegations.finding_joined/1"):
    """Another party signs exactly this finding. It is joint once every party that the charter binds has."""

    finding: EntryId


class FindingDissented(Body, frozen=True, tag="allegations.finding_dissented/1"):
    """A party dissents from a finding. The dissent stays attached to it for ever."""

    finding: EntryId
    text: Text


class FindingWithdrawn(Body, frozen=True, tag="allegations.finding_withdrawn/1"):
    """The author takes back a finding that is not joint yet."""

    finding: EntryId
    why: Text | None = None


class RemedyUndertaken(Body, frozen=True, tag="allegations.remedy_undertaken/1"):
    """The party alleged against undertakes to do something about it.

    Attributes:
        point: For which point; for all if left out.
        due_on: By the end of which day in its capital.
    """

    text: Text
    point: int | None = None
    due_on: Day | None = None


class RemedyDone(Body, frozen=True, tag="allegations.remedy_done/1"):
    """The party that undertook it says that it is done."""

    remedy: EntryId
    text: Text | None = None


class RemedyChecked(Body, frozen=True, tag="allegations.remedy_checked/1"):
    """Another says what it found when it checked whether it is done. The last word of each counts."""

    remedy: EntryId
    result: Literal["confirmed", "partly", "not_confirmed"]
    text: Text | None = None


class ClosingProposed(Body, frozen=True, tag="allegations.closing_proposed/1"):
    """A party proposes to close the allegation on these terms, and signs them."""

    text: Text


class ClosingAccepted(Body, frozen=True, tag="allegations.closing_accepted/1"):
    """Another party signs these terms. The allegation is closed once every party that the charter binds has."""

    closing: EntryId


class ClosingWithdrawn(Body, frozen=True, tag="allegations.closing_withdrawn/1"):
    """The author takes back terms that not every party has signed yet."""

    closing: EntryId
    why: Text | None = None


class AllegationWithdrawn(Body, frozen=True, tag="allegations.withdrawn/1"):
    """The author takes its allegation back. What it alleged and what was answered stays readable."""

    why: Text | None = None


class AllegationRemarked(Body, frozen=True, tag="allegations.remarked/1"):
    """Any party remarks on the allegation. It answers nothing."""

    text: Text


KINDS: tuple[type[Body], ...] = (
    AllegationFiled,
    CompetenceStated,
    AllegationTransmitted,
    ResponsibilityAccepted,
    ResponsibilityContested,
    PointAnswered,
    SilenceNoted,
    AllegationReferred,
    VerificationBegun,
    PointFound,
    FindingJoined,
    FindingDissented,
    FindingWithdrawn,
    RemedyUndertaken,
    RemedyDone,
    RemedyChecked,
    ClosingProposed,
    ClosingAccepted,
    ClosingWithdrawn,
    AllegationWithdrawn,
    AllegationRemarked,
)

FOR_ALL: frozenset[type[Body]] = frozenset(
    {SilenceNoted, VerificationBegun, PointFound, RemedyChecked, AllegationRemarked}
)
"""What members without a say may sign too: who verifies need not be bound, what carries its proof needs nobody's
word, and anybody may remark."""

BINDS_AS: Mapping[type[Body], tuple[type[Body], ...]] = {
    PointFound: (FindingJoined,),
    ClosingProposed: (ClosingAccepted,),
}
"""Whoever finds or proposes signs that: a finding is joint, and an allegation closed, once all others have too."""
