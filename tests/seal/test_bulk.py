from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.seal.made import draws
from trilateral.errors import MalformedError
from trilateral.seal import bulk
from trilateral.seal.bulk import (
    MAX_LEAF,
    BulkWriter,
    Manifest,
    RowState,
    erase_rows,
    leaf_hashes,
    prove_row,
    read_bulk,
    verify_bulk,
    verify_row,
)
from trilateral.seal.values import spell
from trilateral.tlog.merkle import leaf_hash, root_of

NOTHING_MISSING: dict[RowState, tuple[int, ...]] = {
    RowState.ERASED: (),
    RowState.ALTERED: (),
    RowState.UNREADABLE: (),
}


def written(rows: list[dict[str, Any]]) -> tuple[list[bytes], Manifest]:
    writer = BulkWriter(draws("bulk"))
    lines = [writer.line(row) for row in rows]
    return lines, writer.manifest()


REPORTS = [{"place": f"post {number}", "wounded": number, "note": "پاسگاه"} for number in range(11)]
LINES, MANIFEST = written(REPORTS)

scalars = st.none() | st.booleans() | st.integers(-(2**53 - 1), 2**53 - 1) | st.text(max_size=12)
rows = st.dictionaries(st.text(st.characters(codec="ascii"), max_size=8), scalars | st.lists(scalars), max_size=4)


@given(st.lists(rows, min_size=1, max_size=20), st.data())
def test_every_row_is_proven_and_erased_alone(entered: list[dict[str, Any]], data: st.DataObject) -> None:
    """Whatever was erased, the rest is there, and proven as before."""
    lines, manifest = written(entered)
    gone = data.draw(st.sets(st.integers(0, len(entered) - 1)))

    kept = [*erase_rows(lines, gone)]
    assert verify_bulk(lines, manifest) == NOTHING_MISSING
    assert verify_bulk(kept, manifest) == NOTHING_MISSING | {RowState.ERASED: tuple(sorted(gone))}
    assert [each.row for each in read_bulk(kept, manifest)] == [
        None if index in gone else row for index, row in enumerate(entered)
    ]
    hashes = leaf_hashes(kept, manifest)
    for index, row in enumerate(entered):
        if index in gone:
            with pytest.raises(MalformedError, match="erased"):
                prove_row(hashes, index, kept[index])
        else:
            proof = prove_row(hashes, index, kept[index])
            verify_row(proof, manifest)
            assert (proof.index, proof.row) == (index, row)


def test_nothing_is_left_of_an_erased_row() -> None:
    """What stays is a hash with a salt in it that is gone: nobody finds the row by guessing."""
    kept = b"".join(erase_rows(LINES, {4}))

    assert b"post 4" not in kept
    assert LINES[4][67:131] not in kept
    assert kept.count(b"\n") == len(LINES)
    guessed = spell(["00" * 32, REPORTS[4]], "guess")
    assert leaf_hash(guessed).hex().encode() not in kept


def test_erasing_again_changes_nothing() -> None:
    once = [*erase_rows(LINES, {4})]

    assert [*erase_rows(once, {4})] == once


def test_the_root_is_that_of_a_log_over_the_rows() -> None:
    assert MANIFEST.root == root_of([leaf_hash(line[65:-1]) for line in LINES]).hex()
    assert MANIFEST.count == len(LINES)


def test_every_changed_byte_is_noticed() -> None:
    """In a row, it makes that row an altered one and leaves the others; in a leaf hash, nothing can be told any more."""
    for place in range(len(LINES[2])):
        altered = bytearray(LINES[2])
        altered[place] ^= 1
        lines = [*LINES[:2], bytes(altered), *LINES[3:]]
        if place < 64:
            with pytest.raises(MalformedError, match="bulk"):
                verify_bulk(lines, MANIFEST)
        else:
            assert verify_bulk(lines, MANIFEST) == NOTHING_MISSING | {RowState.ALTERED: (2,)}
            with pytest.raises(MalformedError, match="altered"):
                prove_row(leaf_hashes(lines, MANIFEST), 2, lines[2])


@pytest.mark.parametrize("size", range(64, len(LINES[0])))
def test_a_line_cut_off_is_an_altered_row(size: int) -> None:
    assert verify_bulk([LINES[0][:size], *LINES[1:]], MANIFEST)[RowState.ALTERED] == (0,)


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:-1],
        lambda lines: lines[1:],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: lines[:0],
        lambda lines: [b"\n", *lines[1:]],
        lambda lines: [lines[0].upper(), *lines[1:]],
        lambda lines: [b" " + lines[0], *lines[1:]],
        lambda lines: [lines[0][:63], *lines[1:]],
        lambda lines: [b"\xff" * 200, *lines[1:]],
    ],
    ids=["last", "first", "more", "order", "none", "empty", "case", "space", "cut", "bytes"],
)
def test_other_lines_are_another_bulk(change: Callable[[list[bytes]], list[bytes]]) -> None:
    for read in (verify_bulk, leaf_hashes):
        with pytest.raises(MalformedError, match="bulk"):
            read(change(LINES), MANIFEST)


