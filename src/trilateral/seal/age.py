r"""Files that only named readers can open: age v1 (C2SP age).

    age-encryption.org/v1
    -> <kind> <share>                       a stanza for each recipient: the file key, wrapped
    <wrapped key>
    --- <MAC of all the above>
    <payload, binary>                       see `stream`

Base64 is without padding, in lines of 64; the last line of a stanza's body is shorter,
and may be empty. A header has one form here, as everywhere in this package: what would
be spelled otherwise is refused.

Every recipient finds the same file key, so any of them could put another payload behind
this header: a file says nothing of its author. That is what the entry's signature
over the file's hash is for.

Left out: passphrases, ASCII armor, and padding (see `padding`).
"""

import binascii
import re
from collections.abc import Iterable, Sequence
from hmac import compare_digest
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from trilateral.errors import MalformedError, RefusedError
from trilateral.seal.recipient import (
    FILE_KEY_SIZE,
    WRAPPED_SIZE,
    Draw,
    Identity,
    Recipient,
    RecipientKind,
    derived,
    drawn,
    verify_share,
)
from trilateral.seal.stream import NONCE_SIZE, decrypt_payload, encrypt_payload
from trilateral.tlog.lines import shown

MAX_RECIPIENTS = 64
"""As many as a note may have signatures. Each stanza costs a reader who looks for its own a decapsulation."""

_VERSION = b"age-encryption.org/v1"
_STANZA = b"-> "
_END = b"---"
_MAC_SIZE = 32
_MAX_LINE = 2_048  # a share of 1,120 bytes is 1,494 characters
_MAX_BODY_LINES = 64
_COLUMNS = 64
_ARGUMENTS = re.compile(rb"[!-~]+(?: [!-~]+)*")
_KINDS = {kind.value.encode(): kind for kind in RecipientKind}


class Stanza(NamedTuple):
    """One wrapped file key, of a kind that may be unknown."""

    arguments: tuple[bytes, ...]
    body: bytes

    def encode(self) -> bytes:
        """The stanza as it stands in a header."""
        encoded = _encode_base64(self.body)
        lines = [encoded[start : start + _COLUMNS] for start in range(0, len(encoded) + 1, _COLUMNS)]
        return b"\n".join([_STANZA + b" ".join(self.arguments), *lines, b""])


class Header(NamedTuple):
    """What stands before the payload.

    Attributes:
        stanzas: Those of the kinds above are well-formed.
        authenticated: The bytes that the MAC is over.
        mac: Not checked: that takes the file key.
        size: Where the payload begins.
    """

    stanzas: tuple[Stanza, ...]
    authenticated: bytes
    mac: bytes
    size: int


def encrypt(plaintext: bytes, recipients: Sequence[Recipient], draw: Draw) -> bytes:
    """The file with which each of `recipients`, and nobody else, can read `plaintext`.

    Args:
        plaintext: Padded already, unless its length may be known.
        recipients: One kind only. A hybrid key is worth nothing in a file that can also be opened by
            breaking X25519 (age, The MLKEM768-X25519 recipient type).
        draw: Asked for the file key, a nonce, and a secret for each X25519 recipient.

    Raises:
        RefusedError: The recipients are of both kinds, or too many.
    """
    _check_recipients(recipients)
    file_key, nonce = drawn(draw, FILE_KEY_SIZE), drawn(draw, NONCE_SIZE)
    stanzas = []
    for recipient in recipients:
        share, wrapped = recipient.wrap(file_key, draw)
        stanzas.append(Stanza((recipient.kind.value.encode(), _encode_base64(share)), wrapped).encode())
    authenticated = b"".join([_VERSION, b"\n", *stanzas, _END])
    mac = _encode_base64(_mac(file_key, authenticated))
    return b"%b %b\n%b" % (authenticated, mac, encrypt_payload(plaintext, file_key, nonce))


def decrypt(data: bytes, identities: Iterable[Identity]) -> bytes | None:
    """The plaintext, or None if none of `identities` is among those that the file is for.

    None is no error: most sealed bodies are for others. It also comes where the stanza meant
    for an identity was garbled by its sender; who should be able to read and cannot, says so.

    Raises:
        MalformedError: It is no age file, or was altered, or its sender made it wrongly.
    """
    header = parse_header(data)
    file_key = _file_key(header, identities)
    if file_key is None:
        return None
    if not compare_digest(_mac(file_key, header.authenticated), header.mac):
        raise MalformedError("age header: expected the MAC of these stanzas, got another: one was added or changed")
    return decrypt_payload(data[header.size :], file_key)


