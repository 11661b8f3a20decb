"""A node with its web server in memory: no sockets, a clock that stands still, two other parties to hear from."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient

from tests.node.parties import Parties, three_parties
from trilateral.ledger.entry import Body, Header, Text, encode_text, sign_text
from trilateral.node.heads import latest_heads
from trilateral.node.node import Node
from trilateral.server.app import make_app
from trilateral.server.roles import Role
from trilateral.server.sessions import Doors

_ISOLATES = {0x2068: None, 0x2069: None}
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


def en(text: str) -> Text:
    return Text(lang="en", text=text)


@dataclass
class Web:
    """The node of the United States, behind its server.

    Attributes:
        client: Somebody who has not signed in.
    """

    parties: Parties
    node: Node
    app: Litestar
    doors: Doors
    client: TestClient[Litestar]

    @property
    def home(self) -> str:
        return f"/m/{self.node.record.mechanism[:10]}/"

    @contextmanager
    def visitor(self, role: Role = Role.DELEGATE, office: str = "head", lang: str = "en") -> Iterator["Visitor"]:
        """Somebody who has come in by a link."""
        # One application, one event loop: visitors share the way in and nothing else.
        with httpx.Client(
            transport=Shared(self.client._transport), base_url=self.client.base_url, headers={"Accept-Language": lang}
        ) as client:
            came = client.get(
                f"/in/{self.doors.link(role, office if role is Role.DELEGATE else '')}", follow_redirects=False
            )
            assert came.status_code == 303
            yield Visitor(self, client)


class Shared(httpx.BaseTransport):
    """A transport that stays open when one of its users has gone."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._inner.handle_request(request)


@dataclass
class Visitor:
    web: Web
    client: httpx.Client
    _csrf: str = ""

    def page(self, path: str = "", **query: str) -> str:
        """A page below the mechanism's home, which must be there. Without the isolates that we set around names."""
        answer = self.client.get(self.web.home + path, params=query)
        assert answer.status_code == 200, answer.text[:400]
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return answer.text.translate(_ISOLATES)

    def csrf(self) -> str:
        """The word that stands in every form of this session."""
        if not self._csrf:
            found = _CSRF.search(self.page())
            assert found is not None
            self._csrf = found[1]
        return self._csrf

    def send(self, path: str, **fields: Any) -> Any:
        """A form, with the word that stands in every form of this session."""
        data = {"csrf": self.csrf(), **fields}
        return self.client.post(self.web.home + path, data=data, follow_redirects=False)

    def api(self, method: str, path: str, json: Any = None) -> Any:
        headers = {"X-CSRF-Token": self.csrf()} if method == "POST" else {}
        return self.client.request(method, f"/api/{path}", json=json, headers=headers)


ADDRESS = "http://testserver.local"
"""What the client in memory calls the node."""

CHEAP_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""For passphrases that guard nothing."""


@contextmanager
def web(
    root: Path,
    party: str = "us",
    two_person: Sequence[str] = (),
    addresses: Sequence[str] = (),
    **terms_of_charter: Any,
) -> Iterator[Web]:
    with three_parties(root, two_person=two_person, terms_of_charter=terms_of_charter) as parties:
        node = parties.nodes[party]
        doors = Doors(node.clock.unix, node.private)
        app = make_app(node, doors=doors, addresses=(ADDRESS, *addresses), hasher=CHEAP_HASHER)
        with TestClient(app) as client:
            yield Web(parties, node, app, doors, client)


def signed(node: Node, header: Header, body: Body, by: str = "head") -> bytes:
    """Anything at all, signed with a delegate's key, whether or not a node would."""
    return sign_text(encode_text(header, body), node._ring.signer("delegate", by))


def header(node: Node, body: Body, **other: Any) -> Header:
    """The header that an entry of this node would have, but for what is given."""
    if latest_heads(node.record) is None:
        node.record_heads()  # else the charter is not in force for whoever has seen nobody's acceptance
    seen = latest_heads(node.record)
    members = {
        "seen": None if seen is None else seen.id,
        "mechanism": node.record.mechanism,
        "log": node.origin,
        "kind": str(body.__struct_config__.tag),
        "by": "head",
        "claimed_at": node.clock.now(),
    }
    return Header(**{**members, **other})


def force(node: Node, entry: bytes) -> str:
    """Log any bytes."""
    with node.lock:
        index = node.record.size(node.origin)
        node._appender.append([entry])
        node.record.refresh()
        return f"{node.party}/{index}"
