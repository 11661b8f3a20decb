"""What other nodes and anybody's tools read: logs, the charter, detached bodies, and the witness's door.

    GET  /mirror/<hex>/checkpoint, /mirror/<hex>/tile/…    every log that this node holds, its own included
    GET  /witness/<hex>/checkpoint                         the newest checkpoint that it cosigned as a witness
    POST /witness/add-checkpoint                           C2SP tlog-witness
    GET  /charter                                          the genesis charter, byte for byte
    GET  /certificate                                      which certificate is this node's, by its node key
    GET  /bodies/<sha256>                                  for members only
    GET  /bulks/<root>                                     for members only: lists of rows, line by line
    POST /poke                                             for members only: "there is more to fetch"

<hex> is the SHA-256 of the log's origin. Bodies and pokes are for members, whose nodes sign
their requests (`node.asking`). All else is public unless the settings keep it for members: it
is signed, it says what the parties chose to sign, and being readable by strangers is what it is for.

Errors here are one line of plain text, as the specifications have it; what is missing in a
signature is a problem in JSON, with a code.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from litestar import Request, get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Response, Stream

from trilateral.errors import MalformedError
from trilateral.node.asking import Asker, UnprovenError
from trilateral.server.headers import BRIEFLY, IMMUTABLE
from trilateral.server.members import Gate
from trilateral.server.office import Office
from trilateral.server.roles import Role, needs
from trilateral.server.vouching import Voucher
from trilateral.tlog.paths import parse_path
from trilateral.tlog.witness import TEXT, Answer

BYTES = "application/octet-stream"
MAX_CHECKPOINT = 128 * 1024
"""Room for 63 hashes and many cosignatures of 2,432 bytes; the rest is not read."""

_PIECE = 1 << 20
_PUBLIC = needs(Role.PUBLIC)


def plain(status: int, said: str) -> Response[bytes]:
    """An answer to a program that expects none of ours."""
    return exactly(said.encode() + b"\n", TEXT, status)


def exactly(data: bytes, content_type: str, status: int = 200, headers: Mapping[str, str] = {}) -> Response[bytes]:
    """An answer whose content type is what the specification says, with no charset put behind it."""
    return Response(data, status_code=status, headers={**headers, "Content-Type": content_type})


def routes(office: Office, addresses: Sequence[str]) -> Sequence[BaseRouteHandler]:
    """The routes of one node that ask for no session.

    Args:
        office: The node.
        addresses: What other nodes call it when they sign a request.
    """
    gate = Gate(office, tuple(addresses))
    return (
        *_log_routes(office, gate),
        *_witness_routes(office, gate),
        *_mechanism_routes(office, gate),
        *_body_routes(office, gate),
    )


def _log_routes(office: Office, gate: Gate) -> Sequence[BaseRouteHandler]:
    """C2SP tlog-tiles of every log that this node holds."""

    @get("/mirror/{name:str}/checkpoint", opt=_PUBLIC, include_in_schema=False)
    async def checkpoint(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
        """The newest checkpoint of a log, with the log's signature and those that it was given since."""
        await gate.reader(request)
        log = office.files_named(name)
        note = None if log is None else log.checkpoint()
        return _not_found() if note is None else exactly(note, TEXT, headers=BRIEFLY)

    @get("/mirror/{name:str}/tile/{path:path}", opt=_PUBLIC, include_in_schema=False)
    async def tile(request: Request[Any, Any, Any], name: FromPath[str], path: FromPath[str]) -> Response[bytes]:
        """A tile or a bundle of entries: whatever is there never changes."""
        await gate.reader(request)
        log = office.files_named(name)
        wanted = f"tile/{path.removeprefix('/')}"
        try:
            parse_path(wanted)  # and nothing that climbs out of a directory
            # A bundle may be sixteen megabytes, so not on the loop.
            data = None if log is None else await asyncio.to_thread(log.read, wanted)
        except (KeyError, MalformedError):
            data = None
        return _not_found() if data is None else exactly(data, BYTES, headers=IMMUTABLE)

    @get("/mirror/{name:str}/forks/{root:str}/{path:path}", opt=_PUBLIC, include_in_schema=False)
    async def branch(
        request: Request[Any, Any, Any], name: FromPath[str], root: FromPath[str], path: FromPath[str]
    ) -> Response[bytes]:
        """A file of the second branch of a log that was shown in two ways. A path of ours: tlog-tiles knows none."""
        await gate.reader(request)
        data = await asyncio.to_thread(office.branch_file, name, root, path.removeprefix("/"))
        return _not_found() if data is None else exactly(data, BYTES, headers=IMMUTABLE)

    return checkpoint, tile, branch


