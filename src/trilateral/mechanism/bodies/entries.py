"""What a party can say about parts that lie beside the logs. Released kinds never change.

`WordsSealed`, `PartsReceived`, `PartErased` and `RowsListed` open a subject each.
"""

from typing import Annotated

import msgspec

from trilateral.ledger.entry import Body, EntryId, Hash, Part, Text, Word

Salt = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}(?!\n)$")]


class WordsSealed(Body, frozen=True, tag="bodies.sealed/1"):
    """The author says something to the parties in `audience`, and to nobody else.

    What it says, its kind and its subject included, stands in the detached part that the header
    names, as rows of `seal.members` in a file for these parties (`seal.sealed`).
    """


class ShownField(Part, frozen=True):
    """One row of a sealed part, with the proof that it was committed to (`seal.commitments.Disclosure`).

    Attributes:
        salt: Hex.
        index: Which of the rows, in the order of names.
        size: How many there are.
        path: Hashes from the row to the root, hex.
    """

    name: str
    salt: Salt
    value: str | None
    index: Annotated[int, msgspec.Meta(ge=0)]
    size: Annotated[int, msgspec.Meta(ge=1)]
    path: Annotated[tuple[Hash, ...], msgspec.Meta(min_length=0)]  # a single row is the root


class WordsDisclosed(Body, frozen=True, tag="bodies.disclosed/1"):
    """The author shows some or all rows of what was sealed: its own words, or another's that it could read."""

    fields: tuple[ShownField, ...]
    why: Text | None = None


class PartsReceived(Body, frozen=True, tag="bodies.received/1"):
    """The author's node holds these parts for good. A machine says so; nobody need have read them.

    Attributes:
        held: SHA-256 of the stored bytes.
        bad: Of those that were sealed for it and do not open to what was committed to.
    """

    held: tuple[Hash, ...] = ()
    bad: tuple[Hash, ...] = ()


class PartErased(Body, frozen=True, tag="bodies.erased/1"):
    """The author has destroyed its copy of a part; if it is the part of its own entry, all others shall.

    Attributes:
        entry: The entry whose header names the part.
        blob: SHA-256 of the stored bytes.
    """

    entry: EntryId
    blob: Hash
    why: Text


class RowsListed(Body, frozen=True, tag="bodies.rows_listed/1"):
    """The author has put down a register or a report of many rows.

    Attributes:
        what: What the rows are, such as `incident_reports`.
        count: How many.
        root: Root over the rows with their salts (`seal.bulk`), hex.
    """

    title: Text
    what: Word
    count: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    root: Hash


class RowsErased(Body, frozen=True, tag="bodies.rows_erased/1"):
    """The author has erased rows of its own list; all others shall.

    Attributes:
        rows: Their numbers from 0, in order.
    """

    rows: tuple[Annotated[int, msgspec.Meta(ge=0, le=999_999)], ...]
    why: Text


KINDS: tuple[type[Body], ...] = (WordsSealed, WordsDisclosed, PartsReceived, PartErased, RowsListed, RowsErased)
