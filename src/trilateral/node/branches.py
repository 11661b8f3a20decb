"""The other branch of a log that was shown in two ways: met at a source, kept, and told to all.

A head that the log signed and that ours does not continue convicts it, once the source has shown all
entries under it. Who signed it need not be known here: a log may exchange its key on each of its
branches, and then the branch's own entries say by whose word the key is the log's.

Left out: the files of a branch and the form of the proof (`forks`).
"""

from typing import TYPE_CHECKING

from trilateral.errors import MalformedError
from trilateral.ledger.evidence import (
    Equivocation,
    encode_equivocation,
    open_branch,
    parse_equivocation,
    verify_equivocation,
)
from trilateral.ledger.keys import MisconductFound
from trilateral.node.cosigners import plain_lines
from trilateral.node.fetching import Pulled, fetch_tail, open_head
from trilateral.node.forks import enrolments, equivocation, keep_branch, leaf_hashes, parting, tiles_of
from trilateral.node.record import Record
from trilateral.node.sources import HoldsBranches, Source
from trilateral.store.logs import stated
from trilateral.tlog.checkpoint import SignedCheckpoint
from trilateral.tlog.merkle import root_of

if TYPE_CHECKING:
    from trilateral.node.node import Node


def read_other(node: "Node", source: Source, data: bytes, origin: str) -> tuple[SignedCheckpoint, list[bytes]] | None:
    """A head by a key that counts on its own branch, whatever ours says of it, and the entries under it.

    The branch's entries put the key to the log. A key that was ended here is a thief's, as far as we can
    tell: it counts only for a branch on which another party's log rests or that evidence in the record
    shows, and if it was not ended in what that has in common with ours.

    Returns:
        None if ours begin with these entries, or are not read so far.

    Raises:
        MalformedError: They are not those under the head, or none of such keys has signed it.
    """
    head, record = stated(data), node.record
    with node.lock:
        if head.size <= record.size(origin) and record.root_at(origin, head.size) == head.root:
            return None
    entries = fetch_tail(source, origin, 0, head.size)
    leaves = leaf_hashes(entries)
    with node.lock:
        prefix = parting(leaf_hashes(held_entries(record, origin)), leaves)
        if record.fold.size(origin) < prefix:
            return None
        keys = (*record.log_keys(origin), *enrolments(entries, origin, record.fold.authorities(origin)))
        rested_on = {(size, root) for _, _, log, size, root in record.fold.disputed() if log == origin}
        rested_on |= {(shown.size, shown.root) for shown in _branches_named(record, origin)}
        rests = any(size <= len(leaves) and root_of(leaves[:size]) == root for size, root in rested_on)
        retired = record.fold.book(origin).retired_keys(prefix if rests else record.fold.size(origin))
    return open_head(node, data, origin, [key for key in keys if key not in retired]), entries


def held_entries(record: Record, origin: str) -> list[bytes]:
    """All entries of a log that are here, from its files."""
    return [entry for _, entry in record.files(origin).entries()]


def meet_branch(node: "Node", source: Source, signed: SignedCheckpoint, entries: list[bytes] | None = None) -> Pulled:
    """A head that the log signed and that does not go together with ours, unless the source lies about its entries.

    Args:
        node: Ours.
        source: Whom we asked.
        signed: The head.
        entries: Those under it, where they had to be read to tell who signed it.
    """
    origin, record = signed.origin, node.record
    size = record.size(origin)
    if record.knows_branch(origin, signed):
        return Pulled(origin, source.name, size, size)
    entries = fetch_tail(source, origin, 0, signed.size) if entries is None else entries
    tiles = tiles_of(entries, signed, source.name)
    with node.lock:
        ours = record.checkpoint(origin)
        if ours is None:
            raise MalformedError(f"{source.name}: {origin} changed while it was fetched; ask again")
        files = record.files(origin)
        held = held_entries(record, origin)
        prefix = parting(leaf_hashes(held), leaf_hashes(entries))
        if prefix >= min(ours.size, signed.size):
            raise MalformedError(f"{source.name}: gave entries of {origin} that it gave differently before")
        authorities = record.fold.authorities(origin)
        exchanged = [enrolments(each, origin, authorities) for each in (held[: ours.size], entries)]
        shown = (ours, files.read), (signed, tiles.__getitem__)
        proof = equivocation(*shown, prefix, record.fold.genesis.log_keys(origin), exchanged)
        staging = record.home / "staging" / "forks"
        kept = keep_branch(files, signed, tiles, staging)
        if kept:  # where its own entries had to say who signed it, it was not kept before
            record.heads.keep(origin, plain_lines(signed, origin).encode())
        known = origin in record.fold.exposed()
        node.took_in(record.add_branch(origin, prefix, entries))
        if not known or not _filed(record, origin):
            _convict(node, origin, proof)
        return Pulled(origin, source.name, size, record.size(origin), exposed=kept)


def _convict(node: "Node", origin: str, proof: Equivocation) -> None:
    """File evidence. Where keys of the first charter do not show it alone, it rests on what names the others."""
    fold = node.record.fold
    first = [each for each in fold.authorities(origin) if each.roots == fold.genesis.root_keys(origin)]
    try:
        verify_equivocation(proof, origin, fold.genesis.log_keys(origin), first)
    except MalformedError:
        node.record_heads()
    node.say_as_node(MisconductFound(log=origin, proof=encode_equivocation(proof)))


def pull_branches(node: "Node", source: Source) -> list[Pulled]:
    """Fetch the branches that evidence in the record names and that we do not hold.

    Others acted on what we were never shown, and what they signed then can only be read with it.
    """
    record = node.record
    if not isinstance(source, HoldsBranches):
        return []
    pulled = []
    for origin in record.fold.exposed():
        for signed in _branches_named(record, origin):
            ours = signed.size <= record.size(origin) and record.root_at(origin, signed.size) == signed.root
            branch = source.branch(origin, signed.root.hex())
            if not ours and not record.knows_branch(origin, signed) and branch.checkpoint(origin) is not None:
                pulled.append(meet_branch(node, branch, signed))
    return pulled


def _branches_named(record: Record, origin: str) -> list[SignedCheckpoint]:
    """Heads of the branches that evidence shows, each once."""
    proofs = [parse_equivocation(entry.body.proof) for entry in record.fold.evidence(origin)]
    branches = {branch.checkpoint: branch for proof in proofs for branch in (proof.first, proof.second)}
    keys, authorities = record.log_keys(origin), record.fold.authorities(origin)
    return [open_branch(branches[head], origin, keys, authorities) for head in sorted(branches)]


def _filed(record: Record, origin: str) -> bool:
    """Whether our own log holds evidence against a log already."""
    return any(
        isinstance(verdict.entry.body, MisconductFound) and verdict.entry.body.log == origin
        for verdict in record.fold.verdicts(record.origins[0])
        if verdict.entry is not None and verdict.has_effect
    )
