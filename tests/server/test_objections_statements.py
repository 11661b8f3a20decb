"""Whatever stands against an entry about a statement has a code, a sentence, and comes before anything is signed."""

from collections.abc import Iterator

import pytest

from tests.server.refusing import Made, Row, codes_of, refused_by_api, refused_by_node
from tests.server.web import Visitor, en, web
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.statements.entries import (
    ParaphraseConfirmed,
    RelayRefused,
    ReplyJudged,
    StatementAcknowledged,
    StatementMade,
    StatementRelayed,
    StatementWithdrawn,
)

X = en("x")
NOBODY = "f" * 64


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with web(tmp_path_factory.mktemp("statements")) as us:
        record = Made(us)
        say = record.say
        say("ours", "us", StatementMade("position", X))
        say("question", "us", StatementMade("question", X, ("ir",)))
        say("own_reply", "us", StatementMade("reply", X, reply_to=record.question))
        say("theirs", "ir", StatementMade("question", X, ("us",)))
        say("reply", "iq", StatementMade("reply", X, reply_to=record.theirs))
        say("had", "us", StatementAcknowledged(), "theirs")
        say("foreign", "ir", StatementMade("demand", X, ("iq",)))
        say("through", "ir", StatementMade("demand", X, ("iq",), "us"))
        say("relayed", "us", StatementRelayed(("iq",), "paraphrased", X), "through")
        say("waiting", "ir", StatementMade("demand", X, ("iq",), "us"))
        say("gone", "us", StatementMade("position", X))
        say("withdrawal", "us", StatementWithdrawn(), "gone")
        say("meeting", "us", MeetingProposed((X,), "rounds", 1, "joint", "plenary"))
        yield record


@pytest.fixture(scope="module")
def delegate(made: Made) -> Iterator[Visitor]:
    with made.us.visitor() as visitor:
        yield visitor


ROWS: dict[str, Row] = {
    "acknowledged_already": lambda _: (StatementAcknowledged(), "theirs"),
    "addressed_twice": lambda _: (StatementMade("position", X, ("ir", "ir")), ""),
    "made_already": lambda _: (StatementMade("position", X), "ours"),
    "no_exchange": lambda m: (StatementMade("offer", X, in_return_for=m.ours), ""),
    "no_such_item": lambda _: (StatementMade("position", X, item=0), ""),
    "no_such_paraphrase": lambda _: (ParaphraseConfirmed(NOBODY), "ours"),
    "not_a_meeting": lambda m: (StatementMade("position", X, meeting=m.ours), ""),
    "not_a_party": lambda _: (StatementMade("position", X, ("xx",)), ""),
    "not_a_reply": lambda m: (ReplyJudged(m.own_reply, "evaded"), "question"),
    "not_a_statement": lambda m: (StatementMade("reply", X, reply_to=m.meeting), ""),
    "not_an_addressee": lambda _: (StatementAcknowledged(), "foreign"),
    "not_found": lambda _: (StatementWithdrawn(), ""),
    "not_seen": lambda _: (StatementMade("reply", X, reply_to=NOBODY), ""),
    "not_your_words": lambda m: (ParaphraseConfirmed(m.relayed), "through"),
    "not_yours_to_judge": lambda m: (ReplyJudged(m.reply, "evaded"), "theirs"),
    "not_yours_to_relay": lambda _: (StatementRelayed(("iq",)), "foreign"),
    "not_yours_to_withdraw": lambda _: (StatementWithdrawn(), "theirs"),
    "nothing_asked": lambda m: (ReplyJudged(m.reply, "evaded"), "ours"),
    "nothing_to_repeat": lambda m: (StatementMade("position", X, repeats=m.meeting), ""),
    "relayed_already": lambda _: (RelayRefused(), "through"),
    "says_nothing": lambda _: (StatementRelayed(()), "waiting"),
    "to_oneself": lambda _: (StatementMade("position", X, ("us",)), ""),
    "whose_words": lambda _: (StatementRelayed(("iq",), "paraphrased"), "waiting"),
    "withdrawn_before": lambda _: (StatementWithdrawn(), "gone"),
}


def test_the_table_has_every_code() -> None:
    assert codes_of("statements") == {f"statements.{code}" for code in ROWS}


@pytest.mark.parametrize("code", ROWS)
def test_it_is_refused(made: Made, delegate: Visitor, code: str) -> None:
    body, on = ROWS[code](made)

    assert refused_by_node(made, body, on) == f"statements.{code}"
    assert refused_by_api(made, delegate, body, on) == f"statements.{code}"
