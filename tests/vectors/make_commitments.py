"""Make the golden vectors of commitments, conditions, access, missions and named days, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.vectors.make_slices import FOLDER, Case, Cases, about
from tests.worlds import HOST, NORTH, PARTIES, SOUTH, en
from trilateral.agreement.locations import Location, Point
from trilateral.agreement.undertakings import Count, Indicator, Quota, Site, Step
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments.entries import (
    AccessAnswered,
    AccessEnded,
    AccessRequested,
    CommitmentAssessed,
    CommitmentRefused,
    CommitmentStated,
    CommitmentUndertaken,
    ConditionAnswered,
    ConditionAsserted,
    ConditionJudged,
    DayAccepted,
    DayNamed,
    DayProposed,
    DeedReported,
    MissionDeployed,
    MissionReported,
    MissionRequested,
    MissionSuspended,
    ReportAnswered,
    Result,
    StandingStated,
    TeamNamed,
)

CASES: Cases = {}
BRIDGE = Location((en("The old bridge"),), (Point(335_000_000, 445_000_000),), 5_000)
SUPPLY = Indicator(
    en("Weapons brought over the river"),
    None,
    40,
    10,
    "down",
    "month",
    en("All three sides"),
    Count(("weapons",), SOUTH),
)
DEMAND = CommitmentStated((SOUTH,), en("Stop arming the bands."), (NORTH,), due_on="2030-03-01", indicators=(SUPPLY,))
BASES = CommitmentStated(
    (SOUTH,),
    en("Leave the three bases."),
    steps=(Step(en("The first base"), "2030-02-01"), Step(en("The others"), "2030-03-01")),
    sites=(Site(BRIDGE, "base"),),
    quotas=(Quota(1, 30, "2030-02-01", NORTH, "base"),),
)
VISIT = AccessRequested(SOUTH, BRIDGE, "2030-02-03", "base")


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


def _undertaken(comment: str, body: CommitmentStated) -> tuple[Case, EntryId]:
    world, subject = about(comment, NORTH, body)
    world.say(SOUTH, CommitmentUndertaken(), subject)
    world.meet()
    return world, subject


@case
def demanded_then_undertaken() -> Case:
    world, subject = about("A demand binds nobody until its owner undertakes it.", NORTH, DEMAND)
    world.say(NORTH, CommitmentUndertaken(), subject)
    world.fails("commitments.not_obliged")
    world.say(SOUTH, DeedReported(), subject)
    world.fails("commitments.not_undertaken")
    world.say(SOUTH, CommitmentRefused(en("It is not ours.")), subject)
    world.say(SOUTH, CommitmentUndertaken(en("From Monday on.")), subject)
    world.say(SOUTH, CommitmentRefused(), subject)
    world.fails("commitments.undertaken_before")
    return world


@case
def demand_dropped_while_undertaken() -> Case:
    world, subject = about("Undertaken while it was no longer asked for.", NORTH, DEMAND)
    world.say(NORTH, StandingStated("released", en("Overtaken.")), subject)
    world.say(SOUTH, CommitmentUndertaken(), subject)
    return world


@case
def three_assessments() -> Case:
    world, subject = _undertaken("Own, other and joint assessments stand side by side.", DEMAND)
    world.say(SOUTH, CommitmentAssessed("complete", None, None, "2030-02-28", text=en("Nothing crosses.")), subject)
    world.say(NORTH, CommitmentAssessed("not_initiated", None, None, "2030-02-28"), subject)
    for party in PARTIES:
        world.say(party, CommitmentAssessed("minimum", SOUTH, None, "2030-02-28", joint=True), subject)
    world.meet()
    world.say(NORTH, CommitmentAssessed("complete", None, None, "2030-02-28", joint=True), subject)
    world.fails("commitments.joint_before")
    world.say(HOST, CommitmentAssessed("complete"), subject)
    world.fails("commitments.as_of_when")
    return world


@case
def joint_level_crosses_change() -> Case:
    world, subject = _undertaken("A signature is changed while the last one comes in.", DEMAND)
    complete = CommitmentAssessed("complete", None, None, "2030-02-28", joint=True)
    world.say(NORTH, complete, subject)
    world.say(HOST, complete, subject)
    world.meet()
    world.say(NORTH, CommitmentAssessed("minimum", None, None, "2030-02-28", joint=True), subject)
    world.say(SOUTH, complete, subject)
    return world


@case
def done_and_contested() -> Case:
    world, subject = _undertaken("What is reported done others stand behind, or not.", BASES)
    report = world.say(SOUTH, DeedReported(0, en("Handed over."), "2030-01-31"), subject)
    world.say(SOUTH, DeedReported(2), subject)
    world.fails("commitments.no_such_step")
    world.say(SOUTH, ReportAnswered(report, "endorsed"), subject)
    world.fails("commitments.own_report")
    world.meet()
    world.say(NORTH, ReportAnswered(report, "dissented", en("The gate is guarded.")), subject)
    world.say(HOST, ReportAnswered(report, "endorsed"), subject)
    for party in PARTIES:
        world.say(party, StandingStated("suspended"), subject)
    return world


@case
def access_within_quota() -> Case:
    world, subject = _undertaken("Access is asked for as often as the quota allows.", BASES)
    first = world.say(NORTH, VISIT, subject)
    world.say(NORTH, AccessRequested(SOUTH, BRIDGE, "2030-02-04", "base"), subject)
    world.fails("commitments.over_quota")
    world.meet()
    world.say(SOUTH, AccessAnswered(first, "denied"), subject)
    world.fails("commitments.gives_no_reason")
    world.say(HOST, AccessAnswered(first, "granted"), subject)
    world.fails("commitments.not_yours_to_grant")
    world.say(SOUTH, AccessAnswered(first, "denied", en("Not now.")), subject)
    world.meet()
    second = world.say(NORTH, AccessRequested(SOUTH, BRIDGE, "2030-02-05", "base"), subject)
    world.meet()
    world.say(SOUTH, AccessAnswered(second, "conditional", en("Unarmed."), (en("No weapons"),)), subject)
    world.say(NORTH, AccessEnded(second, "turned_back", en("At the gate.")), subject)
    return world


@case
def deadlock_of_conditions() -> Case:
    world, one = about("Each waits for the other.", NORTH, CommitmentStated((NORTH,), en("Open the market.")))
    other = world.say(SOUTH, CommitmentStated((SOUTH,), en("Stop the shelling.")))
    world.meet()
    first = world.say(NORTH, ConditionAsserted(one, other, en("No market under fire.")))
    second = world.say(SOUTH, ConditionAsserted(other, one))
    world.say(SOUTH, ConditionAsserted(other, other))
    world.fails("commitments.waits_for_itself")
    world.meet()
    world.say(SOUTH, ConditionAnswered("accepted_as_link"), first)
    world.say(NORTH, ConditionAnswered("contested", en("One has nothing to do with the other.")), second)
    world.say(HOST, ConditionJudged("waived"), first)
    world.fails("commitments.not_yours_to_waive")
    world.say(SOUTH, ConditionJudged("met"), first)
    return world


@case
def mission_to_endorsement() -> Case:
    mission = MissionRequested(en("Whether the first base is left."), "local", None, (en("Gate"), en("Stores")))
    world, subject = about("A joint team, its access, its report and each party's word on it.", HOST, mission)
    world.say(NORTH, TeamNamed(("liaison",)), subject)
    request = world.say(HOST, VISIT, subject)
    world.say(HOST, MissionDeployed(), subject)
    world.fails("commitments.no_access")
    world.meet()
    world.say(SOUTH, AccessAnswered(request, "granted"), subject)
    world.meet()
    world.say(HOST, MissionDeployed(), subject)
    world.say(HOST, MissionSuspended(en("Fog.")), subject)
    world.say(HOST, MissionDeployed(), subject)
    world.say(HOST, MissionReported("spot", en("The gate is open.")), subject)
    report = world.say(HOST, MissionReported("final", en("Left."), (Result(0, "confirmed", en("Open")),)), subject)
    world.meet()
    world.say(NORTH, ReportAnswered(report, "endorsed"), subject)
    world.say(SOUTH, ReportAnswered(report, "dissented", en("Stores were left too.")), subject)
    return world


@case
def day_from_which_steps_count() -> Case:
    world, day = about("A day is the one that every party has signed.", HOST, DayNamed(en("D-day"), "2030-02-01"))
    world.say(SOUTH, CommitmentStated((SOUTH,), en("Withdraw."), steps=(Step(en("Lists"), None, day, -35),)))
    world.say(NORTH, DayAccepted(day), day)
    world.say(SOUTH, DayAccepted(day), day)
    world.meet()
    moved = world.say(NORTH, DayProposed("2030-03-01", en("Snow.")), day)
    world.say(HOST, DayAccepted(day), day)
    world.fails("commitments.accepted_already")
    world.meet()
    world.say(SOUTH, DayAccepted(moved), day)
    return world


def files() -> dict[str, str]:
    """Content of each file by its name."""
    return {
        f"{name}.json": json.dumps(make().written(), ensure_ascii=False, indent=2) + "\n"
        for name, make in CASES.items()
    }


if __name__ == "__main__":
    for file, content in files().items():
        (FOLDER / file).write_text(content, encoding="utf-8")