def _witness_routes(office: Office, gate: Gate) -> Sequence[BaseRouteHandler]:
    """C2SP tlog-witness."""

    @get("/witness/{name:str}/checkpoint", opt=_PUBLIC, include_in_schema=False)
    async def witnessed(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
        """The newest checkpoint that this node's witness cosigned."""
        await gate.reader(request)
        note = office.witnessed(name)
        return _not_found() if note is None else exactly(note, TEXT, headers=BRIEFLY)

    @post("/witness/add-checkpoint", opt=_PUBLIC, include_in_schema=False, request_max_body_size=MAX_CHECKPOINT)
    async def add_checkpoint(request: Request[Any, Any, Any]) -> Response[bytes]:
        """Cosign a checkpoint that continues the last one, after the state is on disk."""
        await gate.reader(request)
        answer: Answer = await asyncio.to_thread(office.witness, await request.body())
        return exactly(answer.body, answer.content_type, answer.status)

    return witnessed, add_checkpoint


def _mechanism_routes(office: Office, gate: Gate) -> Sequence[BaseRouteHandler]:
    """What nodes of one mechanism ask of one another besides."""
    voucher = Voucher(office.node)

    @get("/charter", opt=_PUBLIC, include_in_schema=False)
    async def charter(request: Request[Any, Any, Any]) -> Response[bytes]:
        """The genesis charter: its SHA-256 is the mechanism's id, so nobody need believe this address."""
        await gate.reader(request)
        return exactly(office.charter_bytes(), "application/json", headers=BRIEFLY)

    @get("/certificate", opt=_PUBLIC, include_in_schema=False)
    async def certificate() -> Response[bytes]:
        """Which certificate is this node's. For everybody: a node must know who is there before it shows itself."""
        note = await asyncio.to_thread(voucher.note)
        return _not_found() if note is None else exactly(note, TEXT)

    @post("/poke", opt=_PUBLIC, include_in_schema=False, request_max_body_size=1024)
    async def poke(request: Request[Any, Any, Any]) -> Response[bytes]:
        """Look at a log soon. Nothing in the request is believed; the signature keeps strangers from keeping us busy."""
        await gate.poker(request)
        origin = (await request.body()).split(b"\n", 1)[0].decode("utf-8", "replace")
        if office.record.charter.party_of(origin) in ("", office.record.party):
            return plain(404, "expected the origin of another party's log")
        office.poke()
        return exactly(b"", TEXT, 202)

    return charter, certificate, poke


def _body_routes(office: Office, gate: Gate) -> Sequence[BaseRouteHandler]:
    """Detached parts, which may name persons."""

    @get("/bodies/{sha256:str}", opt=_PUBLIC, include_in_schema=False)
    async def body(request: Request[Any, Any, Any], sha256: FromPath[str]) -> Response[bytes]:
        """A detached part, for the nodes of members alone."""
        asker = await gate.member(request)
        data = await asyncio.to_thread(body_for, asker, sha256)
        return _not_found() if data is None else exactly(data, BYTES)

    @get("/bulks/{root:str}", opt=_PUBLIC, include_in_schema=False)
    async def bulk(request: Request[Any, Any, Any], root: FromPath[str]) -> Response[bytes] | Stream:
        """The rows of a list as they lie here, for the nodes of members alone."""
        asker = await gate.member(request)
        path = await asyncio.to_thread(bulk_for, asker, root)
        return _not_found() if path is None else Stream(_pieces(path), media_type=BYTES)

    def require_trusted(asker: Asker) -> None:
        """Give nothing of the kind to a node whose log was shown in two ways."""
        with office.node.lock:
            exposed = asker.origin in office.record.fold.exposed()
        if exposed:
            raise UnprovenError("node.exposed", status=403, log=asker.origin)

    def body_for(asker: Asker, sha256: str) -> bytes | None:
        require_trusted(asker)
        return office.record.bodies.get(sha256)

    def bulk_for(asker: Asker, root: str) -> Path | None:
        require_trusted(asker)
        store = office.record.bulks.store
        return store.path(root) if store.has(root) else None

    return body, bulk


def _pieces(path: Path) -> Iterator[bytes]:
    """A file in pieces. It is only ever replaced whole, so what was opened stays as it was."""
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_PIECE), b"")


def _not_found() -> Response[bytes]:
    return plain(404, "not here")
