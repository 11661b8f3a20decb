"""Who is at the other end of a line: by what a party vouches for, whoever certified the address."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from hypothesis import given
from hypothesis import strategies as st

from tests.node.parties import Parties, origin_of, three_parties
from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.keys import KeyRevoked
from trilateral.node import peers
from trilateral.node.clock import FixedClock
from trilateral.node.peers import ServerProof, check_peer, open_peers
from trilateral.node.settings import Peer
from trilateral.node.sources import HttpSource
from trilateral.node.tls import (
    check_line,
    is_this_machine,
    make_certificate,
    read_spki_hash,
    spki_hash,
)
from trilateral.node.vouching import COUNTS_SECONDS, FUTURE_SECONDS, MAX_NOTE, read_vouched, vouch
from trilateral.tlog.note import KeyKind, Note, SignerKey

NOW = datetime(2026, 11, 22, tzinfo=UTC)
US, IR = origin_of("us"), origin_of("ir")


@pytest.fixture(scope="module")
def parties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parties]:
    with three_parties(tmp_path_factory.mktemp("tls")) as founded:
        yield founded


def made(directory: Path) -> bytes:
    """A new certificate, in DER."""
    path, _ = make_certificate(directory, US, ["us.example"], NOW)
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)


# Certificates


def test_a_certificate_that_a_node_makes_can_be_used_and_says_where(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path / "tls", US, ["us.example", "127.0.0.1", "[::1]", "us.example"], NOW)
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    assert names.get_values_for_type(x509.DNSName) == ["us.example"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert found.not_valid_before_utc < NOW < NOW + timedelta(days=3000) < found.not_valid_after_utc
    private = load_pem_private_key(key.read_bytes(), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    assert private.public_key() == found.public_key()
    assert key.stat().st_mode & 0o777 == 0o600
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)


def test_a_certificate_is_never_written_over(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path, US, [], NOW)

    with pytest.raises(RefusedError, match=r"node\.certificate_exists"):
        make_certificate(tmp_path, US, [], NOW)
    certificate.unlink()
    before = key.read_bytes()
    with pytest.raises(RefusedError, match=r"node\.certificate_exists"):
        make_certificate(tmp_path, US, [], NOW)
    assert key.read_bytes() == before
    assert not certificate.exists()


def test_a_certificate_is_known_by_its_public_key_alone(tmp_path: Path) -> None:
    """So it can be renewed without a word, as certifiers do."""
    der = made(tmp_path / "one")

    assert spki_hash(der) == read_spki_hash(tmp_path / "one/certificate.pem")
    assert spki_hash(der) != spki_hash(made(tmp_path / "two"))


@given(st.binary(max_size=200))
def test_what_is_no_certificate_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError, match="certificate"):
        spki_hash(data)


def test_only_this_machine_is_spoken_to_without_tls() -> None:
    for host in ("127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST"):
        assert is_this_machine(host)
    for host in ("127.0.0.1.example", "10.0.0.1", "localhost.example", "", "0.0.0.0", "::", "2130706433"):  # noqa: S104 - what is not this machine
        assert not is_this_machine(host)
    check_line("http://127.0.0.1:8470", plain_http=False)
    check_line("https://us.example", plain_http=False)
    check_line("http://us.example", plain_http=True)
    for url in ("http://us.example", "http://127.0.0.1@us.example", "http://10.0.0.1:80/a", "http:///"):
        with pytest.raises(RefusedError, match=r"node\.plain_http"):
            check_line(url, plain_http=False)


# Notes


SPKI = "ab" * 32


def test_a_note_says_whose_node_has_a_certificate(parties: Parties) -> None:
    us, record, now = parties.nodes["us"], parties.nodes["ir"].record, parties.clock.unix()
    data = vouch(us.node_signer(), record.mechanism, US, SPKI, now)
    found = read_vouched(data, record, now)

    assert (found.origin, found.spki, found.time) == (US, SPKI, now)
    assert found.by is not None
    assert (found.by.party, found.by.key) == ("us", us.node_signer().verifier())
    assert data.startswith(b"trilateral/certificate@v1\n" + record.mechanism.encode())


def test_a_note_by_anybody_else_says_nothing_of_the_party(parties: Parties) -> None:
    record, now = parties.nodes["ir"].record, parties.clock.unix()
    stranger = SignerKey(f"{US}/node", KeyKind.ED25519, b"\7" * 32)
    ring = parties.nodes["us"]._ring
    for signer in (stranger, parties.nodes["iq"].node_signer(), ring.signer("delegate", "head"), ring.signer("root")):
        assert read_vouched(vouch(signer, record.mechanism, US, SPKI, now), record, now).by is None


def test_a_note_that_was_changed_is_refused(parties: Parties) -> None:
    record, now = parties.nodes["ir"].record, parties.clock.unix()
    data = vouch(parties.nodes["us"].node_signer(), record.mechanism, US, SPKI, now)

    for changed in (
        data.replace(SPKI.encode(), b"cd" * 32),
        data.replace(SPKI.encode(), b"AB" * 32),
        data.replace(SPKI.encode(), b"ab" * 31),
        data.replace(record.mechanism.encode(), b"00" * 32),
        data.replace(b"certificate@v1", b"certificate@v2"),
        data.replace(b"\n\n", b"\nmore\n\n"),
        data[:-2],
        b"",
    ):
        with pytest.raises(MalformedError):
            read_vouched(changed, record, now)


@pytest.mark.parametrize(
    ("age", "counts"),
    [(COUNTS_SECONDS, True), (COUNTS_SECONDS + 1, False), (-FUTURE_SECONDS, True), (-FUTURE_SECONDS - 1, False)],
)
def test_a_note_counts_for_a_day(parties: Parties, age: int, counts: bool) -> None:
    """A key that was stolen is worth nothing a day after its node vouches for another."""
    record, now = parties.nodes["ir"].record, parties.clock.unix()
    data = vouch(parties.nodes["us"].node_signer(), record.mechanism, US, SPKI, now - age)
    if counts:
        assert read_vouched(data, record, now).spki == SPKI
    else:
        with pytest.raises(MalformedError, match="expected one signed within"):
            read_vouched(data, record, now)


def test_a_revoked_key_vouches_for_nothing(tmp_path: Path) -> None:
    with three_parties(tmp_path) as own:
        us, now = own.nodes["us"], own.clock.unix()
        data = vouch(us.node_signer(), us.record.mechanism, US, SPKI, now)
        us.say_as_root(KeyRevoked(key=us.node_signer().verifier().vkey(), reason="stolen"))
        own.sync()

        assert read_vouched(data, own.nodes["ir"].record, now).by is None


# Proofs


class Shown:
    """A server: what it says of its certificate, and which it shows."""

    name = "https://us.example"

    def __init__(self, note: bytes | None, certificate: bytes | None) -> None:
        self.note, self.certificate, self.asked = note, certificate, 0

    def fetch_shown(self, path: str, limit: int) -> tuple[bytes | None, bytes | None]:
        assert (path, limit) == ("/certificate", MAX_NOTE)
        self.asked += 1
        return self.note, self.certificate


class Proving:
    """A proof with the line that it holds, and its journal."""

    def __init__(self, parties: Parties, shown: Shown, origin: str | None = US) -> None:
        self.clock = FixedClock(parties.clock.now())
        self.held: list[str] = []
        self.said: list[str] = []
        record = parties.nodes["ir"].record
        self.proof = ServerProof(lambda: record, self.clock, shown, self.held.append, origin)  # type: ignore[arg-type]  # stands in for a wire
        self.proof.journal = self.said.append


def note_of(parties: Parties, certificate: bytes, party: str = "us") -> bytes:
    node = parties.nodes[party]
    return vouch(node.node_signer(), node.record.mechanism, node.origin, spki_hash(certificate), parties.clock.unix())


def test_a_server_is_known_if_its_party_vouches_for_what_it_shows(parties: Parties, tmp_path: Path) -> None:
    """It is asked once an hour, and the line is held to that key."""
    shown = Shown(None, made(tmp_path))
    shown.note = note_of(parties, shown.certificate or b"")
    for origin in (US, None):
        proving = Proving(parties, shown, origin)
        shown.asked = 0

        assert [proving.proof.lacks() for _ in range(3)] == [None] * 3
        assert (shown.asked, proving.held, proving.said) == (1, [spki_hash(shown.certificate or b"")], [])
        proving.clock.advance(peers.VOUCHED_SECONDS)
        assert proving.proof.lacks() is None
        proving.proof.renew()
        assert proving.proof.lacks() is None
        assert shown.asked == 3


def test_a_stranger_between_is_found_and_named(parties: Parties, tmp_path: Path) -> None:
    """The stranger passes on the true note, and shows its own certificate."""
    true, strangers = made(tmp_path / "true"), made(tmp_path / "stranger")
    proving = Proving(parties, Shown(note_of(parties, true), strangers))

    with pytest.raises(MalformedError) as found:
        proving.proof.lacks()

    assert f"https://us.example: somebody stands between: {US} vouches for" in str(found.value)
    assert spki_hash(true) in str(found.value)
    assert spki_hash(strangers) in str(found.value)
    assert proving.held == []


def test_a_stranger_that_vouches_for_itself_is_not_believed(parties: Parties, tmp_path: Path) -> None:
    """Logs may still be read from there. Said once in the journal, and asked again each minute."""
    certificate = made(tmp_path)
    stranger = SignerKey(f"{US}/node", KeyKind.ED25519, b"\7" * 32)
    note = vouch(stranger, parties.nodes["us"].record.mechanism, US, spki_hash(certificate), parties.clock.unix())
    shown = Shown(note, certificate)
    proving = Proving(parties, shown)

    said = f"the key that signed the note on the certificate of {US} is not one of those enrolled"
    assert [proving.proof.lacks(), proving.proof.lacks()] == [said, said]
    proving.clock.advance(peers.UNVOUCHED_SECONDS)
    assert proving.proof.lacks() == said
    assert (shown.asked, proving.said, proving.held) == (2, [said], [])


def test_a_server_without_a_note_is_not_known(parties: Parties, tmp_path: Path) -> None:
    for shown in (Shown(None, made(tmp_path)), Shown(note_of(parties, made(tmp_path / "two")), None)):
        assert Proving(parties, shown).proof.lacks() == (
            f"expected a note by the node key of {US} on its certificate, got none"
        )


def test_another_partys_node_is_not_the_one_that_was_meant(parties: Parties, tmp_path: Path) -> None:
    certificate = made(tmp_path)
    proving = Proving(parties, Shown(note_of(parties, certificate, "iq"), certificate))

    with pytest.raises(MalformedError, match=r"expected the node of us\.example/log, got that of iq\.example/log"):
        proving.proof.lacks()


def test_a_note_with_two_lines_is_by_the_one_that_counts(parties: Parties, tmp_path: Path) -> None:
    """As while a node key is exchanged."""
    certificate = made(tmp_path)
    text, _, line = note_of(parties, certificate).rpartition(b"\n\n")
    other = SignerKey(f"{US}/node", KeyKind.ED25519, b"\7" * 32).sign(text + b"\n")
    both = Note(text + b"\n", (other,)).encode() + line

    assert Proving(parties, Shown(both, certificate)).proof.lacks() is None


# Settings


def test_a_peer_must_have_the_log_that_the_charter_gives_it(parties: Parties) -> None:
    """One that the charter does not name yet may come later."""
    record = parties.nodes["us"].record

    check_peer(Peer("ir", IR, "https://ir.example"), record)
    check_peer(Peer("xx", "xx.example/log", "https://xx.example"), record)
    with pytest.raises(MalformedError, match=r"node\.toml: peers: expected ir\.example/log as the origin of ir"):
        check_peer(Peer("ir", "iq.example/log", "https://ir.example"), record)


def test_plain_http_to_another_machine_is_refused_before_anything_is_sent(parties: Parties) -> None:
    with pytest.raises(RefusedError, match=r"node\.plain_http"), open_peers(parties.nodes["us"], ["http://ir.example"]):
        pass
    with open_peers(parties.nodes["us"], ["http://127.0.0.1:1"]) as sources:
        assert isinstance(sources[0], HttpSource)
