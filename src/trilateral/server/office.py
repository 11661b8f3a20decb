"""One node behind its web server: what the pages and the API ask of it.

Pages are made in a thread, under the node's lock, so that nobody reads a record while it is
being changed and nobody waits on the event loop. What templates are given is plain by then.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from trilateral.desk.consistency import Standings
from trilateral.desk.holdings import Holdings, at_unix
from trilateral.desk.home import Looked
from trilateral.desk.opening import opening_day
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.desk.search import Seeker
from trilateral.desk.signing import Draft
from trilateral.errors import MalformedError, UnavailableError
from trilateral.ledger.entry import Body
from trilateral.ledger.fold import Verdict
from trilateral.mechanism.allegations.entries import SilenceNoted
from trilateral.mechanism.proposals.entries import SilenceDefeated, SilenceProven
from trilateral.node import outgoing
from trilateral.node.compose import About
from trilateral.node.countersigning import needs_two
from trilateral.node.kept import Beyond, Look, Looks
from trilateral.node.kept import Draft as KeptDraft
from trilateral.node.locks import OPENER
from trilateral.node.node import Node
from trilateral.node.outgoing import Outcome
from trilateral.node.policy import policy_text
from trilateral.node.private import Private, clearing_offices, new_id
from trilateral.node.record import Record
from trilateral.node.silence import see_all
from trilateral.server.roles import Role
from trilateral.server.sessions import Doors, Session
from trilateral.server.standing import powers, touches_standing, why_not
from trilateral.server.ways import Ways
from trilateral.store.files import read_file
from trilateral.store.logs import LogFiles, log_name
from trilateral.tlog.paths import parse_path
from trilateral.tlog.witness import Answer
from trilateral.ui.views import Standing

T = TypeVar("T")

_LOOK_AGAIN = timedelta(minutes=1)
"""How exactly it is kept when somebody looked last, where there was nothing new to see."""


@dataclass(frozen=True, slots=True)
class Stands:
    """How a party stands (`desk.consistency.PartyStanding`)."""

    standing: Standing
    reasons: tuple[tuple[str, tuple[tuple[str, str | int], ...]], ...]
    last_contact: datetime | None


@dataclass
class Office:
    """A node and its doors.

    Attributes:
        node: Whose pages these are.
        poke: Called when somebody says that a log has grown.
        said: Called when our own log has grown.
        doors: Links and sessions.
        ways: Passkeys and passphrases.
        mark: What stands in forms that are shown now (`marks`): another one as soon as anything was signed.
    """

    node: Node
    poke: Callable[[], None]
    said: Callable[[], None]
    doors: Doors
    ways: Ways
    mark: str = field(default_factory=new_id)
    _holdings: Holdings | None = None
    _seeker: Seeker | None = None

    @property
    def record(self) -> Record:
        """What all logs say."""
        return self.node.record

    @property
    def private(self) -> Private:
        """What the party keeps to itself."""
        return self.node.private

    def __post_init__(self) -> None:
        """From now on, know what came before what, and end the sessions of offices that do not speak for us any more."""
        self.holdings().take_note()
        self.node.on_change.append(lambda _: self.holdings().take_note())
        self.node.on_change.append(self._end_those_without_standing)
        self.doors.on_end.append(self.node.ring.locked.close)

    def _end_those_without_standing(self, folded: Sequence[Verdict]) -> None:
        if not any(touches_standing(self.record, each) for each in folded):
            return
        words = (*self.doors.sessions(), *self.doors.links())
        for who in {each.office for each in words if each.office}:
            why = why_not(self.record, who)
            if why is not None:
                self.doors.end_all(why, lambda each, who=who: each.office == who)  # type: ignore[misc]  # bound in the loop

    @contextmanager
    def acting(self, session: Session | None) -> Iterator[None]:
        """What is done inside is done by this session: it may use the keys that it has opened."""
        before = OPENER.set("" if session is None else session.id)
        try:
            yield
        finally:
            OPENER.reset(before)

    def holdings(self) -> Holdings:
        """Who holds what, remembered as long as the node keeps its record."""
        if self._holdings is None or self._holdings.record is not self.node.record:
            self._holdings = Holdings(self.node.record)
        return self._holdings

    def seeker(self) -> Seeker:
        """Where the record is searched.

        Raises:
            UnavailableError: This node keeps no tables.
        """
        database = self.node.database
        if database is None:
            raise UnavailableError("search: expected tables to ask, this node keeps none")
        if self._seeker is None or self._seeker.database is not database:
            self._seeker = Seeker(database)
        return self._seeker

    # For readers

    def read(self, lang: str, session: Session | None, as_of: datetime | None, ask: Callable[[Reading], T]) -> T:
        """Return what `ask` finds, while nothing changes."""
        with self.node.lock, self.acting(session), self.holdings().still():
            return ask(self.reading(lang, session, as_of))

    def reading(self, lang: str, session: Session | None, as_of: datetime | None) -> Reading:
        """The record as this reader looks at it."""
        return Reading(
            self.holdings(),
            lang,
            as_of or self.opens_at(),
            may_sign=session is not None and session.role is Role.DELEGATE,
            pages=frozenset(BY_SLICE),
            as_of=as_of,
            inside=session is not None and session.role in {Role.READER, Role.DELEGATE},
        )

    def opens_at(self) -> datetime:
        """The instant for which pages open: now; of a reconstruction, the end of the last day of which it tells."""
        now = self.node.clock.now()
        last = opening_day(self.record)
        return now if last is None else min(now, last)

    def standings(self) -> Standings:
        """How each other party stands, and when its node last answered ours."""
        addresses = {peer.party: peer.url.rstrip("/") for peer in self.node.settings.peers}
        found: dict[str, Stands] = {}
        for each in self.node.status().parties:
            contact = self.node.contacts.get(addresses.get(each.party, ""))
            reasons = tuple((reason.code, reason.params) for reason in each.reasons)
            found[each.party] = Stands(each.standing, reasons, None if contact is None else at_unix(contact))
        return found

    def look(self, session: Session) -> Looked | None:
        """What this reader had seen when the session began; from now on they have seen what there is."""
        sizes = {origin: len(self.record.fold.verdicts(origin)) for origin in self.record.origins}
        kept = self._looks(session)
        now = self.node.clock.now()
        if kept.seen is None or kept.seen.sizes != sizes or now - kept.seen.at >= _LOOK_AGAIN:
            self.private.looks.put(msgspec.structs.replace(kept, seen=Look(now, sizes)))
        return None if kept.before is None else Looked(kept.before.at, kept.before.sizes)

    def begin(self, session: Session) -> None:
        """A session begins: what was seen in the last one counts as seen."""
        with self.node.lock:
            kept = self._looks(session)
            if kept.seen is not None:
                self.private.looks.put(msgspec.structs.replace(kept, before=kept.seen))

    def _looks(self, session: Session) -> Looks:
        return self.private.looks.get(session.who) or Looks(session.who)

    def offices(self) -> tuple[str, ...]:
        """Offices for which this node holds a delegate's key that counts."""
        return tuple(sorted(self.record.key_book(self.node.origin).office_keys()))

    def policy(self) -> bytes:
        """The keys that must have signed, as a C2SP tlog-policy."""
        return policy_text(self.record).encode()

    # For other nodes

    def files_named(self, name: str) -> LogFiles | None:
        """The files of the log whose origin has this SHA-256."""
        return next((self.record.files(o) for o in self.record.origins if log_name(o) == name), None)

    def branch_file(self, name: str, root: str, path: str) -> bytes | None:
        """A file of the second branch of a log, if this node keeps one under that root."""
        log = self.files_named(name)
        if log is None or not re.fullmatch("[0-9a-f]{64}", root):
            return None
        if path != "checkpoint":
            try:
                parse_path(path)  # and nothing that climbs out of a directory
            except MalformedError:
                return None
        return read_file(log.directory / "forks" / root / path)

    def witnessed(self, name: str) -> bytes | None:
        """The newest checkpoint of a log that our witness cosigned."""
        known = any(log_name(origin) == name for origin in self.record.origins)
        return read_file(self.node.home / "witness" / name / "checkpoint") if known else None

    def witness(self, request: bytes) -> Answer:
        """What our witness answers."""
        return self.node.witness(request)

    def charter_bytes(self) -> bytes:
        """The genesis charter."""
        return self.record.charter_bytes


