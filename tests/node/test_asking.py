"""Whose requests count: those that a member's node key signed, for this address, just now, once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.node.asked import signed_headers
from tests.node.parties import START, Parties, origin_of, three_parties
from trilateral.ledger.keys import KeyEnrolled, KeyRevoked
from trilateral.node import asking
from trilateral.node.asking import ACCEPTED, COVERED, WINDOW_SECONDS, Members, UnprovenError, key_word, member_with
from trilateral.node.clock import FixedClock
from trilateral.node.keys import Purpose, Wanted, key_name
from trilateral.tlog.note import KeyKind, SignerKey

US, IR = origin_of("us"), origin_of("ir")
ADDRESS = "https://us.example"
TARGET = "/bodies/00?again=yes"


@pytest.fixture(scope="module")
def parties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parties]:
    with three_parties(tmp_path_factory.mktemp("asking")) as founded:
        yield founded


class Asked(NamedTuple):
    """A node that is asked, and how to ask it."""

    parties: Parties
    members: Members
    clock: FixedClock
    key: SignerKey

    def headers(self, **other: object) -> dict[str, str]:
        given = {"signer": self.key, "clock": self.clock, "method": "GET", "url": ADDRESS + TARGET, "body": b""}
        return signed_headers(**{**given, **other})  # type: ignore[arg-type]  # what it takes, by name

    def ask(self, headers: dict[str, str], **other: object) -> str:
        """The party whose node asked, or why nobody's that counts."""
        given = {"method": "GET", "target": TARGET, "body": b"", "called": ADDRESS}
        try:
            return self.members.verify(headers=headers.items(), **{**given, **other}).party  # type: ignore[arg-type]  # the same
        except UnprovenError as error:
            return error.code


@pytest.fixture
def us(parties: Parties) -> Asked:
    """The node of the United States, by a clock of its own; Iran's node asks."""
    clock = FixedClock(START)
    members = Members(lambda: parties.nodes["us"].record, clock, (ADDRESS, "https://talks.example/us"))
    clock.advance(1000)
    return Asked(parties, members, clock, parties.nodes["ir"].node_signer())


def test_a_signed_request_says_whose_node_asks(us: Asked) -> None:
    assert us.ask(us.headers()) == "ir"
    assert us.ask(us.headers(method="POST", body=b"x"), method="POST", body=b"x") == "ir"


def test_what_is_accepted_is_what_is_sent(us: Asked) -> None:
    """`Accept-Signature` names the components and parameters that a signature must have."""
    sent = us.headers()["signature-input"]

    assert sent.startswith(ACCEPTED.partition(";")[0])
    for each in ("created", "keyid", 'alg="ed25519"', "nonce", 'tag="trilateral-node"'):
        assert f";{each}" in ACCEPTED
        assert f";{each}" in sent


def test_a_request_counts_once(us: Asked) -> None:
    headers = us.headers()

    assert [us.ask(headers), us.ask(headers)] == ["ir", "node.replayed"]
    us.clock.advance(WINDOW_SECONDS)
    assert us.ask(headers) == "node.replayed"
    us.clock.advance(1)
    assert us.ask(headers) == "node.stale_request"


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "POST"},
        {"target": "/bodies/01?again=yes"},
        {"target": "/bodies/00"},
        {"body": b"more"},
    ],
    ids=["method", "path", "query", "body"],
)
def test_a_request_that_was_changed_does_not_count(us: Asked, changed: dict[str, object]) -> None:
    assert us.ask(us.headers(), **changed) == "node.wrong_signature"


def test_a_digest_that_was_changed_with_the_body_does_not_count(us: Asked) -> None:
    other = us.headers(method="POST", body=b"two")
    headers = us.headers(method="POST", body=b"one") | {"content-digest": other["content-digest"]}

    assert us.ask(headers, method="POST", body=b"two") == "node.wrong_signature"


def test_a_request_to_another_node_does_not_count_here(us: Asked) -> None:
    """Whoever was asked cannot ask a third with it. If the name is merely missing in our settings, that is said."""
    headers = us.headers(url="https://iq.example" + TARGET)

    assert us.ask(headers) == "node.wrong_signature"
    assert us.ask(headers, called="https://iq.example") == "node.other_address"
    assert us.ask(us.headers(url="http://us.example" + TARGET)) == "node.wrong_signature"


