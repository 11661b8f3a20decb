"""Make the golden vectors of suspensions, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.vectors.make_slices import FOLDER, Case, Cases, about
from tests.worlds import DATE, HOST, NORTH, SOUTH, en
from trilateral.ledger.entry import Text
from trilateral.mechanism.suspensions.entries import (
    EndAccepted,
    EndProposed,
    SuspensionAccepted,
    SuspensionProposed,
    SuspensionRefused,
)

CASES: Cases = {}
FLOOD = SuspensionProposed(
    "force_majeure", Text("fa", "رودخانه طغیان کرده است."), DATE, DATE + timedelta(days=10), ("allegations.answer",)
)
OPEN = SuspensionProposed("holiday", en("Until further notice."), DATE)


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


@case
def suspended_by_all_and_ended_by_all() -> Case:
    world, suspension = about("Clocks stand still, and run again, by every party's own signature.", NORTH, FLOOD)
    world.say(NORTH, EndProposed(DATE + timedelta(days=2)), suspension)
    world.fails("suspensions.not_agreed")
    for party in (SOUTH, HOST):
        world.say(party, SuspensionAccepted(), suspension)
    world.meet()
    world.say(SOUTH, SuspensionRefused(en("too late")), suspension)
    world.fails("suspensions.agreed_already")
    end = world.say(SOUTH, EndProposed(DATE + timedelta(days=2), en("The water has fallen.")), suspension)
    world.meet()
    for party in (NORTH, HOST):
        world.say(party, EndAccepted(end), suspension)
    return world


@case
def suspension_crosses_refusal() -> Case:
    world, suspension = about("The last party signs while another takes its signature back.", NORTH, OPEN)
    world.say(SOUTH, SuspensionAccepted(), suspension)
    world.see_all(HOST)
    world.say(SOUTH, SuspensionRefused(), suspension)
    world.say(HOST, SuspensionAccepted(), suspension)
    return world


@case
def two_agreed_ends() -> Case:
    world, suspension = about("All sign two ends of one suspension, none knowing of the other agreement.", NORTH, OPEN)
    for party in (SOUTH, HOST):
        world.say(party, SuspensionAccepted(), suspension)
    world.meet()
    ends = [
        world.say(party, EndProposed(DATE + timedelta(days=days)), suspension)
        for party, days in ((NORTH, 2), (SOUTH, 4))
    ]
    world.meet()
    for party, mine in ((HOST, ends), (NORTH, ends[1:]), (SOUTH, ends[:1])):
        for end in mine:
            world.say(party, EndAccepted(end), suspension)
    return world


@case
def suspension_of_no_clock() -> Case:
    world = Case("A suspension names clocks of the charter, once each, and ends after it begins.")
    world.say(NORTH, SuspensionProposed("other", en("x"), DATE, None, ("meetings.special",)))
    world.fails("suspensions.no_such_clock")
    world.say(NORTH, SuspensionProposed("other", en("x"), DATE, None, ("allegations.answer",) * 2))
    world.fails("suspensions.clock_twice")
    world.say(NORTH, SuspensionProposed("other", en("x"), DATE, DATE))
    world.fails("suspensions.ends_before_it_begins")
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
