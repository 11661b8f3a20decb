import json
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.outside import outside
from tests.tlog.made import entries_of
from tests.vectors.make_tlog import Case, load
from trilateral.errors import MalformedError
from trilateral.tlog import merkle


def leaves_of(size: int) -> list[bytes]:
    return [merkle.leaf_hash(entry) for entry in entries_of(size)]


def reader(leaves: list[bytes]) -> merkle.HashReader:
    """Hashes of complete subtrees, straight from the leaves; fails for any other."""

    def read(level: int, index: int) -> bytes:
        part = leaves[index << level : (index + 1) << level]
        assert len(part) == 1 << level
        return merkle.root_of(part)

    return read


sizes = st.integers(min_value=1, max_value=130)


@pytest.mark.parametrize(("name", "case"), load("merkle_leaf"))
def test_leaf_vectors(name: str, case: Case) -> None:
    """An entry is hashed after a zero byte."""
    assert merkle.leaf_hash(bytes.fromhex(case["entry"])).hex() == case["hash"], name


@pytest.mark.parametrize(("name", "case"), load("merkle_node"))
def test_node_vectors(name: str, case: Case) -> None:
    """Two hashes are hashed after a one byte."""
    assert merkle.node_hash(bytes.fromhex(case["left"]), bytes.fromhex(case["right"])).hex() == case["hash"], name


def decimal_leaves(size: int) -> list[bytes]:
    """Of the logs of the golden vectors."""
    return [merkle.leaf_hash(b"%d" % index) for index in range(size)]


@pytest.mark.parametrize(("name", "case"), load("merkle_inclusion"))
def test_inclusion_vectors(name: str, case: Case) -> None:
    """The proof made is the one recorded, and it verifies."""
    index, size = case["index"], case["size"]
    leaves = decimal_leaves(size)
    proof = merkle.inclusion_proof(index, size, reader(leaves))

    assert [each.hex() for each in proof] == case["proof"], name
    merkle.verify_inclusion(leaves[index], index, size, proof, bytes.fromhex(case["root"]))


@pytest.mark.parametrize(("name", "case"), load("merkle_consistency"))
def test_consistency_vectors(name: str, case: Case) -> None:
    """The proof made is the one recorded, and it verifies."""
    old, new = case["old"], case["new"]
    proof = merkle.consistency_proof(old, new, reader(decimal_leaves(new)))

    assert [each.hex() for each in proof] == case["proof"], name
    merkle.verify_consistency(old, new, bytes.fromhex(case["old_root"]), bytes.fromhex(case["new_root"]), proof)


def test_the_inclusion_proofs_of_others() -> None:
    """98 proofs made for the Go implementation: each is taken or refused as there."""
    cases = [json.loads(row) for row in outside("conformance/merkle-proofs/inclusion.jsonl").read_text().splitlines()]

    assert len(cases) == 98
    for case in cases:
        proof = [b64decode(each) for each in case["proof"] or []]
        leaf, root = b64decode(case["leafHash"] or ""), b64decode(case["root"] or "")
        try:
            merkle.verify_inclusion(leaf, case["leafIdx"], case["treeSize"], proof, root)
            refused = False
        except MalformedError:
            refused = True
        assert refused == case["wantErr"], case["desc"]


def test_the_consistency_proofs_of_others() -> None:
    """98 proofs made for the Go implementation: each is taken or refused as there."""
    cases = [json.loads(row) for row in outside("conformance/merkle-proofs/consistency.jsonl").read_text().splitlines()]

    assert len(cases) == 98
    for case in cases:
        proof = [b64decode(each) for each in case["proof"] or []]
        roots = b64decode(case["root1"] or ""), b64decode(case["root2"] or "")
        try:
            merkle.verify_consistency(case["size1"], case["size2"], *roots, proof)
            refused = False
        except MalformedError:
            refused = True
        assert refused == case["wantErr"], case["desc"]


@given(st.integers(min_value=0, max_value=300))
def test_all_ways_to_a_root_agree(size: int) -> None:
    """From all leaves, by appending, and from complete subtrees."""
    leaves = leaves_of(size)
    frontier = merkle.Frontier()
    frontier.extend(leaves)

    assert frontier.size == size
    assert merkle.root_of(leaves) == frontier.root() == merkle.tree_root(size, reader(leaves))


def test_the_empty_tree_has_a_root() -> None:
    """The hash of nothing."""
    assert merkle.Frontier().root() == merkle.root_of([]) == merkle.EMPTY_ROOT
    assert b64decode("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=") == merkle.EMPTY_ROOT


