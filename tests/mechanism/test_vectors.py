"""The golden vectors of entries: other implementations must get the same from the same bytes, and so must we."""

import hashlib
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests import under_seal
from tests.vectors import make_slices
from trilateral.catalogue import KINDS, SLICES
from trilateral.ledger.charter import charter_hash, parse_charter
from trilateral.ledger.fold import Fold
from trilateral.tlog.note import KeyKind, SignerKey, parse_note

FOLDER = Path(make_slices.__file__).parent / "slices"
CASES = sorted(FOLDER.glob("*.json"))
NAMES = sorted(path.stem for path in FOLDER.parent.glob("make_*.py"))
GENERATORS = [made for name in NAMES if hasattr(made := importlib.import_module(f"tests.vectors.{name}"), "CASES")]
"""Every generator of cases, whichever slice it is for."""


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
def test_the_record_comes_out_as_written(path: Path, *, backwards: bool) -> None:
    case = read(path)
    data = case["charter"].encode()
    folded = Fold(parse_charter(data), charter_hash(data), SLICES)
    left = dict(sorted(case["logs"].items(), reverse=backwards))
    while left:  # a log is taken once an accepted charter names it
        origin = next(each for each in left if each in folded.origins)
        folded.append(origin, [entry.encode() for entry in left.pop(origin)])

    for ref, code in case["verdicts"].items():
        verdict = folded.verdict_at(ref)
        assert verdict is not None
        assert (verdict.objection.code if verdict.objection else None) == code, ref
    assert make_slices.states_of(folded) == case["states"]
    assert folded.waiting() == case["waiting"]
    assert folded.digest().hex() == case["digest"]
    if "reading" in case:
        assert under_seal.reading_of(folded, case["reading"]) == case["reading"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_seeds_make_the_signatures(path: Path) -> None:
    """So that an implementation can be tested in signing too."""
    case = read(path)
    keys = {name: SignerKey(name, KeyKind.ED25519, bytes.fromhex(seed)) for name, seed in case["seeds"].items()}
    for entries in case["logs"].values():
        for entry in entries:
            if not entry.startswith("trilateral/entry@v1\n") or path.stem == "forged_signature":
                continue
            note = parse_note(entry.encode())
            assert [keys[line.name].sign(note.text) for line in note.signatures] == list(note.signatures)


def test_the_committed_vectors_are_those_that_the_generator_makes() -> None:
    """A case that comes out otherwise is a change of meaning, and needs a new kind once released."""
    made = {name: text for generator in GENERATORS for name, text in generator.files().items()}

    assert {path.name: path.read_text(encoding="utf-8") for path in CASES} == made


def test_every_kind_of_every_slice_stands_in_a_vector_with_an_effect() -> None:
    found = set()
    for path in CASES:
        case = read(path)
        effective = {ref for ref, code in case["verdicts"].items() if code is None}
        for origin, entries in case["logs"].items():
            for index, entry in enumerate(entries):
                if f"{origin.partition('.')[0]}/{index}" in effective:
                    found.add(json.loads(entry.split("\n")[1])["kind"])
        found |= under_seal.kinds_with_effect(case)

    assert {kind for kind in KINDS if not kind.startswith("ledger.")} <= found


def test_names_say_nothing_twice() -> None:
    """One case, one file, one comment."""
    comments = [read(path)["comment"] for path in CASES]

    assert len(set(comments)) == len(comments)
    assert len({hashlib.sha256(path.read_bytes()).digest() for path in CASES}) == len(CASES)
