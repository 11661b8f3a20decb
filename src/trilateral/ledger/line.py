"""One log on its way through the fold: what was read of it, and what came of each entry."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from trilateral.ledger.entry import Entry, EntryId, Hash, PartyId
from trilateral.ledger.facts import Objection
from trilateral.ledger.keys import KeyBook
from trilateral.ledger.order import Clock, join
from trilateral.ledger.versions import Version
from trilateral.tlog.merkle import node_hash, tree_root
from trilateral.tlog.note import Note


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one entry.

    Attributes:
        party: Whose log it stands in.
        log: Origin of the log; of a second branch, the key of its line.
        index: Where in it.
        entry: The entry; None where the bytes are none.
        objection: Why it has no effect; None if it has one.
        unread: True where this version cannot tell what it means.
    """

    party: PartyId
    log: str
    index: int
    entry: Entry[Any] | None
    objection: Objection | None = None
    unread: bool = False

    @property
    def ref(self) -> str:
        """What people call it: `us/42`."""
        return f"{self.party}/{self.index}"

    @property
    def has_effect(self) -> bool:
        """Whether the record stands differently because of it."""
        return self.objection is None


@dataclass(frozen=True, slots=True)
class Read:
    """An entry's bytes as parsed, before anything is asked about it."""

    entry: Entry[Any] | None
    note: Note | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds for an entry.

    Attributes:
        version: Of the charter; None before the first is in force.
        parties: Whom it binds.
        is_member: Whether the author is one of them, or a member that need not be.
        has_left: Whether the author had left.
    """

    version: Version | None
    parties: tuple[PartyId, ...]
    is_member: bool
    has_left: bool


@dataclass(slots=True)
class Line:
    """One log on its way through the fold, or the second branch of a log that was shown in two ways.

    Attributes:
        key: The origin; of a second branch, the origin, `#` and the first leaf hash that differs.
        party: Whose log it is. Of one that the genesis charter does not name, that is settled by the first
            accreditation in it; before, it is what some accepted text says, for display alone.
        is_settled: Whether it is.
        prefix: Of a second branch: how many entries it has in common with the first.
        signed: Entries whose signature is known to hold.
        seen: From which index on which clock is in the past, own entries apart.
        complete: From which index on which versions of the charter are known to be accepted by all.
        standing: What is in force for the next entry: version, its parties. None where that is to be asked anew.
    """

    key: str
    origin: str
    party: PartyId
    book: KeyBook
    prefix: int = 0
    read: list[Read] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    signed: dict[int, bool] = field(default_factory=dict)
    levels: list[list[bytes]] = field(default_factory=list)
    seen: list[tuple[int, Clock]] = field(default_factory=list)
    heads: dict[EntryId, tuple[tuple[str, int, bytes], ...]] = field(default_factory=dict)
    heads_entries: list[EntryId] = field(default_factory=list)
    last_seen: EntryId | None = None
    last_past: tuple[int, Clock] | None = None
    complete: list[tuple[int, frozenset[Hash]]] = field(default_factory=list)
    standing: "InForce | None" = None
    is_settled: bool = True

    @property
    def is_branch(self) -> bool:
        """Whether this is the second branch of a log."""
        return self.key != self.origin

    def read_again(self, read: Callable[[Read], Read]) -> "Line":
        """The same line with nothing folded, and its entries read in another way."""
        return Line(
            self.key,
            self.origin,
            self.party,
            self.book,
            self.prefix,
            read=[read(each) for each in self.read],
            signed=dict(self.signed),
            levels=[list(level) for level in self.levels],
            is_settled=self.is_settled,
        )

    def clear(self, book: KeyBook) -> None:
        """Forget what came of the entries; they stay read."""
        self.book, self.verdicts, self.seen = book, [], []
        self.heads, self.heads_entries, self.last_seen = {}, [], None
        self.last_past, self.complete, self.standing = None, [], None

    def complete_at(self, size: int) -> frozenset[Hash]:
        """Versions of the charter that the author of one of the first `size` entries knew to be accepted by all."""
        return next((found for since, found in reversed(self.complete) if since < size), frozenset())

    def own(self, size: int) -> dict[str, int]:
        """The first `size` entries of this line as a clock."""
        if not self.is_branch or size <= self.prefix:
            return {self.origin: size}
        return {self.origin: self.prefix, self.key: size}

    def hash_in(self, leaf: bytes) -> None:
        """Keep the hashes of all complete subtrees, so that the root at any earlier size can be asked for."""
        level, node = 0, leaf
        while True:
            if level == len(self.levels):
                self.levels.append([])
            row = self.levels[level]
            row.append(node)
            if len(row) % 2:
                return
            node = node_hash(row[-2], row[-1])
            level += 1

    def root_at(self, size: int) -> bytes:
        """Root over the first `size` entries, which must have been read."""
        return tree_root(size, lambda level, index: self.levels[level][index])

    def past(self, index: int) -> Clock:
        """Causal past of the entry at `index`, already folded or next. Not to be changed: it is handed out again."""
        if self.last_past is not None and self.last_past[0] == index:
            return self.last_past[1]
        past = self._past(index)
        self.last_past = (index, past)
        return past

    def _past(self, index: int) -> Clock:
        at = bisect_right(self.seen, index, key=lambda each: each[0])
        if not at:
            return self.own(index)
        clock = self.seen[at - 1][1]
        return join(clock, self.own(index)) if self.is_branch else {**clock, self.origin: index}
