"""Make the golden vectors of requests, in the form of `make_slices`."""

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
from trilateral.mechanism.requests.entries import (
    ChangeAccepted,
    ChangeProposed,
    RequestAccepted,
    RequestCancelled,
    RequestDeclined,
    RequestDisputed,
    RequestDone,
    RequestMade,
    RequestReplied,
    RequestVerified,
)

CASES: Cases = {}
PATROLS = RequestMade("action", SOUTH, en("Patrol the eastern bank."), en("The border"), "2030-02-01")
LIST = RequestMade("information", SOUTH, en("A list of crossings."), joint=True)


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


@case
def asked_done_and_verified() -> Case:
    world, request = about("The owner says that it is done, and whoever asked that it was.", NORTH, PATROLS)
    world.say(HOST, RequestAccepted(), request)
    world.fails("requests.not_yours_to_answer")
    world.say(SOUTH, RequestDone(), request)
    world.fails("requests.not_accepted")
    world.say(SOUTH, RequestAccepted(en("From Monday on.")), request)
    world.say(HOST, RequestReplied(en("We can lend boats.")), request)
    first = world.say(SOUTH, RequestDone(), request)
    world.meet()
    world.say(NORTH, RequestDisputed(first, en("Nobody was there.")), request)
    world.meet()
    second = world.say(SOUTH, RequestDone(en("Since this morning.")), request)
    world.meet()
    world.say(SOUTH, RequestVerified(second), request)
    world.fails("requests.not_yours_to_verify")
    world.say(NORTH, RequestVerified(second), request)
    return world


@case
def jointly_verified() -> Case:
    world, request = about("A joint request is verified when every other party says so.", NORTH, LIST)
    world.say(SOUTH, RequestAccepted(), request)
    report = world.say(SOUTH, RequestDone(), request)
    world.meet()
    world.say(NORTH, RequestVerified(report), request)
    world.say(HOST, RequestVerified(report), request)
    return world


@case
def request_changes_hands() -> Case:
    world, request = about("Another owner takes all three whom it concerns.", NORTH, PATROLS)
    world.say(SOUTH, RequestDeclined(en("no men")), request)
    change = world.say(NORTH, ChangeProposed(HOST, "2030-03-01"), request)
    world.meet()
    world.say(SOUTH, ChangeAccepted(change), request)
    world.say(HOST, ChangeAccepted(change), request)
    world.meet()
    world.say(SOUTH, RequestDone(), request)
    world.fails("requests.not_yours_to_answer")
    world.say(HOST, RequestDone(), request)
    return world


@case
def two_agreed_changes() -> Case:
    world, request = about("Two parties agree on two days at the same time.", NORTH, PATROLS)
    one = world.say(NORTH, ChangeProposed(None, "2030-03-01"), request)
    other = world.say(SOUTH, ChangeProposed(None, "2030-04-01"), request)
    world.meet()
    world.say(SOUTH, ChangeAccepted(one), request)
    world.say(NORTH, ChangeAccepted(other), request)
    return world


@case
def cancellation_crosses_report() -> Case:
    world, request = about("Cancelled while it was reported done.", NORTH, PATROLS)
    world.say(SOUTH, RequestAccepted(), request)
    world.meet()
    world.say(NORTH, RequestCancelled(en("overtaken")), request)
    world.say(SOUTH, RequestDone(), request)
    return world


@case
def request_cancelled() -> Case:
    world, request = about("Only whoever asked cancels, and then only words are left.", NORTH, PATROLS)
    world.say(SOUTH, RequestCancelled(), request)
    world.fails("requests.not_yours_to_cancel")
    world.say(NORTH, RequestCancelled(), request)
    world.see_all(SOUTH)
    world.say(SOUTH, RequestAccepted(), request)
    world.fails("requests.cancelled_before")
    world.say(SOUTH, RequestReplied(en("A pity.")), request)
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
