"""Joint texts: merged edits, brackets that only their holders lift, initials, signatures, and what follows."""

import random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.mechanism import anyone
from tests.mechanism.orders import folded_somehow
from tests.mechanism.texts.drafts import (
    BILINGUAL,
    FA_LISTS,
    LISTS,
    RIVER,
    TABLED,
    competing,
    edit,
    hashes,
    in_force,
    signed,
    tabled,
    text_of,
)
from tests.worlds import DATE, HOST, NORTH, PARTIES, SOUTH, World, en, founded, make_charter
from trilateral.ledger.entry import Body, EntryId, Text
from trilateral.ledger.facts import FixedFacts
from trilateral.mechanism.proposals.entries import ProposalTabled, TextAccepted
from trilateral.mechanism.proposals.entries import text_hash as proposal_hash
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.mechanism.texts import rules
from trilateral.mechanism.texts import state as standing
from trilateral.mechanism.texts.clean import (
    Standing,
    brackets_left,
    brackets_over_time,
    exact_hashes,
    is_clean,
    left,
    live_keys,
    numbers,
    plain,
    status,
)
from trilateral.mechanism.texts.clean import standing as standing_of
from trilateral.mechanism.texts.entries import (
    BracketLifted,
    DayNamed,
    ExactText,
    ForceRecorded,
    NonPaperMentioned,
    Paragraph,
    ParagraphAdded,
    ParagraphEdited,
    ParagraphStruck,
    SignatureTakenBack,
    TerminationAccepted,
    TerminationProposed,
    TextAdopted,
    TextAmended,
    TextInitialled,
    TextInterpretation,
    TextReservation,
    TextSigned,
    TextTabled,
    WordingAccepted,
    WordsBracketed,
)
from trilateral.mechanism.texts.merging import changes, words_of
from trilateral.mechanism.texts.state import JointText, Status
from trilateral.mechanism.texts.wording import Option, is_struck, keys_of, undecided_places, wording

FIVE, TWENTY = LISTS.replace("ten", "five"), LISTS.replace("ten", "twenty")


def read(world: World, subject: EntryId, key: str = "1", lang: str = "en") -> str:
    """A paragraph as it stands."""
    return plain(wording(text_of(world, subject), key, lang))


def options(world: World, subject: EntryId, key: str = "1") -> list[tuple[str, tuple[str, ...]]]:
    """What competes in a paragraph, and who holds it."""
    found: list[Option] = [o for s in wording(text_of(world, subject), key, "en").competing for o in s.options]
    return [(" ".join(each.words), each.holders) for each in found]


# Edits


def test_a_text_stands_as_it_was_tabled_until_somebody_writes() -> None:
    world, subject = tabled()
    state = text_of(world, subject)

    assert status(state) is Status.CHAIR_TEXT
    assert [read(world, subject, key) for key in keys_of(state)] == [LISTS, RIVER]
    assert is_clean(state)


def test_edits_of_different_words_that_did_not_know_of_each_other_are_merged() -> None:
    world, subject = tabled()
    for party, words in ((NORTH, FIVE), (SOUTH, LISTS.replace("lists", "complete lists"))):
        assert world.objection(world.say(party, edit(words, subject), subject)) is None
    state = text_of(world, subject)

    assert read(world, subject) == FIVE.replace("lists", "complete lists")
    assert options(world, subject) == []
    assert status(state) is Status.CLEAN


def test_edits_of_the_same_words_become_competing_brackets_each_with_its_holder() -> None:
    world, subject, five, twenty = competing()
    state = text_of(world, subject)

    assert options(world, subject) == [("five", (NORTH,)), ("twenty", (SOUTH,))]
    assert read(world, subject) == LISTS, "what both began with"
    assert status(state) is Status.BRACKETED
    assert exact_hashes(state) == ()
    assert brackets_left(state) == {HOST: 0, NORTH: 1, SOUTH: 1}
    (place,) = left(state)
    assert (place.sort, place.key, set(place.entries)) == ("competing", "1", {five, twenty})


@given(
    st.lists(st.lists(st.sampled_from(["a", "b", "c", "d", "x", "y"]), min_size=1, max_size=6), min_size=3, max_size=3)
)
@settings(max_examples=25)
def test_whatever_three_parties_write_at_once_nobodys_words_are_lost(wordings: list[list[str]]) -> None:
    world, subject = tabled(TextTabled((en("x"),), ("en",), (Paragraph((en("a b c d"),)),)))
    for party, words in zip(PARTIES, wordings, strict=True):
        world.say(party, edit(" ".join(words), subject), subject)
    found = wording(text_of(world, subject), "1", "en")
    shown = {word for each in found.stretches for option in each.options for word in option.words} | set(found.words)
    base = words_of("a b c d")

    for words in wordings:
        assert {word for change in changes(base, tuple(words)) for word in change.words} <= shown


