"""Merkle trees over entries: RFC 6962, section 2.1, with the checks of RFC 9162, section 2.1.

    leaf   SHA-256(0x00 || entry)
    node   SHA-256(0x01 || left || right)
    empty  SHA-256("")

The first byte keeps leaves and nodes apart: without it, an entry that consists
of two hashes would pass for an inner node, and a log could show two different
sets of entries under one root.

A tree of n > 1 leaves splits at the largest power of two below n. The left
part is therefore always complete, and a *complete* subtree never changes as
the log grows: proofs read only such subtrees, through a `HashReader`.

Left out: where hashes are kept (`tiles`), and whose root it is (`checkpoint`).
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from trilateral.errors import MalformedError
from trilateral.tlog.lines import HASH_SIZE

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "Frontier",
    "HashReader",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root_of",
    "tree_root",
    "verify_consistency",
    "verify_inclusion",
]

EMPTY_ROOT = sha256(b"").digest()

HashReader = Callable[[int, int], bytes]
"""(level, index) -> hash of the complete subtree over the leaves [index * 2**level, (index + 1) * 2**level)."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry as a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root over these hashes, in this order.

    Works upwards, level by level, and carries an odd last hash up unchanged:
    that gives the same tree as splitting from above. The hashes may be roots
    of equal complete subtrees, and the last that of a smaller one.
    """
    if not leaf_hashes:
        return EMPTY_ROOT
    level = list(leaf_hashes)
    while len(level) > 1:
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        if len(level) & 1:
            above.append(level[-1])
        level = above
    return level[0]


class Frontier:
    """What must be kept of a tree to go on appending to it: one hash for each bit set in its size.

    Attributes:
        size: Leaves appended so far.
    """

    __slots__ = ("_roots", "size")

    def __init__(self) -> None:
        """Begin with the empty tree."""
        self.size = 0
        self._roots: list[bytes] = []  # of complete subtrees, largest first

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf."""
        size, roots = self.size, self._roots
        while size & 1:  # like carrying in binary addition: two equal subtrees become one
            leaf_hash = sha256(b"\x01" + roots.pop() + leaf_hash).digest()
            size >>= 1
        roots.append(leaf_hash)
        self.size += 1

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add leaves in this order."""
        for each in leaf_hashes:
            self.append(each)

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        return _fold(self._roots) if self._roots else EMPTY_ROOT

    def copy(self) -> "Frontier":
        """The same tree, to be continued apart."""
        twin = Frontier()
        twin.size, twin._roots = self.size, self._roots.copy()
        return twin


def _fold(roots: Sequence[bytes]) -> bytes:
    """The root over complete subtrees that lie side by side, largest first."""
    folded = roots[-1]
    for left in reversed(roots[:-1]):
        folded = node_hash(left, folded)
    return folded


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (RFC 6962, section 2.1)."""
    return 1 << ((width - 1).bit_length() - 1)


def _range_root(start: int, end: int, read: HashReader) -> bytes:
    """The root over the leaves [start, end), one of the parts into which such a tree splits."""
    roots = []
    while start < end:
        level = (end - start).bit_length() - 1
        roots.append(read(level, start >> level))
        start += 1 << level
    return _fold(roots)


