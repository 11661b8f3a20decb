"""Which language a reader gets, and which way it runs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.i18n.isolates import FSI, PDI, RLI, isolate, isolated, runs, without_controls, without_isolates
from trilateral.i18n.language_names import code_called, language_name
from trilateral.i18n.languages import ARABIC, ENGLISH, PERSIAN, direction, language, preferred


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("ar-IQ,ar;q=0.9,en;q=0.8", ARABIC),
        ("de, fa;q=0.5, en;q=0.4", PERSIAN),
        ("en;q=0.1, fa;q=0.2", PERSIAN),
        ("ku, tr", ENGLISH),
        ("", ENGLISH),
        ("*;q=0, \x00, ar;q=9", ENGLISH),
    ],
)
def test_the_reader_gets_the_first_language_that_the_desk_speaks(header: str, chosen: object) -> None:
    assert preferred(header) is chosen


def test_a_regional_tag_is_read_in_its_language() -> None:
    assert language("ar-IQ") is ARABIC
    assert language("fa-AF") is PERSIAN
    assert language("xx") is ENGLISH


def test_text_of_any_language_runs_its_own_way() -> None:
    """A party may sign in a language that the desk does not speak."""
    assert [direction(tag) for tag in ("ar", "fa-AF", "ckb", "he", "en", "tr")] == ["rtl"] * 4 + ["ltr"] * 2


@pytest.mark.parametrize(
    ("text", "isolates"),
    [
        ("الرد على us/42 اليوم", ["us/42"]),
        ("وُقّع (28 May 2007) في بغداد", ["28 May 2007"]),
        ("در 33.3152, 44.3661 دیده شد", ["33.3152, 44.3661"]),
        ("النقاط ١ إلى ٣", []),
        ("بند 3", []),
    ],
)
def test_latin_runs_keep_their_order_in_lines_from_the_right(text: str, isolates: list[str]) -> None:
    shown = isolate(text, "ar")

    assert [part.partition(PDI)[0] for part in shown.split(FSI)[1:]] == isolates
    assert shown.replace(FSI, "").replace(PDI, "") == text


def test_english_needs_no_isolates() -> None:
    assert isolate("Answer us/42", "en") == "Answer us/42"


def test_foreign_controls_are_taken_out_before_anything_is_shown() -> None:
    """An override could show a signed sentence in another order than it reads."""
    assert without_controls("a\u202eb\u2066c\u2069") == "abc"
    assert isolated(without_controls("\u2069x")) == f"{FSI}x{PDI}"


@pytest.mark.parametrize("numbers", ["۱، ۲، ۳", "۵\u2013۷", "۰۳:۴۸ ۱۳۸۶"])
def test_several_persian_numbers_are_read_from_the_right(numbers: str) -> None:
    """They have no direction of their own: a browser would set the last of them first."""
    assert isolated(numbers) == f"{RLI}{numbers}{PDI}"
    assert without_isolates(isolated(numbers)) == numbers


@pytest.mark.parametrize("other", ["us/42", "۱۲", "۱۰:۵۴", "UTC+\u200e۴", "۵ روز", "1, 2, 3", "١، ٢"])
def test_whatever_has_a_direction_or_is_one_number_takes_its_own(other: str) -> None:
    assert isolated(other) == f"{FSI}{other}{PDI}"


@given(st.text(alphabet="۱۲ ،\u2013a\n", max_size=12))
def test_several_numbers_are_two_digits_of_a_line_with_something_between(text: str) -> None:
    several = re.search("[۰-۹].*(?:[ ،\u2013].*)[۰-۹]", text) is not None and "a" not in text

    assert isolated(text) == f"{RLI if several else FSI}{text}{PDI}"


def test_a_line_of_digits_and_spaces_without_end_is_read_once() -> None:
    """It is signed in a minute, and every page that names it would be made for hours."""
    text = "۱" * 30_000 + " " * 30_000

    assert isolated(text) == f"{FSI}{text}{PDI}"


def test_a_language_is_named_for_its_reader_and_found_by_its_name() -> None:
    """Those of the desk by their names alone; others with their codes; of none that is known, the code."""
    assert [language_name("fa", lang) for lang in ("en", "ar", "fa")] == ["Persian", "الفارسية", "فارسی"]
    assert language_name("ku", "en") == "Kurdish (ku)"
    assert language_name("ckb-IQ", "en") == "Central Kurdish (ckb-IQ)"
    assert "ku" in language_name("ku", "fa")
    assert language_name("qq\u202e", "en") == "qq"
    assert code_called("kurdish") == code_called("کردی") == "ku"
    assert code_called("nobody's") is None


@pytest.mark.parametrize(
    ("name", "way"), [("Al-Zaman", "ltr"), ("«الزمان» (Al-Zaman)", "rtl"), ("24/7", "ltr"), ("", "ltr")]
)
def test_a_name_runs_by_its_first_letter(name: str, way: str) -> None:
    assert runs(name) == way
