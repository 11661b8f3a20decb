"""A page that is left open says what others have signed meanwhile, and leaves alone whoever is writing on it."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.stories.delegates import Delegate
from tests.stories.talks import Talks
from tests.stories.test_meetings import MARCH, THEN, called_by

HALF = "Nothing was ag"


def stays_open(who: Delegate) -> None:
    """From now on nobody touches this page; a mark in its window would be gone if it were loaded again."""
    who.page.mouse.move(0, 0)  # what is about to be pressed is not replaced under somebody's hand
    who.page.evaluate("window.stayed = true")


def stayed_open(who: Delegate) -> bool:
    """Whether it is still that page, which nobody has loaded again."""
    return who.page.evaluate("window.stayed === true") is True


@pytest.mark.parametrize("talks", [{"at": datetime(2008, 3, 6, 6, 30, tzinfo=UTC)}], indirect=True)
def test_an_open_page_shows_by_itself_what_others_sign_and_keeps_what_is_being_written(
    talks: Talks, iran: Delegate, us: Delegate, iraq: Delegate
) -> None:
    """A date is accepted, then minutes, while another delegation has the page open: once to read it, once to write on it."""
    meeting = called_by(iraq, MARCH[1])
    talks.settle()
    iraq.opens_matter("meetings", meeting)
    stays_open(iraq)
    for each in (us, iran):
        each.opens_matter("meetings", meeting)
        accepted = each.signs("meetings.date_accepted")
        talks.settle()
        iraq.sees_live(accepted, of="#dates")
    iraq.sees_live(iraq.words("agreed by all"), of="#dates")
    assert stayed_open(iraq)

    talks.clock.set(THEN)
    iraq.opens_matter("meetings", meeting)
    iraq.signs("meetings.opened", {"starts_at": MARCH})
    iraq.opens_matter("meetings", meeting)
    iraq.signs(
        "meetings.minutes_tabled", {"paragraphs": ("en", "The parties met.\nThe parties agreed on border posts.")}
    )
    talks.settle()
    iran.opens_matter("meetings", meeting)
    iran.begins("meetings.paragraph_objected", by="paragraph=1").fills({"why": ("en", HALF)})
    stays_open(iran)
    us.opens_matter("meetings", meeting)
    accepted = us.signs("meetings.minutes_accepted")
    talks.settle()

    iran.sees_live(accepted, of="#minutes .paragraph")
    written = iran.form.locator('[name="why"]')
    expect(written).to_have_value(HALF)
    expect(written).to_be_focused()
    assert stayed_open(iran)
    iran.fills({"why": ("en", "Nothing was agreed.")}).presses("sign")
    talks.settle()
    us.opens_matter("meetings", meeting).reads("Nothing was agreed.", us.term("objected", "stance"))


def test_home_renews_itself_and_says_only_what_matters(talks: Talks, iran: Delegate, us: Delegate) -> None:
    """An answer comes while somebody types into the search field: all strips follow, and of those that always change nothing is said."""
    us.opens("allegations")
    filed = us.signs("allegations.filed", {"against": "ir", "points": ("en", "Weapons are supplied.")})
    talks.settle()
    unanswered = us.count("%(num)s answer", "%(num)s answers", 0)
    us.opens().reads(filed, of="#we-wait-for").reads(unanswered, of="#since-you-looked")
    stays_open(us)
    field = us.page.locator('header input[type="search"]')
    field.press_sequentially("wea")
    iran.opens_matter("allegations", filed)
    answered = iran.signs("allegations.answered", {"answer": "denied"}, by="point=0")
    talks.settle()

    us.sees_live(answered, of="#said-last")
    us.sees_live(us.words("We wait for nobody."), of="#we-wait-for")
    us.sees_live(us.count("%(num)s answer", "%(num)s answers", 1), of="#since-you-looked")
    expect(field).to_have_value("wea")
    expect(field).to_be_focused()
    assert stayed_open(us)
    said = us.text("#live-note")
    assert us.words("We wait for") in said
    assert us.words("Since you looked") not in said
    assert us.words("What was said last") not in said


def test_a_notice_that_waits_for_a_word_appears_on_the_open_list_of_notices(
    talks: Talks, iran: Delegate, us: Delegate
) -> None:
    """Whoever has the watch looks at that list, and need not load it again."""
    iran.opens("notices").reads(iran.words("No notice waits for a word of ours."), of="#to-acknowledge")
    stays_open(iran)
    begins = talks.clock.now() + timedelta(hours=4)
    given = {
        "sort": "emergency",
        "to": ["ir"],
        "what": ("en", "A fire on road 6."),
        "when.earliest": ("UTC", begins),
        "where.names": ("en", "Road 6"),
    }
    us.opens("notices")
    notice = us.signs("notices.issued", given)
    talks.settle()
    iran.sees_live("A fire on road 6.", notice, of="#to-acknowledge")
    iran.sees_live(notice, of="#all-notices")
    assert stayed_open(iran)


@pytest.mark.parametrize("talks", [{"at": datetime(2008, 3, 6, 6, 30, tzinfo=UTC)}], indirect=True)
def test_what_is_said_to_whom_and_through_whom_is_on_every_open_page_at_once(
    talks: Talks, iran: Delegate, us: Delegate, iraq: Delegate
) -> None:
    """Iran has the floor and speaks to the United States through the moderator; a half-written statement of theirs stays."""
    meeting = called_by(iraq, MARCH[1])
    talks.settle()
    for each in (us, iran):
        each.opens_matter("meetings", meeting).signs("meetings.date_accepted")
    talks.settle()
    talks.clock.set(THEN)
    iraq.opens_matter("meetings", meeting).signs("meetings.opened", {"starts_at": MARCH})
    talks.settle()
    for each in (us, iran):
        each.opens_matter("meetings", meeting).signs("meetings.floor_asked", {"turn": "speech"})
    talks.settle()
    us.opens_matter("meetings", meeting).begins("statements.made").fills({"text": ("en", HALF)})
    choice, field = us.page.locator('#say [name="sort"]'), us.page.locator('#say [name="text"]')
    tops = [each.evaluate("(field) => field.getBoundingClientRect().top") for each in (choice, field)]
    assert tops[1] - tops[0] > 30, "the words have a row of their own, not what the choices leave"
    stays_open(us)
    iran.opens_matter("meetings", meeting)
    words = {"to": ["us"], "via": "iq", "sort": "demand", "text": ("en", "Leave the border to us.")}
    said = iran.signs("statements.made", words)
    talks.settle()

    us.sees_live("Leave the border to us.", said, of="#said")
    us.sees_live(said, of="#board")
    assert us.page.locator('#say [name="text"]').input_value() == HALF
    assert stayed_open(us)
