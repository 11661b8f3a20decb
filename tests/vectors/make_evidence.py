"""Make the golden vectors of evidence, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.mechanism.evidence.test_rules import CUT, DIGEST, enrolment, fork, machine, rolled_back, shown
from tests.mechanism.proposals.silent import OUTSIDE, quiet_world
from tests.vectors.make_slices import FOLDER, Case, Cases
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.catalogue import LEVEL
from trilateral.mechanism.evidence.entries import DigestStated

CASES: Cases = {}


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


@case
def digests_that_differ() -> Case:
    world = Case("Two nodes state different digests for one cut; both stand.")
    machine(world, NORTH, DIGEST)
    machine(world, SOUTH, DigestStated(CUT, LEVEL, "2" * 64))
    machine(world, HOST, DigestStated(CUT[::-1], LEVEL, "1" * 64))
    world.fails("evidence.no_cut")
    machine(world, HOST, DigestStated(CUT, LEVEL + 1, "1" * 64))
    world.fails("evidence.another_level")
    return world


@case
def fork_stated_by_whose_log_it_is() -> Case:
    world = Case("A party says that it restored a backup, and which branch goes on.")
    world.say(SOUTH, fork(text=en("We restored the copy of Sunday.")))
    world.say(SOUTH, fork(continues=3))
    world.fails("evidence.continues_neither")
    world.say(SOUTH, fork(heads=fork().heads[:1]))
    world.fails("evidence.two_heads_wanted")
    return world


@case
def cosigner_that_contradicts_itself() -> Case:
    world = Case("A party's witness and an outside one each give a later word on a smaller head.", quiet_world())
    first, second = rolled_back(world)
    machine(world, NORTH, shown(first, second, enrolled_in=enrolment(world)))
    machine(world, NORTH, shown(*rolled_back(world, OUTSIDE), OUTSIDE))
    machine(world, NORTH, shown(first, second))
    world.fails("evidence.unknown_key")
    machine(world, NORTH, shown(first, first, enrolled_in=enrolment(world)))
    world.fails("evidence.no_contradiction")
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
