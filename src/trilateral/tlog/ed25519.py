"""Ed25519 signatures, under one rule that every party can follow to the letter.

RFC 8032 leaves room: implementations differ on signatures that only the
holder of a key can make ("Taming the many EdDSAs"). One that some verifiers
accept and others refuse would split the record for good, so the rule is the
strictest in use, that of libsodium. A signature (R, S) by key A is valid if

- S < L (else anyone could turn a valid signature into a second one);
- A and R are canonical encodings of points;
- neither A nor R has small order (else one signature fits many messages);
- and [S]B = R + [k]A without multiplying by the cofactor.

libsodium is asked for all of it. The first three are also checked here, by
table, so that the verdict does not hang on how a libsodium was built.

Left out: Ed25519ctx and Ed25519ph, batch verification (which is cofactored,
and so another rule), and making seeds.
"""

from functools import lru_cache

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

PUBLIC_SIZE = 32
SEED_SIZE = 32
SIGNATURE_SIZE = 64

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_SIGN = 2**255  # the bit that tells x from -x

# y of the points whose order divides 8: the neutral one, order 2, order 4, and order 8 twice.
_Y8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER = (1, _P - 1, 0, _Y8, _P - _Y8)
_NOT_REDUCED = range(_P, 2**255)

_REFUSED = frozenset(
    (y | sign).to_bytes(PUBLIC_SIZE, "little") for y in (*_SMALL_ORDER, *_NOT_REDUCED) for sign in (0, _SIGN)
)
"""Every encoding of a point that is not canonical or has small order, and nothing else."""


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` of `message` by the key `public` is valid under the rule above."""
    if len(public) != PUBLIC_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    if public in _REFUSED or signature[:32] in _REFUSED:
        return False
    if int.from_bytes(signature[32:], "little") >= _L:
        return False
    try:
        crypto_sign_open(signature + message, public)
    except BadSignatureError:
        return False
    return True


def sign(seed: bytes, message: bytes) -> bytes:
    """The signature of `message`. RFC 8032 signing is deterministic: the same again gives the same bytes."""
    return crypto_sign(message, _expanded(seed)[1])[:SIGNATURE_SIZE]


def public_of(seed: bytes) -> bytes:
    """The public key that belongs to `seed`."""
    return _expanded(seed)[0]


# A log signs thousands of entries with few keys, and finding the public key
# takes as long as signing. Whoever can read this cache can read the seeds too.
@lru_cache(maxsize=32)
def _expanded(seed: bytes) -> tuple[bytes, bytes]:
    public, secret = crypto_sign_seed_keypair(seed)
    return public, secret
