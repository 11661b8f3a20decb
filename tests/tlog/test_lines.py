import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.errors import MalformedError
from trilateral.tlog import lines

DECIMALS = [(0, b"0"), (7, b"7"), (70_000, b"70000"), (2**63 - 1, b"9223372036854775807")]


@pytest.mark.parametrize(("number", "line"), DECIMALS)
def test_a_number_has_one_spelling(number: int, line: bytes) -> None:
    """Decimal, without leading zeroes."""
    assert lines.parse_decimal(line, "size") == number
    assert b"%d" % number == line


@pytest.mark.parametrize(
    "line",
    [b"", b"00", b"01", b"+1", b"-1", b" 1", b"1 ", b"1\n", b"1_0", "١".encode(), b"9223372036854775808", b"1" * 9999],
)
def test_other_spellings_of_numbers_are_refused(line: bytes) -> None:
    """Nothing that Python's int() is generous about gets through, nor what another implementation could not hold."""
    with pytest.raises(MalformedError, match="size"):
        lines.parse_decimal(line, "size")


@given(st.binary(max_size=100))
def test_base64_goes_both_ways(data: bytes) -> None:
    """What is encoded is what is decoded."""
    assert lines.parse_base64(lines.encode_base64(data), "line") == data


@pytest.mark.parametrize(
    "line", [b"Zg", b"Zg=", b"Zh==", b"Zg==\n", b" Zg==", b"Z g==", b"Zg==Zg==", b"Zm8-", b"=", b"Zg==="]
)
def test_other_spellings_of_base64_are_refused(line: bytes) -> None:
    """Missing padding, set bits after the last byte, spaces and the other alphabet."""
    with pytest.raises(MalformedError, match="line"):
        lines.parse_base64(line, "line")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_hash_has_32_bytes(size: int) -> None:
    """Others are refused."""
    with pytest.raises(MalformedError, match="32"):
        lines.parse_hash(lines.encode_base64(bytes(size)), "root")


def test_messages_stay_short() -> None:
    """A megabyte of rubbish is not repeated into an error message."""
    assert len(lines.shown(b"\x00" * 2**20)) < 400
