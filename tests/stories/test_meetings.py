"""A meeting exists when every party has signed its date; then it is held, and its minutes are agreed paragraph by paragraph."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.stories.delegates import Delegate, plain
from tests.stories.talks import Talks

MARCH = ("Asia/Baghdad", datetime(2008, 3, 6, 11, 0))  # noqa: DTZ001 - as a clock in Baghdad shows it
THEN = datetime(2008, 3, 6, 8, 0, tzinfo=UTC)
TITLE = ("en", "Fourth round of the ambassadors")


def called_by(who: Delegate, *dates: datetime) -> str:
    """A meeting, with dates by the clock of Baghdad, each of which the page shows by every capital's clock before it is offered."""
    who.opens("meetings").follows("meetings/call")
    who.turns_to("form.call-dates").fills({"clock": "Asia/Baghdad"})
    for number, date in enumerate(dates):
        who.fills({f"d{number}": date})
        expect(who.page.locator(".call-offers > li")).to_have_count(number + 1)
        expect(who.page.locator(".call-offers .capitals > li")).to_have_count(3 * (number + 1))
    if not dates:
        who.page.check("#offers input[required]")
    who.turns_to("form.entry-form").fills({"title": TITLE, "series": "ambassadors", "round": "4"})
    return who.presses("sign")


def calendar_of(who: Delegate) -> str:
    """The agreed dates that a delegate takes away from this page."""
    who.opens("meetings")
    with who.page.expect_download() as download:
        who.page.locator('main a[href$="agreed.ics"]').click()
    return download.value.path().read_text("utf-8")


def test_dates_written_out_in_words_are_offered(talks: Talks, iraq: Delegate) -> None:
    """In any calendar and digits. What is none is said at once, beside its field; and the signature waits for what was written last."""
    iraq.opens("meetings").follows("meetings/call")
    page = iraq.page
    for fold in page.locator("form.call-dates details.written > summary").all()[:2]:
        fold.click()
    iraq.turns_to("form.call-dates").fills({"clock": "Asia/Baghdad"})
    first, second = page.locator('[name="d0.written"]'), page.locator('[name="d1.written"]')
    first.fill("۱۶ اسفند ۱۳۸۶ ۱۱:۰۰")
    second.fill("1386/12/17 11:00")
    second.press("Tab")
    expect(page.locator("#d1-said")).not_to_be_empty()
    iraq.reads(iraq.sentence("form.month_wanted", got="1386/12/17 11:00"), of="#d1-said")
    expect(page.locator(".call-offers > li")).to_have_count(1)
    iraq.shows_no_fault()
    iraq.turns_to("form.entry-form").fills({"title": TITLE, "series": "ambassadors", "round": "4"})
    page.click('form.entry-form button[name="sign"]')
    expect(second).to_be_focused()
    second.fill("٢٩ صفر ١٤٢٩، ١١:٠٠")
    page.click('form.entry-form button[name="sign"]')
    page.wait_for_url("**/meetings/iq/*")
    meeting = page.url.partition("/meetings/")[2].partition("?")[0]

    with talks.nodes["iq"].lock:
        verdict = talks.nodes["iq"].record.fold.verdict_at(meeting)
    assert verdict is not None
    assert verdict.entry is not None
    body: Any = verdict.entry.body
    assert [(each.zone, each.civil) for each in body.offers] == [
        ("Asia/Baghdad", "2008-03-06 11:00"),
        ("Asia/Baghdad", "2008-03-07 11:00"),
    ]


