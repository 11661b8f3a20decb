"""Who can open a sealed body: an identity, kept secret, and its recipient, made known.

    hybrid   AGE-SECRET-KEY-PQ-1…   age1pq1…   ML-KEM-768 and X25519 together (HPKE with X-Wing)
    X25519   AGE-SECRET-KEY-1…      age1…      for a party that has no hybrid key

Either identity is a seed of 32 random bytes. A file is sealed by wrapping its key for
each recipient (C2SP age, Native recipient types). Hybrid is for what must stay secret
for decades: whoever keeps the ciphertext today must break both parts one day.

Parties change their keys by epochs. Destroying the seed of a past epoch erases all that
was sealed to it alone: age knows no other forward secrecy.

ML-KEM draws its chance inside of OpenSSL, which takes none from outside. So of the hybrid
kind the same file is never made twice; never compare two, open them.

Left out: passphrases, tagged and plugin recipients, where seeds are kept, and whose a
recipient is, which is for the party's own log to say.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from hashlib import sha256, shake_256
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from trilateral.errors import MalformedError
from trilateral.seal.bech32 import encode_bech32, parse_bech32

Draw: TypeAlias = Callable[[int], bytes]
"""Gives so many random bytes, never the same again. The caller injects it: nothing here draws any."""

SEED_SIZE = 32
FILE_KEY_SIZE = 16
WRAPPED_SIZE = FILE_KEY_SIZE + 16
"""A file key under ChaCha20-Poly1305: its tag is 16 bytes."""

_X25519_SIZE = 32
_MLKEM_SIZE = 1184
_SHORT_ID = 16
_ZERO_NONCE = bytes(12)
_HPKE_INFO = b"age-encryption.org/mlkem768x25519"
_X25519_INFO = b"age-encryption.org/v1/X25519"
_HPKE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


class RecipientKind(Enum):
    """The two ways to wrap a file key, by the name that their stanzas bear."""

    HYBRID = "mlkem768x25519"
    X25519 = "X25519"

    @property
    def share_size(self) -> int:
        """How many bytes a stanza carries besides the wrapped key: what the recipient needs to find the secret."""
        return {RecipientKind.HYBRID: 1120, RecipientKind.X25519: _X25519_SIZE}[self]

    @property
    def public_size(self) -> int:
        """How many bytes a recipient has."""
        return {RecipientKind.HYBRID: _MLKEM_SIZE + _X25519_SIZE, RecipientKind.X25519: _X25519_SIZE}[self]


_IDENTITY_PREFIXES = {RecipientKind.HYBRID: "age-secret-key-pq-", RecipientKind.X25519: "age-secret-key-"}
_RECIPIENT_PREFIXES = {RecipientKind.HYBRID: "age1pq", RecipientKind.X25519: "age"}


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key, to which anybody can seal."""

    kind: RecipientKind
    public: bytes

    def __post_init__(self) -> None:
        """Refuse what nobody could seal to, or everybody could open."""
        if len(self.public) != self.kind.public_size:
            raise MalformedError(
                f"recipient ({self.kind.value}): expected {self.kind.public_size} bytes, got {len(self.public)}",
            )
        _check_share(self.public[-_X25519_SIZE:], f"recipient ({self.kind.value})")
        if self.kind is RecipientKind.HYBRID:
            try:
                MLKEM768PublicKey.from_public_bytes(self.public[:_MLKEM_SIZE])
            except ValueError as error:
                raise MalformedError("recipient (mlkem768x25519): expected an ML-KEM-768 key, got another") from error

    def encode(self) -> str:
        """The recipient as text, `age1pq1…` or `age1…`."""
        return encode_bech32(_RECIPIENT_PREFIXES[self.kind], self.public)

    def id(self) -> str:
        """SHA-256 of that text, hex."""
        return sha256(self.encode().encode()).hexdigest()

    def short_id(self) -> str:
        """The first 16 digits of the id, for people and file names. A label, not a proof."""
        return self.id()[:_SHORT_ID]

    def wrap(self, file_key: bytes, draw: Draw) -> tuple[bytes, bytes]:
        """The share and the wrapped key of a stanza for this recipient."""
        if self.kind is RecipientKind.HYBRID:
            sealed = _HPKE.encrypt(file_key, _hybrid_public(self.public), info=_HPKE_INFO)
            return sealed[:-WRAPPED_SIZE], sealed[-WRAPPED_SIZE:]
        ephemeral = X25519PrivateKey.from_private_bytes(drawn(draw, _X25519_SIZE))
        share = ephemeral.public_key().public_bytes_raw()
        secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.public))
        key = derived(secret, share + self.public, _X25519_INFO)
        return share, ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None)


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key. Never printed: its seed is left out of `repr`."""

    kind: RecipientKind
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a seed of another size."""
        if len(self.seed) != SEED_SIZE:
            raise MalformedError(f"identity: expected a seed of {SEED_SIZE} bytes, got {len(self.seed)}")

    def encode(self) -> str:
        """The identity as text, `AGE-SECRET-KEY-PQ-1…` or `AGE-SECRET-KEY-1…`."""
        return encode_bech32(_IDENTITY_PREFIXES[self.kind], self.seed).upper()

    def recipient(self) -> Recipient:
        """The public key that belongs to it."""
        return _recipient_of(self)

    def short_id(self) -> str:
        """That of its recipient: one name for both halves."""
        return self.recipient().short_id()

    def unwrap(self, share: bytes, wrapped: bytes) -> bytes | None:
        """The file key, or None if it was wrapped for somebody else. Or altered: that cannot be told apart.

        Args:
            share: Of a stanza of this kind, of the right size and not of small order.
            wrapped: Of `WRAPPED_SIZE` bytes, and no other number: a longer one could be made to open
                under many keys (age, mlkem768x25519 recipient stanza, on partitioning oracles).
        """
        try:
            if self.kind is RecipientKind.HYBRID:
                return _HPKE.decrypt(share + wrapped, _hybrid_private(self.seed), info=_HPKE_INFO)
            secret = _x25519_private(self.seed).exchange(X25519PublicKey.from_public_bytes(share))
            key = derived(secret, share + self.recipient().public, _X25519_INFO)
            return ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, wrapped, None)
        except InvalidTag:
            return None


