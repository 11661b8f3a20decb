"""The signed head of a log: C2SP tlog-checkpoint.

A note whose text is that of `treehead`, and whose first lines are the log's
own: a plain Ed25519 signature (type 0x01), which every reader understands, and
beside it an ML-DSA-44 cosignature under the log's own name (type 0x06), which
outlives Ed25519 and says at what time the log was alive. Lines of witnesses
and mirrors follow.

The name of a log's key is the log's origin. A key of any other name does not
speak for the log, whoever asks: else one log could sign the head of another.

Left out: whether the head is consistent with earlier ones (`merkle`), and
whether enough others have seen it (`policy`).
"""

from collections.abc import Iterable

from trilateral.errors import MalformedError
from trilateral.tlog.cosignature import claimed_time, cosign, verify_cosignature
from trilateral.tlog.note import KeyKind, Note, Signature, SignerKey, VerifierKey, parse_note, verify_note
from trilateral.tlog.treehead import Checkpoint, SignedCheckpoint, parse_checkpoint

__all__ = [
    "Checkpoint",
    "SignedCheckpoint",
    "log_signers",
    "merge_signatures",
    "open_checkpoint",
    "parse_checkpoint",
    "parse_signed",
    "sign_checkpoint",
    "strip_unknown",
]

_LOG_KINDS = (KeyKind.ED25519, KeyKind.MLDSA_COSIGNATURE)


def parse_signed(data: bytes) -> SignedCheckpoint:
    """The checkpoint in a note, not verified: to learn whose keys to ask for."""
    note = parse_note(data)
    return SignedCheckpoint(parse_checkpoint(note.text), note)


def open_checkpoint(data: bytes, log_keys: Iterable[VerifierKey], origin: str | None = None) -> SignedCheckpoint:
    """The checkpoint in `data`, signed by the log itself.

    At least one plain Ed25519 line must be the log's (tlog-tiles,
    Checkpoints). Any line by a known key of the log that fails refuses all.

    Args:
        data: Anything at all.
        log_keys: Keys to believe; those not named like the checkpoint's origin do not count.
        origin: The log that is expected, if one is.
    """
    signed = parse_signed(data)
    if origin is not None and signed.origin != origin:
        raise MalformedError(f"checkpoint: expected the log {origin}, got {signed.origin}")
    if all(key.kind is not KeyKind.ED25519 for key in log_signers(signed, log_keys)):
        raise MalformedError(f"checkpoint of {signed.origin}: expected an Ed25519 signature by the log, got none")
    return signed


def log_signers(signed: SignedCheckpoint, log_keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Those of `log_keys` that signed as the log itself. Fails if a line by one of them does."""
    own = [key for key in log_keys if key.name == signed.origin and key.kind in _LOG_KINDS]
    plain = verify_note(signed.note, own)
    timed = [key for key in own if key.kind is KeyKind.MLDSA_COSIGNATURE]
    return (*plain, *_timed_signers(signed, timed))


def _timed_signers(signed: SignedCheckpoint, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
    known = {(key.name, key.key_id): key for key in keys}
    signers: list[VerifierKey] = []
    for signature in signed.note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None:
            verify_cosignature(signed.checkpoint, key, signature)
            signers.append(key)
    return signers


def sign_checkpoint(checkpoint: Checkpoint, signers: Iterable[SignerKey], time: int) -> SignedCheckpoint:
    """The checkpoint with the log's own lines.

    Two signed heads that are not consistent expose the log for good. Whoever
    calls this has made sure, on disk, that it never happens.

    Args:
        checkpoint: The new head.
        signers: The log's keys, all named like its origin: 0x01 signs plainly, 0x06 with the time.
        time: POSIX seconds.
    """
    text = checkpoint.encode()
    lines = []
    for signer in signers:
        if signer.name != checkpoint.origin or signer.kind not in _LOG_KINDS:
            raise ValueError(f"{signer.name} ({signer.kind:#04x}) is no key of the log {checkpoint.origin}")
        plain = signer.kind is KeyKind.ED25519
        lines.append(signer.sign(text) if plain else cosign(checkpoint, signer, time))
    if not lines:
        raise ValueError(f"no key to sign the checkpoint of {checkpoint.origin}")
    return SignedCheckpoint(checkpoint, Note(text, tuple(lines)))


def merge_signatures(a: SignedCheckpoint, b: SignedCheckpoint) -> SignedCheckpoint:
    """One note with the lines of both, one for each key: the newest where they carry a time.

    Nothing is verified here. Verify both first, and strip what is unknown:
    else a forged line with a late time would displace a true one.
    """
    if a.note.text != b.note.text:
        raise MalformedError(
            f"cannot merge: expected two notes on {a.origin} at {a.size}, got {b.origin} at {b.size} or another root",
        )
    newest: dict[tuple[str, int], Signature] = {}
    for signature in (*a.note.signatures, *b.note.signatures):
        key = (signature.name, signature.key_id)
        held = newest.get(key)
        if held is None or (claimed_time(signature) or 0) > (claimed_time(held) or 0):
            newest[key] = signature
    return SignedCheckpoint(a.checkpoint, Note(a.note.text, _in_order(a.origin, newest.values())))


def _in_order(origin: str, lines: Iterable[Signature]) -> tuple[Signature, ...]:
    """The log's own lines first, then by name and key id."""
    return tuple(sorted(lines, key=lambda line: (line.name != origin, line.name, line.key_id)))


def strip_unknown(cp: SignedCheckpoint, known: Iterable[VerifierKey]) -> SignedCheckpoint:
    """The same checkpoint without lines by other keys: they would be stored and served for nobody's benefit.

    Fails if no line is left, since a note without signatures does not exist.
    """
    names = {(key.name, key.key_id) for key in known}
    kept = tuple(line for line in cp.note.signatures if (line.name, line.key_id) in names)
    if not kept:
        raise MalformedError(f"checkpoint of {cp.origin}: expected a line by a known key, got none")
    return SignedCheckpoint(cp.checkpoint, Note(cp.note.text, kept))
