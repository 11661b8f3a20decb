import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.outside import outside
from tests.tlog.made import LOG, LOG_PQ, ORIGIN, TIME, WITNESS, head_of, made_log, signer, verifiers
from tests.vectors.make_tlog import Case, load
from trilateral.errors import MalformedError
from trilateral.tlog.checkpoint import Checkpoint, SignedCheckpoint, parse_signed, sign_checkpoint
from trilateral.tlog.cosignature import cosign
from trilateral.tlog.merkle import EMPTY_ROOT, consistency_proof
from trilateral.tlog.note import Note, Signature, parse_vkey
from trilateral.tlog.tiles import hash_reader
from trilateral.tlog.witness import AddCheckpoint, Answer, judge, parse_add_checkpoint

KEYS = {ORIGIN: verifiers(LOG, LOG_PQ)}


def holding(size: int | None, root: bytes | None = None) -> Callable[[str], Checkpoint | None]:
    """A witness that cosigned this size last."""
    if size is None:
        return lambda _: None
    held = Checkpoint(ORIGIN, size, root or made_log(size)[1])
    return lambda origin: held if origin == ORIGIN else None


def proof(old: int, new: int) -> tuple[bytes, ...]:
    return consistency_proof(old, new, hash_reader(new, made_log(new)[0].__getitem__))


def request(old: int, new: int, signed: SignedCheckpoint | None = None) -> AddCheckpoint:
    return AddCheckpoint(old, proof(old, new), (signed or head_of(new)).encode())


def signed_by_log(size: int, root: bytes) -> SignedCheckpoint:
    """Whatever the log might sign."""
    return sign_checkpoint(Checkpoint(ORIGIN, size, root), [LOG], TIME)


REQUESTS = [request(0, 5), request(5, 300), request(300, 300), AddCheckpoint(7, (bytes(32),) * 63, b"anything")]


@pytest.mark.parametrize("sent", REQUESTS)
def test_a_request_goes_both_ways(sent: AddCheckpoint) -> None:
    """To the byte."""
    assert parse_add_checkpoint(sent.encode()) == sent


def test_no_prefix_of_a_request_is_accepted() -> None:
    """Nor is one with anything after it."""
    body = request(5, 300).encode()

    assert judge(body, KEYS, holding(5)).status == 200
    for end in range(len(body)):
        assert judge(body[:end], KEYS, holding(5)).status in (400, 403)
    for trailing in (b"\n", b"x", b"\n\n"):
        assert judge(body + trailing, KEYS, holding(5)).status == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"new 0\n\n",
        b"old 00\n\n",
        b"old -1\n\n",
        b"old\n\n",
        b"\n\nold 0\n",
        b"old 0\nAAAA\n\n",
        b"old 1\n" + (b"A" * 43 + b"=\n") * 64 + b"\n",
        b"old 0\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused(body: bytes) -> None:
    """And answered with 400."""
    with pytest.raises(MalformedError):
        parse_add_checkpoint(body)
    assert judge(body + head_of(5).encode(), KEYS, holding(None)).status == 400


def test_the_example_of_the_specification() -> None:
    """tlog-witness prints a whole request: read and written back to the byte."""
    examples = json.loads(outside("conformance/c2sp-spec-examples.json").read_text())
    (text,) = [each["text"] for each in examples if each["text"].startswith("old ")]
    sent = parse_add_checkpoint(text.encode())

    assert (sent.old, len(sent.proof), parse_signed(sent.checkpoint).size) == (20852014, 4, 20852163)
    assert sent.encode() == text.encode()


@pytest.mark.parametrize(("name", "case"), load("witness_"))
def test_witness_vectors(name: str, case: Case) -> None:
    """The recorded request gets the recorded answer."""
    key = parse_vkey(case["vkey"])
    held = Checkpoint(key.name, case["held"], bytes.fromhex(case["held_root"]))

    assert parse_add_checkpoint(case["body"].encode()).encode() == case["body"].encode(), name
    assert judge(case["body"].encode(), {key.name: [key]}, lambda _: held).status == case["status"]


@pytest.mark.parametrize(("old", "new"), [(None, 0), (None, 300), (0, 5), (5, 300), (256, 257), (300, 300)])
def test_a_consistent_head_is_accepted(old: int | None, new: int) -> None:
    """The first one, a larger one, and the same again: that is how a quiet log shows that it is alive."""
    answer = judge(request(old or 0, new).encode(), KEYS, holding(old))

    assert answer == Answer(200, accepted=head_of(new))


def test_only_the_lines_of_the_log_are_accepted() -> None:
    """What else the sender put there is not kept."""
    signed = head_of(5, LOG, LOG_PQ)
    more = (*signed.note.signatures, Signature("x", 1, b"junk"), cosign(signed.checkpoint, WITNESS, TIME))
    sent = AddCheckpoint(0, (), Note(signed.note.text, more).encode())

    assert judge(sent.encode(), KEYS, holding(None)).accepted == signed


