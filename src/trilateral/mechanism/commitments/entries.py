"""What a party can say about commitments, and about what they wait for. Released kinds never change.

Four kinds open a subject: `CommitmentStated`, `ConditionAsserted`, `MissionRequested` and
`DayNamed`. All others act on one of these. Access is asked for on a commitment or on a
mission; whoever asks names the place, so coarsely as the charter has it, and never a person.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from trilateral.agreement.locations import Location
from trilateral.agreement.undertakings import Indicator, Quota, Site, Step
from trilateral.ledger.charter import Day
from trilateral.ledger.entry import Body, EntryId, Instant, Office, Part, PartyId, Text, Word

Level: TypeAlias = Literal["not_initiated", "minimum", "intermediate", "complete"]
"""How far a commitment is kept, from 0 to 3."""
Tier: TypeAlias = Literal["local", "regional", "national"]


class CommitmentStated(Body, frozen=True, tag="commitments.stated/1"):
    """The author states who owes what to whom. It binds the author if it is among the obliged, and nobody else.

    All members but `arises_from` are those of an `Undertaking`, of which an adopted text may have created one.

    Attributes:
        obliged: Who is to do it.
        text: What.
        owed_to: To whom it is owed; to all other parties if left out.
        norm: By what rule or agreement.
        arises_from: The statement, meeting or other entry that it comes from.
        due_on: The day by which all of it is to be done, in the capital of whoever is obliged.
        steps: Its schedule.
        indicators: How it is measured. What is several things has several.
        sites: Places that it is about.
        quotas: How many inspections the obliged accept under it.
    """

    obliged: tuple[PartyId, ...]
    text: Text
    owed_to: tuple[PartyId, ...] = ()
    norm: Text | None = None
    arises_from: EntryId | None = None
    due_on: Day | None = None
    steps: tuple[Step, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    sites: tuple[Site, ...] = ()
    quotas: tuple[Quota, ...] = ()


class CommitmentUndertaken(Body, frozen=True, tag="commitments.undertaken/1"):
    """One of the obliged takes the commitment on, exactly as it was stated."""

    text: Text | None = None


class CommitmentRefused(Body, frozen=True, tag="commitments.refused/1"):
    """One of the obliged does not take it on. It may later."""

    why: Text | None = None


class DeedReported(Body, frozen=True, tag="commitments.done/1"):
    """One of the obliged reports that it has done what it undertook. Whether it has is for others to say too.

    Attributes:
        step: Which step of the schedule, from 0; all of it if left out.
        done_on: On which day.
        evidence: Entries that bear it out.
    """

    step: int | None = None
    text: Text | None = None
    done_on: Day | None = None
    evidence: tuple[EntryId, ...] = ()


class ReportAnswered(Body, frozen=True, tag="commitments.report_answered/1"):
    """The author stands behind a report that something was done, or of a mission, or does not.

    Attributes:
        report: The entry that reported.
    """

    report: EntryId
    word: Literal["endorsed", "dissented"]
    text: Text | None = None


class CommitmentAssessed(Body, frozen=True, tag="commitments.assessed/1"):
    """The author says how far a commitment was kept, as of a meeting or a day.

    Attributes:
        level: How far.
        of: Whose performance; not needed where one party is obliged.
        meeting: For the review at this meeting.
        until_on: Or as of this day.
        joint: Whether the author signs this level as the joint one: it is once every party has signed the same.
        evidence: Entries that bear it out.
    """

    level: Level
    of: PartyId | None = None
    meeting: EntryId | None = None
    until_on: Day | None = None
    joint: bool = False
    text: Text | None = None
    evidence: tuple[EntryId, ...] = ()


class StandingStated(Body, frozen=True, tag="commitments.standing_stated/1"):
    """The author says where the commitment stands as it sees it. It stands so for all when all say the same.

    Attributes:
        standing: `released`: to whom it is owed does not ask for it any more.
    """

    standing: Literal["in_force", "suspended", "breached", "released"]
    why: Text | None = None


class ConditionAsserted(Body, frozen=True, tag="commitments.condition_asserted/1"):
    """The author says that one matter waits for another: not the first until the second.

    Attributes:
        held_back: What waits: a commitment, proposal, request, meeting or allegation.
        until: For what.
        text: The condition in words.
    """

    held_back: EntryId
    until: EntryId
    text: Text | None = None


class ConditionAnswered(Body, frozen=True, tag="commitments.condition_answered/1"):
    """Another party accepts that the two are linked, or contests it."""

    word: Literal["accepted_as_link", "contested"]
    why: Text | None = None


class ConditionJudged(Body, frozen=True, tag="commitments.condition_judged/1"):
    """The author says whether the condition is met. Only who holds to it can waive it."""

    word: Literal["met", "not_met", "waived"]
    why: Text | None = None
    evidence: tuple[EntryId, ...] = ()


class AccessRequested(Body, frozen=True, tag="commitments.access_requested/1"):
    """The author asks a party for access to a place, under a commitment or for a mission.

    Attributes:
        of: Who is asked.
        place: Where, on the charter's grid. Exact places go under seal.
        on: From which day.
        sort: Of what sort of site; quotas count by it.
        until_on: Until which day.
        mission: The mission that it is for, where it is asked for under a commitment.
    """

    of: PartyId
    place: Location
    on: Day
    sort: Word = "site"
    until_on: Day | None = None
    mission: EntryId | None = None
    why: Text | None = None


class AccessAnswered(Body, frozen=True, tag="commitments.access_answered/1"):
    """The party asked says whether there is access. It may say so again: its last word counts.

    Attributes:
        request: The entry that asked.
        answer: Anything but `granted` takes a reason.
        why: The reason.
        conditions: On what conditions.
        until_at: Delayed until when.
    """

    request: EntryId
    answer: Literal["granted", "conditional", "delayed", "denied"]
    why: Text | None = None
    conditions: tuple[Text, ...] = ()
    until_at: Instant | None = None


class AccessEnded(Body, frozen=True, tag="commitments.access_ended/1"):
    """Who asked says what came of it on the ground, or does not ask any more."""

    request: EntryId
    outcome: Literal["entered", "partly", "turned_back", "given_up"]
    text: Text | None = None


class MissionRequested(Body, frozen=True, tag="commitments.mission_requested/1"):
    """The author asks that something be verified on the ground, and leads the mission.

    Attributes:
        text: What is to be verified.
        tier: At which level the team works.
        about: The commitment, allegation or incident that it is about.
        checklist: What is to be looked at, point by point.
        place: Where, on the charter's grid.
        on: On which day it is to begin.
    """

    text: Text
    tier: Tier
    about: EntryId | None = None
    checklist: tuple[Text, ...] = ()
    place: Location | None = None
    on: Day | None = None


class TeamNamed(Body, frozen=True, tag="commitments.team_named/1"):
    """The author says which of its offices are in the team; none takes them out again. Persons are never named here."""

    offices: tuple[Office, ...] = ()


class MissionDeployed(Body, frozen=True, tag="commitments.mission_deployed/1"):
    """Who leads the mission says that it is on the ground, or is again."""

    text: Text | None = None


class MissionSuspended(Body, frozen=True, tag="commitments.mission_suspended/1"):
    """Who leads the mission says that it stands still, and why."""

    why: Text


class Result(Part, frozen=True):
    """What was found on one point of the checklist.

    Attributes:
        point: Which, from 0.
        found: What was found there.
    """

    point: int
    found: Literal["confirmed", "not_confirmed", "not_checked"]
    text: Text | None = None


class MissionReported(Body, frozen=True, tag="commitments.mission_reported/1"):
    """Who leads the mission reports: on one event at once, or on all of it.

    Attributes:
        sort: `spot` or `final`.
        results: By point of the checklist.
        evidence: Entries that bear it out.
    """

    sort: Literal["spot", "final"]
    text: Text
    results: tuple[Result, ...] = ()
    evidence: tuple[EntryId, ...] = ()


class DayNamed(Body, frozen=True, tag="commitments.day_named/1"):
    """The author names a day from which others are counted, and proposes which it is.

    Attributes:
        title: What it is called, such as D-day.
        on: Which day, as the author proposes and thereby accepts.
        text: What begins on it.
    """

    title: Text
    on: Day
    text: Text | None = None


class DayProposed(Body, frozen=True, tag="commitments.day_proposed/1"):
    """The author proposes another day, and thereby accepts it."""

    on: Day
    why: Text | None = None


class DayAccepted(Body, frozen=True, tag="commitments.day_accepted/1"):
    """The author accepts a day that was proposed. It is the day once every party has signed it.

    Attributes:
        proposal: The entry that proposed it.
    """

    proposal: EntryId


KINDS: tuple[type[Body], ...] = (
    CommitmentStated,
    CommitmentUndertaken,
    CommitmentRefused,
    DeedReported,
    ReportAnswered,
    CommitmentAssessed,
    StandingStated,
    ConditionAsserted,
    ConditionAnswered,
    ConditionJudged,
    AccessRequested,
    AccessAnswered,
    AccessEnded,
    MissionRequested,
    TeamNamed,
    MissionDeployed,
    MissionSuspended,
    MissionReported,
    DayNamed,
    DayProposed,
    DayAccepted,
)

FOR_ALL: frozenset[type[Body]] = frozenset(
    {
        CommitmentAssessed,
        AccessRequested,
        AccessEnded,
        MissionRequested,
        TeamNamed,
        MissionDeployed,
        MissionSuspended,
        MissionReported,
    }
)
"""What observers and guarantors may say too: they verify, and say how they find it. Their word completes no agreement."""

BINDS_AS: Mapping[type[Body], tuple[type[Body], ...]] = {
    CommitmentStated: (CommitmentUndertaken,),
    DayNamed: (DayAccepted,),
    DayProposed: (DayAccepted,),
}
"""Whoever states what it owes itself undertakes it, and whoever proposes a day accepts that one."""
