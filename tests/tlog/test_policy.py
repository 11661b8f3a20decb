import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.outside import outside
from tests.tlog.made import LOG, LOG_PQ, MIRROR, MIRROR_PQ, ORIGIN, TIME, WITNESS, head_of, signer
from tests.vectors.make_tlog import Case, load
from trilateral.errors import MalformedError
from trilateral.tlog.checkpoint import SignedCheckpoint
from trilateral.tlog.cosignature import cosign
from trilateral.tlog.note import KeyKind, Note, Signature, SignerKey
from trilateral.tlog.policy import Group, Policy, PolicyLog, PolicyWitness, parse_policy

HOST = signer("host.example/witness", KeyKind.COSIGNATURE)

WITNESSES = (
    PolicyWitness("south", WITNESS.verifier()),
    PolicyWitness("south-mirror", MIRROR.verifier(), "https://south.example/mirror"),
    PolicyWitness("south-mirror-pq", MIRROR_PQ.verifier()),
    PolicyWitness("host", HOST.verifier()),
)
LOGS = (PolicyLog(LOG.verifier(), "https://north.example/log"), PolicyLog(LOG_PQ.verifier()))
GROUPS = (
    Group("of-south", "any", ("south", "south-mirror", "south-mirror-pq")),
    Group("parties", 2, ("of-south", "host")),
)
POLICY = Policy(LOGS, WITNESSES, GROUPS, "parties")

POLICIES = [
    POLICY,
    Policy((), (), (), "none"),
    Policy(LOGS, WITNESSES, (Group("all-of-them", "all", ("host", "south")),), "host"),
]


def head(*cosigners: SignerKey) -> bytes:
    """The head of five entries, cosigned."""
    signed = head_of(5)
    lines = (cosign(signed.checkpoint, key, TIME) for key in cosigners)
    return Note(signed.note.text, (*signed.note.signatures, *lines)).encode()


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_goes_both_ways(policy: Policy) -> None:
    """No prefix of it is one: a policy cut off could be a weaker one. Nothing may follow but comments."""
    text = policy.encode()

    assert parse_policy(text) == policy
    assert parse_policy(f"# comment\n\n\t{text} \t\n  # more\n") == policy
    for end in range(len(text)):
        with pytest.raises(MalformedError):
            parse_policy(text[:end])
    for trailing in ("x", "x\n", "quorum none\n", "\r\n", "\x00\n", "log\n"):
        with pytest.raises(MalformedError):
            parse_policy(text + trailing)


def test_definitions_may_be_mixed() -> None:
    """Witnesses after groups, logs anywhere, and any blanks between words."""
    south, host = WITNESS.verifier().vkey(), HOST.verifier().vkey()
    text = f"witness a {south}\ngroup g all\ta\n  witness \t b {host} \nquorum g\nlog {LOG.verifier().vkey()}\n"

    policy = parse_policy(text)

    assert policy.groups == (Group("g", "all", ("a",)),)
    assert parse_policy(policy.encode()) == policy


def test_the_example_of_the_specification() -> None:
    """tlog-policy prints one with its keys left out; with keys put in, two of X and one of Y are enough."""
    examples = json.loads(outside("conformance/c2sp-spec-examples.json").read_text())
    text = next(each["text"] for each in examples if each["text"].startswith("log <vkey>\n\nwitness"))
    signers = [signer(f"witness.example/{number}", KeyKind.COSIGNATURE) for number in range(6)]
    for key in (LOG, *signers):
        text = text.replace("<vkey>", key.verifier().vkey(), 1)
    policy = parse_policy(text)

    assert policy.check(head(signers[0], signers[2], signers[5])).size == 5
    for too_few in (signers[:3], signers[2:]):
        with pytest.raises(MalformedError, match="group X-and-Y needs 2"):
            policy.check(head(*too_few))