def test_an_unknown_log_is_not_found() -> None:
    """Whoever signed."""
    assert judge(request(0, 5).encode(), {}, holding(None)).status == 404
    assert judge(request(0, 5).encode(), {"other": KEYS[ORIGIN]}, holding(None)).status == 404


def test_a_head_that_the_log_did_not_sign_is_forbidden() -> None:
    """By a stranger, by another log, or by nobody who can; and none of it is evidence."""
    text = head_of(5).note.text
    other = signer("south.example/host")
    bad = Signature(ORIGIN, LOG.verifier().key_id, bytes(64))
    pretender = Signature(ORIGIN, other.verifier().key_id, other.sign(text).payload)
    for line in (other.sign(text), bad, pretender):
        sent = AddCheckpoint(0, (), Note(text, (line,)).encode())
        answer = judge(sent.encode(), {ORIGIN: [*KEYS[ORIGIN], other.verifier()]}, holding(None))
        assert (answer.status, answer.evidence, answer.accepted) == (403, (), None)


def test_one_failing_line_of_the_log_is_forbidden() -> None:
    """Also beside a good one."""
    signed = head_of(5)
    bad = Signature(ORIGIN, LOG_PQ.verifier().key_id, bytes(2428))
    sent = AddCheckpoint(0, (), Note(signed.note.text, (*signed.note.signatures, bad)).encode())

    assert judge(sent.encode(), KEYS, holding(None)).status == 403


def test_a_head_smaller_than_it_says_is_a_bad_request() -> None:
    """Old size above new size."""
    assert judge(AddCheckpoint(6, (), head_of(5).encode()).encode(), KEYS, holding(6)).status == 400


@pytest.mark.parametrize(("held", "old"), [(None, 3), (5, 0), (5, 4), (5, 6)])
def test_another_old_size_is_a_conflict(held: int | None, old: int) -> None:
    """The answer says which size the witness has, so that the log can send the right proof."""
    answer = judge(request(old, 300).encode(), KEYS, holding(held))

    assert answer == Answer(409, b"%d\n" % (held or 0), "text/x.tlog.size")


def test_a_wrong_proof_is_not_processed() -> None:
    """Another one, one too long, and one where none is due. The note is kept: the log signed it."""
    good = request(5, 300)
    wrong = [
        AddCheckpoint(5, (), good.checkpoint),
        AddCheckpoint(5, good.proof[:-1], good.checkpoint),
        AddCheckpoint(5, (*good.proof, bytes(32)), good.checkpoint),
        AddCheckpoint(5, tuple(reversed(good.proof)), good.checkpoint),
    ]
    for sent in wrong:
        answer = judge(sent.encode(), KEYS, holding(5))
        assert (answer.status, answer.accepted, answer.evidence) == (422, None, (good.checkpoint,))
    from_nothing = judge(AddCheckpoint(0, (bytes(32),), good.checkpoint).encode(), KEYS, holding(None))
    assert (from_nothing.status, from_nothing.evidence) == (422, ())


def test_a_fork_is_not_processed_and_is_evidence() -> None:
    """The same size under another root, whatever old size comes with it."""
    forged = signed_by_log(5, bytes(32))
    for old, status in ((5, 422), (0, 409), (3, 409), (6, 400)):
        answer = judge(AddCheckpoint(old, (), forged.encode()).encode(), KEYS, holding(5))
        assert (answer.status, answer.evidence, answer.accepted) == (status, (forged.encode(),), None)


def test_an_empty_log_with_entries_is_not_processed_and_is_evidence() -> None:
    """Size 0 has one root only, so this note by itself shows that the log signs falsehoods."""
    forged = signed_by_log(0, bytes(32))
    answer = judge(AddCheckpoint(0, (), forged.encode()).encode(), KEYS, holding(None))

    assert (answer.status, answer.evidence) == (422, (forged.encode(),))
    assert judge(AddCheckpoint(0, (), signed_by_log(0, EMPTY_ROOT).encode()).encode(), KEYS, holding(0)).status == 200


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_a_witness_never_goes_back(held: int, old: int, shown: int, new: int) -> None:
    """Whatever proof is sent for whatever sizes: only what extends the head held is accepted."""
    if old > shown:
        return
    sent = AddCheckpoint(old, proof(old, shown), head_of(new).encode())
    answer = judge(sent.encode(), KEYS, holding(held))

    expected = proof(held, new) if held <= new else None
    assert (answer.status == 200) == (old == held <= new and proof(old, shown) == expected)
    assert answer.status != 409 or answer.body == b"%d\n" % held


@given(st.binary(max_size=300))
def test_rubbish_is_a_bad_request(body: bytes) -> None:
    """And nothing is raised."""
    assert judge(body, KEYS, holding(5)).status == 400
