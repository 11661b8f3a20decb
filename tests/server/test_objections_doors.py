"""What pages, programs and other nodes are refused that no slice's rules see: each with its code, and nothing is written."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from litestar import get
from litestar.testing import TestClient
from msgspec.structs import replace

from tests.attacks.test_equivocation import fork, meet_liar
from tests.node.asked import signed_headers
from tests.node.parties import three_parties
from tests.server.web import ADDRESS, Visitor, Web, header, signed, web
from trilateral.errors import MisconductError
from trilateral.i18n.messages import sentence
from trilateral.ledger.keys import EpochOpened
from trilateral.mechanism.bodies.entries import WordsSealed
from trilateral.node import asking, compose
from trilateral.node.asking import WINDOW_SECONDS
from trilateral.node.node import Node
from trilateral.node.settings import read_settings, write_settings
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync
from trilateral.seal import age
from trilateral.seal.commitments import salted
from trilateral.seal.recipient import RecipientKind, identity_from
from trilateral.seal.sealed import seal_rows
from trilateral.server.app import make_app
from trilateral.server.pages import MAX_FORM
from trilateral.server.roles import Role, needs
from trilateral.server.sessions import Doors

HELLO = {"sort": "declaration", "text": {"lang": "en", "text": "Hello"}}
SHEET = {"title": "Points", "text": "One.", "lang": "en", "sort": "note"}
SOURCE = {"title": "Report", "outlet": "A paper", "published_on": "2007-05-28"}
FIELDS = {"sort": "position", "text": "Later.", "text.lang": "en"}


@dataclass
class Us:
    """A node behind its server, and who has signed in there."""

    web: Web
    head: Visitor
    reader: Visitor
    patch: pytest.MonkeyPatch

    @property
    def node(self) -> Node:
        return self.web.node

    def prepare(self, **more: Any) -> Any:
        return self.head.api("POST", "prepare", {"kind": "statements.made/1", "body": HELLO, **more})

    def ask(self, headers: dict[str, str], path: str = "/bodies/00") -> Any:
        """What somebody who says to be another node is answered."""
        return self.web.client.get(path, headers=headers)

    def signed(self, path: str = "/bodies/00", method: str = "GET") -> dict[str, str]:
        """The headers of a request that another member's node makes now."""
        ir = self.web.parties.nodes["ir"]
        return signed_headers(ir.node_signer(), ir.clock, method, ADDRESS + path)


@pytest.fixture
def us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Us]:
    with web(tmp_path) as made, made.visitor() as head, made.visitor(Role.READER) as reader:
        yield Us(made, head, reader, monkeypatch)


ROWS: dict[str, Callable[[Us], Any]] = {}
STATUS = {"private.no_such_draft": 404, "private.no_such_entry": 404, "private.no_such_sheet": 404}
STATUS |= {"server.closed": 403, "server.other_role": 403, "node.too_often": 429}
STATUS |= {"server.failed": 500, "server.malformed": 400, "server.misconduct": 409, "server.too_large": 413}
STATUS |= {"server.unavailable": 503, "server.wrong_method": 405}
STATUS |= dict.fromkeys(("node.malformed_signature", "node.stale_request", "node.unknown_key"), 401)


def row(code: str) -> Callable[[Callable[[Us], Any]], None]:
    """Put into the table what is asked, under the code of the answer."""

    def entered(asked: Callable[[Us], Any]) -> None:
        assert code not in ROWS
        ROWS[code] = asked

    return entered


# --- pages


@row("private.no_such_draft")
def _(us: Us) -> Any:
    return us.head.client.get(us.web.home + "drafts/nothing")


@row("private.no_such_entry")
def _(us: Us) -> Any:
    return us.head.client.get(us.web.home + "waiting/nothing")


@row("private.no_such_sheet")
def _(us: Us) -> Any:
    """Another office's, or none at all: the answer is the same."""
    made = us.head.send("sheets/new", **SHEET, to="head")
    assert made.status_code == 303
    with us.web.visitor(office="press") as press:
        return press.client.get(made.headers["location"])


@row("private.no_such_sort")
def _(us: Us) -> Any:
    return us.head.send("sheets/new", **{**SHEET, "sort": "poem"})


@row("private.still_waits")
def _(us: Us) -> Any:
    held = us.head.send("sign/statements.made", sign="1", hold="5", **FIELDS)
    found = re.search(r"waiting/([0-9a-f]+)", held.headers["location"])
    assert found is not None
    return us.head.send(f"waiting/{found[1]}", dismiss="1")


@row("server.closed")
def _(us: Us) -> Any:
    """A route that somebody forgot to give a role."""

    @get("/api/forgotten")
    async def forgotten() -> str:
        return "secret"

    us.web.app.register(forgotten)
    return us.head.api("GET", "forgotten")


@row("server.other_role")
def _(us: Us) -> Any:
    """Who only reads has asked for a delegate's page."""
    return us.reader.client.get(us.web.home + "drafts")


# --- programs


@row("bodies.cannot_open_own")
def _(us: Us) -> Any:
    """Sealed so that the others can read it, and we ourselves cannot."""
    node = us.node
    other = node.record.epoch_of("ir")
    assert other is not None
    part = seal_rows(salted({"kind": "statements.made/1"}, [bytes(32)]), [other], bytes)
    head = header(node, WordsSealed(), audience=("ir",), blob=part.blob, commit=part.commit)
    entry = signed(node, head, WordsSealed())
    return us.head.api("POST", "entries", {"entry": entry.decode(), "beside": [b64encode(part.stored).decode()]})


@row("bodies.in_clear_beside")
def _(us: Us) -> Any:
    return us.prepare(audience=("ir",), sources=[SOURCE])


