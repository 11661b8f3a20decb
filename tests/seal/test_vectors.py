"""What other implementations made, and what ours makes for them."""

import base64
import json
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.vectors import make_age
from tests.vectors.make_tlog import Case
from trilateral.errors import MalformedError
from trilateral.seal.age import decrypt, encrypt
from trilateral.seal.bulk import Manifest, RowProof, RowState, leaf_hashes, prove_row, verify_bulk, verify_row
from trilateral.seal.commitments import (
    Disclosure,
    commitment,
    disclose_rows,
    encode_rows,
    parse_rows,
    verify_disclosure,
)
from trilateral.seal.members import Members, Reference, open_members, seal_members
from trilateral.seal.padding import pad, padded_size, unpad
from trilateral.seal.recipient import Draw, RecipientKind, identity_from, parse_identity, parse_recipient
from trilateral.seal.sealed import open_rows

KIT = sorted((make_age.FOLDER / "cctv").iterdir())


def case(name: str) -> Case:
    loaded: Case = json.loads((make_age.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def age_cases(prefix: str) -> list[str]:
    return sorted(path.stem for path in make_age.FOLDER.glob(f"{prefix}*.json"))


def replayed(drawn: list[str]) -> Draw:
    """Gives what a case says was drawn, in that order."""
    left = [bytes.fromhex(each) for each in drawn]

    def draw(size: int) -> bytes:
        assert len(left[0]) == size
        return left.pop(0)

    return draw


def test_the_generator_makes_the_committed_vectors() -> None:
    """All of them, to the byte, and no file is left over but those of others. A hybrid file is taken from its case."""
    committed = {path.name: path.read_text(encoding="utf-8") for path in make_age.FOLDER.glob("*.json")}

    assert make_age.files() == {name: text for name, text in committed.items() if not name.startswith(make_age.OTHERS)}
    assert len(age_cases("peer_")) == 8


@pytest.mark.parametrize("name", [*age_cases("peer_"), *age_cases("ours_")])
def test_files_open_as_each_of_their_readers(name: str) -> None:
    made = case(name)
    expected = bytes.fromhex(made["plaintext"]) * made["times"]

    for identity, recipient in zip(made["identities"], made["recipients"], strict=True):
        reader = parse_identity(identity)
        assert reader.recipient() == parse_recipient(recipient)
        assert (reader.encode(), reader.recipient().encode()) == (identity, recipient)
        assert decrypt(base64.b64decode(made["file"]), [reader]) == expected


@pytest.mark.parametrize("name", [name for name in age_cases("ours_") if "x25519" in name])
def test_files_of_ours_are_made_again_to_the_byte(name: str) -> None:
    """Where all chance comes from outside."""
    made = case(name)
    recipients = [parse_recipient(each) for each in made["recipients"]]

    file = encrypt(bytes.fromhex(made["plaintext"]) * made["times"], recipients, replayed(made["draws"]))
    assert base64.b64encode(file).decode() == made["file"]


@pytest.mark.parametrize("name", [name for name in age_cases("ours_") if "hybrid" in name])
def test_hybrid_files_of_ours_are_made_again_but_for_their_stanzas(name: str) -> None:
    made = case(name)
    recipients = [parse_recipient(each) for each in made["recipients"]]

    file = encrypt(bytes.fromhex(made["plaintext"]) * made["times"], recipients, replayed(made["draws"]))
    committed = base64.b64decode(made["file"])
    start = committed.index(b"\n--- ") + 49
    assert file[start:] == committed[start:]
    assert len(file) == len(committed)


def test_keys() -> None:
    for each in case("keys")["keys"]:
        identity = identity_from(bytes.fromhex(each["seed"]), RecipientKind(each["kind"]))

        assert identity.encode() == each["identity"]
        assert identity.recipient().encode() == each["recipient"]
        assert identity.recipient().id() == each["id"]


def test_padding() -> None:
    made = case("padding")

    assert [[size, padded_size(size)] for size, _ in made["sizes"]] == made["sizes"]
    for content, padded in made["examples"]:
        assert pad(bytes.fromhex(content)).hex() == padded
        assert unpad(bytes.fromhex(padded)).hex() == content


def test_members() -> None:
    made = case("members")
    refs = tuple(Reference(**ref) for ref in made["refs"])
    said = Members(made["kind"], made["subject"], refs, made["body"])
    rows = parse_rows(made["stored"].encode())

    assert open_members(rows) == said
    assert commitment(rows) == made["commit"]
    salts = {row.name: row.salt for row in rows}
    assert seal_members(said, replayed([salts[name] for name in sorted(salts)])) == rows
    for each in made["disclosures"]:
        shown = Disclosure(**each | {"path": tuple(each["path"])})
        verify_disclosure(shown, made["commit"])
        assert disclose_rows(rows, [shown.name]) == (shown,)


@pytest.mark.parametrize("name", ["ours_sealed_hybrid", "ours_sealed_x25519"])
def test_sealed_members(name: str) -> None:
    """The rows of the case `members`, for three readers."""
    made, stored = case(name), base64.b64decode(case(name)["file"])

    for identity in made["identities"]:
        rows = open_rows(stored, made["blob"], made["commit"], [parse_identity(identity)])
        assert rows is not None
        assert encode_rows(rows).decode() == case("members")["stored"]


def test_bulk() -> None:
    made = case("bulk")
    manifest = Manifest(**made["manifest"])
    whole, erased = (made[form].encode().splitlines(keepends=True) for form in ("stored", "erased"))

    assert not any(verify_bulk(whole, manifest).values())
    assert verify_bulk(erased, manifest)[RowState.ERASED] == (3,)
    proof = RowProof(**made["proof"] | {"path": tuple(made["proof"]["path"])})
    verify_row(proof, manifest)
    assert prove_row(leaf_hashes(erased, manifest), 5, erased[5]) == proof


def kit_lines(path: Path) -> tuple[list[tuple[str, str]], bytes]:
    """What a vector of the age project says, and its file."""
    head, _, file = path.read_bytes().partition(b"\n\n")
    said = [(key, value) for key, _, value in (line.partition(": ") for line in head.decode().split("\n"))]
    return said, zlib.decompress(file) if ("compressed", "zlib") in said else file


def kit_cases() -> Iterator[tuple[str, str]]:
    """Each vector with what an error has to be about."""
    about = {
        "header failure": r"^(age header(?!: expected the MAC)|\w+ stanza|age payload: expected a nonce)",
        "HMAC failure": "^age header: expected the MAC",
        "payload failure": "^age payload",
    }
    for path in KIT:
        expect = dict(kit_lines(path)[0])["expect"]
        yield path.name, about.get(expect, expect)


def test_the_whole_kit_is_there() -> None:
    outcomes = [about for _, about in kit_cases()]

    assert len(outcomes) == 85
    assert outcomes.count("success") == 18
    assert outcomes.count("no match") == 8


@pytest.mark.parametrize(("name", "expected"), [*kit_cases()])
def test_vectors_of_the_age_project(name: str, expected: str) -> None:
    """Read, for somebody else, or refused at the right place."""
    said, file = kit_lines(make_age.FOLDER / "cctv" / name)
    readers = [parse_identity(value) for key, value in said if key == "identity"]

    if expected in {"success", "no match"}:
        opened = decrypt(file, readers)
        assert (None if opened is None else sha256(opened).hexdigest()) == dict(said).get("payload")
    else:
        with pytest.raises(MalformedError, match=expected):
            decrypt(file, readers)
