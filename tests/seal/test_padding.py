import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.errors import MalformedError
from trilateral.seal.padding import DOUBLED_UP_TO, SMALLEST, pad, padded_size, unpad


@given(st.binary(max_size=3_000))
def test_what_was_padded_is_read_back(content: bytes) -> None:
    assert unpad(pad(content)) == content
    assert len(pad(content)) == padded_size(len(content))


@pytest.mark.parametrize("content", [b"", b"\x80", b"\x00", b"\x80\x00", b"\x00" * 511, b"\x80" * 512, b"x" * 65_535])
def test_contents_that_look_like_padding(content: bytes) -> None:
    assert unpad(pad(content)) == content


@pytest.mark.parametrize(
    ("size", "padded"),
    [
        (0, 512),
        (511, 512),
        (512, 1_024),
        (1_023, 1_024),
        (1_024, 2_048),
        (40_000, 65_536),
        (65_535, 65_536),
        (65_536, 67_584),
        (67_583, 67_584),
        (67_584, 69_632),
        (131_071, 131_072),
        (131_072, 135_168),
        (1_000_000, 1_015_808),
    ],
)
def test_sizes_fall_into_classes(size: int, padded: int) -> None:
    assert padded_size(size) == padded


def test_short_bodies_have_eight_sizes() -> None:
    assert {padded_size(size) for size in range(DOUBLED_UP_TO)} == {SMALLEST << doubled for doubled in range(8)}


@given(st.integers(0, 2**40))
def test_padding_costs_little(size: int) -> None:
    """A class of 512, the double for short bodies, a thirty-second part of long ones. Longer never comes out shorter."""
    padded = padded_size(size)

    assert padded > size
    assert padded <= max(SMALLEST, 2 * (size + 1) - 1 if size < DOUBLED_UP_TO else size + 1 + size // 32)
    assert padded_size(size + 1) >= padded


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\x80",
        b"\x00" * 512,
        b"x" * 512,
        pad(b"content")[:-1],
        pad(b"content") + b"\x00",
        pad(b"content") + bytes(512),
        pad(b"content") + b"\x80",
        b"\x00" + pad(b"content"),
        pad(b"content")[:8],
        (b"content\x80").ljust(1_024, b"\x00"),
    ],
    ids=lambda padded: f"{len(padded)} {padded[:9]!r}",
)
def test_a_content_has_one_padded_form(padded: bytes) -> None:
    with pytest.raises(MalformedError, match="padding"):
        unpad(padded)


@pytest.mark.parametrize("size", range(512))
def test_every_prefix_is_refused(size: int) -> None:
    with pytest.raises(MalformedError):
        unpad(pad(b"content")[:size])
