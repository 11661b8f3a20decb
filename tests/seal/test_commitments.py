"""Detached fields: what is altered is noticed, what is shown is proven, what is withheld stays hidden."""

from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.errors import MalformedError
from trilateral.seal.commitments import (
    Disclosure,
    Row,
    Value,
    commitment,
    disclose,
    disclose_rows,
    encode_rows,
    open_disclosed,
    open_fields,
    parse_rows,
    salted,
    seal_fields,
    verify_blob,
    verify_disclosure,
    verify_disclosures,
)
from trilateral.seal.values import MAX_INTEGER

PERSON: dict[str, Value] = {"name": "نام", "title": "Ambassador", "born": 1960, "known": True, "note": None}

names = st.from_regex(r"[a-z][a-z0-9_.-]{0,10}", fullmatch=True)
values = st.one_of(st.text(), st.integers(-MAX_INTEGER, MAX_INTEGER), st.booleans(), st.none())


def salts(number: int) -> list[bytes]:
    return [sha256(b"salt %d" % each).digest() for each in range(number)]


SEALED = seal_fields(PERSON, salts(5))


def test_what_was_sealed_opens() -> None:
    assert open_fields(SEALED.stored, SEALED.blob, SEALED.commit) == PERSON


def test_the_stored_form_is_fixed() -> None:
    """Two writers with the same salts store the same bytes."""
    sealed = seal_fields({"title": "Minister", "name": "A"}, salts(2))

    first, second = (each.hex() for each in salts(2))
    assert sealed.stored == f'[["name","{first}","A"],["title","{second}","Minister"]]'.encode()
    assert sealed.blob == sha256(sealed.stored).hexdigest()


@given(st.dictionaries(names, values, min_size=1, max_size=9))
def test_any_field_can_be_shown_alone(fields: dict[str, Value]) -> None:
    """Each proof holds against the commitment, and says nothing of other fields' values."""
    sealed = seal_fields(fields, salts(len(fields)))

    assert open_fields(sealed.stored, sealed.blob, sealed.commit) == fields
    for name, value in fields.items():
        shown = disclose(sealed.stored, name)
        verify_disclosure(shown, sealed.commit)
        assert (shown.name, shown.value) == (name, value)


@pytest.mark.parametrize(
    "change",
    [
        {"value": "Attaché"},
        {"value": 1},
        {"value": 1.5},
        {"value": ["Ambassador"]},
        {"name": "name"},
        {"name": "Title"},
        {"salt": "00" * 32},
        {"salt": "zz"},
        {"index": 0},
        {"index": -1},
        {"size": 4},
        {"size": 2**70},
        {"path": ()},
        {"path": ("zz",)},
        {"path": ("00",)},
    ],
    ids=str,
)
def test_a_field_shown_otherwise_than_committed_is_refused(change: dict[str, object]) -> None:
    shown = disclose(SEALED.stored, "title")
    verify_disclosure(shown, SEALED.commit)

    altered = Disclosure(**{**msgspec.structs.asdict(shown), **change})
    with pytest.raises(MalformedError):
        verify_disclosure(altered, SEALED.commit)
    with pytest.raises(MalformedError):
        verify_disclosure(shown, "00" * 32)
    with pytest.raises(MalformedError):
        verify_disclosure(shown, "no hash")


def test_every_changed_byte_is_noticed() -> None:
    for place in range(len(SEALED.stored)):
        altered = bytearray(SEALED.stored)
        altered[place] ^= 1
        with pytest.raises(MalformedError):
            open_fields(bytes(altered), SEALED.blob, SEALED.commit)


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"[]",
        b"{}",
        b"[[]]",
        b'["name"]',
        b'[["name","00","A"]]',
        b'[["name","' + b"0" * 64 + b'",1.0]]',
        b'[["name","' + b"0" * 64 + b'",{}]]',
        b'[["name","' + b"0" * 64 + b'",9007199254740992]]',
        b'[["name", "' + b"0" * 64 + b'","A"]]',
        b'[["Name","' + b"0" * 64 + b'","A"]]',
        b'[["name\\n","' + b"0" * 64 + b'","A"]]',
        b'[["b","' + b"0" * 64 + b'","A"],["a","' + b"0" * 64 + b'","A"]]',
        b'[["a","' + b"0" * 64 + b'","A"],["a","' + b"0" * 64 + b'","A"]]',
        b'[["a","' + b"0" * 64 + b'","\xff"]]',
        b"[" * 100_000,
        b" " * 1_000_001,
    ],
    ids=lambda stored: repr(stored[:24]),
)
def test_bytes_that_are_no_fields_are_malformed(stored: bytes) -> None:
    """Also where their hash is the one that the header names: its author may have stored anything."""
    with pytest.raises(MalformedError):
        open_fields(stored, sha256(stored).hexdigest(), SEALED.commit)
    with pytest.raises(MalformedError):
        disclose(stored, "name")


