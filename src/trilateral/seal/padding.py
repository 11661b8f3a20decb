"""Bytes made longer before they are sealed, so that the length of a sealed body says little.

    padded   <content> 80 00 … 00       up to the length of its class

Classes: 512 bytes and each doubling of it up to 64 KiB, so that nearly all that people write
falls into one of eight; beyond, lengths of which only the first five bits or so differ (Padmé:
Nikitin and others, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs").
At most 511 bytes or the double for short bodies; at most a thirty-second part of long ones.

One content has one padded form. Left out: hiding how many bodies there are, and when.
"""

from trilateral.errors import MalformedError

SMALLEST = 512
DOUBLED_UP_TO = 65_536

_MARK = b"\x80"


def padded_size(size: int) -> int:
    """How long a content of `size` bytes is when padded. The mark takes one of them, also where it just fits."""
    needed = size + len(_MARK)
    if needed <= DOUBLED_UP_TO:
        return max(SMALLEST, 1 << (needed - 1).bit_length())
    exponent = needed.bit_length() - 1
    spare = exponent - exponent.bit_length()  # Padmé: the last bits that must be zero
    return -(-needed >> spare) << spare


def pad(content: bytes) -> bytes:
    """`content` at the length of its class."""
    return (content + _MARK).ljust(padded_size(len(content)), b"\x00")


def unpad(padded: bytes) -> bytes:
    """The content that `pad` made `padded` of.

    Raises:
        MalformedError: It made it of none: the mark is missing, or the length is another than that of its class.
    """
    content = padded.rstrip(b"\x00")
    if not content.endswith(_MARK):
        raise MalformedError(f"padding: expected a mark and zeroes at the end of {len(padded)} bytes, got none")
    content = content[: -len(_MARK)]
    if len(padded) != padded_size(len(content)):
        raise MalformedError(
            f"padding: expected {padded_size(len(content))} bytes around {len(content)}, got {len(padded)}",
        )
    return content