def test_the_same_edit_by_two_parties_is_made_once() -> None:
    world, subject = tabled()
    for party in (NORTH, SOUTH):
        world.say(party, edit(FIVE, subject), subject)

    assert read(world, subject) == FIVE
    assert options(world, subject) == []


def test_an_edit_that_knows_of_another_takes_it_further() -> None:
    world, subject = tabled()
    five = world.say(NORTH, edit(FIVE, subject), subject)
    world.meet()
    world.say(SOUTH, edit(FIVE.replace("lists", "complete lists"), five), subject)

    assert read(world, subject) == FIVE.replace("lists", "complete lists")


def test_a_partys_later_edit_stands_for_its_earlier_one_whatever_it_names() -> None:
    world, subject = tabled()
    world.say(NORTH, edit(FIVE, subject), subject)
    world.say(NORTH, edit(TWENTY, subject), subject)

    assert read(world, subject) == TWENTY
    assert options(world, subject) == []


def test_a_holder_gives_way_to_the_others_wording_and_keeps_what_it_changed_elsewhere() -> None:
    world, subject = tabled()
    five = world.say(NORTH, edit(FIVE, subject), subject)
    world.say(SOUTH, edit(TWENTY.replace("lists", "complete lists"), subject), subject)
    world.meet()
    accepted = world.say(SOUTH, WordingAccepted("1", five), subject)

    assert world.objection(accepted) is None
    assert read(world, subject) == FIVE.replace("lists", "complete lists")
    assert is_clean(text_of(world, subject))


def test_nobody_tidies_anothers_words_away() -> None:
    """A wording that names both competing ones stands beside them until each holder lets it stand."""
    world, subject, five, twenty = competing()
    ten = world.say(HOST, edit(LISTS.replace("ten", "seven"), five, twenty), subject)
    world.meet()
    before = options(world, subject)
    world.say(NORTH, WordingAccepted("1", ten), subject)
    halfway = options(world, subject)
    world.say(SOUTH, WordingAccepted("1", ten), subject)

    assert before == [("seven", (HOST,)), ("five", (NORTH,)), ("twenty", (SOUTH,))]
    assert halfway == [("seven", (HOST,)), ("twenty", (SOUTH,))]
    assert options(world, subject) == []
    assert read(world, subject) == LISTS.replace("ten", "seven")


def test_a_wording_that_keeps_what_both_changed_competes_for_that_too() -> None:
    """Who gives way to it has not thereby given way to the other."""
    world, subject, five, twenty = competing()
    ten = world.say(HOST, edit(LISTS + " Always.", five, twenty), subject)
    world.meet()
    world.say(NORTH, WordingAccepted("1", ten), subject)

    assert options(world, subject) == [("ten", (HOST,)), ("twenty", (SOUTH,))]
    world.say(SOUTH, WordingAccepted("1", ten), subject)
    assert read(world, subject) == LISTS + " Always."


def test_an_edit_that_names_what_they_began_with_takes_no_side() -> None:
    world, subject, _, _ = competing()
    world.say(HOST, edit(LISTS.replace("lists", "complete lists"), subject), subject)

    assert options(world, subject) == [("five", (NORTH,)), ("twenty", (SOUTH,))]
    assert read(world, subject) == LISTS.replace("lists", "complete lists")


def test_one_of_the_two_holders_cannot_settle_it_alone() -> None:
    world, subject, five, twenty = competing()
    world.say(NORTH, edit(FIVE, five, twenty), subject)

    assert options(world, subject) == [("five", (NORTH,)), ("twenty", (SOUTH,))]


def test_holders_who_give_way_to_each_other_at_once_have_crossed() -> None:
    world, subject, five, twenty = competing()
    world.say(NORTH, WordingAccepted("1", twenty), subject)
    world.say(SOUTH, WordingAccepted("1", five), subject)
    (stretch,) = wording(text_of(world, subject), "1", "en").competing

    assert stretch.crossed
    assert options(world, subject) == [("five", (NORTH,)), ("twenty", (SOUTH,))]
    world.meet()
    assert world.objection(world.say(NORTH, WordingAccepted("1", five), subject)) is None, (
        "it stands by its own after all"
    )
    assert options(world, subject) == []
    assert read(world, subject) == FIVE


def test_a_strike_and_an_edit_that_did_not_know_of_each_other_compete() -> None:
    world, subject = tabled()
    world.say(NORTH, ParagraphStruck("1", (subject,)), subject)
    world.say(SOUTH, edit(FIVE, subject), subject)
    state = text_of(world, subject)

    assert options(world, subject) == [("", (NORTH,)), (FIVE, (SOUTH,))]
    assert not is_struck(state, "1")


