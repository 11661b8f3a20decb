"""Make the golden vectors of designations, in the form of `make_slices`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.vectors.make_slices import FOLDER, Case, Cases, about
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.ledger.entry import Text
from trilateral.mechanism.designations.entries import (
    DesignationIdentified,
    DesignationRegistered,
    NeutralAccepted,
    NeutralProposed,
    NeutralRefused,
    ResponsibilityAccepted,
    ResponsibilityAsserted,
    ResponsibilityContested,
    TermStated,
)

CASES: Cases = {}
GUARD = DesignationRegistered("group", (en("River Guard"), Text("ar", "حرس النهر")), (Text("fa", "پاسداران رود"),))
NEUTRAL = NeutralProposed((en("the group at the ford"),), en("Recognises nobody."))
OTHER = NeutralProposed((en("the armed men at the ford"),))
HASH = "a" * 64


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


@case
def one_group_under_three_names() -> Case:
    world, group = about("Each party has its own term, and all sign a neutral one, without prejudice.", NORTH, GUARD)
    world.say(SOUTH, TermStated((en("Bandits of the ford"),), (en("Ford bandits"),)), group)
    world.say(HOST, TermStated(), group)
    world.fails("designations.says_nothing")
    put = world.say(SOUTH, NEUTRAL, group)
    world.meet()
    world.say(NORTH, NeutralRefused(put, en("Not yet.")), group)
    world.say(NORTH, NeutralAccepted(put, en("Without touching our claim.")), group)
    world.say(HOST, NeutralAccepted(put), group)
    world.meet()
    world.say(NORTH, NeutralRefused(put), group)
    world.fails("designations.agreed_already")
    return world


@case
def two_neutral_terms_at_once() -> Case:
    world, group = about("Two neutral terms are put to all at once, and all come to accept both.", NORTH, GUARD)
    one, other = world.say(SOUTH, NEUTRAL, group), world.say(NORTH, OTHER, group)
    world.meet()
    world.say(HOST, NeutralAccepted(one), group)
    world.say(HOST, NeutralAccepted(other), group)
    world.say(NORTH, NeutralAccepted(one), group)
    world.say(SOUTH, NeutralAccepted(other), group)
    return world


@case
def neutral_term_settled_since() -> Case:
    world, group = about("An older neutral term is not accepted once all have accepted another.", NORTH, GUARD)
    old = world.say(NORTH, OTHER, group)
    world.meet()
    put = world.say(SOUTH, NEUTRAL, group)
    world.meet()
    for party in (NORTH, HOST):
        world.say(party, NeutralAccepted(put), group)
    world.meet()
    world.say(HOST, NeutralAccepted(old), group)
    world.fails("designations.settled_since")
    return world


@case
def neutral_term_crosses_refusal() -> Case:
    world, group = about("The last party accepts a neutral term while another takes its word back.", NORTH, GUARD)
    put = world.say(SOUTH, NEUTRAL, group)
    world.meet()
    world.say(NORTH, NeutralAccepted(put), group)
    world.see_all(HOST)
    world.say(HOST, NeutralAccepted(put), group)
    world.say(NORTH, NeutralRefused(put), group)
    return world


@case
def who_answers_for_a_group() -> Case:
    world, group = about("A party is said to answer for a group, contests it, and accepts it later.", SOUTH, GUARD)
    world.say(SOUTH, ResponsibilityAsserted(NORTH, en("They carry its weapons.")), group)
    world.say(SOUTH, ResponsibilityAsserted("nobody"), group)
    world.fails("designations.not_a_party")
    world.say(SOUTH, ResponsibilityAsserted(SOUTH), group)
    world.fails("designations.of_oneself")
    world.meet()
    world.say(NORTH, ResponsibilityContested(NORTH), group)
    world.say(HOST, ResponsibilityContested(NORTH, en("We have seen no proof.")), group)
    world.say(NORTH, ResponsibilityAccepted(en("Until they are disbanded.")), group)
    return world


@case
def one_thing_or_two() -> Case:
    world, group = about("Whether two entries of the register are one thing is each party's own view.", NORTH, GUARD)
    other = world.say(SOUTH, DesignationRegistered("group", (en("Bandits of the ford"),)))
    world.say(NORTH, DesignationIdentified(other, same=True), group)
    world.fails("designations.not_seen")
    world.meet()
    world.say(NORTH, DesignationIdentified(other, same=True), group)
    world.say(SOUTH, DesignationIdentified(group, same=False, why=en("Other men.")), other)
    world.say(SOUTH, DesignationIdentified(other, same=False), other)
    world.fails("designations.of_itself")
    return world


@case
def a_person_is_not_named_in_the_open() -> Case:
    world = Case("A person's name stands in the part that can be erased, unless a public office is meant.")
    world.say(NORTH, DesignationRegistered("person", (en("Somebody"),)))
    world.fails("designations.name_in_the_open")
    world.say(NORTH, DesignationRegistered("person"), blob=HASH)
    world.fails("designations.no_commitment")
    person = world.say(NORTH, DesignationRegistered("person"), blob=HASH, commit=HASH)
    world.meet()
    world.say(SOUTH, TermStated((), (en("Somebody"),)), person, blob=HASH, commit=HASH)
    world.fails("designations.name_in_the_open")
    world.say(SOUTH, TermStated(), person, blob=HASH, commit=HASH)
    world.say(HOST, DesignationRegistered("person", (en("The governor of the ford"),), by_office=True))
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
