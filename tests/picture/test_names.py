"""Proposals on which rows may be one person: measured on a small table of invented names, and what they show of themselves."""

import pytest

from tests.mechanism.humanitarian.listed import LIST
from tests.picture.persons import OTHERS, SAME, person
from tests.worlds import HOST, NORTH, SOUTH
from trilateral.mechanism.humanitarian.entries import Person
from trilateral.mechanism.humanitarian.state import NameList
from trilateral.picture.names import LEAST, proposed, scored

READERS = (HOST, NORTH, SOUTH)


def listed(name: str, persons: tuple[Person, ...], readers: tuple[str, ...] = READERS) -> NameList:
    """A list as it is read, with an id of its own."""
    return NameList(
        name * 64, NORTH, readers, sort=LIST.sort, to=SOUTH, persons=persons, verifier=None, hosts=(HOST,), text=None
    )


ONE = listed("a", tuple(one for one, _ in SAME))
OTHER = listed("b", (*(other for _, other in SAME), *OTHERS))


def test_precision_and_recall_on_the_table() -> None:
    """Measured: 20 of 23 found, and 20 of 23 proposals right. The bounds lie well below, so that only a real loss fails."""
    found = proposed((ONE, OTHER))
    right = [each for each in found if each.number == each.other_number]

    assert len(right) / len(SAME) >= 0.8
    assert len(right) / len(found) >= 0.75


def test_the_quick_look_misses_nothing_that_the_long_one_proposes() -> None:
    found = {(each.number, each.other_number) for each in proposed((ONE, OTHER))}
    whole = {
        (i, j)
        for i, one in enumerate(ONE.persons)
        for j, other in enumerate(OTHER.persons)
        if scored(one, other).points >= LEAST
    }

    assert found == whole


@pytest.mark.parametrize(("one", "other"), SAME)
def test_it_is_the_same_from_either_side(one: Person, other: Person) -> None:
    assert scored(one, other).points == scored(other, one).points


def test_points_are_the_sum_of_their_parts_and_year_and_father_speak_for_or_against() -> None:
    name, year, father = "Qasim Al-Tarrani", 1971, "Jabir"
    alike = scored(person(name, year, father), person("قاسم الطراني", 1971, "جابر"))
    older = scored(person(name, year, father), person("قاسم الطراني", 1941, "جابر"))
    another = scored(person(name, year, father), person("قاسم الطراني", 1971, "منصور"))
    unsaid = scored(person(name), person("قاسم الطراني", 1971, "جابر"))

    assert alike.points == alike.name + (alike.born or 0) + (alike.father or 0)
    assert alike.in_sound
    assert alike.spellings == (name, "قاسم الطراني")
    assert (older.born, another.father) == (-30, -25)
    assert (unsaid.born, unsaid.father) == (None, None)
    assert older.points < unsaid.points < alike.points


def test_what_it_confuses_is_known() -> None:
    """Names that differ in vowels alone: shown here, so that nobody takes a score for proof."""
    found = scored(person("Hussein Bahrazi", 1983, "Nadir"), person("Hasan Bahrazi", 1983, "Nadir"))

    assert found.points > LEAST


def test_only_lists_are_compared_that_the_same_may_read() -> None:
    """Else who signs that two rows are one would tell somebody of a list that they cannot read."""
    apart = proposed((listed("a", ONE.persons, (NORTH, SOUTH)), listed("b", OTHER.persons, (HOST, NORTH))))
    within = proposed((listed("a", OTHER.persons, READERS), listed("b", ONE.persons, (NORTH, SOUTH))))

    assert apart == ()
    assert {each.one for each in within} == {"b" * 64}


def test_rows_that_say_hardly_anything_are_compared_with_nothing() -> None:
    nobody = listed("c", (person("—"), Person(())))

    assert proposed((nobody, OTHER)) == ()
