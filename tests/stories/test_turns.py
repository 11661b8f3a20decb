"""In which language a story is told today."""

from collections import Counter

from tests.stories.conftest import language_at, stories
from trilateral.i18n.languages import LANGUAGES


def test_in_three_turns_each_story_is_told_in_every_language() -> None:
    """Nobody's language is left to whoever runs everything."""
    told = {story: {language_at(story, number) for number in range(5, 5 + len(LANGUAGES))} for story in stories()}

    assert len(told) >= 12
    assert set(map(frozenset, told.values())) == {frozenset(LANGUAGES)}


def test_at_each_turn_every_language_is_heard_alike() -> None:
    for number in range(len(LANGUAGES)):
        heard = Counter(language_at(story, number) for story in stories())

        assert max(heard.values()) - min(heard.values()) <= 1
