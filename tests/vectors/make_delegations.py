"""Make the golden vectors of papers, consent and absence in delegations, in the form of `make_slices`."""

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
from trilateral.mechanism.delegations.entries import (
    ActingEnded,
    ActingNamed,
    AgrementAsked,
    AgrementGiven,
    AgrementRefused,
    CredentialsPresented,
    DelegationNamed,
    HolderDeclaredNonGrata,
    OfficeAccredited,
    OfficeSucceeded,
)

CASES: Cases = {}
NAMED = DelegationNamed((en("North"),), "plenary")


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


@case
def credentials_end_with_the_holder() -> Case:
    world, delegation = about("A paper is its holder's; a successor needs one of its own.", NORTH, NAMED)
    world.say(NORTH, CredentialsPresented("chief", ("sign",)), delegation)
    world.fails("delegations.no_such_office")
    world.say(NORTH, OfficeAccredited("chief", "head", "minister"), delegation)
    world.say(NORTH, CredentialsPresented("chief", ()), delegation)
    world.fails("delegations.no_powers")
    paper = CredentialsPresented("chief", ("negotiate", "sign"), en("no territory"), None, "2030-01-15", "2030-12-31")
    world.say(NORTH, paper, delegation, blobs=("c" * 64,))
    world.say(NORTH, OfficeSucceeded("chief", "minister"), delegation)
    return world


@case
def consent_before_the_person() -> Case:
    world, delegation = about("Consent is asked before a person comes, and each answers for itself.", NORTH, NAMED)
    request = world.say(NORTH, AgrementAsked("chief", "minister"), delegation, blob="a" * 64, commit="b" * 64)
    world.say(SOUTH, AgrementGiven(request), delegation)
    world.fails("delegations.no_such_request")
    world.meet()
    world.say(SOUTH, AgrementGiven(request), delegation)
    world.say(HOST, AgrementRefused(request), delegation)
    world.say(NORTH, AgrementGiven(request), delegation)
    world.fails("delegations.of_oneself")
    world.say(NORTH, OfficeAccredited("deputy", "alternate", "ambassador", agrement=request), delegation)
    world.fails("delegations.no_such_request")
    world.say(NORTH, OfficeAccredited("chief", "head", "minister", agrement=request), delegation)
    world.meet()
    world.say(HOST, HolderDeclaredNonGrata("chief"), delegation)
    return world


@case
def an_alternate_acts() -> Case:
    world, delegation = about("An alternate acts for the head from one day to another.", NORTH, NAMED)
    world.say(NORTH, OfficeAccredited("chief", "head", "minister"), delegation)
    world.say(NORTH, ActingNamed("deputy", "chief"), delegation)
    world.fails("delegations.no_such_office")
    world.say(NORTH, OfficeAccredited("deputy", "alternate", "ambassador"), delegation)
    world.say(NORTH, ActingNamed("chief", "chief"), delegation)
    world.fails("delegations.acts_for_itself")
    world.say(NORTH, ActingNamed("deputy", "chief", "2030-03-01", "2030-03-10"), delegation)
    world.say(NORTH, ActingEnded("deputy"), delegation)
    world.fails("delegations.nobody_acts")
    world.say(NORTH, ActingEnded("chief"), delegation)
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