def test_a_struck_paragraph_leaves_the_text_and_stays_on_the_record() -> None:
    world, subject = tabled()
    world.say(NORTH, ParagraphStruck("1", (subject,)), subject)
    state = text_of(world, subject)

    assert live_keys(state) == ("2",)
    assert keys_of(state) == ("1", "2")
    assert numbers(state) == {"2": (1,)}
    assert is_clean(state)


def test_who_knows_of_the_strike_can_write_the_paragraph_again() -> None:
    world, subject = tabled(BILINGUAL)
    struck = world.say(NORTH, ParagraphStruck("1", (subject,)), subject)
    world.meet()
    assert world.objection(world.say(SOUTH, edit(FIVE, struck), subject)) is None
    state = text_of(world, subject)

    assert read(world, subject) == FIVE
    assert not is_struck(state, "1")
    assert [(each.sort, each.lang) for each in left(state)] == [("missing", "fa")]


# Places and numbers


def test_a_paragraph_stands_behind_the_one_it_names_and_keeps_its_key() -> None:
    world, subject = tabled()
    added = world.say(NORTH, ParagraphAdded((en("Once a month."),), "1", "item"), subject)
    index = world.verdict(added).index
    world.meet()
    world.say(SOUTH, ParagraphAdded((en("Twice a year."),), "1", "item"), subject)
    state = text_of(world, subject)

    later = next(key for key in keys_of(state) if key.startswith(SOUTH))
    assert keys_of(state) == ("1", later, f"{NORTH}-{index}", "2"), "the later one, as its author saw it"
    assert numbers(state) == {"1": (1,), later: (1, 1), f"{NORTH}-{index}": (1, 2), "2": (2,)}
    assert undecided_places(state) == ()


def test_two_paragraphs_in_one_place_wait_for_somebody_who_knows_both() -> None:
    world, subject = tabled()
    for party, words in ((NORTH, "Once a month."), (SOUTH, "Twice a year.")):
        world.say(party, ParagraphAdded((en(words),), "1"), subject)
    world.meet()
    state = text_of(world, subject)

    assert len(undecided_places(state)) == 1
    assert [each.sort for each in left(state)] == ["place"]
    assert left(state)[0].holders == (NORTH, SOUTH)
    key = next(key for key in keys_of(state) if key.startswith(SOUTH))
    twin = next(each.entry for each in state.places if each.key == key)
    world.say(SOUTH, ParagraphStruck(key, (twin,)), subject)
    other = next(each for each in keys_of(state) if each.startswith(NORTH))
    world.say(SOUTH, ParagraphAdded((en("Twice a year."),), other), subject)
    assert undecided_places(text_of(world, subject)) == ()
    assert is_clean(text_of(world, subject))


# Languages


def test_a_language_that_has_not_followed_an_edit_is_behind_until_it_says_so() -> None:
    world, subject = tabled(BILINGUAL)
    five = world.say(NORTH, edit(FIVE, subject), subject)
    behind = standing_of(text_of(world, subject), "1", "fa"), standing_of(text_of(world, subject), "1", "en")
    world.meet()
    followed = edit(FA_LISTS.replace("ده", "پنج"), subject, lang="fa", matches=(five,))
    assert world.objection(world.say(SOUTH, followed, subject)) is None
    state = text_of(world, subject)

    assert behind == (Standing.BEHIND, Standing.AUTHENTIC)
    assert [standing_of(state, "1", lang) for lang in ("en", "fa")] == [Standing.AUTHENTIC] * 2
    assert {each.lang for each in exact_hashes(state)} == {"en", "fa"}


def test_an_edit_in_both_languages_leaves_none_behind() -> None:
    world, subject = tabled(BILINGUAL)
    both = (en(FIVE), Text("fa", FA_LISTS.replace("ده", "پنج")))
    world.say(NORTH, ParagraphEdited("1", (subject,), both), subject)

    assert is_clean(text_of(world, subject))


def test_a_missing_language_is_left_and_an_unofficial_one_is_not() -> None:
    world, subject = tabled(TextTabled((en("x"),), ("en", "fa"), (Paragraph((en(LISTS), Text("ar", "قوائم"))),)))
    state = text_of(world, subject)

    assert [(each.sort, each.lang) for each in left(state)] == [("missing", "fa")]
    assert standing_of(state, "1", "ar") is Standing.TRANSLATION


# Brackets


def bracketed() -> tuple[World, EntryId, EntryId]:
    world, subject = tabled()
    bracket = world.say(NORTH, WordsBracketed("1", "en", (subject,), "within ten days.", option=en("soon.")), subject)
    world.meet()
    assert world.objection(bracket) is None
    return world, subject, bracket


