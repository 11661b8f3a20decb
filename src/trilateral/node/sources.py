"""Where a node gets the logs of others from: their server, a directory, or a file.

All are asked for the same few things, and none is believed: whoever asks verifies what
comes against keys of the charter. A directory may be another node's home, a mirror on
a web server's disk or a memory stick; a bundle is one file (`bundle`). Neither needs a
network.

An answer is bounded in size and in time. Whoever does not answer raises
`UnavailableError`; an answer that is too large is `MalformedError`, since no honest
source gives one.

Left out: what to ask for, and all judgement (`mirror`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

import httpx2
import msgspec

from trilateral.errors import MalformedError, UnavailableError
from trilateral.node.clock import Clock, SystemClock
from trilateral.node.tls import OtherCertificateError, certificate_shown
from trilateral.node.trees import DirectoryTree, TarTree, Tree, find_in
from trilateral.store.bulks import MAX_BULK, bounded_lines
from trilateral.store.logs import log_name, stated
from trilateral.tlog.tiles import MAX_ENTRY, TILE_WIDTH, parse_path

MAX_CHECKPOINT = 256 << 10
MAX_CHARTER = 1 << 20
MAX_TILE = TILE_WIDTH * (MAX_ENTRY + 2)
MAX_BODY = 64 << 20
MAX_PROBLEM = 16 << 10
_PIECE = 1 << 20
_SLOWEST = 64 << 10
"""Bytes a second that a long answer must bring, once its first seconds are over."""
ANSWER_SECONDS = 30.0
"""How long one answer may take in all. A source that drips bytes holds nobody up for longer."""


class Source(Protocol):
    """Somebody who holds logs. Nothing that it says is believed."""

    name: str

    def charter(self) -> bytes | None:
        """The genesis charter that it has."""

    def origins(self) -> list[str]:
        """Logs that it says to hold; empty if it cannot list them: then ask for those you know."""

    def checkpoint(self, origin: str) -> bytes | None:
        """The signed checkpoint under which it holds a log, or None if it does not."""

    def read(self, origin: str, path: str) -> bytes:
        """A tile or bundle of a log.

        Raises:
            KeyError: It has none.
        """

    def body(self, name: str) -> bytes | None:
        """A detached body or attachment by its SHA-256, or None if it has none or does not give it."""


@runtime_checkable
class HoldsBranches(Protocol):
    """A source that can also give the second branch of a log that was shown in two ways."""

    def branch(self, origin: str, root: str) -> Source:
        """That branch as a source of its own: it has this one log, and may turn out to have nothing."""


class _Branch:
    """The second branch of one log, at somebody who keeps it."""

    def __init__(self, name: str, read: Callable[[str, int], bytes | None]) -> None:
        """Take whose it is, and what reads a file of it."""
        self.name = name
        self._read = read

    def charter(self) -> bytes | None:
        """None: a branch has none."""

    def origins(self) -> list[str]:
        """None that it could list."""
        return []

    def checkpoint(self, origin: str) -> bytes | None:  # noqa: ARG002 - it has one log
        """The branch's head."""
        return self._read("checkpoint", MAX_CHECKPOINT)

    def read(self, origin: str, path: str) -> bytes:  # noqa: ARG002 - it has one log
        """A tile or bundle of the branch."""
        _check_path(path)
        data = self._read(path, MAX_TILE)
        if data is None:
            raise KeyError(path)
        return data

    def body(self, name: str) -> bytes | None:
        """None: a branch has none."""


