"""Make the golden vectors of disputes, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.mechanism.disputes.rungs import LATE, RAISED, told
from tests.mechanism.proposals.silent import quiet_world
from tests.vectors.make_slices import FOLDER, Case, Cases
from tests.worlds import HOST, NORTH, SOUTH, delegate_key, en
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.disputes.entries import (
    AdviserNamed,
    DisputeEscalated,
    DisputeRaised,
    DisputeWithdrawn,
    OpinionAnswered,
    OpinionGiven,
    PositionStated,
    StepAccepted,
    StepProposed,
    StepRefused,
)
from trilateral.tlog.note import SignerKey

CASES: Cases = {}
MORE = StepProposed("extend", en("We are close."), 48)


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


class Advised(Case):
    """A case in which jurists sign too."""

    def keys(self) -> list[SignerKey]:
        """Keys of all parties, those of their jurists included."""
        return [*super().keys(), *(delegate_key(party, "jurist") for party in (HOST, SOUTH))]


def between(comment: str, sort: type[Case] = Case) -> tuple[Case, EntryId]:
    """A dispute of North's with South, which all have seen, and parties that witness one another."""
    world = sort(comment, quiet_world(None))
    subject = world.say(NORTH, RAISED)
    world.meet()
    return world, subject


@case
def a_rung_left_when_its_clock_ran_out() -> Case:
    world, dispute = between("A dispute goes one rung up when others' clocks say so, and not before.")
    told(world, NORTH, LATE - timedelta(days=2))
    world.say(NORTH, DisputeEscalated(), dispute)
    world.fails("disputes.too_early")
    told(world, NORTH, LATE, by=(NORTH,))
    world.say(NORTH, DisputeEscalated(), dispute)
    world.fails("disputes.too_few_cosigners")
    told(world, NORTH, LATE)
    world.say(NORTH, DisputeEscalated(en("Nothing has moved.")), dispute)
    told(world, NORTH, LATE + timedelta(days=30))
    world.say(NORTH, DisputeEscalated(), dispute)
    world.fails("disputes.not_received")
    world.say(HOST, DisputeEscalated(), dispute)
    world.fails("disputes.not_between")
    return world


@case
def escalation_crosses_extension() -> Case:
    world, dispute = between("A party escalates while the last one signs more time for the rung.")
    put = world.say(SOUTH, MORE, dispute)
    world.meet()
    world.say(NORTH, StepAccepted(put), dispute)
    world.see_all(HOST)
    told(world, NORTH, LATE)
    world.say(NORTH, DisputeEscalated(), dispute)
    world.say(HOST, StepAccepted(put), dispute)
    return world


@case
def settled_by_every_signature() -> Case:
    world, dispute = between("A dispute goes up sooner and is settled, each by every party's own signature.")
    sooner = world.say(NORTH, StepProposed("escalate", en("It cannot wait.")), dispute)
    world.meet()
    world.say(SOUTH, StepRefused(sooner, en("It can.")), dispute)
    world.say(SOUTH, StepAccepted(sooner), dispute)
    world.say(HOST, StepAccepted(sooner), dispute)
    world.say(SOUTH, PositionStated(en("The ford was closed for repairs.")), dispute)
    terms = world.say(SOUTH, StepProposed("settle", en("It is open from six to six.")), dispute)
    world.meet()
    for party in (NORTH, HOST):
        world.say(party, StepAccepted(terms), dispute)
    world.meet()
    world.say(NORTH, DisputeWithdrawn(), dispute)
    world.fails("disputes.ended")
    return world


@case
def withdrawn_by_who_raised_it() -> Case:
    world, dispute = between("Who raised a dispute withdraws it, and nobody else.")
    world.say(SOUTH, DisputeWithdrawn(), dispute)
    world.fails("disputes.not_yours")
    world.say(NORTH, DisputeWithdrawn(en("The ford is open.")), dispute)
    world.say(NORTH, DisputeRaised(en("x"), (NORTH,)))
    world.fails("disputes.against_oneself")
    return world


@case
def opinion_with_a_dissent() -> Case:
    world, dispute = between("Advisers whom parties named give an opinion, and one dissents.", Advised)
    for party in (HOST, SOUTH):
        world.enrol(party, delegate_key(party, "jurist"), "delegate", "jurist")
    world.say(NORTH, AdviserNamed(HOST, "jurist"), dispute)
    world.say(SOUTH, AdviserNamed(SOUTH, "jurist"), dispute)
    world.meet()
    opinion = world.say(HOST, OpinionGiven(en("It should be open by day.")), dispute, by="jurist")
    world.say(HOST, OpinionGiven(en("x")), dispute)
    world.fails("disputes.not_named")
    world.meet()
    world.say(SOUTH, OpinionAnswered(opinion, "dissented", en("Not in winter.")), dispute, by="jurist")
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
