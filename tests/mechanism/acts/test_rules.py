"""Acts on an entry lie beside it: the entry, and what it did, stay as they were."""

from collections.abc import Callable
from itertools import permutations

import pytest

from tests.under_seal import sealed_world
from tests.worlds import HOST, NORTH, PARTIES, SOUTH, World, en, founded, origin
from trilateral.ledger.entry import Body, Text
from trilateral.mechanism.acts.entries import (
    EntryCommented,
    EntrySuperseded,
    PaperAttached,
    PositionReserved,
    TranslationAgreed,
    WordsCorrected,
    WordsRetracted,
    WordsTranslated,
)
from trilateral.mechanism.acts.rules import Acts, Word, acts_on, rank_of
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.statements.entries import StatementMade

SAID = StatementMade("position", en("We ar ready."))
FA = Text("fa", "ما آماده‌ایم.")


def spoken() -> tuple[World, str]:
    world = founded()
    said = world.say(NORTH, SAID)
    world.meet()
    return world, said


def acts_in(world: World, subject: str) -> Acts:
    found = world.fold().general("acts", subject)
    assert isinstance(found, Acts)
    return found


def test_a_correction_shows_beside_the_words_and_changes_no_state() -> None:
    world, said = spoken()
    before = world.state(said)
    corrected = world.say(NORTH, WordsCorrected(said, en("We are ready."), "text"), said)

    assert world.state(said) == before
    assert [(each.entry, each.word, each.at) for each in acts_on(acts_in(world, said), said)] == [
        (corrected, Word.CORRECTED, "text")
    ]


def test_what_bound_goes_on_binding_when_its_words_are_taken_back() -> None:
    world = founded()
    filed = world.say(NORTH, AllegationFiled(SOUTH, (en("The road."),)))
    world.meet()
    answered = world.say(SOUTH, PointAnswered(0, "admitted"), filed)
    world.say(SOUTH, WordsRetracted(answered, en("Said in haste.")), filed)

    assert [each.answer for each in world.state(filed).answers] == ["admitted"]
    assert [each.word for each in acts_on(acts_in(world, filed), answered)] == [Word.RETRACTED]


@pytest.mark.parametrize(
    ("party", "body", "why"),
    [
        (SOUTH, lambda said: WordsCorrected(said, en("x")), "acts.not_yours"),
        (SOUTH, WordsRetracted, "acts.not_yours"),
        (SOUTH, lambda said: EntrySuperseded(said, said), "acts.not_yours"),
        (NORTH, lambda said: EntrySuperseded(said, said), "acts.cannot_stand_for"),
        (NORTH, lambda said: EntrySuperseded(said, "f" * 64), "acts.not_seen"),
        (SOUTH, lambda _: EntryCommented("f" * 64, en("x")), "acts.not_seen"),
        (SOUTH, lambda said: WordsTranslated(said, "text", FA, "ar"), "acts.another_language"),
        (SOUTH, lambda said: PaperAttached(said, en("A scan"), "image/png", "a" * 64), "acts.paper_not_named"),
        (SOUTH, lambda said: TranslationAgreed(said, "agreed"), "acts.not_a_translation"),
        (SOUTH, lambda _: TranslationAgreed("f" * 64, "agreed"), "acts.not_seen"),
    ],
)
def test_what_nobody_may_say_about_an_entry(party: str, body: Callable[[str], Body], why: str) -> None:
    world, said = spoken()

    assert world.objection(world.say(party, body(said), said)) == why


def test_an_act_is_on_an_entry_of_its_own_subject() -> None:
    world, said = spoken()
    other = world.say(SOUTH, SAID)

    assert world.objection(world.say(SOUTH, EntryCommented(said, en("x")), other)) == "acts.another_subject"
    assert world.objection(world.say(SOUTH, EntryCommented(said, en("x")))) == "acts.no_subject"


def test_words_are_taken_back_once() -> None:
    world, said = spoken()
    world.say(NORTH, WordsRetracted(said), said)

    assert world.objection(world.say(NORTH, WordsRetracted(said), said)) == "acts.retracted_before"


def test_a_translation_is_agreed_by_all_and_authentic_by_all() -> None:
    world, said = spoken()
    translated = world.say(HOST, WordsTranslated(said, "text", FA, "fa", "interpreter"), said)
    world.meet()
    ranks = [rank_of(acts_in(world, said), translated)]
    for rank in ("agreed", "authentic"):
        for party in PARTIES:
            world.say(party, TranslationAgreed(translated, rank), said)
        ranks.append(rank_of(acts_in(world, said), translated))

    assert ranks == ["unofficial", "agreed", "authentic"]
    again = world.say(NORTH, TranslationAgreed(translated, "authentic"), said)
    assert world.objection(again) == "acts.agreed_already"


def test_every_order_of_reading_gives_the_same_acts() -> None:
    world, said = spoken()
    for party in PARTIES:
        world.say(party, EntryCommented(said, en(f"{party} took note.")), said)
        world.say(party, PositionReserved(said, en("Without prejudice.")), said)
    digests = set()
    for order in permutations(world.logs):
        fold = world.fresh_fold()
        for party in order:
            fold.append(origin(party), world.logs[party].entries)
        digests.add(fold.digest())

    assert len(digests) == 1
    assert len(acts_in(world, said).acts) == 6


WORDS: list[Callable[[str], Body]] = [
    lambda said: EntryCommented(said, en("So they are ready at the ford.")),
    lambda said: PositionReserved(said, en("Not at the ford.")),
    lambda said: WordsTranslated(said, "text", FA, "fa"),
    lambda said: PaperAttached(said, en("A map of the ford"), "image/png", "a" * 64),
]


@pytest.mark.parametrize("words", WORDS)
def test_a_reader_spills_nothing_of_what_is_sealed(words: Callable[[str], Body]) -> None:
    """Not in the open, not before one more; under seal to those who can read it, it may say anything."""
    world = sealed_world()
    said = world.seal(NORTH, SAID, audience=(SOUTH,))
    world.meet()
    open_act = world.say(SOUTH, words(said), said, blobs=("a" * 64,))
    wider = world.seal(SOUTH, words(said), said, audience=(HOST, NORTH), blobs=("a" * 64,))
    same = world.seal(SOUTH, words(said), said, audience=(NORTH,), blobs=("a" * 64,))

    assert world.objection(open_act) == "acts.spills_what_is_sealed"
    world.readers = frozenset({NORTH, SOUTH})
    assert [world.objection(each) for each in (open_act, wider, same)] == ["acts.spills_what_is_sealed"] * 2 + [None]


def test_whose_words_they_are_may_repeat_them_and_who_reads_nothing_may_reserve() -> None:
    world = sealed_world()
    said = world.seal(NORTH, SAID, audience=(SOUTH,))
    world.meet()
    own = world.say(NORTH, WordsCorrected(said, en("We are ready.")), said)
    back = world.say(NORTH, WordsRetracted(said), said)
    stranger = world.say(HOST, PositionReserved(said, en("Whatever it is.")), said)

    assert [world.objection(each) for each in (own, back, stranger)] == [None, None, None]
