"""One entry with all that proves it, in one file: C2SP tlog-proof, extension `.tlog-proof`.

    c2sp.org/tlog-proof@v1
    extra <base64>              optional
    index <decimal>
    <base64 of a hash>          as many as the inclusion proof has, sibling first
    <empty line>
    <the signed checkpoint>

Together with a policy it needs no network and no log: whoever trusts the keys
in the policy can check the entry years later. It proves that the entry is in
the log at this index. Who wrote the entry is for the entry to say.

`extra` is not authenticated. We carry the entry itself there; it becomes
worth something only by hashing to what the proof proves.

Left out: where checkpoint and hashes come from.
"""

from dataclasses import dataclass

from trilateral.errors import MalformedError
from trilateral.tlog.lines import HASH_SIZE, SIZE_MAX, encode_base64, parse_base64, parse_decimal, parse_hash, shown
from trilateral.tlog.merkle import leaf_hash, verify_inclusion
from trilateral.tlog.policy import Policy
from trilateral.tlog.treehead import SignedCheckpoint

_HEADER = b"c2sp.org/tlog-proof@v1"
_MAX_HASHES = 63
"""The depth of the largest tree that a checkpoint can state."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof, not verified.

    Attributes:
        index: Where in the log the entry stands.
        hashes: The inclusion proof, from the leaf's sibling upwards.
        checkpoint: The signed checkpoint, byte for byte.
        extra: What whoever made the proof put beside it; None for nothing. Not trusted.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def __post_init__(self) -> None:
        """Refuse what has no form, or two."""
        if not 0 <= self.index <= SIZE_MAX:
            raise MalformedError(f"proof: expected an index from 0 to {SIZE_MAX}, got {self.index}")
        if len(self.hashes) > _MAX_HASHES or any(len(each) != HASH_SIZE for each in self.hashes):
            raise MalformedError(f"proof: expected at most {_MAX_HASHES} hashes of {HASH_SIZE} bytes")
        if self.extra == b"":  # tlog-proof, Format: without extra data the line is omitted
            raise MalformedError("proof: expected extra data or none, got empty data")

    def encode(self) -> bytes:
        """The file."""
        extra = [] if self.extra is None else [b"extra " + encode_base64(self.extra)]
        lines = [_HEADER, *extra, b"index %d" % self.index, *map(encode_base64, self.hashes)]
        return b"".join(line + b"\n" for line in lines) + b"\n" + self.checkpoint


def parse_proof(data: bytes) -> Proof:
    """The proof in `data`. Its checkpoint is taken as it is, and read when the proof is verified."""
    head, found, checkpoint = data.partition(b"\n\n")
    lines = head.split(b"\n", _MAX_HASHES + 4)
    if not found or lines.pop(0) != _HEADER:
        raise MalformedError(
            f"proof: expected {_HEADER.decode()} and a checkpoint after an empty line, got {shown(data)}"
        )
    extra = None
    if lines and lines[0].startswith(b"extra "):
        extra = parse_base64(lines.pop(0).removeprefix(b"extra "), "extra data of a proof")
    if not lines or not lines[0].startswith(b"index "):
        raise MalformedError(f"proof: expected a line with the index, got {shown(lines[0]) if lines else 'none'}")
    index = parse_decimal(lines.pop(0).removeprefix(b"index "), "index of a proof")
    if len(lines) > _MAX_HASHES:
        raise MalformedError(f"proof of {index}: expected at most {_MAX_HASHES} hashes, got more")
    hashes = tuple(parse_hash(line, f"proof of {index}") for line in lines)
    return Proof(index, hashes, checkpoint, extra)


def verify_proof(proof: Proof, entry: bytes, policy: Policy) -> SignedCheckpoint:
    """The checkpoint under which `entry` is in the log at `proof.index`, on the word of those whom `policy` trusts."""
    signed = policy.check(proof.checkpoint)
    verify_inclusion(leaf_hash(entry), proof.index, signed.size, proof.hashes, signed.root)
    return signed
