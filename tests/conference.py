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
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from unittest.mock import patch

import msgspec
import nacl.utils

from tests.anything import Anything
from tests.auditor import SEALED_WORDS, Auditor
from tests.letter import Shelf
from trilateral.catalogue import SLICES
from trilateral.errors import MalformedError, RefusedError, TrilateralError, UnavailableError
from trilateral.ledger.charter import Charter, PartyTerms, SilenceTerms, charter_hash, encode_charter, parse_charter
from trilateral.ledger.entry import Body, EntryId, Text
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
from trilateral.mechanism.proposals.state import Proposal
from trilateral.mechanism.statements.entries import StatementAcknowledged, StatementMade, StatementWithdrawn
from trilateral.node.clock import FixedClock
from trilateral.node.compose import About
from trilateral.node.founding import bind_new_guard, join_charter, make_charter, make_party
from trilateral.node.keys import Cost, Purpose, Wanted
from trilateral.node.node import Node
from trilateral.node.settings import Settings
from trilateral.node.sources import DirectorySource, HoldsBranches, Source
from trilateral.node.sync import sync, sync_all

NAMES = ("east", "host", "north", "south", "west")
PASSPHRASE = "open"
OFFICE = "head"
KEEP_TABLES = frozenset({"north"})
"""Who has the tables of its node too. They cost time, and are the same for all."""
START = datetime(2031, 3, 1, 8, 0, tzinfo=UTC)
_CHEAP = Cost(passes=1, memory_bytes=8 << 10)
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

    @property
    def origin(self) -> str:
        """Origin of its log."""
        return origin_of(self.party)


