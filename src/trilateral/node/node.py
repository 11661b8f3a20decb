"""A party at work: what it says, and what it may say.

One process at a time holds a home (the guard's lock), and in it one lock orders all that
changes the record. Whoever submits while another's batch is being written joins the
next batch: one durable write for all of them.

At a start the node asks before it signs. Only a home that was stopped in good order, on
the machine and disk that its guard is bound to, may go on unasked. Else somebody who
mirrors our log must show that we have not lost any of it (`meet_own_log`), or a person
takes the blame (`override_guard`). Until then everything can be read and fetched, and
nothing is signed: `blocked` says why.

Left out: whom to ask and when (`sync`, `loop`), and how a log is mirrored (`mirror`).
"""

import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import Engine

from trilateral.catalogue import SLICES
from trilateral.errors import MalformedError, RefusedError, TrilateralError, UnavailableError
from trilateral.ledger.entry import MAX_ENTRY, Body, EntryId, Header, entry_id, read_note, sign_text, signed_note
from trilateral.ledger.fold import Read, Slice, Verdict, check
from trilateral.ledger.keys import (
    CharterAccepted,
    CharterRefused,
    EpochClosed,
    EpochOpened,
    KeyEnrolled,
    KeyRevoked,
    MisconductFound,
    PartyLeft,
    RevocationReason,
)
from trilateral.mechanism.bodies.entries import PartsReceived
from trilateral.mechanism.disputes.entries import DisputeEscalated
from trilateral.mechanism.evidence.entries import MACHINE as EVIDENCE
from trilateral.node.appender import Appender
from trilateral.node.attest import Attestor
from trilateral.node.clock import Clock, SystemClock
from trilateral.node.compose import PLAIN, About, Prepared, check_submitted, compose, compose_many
from trilateral.node.contradictions import contradictions
from trilateral.node.cosigners import plain_lines
from trilateral.node.countersigning import countersigned, words_need_two
from trilateral.node.digests import compared, digest_now, last_stated, to_compare
from trilateral.node.fetching import Pulled, fetch_entries
from trilateral.node.founding import enrolled_as, first_entries
from trilateral.node.guard import Guard, Override, guard_directory
from trilateral.node.heads import grown_since, heads_now, latest_heads
from trilateral.node.keys import KeyRing, Purpose, Wanted, first_log_key, open_keyring
from trilateral.node.mirror import keep_marks, settle_mirrors
from trilateral.node.private import Private, clearing_offices
from trilateral.node.quota import Arrivals
from trilateral.node.record import Record, unread_record
from trilateral.node.sources import Source
from trilateral.node.status import NodeStatus, status_of
from trilateral.node.tables import Tables
from trilateral.store.files import take_lock
from trilateral.store.private import PRIVATE, PrivateFile
from trilateral.tlog.checkpoint import SignedCheckpoint, merge_signatures, parse_signed, strip_unknown
from trilateral.tlog.cosignature import claimed_time
from trilateral.tlog.note import Note, SignerKey, VerifierKey
from trilateral.tlog.witness import Answer

BATCH = 256
"""Entries that wait together become one durable write."""

_KNOWN_LOSS = frozenset({"guard.behind", "guard.forked"})
"""Something that we signed is not in our log here: whatever is signed next is a fork."""

