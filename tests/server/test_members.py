"""What other members' nodes are given, and what strangers are not."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.attacks.test_equivocation import fork, meet_liar
from tests.node.asked import signed_headers
from tests.node.parties import Parties, origin_of, three_parties
from tests.server.web import ADDRESS, Web, web
from trilateral.errors import MalformedError
from trilateral.node.asking import ACCEPTED
from trilateral.node.node import Node
from trilateral.node.settings import Listen, Tls, read_settings, write_settings
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync
from trilateral.node.tls import make_certificate, read_spki_hash
from trilateral.node.vouching import RENEW_SECONDS, read_vouched
from trilateral.server.app import make_app
from trilateral.server.members import POKES, POKES_PER_SECOND
from trilateral.server.problems import PROBLEM
from trilateral.server.vouching import LOOK_SECONDS
from trilateral.store.logs import log_name

US, IR = origin_of("us"), origin_of("ir")
BODY = b'[["name","00","Somebody"]]'


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("members")) as made:
        yield made


@contextmanager
def served(parties: Parties, settings: dict[str, object]) -> Iterator[TestClient[Litestar]]:
    """The node of the United States with other settings."""
    parties.close("us")
    home = parties.home("us")
    write_settings(home, msgspec.structs.replace(read_settings(home), **settings))
    app = make_app(parties.open("us"), addresses=(ADDRESS,))
    with TestClient(app) as client:
        yield client


def signed(node: Node, path: str, method: str = "GET", body: bytes = b"") -> dict[str, str]:
    return signed_headers(node.node_signer(), node.clock, method, ADDRESS + path, body)


def test_a_body_is_given_to_the_nodes_of_members_alone(us: Web) -> None:
    name = us.node.record.bodies.put(BODY)
    ir = us.parties.nodes["ir"]
    path = f"/bodies/{name}"

    given = us.client.get(path, headers=signed(ir, path))
    refused = us.client.get(path)
    again = us.client.get(path, headers=dict(given.request.headers))

    assert (given.status_code, given.content) == (200, BODY)
    assert given.headers["cache-control"] == "no-store"
    assert (refused.status_code, refused.headers["content-type"]) == (401, PROBLEM)
    assert refused.headers["accept-signature"] == ACCEPTED
    assert refused.json()["code"] == "node.not_signed"
    assert (again.status_code, again.json()["code"]) == (401, "node.replayed")
    assert us.client.get(path, headers=signed(ir, "/bodies/00")).json()["code"] == "node.wrong_signature"
    none = f"/bodies/{'00' * 32}"
    assert us.client.get(none, headers=signed(ir, none)).status_code == 404


def test_a_list_is_given_to_the_nodes_of_members_alone(us: Web) -> None:
    root = us.node.record.bulks.put({"number": each} for each in range(3)).root
    ir = us.parties.nodes["ir"]
    path = f"/bulks/{root}"

    given = us.client.get(path, headers=signed(ir, path))
    refused = us.client.get(path)

    assert (given.status_code, given.content) == (200, b"".join(us.node.record.bulks.store.lines(root)))
    assert given.headers["cache-control"] == "no-store"
    assert (refused.status_code, refused.json()["code"]) == (401, "node.not_signed")
    none = f"/bulks/{'00' * 32}"
    assert us.client.get(none, headers=signed(ir, none)).status_code == 404


def test_a_refusal_is_in_the_readers_language_and_its_code_in_none(us: Web) -> None:
    english, persian = (us.client.get("/bodies/00", headers={"Accept-Language": lang}).json() for lang in ("en", "fa"))

    assert english["code"] == persian["code"] == "node.not_signed"
    assert english["sentence"].startswith("This is for the nodes of members")
    assert english["sentence"] != persian["sentence"]
    assert english["what_to_do"] != persian["what_to_do"]


def test_another_name_than_ours_is_said_to_be_one(us: Web) -> None:
    """The commonest mistake of operators."""
    ir = us.parties.nodes["ir"]
    headers = signed_headers(ir.node_signer(), ir.clock, "GET", "http://elsewhere.example/bodies/00")

    answer = us.client.get("/bodies/00", headers={**headers, "Host": "elsewhere.example"}).json()

    assert answer["code"] == "node.other_address"
    assert answer["params"] == {"got": "http://elsewhere.example", "expected": ADDRESS}


def test_whose_log_was_shown_in_two_ways_gets_no_bodies(tmp_path: Path) -> None:
    """It still gets the logs: only so can it see what is held against it."""
    with three_parties(tmp_path) as parties:
        second = fork(parties)
        meet_liar(parties, second)
        sync(parties.nodes["iq"], DirectorySource(parties.home("ir")))
        iq, liar = parties.nodes["iq"], parties.nodes["us"]
        name = iq.record.bodies.put(BODY)
        with TestClient(make_app(iq, addresses=(ADDRESS,))) as client:
            answer = client.get(f"/bodies/{name}", headers=signed(liar, f"/bodies/{name}"))
            checkpoint = client.get(f"/mirror/{log_name(US)}/checkpoint")

    assert (answer.status_code, answer.json()["code"]) == (403, "node.exposed")
    assert checkpoint.status_code == 200


def test_a_poke_is_looked_after_and_not_believed(tmp_path: Path) -> None:
    """Of members only, and of each not too often."""
    poked: list[bool] = []
    with three_parties(tmp_path) as parties:
        app = make_app(parties.nodes["us"], poke=lambda: poked.append(True), addresses=(ADDRESS,))
        ir, iq, clock = parties.nodes["ir"], parties.nodes["iq"], parties.clock
        with TestClient(app) as client:

            def poke(node: Node | None, body: bytes = f"{IR}\n99999\n".encode()) -> int:
                headers = {} if node is None else signed(node, "/poke", "POST", body)
                return client.post("/poke", content=body, headers=headers).status_code

            assert poke(ir) == 202
            assert poke(None) == 401
            assert poke(ir, f"{US}\n1\n".encode()) == 404
            assert poke(ir, b"\xff\xfe") == 404
            tampered = client.post("/poke", content=b"other", headers=signed(ir, "/poke", "POST", b"this"))
            assert (tampered.status_code, tampered.json()["code"]) == (401, "node.wrong_signature")
            assert len(poked) == 1
            assert [poke(ir) for _ in range(POKES)].count(202) == POKES - 3
            assert poke(ir) == 429
            assert poke(iq) == 202
            clock.advance(1 / POKES_PER_SECOND)
            assert [poke(ir), poke(ir)] == [202, 429]
    assert len(poked) == POKES


def test_what_nobody_signed_is_not_read(us: Web) -> None:
    """A stranger costs no more than the headers; what a member sends is bounded."""
    assert us.client.post("/poke", content=b"x" * 5000).status_code == 401
    body = b"x" * 5000
    headers = signed(us.parties.nodes["ir"], "/poke", "POST", body)
    assert us.client.post("/poke", content=body, headers=headers).status_code == 413


def test_a_node_can_keep_its_logs_for_members(tmp_path: Path) -> None:
    """`open_to = "members"`: the charter, every log and the witness are for signed requests; all else is as before."""
    with three_parties(tmp_path) as parties, served(parties, {"listen": Listen(open_to="members")}) as client:
        ir = parties.nodes["ir"]
        mirror, witness = f"/mirror/{log_name(IR)}", f"/witness/{log_name(IR)}"
        for path in (
            f"{mirror}/checkpoint",
            f"/mirror/{log_name(US)}/tile/0/000.p/1",
            f"{witness}/checkpoint",
            "/charter",
        ):
            assert client.get(path).json()["code"] == "node.not_signed"
            assert client.get(path, headers=signed(ir, path)).status_code == 200
        branch = f"{mirror}/forks/{'00' * 32}/checkpoint"
        assert client.get(branch).status_code == 401
        assert client.get(branch, headers=signed(ir, branch)).status_code == 404
        path = "/witness/add-checkpoint"
        assert client.post(path, content=b"rubbish").status_code == 401
        assert client.post(path, content=b"rubbish", headers=signed(ir, path, "POST", b"rubbish")).status_code == 400
        assert client.get("/certificate").status_code == 404
        assert client.get("/api").status_code == 200


def test_by_default_logs_are_for_everybody_signed_or_not(us: Web) -> None:
    """A new party signs with a key that nobody knows yet, and has to begin somewhere."""
    path = f"/mirror/{log_name(US)}/checkpoint"

    assert us.client.get(path).status_code == 200
    assert us.client.get(path, headers={"Signature": "rubbish", "Signature-Input": "rubbish"}).status_code == 200


def test_a_node_vouches_for_its_certificate(tmp_path: Path) -> None:
    """By its node key, anew every hour; for that of a proxy in front, as the proxy exchanges it."""
    with three_parties(tmp_path) as parties:
        clock, tls = parties.clock, parties.home("us") / "tls"
        certificate, _ = make_certificate(tls, US, ["us.example", "127.0.0.1"], clock.now())
        record = parties.nodes["ir"].record
        with served(parties, {"tls": Tls("tls/certificate.pem")}) as client:
            first = client.get("/certificate")
            vouched = read_vouched(first.content, record, clock.unix())
            clock.advance(RENEW_SECONDS - 1)
            assert client.get("/certificate").content == first.content
            clock.advance(1)
            renewed = read_vouched(client.get("/certificate").content, record, clock.unix())
            other, _ = make_certificate(tmp_path / "other", US, [], clock.now())
            certificate.write_bytes(other.read_bytes())
            clock.advance(LOOK_SECONDS)
            exchanged = read_vouched(client.get("/certificate").content, record, clock.unix())

        assert first.headers["content-type"] == "text/plain; charset=utf-8"
        assert (vouched.origin, vouched.by and vouched.by.party) == (US, "us")
        assert renewed.time == vouched.time + RENEW_SECONDS
        assert renewed.spki == vouched.spki
        assert exchanged.spki == read_spki_hash(other) != vouched.spki


def test_a_node_that_was_given_no_certificate_says_so(tmp_path: Path) -> None:
    with three_parties(tmp_path) as parties:
        for name, content in (("none.pem", None), ("rubbish.pem", b"rubbish")):
            if content is not None:
                (parties.home("us") / name).write_bytes(content)
            with pytest.raises(MalformedError, match=name), served(parties, {"tls": Tls(name)}):
                pass


def test_problems_are_json_even_for_nodes(us: Web) -> None:
    answer = us.client.get("/bodies/00")

    assert sorted(json.loads(answer.content)) == ["code", "params", "sentence", "status", "what_to_do"]
