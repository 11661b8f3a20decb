"""Every field of every form has a label of its own, and every choice a word: in no language does a page fall back on names of members."""

from collections.abc import Iterator

import pytest

from trilateral.catalogue import SLICES
from trilateral.desk.signing import BY_NAME
from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.messages import label_of, term_of
from trilateral.ui.forms import Field, form_of


def fields(given: tuple[Field, ...]) -> Iterator[Field]:
    """All fields, those in groups and rows included."""
    for each in given:
        yield each
        yield from fields(each.fields)


BODIES = frozenset({*BY_NAME.values(), *(body for each in SLICES for body in each.bodies)})
FIELDS = tuple({each.label_id: each for body in BODIES for each in fields(form_of(body).fields)}.values())


def test_all_forms_are_looked_at() -> None:
    assert len(FIELDS) > 1000
    assert any("." in each.path for each in FIELDS), "fields inside others too"


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_no_field_falls_back(lang: str) -> None:
    assert [each.label_id for each in FIELDS if label_of(lang, each.label_id) is None] == []


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_no_choice_falls_back(lang: str) -> None:
    """A word that no group has would be read aloud from the token itself."""
    asked = [(each.label_id, word, each.groups) for each in FIELDS for word in each.choices]

    assert len(asked) > 200
    assert [(of, word) for of, word, groups in asked if term_of(lang, str(word), *groups) is None] == []


@pytest.mark.parametrize(("lang", "statement"), [("en", "statement"), ("ar", "بيان"), ("fa", "اظهار")])
def test_a_label_that_many_forms_share_names_what_none_of_them_is(lang: str, statement: str) -> None:
    label = label_of(lang, "requests.made.sort")

    assert label is not None
    assert statement not in label
