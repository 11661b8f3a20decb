"""The one spelling of a value as JSON.

RFC 8785 (JSON Canonicalization Scheme) over I-JSON (RFC 7493), narrowed to what an
entry needs: no floating-point numbers, integers within ±(2^53 - 1), and keys in
ASCII, where every implementation agrees on the order of keys.

A value has one spelling, so that whoever encodes it again gets the same bytes. Bytes
in any other spelling (spaces, another order, a key twice, `1.0`) are refused rather
than put right: what was signed is the bytes, not our reading of them.
"""

import re
from typing import TypeAlias

import msgspec

from trilateral.errors import MalformedError

Value: TypeAlias = "dict[str, Value] | list[Value] | str | int | bool | None"

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 32

_LARGE = re.compile(rb"[0-9]{16}")
"""Where the bytes show none of these and no other script, there is nothing to refuse but floats."""


def _refuse_float(number: str) -> None:
    msg = f"expected an integer, got {number}"
    raise MalformedError(msg)


_decode = msgspec.json.Decoder(float_hook=_refuse_float).decode
_encode = msgspec.json.Encoder(order="sorted").encode


def encode_canonical(value: object) -> bytes:
    """Return the one spelling of `value`.

    Raises:
        MalformedError: It holds a float, a large integer, a key that is not ASCII,
            or is nested deeper than `MAX_DEPTH`.
    """
    _check(value, MAX_DEPTH)
    return spell(value)


def spell(value: object) -> bytes:
    """Return the spelling of a value that is known to be within the profile.

    Raises:
        MalformedError: It is no JSON value.
    """
    try:
        return _encode(value)
    except (TypeError, UnicodeEncodeError) as error:
        msg = f"expected a JSON value, got {error}"
        raise MalformedError(msg) from error


def parse_canonical(data: bytes, *, check_integers: bool = True) -> Value:
    """Return the value that `data` spells, if that is how it is spelled.

    Args:
        data: One line of JSON, or anything at all.
        check_integers: False where the caller checks the range of every integer (`check_profile`).

    Raises:
        MalformedError: `data` is not JSON, not the canonical spelling, or outside the profile.
    """
    try:
        value: Value = _decode(data)
        if (
            not data.isascii()
            or data.count(b"{") + data.count(b"[") > MAX_DEPTH
            or (check_integers and _LARGE.search(data))
        ):
            _check(value, MAX_DEPTH)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        msg = f"expected one line of JSON, got {data[:40]!r}: {error}"
        raise MalformedError(msg) from error
    if _encode(value) != data:
        msg = f"expected canonical JSON (RFC 8785), got another spelling: {data[:60]!r}"
        raise MalformedError(msg)
    return value


def check_profile(value: object) -> None:
    """Refuse a value that the profile leaves out.

    Raises:
        MalformedError: It holds one.
    """
    _check(value, MAX_DEPTH)


def _check(value: object, depth: int) -> None:
    """Refuse what the profile leaves out. The depth is bounded, so a hostile nesting cannot exhaust the stack."""
    if isinstance(value, str) or value is None or value is True or value is False:
        return
    if isinstance(value, int):
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            msg = f"expected an integer within ±(2^53-1), got {value}"
            raise MalformedError(msg)
    elif depth == 0:
        msg = f"expected at most {MAX_DEPTH} levels of nesting, got more"
        raise MalformedError(msg)
    elif isinstance(value, dict):
        for key, member in value.items():
            if not isinstance(key, str) or not key.isascii():
                msg = f"expected keys in ASCII, got {key!r}"
                raise MalformedError(msg)
            _check(member, depth - 1)
    elif isinstance(value, list | tuple):
        for member in value:
            _check(member, depth - 1)
    else:
        msg = f"expected text, integer, true, false, null, list or object, got {type(value).__name__}"
        raise MalformedError(msg)
