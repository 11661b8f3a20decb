"""The payload of an age file: STREAM over ChaCha20-Poly1305 in chunks of 64 KiB.

    nonce, 16 bytes
    chunk …             64 KiB + 16 each, but the last
    last chunk          17 bytes or more; 16 only where the whole payload is empty

The nonce of a chunk is its number, 11 bytes, and whether it is the last. So no chunk can
be left out, moved, repeated or added, and a file cut off at a chunk's end does not open.

Left out: reading from the middle. Whoever opens a body wants all of it or none.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from trilateral.errors import MalformedError
from trilateral.seal.recipient import derived

CHUNK_SIZE = 65_536
NONCE_SIZE = 16

_TAG_SIZE = 16
_SEALED_SIZE = CHUNK_SIZE + _TAG_SIZE


def encrypt_payload(plaintext: bytes, file_key: bytes, nonce: bytes) -> bytes:
    """The payload that carries `plaintext`, its nonce in front."""
    cipher = _cipher(file_key, nonce)
    starts = range(0, max(len(plaintext), 1), CHUNK_SIZE)  # nothing at all is one empty chunk
    chunks = [
        cipher.encrypt(_chunk_nonce(number, start == starts[-1]), plaintext[start : start + CHUNK_SIZE], None)
        for number, start in enumerate(starts)
    ]
    return nonce + b"".join(chunks)


def decrypt_payload(payload: bytes, file_key: bytes) -> bytes:
    """The plaintext of all chunks, or nothing of it: what was opened before an error is not given out."""
    if len(payload) < NONCE_SIZE + _TAG_SIZE:
        raise MalformedError(f"age payload: expected a nonce and a chunk, got {len(payload)} bytes")
    cipher = _cipher(file_key, payload[:NONCE_SIZE])
    starts = range(NONCE_SIZE, len(payload), _SEALED_SIZE)
    chunks = []
    for number, start in enumerate(starts):
        sealed, last = payload[start : start + _SEALED_SIZE], start == starts[-1]
        if len(sealed) == _TAG_SIZE and number:
            raise MalformedError("age payload: expected no empty chunk after others, got one")
        try:
            chunks.append(cipher.decrypt(_chunk_nonce(number, last), sealed, None))
        except InvalidTag as error:
            raise MalformedError(
                f"age payload: expected chunk {number}{', the last,' if last else ''} as it was sealed, got another",
            ) from error
    return b"".join(chunks)


def _cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derived(file_key, nonce, b"payload"))


def _chunk_nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