def test_a_proxy_may_pass_a_part_of_the_path(us: Asked) -> None:
    """By what name a request reached us is not taken from it, so that a proxy may change that."""
    assert us.ask(us.headers(url="https://talks.example/us" + TARGET), called="http://127.0.0.1:8470") == "ir"
    assert us.ask(us.headers(url="https://US.example:443" + TARGET), called="http://127.0.0.1:8470") == "ir"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(-WINDOW_SECONDS - 1, "node.stale_request"), (-WINDOW_SECONDS, "ir"), (WINDOW_SECONDS, "ir"),
     (WINDOW_SECONDS + 1, "node.stale_request")],
)  # fmt: skip
def test_clocks_may_differ_by_so_much_and_no_more(us: Asked, seconds: int, code: str) -> None:
    theirs = FixedClock(us.clock.now() + timedelta(seconds=seconds))

    assert us.ask(us.headers(clock=theirs)) == code


def test_what_was_signed_before_this_process_began_does_not_count(us: Asked) -> None:
    """Another process may have seen its nonce, and taken it with it."""
    headers = us.headers()
    us.clock.advance(1)
    restarted = us._replace(members=Members(us.members.record, us.clock, (ADDRESS,)))

    assert restarted.ask(headers) == "node.stale_request"
    assert us.ask(headers) == "ir"


def test_a_key_for_something_else_does_not_count(us: Asked) -> None:
    ring = us.parties.nodes["ir"]._ring

    for signer in (ring.signer(Purpose.DELEGATE, "head"), ring.signer(Purpose.ROOT), ring.signer(Purpose.LOG)):
        assert us.ask(us.headers(signer=signer)) == "node.unknown_key"
    stranger = SignerKey(f"{IR}/node", KeyKind.ED25519, b"\7" * 32)
    assert us.ask(us.headers(signer=stranger)) == "node.unknown_key"


def test_another_partys_key_is_not_ours_to_use(us: Asked) -> None:
    """Its id under a signature of ours: the signature fails."""
    ours = us.headers()
    theirs = us.headers(signer=us.parties.nodes["iq"].node_signer())

    assert us.ask(ours | {"signature": theirs["signature"]}) == "node.wrong_signature"
    assert us.ask(ours | {"signature-input": theirs["signature-input"]}) == "node.wrong_signature"


def test_nobody_becomes_another_by_enrolling_its_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A party puts another's node key into its own log, under its name: it stays the other's."""
    with three_parties(tmp_path_factory.mktemp("stolen")) as parties:
        theirs = parties.nodes["iq"].node_signer().verifier()
        parties.nodes["ir"].say_as_root(KeyEnrolled(key=theirs.vkey(), purpose="node"))
        parties.sync()
        record = parties.nodes["us"].record
        assert theirs in record.key_book(IR).keys_for("node")

        found = member_with(record, theirs.name, theirs.key_id)

        assert found is not None
        assert found.party == "iq"


def test_a_key_counts_from_its_enrolment_to_its_revocation(tmp_path_factory: pytest.TempPathFactory) -> None:
    with three_parties(tmp_path_factory.mktemp("rotated")) as parties:
        ir = parties.nodes["ir"]
        members = Members(lambda: parties.nodes["us"].record, parties.clock, (ADDRESS,))
        us = Asked(parties, members, parties.clock, ir.node_signer())
        new = ir._ring.add(Wanted(Purpose.NODE, key_name(IR, Purpose.NODE)))
        before = us.ask(us.headers()), us.ask(us.headers(signer=new))
        ir.say_as_root(KeyEnrolled(key=new.verifier().vkey(), purpose="node"))
        ir.say_as_root(KeyRevoked(key=us.key.verifier().vkey(), reason="rotated"))
        parties.sync()

        assert before == ("ir", "node.unknown_key")
        assert (us.ask(us.headers()), us.ask(us.headers(signer=new))) == ("node.unknown_key", "ir")


def _without(field: str) -> str:
    return ";".join(each for each in SENT.split(";") if not each.startswith(field))


SENT = (
    'trilateral=("@method" "@authority" "@target-uri" "content-digest");created=1180338600;'
    'keyid="ir.example/log/node+00000000";alg="ed25519";nonce="00000000000000000000000000000000";tag="trilateral-node"'
)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("signature", "", "node.wrong_signature"),
        ("signature", "trilateral=:AAAA:", "node.wrong_signature"),
        ("signature", "other=:AAAA:", "node.wrong_signature"),
        ("signature", "trilateral=1", "node.wrong_signature"),
        ("signature", "x" * 3000, "node.malformed_signature"),
        ("signature-input", "", "node.not_signed"),
        ("signature-input", "((", "node.malformed_signature"),
        ("signature-input", "trilateral=1", "node.not_signed"),
        ("signature-input", 'trilateral=("@method");tag="another"', "node.not_signed"),
        ("signature-input", f"{SENT}, {SENT.replace('trilateral=', 'second=', 1)}", "node.not_signed"),
        ("signature-input", f"{SENT}, {SENT}", "node.malformed_signature"),
        ("signature-input", _without("keyid"), "node.unknown_key"),
        ("signature-input", "x" * 3000, "node.malformed_signature"),
        ("content-digest", "", "node.wrong_signature"),
        ("content-digest", "sha-256=:AAAA:", "node.wrong_signature"),
    ],
)
def test_headers_in_any_other_form_are_refused(us: Asked, name: str, value: str, code: str) -> None:
    assert us.ask(us.headers() | {name: value}) == code


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (";created=", ";expires=", "node.malformed_signature"),
        (";created=", ';created="1";expires=', "node.malformed_signature"),
        (";nonce=", ";x=", "node.malformed_signature"),
        (';nonce="', ';nonce="00', "node.malformed_signature"),
        (';nonce="', ';nonce="zz', "node.malformed_signature"),
        ("/node+", "/node+0", "node.unknown_key"),
        ("/node+", "/node%2B", "node.unknown_key"),
        ('keyid="ir', 'keyid="i%72', "node.unknown_key"),
        (' "@target-uri"', "", "node.wrong_signature"),
        (' "content-digest"', "", "node.wrong_signature"),
        ('alg="ed25519"', 'alg="hmac-sha256"', "node.wrong_signature"),
    ],
)
def test_parameters_in_any_other_form_are_refused(us: Asked, before: str, after: str, code: str) -> None:
    headers = us.headers()
    assert before in headers["signature-input"]

    assert us.ask(headers | {"signature-input": headers["signature-input"].replace(before, after)}) == code


def test_a_signature_that_covers_less_does_not_count(us: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made by the right key, over too little."""
    for less in [COVERED[:2], COVERED[1:], tuple(each for each in COVERED if each != "@authority")]:
        with monkeypatch.context() as patched:
            patched.setattr(asking, "COVERED", less)
            headers = us.headers()
        assert us.ask(headers) == "node.wrong_signature"