def test_only_the_holder_lifts_a_bracket() -> None:
    world, subject, bracket = bracketed()
    state = text_of(world, subject)
    (held,) = wording(state, "1", "en").held

    assert status(state) is Status.BRACKETED
    assert wording(state, "1", "en").words[held.start : held.end] == ("within", "ten", "days.")
    assert brackets_left(state)[NORTH] == 1
    assert world.objection(world.say(SOUTH, BracketLifted(bracket), subject)) == "texts.not_your_bracket"
    assert world.objection(world.say(NORTH, BracketLifted(bracket), subject)) is None
    assert world.objection(world.say(NORTH, BracketLifted(bracket), subject)) == "texts.lifted_already"
    assert is_clean(text_of(world, subject))


def test_a_bracket_stays_when_its_words_are_edited_or_struck() -> None:
    world, subject, bracket = bracketed()
    world.say(SOUTH, edit(LISTS.replace("within ten days.", "soon."), subject), subject)
    (held,) = wording(text_of(world, subject), "1", "en").held
    inside = wording(text_of(world, subject), "1", "en").words[held.start : held.end]
    world.meet()
    heads = wording(text_of(world, subject), "1", "en").heads
    world.say(SOUTH, ParagraphStruck("1", tuple(each.entry for each in heads)), subject)
    state = text_of(world, subject)

    assert inside == ("soon.",)
    assert is_struck(state, "1")
    assert [each.entries for each in left(state)] == [(bracket,)]


def test_which_of_several_places_is_bracketed() -> None:
    world, subject = tabled()
    words = "ten ten ten"
    said = world.say(NORTH, edit(words, subject), subject)
    world.say(NORTH, WordsBracketed("1", "en", (said,), "ten", 2), subject)
    world.say(NORTH, WordsBracketed("1", "en", (said,)), subject)
    held = wording(text_of(world, subject), "1", "en").held

    assert [(each.start, each.end) for each in held] == [(0, 3), (1, 2)]
    none = world.say(NORTH, WordsBracketed("1", "en", (said,), "ten", 4), subject)
    assert world.objection(none) == "texts.no_such_words"


def test_brackets_left_over_time() -> None:
    world, subject, bracket = bracketed()
    world.say(SOUTH, WordsBracketed("2", "en", (subject,), "at night."), subject)
    world.say(NORTH, BracketLifted(bracket), subject)
    counts = [found for _, found in brackets_over_time(text_of(world, subject))]

    assert [(each[NORTH], each[SOUTH]) for each in counts] == [(0, 0), (1, 0), (1, 1), (0, 1)]


# Initials and signatures


def test_initials_settle_and_signatures_bind_by_the_hash_in_each_language() -> None:
    world, subject = tabled(BILINGUAL)
    exact = hashes(world, subject)
    found = []
    for kind in (TextInitialled, TextSigned):
        for party in PARTIES:
            assert world.objection(world.say(party, kind(exact), subject)) is None
        found.append(status(text_of(world, subject)))

    assert found == [Status.INITIALLED, Status.SIGNED]
    assert standing.agreed(text_of(world, subject)) == exact
    assert [each.lang for each in exact] == ["en", "fa"]


def test_initials_on_an_earlier_text_do_not_settle_a_later_one() -> None:
    world, subject = tabled()
    exact = hashes(world, subject)
    for party in (NORTH, SOUTH):
        world.say(party, TextInitialled(exact), subject)
    world.say(HOST, edit(FIVE, subject), subject)
    world.meet()

    assert status(text_of(world, subject)) is Status.CLEAN
    assert world.objection(world.say(HOST, TextInitialled(exact), subject)) == "texts.other_hashes"
    for party in PARTIES:
        world.say(party, TextInitialled(hashes(world, subject)), subject)
    assert status(text_of(world, subject)) is Status.INITIALLED


def test_who_has_signed_takes_it_back_before_editing_again() -> None:
    world, subject = signed(by=(NORTH,))

    assert world.objection(world.say(NORTH, edit(FIVE, subject), subject)) == "texts.signed_by_you"
    assert world.objection(world.say(NORTH, SignatureTakenBack(), subject)) is None
    assert world.objection(world.say(NORTH, edit(FIVE, subject), subject)) is None


def test_what_all_have_signed_is_changed_by_nobody_who_knows_it() -> None:
    world, subject = signed()

    for party in PARTIES:
        for body in (edit(FIVE, subject), SignatureTakenBack(), WordsBracketed("1", "en", (subject,))):
            assert world.objection(world.say(party, body, subject)) == "texts.agreed_already"


