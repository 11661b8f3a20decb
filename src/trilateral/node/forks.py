"""A log that was shown in two ways: the proof of it, and the second branch kept.

    logs/<hex>/forks/<hex of the branch's root>/checkpoint, tile/…

The first branch that a node mirrored stays where it is; whatever else the log signed is
kept beside it, whole, so that those who acted on it in good faith can be understood. Both
notes and the place where the branches part go into an entry that anybody can verify. Where a
branch has gone on with another log key, the entry that put it to the log goes along: whoever
was shown the other branch has never heard of it.

Not trusted, like all files of a log: a branch is verified against its signed root whenever
it is read back.

Left out: what an exposed log may still do, which is for `ledger.fold` to say.
"""

import contextlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from trilateral.errors import MalformedError
from trilateral.ledger.evidence import Authority, Branch, Enrolled, Equivocation, enrolled_key
from trilateral.ledger.fold import Fold
from trilateral.node.cosigners import plain_lines
from trilateral.store.files import make_directory_durable, place_files, read_file
from trilateral.store.logs import LogFiles
from trilateral.tlog.checkpoint import SignedCheckpoint, log_signers, open_checkpoint, parse_signed, strip_unknown
from trilateral.tlog.files import ReadFile
from trilateral.tlog.merkle import consistency_proof, inclusion_proof, leaf_hash, root_of
from trilateral.tlog.note import VerifierKey
from trilateral.tlog.tiles import TileWriter, hash_reader, read_log

_ENROLLING = re.compile(rb'"kind":"ledger\.key_enrolled/1"')

MOST_BRANCHES = 8
"""Branches kept of one log. It is exposed by the second; an enemy must not fill our disk with more of them."""


def parting(ours: Sequence[bytes], theirs: Sequence[bytes]) -> int:
    """Index of the first entry at which two logs differ; the length of the shorter one if they do not."""
    shorter = min(len(ours), len(theirs))
    return next((index for index in range(shorter) if ours[index] != theirs[index]), shorter)


def enrolments(
    entries: Sequence[bytes], origin: str, authorities: Sequence[Authority]
) -> dict[VerifierKey, tuple[int, bytes]]:
    """Keys that a branch's own entries put to its log on the word of its party's roots, and which entry does so first.

    Nothing else is read of the branch: what it rests on may be missing here, and its party may have seen to that.
    """
    found: dict[VerifierKey, tuple[int, bytes]] = {}
    for index, entry in enumerate(entries):
        if _ENROLLING.search(entry):
            with contextlib.suppress(MalformedError):
                found.setdefault(enrolled_key(entry, origin, authorities), (index, entry))
    return found


def equivocation(
    first: tuple[SignedCheckpoint, ReadFile],
    second: tuple[SignedCheckpoint, ReadFile],
    prefix: int,
    known: Sequence[VerifierKey],
    exchanged: Sequence[dict[VerifierKey, tuple[int, bytes]]],
) -> Equivocation:
    """The proof that a log signed both heads, and that they part after `prefix` entries.

    Args:
        first: A head, and the files under it.
        second: The other one.
        prefix: How many entries they have in common.
        known: Keys of the log that everybody knows: by the first charter.
        exchanged: What else each branch's entries put to it (`enrolments`).
    """
    shown = sorted(zip((first, second), exchanged, strict=True), key=lambda each: each[0][0].root)
    one, other = (_branch(*head, prefix, known, keys) for head, keys in shown)
    common = root_of(list(_leaves(*first, prefix)))
    return Equivocation(first=one, second=other, prefix=prefix, prefix_root=common.hex())


def _leaves(signed: SignedCheckpoint, read: ReadFile, count: int) -> Iterator[bytes]:
    hashes = hash_reader(signed.size, read)
    return (hashes(0, index) for index in range(count))


