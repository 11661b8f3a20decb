"""Sources: a server, a directory, a bundle. Bounded in size and time, whoever answers."""

import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from trilateral.errors import MalformedError, UnavailableError
from trilateral.node.clock import FixedClock
from trilateral.node.sources import BundleSource, DirectorySource, HttpSource, open_source
from trilateral.node.tls import OtherCertificateError
from trilateral.node.trees import DirectoryTree, is_plain_name
from trilateral.store.logs import log_name

ORIGIN = "ir.example/log"


def client(answer: Callable[[httpx2.Request], httpx2.Response]) -> httpx2.Client:
    return httpx2.Client(transport=httpx2.MockTransport(answer))


def source(answer: Callable[[httpx2.Request], httpx2.Response], clock: FixedClock | None = None) -> HttpSource:
    return HttpSource("http://peer.example/", client(answer), clock=clock, proof=Proof())


class Proof:
    """Says who is at the other end: nobody knows, or the one whom we mean."""

    def __init__(self, lacks: str | None = None) -> None:
        self._lacks = lacks
        self.renewed = 0

    def lacks(self) -> str | None:
        return self._lacks

    def renew(self) -> None:
        self.renewed += 1


def test_a_server_is_asked_below_mirror_for_every_log() -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        return httpx2.Response(200, content=iter([b"by", b"tes"]))

    peer = source(answer)

    assert peer.checkpoint(ORIGIN) == b"bytes"
    assert peer.read(ORIGIN, "tile/0/000.p/3") == b"bytes"
    assert peer.charter() == b"bytes"
    name = log_name(ORIGIN)
    assert asked == [f"/mirror/{name}/checkpoint", f"/mirror/{name}/tile/0/000.p/3", "/charter"]


def test_what_a_server_does_not_have_is_missing() -> None:
    peer = source(lambda _request: httpx2.Response(404))

    assert peer.checkpoint(ORIGIN) is None
    assert peer.body("00" * 32) is None
    with pytest.raises(KeyError):
        peer.read(ORIGIN, "tile/0/000")


def test_a_path_that_is_no_tiles_is_never_asked_for() -> None:
    peer = source(lambda _request: pytest.fail("asked"))

    for path in ("checkpoint", "../../keys/ring.json", "tile/0/000.p/256", "tile/0/1"):
        with pytest.raises(KeyError):
            peer.read(ORIGIN, path)


@pytest.mark.parametrize("status", [301, 302, 403, 500, 503])
def test_any_other_answer_means_try_again(status: int) -> None:
    """A redirect too: it would let a peer make us ask somebody else."""
    peer = source(lambda _request: httpx2.Response(status, headers={"Location": "http://elsewhere.example/"}))

    with pytest.raises(UnavailableError, match=str(status)):
        peer.checkpoint(ORIGIN)


