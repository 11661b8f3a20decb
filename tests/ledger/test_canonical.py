"""One value, one spelling. Other people's vectors hold where they lie inside our profile, and are refused outside."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.errors import MalformedError
from trilateral.ledger.canonical import MAX_DEPTH, MAX_INTEGER, Value, encode_canonical, parse_canonical

# RFC 8785 vectors of cyberphone/json-canonicalization (Apache-2.0, LICENSE beside them).
JCS = Path(__file__).parent.parent / "vectors" / "jcs"

INSIDE = ["arrays", "structures", "unicode"]
OUTSIDE = {"french": "keys in ASCII", "weird": "keys in ASCII", "values": "integer"}

values = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner),
    max_leaves=20,
)


@pytest.mark.parametrize("name", INSIDE)
def test_vectors_inside_the_profile_match_byte_for_byte(name: str) -> None:
    wanted = (JCS / "output" / f"{name}.json").read_bytes()
    # One vector spells an integer as 56.0, which stands for the same number.
    value = json.loads((JCS / "input" / f"{name}.json").read_bytes(), parse_float=lambda text: int(float(text)))

    assert encode_canonical(value) == wanted
    assert encode_canonical(parse_canonical(wanted)) == wanted


@pytest.mark.parametrize(("name", "why"), OUTSIDE.items())
def test_vectors_outside_the_profile_are_refused(name: str, why: str) -> None:
    """Floats have spellings on which implementations differ; keys beyond ASCII have orders on which they differ."""
    with pytest.raises(MalformedError, match=why):
        parse_canonical((JCS / "output" / f"{name}.json").read_bytes())
    with pytest.raises(MalformedError):
        encode_canonical(json.loads((JCS / "input" / f"{name}.json").read_bytes()))


def test_every_vector_is_either_inside_or_outside() -> None:
    assert {path.stem for path in (JCS / "output").iterdir()} == {*INSIDE, *OUTSIDE}


@given(values)
def test_both_ways(value: Value) -> None:
    """What is encoded is parsed as it was, and spelled as Python's own encoder would without spaces."""
    data = encode_canonical(value)

    assert parse_canonical(data) == value
    assert json.loads(data) == value
    assert b"\n" not in data


@given(st.binary(max_size=60))
def test_any_bytes_are_parsed_or_refused(data: bytes) -> None:
    try:
        value = parse_canonical(data)
    except MalformedError:
        return
    assert encode_canonical(value) == data


@given(values, st.data())
def test_no_prefix_and_no_longer_text_is_the_same_value(value: Value, data: st.DataObject) -> None:
    text = encode_canonical({"value": value})
    cut = data.draw(st.integers(0, len(text) - 1))

    for other in (text[:cut], text + b" ", text + b"\n", b" " + text, text + text):
        with pytest.raises(MalformedError):
            parse_canonical(other)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b"\xef\xbb\xbf{}",
        b"[1.0]",
        b"[1e2]",
        b"[-0]",
        b"[01]",
        b"[+1]",
        b"[NaN]",
        b"[9007199254740992]",
        b"[-9007199254740992]",
        b"[123456789012345678901234567890]",
        b'["\\u0041"]',
        b'["\\/"]',
        b'["\\ud83d\\ude02"]',
        b'["\\ud800"]',
        b'["\xed\xa0\x80"]',
        b'["\xff"]',
        b'["\\u001F"]',
        b"['a']",
        b'{"\xc3\xa9":1}',
        b"[1,]",
        b"[//\n]",
        b"[" * 33 + b"]" * 33,
        b"[" * 100_000,
        b"",
        b"nul",
    ],
    ids=lambda data: repr(data[:24]),
)
def test_other_spellings_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_canonical(data)


def test_depth_and_size_of_numbers_have_limits() -> None:
    deepest: Value = []
    for _ in range(MAX_DEPTH - 1):
        deepest = [deepest]

    assert parse_canonical(encode_canonical(deepest)) == deepest
    with pytest.raises(MalformedError, match="nesting"):
        encode_canonical([deepest])
    assert parse_canonical(encode_canonical([MAX_INTEGER, -MAX_INTEGER])) == [MAX_INTEGER, -MAX_INTEGER]
    with pytest.raises(MalformedError, match="integer"):
        encode_canonical(MAX_INTEGER + 1)


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), {1: 2}, {"é": 1}, b"x", {1, 2}, "\ud800", pytest.param(object(), id="object")],
    ids=repr,
)
def test_what_has_no_spelling_is_not_encoded(value: object) -> None:
    with pytest.raises(MalformedError):
        encode_canonical([value])
