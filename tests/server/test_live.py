"""Open pages are told that the record has grown, and nothing else; and they are told no longer than they may be."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import Any

import pytest

from tests.node.parties import statement
from tests.server.web import Web, web
from trilateral.server.following import entries_held
from trilateral.server.live import Live
from trilateral.server.roles import Role

SOON = 10.0
"""Seconds after which a test that waits for news fails; nothing here waits for its end."""


@pytest.fixture
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("live")) as made:
        yield made


def live_of(us: Web) -> Live:
    found = us.app.state.live
    assert isinstance(found, Live)
    return found


async def heard(events: AsyncGenerator[bytes]) -> bytes:
    """The next that is said, heartbeats apart."""
    while True:
        event = await asyncio.wait_for(anext(events), SOON)
        if event != b":\n\n":
            return event


def grown_to(us: Web) -> bytes:
    return f"retry: 2000\nevent: grown\ndata: {entries_held(us.node.record)}\n\n".encode()


def test_a_page_is_told_how_much_there_is_and_then_what_comes(us: Web) -> None:
    """Our own entries, and those of others once we have verified them. By number alone."""

    async def listen() -> tuple[list[bytes], list[bytes]]:
        events = live_of(us).events("a", lambda: True)
        told, right = [await heard(events)], [grown_to(us)]
        await asyncio.to_thread(us.parties.state, "us", "Said by us.")
        told.append(await heard(events))
        right.append(grown_to(us))
        us.parties.state("ir", "Said by Iran.")
        us.parties.nodes["ir"].publish()
        await asyncio.to_thread(us.parties.sync, "us")
        while told[-1] != grown_to(us):
            told.append(await heard(events))
        right += told[2:]
        await events.aclose()
        return told, right

    told, right = asyncio.run(listen())

    assert told == right
    assert len(set(told)) == len(told) >= 3
    assert live_of(us).streams() == 0


def test_nothing_is_said_to_a_session_that_has_ended(us: Web) -> None:
    """Not even that there is something: it ends."""
    is_open = [True]

    async def listen() -> list[bytes]:
        events = live_of(us).events("a", lambda: is_open[0])
        first = await heard(events)
        is_open[0] = False
        us.node.say(statement("After it ended."), by="head")
        return [first, *[event async for event in events]]

    assert len(asyncio.run(listen())) == 1
    assert live_of(us).streams() == 0


def test_an_ended_session_is_noticed_when_nothing_happens(us: Web) -> None:
    answers = iter([True, True, False])
    quick = Live(_office(us), beat_seconds=0.001)

    async def listen() -> list[bytes]:
        return [event async for event in quick.events("a", lambda: next(answers))]

    assert asyncio.run(listen()) == [grown_to(us), b":\n\n"]


def _office(us: Web) -> Any:
    return live_of(us)._office


def test_all_streams_end_when_the_node_stops(us: Web) -> None:
    async def listen() -> list[bytes]:
        events = live_of(us).events("a", lambda: True)
        first = await heard(events)
        await asyncio.to_thread(live_of(us).close)
        return [first, *[event async for event in events]]

    assert asyncio.run(listen()) == [grown_to(us)]


def test_a_session_has_so_many_streams_and_no_more(us: Web) -> None:
    """Another session is not kept out by it, and a place is free again when a page goes."""

    async def listen() -> list[bytes]:
        live = Live(_office(us), most=2)
        one, two, three, other = (live.events(each, lambda: True) for each in ("a", "a", "a", "b"))
        told = [await heard(one), await heard(two), await heard(three), await heard(other)]
        assert [event async for event in three] == []
        await one.aclose()
        again = live.events("a", lambda: True)
        told.append(await heard(again))
        for each in (two, other, again):
            await each.aclose()
        assert live.streams() == 0
        return told

    full = b"retry: 60000\nevent: full\ndata: \n\n"

    assert asyncio.run(listen()) == [grown_to(us), grown_to(us), full, grown_to(us), grown_to(us)]


class Browser:
    """One request as a server passes it on, until the browser goes away."""

    def __init__(self, us: Web, cookie: str) -> None:
        self.gone = asyncio.Event()
        self.said: asyncio.Queue[Any] = asyncio.Queue()
        self._us, self._cookie, self._asked = us, cookie, False

    async def receive(self) -> Any:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        await self.said.put(message)

    async def ask(self, method: str = "GET") -> None:
        path = f"{self._us.home}live"
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"testserver.local"), (b"cookie", self._cookie.encode())],
            "scheme": "http",
            "server": ("testserver.local", 80),
            "client": ("127.0.0.1", 1),
            "http_version": "1.1",
            "root_path": "",
            "asgi": {"version": "3.0"},
            "extensions": {},
            "state": {},
        }
        await self._us.app(scope, self.receive, self.send)  # type: ignore[arg-type]  # what a server gives

    async def next(self) -> Any:
        return await asyncio.wait_for(self.said.get(), SOON)


def test_it_is_an_answer_that_goes_on_and_is_not_kept(us: Web) -> None:
    with us.visitor(Role.READER) as reader:
        cookie = "; ".join(f"{name}={value}" for name, value in reader.client.cookies.items())

    async def listen() -> tuple[Any, Any]:
        browser = Browser(us, cookie)
        asking = asyncio.ensure_future(browser.ask())
        start, first = await browser.next(), await browser.next()
        assert live_of(us).streams() == 1
        browser.gone.set()
        await asyncio.wait_for(asking, SOON)
        return start, first

    start, first = asyncio.run(listen())
    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}

    assert start["status"] == 200
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
    assert "content-length" not in headers
    assert (first["body"], first["more_body"]) == (grown_to(us), True)
    assert live_of(us).streams() == 0


def test_a_stream_ends_with_its_session_whoever_ended_it(us: Web) -> None:
    """The answer is complete then: nothing stays open that nobody reads."""
    with us.visitor(Role.DELEGATE) as delegate:
        cookie = "; ".join(f"{name}={value}" for name, value in delegate.client.cookies.items())

    async def listen() -> list[Any]:
        browser = Browser(us, cookie)
        asking = asyncio.ensure_future(browser.ask())
        said, before = [await browser.next(), await browser.next()], grown_to(us)
        for each in us.doors.sessions():
            us.doors.revoke(each.id)
        us.node.say(statement("After it ended."), by="head")
        await asyncio.wait_for(asking, SOON)
        while not browser.said.empty():
            said.append(browser.said.get_nowait())
        assert grown_to(us) != before
        assert [message.get("body") for message in said[1:]] == [before, b""]
        return said

    assert asyncio.run(listen())[-1]["more_body"] is False


def test_only_whoever_reads_the_record_listens(us: Web) -> None:
    with us.visitor(Role.OPERATOR) as operator:
        assert operator.client.get(f"{us.home}live").status_code == 403
        assert 'data-live="/' not in operator.page()
    assert us.client.get(f"{us.home}live").status_code == 401
    with us.visitor() as delegate:
        assert delegate.client.get("/m/0000000000/live").status_code == 404
        assert delegate.client.head(f"{us.home}live").status_code == 405


def test_a_page_says_where_to_listen_and_what_it_has_seen(us: Web) -> None:
    """A page of an earlier day is not brought up to date, and nobody who is not signed in is told where to listen."""
    with us.visitor() as delegate:
        now, then = delegate.page(), delegate.page(as_of="2007-05-28")
        seen = entries_held(us.node.record)

    assert f'data-entries="{seen}" data-live="{us.home}live"' in now
    assert 'data-live="/' not in then
    assert 'data-live="/' not in us.client.get(us.home).text
    assert "desk.js" not in us.client.get(us.home).text
