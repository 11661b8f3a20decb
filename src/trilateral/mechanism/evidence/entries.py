"""What can be said about the record itself. Each entry is a subject of its own. Released kinds never change."""

from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.entry import Body, EntryId, Hash, Part, Text

ForkReason: TypeAlias = Literal["restored_backup", "two_machines", "stolen_key", "fault", "unknown"]


class CutAt(Part, frozen=True):
    """How far one log was read.

    Attributes:
        log: Its origin.
        size: So many of its first entries.
        root: Root over those, hex.
    """

    log: str
    size: Annotated[int, msgspec.Meta(ge=0)]
    root: Hash


class HeadNamed(Part, frozen=True):
    """A head of a log.

    Attributes:
        size: Of how many entries.
        root: Root over them, hex.
    """

    size: Annotated[int, msgspec.Meta(ge=0)]
    root: Hash


class DigestStated(Body, frozen=True, tag="evidence.digest_stated/1"):
    """A node says what the record comes to after so many entries of each log.

    Attributes:
        cut: How far each log was read, in the order of their origins.
        level: The catalogue level at which it was read.
        digest: Of the whole state, hex.
    """

    cut: tuple[CutAt, ...]
    level: int
    digest: Hash


class ForkStated(Body, frozen=True, tag="evidence.fork_stated/1"):
    """The author says how a log came to have two heads that do not continue one another, and which goes on.

    Attributes:
        log: Its origin.
        reason: How it came about.
        heads: The heads.
        continues: Which of them goes on, from 1.
        text: The same in words.
    """

    log: str
    reason: ForkReason
    heads: tuple[HeadNamed, ...]
    continues: Annotated[int, msgspec.Meta(ge=1)]
    text: Text | None = None


class ContradictionShown(Body, frozen=True, tag="evidence.contradiction_shown/1"):
    """The author shows two words by one key on the heads of a log that cannot both be true.

    Attributes:
        log: Origin of the log.
        key: The vkey that gave its word: an outside witness's, a party's witness or mirror, or the log's own with a time.
        first: A head as a signed note with that word on it.
        second: Another.
        enrolled_in: The entry that enrolled the key, where the charter does not name it.
    """

    log: str
    key: str
    first: str
    second: str
    enrolled_in: EntryId | None = None


KINDS: tuple[type[Body], ...] = (DigestStated, ForkStated, ContradictionShown)
MACHINE: frozenset[type[Body]] = frozenset({DigestStated, ContradictionShown})
"""What a node signs by itself: it binds nobody."""
