"""Make the golden vectors of reports, incidents, evidence and outside events, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.vectors.make_slices import FOLDER, Case, Cases
from tests.worlds import BEGAN, DATE, HOST, NORTH, PARTIES, SOUTH, World, en, make_charter
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point, coarsened
from trilateral.ledger.entry import Source, Text
from trilateral.mechanism.bodies.entries import RowsListed
from trilateral.mechanism.incidents.entries import (
    ROWS,
    Actor,
    Casualties,
    EventRecorded,
    EvidenceHanded,
    EvidenceReceived,
    EvidenceRecorded,
    IncidentHeldApart,
    IncidentHeldSame,
    IncidentOpened,
    IncidentReported,
    NumberAccepted,
    NumberProposed,
    NumberRefused,
    Observation,
    ReportChecked,
    ReportDetailed,
    ReportLinked,
    ReportRated,
    ReportSeparated,
    Told,
)

CASES: Cases = {}
GRID = 100_000
PIER = Location((en("The pier"), Text("ar", "الرصيف")), (Point(333_412_345, 443_612_345),), 5)
NEWS = Source("Shots at the pier", "A newspaper", "2030-03-04", "Three rounds fell.")
SHELLED = IncidentReported(
    "explosion",
    "shelling_or_missile_attack",
    Interval(DATE, DATE + timedelta(hours=1), zone="Asia/Baghdad", civil="2030-03-04 10:30"),
    1,
    Location((en("The pier"),)),
    1,
    (Actor("acted", "proxy", SOUTH, en("The Lions"), None, "denied"), Actor("targeted", "party", NORTH)),
    (Casualties("killed", "own", 1, 2), Casualties("wounded", "civilians", 3)),
    (Observation("heard", 270, 900, en("mortar"), 3),),
    Text("fa", "سه گلوله بر اسکله افتاد."),
)
THING = EvidenceRecorded("fragment", en("A fin"), en("Who fired it."), mark="F-1")


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


@case
def reports_linked_by_all_and_numbered() -> Case:
    world = Case(
        "Two reports tell of one incident in every party's view, a row of a list in one's; all sign its number."
    )
    ours, theirs = (
        world.say(NORTH, SHELLED),
        world.say(SOUTH, IncidentReported("battle", "armed_clash", Interval(DATE))),
    )
    rows = world.say(SOUTH, RowsListed(en("Reports of March"), ROWS, 20, "e" * 64))
    world.meet()
    incident = world.say(HOST, IncidentOpened(en("At the pier"), (Told(ours), Told(theirs), Told(rows, 17))))
    world.meet()
    for party in (NORTH, SOUTH):
        for report in (ours, theirs):
            world.say(party, ReportLinked(Told(report)), incident)
    world.say(SOUTH, ReportLinked(Told(rows, 20)), incident)
    world.fails("incidents.no_such_row")
    world.say(NORTH, ReportRated("C", 3, None, en("It was dark.")), theirs)
    world.say(SOUTH, ReportChecked("unverifiable"), ours)
    world.say(NORTH, ReportRated("E", 5, Told(rows, 17)), incident)
    number = world.say(HOST, NumberProposed("2030-17"), incident)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, NumberAccepted(number), incident)
    world.meet()
    world.say(SOUTH, NumberRefused(number), incident)
    world.fails("incidents.numbered_already")
    return world


@case
def link_crosses_separation() -> Case:
    world = Case("One links a report while another separates it, and one accepts a number while another refuses it.")
    report = world.say(NORTH, SHELLED)
    incident = world.say(NORTH, IncidentOpened(en("At the pier"), (Told(report),)))
    number = world.say(NORTH, NumberProposed("1"), incident)
    world.meet()
    world.say(SOUTH, ReportSeparated(Told(report), en("Another day.")), incident)
    world.say(HOST, ReportLinked(Told(report)), incident)
    world.say(SOUTH, NumberRefused(number, en("Not yet.")), incident)
    world.say(HOST, NumberAccepted(number), incident)
    return world


@case
def incidents_split_and_held_to_be_one() -> Case:
    world = Case("An incident is split from another; one party holds both to be one, another that they are two.")
    report = world.say(NORTH, SHELLED)
    incident = world.say(NORTH, IncidentOpened(en("At the pier"), (Told(report),)))
    world.meet()
    other = world.say(SOUTH, IncidentOpened(en("On the east bank"), (), incident))
    world.meet()
    world.say(NORTH, IncidentHeldApart(other), incident)
    world.fails("incidents.not_held_same")
    world.say(NORTH, IncidentHeldSame(other), incident)
    world.meet()
    world.say(SOUTH, IncidentHeldApart(other), incident)
    world.say(SOUTH, IncidentHeldSame(incident), incident)
    world.fails("incidents.itself")
    return world


@case
def nothing_finer_or_earlier_in_the_open() -> Case:
    charter = make_charter(grid_microdegrees=GRID, detail_delay_hours=48)
    world = Case(
        "A charter with a grid and a delay: what is finer or earlier has no effect in the open.", World(charter).found()
    )
    began = Interval(BEGAN)
    world.say(NORTH, IncidentReported("explosion", where=PIER))
    world.fails("incidents.too_fine")
    harm = (Casualties("killed", "own", 1, 2),)
    world.say(NORTH, IncidentReported("explosion", when=began, casualties=harm))
    world.fails("incidents.too_prompt")
    report = world.say(NORTH, IncidentReported("explosion", when=began, where=coarsened(PIER, GRID)))
    world.say(NORTH, ReportDetailed(where=PIER), report)
    world.fails("incidents.too_fine")
    world.say(NORTH, ReportDetailed(casualties=harm), report)
    world.fails("incidents.too_prompt")
    world.say(NORTH, ReportDetailed(casualties=harm), report, at=BEGAN + timedelta(hours=48))
    world.say(NORTH, EvidenceRecorded("fragment", en("A fin"), en("Who fired it."), where=PIER, mark="1"))
    world.fails("incidents.too_fine")
    return world


@case
def custody_signed_at_both_ends() -> Case:
    world = Case("A thing goes from hand to hand; one handing over is taken back by another, and two receipts cross.")
    thing = world.say(NORTH, THING)
    first = world.say(NORTH, EvidenceHanded(HOST, None, en("In a bag.")), thing)
    world.see_all(HOST)
    second = world.say(NORTH, EvidenceHanded(SOUTH), thing)
    world.see_all(SOUTH)
    world.say(SOUTH, EvidenceReceived(first), thing)
    world.fails("incidents.not_for_you")
    world.say(HOST, EvidenceReceived(first, en("Unopened.")), thing)
    world.say(SOUTH, EvidenceReceived(second), thing)
    world.meet()
    world.say(NORTH, EvidenceHanded(SOUTH), thing)
    world.fails("incidents.not_yours_to_hand")
    world.say(HOST, EvidenceHanded(HOST, "press"), thing)
    return world


@case
def others_words_need_their_source() -> Case:
    world = Case("What an outside source reported, and what somebody outside declared, name where they are from.")
    wire = IncidentReported("protest", when=Interval(DATE), told_by=en("A newspaper"))
    event = EventRecorded("declaration", en("A neighbour"), en("It calls for calm."), Interval(DATE))
    for body in (wire, event):
        world.say(HOST, body)
        world.fails("incidents.no_source")
        world.say(HOST, body, sources=(NEWS,))
    return world


@case
def links_taken_back_by_each() -> Case:
    world = Case("Every party links a report and takes its link back; nobody is bound by what another links.")
    report = world.say(NORTH, SHELLED)
    world.meet()
    incident = world.say(NORTH, IncidentOpened(en("At the pier")))
    world.meet()
    for party in PARTIES:
        world.say(party, ReportLinked(Told(report)), incident)
        world.say(party, ReportSeparated(Told(report)), incident)
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
