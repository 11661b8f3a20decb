"""Every objection to what is said of a commitment and what is beside it is met on the node and through the API, with its code.

What takes a member without a say is tried at the command line (`tests/cli/test_objections_commitments.py`).
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.mechanism.notices.agreed import charter_with
from tests.objections import codes
from tests.server.refusing import Made, Row, refused_by_api, refused_by_node
from tests.server.web import Visitor, en, web
from trilateral.agreement.adoption import role_of
from trilateral.agreement.locations import Location, Point
from trilateral.agreement.undertakings import Quota, Step, Undertaking
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import Ref
from trilateral.mechanism.commitments.entries import (
    AccessAnswered,
    AccessEnded,
    AccessRequested,
    CommitmentAssessed,
    CommitmentRefused,
    CommitmentStated,
    CommitmentUndertaken,
    ConditionAnswered,
    ConditionAsserted,
    ConditionJudged,
    DayAccepted,
    DayNamed,
    DayProposed,
    DeedReported,
    MissionDeployed,
    MissionReported,
    MissionRequested,
    MissionSuspended,
    ReportAnswered,
    Result,
    StandingStated,
    TeamNamed,
)
from trilateral.mechanism.proposals.entries import ProposalTabled, TextAccepted, text_hash
from trilateral.node.compose import About

UNKNOWN = "f" * 64
GATE = Location((en("The gate"),))
EXACT = Location((en("The gate"),), (Point(333_250_001, 444_220_001),))
ITEM = Undertaking(("us",), en("Leave the base."))
TABLED = ProposalTabled((en("A base"),), "commitment", (en("It is left."),), commitments=(ITEM,))


def stated(*obliged: str, **other: Any) -> CommitmentStated:
    return CommitmentStated(obliged or ("us",), en("Leave the base."), **other)


def visit(of: str = "ir", **other: Any) -> AccessRequested:
    return AccessRequested(**{"of": of, "place": GATE, "on": "2007-06-01", **other})


def as_of(day: str = "2007-05-28", **other: Any) -> CommitmentAssessed:
    return CommitmentAssessed(**{"level": "minimum", "until_on": day, **other})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """A charter with a grid, so that places can be too exact."""
    with charter_with(), web(tmp_path_factory.mktemp("commitments")) as us:
        record = Made(us)
        say = record.say
        say("ours", "us", stated("us", steps=(Step(en("First"), "2007-06-01"),)))
        say("demanded", "ir", stated("us"))
        say("refused", "ir", stated("us"))
        say("refusal", "us", CommitmentRefused(), "refused")
        say("theirs", "ir", stated("ir", quotas=(Quota(1, 30, "2007-06-01"),)))
        say("both", "us", stated("us", "ir"))
        say("done", "us", DeedReported(), "ours")
        say("their_report", "ir", DeedReported(), "theirs")
        say("endorsed", "us", ReportAnswered(record.their_report, "endorsed"), "theirs")
        for party in ("iq", "ir", "us"):
            say(f"joint_{party}", party, as_of(joint=True), "ours")
        say("condition", "ir", ConditionAsserted(record.theirs, record.ours))
        say("own_condition", "us", ConditionAsserted(record.ours, record.theirs))
        say("contested", "us", ConditionAnswered("contested"), "condition")
        say("asked", "us", visit(), "theirs")
        say("asked_of_us", "ir", visit("us"), "ours")
        say("asked_by_another", "iq", visit("us"), "ours")
        say("mission", "us", MissionRequested(en("Whether it is left."), "local", record.theirs, (en("Gate"),)))
        say("their_mission", "ir", MissionRequested(en("Whether it is left."), "local"))
        say("free_mission", "us", MissionRequested(en("The gate"), "local", checklist=(en("Gate"),)))
        say("let_in", "us", visit(), "free_mission")
        say("on_the_ground", "us", MissionRequested(en("The gate"), "local", checklist=(en("Gate"),)))
        say("deployed", "us", MissionDeployed(), "on_the_ground")
        say("day", "us", DayNamed(en("D-day"), "2007-06-01"))
        say("moved", "us", DayNamed(en("D-day"), "2007-06-01"))
        say("before", "ir", DayProposed("2007-06-15"), "moved")
        say("another", "ir", DayProposed("2007-06-20"), "moved")
        for party in ("iq", "us"):
            say(f"another_{party}", party, DayAccepted(record.another), "moved")
        say("adopted", "us", TABLED)
        for party in ("iq", "ir"):
            say(f"adopted_{party}", party, TextAccepted(text_hash(TABLED)), "adopted")
        yield record


@pytest.fixture(scope="module")
def delegate(made: Made) -> Iterator[Visitor]:
    with made.us.visitor() as visitor:
        yield visitor


ROWS: dict[str, Row] = {
    "accepted_already": lambda m: (DayAccepted(m.day), "day"),
    "another_day_since": lambda m: (DayAccepted(m.before), "moved"),
    "as_of_when": lambda _: (CommitmentAssessed("minimum"), "ours"),
    "ask_under_commitment": lambda _: (visit(), "mission"),
    "asks_oneself": lambda _: (visit("us"), "theirs"),
    "cannot_wait": lambda m: (ConditionAsserted(m.ours, m.done), ""),
    "day_already": lambda _: (DayProposed("2007-06-20"), "moved"),
    "ends_before_it_begins": lambda _: (visit(until_on="2007-05-01"), "ours"),
    "gives_no_reason": lambda m: (AccessAnswered(m.asked_of_us, "denied"), "ours"),
    "joint_before": lambda _: (as_of(joint=True, level="complete"), "ours"),
    "no_access": lambda _: (MissionDeployed(), "free_mission"),
    "no_such_day": lambda _: (DayNamed(en("D-day"), "2007-02-30"), ""),
    "no_such_mission": lambda m: (visit(mission=m.free_mission), "ours"),
    "no_such_point": lambda _: (MissionReported("final", en("x"), (Result(1, "confirmed"),)), "on_the_ground"),
    "no_such_proposal": lambda m: (DayAccepted(m.moved), "day"),
    "no_such_report": lambda m: (ReportAnswered(m.theirs, "endorsed"), "theirs"),
    "no_such_request": lambda m: (AccessAnswered(m.ours, "granted"), "ours"),
    "no_such_step": lambda _: (DeedReported(1), "ours"),
    "not_a_meeting": lambda m: (CommitmentAssessed("minimum", None, m.ours), "ours"),
    "not_a_party": lambda _: (visit("xx"), "ours"),
    "not_about_that": lambda _: (ConditionJudged("met"), "ours"),
    "not_deployed": lambda _: (MissionReported("spot", en("x")), "free_mission"),
    "not_found": lambda _: (CommitmentUndertaken(), ""),
    "not_obliged": lambda _: (CommitmentUndertaken(), "theirs"),
    "not_seen": lambda _: (stated(arises_from=UNKNOWN), ""),
    "not_undertaken": lambda _: (DeedReported(), "demanded"),
    "not_yours_to_end": lambda m: (AccessEnded(m.asked_by_another, "entered"), "ours"),
    "not_yours_to_grant": lambda m: (AccessAnswered(m.asked, "granted"), "theirs"),
    "not_yours_to_lead": lambda _: (MissionSuspended(en("x")), "their_mission"),
    "not_yours_to_release": lambda _: (StandingStated("released"), "ours"),
    "not_yours_to_waive": lambda _: (ConditionJudged("waived"), "condition"),
    "of_whom": lambda _: (as_of(), "both"),
    "opened_already": lambda _: (stated(), "ours"),
    "over_quota": lambda _: (visit(on="2007-06-02"), "theirs"),
    "own_condition": lambda _: (ConditionAnswered("contested"), "own_condition"),
    "own_report": lambda m: (ReportAnswered(m.done, "endorsed"), "ours"),
    "said_already": lambda _: (CommitmentRefused(), "refused"),
    "same_team": lambda _: (TeamNamed(), "mission"),
    "too_exact": lambda _: (visit(place=EXACT), "ours"),
    "too_many": lambda _: (MissionRequested(en("x"), "local", checklist=(en("Gate"),) * 201), ""),
    "undertaken_before": lambda _: (CommitmentUndertaken(), "ours"),
    "waits_for_itself": lambda m: (ConditionAsserted(m.ours, m.ours), ""),
}
ELSEWHERE = {"no_party_to_it", "not_as_adopted"}
"""For the first it takes a member without a say; for the second, a header that names an adopted item."""


def test_every_objection_is_tried() -> None:
    mine = {code.partition(".")[2] for code in codes() if code.startswith("commitments.")}

    assert set(ROWS) | ELSEWHERE == mine


@pytest.mark.parametrize("code", sorted(ROWS))
def test_it_is_refused_on_the_node_and_through_the_api(made: Made, delegate: Visitor, code: str) -> None:
    body, on = ROWS[code](made)

    assert refused_by_node(made, body, on) == f"commitments.{code}"
    assert refused_by_api(made, delegate, body, on) == f"commitments.{code}"
    assert len({sentence(lang, f"commitments.{code}") for lang in ("en", "ar", "fa")}) == 3


def test_what_carries_out_an_adopted_item_must_say_the_same(made: Made, delegate: Visitor) -> None:
    carries = {"refs": (Ref(made.adopted, role_of(1)),)}
    otherwise = stated("us", due_on="2007-06-30")

    assert refused_by_node(made, otherwise, "", **carries) == "commitments.not_as_adopted"
    assert refused_by_api(made, delegate, otherwise, "", **carries) == "commitments.not_as_adopted"


def test_an_exact_place_passes_under_seal(made: Made) -> None:
    """The charter's grid is for what everybody reads."""
    receipt = made.us.node.say(
        MissionRequested(en("The gate"), "local", place=EXACT), by="head", about=About(audience=("ir",))
    )

    assert receipt.ref
