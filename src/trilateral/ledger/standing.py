"""The record as far as it has been folded: what stands, and who knew what. Questions only.

Nothing here changes anything; `fold` does. Who asks gets what every node that folded the
same entries would answer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from trilateral.ledger.canonical import encode_canonical
from trilateral.ledger.charter import Charter
from trilateral.ledger.cosigned import KnownHead, cosigner_keys, open_head
from trilateral.ledger.digest import digest_of
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId
from trilateral.ledger.evidence import Authority, Equivocation
from trilateral.ledger.facts import Adopted, Facts, Objection
from trilateral.ledger.keys import (
    KINDS,
    KeyBook,
)
from trilateral.ledger.line import InForce, Line, Verdict
from trilateral.ledger.order import Clock, contains, covers
from trilateral.ledger.versions import Place, Version, Versions
from trilateral.tlog.note import VerifierKey, parse_vkey

_DIGITS = 15
"""Of an index that somebody writes: a longer one names no entry, and the longest could not even be read as a number."""

State = Any
"""State of a subject: a frozen struct of its slice. The fold only carries it."""


def kind_of(body: type[Body]) -> str:
    """What a charter calls a kind: without its version, so that a clause outlives one."""
    return str(body.__struct_config__.tag).partition("/")[0]


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """One subject of the mechanism, as the fold needs it.

    Attributes:
        name: First part of its kinds.
        bodies: What a party can say.
        state: Struct that holds one subject.
        objection: Why an entry has no effect on `held`, or None.
        apply: `held` after an entry to which there is no objection.
        for_all: Bodies that members without a say may sign too: observers and guarantors.
        machine: Bodies that bind nobody and that a node signs by itself.
        adoption: Body that says again, as the author's own, what another has reported; and what that is.
        general: Its entries are about subjects of any slice. What it holds of a subject lies beside that
            subject's state and never changes it.
        binds_as: Bodies that can bind their author in the same way as others, and those others: whoever accepts
            with a reservation accepts, and so does whoever proposes what it accepts thereby.
        sealed_for: Who alone reads what opened a subject, where that was said under seal; empty where everybody does.
    """

    name: str
    bodies: tuple[type[Body], ...]
    state: type[msgspec.Struct]
    objection: Callable[[State, Entry[Any], Facts], Objection | None]
    apply: Callable[[State, Entry[Any], Facts], State]
    for_all: frozenset[type[Body]] = frozenset()
    machine: frozenset[type[Body]] = frozenset()
    adoption: tuple[type[Body], Callable[[Entry[Any], Facts], Adopted | Objection]] | None = None
    general: bool = False
    binds_as: Mapping[type[Body], tuple[type[Body], ...]] = field(default_factory=dict)
    sealed_for: Callable[[State], tuple[PartyId, ...]] | None = None


def families_of(slices: Iterable[Slice]) -> Mapping[str, tuple[str, ...]]:
    """For each act that a charter can list, the kinds that bind as it does."""
    found: dict[str, list[str]] = {}
    for body, acts in ((body, acts) for each in slices for body, acts in each.binds_as.items()):
        for act in acts:
            found.setdefault(kind_of(act), []).append(kind_of(body))
    return {act: tuple(sorted(kinds)) for act, kinds in sorted(found.items())}


@dataclass(slots=True)
class Subject:
    """One subject: its slice, its state, and the entries that made it, in the order folded.

    Attributes:
        version: Of the charter, under which it was opened: it stays under that one.
        parties: Whom that bound then.
    """

    slice: Slice
    state: State
    acts: list[tuple[str, int]]
    version: Version
    parties: tuple[PartyId, ...]


class Standing:
    """What all logs together say, so far."""

    def __init__(self, charter: Charter, mechanism: str, slices: Iterable[Slice]) -> None:
        """Begin with nothing but the genesis charter.

        Args:
            charter: The genesis charter.
            mechanism: Its hash.
            slices: What entries may be about, beside the constitution.
        """
        self.genesis = charter
        self.mechanism = mechanism
        slices = tuple(slices)
        self._adoptions = dict(each.adoption for each in slices if each.adoption is not None)
        self._machines = frozenset(body for each in slices for body in each.machine)
        self._slices = {str(body.__struct_config__.tag): each for each in slices for body in each.bodies}
        self.families = families_of(slices)
        self.kinds: dict[str, type[Body]] = dict(KINDS)
        self.kinds.update({str(body.__struct_config__.tag): body for each in slices for body in each.bodies})
        self._lines: dict[str, Line] = {}
        self._ceiling: dict[str, int] = {}
        self._placed: frozenset[tuple[str, int]] = frozenset()
        self._twins_at: dict[str, int] = {}
        self._twin_places: frozenset[tuple[str, int]] = frozenset()
        self.generation = 0
        """Grows when evidence made everything be folded again: what was read from verdicts must be read anew."""
        self._clear()

    def _clear(self) -> None:
        """Forget all conclusions; what has been read stays read."""
        self._where: dict[EntryId, list[tuple[str, int]]] = {}
        self._subjects: dict[str, Subject] = {}
        self._by_slice: dict[str, dict[str, Subject]] = {}
        self._encoded: dict[str, bytes] = {}
        self._leaves: dict[str, bytes] = {}
        self._digests: dict[tuple[int, tuple[PartyId, ...]], bytes] = {}
        self._touched: set[str] = set()
        self.changed: list[str] = []
        """Names of subjects that entries changed, in the order folded: another list once all is folded anew."""
        self._versions = Versions(self.genesis, self.mechanism)
        self._now: InForce | None = None
        self._accused: list[tuple[str, str, int, Equivocation]] = []
        self._convicting: dict[tuple[str, int, str], bool] = {}
        self._evidence: dict[str, list[tuple[str, int, int]]] = {}
        self._name_lines(self.genesis)
        for line in self._lines.values():
            line.clear(self._new_book(line.origin))
            line.is_settled = bool(self.genesis.party_of(line.origin))

    def _name_lines(self, charter: Charter) -> None:
        """Have a line for each log that a charter names."""
        for terms in charter.parties:
            if terms.origin not in self._lines:
                book = self._new_book(terms.origin)
                settled = charter is self.genesis
                self._lines[terms.origin] = Line(terms.origin, terms.origin, terms.id, book, is_settled=settled)

    def _new_book(self, origin: str) -> KeyBook:
        terms = self.genesis.party(self.genesis.party_of(origin))
        threshold = 1 if terms is None else terms.root_threshold
        return KeyBook(self.genesis.root_keys(origin), self.genesis.log_keys(origin), threshold)

    # -- the charter

    @property
    def origins(self) -> tuple[str, ...]:
        """Logs that any accepted text of the charter names, in order."""
        return tuple(sorted(line.origin for line in self._lines.values() if not line.is_branch))

    def lines(self) -> tuple[Line, ...]:
        """Every log and second branch. Not to be changed."""
        return tuple(self._lines.values())

    def party_of(self, origin: str) -> PartyId:
        """Whose log this is; empty if nobody's."""
        line = self._lines.get(origin)
        return "" if line is None else line.party

    @property
    def version(self) -> Version:
        """The version in force at the cut; the genesis charter before any is."""
        return self._at_cut().version or self._versions.genesis

    @property
    def charter(self) -> Charter:
        """The charter in force at the cut; the genesis charter before any is."""
        return self.version.charter

    @property
    def parties(self) -> tuple[PartyId, ...]:
        """Whom it binds."""
        return self._at_cut().parties if self.is_in_force else self.charter.bound

    @property
    def is_in_force(self) -> bool:
        """Whether any version of the charter is in force at the cut."""
        return self._at_cut().version is not None

    def _at_cut(self) -> InForce:
        if self._now is None:
            past = {key: len(line.verdicts) for key, line in self._lines.items()}
            self._now = self._in_force(self._complete_in(past), past, "")
        return self._now

    def _complete_in(self, past: Clock, before: frozenset[str] = frozenset()) -> frozenset[str]:
        """Versions that somebody whose entry lies in the past knew to be accepted by all, and those that are so in it."""
        if len(self._versions.known) > 1:
            found = (self._lines[key].complete_at(size) for key, size in past.items() if key in self._lines)
            before = before.union(*found)
        if len(before) == len(self._versions.known):
            return before
        return self._versions.complete(before, lambda place: contains(past, *place))

    def _in_force(self, complete: frozenset[str], past: Clock, party: PartyId) -> InForce:
        def holds(place: Place) -> bool:
            return contains(past, *place)

        version = self._versions.in_force(complete)
        if version is None:
            return InForce(None, (), is_member=False, has_left=False)
        parties = self._versions.parties(version, holds)
        role = version.charter.role(party)
        accepted = version is self._versions.genesis or self._versions.accepted(version.hash, party, holds)
        return InForce(
            version, parties, is_member=role is not None and accepted, has_left=self._versions.left(party, holds)
        )

    def charter_for_next(self, origin: str) -> Charter:
        """The charter in force for the next entry of a log; the genesis charter before any is."""
        line = self._lines.get(origin)
        if line is None:
            return self.genesis
        size = len(line.verdicts)
        complete = self._complete_in(line.past(size), line.complete_at(size + 1))
        return (self._versions.in_force(complete) or self._versions.genesis).charter

    def versions(self) -> tuple[tuple[Version, bool, tuple[PartyId, ...]], ...]:
        """Every text that somebody accepted: whether all did, at the cut, and who is still missing. In their order."""
        past = {key: len(line.verdicts) for key, line in self._lines.items()}
        complete = self._complete_in(past)
        known = sorted(self._versions.known.values(), key=lambda each: (each.number, each.hash))
        missing = [self._versions.missing(each, lambda place: contains(past, *place)) for each in known]
        return tuple((v, v.hash in complete, who) for v, who in zip(known, missing, strict=True))

    def crossed_versions(self) -> tuple[str, ...]:
        """Amendments that all accepted and of which none says that it stands instead of the others."""
        return self._versions.crossed(self._complete_in({key: len(line.verdicts) for key, line in self._lines.items()}))

    def left(self) -> dict[PartyId, str]:
        """By which entry (`us/3`) each party that has left said so."""
        return _first_refs(self._versions.leavings())

    def version_at(self, entry: EntryId) -> Version | None:
        """The version of the charter under which an entry was judged: its subject's, or the one in force for it."""
        verdict = self.verdict(entry)
        if verdict is None or verdict.entry is None:
            return None
        subject = self._subjects.get(verdict.entry.subject)
        if subject is not None:
            return subject.version
        return self._versions.in_force(self._lines[verdict.log].complete_at(verdict.index + 1))

    def log_keys(self, origin: str, size: int | None = None) -> tuple[VerifierKey, ...]:
        """Keys that may sign a checkpoint of the log: its own, and those that a version accepted by all names for it.

        A text that only some have accepted names nobody's keys: else each party could name
        keys for another's log, and continue it where its mirrors lie.

        Args:
            origin: Whose log.
            size: Of the checkpoint; left out, all keys that ever signed one.
        """
        keys = dict.fromkeys(
            key for line in self._lines.values() if line.origin == origin for key in line.book.log_keys(size)
        )
        if len(self._versions.known) > 1:
            past = {key: len(line.verdicts) for key, line in self._lines.items()}
            for name in sorted(self._complete_in(past) - {self.mechanism}):
                named = self._versions.known[name].charter.log_keys(origin)
                if not any(line.origin == origin and line.book.knows(named) for line in self._lines.values()):
                    keys |= dict.fromkeys(named)
        return tuple(keys)

    def authorities(self, origin: str) -> tuple[Authority, ...]:
        """Whose word puts a key to the log: its party's roots by the first charter, and by versions accepted by all."""
        past = {key: len(line.verdicts) for key, line in self._lines.items()}
        return self._versions.authorities(origin, self._complete_in(past))

    # -- the logs

    def read_size(self, origin: str) -> int:
        """How many entries of the log were given, folded or waiting."""
        return len(self._lines[origin].read) if origin in self._lines else 0

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
        return self._lines[origin].verdicts if origin in self._lines else ()

    def verdict(self, entry: EntryId) -> Verdict | None:
        """What came of the entry with this id, where it first stands."""
        places = self._where.get(entry, ())
        if len(places) == 1:  # as almost always: pages ask for it hundreds of times
            key, index = places[0]
            return self._lines[key].verdicts[index]
        found = [self._lines[key].verdicts[index] for key, index in places]
        return next((verdict for verdict in found if verdict.has_effect), found[0] if found else None)

    def entry_in(self, past: Clock, entry: EntryId) -> Entry[Any] | None:
        """The entry with this id, if it lies in `past` and has an effect, be it on the other branch of its log."""
        verdict = self.verdict(entry)
        return verdict.entry if verdict is not None and verdict.has_effect and self._in_past(past, entry) else None

    def verdict_at(self, ref: str) -> Verdict | None:
        """What came of the entry that people call `ref`, such as `us/42`."""
        party, _, number = ref.partition("/")
        line = next((line for line in self._lines.values() if line.party == party), None)
        is_number = number.isdecimal() and number.isascii() and len(number) <= _DIGITS
        if line is None or not is_number or int(number) >= len(line.verdicts):
            return None
        return line.verdicts[int(number)]

    def subjects(self, slice_name: str | None = None) -> dict[EntryId, State]:
        """State of every subject, or of those of one slice."""
        if slice_name:
            return {key: held.state for key, held in self._by_slice.get(slice_name, {}).items()}
        return {key: held.state for key, held in self._subjects.items() if not held.slice.general}

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
        return self._lines[origin].book if origin in self._lines else KeyBook(())

    def heads_entries(self, origin: str) -> Sequence[EntryId]:
        """Heads entries of one log that have an effect, in its order."""
        return self._lines[origin].heads_entries if origin in self._lines else ()

    def accepted(self, charter: str | None = None) -> dict[PartyId, str]:
        """By which entry (`us/3`) each party accepted a version of the charter: by default the one in force."""
        return _first_refs(self._versions.acceptances(charter or self.version.hash))

    def refused(self, charter: str) -> dict[PartyId, str]:
        """By which entry each party refused a version of the charter."""
        return _first_refs(self._versions.refusals(charter))

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
            self._put(subject, encode_canonical(msgspec.to_builtins(self._subjects[subject].state)))
        self._touched.clear()
        for origin in self.origins:
            lines = [line for line in self._lines.values() if line.origin == origin]
            books = sorted(encode_canonical(line.book.as_builtins()) for line in lines)
            about = {"exposed": self.exposed().get(origin), "party": lines[0].party if lines[0].is_settled else ""}
            self._put(f"ledger/{origin}", encode_canonical(about) + b"\n".join(books))
        charter = encode_canonical(
            {
                "crossed": list(self.crossed_versions()),
                "in_force": self.version.hash if self.is_in_force else None,
                "left": sorted(self._versions.leavings()),
                "versions": [
                    [v.hash, whole, sorted(self._versions.acceptances(v.hash)), sorted(self._versions.refusals(v.hash))]
                    for v, whole, _ in self.versions()
                ],
            }
        )
        self._put("ledger/charter", charter)
        return self._encoded

    def _put(self, name: str, encoded: bytes) -> None:
        if self._encoded.get(name) != encoded:
            self._encoded[name] = encoded
            self._leaves.pop(name, None)
            self._digests.clear()

    def digest(self, audience: Iterable[PartyId] = ()) -> bytes:
        """One hash for the whole state: equal on every node that folded the same entries.

        Args:
            audience: Whose reading this is, where it is not the open one.
        """
        states, asked = self.encoded_states(), (self.charter.level, tuple(sorted(audience)))
        if asked not in self._digests:
            self._digests[asked] = digest_of(asked[0], states, asked[1], self._leaves)
        return self._digests[asked]

    def asks_two(self, charter: Charter, party: PartyId, kind: str) -> bool:
        """Whether a charter wants two delegates of different offices to sign an entry of this kind for this party.

        Its clause names acts, and so covers every kind that can bind a bound party in the same way: else one delegate
        could bind it alone, by a reservation, or by proposing the same words. That is asked of the kind and not of
        what an entry says, so it is known before anything is written.
        """
        named = kind.partition("/")[0]
        if named in charter.two_person:
            return True
        return party in charter.bound and any(named in self.families.get(act, ()) for act in charter.two_person)

    def kept_as(self, entry: Entry[Any]) -> str:
        """Under which name the record keeps what an entry changes: the subject, unless it is a general act."""
        each = self._slices.get(entry.header.kind)
        return general_key(each.name, entry.subject) if each is not None and each.general else entry.subject

    def general(self, slice_name: str, subject: EntryId) -> State | None:
        """What a slice of general acts holds of a subject."""
        return self.state(general_key(slice_name, subject))

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
                state = held.slice.apply(state, entry, AuthorsFacts(self, line.past(index), held.version, held.parties))
        return state

    def subjects_in(self, past: Clock, slice_name: str) -> tuple[State, ...]:
        """States of all subjects of one slice after only those of their entries that lie in `past`."""
        named = sorted(key for key, held in self._subjects.items() if held.slice.name == slice_name)
        states = (self.state_in(past, key) for key in named)
        return tuple(state for state in states if state is not None)

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

    def head_in(self, past: Clock, charter: Charter, origin: str, checkpoint: str) -> KnownHead | None:
        """The head that a note states, if it is one of the log's in `past`, with the cosignatures on it."""
        line = self._lines.get(origin)
        if line is None or line.is_branch:
            return None
        known = [
            (each.party, each.origin, enrolment)
            for each in sorted(self._lines.values(), key=lambda line: (line.party, line.origin))
            if not each.is_branch
            for enrolment in each.book.enrolments()
            if enrolment.since < past.get(each.origin, 0)
        ]
        counting = [each for each in known if each[2].until is None or each[2].until >= past.get(each[1], 0)]
        logs = [parse_vkey(e.vkey) for _, whose, e in known if whose == origin and e.purpose in {"log", "log_pq"}]
        opened = open_head(checkpoint, origin, logs, cosigner_keys(charter, counting, origin))
        if opened is None:
            return None
        signed, cosigned = opened
        under = self._resolve(origin, signed.size, signed.root)
        return KnownHead(signed.size, cosigned) if under is not None and covers(past, under.own(signed.size)) else None