@pytest.mark.parametrize(
    "manifest",
    [
        Manifest(10, MANIFEST.root),
        Manifest(12, MANIFEST.root),
        Manifest(0, MANIFEST.root),
        Manifest(-1, MANIFEST.root),
        Manifest(2**70, MANIFEST.root),
        Manifest(11, "00" * 32),
        Manifest(11, "root"),
        Manifest(0, sha256(b"").hexdigest()),
    ],
    ids=repr,
)
def test_another_manifest_is_for_another_bulk(manifest: Manifest) -> None:
    proof = prove_row(leaf_hashes(LINES, MANIFEST), 10, LINES[10])
    verify_row(proof, MANIFEST)

    with pytest.raises(MalformedError):
        verify_bulk(LINES, manifest)
    with pytest.raises(MalformedError):
        verify_bulk([], manifest)
    with pytest.raises(MalformedError):
        verify_row(proof, manifest)


@pytest.mark.parametrize(
    "change",
    [
        {"index": 4},
        {"index": -1},
        {"index": 11},
        {"salt": "00" * 32},
        {"salt": "00"},
        {"row": {}},
        {"row": {"place": "post 5", "wounded": 6, "note": "پاسگاه"}},
        {"row": {"place": 0.5}},
        {"path": ()},
        {"path": ("00" * 32,) * 4},
        {"path": ("zz",) * 4},
        {"path": ("00",) * 4},
    ],
    ids=str,
)
def test_a_row_shown_otherwise_than_committed_is_refused(change: dict[str, Any]) -> None:
    proof = prove_row(leaf_hashes(LINES, MANIFEST), 5, LINES[5])
    verify_row(proof, MANIFEST)

    with pytest.raises(MalformedError):
        verify_row(msgspec.structs.replace(proof, **change), MANIFEST)


@pytest.mark.parametrize(
    "leaf",
    [
        b"",
        b"{}",
        b"[]",
        b'["' + b"0" * 64 + b'"]',
        b'["' + b"0" * 64 + b'",[]]',
        b'["' + b"0" * 64 + b'",{},{}]',
        b'["' + b"0" * 63 + b'",{}]',
        b'["' + b"0" * 64 + b'", {}]',
        b'["' + b"0" * 64 + b'",{"a":1.0}]',
        b'["' + b"0" * 64 + b'",{"a":"' + b"x" * MAX_LEAF + b'"}]',
        b"[" * 100_000,
        b"\xff",
    ],
    ids=lambda leaf: f"{len(leaf)} {leaf[:4]!r}",
)
def test_an_author_that_committed_to_no_row_is_told_from_a_damaged_copy(leaf: bytes) -> None:
    """Every copy has the same bytes, so nobody need look for a better one."""
    lines = [LINES[0], leaf_hash(leaf).hex().encode() + b" " + leaf + b"\n"]
    manifest = Manifest(2, root_of([leaf_hash(LINES[0][65:-1]), leaf_hash(leaf)]).hex())

    assert verify_bulk(lines, manifest) == NOTHING_MISSING | {RowState.UNREADABLE: (1,)}
    with pytest.raises(MalformedError, match="unreadable"):
        prove_row(leaf_hashes(lines, manifest), 1, lines[1])


@pytest.mark.parametrize(
    "row",
    [{"a": 0.5}, {"a": 2**53}, {"é": 1}, {"a": "\ud800"}, {"a": b""}, {"a": "x" * MAX_LEAF}, ["a"], "a"],
    ids=lambda row: ascii(row)[:20],
)
def test_what_could_not_be_read_again_is_not_written(row: Any) -> None:
    """And leaves no trace in the root."""
    writer = BulkWriter(draws("bulk"))
    first = writer.line(REPORTS[0])

    with pytest.raises(MalformedError):
        writer.line(row)
    assert verify_bulk([first], writer.manifest()) == NOTHING_MISSING


def test_a_bulk_has_at_least_one_row_and_at_most_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    writer = BulkWriter(draws("bulk"))
    with pytest.raises(MalformedError, match="a row or more"):
        writer.manifest()

    monkeypatch.setattr(bulk, "MAX_ROWS", 2)
    lines = [writer.line(REPORTS[0]), writer.line(REPORTS[1])]
    with pytest.raises(MalformedError, match="at most 2 rows"):
        writer.line(REPORTS[2])
    assert verify_bulk(lines, writer.manifest()) == NOTHING_MISSING
    with pytest.raises(MalformedError, match="at most 2"):
        verify_bulk(LINES, MANIFEST)


def test_a_row_beyond_the_last_is_not_proven() -> None:
    hashes = leaf_hashes(LINES, MANIFEST)

    for index in (-1, 11):
        with pytest.raises(MalformedError, match="no such leaf"):
            prove_row(hashes, index, LINES[0])