def test_the_signed_text_stands_whatever_was_written_by_who_did_not_know() -> None:
    """Who chairs is not bound, and writes on while the last signature is under way."""
    world, subject = chaired()
    exact = hashes(world, subject)
    for party in (NORTH, SOUTH):
        world.say(party, TextSigned(exact), subject)
    late = world.say(HOST, edit(FIVE, subject), subject)
    state = text_of(world, subject)

    assert world.objection(late) is None
    assert status(state) is Status.SIGNED
    assert read(world, subject) == FIVE
    assert plain(wording(standing.standing_text(state), "1", "en")) == LISTS
    assert exact_hashes(standing.standing_text(state)) == standing.agreed(state) == exact
    assert [each.entry for each in standing.written_after(state)] == [late]
    world.meet()
    assert world.objection(world.say(HOST, edit(TWENTY, late), subject)) == "texts.agreed_already"


def test_who_chairs_writes_and_gives_way_and_neither_brackets_nor_signs() -> None:
    world, subject = chaired()
    world.say(HOST, edit(FIVE, subject), subject)
    twenty = world.say(NORTH, edit(TWENTY, subject), subject)
    world.meet()

    assert options(world, subject) == [("five", (HOST,)), ("twenty", (NORTH,))]
    assert world.objection(world.say(HOST, WordingAccepted("1", twenty), subject)) is None
    assert read(world, subject) == TWENTY
    for body in (WordsBracketed("1", "en", (subject,)), TextSigned(EXACT), DayNamed("2031-01-01")):
        assert world.objection(world.say(HOST, body, subject)) == "texts.no_say"


def chaired() -> tuple[World, EntryId]:
    """A world in which the host chairs, and is bound by nothing, and has tabled a text."""
    charter = make_charter()
    terms = tuple(msgspec.structs.replace(each, role="chair") if each.id == HOST else each for each in charter.parties)
    world = World(msgspec.structs.replace(charter, parties=terms)).found()
    subject = world.say(HOST, TABLED)
    world.meet()
    return world, subject


def crossed() -> tuple[World, EntryId]:
    """South signs last, while North takes its signature back."""
    world, subject = signed(by=(NORTH, HOST))
    world.say(NORTH, SignatureTakenBack(), subject)
    assert world.objection(world.say(SOUTH, TextSigned(hashes(world, subject)), subject)) is None
    return world, subject


def test_the_last_signature_and_one_taken_back_cross() -> None:
    world, subject = crossed()
    ((one, other),) = standing.letters_crossed(text_of(world, subject))

    assert status(text_of(world, subject)) is Status.CROSSED
    assert (one.party, other.party) == (SOUTH, NORTH)
    world.meet()
    assert world.objection(world.say(NORTH, TextSigned(hashes(world, subject)), subject)) is None
    assert status(text_of(world, subject)) is Status.SIGNED


def test_reservations_and_interpretations_stay_with_the_signature() -> None:
    world, subject = tabled()
    body = TextSigned(
        hashes(world, subject),
        (TextReservation(en("Not for officers."), "1"),),
        (TextInterpretation(en("Night is from sunset."), "2"),),
    )
    said = world.say(NORTH, body, subject)
    for party in (SOUTH, HOST):
        world.say(party, TextSigned(hashes(world, subject)), subject)
    word = standing.last_word(text_of(world, subject), NORTH)

    assert word is not None
    assert (word.entry, word.reservations, word.interpretations) == (said, body.reservations, body.interpretations)
    assert status(text_of(world, subject)) is Status.SIGNED


def test_a_proposal_that_all_adopt_by_naming_the_hashes_settles_the_text() -> None:
    world, subject = tabled()
    (exact,) = hashes(world, subject)
    proposal = ProposalTabled((en("The text"),), "substance", (en(f"Adopt the text {exact.hash}."),))
    carrier = world.say(NORTH, proposal)
    world.meet()
    early = world.say(NORTH, TextAdopted(carrier), subject)
    for party in (SOUTH, HOST):
        world.say(party, TextAccepted(proposal_hash(proposal)), carrier)
    world.meet()

    assert world.objection(early) == "texts.not_adopted"
    assert world.objection(world.say(NORTH, TextAdopted(carrier), subject)) is None
    assert status(text_of(world, subject)) is Status.INITIALLED


# In force, and out of it


def test_it_is_in_force_when_that_is_recorded_on_its_own_terms() -> None:
    world, subject = signed()
    day = standing.force_day(text_of(world, subject))
    assert day is not None
    wrong = world.say(NORTH, ForceRecorded("2099-01-01"), subject)
    right = world.say(NORTH, ForceRecorded(day), subject)

    assert world.objection(wrong) == "texts.other_day"
    assert world.objection(right) is None
    assert status(text_of(world, subject)) is Status.IN_FORCE