def _branch(
    signed: SignedCheckpoint,
    read: ReadFile,
    prefix: int,
    known: Sequence[VerifierKey],
    exchanged: dict[VerifierKey, tuple[int, bytes]],
) -> Branch:
    """One line signs each head, however many there are: the proof has to go into an entry."""
    hashes, plain = hash_reader(signed.size, read), plain_lines(signed, signed.origin)
    signers = log_signers(plain, known)
    enrolled = None
    if not signers and (found := log_signers(plain, exchanged)):  # neither, where a later charter names the key
        signers = (min(found, key=exchanged.__getitem__),)
        index, entry = exchanged[signers[0]]
        shown = inclusion_proof(index, signed.size, hashes)
        enrolled = Enrolled(entry.decode(), index, tuple(node.hex() for node in shown))
    consistency = consistency_proof(prefix, signed.size, hashes) if prefix else ()
    return Branch(
        checkpoint=(strip_unknown(plain, signers[:1]) if signers else plain).encode().decode(),
        leaf=hashes(0, prefix).hex(),
        inclusion=tuple(node.hex() for node in inclusion_proof(prefix, signed.size, hashes)),
        consistency=tuple(node.hex() for node in consistency),
        enrolled=enrolled,
    )


def tiles_of(entries: Sequence[bytes], signed: SignedCheckpoint, whose: str) -> dict[str, bytes]:
    """The files of a log with these entries, which must be those under the signed head.

    Raises:
        MalformedError: They are not: whoever gave them gave something else than the log signed.
    """
    writer = TileWriter()
    files = writer.append(entries)
    if writer.size != signed.size or writer.root() != signed.root:
        raise MalformedError(
            f"{whose}: expected the entries of {signed.origin} under {signed.root.hex()} ({signed.size}), "
            f"got {writer.root().hex()} ({writer.size})"
        )
    return files


def branches_beside(files: LogFiles) -> list[Path]:
    """Directories of the branches kept beside a log, those that are whole."""
    return sorted(path.parent for path in (files.directory / "forks").glob("*/checkpoint"))


def keep_branch(files: LogFiles, signed: SignedCheckpoint, tiles: dict[str, bytes], staging: Path) -> bool:
    """Keep a branch, durably; False if it is held already, or if enough are."""
    directory = files.directory / "forks" / signed.root.hex()
    held = branches_beside(files)
    if directory in held or len(held) >= MOST_BRANCHES:
        return False
    make_directory_durable(staging)
    make_directory_durable(directory)
    # The checkpoint is written last: a crash leaves tiles without one, which nobody reads and the next time replaces.
    place_files(directory, tiles, staging)
    place_files(directory, {"checkpoint": plain_lines(signed, files.origin).encode()}, staging)
    return True


def read_branch(
    directory: Path, origin: str, log_keys: Sequence[VerifierKey], authorities: Sequence[Authority]
) -> list[bytes]:
    """The entries of a branch that was kept, verified.

    Args:
        directory: Where it lies.
        origin: Of its log.
        log_keys: Keys that are known to be the log's.
        authorities: By whose word the branch's own entries may put others to it.

    Raises:
        MalformedError: It is not what the log signed.
    """
    data = read_file(directory / "checkpoint") or b""
    signed = parse_signed(data)

    def read(path: str) -> bytes:
        found = read_file(directory / path)
        if found is None:
            raise KeyError(path)
        return found

    entries = [entry for _, entry in read_log(signed.size, signed.root, read)]
    open_checkpoint(data, (*log_keys, *enrolments(entries, origin, authorities)), origin)
    return entries


def fold_branch(fold: Fold, origin: str, entries: Sequence[bytes]) -> tuple[VerifierKey, ...]:
    """Fold a branch beside the log that it parts from; returns the keys that its own entries put to the log.

    Nothing is folded of one that does not part from the log as it was read.
    """
    trunk = next((line for line in fold.lines() if line.key == origin), None)
    leaves = trunk.levels[0] if trunk is not None and trunk.levels else []
    prefix = next((at for at, leaf in enumerate(leaf_hashes(entries)) if at >= len(leaves) or leaf != leaves[at]), None)
    if prefix is None or prefix >= len(leaves):
        return ()
    fold.add_branch(origin, prefix, entries[prefix:])
    retired, authorities = fold.book(origin).retired_keys(prefix), fold.authorities(origin)
    counting = [each for each in authorities if retired.isdisjoint(each.roots)]
    return tuple(key for key in enrolments(entries, origin, counting) if key not in retired)


def leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    """Leaf hash of each entry."""
    return [leaf_hash(entry) for entry in entries]
