import base64
import hmac
import re
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from tests.seal.made import HOST, KINDS, NORTH, NORTH_X, SOUTH, SOUTH_X, draws, identity
from trilateral.errors import MalformedError, RefusedError
from trilateral.seal.age import MAX_RECIPIENTS, Stanza, decrypt, encrypt, parse_header
from trilateral.seal.recipient import Identity, RecipientKind, derived
from trilateral.seal.stream import CHUNK_SIZE, decrypt_payload, encrypt_payload

SAID = b"North will not attend."
FILE_KEY, NONCE = b"sixteen bytes ..", b"a nonce of 16 b."
FILE = encrypt(SAID, [NORTH_X.recipient(), SOUTH_X.recipient()], draws())
HYBRID_FILE = encrypt(SAID, [NORTH.recipient(), SOUTH.recipient()], draws())
SIZES = [0, 1, 15, 16, 17, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 2 * CHUNK_SIZE, 2 * CHUNK_SIZE + 1]


def file_around(payload: bytes, *more: bytes) -> bytes:
    """A file for the north whose MAC is right, with `payload` and further stanzas."""
    share, wrapped = NORTH_X.recipient().wrap(FILE_KEY, draws())
    stanza = Stanza((b"X25519", base64.b64encode(share).rstrip(b"=")), wrapped).encode()
    header = b"age-encryption.org/v1\n" + stanza + b"".join(more) + b"---"
    mac = hmac.digest(derived(FILE_KEY, b"", b"header"), header, "sha256")
    return header + b" " + base64.b64encode(mac).rstrip(b"=") + b"\n" + payload


@pytest.mark.parametrize(("kind", "mine", "other"), KINDS)
@pytest.mark.parametrize("size", SIZES)
def test_each_recipient_reads_what_was_sealed(kind: RecipientKind, mine: Identity, other: Identity, size: int) -> None:
    """Also at the borders of chunks. For somebody else there is nothing, and no error."""
    plaintext = bytes(number % 251 for number in range(size))
    file = encrypt(plaintext, [mine.recipient(), other.recipient()], draws())

    assert decrypt(file, [mine]) == plaintext
    assert decrypt(file, [other]) == plaintext
    assert decrypt(file, [identity("host", kind)]) is None
    assert decrypt(file, []) is None


def test_a_past_epoch_is_found_among_several() -> None:
    """A party tries all its identities, of both kinds."""
    assert decrypt(HYBRID_FILE, [NORTH_X, HOST, SOUTH]) == SAID
    assert decrypt(FILE, [NORTH, HOST, SOUTH_X]) == SAID
    assert decrypt(FILE, [NORTH, SOUTH, HOST]) is None


def test_kinds_are_never_mixed_in_one_file() -> None:
    """Whoever breaks X25519 one day would read a file that was meant to outlast that."""
    with pytest.raises(RefusedError, match=re.escape("seal.mixed_recipients (hybrid=2, weaker=1)")):
        encrypt(SAID, [NORTH.recipient(), SOUTH_X.recipient(), HOST.recipient()], draws())


def test_a_file_has_room_for_so_many_readers() -> None:
    readers = [identity(f"reader {number}", RecipientKind.X25519) for number in range(MAX_RECIPIENTS + 1)]
    recipients = [each.recipient() for each in readers]

    assert decrypt(encrypt(SAID, recipients[:-1], draws()), [readers[-2]]) == SAID
    with pytest.raises(RefusedError, match="too_many_recipients"):
        encrypt(SAID, recipients, draws())


@pytest.mark.parametrize("recipients", [[], [NORTH.recipient()] * 2], ids=["nobody", "one twice"])
def test_a_file_is_for_somebody(recipients: list[object]) -> None:
    with pytest.raises(ValueError, match="recipient"):
        encrypt(SAID, recipients, draws())  # type: ignore[arg-type] # the lists are what is wrong with them


def test_all_chance_of_an_x25519_file_comes_from_outside() -> None:
    """Of a hybrid one the file key and the nonce do: what ML-KEM draws differs."""
    again = encrypt(SAID, [NORTH.recipient(), SOUTH.recipient()], draws())

    assert encrypt(SAID, [NORTH_X.recipient(), SOUTH_X.recipient()], draws()) == FILE
    assert encrypt(SAID, [NORTH_X.recipient(), SOUTH_X.recipient()], draws("other")) != FILE
    assert again != HYBRID_FILE
    assert again[parse_header(again).size :] == HYBRID_FILE[parse_header(HYBRID_FILE).size :]


@pytest.mark.parametrize("reader", [[NORTH_X], [SOUTH_X]], ids=["first", "second"])
def test_no_prefix_opens(reader: list[Identity]) -> None:
    for size in range(len(FILE)):
        with pytest.raises(MalformedError):
            decrypt(FILE[:size], reader)