class Conference:
    """Parties, the network between them, and the auditor.

    Attributes:
        steps: What happened so far, in words: the story of a failure.
        done: How often something was done that others take to be done.
        versions: Texts of the charter that somebody has proposed, the first one included.
        arriving: Parties whose keys no version in force names yet, and what it is to say of them.
        acts: What may happen at a step, and how likely each is.
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
        self.done: Counter[str] = Counter()
        self.arriving: dict[str, PartyTerms] = {}
        self._shown: dict[str, list[bytes]] = {}
        names = NAMES[1 : parties + 1] if parties < len(NAMES) else NAMES
        self.seats = {name: Seat(name, root / name, root / "guards" / name) for name in names}
        self._found()

    def _found(self) -> None:
        terms = [self.make(seat, open_it=False) for seat in self.seats.values()]
        text = (Text(lang="en", text="Security along the line"),)
        agreed = parse_charter(make_charter(terms, titles=text, scope=text))
        silence = SilenceTerms(quorum=2, matters=("substance",), min_hours=1, max_hours=48, grace_minutes=0)
        self.charter = encode_charter(msgspec.structs.replace(agreed, silence=silence))
        for seat in self.seats.values():
            join_charter(seat.home, self.charter)
            bind_new_guard(seat.home, seat.guard)
            self.open(seat)
            self.node(seat).found()
        self.auditor = Auditor(Shelf(self.charter), self.chance)
        self.versions = [parse_charter(self.charter)]
        self.acts: list[tuple[int, Callable[[Seat], str]]] = [
            (6, self._say),
            (4, self._say_anything),
            (2, self._say_under_seal),
            (1, self.write_down),
            (2, self._speak_as_root),
            (8, self._ask_somebody),
            (1, self._cut_or_mend),
            (1, self._stop_and_start),
            (2, self._let_time_pass),
        ]
        self.calm()

    # -- who there is

    def make(self, seat: Seat, *, open_it: bool = True) -> PartyTerms:
        """Make a party's keys in an empty home; return what the charter is to say of it.

        Args:
            seat: Whose.
            open_it: Begin its node with the first charter, which need not name these keys.
        """
        terms = make_party(
            seat.home,
            seat.party,
            seat.origin,
            PASSPHRASE,
            offices=(OFFICE,),
            role="host" if seat.party == "host" else "party",
            settings=Settings(seat.party, seat.origin, publish_interval_ms=0),
            cost=_CHEAP,
        )
        if open_it:
            join_charter(seat.home, self.charter, later=True)
            self.open(seat)
        return terms

    def add_seat(self, party: str) -> Seat:
        """A place for one who comes later."""
        return self.seats.setdefault(party, Seat(party, self.root / party, self.root / "guards" / party))

    def lose(self, seat: Seat) -> int:
        """Home, keys and guard of a party are gone; returns how much of its log others hold."""
        kept = max(self.node(each).record.size(seat.origin) for each in self.seats.values() if each is not seat)
        self.close(seat)
        for directory in (seat.home, seat.guard):
            shutil.rmtree(directory)
        seat.promised = [(index, name) for index, name in seat.promised if index < kept]
        self.auditor.forget(seat, kept)
        return kept

    def ask_everybody(self, seat: Seat) -> None:
        """A party asks all others until they have answered, as one does who is about to begin anew."""
        sync_all(self.node(seat), self._quiet_wires(seat, both_faces=True))

    # -- nodes

    def open(self, seat: Seat) -> None:
        """Start a party's node."""
        tables = seat.party in KEEP_TABLES
        seat.node = Node.open(seat.home, PASSPHRASE, clock=self.clock, guard=seat.guard, tables=tables)

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
        act = self.chance.choices([act for _, act in self.acts], [weight for weight, _ in self.acts])[0]
        return self.act(seat, act)

    def act(self, seat: Seat, act: Callable[[Seat], str]) -> str:
        """Let this happen, and let the auditor look."""
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
        body = self._draw(fold).body(struct, self._ids(fold, subject))
        return self.sign(seat, body, About(subject=subject))

    def _draw(self, fold: Fold) -> Anything:
        tabled = [state for state in fold.subjects("proposals").values() if isinstance(state, Proposal)]
        texts = sorted({version.hash for each in tabled for version in each.versions})
        return Anything(self.chance, sorted(self.seats), self.clock.now(), texts)

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
        body = self._draw(fold).body(struct, self._ids(fold, subject), f"{SEALED_WORDS}{len(self.steps)}")
        return self.sign(seat, body, About(subject=subject, audience=audience))

    def write_down(self, seat: Seat) -> str:
        """Somebody drafts what is not said yet, and writes down what is nobody's business, with the same words."""
        private = self.node(seat).private
        words = f"{SEALED_WORDS}{len(self.steps)}"
        private.begin("statements.made", OFFICE, "en", {"text": [words]})
        private.write_sheet(OFFICE, sort="note", title=words, text=words, lang="en")
        return f"{seat.party} writes something down"

    def _ids(self, fold: Fold, subject: EntryId | None) -> list[EntryId]:
        """Some entries that exist: subjects, and what was said about this one."""
        subjects = sorted(fold.subjects())
        acts = [entry.id for entry in fold.acts(subject)] if subject else []
        self.chance.shuffle(subjects)
        return [*subjects[:3], *acts]

    def sign(self, seat: Seat, body: Body, about: About) -> str:
        """Let a party say something, if it may; tells what came of it."""
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
        self.versions += [each for each in (first, second, third) if each not in self.versions]
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

    def split(self, party: str) -> tuple[Seat, Seat]:
        """From now on the party has two homes that both sign, and shows one to each half of the others."""
        seat = self.seats[party]
        seat.honest = False
        self.close(seat)
        twin = Seat(party, self.root / f"{party}-aside", self.root / "guards" / f"{party}-aside", honest=False)
        shutil.copytree(seat.home, twin.home)
        self.open(seat)
        self.open(twin)
        seat.aside = twin
        self.steps.append(f"{party} has two faces")
        return seat, twin

    def fork(self, party: str) -> None:
        """The party signs two branches of its log, says another thing on each, and may exchange its log key there."""
        seat, twin = self.split(party)
        self.node(twin).override_guard("a second home, which no honest party has")
        for face, words in ((seat, "We accept."), (twin, "We never accepted.")):
            body = StatementMade(sort="declaration", text=Text(lang="en", text=words))
            self.node(face).say(body, by=OFFICE)
            if self.chance.random() < 0.7:
                self.exchange_log_key(face)
        self.steps.append(f"{party} forks its log")

    def exchange_log_key(self, seat: Seat) -> None:
        """A new key signs the heads of a party's log, and the one before is destroyed. Nobody has been shown either."""
        node = self.node(seat)
        first = next(key for key in node.record.key_book(seat.origin).keys_for("log"))
        node.enrol(Wanted(Purpose.LOG, seat.origin))
        node.end_key(first.vkey(), "rotated")
        self.steps.append(f"{seat.home.name} exchanges its log key")

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
            self.auditor.audit(self.honest, [self.node(seat) for seat in self.honest])
        except (AssertionError, TrilateralError) as error:
            story = "\n  ".join(self.steps[-25:])
            raise AssertionError(f"{error}\nafter\n  {story}") from error

    def objections(self, party: str) -> list[Verdict]:
        """Entries of a party's log that have no effect, as an honest node sees them."""
        fold = self.node(self.honest[0]).record.fold
        return [verdict for verdict in fold.verdicts(origin_of(party)) if not verdict.has_effect]


@contextmanager
def conference(root: Path, seed: int, parties: int = 3, trouble: Trouble | None = None) -> Iterator[Conference]:
    """A conference whose nodes are closed at the end; keys and nonces follow from the seed too, so ids do."""
    drawn = Random(seed)  # noqa: S311 - keys of nobody
    with ExitStack() as stack, patch.object(nacl.utils, "random", drawn.randbytes):
        held = Conference(root, seed, parties, trouble)
        stack.callback(held.close_all)
        yield held
