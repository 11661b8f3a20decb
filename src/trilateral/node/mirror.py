"""Mirroring one log from one source: fetch, verify, store, fold, cosign.

Whoever the source is, only the log's own signature says what the log holds. A head that
it signed is kept for good before anything else. Then it is one of these:

    the head that we have       other parties' lines on it are gathered
    an older head of ours       the same, beside the served checkpoint
    a continuation              entries are fetched and hashed; if they lead to the signed root
                                they are stored, folded and cosigned
    anything else               the source must show all entries of it; if they lead to the
                                signed root the log was shown in two ways: proof is filed, the
                                second branch is kept, and ours stays what it was

No tile of hashes is fetched: hashes are computed from the entries, from the first to the
last, and the root must come out. So an entry that was forged together with its tiles
is found like any other.

Which keys sign for a log its entries say. So where new ones enrol a log key, revoke one or
begin anew, they are read on trial first, and the head must be signed by a key that counts
after them: who missed a rotation learns of it, and a thief with a retired key continues nothing.

Our own log, seen at others, gives their cosignatures; and if they have more of it than
we do, our disk was rolled back (`Node.meet_own_log`).

Fetching holds no lock. What was fetched counts only if the log is still as long as it was.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from trilateral.errors import MalformedError
from trilateral.ledger.keys import KeyEnrolled, KeyRevoked, PartyAccredited
from trilateral.node.branches import meet_branch, read_other
from trilateral.node.bulks import ASK_AGAIN_SECONDS, HoldsBulks
from trilateral.node.cosigners import marks_on, open_known, plain_lines, without_quantum
from trilateral.node.fetching import Pulled, fetch_tail, open_head
from trilateral.node.record import Record
from trilateral.node.sources import Source
from trilateral.store.logs import stated
from trilateral.tlog.checkpoint import SignedCheckpoint, merge_signatures
from trilateral.tlog.note import VerifierKey
from trilateral.tlog.treehead import Checkpoint

if TYPE_CHECKING:
    from trilateral.node.node import Node

BODIES_AT_ONCE = 256
"""Bodies asked of one source in one turn: anybody may name any number that nobody has."""

_CHUNK = 16_384
"""Entries hashed and staged at a time."""


def pull(node: "Node", source: Source, origin: str) -> Pulled:
    """Bring our mirror of a log up to what a source has of it.

    Raises:
        MalformedError: What the source gave is not what the log signed. Nothing of ours changed.
        RefusedError: `quota.over`: the log brings more than the charter lets its party say in a day.
        UnavailableError: It did not answer.
    """
    record = node.record
    own = origin == node.origin and node.is_accredited  # else ours is mirrored like any other, until it begins anew
    data = source.checkpoint(origin)
    if data is None:
        return _pull_nothing(node, source, origin, own=own)
    if origin not in record.fold.origins:  # ours, in a new home: the text that names it lies in logs that are to come
        return Pulled(origin, source.name, 0, 0)
    ahead: Ahead | None = None
    try:
        signed = open_head(node, data, origin)
    except MalformedError as error:
        found = _open_by_entries(node, source, data, origin)
        if isinstance(found, Pulled):
            return found
        ahead = found
        if ahead is None or ahead.signed is None:
            raise MalformedError(f"{source.name}: {error}") from error
        signed = ahead.signed
    head = plain_lines(signed, origin).encode()
    if not own and not record.heads.holds(origin, head):
        node.arrivals.take(origin, record.charter.quotas, node.clock.unix(), heads=1)
    record.heads.keep(origin, head)
    if own:
        return node.meet_own_log(source, signed)
    pulled = _pull_other(node, source, data, signed, ahead)
    if origin == node.origin:
        node.mirrored_own_log(source, signed)
    return pulled


def _pull_nothing(node: "Node", source: Source, origin: str, *, own: bool) -> Pulled:
    """A source has nothing of a log. Of ours that is an answer, if it is of our mechanism."""
    if origin == node.origin and source.charter() == node.record.charter_bytes:
        if own:
            return node.meet_own_log(source, None)
        node.mirrored_own_log(source, None)
    return Pulled(origin, source.name, node.record.size(origin), node.record.size(origin))


def _open_by_entries(node: "Node", source: Source, data: bytes, origin: str) -> "Ahead | Pulled | None":
    """A head that no key known here has signed: what its entries say of who signs; None if that leads to nothing.

    They go on from what we hold, with another key that they put to the log. Or they part from it and
    do the same: whoever signs two branches need not use a key that those know who were shown the other.
    """
    try:
        ahead = _read_ahead(node, source, data, origin)
        if ahead is not None or origin == node.origin:
            return ahead
        if node.record.knows_branch(origin, stated(data)):
            return Pulled(origin, source.name, node.record.size(origin), node.record.size(origin))
        found = read_other(node, source, data, origin)
    except MalformedError:
        return None
    return None if found is None else meet_branch(node, source, *found)


class Ahead(NamedTuple):
    """The entries of a log that we do not hold yet, up to a head.

    Attributes:
        parts: Their tiles, a part at a time, each with the checkpoint of its size: the last is the head's.
        signed: The head, by keys that count after them; None where they change no keys.
    """

    parts: "list[tuple[Checkpoint, dict[str, bytes]]]"
    signed: SignedCheckpoint | None


_CHANGING = b'"kind":"ledger.'
_CHANGING_KIND = re.compile(_CHANGING + rb"(key_enrolled|key_revoked|party_accredited)/")


def _read_ahead(node: "Node", source: Source, data: bytes, origin: str) -> Ahead | None:
    """What a source has of a log beyond what we hold; None if it does not continue that.

    Raises:
        MalformedError: By what the entries themselves say, none of those who signed the head may.
    """
    head, record = stated(data), node.record
    with node.lock:
        old = record.size(origin)
    if head.size <= old:
        return None
    entries = fetch_tail(source, origin, old, head.size)
    if record.files(origin).size != old:
        return None
    writer = record.files(origin).writer()
    parts = []
    for at in range(0, len(entries), _CHUNK):
        tiles = writer.append(entries[at : at + _CHUNK])
        parts.append((Checkpoint(origin, writer.size, writer.root()), tiles))
    if (writer.size, writer.root()) != (head.size, head.root):
        return None
    node.arrivals.take(
        origin, record.charter.quotas, node.clock.unix(), entries=len(entries), size_bytes=sum(map(len, entries))
    )
    if not _changes_log_keys(record, origin, old, entries):
        return Ahead(parts, None)
    return Ahead(parts, open_head(node, data, origin, _keys_after(node, source, origin, entries)))


def _changes_log_keys(record: Record, origin: str, start: int, entries: Sequence[bytes]) -> bool:
    """Whether entries could change who signs for their log."""
    at = [index for index, entry in enumerate(entries) if _CHANGING in entry and _CHANGING_KIND.search(entry)]
    for index in at:
        (read,) = record.fold.parse_many(origin, [entries[index]], start + index)
        body = None if read.entry is None else read.entry.body
        if isinstance(body, PartyAccredited) or (
            isinstance(body, KeyEnrolled | KeyRevoked) and body.key.partition("+")[0] == origin
        ):
            return True
    return False


def _keys_after(node: "Node", source: Source, origin: str, entries: Sequence[bytes]) -> tuple[VerifierKey, ...]:
    """Keys that may sign a head over what we hold of a log and these entries: the whole record is read on trial.

    What the entries rest on may be missing here as well. It is read along as far as the
    source has it: nothing is believed of it but what hashes to heads that entries name.

    Raises:
        MalformedError: It cannot be told before more of the other logs is here.
    """
    record = node.record
    with node.lock:
        trial = record.fold.read_again(record.slices, lambda read: read)
    trial.append(origin, entries)
    asked = {origin}
    while trial.waiting().get(origin) and (others := [each for each in trial.origins if each not in asked]):
        for other in others:  # entries of theirs may be the first to name another log, on which these rest
            asked.add(other)
            data = source.checkpoint(other)
            held = record.size(other) if other in record.origins else 0
            if data is not None and stated(data).size > held:
                trial.append(other, fetch_tail(source, other, held, stated(data).size))
    if trial.waiting().get(origin):
        raise MalformedError(f"{source.name}: expected more of the other logs first, to tell who signs for {origin}")
    return trial.log_keys(origin, record.size(origin) + len(entries))


def _pull_other(node: "Node", source: Source, data: bytes, signed: SignedCheckpoint, ahead: Ahead | None) -> Pulled:
    origin, record = signed.origin, node.record
    with node.lock:
        old = record.size(origin)
        ours = record.root_at(origin, min(old, signed.size))
    if signed.size <= old and ours == signed.root:
        with node.lock:
            return Pulled(origin, source.name, old, old, _gather(node, signed))
    if signed.size > old:
        ahead = ahead or _read_ahead(node, source, data, origin)
        signed = signed if ahead is None or ahead.signed is None else ahead.signed
        if ahead is not None:
            with node.lock:
                if record.size(origin) == old:  # else another source was quicker
                    cosigned = _continue(node, signed, ahead)
                    return Pulled(origin, source.name, old, signed.size, cosigned)
                return Pulled(origin, source.name, old, record.size(origin))
    return meet_branch(node, source, signed)


def _continue(node: "Node", signed: SignedCheckpoint, ahead: Ahead) -> tuple[str, ...]:
    """Store what was verified, fold it, cosign it."""
    origin, record = signed.origin, node.record
    served = record.checkpoint(origin)
    if served is not None:
        keep_marks(record, served, last=True)
    files = record.files(origin)
    for bare, tiles in ahead.parts:
        # A crash in here leaves staged frames that end in no signed checkpoint: the next start drops them.
        files.stage(tiles, signed.encode() if bare.size == signed.size else bare.encode())
    files.apply_staged()
    node.took_in(record.refresh())
    return (*(line.name for line in signed.note.signatures), *_gather(node, signed))


def _gather(node: "Node", signed: SignedCheckpoint) -> tuple[str, ...]:
    """Take in the lines on a head that is ours too; add our own; returns the names of those that are new."""
    origin, record = signed.origin, node.record
    served = record.checkpoint(origin)
    if served is None or served.size != signed.size:
        keep_marks(record, signed)
        return ()
    merged = merge_signatures(served, signed)
    if node.may_sign and origin not in record.fold.exposed():
        merged = node.attest(merged)
    if merged.note == served.note:
        return ()
    keep_marks(record, merged)
    record.files(origin).publish(merged.encode())
    return _new_names(served, merged)


def _new_names(before: SignedCheckpoint, after: SignedCheckpoint) -> tuple[str, ...]:
    known = {(line.name, line.key_id) for line in before.note.signatures}
    return tuple(line.name for line in after.note.signatures if (line.name, line.key_id) not in known)


def keep_marks(record: Record, signed: SignedCheckpoint, *, last: bool = False) -> None:
    """Keep what a checkpoint's cosigners say, where nothing kept says as much.

    Of each size and cosigner the first word is kept, since it bounds the time of entries
    from above, and the last, since it bounds silence.

    Args:
        record: Ours.
        signed: Verified.
        last: It is about to be replaced by a larger one.
    """
    short = without_quantum(signed)
    kept = record.kept_marks(signed.origin)
    new = [mark for mark in marks_on(short, record.cosigners(signed.origin)) if kept.says_more(mark, last=last)]
    if new:
        record.cosigned.keep(signed.origin, short.encode())


def settle_mirrors(record: Record) -> None:
    """At a start: finish mirrors whose checkpoint was staged, drop those that ended before it."""
    # A party whose keys do not count yet mirrors its own log too. What its own signer staged has no signature.
    for origin in record.origins:
        files = record.files(origin)
        staged = files.staged()
        if origin == record.origins[0] and (staged is None or b"\n\n" not in staged.checkpoint):
            continue
        if staged is None:
            files.replay()
            continue
        try:
            open_known(staged.checkpoint, origin, record.log_keys(origin), ())
        except MalformedError:
            files.discard_staged()
        else:
            files.apply_staged()


def fetch_bodies(node: "Node", source: Source, wanted: Iterable[str]) -> list[str]:
    """Fetch detached bodies that entries name and that we lack; returns those that came.

    Whether a source gives one is its own business, and a body may have been erased.
    """
    came = []
    for name in wanted:
        if not node.record.bodies.has(name):
            data = source.body(name)
            if data is not None:
                _keep_body(node, source, name, data)
                came.append(name)
    return came


def fetch_bulks(node: "Node", source: Source) -> int:
    """Fetch lists of rows that entries state and that we lack, whole or in part; returns of how many more came.

    What comes is verified line by line and kept only if it leads to the root. Whoever cannot give more
    than we have is asked again after an hour, not at every turn.
    """
    if not isinstance(source, HoldsBulks):
        return 0
    came = 0
    for kept in node.record.bulks.asks(source.name, node.clock.unix()):
        node.record.bulks.not_before(source.name, kept, node.clock.unix() + ASK_AGAIN_SECONDS)
        with source.bulk(kept.root or "") as lines:
            if lines is not None and node.record.bulks.take(kept, lines, source.name):
                came += 1
    return came


def _keep_body(node: "Node", source: Source, name: str, data: bytes) -> None:
    if sha256(data).hexdigest() != name:
        raise MalformedError(f"{source.name}: expected the body {name}, got {sha256(data).hexdigest()}")
    node.record.bodies.put(data)