def test_a_day_fixed_in_the_text_is_the_day() -> None:
    fixed = msgspec.structs.replace(TABLED, into_force="on_day", into_force_on="2031-01-01")
    world, subject = signed(fixed)

    assert standing.force_day(text_of(world, subject)) == "2031-01-01"


def test_the_day_is_named_by_all_where_the_text_says_so() -> None:
    world, subject = signed(msgspec.structs.replace(TABLED, into_force="day_named_by_all"))
    for party in (NORTH, SOUTH):
        world.say(party, DayNamed("2031-01-01"), subject)
    lacking = world.say(NORTH, ForceRecorded("2031-01-01"), subject)
    world.say(HOST, DayNamed("2031-01-01"), subject)
    world.meet()

    assert world.objection(lacking) == "texts.no_day_named"
    assert world.objection(world.say(NORTH, ForceRecorded("2031-01-01"), subject)) is None


def test_a_text_in_force_is_amended_by_another_one_in_force() -> None:
    world, subject = in_force()
    later = world.say(HOST, msgspec.structs.replace(TABLED, amends=subject))
    world.meet()
    early = world.say(NORTH, TextAmended(later), subject)
    for party in PARTIES:
        world.say(party, TextSigned(hashes(world, later)), later)
    world.meet()
    day = standing.force_day(text_of(world, later))
    assert day is not None
    world.say(NORTH, ForceRecorded(day), later)

    assert world.objection(early) == "texts.not_in_force"
    assert world.objection(world.say(NORTH, TextAmended(later), subject)) is None
    assert status(text_of(world, subject)) is Status.AMENDED


def test_it_ends_when_every_party_has_signed_that_end() -> None:
    world, subject = in_force()
    end = world.say(NORTH, TerminationProposed("2031-06-01"), subject)
    world.meet()
    world.say(SOUTH, TerminationAccepted(end), subject)
    halfway = status(text_of(world, subject))
    world.say(HOST, TerminationAccepted(end), subject)

    assert halfway is Status.IN_FORCE
    assert status(text_of(world, subject)) is Status.TERMINATED


def test_two_ends_that_all_signed_without_knowing_of_each_other_cross() -> None:
    world, subject = in_force()
    ends = [world.say(NORTH, TerminationProposed("2031-06-01"), subject)]
    ends.append(world.say(SOUTH, TerminationProposed("2031-07-01"), subject))
    world.meet()
    for party, end in ((HOST, ends[0]), (HOST, ends[1]), (NORTH, ends[1]), (SOUTH, ends[0])):
        assert world.objection(world.say(party, TerminationAccepted(end), subject)) is None

    assert status(text_of(world, subject)) is Status.CROSSED


# Non-papers, and what has no effect


def test_of_a_non_paper_only_its_existence_is_on_the_record() -> None:
    world = founded()
    subject = world.say(NORTH, NonPaperMentioned((en("Thoughts"),)))
    world.meet()

    assert status(text_of(world, subject)) is Status.NON_PAPER
    assert world.objection(world.say(NORTH, edit(LISTS, subject), subject)) == "texts.not_tabled"
    assert world.objection(world.say(SOUTH, TABLED, subject)) == "texts.not_yours_to_table"
    assert world.objection(world.say(NORTH, TABLED, subject)) is None
    assert status(text_of(world, subject)) is Status.CHAIR_TEXT


NOBODY = "f" * 64
EXACT = (ExactText("en", "0" * 64),)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (TABLED, "texts.tabled_already"),
        (NonPaperMentioned((en("x"),)), "texts.opened_already"),
        (ParagraphAdded((en("x"),), "9"), "texts.no_such_paragraph"),
        (ParagraphAdded(()), "texts.says_nothing"),
        (ParagraphAdded((en(" "),)), "texts.says_nothing"),
        (ParagraphAdded((en("x"), en("y"))), "texts.language_twice"),
        (ParagraphAdded((en("x " * 2_001),)), "texts.too_long"),
        (edit("x", NOBODY), "texts.no_such_version"),
        (edit("x"), "texts.names_no_version"),
        (edit("x", key="9"), "texts.no_such_paragraph"),
        (ParagraphStruck("1", ()), "texts.names_no_version"),
        (WordingAccepted("1", NOBODY), "texts.no_such_version"),
        (BracketLifted(NOBODY), "texts.no_such_bracket"),
        (TextInitialled(EXACT), "texts.other_hashes"),
        (TextSigned(()), "texts.other_hashes"),
        (SignatureTakenBack(), "texts.nothing_signed"),
        (TextAdopted(NOBODY), "texts.not_seen"),
        (DayNamed("2031-01-01"), "texts.no_day_to_name"),
        (DayNamed("2031-02-30"), "texts.no_such_day"),
        (ForceRecorded("2031-01-01"), "texts.not_signed"),
        (TextAmended(NOBODY), "texts.not_in_force"),
        (TerminationProposed("2031-01-01"), "texts.not_in_force"),
        (TerminationAccepted(NOBODY), "texts.not_in_force"),
    ],
)
def test_what_has_no_effect_on_a_text_on_the_table(body: Body, why: str) -> None:
    world, subject = tabled()

    assert world.objection(world.say(HOST, body, subject)) == why


