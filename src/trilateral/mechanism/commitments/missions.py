"""A verification mission: who is in the team, whether it may go where it asks to, and what it found.

Whoever asked for it leads it: it says that the team is on the ground, stands still or has reported. Each
party says for itself which of its offices are in the team, and whether it stands behind a report.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from trilateral.agreement import clocks
from trilateral.agreement.clocks import Due
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.commitments import access
from trilateral.mechanism.commitments.days import objection_to_day, unknown
from trilateral.mechanism.commitments.entries import (
    MissionDeployed,
    MissionReported,
    MissionRequested,
    MissionSuspended,
    ReportAnswered,
    TeamNamed,
)
from trilateral.mechanism.commitments.state import (
    Asking,
    Check,
    Commitment,
    Mission,
    Report,
    Said,
    Team,
    as_seen,
    knew,
    last_of,
    place_of,
    too_exact,
    unseen,
    with_act,
)

SPOT_CLOCK = "commitments.spot_report"
"""Name of the charter's clock for a first report, from when the team is said to be on the ground."""
REPORT_CLOCK = "commitments.report"
"""The same for the whole report."""
MAX_POINTS = 200


class Stage(StrEnum):
    """Where a mission stands."""

    REQUESTED = "requested"
    ACCESS_REQUESTED = "access_requested"
    ACCESS_GRANTED = "access_granted"
    ACCESS_CONDITIONAL = "access_conditional"
    ACCESS_DELAYED = "access_delayed"
    ACCESS_DENIED = "access_denied"
    DEPLOYED = "deployed"
    SUSPENDED = "suspended"
    REPORTED = "reported"
    ENDORSED = "endorsed"
    DISSENTED = "dissented"
    CROSSED = "crossed"


def objection_to_request(body: MissionRequested, entry: Entry[Any], facts: Facts) -> Objection | None:
    """What is against a mission."""
    if len(body.checklist) > MAX_POINTS:
        return Objection("commitments.too_many", (("most", MAX_POINTS),))
    wrong = objection_to_day(body.on) or too_exact((body.place,), entry, facts)
    return wrong or (None if body.about is None else unseen((body.about,), facts))


def opened(body: MissionRequested, entry: Entry[Any], facts: Facts) -> Mission:
    """The mission as it is asked for."""
    return Mission(
        id=entry.id,
        party=entry.party,
        parties=facts.parties,
        text=body.text,
        tier=body.tier,
        about=body.about,
        checklist=body.checklist,
        place=body.place,
        on=body.on,
    )