def test_a_date_that_one_party_announced_is_no_meeting(
    talks: Talks, iran: Delegate, us: Delegate, iraq: Delegate
) -> None:
    """March 2008 again: one side offers a date, says that it is agreed, and comes. No page of any node says that there is a meeting.

    Then all sign the same date, and every page says that there is.
    """
    meeting = called_by(iraq)
    talks.settle()
    iran.opens_matter("meetings", meeting)
    offer = iran.signs("meetings.date_offered", {"offer.starts_at": MARCH})
    iran.opens_matter("meetings", meeting)
    iran.signs("meetings.date_claimed", {"claim": "agreed", "offer_in": offer, "number": "0"})
    talks.settle()
    talks.clock.set(datetime(2008, 3, 6, 5, 0, tzinfo=UTC))
    iran.opens_matter("meetings", meeting)
    iran.signs("meetings.arrived", {"on": "2008-03-06", "claims": ("en", "We are here for the agreed meeting.")})
    talks.settle()

    for each in (iran, us, iraq):
        each.opens("meetings").does_not_read(each.term("convened", "meeting"))
        each.opens_matter("meetings", meeting)
        each.reads(
            each.words("not agreed"), each.words("A delegation came although no date had the signature of every party.")
        )
        each.does_not_read(each.words("agreed by all"))
        assert "VEVENT" not in calendar_of(each)

    for each in (us, iraq):
        each.opens_matter("meetings", meeting)
        each.signs("meetings.date_accepted")
    talks.settle()

    for each in (iran, us, iraq):
        each.opens("meetings").reads(each.term("convened", "meeting"))
        each.opens_matter("meetings", meeting).reads(each.words("agreed by all"))
        assert "VEVENT" in calendar_of(each)


@pytest.mark.parametrize("talks", [{"at": datetime(2008, 3, 6, 6, 30, tzinfo=UTC)}], indirect=True)
def test_a_meeting_is_held_and_its_minutes_are_agreed_by_paragraph(
    talks: Talks, iran: Delegate, us: Delegate, iraq: Delegate
) -> None:
    """Three delegations in one room: agenda, floor and minutes of two paragraphs, one of which a party words anew."""
    meeting = called_by(iraq, MARCH[1])
    iraq.opens_matter("meetings", meeting)
    iraq.signs("meetings.agenda_proposed", {"items": ("en", "Security in Iraq")})
    talks.settle()
    for each in (us, iran):
        each.opens().follows(f"meetings/{meeting}")
        each.signs("meetings.date_accepted")
        each.opens_matter("meetings", meeting)
        each.signs("meetings.agenda_accepted")
    talks.settle()
    talks.clock.set(THEN)
    iraq.opens_matter("meetings", meeting)
    iraq.signs("meetings.opened", {"starts_at": MARCH})
    talks.settle()
    us.opens_matter("meetings", meeting)
    us.signs("meetings.floor_asked", {"turn": "speech"})
    talks.settle()
    iraq.opens_matter("meetings", meeting)
    iraq.signs("meetings.floor_given", by="asked=")
    talks.settle()
    iran.opens_matter("meetings", meeting).reads(iran.words("Has the floor:")).shows_no_fault()

    iraq.opens_matter("meetings", meeting)
    minutes = iraq.signs(
        "meetings.minutes_tabled",
        {"paragraphs": ("en", "The parties met for four hours.\nThe parties agreed on border posts.")},
    )
    talks.settle()
    us.opens_matter("meetings", meeting)
    us.signs("meetings.minutes_accepted")
    iran.opens_matter("meetings", meeting)
    iran.signs("meetings.paragraph_accepted", by="paragraph=0")
    iran.opens_matter("meetings", meeting)
    iran.signs("meetings.paragraph_objected", {"why": ("en", "Nothing was agreed.")}, by="paragraph=1")
    talks.settle()
    us.opens_matter("meetings", meeting).reads("Nothing was agreed.", us.term("objected", "stance"))
    iran.opens_matter("meetings", meeting)
    worded = iran.signs(
        "meetings.paragraph_worded", {"text": "The parties discussed border posts."}, by="paragraph=1"
    )  # in the language of the words that stood there
    talks.settle()
    for each in (us, iraq):
        each.opens_matter("meetings", meeting).reads("The parties discussed border posts.")
        assert each.page.locator('bdi[lang="en"]', has_text="The parties ").count() > 1
        each.signs("meetings.paragraph_accepted", by=f"wording_in={worded}")
    talks.settle()
    iraq.opens_matter("meetings", meeting)
    iraq.signs("meetings.closed", {"minutes": "240"})
    iraq.opens_matter("meetings", meeting)
    iraq.signs("meetings.minutes_closed", by=f"draft={minutes}")
    talks.settle()

    for each in (iran, us, iraq):
        each.opens_matter("meetings", meeting)
        wording = each.page.locator(".wording-held", has_text="The parties discussed border posts.").first
        assert each.words("agreed by all") in plain(wording.inner_text())
