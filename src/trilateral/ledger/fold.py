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
from trilateral.ledger.admission import (
    is_signed_by,
    objection_to_evidence,
    objection_to_heads,
    objection_to_key_name,
    objection_to_new_root,
    objection_to_signature,
    offices_of,
    read_version,
    stated_heads,
)
from trilateral.ledger.charter import Charter, PartyTerms
from trilateral.ledger.entry import Body, Entry, EntryId, Header, Unread, entry_id, parse_entry, read_note
from trilateral.ledger.evidence import parse_equivocation
from trilateral.ledger.facts import Objection
from trilateral.ledger.keys import (
    SIGNED_BY,
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
from trilateral.ledger.line import InForce, Line, Read, Verdict
from trilateral.ledger.order import Clock, contains, join
from trilateral.ledger.standing import AuthorsFacts, Slice, Standing, State, Subject, general_key
from trilateral.ledger.versions import Version, check_amendment
from trilateral.tlog.merkle import leaf_hash
from trilateral.tlog.note import Note, parse_vkey

__all__ = ["Fold", "Read", "Slice", "State", "Verdict", "check", "required"]

_READ_ON = (KeyEnrolled, KeyRevoked, EpochOpened, EpochClosed, HeadsRecorded, PartyAccredited, MisconductFound)
"""Read also of an exposed log: they bind nobody, and who had seen what must not hang on who was exposed when."""


class Fold(Standing):
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
        if self._evidence:
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
        twins = self._has_twins()
        if twins:
            self._clear()
            self.generation += 1
        folded = self._fold_ready(one_order=twins)
        for _ in range(len(self._lines) + 1):
            limits = self._limits()
            if limits == self._ceiling:
                break
            self._clear()
            self._ceiling = limits
            self.generation += 1
            folded = self._fold_ready(one_order=twins)
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

    def _has_twins(self) -> bool:
        """Whether one text stands on both branches of a log, past the fork.

        It counts once, and in which place must not hang on what was read first. So everything
        is then folded anew, in one order: dear, and only ever the price of a convicted log.
        """
        for origin in {line.origin for line in self._lines.values() if line.is_branch}:
            lines = [line for line in self._lines.values() if line.origin == origin]
            fork = min(line.prefix for line in lines if line.is_branch)
            known: set[EntryId] = set()
            for line in lines:
                own = {read.entry.id for read in line.read[max(fork, line.prefix) :] if read.entry is not None}
                if own & known:
                    return True
                known |= own
        return False

    def _limits(self) -> dict[str, int]:
        """How many first entries of each exposed log still have an effect.

        Those before the fork, and those that another party had in its past when it
        signed something before it knew of the evidence.
        """
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

    def _unwarned(self, line: Line, found: list[tuple[str, int, int]]) -> Iterable[Clock]:
        """Past of the last entry of a line whose author had not seen the evidence, if there is one."""
        for index in range(len(line.verdicts) - 1, -1, -1):
            past = line.past(index)
            if not any(contains(past, key, at) or (key, at) == (line.key, index) for key, at, _ in found):
                yield past
                return

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

    def _charter_for(self, line: Line, seen: EntryId | None) -> Charter:
        """The charter in force for the next entry of a line, which names `seen`."""
        index = len(line.verdicts)
        past = (
            line.past(index) if seen in (None, line.last_seen) else self._widened(line, index, line.heads.get(seen, ()))
        )
        version = self._versions.in_force(self._complete_in(past, line.complete_at(index + 1)))
        return (version or self._versions.genesis).charter

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
            terms = self._versions.known[body.charter].charter.party(line.party)
            if terms is not None:
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

    def _verdict(self, line: Line, index: int, read: Read) -> Verdict:
        entry = read.entry
        if entry is None or read.note is None:
            return Verdict(
                line.party, line.key, index, None, Objection("ledger.malformed", (("what", read.why),)), unread=True
            )
        objection = self._objection_to_signature(line, index, read.note, entry)
        if objection is None:
            line.signed[index] = True
            objection = self._objection_to_header(line, index, entry)
        if objection is None and isinstance(entry.body, Unread):
            return Verdict(
                line.party,
                line.key,
                index,
                entry,
                Objection(entry.body.why, (("kind", entry.header.kind),)),
                unread=True,
            )
        if objection is None:
            objection = self._objection_to_body(line, index, entry, read.note)
        return Verdict(line.party, line.key, index, entry, objection)

    def _objection_to_signature(self, line: Line, index: int, note: Note, entry: Entry[Any]) -> Objection | None:
        if isinstance(entry.body, PartyAccredited):
            terms = self._terms_for_new_root(line, index, entry.body)
            if isinstance(terms, Objection):
                return terms
            return objection_to_new_root(note, terms, is_verified=line.signed.get(index, False))
        struct = self.kinds.get(entry.header.kind)
        return objection_to_signature(line, index, note, entry.header, struct, self._machines)

    def _objection_to_header(self, line: Line, index: int, entry: Entry[Any]) -> Objection | None:  # noqa: PLR0911 - one return for each objection
        header = entry.header
        if header.mechanism != self.mechanism:
            return Objection("ledger.wrong_mechanism", (("came", header.mechanism),))
        if header.log != line.origin:
            return Objection("ledger.wrong_log", (("expected", line.origin), ("came", header.log)))
        # What an author has seen does not hang on whether the entry counts: else pasts would change with ceilings, and
        # ceilings are drawn from pasts.
        if header.seen is not None and not self._see(line, index, header.seen):
            return Objection("ledger.bad_seen")
        self._learn_in_force(line, index)
        if not isinstance(entry.body, _READ_ON) and index >= self._ceiling.get(line.key, index + 1):
            return Objection("ledger.exposed", (("log", line.origin),))
        if self._said_before(line, index, entry):
            return Objection("ledger.said_before", (("ref", self._ref(entry.id)),))
        past = line.past(index)
        for ref in header.refs:
            if not self._in_past(past, ref.entry):
                return Objection("ledger.not_seen", (("entry", ref.entry),))
        return None

    def _said_before(self, line: Line, index: int, entry: Entry[Any]) -> bool:
        """Whether the same text stands earlier in this log, or has an effect on its other branch.

        Each branch has keys and heads of its own, so the constitution's are read on both.
        """
        found = self._where.get(entry.id)
        if found is None:
            return False
        if any(contains(line.own(index), key, at) for key, at in found):
            return True
        constitution = type(entry.body) in SIGNED_BY
        return not constitution and any(self._lines[key].verdicts[at].has_effect for key, at in found)

    def _see(self, line: Line, index: int, seen: EntryId) -> bool:
        """Widen the log's past by the heads that an own, earlier heads entry names."""
        if seen == line.last_seen:
            return True
        if seen not in line.heads:
            return False
        line.seen.append((index, self._widened(line, index, line.heads[seen])))
        line.last_seen, line.last_past = seen, None
        return True

    def _widened(self, line: Line, index: int, heads: Iterable[tuple[str, int, bytes]]) -> Clock:
        """A log's past with what lies under some heads."""
        past: Clock = line.past(index)
        for origin, size, root in heads:
            other = self._resolve(origin, size, root)
            if other is not None and size:
                past = join(join(past, other.past(size - 1)), other.own(size))
        return past

    # The charter in force, and what is asked of the constitution's kinds

    def _learn_in_force(self, line: Line, index: int) -> None:
        """Keep which versions the author of an entry knew to be accepted by all: so they are for whoever knows the entry."""
        if line.standing is not None and len(self._versions.known) == 1 and line.complete:
            return  # the genesis charter stays in force, and there is no other
        before = line.complete_at(index + 1)
        found = self._complete_in(line.past(index), before)
        if found != before:
            line.complete.append((index, found))
        line.standing = None

    def _standing_at(self, line: Line, index: int) -> InForce:
        if line.standing is None:
            line.standing = self._in_force(line.complete_at(index + 1), line.past(index), line.party)
        return line.standing

    def _objection_to_body(  # noqa: PLR0911 - one return for each kind
        self, line: Line, index: int, entry: Entry[Any], note: Note
    ) -> Objection | None:
        if entry.header.kind in self._slices:
            return self._objection_to_powers(line, index, entry, note) or self._objection_of_slice(entry, line, index)
        body = entry.body
        if isinstance(body, KeyEnrolled | KeyRevoked):
            code = line.book.objection_to(body)
            wrong_name = objection_to_key_name(line, body) if isinstance(body, KeyEnrolled) else None
            return Objection(code, (("key", body.key.partition("+")[0]),)) if code else wrong_name
        if isinstance(body, EpochOpened | EpochClosed):
            code = line.book.objection_to_epoch(body)
            return Objection(code) if code else None
        if isinstance(body, HeadsRecorded):
            return self._objection_to_heads(line, body.heads, self._standing_at(line, index).version)
        if isinstance(body, CharterAccepted):
            return self._objection_to_acceptance(line, index, body)
        if isinstance(body, PartyAccredited):
            return None  # asked already, with its signature
        if isinstance(body, MisconductFound):
            accused = self._lines.get(body.log)
            known = line.past(index).get(body.log, 0)
            keys = () if accused is None else accused.book.log_keys(before=known)
            charter = (self._standing_at(line, index).version or self._versions.genesis).charter
            return objection_to_evidence(body, charter, (*self.genesis.log_keys(body.log), *keys))
        return self._objection_to_leaving(line, index, body)

    def _objection_to_heads(self, line: Line, heads: tuple[Head, ...], version: Version | None) -> Objection | None:
        charter = (version or self._versions.genesis).charter
        objection = objection_to_heads(line, heads, charter)
        if objection is not None:
            return objection
        for head, (origin, size, root) in zip(heads, stated_heads(heads), strict=True):
            if not is_signed_by(head, self.genesis.log_keys(origin)):
                signed_for = self._resolve(origin, size, root)
                if signed_for is None or not is_signed_by(head, signed_for.book.log_keys(size)):
                    return Objection("ledger.bad_head", (("what", f"expected a head signed by the log {origin}"),))
        return None

    def _objection_to_acceptance(  # noqa: PLR0911 - one return for each objection
        self, line: Line, index: int, body: CharterAccepted
    ) -> Objection | None:
        if body.charter == self.mechanism:
            return None if not body.text else Objection("ledger.text_not_needed")
        if self._has_left(line, index):
            return Objection("ledger.has_left", (("party", line.party),))
        standing = self._standing_at(line, index)
        if standing.version is None:
            return self._not_in_force(line.past(index))
        found = read_version(body.text, body.charter)
        if isinstance(found, Objection):
            return found
        if body.charter == standing.version.hash:
            return None
        if found.previous != standing.version.hash:
            return Objection("ledger.another_previous", (("expected", standing.version.hash),))
        return self._objection_to_amendment(line, index, standing.version, found, body.charter)

    def _objection_to_amendment(
        self, line: Line, index: int, before: Version, after: Charter, name: str
    ) -> Objection | None:
        try:
            check_amendment(before.charter, after)
        except MalformedError as error:
            return Objection("ledger.bad_amendment", (("what", str(error)[:200]),))
        for version in self._versions.known.values():
            if version.previous == before.hash and version.hash != name:
                own = self._versions.acceptances(version.hash).get(line.party, ())
                standing = any(contains(line.own(index), *place) for place in own)
                if standing and not self._versions.replaces(after, version.hash):
                    return Objection("ledger.accepted_another", (("charter", version.hash),))
        return None

    def _objection_to_leaving(self, line: Line, index: int, body: CharterRefused | PartyLeft) -> Objection | None:
        if self._has_left(line, index):
            return Objection("ledger.has_left", (("party", line.party),))
        if self._standing_at(line, index).version is None:
            return self._not_in_force(line.past(index))
        if isinstance(body, CharterRefused):
            places = self._versions.acceptances(body.charter).get(line.party, ())
            if any(contains(line.own(index), *place) for place in places):
                return Objection("ledger.accepted_already", (("charter", body.charter),))
        return None

    def _has_left(self, line: Line, index: int) -> bool:
        return self._versions.left(line.party, lambda place: contains(line.own(index), *place))

    def _terms_for_new_root(self, line: Line, index: int, body: PartyAccredited) -> PartyTerms | Objection:
        """What the newest version says of the party whose new root speaks for the first time.

        Whether that version is in force is asked of what lies under the heads that the entry
        names: of this log itself only what everybody has.
        """
        version = self._versions.known.get(body.charter)
        wrong = self._objection_to_heads(line, body.heads, version)
        if wrong is not None:
            return wrong
        past = self._widened(line, index, stated_heads(body.heads))
        standing = self._versions.in_force(self._complete_in(past, line.complete_at(index)))
        if version is None or standing is not version:
            return Objection("ledger.not_accepted_by_others", (("charter", body.charter),))
        found = read_version(body.text, body.charter)
        if isinstance(found, Objection):
            return found
        terms = version.charter.party(line.party)
        if terms is None or terms.origin != line.origin:
            return Objection("ledger.not_a_member", (("party", line.party),))
        if line.book.knows(tuple(parse_vkey(key) for key in (*terms.root_keys, *terms.log_keys))):
            return Objection("ledger.nothing_new", (("party", line.party),))
        return terms

    def _not_in_force(self, past: Clock) -> Objection:
        wanting = self._versions.missing(self._versions.genesis, lambda place: contains(past, *place))
        return Objection("charter.not_in_force", (("party", ", ".join(wanting[:1])),))

    # What is asked of the slices' kinds

    def _objection_to_powers(  # noqa: PLR0911 - one return for each objection
        self, line: Line, index: int, entry: Entry[Any], note: Note
    ) -> Objection | None:
        """Whether this author may say anything of this kind at all."""
        standing = self._standing_at(line, index)
        if standing.version is None:
            return self._not_in_force(line.past(index))
        if standing.has_left:
            return Objection("ledger.has_left", (("party", line.party),))
        charter = standing.version.charter
        role = charter.role(line.party)
        if role is None:
            return Objection("ledger.not_a_member", (("party", line.party),))
        if not standing.is_member:
            return Objection("ledger.not_accepted", (("charter", standing.version.hash),))
        each = self._slices[entry.header.kind]
        if role in {"observer", "guarantor"} and type(entry.body) not in each.for_all | each.machine:
            return Objection("charter.has_no_say", (("role", role), ("kind", entry.header.kind)))
        needs_two = entry.header.kind.partition("/")[0] in charter.two_person
        if needs_two and len(offices_of(line, note)) < 2:
            return Objection("ledger.needs_two", (("kind", entry.header.kind),))
        return None

    def _objection_of_slice(self, entry: Entry[Any], line: Line, index: int) -> Objection | None:
        each, past = self._slices[entry.header.kind], line.past(index)
        about = self._subjects.get(entry.subject)
        if entry.header.subject is not None:
            if about is None or not self._in_past(past, entry.header.subject):
                return Objection("ledger.not_seen", (("entry", entry.header.subject),))
            if about.slice is not each and not each.general:
                return Objection("ledger.wrong_subject", (("kind", entry.header.kind), ("subject", about.slice.name)))
        held = self._subjects.get(general_key(each.name, entry.subject)) if each.general else about
        return each.objection(held.state if held else None, entry, self._facts(line, index, about))

    def _facts(self, line: Line, index: int, about: Subject | None) -> AuthorsFacts:
        """What a rule may ask of the entry at `index`. A subject stays under the charter under which it was opened."""
        if about is not None:
            return AuthorsFacts(self, line.past(index), about.version, about.parties)
        standing = self._standing_at(line, index)
        return AuthorsFacts(self, line.past(index), standing.version or self._versions.genesis, standing.parties)

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
            prefix = parse_equivocation(body.proof).prefix
            self._evidence.setdefault(body.log, []).append((*place, prefix))
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
            self._subjects[key] = Subject(each, state, [at], facts.version, facts.parties)
        else:
            held.state = state
            held.acts.append((line.key, entry.index))
        self._touched.add(key)


def _as_read(line: Line, index: int, note: Note, header: Header, body: Body | Unread) -> Read:
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
