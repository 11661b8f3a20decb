import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.errors import MalformedError
from trilateral.tlog.bundles import MAX_ENTRY, encode_bundle, parse_bundle

BUNDLES = [
    ([b""], b"\x00\x00"),
    ([b"a"], b"\x00\x01a"),
    ([b"", b"bc", b""], b"\x00\x00\x00\x02bc\x00\x00"),
    ([b"x" * 300], b"\x01\x2c" + b"x" * 300),
    ([b"x" * MAX_ENTRY, b"y"], b"\xff\xff" + b"x" * MAX_ENTRY + b"\x00\x01y"),
    ([b"z"] * 256, b"\x00\x01z" * 256),
]


@pytest.mark.parametrize(("entries", "data"), BUNDLES)
def test_a_bundle_goes_both_ways(entries: list[bytes], data: bytes) -> None:
    """With the width that it has and without; no prefix has that width, and nothing may follow."""
    assert encode_bundle(entries) == data
    assert parse_bundle(data) == parse_bundle(data, len(entries)) == entries
    for end in {*range(min(len(data), 700)), len(data) - 1}:
        with pytest.raises(MalformedError):
            parse_bundle(data[:end], len(entries))
    for trailing in (b"\x00", b"\x00\x00", b"\x00\x05abc"):
        with pytest.raises(MalformedError):
            parse_bundle(data + trailing, len(entries))


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=256))
def test_any_entries_go_both_ways(entries: list[bytes]) -> None:
    """An entry may be anything at all."""
    assert parse_bundle(encode_bundle(entries), len(entries)) == entries


@given(st.binary(max_size=200))
def test_rubbish_is_refused_and_nothing_else_raised(data: bytes) -> None:
    """What parses is what would have been encoded."""
    try:
        entries = parse_bundle(data)
    except MalformedError:
        return
    assert encode_bundle(entries) == data


def test_there_are_no_such_bundles() -> None:
    """Empty, too wide, or with an entry whose length does not fit into two bytes."""
    for entries in ([], [b""] * 257, [b"x" * (MAX_ENTRY + 1)]):
        with pytest.raises(MalformedError):
            encode_bundle(entries)
    for data in (b"", b"\x00\x00" * 257, b"\x00", b"\x00\x02a"):
        with pytest.raises(MalformedError):
            parse_bundle(data)
