"""Numbers as readers write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.i18n.digits import LRM, degrees, digits, latin_digits, number


@pytest.mark.parametrize(
    ("value", "english", "arabic", "persian"),
    [
        (0, "0", "٠", "۰"),
        (1077, "1,077", "١٬٠٧٧", "۱٬۰۷۷"),
        (1234567, "1,234,567", "١٬٢٣٤٬٥٦٧", "۱٬۲۳۴٬۵۶۷"),
        (-5, "\u22125", LRM + "\u2212٥", LRM + "\u2212۵"),
        (Decimal("12345.60"), "12,345.60", "١٢٬٣٤٥٫٦٠", "۱۲٬۳۴۵٫۶۰"),
    ],
)
def test_numbers_are_in_the_readers_digits(value: int | Decimal, english: str, arabic: str, persian: str) -> None:
    assert [number(value, lang) for lang in ("en", "ar", "fa")] == [english, arabic, persian]


def test_places_are_fixed_where_a_column_needs_it() -> None:
    assert number(Decimal("3.14159"), "fa", places=1) == "۳٫۱"


def test_years_are_not_grouped() -> None:
    assert digits("1386", "fa") == "۱۳۸۶"


def test_angles_are_in_degrees_and_say_no_more_than_is_known() -> None:
    """Coordinates identify a place: they are the same in all languages."""
    said = [degrees(value) for value in (331_234_567, 330_000_000, -5_000_000, 0)]

    assert said == ["33.1234567°", "33°", LRM + "\u22120.5°", "0°"]


@given(st.integers(), st.sampled_from(["ar", "fa"]))
def test_what_is_written_is_read_again(value: int, lang: str) -> None:
    read = latin_digits(number(value, lang)).replace(LRM, "").replace("\u2212", "-")

    assert int(read) == value


@given(st.text())
def test_text_without_digits_is_left_alone(text: str) -> None:
    if not any(c in "0123456789" for c in text):
        assert digits(text, "ar") == digits(text, "fa") == text
