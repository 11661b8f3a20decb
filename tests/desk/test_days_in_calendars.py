"""A day in three calendars, on every page: its own at the head, all others that it names at the end, on screens and on paper."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.server.web import Web, en, web
from trilateral.desk import reading
from trilateral.i18n.calendars import civil_text, day_texts
from trilateral.mechanism.meetings.entries import DateOffer, MeetingProposed
from trilateral.node.compose import About

DAY = datetime(2007, 6, 4, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("days")) as made:
        yield made


@pytest.fixture(scope="module")
def meeting(us: Web) -> str:
    """A date whose civil time names another day than its instant, as the capital of the United States counts."""
    offer = DateOffer(DAY, "Pacific/Kiritimati", "2007-06-05 21:00")
    body = MeetingProposed((en("Round."),), "rounds", 1, "joint", "plenary", offers=(offer,))
    return us.node.say(body, by="head", about=About()).ref


def listed(page: str) -> list[str]:
    """The days at the end of a page."""
    section = re.search(r'(?s)<details class="page-days" id="days">.*?</details>', page)
    return [re.sub("<[^>]*>", "", each) for each in re.findall("<li>(.*?)</li>", section[0])] if section else []


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_every_day_that_a_page_names_stands_at_its_end_in_three_calendars(us: Web, meeting: str, lang: str) -> None:
    """Once each and in order: the day of an instant, and that of a civil time as it was written."""
    with us.visitor(lang=lang) as delegate:
        page = delegate.page(f"meetings/{meeting}")

    assert listed(page) == [" = ".join(day_texts(DAY.date().replace(day=day), lang)) for day in (4, 5)]


def test_the_day_of_the_page_stands_at_its_head_on_paper_too(us: Web) -> None:
    with us.visitor() as delegate:
        page = delegate.page("sign")

    assert listed(page) == []
    head = re.sub("<[^>]*>", "", page.partition('class="printed-head"')[2].partition("</p>")[0])
    strip = page.partition('class="strip-dates"')[2].partition("</p>")[0]
    for day in day_texts(us.parties.clock.now().date(), "en"):
        assert day in strip
        assert day in head


def test_no_day_of_one_page_stands_on_another(us: Web, meeting: str) -> None:
    with us.visitor() as delegate:
        for _ in range(2):
            assert len(listed(delegate.page(f"meetings/{meeting}"))) == 2
            assert not listed(delegate.page("sign"))


def test_a_day_by_the_clock_of_a_capital_stands_there_too(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is the next day in the capital that is asked: in the line of home that says until when."""
    late = DAY.replace(day=14, hour=22)
    body = MeetingProposed(
        (en("Night."),), "rounds", 2, "joint", "plenary", offers=(DateOffer(late, "UTC", "2007-06-14 22:00"),)
    )
    us.parties.nodes["ir"].say(body, by="head", about=About())
    us.parties.sync()
    with us.visitor() as delegate:
        before = listed(delegate.page())
        monkeypatch.setattr(
            reading, "civil_text", lambda at, _zone, lang, place: civil_text(at, "Asia/Tehran", lang, place)
        )
        after = listed(delegate.page())

    named = [" = ".join(day_texts(late.date().replace(day=day), "en")) for day in (14, 15)]
    assert [each in before for each in named] == [True, False]
    assert named[1] in after
