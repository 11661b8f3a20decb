"""The tour of a demonstration: each step is a page that is there, leads to the next, and can be put away for good."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient

from tests.cases.built import build, guards_in
from tests.server.web import Shared, web
from trilateral.i18n.languages import LANGUAGES
from trilateral.node.node import Node
from trilateral.server.app import make_app
from trilateral.server.roles import Role
from trilateral.server.sessions import Doors

_STRIP = re.compile(r'<section class="tour".*?</section>', re.DOTALL)
_NEXT = re.compile(r'class="tour-ways"><a href="([^"]+)"')


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    directory = build(tmp_path_factory.mktemp("tour"))
    with (
        guards_in(directory / "guard"),
        Node.open(directory / "us", (directory / "passphrase").read_text("ascii").strip()) as node,
    ):
        yield node


@pytest.fixture
def reader(case: Node, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    doors = Doors(case.clock.unix)
    with (
        TestClient(make_app(case, doors=doors)) as way_in,
        httpx.Client(
            transport=Shared(way_in._transport),
            base_url=way_in.base_url,
            headers={"Accept-Language": request.param, "Sec-Fetch-Mode": "navigate"},
        ) as client,
    ):
        client.get(f"/in/{doors.link(Role.READER)}")
        yield client


def strip(page: str) -> str:
    found = _STRIP.search(page)
    return "" if found is None else found[0]


@pytest.mark.parametrize("reader", list(LANGUAGES), indirect=True)
def test_every_step_is_there_and_leads_to_the_next(case: Node, reader: httpx.Client) -> None:
    where = home = f"/m/{case.record.mechanism[:10]}/"
    steps = []
    while where not in steps:
        steps.append(where)
        answer = reader.get(where)
        assert answer.status_code == 200
        shown = strip(answer.text)
        assert shown, where
        found = _NEXT.search(shown)
        assert found is not None
        where = unescape(found[1])

    assert where == home
    assert 5 <= len(steps) <= 7
    assert any("/meetings/" in step for step in steps)
    assert any("/knew/" in step for step in steps)


@pytest.mark.parametrize("reader", ["en"], indirect=True)
def test_it_can_be_put_away_and_brought_back(case: Node, reader: httpx.Client) -> None:
    home = f"/m/{case.record.mechanism[:10]}/"

    assert strip(reader.get(home).text)
    assert not strip(reader.get(f"{home}meetings").text)
    assert not strip(reader.get(home, params={"tour": "away"}).text)
    assert not strip(reader.get(f"{home}consistency").text)
    assert 'name="tour" value="again"' in reader.get(home).text
    assert strip(reader.get(home, params={"tour": "again"}).text)


def test_a_mechanism_in_earnest_has_no_tour(tmp_path: Path) -> None:
    with web(tmp_path) as us, us.visitor() as delegate:
        page = delegate.page()

    assert not strip(page)
    assert 'name="tour"' not in page
