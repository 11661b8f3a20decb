"""Tells open pages that the record has grown, by server-sent events.

What goes out is one number, how many entries this node holds: it stands at the foot of
every page, and says nothing of what was said, by whom, or to whom. The browser then asks for
its own page again, as the same reader, and is shown what that reader may see. So nothing is
decided here about who may read what.

A stream waits on the event loop: no thread and no lock is held while nothing happens. It ends when
its session does, when the browser goes, and when the node stops; nothing is sent to a session that
has ended. Whoever opens more streams than a session may have is asked to come back later.

Left out: what changed. A page finds that out by comparing.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from litestar import get
from litestar.handlers import BaseRouteHandler
from litestar.response import Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Send

from trilateral.desk.reading import SHORT
from trilateral.ledger.fold import Verdict
from trilateral.server.asking import session_of
from trilateral.server.following import LIVE, entries_held
from trilateral.server.office import Office
from trilateral.server.pages import Ask, check_mechanism
from trilateral.server.roles import ForbiddenError, Role, needs

STREAMS = 4
"""Open at once for one session. A page that is not looked at closes its own."""

BEAT_SECONDS = 10.0
"""So often something is sent in any case: a proxy keeps the line open, and an ended session is noticed."""

AGAIN_SECONDS = 2
LATER_SECONDS = 60
HEADERS = {"X-Accel-Buffering": "no"}
"""Proxies that would collect an answer before they pass it on are told not to."""


@dataclass(eq=False, slots=True)
class _Stream:
    """One open page."""

    loop: asyncio.AbstractEventLoop
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    woken: bool = False

    def rouse(self) -> None:
        """Let it look. May be called from any thread."""
        if not self.woken:
            self.woken = True
            with contextlib.suppress(RuntimeError):  # its event loop has ended, and so has the page
                self.loop.call_soon_threadsafe(self.wake.set)

    async def rest(self, seconds: float) -> None:
        """Wait until something happens, or so long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.wake.wait(), seconds)
        self.woken = False
        self.wake.clear()


class Live:
    """All open pages of one node."""

    def __init__(self, office: Office, *, beat_seconds: float = BEAT_SECONDS, most: int = STREAMS) -> None:
        """Listen to a node.

        Args:
            office: Whose record it is.
            beat_seconds: How often to send something in any case.
            most: Streams of one session.
        """
        self._beat_seconds = beat_seconds
        self._most = most
        self._open: dict[str, list[_Stream]] = {}
        self._guard = threading.Lock()
        self._closed = False
        self._office = office
        self._held = entries_held(office.record)
        office.node.on_change.append(self._grown)

    def close(self) -> None:
        """End all streams: the node stops. May be called from any thread."""
        self._closed = True
        self._rouse()

    def streams(self) -> int:
        """How many are open."""
        with self._guard:
            return sum(len(each) for each in self._open.values())

    def _grown(self, _folded: Sequence[Verdict]) -> None:
        """Under the node's lock, in whichever thread. What was folded is not looked at."""
        self._held = entries_held(self._office.record)
        self._rouse()

    def _rouse(self) -> None:
        with self._guard:
            found = [stream for each in self._open.values() for stream in each]
        for stream in found:
            stream.rouse()

    async def events(self, session: str, is_open: Callable[[], bool]) -> AsyncGenerator[bytes]:
        """Yield what one page is told, until it need not be told any more.

        Args:
            session: Its id.
            is_open: Whether it still is.
        """
        stream = self._enter(session)
        if stream is None:
            yield _event("full", "", retry_seconds=LATER_SECONDS)
            return
        try:
            told: int | None = None
            while not self._closed and is_open():
                if told != self._held:
                    told = self._held
                    yield _event("grown", str(told), retry_seconds=AGAIN_SECONDS)
                else:
                    yield b":\n\n"
                await stream.rest(self._beat_seconds)
        finally:
            self._leave(session, stream)

    def _enter(self, session: str) -> _Stream | None:
        with self._guard:
            own = self._open.setdefault(session, [])
            if len(own) >= self._most:
                return None
            own.append(stream := _Stream(asyncio.get_running_loop()))
            return stream

    def _leave(self, session: str, stream: _Stream) -> None:
        with self._guard:
            self._open[session].remove(stream)
            if not self._open[session]:
                del self._open[session]


def _event(name: str, data: str, *, retry_seconds: int) -> bytes:
    return f"retry: {retry_seconds * 1000}\nevent: {name}\ndata: {data}\n\n".encode()


class _Sending(ASGIResponse):
    """Sends as things happen, until there is no more or the browser has gone. Litestar's own waits for the latter."""

    _should_set_content_length = False

    def __init__(self, events: AsyncGenerator[bytes]) -> None:
        super().__init__(headers=HEADERS, media_type="text/event-stream")
        self._events = events

    async def send_body(self, send: Send, receive: Receive) -> None:
        """Send all events; then nothing is open any more."""
        sending = asyncio.ensure_future(self._send(send))
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            sending.cancel()
            await asyncio.gather(sending, gone, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        async with contextlib.aclosing(self._events) as events:
            async for event in events:
                await send({"type": "http.response.body", "body": event, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    """Wait until the browser has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


class _Events(Response[bytes]):
    """The same, as Litestar wants an answer."""

    def __init__(self, events: AsyncGenerator[bytes]) -> None:
        super().__init__(b"")
        self._events = events

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIResponse:
        """The answer as the server sends it."""
        return _Sending(self._events)


def routes(office: Office, live: Live) -> Sequence[BaseRouteHandler]:
    """The one route."""
    short = office.record.mechanism[:SHORT]

    @get(f"/m/{{mechanism:str}}/{LIVE}", opt=needs(Role.READER), include_in_schema=False, name=LIVE)
    async def listen(request: Ask) -> Response[bytes]:
        """For whoever reads the record; who only runs the node has no page that is brought up to date."""
        check_mechanism(request, short)
        session = request.scope["user"]
        if session.role is Role.OPERATOR:
            raise ForbiddenError("server.other_role")

        def is_open() -> bool:
            found = session_of(office, request)
            return found is not None and found.id == session.id

        return _Events(live.events(session.id, is_open))

    return (listen,)
