"""In which language a story is told today, and how many are told of people at several nodes."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.stories.conftest import language_at, stories
from trilateral.i18n.languages import LANGUAGES

AT = {"iran": "ir", "iraq": "iq", "us": "us"}
"""Whose node somebody sits at, by the name of the fixture."""


def parties_in(story: ast.FunctionDef) -> set[str]:
    """At whose nodes people sit in a story: those whom it asks for, and those who come to a desk in it."""
    asked = {AT[each.arg] for each in story.args.args if each.arg in AT}
    return asked | {party for call in ast.walk(story) for party in _comes(call)}


def _comes(call: ast.AST) -> Iterator[str]:
    """The party of `desks.of("us", …)`."""
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "of" and call.args:
        party = call.args[0]
        if isinstance(party, ast.Constant) and party.value in AT.values():
            yield str(party.value)


def test_at_least_twelve_stories_are_told_of_people_at_two_or_three_nodes() -> None:
    """What one person does alone at one node is none of them, nor what only measures a page."""
    files = [ast.parse(each.read_text("utf-8")) for each in sorted(Path(__file__).parent.glob("test_*.py"))]
    tests = [each for file in files for each in file.body if isinstance(each, ast.FunctionDef)]
    among = {each.name: parties_in(each) for each in tests if each.name in stories()}

    assert sum(len(parties) > 1 for parties in among.values()) >= 12
    assert among["test_a_first_visit_is_light"] == {"us"}
    assert among["test_a_silence_broken_in_its_last_minute_is_no_consent"] == {"ir", "iq", "us"}


def test_in_three_turns_each_story_is_told_in_every_language() -> None:
    """Nobody's language is left to whoever runs everything."""
    told = {story: {language_at(story, number) for number in range(5, 5 + len(LANGUAGES))} for story in stories()}

    assert set(map(frozenset, told.values())) == {frozenset(LANGUAGES)}


def test_at_each_turn_every_language_is_heard_alike() -> None:
    for number in range(len(LANGUAGES)):
        heard = Counter(language_at(story, number) for story in stories())

        assert max(heard.values()) - min(heard.values()) <= 1
