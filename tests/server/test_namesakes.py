"""An office is meant by its word in entries, and by its name in any language of the desk."""

import pytest

from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.messages import office_name
from trilateral.server.namesakes import counted_as, meant_by

OFFICES = ("ambassador", "chair", "north-desk", "state-department", "subcommittee-head")


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_office_is_meant_by_its_name_as_pages_show_it(lang: str, office: str) -> None:
    """Whatever stands around it and however its letters are typed; an office that no catalogue knows, by its words."""
    shown = str(office_name(lang, office))

    assert meant_by(f"  {shown.upper()}\u200f ", OFFICES) == office
    assert meant_by(office.upper(), OFFICES) == office


def test_arabic_letters_are_typed_on_a_persian_keyboard_and_the_other_way_round() -> None:
    """With and without vowels, half-spaces and hamzas."""
    assert meant_by("رییس الوفد الى اللجنه الفرعیه", OFFICES) == "subcommittee-head"
    assert meant_by("رئيس هيئت در كميته فرعي", OFFICES) == "subcommittee-head"


def test_a_name_that_two_offices_have_means_the_one_that_there_is() -> None:
    """Arabic and Persian call a foreign ministry and a department of state alike; written as in entries, each is itself."""
    assert meant_by("وزارة الخارجية", ("state-department",)) == "state-department"
    assert meant_by("وزارة الخارجية", ("foreign-ministry",)) == "foreign-ministry"
    assert meant_by("state-department", ("foreign-ministry",)) == "state-department"
    assert meant_by("head-of-delegation", ("head", "head-of-delegation")) == "head-of-delegation"


def test_what_nobody_is_called_stays_as_it_was_typed() -> None:
    assert meant_by(" Nobody ", OFFICES) == "nobody"
    assert meant_by("!?", OFFICES) == "!?"
    assert len(meant_by("x" * 500, OFFICES)) == 100


def test_all_names_that_may_mean_an_office_are_counted_as_one_account_wherever_they_are_typed() -> None:
    """Else a name in each language would be as many more tries; nor does the count say which of two offices there is."""
    counted = {
        counted_as(office) for office in ("foreign-ministry", "state-department", "وزارة الخارجية", "وزارت امور خارجه")
    }

    assert len(counted) == 1
    assert counted_as("Head of delegation") == counted_as("رئیس هیئت") == counted_as("head") == "head"
    assert counted_as("north-desk") == counted_as("North desk") != counted_as("south-desk")
    assert counted_as("ambassador") != counted_as("head")
