"""What this node can read beside the logs: with its own keys, and for whom.

Parts lie in the home as they were stored: sealed ones are opened when somebody of our party
reads them, and nothing of them is written anywhere in clear. A home that is read without
its keys has no identities, and reads what everybody reads.

Our own reading is that of the audience that consists of our party alone: everything that we can
open. Of several parties the reading is what all of them can open, so that their nodes can compare
digests. A reading costs another fold of the record, so there is none until something sealed
can be opened.
"""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from trilateral.errors import MalformedError, RefusedError, UnavailableError
from trilateral.ledger.entry import Entry, EntryId, Hash, PartyId, Ref, words_under
from trilateral.ledger.fold import Fold, Read, required
from trilateral.ledger.keys import KINDS
from trilateral.ledger.overlay import Overlay, Words
from trilateral.mechanism.bodies.entries import WordsSealed
from trilateral.seal.commitments import Row, open_fields, parse_rows
from trilateral.seal.members import open_members
from trilateral.seal.recipient import Identity
from trilateral.seal.sealed import open_bytes, open_rows

if TYPE_CHECKING:
    from trilateral.node.record import Record

_AGE = b"age-encryption.org/v1\n"


class Readers:
    """What our party, alone or together with others, reads in a record."""

    def __init__(self, record: "Record") -> None:
        """Without identities nothing sealed can be opened."""
        self._record = record
        self.identities: tuple[Identity, ...] = ()
        self._words: dict[EntryId, Words | None] = {}
        self._overlays: dict[frozenset[PartyId], Overlay] = {}
        self._parts_at: dict[frozenset[PartyId], int] = {}
        self._any_sealed = False

    def use(self, identities: Iterable[Identity]) -> None:
        """Read with these keys from now on."""
        self.identities = tuple(identities)
        self._words.clear()
        self._overlays.clear()
        self._parts_at.clear()

    def is_sealed(self, entry: Entry[Any]) -> bool:
        """Whether the detached part of an entry lies here, and only some can read it."""
        stored = self._record.bodies.get(entry.header.blob) if entry.header.blob else None
        return stored is not None and stored.startswith(_AGE)

    def rows(self, entry: Entry[Any], stored: bytes | None = None) -> tuple[Row, ...] | None:
        """The detached part of an entry; None where there is none, it is not here, or it is for others.

        Args:
            entry: Whose header names the part.
            stored: The part, where it does not lie in the home yet.

        Raises:
            MalformedError: It was altered, or its author committed to something else.
        """
        blob, commit = entry.header.blob, entry.header.commit
        if blob is None or commit is None:
            return None
        stored = stored or self._record.bodies.get(blob)
        if stored is None:
            return None
        if stored.startswith(_AGE):
            return open_rows(stored, blob, commit, self.identities) if self.identities else None
        open_fields(stored, blob, commit)
        return parse_rows(stored)

    def words(self, entry: Entry[Any]) -> Words | None:
        """What a sealed entry says; None where we cannot tell."""
        if entry.header.blob is None or not self._record.bodies.has(entry.header.blob):
            self._words.pop(entry.id, None)  # what was erased is forgotten in memory too
            return None
        if entry.id not in self._words:
            self._words[entry.id] = self._open(entry)
        return self._words[entry.id]

    def _open(self, entry: Entry[Any], stored: bytes | None = None) -> Words | None:
        try:
            rows = self.rows(entry, stored)
            members = None if rows is None else open_members(rows)
        except (MalformedError, UnavailableError):
            return None
        if members is None or members.kind in KINDS:  # the constitution's words say nothing under seal (`overlay`)
            return None
        refs = tuple(Ref(each.entry, each.role) for each in members.refs)
        kinds = self._record.fold.kinds
        return words_under(entry.header, members.kind, members.subject, refs, dict(members.body), kinds)

    def attachment(self, blob: Hash) -> bytes | None:
        """A file that goes with an entry, opened if it was sealed for us; None if it is not here or for others.

        Raises:
            MalformedError: It was altered, or is not sealed as it must be.
        """
        stored = self._record.bodies.get(blob)
        if stored is None or not stored.startswith(_AGE):
            return stored
        return open_bytes(stored, self.identities) if self.identities else None

    def opened(self, read: Read, beside: Iterable[bytes] = ()) -> Entry[Any] | None:
        """An entry as we ourselves read it: if it is sealed, what it says under the seal."""
        entry = read.entry
        if entry is None or not isinstance(entry.body, WordsSealed) or entry.header.blob is None:
            return entry
        stored = next((each for each in beside if sha256(each).hexdigest() == entry.header.blob), None)
        words = self._open(entry, stored)
        return entry if words is None else replace(entry, header=words[0], body=words[1], under_seal=True)

    def is_bad(self, entry: Entry[Any]) -> bool:
        """Whether a part that was sealed for us is here and does not open to what its author committed to."""
        try:
            self.rows(entry)
        except MalformedError:
            return True
        return False

    def together(self, audience: Iterable[PartyId]) -> Fold:
        """The record as all of these parties read it, our own among them."""
        parties = frozenset(audience)
        if parties not in self._overlays:

            def opened(entry: Entry[Any]) -> Words | None:
                return self.words(entry) if parties <= {entry.party, *entry.header.audience} else None

            self._overlays[parties] = Overlay(self._record.fold, self._record.slices, WordsSealed, opened)
        moved = self._parts_at.get(parties) != self._record.bodies.changes
        self._parts_at[parties] = self._record.bodies.changes
        return self._overlays[parties].fold(parts_moved=moved)

    def reading(self) -> Fold:
        """The record as our own party reads it."""
        return self.together((self._record.party,)) if self._holds_sealed() else self._record.fold

    def _holds_sealed(self) -> bool:
        if self.identities and not self._any_sealed:
            states = self._record.fold.subjects("bodies").values()
            self._any_sealed = any(state.blob and state.audience for state in states)
        return bool(self.identities) and self._any_sealed

    def check(self, read: Read, beside: Iterable[bytes]) -> None:
        """Say what those who can read a sealed entry would object to in it as the next one of our log.

        Args:
            read: Signed by us.
            beside: What was handed in with it, its part among that or in our home already.

        Raises:
            RefusedError: The words under the seal would have no effect for them, or we cannot open them ourselves.
        """
        entry = read.entry
        if entry is None or not isinstance(entry.body, WordsSealed) or entry.header.blob is None:
            return  # what is wrong with it everybody sees
        required(self._record.fold.judge_read(self._record.origins[0], read))
        opened = self.opened(read, beside)
        if opened is None or opened is entry:
            raise RefusedError("bodies.cannot_open_own")
        audience = {entry.party, *entry.header.audience}
        required(self.together(audience).judge_read(self._record.origins[0], Read(opened, read.note)))
