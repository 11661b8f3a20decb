"""One entry with all that proves it, in one file that needs no network: C2SP tlog-proof.

It shows that the entry is in the log, on the word of those whom a policy trusts. It does
not show that its author's key counted at that index: that takes the log up to there, so
a bundle.
"""

from trilateral.errors import RefusedError
from trilateral.node.record import Record
from trilateral.tlog.merkle import inclusion_proof
from trilateral.tlog.proof import Proof
from trilateral.tlog.tiles import hash_reader


def prove(record: Record, ref: str) -> bytes:
    """The `.tlog-proof` of an entry, with the entry itself as extra data.

    Args:
        record: That of any home that holds the log.
        ref: `us/42`, or an entry's id.

    Raises:
        RefusedError: There is no such entry, or no served checkpoint covers it yet.
    """
    origin, index = record.place_of(ref)
    files = record.files(origin)
    signed = record.checkpoint(origin)
    if signed is None or signed.size <= index:
        raise RefusedError("prove.not_published", ref=ref)
    hashes = inclusion_proof(index, signed.size, hash_reader(signed.size, files.read))
    return Proof(index, hashes, signed.encode(), files.entry(index)).encode()
