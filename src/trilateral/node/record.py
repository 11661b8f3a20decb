"""A home as it can be read: the logs folded into one state, and who holds what. No keys, no guard.

Opening a home verifies what the state rests on: each log's entries must hash to the
checkpoint that the log signed, and each entry's signature is checked in the fold. So
who changes the files can make a reader stop, not make it read something else.

Left out: tiles and bodies that nothing here depends on (`verify` reads everything),
tables, and all writing.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from trilateral.catalogue import SLICES
from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.admission import stated_heads
from trilateral.ledger.charter import Charter, charter_hash, parse_charter
from trilateral.ledger.entry import Entry, EntryId
from trilateral.ledger.fold import Fold, Read, Slice, Verdict
from trilateral.ledger.keys import CharterAccepted, HeadsRecorded, KeyBook, PartyAccredited
from trilateral.mechanism.bodies.entries import PartErased, RowsErased
from trilateral.node.bulks import Bulks
from trilateral.node.cosigners import Cosigner, Mark, cosigners_in, marks_on, on_log, open_known
from trilateral.node.digests import Compared
from trilateral.node.forks import branches_beside, leaf_hashes, parting, read_branch
from trilateral.node.marks import KeptMarks
from trilateral.node.sealing import Readers
from trilateral.node.settings import Settings, read_settings
from trilateral.node.verifying import fold_many
from trilateral.seal.recipient import Recipient, parse_recipient
from trilateral.store.bodies import BodyStore
from trilateral.store.files import read_file
from trilateral.store.heads import HeadStore
from trilateral.store.logs import LogFiles, stated
from trilateral.tlog.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint, parse_signed
from trilateral.tlog.merkle import Frontier, leaf_hash, tree_root
from trilateral.tlog.note import VerifierKey
from trilateral.tlog.tiles import hash_reader


class Interval(NamedTuple):
    """Between which times an entry was signed, as far as cosignatures say.

    Attributes:
        lower: POSIX seconds: newest time on a head that the entry's author had seen, by another party's clock.
        upper: POSIX seconds: earliest time at which another party had a head that covers it, by that party's clock.
        lower_by: Whose clock the lower one is.
        upper_by: Whose the upper one.
    """

    lower: int | None
    upper: int | None
    lower_by: str | None = None
    upper_by: str | None = None


class Record:
    """One home, folded."""

    def __init__(self, home: Path, settings: Settings, charter: bytes, slices: Iterable[Slice]) -> None:
        """Use `open_record`."""
        self.home = home
        self.settings = settings
        self.party = settings.party
        self.charter_bytes = charter
        self.mechanism = charter_hash(charter)
        self.slices = tuple(slices)
        self.fold = Fold(parse_charter(charter), self.mechanism, self.slices)
        self.bodies = BodyStore(home / "bodies")
        self.heads = HeadStore(home / "heads")
        self.cosigned = HeadStore(home / "cosigned")
        self._files: dict[str, LogFiles] = {}
        self._trees: dict[str, Frontier] = {}
        self._branches: dict[str, list[tuple[int, bytes]]] = {}
        self._bodies: dict[str, None] = {}
        self._named: dict[str, int] = {}
        self._namers: dict[str, set[str]] = {}
        self._erasers: dict[str, set[str]] = {}
        self._cosigners: tuple[tuple[int, int, str], dict[str, tuple[Cosigner, ...]]] = ((-1, 0, ""), {})
        self._kept: dict[str, KeptMarks] = {}
        self._opened: dict[str, tuple[bytes, tuple[Cosigner, ...], SignedCheckpoint]] = {}
        self.origins: tuple[str, ...] = ()
        self.compared: dict[EntryId, Compared] = {}  # of digests that others stated: what we found (`digests`)
        self.readers = Readers(self)
        self.bulks = Bulks(self)
        self._name_logs()

    # -- the charter

    @property
    def charter(self) -> Charter:
        """The charter in force, as far as this home has been read; the genesis charter before any is."""
        return self.fold.charter

    def log_keys(self, origin: str, size: int | None = None) -> tuple[VerifierKey, ...]:
        """Keys that may sign the log's checkpoint of so many entries; without a size, all that ever did."""
        return self.fold.log_keys(origin, size)

    def open_own(self, data: bytes, origin: str) -> SignedCheckpoint:
        """The checkpoint in `data`, with its log's lines verified.

        Raises:
            MalformedError: The log has not signed it, with a key that counts for its size.
        """
        return open_checkpoint(data, self.log_keys(origin, stated(data).size), origin)

    def open_head(self, data: bytes, origin: str) -> SignedCheckpoint:
        """The same with the lines of all whose lines may stand there, each verified, and no others.

        Raises:
            MalformedError: The log has not signed it, or a line by a known key does not verify.
        """
        return open_known(data, origin, self.log_keys(origin, stated(data).size), self.cosigners(origin))

    def epoch_of(self, party: str) -> Recipient | None:
        """What one seals to so that a party can read it; None if it has said nothing that can be sealed to."""
        found = (self.fold.book(origin).epoch for origin in self.origins if self.fold.party_of(origin) == party)
        text = next((each for each in found if each is not None), None)
        try:
            return None if text is None else parse_recipient(text)
        except MalformedError:
            return None

    # -- the logs

    def _name_logs(self) -> None:
        """Have a place for each log that an accepted charter names, our own first. A stranger has none (`handed`)."""
        own = (self.settings.origin,) if self.settings.origin else ()
        named = {*own, *self.fold.origins}
        new = sorted(named.difference(self._files))
        for origin in new:
            self._files[origin] = LogFiles.in_home(self.home, origin)
            self._trees[origin] = Frontier()
            self._kept[origin] = KeptMarks(self.home / "cosigned", origin)
        self.origins = (*own, *sorted(named.difference(own)))

    def files(self, origin: str) -> LogFiles:
        """The files of one log, own or mirrored."""
        if origin not in self._files:
            raise RefusedError("record.unknown_log", log=origin)
        return self._files[origin]

    def refresh(self) -> list[Verdict]:
        """Take in the entries that have come since, and return what came of those folded.

        Raises:
            MalformedError: The entries of a log do not hash to its checkpoint, or a second branch is none. It says
                which log.
        """
        folded: list[Verdict] = []
        grown: dict[str, None] = {}
        named: tuple[str, ...] = ()
        while named != self.fold.origins:  # an amended charter may name logs that lie here already
            named = self.fold.origins
            for origin in self.origins:
                size = self.size(origin)
                folded += self._refresh_log(origin)
                grown.update({origin: None} if self.size(origin) > size else {})
            folded += self._refresh_branches()
            self._name_logs()
        for origin in grown:  # who may have signed a log's head can hang on what other logs say
            self._check_root(origin, self._files[origin])
        for origin in self.origins:
            for directory in self._unread_branches(origin) if not self._waits(origin) else ():
                read_branch(directory, origin, self.log_keys(origin), self.fold.authorities(origin))
        return folded

    def _refresh_log(self, origin: str) -> list[Verdict]:
        files = self._files[origin]
        if files.size <= self.size(origin) or origin not in self.fold.origins:
            return []
        folded: list[Verdict] = []
        first = self.size(origin)
        entries = (entry for _, entry in files.entries(first))
        try:
            for leaves, verdicts in fold_many(self.fold, origin, entries, files.size - first):
                self._trees[origin].extend(leaves)
                folded += verdicts
        except KeyError as error:
            raise MalformedError(f"log {origin}: expected the file {error.args[0]}, found none") from error
        return folded

    def missing_bodies(self, most: int) -> list[str]:
        """Detached bodies and attachments that folded entries name and that are not here: late, kept back or erased.

        Args:
            most: How many to name. Those named now come last the next time, so that names of
                bodies that nobody has cannot keep the others from being asked for.
        """
        self._note_parts()
        for name in [name for name in self._bodies if self._is_erased(name) or self.bodies.has(name)]:
            del self._bodies[name]
        named = list(self._bodies)[:most]
        for name in named:
            self._bodies[name] = self._bodies.pop(name)
        return named

    def _note_parts(self) -> None:
        """Remember which parts entries name that have been folded since, whose those are, and who erased them."""
        for origin in self.origins:
            verdicts = self.fold.verdicts(origin)
            for verdict in verdicts[self._named.get(origin, 0) :]:
                if verdict.entry is not None:
                    self._note_parts_of(verdict, verdict.entry)
            self._named[origin] = len(verdicts)

    def _note_parts_of(self, verdict: Verdict, entry: Entry[Any]) -> None:
        for name in (*entry.header.blobs, *((entry.header.blob,) if entry.header.blob else ())):
            self._bodies[name] = None
            if verdict.has_effect:
                self._namers.setdefault(name, set()).add(verdict.party)
        if verdict.has_effect and isinstance(entry.body, PartErased):
            of = self.fold.verdict(entry.body.entry)
            if verdict.party == self.party or (of is not None and of.party == verdict.party):
                self._erasers.setdefault(entry.body.blob, set()).add(verdict.party)

    # -- parts that are not to be kept

    def erase_as_told(self, folded: Iterable[Verdict]) -> None:
        """Destroy the parts and rows that entries say are destroyed: by us, or by those whose they are."""
        bodies = [verdict.entry.body for verdict in folded if verdict.has_effect and verdict.entry is not None]
        for body in bodies:
            if isinstance(body, PartErased) and self.is_erased(body.blob):
                self.bodies.erase(body.blob)
        if any(isinstance(body, RowsErased) for body in bodies):
            self.bulks.blank()

    def erase_all_told(self) -> None:
        """The same for the whole record: a backup may have brought back what was destroyed."""
        self._note_parts()
        for blob in self._erasers:
            if self._is_erased(blob):
                self.bodies.erase(blob)
        self.bulks.blank()

    def is_erased(self, blob: str) -> bool:
        """Whether a part is to be here no more: our party has erased it, or everybody whose entries name it has.

        One party's word is not enough where others name it too: or anybody could name another's
        part in an entry of its own, erase that, and have every honest node destroy what is not its.
        """
        self._note_parts()
        return self._is_erased(blob)

    def _is_erased(self, blob: str) -> bool:
        by = self._erasers.get(blob, set())
        return self.party in by or (bool(by) and self._namers.get(blob, set()) <= by)

    def judge_parts(self, parts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Of parts that lie here: those of others' entries that we hold, and those that are not what was signed.

        Files and words under seal, that is: of names, which all members have, nobody needs a receipt. Nor
        does anybody of what our node has said before, where a part was lost and came again.
        """
        ours = (kept for kept in self.fold.subjects("bodies").values() if kept.party == self.party)
        said = {part for kept in ours for part in (*kept.held, *kept.bad)}
        wanted, held, bad = set(parts) - said, set[str](), set[str]()
        for origin in self.origins[1:]:
            for verdict in self.fold.verdicts(origin):
                entry = verdict.entry
                sealed = entry.header.blob if entry is not None and entry.header.audience else None
                held |= wanted.intersection((sealed or "", *(entry.header.blobs if entry is not None else ())))
                if entry is not None and sealed is not None and sealed in held and self.readers.is_bad(entry):
                    bad.add(sealed)
        return tuple(sorted(held - bad)), tuple(sorted(bad))

    def admit(self, origin: str, entry: bytes, read: Read, *, signed: bool) -> Verdict:
        """Fold an entry that is about to be written as the next one of a log, if it has an effect.

        Args:
            origin: Our own log.
            entry: The bytes.
            read: The same, parsed.
            signed: Its signature has been verified.
        """
        leaf = leaf_hash(entry)
        verdict = self.fold.admit(origin, leaf, read, signed=signed)
        if verdict.has_effect:
            self._trees[origin].append(leaf)
            if isinstance(verdict.entry.body if verdict.entry else None, CharterAccepted):
                self._name_logs()  # the text may be the first to name a log
        return verdict

    def _check_root(self, origin: str, files: LogFiles) -> None:
        """The served checkpoint must be the log's own, and on what was just read."""
        served = files.checkpoint()
        if served is None:
            return
        try:
            signed = self.open_own(served, origin)
        except MalformedError:
            if not self._waits(origin):
                raise
            signed = parse_signed(served)
        tree = self._trees[origin]  # longer than what is served only where this process staged it, and hashed it then
        if signed.size == tree.size and tree.root() != signed.root:
            raise MalformedError(
                f"log {origin}: expected entries under root {signed.root.hex()}, got {tree.root().hex()}"
            )

    def _waits(self, origin: str) -> bool:
        """Whether entries of a log wait for others that are not here: then it cannot be told yet who signs for it.

        What they say is verified entry by entry when it is read, so nothing is believed meanwhile.
        """
        return self.fold.size(origin) < self.size(origin)

    def root_at(self, origin: str, size: int) -> bytes:
        """Root over the first `size` entries of a log that are here, from its tiles."""
        files = self.files(origin)
        return tree_root(size, hash_reader(files.size, files.read))

    # -- second branches

    def add_branch(self, origin: str, prefix: int, entries: list[bytes]) -> list[Verdict]:
        """Take in the second branch of a log that was shown in two ways."""
        tree = Frontier()
        tree.extend([leaf_hash(entry) for entry in entries])
        self._branches.setdefault(origin, []).append((tree.size, tree.root()))
        return self.fold.add_branch(origin, prefix, entries[prefix:])

    def knows_branch(self, origin: str, head: Checkpoint | SignedCheckpoint) -> bool:
        """Whether this very head is that of a branch that we hold."""
        return (head.size, head.root) in self._branches.get(origin, ())

    def _refresh_branches(self) -> list[Verdict]:
        """Take in second branches that lie here.

        Who may have signed the head of one, other logs may have to say, and these may rest on another branch: so
        one that cannot be told yet is looked at again after the others.
        """
        folded: list[Verdict] = []
        moved = True
        while moved:
            moved = False
            for origin, directory in [(each, path) for each in self.origins for path in self._unread_branches(each)]:
                try:
                    entries = read_branch(directory, origin, self.log_keys(origin), self.fold.authorities(origin))
                except MalformedError:
                    continue  # `refresh` says so in the end, if nothing has been missing
                ours = leaf_hashes([entry for _, entry in self.files(origin).entries()])
                folded += self.add_branch(origin, parting(ours, leaf_hashes(entries)), entries)
                moved = True
        return folded

    def _unread_branches(self, origin: str) -> list[Path]:
        read = {root.hex() for _, root in self._branches.get(origin, ())}
        return [each for each in branches_beside(self.files(origin)) if each.name not in read]

    # -- entries

    def size(self, origin: str) -> int:
        """How many entries of the log were read, folded or waiting."""
        return self._trees[origin].size

    def key_book(self, origin: str) -> KeyBook:
        """Keys of one log."""
        return self.fold.book(origin)

    def place_of(self, ref: str) -> tuple[str, int]:
        """Origin and index of the entry that people call `ref` (`us/42`), or of the one with this id.

        Raises:
            RefusedError: There is none.
        """
        verdict = self.verdict_of(ref)
        if verdict is None:
            raise RefusedError("record.no_such_entry", ref=ref)
        return verdict.log, verdict.index

    def verdict_of(self, ref: str) -> Verdict | None:
        """What came of the entry with this reference or id."""
        return self.fold.verdict_at(ref) if "/" in ref else self.fold.verdict(ref)

    # -- who holds what, and since when

    def cosigners(self, origin: str) -> tuple[Cosigner, ...]:
        """Keys whose lines may stand on the log's checkpoint, beside the log's own."""
        enrolled = len(self.origins) + sum(len(self.fold.book(each).enrolments()) for each in self.origins)
        known = enrolled, self.fold.generation, self.fold.version.hash  # the charter names outside witnesses
        if self._cosigners[0] != known:
            found = cosigners_in(self.fold)
            self._cosigners = known, {each: on_log(found, each) for each in self.origins}
        return self._cosigners[1][origin]

    def checkpoint(self, origin: str) -> SignedCheckpoint | None:
        """The served checkpoint, its known lines verified; None where it cannot be told yet who signs for the log."""
        served = self.files(origin).checkpoint()
        if served is None:
            return None
        cosigners = self.cosigners(origin)
        held = self._opened.get(origin)
        if held is None or held[0] != served or held[1] is not cosigners:
            try:
                signed = self.open_head(served, origin)
            except MalformedError:
                if self._waits(origin):
                    return None
                raise
            held = self._opened[origin] = served, cosigners, signed
        return held[2]

    def marks(self, origin: str) -> list[Mark]:
        """All cosignatures on the log that this home has kept, beside the served checkpoint and on it.

        None on the second branch of one: whoever cosigned a head of this log here cosigned it of the first.
        """
        if origin not in self._files:
            return []
        served = self.files(origin).checkpoint()
        kept = self.kept_marks(origin).marks
        return kept if served is None else [*kept, *self._marks_in(served, origin)]

    def marks_state(self, origin: str) -> object:
        """Equal as long as nobody's cosignature on the log was kept or published, nor any entry read: so `marks` is too."""
        read = self.fold.generation, tuple(self.fold.size(each) for each in self.origins)
        if origin not in self._files:
            return read  # a second branch, on which there are none
        return self.files(origin).checkpoint(), self._kept[origin].state, read

    def kept_marks(self, origin: str) -> KeptMarks:
        """Those that are kept beside the served checkpoint."""
        kept = self._kept[origin]
        kept.refresh(self.log_keys(origin), self.cosigners(origin))
        return kept

    def _marks_in(self, note: bytes, origin: str) -> list[Mark]:
        cosigners = self.cosigners(origin)
        try:
            return list(marks_on(self.open_head(note, origin), cosigners))
        except MalformedError:
            return []  # a spoilt note says nothing; `verify` reports it

    def cosigned_by(self, origin: str) -> dict[str, dict[str, int | None]]:
        """For each other party the newest time at which its witness and its mirror cosigned the log."""
        found: dict[str, dict[str, int | None]] = {
            party: {"witness": None, "mirror": None} for party in self.others(origin)
        }
        for mark in self.marks(origin):
            found[mark.party][mark.does] = max(mark.time, found[mark.party][mark.does] or 0)
        return found

    def held_by(self, origin: str) -> dict[str, int]:
        """For each other party how many entries of the log it provably holds, by its mirror's word."""
        found = dict.fromkeys(self.others(origin), 0)
        for mark in self.marks(origin):
            if mark.does == "mirror":
                found[mark.party] = max(found[mark.party], mark.size)
        return found

    def others(self, origin: str) -> tuple[str, ...]:
        """Everybody who keeps a log but its own party, and the outside witnesses."""
        parties = (self.fold.party_of(each) for each in self.origins if each != origin)
        return tuple(dict.fromkeys([*filter(None, parties), *(each.party for each in self.cosigners(origin))]))

    def holders(self, verdict: Verdict) -> tuple[str, ...]:
        """Parties that provably hold an entry: its own, and those whose mirror cosigned a head that covers it."""
        others = self.held_by(verdict.log)
        return tuple(sorted([verdict.party, *(party for party, size in others.items() if size > verdict.index)]))

    def received_at(self, party: str, verdict: Verdict) -> Entry[HeadsRecorded] | None:
        """The party's own receipt: the earliest heads entry in its log that covers the entry, or None."""
        for origin in self.origins:
            if self.fold.party_of(origin) == party:
                for entry in self.heads_entries(origin):
                    covers = (
                        log == verdict.log and size > verdict.index for log, size, _ in stated_heads(entry.body.heads)
                    )
                    if any(covers):
                        return entry
        return None

    def heads_entries(self, origin: str) -> Iterator[Entry[HeadsRecorded]]:
        """The heads entries of a log that have an effect, in order."""
        for name in self.fold.heads_entries(origin):
            verdict = self.fold.verdict(name)
            if verdict is not None and verdict.entry is not None:
                yield verdict.entry

    def interval(self, verdict: Verdict) -> Interval:
        """Between which times the entry was signed, as far as other parties' cosignatures say."""
        lower = max(self._seen_times(verdict), default=(None, None))
        covering = [(m.time, m.party) for m in self.marks(verdict.log) if m.size > verdict.index]
        upper = min(covering, default=(None, None))
        return Interval(lower[0], upper[0], lower[1], upper[1])

    def _seen_times(self, verdict: Verdict) -> Iterator[tuple[int, str]]:
        """Times on the heads that the author had before it, by clocks other than the author's."""
        seen = self._seen(verdict.entry) if verdict.entry else None
        for head in seen.body.heads if seen else ():
            origin = head.checkpoint.partition("\n")[0]
            others = [each for each in self.cosigners(origin) if each.party != verdict.party]
            try:
                signed = self.open_own(head.checkpoint.encode(), origin)
                yield from ((mark.time, mark.party) for mark in marks_on(signed, others))
            except MalformedError:
                continue

    def _seen(self, entry: Entry[Any]) -> Entry[HeadsRecorded] | None:
        found = None if entry.header.seen is None else self.fold.verdict(entry.header.seen)
        if found is None or found.entry is None or not isinstance(found.entry.body, HeadsRecorded | PartyAccredited):
            return None
        return found.entry

    def entry_bytes(self, ref: str | EntryId) -> bytes:
        """The entry as signed."""
        origin, index = self.place_of(ref)
        return self.files(origin).entry(index)


def read_charter(home: Path, settings: Settings) -> bytes:
    """The charter of a home, which must be the one that its settings name.

    Raises:
        MalformedError: There is none, or it is another.
    """
    data = read_file(home / "charter.json")
    if data is None:
        raise MalformedError(f"{home / 'charter.json'}: expected the charter, found no file")
    if charter_hash(data) != settings.mechanism:
        raise MalformedError(
            f"{home / 'charter.json'}: expected the charter {settings.mechanism}, got {charter_hash(data)}"
        )
    return data


def open_record(home: Path, slices: Iterable[Slice] = SLICES) -> Record:
    """Read a home, without its keys. Nothing in it is changed.

    Raises:
        MalformedError: Settings, charter or a log are not what they must be.
    """
    record = unread_record(home, slices)
    record.refresh()
    return record


def unread_record(home: Path, slices: Iterable[Slice] = SLICES) -> Record:
    """The same before any entry has been read: for a node that has a log to repair first."""
    settings = read_settings(home)
    return Record(home, settings, read_charter(home, settings), slices)
