"""The record as far as it has been folded: what stands, and who knew what. Questions only.

Nothing here changes anything; `fold` does. Who asks gets what every node that folded the
same entries would answer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from trilateral.ledger.canonical import encode_canonical
from trilateral.ledger.charter import Charter
from trilateral.ledger.cosigned import KnownHead, cosigner_keys, open_head
from trilateral.ledger.digest import digest_of
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.facts import Facts, Objection
from trilateral.ledger.keys import (
    KINDS,
    KeyBook,
)
from trilateral.ledger.line import Line, Verdict
from trilateral.ledger.order import Clock, contains, covers
from trilateral.tlog.note import parse_vkey

State = Any
"""State of a subject: a frozen struct of its slice. The fold only carries it."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One subject of the mechanism, as the fold needs it.

    Attributes:
        name: First part of its kinds.
        bodies: What a party can say.
        state: Struct that holds one subject.
        objection: Why an entry has no effect on `held`, or None.
        apply: `held` after an entry to which there is no objection.
    """

    name: str
    bodies: tuple[type[Body], ...]
    state: type[msgspec.Struct]
    objection: Callable[[State, Entry[Any], Facts], Objection | None]
    apply: Callable[[State, Entry[Any], Facts], State]


@dataclass(slots=True)
class Subject:
    """One subject: its slice, its state, and the entries that made it, in the order folded."""

    slice: Slice
    state: State
    acts: list[tuple[str, int]]


class Standing:
    """What all logs together say, so far."""

    def __init__(self, charter: Charter, mechanism: str, slices: Iterable[Slice]) -> None:
        """Begin with nothing but the genesis charter.

        Args:
            charter: The genesis charter.
            mechanism: Its hash.
            slices: What entries may be about, beside the constitution.
        """
        self.charter = charter
        self.parties = tuple(terms.id for terms in charter.parties)
        self.mechanism = mechanism
        slices = tuple(slices)
        self._slices = {str(body.__struct_config__.tag): each for each in slices for body in each.bodies}
        self.kinds: dict[str, type[Body]] = dict(KINDS)
        self.kinds.update({str(body.__struct_config__.tag): body for each in slices for body in each.bodies})
        self._lines: dict[str, Line] = {}
        self._ceiling: dict[str, int] = {}
        self.generation = 0
        """Grows when evidence made everything be folded again: what was read from verdicts must be read anew."""
        self._clear()

    def _clear(self) -> None:
        """Forget all conclusions; what has been read stays read."""
        self._where: dict[EntryId, list[tuple[str, int]]] = {}
        self._subjects: dict[EntryId, Subject] = {}
        self._encoded: dict[str, bytes] = {}
        self._touched: set[EntryId] = set()
        self._accepted: dict[PartyId, list[tuple[str, int]]] = {}
        self._evidence: dict[str, list[tuple[str, int, int]]] = {}
        for terms in self.charter.parties:
            self._lines.setdefault(
                terms.origin, Line(terms.origin, terms.origin, terms.id, self._new_book(terms.origin))
            )
        for line in self._lines.values():
            line.clear(self._new_book(line.origin))

    def _new_book(self, origin: str) -> KeyBook:
        return KeyBook(self.charter.root_keys(origin), self.charter.log_keys(origin))

    def read_size(self, origin: str) -> int:
        """How many entries of the log were given, folded or waiting."""
        return len(self._lines[origin].read)

    def size(self, origin: str) -> int:
        """How many entries of the log have been folded."""
        line = self._lines.get(origin)
        return len(line.verdicts) if line else 0

    def waiting(self) -> dict[str, int]:
        """How many entries of each log wait for something that they name and nobody has given us."""
        return {
            o: len(line.read) - len(line.verdicts)
            for o, line in self._lines.items()
            if len(line.read) > len(line.verdicts)
        }

    def disputed(self) -> tuple[tuple[str, int, str, int, bytes], ...]:
        """Heads that an author says to have seen and that are not a beginning of the log as we hold it.

        Each is (log and index of the entry that waits for it; origin, size and root of the
        head). Its log signed it, so it was shown in two ways: look for the other branch.
        """
        found = []
        for line in self._lines.values():
            if len(line.verdicts) == len(line.read):
                continue
            entry = line.read[len(line.verdicts)].entry
            for origin, size, root in line.heads.get((entry and entry.header.seen) or "", ()):
                if len(self._lines[origin].verdicts) >= size and self._resolve(origin, size, root) is None:
                    found.append((line.key, len(line.verdicts), origin, size, root))
        return tuple(found)

    def cut(self) -> dict[str, tuple[int, bytes]]:
        """Size and root of each log, and of each second branch, as far as folded."""
        return {o: (len(line.verdicts), line.root_at(len(line.verdicts))) for o, line in self._lines.items()}

    def verdicts(self, origin: str) -> Sequence[Verdict]:
        """What came of each entry of one log."""
        return self._lines[origin].verdicts

    def verdict(self, entry: EntryId) -> Verdict | None:
        """What came of the entry with this id, where it first stands."""
        found = [self._lines[key].verdicts[index] for key, index in self._where.get(entry, ())]
        return next((verdict for verdict in found if verdict.has_effect), found[0] if found else None)

    def entry_in(self, past: Clock, entry: EntryId) -> Entry[Any] | None:
        """The entry with this id, if it lies in `past` and has an effect, be it on the other branch of its log."""
        verdict = self.verdict(entry)
        return verdict.entry if verdict is not None and verdict.has_effect and self._in_past(past, entry) else None

    def verdict_at(self, ref: str) -> Verdict | None:
        """What came of the entry that people call `ref`, such as `us/42`."""
        party, _, number = ref.partition("/")
        line = next((line for line in self._lines.values() if line.party == party), None)
        if line is None or not number.isdecimal() or not number.isascii() or int(number) >= len(line.verdicts):
            return None
        return line.verdicts[int(number)]

    def subjects(self, slice_name: str | None = None) -> dict[EntryId, State]:
        """State of every subject, or of those of one slice."""
        return {key: held.state for key, held in self._subjects.items() if slice_name in (None, held.slice.name)}

    def state(self, subject: EntryId) -> State | None:
        """State of one subject."""
        held = self._subjects.get(subject)
        return None if held is None else held.state

    def slice_of(self, subject: EntryId) -> str | None:
        """Which slice a subject belongs to."""
        held = self._subjects.get(subject)
        return None if held is None else held.slice.name

    def acts(self, subject: EntryId) -> tuple[Entry[Any], ...]:
        """Entries that had an effect on a subject, in an order that respects who saw what."""
        held = self._subjects.get(subject)
        return () if held is None else tuple(e for o, i in held.acts if (e := self._lines[o].verdicts[i].entry))

    def past(self, entry: EntryId) -> Clock:
        """Causal past of a folded entry."""
        key, index = self._where[entry][0]
        return self._lines[key].past(index)

    def saw(self, entry: EntryId, other: EntryId) -> bool:
        """Whether the author of `entry` could know `other`."""
        return self._in_past(self.past(entry), other)

    def book(self, origin: str) -> KeyBook:
        """Keys of one log."""
        return self._lines[origin].book

    def heads_entries(self, origin: str) -> Sequence[EntryId]:
        """Heads entries of one log that have an effect, in its order."""
        return self._lines[origin].heads_entries

    def accepted(self) -> dict[PartyId, str]:
        """By which entry (`us/3`) each party accepted the charter."""
        return {party: f"{party}/{min(index for _, index in at)}" for party, at in sorted(self._accepted.items())}

    def exposed(self) -> dict[str, int]:
        """Logs convicted of misconduct, and how many of their first entries both branches share."""
        return {origin: min(prefix for _, _, prefix in found) for origin, found in sorted(self._evidence.items())}

    def evidence(self, origin: str) -> tuple[Entry[Any], ...]:
        """Entries of whichever logs that convict this one."""
        found = [self._lines[key].verdicts[index].entry for key, index, _ in self._evidence.get(origin, ())]
        return tuple(entry for entry in found if entry is not None)

    def encoded_states(self) -> Mapping[str, bytes]:
        """Every subject's state encoded, with each log's keys as a subject of its own."""
        for subject in self._touched:
            self._encoded[subject] = encode_canonical(msgspec.to_builtins(self._subjects[subject].state))
        self._touched.clear()
        for terms in self.charter.parties:
            books = sorted(
                encode_canonical([msgspec.to_builtins(each) for each in line.book.enrolments()])
                for line in self._lines.values()
                if line.origin == terms.origin
            )
            about = {"accepted": terms.id in self._accepted, "exposed": self.exposed().get(terms.origin)}
            self._encoded[f"ledger/{terms.origin}"] = encode_canonical(about) + b"\n".join(books)
        return self._encoded

    def digest(self) -> bytes:
        """One hash for the whole state: equal on every node that folded the same entries."""
        return digest_of(self.charter.level, self.encoded_states())

    def _resolve(self, origin: str, size: int, root: bytes) -> Line | None:
        """The line of which this is a head, if its entries up to there have been folded."""
        for line in self._lines.values():
            if line.origin == origin and len(line.verdicts) >= size and line.root_at(size) == root:
                return line
        return None

    def _ref(self, entry: EntryId) -> str:
        key, index = self._where[entry][0]
        return f"{self._lines[key].party}/{index}"

    def _in_past(self, past: Clock, entry: EntryId) -> bool:
        return any(contains(past, key, index) for key, index in self._where.get(entry, ()))

    def state_in(self, past: Clock, subject: EntryId) -> State | None:
        """State of a subject after only those of its entries that lie in `past`."""
        held = self._subjects.get(subject)
        if held is None:
            return None
        acts = [(o, i) for o, i in held.acts if contains(past, o, i)]
        if len(acts) == len(held.acts):
            return held.state
        state: State | None = None
        for origin, index in acts:
            line = self._lines[origin]
            entry = line.verdicts[index].entry
            if entry is not None:
                state = held.slice.apply(state, entry, AuthorsFacts(self, line.past(index)))
        return state

    def received_in(self, past: Clock, party: PartyId, entry: EntryId) -> Entry[Any] | None:
        """The party's earliest heads entry in `past` that covers an entry."""
        for line in self._lines.values():
            for name in line.heads_entries if line.party == party else ():
                if self._in_past(past, name) and self._covered(line.heads[name], entry):
                    found = self.verdict(name)
                    return None if found is None else found.entry
        return None

    def _covered(self, heads: Iterable[tuple[str, int, bytes]], entry: EntryId) -> bool:
        lines = [(self._resolve(*head), head[1]) for head in heads]
        return any(line is not None and self._in_past(line.own(size), entry) for line, size in lines)

    def head_in(self, past: Clock, origin: str, checkpoint: str) -> KnownHead | None:
        """The head that a note states, if it is one of the log's in `past`, with the cosignatures on it."""
        line = self._lines.get(origin)
        if line is None or line.is_branch:
            return None
        known = [
            (terms.id, terms.origin, each)
            for terms in self.charter.parties
            for each in self._lines[terms.origin].book.enrolments()
            if each.since < past.get(terms.origin, 0)
        ]
        counting = [each for each in known if each[2].until is None or each[2].until >= past.get(each[1], 0)]
        logs = [parse_vkey(e.vkey) for _, whose, e in known if whose == origin and e.purpose in {"log", "log_pq"}]
        opened = open_head(checkpoint, origin, logs, cosigner_keys(self.charter, counting, origin))
        if opened is None:
            return None
        signed, cosigned = opened
        under = self._resolve(origin, signed.size, signed.root)
        return KnownHead(signed.size, cosigned) if under is not None and covers(past, under.own(signed.size)) else None


@dataclass(frozen=True, slots=True)
class AuthorsFacts:
    """The record as of one causal past (`facts.Facts`)."""

    standing: Standing
    past: Clock

    @property
    def charter(self) -> Charter:
        """The charter in force."""
        return self.standing.charter

    @property
    def parties(self) -> tuple[PartyId, ...]:
        """Its parties."""
        return self.standing.parties

    def saw(self, entry: EntryId) -> Entry[Body] | None:
        """The entry, if it lies in the past and has an effect."""
        return self.standing.entry_in(self.past, entry)

    def state(self, subject: EntryId) -> object | None:
        """The subject as of that past."""
        return self.standing.state_in(self.past, subject)

    def received(self, party: PartyId, entry: EntryId) -> Entry[Body] | None:
        """The party's own receipt of an entry, if it lies in the past."""
        return self.standing.received_in(self.past, party, entry)

    def head(self, origin: str, checkpoint: str) -> KnownHead | None:
        """The head of a log that a note states, if it lies in the past."""
        return self.standing.head_in(self.past, origin, checkpoint)
