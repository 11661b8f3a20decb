"""Names are found under every spelling, in three scripts, and not under another name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.i18n.spellings import finds, folded, sounding


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علي", "علی"),
        ("كرمان", "کرمان"),
        ("قِمّي", "قمی"),
        ("كتـــاب", "کتاب"),
        ("أحمد", "احمد"),
        ("مؤسسة", "موسسه"),
        ("مسؤول", "مسوول"),
        ("۱۲", "12"),
        ("١٢", "12"),
        ("Élysée", "elysee"),
        ("RIVER  GUARD", "river-guard"),
        ("Qur\N{RIGHT SINGLE QUOTATION MARK}an", "Quran"),
        ("می\u200cرود", "میرود"),
        ("ﻋﻠﻲ", "علی"),
    ],
)
def test_letters_that_differ_in_form_alone_are_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("query", "spelling", "how"),
    [
        ("river guard", "River Guard", 3),
        ("سپاه رود", "سپاه\u200cرود", 3),
        ("guard", "The River Guard", 2),
        ("riv gua", "The River Guard", 2),
        ("Qomi", "Qumi", 1),
        ("Qomi", "قمی", 1),
        ("قمي", "Qomi", 1),
        ("Mujahedin", "مجاهدین", 1),
        ("Maliki", "Nuri al-Maliki", 2),
        ("Nouri al-Maliki", "نوري المالكي", 1),
        ("Ahmadinezhad", "احمدی\u200cنژاد", 1),
        ("North", "South", 0),
        ("Qomi", "Karim", 0),
        ("", "anything", 0),
        ("\u200c", "anything", 0),
        ("ai", "oo", 0),
    ],
)
def test_how_well_a_spelling_answers(query: str, spelling: str, how: int) -> None:
    assert finds(query, spelling) == how


@given(st.text(), st.text())
def test_any_text_has_its_key_and_every_text_finds_itself(text: str, other: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert sounding(text) == sounding(text.upper().lower()) or not text.isascii()
    assert finds(text, text) == (3 if folded(text) else 0)
    assert finds(text, other) in {0, 1, 2, 3}
