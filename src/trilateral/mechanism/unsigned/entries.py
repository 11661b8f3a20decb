"""What a party can say about words that their speaker has not signed. Released kinds never change."""

from typing import Annotated

import msgspec

from trilateral.ledger.entry import Body, EntryId, Hash, PartyId, Text


class WordsReported(Body, frozen=True, tag="unsigned.reported/1"):
    """The author reports what another says that has not signed it. It binds nobody, and opens a subject.

    Attributes:
        of: The party whose words they are said to be.
        words_kind: What the party would have signed, with its version.
        words: The members of its body as canonical JSON.
        on: The subject that it is about; left out, it would open one.
        paper: SHA-256 of the note or scan that shows it, if there is one: the header names it among `blobs`.
        note: How the author has it: by word of mouth, by which note.
    """

    of: PartyId
    words_kind: Annotated[str, msgspec.Meta(pattern=r"^[a-z]+\.[a-z_]+/[1-9][0-9]?(?!\n)$")]
    words: Annotated[str, msgspec.Meta(max_length=40_000)]
    on: EntryId | None = None
    paper: Hash | None = None
    note: Text | None = None


class ReportAdopted(Body, frozen=True, tag="unsigned.adopted/1"):
    """The party whose words were reported makes them its own, here and now.

    Attributes:
        report: The entry that reported them.
    """

    report: EntryId


KINDS: tuple[type[Body], ...] = (WordsReported, ReportAdopted)
