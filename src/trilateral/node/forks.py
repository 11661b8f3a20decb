"""A log that was shown in two ways: the proof of it, and the second branch kept.

    logs/<hex>/forks/<hex of the branch's root>/checkpoint, tile/…

The first branch that a node mirrored stays where it is; whatever else the log signed is
kept beside it, whole, so that those who acted on it in good faith can be understood. Both
notes and the place where the branches part go into an entry that anybody can verify.

Not trusted, like all files of a log: a branch is verified against its signed root whenever
it is read back.

Left out: what an exposed log may still do, which is for `ledger.fold` to say.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from trilateral.errors import MalformedError
from trilateral.ledger.evidence import Branch, Equivocation
from trilateral.node.cosigners import plain_lines
from trilateral.store.files import make_directory_durable, place_files, read_file
from trilateral.store.logs import LogFiles
from trilateral.tlog.checkpoint import SignedCheckpoint, open_checkpoint
from trilateral.tlog.files import ReadFile
from trilateral.tlog.merkle import consistency_proof, inclusion_proof, leaf_hash, root_of
from trilateral.tlog.note import VerifierKey
from trilateral.tlog.tiles import TileWriter, hash_reader, read_log

MOST_BRANCHES = 8
"""Branches kept of one log. It is exposed by the second; an enemy must not fill our disk with more of them."""


def parting(ours: Sequence[bytes], theirs: Sequence[bytes]) -> int:
    """Index of the first entry at which two logs differ; the length of the shorter one if they do not."""
    shorter = min(len(ours), len(theirs))
    return next((index for index in range(shorter) if ours[index] != theirs[index]), shorter)


def equivocation(
    first: SignedCheckpoint, read_first: ReadFile, second: SignedCheckpoint, read_second: ReadFile, prefix: int
) -> Equivocation:
    """The proof that a log signed both heads, and that they part after `prefix` entries."""
    one, other = sorted(
        ((first, read_first), (second, read_second)),
        key=lambda each: each[0].root,
    )
    common = root_of(list(_leaves(first, read_first, prefix)))
    return Equivocation(
        first=_branch(*one, prefix), second=_branch(*other, prefix), prefix=prefix, prefix_root=common.hex()
    )


def _leaves(signed: SignedCheckpoint, read: ReadFile, count: int) -> Iterator[bytes]:
    hashes = hash_reader(signed.size, read)
    return (hashes(0, index) for index in range(count))


def _branch(signed: SignedCheckpoint, read: ReadFile, prefix: int) -> Branch:
    hashes = hash_reader(signed.size, read)
    consistency = consistency_proof(prefix, signed.size, hashes) if prefix else ()
    return Branch(
        checkpoint=plain_lines(signed, signed.origin).encode().decode(),
        leaf=hashes(0, prefix).hex(),
        inclusion=tuple(node.hex() for node in inclusion_proof(prefix, signed.size, hashes)),
        consistency=tuple(node.hex() for node in consistency),
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


def read_branch(directory: Path, origin: str, log_keys: Sequence[VerifierKey]) -> list[bytes]:
    """The entries of a branch that was kept, verified.

    Raises:
        MalformedError: It is not what the log signed.
    """
    data = read_file(directory / "checkpoint") or b""
    signed = open_checkpoint(data, log_keys, origin)

    def read(path: str) -> bytes:
        found = read_file(directory / path)
        if found is None:
            raise KeyError(path)
        return found

    return [entry for _, entry in read_log(signed.size, signed.root, read)]


def leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    """Leaf hash of each entry."""
    return [leaf_hash(entry) for entry in entries]