def objection(held: Mission, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    """What is against an act on a mission."""
    known = as_seen(held, facts)
    match body:
        case TeamNamed(offices=offices):
            said = last_of(known.teams, entry.party)
            same = (() if said is None else said.offices) == offices
            return Objection("commitments.same_team") if same else None
        case MissionDeployed() | MissionSuspended() | MissionReported():
            if entry.party != held.party:
                return Objection("commitments.not_yours_to_lead", (("party", held.party),))
            return _objection_to_move(known, body, facts)
        case ReportAnswered():
            return objection_to_check(known, known.reports, body, entry.party, facts)
    return access.objection(known, body, entry, facts)


def _objection_to_move(known: Mission, body: Body, facts: Facts) -> Objection | None:  # noqa: PLR0911 - one return for each objection
    last = last_of(known.moves, known.party)
    moved = None if last is None else last.word
    match body:
        case MissionDeployed():
            if moved == "deployed":
                return Objection("commitments.said_already")
            under = None if known.about is None else facts.state(known.about)
            asked = accesses_of(known, under)
            free = not asked or any(_is_open(holder, each) for holder, each in asked)
            return None if free else Objection("commitments.no_access")
        case MissionSuspended():
            return Objection("commitments.said_already") if moved == "suspended" else None
        case MissionReported(results=results, evidence=evidence):
            if not any(each.word == "deployed" for each in known.moves):
                return Objection("commitments.not_deployed")
            points = [each.point for each in results]
            if len(set(points)) != len(points) or any(not 0 <= each < len(known.checklist) for each in points):
                return Objection("commitments.no_such_point", (("points", len(known.checklist)),))
            return unseen(evidence, facts)
    return Objection("commitments.not_about_that")


def _is_open(holder: access.Holder, request: Asking) -> bool:
    said = access.answer_to(holder, request)
    return said is not None and said.answer in {"granted", "conditional"}


def objection_to_check(
    known: Mission | Commitment, reports: tuple[Any, ...], body: ReportAnswered, party: PartyId, facts: Facts
) -> Objection | None:
    """What is against a word on a report."""
    if party not in known.parties:
        return Objection("commitments.no_party_to_it")
    report = next((each for each in reports if each.entry == body.report), None)
    if report is None:
        return unknown(body.report, facts, Objection("commitments.no_such_report"))
    if report.party == party:
        return Objection("commitments.own_report")
    said = check_by(known, body.report, party)
    return Objection("commitments.said_already") if said is not None and said.word == body.word else None


def apply(held: Mission, entry: Entry[Any], facts: Facts) -> Mission:
    """The mission after an act to which there is no objection."""
    at = place_of(entry)
    match entry.body:
        case TeamNamed(offices=offices):
            return with_act(held, "teams", Team(*at, offices), facts)
        case MissionDeployed(text=text):
            return with_act(held, "moves", Said(*at, "deployed", text, knew(held, entry, facts)), facts)
        case MissionSuspended(why=why):
            return with_act(held, "moves", Said(*at, "suspended", why, knew(held, entry, facts)), facts)
        case MissionReported(sort=sort, text=text, results=results, evidence=evidence):
            return with_act(held, "reports", Report(*at, sort, text, results, evidence), facts)
        case ReportAnswered(report=report, word=word, text=text):
            return with_act(held, "checks", Check(*at, report, word, text), facts)
    changed = access.applied(held, entry, facts)
    return changed if isinstance(changed, Mission) else held


# Questions


def check_by(held: Mission | Commitment, report: EntryId, party: PartyId) -> Check | None:
    """A party's last word on a report."""
    return last_of((each for each in held.checks if each.report == report), party)


def accesses_of(mission: Mission, under: object | None) -> list[tuple[access.Holder, Asking]]:
    """Requests for access for a mission: those on it, and those for it on the commitment that it is about."""
    found: list[tuple[access.Holder, Asking]] = [(mission, each) for each in mission.accesses]
    if isinstance(under, Commitment):
        found += [(under, each) for each in under.accesses if each.mission == mission.id]
    return found


def final_report(mission: Mission) -> Report | None:
    """The last whole report."""
    return last_of((each for each in mission.reports if each.sort == "final"), mission.party)


def team(mission: Mission) -> dict[PartyId, tuple[str, ...]]:
    """Each party's offices in the team, as it said last."""
    found = {each.party: each.offices for each in mission.teams}
    return {party: offices for party, offices in found.items() if offices}


def to_check(mission: Mission) -> tuple[PartyId, ...]:
    """Whose word on the whole report is missing."""
    report = final_report(mission)
    if report is None:
        return ()
    others = (party for party in mission.parties if party != mission.party)
    return tuple(party for party in others if check_by(mission, report.entry, party) is None)


def stage(mission: Mission, under: object | None) -> Stage:
    """Where it stands.

    Args:
        under: State of the commitment that it is about, if it is about one.
    """
    if mission.crossed:
        return Stage.CROSSED
    report = final_report(mission)
    if report is not None:
        others = [party for party in mission.parties if party != mission.party]
        words = [None if (said := check_by(mission, report.entry, each)) is None else said.word for each in others]
        if "dissented" in words:
            return Stage.DISSENTED
        return Stage.ENDORSED if all(each == "endorsed" for each in words) else Stage.REPORTED
    moved = last_of(mission.moves, mission.party)
    if moved is not None:
        return Stage.SUSPENDED if moved.word == "suspended" else Stage.DEPLOYED
    return _stage_of_access(accesses_of(mission, under))


_BY_ANSWER = {
    "granted": Stage.ACCESS_GRANTED,
    "conditional": Stage.ACCESS_CONDITIONAL,
    "delayed": Stage.ACCESS_DELAYED,
    "denied": Stage.ACCESS_DENIED,
}


def _stage_of_access(asked: list[tuple[access.Holder, Asking]]) -> Stage:
    """The worst of the answers: a team is held up by the one place that it may not enter."""
    standing = []
    for holder, request in asked:
        ended, said = access.end_of(holder, request), access.answer_to(holder, request)
        if ended is None or ended.outcome != "given_up":
            standing.append(None if said is None else said.answer)
    if not standing:
        return Stage.REQUESTED
    if None in standing:
        return Stage.ACCESS_REQUESTED
    return next(_BY_ANSWER[word] for word in reversed(access.ANSWERS) if word in standing)


def report_waits(mission: Mission, sort: str) -> Said | None:
    """Since which word that the team is on the ground a report is awaited; None if none is.

    A first report of any sort ends the wait for a spot report. A mission that stands still owes none.
    """
    last = last_of(mission.moves, mission.party)
    if last is None or last.word != "deployed":
        return None
    done = final_report(mission) is not None or (sort == "spot" and bool(mission.reports))
    return None if done else next(each for each in mission.moves if each.word == "deployed")


def late_report(
    mission: Mission, sort: str, term: Due, as_of: datetime, covered_until: datetime | None
) -> clocks.Answer:
    """Whether a report had not come when its time had run out.

    Args:
        sort: `spot` or `final`.
        term: The charter's clock for it, for whoever leads the mission.
        as_of: The time that is asked about.
        covered_until: Until when its log is known whole.
    """
    return clocks.Answer.NO if report_waits(mission, sort) is None else term.late(as_of, covered_until)