def general_key(slice_name: str, subject: EntryId) -> str:
    """Under which name the record keeps what general acts hold of a subject."""
    return f"{slice_name}/{subject}"


def _first_refs(places: Mapping[PartyId, Sequence[Place]]) -> dict[PartyId, str]:
    return {party: f"{party}/{min(index for _, index in at)}" for party, at in sorted(places.items())}


@dataclass(frozen=True, slots=True)
class AuthorsFacts:
    """The record as of one causal past (`facts.Facts`)."""

    standing: Standing
    past: Clock
    version: Version
    parties: tuple[PartyId, ...]

    @property
    def charter(self) -> Charter:
        """The version under which the subject was opened."""
        return self.version.charter

    def saw(self, entry: EntryId) -> Entry[Body] | None:
        """The entry, if it lies in the past and has an effect."""
        return self.standing.entry_in(self.past, entry)

    def state(self, subject: EntryId) -> object | None:
        """The subject as of that past."""
        return self.standing.state_in(self.past, subject)

    def subjects(self, slice_name: str) -> tuple[object, ...]:
        """Every subject of a slice as of that past."""
        return self.standing.subjects_in(self.past, slice_name)

    def received(self, party: PartyId, entry: EntryId) -> Entry[Body] | None:
        """The party's own receipt of an entry, if it lies in the past."""
        return self.standing.received_in(self.past, party, entry)

    def head(self, origin: str, checkpoint: str) -> KnownHead | None:
        """The head of a log that a note states, if it lies in the past."""
        return self.standing.head_in(self.past, self.charter, origin, checkpoint)
