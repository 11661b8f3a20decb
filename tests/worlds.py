"""Three invented parties, North, South and Host, and their logs in memory: every key and every byte always the same.

A `World` is a record on its way: parties sign into their own logs, and see of the
others' logs what they record as heads. Nothing here checks anything: a world
signs also what no node would.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from trilateral.catalogue import LEVEL, SLICES
from trilateral.ledger.charter import Charter, ClockTerms, PartyTerms, charter_hash, encode_charter
from trilateral.ledger.entry import Body, EntryId, Header, Ref, Text, encode_text, entry_id, sign_text
from trilateral.ledger.evidence import Branch, Enrolled, Equivocation, encode_equivocation
from trilateral.ledger.fold import Fold, Verdict
from trilateral.ledger.keys import CharterAccepted, Head, HeadsRecorded, KeyEnrolled, PartyAccredited
from trilateral.tlog.checkpoint import Checkpoint, sign_checkpoint
from trilateral.tlog.merkle import (
    HashReader,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    tree_root,
)
from trilateral.tlog.note import KeyKind, SignerKey, parse_note

NORTH, SOUTH, HOST = "north", "south", "host"
PARTIES = (HOST, NORTH, SOUTH)
"""In the order of the charter."""

BEGAN = datetime(2030, 1, 1, tzinfo=UTC)
DATE = datetime(2030, 3, 4, 7, 30, tzinfo=UTC)


def en(text: str) -> Text:
    """Words in English."""
    return Text("en", text)


@cache
def key(name: str) -> SignerKey:
    """The Ed25519 key of this name, always the same."""
    return SignerKey(name, KeyKind.ED25519, sha256(f"a key for tests: {name}".encode()).digest())


def origin(party: str) -> str:
    """The origin of a party's log."""
    return f"{party}.example/log"


def root_key(party: str) -> SignerKey:
    """The key that enrols the party's others."""
    return key(f"{origin(party)}/root")


def log_key(party: str) -> SignerKey:
    """The key that signs the party's checkpoints."""
    return key(origin(party))


def node_key(party: str) -> SignerKey:
    """The key that signs the party's heads entries."""
    return key(f"{origin(party)}/node")


def delegate_key(party: str, office: str = "head") -> SignerKey:
    """The key that speaks for an office."""
    return key(f"{origin(party)}/delegate/{office}")


def terms_of(party: str, **changes: Any) -> PartyTerms:
    """What a charter says of a party."""
    terms = {
        "id": party,
        "names": (en(party.title()),),
        "origin": origin(party),
        "role": "host" if party == HOST else "party",
        "root_keys": (root_key(party).verifier().vkey(),),
        "log_keys": (log_key(party).verifier().vkey(),),
    }
    return PartyTerms(**{**terms, **changes})


def amended(before: Charter, **changes: Any) -> Charter:
    """An amendment of a charter."""
    return msgspec.structs.replace(
        before, **{"previous": charter_hash(encode_charter(before)), "instead_of": (), **changes}
    )


def make_charter(**changes: Any) -> Charter:
    """The charter of the three, or one that differs in some members."""
    terms = {
        "format": "trilateral/charter@v1",
        "titles": (en("A mechanism made up for tests"),),
        "scope": (en("Security at the river"),),
        "parties": tuple(terms_of(party) for party in PARTIES),
        "level": LEVEL,
        "quorum": 1,
        "clocks": (ClockTerms("allegations.answer", 48),),
    }
    return Charter(**{**terms, **changes})


CHARTER = make_charter()


@dataclass(slots=True)
class Log:
    """One party's log as that party has it.

    Attributes:
        seen: The heads entry that the party's next entry names.
        held: How many entries of each other log that heads entry covers.
    """

    entries: list[bytes] = field(default_factory=list)
    seen: EntryId | None = None
    held: dict[str, int] = field(default_factory=dict)


