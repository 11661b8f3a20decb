"""Merging word by word: nobody's words are lost, nobody is first, and the same comes out everywhere."""

import json
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vectors import make_texts
from trilateral.mechanism.texts.merging import Option, Piece, Words, changes, merged, moved, words_of

VECTORS = sorted(make_texts.MERGING.glob("*.json"))
BASE = words_of("The parties shall exchange lists of prisoners within ten days.")
wordings = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=9).map(tuple)


def words(text: str) -> Words:
    return words_of(text)


def plain(pieces: tuple[Piece, ...]) -> str:
    return " ".join(word for piece in pieces for word in piece.words)


@given(wordings, wordings)
def test_changes_make_the_new_wording_of_the_old_one(old: Words, new: Words) -> None:
    made: list[str] = []
    at = 0
    for change in changes(old, new):
        made += [*old[at : change.start], *change.words]
        at = change.end

    assert (*made, *old[at:]) == new


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (
            "The parties shall exchange complete lists of prisoners within ten days.",
            "The parties shall exchange lists of prisoners within five days.",
            "The parties shall exchange complete lists of prisoners within five days.",
        ),
        (
            "Parties shall exchange lists of prisoners within ten days.",
            "The parties shall exchange lists of prisoners within ten days, once a month.",
            "Parties shall exchange lists of prisoners within ten days, once a month.",
        ),
        (
            "The parties shall exchange lists within ten days.",
            "The parties shall exchange lists within ten days.",
            "The parties shall exchange lists within ten days.",
        ),
    ],
)
def test_changes_of_different_words_merge_and_the_same_change_is_made_once(one: str, other: str, both: str) -> None:
    for sides in permutations([words(one), words(other), BASE]):
        pieces = merged(BASE, sides)

        assert plain(pieces) == both
        assert not any(piece.options for piece in pieces)


def test_changes_of_the_same_words_are_both_kept() -> None:
    five, twenty = words(plain_with("five")), words(plain_with("twenty"))
    pieces = merged(BASE, [five, twenty])
    (place,) = [piece for piece in pieces if piece.options]

    assert place.words == ("ten",)
    assert place.options == (Option(("five",), (0,)), Option(("twenty",), (1,)))
    assert plain(pieces) == " ".join(BASE)


def plain_with(number: str) -> str:
    return f"The parties shall exchange lists of prisoners within {number} days."


def test_words_that_touch_compete_since_nobody_wrote_the_two_together() -> None:
    one, other = words("a X c"), words("a b Y")

    assert [piece.options for piece in merged(words("a b c"), [one, other])] == [
        (),
        (Option(("X", "c"), (0,)), Option(("b", "Y"), (1,))),
    ]


def test_who_is_to_settle_the_others_speaks_for_the_words_of_the_base_too() -> None:
    """A third wording that knew both and keeps the base's words competes for them; one that did not know is no side."""
    base, sides = words("a b c d"), [words("a X c d"), words("a Y c d"), words("a b c Z")]

    assert [o.words for piece in merged(base, sides) for o in piece.options] == [("X",), ("Y",)]
    over: list[set[int]] = [set(), set(), {0, 1}]
    (place,) = [piece for piece in merged(base, sides, over) if piece.options]
    assert place.options == (Option(("X",), (0,)), Option(("Y",), (1,)), Option(("b",), (2,)))


def test_what_one_side_strikes_and_another_edits_competes() -> None:
    (place,) = merged(words("a b c"), [(), words("a X c")])

    assert place.options == (Option((), (0,)), Option(("a", "X", "c"), (1,)))


@given(wordings, st.lists(wordings, min_size=1, max_size=4))
def test_the_order_of_the_sides_decides_nothing_and_no_words_are_lost(base: Words, sides: list[Words]) -> None:
    def named(given: list[Words]) -> list[tuple[Words, tuple[tuple[Words, frozenset[Words]], ...]]]:
        return [
            (piece.words, tuple((o.words, frozenset(given[s] for s in o.sides)) for o in piece.options))
            for piece in merged(base, given)
        ]

    assert named(sides) == named(sides[::-1])
    for side, wanted in enumerate(sides):
        assert as_wanted_by(side, base, merged(base, sides)) >= added(base, wanted)


def added(base: Words, wanted: Words) -> set[str]:
    return {word for change in changes(base, wanted) for word in change.words}


def as_wanted_by(side: int, base: Words, pieces: tuple[Piece, ...]) -> set[str]:
    del base
    found: set[str] = set()
    for piece in pieces:
        found |= {word for option in piece.options if side in option.sides for word in option.words}
        found |= set() if piece.options else set(piece.words)
    return found


@given(wordings)
def test_one_side_alone_has_its_way(wanted: Words) -> None:
    assert plain(merged(words("a b c a"), [wanted])) == " ".join(wanted)


@pytest.mark.parametrize(
    ("start", "end", "new", "there"),
    [
        (2, 3, "a b c d", "c"),
        (2, 3, "x a b c d", "c"),
        (1, 3, "a b x c d", "b x c"),
        (1, 3, "a b d", "b"),
        (1, 3, "a x d", "x"),
        (1, 3, "a d", ""),
        (0, 4, "x y", "x y"),
    ],
)
def test_brackets_stay_round_their_words_or_what_has_come_in_their_place(
    start: int, end: int, new: str, there: str
) -> None:
    first, last = moved(start, end, words("a b c d"), words(new))

    assert " ".join(words(new)[first:last]) == there


@given(wordings, wordings, st.data())
def test_a_place_is_always_one_in_the_new_wording(old: Words, new: Words, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    first, last = moved(start, end, old, new)

    assert 0 <= first <= last <= len(new)


def test_words_are_what_stands_between_spaces() -> None:
    assert words(" one\ttwo\r\n three, \n") == ("one", "two", "three,")
    assert words("\u0645\u06cc\u200c\u062f\u0647\u062f a\u00a0b") == (
        "\u0645\u06cc\u200c\u062f\u0647\u062f",
        "a\u00a0b",
    )


def test_long_wordings_that_share_nothing_are_compared_in_time() -> None:
    old, new = tuple(f"a{i}" for i in range(2_000)), tuple(f"b{i}" for i in range(2_000))

    assert len(changes(old, new)) == 1


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_the_vectors_come_out_as_written(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    pieces = merged(words_of(case["base"]), [words_of(side) for side in case["sides"]], case.get("over", ()))

    assert [list(piece.words) for piece in pieces] == [each["words"] for each in case["pieces"]]
    assert [[[list(o.words), list(o.sides)] for o in piece.options] for piece in pieces] == [
        [[option["words"], option["sides"]] for option in each.get("options", [])] for each in case["pieces"]
    ]


def test_the_committed_vectors_are_those_that_the_generator_makes() -> None:
    assert {path.name: path.read_text("utf-8") for path in VECTORS} == make_texts.merging_files()
