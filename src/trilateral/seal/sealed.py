"""Detached parts and attachments that only named readers can open.

    stored   age file over the padded bytes
    blob     SHA-256(stored): names the file, and tells whether it was altered
    commit   root over the rows in clear, as for a part that is not sealed

Because `commit` is over the rows in clear, every reader checks on opening that it was
given what the author signed, and can show one field or all of them to anybody later,
provably. Non-repudiation cuts both ways: no reader can be kept from proving what was said.

Left out: who is to read what, which an entry's audience and the slices say; and keeping
anything secret from those who open it.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from trilateral.errors import MalformedError
from trilateral.seal.age import decrypt, encrypt
from trilateral.seal.commitments import (
    Detached,
    Row,
    commitment,
    encode_rows,
    parse_rows,
    verify_blob,
    verify_rows,
)
from trilateral.seal.padding import pad, unpad
from trilateral.seal.recipient import Draw, Identity, Recipient

MAX_SEALED = 1_250_000
"""Rows of `MAX_STORED` bytes, padded, for as many recipients as there may be, fit."""


def seal_bytes(content: bytes, recipients: Sequence[Recipient], draw: Draw) -> bytes:
    """An age file with which each of `recipients` can read `content`, and others learn its size class.

    Raises:
        RefusedError: The recipients are of both kinds, or too many.
    """
    return encrypt(pad(content), recipients, draw)


def open_bytes(stored: bytes, identities: Iterable[Identity]) -> bytes | None:
    """What `seal_bytes` sealed, or None if it is for others. See `age.decrypt`."""
    padded = decrypt(stored, identities)
    return None if padded is None else unpad(padded)


def seal_rows(rows: Sequence[Row], recipients: Sequence[Recipient], draw: Draw) -> Detached:
    """The detached part that holds `rows` for `recipients` alone.

    Raises:
        RefusedError: The recipients are of both kinds, or too many.
    """
    plain = encode_rows(rows)
    parse_rows(plain)  # what could not be opened is not sealed
    stored = seal_bytes(plain, recipients, draw)
    return Detached(stored, sha256(stored).hexdigest(), commitment(rows))


def open_rows(stored: bytes, blob: str, commit: str, identities: Iterable[Identity]) -> tuple[Row, ...] | None:
    """The rows that the header's `blob` and `commit` stand for, or None if they are for others.

    Raises:
        MalformedError: The bytes are not those that the entry was signed with (`verify_blob` alone
            tells); or they are, and their author sealed something else than it committed to.
    """
    verify_blob(stored, blob)
    if len(stored) > MAX_SEALED:
        raise MalformedError(f"sealed part {blob}: expected at most {MAX_SEALED} bytes, got {len(stored)}")
    plain = open_bytes(stored, identities)
    if plain is None:
        return None
    rows = parse_rows(plain)
    verify_rows(rows, commit)
    return rows
