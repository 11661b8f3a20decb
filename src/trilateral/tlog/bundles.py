"""Entries in files of 256: C2SP tlog-tiles, Log entries.

A bundle is its entries one after the other, each after its length in two
bytes, big-endian. So an entry has at most 65,535 bytes. It may be empty.

Left out: compression, which belongs to HTTP, and what an entry means.
"""

from collections.abc import Sequence

from trilateral.errors import MalformedError
from trilateral.tlog.paths import TILE_WIDTH

MAX_ENTRY = 65_535


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """The file that holds these entries."""
    if not 0 < len(entries) <= TILE_WIDTH:
        raise MalformedError(f"bundle: expected 1 to {TILE_WIDTH} entries, got {len(entries)}")
    return b"".join([encode_entry(entry) for entry in entries])


def encode_entry(entry: bytes) -> bytes:
    """One entry as it stands in a bundle."""
    if len(entry) > MAX_ENTRY:
        raise MalformedError(f"entry: expected at most {MAX_ENTRY} bytes, got {len(entry)}")
    return len(entry).to_bytes(2, "big") + entry


def parse_bundle(data: bytes, width: int | None = None) -> list[bytes]:
    """The entries of a bundle, to its last byte.

    Args:
        data: Anything at all.
        width: How many entries there must be, where the path says so; else from 1 to 256.
    """
    entries, rest = split_bundle(data)
    if rest:
        raise MalformedError(f"bundle: expected entries to the last byte, got {rest} bytes of one that does not end")
    if width is not None and len(entries) != width:
        raise MalformedError(f"bundle: expected {width} entries, got {len(entries)}")
    if not 0 < len(entries) <= TILE_WIDTH:
        raise MalformedError(f"bundle: expected 1 to {TILE_WIDTH} entries, got {len(entries)}")
    return entries


def split_bundle(data: bytes) -> tuple[list[bytes], int]:
    """The entries that `data` begins with, at most 257, and how many bytes of an unfinished one follow.

    For whoever looks for damage: what stands before it can still be compared.
    """
    entries: list[bytes] = []
    position, end = 0, len(data)
    while position < end - 1 and len(entries) <= TILE_WIDTH:
        stop = position + 2 + (data[position] << 8 | data[position + 1])
        if stop > end:
            break
        entries.append(data[position + 2 : stop])
        position = stop
    return entries, end - position
