"""A conference: real nodes of parties that do not trust one another, over a network that cannot be trusted.

Everything follows from the seed. Nodes are the ones that people run, with their files in
a directory of the test's and a clock that moves when it is told to. The network between
them drops, delays, reorders, repeats, spoils and cuts; some parties cheat:

    Forks       signs two branches of its log and shows each to others
    Withholds   shows some logs to nobody
    RollsBack   loses the last hours of its disk, guard not included, and goes on honestly
    Babbles     appends whatever bytes it likes to its own log, signed or not

After every step an auditor who shares no code path with the nodes' memory reads the
files of the honest homes and says whether what must always hold still does.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import msgspec

from tests.anything import Anything
from trilateral.catalogue import SLICES
from trilateral.errors import MalformedError, RefusedError, TrilateralError, UnavailableError
from trilateral.ledger.charter import Charter, charter_hash, encode_charter
from trilateral.ledger.entry import Body, EntryId, Text, entry_id, parse_entry
from trilateral.ledger.fold import Fold, Verdict
from trilateral.ledger.keys import CharterAccepted, CharterRefused
from trilateral.mechanism.allegations.entries import AllegationFiled, AllegationWithdrawn, PointAnswered
from trilateral.mechanism.meetings.entries import (
    AcceptanceWithdrawn,
    DateAccepted,
    DateOffer,
    DateOffered,
    MeetingClosed,
    MeetingOpened,
    MeetingPostponed,
    MeetingProposed,
)
from trilateral.mechanism.statements.entries import StatementAcknowledged, StatementMade, StatementWithdrawn
from trilateral.node.clock import FixedClock
from trilateral.node.compose import About
from trilateral.node.founding import bind_new_guard, join_charter, make_charter, make_party
from trilateral.node.keys import Cost
from trilateral.node.node import Node
from trilateral.node.record import Record, open_record
from trilateral.node.settings import Settings
from trilateral.node.sources import DirectorySource, HoldsBranches, Source
from trilateral.node.sync import sync, sync_all
from trilateral.store.logs import log_name
from trilateral.tlog.audit import read_log
from trilateral.tlog.checkpoint import open_checkpoint
from trilateral.tlog.note import VerifierKey, parse_note

NAMES = ("east", "host", "north", "south", "west")
PASSPHRASE = "open"
OFFICE = "head"
START = datetime(2031, 3, 1, 8, 0, tzinfo=UTC)
_CHEAP = Cost(passes=1, memory_bytes=8 << 10)
SEALED_WORDS = "only-under-seal-"
"""What no file of any home may hold in clear."""

_SPOKEN = tuple(body for each in SLICES for body in each.bodies if body not in each.machine)


def origin_of(party: str) -> str:
    """Origin of a party's log."""
    return f"{party}.example/log"


@dataclass
class Trouble:
    """How bad the network is: each a chance from 0 to 1."""

    drop: float = 0.1
    delay: float = 0.15
    spoil: float = 0.03
    repeat: float = 0.1


class Wire:
    """A source as it looks through the network: what comes may be late, spoilt, or nothing."""

    def __init__(self, source: Source, chance: Random, trouble: Trouble, past: dict[str, list[bytes]]) -> None:
        self.source = source
        self.name = source.name
        self._chance = chance
        self._trouble = trouble
        self._past = past
        self.hidden: frozenset[str] = frozenset()

    def _perhaps_drop(self) -> None:
        if self._chance.random() < self._trouble.drop:
            raise UnavailableError(f"{self.name}: lost on the way")

    def charter(self) -> bytes | None:
        return self.source.charter()

    def origins(self) -> list[str]:
        return self.source.origins()

    def checkpoint(self, origin: str) -> bytes | None:
        """The head, or one that this source showed earlier: late, so also out of order."""
        self._perhaps_drop()
        if origin in self.hidden:
            return None
        note = self.source.checkpoint(origin)
        shown = self._past.setdefault(f"{self.name} {origin}", [])
        if note is not None and (not shown or shown[-1] != note):
            shown.append(note)
        if shown and self._chance.random() < self._trouble.delay:
            return self._chance.choice(shown)
        return note

    def read(self, origin: str, path: str) -> bytes:
        self._perhaps_drop()
        data = self.source.read(origin, path)
        if data and self._chance.random() < self._trouble.spoil:
            at = self._chance.randrange(len(data))
            return data[:at] + bytes([data[at] ^ 1 << self._chance.randrange(8)]) + data[at + 1 :]
        return data

    def branch(self, origin: str, root: str) -> Source:
        self._perhaps_drop()
        if not isinstance(self.source, HoldsBranches):
            raise UnavailableError(f"{self.name}: keeps no branches")
        return self.source.branch(origin, root)

    def body(self, name: str) -> bytes | None:
        self._perhaps_drop()
        return self.source.body(name)