_journal = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is answered for an entry once it is durable.

    Attributes:
        ref: What people call it: `us/42`.
        id: What entries call it.
        index: Where in our log.
    """

    ref: str
    id: EntryId
    index: int


class _Waiting:
    """An entry on its way into the log, and what became of it."""

    def __init__(self, entry: bytes, read: Read, beside: Sequence[bytes], *, signed: bool = False) -> None:
        self.entry = entry
        self.read = read
        self.beside = beside
        self.signed = signed
        self.receipt: Receipt | None = None
        self.error: Exception | None = None

    @property
    def settled(self) -> bool:
        return self.receipt is not None or self.error is not None

    def result(self) -> Receipt:
        if self.error is not None:
            raise self.error
        if self.receipt is None:
            raise UnavailableError("not written")
        return self.receipt


class Node:
    """One party's node.

    Attributes:
        lock: Orders all that changes the record. Held for writing and folding, never while waiting for others.
        record: What all logs say.
        blocked: Why nothing is signed now; None if it may be.
        journal: What sources gave that was refused, newest last: who and why.
        asked_for_own: Who has shown us what they hold of our own log, while none of our keys counted in it.
    """

    def __init__(  # noqa: PLR0913 - what a node depends on, all of it said
        self, home: Path, ring: KeyRing, guard: Guard, clock: Clock, slices: Iterable[Slice], *, tables: bool = True
    ) -> None:
        """Use `Node.open`."""
        self.home = home
        self.clock = clock
        self.lock = threading.RLock()
        self.journal: deque[tuple[int, str, str]] = deque(maxlen=1000)
        self.contacts: dict[str, int] = {}
        self.arrivals = Arrivals()
        self.asked_for_own: set[str] = set()
        self.on_change: list[Callable[[Sequence[Verdict]], None]] = []
        self.on_publish: list[Callable[[], None]] = []
        self._slices = tuple(slices)
        self._ring = ring
        self._guard = guard
        self._queue: deque[_Waiting] = deque()
        self._closed = False
        self._lock_file: int | None = None
        self._private: Private | None = None
        self._keeps_tables = tables
        self._tables: Tables | None = None
        self._load()
        self.record.bodies.clear_temporaries()
        self.record.bulks.store.clear_temporaries()

    def _load(self) -> None:
        """Read the home from its disk, whatever was in memory before."""
        self.record: Record = unread_record(self.home, self._slices)
        self.settings = self.record.settings
        self.party, self.origin = self.record.party, self.record.origins[0]
        self._attestor = Attestor(self._ring, self._guard, self.clock)
        self._appender = Appender(
            self.record.files(self.origin),
            self._guard,
            self._ring.log_signers(),
            self.clock,
            publish_interval_ms=self.settings.publish_interval_ms,
            publishing=self._keep_own_head,
            published=self._tell_published,
            counts=self._counts,
            reading=lambda: self.record.refresh(),  # noqa: PLW0108 - whichever record there is by then
        )
        settle_mirrors(self.record)
        self.record.readers.use(self._ring.identities())
        self.blocked: RefusedError | None = self._recover()
        self.record.refresh()
        self.record.erase_all_told()
        if self._tables is not None:
            self._tables.turn_to(self.record)
        elif self._keeps_tables:
            self._tables = Tables(self.record, self.clock)
        self.update_tables()

    @classmethod
    def open(  # noqa: PLR0913 - see `Args`
        cls,
        home: Path,
        passphrase: str,
        *,
        clock: Clock | None = None,
        guard: Path | None = None,
        slices: Iterable[Slice] = SLICES,
        tables: bool = True,
    ) -> Self:
        """Take a home for this process.

        Args:
            home: Founded, with a charter.
            passphrase: Opens its keys.
            clock: Tells the time.
            guard: Where guards are kept; the environment says so by default.
            slices: What entries may be about.
            tables: Keep the SQL tables up to date.

        Raises:
            RefusedError: The passphrase is wrong.
            UnavailableError: Another process holds the home.
            MalformedError: Something in the home is not what it must be.
        """
        lock = take_lock(
            home / "lock"
        )  # beside the guard's: two guards, by two environments, must not mean two signers
        try:
            return cls._open(home, lock, passphrase, clock, guard, slices, tables=tables)
        except BaseException:
            os.close(lock)
            raise

    @classmethod
    def _open(  # noqa: PLR0913, PLR0917 - as `open`
        cls,
        home: Path,
        lock: int,
        passphrase: str,
        clock: Clock | None,
        guard: Path | None,
        slices: Iterable[Slice],
        *,
        tables: bool,
    ) -> Self:
        ring = open_keyring(home / "keys", passphrase)
        key = first_log_key(home / "keys")
        held = Guard.open(guard or guard_directory(os.environ), key, home)
        try:
            node = cls(home, ring, held, clock or SystemClock(), slices, tables=tables)
        except BaseException:
            held.close()
            ring.close()
            raise
        node._lock_file = lock
        return node

    def close(self) -> None:
        """Publish, and let go of the home. Marked as a stop in good order only if it was one."""
        with self.lock:
            if self._closed:
                return
            self._closed = True
            try:
                self._appender.stop()
                clean = self.may_sign
            except TrilateralError:
                _journal.exception("log %s: the last publication failed", self.origin)
                clean = False
            if clean:
                self._guard.close_clean()
            else:
                self._guard.close()
            self._ring.close()
            if self._private is not None:
                self._private.close()
            if self._tables is not None:
                self._tables.close()
            if self._lock_file is not None:
                os.close(self._lock_file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- may we sign?

    @property
    def may_sign(self) -> bool:
        """Whether anything may be signed now."""
        return self.blocked is None

    def _recover(self) -> RefusedError | None:
        """Let the signer look at its disk; returns why nothing may be signed."""
        try:
            self._appender.recover()
        except RefusedError as error:
            if error.code in _KNOWN_LOSS or self._guard.may_sign:
                return error
        if not self.is_accredited:
            return RefusedError("keys.not_accredited", party=self.party)
        return None if self._guard.may_sign else RefusedError("guard.ask_a_mirror", log=self.origin)

    def _counts(self, key: VerifierKey, size: int) -> bool:
        """Whether a key of ours may sign a head of our log of so many entries."""
        book = self.record.key_book(self.origin)
        return any(each == key for each in book.log_keys(size))

    @property
    def is_accredited(self) -> bool:
        """Whether a log key of ours counts for the next entry of our log.

        Not of a party that is to join a mechanism that others have founded, or whose keys are all
        new because it lost the old ones: its log is mirrored like any other until `accredit`.
        """
        size = self.record.size(self.origin) + 1
        return any(self._counts(signer.verifier(), size) for signer in self._ring.log_signers())

    def _require_signing(self) -> None:
        if self.blocked is not None:
            raise self.blocked

    def override_guard(self, reason: str) -> Override | None:
        """Sign though nobody could be asked. Recorded for good; whoever does this answers for a fork.

        Returns:
            What was recorded; None if the node may sign anyway, and nothing was.

        Raises:
            RefusedError: What was signed is known to be missing here, so signing would be a fork for certain.
        """
        with self.lock:
            if self.blocked is None:
                return None
            if self.blocked.code in _KNOWN_LOSS:
                raise self.blocked  # a mirror may have said so: the disk and the guard alone would not show it
            recorded = self._guard.override(reason, self.clock.now())
            self.blocked = self._recover()
            self._require_signing()
            self._keep_binding()
            return recorded

    def meet_own_log(self, source: Source, signed: SignedCheckpoint | None) -> Pulled:
        """Compare our own log with what somebody holds of it, and take back what we have lost.

        Args:
            source: Who holds it.
            signed: Their checkpoint of it, signed by us; None if they hold none of it.

        Raises:
            RefusedError: `guard.forked`: we signed something that is not in our log.
        """
        with self.lock:
            old = self._appender.size
            if signed is not None and signed.size > old:
                self._take_back(source, signed)
            elif signed is not None and signed.size and self.record.root_at(self.origin, signed.size) != signed.root:
                self.blocked = RefusedError("guard.forked", signed=signed.size)
                raise self.blocked
            if self.blocked is not None and self.blocked.code == "guard.ask_a_mirror":
                self._keep_binding()
                self.blocked = self._recover()
            new = self._appender.size
            cosigned = () if signed is None else self._gather_own(signed)
            return Pulled(self.origin, source.name, old, new, cosigned)

    def mirrored_own_log(self, source: Source, signed: SignedCheckpoint | None) -> None:
        """Take notice that our own log was compared with a source's and mirrored from it, as others' are."""
        with self.lock:
            self.asked_for_own.add(source.name)
            if self.is_accredited:  # the keys that we have turned out to count in what came
                self.blocked = self._recover()
                self.meet_own_log(source, signed)

    def begin_anew(self) -> None:
        """Let the next entry of our log be the first that our new keys sign. See `accrediting`."""
        with self.lock:
            self._keep_binding()
            self._appender.begin_anew()
            self.blocked = None

    def look_again(self) -> None:
        """Find out anew why nothing may be signed, if nothing may."""
        with self.lock:
            self.blocked = self._recover()

    def _keep_binding(self) -> None:
        self._guard.bind(self.home)

    def _take_back(self, source: Source, signed: SignedCheckpoint) -> None:
        """Our disk lacks what we signed: it was rolled back. Nothing is signed until it is here again."""
        held = self._appender.size
        self.blocked = RefusedError("guard.behind", held=held, signed=signed.size)
        entries = (each for chunk in fetch_entries(source, self.origin, held, signed.size) for each in chunk)
        self._keep_binding()  # a mirror has answered; a crash from here on leaves no mark of a stop, so we ask again
        self._appender.catch_up(entries, plain_lines(signed, self.origin).encode(), verified=True)
        self.blocked = None if self.is_accredited else RefusedError("keys.not_accredited", party=self.party)
        _journal.warning("log %s: took back entries %d to %d from %s", self.origin, held, signed.size, source.name)
        self.took_in(self.record.refresh())

    # -- what our party keeps to itself

    @property
    def private(self) -> Private:
        """Drafts, clearance, sheets, what waits, who has come in. Opened when first asked for.

        Raises:
            RefusedError: It was sealed with another key, or its key is missing.
            MalformedError: It was altered.
        """
        with self.lock:
            if self._private is None:
                path = self.home / PRIVATE
                file = PrivateFile.open(path, self._ring.private_key(new=not path.exists()))
                try:
                    self._private = Private(file, self.clock)
                except BaseException:
                    file.close()
                    raise
            return self._private

    @property
    def keeps_private(self) -> bool:
        """Whether there are any private matters yet."""
        return self._private is not None or (self.home / PRIVATE).exists()

    def require_clearance(self, header: Header, entry: EntryId) -> None:
        """Say who must approve an entry before it is signed. Nobody, where our settings ask for nobody.

        Raises:
            RefusedError: `private.not_cleared`.
        """
        needed = clearing_offices(self.settings.clearance, header.kind, header.by)
        if needed and not self.private.is_cleared(entry):
            raise RefusedError("private.not_cleared", offices=", ".join(needed))

    # -- saying something

    def prepare(self, body: Body, *, by: str, about: About = PLAIN, seen: str = "auto") -> Prepared:
        """The bytes that are to be signed.

        Args:
            body: What is said.
            by: Office that says it.
            about: What the header says besides.
            seen: `auto` writes a heads entry first if the other logs have grown, so that the author
                is known to have seen them; `last` names the newest one there is; `none` names none.

        Raises:
            RefusedError: Our party may not say this now.
        """
        with self.lock:
            self._require_signing()
            if seen == "auto":
                # What rests on time is shown by the cosignatures in the heads entry that it names.
                self.record_heads(for_times=isinstance(body, DisputeEscalated))
            latest = None if seen == "none" else latest_heads(self.record)
            return compose(self.record, self.clock, body, by, about, latest.id if latest else None)

    def sign(self, prepared: Prepared, office: str) -> bytes:
        """The entry, signed with the key that this node holds for an office.

        Raises:
            RefusedError: It holds none, or another office must approve the text first.
        """
        signer = self._ring.signer(Purpose.DELEGATE, office)
        if self.settings.clearance:
            header, _ = read_note(Note(prepared.text, ()), self.record.fold.kinds)
            self.require_clearance(header, entry_id(prepared.text))
        return sign_text(prepared.text, signer)

    def countersign(self, entry: bytes, office: str) -> bytes:
        """An entry that others of our party have signed, with the signature of one more office.

        Raises:
            RefusedError: It is not such an entry, or the office has signed it already.
        """
        return countersigned(self.record, entry, self._ring.signer(Purpose.DELEGATE, office))

    def check_prepared(self, prepared: Prepared, office: str) -> None:
        """Say what everybody would object to in a text once it is signed, whoever must approve or sign it besides.

        The signatures that this makes are judged, and go nowhere.

        Raises:
            RefusedError: The same that `submit` would raise.
        """
        offices = self._to_try(prepared, office)
        usable = [each for each in offices if each == office or self._ring.may_use(each)]
        lines = sorted(self._ring.signer(Purpose.DELEGATE, each).sign(prepared.text) for each in usable)
        beside = (*((prepared.detached,) if prepared.detached else ()), *prepared.attachments)
        try:
            self.check(Note(prepared.text, tuple(lines)).encode(), beside)
        except RefusedError as refused:
            # The second office has locked its key: the rest is judged with its signature, before anything is submitted.
            if usable == list(offices) or refused.code != "ledger.needs_two":
                raise

    def _to_try(self, prepared: Prepared, office: str) -> tuple[str, ...]:
        """Offices with which a text is tried out: for an act of two, whoever else's key is here."""
        alone = sign_text(prepared.text, self._ring.signer(Purpose.DELEGATE, office))
        beside = () if prepared.detached is None else (prepared.detached,)
        if not words_need_two(self.record, self.record.fold.parse(self.origin, alone), beside):
            return (office,)
        held = {each.office for each in self._ring.public() if each.purpose is Purpose.DELEGATE and each.office}
        enrolled = self.record.key_book(self.origin).office_keys()
        others = sorted(each for each in held if each != office and each in enrolled)
        return (office, *sorted(others, key=lambda each: not self._ring.may_use(each))[:1])

    def submit(self, entry: bytes, beside: Sequence[bytes] = ()) -> Receipt:
        """Append an entry that somebody of our party signed; it is on disk on return.

        Args:
            entry: Signed by a key that our log enrolled.
            beside: Detached part and attachments that the header names.

        Raises:
            RefusedError: It would have no effect, or we may not sign now. Nothing was written.
            UnavailableError: The disk failed.
        """
        if self.origin not in self.record.fold.origins:
            self._require_signing()  # no charter that all accepted names our log yet
        read = self.record.fold.parse(self.origin, entry)
        check_submitted(self.record, self.clock, entry, read, beside)
        waiting = _Waiting(entry, read, beside)
        self._queue.append(waiting)
        with self.lock:
            while not waiting.settled:
                self._commit_waiting()
        return waiting.result()

    def check(self, entry: bytes, beside: Sequence[bytes] = ()) -> None:
        """Say why `submit` would refuse, and write nothing.

        Raises:
            RefusedError: The same that `submit` would raise.
        """
        read = self.record.fold.parse(self.origin, entry)
        check_submitted(self.record, self.clock, entry, read, beside)
        with self.lock:
            self._require_signing()
            check(self.record.fold, self.origin, entry)
            self.record.readers.check(read, beside)

    def submit_many(self, entries: Sequence[bytes]) -> list[Receipt]:
        """The same for many at once, in their order. The first refusal is raised once the others are on disk."""
        reads = self.record.fold.parse_many(self.origin, entries)
        for entry, read in zip(entries, reads, strict=True):
            check_submitted(self.record, self.clock, entry, read, ())
        return self._commit([_Waiting(entry, read, ()) for entry, read in zip(entries, reads, strict=True)])

    def say_many(self, bodies: Sequence[Body], *, by: str, about: About = PLAIN) -> list[Receipt]:
        """Prepare, sign with one office's key, and submit; all of them had seen the same.

        Our own signatures are not verified again, as long as the key that made them is the one enrolled.
        """
        signer = self._ring.signer(Purpose.DELEGATE, by)
        with self.lock:
            self._require_signing()
            self.record_heads()
            latest = latest_heads(self.record)
            seen = latest.id if latest else None
            waiting = []
            first = self.record.fold.read_size(self.origin)
            for at, text in enumerate(compose_many(self.record, self.clock, bodies, by, about, seen)):
                note = signed_note(text, signer)
                entry = note.encode()
                if len(entry) > MAX_ENTRY:
                    raise RefusedError("entry.too_long", most=MAX_ENTRY, got=len(entry))
                read = self.record.fold.read_signed(self.origin, note, first + at)
                key = self.record.fold.key_of(self.origin, read)
                waiting.append(_Waiting(entry, read, (), signed=key is not None and key[0] == signer.verifier().public))
            return self._commit(waiting)

    def _commit(self, all_waiting: "list[_Waiting]") -> list[Receipt]:
        with self.lock:
            self._queue.extend(all_waiting)
            while all_waiting and not all_waiting[-1].settled:
                self._commit_waiting()
        return [waiting.result() for waiting in all_waiting]

    def say(self, body: Body, *, by: str, about: About = PLAIN, seen: str = "auto") -> Receipt:
        """Prepare, sign with the office's key, and submit."""
        with self.lock:
            prepared = self.prepare(body, by=by, about=about, seen=seen)
            beside = (*((prepared.detached,) if prepared.detached else ()), *prepared.attachments)
            return self.submit(self.sign(prepared, by), beside)

    def node_signer(self) -> SignerKey:
        """The key with which our node shows others that it asks, and which certificate is its own."""
        return self._ring.signer(Purpose.NODE)

    def say_as_node(self, body: Body) -> Receipt:
        """Sign a machine's entry (heads, misconduct) with the node's key."""
        return self._say_with(body, (self._ring.signer(Purpose.NODE),), "node")

    def say_as_root(self, body: Body) -> Receipt:
        """Sign an entry about keys or the charter with as many root keys as the charter asks, where this node holds them."""
        return self._say_with(body, self._roots(), "root")

    def prepare_as_root(self, body: Body) -> bytes:
        """The text of such an entry, for roots that are kept elsewhere: they sign exactly this."""
        with self.lock:
            self._require_signing()
            return self._compose(body, "root").text

    def sign_as_root(self, text: bytes) -> bytes:
        """An entry that was prepared for roots, signed with those that this node holds."""
        return _signed_by(text, self._roots())

    def _roots(self) -> tuple[SignerKey, ...]:
        """Our root keys that count now, as many as are needed; of a party that begins anew, those that it has."""
        held, book = self._ring.roots(), self.record.key_book(self.origin)
        counting = tuple(each for each in held if each.verifier() in book.keys_for("root")) or held
        return counting[: max(1, book.root_threshold)] or (self._ring.signer(Purpose.ROOT),)

    def _say_with(self, body: Body, signers: Sequence[SignerKey], by: str) -> Receipt:
        with self.lock:
            self._require_signing()
            return self.submit(_signed_by(self._compose(body, by).text, signers))

    def _compose(self, body: Body, by: str) -> Prepared:
        amends = isinstance(body, CharterRefused | PartyLeft) or (isinstance(body, CharterAccepted) and body.text)
        if amends:
            self.record_heads()  # so that it is judged by the charter that is in force as we know it
        latest = (
            latest_heads(self.record)
            if amends or isinstance(body, (PartsReceived, MisconductFound, *EVIDENCE))
            else None
        )
        return compose(self.record, self.clock, body, by, PLAIN, latest.id if latest else None)

    def found(self) -> list[Receipt]:
        """Say what a root says first: who signs for what, and that we accept the charter. Once in a log's life."""
        if self.record.size(self.origin):
            raise ValueError(
                f"log {self.origin}: expected one that is empty, got {self.record.size(self.origin)} entries"
            )
        return self.say_first(first_entries(self._ring, self.record.mechanism))

    def say_first(self, bodies: Sequence[Body]) -> list[Receipt]:
        """Say as root what makes our keys known."""
        said = [self.say_as_root(body) for body in bodies]
        self.record.readers.use(self._ring.identities())
        return said

    def enrol(self, wanted: Wanted, powers: Sequence[str] = ()) -> tuple[Receipt, str]:
        """Make a key and let our root put it to its purpose. A log key signs beside the one before, until that is ended.

        A crash in between leaves a key that counts for nothing.
        """
        with self.lock:
            self._require_signing()
            if not self._ring.roots():  # or the new key would be made, sign from now on, and count for nothing
                self._ring.signer(Purpose.ROOT)
            vkey = self._ring.add(wanted).verifier().vkey()
            self._appender.use(self._ring.log_signers())
            purpose, office = enrolled_as(wanted.purpose), wanted.office
            said = self.say_as_root(KeyEnrolled(key=vkey, purpose=purpose, office=office, powers=tuple(powers)))
            return said, vkey

    def end_key(self, vkey: str, reason: RevocationReason) -> Receipt:
        """Let our root end a key, and destroy its seed if it is a log key of ours.

        Whoever got hold of a retired log key could sign a second beginning of our log, and
        nothing that we say later takes that back.
        """
        with self.lock:
            said = self.say_as_root(KeyRevoked(key=vkey, reason=reason))
            if any(signer.verifier().vkey() == vkey for signer in self._ring.log_signers()):
                self._appender.publish()  # while it may still sign: what is served is signed by the others now
                self._ring.destroy(vkey)
                self._appender.use(self._ring.log_signers())
            return said

    @property
    def ring(self) -> KeyRing:
        """Our keys."""
        return self._ring

    def open_epoch(self) -> Receipt:
        """Make the key of a new epoch, and tell the others what to seal to from now on."""
        with self.lock:
            self._require_signing()
            receipt = self.say_as_node(EpochOpened(recipient=self._ring.open_epoch()))
            self.record.readers.use(self._ring.identities())
            return receipt

    def close_epoch(self, recipient: str) -> Receipt:
        """Destroy the key of an epoch for good, and say so first: then nobody seals to it any more.

        A crash in between leaves a key that nobody uses; asking again destroys it.
        """
        with self.lock:
            self._require_signing()
            receipt = self.say_as_node(EpochClosed(recipient=recipient))
            self._ring.destroy_epoch(recipient)
            self.record.readers.use(self._ring.identities())
            return receipt

    def record_heads(self, *, persons_only: bool = False, for_times: bool = False) -> Receipt | None:
        """Write a heads entry if the other logs have grown since the last; None if they have not.

        Args:
            persons_only: Count entries of persons alone.
            for_times: Write one too if nothing but the cosignatures on the heads is newer.
        """
        with self.lock:
            if not for_times and not grown_since(self.record, persons_only=persons_only):
                return None
            heads, latest = heads_now(self.record), latest_heads(self.record)
            unchanged = latest is not None and latest.body == heads
            return None if heads is None or (for_times and unchanged) else self.say_as_node(heads)

    def _commit_waiting(self) -> None:
        """Write what waits as one batch, and answer for it."""
        batch = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
        accepted: list[_Waiting] = []
        try:
            self._require_signing()
            for waiting in batch:
                self._accept(waiting, accepted)
            # Detached parts are durable already. A crash here leaves bodies that nothing names: they do no harm.
            indexes = self._appender.append([each.entry for each in accepted])
        except Exception as error:
            for waiting in batch:
                waiting.error = waiting.error or error
            if accepted:
                self._load()  # the fold is ahead of the disk, or the disk of the fold: only the disk can tell
            if not isinstance(error, TrilateralError):
                raise
            return
        for index, waiting in zip(indexes, accepted, strict=True):
            waiting.receipt = Receipt(
                f"{self.party}/{index}", waiting.read.entry.id if waiting.read.entry else "", index
            )
        self.update_tables()

    def _accept(self, waiting: _Waiting, accepted: list[_Waiting]) -> None:
        """Ask what every node will ask, and fold the entry if nobody will object."""
        opened = self.record.readers.opened(waiting.read, waiting.beside) if self.settings.clearance else None
        if opened is not None:  # what is said under seal is cleared like what is said in the open
            try:
                self.require_clearance(opened.header, opened.id)
            except RefusedError as refused:
                waiting.error = refused
                return
        for data in waiting.beside:
            self.record.bodies.put(data)
        try:
            self.record.readers.check(waiting.read, waiting.beside)
        except RefusedError as refused:
            waiting.error = refused
            return
        verdict = self.record.admit(self.origin, waiting.entry, waiting.read, signed=waiting.signed)
        if verdict.objection is not None:
            waiting.error = RefusedError(verdict.objection.code, **dict(verdict.objection.params))
            return
        self._tell([verdict])
        accepted.append(waiting)

    # -- what came in, and what is served

    def took_in(self, folded: Sequence[Verdict]) -> None:
        """Tell those who want to know what has just been folded. Tables follow in bulk: `update_tables`."""
        self._tell(folded)

    def _tell(self, folded: Sequence[Verdict]) -> None:
        self.record.erase_as_told(folded)
        for listener in self.on_change:
            listener(folded)

    def _tell_published(self) -> None:
        for listener in self.on_publish:
            listener()

    def say_received(self, parts: Sequence[str]) -> Receipt | None:
        """Record that parts beside others' entries are here for good, and which of them are not what was signed."""
        with self.lock:
            if not self.may_sign or not self.record.fold.is_in_force:
                return None
            held, bad = self.record.judge_parts(parts)
            if not (held or bad):
                return None
            self.record_heads(persons_only=True)
            return self.say_as_node(PartsReceived(held=held, bad=bad))

    def state_digest(self) -> Receipt | None:
        """State what the record comes to by now; None if nobody has said anything since we last did."""
        with self.lock:
            if not self.may_sign or not self.record.fold.is_in_force:
                return None
            if digest_now(self.record) is None:
                return None
            self.record_heads()  # so that it is judged by the charter that is in force as we know it
            stated = digest_now(self.record)
            return None if stated is None else self.say_as_node(stated)

    def compare_digests(self) -> dict[str, str]:
        """Compare what others state with what we find, each statement once; by party, what was found of the last."""
        with self.lock:
            waiting = to_compare(self.record)
        for stated in waiting:  # folding all anew takes long, and keeps nobody from signing
            self.record.compared[stated.id] = compared(self.record, stated)
        with self.lock:
            last = last_stated(self.record).items()
            return {party: self.record.compared[each.id] for party, each in last if each.id in self.record.compared}

    def show_contradictions(self) -> list[Receipt]:
        """Show which cosigners contradict themselves on heads that we have kept, where nobody has."""
        with self.lock:
            found = contradictions(self.record) if self.may_sign and self.record.fold.is_in_force else []
            if found:
                self.record_heads()  # what enrolled the keys must lie in the entry's past
            return [self.say_as_node(each) for each in found]

    def update_tables(self) -> None:
        """Bring the tables up to the record. A database that does not answer keeps nobody from signing."""
        with self.lock:
            trouble = self._tables.follow() if self._tables is not None else None
            if trouble is not None:
                self.journal.append((self.clock.unix(), "tables", trouble))
                _journal.warning("node %s: %s", self.party, trouble)

    @property
    def database(self) -> Engine | None:
        """Where the tables are that pages may ask; None for a node that keeps none."""
        return None if self._tables is None else self._tables.engine

    def tick(self) -> None:
        """Publish if it is due, and sign again what is older than a heartbeat."""
        with self.lock:
            if not self.may_sign:
                return
            self._appender.append(())
            served = self.record.checkpoint(self.origin)
            if served is not None and self._age(served) >= self.settings.heartbeat_seconds:
                self._appender.heartbeat()

    def publish(self) -> None:
        """Publish now what has been signed."""
        with self.lock:
            self._require_signing()
            self._appender.publish()

    def _age(self, signed: SignedCheckpoint) -> int:
        own = [claimed_time(line) or 0 for line in signed.note.signatures if line.name == self.origin]
        return self.clock.unix() - max(own, default=0)

    def _keep_own_head(self, note: bytes) -> None:
        """Our own heads are kept like all others."""
        self.record.heads.keep(self.origin, plain_lines(parse_signed(note), self.origin).encode())

    def _gather_own(self, signed: SignedCheckpoint) -> tuple[str, ...]:
        """Take in what others say of our log."""
        keep_marks(self.record, signed)
        served = self.record.checkpoint(self.origin)
        if served is None or served.note.text != signed.note.text or not self.may_sign:
            return ()
        merged = merge_signatures(served, signed)
        if merged.note == served.note:
            return ()
        self.record.files(self.origin).publish(merged.encode())
        known = {(line.name, line.key_id) for line in served.note.signatures}
        return tuple(line.name for line in merged.note.signatures if (line.name, line.key_id) not in known)

    def take_cosignatures(self, signed: SignedCheckpoint) -> tuple[str, ...]:
        """Take in what others say of a head of our log, verified before; returns the names on lines that are new."""
        with self.lock:
            return self._gather_own(signed)

    def status(self) -> NodeStatus:
        """How all parties stand now."""
        with self.lock:
            return status_of(self.record, self.clock.unix())

    # -- what we say of others

    def attest(self, signed: SignedCheckpoint) -> SignedCheckpoint:
        """The checkpoint of another log, whose entries are here, with our lines where they are missing or old."""
        return self._attestor.attest(self.record, signed, self.settings.heartbeat_seconds)

    def witness(self, request: bytes) -> Answer:
        """What our witness answers to `add-checkpoint`; what it accepts is durable and signed on return."""
        with self.lock:
            answer = self._attestor.judge(self.record, request)
            for note in answer.evidence:
                self._keep_evidence(note)
            if answer.accepted is None:
                return answer
            self._require_signing()
            return self._attestor.witness(self.record, answer.accepted)

    def _keep_evidence(self, note: bytes) -> None:
        try:
            origin = note.partition(b"\n")[0].decode()
            signed = strip_unknown(parse_signed(note), self.record.log_keys(origin))
        except (MalformedError, UnicodeDecodeError):
            return  # signed by nobody, so evidence of nothing
        self.record.heads.keep(origin, signed.encode())
        what = f"log {origin}: a head of {signed.size} entries, not shown to continue the one witnessed"
        self.journal.append((self.clock.unix(), "witness", what))


def _signed_by(text: bytes, signers: Sequence[SignerKey]) -> bytes:
    return Note(text, tuple(sorted(signer.sign(text) for signer in signers))).encode()