class World:
    """Three logs on their way.

    Attributes:
        charter: The genesis charter.
        mechanism: Its hash.
        logs: By party.
    """

    def __init__(self, charter: Charter = CHARTER) -> None:
        """Begin with empty logs."""
        self.charter = charter
        self.mechanism = charter_hash(encode_charter(charter))
        self.logs = {terms.id: Log() for terms in charter.parties}
        self.log_signers: dict[str, SignerKey] = {}
        self._ticks = 0

    def turn_to(self, at: datetime) -> None:
        """Let whoever speaks next claim a minute after that."""
        self._ticks = int((at - BEGAN).total_seconds()) // 60

    def copy(self) -> "World":
        """The same logs, to be continued apart."""
        world = World(self.charter)
        world._ticks = self._ticks
        world.log_signers = dict(self.log_signers)
        world.logs = {party: Log(list(log.entries), log.seen, dict(log.held)) for party, log in self.logs.items()}
        return world

    @property
    def sizes(self) -> dict[str, int]:
        """How many entries each log has."""
        return {party: len(log.entries) for party, log in self.logs.items()}

    def sign(
        self,
        party: str,
        body: Body,
        *,
        signers: Sequence[SignerKey] | None = None,
        at: datetime | None = None,
        **header: Any,
    ) -> bytes:
        """Sign `body` as the party's next entry, and return its bytes without putting them into the log.

        Args:
            signers: Left out, the party's delegate in the office `by`.
            at: The claimed time; left out, a minute after the last.
            header: Other members, and any that shall differ.
        """
        self._ticks += 1
        members: dict[str, Any] = {
            "mechanism": self.mechanism,
            "log": origin(party),
            "kind": str(body.__struct_config__.tag),
            "by": "head",
            "claimed_at": at or BEGAN + timedelta(minutes=self._ticks),
            "seen": self.logs[party].seen,
            **header,
        }
        text = encode_text(Header(**members), body)
        signed = [sign_text(text, each) for each in signers or [delegate_key(party, members["by"])]]
        lines = sorted(line for note in signed for line in parse_note(note).signatures)
        return parse_note(signed[0])._replace(signatures=tuple(lines)).encode()

    def put(self, party: str, data: bytes) -> EntryId:
        """Append bytes to a party's log, whatever they are; return the id that they would have."""
        self.logs[party].entries.append(data)
        text, _, _ = data.rpartition(b"\n\n")
        return entry_id(text + b"\n")

    def say(self, party: str, body: Body, on: EntryId | None = None, **header: Any) -> EntryId:
        """Let a party say something, about the subject `on` or opening one; return the entry's id."""
        return self.put(party, self.sign(party, body, subject=on, **header))

    def checkpoint(self, party: str, size: int | None = None) -> str:
        """The party's log key signs the head of its log: the first it had, or the one in `log_signers`."""
        return head_of(party, self.logs[party].entries[:size], self.log_signers.get(party))

    def see(self, party: str, *others: str, **sizes: int) -> EntryId:
        """Let a party record the heads of other logs, as they are now or at the sizes given, and rely on them."""
        named = {**{each: len(self.logs[each].entries) for each in others}, **sizes}
        heads = tuple(Head(self.checkpoint(each, named[each])) for each in sorted(named, key=origin))
        seen = self.say(party, HeadsRecorded(heads), signers=[node_key(party)], by="node")
        log = self.logs[party]
        log.seen, log.held = seen, {**log.held, **named}
        return seen

    def see_all(self, party: str) -> EntryId:
        """Let a party record all other logs as they are now."""
        return self.see(party, *(each for each in self.logs if each != party))

    def meet(self) -> None:
        """Let every party see what all others have said by now."""
        for party in self.logs:
            self.see_all(party)

    def found(self) -> "World":
        """Enrol node and delegate keys, accept the charter, and let all see that all have."""
        for party in self.logs:
            self.enrol(party, node_key(party), "node")
            self.enrol(party, delegate_key(party), "delegate", "head")
            accepted = CharterAccepted(self.mechanism)
            self.say(party, accepted, signers=[root_key(party)], by="root")
        self.meet()
        return self

    def enrol(
        self, party: str, signer: SignerKey, purpose: Any, office: str | None = None, powers: tuple[str, ...] = ()
    ) -> EntryId:
        """Let a party's root put a key to a purpose."""
        body = KeyEnrolled(signer.verifier().vkey(), purpose, office, powers)
        return self.say_as_root(party, body)

    def say_as_root(self, party: str, body: Body, *signers: SignerKey) -> EntryId:
        """Let a party's root say something."""
        return self.say(party, body, signers=signers or [root_key(party)], by="root")

    def accept(self, party: str, version: Charter, *signers: SignerKey) -> EntryId:
        """Let a party's root accept an amended charter."""
        text = encode_charter(version)
        return self.say_as_root(party, CharterAccepted(charter_hash(text), text.decode()), *signers)

    def accredit(self, party: str, version: Charter, root: SignerKey) -> EntryId:
        """Let a root that only an amended charter names say its first word, under the heads of all others."""
        log = self.logs.setdefault(party, Log())
        others = sorted((each for each in self.logs if each != party and self.logs[each].entries), key=origin)
        text = encode_charter(version)
        heads = tuple(Head(self.checkpoint(each)) for each in others)
        seen = self.say_as_root(party, PartyAccredited(charter_hash(text), text.decode(), heads), root)
        log.seen, log.held = seen, {each: len(self.logs[each].entries) for each in others}
        return seen

    def fold(self) -> Fold:
        """What the record says, all logs folded one after another."""
        folded = self.fresh_fold()
        for party, log in self.logs.items():
            folded.append(origin(party), log.entries)
        return folded

    def fresh_fold(self) -> Fold:
        """A fold of this mechanism that has read nothing."""
        return Fold(self.charter, self.mechanism, SLICES)

    def verdict(self, entry: EntryId) -> Verdict:
        """What came of an entry."""
        verdict = self.fold().verdict(entry)
        assert verdict is not None, f"{entry} was not folded"
        return verdict

    def objection(self, entry: EntryId) -> str | None:
        """Code of the objection to an entry; None if it has an effect."""
        objection = self.verdict(entry).objection
        return None if objection is None else objection.code

    def last_objection(self, party: str) -> str | None:
        """Code of the objection to the last entry of a party's log, whatever its bytes."""
        objection = self.fold().verdicts(origin(party))[-1].objection
        return None if objection is None else objection.code

    def state(self, subject: EntryId) -> Any:
        """State of a subject after all logs."""
        return self.fold().state(subject)


