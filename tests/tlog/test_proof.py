import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tlog.made import LOG, TIME, WITNESS, entries_of, head_of, made_log
from tests.vectors.make_tlog import Case, load
from trilateral.errors import MalformedError
from trilateral.tlog.cosignature import cosign
from trilateral.tlog.merkle import inclusion_proof
from trilateral.tlog.note import Note
from trilateral.tlog.policy import Policy, PolicyLog, PolicyWitness, parse_policy
from trilateral.tlog.proof import Proof, parse_proof, verify_proof
from trilateral.tlog.tiles import hash_reader

POLICY = Policy((PolicyLog(LOG.verifier()),), (PolicyWitness("south", WITNESS.verifier()),), (), "south")


def proof_of(index: int, size: int, extra: bytes | None = None) -> Proof:
    """A proof with a cosigned checkpoint."""
    signed = head_of(size)
    lines = (*signed.note.signatures, cosign(signed.checkpoint, WITNESS, TIME))
    read = hash_reader(size, made_log(size)[0].__getitem__)
    return Proof(index, inclusion_proof(index, size, read), Note(signed.note.text, lines).encode(), extra)


PROOFS = [
    proof_of(0, 1),
    proof_of(42, 300),
    proof_of(299, 300, b"entry"),
    Proof(0, (), b""),
    Proof(2**63 - 1, (bytes(32),) * 63, b"x\n"),
]


@pytest.mark.parametrize("proof", PROOFS)
def test_a_proof_goes_both_ways(proof: Proof) -> None:
    """To the byte."""
    assert parse_proof(proof.encode()) == proof


@pytest.mark.parametrize("proof", PROOFS[:3])
def test_no_prefix_proves_anything(proof: Proof) -> None:
    """Nor does a proof with anything after it."""
    data = proof.encode()
    entry = entries_of(300)[proof.index]

    assert verify_proof(parse_proof(data), entry, POLICY).encode() == proof.checkpoint
    for end in range(len(data)):
        with pytest.raises(MalformedError):
            verify_proof(parse_proof(data[:end]), entry, POLICY)
    for trailing in (b"\n", b"x", b"\n\n"):
        with pytest.raises(MalformedError):
            verify_proof(parse_proof(data + trailing), entry, POLICY)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"c2sp.org/tlog-proof@v1\nindex 0\n", "empty line"),
        (b"c2sp.org/tlog-proof@v2\nindex 0\n\n", "c2sp.org"),
        (b"c2sp.org/tlog-proof@v1\n\n", "index"),
        (b"c2sp.org/tlog-proof@v1\nindex 00\n\n", "leading zeroes"),
        (b"c2sp.org/tlog-proof@v1\nindex\n\n", "index"),
        (b"c2sp.org/tlog-proof@v1\nindex 0\nextra Zg==\n\n", "base64"),
        (b"c2sp.org/tlog-proof@v1\nextra Zg==\nextra Zg==\nindex 0\n\n", "index"),
        (b"c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n", "empty data"),
        (b"c2sp.org/tlog-proof@v1\nextra Zh==\nindex 0\n\n", "canonical"),
        (b"c2sp.org/tlog-proof@v1\nindex 0\nZg==\n\n", "32 bytes"),
        (b"c2sp.org/tlog-proof@v1\r\nindex 0\n\n", "c2sp.org"),
        (b"c2sp.org/tlog-proof@v1\nindex 0\n" + b"A" * 43 + b"=\n" + (b"A" * 43 + b"=\n") * 63 + b"\n", "at most 63"),
    ],
)
def test_what_is_no_proof_is_refused(data: bytes, why: str) -> None:
    """Each for its own reason."""
    with pytest.raises(MalformedError, match=why):
        parse_proof(data)


@pytest.mark.parametrize(
    ("index", "hashes", "extra"), [(-1, (), None), (0, (b"",), None), (0, (bytes(32),) * 64, None), (0, (), b"")]
)
def test_what_has_no_file_cannot_be_made(index: int, hashes: tuple[bytes, ...], extra: bytes | None) -> None:
    """So that whatever exists can be written and read back."""
    with pytest.raises(MalformedError):
        Proof(index, hashes, b"", extra)


@pytest.mark.parametrize(("name", "case"), load("proof_"))
def test_proof_vectors(name: str, case: Case) -> None:
    """The recorded file proves the recorded entry."""
    proof = parse_proof(case["proof"].encode())

    assert proof.encode() == case["proof"].encode(), name
    assert proof.index == case["index"]
    assert proof.extra == bytes.fromhex(case["entry"])
    verify_proof(proof, bytes.fromhex(case["entry"]), parse_policy(case["policy"]))


@given(st.integers(0, 299), st.integers(0, 299))
def test_a_proof_proves_one_entry_at_one_place(index: int, other: int) -> None:
    """Not another entry, not another index, and not by way of `extra`."""
    entries = entries_of(300)
    proof = proof_of(index, 300, entries[other] or None)

    verify_proof(proof, entries[index], POLICY)
    if entries[other] != entries[index]:
        with pytest.raises(MalformedError, match="expected root"):
            verify_proof(proof, entries[other], POLICY)
    if other != index:
        with pytest.raises(MalformedError):
            verify_proof(Proof(other, proof.hashes, proof.checkpoint), entries[index], POLICY)


def test_a_proof_without_a_quorum_proves_nothing() -> None:
    """The log alone could show it to one reader only."""
    signed = head_of(1)

    with pytest.raises(MalformedError, match="witness south"):
        verify_proof(Proof(0, (), signed.encode()), entries_of(1)[0], POLICY)
