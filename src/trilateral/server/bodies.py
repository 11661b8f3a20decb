"""What is sent to us, bounded in time and in number: a body that never arrives, or drop by drop, holds nobody else up.

A body must go on arriving: somebody who sends nothing for a while, or less on the whole than the poorest line carries, is told so and
the connection ends. Whoever has not signed in may have only some on the way at once from one address; behind a proxy that the
operator has named, from the address that it names (`proxies`). Somebody who has signed in is counted by no address: a delegation
may share one.

Left out: connections on which no request has come in full. The server ends them by itself (`serving`).
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Receive, ReceiveMessage, Scope, Send

from trilateral.server.asking import address_of
from trilateral.server.office import Office


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a body may take, and how many may be on the way.

    Attributes:
        quiet_seconds: So long nothing need come.
        slowest: Bytes in a second on the whole, after that time: of a line over a satellite telephone.
        most: Bodies on their way from one address, of people who have not signed in.
    """

    quiet_seconds: float = 20.0
    slowest: int = 2048
    most: int = 32


class Arriving:
    """The bodies that are on their way to one node. All on its event loop."""

    def __init__(self, office: Office, patience: Patience) -> None:
        """Take whose they are."""
        self._office = office
        self.patience = patience
        self._by_address: Counter[str] = Counter()

    def bounded(self, app: ASGIApp) -> ASGIApp:
        """Return the application, which is given each body as long as it goes on arriving. Stands behind what finds the session."""

        async def answered(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP:
                await app(scope, receive, send)
                return
            body = _Body(self, receive, "" if scope.get("user") else f"from {address_of(self._office, Request(scope))}")
            try:
                await app(scope, body.receive, send)
            finally:
                body.ends()

        return answered

    def begins(self, address: str) -> None:
        """One more is on its way.

        Raises:
            HTTPException: 429: there are too many from this address.
        """
        if self._by_address[address] >= self.patience.most:
            raise HTTPException(status_code=429, detail="too many bodies on their way")
        self._by_address[address] += 1

    def ends(self, address: str) -> None:
        """It has arrived, or is not waited for."""
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]


class _Body:
    """One body.

    Attributes:
        address: Where it comes from; empty for somebody who has signed in.
    """

    def __init__(self, arriving: Arriving, receive: Receive, address: str) -> None:
        self._arriving = arriving
        self._receive = receive
        self.address = address
        self._state = "unasked"
        self._began_at = 0.0
        self._came = 0

    async def receive(self) -> ReceiveMessage:
        """The next piece; once all is here, whatever else the server says."""
        if self._state == "here":
            return await self._receive()
        if self._state == "unasked":
            if self.address:
                self._arriving.begins(self.address)
            self._state = "coming"
            self._began_at = asyncio.get_running_loop().time()
        message: Any = await self._in_time()
        if message["type"] == "http.disconnect":
            raise HTTPException(status_code=408, detail="gone before all had come")
        self._came += len(message.get("body", b""))
        if not message.get("more_body", False):
            self.ends()
        return message  # type: ignore[no-any-return]  # as the server gave it

    async def _in_time(self) -> Any:
        patience, now = self._arriving.patience, asyncio.get_running_loop().time()
        at_most = self._began_at + patience.quiet_seconds + self._came / patience.slowest
        try:
            async with asyncio.timeout_at(min(now + patience.quiet_seconds, at_most)):
                return await self._receive()
        except TimeoutError as error:
            raise HTTPException(status_code=408, detail="too slow") from error

    def ends(self) -> None:
        """It has arrived, or is not waited for any more."""
        if self._state == "coming" and self.address:
            self._arriving.ends(self.address)
        self._state = "here"
