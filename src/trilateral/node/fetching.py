"""What a source shows of one log: its head, and the entries under it. Both are only looked at here.

A head counts with the lines that are known and hold. Of entries nothing is known before the
last has come, so what is held of them meanwhile is bounded.

Left out: what follows from either (`mirror`, `branches`).
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from trilateral.errors import MalformedError
from trilateral.node.cosigners import open_known
from trilateral.node.sources import Source
from trilateral.tlog.bundles import parse_bundle
from trilateral.tlog.checkpoint import SignedCheckpoint
from trilateral.tlog.cosignature import claimed_time
from trilateral.tlog.files import find_bundle
from trilateral.tlog.note import VerifierKey
from trilateral.tlog.paths import TILE_WIDTH, width_of

if TYPE_CHECKING:
    from trilateral.node.node import Node

FUTURE_SECONDS = 120
"""A line that claims a time further ahead than that is dropped: it would outlive all true ones."""

MAX_TAIL_ENTRIES = 4 << 20
MAX_TAIL_BYTES = 2 << 30
"""What is held of one log before its root is known. A log that is further ahead comes as a copy of its files."""


class Pulled(NamedTuple):
    """What came of asking one source for one log.

    Attributes:
        origin: Which log.
        source: Whom we asked.
        old: How many entries we had.
        new: How many we have.
        cosigned: Names on lines that came in or that we added.
        exposed: The log was shown in two ways, and this is where we found out.
    """

    origin: str
    source: str
    old: int
    new: int
    cosigned: tuple[str, ...] = ()
    exposed: bool = False

    @property
    def moved(self) -> bool:
        """Whether anything is different from before."""
        return self.new > self.old or bool(self.cosigned) or self.exposed


def open_head(
    node: "Node", data: bytes, origin: str, log_keys: Sequence[VerifierKey] | None = None
) -> SignedCheckpoint:
    """The checkpoint with the lines that we know, none of them by our own mirror or from the future.

    Args:
        node: Ours.
        data: The checkpoint.
        origin: Of the log.
        log_keys: Who may have signed it, by entries that we do not hold yet.
    """
    record = node.record
    if log_keys is None:
        signed = record.open_head(data, origin)
    else:
        signed = open_known(data, origin, log_keys, record.cosigners(origin))
    latest = node.clock.unix() + FUTURE_SECONDS
    kept = tuple(line for line in signed.note.signatures if (claimed_time(line) or 0) <= latest)
    return SignedCheckpoint(signed.checkpoint, signed.note._replace(signatures=kept))


def fetch_tail(source: Source, origin: str, start: int, size: int) -> list[bytes]:
    """The entries of another's log from `start` to `size`, as many as one may ask us to hold at once.

    Nothing of them is known to be good before the last has come, so whoever can sign a head
    could otherwise fill our memory: with a size that it never means to reach, or with
    entries that lead nowhere.

    Raises:
        MalformedError: There are more, or as `fetch_entries`.
    """
    if size - start > MAX_TAIL_ENTRIES:
        raise MalformedError(
            f"{source.name}: expected at most {MAX_TAIL_ENTRIES} new entries of {origin} at once, got {size - start}"
        )
    found: list[bytes] = []
    size_bytes = 0
    for chunk in fetch_entries(source, origin, start, size):
        size_bytes += sum(map(len, chunk))
        if size_bytes > MAX_TAIL_BYTES:
            raise MalformedError(
                f"{source.name}: expected at most {MAX_TAIL_BYTES} bytes of {origin} at once, got more"
            )
        found += chunk
    return found


def fetch_entries(source: Source, origin: str, start: int, size: int) -> Iterator[list[bytes]]:
    """The entries of a log from `start` to `size`, bundle by bundle. Nothing is verified but their number.

    Raises:
        MalformedError: A bundle is missing, or is none.
    """
    for index in range(start // TILE_WIDTH, -(-size // TILE_WIDTH)):
        width = width_of(size, 0, index)
        found = find_bundle(index, width, lambda path: source.read(origin, path))
        if found is None:
            raise MalformedError(
                f"{source.name}: expected entries {index * TILE_WIDTH} to {size} of {origin}, found none"
            )
        try:
            entries = parse_bundle(found.data, width if found.path.endswith(f".p/{width}") else TILE_WIDTH)
        except MalformedError as error:
            raise MalformedError(f"{source.name}, log {origin}, {found.path}: {error}") from error
        yield entries[max(0, start - index * TILE_WIDTH) : width]
