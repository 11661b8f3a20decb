"""Every objection in a dispute comes before anything is signed: on the node, and to a program."""

from collections.abc import Iterator

import pytest

from tests.server.refusing import Made, Row, codes_of, refused_by_api, refused_by_node
from tests.server.web import Visitor, en, web
from trilateral.i18n.messages import sentence
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

NOBODY = "f" * 64


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with web(tmp_path_factory.mktemp("disputes")) as us:
        record = Made(us)
        record.say("ours", "us", DisputeRaised(en("x"), ("ir",)))
        record.say("theirs", "ir", DisputeRaised(en("y"), ("iq",)))
        record.say("ended", "us", DisputeRaised(en("z")))
        record.say("gone", "us", DisputeWithdrawn(), "ended")
        record.say("mine", "us", StepProposed("extend", None, 1), "ours")
        record.say("refused", "ir", StepProposed("settle", en("so")), "ours")
        record.say("no", "us", StepRefused(record.refused), "ours")
        record.say("up", "us", StepProposed("escalate"), "ours")
        record.say("old", "ir", StepProposed("extend", None, 2), "ours")
        for party in ("ir", "iq"):
            record.say(f"up_{party}", party, StepAccepted(record.up), "ours")
        record.say("adviser", "us", AdviserNamed("us", "head"), "ours")
        record.say("opinion", "us", OpinionGiven(en("so")), "ours")
        record.say("last", "us", DisputeRaised(en("w")))
        for number in range(4):
            record.say(f"rung_{number}", "us", StepProposed("escalate"), "last")
            for party in ("ir", "iq"):
                record.say(f"rung_{number}_{party}", party, StepAccepted(record.said[f"rung_{number}"].id), "last")
        yield record


@pytest.fixture(scope="module")
def delegate(made: Made) -> Iterator[Visitor]:
    with made.us.visitor() as visitor:
        yield visitor


ROWS: dict[str, Row] = {
    "accepted_already": lambda m: (StepAccepted(m.mine), "ours"),
    "against_oneself": lambda _: (DisputeRaised(en("x"), ("us",)), ""),
    "agreed_already": lambda m: (StepRefused(m.up), "ours"),
    "ended": lambda _: (StepProposed("extend", None, 3), "ended"),
    "hours_for_more_time": lambda _: (StepProposed("extend"), "ours"),
    "last_rung": lambda _: (DisputeEscalated(), "last"),
    "no_such_opinion": lambda m: (OpinionAnswered(m.ours, "joined"), "ours"),
    "no_such_step": lambda m: (StepAccepted(m.ours), "ours"),
    "not_a_party": lambda _: (DisputeRaised(en("x"), ("nobody",)), ""),
    "not_between": lambda _: (DisputeEscalated(), "theirs"),
    "not_found": lambda _: (PositionStated(en("x")), ""),
    "not_named": lambda _: (OpinionGiven(en("x")), "theirs"),
    "not_seen": lambda _: (StepAccepted(NOBODY), "ours"),
    "not_yours": lambda _: (DisputeWithdrawn(), "theirs"),
    "own_opinion": lambda m: (OpinionAnswered(m.opinion, "joined"), "ours"),
    "raised_already": lambda _: (DisputeRaised(en("x")), "ours"),
    "refused_already": lambda m: (StepRefused(m.refused), "ours"),
    "rung_left": lambda m: (StepAccepted(m.old), "ours"),
    "said_already": lambda _: (AdviserNamed("us", "head"), "ours"),
    "terms_wanted": lambda _: (StepProposed("settle"), "ours"),
    "too_early": lambda _: (DisputeEscalated(), "ours"),
}
ELSEWHERE = {"no_say", "not_received", "too_few_cosigners", "no_end"}
"""Said by who chairs (`tests/cli/test_having_no_say.py`), of a party that has not heard (`test_pages.py`), and where too few
cosign or the clock stands still without end (`test_commands.py`)."""


def test_the_table_has_every_code() -> None:
    clocks = {f"disputes.{name}" for name in ("advisory_opinion", "capitals", "heads", "joint_committee", "liaison")}

    assert codes_of("disputes") - clocks == {f"disputes.{code}" for code in (*ROWS, *ELSEWHERE)}


@pytest.mark.parametrize("code", ROWS)
def test_it_is_refused_with_its_code_and_a_sentence_in_three_languages(
    made: Made, delegate: Visitor, code: str
) -> None:
    body, on = ROWS[code](made)

    assert refused_by_node(made, body, on) == f"disputes.{code}"
    assert refused_by_api(made, delegate, body, on) == f"disputes.{code}"
    assert len({sentence(lang, f"disputes.{code}") for lang in ("en", "ar", "fa")}) == 3
