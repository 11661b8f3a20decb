"""Who may ask what without a session: other members' nodes by what they sign, everybody else as the settings say.

What is kept about askers is bounded: nonces for each member as long as they count, and how often
each poked.
"""

from dataclasses import dataclass, field
from typing import Any

from litestar import Request

from trilateral.node.asking import Asker, Members, UnprovenError
from trilateral.server.office import Office

POKES = 50
"""Pokes of one member that are taken at once. One that is not taken costs a few seconds, until we ask by ourselves."""

POKES_PER_SECOND = 5
"""How many come to be allowed again."""


@dataclass
class _Bucket:
    left: float
    at: float


@dataclass
class Gate:
    """Lets other nodes in.

    Attributes:
        office: Whose node is asked.
        addresses: What others call it.
    """

    office: Office
    addresses: tuple[str, ...]
    _members: Members = field(init=False)
    _pokes: dict[str, _Bucket] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """From now on, what was signed before does not count."""
        names = tuple(each.rstrip("/") for each in self.addresses)
        self._members = Members(lambda: self.office.record, self.office.node.clock, names)

    async def member(self, request: Request[Any, Any, Any]) -> Asker:
        """Say whose node asks.

        Raises:
            UnprovenError: Nobody's that may, or it does not show it.
        """
        scope = request.scope
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        if "signature" not in request.headers:
            raise UnprovenError("node.not_signed")  # before its body is read: whoever is no member costs nothing
        path = scope["raw_path"].partition(b"?")[0].decode("latin-1")
        query = scope["query_string"].decode("latin-1")
        target = f"{path}?{query}" if query else path
        called = f"{scope['scheme']}://{request.headers.get('Host', '')}"
        return self._members.verify(scope["method"], target, headers, await request.body(), called)

    async def reader(self, request: Request[Any, Any, Any]) -> None:
        """Let in whoever may read logs and ask the witness.

        Raises:
            UnprovenError: Only members may, and it does not show that it is one.
        """
        if self.office.node.settings.listen.open_to == "members":
            await self.member(request)

    async def poker(self, request: Request[Any, Any, Any]) -> Asker:
        """Let in a member that says that there is news, if it does not say so too often.

        Raises:
            UnprovenError: As `member`; or `node.too_often`.
        """
        asker = await self.member(request)
        now = self.office.node.clock.monotonic()
        bucket = self._pokes.setdefault(asker.origin, _Bucket(POKES, now))
        bucket.left, bucket.at = min(POKES, bucket.left + (now - bucket.at) * POKES_PER_SECOND), now
        if bucket.left < 1:
            raise UnprovenError("node.too_often", status=429)
        bucket.left -= 1
        return asker
