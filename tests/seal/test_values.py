"""The profile of sealed values is that of entries, and nothing that parses is out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.errors import MalformedError
from trilateral.ledger.canonical import encode_canonical, parse_canonical
from trilateral.seal.values import MAX_DEPTH, MAX_INTEGER, parse_spelled, spell

leaves = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text()
json_values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(json_values)
def test_values_are_spelled_as_in_entries(value: object) -> None:
    """Or refused by both."""
    try:
        expected = encode_canonical(value)
    except MalformedError:
        with pytest.raises(MalformedError):
            spell(value, "value")
    else:
        assert spell(value, "value") == expected
        assert parse_spelled(expected, "value") == parse_canonical(expected)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1,2]",
        b"[1, 2]",
        b" 1",
        b"1\n",
        b"1.0",
        b"1e3",
        b"-0",
        b'{"b":1,"a":2}',
        b'{"a":1,"a":2}',
        b'{"a":1,"b":2}',
        '{"é":1}'.encode(),
        '"é"'.encode(),
        b'"\\u00e9"',
        b'"\\ud800"',
        b'"\xff"',
        b'"\\n"',
        b'"\n"',
        b"null",
        b"NaN",
        str(MAX_INTEGER).encode(),
        str(MAX_INTEGER + 1).encode(),
        str(-MAX_INTEGER).encode(),
        b"9" * 400,
        b"9" * 5_000,
        nested(MAX_DEPTH),
        nested(MAX_DEPTH + 1),
        nested(100_000),
        b"[" * 100_000,
        b"1 2",
        b"\xef\xbb\xbf1",
    ],
    ids=lambda data: repr(data[:16]),
)
def test_bytes_are_read_as_in_entries(data: bytes) -> None:
    """Or refused by both, with the one error that a parser has."""
    try:
        expected = parse_canonical(data)
    except (MalformedError, ValueError):
        with pytest.raises(MalformedError):
            parse_spelled(data, "value")
    else:
        assert parse_spelled(data, "value") == expected


@pytest.mark.parametrize("value", [b"bytes", {1: 2}, {"a"}, "\ud800", {"é": 1}, 10**5_000], ids=lambda v: repr(type(v)))
def test_what_json_cannot_say_is_malformed(value: object) -> None:
    with pytest.raises(MalformedError):
        spell(value, "value")
