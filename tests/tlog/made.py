"""Logs and keys that the tests of this layer share."""

from functools import cache
from hashlib import sha256

from trilateral.tlog.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from trilateral.tlog.note import KeyKind, SignerKey, VerifierKey
from trilateral.tlog.tiles import TileWriter

ORIGIN = "north.example/host"
TIME = 1_785_000_000


def signer(name: str, kind: KeyKind = KeyKind.ED25519) -> SignerKey:
    """A key of this name, always the same."""
    return SignerKey(name, kind, sha256(f"{name} {kind:d}".encode()).digest())


LOG = signer(ORIGIN)
LOG_PQ = signer(ORIGIN, KeyKind.MLDSA_COSIGNATURE)
WITNESS = signer("south.example/witness", KeyKind.COSIGNATURE)
MIRROR = signer("south.example/mirror", KeyKind.COSIGNATURE)
MIRROR_PQ = signer("south.example/mirror", KeyKind.MLDSA_COSIGNATURE)


def verifiers(*signers: SignerKey) -> list[VerifierKey]:
    """Their public keys."""
    return [each.verifier() for each in signers]


def entries_of(size: int) -> list[bytes]:
    """Entries of different lengths, the first of them empty."""
    return [b"entry %d " % index * (index % 4) for index in range(size)]


@cache
def made_log(size: int) -> tuple[dict[str, bytes], bytes]:
    """The files of a log, and its root. Copy the files before changing one."""
    writer = TileWriter()
    files = writer.append(entries_of(size))
    return files, writer.root()


def head_of(size: int, *signers: SignerKey, time: int = TIME) -> SignedCheckpoint:
    """The signed head of such a log; by its Ed25519 key unless told otherwise."""
    return sign_checkpoint(Checkpoint(ORIGIN, size, made_log(size)[1]), signers or (LOG,), time)
