"""Locks on an office's key: what somebody signs in with opens it, and the node alone does not.

    seed ─ sealed under the office key ─ sealed under the ring's key          in the key's file
    office key ─ sealed under what follows from a passphrase or a passkey     once for each way in, beside it

The office key is random and never kept in clear. Each way in has its own wrap of it: argon2id of a
passphrase, or what a passkey alone can compute (WebAuthn PRF). Taking one away leaves the others.

What is open is in memory only, under the name of the session that opened it; nobody else's request can
use it (`OPENER`). Whoever runs the node could read that memory while it is open: a lock protects
from a copied disk with its passphrase, and from an operator who looks into files, not from one who
changes the program.

Left out: who may come in, and the files (`keys`).
"""

import base64
import unicodedata
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec
import nacl.bindings
import nacl.exceptions
import nacl.pwhash.argon2id
import nacl.utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from trilateral.errors import MalformedError, RefusedError
from trilateral.tlog.note import SignerKey

if TYPE_CHECKING:
    from trilateral.node.keys import PublicKey

KEY_SIZE = 32
_NONCE_SIZE = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_WRAP_CONTEXT = b"trilateral/office-key@v1\n"
_PRF_CONTEXT = b"trilateral/office-key-prf@v1"
_MOST_PASSES = 64
_MOST_MEMORY_BYTES = 1 << 30

Way: TypeAlias = Literal["passphrase", "prf"]

OPENER: ContextVar[str] = ContextVar("opener", default="")
"""Whose request it is: the id of a session; empty for a command, and for what the node does by itself."""