@cache
def _founded() -> World:
    return World().found()


def founded() -> World:
    """A world in which the charter is in force and each party has one delegate, `head`."""
    return _founded().copy()


def refs(**named: EntryId) -> tuple[Ref, ...]:
    """References by role."""
    return tuple(Ref(entry, role) for role, entry in named.items())


def head_of(party: str, entries: Sequence[bytes], signer: SignerKey | None = None) -> str:
    """The signed head of a log with these entries."""
    head = Checkpoint(origin(party), len(entries), root_of([leaf_hash(each) for each in entries]))
    return sign_checkpoint(head, [signer or log_key(party)], 0).note.encode().decode()


class Shown(NamedTuple):
    """One way in which a log is shown.

    Attributes:
        entries: The log.
        signer: Who signs its head: by default its first log key.
        enrolled: Index of the entry that is said to put this key to the log; None if the proof says nothing of that.
        instead: Bytes to show in place of that entry.
    """

    entries: Sequence[bytes]
    signer: SignerKey | None = None
    enrolled: int | None = None
    instead: bytes | None = None


def equivocation(party: str, first: Sequence[bytes], second: Sequence[bytes], signer: SignerKey | None = None) -> str:
    """The proof that a log was shown in these two ways, by its first log key or another one."""
    return equivocation_of(party, Shown(first, signer), Shown(second, signer))


def equivocation_of(party: str, first: Shown, second: Shown) -> str:
    """The same where each branch has a key of its own."""
    both = zip(first.entries, second.entries, strict=False)
    prefix = next(i for i, (a, b) in enumerate(both) if a != b)
    branches = sorted((_branch(party, each, prefix) for each in (first, second)), key=lambda each: each[0])
    prefix_root = root_of([leaf_hash(each) for each in first.entries[:prefix]]).hex()
    return encode_equivocation(Equivocation(branches[0][1], branches[1][1], prefix, prefix_root))


def _branch(party: str, shown: Shown, prefix: int) -> tuple[bytes, Branch]:
    entries, read = shown.entries, _reader(shown.entries)
    inclusion = inclusion_proof(prefix, len(entries), read)
    consistency = consistency_proof(prefix, len(entries), read) if prefix else ()
    enrolled = None
    if shown.enrolled is not None:
        proof = inclusion_proof(shown.enrolled, len(entries), read)
        entry = shown.instead or entries[shown.enrolled]
        enrolled = Enrolled(entry.decode(), shown.enrolled, tuple(each.hex() for each in proof))
    branch = Branch(
        head_of(party, entries, shown.signer),
        leaf_hash(entries[prefix]).hex(),
        tuple(each.hex() for each in inclusion),
        tuple(each.hex() for each in consistency),
        enrolled,
    )
    return tree_root(len(entries), read), branch


def _reader(entries: Sequence[bytes]) -> HashReader:
    def read(level: int, index: int) -> bytes:
        if level == 0:
            return leaf_hash(entries[index])
        return node_hash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))

    return read
