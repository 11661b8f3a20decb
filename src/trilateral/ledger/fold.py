"""From all logs to one state: which entries have an effect, and what stands after them.

`Fold` takes the entries of each log in the order of that log, and the logs in any order.
It folds an entry once everything in the entry's causal past has been folded; what is not
causally closed waits. There is no other order and no tie-break: rules commute for
concurrent entries, so every order gives the same state.

Folding never raises on what somebody signed. An entry against the rules, in whatever way,
has no effect and keeps its objection (`Verdict`).

It leaves out time: late, overdue and not answered are questions to a state, with a
time as argument.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.admission import is_signed_by, objection_to_heads, read_version, stated_heads
from trilateral.ledger.charter import Charter
from trilateral.ledger.entry import Body, Entry, EntryId, Header, Unread, entry_id, parse_entry, read_note
from trilateral.ledger.evidence import Equivocation, parse_equivocation
from trilateral.ledger.facts import Objection
from trilateral.ledger.judging import Judging
from trilateral.ledger.keys import (
    MAX_LOG_KEY_TEXT,
    CharterAccepted,
    CharterRefused,
    EpochClosed,
    EpochOpened,
    Head,
    HeadsRecorded,
    KeyEnrolled,
    KeyRevoked,
    MisconductFound,
    PartyAccredited,
    PartyLeft,
)
from trilateral.ledger.line import Line, Read, Verdict
from trilateral.ledger.order import Clock, contains
from trilateral.ledger.standing import Slice, State, Subject, general_key
from trilateral.tlog.merkle import leaf_hash
from trilateral.tlog.note import Note, parse_vkey

__all__ = ["Fold", "Read", "Slice", "State", "Verdict", "check", "required"]


class Fold(Judging):
    """The record as one party reads it."""

    # What goes in

    def append(self, origin: str, entries: Sequence[bytes]) -> list[Verdict]:
        """Take the next entries of one log, and fold whatever has become possible.

        Args:
            origin: Whose log. A log that the charter does not name is ignored.
            entries: The bytes, in the order of the log, continuing what was given before.

        Returns:
            Verdicts in the order folded, of whichever logs.
        """
        if origin not in self._lines:
            return []
        return self.append_read(origin, self.parse_many(origin, entries), [leaf_hash(data) for data in entries])

    def append_read(
        self, origin: str, reads: Sequence[Read], leaves: Sequence[bytes], signed: Sequence[bool] = ()
    ) -> list[Verdict]:
        """The same for entries that have been parsed, hashed and perhaps verified on the way here.

        Args:
            origin: Whose log.
            reads: From `parse_many`.
            leaves: Leaf hash of each.
            signed: Where True, the signature holds with the key that `key_of` gave; the others
                are verified as they are folded.
        """
        line = self._lines[origin]
        start = len(line.read)
        line.read.extend(reads)
        for leaf in leaves:
            line.hash_in(leaf)
        line.signed.update((start + at, True) for at, holds in enumerate(signed) if holds)
        return self._advance()

    def add_branch(self, origin: str, prefix: int, entries: Sequence[bytes]) -> list[Verdict]:
        """Take the second branch of a log that was shown in two ways, or more of it.

        Those who were shown it acted on it in good faith, so what they signed must stay
        readable. Which branch is called the second depends on whom one asks; what stands does not.

        Args:
            origin: Whose log. Its first `prefix` entries must have been given.
            prefix: How many entries the two branches have in common.
            entries: The branch's own entries, from index `prefix` on.
        """
        trunk = self._lines[origin]
        key = f"{origin}#{leaf_hash(entries[0]).hex()}"
        line = self._lines.get(key)
        if line is None:
            line = Line(key, origin, trunk.party, self._new_book(origin), prefix, read=list(trunk.read[:prefix]))
            line.is_settled = bool(self.genesis.party_of(origin))
            for leaf in trunk.levels[0][:prefix] if prefix else ():
                line.hash_in(leaf)
            self._lines[key] = line
        for data in entries[len(line.read) - prefix :]:
            line.hash_in(leaf_hash(data))
            line.read.append(self._parse(data, line, len(line.read)))
        return self._advance()

    def read_again(self, slices: Iterable[Slice], read: Callable[[Read], Read]) -> "Fold":
        """The same record folded anew, with entries read in another way (`overlay`)."""
        other = Fold(self.genesis, self.mechanism, slices)
        other._lines = {key: line.read_again(read) for key, line in self._lines.items()}
        other._clear()
        other._advance()
        return other

    def trust_signatures(self, origin: str, size: int) -> None:
        """Skip the signatures of the first `size` entries: this node verified them before.

        Not to be called on anybody else's word.
        """
        line = self._lines[origin]
        for index in range(len(line.verdicts), size):
            line.signed[index] = True

    def parse(self, origin: str, data: bytes) -> Read:
        """The bytes of an entry as the next one of a log. Nothing is asked about it yet."""
        line = self._lines[origin]
        return self._parse(data, line, len(line.read))

    def parse_many(self, origin: str, entries: Sequence[bytes], start: int | None = None) -> list[Read]:
        """The bytes of entries as the next ones of a log, or as those from index `start` on."""
        line = self._lines[origin]
        first = len(line.read) if start is None else start
        return [self._parse(data, line, first + at) for at, data in enumerate(entries)]

    def read_signed(self, origin: str, note: Note, index: int) -> Read:
        """The same of an entry that our own party has just signed, and that is a note already."""
        try:
            header, body = read_note(note, self.kinds)
        except MalformedError as error:
            return Read(None, None, str(error))
        return _as_read(self._lines[origin], index, note, header, body)

    def _parse(self, data: bytes, line: Line, index: int) -> Read:
        try:
            note, header, body = parse_entry(data, self.kinds)
        except MalformedError as error:
            return Read(None, None, str(error))
        return _as_read(line, index, note, header, body)

    # Folding

    def judge(self, origin: str, data: bytes) -> Verdict:
        """Say what would come of `data` as the next entry of a log, and change nothing."""
        return self.judge_read(origin, self.parse(origin, data))

    def judge_read(self, origin: str, read: Read) -> Verdict:
        """The same of an entry that has been parsed."""
        return self._try(self._lines[origin], read)

    def admit(self, origin: str, leaf: bytes, read: Read, *, signed: bool = False) -> Verdict:
        """Take the next entry of a log if it has an effect; else change nothing.

        Args:
            origin: Whose log: our own, since of others everything is taken.
            leaf: Leaf hash of the entry.
            read: The entry, from `parse`.
            signed: Its signature has been verified with the key that the log enrolled.
        """
        line = self._lines[origin]
        index = len(line.read)
        if signed:
            line.signed[index] = True
        verdict = self._try(line, read, keep=True)
        if not verdict.has_effect:
            return verdict
        line.hash_in(leaf)
        line.read.append(_without_text(verdict.entry, read))
        self._settle(line, verdict)
        if self._accused:
            self._advance()
        return verdict

    def key_of(self, origin: str, read: Read) -> tuple[bytes, bytes, bytes] | None:
        """(key, message, signature) of an entry with one signature by a key that its log knows now."""
        if read.note is None or len(read.note.signatures) != 1:
            return None
        signature = read.note.signatures[0]
        known = self._lines[origin].book.find(signature.name, signature.key_id)
        return None if known is None else (known[0].public, read.note.text, signature.payload)

    def _try(self, line: Line, read: Read, *, keep: bool = False) -> Verdict:
        """What would come of an entry as the next one. What its author has seen is kept only if it has an effect."""
        index = len(line.read)
        if read.entry is not None and read.entry.index != index:
            read = Read(replace(read.entry, index=index), read.note)
        if len(line.verdicts) < index or not self._ready(line, read):
            return Verdict(line.party, line.origin, index, read.entry, Objection("ledger.not_caught_up"))
        mark, last_seen, known = len(line.seen), line.last_seen, len(line.complete)
        verdict = self._verdict(line, index, read)
        if not (keep and verdict.has_effect):
            del line.seen[mark:], line.complete[known:]
            line.last_seen, line.last_past, line.standing = last_seen, None, None
            line.signed.pop(index, None)
        return verdict

    def _advance(self) -> list[Verdict]:
        """Fold whatever is possible, and all of it again if evidence changed what stands.

        What stands of an exposed log depends on who had acted on it before the evidence,
        so on entries that may come later. A log is exposed once in its life.
        """
        twins = self._twins()
        folded = self._fold_ready(one_order=False)
        # What comes later never changes the one order of what was folded, so it is gone through again only for twins.
        if self._folded_of(twins) != self._placed:
            self._clear()
            self.generation += 1
            folded = self._fold_ready(one_order=True)
        for _ in range(len(self._lines) + 1):
            limits = self._limits()
            if limits == self._ceiling:
                break
            self._clear()
            self._ceiling = limits
            self.generation += 1
            folded = self._fold_ready(one_order=bool(twins))
        self._placed = self._folded_of(twins)
        return folded

    def _fold_ready(self, *, one_order: bool) -> list[Verdict]:
        """Fold whatever is causally closed until nothing moves: in any order, unless told to keep to one.

        The one order goes by what the lines hold, so it is the same for readers who call
        different branches of a log the second one.
        """
        lines = list(self._lines.values())
        if one_order:
            lines.sort(key=lambda line: (line.origin, line.levels[0] if line.levels else []))
        folded: list[Verdict] = []
        moved = True
        while moved:
            moved = False
            for line in lines:
                while len(line.verdicts) < len(line.read) and self._ready(line, line.read[len(line.verdicts)]):
                    folded.append(self._fold_next(line))
                    moved = True
                    if one_order:
                        break
                if moved and one_order:
                    break
        return folded

    def _twins(self) -> frozenset[tuple[str, int]]:
        """Where one text stands on both branches of a log, past the fork.

        It counts once, and in which place must not hang on what was read first. So everything
        is folded anew, in one order, when one more of them has been folded: dear, and only ever
        the price of what a convicted log says twice.
        """
        lines = [line for line in self._lines.values() if line.is_branch]
        if not lines:
            return frozenset()
        forked = {line.origin for line in lines}
        lines = [line for line in self._lines.values() if line.origin in forked]
        sizes = {line.key: len(line.read) for line in lines}
        if sizes != self._twins_at:
            places: dict[tuple[str, EntryId], list[tuple[str, int]]] = {}
            for line in lines:
                fork = min(each.prefix for each in lines if each.origin == line.origin and each.is_branch)
                for index in range(max(fork, line.prefix), len(line.read)):
                    entry = line.read[index].entry
                    if entry is not None:
                        places.setdefault((line.origin, entry.id), []).append((line.key, index))
            twice = [found for found in places.values() if len({key for key, _ in found}) > 1]
            self._twins_at, self._twin_places = sizes, frozenset(place for found in twice for place in found)
        return self._twin_places

    def _folded_of(self, places: frozenset[tuple[str, int]]) -> frozenset[tuple[str, int]]:
        return frozenset((key, index) for key, index in places if index < len(self._lines[key].verdicts))

    def _limits(self) -> dict[str, int]:
        """How many first entries of each exposed log still have an effect.

        Those before the fork, and those that another party had in its past when it
        signed something before it knew of the evidence.
        """
        self._evidence = {}
        for origin, key, index, proof in self._accused:
            if self._convicts(origin, (key, index), proof):
                self._evidence.setdefault(origin, []).append((key, index, proof.prefix))
        limits: dict[str, int] = {}
        for origin, found in self._evidence.items():
            prefix = min(prefix for _, _, prefix in found)
            pasts = [
                past for line in self._lines.values() if line.origin != origin for past in self._unwarned(line, found)
            ]
            for line in self._lines.values():
                if line.origin == origin:
                    limits[line.key] = max([prefix, *(past.get(line.key, 0) for past in pasts)])
        return limits

    def _convicts(self, origin: str, place: tuple[str, int], proof: Equivocation) -> bool:
        """Whether keys signed the two branches that were not retired on what both have in common.

        Else whoever stole a key that its party has long revoked could convict that party with it. Where
        the branches part before the revocation nobody can tell who forked, and the log answers for it.
        """
        trunk = self._resolve(origin, proof.prefix, bytes.fromhex(proof.prefix_root))
        if trunk is None:
            return True
        if (*place, trunk.key) not in self._convicting:
            self._convicting[*place, trunk.key] = self._answers_for(origin, place, proof, trunk.book)
        return self._convicting[*place, trunk.key]

    def _unwarned(self, line: Line, found: list[tuple[str, int, int]]) -> Iterable[Clock]:
        """Past of the last entry of a line whose author had not seen the evidence, if there is one."""
        first, after = 0, len(line.verdicts)
        while first < after:  # who has seen it once has seen it for good
            index = (first + after) // 2
            past = line.past(index)
            if any(contains(past, key, at) or (key, at) == (line.key, index) for key, at, _ in found):
                after = index
            else:
                first = index + 1
        if first:
            yield line.past(first - 1)

    def _ready(self, line: Line, read: Read) -> bool:
        """Whether all that the entry names as seen has been folded."""
        if line.is_branch and len(line.verdicts) < line.prefix:
            if not self._start_branch(line):
                return False
            read = line.read[line.prefix]
        if read.entry is None:
            return True
        if read.entry.header.seen not in (None, line.last_seen):
            heads = line.heads.get(read.entry.header.seen or "", ())
            if any(self._resolve(origin, size, root) is None for origin, size, root in heads):
                return False
        return not isinstance(read.entry.body, HeadsRecorded | PartyAccredited) or self._ready_to_open(line, read.entry)

    def _ready_to_open(self, line: Line, entry: Entry[Any]) -> bool:
        """Whether it can be told who signed the heads in an entry.

        A head by a key of the genesis charter speaks for itself. Of any other only the log that
        it is of can tell whether the key was put to that, so that log is folded first.
        What begins anew under the heads is read after all that they cover.
        """
        heads: tuple[Head, ...] = entry.body.heads
        anew = isinstance(entry.body, PartyAccredited)
        try:
            waiting = [
                head
                for head, stated in zip(heads, stated_heads(heads), strict=True)
                if self._resolve(*stated) is None and (anew or not is_signed_by(head, self.genesis.log_keys(stated[0])))
            ]
        except MalformedError:
            return True  # there is an objection to it, whatever else is known
        if not waiting or anew:
            return not waiting
        charter = self._charter_for(line, entry.header.seen)
        return objection_to_heads(line, heads, charter) is not None

    def _start_branch(self, line: Line) -> bool:
        """Let a second branch begin where the trunk stood when it parted from it, if that is folded."""
        trunk = self._lines[line.origin]
        if len(trunk.verdicts) < line.prefix:
            return False
        line.verdicts = trunk.verdicts[: line.prefix]
        line.seen = [(index, clock) for index, clock in trunk.seen if index < line.prefix]
        for verdict in line.verdicts:
            entry = verdict.entry
            if entry is not None and entry.id in trunk.heads:
                line.heads[entry.id] = trunk.heads[entry.id]
                line.heads_entries.append(entry.id)
            if entry is not None and verdict.has_effect:
                self._apply_keys(line, entry)
        line.complete = [(since, found) for since, found in trunk.complete if since < line.prefix]
        return True

    def _apply_keys(self, line: Line, entry: Entry[Any]) -> None:
        """What an entry with an effect changes in the keys of its log."""
        body = entry.body
        if isinstance(body, KeyEnrolled | KeyRevoked | EpochOpened | EpochClosed):
            line.book.apply(body, entry.index)
        elif isinstance(body, PartyAccredited):
            charter = self._versions.known[body.charter].charter
            terms = charter.party(charter.party_of(line.origin))
            if terms is not None:
                line.party, line.is_settled = terms.id, True
                roots, logs = map(parse_vkey, terms.root_keys), map(parse_vkey, terms.log_keys)
                line.book.renew(tuple(roots), tuple(logs), terms.root_threshold, entry.index)

    def _fold_next(self, line: Line) -> Verdict:
        index = len(line.verdicts)
        verdict = self._verdict(line, index, line.read[index])
        if line.signed.get(index):
            line.read[index] = _without_text(verdict.entry, line.read[index])
        self._settle(line, verdict)
        return verdict

    def _settle(self, line: Line, verdict: Verdict) -> None:
        """Let an entry have come to this."""
        line.verdicts.append(verdict)
        self._now = None
        entry = verdict.entry
        if entry is None:
            return
        if entry.header.log == line.origin and entry.header.mechanism == self.mechanism:
            # Only in the log that it was signed for: a copy elsewhere must not take its place.
            self._where.setdefault(entry.id, []).append((line.key, verdict.index))
        if verdict.has_effect:
            self._take_effect(line, entry)

    # What an entry with an effect changes

    def _take_effect(self, line: Line, entry: Entry[Any]) -> None:
        body, place = entry.body, (line.key, entry.index)
        if entry.header.kind in self._slices:
            self._take_effect_in_slice(line, entry)
            return
        self._apply_keys(line, entry)
        if isinstance(body, HeadsRecorded | PartyAccredited):
            line.heads[entry.id] = stated_heads(body.heads)
            line.heads_entries.append(entry.id)
        if isinstance(body, PartyAccredited):
            self._begin_anew(line, entry)
        elif isinstance(body, CharterAccepted):
            self._learn_text(body)
            self._versions.accept(body.charter, line.party, place)
        elif isinstance(body, CharterRefused):
            self._versions.refuse(body.charter, line.party, place)
        elif isinstance(body, PartyLeft):
            self._versions.leave(line.party, place)
        elif isinstance(body, MisconductFound):
            self._accused.append((body.log, *place, parse_equivocation(body.proof)))
        if not isinstance(body, KeyEnrolled | KeyRevoked | HeadsRecorded | MisconductFound):
            line.standing = None

    def _learn_text(self, body: CharterAccepted) -> None:
        found = read_version(body.text, body.charter)
        if isinstance(found, Charter):
            self._versions.learn(found, body.charter)
            self._name_lines(found)

    def _begin_anew(self, line: Line, entry: Entry[Any]) -> None:
        """From the next entry on the author knows what lies under the heads, and is bound by the version it names."""
        line.seen.append((entry.index + 1, self._widened(line, entry.index, stated_heads(entry.body.heads))))
        line.last_seen, line.last_past = entry.id, None
        if entry.index < self._ceiling.get(line.key, entry.index + 1):
            self._versions.accept(entry.body.charter, line.party, (line.key, entry.index))

    def _take_effect_in_slice(self, line: Line, entry: Entry[Any]) -> None:
        each = self._slices[entry.header.kind]
        key = general_key(each.name, entry.subject) if each.general else entry.subject
        held, about = self._subjects.get(key), self._subjects.get(entry.subject)
        facts = self._facts(line, entry.index, about)
        state = each.apply(held.state if held else None, entry, facts)
        if held is None:
            at = (line.key, entry.index)
            opened = Subject(each, state, [at], facts.version, facts.parties)
            self._subjects[key] = self._by_slice.setdefault(each.name, {})[key] = opened
        else:
            held.state = state
            held.acts.append((line.key, entry.index))
        self._touched.add(key)
        self.changed.append(key)


def _as_read(line: Line, index: int, note: Note, header: Header, body: Body | Unread) -> Read:
    if isinstance(body, KeyEnrolled) and body.purpose == "log" and len(note.text) > MAX_LOG_KEY_TEXT:
        return Read(
            None, None, f"expected a log key in a text of at most {MAX_LOG_KEY_TEXT} bytes, got {len(note.text)}"
        )
    signer = note.signatures[0].name if note.signatures else ""
    return Read(Entry(entry_id(note.text), line.party, index, header, body, signer), note)


def _without_text(entry: Entry[Any] | None, read: Read) -> Read:
    """What is kept in memory of an entry whose signature holds: its bytes are on a disk, and are not needed again."""
    return Read(entry, None if read.note is None else read.note._replace(text=b""))


def check(fold: Fold, origin: str, data: bytes) -> Entry[Any]:
    """Return the entry that `data` would be, if it would have an effect.

    Raises:
        RefusedError: It would have none. The same objection that every node would find.
    """
    return required(fold.judge(origin, data))


def required(verdict: Verdict) -> Entry[Any]:
    """Return the entry that a verdict is about, if it has an effect.

    Raises:
        RefusedError: It has none.
    """
    if verdict.objection is not None or verdict.entry is None:
        objection = verdict.objection or Objection("ledger.malformed")
        raise RefusedError(objection.code, **dict(objection.params))
    return verdict.entry
