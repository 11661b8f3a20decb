import pytest

from tests.tlog.made import LOG, LOG_PQ, MIRROR, MIRROR_PQ, TIME, WITNESS, head_of, signer, verifiers
from tests.vectors.make_tlog import Case, load
from trilateral.errors import MalformedError
from trilateral.tlog.checkpoint import Checkpoint, SignedCheckpoint
from trilateral.tlog.cosignature import claimed_time, cosign, cosignatures, statement, verify_cosignature
from trilateral.tlog.note import KeyKind, Note, Signature, SignerKey, VerifierKey, parse_signature, parse_vkey

HEAD = head_of(5).checkpoint


def note_with(*lines: Signature) -> SignedCheckpoint:
    return SignedCheckpoint(HEAD, Note(HEAD.encode(), lines))


@pytest.mark.parametrize(("name", "case"), load("cosignature_"))
def test_cosignature_vectors(name: str, case: Case) -> None:
    """The recorded line verifies; an Ed25519 one is also what its seed signs."""
    key = parse_vkey(case["vkey"])
    checkpoint = Checkpoint(case["origin"], case["size"], bytes.fromhex(case["root"]))
    line = parse_signature(case["line"].encode())

    assert verify_cosignature(checkpoint, key, line) == case["time"], name
    assert line.line() == case["line"].encode()
    if "seed" in case:
        assert cosign(checkpoint, SignerKey(key.name, key.kind, bytes.fromhex(case["seed"])), case["time"]) == line


def test_what_is_signed_is_what_the_specification_says() -> None:
    """The text for Ed25519, the structure for ML-DSA-44, byte for byte."""
    checkpoint = Checkpoint("log", 258, bytes(range(32)))
    plain = statement(checkpoint, signer("w", KeyKind.COSIGNATURE).verifier(), 7)
    structure = statement(checkpoint, signer("wit", KeyKind.MLDSA_COSIGNATURE).verifier(), 7)

    assert plain == b"cosignature/v1\ntime 7\nlog\n258\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    assert structure == (
        b"subtree/v1\n\x00\x03wit" + bytes(7) + b"\x07\x03log" + bytes(8) + bytes(6) + b"\x01\x02" + bytes(range(32))
    )


@pytest.mark.parametrize("key", [WITNESS, MIRROR_PQ])
def test_a_cosignature_holds_for_its_head_time_and_key(key: SignerKey) -> None:
    """Change one of them and it fails."""
    line = cosign(HEAD, key, TIME)
    own = key.verifier()

    assert cosignatures(note_with(line), [own]) == {own: TIME}
    later = Signature(line.name, line.key_id, (TIME + 1).to_bytes(8, "big") + line.payload[8:])
    for checkpoint, changed in (
        (Checkpoint(HEAD.origin, HEAD.size + 1, HEAD.root), line),
        (Checkpoint("other.example", HEAD.size, HEAD.root), line),
        (Checkpoint(HEAD.origin, HEAD.size, bytes(32)), line),
        (HEAD, later),
    ):
        with pytest.raises(MalformedError, match="does not verify"):
            verify_cosignature(checkpoint, own, changed)


@pytest.mark.parametrize("key", [WITNESS, MIRROR_PQ])
def test_a_payload_of_another_length_is_refused(key: SignerKey) -> None:
    """Each prefix, and with a byte more."""
    line = cosign(HEAD, key, TIME)
    step = 1 if key is WITNESS else 101

    for end in [*range(0, len(line.payload), step), len(line.payload) + 1]:
        changed = Signature(line.name, line.key_id, (line.payload + b"x")[:end])
        with pytest.raises(MalformedError):
            verify_cosignature(HEAD, key.verifier(), changed)


def test_a_post_quantum_line_names_its_cosigner() -> None:
    """Under another name the same key has said nothing. The Ed25519 form cannot do this, hence one key a cosigner."""
    line = cosign(HEAD, MIRROR_PQ, TIME)
    renamed = VerifierKey("other.example", KeyKind.MLDSA_COSIGNATURE, MIRROR_PQ.verifier().public)

    with pytest.raises(MalformedError):
        verify_cosignature(HEAD, renamed, Signature(renamed.name, renamed.key_id, line.payload))


def test_unknown_lines_are_ignored_and_failing_ones_are_not() -> None:
    """As with plain signatures."""
    bad = Signature(MIRROR.name, MIRROR.verifier().key_id, bytes(72))
    signed = note_with(cosign(HEAD, WITNESS, TIME), bad)

    assert cosignatures(signed, verifiers(WITNESS)) == {WITNESS.verifier(): TIME}
    with pytest.raises(MalformedError, match="south.example/mirror"):  # noqa: RUF043 - a name
        cosignatures(signed, verifiers(WITNESS, MIRROR))


def test_the_newest_of_several_lines_counts() -> None:
    """In any order; all must verify."""
    lines = [cosign(HEAD, WITNESS, time) for time in (TIME, TIME + 2, TIME + 1)]

    assert cosignatures(note_with(*lines), verifiers(WITNESS)) == {WITNESS.verifier(): TIME + 2}
    with pytest.raises(MalformedError):
        cosignatures(note_with(*lines, Signature(*lines[0][:2], bytes(72))), verifiers(WITNESS))


def test_times_beyond_the_limit_are_refused() -> None:
    """2^63 does not fit where others keep it: refused in a line, and never signed."""
    own = WITNESS.verifier()
    line = Signature(own.name, own.key_id, (2**63).to_bytes(8, "big") + bytes(64))

    with pytest.raises(MalformedError, match="time of at most"):
        verify_cosignature(HEAD, own, line)
    for time in (-1, 2**63):
        with pytest.raises(ValueError, match="no time"):
            cosign(HEAD, WITNESS, time)


def test_a_note_key_states_no_time() -> None:
    """Its signatures have no room for one."""
    with pytest.raises(ValueError, match="states no time"):
        cosign(HEAD, LOG, TIME)
    assert cosignatures(note_with(LOG.sign(HEAD.encode())), verifiers(LOG)) == {}


def test_a_name_must_fit_into_the_structure() -> None:
    """255 bytes at most: one byte says how long it is."""
    with pytest.raises(MalformedError, match="255"):
        cosign(HEAD, signer("x" * 256, KeyKind.MLDSA_COSIGNATURE), TIME)


def test_a_claimed_time_is_read_off_the_length() -> None:
    """Of plain signatures there is none."""
    assert claimed_time(cosign(HEAD, WITNESS, TIME)) == claimed_time(cosign(HEAD, LOG_PQ, TIME)) == TIME
    assert claimed_time(LOG.sign(HEAD.encode())) is None
