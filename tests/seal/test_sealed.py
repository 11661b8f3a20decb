from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.seal.made import HOST, KINDS, NORTH, NORTH_X, PERSON, SOUTH, SOUTH_X, draws, identity, person_rows
from trilateral.errors import MalformedError, RefusedError
from trilateral.seal.age import encrypt, parse_header
from trilateral.seal.commitments import (
    Row,
    commitment,
    disclose_rows,
    encode_rows,
    open_disclosed,
    open_fields,
    salted,
    seal_fields,
    verify_disclosure,
)
from trilateral.seal.members import Members, open_members, seal_members
from trilateral.seal.padding import pad
from trilateral.seal.recipient import Identity, RecipientKind
from trilateral.seal.sealed import MAX_SEALED, open_bytes, open_rows, seal_bytes, seal_rows

ROWS = person_rows()
SEALED = seal_rows(ROWS, [NORTH.recipient(), SOUTH.recipient()], draws())


def test_names_of_persons_are_for_named_readers() -> None:
    """They read what the author committed to; for others it is a file of a certain size."""
    assert open_rows(SEALED.stored, SEALED.blob, SEALED.commit, [NORTH]) == ROWS
    assert open_rows(SEALED.stored, SEALED.blob, SEALED.commit, [HOST, SOUTH]) == ROWS
    assert open_rows(SEALED.stored, SEALED.blob, SEALED.commit, [HOST]) is None
    assert SEALED.blob == sha256(SEALED.stored).hexdigest()


def test_the_commitment_is_that_of_the_rows_in_clear() -> None:
    """Sealing is a matter of who reads, and changes nothing of what was said."""
    draw = draws("person")
    plain = seal_fields(PERSON, [draw(32) for _ in PERSON])

    assert plain.commit == SEALED.commit == commitment(ROWS)
    assert open_fields(plain.stored, plain.blob, plain.commit) == PERSON


def test_a_reader_shows_one_field_or_all_to_anybody() -> None:
    """Without the author, who cannot deny it, and without its own key."""
    rows = open_rows(SEALED.stored, SEALED.blob, SEALED.commit, [NORTH])
    assert rows is not None

    [title] = disclose_rows(rows, ["title"])
    verify_disclosure(title, SEALED.commit)
    assert title.value == "Deputy Minister"
    assert open_disclosed(encode_rows(rows), SEALED.commit) == PERSON


def test_a_whole_entry_can_be_sealed() -> None:
    said = Members("allegations.filed/1", None, (), {"against": "south", "points": [{"lang": "en", "text": "Shells"}]})
    sealed = seal_rows(seal_members(said, draws()), [SOUTH.recipient(), HOST.recipient()], draws())

    rows = open_rows(sealed.stored, sealed.blob, sealed.commit, [HOST])
    assert rows is not None
    assert open_members(rows) == said
    assert open_rows(sealed.stored, sealed.blob, sealed.commit, [NORTH]) is None


def test_an_attachment_can_be_sealed() -> None:
    photograph = bytes(range(256)) * 1_000
    stored = seal_bytes(photograph, [NORTH.recipient()], draws())

    assert open_bytes(stored, [NORTH]) == photograph
    assert open_bytes(stored, [SOUTH]) is None


@given(st.binary(max_size=2_000), st.binary(max_size=2_000), st.sampled_from(KINDS))
def test_contents_of_one_class_have_one_size(
    first: bytes, second: bytes, kind: tuple[RecipientKind, Identity, Identity]
) -> None:
    recipients = [each.recipient() for each in kind[1:]]
    one, other = (seal_bytes(content, recipients, draws()) for content in (first, second))

    assert (len(one) == len(other)) == (len(pad(first)) == len(pad(second)))
    assert open_bytes(one, [kind[1]]) == first


