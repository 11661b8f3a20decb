"""What a party can say about reports, incidents, evidence and outside events. Released kinds never change.

`IncidentReported`, `IncidentOpened`, `EvidenceRecorded` and `EventRecorded` open a subject each;
all others act on one. A row of a list of reports (`bodies.rows_listed` of `incident_reports`) has the
members of `IncidentReported`, and perhaps `sources` like a header.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location
from trilateral.ledger.entry import Body, EntryId, Hash, Office, Part, PartyId, Text

EventType: TypeAlias = Literal[
    "battle",
    "explosion",
    "violence_against_civilians",
    "protest",
    "riot",
    "strategic",
    "weapons",
    "border_crossing",
    "access_restriction",
]
SubType: TypeAlias = Literal[
    "armed_clash",
    "government_regains_territory",
    "non_state_actor_overtakes_territory",
    "chemical_weapon",
    "air_or_drone_strike",
    "suicide_bomb",
    "shelling_or_missile_attack",
    "remote_explosive",
    "grenade",
    "sexual_violence",
    "attack",
    "abduction",
    "peaceful_protest",
    "protest_with_intervention",
    "excessive_force_against_protesters",
    "violent_demonstration",
    "mob_violence",
    "agreement",
    "arrests",
    "change_of_group_or_activity",
    "disrupted_weapons_use",
    "headquarters_established",
    "looting_or_destruction",
    "non_violent_transfer_of_territory",
    "other",
    "weapons_cache",
    "weapons_supply",
    "persons_crossing",
    "goods_crossing",
    "armed_crossing",
    "access_denied",
    "access_delayed",
    "access_conditional",
]
SUB_TYPES: dict[str, tuple[str, ...]] = {
    "battle": ("armed_clash", "government_regains_territory", "non_state_actor_overtakes_territory"),
    "explosion": (
        "chemical_weapon",
        "air_or_drone_strike",
        "suicide_bomb",
        "shelling_or_missile_attack",
        "remote_explosive",
        "grenade",
    ),
    "violence_against_civilians": ("sexual_violence", "attack", "abduction"),
    "protest": ("peaceful_protest", "protest_with_intervention", "excessive_force_against_protesters"),
    "riot": ("violent_demonstration", "mob_violence"),
    "strategic": (
        "agreement",
        "arrests",
        "change_of_group_or_activity",
        "disrupted_weapons_use",
        "headquarters_established",
        "looting_or_destruction",
        "non_violent_transfer_of_territory",
        "other",
    ),
    "weapons": ("weapons_cache", "weapons_supply"),
    "border_crossing": ("persons_crossing", "goods_crossing", "armed_crossing"),
    "access_restriction": ("access_denied", "access_delayed", "access_conditional"),
}
"""Which sub-types each type has. The first six types are those in which armed-conflict event data is usually coded."""

Involvement: TypeAlias = Literal["acted", "targeted", "present"]
ActorSort: TypeAlias = Literal["party", "proxy", "non_party", "unknown"]
Responsibility: TypeAlias = Literal["claimed", "denied", "unknown"]
Harm: TypeAlias = Literal["killed", "wounded", "abducted"]
Whom: TypeAlias = Literal["civilians", "own", "other"]
Perceived: TypeAlias = Literal["seen", "heard", "camera", "traces", "told"]
SourceGrade: TypeAlias = Literal["A", "B", "C", "D", "E", "F"]
InformationGrade: TypeAlias = Literal[1, 2, 3, 4, 5, 6]
Verification: TypeAlias = Literal["verified", "unverified", "unverifiable"]
EvidenceSort: TypeAlias = Literal[
    "photograph", "video", "recording", "imagery", "document", "weapon", "fragment", "other"
]
EventSort: TypeAlias = Literal["declaration", "decision", "visit", "report", "other"]

Precision: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=3)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Row: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=999_999)]
Number: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[A-Z0-9][A-Z0-9./-]{0,23}(?!\n)$")]

ROWS = "incident_reports"
"""What the rows of a list are called (`bodies.rows_listed`) that are reports."""


class Actor(Part, frozen=True):
    """Who was involved, as the holder of the report claims.

    Attributes:
        involvement: Whether it acted, was the target, or was there.
        sort: A party, a group said to act for a party, another group, or nobody knows who.
        party: The party, or the one that the group is said to act for.
        name: What the holder calls it.
        designation: The entry of the register that it is listed under, so that each reader sees its own party's term.
        responsibility: Whether it claims or denies having done it, as far as the holder knows.
    """

    involvement: Involvement
    sort: ActorSort
    party: PartyId | None = None
    name: Text | None = None
    designation: EntryId | None = None
    responsibility: Responsibility = "unknown"


class Casualties(Part, frozen=True):
    """How many, at least and at most.

    Attributes:
        whom: Civilians, the holder's own side, or others that are no civilians.
        most: Left out where the holder cannot say.
    """

    harm: Harm
    whom: Whom
    least: Count = 0
    most: Count | None = None


class Observation(Part, frozen=True):
    """What was perceived, and how.

    Attributes:
        direction_degrees: Clockwise from north, seen from the observer; left out where it is not known.
        distance_m: From the observer.
        weapon: What was used, in words.
        count: How many rounds, vehicles, persons, as the words say.
    """

    how: Perceived
    direction_degrees: Annotated[int, msgspec.Meta(ge=0, le=359)] | None = None
    distance_m: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] | None = None
    weapon: Text | None = None
    count: Count | None = None


class IncidentReported(Body, frozen=True, tag="incidents.reported/1"):
    """The author gives an account of what happened, its own or an outside source's. It opens a subject.

    Attributes:
        type: What sort of event.
        sub_type: More exactly.
        when: When; left out where nobody can say.
        time_precision: 1 the time or day, 2 about a week, 3 a month or longer.
        where: Where, on the charter's grid unless it is under seal; left out where nobody can say.
        place_precision: 1 a named place, 2 near one, 3 a region.
        actors: Who was involved, as the holder claims.
        casualties: How many were harmed; in the open only after the charter's delay.
        observed: What was perceived.
        text: What happened, in words.
        told_by: Whose account it is, where not the author's own; then the header says where it is from.
    """

    type: EventType
    sub_type: SubType | None = None
    when: Interval | None = None
    time_precision: Precision | None = None
    where: Location | None = None
    place_precision: Precision | None = None
    actors: tuple[Actor, ...] = ()
    casualties: tuple[Casualties, ...] = ()
    observed: tuple[Observation, ...] = ()
    text: Text | None = None
    told_by: Text | None = None


class ReportDetailed(Body, frozen=True, tag="incidents.detailed/1"):
    """Who reported says more: finer under seal, or in the open once that may be.

    What is given stands in the place of what the report said before; what is left out stays.
    """

    when: Interval | None = None
    time_precision: Precision | None = None
    where: Location | None = None
    place_precision: Precision | None = None
    actors: tuple[Actor, ...] = ()
    casualties: tuple[Casualties, ...] = ()
    observed: tuple[Observation, ...] = ()
    text: Text | None = None


class Told(Part, frozen=True):
    """One report: an entry, or a row of a list of reports.

    Attributes:
        report: The entry that reported, or that states the list.
        row: Number of the row, from 0.
    """

    report: EntryId
    row: Row | None = None


class ReportRated(Body, frozen=True, tag="incidents.rated/1"):
    """The author rates a report: the source and what it says, each by itself. Ratings are compared, never averaged.

    Attributes:
        source: A completely reliable, B usually, C fairly, D not usually, E unreliable, F cannot be judged.
        information: 1 confirmed by others, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged.
        told: Which report, where the subject is an incident: the way to rate a row of a list.
    """

    source: SourceGrade
    information: InformationGrade
    told: Told | None = None
    text: Text | None = None


class ReportChecked(Body, frozen=True, tag="incidents.checked/1"):
    """The author has tried to verify a report.

    Attributes:
        found: Verified, not verified yet, or such that it cannot be verified.
        told: Which report, where the subject is an incident.
        text: How, and with what result.
    """

    found: Verification
    told: Told | None = None
    text: Text | None = None


class IncidentOpened(Body, frozen=True, tag="incidents.opened/1"):
    """The author holds that something happened which is one incident. It opens a subject.

    Attributes:
        title: What it is called for now.
        reports: Reports that, as the author holds, tell of it.
        split_from: The incident of which it was taken for a part.
    """

    title: Text
    reports: tuple[Told, ...] = ()
    split_from: EntryId | None = None


class ReportLinked(Body, frozen=True, tag="incidents.linked/1"):
    """The author holds that a report tells of this incident."""

    told: Told
    why: Text | None = None


class ReportSeparated(Body, frozen=True, tag="incidents.separated/1"):
    """The author holds that a report that somebody linked does not tell of this incident."""

    told: Told
    why: Text | None = None


class IncidentHeldSame(Body, frozen=True, tag="incidents.held_same/1"):
    """The author holds that this incident and another are one happening. Both keep their references."""

    other: EntryId
    why: Text | None = None


class IncidentHeldApart(Body, frozen=True, tag="incidents.held_apart/1"):
    """The author holds that this incident and another, which somebody holds to be one, are two."""

    other: EntryId
    why: Text | None = None


class NumberProposed(Body, frozen=True, tag="incidents.number_proposed/1"):
    """The author proposes the joint number of this incident, and accepts it thereby."""

    number: Number


class NumberAccepted(Body, frozen=True, tag="incidents.number_accepted/1"):
    """The author accepts exactly the number that was proposed, for exactly this incident.

    Attributes:
        proposed: The entry that proposed it.
    """

    proposed: EntryId


class NumberRefused(Body, frozen=True, tag="incidents.number_refused/1"):
    """The author does not accept a number, or no longer, while not all have.

    Attributes:
        proposed: The entry that proposed it.
    """

    proposed: EntryId
    why: Text | None = None


class EvidenceRecorded(Body, frozen=True, tag="incidents.evidence_recorded/1"):
    """The author has collected something and keeps it. It opens a subject.

    Attributes:
        sort: What it is.
        title: What it is called.
        not_proven: What it does not prove.
        collected: When.
        where: Where, on the charter's grid unless it is under seal.
        paper: The hash of a file, for what is a file; it goes with the entry.
        mark: The mark or number on what is a thing.
        reports: Reports and incidents that it bears on.
    """

    sort: EvidenceSort
    title: Text
    not_proven: Text
    collected: Interval | None = None
    where: Location | None = None
    paper: Hash | None = None
    mark: Annotated[str, msgspec.Meta(min_length=1, max_length=80)] | None = None
    reports: tuple[EntryId, ...] = ()


class EvidenceHanded(Body, frozen=True, tag="incidents.evidence_handed/1"):
    """Who has the thing hands it over. It has it until the other end signs.

    Attributes:
        to_party: To whom.
        to_office: Which office there; an office of the same party may be named.
        text: In what condition.
    """

    to_party: PartyId
    to_office: Office | None = None
    text: Text | None = None


class EvidenceReceived(Body, frozen=True, tag="incidents.evidence_received/1"):
    """The other end has it now.

    Attributes:
        handed: The entry that handed it over.
        text: In what condition it came.
    """

    handed: EntryId
    text: Text | None = None


class EventRecorded(Body, frozen=True, tag="incidents.event_recorded/1"):
    """The author records what somebody outside did or declared. It opens a subject; the header says where it is from.

    Attributes:
        who: Who did or declared it.
    """

    sort: EventSort
    who: Text
    text: Text
    when: Interval | None = None


KINDS: tuple[type[Body], ...] = (
    IncidentReported,
    ReportDetailed,
    ReportRated,
    ReportChecked,
    IncidentOpened,
    ReportLinked,
    ReportSeparated,
    IncidentHeldSame,
    IncidentHeldApart,
    NumberProposed,
    NumberAccepted,
    NumberRefused,
    EvidenceRecorded,
    EvidenceHanded,
    EvidenceReceived,
    EventRecorded,
)

FOR_ALL: frozenset[type[Body]] = frozenset(
    {
        IncidentReported,
        ReportDetailed,
        ReportRated,
        ReportChecked,
        EvidenceRecorded,
        EvidenceHanded,
        EvidenceReceived,
        EventRecorded,
    }
)
"""Kinds that members without a say may sign too: who observes may report, and keep what it found."""

BINDS_AS: Mapping[type[Body], tuple[type[Body], ...]] = {
    NumberProposed: (NumberAccepted,),
}
"""Whoever proposes accepts thereby: kinds that can bind their author as the kinds beside them do."""
