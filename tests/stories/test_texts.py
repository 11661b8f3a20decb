"""Two delegations edit one text in the same minute."""

from tests.stories.delegates import Delegate
from tests.stories.talks import Talks


def test_two_who_edit_one_paragraph_at_once_lose_nothing(
    talks: Talks, iran: Delegate, us: Delegate, iraq: Delegate
) -> None:
    """Both word one paragraph anew before either has the other's, in the same place and in different ones; a bracket stays with its holder."""
    iraq.opens("texts")
    text = iraq.signs(
        "texts.tabled",
        {
            "title": ("en", "Terms of reference"),
            "languages": "en",
            "paragraphs.0.wordings": ("en", "The subcommittee meets every month in Baghdad at the level of experts."),
        },
    )
    talks.settle()
    iran.opens_matter("texts", text)
    iran.signs("texts.bracketed", {"words": "at the level of experts."})
    talks.settle()
    with talks.apart():
        for each, words in (
            (us, "The subcommittee meets every week in Baghdad at the level of experts."),
            (iran, "The subcommittee meets every two months in Baghdad, without the press, at the level of experts."),
        ):
            each.opens_matter("texts", text)
            each.signs("texts.paragraph_edited", {"wordings": words})
    talks.settle()

    for each in (us, iran, iraq):
        each.opens_matter("texts", text)
        each.reads("week", "two months", "without the press", "[", "at the level of experts")