def test_no_hybrid_prefix_opens() -> None:
    for size in [*range(0, len(HYBRID_FILE), 97), *range(len(HYBRID_FILE) - 120, len(HYBRID_FILE))]:
        with pytest.raises(MalformedError):
            decrypt(HYBRID_FILE[:size], [NORTH])


@pytest.mark.parametrize("more", [b"\x00", b"\n", b"---", FILE], ids=["zero", "newline", "dashes", "a file"])
def test_nothing_can_follow(more: bytes) -> None:
    for file, reader in ((FILE, NORTH_X), (HYBRID_FILE, NORTH)):
        with pytest.raises(MalformedError, match="payload"):
            decrypt(file + more, [reader])


def test_no_byte_can_be_changed() -> None:
    """In the reader's own stanza, that makes it one for somebody else; anywhere else, it is noticed."""
    own = range(FILE.index(b"\n") + 1, FILE.index(b"-> ", 40))
    for place in range(len(FILE)):
        altered = bytearray(FILE)
        altered[place] ^= 1
        if place in own:
            assert not opens(bytes(altered), NORTH_X)
        else:
            with pytest.raises(MalformedError):
                decrypt(bytes(altered), [NORTH_X])


def test_no_byte_of_a_hybrid_file_can_be_changed() -> None:
    header = parse_header(HYBRID_FILE)
    for place in [*range(0, header.size, 41), *range(header.size - 60, len(HYBRID_FILE))]:
        altered = bytearray(HYBRID_FILE)
        altered[place] ^= 1
        assert not opens(bytes(altered), NORTH)


def opens(file: bytes, reader: Identity) -> bool:
    """Whether a file can be read. One that cannot is either for nobody or malformed."""
    try:
        return decrypt(file, [reader]) is not None
    except MalformedError:
        return False


# A file for the north with one stanza, which each change leaves in another form.
ONE = file_around(encrypt_payload(SAID, FILE_KEY, NONCE))


def swapped(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """A change that replaces what is there."""

    def change(file: bytes) -> bytes:
        assert old in file
        return file.replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (swapped(b"/v1\n", b"/v2\n"), "expected age-encryption.org/v1"),
        (swapped(b"/v1\n", b"/v1\r\n"), "expected age-encryption.org/v1"),
        (swapped(b"age-", b"\nage-"), "expected age-encryption.org/v1"),
        (swapped(b"-> X", b"->X"), "a stanza or more"),
        (swapped(b"-> X", b"->  X"), "one space"),
        (swapped(b"-> X", b"-> \xc3\xa9 X"), "one space"),
        (swapped(b"-> X", b"-> X25519 X"), "two arguments"),
        (swapped(b"-> X25519 ", b"-> X25519\n"), "two arguments"),
        (swapped(b"\n---", b"=\n---"), "canonical base64"),
        (swapped(b"\n---", b"\n\n---"), "a stanza or more"),
        (swapped(b"--- ", b"---"), "a stanza or more"),
        (swapped(b"--- ", b"---  "), "MAC: expected"),
        (swapped(b"--- ", b"--- AAAA"), "MAC of 32 bytes"),
        (swapped(b"---", b"-> other\n" + b"A" * 64 + b"\n---"), "base64"),
        (swapped(b"---", b"-> other\n" + b"A" * 65 + b"\n---"), "64 columns"),
        (swapped(b"---", b"-> other\n" + (b"A" * 64 + b"\n") * 64 + b"\n---"), "columns"),
        (swapped(b"---", b"-> " + b"o" * 2_048 + b"\n\n---"), "a line of fewer"),
        (swapped(b"---", b"-> other\n\n" * 64 + b"---"), "at most 64 stanzas"),
        (swapped(b"---", b"-> other\n\n---"), "MAC of these stanzas"),
        (lambda file: b"age-encryption.org/v1\n" + file[file.index(b"---") :], "a stanza or more"),
        (lambda _: b"", "a line of fewer"),
        (lambda _: b"\n" * 5_000, "expected age-encryption.org/v1"),
    ],
)
def test_a_header_has_one_form(change: Callable[[bytes], bytes], match: str) -> None:
    assert decrypt(ONE, [NORTH_X]) == SAID

    with pytest.raises(MalformedError, match=match):
        decrypt(change(ONE), [NORTH_X])


def test_a_header_that_others_extended_is_read() -> None:
    """Kinds that are not known are somebody else's: with arguments and a body of any length, even none."""
    full = Stanza((b"example.org/kind", b"!~"), bytes(48)).encode()
    empty = Stanza((b"grease",), b"").encode()

    assert full.endswith(b"\n\n")
    assert decrypt(file_around(encrypt_payload(SAID, FILE_KEY, NONCE), full, empty), [NORTH_X]) == SAID