@row("bodies.too_large")
def _(us: Us) -> Any:
    us.patch.setattr(compose, "MAX_ATTACHMENT", 10)
    return us.prepare(attachments=[b64encode(b"x" * 11).decode()])


@row("seal.mixed_recipients")
def _(us: Us) -> Any:
    """One member's program seals with a key that does not stand up to quantum computers."""
    weaker = identity_from(bytes([1]) * 32, RecipientKind.X25519).recipient().encode()
    us.web.parties.nodes["ir"].say_as_node(EpochOpened(weaker))
    us.web.parties.sync()
    return us.prepare(audience=("ir",))


@row("seal.too_many_recipients")
def _(us: Us) -> Any:
    us.patch.setattr(age, "MAX_RECIPIENTS", 1)
    return us.prepare(audience=("ir",))


def bundles_of_ours(us: Us) -> list[Path]:
    """The files on the disk in which our entries lie."""
    directory = us.node.record.files(us.node.origin).directory
    return [path for path in directory.rglob("*") if "entries" in path.parts and path.is_file()]


@row("server.malformed")
def _(us: Us) -> Any:
    """What lies on our disk is cut short."""
    for path in bundles_of_ours(us):
        path.write_bytes(b"\0")
    return us.head.api("GET", "entries/us/0")


@row("server.unavailable")
def _(us: Us) -> Any:
    """The disk gives something else than a file."""
    for path in bundles_of_ours(us):
        path.unlink()
        path.mkdir()
    return us.head.api("GET", "entries/us/0")


def answered_by(us: Us, error: Exception) -> Any:
    """What a program is told by a route in which something goes wrong that no request of others brings about."""

    @get("/api/broken", opt=needs(Role.READER))
    async def broken() -> str:
        raise error

    us.web.app.register(broken)
    return us.head.api("GET", "broken")


@row("server.failed")
def _(us: Us) -> Any:
    """A mistake of the program."""
    return answered_by(us, ValueError("made up"))


@row("server.misconduct")
def _(us: Us) -> Any:
    return answered_by(us, MisconductError("the log ir.example/log was shown in two ways"))


@row("server.too_large")
def _(us: Us) -> Any:
    return us.head.api("POST", "entries", {"entry": "x" * (MAX_FORM + 1)})


@row("server.wrong_method")
def _(us: Us) -> Any:
    return us.head.api("POST", "status")


# --- other nodes


@row("node.malformed_signature")
def _(us: Us) -> Any:
    return us.ask(us.signed() | {"signature-input": "(("})


@row("node.stale_request")
def _(us: Us) -> Any:
    headers = us.signed()
    us.web.parties.clock.advance(WINDOW_SECONDS + 1)
    return us.ask(headers)


@row("node.too_often")
def _(us: Us) -> Any:
    us.patch.setattr(asking, "MOST_REQUESTS", 1)
    us.ask(us.signed())
    return us.ask(us.signed())


@row("node.unknown_key")
def _(us: Us) -> Any:
    """The key of a node that is in no charter."""
    headers = us.signed()
    assert 'keyid="ir' in headers["signature-input"]
    return us.ask(headers | {"signature-input": headers["signature-input"].replace('keyid="ir', 'keyid="xx')})


@pytest.mark.parametrize("code", sorted(ROWS))
def test_the_answer_has_its_code_and_its_sentence(us: Us, code: str) -> None:
    answer = ROWS[code](us)

    assert answer.status_code == STATUS.get(code, 422), answer.text
    if answer.headers["content-type"].endswith("json"):
        assert answer.json()["code"] == code, answer.json()
        assert answer.json()["sentence"]
    else:
        assert f'<code dir="ltr">{code}</code>' in answer.text
    assert not us.node.record.fold.subjects("statements")
    for lang in ("en", "ar", "fa"):
        assert sentence(lang, code) != code


def test_what_is_not_published_yet_is_not_proven(tmp_path: Path) -> None:
    """A node that serves a new head once an hour has signed something since the last one."""
    with three_parties(tmp_path) as parties:
        parties.close("us")
        home = parties.home("us")
        write_settings(home, replace(read_settings(home), publish_interval_ms=3_600_000))
        node = parties.open("us")
        node.publish()
        ref = parties.state("us", "Hello").ref
        doors = Doors(node.clock.unix, node.private)
        app = make_app(node, doors=doors, addresses=(ADDRESS,))
        with TestClient(app) as client, Web(parties, node, app, doors, client).visitor() as head:
            early = head.client.get(f"{head.web.home}entry/{ref}/proof")
            node.publish()
            later = head.client.get(f"{head.web.home}entry/{ref}/proof")

    assert (early.status_code, later.status_code) == (422, 200)
    assert '<code dir="ltr">prove.not_published</code>' in early.text


def test_who_showed_its_log_in_two_ways_says_nothing_more(tmp_path: Path) -> None:
    """As a program reads it at another node, which has the evidence."""
    with three_parties(tmp_path) as parties:
        second = fork(parties)
        meet_liar(parties, second)
        sync(parties.nodes["iq"], DirectorySource(parties.home("ir")))
        iq, said = parties.nodes["iq"], parties.state("us", "It was never so.").ref
        sync(iq, DirectorySource(parties.home("us")))
        doors = Doors(iq.clock.unix)
        app = make_app(iq, doors=doors, addresses=(ADDRESS,))
        with TestClient(app) as client, Web(parties, iq, app, doors, client).visitor() as reader:
            found = reader.api("GET", f"entries/{said}").json()

    assert (found["effect"], found["objection"]["code"]) == (False, "ledger.exposed")
    assert found["objection"]["sentence"]