@dataclass
class Seat:
    """One party at the table.

    Attributes:
        honest: Whether it keeps to the rules; what honest parties signed is what the auditor defends.
        promised: (index, id) of everything that its node answered for.
        aside: Hidden second home of a party that forks.
        copy: Home as it was when the party that will roll back was last copied.
    """

    party: str
    home: Path
    guard: Path
    node: Node | None = None
    honest: bool = True
    promised: list[tuple[int, str]] = field(default_factory=list)
    aside: "Seat | None" = None
    copy: Path | None = None


class Conference:
    """Parties, the network between them, and the auditor.

    Attributes:
        steps: What happened so far, in words: the story of a failure.
    """

    def __init__(self, root: Path, seed: int, parties: int = 3, trouble: Trouble | None = None) -> None:
        """Found the mechanism in `root`. Use `conference`, which closes what is open."""
        self.root = root
        self.chance = Random(seed)  # noqa: S311 - a story that can be told again, not a secret
        self.trouble = trouble or Trouble()
        self.clock = FixedClock(START)
        self.steps: list[str] = []
        self.cuts: set[frozenset[str]] = set()
        self.hiding: dict[str, frozenset[str]] = {}
        self._shown: dict[str, list[bytes]] = {}
        self._roots: dict[tuple[str, int], bytes] = {}
        names = NAMES[1 : parties + 1] if parties < len(NAMES) else NAMES
        self.seats = {name: Seat(name, root / name, root / "guards" / name) for name in names}
        self._found()

    def _found(self) -> None:
        terms = [
            make_party(
                seat.home,
                seat.party,
                origin_of(seat.party),
                PASSPHRASE,
                offices=(OFFICE,),
                role="host" if seat.party == "host" else "party",
                settings=Settings(seat.party, origin_of(seat.party), publish_interval_ms=0),
                cost=_CHEAP,
            )
            for seat in self.seats.values()
        ]
        text = (Text(lang="en", text="Security along the line"),)
        self.charter = make_charter(terms, titles=text, scope=text)
        for seat in self.seats.values():
            join_charter(seat.home, self.charter)
            bind_new_guard(seat.home, seat.guard)
            self.open(seat)
            self.node(seat).found()
        self.calm()
        self.log_keys: dict[str, tuple[VerifierKey, ...]] = {
            origin_of(name): self.node(seat).record.charter.log_keys(origin_of(name))
            for name, seat in self.seats.items()
        }

    # -- nodes

    def open(self, seat: Seat) -> None:
        """Start a party's node."""
        seat.node = Node.open(seat.home, PASSPHRASE, clock=self.clock, guard=seat.guard, tables=False)

    def close(self, seat: Seat) -> None:
        """Stop a party's node."""
        if seat.node is not None:
            seat.node.close()
            seat.node = None

    def close_all(self) -> None:
        """Stop all nodes."""
        for seat in self.seats.values():
            self.close(seat)
            if seat.aside is not None:
                self.close(seat.aside)

    @staticmethod
    def node(seat: Seat) -> Node:
        """The node of a party."""
        if seat.node is None:
            raise AssertionError(f"{seat.party} has no node open")
        return seat.node

    @property
    def honest(self) -> list[Seat]:
        """Parties that keep to the rules."""
        return [seat for seat in self.seats.values() if seat.honest]

    # -- the network

    def wire(self, asking: str, asked: Seat) -> Wire:
        """What one party sees of another's home."""
        if frozenset({asking, asked.party}) in self.cuts:
            raise UnavailableError(f"{asked.party}: cut off from {asking}")
        shown = self._face(asking, asked)
        wire = Wire(DirectorySource(shown.home), self.chance, self.trouble, self._shown)
        wire.hidden = self.hiding.get(asked.party, frozenset())
        return wire

    def _face(self, asking: str, asked: Seat) -> Seat:
        """The home that a party is shown: who forks shows one to some and the other to the others."""
        return asked.aside if asked.aside is not None and sorted(self.seats).index(asking) % 2 else asked

    def exchange(self, asking: Seat, asked: Seat) -> None:
        """One party asks another for news, perhaps twice."""
        for _ in range(2 if self.chance.random() < self.trouble.repeat else 1):
            try:
                sync(self.node(asking), self.wire(asking.party, asked))
            except UnavailableError:
                return

    def calm(self, *, mend: bool = True) -> None:
        """The network does its best: everybody asks everybody until nobody has anything new.

        Args:
            mend: Also mend what is cut, and show what is withheld and both faces of whoever forks.
        """
        if mend:
            self.cuts.clear()
            self.hiding.clear()
        for _ in range(12):
            moved = False
            for seat in self.seats.values():
                node = self.node(seat)
                if node.may_sign:
                    node.publish()
                moved |= sync_all(node, self._quiet_wires(seat, both_faces=mend)).moved
            if not moved:
                return
        raise AssertionError("they never come to an end")

    def _quiet_wires(self, asking: Seat, *, both_faces: bool) -> list[Source]:
        """All others that a party can reach, as they are; of who forks both faces, or the one meant for this party."""
        wires: list[Source] = []
        for other in self.seats.values():
            if other is not asking and frozenset({asking.party, other.party}) not in self.cuts:
                faces = (other, other.aside) if both_faces else (self._face(asking.party, other),)
                for face in faces:
                    if face is not None:
                        wire = Wire(DirectorySource(face.home), self.chance, Trouble(0, 0, 0, 0), self._shown)
                        wire.hidden = self.hiding.get(other.party, frozenset())
                        wires.append(wire)
        return wires

    # -- what parties do

    def step(self) -> str:
        """Let one thing happen, and let the auditor look."""
        seat = self.chance.choice(list(self.seats.values()))
        acts: list[tuple[int, Callable[[Seat], str]]] = [
            (6, self._say),
            (4, self._say_anything),
            (2, self._say_under_seal),
            (2, self._speak_as_root),
            (8, self._ask_somebody),
            (1, self._cut_or_mend),
            (1, self._stop_and_start),
            (2, self._let_time_pass),
        ]
        act = self.chance.choices([act for _, act in acts], [weight for weight, _ in acts])[0]
        self.steps.append(f"{len(self.steps)}: {act(seat)}")
        self.audit()
        return self.steps[-1]

    def _say(self, seat: Seat) -> str:
        node = self.node(seat)
        body, subject = self._anything(node)
        try:
            receipt = node.say(body, by=OFFICE, about=About(subject=subject))
        except RefusedError as error:
            return f"{seat.party} may not say {type(body).__name__}: {error}"
        seat.promised.append((receipt.index, receipt.id))
        return f"{seat.party} says {type(body).__name__} as {receipt.ref}"

    def _anything(self, node: Node) -> tuple[Body, str | None]:
        """Something that a party could say, whether it may or not; about any subject, or about none."""
        subjects = sorted(node.record.fold.subjects())
        subject = self.chance.choice(subjects) if subjects else None
        parties = sorted(self.seats)
        word = Text(lang="en", text=self.chance.choice(["No.", "We regret that.", "Since when?", "As agreed."]))
        offer = DateOffer(starts_at=self.clock.now(), zone="UTC", civil="2031-03-01 08:00")
        about: list[Body] = [
            PointAnswered(point=self.chance.randrange(-1, 3), answer="denied", text=word),
            PointAnswered(point=0, answer=self.chance.choice(["admitted", "partly", "denied_without_detail"])),
            AllegationWithdrawn(),
            DateOffered(offer=offer),
            DateAccepted(offer_in=subject or "0" * 64, number=0),
            DateAccepted(offer_in=subject or "0" * 64, number=0),
            AcceptanceWithdrawn(offer_in=subject or "0" * 64, number=0),
            MeetingPostponed(),
            MeetingOpened(starts_at=self.clock.now()),
            MeetingClosed(minutes=self.chance.randrange(-5, 300)),
            StatementAcknowledged(),
            StatementWithdrawn(),
        ]
        if subject is not None and self.chance.random() < 0.6:
            return self.chance.choice(about), subject
        opening: list[Body] = [
            StatementMade(sort="declaration", text=word, to=(self.chance.choice(parties),)),
            StatementMade(sort="reply", text=word, reply_to=subject),
            AllegationFiled(against=self.chance.choice(parties), points=(word, word)),
            MeetingProposed(title=(word,), series="talks", round=1, format="joint", forum="plenary", offers=(offer,)),
        ]
        return self.chance.choice(opening), None

    def _say_anything(self, seat: Seat) -> str:
        """Any kind of any slice, about any subject, with whatever in it."""
        node = self.node(seat)
        fold = node.record.readers.reading()
        struct, subject = self._kind_and_subject(fold)
        body = Anything(self.chance, sorted(self.seats), self.clock.now()).body(struct, self._ids(fold, subject))
        return self._sign(seat, body, About(subject=subject))

    def _kind_and_subject(self, fold: Fold) -> tuple[type[Body], EntryId | None]:
        """Mostly a kind that acts on the subject, or one that opens a subject on none; now and then whatever it is."""
        subjects = sorted(fold.subjects())
        subject = self.chance.choice(subjects) if subjects and self.chance.random() < 0.7 else None
        if self.chance.random() < 0.1:
            return self.chance.choice(_SPOKEN), subject
        if subject is None:
            return self.chance.choice([each.bodies[0] for each in SLICES]), None
        name = fold.slice_of(subject)
        acts = [body for each in SLICES if each.name == name or each.general for body in each.bodies[1:]]
        return self.chance.choice(acts or list(_SPOKEN)), subject

    def _say_under_seal(self, seat: Seat) -> str:
        """The same to some of the others alone, in words that must never be found in clear."""
        node = self.node(seat)
        others = sorted(self.seats.keys() - {seat.party})
        audience = tuple(sorted(self.chance.sample(others, self.chance.randrange(1, len(others)))))
        fold = node.record.readers.together((seat.party, *audience))
        struct, subject = self._kind_and_subject(fold)
        draw = Anything(self.chance, sorted(self.seats), self.clock.now())
        body = draw.body(struct, self._ids(fold, subject), f"{SEALED_WORDS}{len(self.steps)}")
        return self._sign(seat, body, About(subject=subject, audience=audience))

    def _ids(self, fold: Fold, subject: EntryId | None) -> list[EntryId]:
        """Some entries that exist: subjects, and what was said about this one."""
        subjects = sorted(fold.subjects())
        acts = [entry.id for entry in fold.acts(subject)] if subject else []
        self.chance.shuffle(subjects)
        return [*subjects[:3], *acts]

    def _sign(self, seat: Seat, body: Body, about: About) -> str:
        to = f" to {', '.join(about.audience)} alone" if about.audience else ""
        try:
            receipt = self.node(seat).say(body, by=OFFICE, about=about)
        except (RefusedError, MalformedError) as error:
            return f"{seat.party} may not say {type(body).__name__}{to}: {error}"
        seat.promised.append((receipt.index, receipt.id))
        return f"{seat.party} says {type(body).__name__} as {receipt.ref}{to}"

    def _speak_as_root(self, seat: Seat) -> str:
        """A root accepts an amendment of the charter that somebody proposes, or refuses one."""
        version = self.chance.choice(self._amendments(self.node(seat).record.charter))
        text = encode_charter(version)
        accepted: Body = CharterAccepted(charter_hash(text), text.decode())
        body = accepted if self.chance.random() < 0.9 else CharterRefused(charter_hash(text))
        try:
            receipt = self.node(seat).say_as_root(body)
        except RefusedError as error:
            return f"{seat.party}'s root may not say {type(body).__name__}: {error}"
        seat.promised.append((receipt.index, receipt.id))
        return f"{seat.party}'s root says {type(body).__name__} {charter_hash(text)[:8]} as {receipt.ref}"

    def _amendments(self, charter: Charter) -> list[Charter]:
        """Two amendments, and a third that would stand instead of the first."""
        name = charter_hash(encode_charter(charter))
        first, second = (
            msgspec.structs.replace(charter, titles=(Text("en", title),), previous=name, instead_of=())
            for title in ("Along the river", "Along the road")
        )
        third = msgspec.structs.replace(second, instead_of=(charter_hash(encode_charter(first)),))
        return [first, first, first, second, third]

    def _ask_somebody(self, seat: Seat) -> str:
        other = self.chance.choice([each for each in self.seats.values() if each is not seat])
        self.exchange(seat, other)
        return f"{seat.party} asks {other.party}"

    def _cut_or_mend(self, seat: Seat) -> str:
        other = self.chance.choice([each for each in self.seats.values() if each is not seat])
        self.cuts ^= {frozenset({seat.party, other.party})}
        return f"the line between {seat.party} and {other.party} is cut, or mended"

    def _stop_and_start(self, seat: Seat) -> str:
        self.close(seat)
        self.open(seat)
        return f"{seat.party} stops its node and starts it again"

    def _let_time_pass(self, seat: Seat) -> str:
        self.clock.advance(self.chance.choice([1, 59, 3600]))
        node = self.node(seat)
        if node.may_sign:
            node.tick()
        return f"it is {self.clock.now():%d %H:%M:%S}, and {seat.party} shows that it is alive"

    # -- what cheats do

    def fork(self, party: str) -> None:
        """From now on the party has two homes that both sign, and shows one to each half of the others."""
        seat = self.seats[party]
        seat.honest = False
        self.close(seat)
        twin = Seat(party, self.root / f"{party}-aside", self.root / "guards" / f"{party}-aside", honest=False)
        shutil.copytree(seat.home, twin.home)
        self.open(seat)
        self.open(twin)
        self.node(twin).override_guard("a second home, which no honest party has")
        seat.aside = twin
        for face, words in ((seat, "We accept."), (twin, "We never accepted.")):
            body = StatementMade(sort="declaration", text=Text(lang="en", text=words))
            self.node(face).say(body, by=OFFICE)
        self.steps.append(f"{party} forks its log")

    def withhold(self, party: str, *others: str) -> None:
        """The party shows the logs of these others to nobody."""
        self.hiding[party] = frozenset(map(origin_of, others))

    def copy(self, party: str) -> None:
        """Somebody backs up the party's disk. The guard is not on it."""
        seat = self.seats[party]
        self.close(seat)
        seat.copy = self.root / f"{party}-copy"
        shutil.rmtree(seat.copy, ignore_errors=True)
        shutil.copytree(seat.home, seat.copy)
        self.open(seat)

    def roll_back(self, party: str) -> None:
        """The party's disk is replaced by the copy: all that was signed since is gone from it."""
        seat = self.seats[party]
        if seat.copy is None:
            raise AssertionError(f"{party} was never copied")
        self.close(seat)
        shutil.rmtree(seat.home)
        shutil.copytree(seat.copy, seat.home)
        self.open(seat)
        self.steps.append(f"{party} comes back with an old disk")

    def babble(self, party: str, count: int = 3) -> None:
        """The party appends bytes to its own log as it likes, beside all checks: rubbish, copies, old entries."""
        seat = self.seats[party]
        seat.honest = False
        node = self.node(seat)
        stolen = [
            node.record.files(origin).entry(self.chance.randrange(node.record.size(origin)))
            for origin in node.record.origins
        ]
        rubbish = [
            self.chance.randbytes(self.chance.randrange(300)),
            b"",
            b"trilateral/entry@v1\n{}\n\n\xe2\x80\x94 x AAAA\n",
            b"[" * 60_000,
            *stolen,
            self.chance.choice(stolen).replace(b'"kind"', b'"knid"'),
        ]
        node._appender.append([self.chance.choice(rubbish) for _ in range(count)])
        node.publish()
        node.took_in(node.record.refresh())
        self.steps.append(f"{party} appends {count} entries of rubbish")

    # -- the auditor

    def audit(self) -> None:
        """Read the honest homes' files, and check all that must always hold.

        Raises:
            AssertionError: Something does not. The message ends with the story so far.
        """
        try:
            for seat in self.honest:
                self._audit_home(seat)
            self._audit_agreement()
        except (AssertionError, TrilateralError) as error:
            story = "\n  ".join(self.steps[-25:])
            raise AssertionError(f"{error}\nafter\n  {story}") from error

    def _audit_home(self, seat: Seat) -> None:
        node = self.node(seat)
        self._audit_secrecy(seat)
        logs = {origin: self._read_log(seat, origin, keys) for origin, keys in self.log_keys.items()}
        self._audit_bound(seat, logs)
        for origin, entries in logs.items():
            if origin == origin_of(seat.party) and node.may_sign:
                for index, promised in seat.promised:
                    assert index < len(entries), f"{seat.party} lost {index}, which it had answered for"
                    assert entry_id(parse_note(entries[index]).text) == promised, f"{seat.party}/{index} changed"
        honest = {origin_of(each.party) for each in self.honest}
        exposed = honest.intersection(node.record.fold.exposed())
        assert not exposed, f"{seat.party} holds evidence against {exposed}, who did nothing"

    def _audit_secrecy(self, seat: Seat) -> None:
        """Nobody's disk holds a byte of what was said under seal: what can be read is opened with a key each time."""
        for path in seat.home.rglob("*"):
            with suppress(FileNotFoundError):
                if path.is_file():
                    assert SEALED_WORDS.encode() not in path.read_bytes(), f"{path} holds sealed words in clear"

    def _audit_bound(self, seat: Seat, logs: dict[str, list[bytes]]) -> None:
        """Nobody is bound by a charter without a signature in its own log, as the bytes of that log say."""
        fold = self.node(seat).record.fold
        version = fold.version
        if version.number == 1:
            return
        for party in fold.parties:
            signed = [parse_entry(entry, fold.kinds) for entry in logs[origin_of(party)] if _is_entry(entry)]
            own = [
                header
                for _, header, body in signed
                if isinstance(body, CharterAccepted) and body.charter == version.hash and header.by == "root"
            ]
            assert own, f"{seat.party} takes {party} to be bound by {version.hash[:8]}, which it never signed"

    def _read_log(self, seat: Seat, origin: str, keys: Sequence[VerifierKey]) -> list[bytes]:
        """All entries of a log in a home, every tile checked, under a head that its log signed."""
        directory = seat.home / "logs" / log_name(origin)
        if not (directory / "checkpoint").exists():
            return []
        signed = open_checkpoint((directory / "checkpoint").read_bytes(), keys, origin)

        def read(path: str) -> bytes:
            try:
                return (directory / path).read_bytes()
            except FileNotFoundError:
                raise KeyError(path) from None

        entries = [entry for _, entry in read_log(signed.size, signed.root, read)]
        owner = next(each for each in self.seats.values() if origin_of(each.party) == origin)
        if owner.honest:
            root = self._roots.setdefault((origin, signed.size), signed.root)
            assert root == signed.root, f"{origin} signed two heads of size {signed.size}"
        return entries

    def _audit_agreement(self) -> None:
        """Whoever folded the same entries stands at the same state; and memory says what the disk says."""
        by_cut: dict[str, tuple[str, bytes]] = {}
        for seat in self.honest:
            fold = self.node(seat).record.fold
            # Which branch of a forked log a node calls the first is its own affair.
            cut = repr(sorted((key.partition("#")[0], size, root) for key, (size, root) in fold.cut().items()))
            first, digest = by_cut.setdefault(cut, (seat.party, fold.digest()))
            assert digest == fold.digest(), f"{first} and {seat.party} read the same entries differently"
        self._audit_audiences()
        seat = self.chance.choice(self.honest)
        node = self.node(seat)
        if node.may_sign:
            node.publish()
            read = open_record(seat.home)
            assert read.fold.digest() == node.record.fold.digest(), f"{seat.party}'s memory is not what its disk says"

    def _audit_audiences(self) -> None:
        """Two parties that hold the same entries and the same parts read the same of what was sealed for both."""
        first, second = self.chance.sample(self.honest, 2)
        records = [self.node(each).record for each in (first, second)]
        if records[0].fold.cut() == records[1].fold.cut() and len({_parts(each) for each in records}) == 1:
            pair = (first.party, second.party)
            digests = {record.readers.together(pair).digest(pair) for record in records}
            assert len(digests) == 1, f"{pair} read differently what was sealed for both"

    def objections(self, party: str) -> list[Verdict]:
        """Entries of a party's log that have no effect, as an honest node sees them."""
        fold = self.node(self.honest[0]).record.fold
        return [verdict for verdict in fold.verdicts(origin_of(party)) if not verdict.has_effect]


def _parts(record: Record) -> tuple[str, ...]:
    return tuple(record.bodies.names())


def _is_entry(data: bytes) -> bool:
    try:
        parse_entry(data, {})
    except MalformedError:
        return False
    return True


@contextmanager
def conference(root: Path, seed: int, parties: int = 3, trouble: Trouble | None = None) -> Iterator[Conference]:
    """A conference whose nodes are closed at the end."""
    with ExitStack() as stack:
        held = Conference(root, seed, parties, trouble)
        stack.callback(held.close_all)
        yield held
