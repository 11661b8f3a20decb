"""Numbers, base64 and hashes, as the C2SP formats write them in lines of text.

One value has one spelling here. Where a second one is let through, two
parties can hold different bytes for the same statement, and whoever compares,
counts or hashes notes disagrees with whoever reads them. So each reader below
takes the one spelling that its writer would have made, and refuses the rest.

Left out: where a line begins and ends, which each format says for itself.
"""

import binascii
import re

from trilateral.errors import MalformedError

SIZE_MAX = 2**63 - 1
"""The largest size, index or time: what fits where other implementations use a signed 64-bit number."""

HASH_SIZE = 32

_DECIMAL = re.compile(rb"0|[1-9][0-9]{0,18}")
_SHOWN = 80


def shown(data: bytes) -> str:
    """`data`, short enough for a message and without control characters."""
    return repr(data) if len(data) <= _SHOWN else f"{data[:_SHOWN]!r}… ({len(data)} bytes)"


def parse_decimal(line: bytes, what: str) -> int:
    """The number that `line` spells in ASCII digits, without leading zeroes.

    The length is checked first: turning a million digits into a number is
    itself an attack on whoever does it.
    """
    if _DECIMAL.fullmatch(line) is None:
        raise MalformedError(f"{what}: expected a decimal without leading zeroes, got {shown(line)}")
    number = int(line)
    if number > SIZE_MAX:
        raise MalformedError(f"{what}: expected at most {SIZE_MAX}, got {number}")
    return number


def encode_base64(data: bytes) -> bytes:
    """RFC 4648, section 4: standard alphabet, with padding, on one line."""
    return binascii.b2a_base64(data, newline=False)


def parse_base64(line: bytes, what: str) -> bytes:
    """The bytes of `line`, if it is exactly what `encode_base64` makes of them.

    Decoders disagree on missing padding, spaces and set bits after the last
    byte (RFC 4648, section 3.5). Encoding again and comparing settles it: a
    line changed in such a place would else be a second valid signature line.
    """
    try:
        data = binascii.a2b_base64(line)
    except binascii.Error as error:
        raise MalformedError(f"{what}: expected base64, got {shown(line)}") from error
    if binascii.b2a_base64(data, newline=False) != line:
        raise MalformedError(f"{what}: expected canonical base64, got {shown(line)}")
    return data


def parse_hash(line: bytes, what: str) -> bytes:
    """The SHA-256 hash that `line` spells in base64."""
    digest = parse_base64(line, what)
    if len(digest) != HASH_SIZE:
        raise MalformedError(f"{what}: expected a hash of {HASH_SIZE} bytes, got {len(digest)}")
    return digest
