"""Make the golden vectors of what becomes of allegations, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.mechanism.proposals.silent import head, quiet_world
from tests.vectors.make_slices import FOLDER, Case, Cases, about
from tests.worlds import BEGAN, HOST, NORTH, SOUTH, en
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    AllegationReferred,
    AllegationTransmitted,
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
    Specifics,
    VerificationBegun,
)

CASES: Cases = {}
WHEN = (Specifics(0, "2029-11", None, en("at the river")), Specifics(1, "2029-11-02", "2029-11-03"))
FILED = AllegationFiled(SOUTH, (en("shelling"), en("crossing")), en("an armed group"), specifics=WHEN, known_at=BEGAN)
HOUR = BEGAN + timedelta(days=9)
FOUND = PointFound(0, "confirmed", "largely", "differing_views", SOUTH, en("an armed group"), "moderate", "serious")


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


@case
def differing_views_on_competence() -> Case:
    world, allegation = about("Where views on competence differ, that is the state.", NORTH, FILED)
    world.say(HOST, CompetenceStated("admissible"), allegation)
    world.say(SOUTH, CompetenceStated("not_within_competence", en("a matter of our own")), allegation)
    return world


@case
def passed_on_once() -> Case:
    world, allegation = about("Passed on by the host, and the proxy answered for after all.", NORTH, FILED)
    world.say(SOUTH, AllegationTransmitted(), allegation)
    world.fails("allegations.not_yours_to_transmit")
    world.say(HOST, AllegationTransmitted(), allegation)
    world.say(HOST, AllegationTransmitted(), allegation)
    world.fails("allegations.transmitted_before")
    world.say(SOUTH, ResponsibilityContested(en("They take no orders.")), allegation)
    world.say(SOUTH, ResponsibilityAccepted(), allegation)
    world.say(NORTH, ResponsibilityAccepted(), allegation)
    world.fails("allegations.not_yours_to_answer")
    return world


@case
def joint_finding_with_a_dissent() -> Case:
    world, allegation = about("A finding is joint once every party has signed exactly it.", NORTH, FILED)
    referral = world.say(NORTH, AllegationReferred(0, (HOST,), None, en("the bank")), allegation)
    world.meet()
    world.say(SOUTH, VerificationBegun(referral), allegation)
    world.fails("allegations.not_the_verifier")
    world.say(HOST, VerificationBegun(referral), allegation)
    wrong = PointFound(1, "inconclusive", "undetermined", "differing_views", referral=referral)
    world.say(HOST, wrong, allegation)
    world.fails("allegations.another_point")
    unclear = PointFound(0, "confirmed", "party", "violation")
    world.say(HOST, unclear, allegation)
    world.fails("allegations.attribution_unclear")
    finding = world.say(HOST, FOUND, allegation)
    world.say(NORTH, FindingJoined(finding), allegation)
    world.fails("allegations.no_such_finding")
    world.meet()
    world.say(SOUTH, FindingDissented(finding, en("no access to the depot")), allegation)
    world.say(NORTH, FindingJoined(finding), allegation)
    world.say(SOUTH, FindingJoined(finding), allegation)
    world.say(SOUTH, FindingJoined(finding), allegation)
    world.fails("allegations.signed_before")
    world.see_all(HOST)
    world.say(HOST, FindingWithdrawn(finding), allegation)
    world.fails("allegations.joint_already")
    return world


@case
def silence_shown_by_others_words() -> Case:
    world = Case(
        "Nobody answered by the hour: the receipt in the silent log, and others' words on it after.", quiet_world(None)
    )
    allegation = world.say(NORTH, FILED)
    world.see_all(HOST)
    world.say(HOST, SilenceNoted(head(world, SOUTH, (HOST, NORTH), HOUR)), allegation)
    world.fails("allegations.not_received")
    world.see_all(SOUTH)
    shown = SilenceNoted(head(world, SOUTH, (HOST, NORTH), HOUR))
    world.see_all(HOST)
    world.say(HOST, SilenceNoted(head(world, SOUTH, (HOST, NORTH), BEGAN)), allegation)
    world.fails("allegations.too_early")
    world.say(HOST, SilenceNoted(head(world, SOUTH, (NORTH,), HOUR)), allegation)
    world.fails("allegations.none_disinterested")
    world.say(HOST, shown, allegation)
    world.say(SOUTH, PointAnswered(0, "denied"), allegation)
    return world


@case
def last_signature_crosses_withdrawal() -> Case:
    world, allegation = about("A withdrawal and the last signature, neither having seen the other.", NORTH, FILED)
    finding = world.say(NORTH, FOUND, allegation)
    world.meet()
    world.say(SOUTH, FindingJoined(finding), allegation)
    world.say(HOST, FindingJoined(finding), allegation)
    world.say(NORTH, FindingWithdrawn(finding), allegation)
    world.meet()
    world.say(HOST, FindingJoined(finding), allegation)
    world.fails("allegations.signed_before")
    return world


@case
def closed_by_all_and_recurred() -> Case:
    world, allegation = about(
        "Undertaken, done, checked, closed by every signature; then the same again.", NORTH, FILED
    )
    remedy = world.say(SOUTH, RemedyUndertaken(en("We close the depot."), 0, "2030-02-01"), allegation)
    world.say(SOUTH, RemedyDone(remedy), allegation)
    world.meet()
    world.say(SOUTH, RemedyChecked(remedy, "confirmed"), allegation)
    world.fails("allegations.checks_itself")
    world.say(HOST, RemedyChecked(remedy, "partly", en("one gate")), allegation)
    terms = world.say(SOUTH, ClosingProposed(en("The depot is closed.")), allegation)
    world.meet()
    world.say(NORTH, ClosingAccepted(terms), allegation)
    world.say(NORTH, AllegationFiled(SOUTH, (en("again"),), recurs=allegation))
    world.fails("allegations.not_closed")
    world.say(HOST, ClosingAccepted(terms), allegation)
    world.meet()
    world.say(SOUTH, PointAnswered(0, "denied"), allegation)
    world.fails("allegations.closed_before")
    world.say(NORTH, AllegationFiled(SOUTH, (en("again"),), recurs=allegation))
    return world


@case
def terms_taken_back() -> Case:
    world, allegation = about("Terms that lack a signature can be taken back, by their author.", NORTH, FILED)
    terms = world.say(SOUTH, ClosingProposed(en("Let it rest.")), allegation)
    world.meet()
    world.say(NORTH, ClosingWithdrawn(terms), allegation)
    world.fails("allegations.not_yours_to_withdraw")
    world.say(SOUTH, ClosingWithdrawn(terms, en("not any more")), allegation)
    world.see_all(HOST)
    world.say(HOST, ClosingAccepted(terms), allegation)
    world.fails("allegations.taken_back")
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
