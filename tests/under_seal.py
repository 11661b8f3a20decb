"""A world in which words can be under seal, and which is read as those read it for whom they are.

No key is needed: what a sealed entry says is kept beside the logs, as rows are kept beside them by those who
can open them.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import msgspec

from tests.worlds import CHARTER, SOUTH, World, founded
from trilateral.catalogue import KINDS, SLICES
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import Body, Entry, EntryId, Header, Ref, entry_id, words_under
from trilateral.ledger.fold import Fold
from trilateral.ledger.overlay import Overlay, Words
from trilateral.mechanism.bodies.entries import WordsSealed


class UnderSeal(World):
    """Three logs on their way, read as one audience reads them.

    Attributes:
        readers: Whose reading `fold` and all that follows from it are; nobody's for the open one.
        words: What each sealed entry says: body, subject and refs.
        gone: Sealed entries whose part was erased, or never came.
    """

    def __init__(self, charter: Charter = CHARTER) -> None:
        """Begin with empty logs."""
        super().__init__(charter)
        self.readers: frozenset[str] = frozenset()
        self.words: dict[EntryId, tuple[Body, EntryId | None, tuple[Ref, ...]]] = {}
        self.gone: set[EntryId] = set()

    def seal(
        self, party: str, body: Body, on: EntryId | None = None, audience: Sequence[str] = (SOUTH,), **header: Any
    ) -> EntryId:
        """Let a party say something to some of the others alone."""
        refs = header.pop("refs", ())
        name = sha256(f"{party} {len(self.logs[party].entries)} {body!r} {on}".encode()).hexdigest()
        members = {"audience": tuple(sorted(audience)), "blob": name, "commit": name, **header}
        said = self.put(party, self.sign(party, WordsSealed(), **members))
        self.words[said] = (body, on, refs)
        return said

    def opened(self, entry: Entry[Any]) -> Words | None:
        """What a sealed entry says to those who read here."""
        words = None if entry.id in self.gone else self.words.get(entry.id)
        if words is None or not self.readers <= {entry.party, *entry.header.audience}:
            return None
        body, subject, refs = words
        return header_under(entry.header, body, subject, refs), body

    def read(self, base: Fold) -> Fold:
        """The record as these readers read it."""
        return Overlay(base, SLICES, WordsSealed, self.opened).fold()

    def fold(self) -> Fold:
        """The same of all logs; with no readers named, the open one."""
        base = super().fold()
        return self.read(base) if self.readers else base


def sealed_world(*readers: str) -> UnderSeal:
    """A founded world, read by these."""
    known = founded()
    world = UnderSeal(known.charter)
    world.logs, world._ticks = known.logs, known._ticks
    world.readers = frozenset(readers)
    return world


def header_under(header: Header, body: Body, subject: EntryId | None, refs: tuple[Ref, ...]) -> Header:
    """The header of a sealed entry as those read it who can open it."""
    kind = str(body.__struct_config__.tag)
    return msgspec.structs.replace(header, kind=kind, subject=subject, refs=refs, blob=None, commit=None)


# Vectors: the same from a file


def reading_of(base: Fold, stated: dict[str, Any]) -> dict[str, Any]:
    """What an audience reads of a record, in the form in which a vector states it."""
    readers, words = frozenset(stated["readers"]), stated["words"]

    def opened(entry: Entry[Any]) -> Words | None:
        found = words.get(entry.id)
        if found is None or not readers <= {entry.party, *entry.header.audience}:
            return None
        refs = tuple(Ref(each["entry"], each["role"]) for each in found["refs"])
        return words_under(entry.header, found["kind"], found["subject"], refs, found["body"], KINDS)

    folded = Overlay(base, SLICES, WordsSealed, opened).fold()
    verdicts = {ref: folded.verdict_at(ref) for ref in stated["verdicts"]}
    return {
        "readers": stated["readers"],
        "words": words,
        "verdicts": {
            ref: verdict.objection.code if verdict is not None and verdict.objection else None
            for ref, verdict in verdicts.items()
        },
        "states": {each: json.loads(folded.encoded_states()[each]) for each in stated["states"]},
        "digest": folded.digest(readers).hex(),
    }


def kinds_with_effect(case: dict[str, Any]) -> set[str]:
    """Kinds that have an effect under the seals of a vector."""
    reading = case.get("reading", {"words": {}, "verdicts": {}})
    refs = {
        entry_id((entry.rpartition("\n\n")[0] + "\n").encode()): f"{origin.partition('.')[0]}/{index}"
        for origin, entries in case["logs"].items()
        for index, entry in enumerate(entries)
    }
    return {
        words["kind"] for entry, words in reading["words"].items() if reading["verdicts"].get(refs[entry], "x") is None
    }
