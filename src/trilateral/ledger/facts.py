"""What a rule may ask: the record as the author of an entry could know it, and nothing later.

A rule sees `held`, the subject as far as it has been folded, which may hold entries
that the author had not seen. Whether the entry counts must not depend on those,
or two nodes that fold concurrent entries in another order would disagree. So
a rule believes of `held` only what `facts.saw` confirms.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from trilateral.ledger.canonical import Value
from trilateral.ledger.charter import Charter
from trilateral.ledger.cosigned import KnownHead
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId, Ref


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an entry has no effect: a code that catalogues translate, and what the sentence needs."""

    code: str
    params: tuple[tuple[str, str | int], ...] = ()


class Adopted(NamedTuple):
    """What an adoption says in place of the report that it adopts: another entry, at its own place.

    Attributes:
        kind: What its author would have signed.
        subject: What it is about; None where it opens a subject.
        refs: Where it is from.
        members: Of the body.
    """

    kind: str
    subject: EntryId | None
    refs: tuple[Ref, ...]
    members: dict[str, Value]


class Facts(Protocol):
    """The record as of one entry's causal past."""

    @property
    def charter(self) -> Charter:
        """The charter in force for the entry."""

    @property
    def parties(self) -> tuple[PartyId, ...]:
        """The parties of that charter, in the order of their ids."""

    def saw(self, entry: EntryId) -> Entry[Body] | None:
        """The entry with this id, if the author could know it and it has an effect."""

    def state(self, subject: EntryId) -> object | None:
        """The state of another subject as the author could know it."""

    def subjects(self, slice_name: str) -> tuple[object, ...]:
        """The states of all subjects of one slice as the author could know them, in the order of their ids."""

    def received(self, party: PartyId, entry: EntryId) -> Entry[Body] | None:
        """The party's own receipt of an entry: its earliest heads entry that covers it, if the author could know that."""

    def head(self, origin: str, checkpoint: str) -> KnownHead | None:
        """The head of a log that a note states, with the cosignatures on it.

        None if the log did not sign it, if it is not a beginning of that log as the author
        could know it, or if a line by a known key does not verify.
        """


@dataclass(frozen=True, slots=True)
class FixedFacts:
    """Facts given by hand: for tests, and for callers that hold no record."""

    charter: Charter
    seen: Mapping[EntryId, Entry[Body]]
    states: Mapping[EntryId, object]
    receipts: Mapping[tuple[PartyId, EntryId], Entry[Body]] = field(default_factory=dict)
    heads: Mapping[tuple[str, str], KnownHead] = field(default_factory=dict)

    @property
    def parties(self) -> tuple[PartyId, ...]:
        """The parties of the charter."""
        return tuple(terms.id for terms in self.charter.parties)

    def saw(self, entry: EntryId) -> Entry[Body] | None:
        """The entry, if it was given."""
        return self.seen.get(entry)

    def state(self, subject: EntryId) -> object | None:
        """The state, if it was given."""
        return self.states.get(subject)

    def subjects(self, slice_name: str) -> tuple[object, ...]:  # noqa: ARG002 - states given by hand name no slice
        """All states that were given, of whichever slice."""
        return tuple(self.states[subject] for subject in sorted(self.states))

    def received(self, party: PartyId, entry: EntryId) -> Entry[Body] | None:
        """The receipt, if it was given."""
        return self.receipts.get((party, entry))

    def head(self, origin: str, checkpoint: str) -> KnownHead | None:
        """The head, if it was given."""
        return self.heads.get((origin, checkpoint))