def test_two_lines_of_a_signature_are_refused(us: Asked) -> None:
    headers = us.headers()

    with pytest.raises(UnprovenError, match=r"node\.malformed_signature"):
        us.members.verify("GET", TARGET, [*headers.items(), ("Signature", headers["signature"])], b"", ADDRESS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["content-digest", "signature-input", "signature"]), st.text(max_size=200)))
def test_nothing_that_anybody_sends_is_a_mistake_of_the_program(us: Asked, sent: dict[str, str]) -> None:
    """It is refused with a code, whatever it is."""
    assert us.ask(us.headers() | sent) in {
        "ir", "node.not_signed", "node.malformed_signature", "node.unknown_key", "node.wrong_signature",
        "node.other_address", "node.stale_request",
    }  # fmt: skip


def test_nonces_are_bounded_for_each_party_and_never_forgotten_early(
    us: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A party that asks too often is refused; others are not, and it is not for long."""
    monkeypatch.setattr(asking, "MOST_REQUESTS", 3)
    iq = us.parties.nodes["iq"].node_signer()
    first = us.headers()

    assert [us.ask(first), *(us.ask(us.headers()) for _ in range(3))] == ["ir", "ir", "ir", "node.too_often"]
    assert us.ask(first) == "node.replayed"
    assert us.ask(us.headers(signer=iq)) == "iq"
    us.clock.advance(3 * WINDOW_SECONDS)
    assert us.ask(us.headers()) == "ir"


def test_only_the_holder_of_a_key_uses_up_what_its_party_may_ask(us: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_REQUESTS", 1)
    forged = us.headers(signer=SignerKey(us.key.name, KeyKind.ED25519, b"\7" * 32))
    named = us.headers()["signature-input"]
    for _ in range(3):
        assert us.ask(forged | {"signature-input": named}) == "node.wrong_signature"

    assert us.ask(us.headers()) == "ir"


def test_names_in_any_script_fit_a_header() -> None:
    key = SignerKey("سجل.example/node", KeyKind.ED25519, b"\1" * 32).verifier()

    assert key_word(key) == f"%D8%B3%D8%AC%D9%84.example/node+{key.key_id:08x}"