def test_a_broken_line_means_try_again() -> None:
    def answer(_request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no route")

    with pytest.raises(UnavailableError, match=r"peer\.example"):
        source(answer).checkpoint(ORIGIN)


def test_a_giant_answer_is_refused_before_it_has_all_come() -> None:
    sent = 0

    def giant() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 65_536

    with pytest.raises(MalformedError, match=r"peer\.example.*at most"):
        source(lambda _request: httpx2.Response(200, content=giant())).checkpoint(ORIGIN)

    assert sent < 20


def test_a_dripping_answer_holds_nobody_up() -> None:
    clock = FixedClock(datetime(2007, 5, 28, tzinfo=UTC))

    def drip() -> Iterator[bytes]:
        while True:
            clock.advance(10)
            yield b"x"

    with pytest.raises(UnavailableError, match="no whole answer within 30 s"):
        source(lambda _request: httpx2.Response(200, content=drip()), clock).checkpoint(ORIGIN)


def test_nothing_packed_is_asked_for_or_unpacked() -> None:
    """A few bytes can unpack to gigabytes."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["Accept-Encoding"] == "identity"
        return httpx2.Response(200, headers={"Content-Encoding": "gzip"}, content=iter([b"\x1f\x8b packed"]))

    assert source(answer).charter() == b"\x1f\x8b packed"


def test_a_body_is_asked_only_of_a_server_that_is_known() -> None:
    """Logs prove themselves, whoever gives them. A body may name persons, and so may its hash be nobody's business."""
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        return httpx2.Response(200, content=iter([b"body"]))

    stranger = HttpSource("https://peer.example", client(answer), proof=Proof("no note"))
    with pytest.raises(UnavailableError, match="cannot be asked for bodies: no note"):
        stranger.body("00" * 32)
    assert HttpSource("https://peer.example", client(answer)).body("00" * 32) is None
    assert asked == []
    assert stranger.charter() == b"body"
    assert source(answer).body("00" * 32) == b"body"


def lines_of(peer: HttpSource) -> list[bytes] | None:
    """A list as a server gives it."""
    with peer.bulk("ab" * 32) as lines:
        return None if lines is None else list(lines)


def test_a_list_comes_line_by_line_from_a_server_that_is_known() -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        return httpx2.Response(200, content=iter([b"one\nt", b"wo", b"\n"]))

    assert lines_of(source(answer)) == [b"one\n", b"two\n"]
    assert lines_of(HttpSource("https://peer.example", client(answer))) is None, "nobody can say who is there"
    assert lines_of(source(lambda _r: httpx2.Response(404))) is None
    assert asked == [f"/bulks/{'ab' * 32}"]


def test_a_list_that_drips_or_has_no_end_is_given_up() -> None:
    clock = FixedClock(datetime(2007, 5, 28, tzinfo=UTC))

    def drip() -> Iterator[bytes]:
        while True:
            clock.advance(5)
            yield b"one\n"

    endless = source(lambda _r: httpx2.Response(200, content=drip()), clock)
    one_line = source(lambda _r: httpx2.Response(200, content=iter([b"x" * 1000] * 100)))

    with pytest.raises(UnavailableError, match="bytes a second"):
        lines_of(endless)
    with pytest.raises(MalformedError, match="lines of at most"):
        lines_of(one_line)
    with pytest.raises(UnavailableError, match="got 500"):
        lines_of(source(lambda _r: httpx2.Response(500)))


def test_a_refusal_is_reported_with_its_code() -> None:
    """What the other end says is shown with it, as far as it is short and a problem."""
    problem = b'{"status": 401, "code": "node.unknown_key", "sentence": "..."}'
    kinds = {"Content-Type": "application/problem+json"}

    with pytest.raises(UnavailableError, match=r"expected 200, got 401 \('node\.unknown_key'\)$"):
        source(lambda _r: httpx2.Response(401, headers=kinds, content=iter([problem]))).charter()
    for rubbish in (b"{", b"[]", b'{"code": 3}', b"x" * 100_000):
        answer = httpx2.Response(401, headers=kinds, content=iter([rubbish]))
        with pytest.raises(UnavailableError, match=r"expected 200, got 401$"):
            source(lambda _r, answer=answer: answer).charter()  # type: ignore[misc]  # one answer each


def test_a_server_that_shows_another_certificate_is_asked_who_it_is_and_then_again() -> None:
    """It may have exchanged it. If it cannot say so, `Proof.lacks` refuses the second time."""
    proof = Proof()
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        if len(asked) == 1:
            raise OtherCertificateError("another one")
        return httpx2.Response(200, content=iter([b"charter"]))

    assert HttpSource("https://peer.example", client(answer), proof=proof).charter() == b"charter"
    assert proof.renewed == 1


def test_a_poke_says_which_log_has_grown() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert (request.method, request.url.path, request.content) == ("POST", "/poke", b"ir.example/log\n7\n")
        return httpx2.Response(202, content=iter([b""]))

    source(answer).poke(ORIGIN, 7)


def test_where_a_source_is_says_what_it_is(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "b.tar", "w:"):
        pass

    assert isinstance(open_source("https://peer.example", client(lambda _r: httpx2.Response(404))), HttpSource)
    assert isinstance(open_source(str(tmp_path)), DirectorySource)
    assert isinstance(open_source(str(tmp_path / "b.tar")), BundleSource)
    with pytest.raises(UnavailableError):
        open_source("https://peer.example")
    with pytest.raises(UnavailableError):
        open_source(str(tmp_path / "nothing"))


@pytest.mark.parametrize("name", ["../up", "/etc/passwd", "a/../b", "a//b", ".hidden", "a/.b", "", "a/", "a\0b", "ä"])
def test_no_name_leads_out(name: str, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()

    assert not is_plain_name(name)
    with pytest.raises(KeyError):
        DirectoryTree(tmp_path / "inside").read(name)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_a_bundle_holds_regular_files_only(kind: bytes, tmp_path: Path) -> None:
    member = tarfile.TarInfo("charter.json")
    member.type, member.linkname = kind, "/etc/passwd"
    with tarfile.open(tmp_path / "b.tar", "w:") as archive:
        archive.addfile(member)

    with pytest.raises(MalformedError, match="regular files"):
        BundleSource(tmp_path / "b.tar")


@pytest.mark.parametrize("names", [["../up"], ["/etc/passwd"], ["a", "a"]])
def test_a_bundle_holds_each_plain_name_once(names: list[str], tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "b.tar", "w:") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name))

    with pytest.raises(MalformedError):
        BundleSource(tmp_path / "b.tar")


def test_a_bundle_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "b.tar", "w:") as archive:
        for name in ("a", "b"):
            archive.addfile(tarfile.TarInfo(name))
    data = (tmp_path / "b.tar").read_bytes()
    (tmp_path / "b.tar").write_bytes(data[:1024])

    with pytest.raises(MalformedError):
        BundleSource(tmp_path / "b.tar")