def test_a_commitment_to_other_fields_than_those_stored_is_refused() -> None:
    other = seal_fields({"name": "B"}, salts(1))

    with pytest.raises(MalformedError, match="commitment"):
        open_fields(SEALED.stored, SEALED.blob, other.commit)


def test_only_held_fields_can_be_shown() -> None:
    with pytest.raises(MalformedError, match="expected a field"):
        disclose(SEALED.stored, "rank")


@pytest.mark.parametrize(
    ("fields", "given_salts"),
    [({}, []), ({"a": 1}, []), ({"a": 1, "b": 2}, salts(1) * 2), ({"a": 1}, [b"short"])],
    ids=["no field", "no salt", "one salt twice", "a short salt"],
)
def test_sealing_needs_a_fresh_salt_for_each_field(fields: dict[str, Value], given_salts: list[bytes]) -> None:
    with pytest.raises(ValueError, match="salt"):
        seal_fields(fields, given_salts)


def test_a_field_that_could_not_be_opened_is_not_sealed() -> None:
    with pytest.raises(MalformedError):
        seal_fields({"Name": "A"}, salts(1))


@given(st.dictionaries(names, values, min_size=1, max_size=9), st.data())
def test_some_fields_can_be_shown_together(fields: dict[str, Value], data: st.DataObject) -> None:
    """In any order, and whoever is shown them learns those and no others."""
    rows = salted(fields, salts(len(fields)))
    wanted = data.draw(st.permutations([*fields]))[: data.draw(st.integers(1, len(fields)))]

    shown = disclose_rows(rows, wanted)
    assert [each.name for each in shown] == wanted
    assert verify_disclosures(shown, commitment(rows)) == {name: fields[name] for name in wanted}


def test_all_fields_are_shown_by_their_rows() -> None:
    """Then nothing is left that its author could have added."""
    rows = parse_rows(SEALED.stored)

    assert open_disclosed(encode_rows(rows), SEALED.commit) == PERSON
    with pytest.raises(MalformedError, match="commitment"):
        open_disclosed(encode_rows(rows[1:]), SEALED.commit)
    with pytest.raises(MalformedError, match="commitment"):
        open_disclosed(encode_rows(rows), "00" * 32)


def test_fields_shown_together_belong_together() -> None:
    """An author could commit to a name twice, out of order, and show one row to each of two readers. Not both to one."""
    twice = [Row("a", "00" * 32, 1), Row("a", "11" * 32, 2)]
    swapped = [Row("b", "00" * 32, 1), Row("a", "11" * 32, 2)]
    first, second = (disclose_rows([*twice[place:], *twice[:place]], ["a"])[0] for place in (1, 0))

    assert verify_disclosures([second], commitment(twice)) == {"a": 2}
    with pytest.raises(MalformedError):
        verify_disclosures([first, second], commitment(twice))
    with pytest.raises(MalformedError, match="order of names"):
        verify_disclosures([second, second], commitment(twice))
    with pytest.raises(MalformedError, match="order of names"):
        verify_disclosures(disclose_rows(swapped, ["a", "b"]), commitment(swapped))
    with pytest.raises(MalformedError, match="order of names"):
        open_disclosed(encode_rows(twice), commitment(twice))


def test_fields_shown_together_are_of_one_number() -> None:
    """A root does not bind how many leaves it is over: the last of three passes for the second of two."""
    rows = salted({"a": 1, "b": 2, "c": 3}, salts(3))
    first, last = disclose_rows(rows, ["a", "c"])
    of_two = msgspec.structs.replace(last, index=1, size=2)

    verify_disclosure(of_two, commitment(rows))
    assert verify_disclosures([first, last], commitment(rows)) == {"a": 1, "c": 3}
    with pytest.raises(MalformedError, match="fields of one part"):
        verify_disclosures([first, of_two], commitment(rows))


def test_nothing_shown_is_nothing_learnt() -> None:
    assert disclose_rows(parse_rows(SEALED.stored), []) == ()
    assert verify_disclosures([], SEALED.commit) == {}


def test_bytes_of_another_file_are_told_from_an_author_that_erred() -> None:
    verify_blob(SEALED.stored, SEALED.blob)

    with pytest.raises(MalformedError, match="SHA-256"):
        verify_blob(SEALED.stored + b" ", SEALED.blob)
