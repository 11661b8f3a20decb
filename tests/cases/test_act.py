"""A case as data: what a table may not say, and how acts name one another."""

import pytest

from tests.cases.built import utc
from trilateral.cases.act import Act, Case, PartyInCase
from trilateral.ledger.entry import Source, Text

A_PAPER = (Source("A title", "A paper", "2007-05-29"),)


def an_act(key: str, **other: object) -> Act:
    members = {"party": "us", "by": "ambassador", "at": utc("2007-05-28 06:00"), "kind": "statements.made/1"}
    return Act(key=key, sources=A_PAPER, **{**members, **other})  # type: ignore[arg-type]  # members of several types in one mapping


def a_case(*acts: Act) -> Case:
    party = PartyInCase(
        id="us", names=(Text("en", "A"),), role="party", capital=(), zone="UTC", offices=("ambassador",)
    )
    return Case(
        name="a-case",
        terms={},
        parties=(party,),
        acts=acts,
        as_of=utc("2007-05-29 00:00"),
    )


def test_an_act_names_others_by_their_keys() -> None:
    """Keys stand where ids will stand, at any depth, and nowhere else."""
    act = an_act(
        "reply",
        says={"reply_to": "@question", "text": {"lang": "en", "text": "@ nobody"}, "more": [{"to": "@other"}]},
        on="@subject"[1:],
    )

    assert act.needs() == ("subject", "question", "other")
    ids = {"question": "a" * 64, "other": "b" * 64}
    assert act.members(lambda named: ids[named.key]) == {
        "reply_to": "a" * 64,
        "text": {"lang": "en", "text": "@ nobody"},
        "more": [{"to": "b" * 64}],
    }


def test_a_case_whose_acts_cannot_be_entered_in_order_is_refused() -> None:
    with pytest.raises(ValueError, match="needs what comes later"):
        a_case(an_act("first", after=("second",)), an_act("second", kind="meetings.closed/1"))


def test_a_case_in_which_two_acts_could_be_taken_for_one_another_is_refused() -> None:
    """Acts are found again by party, kind and claimed time."""
    with pytest.raises(ValueError, match="given twice"):
        a_case(an_act("first"), an_act("second"))


def test_what_an_author_must_have_seen_is_followed_to_its_beginning() -> None:
    case = a_case(
        an_act("first"),
        an_act("second", kind="meetings.closed/1", after=("first",)),
        an_act("third", kind="meetings.opened/1", after=("second",)),
    )

    assert case.seen_by(case.act("third")) == {"first", "second"}
