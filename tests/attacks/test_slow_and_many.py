"""Somebody who has not signed in keeps a node busy: with tries to come in, with bodies that do not arrive, with silent connections.

Others are served meanwhile. What anybody can hold is bounded in number and in time.
"""

import asyncio
import contextlib
import re
import selectors
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from litestar.testing import TestClient

from tests.node.parties import three_parties
from tests.server.test_tls import serving
from tests.server.web import CHEAP_HASHER, Web, web
from trilateral.errors import RefusedError
from trilateral.server import serving as served
from trilateral.server.app import make_app
from trilateral.server.bodies import Patience
from trilateral.server.entrance import MOST, MOST_EACH
from trilateral.server.roles import Role

PATIENCE_SECONDS = 60
ELSEWHERE, HERE = "203.0.113.9", "198.51.100.7"
FORM = [(b"host", b"testserver.local"), (b"content-type", b"application/x-www-form-urlencoded")]


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def code_of(text: str) -> str:
    found = re.search(r'<code dir="ltr">([a-z_.]+)</code>', text)
    return "" if found is None else found[1]


# --- tries to come in


class Crowd:
    """Many who try passphrases, and are looked at only when they are let."""

    def __init__(self, us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app = make_app(us.node, doors=us.doors, hasher=CHEAP_HASHER)
        self.let = threading.Event()
        self.codes: list[str] = []
        self._threads: list[threading.Thread] = []

        def find(*_: object) -> None:
            assert self.let.wait(PATIENCE_SECONDS)

        monkeypatch.setattr("trilateral.server.phrases.Phrases.find", find)

    async def asked(self, scope: Any, receive: Any, send: Any) -> None:
        """The application, which takes from a header where somebody comes from."""
        if scope["type"] == "http":
            address = dict(scope["headers"]).get(b"x-comes-from", HERE.encode()).decode()
            scope = {**scope, "client": (address, 4711)}
        await self.app(scope, receive, send)

    def tries(self, browser: TestClient[Any], addresses: list[str]) -> None:
        """Each of them tries once, and waits for the answer."""

        def one(address: str, number: int) -> None:
            data = {"office": f"office-{number}", "passphrase": "a wrong passphrase"}
            self.codes.append(code_of(browser.post("/sign-in", data=data, headers={"x-comes-from": address}).text))

        begun = [threading.Thread(target=one, args=each) for each in zip(addresses, range(len(addresses)), strict=True)]
        for each in begun:
            each.start()
        self._threads += begun

    def go(self) -> None:
        self.let.set()
        for each in self._threads:
            each.join(PATIENCE_SECONDS)


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that happens in another thread."""
    waited = threading.Event()
    for _ in range(100 * PATIENCE_SECONDS):
        if is_so():
            return
        waited.wait(0.01)
    raise AssertionError("it never came to be so")


def in_time(act: Callable[[], Any]) -> Any:
    """What an act returns, which must not wait for anything that the attacker holds."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(act()), daemon=True)
    thread.start()
    thread.join(PATIENCE_SECONDS)
    assert found, "it waits"
    return found[0]


def test_a_flood_of_passphrases_keeps_no_page_and_no_link_waiting(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """From many addresses, with more tries than this machine has threads; the next are told at once that there is no room."""
    crowd = Crowd(us, monkeypatch)
    addresses = [f"192.0.2.{number}" for number in range(MOST)]
    link, other = (us.doors.link(Role.DELEGATE, "head") for _ in range(2))
    with TestClient(crowd.asked) as browser:
        try:
            crowd.tries(browser, addresses)
            waiting = crowd.app.state.live._office.ways.by_phrase._waiting
            until(lambda: waiting.total() == MOST)
            crowd.tries(browser, [ELSEWHERE] * 3)
            until(lambda: len(crowd.codes) == 3)
            crowded = list(crowd.codes)
            page = in_time(lambda: browser.get("/sign-in"))
            came = in_time(lambda: browser.get(f"/in/{link}", follow_redirects=False))
            home = in_time(lambda: browser.get(us.home, headers={"Sec-Fetch-Mode": "navigate"}))
            program = in_time(lambda: browser.post("/api/sign-in", json={"link": f"/in/{other}"}))
        finally:
            crowd.go()

    assert crowded == ["entering.crowded"] * 3
    assert [page.status_code, came.status_code, home.status_code, program.status_code] == [200, 303, 200, 200]
    assert crowd.codes[3:] == ["entering.wrong"] * MOST
    assert not waiting


def test_who_sends_many_from_one_address_leaves_room_for_others(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = Crowd(us, monkeypatch)
    with TestClient(crowd.asked) as browser:
        try:
            crowd.tries(browser, [ELSEWHERE] * (MOST_EACH + 5))
            until(lambda: len(crowd.codes) == 5)
            crowd.tries(browser, [HERE])
            waiting = crowd.app.state.live._office.ways.by_phrase._waiting
            until(lambda: waiting[HERE] == 1)
            held = waiting[ELSEWHERE]
        finally:
            crowd.go()

    assert crowd.codes[:5] == ["entering.crowded"] * 5
    assert held == MOST_EACH
    assert "entering.crowded" not in crowd.codes[5:]


def test_a_try_that_was_not_looked_at_counts_as_no_failure(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = Crowd(us, monkeypatch)
    with TestClient(crowd.asked) as browser:
        crowd.tries(browser, [ELSEWHERE] * (MOST_EACH + 30))
        until(lambda: len(crowd.codes) == 30)
        kept = us.node.private.failures.all()
        crowd.go()

    assert kept == []
    with contextlib.suppress(RefusedError):
        crowd.app.state.live._office.ways.limits.require_patience("", HERE)


# --- bodies


class _Jumps(selectors.DefaultSelector):
    """Waits for nobody: instead of waiting, the clock goes on."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        found = super().select(0)
        if not found and timeout:
            self.now += timeout
        return found


class _Loop(asyncio.SelectorEventLoop):
    """An event loop on which no time passes but what somebody waits for."""

    def __init__(self) -> None:
        self._jumps = _Jumps()
        super().__init__(self._jumps)

    def time(self) -> float:
        return self._jumps.now


async def sends(
    app: Any, pieces: AsyncIterator[bytes], address: str = ELSEWHERE, cookie: str = "", *, whole: bool = False
) -> tuple[int, str]:
    """Send a form piece by piece, and then go away or say that it is whole. Return the status and the code of the answer."""
    headers = [*FORM, *([(b"cookie", cookie.encode())] if cookie else [])]
    scope: Any = {
        "type": "http", "method": "POST", "path": "/sign-in", "raw_path": b"/sign-in", "query_string": b"",
        "root_path": "", "headers": headers, "client": (address, 1), "server": ("testserver.local", 80),
        "scheme": "http", "http_version": "1.1", "asgi": {"version": "3.0"}, "extensions": {},
    }  # fmt: skip
    said: list[Any] = []

    async def receive() -> Any:
        async for piece in pieces:
            return {"type": "http.request", "body": piece, "more_body": True}
        return {"type": "http.request", "body": b"", "more_body": False} if whole else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        said.append(message)

    await app(scope, receive, send)
    text = b"".join(each.get("body", b"") for each in said[1:]).decode("utf-8", "replace")
    return int(said[0]["status"]), code_of(text)


async def never() -> AsyncIterator[bytes]:
    await asyncio.get_running_loop().create_future()
    yield b""


async def drops(every_seconds: float, size: int = 1) -> AsyncIterator[bytes]:
    """It never ends."""
    while True:
        await asyncio.sleep(every_seconds)
        yield b"x" * size


async def gone() -> AsyncIterator[bytes]:
    """Somebody goes away in the middle."""
    yield b"office=head"


def on(loop: asyncio.AbstractEventLoop, act: Any) -> Any:
    try:
        return loop.run_until_complete(act)
    finally:
        loop.close()


@pytest.mark.parametrize(
    ("pieces", "at_most_seconds"),
    [(never, 20.0), (lambda: drops(19.9), 40.0), (lambda: drops(0.5), 40.0), (lambda: drops(1.0, 1900), 400.0)],
)
def test_a_body_that_does_not_arrive_is_waited_for_only_so_long(
    us: Web, pieces: Callable[[], AsyncIterator[bytes]], at_most_seconds: float
) -> None:
    """Nothing at all, and ever so little: no slower than a poor line on the whole."""
    app = make_app(us.node, hasher=CHEAP_HASHER)
    loop = _Loop()

    async def sent() -> tuple[int, str, float]:
        return *await sends(app, pieces()), asyncio.get_running_loop().time()

    status, code, seconds = on(loop, sent())

    assert (status, code) == (408, "server.too_slow")
    assert seconds <= at_most_seconds


def test_who_goes_away_in_the_middle_leaves_nothing_in_the_journal(us: Web, caplog: pytest.LogCaptureFixture) -> None:
    """Else anybody fills it."""
    app = make_app(us.node, hasher=CHEAP_HASHER)
    status, _ = on(_Loop(), sends(app, gone()))

    assert status == 408
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


def test_a_body_on_a_poor_line_arrives(us: Web) -> None:
    app = make_app(us.node, hasher=CHEAP_HASHER)

    async def slowly() -> AsyncIterator[bytes]:
        yield b"office=head&passphrase="
        for _ in range(100):
            await asyncio.sleep(1.0)
            yield b"x" * 4000

    status, code = on(_Loop(), sends(app, slowly(), whole=True))

    assert (status, code) == (401, "entering.wrong")


def test_only_so_many_bodies_are_on_their_way_from_one_address(us: Web) -> None:
    """Of those who have signed in none is counted, since they may all come from one house."""
    app = make_app(us.node, doors=us.doors, hasher=CHEAP_HASHER, patience=Patience(most=3))
    with us.visitor() as head:
        name, word = next(iter(head.client.cookies.items()))

    async def sent() -> list[Any]:
        held = [asyncio.ensure_future(sends(app, never())) for _ in range(3)]
        own = [asyncio.ensure_future(sends(app, never(), cookie=f"{name}={word}")) for _ in range(5)]
        other = asyncio.ensure_future(sends(app, never(), HERE))
        for _ in range(50):
            await asyncio.sleep(0)
        refused = await sends(app, never())
        waiting = [each.done() for each in (*held, *own, other)]
        for each in (*held, *own, other):
            each.cancel()
        await asyncio.gather(*held, *own, other, return_exceptions=True)
        again = asyncio.ensure_future(sends(app, never()))
        for _ in range(50):
            await asyncio.sleep(0)
        waiting.append(again.done())
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)
        return [refused, waiting]

    refused, waiting = on(asyncio.new_event_loop(), sent())

    assert refused == (429, "server.too_many")
    assert not any(waiting)


# --- connections


def test_silent_connections_keep_nobody_out_and_are_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On this machine: hundreds that say nothing, half a request, or half a body, and somebody else who is served."""
    monkeypatch.setattr(served, "HEADERS_SECONDS", 2)
    with three_parties(tmp_path) as parties:
        home, guard = parties.home("us"), parties.guard("us")
    with serving(home, guard) as node, contextlib.ExitStack() as held:
        port = int(node.address.rpartition(":")[2])

        def connected(says: bytes) -> socket.socket:
            found = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS, ("127.0.0.2", 0))
            held.enter_context(found)
            found.sendall(says)
            return found

        form = b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        silent = [connected(b"") for _ in range(150)]
        silent += [connected(b"GET /sign-in HTTP/1.1\r\nHost: a\r\n") for _ in range(150)]
        bodies = [connected(form + b"Content-Length: 1000\r\n\r\noffice=head") for _ in range(100)]
        with httpx2.Client(timeout=PATIENCE_SECONDS) as browser:
            page = browser.get(f"{node.address}/sign-in")
            came = browser.get(node.link(Role.DELEGATE, "head"), follow_redirects=True)
        ends = [each.recv(1) for each in silent]
        answers = [each for each in bodies if _has_answer(each)]

    assert (page.status_code, came.status_code) == (200, 200)
    assert set(ends) == {b""}
    assert len(answers) == len(bodies) - Patience().most


def _has_answer(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(12) == b"HTTP/1.1 429"
    except BlockingIOError:
        return False