def test_what_cannot_be_done_twice_or_to_ones_own() -> None:
    world, subject = tabled()
    struck = world.say(HOST, ParagraphStruck("2", (subject,)), subject)

    def objection(party: str, body: Body) -> str | None:
        return world.objection(world.say(party, body, subject))

    assert objection(HOST, ParagraphStruck("2", (struck,))) == "texts.struck_already"
    assert objection(HOST, edit(LISTS, subject)) == "texts.same_words"
    assert objection(HOST, WordingAccepted("1", subject)) == "texts.your_own_version"
    assert objection(NORTH, WordingAccepted("1", subject)) is None
    assert objection(NORTH, WordingAccepted("1", subject)) == "texts.accepted_already"
    assert objection(HOST, edit(FIVE, subject, matches=(subject,))) == "texts.matches_itself"
    assert objection(HOST, TextInitialled(hashes(world, subject))) is None
    assert objection(HOST, TextInitialled(hashes(world, subject))) == "texts.said_already"
    assert objection(HOST, TextInitialled(hashes(world, subject), ad_referendum=True)) is None
    assert objection(HOST, TextSigned(hashes(world, subject))) is None
    assert objection(HOST, TextSigned(hashes(world, subject))) == "texts.said_already"
    assert objection(HOST, TextInitialled(hashes(world, subject))) == "texts.signed_by_you"


def test_what_is_not_clean_is_neither_initialled_nor_signed() -> None:
    world, subject, _ = bracketed()

    assert world.objection(world.say(SOUTH, TextSigned(EXACT), subject)) == "texts.not_clean"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"title": ()}, "texts.says_nothing"),
        ({"paragraphs": ()}, "texts.says_nothing"),
        ({"languages": ()}, "texts.says_nothing"),
        ({"languages": ("en", "en")}, "texts.language_twice"),
        ({"into_force": "on_day"}, "texts.day_and_terms"),
        ({"into_force_on": "2031-01-01"}, "texts.day_and_terms"),
        ({"into_force": "on_day", "into_force_on": "2031-02-30"}, "texts.no_such_day"),
        ({"meeting": NOBODY}, "texts.not_seen"),
        ({"amends": NOBODY}, "texts.not_seen"),
    ],
)
def test_what_cannot_be_tabled(changed: dict[str, Any], why: str) -> None:
    world = founded()

    assert world.objection(world.say(NORTH, msgspec.structs.replace(TABLED, **changed))) == why


def test_a_text_names_meetings_as_meetings_and_amends_what_is_in_force() -> None:
    world, subject = tabled()

    def objection(**changed: Any) -> str | None:
        return world.objection(world.say(HOST, msgspec.structs.replace(TABLED, **changed)))

    assert objection(meeting=subject) == "texts.not_a_meeting"
    assert objection(amends=subject) == "texts.not_in_force"


def test_an_act_on_another_subject_is_none_on_this_one() -> None:
    world = founded()
    said = world.say(NORTH, StatementMade("position", en("x")))

    assert world.objection(world.say(NORTH, TextSigned(EXACT), said)) == "ledger.wrong_subject"
    assert world.objection(world.say(NORTH, TextSigned(EXACT))) == "texts.not_found"


def test_who_does_not_know_what_stands_in_its_own_log_has_crossed_itself() -> None:
    """Both branches of a log that was shown in two ways are kept, and nothing of the text is clean."""
    world, subject = tabled()
    first = world.say(NORTH, edit(FIVE, subject), subject)
    held = text_of(world, subject)
    second = world.verdict(world.say(NORTH, edit(TWENTY, subject), subject)).entry
    tabling = world.verdict(subject).entry
    assert second is not None
    assert tabling is not None
    other_branch = FixedFacts(world.charter, {subject: tabling}, {})
    found = rules.apply(held, second, other_branch)

    assert found is not None
    assert rules.objection(held, second, other_branch) is None
    assert found.crossed == (NORTH,)
    assert {first, second.id} <= {each.entry for each in found.versions}
    assert status(found) is Status.CROSSED
    assert exact_hashes(found) == ()


