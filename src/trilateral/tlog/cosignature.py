r"""What others say of a log's head, and when: C2SP tlog-cosignature.

The signature in the note line begins with a time:

    u64 POSIX seconds, big-endian || Ed25519 (64 bytes) or ML-DSA-44 (2,420 bytes)

and covers, for Ed25519 (type 0x04), a text:

    cosignature/v1
    time <decimal>
    <the whole text of the checkpoint>

and for ML-DSA-44 (type 0x06), a structure:

    "subtree/v1\n\0" || u8 length || cosigner's name || u64 time
        || u8 length || origin || u64 start, 0 || u64 end, the size || root

Either says: as of that time, this is the largest consistent tree of the log
that the cosigner has seen. It is this sentence that makes silence provable.
The Ed25519 form does not name its cosigner, hence one key for each cosigner.

Left out: subtrees that do not start at 0; and judging whether a time is in
the future, which needs a clock.
"""

from collections.abc import Iterable

from trilateral.errors import MalformedError
from trilateral.tlog import ed25519, mldsa
from trilateral.tlog.lines import SIZE_MAX
from trilateral.tlog.note import KeyKind, Signature, SignerKey, VerifierKey, by_name_and_id
from trilateral.tlog.treehead import Checkpoint, SignedCheckpoint

_TIME_SIZE = 8
_PAYLOAD_SIZES = (_TIME_SIZE + ed25519.SIGNATURE_SIZE, _TIME_SIZE + mldsa.SIGNATURE_SIZE)
_SUBTREE_LABEL = b"subtree/v1\n\x00"


def statement(checkpoint: Checkpoint, key: VerifierKey, time: int) -> bytes:
    """The message that a cosigner signs with `key`."""
    if key.kind is KeyKind.COSIGNATURE:
        return b"cosignature/v1\ntime %d\n%b" % (time, checkpoint.encode())
    if key.kind is KeyKind.MLDSA_COSIGNATURE:
        return b"".join(
            [
                _SUBTREE_LABEL,
                _short(key.name),
                time.to_bytes(_TIME_SIZE, "big"),
                _short(checkpoint.origin),
                (0).to_bytes(8, "big"),
                checkpoint.size.to_bytes(8, "big"),
                checkpoint.root,
            ],
        )
    raise ValueError(f"{key.name}: a key of type {key.kind:#04x} signs notes, and states no time")


def _short(text: str) -> bytes:
    encoded = text.encode()
    if not 0 < len(encoded) < 256:
        raise MalformedError(f"cosignature: expected a name of 1 to 255 bytes, got {len(encoded)} ({text[:80]})")
    return bytes([len(encoded)]) + encoded


def cosign(checkpoint: Checkpoint, signer: SignerKey, time: int) -> Signature:
    """The line by which `signer` says that this is the newest head it has seen.

    Whoever signs promises that it is consistent with all that it signed
    before. Nothing here can know that: see `witness.judge`.

    Args:
        checkpoint: The head.
        signer: A key of type 0x04 or 0x06.
        time: POSIX seconds, when the signer looked.
    """
    if not 0 <= time <= SIZE_MAX:
        raise ValueError(f"{signer.name}: no time for a cosignature: {time}")
    key = signer.verifier()
    sign = mldsa.sign if key.kind is KeyKind.MLDSA_COSIGNATURE else ed25519.sign
    signed = sign(signer.seed, statement(checkpoint, key, time))
    return Signature(key.name, key.key_id, time.to_bytes(_TIME_SIZE, "big") + signed)


def verify_cosignature(checkpoint: Checkpoint, key: VerifierKey, signature: Signature) -> int:
    """The time of a cosignature by `key`, after verifying it."""
    time = int.from_bytes(signature.payload[:_TIME_SIZE], "big")
    if time > SIZE_MAX:  # tlog-cosignature, Format: MUST NOT exceed 2^63 - 1
        raise MalformedError(f"cosignature by {key.name}: expected a time of at most {SIZE_MAX}, got {time}")
    verify = mldsa.verify if key.kind is KeyKind.MLDSA_COSIGNATURE else ed25519.verify
    # A payload too short for a time leaves no signature either, and fails here.
    if not verify(key.public, statement(checkpoint, key, time), signature.payload[_TIME_SIZE:]):
        raise MalformedError(
            f"cosignature by {key.name} {key.key_id:08x} on {checkpoint.origin} at {checkpoint.size} does not verify",
        )
    return time


def cosignatures(cp: SignedCheckpoint, keys: Iterable[VerifierKey]) -> dict[VerifierKey, int]:
    """The time of the newest cosignature by each of `keys` that has one, in the order of the lines.

    Lines by other keys are ignored; one that claims a known key and fails
    makes the note worthless, as in `verify_note`. A key may have several
    lines: each is a true statement of its own time, and the newest says most.
    """
    known = by_name_and_id(key for key in keys if key.kind is not KeyKind.ED25519)
    times: dict[VerifierKey, int] = {}
    for signature in cp.note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None:
            time = verify_cosignature(cp.checkpoint, key, signature)
            times[key] = max(time, times.get(key, 0))
    return times


def claimed_time(signature: Signature) -> int | None:
    """The time that a line claims, judged by its length alone: nobody has verified it. None for plain signatures."""
    if len(signature.payload) not in _PAYLOAD_SIZES:
        return None
    return int.from_bytes(signature.payload[:_TIME_SIZE], "big")
