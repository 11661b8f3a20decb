"""What our party has of the other logs, said in its own log: receipt, and causal past of what it says next.

A heads entry is written ahead of a person's entry if the other logs have grown since the
last one, and at most now and then for entries of persons that came in. It never answers
another heads entry: two nodes would go on for ever.

It embeds checkpoints as they are served, cosignatures included: these show that the
entries after it are not older than that.
"""

import contextlib

from trilateral.errors import MalformedError
from trilateral.ledger.admission import stated_heads
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import Entry
from trilateral.ledger.keys import KINDS, Head, HeadsRecorded
from trilateral.node.cosigners import without_quantum
from trilateral.node.record import Record
from trilateral.tlog.checkpoint import SignedCheckpoint


def latest_heads(record: Record) -> Entry[HeadsRecorded] | None:
    """Our newest heads entry that has an effect."""
    heads = record.fold.heads_entries(record.origins[0])
    verdict = record.fold.verdict(heads[-1]) if heads else None
    return None if verdict is None else verdict.entry


def heads_now(record: Record, charter: Charter | None = None) -> HeadsRecorded | None:
    """What a heads entry would say now; None if there is nothing to name.

    A log that waits for entries which nobody gave us is named only as far as it could be
    read: else our own entries would have to wait with it.

    Args:
        record: Ours.
        charter: Whose logs to name; by default those of the charter in force for our next entry.
    """
    heads = []
    named = {terms.origin for terms in (charter or record.fold.charter_for_next(record.origins[0])).parties}
    for origin in sorted(named.intersection(record.origins[1:])):
        signed = _readable_head(record, origin)
        if signed is not None:
            heads.append(Head(checkpoint=without_quantum(signed).encode().decode()))
    return HeadsRecorded(heads=tuple(heads)) if heads else None


def _readable_head(record: Record, origin: str) -> SignedCheckpoint | None:
    folded = record.fold.size(origin)
    served = record.checkpoint(origin)
    if served is not None and 0 < served.size <= folded:
        return served
    older = []
    for note in record.heads.of(origin):
        with contextlib.suppress(MalformedError):  # by a key of which we know nothing yet
            older.append(record.open_head(note, origin))
    readable = [each for each in older if 0 < each.size <= folded and record.root_at(origin, each.size) == each.root]
    return max(readable, key=lambda each: each.size, default=None)


def grown_since(record: Record, *, persons_only: bool) -> bool:
    """Whether other logs hold entries with an effect, beside heads entries, that our newest heads entry does not cover.

    Args:
        record: Ours.
        persons_only: Count entries of persons alone, not the constitution's.
    """
    latest = latest_heads(record)
    named = {} if latest is None else {origin: size for origin, size, _ in stated_heads(latest.body.heads)}
    return any(
        verdict.has_effect and _counts(verdict.entry.header.kind if verdict.entry else "", persons_only=persons_only)
        for origin in record.origins[1:]
        for verdict in record.fold.verdicts(origin)[named.get(origin, 0) :]
    )


def _counts(kind: str, *, persons_only: bool) -> bool:
    return kind not in KINDS if persons_only else kind != str(HeadsRecorded.__struct_config__.tag)
