import pytest

from trilateral.tlog import mldsa

SEED = bytes(range(32))


def test_what_is_signed_verifies() -> None:
    """By the key and for the message, and not otherwise. Signing again gives other bytes that are as good."""
    public, first, second = mldsa.public_of(SEED), mldsa.sign(SEED, b"head"), mldsa.sign(SEED, b"head")

    assert first != second
    assert mldsa.verify(public, b"head", first)
    assert mldsa.verify(public, b"head", second)
    assert not mldsa.verify(public, b"another head", first)
    assert not mldsa.verify(mldsa.public_of(bytes(32)), b"head", first)


@pytest.mark.parametrize("at", [0, 100, 2419])
def test_a_changed_bit_is_noticed(at: int) -> None:
    """Anywhere in the signature."""
    signature = bytearray(mldsa.sign(SEED, b"head"))
    signature[at] ^= 1

    assert not mldsa.verify(mldsa.public_of(SEED), b"head", bytes(signature))


@pytest.mark.parametrize("size", [0, 32, 64, 1311, 1313, 2419, 2421])
def test_other_lengths_are_never_valid(size: int) -> None:
    """Neither of keys nor of signatures; and nothing is raised."""
    public, signature = mldsa.public_of(SEED), mldsa.sign(SEED, b"")

    assert not mldsa.verify(public, b"", (signature * 2)[:size])
    assert not mldsa.verify((public * 2)[:size], b"", signature)
