"""What an amendment changes, place by place."""

import msgspec

from tests.worlds import CHARTER, HOST, NORTH, en, terms_of
from trilateral.ledger.charter import ClockTerms
from trilateral.mechanism.charter.differences import Difference, differences, short


def test_the_same_text_differs_nowhere() -> None:
    assert differences(CHARTER, CHARTER) == ()
    assert differences(CHARTER, msgspec.structs.replace(CHARTER, previous="0" * 64)) == ()


def test_a_member_that_is_put_in_between_changes_nothing_of_the_others() -> None:
    parties = sorted((*CHARTER.parties, terms_of("iris")), key=lambda each: each.id)
    after = msgspec.structs.replace(CHARTER, parties=tuple(parties))

    assert {each.place.split(".")[1] for each in differences(CHARTER, after)} == {"iris"}
    assert all(each.before is None for each in differences(CHARTER, after))


def test_words_and_numbers_are_named_by_where_they_stand() -> None:
    after = msgspec.structs.replace(
        CHARTER, scope=(en("Elsewhere"),), clocks=(ClockTerms("allegations.answer", 24),), quorum=2
    )

    assert differences(CHARTER, after) == (
        Difference("clocks.allegations.answer.hours", "48", "24"),
        Difference("quorum", "1", "2"),
        Difference("scope.en", "Security at the river", "Elsewhere"),
    )


def test_what_is_named_no_more_has_nothing_after_it() -> None:
    after = msgspec.structs.replace(CHARTER, parties=tuple(each for each in CHARTER.parties if each.id != HOST))

    found = differences(CHARTER, after)
    assert found
    assert all(each.place.startswith("parties.host.") and each.after is None for each in found)


def test_texts_of_one_language_are_told_apart_by_number() -> None:
    before = msgspec.structs.replace(CHARTER, agenda=(en("One"), en("Two")))
    after = msgspec.structs.replace(CHARTER, agenda=(en("One"), en("Three")))

    assert differences(before, after) == (Difference("agenda.2", "Two", "Three"),)


def test_a_key_is_shown_by_its_name_and_id() -> None:
    vkey = CHARTER.party(NORTH).log_keys[0]  # type: ignore[union-attr]  # it is there

    name, key_id = vkey.split("+")[:2]

    assert short(f"{vkey}, {vkey}") == f"{name}+{key_id}, {name}+{key_id}"
