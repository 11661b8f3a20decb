import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.outside import outside
from tests.tlog.made import LOG, LOG_PQ, MIRROR, ORIGIN, TIME, WITNESS, head_of, made_log, signer, verifiers
from tests.vectors.make_tlog import Case, load
from trilateral.errors import MalformedError
from trilateral.tlog.checkpoint import (
    Checkpoint,
    SignedCheckpoint,
    log_signers,
    merge_signatures,
    open_checkpoint,
    parse_checkpoint,
    parse_signed,
    sign_checkpoint,
    strip_unknown,
)
from trilateral.tlog.cosignature import cosign, cosignatures
from trilateral.tlog.lines import encode_base64
from trilateral.tlog.merkle import EMPTY_ROOT
from trilateral.tlog.note import KeyKind, Note, Signature, SignerKey, parse_vkey

ROOT = encode_base64(EMPTY_ROOT)

CHECKPOINTS = [
    (Checkpoint("a", 0, EMPTY_ROOT), b"a\n0\n" + ROOT + b"\n"),
    (Checkpoint("north.example/host", 70_000, EMPTY_ROOT), b"north.example/host\n70000\n" + ROOT + b"\n"),
    (Checkpoint("a log with spaces", 2**63 - 1, EMPTY_ROOT), b"a log with spaces\n9223372036854775807\n" + ROOT + b"\n"),
    (Checkpoint("شمال.example", 1, EMPTY_ROOT), "شمال.example\n1\n".encode() + ROOT + b"\n"),
]  # fmt: skip


@pytest.mark.parametrize(("checkpoint", "text"), CHECKPOINTS)
def test_a_text_goes_both_ways(checkpoint: Checkpoint, text: bytes) -> None:
    """Three lines; no prefix is one, and nothing may follow: extension lines are refused too."""
    assert checkpoint.encode() == text
    assert parse_checkpoint(text) == checkpoint
    for end in range(len(text)):
        with pytest.raises(MalformedError):
            parse_checkpoint(text[:end])
    for trailing in (b"\n", b"x", b"extension\n"):
        with pytest.raises(MalformedError):
            parse_checkpoint(text + trailing)