# The order of reading


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_every_order_of_reading_gives_the_same_text(seed: int) -> None:
    """Parties write, bracket, strike, give way and sign at random, seeing each other now and then."""
    chance = random.Random(seed)  # noqa: S311 - a story, and no secret
    world, subject = tabled(BILINGUAL)
    for _ in range(12):
        party = chance.choice(PARTIES)
        if chance.random() < 0.3:
            world.see_all(party)
        world.say(party, some_act(chance, world, subject), subject)
    found = {folded_somehow(world, chance.randrange(2**32)).digest() for _ in range(3)}

    assert found == {world.fold().digest()}


def some_act(chance: random.Random, world: World, subject: EntryId) -> Body:
    """Something that may well have an effect."""
    state = text_of(world, subject)
    key = chance.choice(keys_of(state))
    versions = [each.entry for each in state.versions if each.key == key]
    bases = tuple(chance.sample(versions, chance.randint(1, len(versions))))
    lang = chance.choice(("en", "fa"))
    words = LISTS.split()
    chance.shuffle(words)
    acts: list[Body] = [
        edit(" ".join(words[: chance.randint(1, 9)]), *bases, key=key, lang=lang),
        edit(LISTS.replace("ten", chance.choice("abc")), *bases, key=key, lang=lang),
        ParagraphAdded((en("x"), Text("fa", "x")), key),
        ParagraphStruck(key, bases),
        WordingAccepted(key, chance.choice(versions)),
        WordsBracketed(key, lang, bases),
        TextSigned(exact_hashes(state)),
    ]
    if state.brackets:
        acts.append(BracketLifted(chance.choice(state.brackets).entry))
    return chance.choice(acts)


class AnyoneDraftsAnything(anyone.AnyoneSignsAnything):
    """Three parties sign any text entry, in any order."""

    slice_name = "texts"
    own_ids = frozenset({"amends", "version", "bracket", "proposal", "by", "termination"})
    own = {  # noqa: RUF012 - read, never written
        "key": st.sampled_from(["1", "2", "9"]),
        "after": st.none() | st.sampled_from(["1", "2", "9"]),
        "lang": st.sampled_from(["en", "fa"]),
        "languages": st.sampled_from([("en",), ("en", "fa"), ()]),
        "wordings": st.lists(st.sampled_from([en("a b c"), en("a x c"), Text("fa", "x")]), max_size=2).map(tuple),
        "words": st.sampled_from(["", "shall", "nobody"]),
        "occurrence": st.integers(-1, 2),
        "on": st.sampled_from(["2031-01-01", "2031-02-30", DATE.date().isoformat()]),
        "into_force_on": st.none() | st.sampled_from(["2031-01-01"]),
        "clause": st.none(),
        "option": st.none() | st.just(en("x")),
        "paragraphs": st.lists(st.just(Paragraph((en("a b c"),))), max_size=2).map(tuple),
        "reservations": st.just(()),
        "interpretations": st.just(()),
    }

    def opening(self, author: str) -> Body:  # noqa: ARG002 - one shape for all slices
        """A text of two paragraphs."""
        return TABLED

    @property
    def drafts(self) -> list[JointText]:
        """All texts."""
        return list(self.fold.subjects("texts").values())

    @invariant()
    def nobodys_bracket_is_lifted_by_another(self) -> None:
        """A lift stands in the log of whoever made the bracket."""
        for held in self.drafts:
            holders = {each.entry: each.party for each in held.brackets}
            assert all(holders[each.bracket] == each.party for each in held.lifts)

    @invariant()
    def nothing_is_signed_without_every_partys_own_word(self) -> None:
        """A signed text has every party's own signature on the same hashes, and reads as they say."""
        for held in self.drafts:
            exact = standing.agreed(held)
            if exact:
                assert {each.party for each in held.signatures if each.hashes == exact} >= set(PARTIES)
                frozen = standing.signed_text(held)
                assert frozen is not None
                assert exact_hashes(frozen) == exact

    @invariant()
    def what_is_clean_is_open_nowhere(self) -> None:
        """A clean text has no bracket, nothing that competes, and words in every authentic language."""
        for held in self.drafts:
            if exact_hashes(held):
                assert not any(brackets_left(held).values())

    @invariant()
    def acts_only_grow(self) -> None:
        """What was said stays said."""
        for subject, before in self.before.items():
            now: Any = self.fold.state(subject)
            for row in standing.ROWS:
                assert set(getattr(before, row)) <= set(getattr(now, row))


AnyoneDraftsAnything.TestCase.settings = settings(max_examples=15, stateful_step_count=20)
TestAnyoneDraftsAnything = AnyoneDraftsAnything.TestCase
