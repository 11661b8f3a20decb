"""One hash for a whole state, which names the subject where two states differ.

The digest is the RFC 6962 root over the subjects in the order of their ids; a leaf is
the id, a zero byte, and the SHA-256 of the subject's encoded state. Digests compare
only between nodes that read the same catalogue level, and as the same audience: the first
leaf holds both.
"""

import hashlib
from collections.abc import Iterable, Mapping

from trilateral.tlog.merkle import leaf_hash, root_of


def digest_of(
    level: int, states: Mapping[str, bytes], audience: Iterable[str] = (), known: dict[str, bytes] | None = None
) -> bytes:
    """Return the digest of the encoded states by subject.

    Args:
        level: Catalogue level.
        states: Encoded, by subject.
        audience: Parties whose reading it is of (`overlay`); none for the open record.
        known: Leaves of subjects that have not changed since; what was missing there is put there.
    """
    read_by = "".join(f"\0{party}" for party in sorted(audience))
    leaves = [leaf_hash(b"trilateral/digest@v1\0%d%b" % (level, read_by.encode()))]
    known = {} if known is None else known
    for subject in sorted(states):
        leaf = known.get(subject)
        if leaf is None:
            leaf = known[subject] = leaf_hash(subject.encode() + b"\0" + hashlib.sha256(states[subject]).digest())
        leaves.append(leaf)
    return root_of(leaves)


def differing(ours: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the subjects whose states differ, or that only one side has."""
    return tuple(subject for subject in sorted({*ours, *theirs}) if ours.get(subject) != theirs.get(subject))
