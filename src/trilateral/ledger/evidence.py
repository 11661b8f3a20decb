"""Proof of misconduct that a stranger can check: one log, shown in two ways.

Two checkpoints signed by one log whose trees do not continue one another convict it.
Where the sizes are equal and the roots differ the two notes are enough. Otherwise the
proof also shows the first entry at which the trees part: both contain the same first
`prefix` entries (two consistency proofs from one root), and differ in the next leaf
(two inclusion proofs). With that the common prefix is proven too, and it is needed:
what the log said before its fork still stands.

A smaller checkpoint that the larger one continues is no misconduct: somebody replayed
an old one.
"""

import hashlib

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.canonical import encode_canonical, parse_canonical
from trilateral.ledger.entry import Hash, Part
from trilateral.tlog.checkpoint import SignedCheckpoint, open_checkpoint
from trilateral.tlog.merkle import verify_consistency, verify_inclusion
from trilateral.tlog.note import VerifierKey


class Branch(Part, frozen=True):
    """One of the two trees: its signed checkpoint, and where it parts from the other.

    Attributes:
        checkpoint: The note with the log's signature.
        leaf: Leaf hash at index `prefix`, hex.
        inclusion: Proof of that leaf, hex.
        consistency: Proof from the common prefix to this tree, hex.
    """

    checkpoint: str
    leaf: Hash
    inclusion: tuple[Hash, ...]
    consistency: tuple[Hash, ...]


class Equivocation(Part, frozen=True):
    """Two branches of one log.

    Attributes:
        first: The branch with the smaller root, so that both finders write the same proof.
        second: The other one.
        prefix: How many entries the two have in common.
        prefix_root: Root over those, hex.
    """

    first: Branch
    second: Branch
    prefix: int
    prefix_root: Hash


def encode_equivocation(evidence: Equivocation) -> str:
    """Return the proof as canonical JSON text."""
    return encode_canonical(msgspec.to_builtins(evidence)).decode()


def parse_equivocation(text: str) -> Equivocation:
    """Read a proof; it is not verified yet.

    Raises:
        MalformedError: Not canonical JSON or not a proof.
    """
    value = parse_canonical(text.encode(errors="surrogatepass"))
    try:
        return msgspec.convert(value, Equivocation)
    except (msgspec.ValidationError, ValueError) as error:
        msg = f"evidence: {error}"
        raise MalformedError(msg) from error


def verify_equivocation(evidence: Equivocation, origin: str, log_keys: tuple[VerifierKey, ...]) -> None:
    """Check that the log of `origin` signed both branches and that they part after `prefix` entries.

    Raises:
        MalformedError: The proof does not convict the log: say nothing against it.
    """
    root = bytes.fromhex(evidence.prefix_root)
    for branch in (evidence.first, evidence.second):
        signed = open_checkpoint(branch.checkpoint.encode(), log_keys, origin)
        if signed.size <= evidence.prefix:
            msg = f"evidence: expected branches longer than {evidence.prefix}, got {signed.size} (log {origin})"
            raise MalformedError(msg)
        inclusion = [bytes.fromhex(node) for node in branch.inclusion]
        verify_inclusion(bytes.fromhex(branch.leaf), evidence.prefix, signed.size, inclusion, signed.root)
        if evidence.prefix:
            consistency = [bytes.fromhex(node) for node in branch.consistency]
            verify_consistency(evidence.prefix, signed.size, root, signed.root, consistency)
    if evidence.first.leaf == evidence.second.leaf:
        msg = f"evidence: expected two entries at index {evidence.prefix}, got one (log {origin})"
        raise MalformedError(msg)
    if evidence.prefix == 0 and evidence.prefix_root != hashlib.sha256(b"").hexdigest():
        msg = "evidence: expected the root of the empty tree for a prefix of 0"
        raise MalformedError(msg)


def contradicts(first: SignedCheckpoint, second: SignedCheckpoint) -> bool:
    """Whether the two notes alone convict: one size, two roots."""
    return first.size == second.size and first.root != second.root