def parse_header(data: bytes) -> Header:
    """The header at the beginning of `data`, with every stanza of a known kind checked.

    Also those that are not for the reader: so the verdict on a file does not hang on who reads it.
    """
    reader = _Lines(data)
    if (line := reader.line()) != _VERSION:
        raise MalformedError(f"age header: expected {_VERSION.decode()}, got {shown(line)}")
    stanzas: list[Stanza] = []
    while (line := reader.line()).startswith(_STANZA):
        if len(stanzas) == MAX_RECIPIENTS:
            raise MalformedError(f"age header: expected at most {MAX_RECIPIENTS} stanzas, got more")
        stanza = _parse_stanza(line, reader)
        _check_known(stanza)
        stanzas.append(stanza)
    if not stanzas or not line.startswith(_END + b" "):
        raise MalformedError(f"age header: expected a stanza or more and then '---' and a MAC, got {shown(line)}")
    mac = _parse_base64(line[len(_END) + 1 :], "age header, MAC")
    if len(mac) != _MAC_SIZE:
        raise MalformedError(f"age header: expected a MAC of {_MAC_SIZE} bytes, got {len(mac)}")
    authenticated = data[: reader.place - len(line) - 1 + len(_END)]
    return Header(tuple(stanzas), authenticated, mac, reader.place)


class _Lines:
    """Lines of a header one by one. Each ends in LF, and is short: what follows is binary, and may have no LF at all."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.place = 0

    def line(self) -> bytes:
        end = self._data.find(b"\n", self.place, self.place + _MAX_LINE)
        if end < 0:
            got = shown(self._data[self.place : self.place + _MAX_LINE])
            raise MalformedError(f"age header: expected a line of fewer than {_MAX_LINE} bytes, got {got}")
        line, self.place = self._data[self.place : end], end + 1
        return line


def _parse_stanza(line: bytes, reader: _Lines) -> Stanza:
    arguments = line[len(_STANZA) :]
    if _ARGUMENTS.fullmatch(arguments) is None:
        raise MalformedError(f"age header: expected '-> ' and arguments with one space between, got {shown(line)}")
    body = []
    for _ in range(_MAX_BODY_LINES):
        body.append(reader.line())
        if len(body[-1]) < _COLUMNS:
            break
    if not len(body[-1]) < _COLUMNS or any(len(each) > _COLUMNS for each in body):
        raise MalformedError(f"age header: expected body lines of {_COLUMNS} columns, then a shorter one")
    return Stanza(tuple(arguments.split(b" ")), _parse_base64(b"".join(body), "age header, stanza body"))


def _check_known(stanza: Stanza) -> None:
    """Refuse a stanza of a known kind in another form. Other kinds are none of our business, and let be."""
    kind = _KINDS.get(stanza.arguments[0])
    if kind is None:
        return
    if len(stanza.arguments) != 2:
        raise MalformedError(f"{kind.value} stanza: expected two arguments, got {len(stanza.arguments)}")
    verify_share(kind, _share(stanza))
    if len(stanza.body) != WRAPPED_SIZE:
        raise MalformedError(f"{kind.value} stanza: expected a body of {WRAPPED_SIZE} bytes, got {len(stanza.body)}")


def _share(stanza: Stanza) -> bytes:
    return _parse_base64(stanza.arguments[1], "age header, share")


def _file_key(header: Header, identities: Iterable[Identity]) -> bytes | None:
    """What the first stanza that one of `identities` can unwrap holds."""
    for identity in identities:
        for stanza in header.stanzas:
            if _KINDS.get(stanza.arguments[0]) is identity.kind:
                file_key = identity.unwrap(_share(stanza), stanza.body)
                if file_key is not None:
                    return file_key
    return None


def _check_recipients(recipients: Sequence[Recipient]) -> None:
    if not recipients or len(set(recipients)) != len(recipients):
        raise ValueError(f"expected one recipient or more and none twice, got {len(recipients)}")
    if len(recipients) > MAX_RECIPIENTS:
        raise RefusedError("seal.too_many_recipients", most=MAX_RECIPIENTS, got=len(recipients))
    weaker = sum(each.kind is RecipientKind.X25519 for each in recipients)
    if weaker not in (0, len(recipients)):
        raise RefusedError("seal.mixed_recipients", hybrid=len(recipients) - weaker, weaker=weaker)


def _mac(file_key: bytes, authenticated: bytes) -> bytes:
    mac = HMAC(derived(file_key, b"", b"header"), SHA256())
    mac.update(authenticated)
    return mac.finalize()


def _encode_base64(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False).rstrip(b"=")


def _parse_base64(line: bytes, what: str) -> bytes:
    """The bytes of `line`, if it is what `_encode_base64` makes of them: no padding, no spare bits, nothing else."""
    try:
        data = binascii.a2b_base64(line + b"=" * (-len(line) % 4))
    except binascii.Error as error:
        raise MalformedError(f"{what}: expected base64, got {shown(line)}") from error
    if _encode_base64(data) != line:
        raise MalformedError(f"{what}: expected canonical base64 without padding, got {shown(line)}")
    return data