class Wrap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The office key, sealed under one way in.

    Attributes:
        id: Of the passkey or passphrase, as private matters call it.
        salt: Of argon2id, with its cost; empty for a passkey.
    """

    id: str
    way: Way
    sealed: str
    salt: str = ""
    passes: int = 0
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Secret:
    """What somebody came in with.

    Attributes:
        id: Of the passkey or passphrase.
        value: A passphrase as bytes, or what the passkey computed.
    """

    id: str
    way: Way
    value: bytes


def passphrase_bytes(text: str) -> bytes:
    """A passphrase as it is hashed: the same for all keyboards that write the same letters in different ways."""
    return unicodedata.normalize("NFKC", text.strip()).encode()


def seal_under(key: bytes, secret: bytes, clear: bytes) -> str:
    """A secret sealed together with what stands beside it in clear, as base64."""
    nonce = nacl.utils.random(_NONCE_SIZE)
    sealed = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(secret, clear, nonce, key)
    return base64.b64encode(nonce + sealed).decode()


def unseal_under(key: bytes, sealed: str, clear: bytes) -> bytes | None:
    """The secret; None with another key, or if anything was altered."""
    try:
        data = base64.b64decode(sealed, validate=True)
        return nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            data[_NONCE_SIZE:], clear, data[:_NONCE_SIZE], key
        )
    except (ValueError, TypeError, nacl.exceptions.CryptoError):
        return None


def new_office_key() -> bytes:
    """A key under which the seeds of one office are sealed."""
    return nacl.utils.random(KEY_SIZE)


def wrap(office_key: bytes, secret: Secret, office: str, *, passes: int, memory_bytes: int) -> Wrap:
    """The office key, sealed under one way in.

    Args:
        office_key: What is sealed.
        secret: The way in.
        office: Whose key it is: a wrap fits no other.
        passes: Of argon2id, for a passphrase.
        memory_bytes: The same.
    """
    bare = Wrap(secret.id, secret.way, "")
    if secret.way == "passphrase":
        salt = nacl.utils.random(nacl.pwhash.argon2id.SALTBYTES)
        bare = Wrap(secret.id, secret.way, "", salt.hex(), passes, memory_bytes)
    sealed = seal_under(_wrapping_key(bare, secret), office_key, _context(office))
    return msgspec.structs.replace(bare, sealed=sealed)


def unwrap(wraps: Iterable[Wrap], secret: Secret, office: str) -> bytes | None:
    """The office key, if what somebody came in with opens it.

    Args:
        wraps: Of one office.
        secret: An empty id tries every wrap of its way.
        office: Whose key it is.
    """
    for each in wraps:
        if each.way == secret.way and secret.id in {"", each.id}:
            found = unseal_under(_wrapping_key(each, secret), each.sealed, _context(office))
            if found is not None:
                return found
    return None


def _context(office: str) -> bytes:
    return _WRAP_CONTEXT + office.encode()


def _wrapping_key(made: Wrap, secret: Secret) -> bytes:
    if made.way == "prf":
        return HKDF(SHA256(), KEY_SIZE, None, _PRF_CONTEXT).derive(secret.value)
    if not (0 < made.passes <= _MOST_PASSES and made.memory_bytes <= _MOST_MEMORY_BYTES):
        raise MalformedError(f"key: expected a bearable cost, got {made.passes} passes over {made.memory_bytes} bytes")
    try:
        return nacl.pwhash.argon2id.kdf(
            KEY_SIZE, secret.value, bytes.fromhex(made.salt), opslimit=made.passes, memlimit=made.memory_bytes
        )
    except (ValueError, TypeError, nacl.exceptions.CryptoError) as error:
        raise MalformedError(f"key: expected salt and cost of argon2id: {error}") from error


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A seed as its file has it, without the ring's seal."""

    inner: str
    clear: bytes
    wraps: tuple[Wrap, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    office_key: bytes
    signers: dict["PublicKey", SignerKey]


class Locked:
    """The locked keys of a ring, and for whom which of them are open.

    Attributes:
        ask: Asks a person for the passphrase of an office; None where there is none, as in a server.
    """

    def __init__(self) -> None:
        """Nothing is locked yet."""
        self._held: dict[PublicKey, _Sealed] = {}
        self._open: dict[tuple[str, str], _Open] = {}
        self.ask: Callable[[str], str] | None = None

    def put(self, public: "PublicKey", inner: str, clear: bytes, wraps: tuple[Wrap, ...]) -> None:
        """A locked key is here."""
        self._held[public] = _Sealed(inner, clear, wraps)

    def drop(self, public: "PublicKey") -> None:
        """It is locked no more, or gone."""
        self._held.pop(public, None)

    def public(self) -> tuple["PublicKey", ...]:
        """The public part of every locked key."""
        return tuple(self._held)

    def wraps(self, office: str) -> tuple[Wrap, ...]:
        """What opens the key with which an office signs."""
        held = [public for public in self._held if public.office == office]
        return self._held[max(held, key=lambda each: each.made)].wraps if held else ()

    def unlock(self, office: str, secret: Secret, opener: str) -> bool:
        """Open an office's keys for one session, or for a command; returns whether the secret does that.

        Raises:
            MalformedError: A file was altered.
        """
        office_key = unwrap(self.wraps(office), secret, office)
        if office_key is None:
            return False
        self.hold(office, office_key, opener)
        return True

    def hold(self, office: str, office_key: bytes, opener: str) -> None:
        """Keep an office's keys open for one session: those that are locked together with the newest."""
        signers = {}
        wraps = self.wraps(office)
        for public, sealed in self._held.items():
            if public.office == office and sealed.wraps == wraps:
                seed = unseal_under(office_key, sealed.inner, sealed.clear)
                signer = None if seed is None else SignerKey(public.key.name, public.key.kind, seed)
                if signer is None or signer.verifier() != public.key:
                    raise MalformedError(
                        f"key of {office}: expected the seed that was sealed here, the file was altered"
                    )
                signers[public] = signer
        self._open[opener, office] = _Open(office_key, signers)

    def signer(self, public: "PublicKey") -> SignerKey:
        """A locked key, if whoever asks has opened it, or can be asked for what does.

        Raises:
            RefusedError: `keys.locked`; or `keys.wrong_office_passphrase`.
        """
        opener, office = OPENER.get(), public.office or ""
        found = self._open.get((opener, office))
        if found is None and self.ask is not None:
            if not any(each.way == "passphrase" for each in self.wraps(office)):
                raise RefusedError("keys.locked", office=office)
            if not self.unlock(office, Secret("", "passphrase", passphrase_bytes(self.ask(office))), opener):
                raise RefusedError("keys.wrong_office_passphrase", office=office)
            found = self._open[opener, office]
        if found is None or public not in found.signers:
            raise RefusedError("keys.locked", office=office)
        return found.signers[public]

    def office_key(self, office: str, opener: str) -> bytes | None:
        """The office key, if it is open for this session."""
        found = self._open.get((opener, office))
        return None if found is None else found.office_key

    def close(self, opener: str) -> None:
        """A session has ended: what it had opened is let go. Python cannot promise that no copy stays in memory."""
        for place in [each for each in self._open if each[0] == opener]:
            self._open.pop(place, None)

    def clear(self) -> None:
        """Let go of everything."""
        self._open.clear()
        self._held.clear()
