"""JSON values in one spelling, as they stand in sealed rows.

The profile is that of the record itself: RFC 8785, no floats, integers within ±(2^53 - 1), keys
in ASCII, 32 levels at most. `ledger.canonical` has it for entries; that lies above, and a
test holds the two together.
"""

from typing import Any

import msgspec

from trilateral.errors import MalformedError

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 32

_PLAIN = (str, bool)

_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder().decode


def spell(value: object, what: str) -> bytes:
    """The one spelling of `value`.

    Args:
        value: Anything at all.
        what: Whose it is, for messages.
    """
    _check(value, MAX_DEPTH, what)
    try:
        return _encode(value)
    except UnicodeEncodeError as error:
        raise MalformedError(f"{what}: expected text in Unicode, got {error.reason}") from error


def parse_spelled(data: bytes, what: str) -> Any:
    """The value of `data`, if that is how it is spelled."""
    try:
        value = _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError(f"{what}: expected one line of JSON: {error}") from error
    if spell(value, what) != data:
        raise MalformedError(f"{what}: expected canonical JSON (RFC 8785), got another spelling: {data[:60]!r}")
    return value


def _check(value: object, depth: int, what: str) -> None:
    """Refuse what the profile leaves out. The depth is bounded, so a hostile nesting cannot exhaust the stack."""
    if value is None or type(value) in _PLAIN:  # most values by far; asked by type, which is fastest
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise MalformedError(f"{what}: expected an integer within ±(2^53-1), got one beyond")
    elif depth == 0:
        raise MalformedError(f"{what}: expected at most {MAX_DEPTH} levels of nesting, got more")
    elif isinstance(value, dict):
        for key, member in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise MalformedError(f"{what}: expected keys in ASCII, got {key!r:.60}")
            _check(member, depth - 1, what)
    elif isinstance(value, list | tuple):
        for member in value:
            _check(member, depth - 1, what)
    else:
        raise MalformedError(f"{what}: expected a JSON value without floats, got {type(value).__name__}")