def test_a_copied_frontier_goes_its_own_way() -> None:
    """Appending to one does not change the other."""
    frontier = merkle.Frontier()
    frontier.extend(leaves_of(5))
    twin = frontier.copy()
    twin.append(merkle.leaf_hash(b"more"))

    assert frontier.root() == merkle.root_of(leaves_of(5))
    assert (frontier.size, twin.size) == (5, 6)


@given(st.data())
def test_every_leaf_proves_its_place_and_no_other(data: st.DataObject) -> None:
    """A proof holds for its leaf, index, size and root; change one of them and it fails."""
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    root = merkle.root_of(leaves)
    proof = merkle.inclusion_proof(index, size, reader(leaves))

    merkle.verify_inclusion(leaves[index], index, size, proof, root)
    other = data.draw(st.integers(0, size + 2).filter(lambda number: number != index))
    for wrong in (
        (merkle.leaf_hash(b"forged"), index, size, proof, root),
        (leaves[index], other, size, proof, root),
        (leaves[index], index, size, (*proof, root), root),
        (leaves[index], index, size, proof[:-1], root),
        (leaves[index], index, size, proof, merkle.leaf_hash(b"forged")),
        (leaves[index], -1, size, proof, root),
        (leaves[index][:31], index, size, proof, root),
    ):
        if wrong[3] == proof and wrong[:3] == (leaves[index], index, size) and wrong[4] == root:
            continue  # a tree of one leaf has an empty proof, and nothing to cut off
        with pytest.raises(MalformedError):
            merkle.verify_inclusion(*wrong)


@given(st.data())
def test_a_tree_proves_that_it_grew(data: st.DataObject) -> None:
    """A proof holds for its two sizes and roots; a rewritten past fails."""
    new = data.draw(sizes)
    old = data.draw(st.integers(0, new))
    leaves = leaves_of(new)
    roots = merkle.root_of(leaves[:old]), merkle.root_of(leaves)
    proof = merkle.consistency_proof(old, new, reader(leaves))

    merkle.verify_consistency(old, new, *roots, proof)
    forged = merkle.leaf_hash(b"forged")
    for wrong in (
        (forged, roots[1], proof),
        (*roots, (*proof, forged)),
        (*roots, (*proof[:-1], forged)) if proof else None,
    ):
        if wrong is not None:
            with pytest.raises(MalformedError):
                merkle.verify_consistency(old, new, *wrong)
    if 0 < old < new:
        with pytest.raises(MalformedError):
            merkle.verify_consistency(old, new, roots[0], forged, proof)
        with pytest.raises(MalformedError):
            merkle.verify_consistency(old, new, *roots, proof[:-1])


def test_a_proof_that_stops_short_of_the_root_is_refused() -> None:
    """An inner hash shown as the root fits a proof that is cut off, but not the size."""
    first, second = leaves_of(2)
    root = merkle.node_hash(first, second)

    with pytest.raises(MalformedError, match="expected more hashes"):
        merkle.verify_inclusion(first, 0, 2, (), first)
    with pytest.raises(MalformedError, match="expected more hashes"):
        merkle.verify_inclusion(first, 0, 4, (second,), root)
    with pytest.raises(MalformedError, match="expected more hashes"):
        merkle.verify_consistency(1, 2, first, first, ())
    with pytest.raises(MalformedError, match="expected more hashes"):
        merkle.verify_consistency(2, 3, root, root, ())
    with pytest.raises(MalformedError, match="expected hashes, got none"):
        merkle.verify_consistency(3, 4, root, root, ())


def test_a_tree_does_not_shrink() -> None:
    """From a larger size to a smaller one nothing is consistent."""
    with pytest.raises(MalformedError, match="sizes"):
        merkle.verify_consistency(2, 1, merkle.EMPTY_ROOT, merkle.EMPTY_ROOT, ())


@pytest.mark.parametrize(("old", "new"), [(-1, 1), (2, 1)])
def test_there_is_no_consistency_proof_for_such_sizes(old: int, new: int) -> None:
    """Whoever asks is told."""
    with pytest.raises(MalformedError, match="no such trees"):
        merkle.consistency_proof(old, new, reader([]))


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_there_is_no_inclusion_proof_for_such_an_index(index: int) -> None:
    """Whoever asks is told."""
    with pytest.raises(MalformedError, match="no such leaf"):
        merkle.inclusion_proof(index, 3, reader(leaves_of(3)))