def tree_root(size: int, read: HashReader) -> bytes:
    """The root of the tree over the first `size` leaves."""
    return _range_root(0, size, read) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: HashReader) -> tuple[bytes, ...]:
    """The path from leaf `index` to the root of the first `size` leaves (RFC 6962, section 2.1.1), sibling first."""
    if not 0 <= index < size:
        raise MalformedError(f"no such leaf: expected an index below {size}, got {index}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(middle, end, read))
            end = middle
        else:
            path.append(_range_root(start, middle, read))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, read: HashReader) -> tuple[bytes, ...]:
    """What shows that the first `new` leaves begin with the first `old` (RFC 6962, section 2.1.2).

    Empty if there is nothing to show: from the empty tree, or between equal sizes.
    """
    if not 0 <= old <= new:
        raise MalformedError(f"no such trees: expected sizes 0 <= old <= new, got {old} and {new}")
    if old in (0, new):
        return ()
    path: list[bytes] = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_root(middle, end, read))
            end = middle
        else:
            path.append(_range_root(start, middle, read))
            start = middle
    if start:  # else the old tree is this very subtree, whose root the verifier holds already
        path.append(_range_root(start, end, read))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Make sure that leaf hash `leaf` stands at `index` in the tree of this size and root.

    RFC 9162, section 2.1.3.2. The proof must have exactly the length that
    index and size call for: else a longer one could pass an inner node off as
    a leaf.
    """
    _check_hashes(leaf, root, *proof)
    if not 0 <= index < size:
        raise MalformedError(f"inclusion proof: expected an index below size {size}, got {index}")
    node, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise MalformedError(f"inclusion proof of {index} in {size}: expected fewer hashes than {len(proof)}")
        if node & 1 or node == last:
            computed = node_hash(sibling, computed)
            shift = _trailing_zeros(node)  # levels at which the rightmost node has no sibling
            node, last = node >> shift, last >> shift
        else:
            computed = node_hash(computed, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise MalformedError(f"inclusion proof of {index} in {size}: expected more hashes than {len(proof)}")
    if computed != root:
        raise MalformedError(f"inclusion proof of {index} in {size}: expected root {root.hex()}, got {computed.hex()}")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Make sure that the tree (new, new_root) begins with the tree (old, old_root).

    RFC 9162, section 2.1.4.2. Anything begins with the empty tree, and a tree
    with itself; both need an empty proof, and say nothing new.
    """
    if not 0 <= old <= new:
        raise MalformedError(f"consistency proof: expected sizes 0 <= old <= new, got {old} and {new}")
    if old in (0, new):
        _check_trivial(old, new, old_root, new_root, proof)
        return
    _check_hashes(old_root, new_root, *proof)
    hashes = list(proof)
    if old & (old - 1) == 0:  # a complete tree: its root is the first hash, and not sent
        hashes.insert(0, old_root)
    if not hashes:
        raise MalformedError(f"consistency proof from {old} to {new}: expected hashes, got none")
    computed_old, computed_new = _climb(old, new, hashes)
    if computed_old != old_root:
        raise MalformedError(f"consistency proof from {old}: expected {old_root.hex()}, got {computed_old.hex()}")
    if computed_new != new_root:
        raise MalformedError(f"consistency proof to {new}: expected {new_root.hex()}, got {computed_new.hex()}")


def _climb(old: int, new: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Both roots, as the proof has them. Steps 3 to 6 of RFC 9162, section 2.1.4.2."""
    shift = _trailing_zeros(old)  # skip the levels at which the old tree's right edge is complete
    node, last = (old - 1) >> shift, (new - 1) >> shift
    computed_old = computed_new = hashes[0]
    for each in hashes[1:]:
        if last == 0:
            raise MalformedError(f"consistency proof from {old} to {new}: expected fewer hashes than {len(hashes)}")
        if node & 1 or node == last:
            computed_old = node_hash(each, computed_old)
            computed_new = node_hash(each, computed_new)
            shift = _trailing_zeros(node)
            node, last = node >> shift, last >> shift
        else:
            computed_new = node_hash(computed_new, each)
        node, last = node >> 1, last >> 1
    if last:
        raise MalformedError(f"consistency proof from {old} to {new}: expected more hashes than {len(hashes)}")
    return computed_old, computed_new


def _trailing_zeros(number: int) -> int:
    """How many zero bits `number` ends in; none for zero, which has no bit to stop at."""
    return (number & -number).bit_length() - 1 if number else 0


def _check_trivial(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """The two cases in which there is nothing to prove."""
    if proof:
        raise MalformedError(f"consistency proof from {old} to {new}: expected no hashes, got {len(proof)}")
    if old == 0:
        _check_hashes(new_root)
        if old_root != EMPTY_ROOT:
            raise MalformedError(f"consistency proof from 0: expected the empty root, got {old_root.hex()}")
    if old == new and old_root != new_root:
        raise MalformedError(f"two trees of size {old}: expected root {old_root.hex()}, got {new_root.hex()}")


def _check_hashes(*hashes: bytes) -> None:
    for each in hashes:
        if len(each) != HASH_SIZE:
            raise MalformedError(f"proof: expected hashes of {HASH_SIZE} bytes, got {len(each)}")
