"""Proof of misconduct that a stranger can check: one log, shown in two ways.

Two checkpoints signed by one log whose trees do not continue one another convict it.
Where the sizes are equal and the roots differ the two notes are enough. Otherwise the
proof also shows the first entry at which the trees part: both contain the same first
`prefix` entries (two consistency proofs from one root), and differ in the next leaf
(two inclusion proofs). With that the common prefix is proven too, and it is needed:
what the log said before its fork still stands.

A smaller checkpoint that the larger one continues is no misconduct: somebody replayed
an old one.

A log may exchange its key after the fork, and on each branch for another one. Whoever was
shown one branch cannot know the other's key, so a branch carries the entry by which the party's
roots put that key to the log, and proof that it lies under the branch's head. With the root keys
that a charter names a stranger sees that the party answers for both heads.

Left out: whether the common prefix had ended a key already, which only those can tell who
have read it (`fold`).
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.canonical import encode_canonical, parse_canonical
from trilateral.ledger.entry import Hash, Part, members_of, parse_entry
from trilateral.ledger.keys import MAX_LOG_KEY_TEXT, KeyEnrolled
from trilateral.tlog.checkpoint import SignedCheckpoint, open_checkpoint, parse_signed
from trilateral.tlog.merkle import leaf_hash, verify_consistency, verify_inclusion
from trilateral.tlog.note import KeyKind, VerifierKey, parse_vkey, verify_note

_KINDS = {str(KeyEnrolled.__struct_config__.tag): KeyEnrolled}


class Authority(NamedTuple):
    """Whose word puts a key to a log: the root keys of its party by one text of the charter.

    Attributes:
        mechanism: Hash of the genesis charter, which that word must name.
        roots: The keys.
        threshold: How many of them it takes.
    """

    mechanism: str
    roots: tuple[VerifierKey, ...]
    threshold: int


class Enrolled(Part, frozen=True):
    """The entry of one branch by which the party's roots put a key to its log.

    Attributes:
        entry: Its bytes, which are UTF-8.
        index: Where it stands in the branch.
        inclusion: Proof of that, hex.
    """

    entry: str
    index: int
    inclusion: tuple[Hash, ...]


class Branch(Part, frozen=True):
    """One of the two trees: its signed checkpoint, and where it parts from the other.

    Attributes:
        checkpoint: The note with the log's signature.
        leaf: Leaf hash at index `prefix`, hex.
        inclusion: Proof of that leaf, hex.
        consistency: Proof from the common prefix to this tree, hex.
        enrolled: Where its log's first keys have not signed it: which entry put the key to it that has.
    """

    checkpoint: str
    leaf: Hash
    inclusion: tuple[Hash, ...]
    consistency: tuple[Hash, ...]
    enrolled: Enrolled | None = None


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
    return encode_canonical(members_of(evidence)).decode()


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


def verify_equivocation(
    evidence: Equivocation, origin: str, log_keys: tuple[VerifierKey, ...], authorities: Iterable[Authority] = ()
) -> None:
    """Check that the log of `origin` signed both branches and that they part after `prefix` entries.

    Args:
        evidence: The proof.
        origin: Whose it is.
        log_keys: Keys that are known to be the log's.
        authorities: By whose word another key is, where the proof shows that.

    Raises:
        MalformedError: The proof does not convict the log: say nothing against it.
    """
    root, authorities = bytes.fromhex(evidence.prefix_root), tuple(authorities)
    for branch in (evidence.first, evidence.second):
        signed = open_branch(branch, origin, log_keys, authorities)
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


def open_branch(
    branch: Branch,
    origin: str,
    log_keys: Iterable[VerifierKey],
    authorities: Iterable[Authority] = (),
    retired: frozenset[VerifierKey] = frozenset(),
) -> SignedCheckpoint:
    """The head of a branch, signed by the log: by a known key, or by one that an entry of the branch puts to it.

    Args:
        branch: Of a proof.
        origin: Whose it is.
        log_keys: Keys that are known to be the log's.
        authorities: By whose word another key is.
        retired: Keys that are the log's no more, whoever says so again.

    Raises:
        MalformedError: It is not, or what is said to put the key to the log does not.
    """
    keys = list(log_keys)
    if branch.enrolled is not None:
        head, leaf = parse_signed(branch.checkpoint.encode()), leaf_hash(branch.enrolled.entry.encode())
        inclusion = [bytes.fromhex(node) for node in branch.enrolled.inclusion]
        verify_inclusion(leaf, branch.enrolled.index, head.size, inclusion, head.root)
        keys.append(enrolled_key(branch.enrolled.entry.encode(), origin, authorities))
    return open_checkpoint(branch.checkpoint.encode(), [key for key in keys if key not in retired], origin)


def enrolled_key(entry: bytes, origin: str, authorities: Iterable[Authority]) -> VerifierKey:
    """The key that an entry puts to a log, on the word of as many roots of its party as that takes.

    Where the entry stands is not asked, and so not whether the key was in use or had been ended there.

    Raises:
        MalformedError: It puts none to that, or these roots have not signed it.
    """
    note, header, body = parse_entry(entry, _KINDS)
    if not isinstance(body, KeyEnrolled) or body.purpose != "log" or header.log != origin:
        msg = f"evidence: expected an entry that puts a key to the log {origin}, got {header.kind} of {header.log}"
        raise MalformedError(msg)
    if len(note.text) > MAX_LOG_KEY_TEXT:
        msg = f"evidence: expected a log key in a text of at most {MAX_LOG_KEY_TEXT} bytes, got {len(note.text)}"
        raise MalformedError(msg)
    key = parse_vkey(body.key)
    if key.name != origin or key.kind is not KeyKind.ED25519:
        msg = f"evidence: expected an Ed25519 key of the name {origin}, got {key.name}"
        raise MalformedError(msg)
    for authority in authorities:
        signers = verify_note(note, authority.roots)
        if header.mechanism == authority.mechanism and len(note.signatures) == len(signers) >= authority.threshold:
            return key
    msg = f"evidence: expected the word of its party's roots for {key.name} {key.key_id:08x}, got none that counts"
    raise MalformedError(msg)


def contradicts(first: SignedCheckpoint, second: SignedCheckpoint) -> bool:
    """Whether the two notes alone convict: one size, two roots."""
    return first.size == second.size and first.root != second.root
