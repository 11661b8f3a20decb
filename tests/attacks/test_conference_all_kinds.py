"""Every kind of every slice, signed side by side: no rule stumbles over what another slice's entries have made."""

import os
from functools import cache

import pytest

from tests.binding import assert_bound, assert_own_words, bound_at, claims
from tests.everything import Everybody, kind_of
from tests.letter import Letters, Shelf
from tests.worlds import origin
from trilateral.catalogue import SLICES
from trilateral.ledger.charter import encode_charter
from trilateral.ledger.fold import Fold

SEEDS = range(int(os.environ.get("TRILATERAL_CONFERENCES", "1")))
YOUNG_STEPS, STEPS, MOST_STEPS = 500, 1000, 6000

RARE = {
    "accounts": "copy_stated read readout_answered statement_linked",
    "acts": "attached corrected superseded translated translation_agreed",
    "allegations": "closing_accepted closing_withdrawn finding_dissented finding_joined finding_withdrawn remedy_checked remedy_done responsibility_accepted responsibility_contested silence_noted verification_begun",
    "bodies": "disclosed erased",
    "charter": "tabled",
    "commitments": "access_answered access_ended assessed condition_answered condition_asserted condition_judged mission_reported report_answered",
    "delegations": "acting_ended acting_named agreed agrement_given credentials_presented declared_non_grata left objected rank_changed remarked succeeded",
    "designations": "identified neutral_accepted neutral_refused",
    "dispatches": "corrected correction_released held offered released",
    "disputes": "escalated opinion_answered opinion_given step_accepted",
    "evidence": "contradiction_shown fork_stated",
    "humanitarian": "agreed agreement_withdrawn answered counts_accepted counts_proposed died held_apart held_same list_submitted outcome_confirmed outcome_contested released transferred verified",
    "incidents": "event_recorded evidence_handed evidence_received held_apart held_same linked number_accepted number_refused separated",
    "meetings": "agenda_accepted agenda_blocked agenda_refused date_claimed date_declined floor_asked floor_given floor_returned ground_denied ground_shared item_called item_parked minutes_closed paragraph_dissented paraphrase_answered paraphrased relay_delivered relay_received venue_accepted venue_refused",
    "notices": "approved receipt_spoken watch_taken_over",
    "proposals": "accepted_with_reservation counter_proposed dissociated instruction_received silence_broken silence_defeated silence_opened silence_proven",
    "requests": "disputed verified",
    "statements": "paraphrase_confirmed paraphrase_contested relay_refused relayed reply_judged",
    "suspensions": "end_accepted end_proposed",
    "texts": "adopted amended bracket_lifted bracketed day_named in_force_recorded initialled paragraph_edited paragraph_struck signed taken_back termination_accepted termination_proposed wording_accepted",
    "unsigned": "adopted reported",
}
"""Kinds, by slice, that chance does not come to for sure in so short a life: each wants a row of words before it that
all fit, a seal, or a text made beside it. Vectors and the tests of each slice have them."""


@cache
def lived(seed: int) -> Everybody:
    """A life in which every other kind has had an effect, if it is long enough for that."""
    everybody = Everybody(seed)
    everybody.live(STEPS)
    while everybody.steps < MOST_STEPS and missing(everybody) - rare():
        everybody.live(200)
    return everybody


@cache
def young(seed: int) -> Everybody:
    """A short life, to be read by the letter."""
    everybody = Everybody(seed)
    everybody.live(YOUNG_STEPS)
    return everybody


def missing(everybody: Everybody) -> set[str]:
    """Kinds that have had no effect."""
    return {kind_of(body) for each in SLICES for body in each.bodies} - everybody.reached.keys()


def rare() -> set[str]:
    """The kinds in `RARE`, by their full names."""
    return {f"{name}.{fact}/1" for name, facts in RARE.items() for fact in facts.split()}


def letters_of(everybody: Everybody) -> Letters:
    """The logs as they were signed, read without the rules."""
    fold = everybody.node
    found = Letters(
        Shelf(encode_charter(everybody.world.charter)),
        lambda entry: None if (v := fold.verdict(entry)) is None else v.has_effect,
    )
    found.read((origin(party), log.entries) for party, log in everybody.world.logs.items())
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_all_slices_together_are_read_alike_in_any_order(seed: int) -> None:
    everybody = lived(seed)
    first = everybody.node

    for fold in (everybody.read_again(), first.read_again(SLICES, lambda read: read)):
        assert fold.digest() == first.digest()
        assert fold.waiting() == {}
        assert _objections(fold, everybody) == _objections(first, everybody)


def _objections(fold: Fold, everybody: Everybody) -> list[object]:
    return [verdict.objection for party in everybody.world.logs for verdict in fold.verdicts(origin(party))]


def test_the_subjects_of_a_slice_are_those_of_all_that_are_of_it() -> None:
    for fold in (young(SEEDS[0]).node, young(SEEDS[0]).read_again()):
        for each in SLICES:
            if not each.general:
                alone = {key: state for key, state in fold.subjects().items() if fold.slice_of(key) == each.name}
                assert fold.subjects(each.name) == alone
                assert list(fold.subjects(each.name)) == list(alone)


@pytest.mark.parametrize("seed", SEEDS)
def test_in_no_slice_anybody_is_taken_at_a_word_that_it_has_not_signed(seed: int) -> None:
    everybody = young(seed)
    fold, letters = everybody.node, letters_of(everybody)
    agreed = 0
    for subject, state in fold.subjects().items():
        assert_own_words(state, letters)
        asked = getattr(state, "parties", None)
        assert asked is None or tuple(sorted(asked)) == bound_at(fold, subject, letters), type(state)
        for claim in claims(fold, state, letters):
            assert_bound(claim, fold, letters)
            agreed += 1

    assert agreed


@pytest.mark.parametrize("seed", SEEDS)
def test_every_kind_takes_effect_or_is_named_as_one_that_chance_seldom_comes_to(seed: int) -> None:
    unreached = missing(lived(seed)) - rare()

    assert not unreached, {kind: lived(seed).refused.get(kind) for kind in sorted(unreached)}


def test_what_is_named_as_rare_is_a_kind() -> None:
    assert rare() <= {kind_of(body) for each in SLICES for body in each.bodies}
