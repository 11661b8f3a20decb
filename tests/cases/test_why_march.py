"""The meeting of 6 March 2008 that one party came to: the record shows why, and blames nobody for what it could not know."""

from pathlib import Path

import pytest

from tests.cases.built import CASE
from trilateral.cases.playing import placed
from trilateral.desk.holdings import Holdings
from trilateral.desk.knew import Knowledge, knowledge
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.desk.why import derivation
from trilateral.node.record import open_record


@pytest.fixture(scope="module")
def reading(homes: Path) -> Reading:
    return Reading(Holdings(open_record(homes / "us")), "en", CASE.as_of, pages=frozenset(BY_SLICE))


@pytest.fixture(scope="module")
def refs(reading: Reading) -> dict[str, str]:
    """What the record calls each act of the case."""
    return {key: verdict.ref for key, verdict in placed(reading.fold, CASE).items()}


@pytest.fixture(scope="module")
def found(reading: Reading, refs: dict[str, str]) -> Knowledge:
    made = knowledge(reading, refs["march"])
    assert made is not None
    return made


def test_the_arrival_and_both_declarations_crossed(found: Knowledge, refs: dict[str, str]) -> None:
    """No author of the three had seen the others': whoever claims an earlier hour did not speak first."""
    crossing = {refs[key] for key in ("march.arrived", "march.none-set-us", "march.none-set-iq")}

    assert {frozenset(pair) for pair in found.crossed} == {
        frozenset({one, other}) for one in crossing for other in crossing if one != other
    }
    unaware = {
        each.party: each.unaware
        for act in found.acts
        if act.ref == refs["march.arrived"]
        for each in act.known_to
        if each.unaware
    }
    assert unaware == {"us": (refs["march.none-set-us"],), "iq": (refs["march.none-set-iq"],)}


def test_both_others_had_the_proposal_and_the_last_word_knew_all(found: Knowledge, refs: dict[str, str]) -> None:
    acts = {act.ref: act for act in found.acts}

    assert {each.party: each.first for each in acts[refs["march"]].known_to} == {
        "us": refs["march.none-set-us"],
        "iq": refs["march.none-set-iq"],
    }
    assert {refs["march"], refs["march.arrived"], refs["march.none-set-us"]} <= set(acts[refs["march.mix-up"]].knew)
    assert found.acts[-1].ref == refs["march.mix-up"]


def test_who_had_not_signed_the_day_is_told(reading: Reading, refs: dict[str, str]) -> None:
    """The day that one delegation travelled for bound nobody: two signatures are missing, and never came."""
    made = derivation(reading, refs["march.arrived"])
    assert made is not None

    assert made.subject == refs["march"]
    assert [step.ref for step in made.steps] == [refs["march"], refs["march.arrived"]]
    assert [step.status for step in made.steps] == ["proposed", "proposed"]
    assert made.follows["missing"] == [["iq", "us"]]
    assert all(step.effect for step in made.steps)


def test_a_clock_is_told_with_its_clause_and_its_beginning(reading: Reading) -> None:
    """A point that nobody answered: which clause ran on it, from the receipt of the party asked."""
    asked = [
        each
        for subject in reading.fold.subjects("allegations")
        if (made := derivation(reading, reading.ref(subject))) is not None
        for each in made.missing
        if each.clause is not None
    ]

    assert asked
    for each in asked:
        assert each.clause == "allegations.answer"
        assert each.hours == reading.charter.clock("allegations.answer")
        assert each.hours is not None
        assert each.began_at is not None
        assert each.due_at is not None
        assert (each.due_at - each.began_at).total_seconds() == each.hours * 3600
        assert (each.late, each.why) == ("yes", "over")