@given(st.dictionaries(st.sampled_from("abcdef"), st.text(min_size=8, max_size=30), min_size=1))
def test_nothing_of_a_field_shows(fields: dict[str, str]) -> None:
    """Neither eight bytes of a value nor of a salt, in the file or the commitment."""
    draw = draws(repr(fields))
    rows = salted(fields, [draw(32) for _ in fields])
    sealed = seal_rows(rows, [NORTH_X.recipient()], draw)

    payload = sealed.stored[parse_header(sealed.stored).size :]
    for row in rows:
        for secret in (str(row.value).encode(), bytes.fromhex(row.salt), row.salt.encode()):
            assert not any(secret[at : at + 8] in payload for at in range(len(secret) - 7))
        assert row.salt not in sealed.commit


def test_bytes_of_another_file_are_not_opened() -> None:
    other = seal_rows(ROWS, [NORTH.recipient()], draws("other"))

    with pytest.raises(MalformedError, match="SHA-256"):
        open_rows(other.stored, SEALED.blob, SEALED.commit, [NORTH])


def signed_over(stored: bytes) -> tuple[bytes, str]:
    """Bytes, with the hash that their author signed: whatever is wrong with them is the author's doing."""
    return stored, sha256(stored).hexdigest()


@pytest.mark.parametrize(
    ("plaintext", "match"),
    [
        (encode_rows(ROWS), "padding"),
        (pad(encode_rows(ROWS)) + bytes(512), "padding"),
        (pad(encode_rows(ROWS) + b"\n"), "canonical"),
        (pad(b""), "JSON"),
        (pad(b"[]"), "list of fields"),
        (pad(encode_rows(ROWS[1:])), "commitment"),
        (pad(encode_rows([ROWS[0]._replace(value="another"), *ROWS[1:]])), "commitment"),
        (pad(encode_rows(ROWS[::-1])), "order of names"),
        (pad(b'"' + b"x" * 1_000_000 + b'"'), "at most"),
    ],
    ids=lambda each: each if isinstance(each, str) else str(len(each)),
)
def test_an_author_that_sealed_something_else_is_found_out(plaintext: bytes, match: str) -> None:
    """By every reader alike."""
    stored, blob = signed_over(encrypt(plaintext, [NORTH.recipient(), SOUTH.recipient()], draws()))

    for reader in (NORTH, SOUTH):
        with pytest.raises(MalformedError, match=match):
            open_rows(stored, blob, SEALED.commit, [reader])
    assert open_rows(stored, blob, SEALED.commit, [HOST]) is None


def test_a_file_of_another_kind_is_no_sealed_part() -> None:
    for stored in (b"", encode_rows(ROWS), SEALED.stored[:-1], SEALED.stored + b"\x00"):
        with pytest.raises(MalformedError):
            open_rows(*signed_over(stored), SEALED.commit, [NORTH])
    with pytest.raises(MalformedError, match="at most"):
        open_rows(*signed_over(bytes(MAX_SEALED + 1)), SEALED.commit, [NORTH])


def test_the_largest_part_for_the_most_readers_fits() -> None:
    readers = [identity(f"reader {number}") for number in range(64)]
    empty = len(encode_rows([Row("a", "00" * 32, "")]))
    rows = [Row("a", "00" * 32, "x" * (1_000_000 - empty))]

    sealed = seal_rows(rows, [each.recipient() for each in readers], draws())
    assert len(sealed.stored) <= MAX_SEALED
    assert open_rows(sealed.stored, sealed.blob, sealed.commit, [readers[-1]]) == tuple(rows)


def test_what_could_not_be_opened_is_not_sealed() -> None:
    for rows in ([], ROWS[::-1], [ROWS[0], ROWS[0]], [ROWS[0]._replace(salt="00")]):
        with pytest.raises(MalformedError):
            seal_rows(rows, [NORTH.recipient()], draws())


def test_readers_with_keys_of_two_kinds_do_not_share_a_part() -> None:
    with pytest.raises(RefusedError, match="mixed_recipients"):
        seal_rows(ROWS, [NORTH.recipient(), SOUTH_X.recipient()], draws())
