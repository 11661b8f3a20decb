"""Whatever stands against an entry about an allegation has a code, a sentence, and comes before anything is signed."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.server.refusing import Made, Row, codes_of, refused_by_api, refused_by_node
from tests.server.web import Visitor, en, web
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    AllegationReferred,
    AllegationTransmitted,
    AllegationWithdrawn,
    ClosingAccepted,
    ClosingProposed,
    ClosingWithdrawn,
    FindingJoined,
    FindingWithdrawn,
    PointAnswered,
    PointFound,
    RemedyChecked,
    RemedyDone,
    RemedyUndertaken,
    ResponsibilityAccepted,
    SilenceNoted,
    Specifics,
    VerificationBegun,
)
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.statements.entries import StatementMade

ONE = (en("One."),)
TWO = (en("One."), en("Two."))
NOBODY = "f" * 64
FOUND = PointFound(0, "confirmed", "undetermined", "differing_views")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with web(tmp_path_factory.mktemp("allegations")) as us:
        record = Made(us)
        say = record.say
        say("ours", "us", AllegationFiled("ir", TWO, proxy=en("A group.")))
        say("theirs", "ir", AllegationFiled("us", ONE))
        say("through", "ir", AllegationFiled("iq", ONE, via="us"))
        say("passed", "us", AllegationTransmitted(), "through")
        say("word", "us", StatementMade("position", en("Ours.")))
        say("meeting", "us", MeetingProposed((en("Round"),), "rounds", 1, "joint", "plenary"))
        say("referral", "ir", AllegationReferred(None, ("iq",)), "ours")
        say("own_referral", "ir", AllegationReferred(1, ("us",)), "ours")
        say("begun", "us", VerificationBegun(record.own_referral), "ours")
        say("finding", "us", FOUND, "ours")
        say("gone", "ir", FOUND, "ours")
        say("taken", "ir", FindingWithdrawn(record.gone), "ours")
        say("joint", "us", FOUND, "ours")
        say("joined_ir", "ir", FindingJoined(record.joint), "ours")
        say("joined_iq", "iq", FindingJoined(record.joint), "ours")
        say("remedy", "us", RemedyUndertaken(en("We shall see to it.")), "theirs")
        say("terms", "ir", ClosingProposed(en("Let it rest.")), "ours")
        say("withdrawn", "us", AllegationFiled("ir", ONE))
        say("withdrawal", "us", AllegationWithdrawn(), "withdrawn")
        say("closed", "us", AllegationFiled("ir", ONE))
        say("closing", "us", ClosingProposed(en("Settled.")), "closed")
        say("closed_ir", "ir", ClosingAccepted(record.closing), "closed")
        say("closed_iq", "iq", ClosingAccepted(record.closing), "closed")
        yield record


@pytest.fixture(scope="module")
def delegate(made: Made) -> Iterator[Visitor]:
    with made.us.visitor() as visitor:
        yield visitor


LATER = datetime(2007, 6, 28, tzinfo=UTC)
ROWS: dict[str, Row] = {
    "addressed_twice": lambda _: (AllegationFiled("ir", ONE, to=("ir", "ir")), ""),
    "against_oneself": lambda _: (AllegationFiled("us", ONE), ""),
    "another_point": lambda m: (
        PointFound(0, "confirmed", "undetermined", "violation", referral=m.own_referral),
        "ours",
    ),
    "attribution_unclear": lambda _: (PointFound(0, "confirmed", "party", "violation"), "ours"),
    "begun_before": lambda m: (VerificationBegun(m.own_referral), "ours"),
    "checks_itself": lambda m: (RemedyChecked(m.remedy, "confirmed"), "theirs"),
    "closed_before": lambda _: (FOUND, "closed"),
    "ends_before": lambda _: (AllegationFiled("ir", ONE, specifics=(Specifics(0, "2007-05", "2007-04"),)), ""),
    "filed_already": lambda _: (AllegationFiled("ir", ONE), "ours"),
    "joint_already": lambda m: (FindingWithdrawn(m.joint), "ours"),
    "known_later": lambda _: (AllegationFiled("ir", ONE, known_at=LATER), ""),
    "no_clock": lambda _: (SilenceNoted("no note"), "ours"),
    "no_proxy": lambda _: (ResponsibilityAccepted(), "theirs"),
    "no_such_closing": lambda _: (ClosingAccepted(NOBODY), "ours"),
    "no_such_day": lambda _: (RemedyUndertaken(en("x"), None, "2007-02-30"), "theirs"),
    "no_such_finding": lambda _: (FindingJoined(NOBODY), "ours"),
    "no_such_point": lambda _: (PointAnswered(1, "denied"), "theirs"),
    "no_such_referral": lambda _: (VerificationBegun(NOBODY), "ours"),
    "no_such_remedy": lambda _: (RemedyDone(NOBODY), "theirs"),
    "nobody_verifies": lambda _: (AllegationReferred(), "ours"),
    "not_a_meeting": lambda m: (AllegationFiled("ir", ONE, meeting=m.word), ""),
    "not_a_member": lambda _: (AllegationReferred(None, ("xx",)), "ours"),
    "not_a_party": lambda _: (AllegationFiled("xx", ONE), ""),
    "not_an_allegation": lambda m: (PointAnswered(0, "counter_alleged", None, m.word), "theirs"),
    "not_closed": lambda m: (AllegationFiled("ir", ONE, recurs=m.ours), ""),
    "not_found": lambda _: (AllegationWithdrawn(), ""),
    "not_seen": lambda _: (AllegationFiled("ir", ONE, repeats=NOBODY), ""),
    "not_the_verifier": lambda m: (VerificationBegun(m.referral), "ours"),
    "not_your_allegation": lambda m: (PointAnswered(0, "counter_alleged", None, m.theirs), "theirs"),
    "not_yours_to_answer": lambda _: (PointAnswered(0, "admitted"), "ours"),
    "not_yours_to_transmit": lambda _: (AllegationTransmitted(), "ours"),
    "not_yours_to_undertake": lambda _: (RemedyUndertaken(en("x")), "ours"),
    "not_yours_to_withdraw": lambda m: (ClosingWithdrawn(m.terms), "ours"),
    "nothing_to_repeat": lambda m: (AllegationFiled("ir", ONE, repeats=m.meeting), ""),
    "says_nothing": lambda _: (AllegationFiled("ir", ()), ""),
    "signed_before": lambda m: (FindingJoined(m.finding), "ours"),
    "taken_back": lambda m: (FindingJoined(m.gone), "ours"),
    "to_oneself": lambda _: (AllegationFiled("ir", ONE, to=("us",)), ""),
    "too_many_points": lambda _: (AllegationFiled("ir", ONE * 51), ""),
    "transmitted_before": lambda _: (AllegationTransmitted(), "through"),
    "withdrawn_before": lambda _: (AllegationWithdrawn(), "withdrawn"),
}
ELSEWHERE = {
    "no_say",
    *("another_log", "answered_by_then", "no_end", "none_disinterested", "not_received"),
    *("nothing_asked", "too_early", "too_few_cosigners"),
}
"""Who chairs is none of the three here: `tests/cli/test_having_no_say.py`. What stands against a note of silence, beside
that the charter has no clock, takes time: `tests/mechanism/allegations/test_silence_between_nodes.py`."""


def test_the_table_has_every_code() -> None:
    assert codes_of("allegations") == {f"allegations.{code}" for code in (*ROWS, *ELSEWHERE)}


@pytest.mark.parametrize("code", ROWS)
def test_it_is_refused(made: Made, delegate: Visitor, code: str) -> None:
    body, on = ROWS[code](made)

    assert refused_by_node(made, body, on) == f"allegations.{code}"
    assert refused_by_api(made, delegate, body, on) == f"allegations.{code}"
