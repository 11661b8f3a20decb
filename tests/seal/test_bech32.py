import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.errors import MalformedError
from trilateral.seal import bech32
from trilateral.seal.bech32 import MAX_TEXT, encode_bech32, parse_bech32

PREFIXES = ["age", "age1pq", "age-secret-key-"]
TEXT = encode_bech32("age", bytes(range(32)))


# Of BIP 173: those valid examples whose data are whole bytes.
@pytest.mark.parametrize(
    ("text", "prefix", "data"),
    [
        ("a12uel5l", "a", ""),
        ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", "00443214c74254b635cf84653a56d7c675be77df"),
        (
            "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
            "split",
            "c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d",
        ),
    ],
)
def test_examples_of_the_specification(text: str, prefix: str, data: str) -> None:
    assert parse_bech32(text, prefix, "text").hex() == data
    assert encode_bech32(prefix, bytes.fromhex(data)) == text


def spelled(values: list[int]) -> str:
    """A text with a fitting checksum around any values at all."""
    return "age1" + "".join(bech32._LETTERS[each] for each in (*values, *bech32._checksum("age", values)))


def test_a_key_has_one_text() -> None:
    """Spare bits that are set, or a character too many, would make a second one."""
    assert parse_bech32(spelled([1, 4]), "age", "text") == b"\x09"

    for values in ([1, 5], [1, 4, 0], [1], [0, 0, 0]):
        with pytest.raises(MalformedError, match="spare bits"):
            parse_bech32(spelled(values), "age", "text")


@given(st.sampled_from(PREFIXES), st.binary(max_size=80))
def test_what_is_encoded_is_parsed(prefix: str, data: bytes) -> None:
    assert parse_bech32(encode_bech32(prefix, data), prefix, "text") == data


@given(st.data())
def test_every_single_mistyping_is_noticed(data: st.DataObject) -> None:
    """In the data and the checksum, whatever the letter."""
    place = data.draw(st.integers(4, len(TEXT) - 1))
    letter = data.draw(st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l").filter(lambda each: each != TEXT[place]))

    with pytest.raises(MalformedError, match="checksum"):
        parse_bech32(TEXT[:place] + letter + TEXT[place + 1 :], "age", "text")


@pytest.mark.parametrize("size", range(len(TEXT)))
def test_a_text_cut_off_is_refused(size: int) -> None:
    with pytest.raises(MalformedError):
        parse_bech32(TEXT[:size], "age", "text")


@pytest.mark.parametrize(
    "text",
    [
        TEXT.upper(),
        TEXT + "q",
        f" {TEXT}",
        f"{TEXT}\n",
        TEXT.replace("1", "l"),
        f"age1pq{TEXT[3:]}",
        TEXT[:-1] + "b",
        TEXT[:-1] + "é",
        "1" + TEXT,
        "",
        "1",
        "age1",
        "a" * (MAX_TEXT + 1),
    ],
    ids=lambda text: repr(text[:12] + text[-4:]),
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_bech32(text, "age", "text")


def test_a_checksum_of_bech32m_is_another() -> None:
    """BIP 350 ends in another constant, and so has other texts."""
    with pytest.raises(MalformedError, match="checksum"):
        parse_bech32("a1lqfn3a", "a", "text")


def test_no_error_repeats_a_secret() -> None:
    secret = encode_bech32("age-secret-key-", b"\x42" * 32)

    for wrong in (secret[:-1], secret.replace("g", "f", 3), secret + "q"):
        with pytest.raises(MalformedError) as raised:
            parse_bech32(wrong, "age-secret-key-", "identity")
        assert secret[20:30] not in str(raised.value)