class TreeSource:
    """A home, or a copy of one, in a directory or in a bundle."""

    def __init__(self, tree: Tree) -> None:
        """Take the files."""
        self.tree = tree
        self.name = tree.name

    def charter(self) -> bytes | None:
        """The genesis charter."""
        return find_in(self.tree, "charter.json", MAX_CHARTER)

    def origins(self) -> list[str]:
        """Logs whose checkpoint lies there, by what it states."""
        return sorted(set(self._stated_origins()))

    def _stated_origins(self) -> Iterator[str]:
        for name in self.tree.names("logs/"):
            parts = name.split("/")
            if len(parts) == 3 and parts[2] == "checkpoint":
                try:
                    origin = stated(self.tree.read(name, MAX_CHECKPOINT)).origin
                except MalformedError:
                    continue
                if log_name(origin) == parts[1]:
                    yield origin

    def checkpoint(self, origin: str) -> bytes | None:
        """The checkpoint that lies there."""
        return find_in(self.tree, f"logs/{log_name(origin)}/checkpoint", MAX_CHECKPOINT)

    def read(self, origin: str, path: str) -> bytes:
        """A tile or bundle that lies there."""
        _check_path(path)
        return self.tree.read(f"logs/{log_name(origin)}/{path}", MAX_TILE)

    def body(self, name: str) -> bytes | None:
        """A body that lies there."""
        return find_in(self.tree, f"bodies/{name[:2]}/{name}", MAX_BODY)

    @contextmanager
    def bulk(self, root: str) -> Iterator[Iterator[bytes] | None]:
        """The lines of a list that lies there."""
        try:
            file = self.tree.open(f"bulks/{root[:2]}/{root}")
        except KeyError:
            yield None
            return
        with file:
            yield bounded_lines(iter(lambda: file.read(_PIECE), b""), f"{self.name}: list {root}")

    def branch(self, origin: str, root: str) -> Source:
        """A branch that lies there."""
        where = f"logs/{log_name(origin)}/forks/{root}/"
        return _Branch(self.name, lambda path, limit: find_in(self.tree, where + path, limit))


class DirectorySource(TreeSource):
    """A directory laid out like a home."""

    def __init__(self, directory: Path) -> None:
        """Take the directory.

        Raises:
            UnavailableError: There is none.
        """
        if not directory.is_dir():
            raise UnavailableError(f"cannot read {directory}: no such directory")
        super().__init__(DirectoryTree(directory))


class BundleSource(TreeSource):
    """A bundle: one tar file laid out like a home."""

    def __init__(self, path: Path) -> None:
        """Read its table of contents."""
        super().__init__(TarTree(path))


class Proof(Protocol):
    """Who is at the other end of a line."""

    def lacks(self) -> str | None:
        """Why the server is not known to be the node of the party that is meant; None if it is known.

        Raises:
            MalformedError: It is shown not to be, and nothing is to be asked of it.
            UnavailableError: It did not answer.
        """

    def renew(self) -> None:
        """Forget what was found: the line shows another certificate than before."""


class Answered(NamedTuple):
    """What came back for something that was sent."""

    status: int
    content_type: str
    body: bytes