@pytest.mark.parametrize("size", [0, 1, 31, 33, 48, 64])
def test_a_wrapped_key_of_another_size_is_refused_by_everybody(size: int) -> None:
    """By those whom the stanza is not for as well, so that all agree on the file."""
    share = base64.b64encode(b"\x09" * 32).rstrip(b"=")
    other = Stanza((b"X25519", share), bytes(size)).encode()
    file = file_around(encrypt_payload(SAID, FILE_KEY, NONCE), other)

    for reader in (NORTH_X, SOUTH_X, HOST):
        with pytest.raises(MalformedError, match="body of 32 bytes"):
            decrypt(file, [reader])


def chunk(number: int, last: bool, content: bytes) -> bytes:
    """One chunk, sealed as if it stood there."""
    whole = encrypt_payload(
        bytes(number * CHUNK_SIZE) + content + (b"" if last else bytes(CHUNK_SIZE)), FILE_KEY, NONCE
    )
    start = 16 + number * (CHUNK_SIZE + 16)
    return whole[start : start + len(content) + 16]


FULL = b"x" * CHUNK_SIZE
FIRST, LAST = chunk(0, last=False, content=FULL), chunk(1, last=True, content=b"y")


@pytest.mark.parametrize(
    ("chunks", "match"),
    [
        ([], "a nonce and a chunk"),
        ([FIRST], "chunk 0, the last"),
        ([FIRST, chunk(1, last=False, content=FULL)], "chunk 1, the last"),
        ([FIRST, LAST, LAST], "chunk 1, the last"),
        ([FIRST, chunk(1, last=True, content=FULL), LAST], "chunk 1 as"),
        ([FIRST, chunk(1, last=True, content=FULL), chunk(2, last=True, content=b"z")], "chunk 1 as"),
        ([LAST], "chunk 0, the last"),
        ([LAST, FIRST], "chunk 0 as"),
        ([FIRST, FIRST, LAST], "chunk 1 as"),
        ([FIRST, chunk(0, last=True, content=b"y")], "chunk 1, the last"),
        ([FIRST, LAST[:-1]], "empty chunk"),
        ([FIRST, LAST[:15]], "chunk 1, the last"),
    ],
    ids=lambda each: each if isinstance(each, str) else f"{len(each)} chunks",
)
def test_chunks_stay_where_they_are(chunks: list[bytes], match: str) -> None:
    """None is left out, moved, repeated, added or cut."""
    assert decrypt_payload(NONCE + FIRST + LAST, FILE_KEY) == FULL + b"y"

    with pytest.raises(MalformedError, match=match):
        decrypt(file_around(NONCE + b"".join(chunks)), [NORTH_X])


def test_a_last_chunk_is_empty_only_where_all_is() -> None:
    """A sender could seal it, and there would be two files for one content."""
    whole = encrypt_payload(FULL, FILE_KEY, NONCE)
    assert decrypt_payload(whole, FILE_KEY) == FULL
    assert decrypt_payload(encrypt_payload(b"", FILE_KEY, NONCE), FILE_KEY) == b""

    with pytest.raises(MalformedError, match="empty chunk"):
        decrypt(file_around(NONCE + FIRST + empty_second_chunk()), [NORTH_X])


def empty_second_chunk() -> bytes:
    """Nothing, as chunk 1 and the last: no function of ours makes it."""
    cipher = ChaCha20Poly1305(derived(FILE_KEY, NONCE, b"payload"))
    return cipher.encrypt((1).to_bytes(11, "big") + b"\x01", b"", None)


@given(st.binary(min_size=8, max_size=300), st.sampled_from(KINDS))
def test_nothing_of_the_plaintext_shows(plaintext: bytes, kind: tuple[RecipientKind, Identity, Identity]) -> None:
    """No eight bytes of it stand in the file after the header, and none of the file key in it."""
    drawn_for_it: list[bytes] = []
    draw = draws(plaintext.hex())

    def watched(size: int) -> bytes:
        drawn_for_it.append(draw(size))
        return drawn_for_it[-1]

    file = encrypt(plaintext, [kind[1].recipient()], watched)

    assert decrypt(file, [kind[1]]) == plaintext
    payload = file[parse_header(file).size :]
    assert not any(plaintext[at : at + 8] in payload for at in range(len(plaintext) - 7))
    assert drawn_for_it[0] not in file


@given(st.binary(max_size=400))
def test_anything_at_all_is_malformed_or_for_others(data: bytes) -> None:
    for file in (data, b"age-encryption.org/v1\n" + data, b"age-encryption.org/v1\n-> X25519 " + data):
        with pytest.raises(MalformedError):
            decrypt(file, [NORTH, NORTH_X])
