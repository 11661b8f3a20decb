"""Every page of a whole case, in every language: nothing that can be reached is missing or fails."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from litestar.testing import TestClient

from tests.cases.built import build, guards_in
from tests.server.web import Shared
from trilateral.i18n.languages import LANGUAGES
from trilateral.node.node import Node
from trilateral.server.app import make_app
from trilateral.server.roles import Role
from trilateral.server.sessions import Doors

_LINK = re.compile(r'href="(/m/[^"#]*)"')
# Where somebody does something, or notes something for themselves: nobody does that in the past.
_NOW = re.compile("/(?:sign|hand-in|drafts|waiting|sheets|sessions|account|devices|offline|views)")
# Rows of a list are drawn alike: every hundredth stands for all.
_OTHER_ROWS = re.compile("[?&]row=(?!(?:[0-9]*00|0)(?:&|$))")
# So are months, weeks and days, and ways to save a list: one of each, in each calendar, stands for all.
_OTHER_STRETCHES = re.compile(
    "/timeline[?].*(?:in=[0-9]{4}-(?!0[35](?:-(?:07|28)|&|$))|kind=|start=)|/views[?]at=(?!incidents$|timeline$)"
)
_ALIKE = (_OTHER_ROWS, _OTHER_STRETCHES)
_TIME = re.compile("<(?:time|option)[^>]*>(?:<bdi>)?([^<]*)<")
_DAY = re.compile(r"(.*\S) [0-9٠-٩۰-۹]{2}:")
# The zone of this capital is called after another city.
_HERE = re.compile("Washington|واشنطن|واشینگتن")
_ELSEWHERE = re.compile("New York|نيويورك|نیویورک")


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """The node of the United States, with all of the case."""
    directory = build(tmp_path_factory.mktemp("pages"))
    with (
        guards_in(directory / "guard"),
        Node.open(directory / "us", (directory / "passphrase").read_text("ascii").strip()) as node,
    ):
        yield node


class Crawler:
    """A delegate who follows every link, once."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.pages: dict[str, str] = {}
        self.broken: list[str] = []

    def follow(self, start: str, leave_out: re.Pattern[str]) -> None:
        waiting = [start]
        met = {start}
        while waiting:
            where = waiting.pop()
            answer = self._client.get(where)
            if answer.status_code != 200:
                self.broken.append(f"{answer.status_code} {where}")
                continue
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            self.pages[where] = answer.text
            found = {unescape(link) for link in _LINK.findall(answer.text)} - met
            met |= found
            waiting += [link for link in found if not any(each.search(link) for each in (leave_out, *_ALIKE))]


@pytest.fixture
def crawler(us: Node, request: pytest.FixtureRequest) -> Iterator[Crawler]:
    doors = Doors(us.clock.unix)
    with (
        TestClient(make_app(us, doors=doors)) as way_in,
        httpx.Client(
            transport=Shared(way_in._transport),
            base_url=way_in.base_url,
            headers={"Accept-Language": request.param},
        ) as client,
    ):
        client.get(f"/in/{doors.link(Role.DELEGATE, 'ambassador')}")
        yield Crawler(client)


@pytest.mark.parametrize("crawler", list(LANGUAGES), indirect=True)
def test_every_page_of_a_case_is_there(us: Node, crawler: Crawler) -> None:
    """Lists, subjects, forms and all entries, those that only nodes sign included. Times name the capital, and days stand in all calendars."""
    home = f"/m/{us.record.mechanism[:10]}/"

    # Proofs and notes are files, and their test is elsewhere; languages have a run each.
    crawler.follow(home, re.compile(r"/(?:note|proof)$|[?&]lang="))

    assert not crawler.broken
    entries = {
        f"{home}entry/{verdict.ref}" for origin in us.record.origins for verdict in us.record.fold.verdicts(origin)
    }
    assert entries <= set(crawler.pages)
    assert any(f"{home}sign/" in page for page in crawler.pages)
    times = [time for page in crawler.pages.values() for time in _TIME.findall(page)]
    assert any(_HERE.search(time) for time in times)
    assert not any(_ELSEWHERE.search(time) for time in times)
    for where, page in crawler.pages.items():
        named = {found[1] for time in _TIME.findall(page) if (found := _DAY.match(time))}
        there = page.partition('class="strip-dates"')[2].partition("</p>")[0] + page.partition('id="days"')[2]
        assert not {day for day in named if f"<bdi>{day}</bdi>" not in there}, where


@pytest.mark.parametrize("crawler", ["en"], indirect=True)
def test_a_day_that_was_asked_for_stays_on_every_way_but_to_sign(us: Node, crawler: Crawler) -> None:
    home = f"/m/{us.record.mechanism[:10]}/"

    crawler.follow(f"{home}?as_of=2007-06-30", re.compile(rf"/entry/|/log/|[?&]lang=|{_NOW.pattern}|^[^?]*$"))

    assert not crawler.broken
    assert len(crawler.pages) > 10
    for where, page in crawler.pages.items():
        links = {unescape(link) for link in _LINK.findall(page)}
        forgotten = {link for link in links if "as_of=2007-06-30" not in link and not _NOW.search(link)}
        assert {link.rstrip("/") for link in forgotten} == {where.partition("?")[0].rstrip("/")}, (
            "the way out of that day"
        )
        addresses = re.findall(r'(?:action|data-[a-z]+)="(/m/[^"]*)"', page)
        assert addresses
        assert not [each for each in addresses if not re.fullmatch(r"[^?]*(?:\?as_of=2007-06-30)?", unescape(each))]
        assert "30 June 2007" in page.replace("\N{NO-BREAK SPACE}", " ")
