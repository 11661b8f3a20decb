"""Words as they are searched: one spelling for each in three scripts, and no text without its words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.i18n.folding import MOST_LETTERS, folded_words, kept_words, shown_words, sought_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("البَصرة", "البصره"),
        ("كرمان", "کرمان"),
        ("اتفـــاق", "اتفاق"),
        ("مسؤول", "مسوول"),
        ("أحمد", "احمد"),
        ("Élysée", "elysee"),
        ("1,204", "۱٬۲۰۴"),
        ("١٢", "12"),
        ("ﻋﻠﻲ", "علی"),
        ("Qa'ida", "qaida"),
    ],
)
def test_letters_that_differ_in_form_alone_are_one(one: str, other: str) -> None:
    assert folded_words(one) == folded_words(other)


def test_a_word_parted_by_the_joiner_is_kept_in_parts_and_joined() -> None:
    said, more = kept_words(["گروه\u200cهای ویژه"])

    assert said == ["گروه", "های", "ویژه"]
    assert "گروههای" in more


def test_what_is_written_on_to_an_arabic_word_is_kept_off_it_too() -> None:
    _, more = kept_words(["والبصرة وبغداد"])

    assert {"بصره", "بغداد"} <= more


def test_names_are_kept_as_they_sound_and_other_words_are_not() -> None:
    """In Latin letters a capital shows a name; Arabic script has none, so there all words are kept so."""
    _, latin = kept_words(["the Basrah road"])
    _, arabic = kept_words(["طريق البصرة"])

    assert {each for each in latin if each.startswith("_")} == {"_zlbsr"}
    assert "_zabsr" in arabic


def test_articles_and_endings_are_no_words_to_insist_on_beside_others() -> None:
    assert [each.typed for each in sought_words("the al-Basra")] == ["Basra"]
    assert [each.typed for each in sought_words("the")] == ["the"]


@given(st.text(), st.text())
def test_every_word_of_a_text_is_found_by_itself(text: str, other: str) -> None:
    """Whatever anybody signs: no mark can be made of it, no word is longer than is kept, and it answers itself."""
    said, more = kept_words([text, other])

    assert not any(each.startswith("_") or " " in each or not each for each in said)
    assert all(len(each) <= MOST_LETTERS for each in said)
    assert all(" " not in each and '"' not in each and "'" not in each and each for each in more)
    plain = unicodedata.normalize("NFKC", text)
    for sought in sought_words(plain):
        assert any(sought.answered(word[0]) for word in shown_words(plain))
