"""Words that two wordings do not share."""

import re

from hypothesis import given
from hypothesis import strategies as st

from trilateral.ui.differences import differing


def test_only_the_differing_words_are_marked() -> None:
    assert differing("the old bridge", "the new bridge") == "the <u>old</u> bridge"
    assert differing("the bridge", "the new bridge") == "the bridge"
    assert differing("a b", "") == "<u>a b</u>"


def test_words_are_escaped() -> None:
    assert differing("<b>&", "x") == "<u>&lt;b&gt;&amp;</u>"


@given(st.text(), st.text())
def test_nothing_is_added_or_lost(one: str, other: str) -> None:
    shown = str(differing(one, other).unescape())

    assert re.sub(r"</?u>", "", shown) == re.sub(r"</?u>", "", one)


def test_texts_that_are_signed_to_take_long_take_none() -> None:
    """Words that take turns in another measure: what compares them by trying is days about it."""
    one, other = "a b " * 14_000, "a b b " * 10_000

    assert str(differing(one, other)) == one, "too long, and as it is"
    assert "<u>" in str(differing(one[:4000], other[:4000]))
