"""Make the golden vectors of proposals, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.mechanism.proposals.silent import HOUR, OUTSIDE, PROVEN, TABLED, TEXT, head, opened, quiet_world
from tests.vectors.make_slices import FOLDER, Case, Cases, about
from tests.worlds import BEGAN, DATE, HOST, NORTH, SOUTH, en
from trilateral.agreement.locations import Location
from trilateral.agreement.undertakings import Indicator, Quota, Site, Step, Undertaking
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.proposals.entries import (
    BodyItem,
    ClarificationAsked,
    DateItem,
    InstructionReceived,
    MeetingItem,
    Member,
    PositionReserved,
    ProposalAmended,
    ProposalClarified,
    ProposalCountered,
    ProposalTabled,
    ProposalWithdrawn,
    RequestItem,
    Reservation,
    SilenceBroken,
    SilenceDefeated,
    SilenceProven,
    SilentHead,
    TextAccepted,
    TextDeclined,
    TextDissociated,
    TextInterpreted,
    TextReferred,
    TextReserved,
    text_hash,
)

CASES: Cases = {}
PATROLS = ProposalTabled((en("Patrols"),), "substance", (en("Patrols are announced."), en("By noon.")))
DUSK = ProposalAmended((en("Patrols"),), "substance", (en("Patrols are announced."), en("By dusk.")), why=en("Heat"))


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


@case
def proposal_adopted() -> Case:
    world, proposal = about("A text with items, adopted by every party's own signature on its hash.", NORTH, _items())
    text = text_hash(_items())
    asked = world.say(SOUTH, ClarificationAsked(en("Who counts?"), 0), proposal)
    world.meet()
    world.say(NORTH, ProposalClarified(en("The host."), asked), proposal)
    world.say(SOUTH, TextReserved(text, (Reservation(0, en("Not on feast days.")),)), proposal)
    world.say(HOST, TextInterpreted(text, en("A day ends at dusk."), 0), proposal)
    return world


SEALED = Undertaking(
    (NORTH, SOUTH),
    en("They seal the border."),
    (HOST,),
    en("The treaty of the three rivers"),
    "2030-06-01",
    (Step(en("The eastern half"), "2030-04-01"),),
    (
        Indicator(en("Crossings"), None, 40, 0, source=en("The posts of both")),
        Indicator(en("Posts manned"), en("posts"), 3, 12, "up", source=en("The host")),
    ),
    (Site(Location((en("The eastern pass"),)), "crossing"),),
    (Quota(2, 30, "2030-04-01", HOST, "crossing"),),
)


def _items() -> ProposalTabled:
    return ProposalTabled(
        (en("A subcommittee"),),
        "commitment",
        (en("It meets monthly."),),
        commitments=(SEALED,),
        requests=(RequestItem(HOST, "assistance", en("The host lends a room.")),),
        bodies=(BodyItem("security", (en("Security subcommittee"),), (en("Experts meet."),)),),
        meetings=(MeetingItem((en("First session"),), "security", (DateItem(DATE, "UTC", "2030-03-04 07:30"),)),),
        charter="a" * 64,
    )


@case
def proposal_amended() -> Case:
    world, proposal = about("Words on a text stay with it when the author puts another in its place.", NORTH, PATROLS)
    world.say(SOUTH, TextDeclined(text_hash(PATROLS), en("Too hot.")), proposal)
    world.say(HOST, PositionReserved(text_hash(PATROLS)), proposal)
    world.say(NORTH, DUSK, proposal)
    world.meet()
    world.say(SOUTH, TextAccepted(text_hash(DUSK)), proposal)
    world.say(HOST, TextAccepted("f" * 64), proposal)
    world.fails("proposals.no_such_text")
    return world


@case
def proposal_crossed() -> Case:
    world, proposal = about(
        "North withdraws while South gives the last acceptance: neither had the other's letter.", NORTH, PATROLS
    )
    world.say(HOST, TextAccepted(text_hash(PATROLS)), proposal)
    world.meet()
    world.say(NORTH, ProposalWithdrawn(), proposal)
    world.say(SOUTH, TextAccepted(text_hash(PATROLS)), proposal)
    return world


@case
def proposal_dissociated() -> Case:
    body = msgspec.structs.replace(PATROLS, dissociation=True)
    world, proposal = about("A party stands aside, and the text is adopted for the others.", NORTH, body)
    world.say(SOUTH, TextDissociated(text_hash(body)), proposal)
    world.say(HOST, TextAccepted(text_hash(body)), proposal)
    world.meet()
    world.say(SOUTH, TextDeclined(text_hash(body)), proposal)
    world.fails("proposals.adopted_before")
    return world


@case
def proposal_referred() -> Case:
    world, proposal = about("Referred to a capital, an instruction, and the way back.", NORTH, PATROLS)
    referral = world.say(SOUTH, TextReferred(text_hash(PATROLS), en("To the ministry.")), proposal)
    world.say(HOST, InstructionReceived(referral), proposal)
    world.fails("proposals.no_such_referral")
    world.say(SOUTH, InstructionReceived(referral), proposal)
    world.say(SOUTH, TextAccepted(text_hash(PATROLS), referral), proposal)
    return world


@case
def proposal_countered() -> Case:
    world, proposal = about("A counter-proposal is a proposal, and a word on the first.", NORTH, PATROLS)
    counter = world.say(SOUTH, ProposalTabled((en("None"),), "substance", (en("No patrols."),), counters=proposal))
    world.say(SOUTH, ProposalCountered(text_hash(PATROLS), counter), proposal)
    return world


@case
def proposal_package() -> Case:
    whole = ProposalTabled((en("Both"),), "package")
    world, package = about("Nothing of a package is adopted before all of it is agreed.", NORTH, whole)
    first = msgspec.structs.replace(PATROLS, part_of=package)
    second = msgspec.structs.replace(first, title=(en("Prisoners"),))
    parts = [world.say(NORTH, each) for each in (first, second)]
    named = tuple(Member(part, text_hash(body)) for part, body in zip(parts, (first, second), strict=True))
    named_all = ProposalAmended((en("Both"),), "package", members=named)
    world.say(NORTH, named_all, package)
    world.meet()
    for party in (SOUTH, HOST):
        world.say(party, TextAccepted(text_hash(first)), parts[0])
        world.say(party, TextAccepted(text_hash(named_all)), package)
    return world


def _silence(comment: str) -> tuple[Case, EntryId, EntryId]:
    world = Case(comment, quiet_world())
    proposal = world.say(NORTH, TABLED)
    world.see_all(HOST)
    world.say(HOST, TextAccepted(TEXT), proposal)
    silence = world.say(NORTH, opened(), proposal, at=BEGAN + timedelta(hours=12))
    world.see_all(HOST)
    world.see_all(SOUTH)
    return world, proposal, silence


@case
def silence_adopts() -> Case:
    world, proposal, silence = _silence(
        "Silence, proven by a head that two others cosigned after the hour and its grace."
    )
    good = head(world, SOUTH, (HOST, OUTSIDE), PROVEN)
    early = head(world, SOUTH, (HOST, OUTSIDE), HOUR)
    world.see_all(HOST)
    world.say(HOST, SilenceProven(silence, (SilentHead(SOUTH, early),)), proposal)
    world.fails("proposals.too_early")
    world.say(HOST, SilenceProven(silence, (SilentHead(SOUTH, good),)), proposal)
    world.say(SOUTH, SilenceBroken(silence, en("Late.")), proposal, at=PROVEN)
    return world


@case
def silence_defeated() -> Case:
    world, proposal, silence = _silence(
        "A proof, and an objection of which one other demonstrably had a copy by the hour."
    )
    good = head(world, SOUTH, (HOST, NORTH), PROVEN)
    world.see_all(HOST)
    world.say(HOST, SilenceProven(silence, (SilentHead(SOUTH, good),)), proposal)
    broken = world.say(SOUTH, SilenceBroken(silence, en("Square."), (en("Tables are square."),)), proposal, at=HOUR)
    in_time = head(world, SOUTH, (OUTSIDE,), HOUR)
    world.see_all(NORTH)
    world.say(NORTH, SilenceDefeated(silence, broken, in_time), proposal)
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
