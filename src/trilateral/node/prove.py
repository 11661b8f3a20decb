"""One entry with all that proves it, in one file that needs no network: C2SP tlog-proof.

It shows that the entry is in the log, on the word of those whom a policy trusts. It does
not show that its author's key counted at that index: that takes the log up to there, so
a bundle.
"""

from trilateral.errors import MalformedError, RefusedError
from trilateral.node.policy import policy_of
from trilateral.node.record import Record
from trilateral.tlog.checkpoint import SignedCheckpoint, merge_signatures
from trilateral.tlog.merkle import inclusion_proof
from trilateral.tlog.policy import LackingError, Policy
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
    served = record.checkpoint(origin)
    if served is None or served.size <= index:
        raise RefusedError("prove.not_published", ref=ref)
    signed = _best(record, served, index)
    hashes = inclusion_proof(index, signed.size, hash_reader(served.size, files.read))
    return Proof(index, hashes, signed.encode(), files.entry(index)).encode()


def still_missing(record: Record, ref: str) -> tuple[str, ...]:
    """Whose cosignatures a proof that is made now lacks: whoever judges it by our charter refuses it. None if nobody's."""
    origin, index = record.place_of(ref)
    served = record.checkpoint(origin)
    if served is None:
        return ()
    try:
        policy_of(record, log=origin).check(_best(record, served, index).encode())
    except LackingError as error:
        return error.missing
    return ()


def _best(record: Record, served: SignedCheckpoint, index: int) -> SignedCheckpoint:
    """The newest checkpoint over the entry that has the charter's quorum; the served one if none has it yet.

    What has just been said has not been cosigned; that must not take the proof from what was.
    """
    origin = served.origin
    policy = policy_of(record, log=origin)
    for signed in (served, *_kept(record, origin)):
        if signed.size > index and _satisfies(policy, signed) and record.root_at(origin, signed.size) == signed.root:
            return signed
    return served


def _kept(record: Record, origin: str) -> list[SignedCheckpoint]:
    """Older checkpoints with what others said of them, the largest first; notes on one tree are put together."""
    merged: dict[bytes, SignedCheckpoint] = {}
    for note in record.cosigned.of(origin):
        try:
            signed = record.open_head(note, origin)
        except MalformedError:
            continue  # spoilt; `verify` reports it
        held = merged.get(signed.note.text)
        merged[signed.note.text] = signed if held is None else merge_signatures(held, signed)
    served = record.checkpoint(origin)
    longest = served.size if served else 0
    return sorted((each for each in merged.values() if each.size <= longest), key=lambda each: -each.size)


def _satisfies(policy: Policy, signed: SignedCheckpoint) -> bool:
    try:
        policy.check(signed.encode())
    except MalformedError:
        return False
    return True