KEY, OTHER = WITNESS.verifier().vkey(), HOST.verifier().vkey()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "newline"),
        ("\n", "one quorum"),
        ("quorum none", "newline"),
        ("quorum none\nquorum none\n", "one quorum"),
        ("quorum\n", "expected a log"),
        ("quorum a\n", "on a line before"),
        ("quorum a b\n", "expected a log"),
        ("witnes a b\nquorum none\n", "expected a log"),
        (f"quorum a\nwitness a {KEY}\n", "on a line before"),
        (f"witness a {KEY}\nwitness a {OTHER}\nquorum a\n", "each name once"),
        (f"witness a {KEY}\nwitness b {KEY}\nquorum a\n", "each witness key once"),
        (f"witness none {KEY}\nquorum none\n", "each name once"),
        (f"witness a {LOG.verifier().vkey()}\nquorum a\n", "key for a witness"),
        (f"log {KEY}\nquorum none\n", "key for a log"),
        (f"log {LOG.verifier().vkey()}\n" * 2 + "quorum none\n", "each log key once"),
        (f"log {LOG.verifier().vkey()} url more\nquorum none\n", "expected a log"),
        (f"witness a {KEY[:-4]}\nquorum a\n", "key"),
        (f"witness a {KEY}\ngroup g 0 a\nquorum g\n", "threshold"),
        (f"witness a {KEY}\ngroup g 2 a\nquorum g\n", "threshold"),
        (f"witness a {KEY}\ngroup g 01 a\nquorum g\n", "leading zeroes"),
        (f"witness a {KEY}\ngroup g some a\nquorum g\n", "threshold"),
        (f"witness a {KEY}\ngroup g any\nquorum a\n", "expected a log"),
        (f"witness a {KEY}\ngroup g all a a\nquorum g\n", "in no other group"),
        (f"witness a {KEY}\ngroup g all g\nquorum g\n", "on a line before"),
        (f"witness a {KEY}\ngroup g all none\nquorum g\n", "in no other group"),
        (f"witness a {KEY}\ngroup g all a\ngroup h all a\nquorum g\n", "in no other group"),
        (f"witness a {KEY}\ngroup a all a\nquorum a\n", "each name once"),
        (f"witness a\x0b {KEY}\nquorum a\n", "control"),
        ("quorum none\r\n", "control"),
    ],
)
def test_what_is_no_policy_is_refused(text: str, why: str) -> None:
    """Each for its own reason."""
    with pytest.raises(MalformedError, match=why):
        parse_policy(text)


@pytest.mark.parametrize("name", ["", "a b", "a\n", "a\tb", "a\x7f"])
def test_a_name_that_would_not_come_back_is_refused(name: str) -> None:
    """A policy made by a program is as well formed as one that was read."""
    with pytest.raises(MalformedError, match="word"):
        Policy((), (PolicyWitness(name, WITNESS.verifier()),), (), "none")
    with pytest.raises(MalformedError, match="word"):
        Policy((), (PolicyWitness("a", WITNESS.verifier(), name),), (), "none")


@pytest.mark.parametrize(("name", "case"), load("policy_"))
def test_policy_vectors(name: str, case: Case) -> None:
    """Each recorded note is enough or is not."""
    policy = parse_policy(case["policy"])

    assert policy.encode() == case["policy"], name
    if case["enough"]:
        assert policy.check(case["note"].encode()).encode() == case["note"].encode()
    else:
        with pytest.raises(MalformedError, match="needs"):
            policy.check(case["note"].encode())


@pytest.mark.parametrize(
    "cosigners", [[WITNESS, HOST], [MIRROR, HOST], [MIRROR_PQ, HOST], [WITNESS, MIRROR, MIRROR_PQ, HOST]]
)
def test_a_quorum_is_enough(cosigners: list[SignerKey]) -> None:
    """Whichever of its keys speaks for a party."""
    assert POLICY.check(head(*cosigners)).origin == ORIGIN


@pytest.mark.parametrize("cosigners", [[], [HOST], [WITNESS], [WITNESS, MIRROR, MIRROR_PQ]])
def test_less_than_a_quorum_is_not_enough(cosigners: list[SignerKey]) -> None:
    """One party with three keys is one party; the message says which group lacks what."""
    missing = "witness host" if HOST not in cosigners else "group of-south needs 1 of 3, has 0"

    with pytest.raises(MalformedError, match=f"group parties needs 2 of 2.*{missing}"):
        POLICY.check(head(*cosigners))


def test_no_quorum_still_asks_for_the_log() -> None:
    """`none` means no cosignatures, not no signature."""
    assert Policy(LOGS, (), (), "none").check(head()).size == 5
    with pytest.raises(MalformedError, match="by a log of the policy"):
        Policy((), (), (), "none").check(head())


def test_a_log_may_be_known_by_its_post_quantum_key_alone() -> None:
    """A policy says which signature is enough; there it need not be Ed25519."""
    policy = Policy((PolicyLog(LOG_PQ.verifier()),), (), (), "none")

    assert policy.check(head_of(5, LOG, LOG_PQ).encode()).size == 5
    with pytest.raises(MalformedError, match="by a log of the policy"):
        policy.check(head_of(5, LOG).encode())


def test_a_failing_line_of_a_known_witness_refuses_all() -> None:
    """Even where the others would be enough."""
    bad = Signature(MIRROR.name, MIRROR.verifier().key_id, bytes(72))
    data = head(WITNESS, HOST) + bad.line()

    with pytest.raises(MalformedError, match="does not verify"):
        POLICY.check(data)


KEYS = [WITNESS, MIRROR, MIRROR_PQ, HOST]


@given(st.lists(st.sampled_from(KEYS), max_size=4, unique_by=lambda key: (key.name, key.kind)))
def test_the_verdict_follows_the_groups(cosigners: list[SignerKey]) -> None:
    """The host and any key of the south, in any order."""
    signed: SignedCheckpoint | None = None
    with contextlib.suppress(MalformedError):
        signed = POLICY.check(head(*cosigners))

    assert (signed is not None) == (HOST in cosigners and len(cosigners) > 1)