_CARRIES_PROOF = (SilenceProven, SilenceDefeated, SilenceNoted)


@dataclass(frozen=True, slots=True)
class DelegateSpeaks:
    """A delegate, with the key that this node holds for their office (`desk.signing.Speaker`)."""

    office: Office
    by: str

    @property
    def hold_seconds(self) -> int:
        """How long what is signed waits, unless its author chooses otherwise."""
        return self.office.node.settings.hold_seconds

    @property
    def others(self) -> tuple[str, ...]:
        """The other offices of our party."""
        return tuple(each for each in self.office.offices() if each != self.by)

    def needed(self, kind: str) -> tuple[str, ...]:
        """Offices that must clear what this one says with such an entry."""
        return clearing_offices(self.office.node.settings.clearance, kind, self.by)

    def needs_two(self, kind: str) -> bool:
        """Whether the charter asks for a second signature on it."""
        return needs_two(self.office.record, kind)

    def may_sign(self, kind: str) -> bool:
        """Whether the powers of the office's key reach to such an entry. A comment on it is always its own word."""
        limits = powers(self.office.record, self.by)
        subject = kind.partition(".")[0]
        return not limits or subject == "acts" or any(each in {kind, subject} for each in limits)

    def seconds(self, kind: str, signed_by: Sequence[str]) -> tuple[tuple[str, bool], ...]:
        """Offices whose key is here, speaks for us and may sign such an entry; and whether it is locked."""
        record, ring = self.office.record, self.office.node.ring
        held = {each.office for each in ring.public() if each.office}
        able = [
            each.office
            for each in record.key_book(record.origins[0]).enrolments()
            if each.office in held and each.until is None and each.may_sign(kind) and each.office not in signed_by
        ]
        return tuple((each, ring.is_locked(each)) for each in sorted({*able}) if why_not(record, each) is None)

    def check(self, draft: Draft) -> bytes:
        """The text that would be signed, which nobody would object to."""
        node = self.office.node
        with node.lock:
            self._see_all(draft.body)
            prepared = node.prepare(draft.body, by=self.by, about=_about(self.office, draft))
            node.check_prepared(prepared, self.by)
            return prepared.text

    def said_before(self, asked: str) -> Outcome | None:
        """What became of what was signed for the same request."""
        with self.office.node.lock:
            return outgoing.said_before(self.office.node, self.by, asked)

    def sign(self, draft: Draft, hold_seconds: int = 0, kept: KeptDraft | None = None, *, asked: str = "") -> Outcome:
        """Sign it, as far as one signature goes, or let it wait: on disk when it returns. `asked`: as in `outgoing.say`."""
        self.office.mark = new_id()
        self._see_all(draft.body)
        about = _about(self.office, draft, kept)
        outcome = outgoing.say(
            self.office.node, draft.body, by=self.by, about=about, hold_seconds=hold_seconds, draft=kept, asked=asked
        )
        self.office.said()
        return outcome

    def _see_all(self, body: Body) -> None:
        """Before an entry that carries a proof: what that rests on must lie in its causal past, receipts of machines too."""
        if isinstance(body, _CARRIES_PROOF):
            with self.office.node.lock:
                see_all(self.office.node)

    def hand_in(self, entry: bytes, beside: Sequence[bytes] = ()) -> str:
        """Take an entry that was signed elsewhere."""
        receipt = self.office.node.submit(entry, beside)
        self.office.said()
        return receipt.ref

    def take(self, entry: bytes) -> Outcome:
        """The same, and let it wait if it lacks a second signature. Handed in before, it is said what became of it."""
        with self.office.node.lock:
            outcome = outgoing.taken_before(self.office.node, entry) or outgoing.take(self.office.node, entry)
        self.office.said()
        return outcome


def _about(office: Office, draft: Draft, kept: KeptDraft | None = None) -> About:
    beyond = Beyond() if kept is None else kept.beyond
    capacity = beyond.capacity or ("reconstruction" if office.record.charter.reconstruction else "own")
    detached: Mapping[str, str] | None = draft.detached
    claimed_at = draft.claimed_at
    if claimed_at is None and office.record.charter.reconstruction:
        claimed_at = office.opens_at()  # what is tried out in a history claims to be of its last day
    return About(
        claimed_at=claimed_at,
        subject=draft.subject,
        refs=(*beyond.refs, *draft.refs),
        sources=(*beyond.sources, *draft.sources),
        capacity=capacity,
        forum=beyond.forum,
        detached=detached,
        audience=draft.audience,
        attachments=draft.attachments,
    )
