"""What other nodes and anybody's tools read: logs, the charter, detached bodies, and the witness's door.

    GET  /mirror/<hex>/checkpoint, /mirror/<hex>/tile/…    every log that this node holds, its own included
    GET  /witness/<hex>/checkpoint                         the newest checkpoint that it cosigned as a witness
    POST /witness/add-checkpoint                           C2SP tlog-witness
    GET  /charter                                          the genesis charter, byte for byte
    GET  /bodies/<sha256>                                  for peers only: the request carries a node key's signature
    POST /poke                                             "there is more to fetch": not believed, only looked after

<hex> is the SHA-256 of the log's origin. All but bodies is public: it is signed, it says
what the parties chose to sign, and being readable by strangers is what it is for.

Errors here are one line of plain text, as the specifications have it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Response

from trilateral.errors import MalformedError
from trilateral.node.asking import HEADER
from trilateral.server.headers import BRIEFLY, IMMUTABLE
from trilateral.server.office import Office
from trilateral.server.roles import Role, needs
from trilateral.tlog.paths import parse_path
from trilateral.tlog.witness import TEXT, Answer

BYTES = "application/octet-stream"
MAX_CHECKPOINT = 128 * 1024
"""Room for 63 hashes and many cosignatures of 2,432 bytes; the rest is not read."""

_PUBLIC = needs(Role.PUBLIC)


def plain(status: int, said: str) -> Response[bytes]:
    """An answer to a program that expects none of ours."""
    return exactly(said.encode() + b"\n", TEXT, status)


def exactly(data: bytes, content_type: str, status: int = 200, headers: Mapping[str, str] = {}) -> Response[bytes]:
    """An answer whose content type is what the specification says, with no charset put behind it."""
    return Response(data, status_code=status, headers={**headers, "Content-Type": content_type})


def routes(office: Office) -> Sequence[BaseRouteHandler]:
    """The public routes of one node."""
    return (*_log_routes(office), *_witness_routes(office), *_mechanism_routes(office))


def _log_routes(office: Office) -> Sequence[BaseRouteHandler]:
    """C2SP tlog-tiles of every log that this node holds."""

    @get("/mirror/{name:str}/checkpoint", opt=_PUBLIC, include_in_schema=False)
    async def checkpoint(name: FromPath[str]) -> Response[bytes]:
        """The newest checkpoint of a log, with the log's signature and those that it was given since."""
        log = office.files_named(name)
        note = None if log is None else log.checkpoint()
        return _not_found() if note is None else exactly(note, TEXT, headers=BRIEFLY)

    @get("/mirror/{name:str}/tile/{path:path}", opt=_PUBLIC, include_in_schema=False)
    async def tile(name: FromPath[str], path: FromPath[str]) -> Response[bytes]:
        """A tile or a bundle of entries: whatever is there never changes."""
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
    async def branch(name: FromPath[str], root: FromPath[str], path: FromPath[str]) -> Response[bytes]:
        """A file of the second branch of a log that was shown in two ways. A path of ours: tlog-tiles knows none."""
        data = await asyncio.to_thread(office.branch_file, name, root, path.removeprefix("/"))
        return _not_found() if data is None else exactly(data, BYTES, headers=IMMUTABLE)

    return checkpoint, tile, branch


def _witness_routes(office: Office) -> Sequence[BaseRouteHandler]:
    """C2SP tlog-witness."""

    @get("/witness/{name:str}/checkpoint", opt=_PUBLIC, include_in_schema=False)
    async def witnessed(name: FromPath[str]) -> Response[bytes]:
        """The newest checkpoint that this node's witness cosigned."""
        note = office.witnessed(name)
        return _not_found() if note is None else exactly(note, TEXT, headers=BRIEFLY)

    @post("/witness/add-checkpoint", opt=_PUBLIC, include_in_schema=False, request_max_body_size=MAX_CHECKPOINT)
    async def add_checkpoint(request: Request[Any, Any, Any]) -> Response[bytes]:
        """Cosign a checkpoint that continues the last one, after the state is on disk."""
        answer: Answer = await asyncio.to_thread(office.witness, await request.body())
        return exactly(answer.body, answer.content_type, answer.status)

    return witnessed, add_checkpoint


def _mechanism_routes(office: Office) -> Sequence[BaseRouteHandler]:
    """What nodes of one mechanism ask of one another besides."""

    @get("/charter", opt=_PUBLIC, include_in_schema=False)
    async def charter() -> Response[bytes]:
        """The genesis charter: its SHA-256 is the mechanism's id, so nobody need believe this address."""
        return exactly(office.charter_bytes(), "application/json", headers=BRIEFLY)

    @get("/bodies/{sha256:str}", opt=_PUBLIC, include_in_schema=False)
    async def body(request: Request[Any, Any, Any], sha256: FromPath[str]) -> Response[bytes]:
        """A detached part, for the nodes of the other parties alone: it may name persons."""
        allowed, data = await asyncio.to_thread(office.body_for_peer, request.headers.get(HEADER, ""), sha256)
        if not allowed:
            return plain(403, "expected Trilateral-Peer with a signature by an enrolled node key, at most 120 s old")
        return _not_found() if data is None else exactly(data, BYTES)

    @post("/poke", opt=_PUBLIC, include_in_schema=False, request_max_body_size=1024)
    async def poke(request: Request[Any, Any, Any]) -> Response[bytes]:
        """Look at a log soon. Nothing in the request is believed, so it needs no signature."""
        origin = (await request.body()).split(b"\n", 1)[0].decode("utf-8", "replace")
        if office.record.charter.party_of(origin) in ("", office.record.party):
            return plain(404, "expected the origin of another party's log")
        office.poke()
        return exactly(b"", TEXT, 202)

    return charter, body, poke


def _not_found() -> Response[bytes]:
    return plain(404, "not here")
