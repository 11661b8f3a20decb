from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.seal.made import KINDS, NORTH, NORTH_X, draws
from trilateral.errors import MalformedError
from trilateral.seal.bech32 import encode_bech32
from trilateral.seal.recipient import (
    Identity,
    Recipient,
    RecipientKind,
    drawn,
    identity_from,
    parse_identity,
    parse_recipient,
    verify_share,
)

# Points of the curve and its twist of order 1, 2, 4 and 8: whatever the other key, the secret agreed on is zero.
SMALL_ORDER = [
    bytes(32),
    (1).to_bytes(32, "little"),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    (2**255 - 20).to_bytes(32, "little"),
    (2**255 - 19).to_bytes(32, "little"),
    (2**255 - 18).to_bytes(32, "little"),
]


@given(st.binary(min_size=32, max_size=32), st.sampled_from(RecipientKind))
def test_both_texts_are_read_back(seed: bytes, kind: RecipientKind) -> None:
    identity = identity_from(seed, kind)
    recipient = identity.recipient()

    assert parse_identity(identity.encode()) == identity
    assert parse_recipient(recipient.encode()) == recipient


def test_texts_of_the_specification() -> None:
    """The examples in age: seeds of 32 times the same byte, and their recipients' beginnings."""
    x25519 = parse_identity("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX")
    hybrid = parse_identity("AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR")

    assert x25519 == identity_from(b"\x42" * 32, RecipientKind.X25519)
    assert x25519.recipient().encode() == "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
    assert hybrid.kind is RecipientKind.HYBRID
    assert hybrid.recipient().encode().startswith("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5z")


def test_both_halves_have_one_short_name() -> None:
    recipient = NORTH.recipient()

    assert recipient.id() == sha256(recipient.encode().encode()).hexdigest()
    assert NORTH.short_id() == recipient.short_id() == recipient.id()[:16]
    assert NORTH.short_id() != NORTH_X.short_id()


def test_an_identity_is_hybrid_unless_asked_otherwise() -> None:
    assert identity_from(bytes(32)).kind is RecipientKind.HYBRID


def test_a_seed_is_never_shown() -> None:
    seed = bytes(range(32))

    assert seed.hex() not in repr(identity_from(seed)) + str(identity_from(seed))
    assert repr(seed) not in repr(identity_from(seed))


@pytest.mark.parametrize(("kind", "mine", "other"), KINDS)
def test_only_whom_a_key_was_wrapped_for_unwraps_it(kind: RecipientKind, mine: Identity, other: Identity) -> None:
    share, wrapped = mine.recipient().wrap(b"sixteen bytes ..", draws())

    assert (len(share), len(wrapped)) == (kind.share_size, 32)
    assert mine.unwrap(share, wrapped) == b"sixteen bytes .."
    assert other.unwrap(share, wrapped) is None


@pytest.mark.parametrize("mine", [NORTH, NORTH_X], ids=["hybrid", "X25519"])
def test_no_two_wrappings_share_a_secret(mine: Identity) -> None:
    draw = draws()
    first, second = (mine.recipient().wrap(b"sixteen bytes ..", draw) for _ in range(2))

    assert first[0] != second[0]
    assert first[1] != second[1]


@pytest.mark.parametrize("text", [NORTH.encode(), NORTH_X.encode()], ids=["hybrid", "X25519"])
def test_an_identity_has_one_text(text: str) -> None:
    for wrong in (text.lower(), text.capitalize(), f" {text}", f"{text}\n", text[:-1], "", f"{text}Q"):
        with pytest.raises(MalformedError):
            parse_identity(wrong)
        with pytest.raises(MalformedError):
            parse_recipient(wrong)


@pytest.mark.parametrize("text", [NORTH.recipient().encode(), NORTH_X.recipient().encode()], ids=["hybrid", "X25519"])
def test_a_recipient_has_one_text(text: str) -> None:
    for wrong in (text.upper(), text.capitalize(), f" {text}", f"{text}\n", text[:-1], "", f"{text}q"):
        with pytest.raises(MalformedError):
            parse_recipient(wrong)
        with pytest.raises(MalformedError):
            parse_identity(wrong)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_seed_has_32_bytes(size: int) -> None:
    for prefix in ("age-secret-key-", "age-secret-key-pq-"):
        with pytest.raises(MalformedError, match="seed"):
            parse_identity(encode_bech32(prefix, bytes(size)).upper())


@pytest.mark.parametrize(("prefix", "size"), [("age", 31), ("age", 33), ("age1pq", 32), ("age1pq", 1215)])
def test_a_recipient_of_another_size_is_refused(prefix: str, size: int) -> None:
    with pytest.raises(MalformedError, match="bytes"):
        parse_recipient(encode_bech32(prefix, b"\x09" * size))


def test_a_hybrid_recipient_has_numbers_below_the_modulus() -> None:
    """FIPS 203, section 7.2: else two libraries would wrap for two keys."""
    public = NORTH.recipient().public

    with pytest.raises(MalformedError, match="ML-KEM"):
        Recipient(RecipientKind.HYBRID, b"\xff" * 3 + public[3:])


@pytest.mark.parametrize("point", SMALL_ORDER, ids=lambda point: point.hex()[:8])
def test_points_on_which_all_keys_agree_are_refused(point: bytes) -> None:
    """As recipients, and as what a sender puts into a stanza."""
    mlkem = NORTH.recipient().public[:1184]

    with pytest.raises(MalformedError, match="small order"):
        Recipient(RecipientKind.X25519, point)
    with pytest.raises(MalformedError, match="small order"):
        Recipient(RecipientKind.HYBRID, mlkem + point)
    with pytest.raises(MalformedError, match="small order"):
        verify_share(RecipientKind.X25519, point)
    with pytest.raises(MalformedError, match="small order"):
        verify_share(RecipientKind.HYBRID, bytes(1088) + point)


def test_too_little_chance_is_a_mistake_and_not_a_key() -> None:
    with pytest.raises(ValueError, match="random bytes"):
        drawn(lambda size: bytes(size - 1), 32)
