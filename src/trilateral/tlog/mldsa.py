"""ML-DSA-44 signatures (FIPS 204), on the heads of logs and on what mirrors say.

Entries carry Ed25519 alone and are bound by roots that are signed twice: who
forges Ed25519 one day can sign a new entry, but not put it into an old head.

Signing is hedged, so the same message signed again gives other bytes: never
compare such signatures, verify them. The context string is empty.

Left out: the other parameter sets, pre-hashing, and making seeds.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

PUBLIC_SIZE = 1312
SEED_SIZE = 32
SIGNATURE_SIZE = 2420


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` of `message` by the key `public` is valid."""
    if len(public) != PUBLIC_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def sign(seed: bytes, message: bytes) -> bytes:
    """A signature of `message`."""
    return _private(seed).sign(message)


def public_of(seed: bytes) -> bytes:
    """The public key that belongs to `seed`."""
    return _private(seed).public_key().public_bytes_raw()


# Expanding a seed takes longer than signing. Whoever can read this cache can read the seeds too.
@lru_cache(maxsize=8)
def _private(seed: bytes) -> MLDSA44PrivateKey:
    return MLDSA44PrivateKey.from_seed_bytes(seed)