def identity_from(seed: bytes, kind: RecipientKind = RecipientKind.HYBRID) -> Identity:
    """The identity of an epoch, from 32 random bytes that have no other use."""
    return Identity(kind, seed)


def parse_identity(text: str) -> Identity:
    """The identity that `text` spells, in upper case as `Identity.encode` makes it."""
    hybrid = text.startswith("AGE-SECRET-KEY-PQ-1")
    kind = RecipientKind.HYBRID if hybrid else RecipientKind.X25519
    return Identity(kind, _parsed(text, text.upper(), _IDENTITY_PREFIXES[kind], "identity"))


def parse_recipient(text: str) -> Recipient:
    """The recipient that `text` spells, in lower case as `Recipient.encode` makes it."""
    kind = RecipientKind.HYBRID if text.startswith("age1pq1") else RecipientKind.X25519
    return Recipient(kind, _parsed(text, text.lower(), _RECIPIENT_PREFIXES[kind], "recipient"))


def _parsed(text: str, in_case: str, prefix: str, what: str) -> bytes:
    """Bech32 allows either case; one is enough, and then a key has one text and one id."""
    if text != in_case or not text.isascii():
        raise MalformedError(f"{what}: expected one case, lower for recipients and upper for identities, got another")
    return parse_bech32(text.lower(), prefix, what)


def verify_share(kind: RecipientKind, share: bytes) -> None:
    """Make sure that a stanza's share is one that an honest sender could have made."""
    if len(share) != kind.share_size:
        raise MalformedError(f"{kind.value} stanza: expected a share of {kind.share_size} bytes, got {len(share)}")
    _check_share(share[-_X25519_SIZE:], f"{kind.value} stanza")


def _check_share(point: bytes, what: str) -> None:
    """Refuse points of small order: the secret agreed on would be zero, whatever the keys (RFC 7748, section 6.1)."""
    try:
        _ANY_KEY.exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError as error:
        raise MalformedError(f"{what}: expected an X25519 share, got one of small order") from error


_ANY_KEY = X25519PrivateKey.from_private_bytes(bytes(_X25519_SIZE))
"""No secret: it only finds points of small order, on which every key gives zero."""


def drawn(draw: Draw, size: int) -> bytes:
    """`size` bytes from `draw`. One that gives fewer would make keys that can be guessed."""
    data = draw(size)
    if len(data) != size:
        raise ValueError(f"expected {size} random bytes, got {len(data)}")
    return data


def derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """A key of 32 bytes by HKDF-SHA-256 (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(secret)


# Expanding keys takes as long as using them. Whoever can read these caches can read the seeds too.
@lru_cache(maxsize=32)
def _recipient_of(identity: Identity) -> Recipient:
    if identity.kind is RecipientKind.X25519:
        return Recipient(identity.kind, _x25519_private(identity.seed).public_key().public_bytes_raw())
    mlkem, x25519 = _hybrid_parts(identity.seed)
    public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return Recipient(identity.kind, public)


@lru_cache(maxsize=32)
def _x25519_private(seed: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(seed)


@lru_cache(maxsize=32)
def _hybrid_parts(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """Both private keys from one seed, as X-Wing expands it: 64 bytes for ML-KEM, then 32."""
    expanded = shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])


@lru_cache(maxsize=32)
def _hybrid_private(seed: bytes) -> hpke.MLKEM768X25519PrivateKey:
    return hpke.MLKEM768X25519PrivateKey(*_hybrid_parts(seed))


@lru_cache(maxsize=64)
def _hybrid_public(public: bytes) -> hpke.MLKEM768X25519PublicKey:
    return hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_SIZE]),
        X25519PublicKey.from_public_bytes(public[_MLKEM_SIZE:]),
    )
