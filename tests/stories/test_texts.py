"""Two delegations edit one text in the same minute, and each in its own language."""

from tests.stories.delegates import Delegate, Desks
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
    iran.signs("texts.bracketed", {"words": "at the level of experts"})
    talks.settle()
    with talks.apart():
        for each, words in (
            (us, "The subcommittee meets every week in Baghdad at the level of experts."),
            (iran, "The subcommittee meets every two months in Baghdad, without the press, at the level of experts."),
        ):
            each.opens_matter("texts", text)
            each.follows("edit=1").turns_to("#entry").fills({"wordings.in.en": words}).presses("sign")
    talks.settle()

    for each in (us, iran, iraq):
        each.opens_matter("texts", text)
        each.reads("week", "two months", "without the press", "[", "at the level of experts")


EN = "The parties exchange lists of detainees within ten days."
FA = "طرف‌ها فهرست بازداشت‌شدگان را ظرف ده روز مبادله می‌کنند."


def test_one_paragraph_is_edited_beside_each_other_in_english_and_persian(talks: Talks, desks: Desks) -> None:
    """The one words both languages at once; the other sees it come, brackets words in its own, and lifts and lets stand with one press each."""
    us, iran = desks.of("us", "ambassador", lang="en"), desks.of("ir", "chief-negotiator", lang="fa")
    us.opens("texts")
    text = us.signs(
        "texts.tabled",
        {
            "title": ("en", "Detainees"),
            "languages": ["en", "fa"],
            "paragraphs.0.wordings": EN,
            "paragraphs.0.wordings.also.fa": FA,
        },
    )
    talks.settle()
    iran.opens_matter("texts", text).shows_no_fault()
    bracket = iran.signs("texts.bracketed", {"words": "ده روز"}, by="lang=fa")
    iran.reads("[", bracket, of="#paragraph-1")
    assert iran.page.url.endswith("#paragraph-1")
    talks.settle()
    iran.opens_matter("texts", text)

    us.opens_matter("texts", text).follows("edit=1").reads(bracket).shows_no_fault()
    new = {"wordings.in.en": EN.replace("ten", "twenty"), "wordings.in.fa": FA.replace("ده", "بیست")}
    us.turns_to("#entry").fills(new).presses("sign")
    assert us.page.url.endswith("#paragraph-1")
    us.reads("within twenty days", "ظرف", "بیست", of="#paragraph-1")
    iran.sees_live("within twenty days", "بیست", of="#paragraph-1")

    talks.settle()
    iran.follows("edit=1").shows_no_fault()
    with talks.apart():
        iran.turns_to("#entry").fills({"wordings.in.fa": FA.replace("ده", "پانزده")}).presses("sign")
        us.follows("edit=1").turns_to("#entry").fills({"wordings.in.fa": FA.replace("ده", "سی")}).presses("sign")
    talks.settle()
    us.opens_matter("texts", text).reads("سی", "پانزده", of="#paragraph-1")
    us.signs("texts.wording_accepted")
    us.does_not_read("سی", of="#paragraph-1 .drafted-languages .drafted-cell:last-child")
    talks.settle()
    iran.opens_matter("texts", text)
    iran.signs("texts.bracket_lifted")
    iran.does_not_read(iran.words("Lift the bracket"), of="#paragraph-1")
