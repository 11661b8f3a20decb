"""What a witness answers to a new checkpoint: C2SP tlog-witness, add-checkpoint.

The request, posted to <submission prefix>/add-checkpoint:

    old <size that the witness cosigned last>
    <base64 of a hash>          as many as the consistency proof has, 63 at most
    <empty line>
    <the signed checkpoint>

    200  lines with the witness's cosignatures
    400  malformed, or old is larger than the checkpoint
    403  no signature by a trusted key of that log, or one that fails
    404  a log that the witness does not know
    409  old is not what the witness cosigned last; the body says what is
    422  not consistent with what the witness cosigned last

A checkpoint of the same size and root is cosigned again, with a new time.

Left out: the cosigning itself, and keeping the state. The node that asks
`judge` must hold a lock on that state from before it asks until the new state
is on disk: else two requests at once could roll the witness back
(tlog-witness, add-checkpoint). It answers 200 after that, not before.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from trilateral.errors import MalformedError
from trilateral.tlog.checkpoint import log_signers, parse_signed, strip_unknown
from trilateral.tlog.lines import encode_base64, parse_decimal, parse_hash, shown
from trilateral.tlog.merkle import EMPTY_ROOT, verify_consistency
from trilateral.tlog.note import VerifierKey
from trilateral.tlog.treehead import Checkpoint, SignedCheckpoint

MAX_PROOF = 63
TEXT = "text/plain; charset=utf-8"
SIZE_TYPE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request, not verified."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        """The body of the request."""
        lines = [b"old %d" % self.old, *map(encode_base64, self.proof)]
        return b"".join(line + b"\n" for line in lines) + b"\n" + self.checkpoint


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """The request in `body`. Its checkpoint is taken as it is."""
    head, found, checkpoint = body.partition(b"\n\n")
    lines = head.split(b"\n", MAX_PROOF + 2)
    if not found or not lines[0].startswith(b"old "):
        raise MalformedError(f"add-checkpoint: expected 'old <size>', a proof and a checkpoint, got {shown(body)}")
    old = parse_decimal(lines[0].removeprefix(b"old "), "old size")
    if len(lines) - 1 > MAX_PROOF:
        raise MalformedError(f"add-checkpoint: expected at most {MAX_PROOF} hashes, got more")
    return AddCheckpoint(old, tuple(parse_hash(line, "consistency proof") for line in lines[1:]), checkpoint)


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer, and what to keep.

    Attributes:
        status: HTTP status.
        body: Of the answer. Empty with 200: the node cosigns and fills it in.
        content_type: Of the body.
        accepted: With 200: the checkpoint to persist and cosign, with the log's own lines only.
        evidence: Notes signed by the log that do not go together with what the witness holds. Keep them: the
            same size under two roots is proof of misconduct. A proof that merely fails may be the sender's fault.
    """

    status: int
    body: bytes = b""
    content_type: str = TEXT
    accepted: SignedCheckpoint | None = None
    evidence: tuple[bytes, ...] = ()


def judge(
    body: bytes,
    log_keys: Mapping[str, Sequence[VerifierKey]],
    held: Callable[[str], Checkpoint | None],
) -> Answer:
    """What a witness answers to `body`.

    Args:
        body: Anything at all: whoever reaches the witness may send it.
        log_keys: The keys that the witness trusts, by origin.
        held: The newest checkpoint that it cosigned for an origin, or None.
    """
    try:
        request = parse_add_checkpoint(body)
        signed = parse_signed(request.checkpoint)
    except MalformedError as error:
        return _refuse(400, str(error))
    keys = log_keys.get(signed.origin)
    if keys is None:
        return _refuse(404, f"unknown log {signed.origin}")
    try:
        signers = log_signers(signed, keys)
    except MalformedError as error:
        return _refuse(403, str(error))
    if not signers:
        return _refuse(403, f"checkpoint of {signed.origin}: expected a signature by a trusted key, got none")
    return _judge_signed(request, signed, signers, held(signed.origin))


def _judge_signed(
    request: AddCheckpoint,
    signed: SignedCheckpoint,
    signers: Sequence[VerifierKey],
    held: Checkpoint | None,
) -> Answer:
    """The answer to what the log itself has signed: from here on, the log answers for it."""
    size, root = (held.size, held.root) if held else (0, EMPTY_ROOT)
    # Signed, and impossible beside what is held: evidence, whatever the rest of the request is like.
    forked = (signed.size == size and signed.root != root) or (signed.size == 0 and signed.root != EMPTY_ROOT)
    evidence = (request.checkpoint,) if forked else ()
    if request.old > signed.size:
        return _refuse(400, f"old size {request.old} is larger than the checkpoint, {signed.size}", *evidence)
    if request.old != size:
        return Answer(409, b"%d\n" % size, SIZE_TYPE, evidence=evidence)
    if request.old == 0 and request.proof:
        return _refuse(422, f"expected no consistency proof from size 0, got {len(request.proof)} hashes", *evidence)
    if forked:
        return _refuse(422, f"size {signed.size} of {signed.origin} has another root here", *evidence)
    try:
        verify_consistency(size, signed.size, root, signed.root, request.proof)
    except MalformedError as error:
        return _refuse(422, str(error), request.checkpoint)
    return Answer(200, accepted=strip_unknown(signed, signers))


def _refuse(status: int, why: str, *evidence: bytes) -> Answer:
    return Answer(status, why.encode() + b"\n", evidence=evidence)