@pytest.mark.parametrize(
    "text",
    [
        b"\n0\n" + ROOT + b"\n",
        b"a\n00\n" + ROOT + b"\n",
        b"a\n-1\n" + ROOT + b"\n",
        b"a\n9223372036854775808\n" + ROOT + b"\n",
        b"a\n0\n" + ROOT[:-1] + b"\n",
        b"a\n0\nAAAA\n",
        b"\xff\n0\n" + ROOT + b"\n",
        b"a" * 256 + b"\n0\n" + ROOT + b"\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: bytes) -> None:
    """No origin or too long a one, no such number, no hash."""
    with pytest.raises(MalformedError):
        parse_checkpoint(text)


@pytest.mark.parametrize(("origin", "size", "root"), [("a\nb", 0, EMPTY_ROOT), ("a", -1, EMPTY_ROOT), ("a", 0, b"")])
def test_what_has_no_text_cannot_be_made(origin: str, size: int, root: bytes) -> None:
    """So that whatever exists can be signed and read back."""
    with pytest.raises(MalformedError):
        Checkpoint(origin, size, root)


@pytest.mark.parametrize(("name", "case"), load("checkpoint_"))
def test_checkpoint_vectors(name: str, case: Case) -> None:
    """The recorded note is what the seed signs, and the log opens it."""
    key = parse_vkey(case["vkey"])
    checkpoint = Checkpoint(case["origin"], case["size"], bytes.fromhex(case["root"]))
    opened = open_checkpoint(case["note"].encode(), [key], case["origin"])

    assert opened.checkpoint == checkpoint, name
    signed = sign_checkpoint(checkpoint, [SignerKey(key.name, key.kind, bytes.fromhex(case["seed"]))], 0)
    assert signed.encode() == case["note"].encode()


def test_the_checkpoints_of_the_specifications_are_read() -> None:
    """Those printed in full: read and written back to the byte, and the witness's line has its printed time."""
    examples = json.loads(outside("conformance/c2sp-spec-examples.json").read_text())
    notes = [
        e["text"]
        for e in examples
        if e["spec"] in ("tlog-checkpoint.md", "tlog-cosignature.md") and "\n\n" in e["text"]
    ]

    assert len(notes) == 2
    for text in notes:
        signed = parse_signed(text.encode())
        assert (signed.origin, signed.size) == ("example.com/behind-the-sofa", 20852163)
        assert signed.encode() == text.encode()


def test_a_head_carries_what_the_log_signed() -> None:
    """A plain line for everybody, and an ML-DSA-44 line with the time."""
    signed = head_of(5, LOG, LOG_PQ)
    opened = open_checkpoint(signed.encode(), verifiers(LOG, LOG_PQ))

    assert opened == signed
    assert (opened.origin, opened.size, opened.root) == (ORIGIN, 5, made_log(5)[1])
    assert log_signers(opened, verifiers(LOG_PQ, LOG)) == (LOG.verifier(), LOG_PQ.verifier())
    assert cosignatures(opened, verifiers(LOG_PQ)) == {LOG_PQ.verifier(): TIME}


def test_no_prefix_of_a_head_opens() -> None:
    """Nor one with anything after it."""
    data = head_of(5).encode()

    for end in range(len(data)):
        with pytest.raises(MalformedError):
            open_checkpoint(data[:end], verifiers(LOG))
    with pytest.raises(MalformedError):
        open_checkpoint(data + b"\n", verifiers(LOG))


def test_a_plain_signature_by_the_log_is_needed() -> None:
    """ML-DSA-44 alone is not read by every client, and a stranger's line is nobody's word."""
    for signers in ([LOG_PQ], [LOG]):
        with pytest.raises(MalformedError, match="expected an Ed25519 signature"):
            open_checkpoint(head_of(5, *signers).encode(), verifiers(LOG_PQ))


def test_another_log_than_expected_is_refused() -> None:
    """However well signed."""
    with pytest.raises(MalformedError, match="expected the log other"):
        open_checkpoint(head_of(5).encode(), verifiers(LOG), "other.example/host")


def test_a_log_cannot_sign_the_head_of_another() -> None:
    """A key speaks for the log that it is named after, even where both logs are known."""
    other = signer("south.example/host")
    checkpoint = Checkpoint(ORIGIN, 5, made_log(5)[1])
    forged = SignedCheckpoint(checkpoint, Note(checkpoint.encode(), (other.sign(checkpoint.encode()),)))

    with pytest.raises(MalformedError, match="got none"):
        open_checkpoint(forged.encode(), verifiers(LOG, other))


@pytest.mark.parametrize("bad", [0, 1])
def test_a_failing_line_of_the_log_refuses_the_head(bad: int) -> None:
    """Be it the plain one or the timed one, and the other as good as it may be."""
    signed = head_of(5, LOG, LOG_PQ)
    lines = list(signed.note.signatures)
    name, key_id, payload = lines[bad]
    lines[bad] = Signature(name, key_id, payload[:-1] + bytes([payload[-1] ^ 1]))

    with pytest.raises(MalformedError, match="does not verify"):
        open_checkpoint(Note(signed.note.text, tuple(lines)).encode(), verifiers(LOG, LOG_PQ))


@pytest.mark.parametrize("signers", [[], [WITNESS], [signer("other.example")], [signer(ORIGIN, KeyKind.COSIGNATURE)]])
def test_others_cannot_be_made_to_sign_as_the_log(signers: list[SignerKey]) -> None:
    """That is a programming mistake, and stops here."""
    with pytest.raises(ValueError, match=ORIGIN):
        sign_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT), signers, TIME)


def cosigned(*lines: Signature) -> SignedCheckpoint:
    """The head of five entries with more lines."""
    signed = head_of(5)
    return SignedCheckpoint(signed.checkpoint, Note(signed.note.text, (*signed.note.signatures, *lines)))


def line(key: SignerKey, time: int) -> Signature:
    return cosign(head_of(5).checkpoint, key, time)


def test_merging_keeps_the_newest_line_of_each_key() -> None:
    """Whichever side has it; the log's lines come first, then by name."""
    a, b = cosigned(line(WITNESS, TIME + 1), line(MIRROR, TIME)), cosigned(line(WITNESS, TIME), line(MIRROR, TIME + 1))
    merged = merge_signatures(a, b)

    assert merged == merge_signatures(b, a)
    assert [each.name for each in merged.note.signatures] == [ORIGIN, MIRROR.name, WITNESS.name]
    assert set(cosignatures(merged, verifiers(WITNESS, MIRROR)).values()) == {TIME + 1}


@given(st.lists(st.tuples(st.sampled_from([WITNESS, MIRROR]), st.integers(0, 9)), max_size=4))
def test_merging_again_changes_nothing(lines: list[tuple[SignerKey, int]]) -> None:
    """Merged heads can be exchanged until all hold the same."""
    a = cosigned(*(line(key, time) for key, time in lines))
    merged = merge_signatures(head_of(5), a)

    assert merge_signatures(merged, a) == merge_signatures(merged, merged) == merged


def test_only_notes_on_one_text_are_merged() -> None:
    """A line never moves to another head."""
    with pytest.raises(MalformedError, match="cannot merge"):
        merge_signatures(head_of(5), head_of(6))


def test_unknown_lines_are_stripped() -> None:
    """And if nothing is left, there is no note."""
    signed = cosigned(line(WITNESS, TIME), line(MIRROR, TIME))

    assert strip_unknown(signed, verifiers(LOG, MIRROR)) == cosigned(line(MIRROR, TIME))
    with pytest.raises(MalformedError, match="known key"):
        strip_unknown(signed, verifiers(LOG_PQ))
