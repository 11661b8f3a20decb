"""Keys as text that shows its own mistypings: Bech32 of BIP 173, without its limit of 90 characters.

    <prefix> 1 <data, 5 bits a character> <checksum, 6 characters>

Lower or upper case, never both. The prefix itself may hold a `1`, so the last one
counts. The checksum finds up to four wrong characters in short texts; in a hybrid
recipient of two thousand it finds nearly all, and proves nothing.

Left out: Bech32m, and which prefixes there are.
"""

from collections.abc import Iterable

from trilateral.errors import MalformedError

MAX_TEXT = 4096
"""The longest of our texts, a hybrid recipient, has 1,959 characters."""

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_SIZE = 6


def encode_bech32(prefix: str, data: bytes) -> str:
    """The text for `data`, in lower case."""
    values = [*_regrouped(data, 8, 5)]
    return f"{prefix}1{''.join(_LETTERS[each] for each in (*values, *_checksum(prefix, values)))}"


def parse_bech32(text: str, prefix: str, what: str) -> bytes:
    """The bytes of `text`, which must be what `encode_bech32` makes of them.

    Args:
        text: Anything at all, in lower case. Nothing of it is repeated in an error: it may be a secret.
        prefix: What must stand before the last `1`.
        what: Whose text it is, for messages.
    """
    if len(text) > MAX_TEXT:
        raise MalformedError(f"{what}: expected at most {MAX_TEXT} characters, got {len(text)}")
    found, _, letters = text.rpartition("1")
    if found != prefix or len(letters) < _CHECKSUM_SIZE:
        raise MalformedError(f"{what}: expected {prefix}1 and a checksum, got another beginning or fewer characters")
    try:
        values = [_VALUES[letter] for letter in letters]
    except KeyError as error:
        raise MalformedError(f"{what}: expected letters and digits of Bech32, got {error}") from error
    data, checksum = values[:-_CHECKSUM_SIZE], values[-_CHECKSUM_SIZE:]
    if _checksum(prefix, data) != checksum:
        raise MalformedError(f"{what}: expected a checksum that fits, got another: mistyped, or cut off")
    whole = len(data) * 5 // 8
    decoded = bytes([*_regrouped(data, 5, 8)][:whole])
    # Spare bits could be set, or a character too many be there: then one key would have two texts.
    if [*_regrouped(decoded, 8, 5)] != data:
        raise MalformedError(f"{what}: expected whole bytes and no spare bits, got some")
    return decoded


def _regrouped(values: Iterable[int], width: int, into: int) -> Iterable[int]:
    """The same bits in groups of another width, the last one filled up with zeroes."""
    held = bits = 0
    for value in values:
        held, bits = held << width | value, bits + width
        while bits >= into:
            bits -= into
            yield held >> bits
            held &= (1 << bits) - 1
    if bits:
        yield held << (into - bits)


def _checksum(prefix: str, values: list[int]) -> list[int]:
    spread = [*(ord(each) >> 5 for each in prefix), 0, *(ord(each) & 31 for each in prefix)]
    remainder = _polymod((*spread, *values, *(0,) * _CHECKSUM_SIZE)) ^ 1
    return [remainder >> 5 * (5 - place) & 31 for place in range(_CHECKSUM_SIZE)]


def _polymod(values: Iterable[int]) -> int:
    """The remainder of the values, read as a polynomial, by the generator of BIP 173."""
    remainder = 1
    for value in values:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value
        for place, term in enumerate(_GENERATOR):
            if top >> place & 1:
                remainder ^= term
    return remainder