class Wire:
    """Files of one address, bounded in size and in time. Nothing packed is asked for, and no redirect followed."""

    def __init__(
        self, url: str, client: httpx2.Client, *, clock: Clock | None = None, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        """Take the address and how to reach it.

        Args:
            url: Prefix of all paths.
            client: Made by the caller, with its own time-outs, certificates and signatures.
            clock: Measures how long an answer takes.
            answer_seconds: How long it may.
        """
        self.name = url.rstrip("/")
        self._client = client
        self._clock = clock or SystemClock()
        self._answer_seconds = answer_seconds

    def fetch(self, path: str, limit: int, *, silent: tuple[int, ...] = (404,)) -> bytes | None:
        """The answer, or None for one of the statuses in `silent`."""
        return self.fetch_shown(path, limit, silent=silent)[0]

    def fetch_shown(
        self, path: str, limit: int, *, silent: tuple[int, ...] = (404,)
    ) -> tuple[bytes | None, bytes | None]:
        """The answer, and the certificate of the connection over which it came (DER; None without TLS)."""
        # Unpacking happens at the other end's word, and a few bytes can unpack to gigabytes: so nothing packed.
        asked = {"Accept-Encoding": "identity"}
        try:
            with self._client.stream("GET", self.name + path, headers=asked, follow_redirects=False) as answer:
                shown = certificate_shown(answer)
                if answer.status_code in silent:
                    return None, shown
                if answer.status_code != httpx2.codes.OK:
                    raise UnavailableError(
                        f"{self.name}{path}: expected 200, got {answer.status_code}{self._why(answer, path)}"
                    )
                return self._take(answer, path, limit), shown
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            raise UnavailableError(f"{self.name} did not answer: {error}") from error

    @contextmanager
    def stream(self, path: str, limit: int, *, silent: tuple[int, ...]) -> Iterator[Iterator[bytes] | None]:
        """The same in pieces, for what is too long for memory; it has a second more for each 64 KiB that came."""
        asked = {"Accept-Encoding": "identity"}
        try:
            with self._client.stream("GET", self.name + path, headers=asked, follow_redirects=False) as answer:
                if answer.status_code in silent:
                    yield None
                    return
                if answer.status_code != httpx2.codes.OK:
                    raise UnavailableError(
                        f"{self.name}{path}: expected 200, got {answer.status_code}{self._why(answer, path)}"
                    )
                yield self._pieces(answer, path, limit)
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            raise UnavailableError(f"{self.name} did not answer: {error}") from error

    def _pieces(self, answer: httpx2.Response, path: str, limit: int) -> Iterator[bytes]:
        began, size = self._clock.monotonic(), 0
        for chunk in answer.iter_raw():
            size += len(chunk)
            if size > limit:
                raise MalformedError(f"{self.name}{path}: expected at most {limit} bytes, got more")
            if self._clock.monotonic() - began > self._answer_seconds + size / _SLOWEST:
                raise UnavailableError(f"{self.name}{path}: came at less than {_SLOWEST} bytes a second")
            yield chunk

    def send(self, path: str, content: bytes, limit: int) -> Answered:
        """Post a few bytes, and return what is answered, whatever it is."""
        try:
            with self._client.stream("POST", self.name + path, content=content, follow_redirects=False) as answer:
                content_type = answer.headers.get("Content-Type", "")
                return Answered(answer.status_code, content_type, self._take(answer, path, limit))
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            raise UnavailableError(f"{self.name} did not answer: {error}") from error

    def _why(self, answer: httpx2.Response, path: str) -> str:
        """The code of a problem, for whoever reads the journal: what the other end says is shown, not believed."""
        if answer.headers.get("Content-Type") != "application/problem+json":
            return ""
        try:
            problem = msgspec.json.decode(self._take(answer, path, MAX_PROBLEM), type=_Problem)
        except (MalformedError, msgspec.MsgspecError):
            return ""
        return f" ({problem.code[:80]!r})"

    def _take(self, answer: httpx2.Response, path: str, limit: int) -> bytes:
        deadline = self._clock.monotonic() + self._answer_seconds
        data = bytearray()
        for chunk in answer.iter_raw():
            data += chunk
            if len(data) > limit:
                raise MalformedError(f"{self.name}{path}: expected at most {limit} bytes, got more")
            if self._clock.monotonic() > deadline:
                raise UnavailableError(f"{self.name}{path}: no whole answer within {self._answer_seconds:g} s")
        return bytes(data)


class _Problem(msgspec.Struct, frozen=True):
    code: str = ""


class HttpSource:
    """Another party's node, at its address."""

    def __init__(
        self,
        url: str,
        client: httpx2.Client,
        *,
        proof: Proof | None = None,
        clock: Clock | None = None,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        """Take the address and how to reach it.

        Args:
            url: Prefix of all paths.
            client: Made by the caller, with its own time-outs, certificates and signatures.
            proof: Says who is there; without it no body is asked for.
            clock: Measures how long an answer takes.
            answer_seconds: How long it may.
        """
        self._wire = Wire(url, client, clock=clock, answer_seconds=answer_seconds)
        self.name = self._wire.name
        self._proof = proof

    def charter(self) -> bytes | None:
        """The genesis charter that the node serves."""
        return self._fetch("/charter", MAX_CHARTER)

    def origins(self) -> list[str]:
        """Nothing: a node is asked for the logs of the charter."""
        return []

    def checkpoint(self, origin: str) -> bytes | None:
        """The checkpoint that the node serves for a log, its own or a mirror."""
        return self._fetch(f"/mirror/{log_name(origin)}/checkpoint", MAX_CHECKPOINT)

    def read(self, origin: str, path: str) -> bytes:
        """A tile or bundle that the node serves."""
        _check_path(path)
        data = self._fetch(f"/mirror/{log_name(origin)}/{path}", MAX_TILE)
        if data is None:
            raise KeyError(path)
        return data

    def body(self, name: str) -> bytes | None:
        """A body, if the node gives it to us. It may name persons, so only a server that is known is asked.

        Raises:
            UnavailableError: Nobody can say who is there; or as the others.
        """
        if not self._is_known():
            return None
        return self._fetch(f"/bodies/{name}", MAX_BODY, silent=(401, 403, 404))

    @contextmanager
    def bulk(self, root: str) -> Iterator[Iterator[bytes] | None]:
        """The lines of a list, if the node gives it to us: asked for like a body."""
        if not self._is_known():
            yield None
            return
        with self._wire.stream(f"/bulks/{root}", MAX_BULK, silent=(401, 403, 404)) as pieces:
            yield None if pieces is None else bounded_lines(pieces, f"{self.name}: list {root}")

    def _is_known(self) -> bool:
        """Whether somebody can say who is there.

        Raises:
            UnavailableError: Somebody could, and says that it is not who is meant.
        """
        if self._proof is None:
            return False
        lacks = self._proof.lacks()
        if lacks is not None:
            raise UnavailableError(f"{self.name} cannot be asked for bodies: {lacks}")
        return True

    def branch(self, origin: str, root: str) -> Source:
        """A branch that the node serves."""
        where = f"/mirror/{log_name(origin)}/forks/{root}/"
        return _Branch(self.name, lambda path, limit: self._fetch(where + path, limit))

    def poke(self, origin: str, size: int) -> None:
        """Tell the node that a log has grown, so that it need not wait until it asks. It need not believe us."""
        self._wire.send("/poke", f"{origin}\n{size}\n".encode(), MAX_PROBLEM)

    def _fetch(self, path: str, limit: int, *, silent: tuple[int, ...] = (404,)) -> bytes | None:
        if self._proof is None:
            return self._wire.fetch(path, limit, silent=silent)
        self._proof.lacks()  # a stranger between us is found before anything is asked for
        try:
            return self._wire.fetch(path, limit, silent=silent)
        except OtherCertificateError:
            self._proof.renew()
            self._proof.lacks()
            return self._wire.fetch(path, limit, silent=silent)


def _check_path(path: str) -> None:
    """Ask only for files of a log, spelled in the one way."""
    try:
        parse_path(path)
    except MalformedError as error:
        raise KeyError(path) from error


def is_address(where: str) -> bool:
    """Whether a source is a server, and no directory or bundle."""
    return where.startswith(("https://", "http://"))


def open_source(
    where: str, client: httpx2.Client | None = None, *, proof: Proof | None = None, clock: Clock | None = None
) -> Source:
    """The source at an address, in a directory or in a bundle.

    Args:
        where: `https://…`, `http://…`, or a path.
        client: For addresses.
        proof: As for `HttpSource`.
        clock: The same.
    """
    if is_address(where):
        if client is None:
            raise UnavailableError(f"cannot reach {where}: no network here")
        return HttpSource(where, client, proof=proof, clock=clock)
    path = Path(where)
    return DirectorySource(path) if path.is_dir() else BundleSource(path)
