"""What other nodes and other people's tools get, status by status."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator

import pytest

from tests.node.parties import Parties
from tests.server.web import Web, web
from trilateral.server.roles import Role
from trilateral.store.logs import log_name
from trilateral.tlog.checkpoint import parse_signed
from trilateral.tlog.merkle import consistency_proof
from trilateral.tlog.tiles import hash_reader
from trilateral.tlog.witness import AddCheckpoint

IR, US = "ir.example/log", "us.example/log"


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("c2sp")) as made:
        made.parties.state("ir", "One")
        made.parties.sync()
        yield made


def test_a_log_can_be_read_in_full_and_hashes_to_its_checkpoint(us: Web) -> None:
    """With nothing but the public addresses: what an independent reader does."""
    for origin in (IR, US):
        prefix = f"/mirror/{log_name(origin)}"
        checkpoint = us.client.get(f"{prefix}/checkpoint")
        signed = parse_signed(checkpoint.content)
        width = f".p/{signed.size}"
        bundle = us.client.get(f"{prefix}/tile/entries/000{width}").content
        tile = us.client.get(f"{prefix}/tile/0/000{width}").content

        assert signed.origin == origin
        assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
        assert checkpoint.headers["cache-control"] == "public, max-age=1"
        leaves, at = [], 0
        while at < len(bundle):
            size = int.from_bytes(bundle[at : at + 2], "big")
            leaves.append(hashlib.sha256(b"\0" + bundle[at + 2 : at + 2 + size]).digest())
            at += 2 + size
        assert b"".join(leaves) == tile
        assert len(leaves) == signed.size


def test_tiles_never_change_and_say_so(us: Web) -> None:
    answer = us.client.get(f"/mirror/{log_name(US)}/tile/0/000.p/1")

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert len(answer.content) == 32


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/001",
        "tile/0/000.p/255",
        "tile/0/0",
        "tile/00/000.p/1",
        "tile/0/%2e%2e/0/000.p/1",
        "tile/%2e%2e/%2e%2e/%2e%2e/node.toml",
        "tile/entries/x001/000",
        "keys/ring.json",
    ],
)
def test_what_is_not_there_is_not_found(us: Web, path: str) -> None:
    assert us.client.get(f"/mirror/{log_name(US)}/{path}").status_code == 404
    assert us.client.get(f"/mirror/{'0' * 64}/checkpoint").status_code == 404


def test_the_charter_is_served_byte_for_byte(us: Web) -> None:
    data = us.client.get("/charter").content

    assert hashlib.sha256(data).hexdigest() == us.node.record.mechanism


def request_for(parties: Parties, old: int) -> bytes:
    """What the log of Iran would ask of a witness, from a size that it had."""
    record = parties.nodes["ir"].record
    signed = record.checkpoint(IR)
    assert signed is not None
    proof = consistency_proof(old, signed.size, hash_reader(signed.size, record.files(IR).read)) if old else ()
    own = [line for line in signed.note.signatures if line.name == IR]
    note = signed.note.text + b"\n" + b"".join(line.line() for line in own)
    return AddCheckpoint(old, proof, note).encode()


def test_the_witness_answers_as_specified(us: Web) -> None:
    """tlog-witness, add-checkpoint: 400, 403, 404, 409 with its own type, 422, and 200 with lines."""
    parties = us.parties
    held = parse_signed(us.client.get(f"/witness/{log_name(IR)}/checkpoint").content).size
    parties.state("ir", "Two")
    parties.nodes["ir"].publish()
    good = request_for(parties, held)
    head, _, note = good.partition(b"\n\n")
    other = note.replace(IR.encode(), b"nobody.example/log")
    forged = note[:-8] + b"AAAAAA==" if note.endswith(b"=\n") else note[:-8] + b"AAAAAAA\n"

    def post(body: bytes) -> tuple[int, bytes, str]:
        answer = us.client.post("/witness/add-checkpoint", content=body)
        return answer.status_code, answer.content, answer.headers["content-type"]

    assert post(b"rubbish")[0] == 400
    assert post(b"old 9999\n\n" + note)[0] == 400
    assert post(head + b"\n\n" + note.partition(b"\n\n")[0] + b"\n\n")[0] in {400, 403}
    assert post(head + b"\n\n" + forged)[0] in {400, 403}
    assert post(head + b"\n\n" + other)[0] == 404
    conflict = post(request_for(parties, held - 1))
    assert conflict == (409, b"%d\n" % held, "text/x.tlog.size")
    assert post(b"old %d\n%s\n\n%s" % (held, b64encode(bytes(32)), note))[0] == 422
    accepted = post(good)
    assert accepted[0] == 200
    assert all(line.startswith("— us.example/log/witness ".encode()) for line in accepted[1].splitlines())
    served = parse_signed(us.client.get(f"/witness/{log_name(IR)}/checkpoint").content)
    assert served.size == held + 1
    assert {line.name for line in served.note.signatures} == {IR, f"{US}/witness"}


def test_a_request_that_is_too_large_is_not_read(us: Web) -> None:
    assert us.client.post("/witness/add-checkpoint", content=b"old 0\n" * 100_000).status_code == 413


def test_the_witness_has_seen_no_log_of_its_own(us: Web) -> None:
    assert us.client.get(f"/witness/{log_name(US)}/checkpoint").status_code == 404


def test_head_is_get_without_the_body(us: Web) -> None:
    """For tools that ask how long something is, or whether it is there. A one-use link is not spent by it."""
    for path in (f"/mirror/{log_name(US)}/checkpoint", f"/mirror/{log_name(US)}/tile/0/000.p/1", "/charter", "/api"):
        head, whole = us.client.head(path), us.client.get(path)

        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(whole.content))
        assert head.headers["content-type"] == whole.headers["content-type"]
    assert us.client.head(f"/mirror/{log_name(US)}/tile/0/999").status_code == 404
    assert us.client.head("/poke").status_code == 405
    link = f"/in/{us.doors.link(Role.READER)}"
    assert us.client.head(link).status_code == 405
    assert us.client.get(link, follow_redirects=False).status_code == 303
