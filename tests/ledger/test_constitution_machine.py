"""The parties change their charter, their keys and themselves, and seal and adopt words, in any order.

Whatever they sign, and whatever each had happened to see: nodes that read the same entries in
another order, in other pieces, or anew, come to one record, with one reason for each entry that
has no effect. A node that holds no more than what an entry rests on judges it alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import (
    CHARTER,
    PARTIES,
    SOUTH,
    World,
    amended,
    en,
    founded,
    key,
    log_key,
    origin,
    root_key,
    terms_of,
)
from trilateral.catalogue import SLICES
from trilateral.ledger.canonical import encode_canonical
from trilateral.ledger.charter import Charter, charter_hash, encode_charter
from trilateral.ledger.digest import differing
from trilateral.ledger.entry import Body, Entry, EntryId, members_of, words_under
from trilateral.ledger.fold import Fold
from trilateral.ledger.keys import (
    CharterRefused,
    EpochClosed,
    EpochOpened,
    Head,
    HeadsRecorded,
    KeyEnrolled,
    KeyRevoked,
    PartyLeft,
)
from trilateral.ledger.overlay import Overlay, Words
from trilateral.mechanism.acts.entries import EntryCommented, WordsRetracted
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.bodies.entries import WordsSealed
from trilateral.mechanism.statements.entries import StatementAcknowledged, StatementMade
from trilateral.mechanism.unsigned.entries import ReportAdopted, WordsReported
from trilateral.tlog.note import KeyKind, SignerKey

EAST = "east"
EPOCHS = ("age1x", "age1y")


def log_key_of(party: str, number: int) -> SignerKey:
    """The key with this number that signs a party's checkpoints."""
    return SignerKey(origin(party), KeyKind.ED25519, sha256(f"{party} {number}".encode()).digest())


def root_of(party: str, number: int) -> SignerKey:
    """The root with this number of a party."""
    return root_key(party) if not number else key(f"{origin(party)}/root/{number}")


@dataclass(slots=True)
class Life:
    """A mechanism on its way, and one node that reads all at once.

    Attributes:
        versions: Texts of the charter that somebody has thought of.
        roots: Number of the root that a party signs with.
        rotated: How many log keys a party has had.
        ids: Entries.
        subjects: Those that open a subject.
        under: What sealed entries say.
    """

    world: World = field(default_factory=founded)
    versions: list[Charter] = field(default_factory=lambda: [CHARTER])
    roots: dict[str, int] = field(default_factory=dict)
    rotated: dict[str, int] = field(default_factory=dict)
    ids: list[EntryId] = field(default_factory=list)
    subjects: list[EntryId] = field(default_factory=list)
    under: dict[EntryId, tuple[Body, EntryId | None]] = field(default_factory=dict)
    node: Fold = field(default_factory=lambda: founded().fold())

    def root(self, party: str) -> SignerKey:
        """The root that a party signs with."""
        return root_of(party, self.roots.get(party, 0))

    def catch_up(self) -> None:
        """Let the node read what was signed since."""
        moved = True
        while moved:
            moved = False
            for party, log in self.world.logs.items():
                at = self.node.read_size(origin(party))
                if at < len(log.entries):
                    self.node.append(origin(party), log.entries[at:])
                    moved |= self.node.read_size(origin(party)) > at

    def signer(self, party: str, name: str) -> SignerKey:
        """The key of a party with this name, made anew with its root."""
        number = self.roots.get(party, 0)
        return key(f"{origin(party)}/{name}" + (f"/{number}" if number else ""))

    def say(self, party: str, body: Body, on: EntryId | None = None, **header: Any) -> EntryId:
        """Let a party's delegate say something."""
        return self.world.say(party, body, on, signers=[self.signer(party, "delegate/head")], **header)

    def say_as_node(self, party: str, body: Body) -> EntryId:
        """Let a party's node say something."""
        return self.world.say(party, body, signers=[self.signer(party, "node")], by="node")

    def see(self, party: str, others: list[str]) -> None:
        """Record heads, and rely on them if they count."""
        heads = tuple(Head(self.world.checkpoint(each)) for each in sorted(others, key=origin))
        said = self.say_as_node(party, HeadsRecorded(heads))
        self.catch_up()
        verdict = self.node.verdict(said)
        if verdict is not None and verdict.has_effect:
            self.world.logs[party].seen = said

    def meet(self) -> None:
        """Let all see all."""
        for each in self.world.logs:
            self.see(each, [other for other in self.world.logs if other != each and self.world.logs[other].entries])

    def opener(self, party: str) -> Any:
        """What opens sealed entries for a party."""

        def opened(entry: Entry[Any]) -> Words | None:
            said = self.under.get(entry.id)
            if said is None or party not in {entry.party, *entry.header.audience}:
                return None
            body, on = said
            members: Any = members_of(body)
            return words_under(entry.header, str(body.__struct_config__.tag), on, (), members, self.node.kinds)

        return opened


def some(chance: Random, of: Sequence[str]) -> list[str]:
    """Some of these, or none."""
    return chance.sample(of, chance.randint(0, len(of)))


def said_by(chance: Random, life: Life) -> tuple[Body, EntryId | None]:
    """Something to say, about a subject or opening one."""
    on = chance.choice([*life.subjects, "f" * 64]) if life.subjects else None
    named = chance.choice([*life.ids[-4:], "f" * 64])
    opening: list[Body] = [
        StatementMade("position", en(chance.choice(["so", "not so"]))),
        AllegationFiled(chance.choice(PARTIES), (en("one"),)),
    ]
    about: list[Body] = [
        PointAnswered(0, "denied"),
        StatementAcknowledged(),
        EntryCommented(named, en("a remark")),
        WordsRetracted(named),
    ]
    if on is None or chance.random() < 0.5:
        return chance.choice(opening), None
    return chance.choice(about), on


def amendment(chance: Random, life: Life) -> Charter:
    """A text that amends one that somebody has thought of."""
    before = life.node.charter if chance.random() < 0.7 else chance.choice(life.versions)
    name = charter_hash(encode_charter(before))
    siblings = [charter_hash(encode_charter(each)) for each in life.versions if each.previous == name]
    changes: dict[str, Any] = {"instead_of": tuple(sorted(some(chance, siblings)))}
    others = [each for each in before.parties if each.id != EAST]
    match chance.choice(["name", "east", "renew", "watch", "two", "level"]):
        case "east":
            changes["parties"] = tuple(sorted([*others, terms_of(EAST)], key=lambda each: each.id))
        case "renew":
            party = chance.choice(PARTIES)
            number = chance.randint(1, 2)
            anew = terms_of(
                party,
                root_keys=(root_of(party, number).verifier().vkey(),),
                log_keys=(log_key_of(party, 100 + number).verifier().vkey(),),
            )
            changes["parties"] = tuple(anew if each.id == party else each for each in before.parties)
        case "watch":
            watching = terms_of(SOUTH, role="observer")
            changes["parties"] = tuple(watching if each.id == SOUTH else each for each in before.parties)
        case "two":
            changes["two_person"] = ("statements.made",)
        case "level":
            changes["clocks"] = ()
        case _:
            changes["titles"] = (en(f"Name {chance.randint(0, 3)}"),)
    return amended(before, **changes)


MOVES = (
    *(
        "say",
        "say",
        "say",
        "seal",
        "seal",
        "see",
        "see",
        "see some",
        "amend",
        "accept",
        "accept",
        "accept",
        "all accept",
    ),
    *("refuse", "leave", "rotate", "retire", "accredit", "accredit", "report", "adopt", "epoch", "meet"),
)


def move(chance: Random, life: Life, party: str) -> None:  # noqa: C901, PLR0912, PLR0915 - a case a move
    """One party does something, allowed or not."""
    world, entry = life.world, None
    kind = chance.choice(MOVES)
    if party == EAST and EAST not in world.logs and kind != "accredit":
        return
    match kind:
        case "say":
            body, on = said_by(chance, life)
            entry = life.say(party, body, on)
        case "seal":
            audience = tuple(sorted(some(chance, [each for each in PARTIES if each != party])))
            body, on = said_by(chance, life)
            part = sha256(f"{len(life.ids)}".encode()).hexdigest()
            entry = life.say(party, WordsSealed(), audience=audience, blob=part, commit=part)
            life.under[entry] = body, on
        case "see" | "see some":
            others = [each for each in world.logs if each != party and world.logs[each].entries]
            life.see(party, others if kind == "see" else (some(chance, others) or others))
        case "meet":
            life.meet()
        case "amend":
            life.versions.append(amendment(chance, life))
            entry = world.accept(party, life.versions[-1], life.root(party))
        case "accept":
            entry = world.accept(party, chance.choice(life.versions[-3:]), life.root(party))
        case "all accept":
            version = chance.choice(life.versions[-3:])
            for each in world.logs:
                world.accept(each, version, life.root(each))
            if chance.random() < 0.7:
                life.meet()
        case "refuse":
            refused = charter_hash(encode_charter(chance.choice(life.versions)))
            world.say_as_root(party, CharterRefused(refused), life.root(party))
        case "leave":
            if chance.random() < 0.5:
                world.say_as_root(party, PartyLeft(), life.root(party))
        case "rotate":
            life.rotated[party] = life.rotated.get(party, 0) + 1
            new = log_key_of(party, life.rotated[party])
            world.say_as_root(party, KeyEnrolled(new.verifier().vkey(), "log"), life.root(party))
            if chance.random() < 0.5:
                world.log_signers[party] = new
        case "retire":
            old = chance.choice([log_key(party), log_key_of(party, life.rotated.get(party, 1))])
            world.say_as_root(party, KeyRevoked(old.verifier().vkey(), "rotated"), life.root(party))
        case "accredit":
            accredit(chance, life)
        case "report":
            body, on = said_by(chance, life)
            words = encode_canonical(members_of(body)).decode()
            kind_name = str(body.__struct_config__.tag)
            entry = life.say(party, WordsReported(chance.choice(PARTIES), kind_name, words, on))
        case "adopt":
            entry = life.say(party, ReportAdopted(chance.choice([*life.ids[-5:], "f" * 64])))
        case "epoch":
            opened = chance.choice(EPOCHS)
            body = chance.choice([EpochOpened(opened), EpochClosed(opened)])
            life.say_as_node(party, body)
    if entry is not None:
        life.ids.append(entry)
        if kind in {"say", "seal", "adopt"}:
            life.subjects.append(entry)


def accredit(chance: Random, life: Life) -> None:
    """A new root says its first word, in time or not, and goes on if it counts."""
    life.catch_up()
    version = chance.choice([life.node.charter, life.node.charter, *life.versions[-3:]])
    renewed = [
        (terms.id, number)
        for terms in version.parties
        for number in (0, 1, 2)
        if root_of(terms.id, number).verifier().vkey() in terms.root_keys and (number or terms.id == EAST)
    ]
    if not renewed:
        return
    party, number = chance.choice(renewed)
    log = life.world.logs.get(party)
    seen, signer = None if log is None else log.seen, life.world.log_signers.get(party)
    if number:
        life.world.log_signers[party] = log_key_of(party, 100 + number)
    said = life.world.accredit(party, version, root_of(party, number))
    life.catch_up()
    verdict = life.node.verdict(said)
    if verdict is not None and verdict.has_effect:
        life.roots[party] = number
        speaks = KeyEnrolled(life.signer(party, "delegate/head").verifier().vkey(), "delegate", "head")
        for enrolled in (KeyEnrolled(life.signer(party, "node").verifier().vkey(), "node"), speaks):
            life.world.say_as_root(party, enrolled, life.root(party))
        return
    life.world.logs[party].seen = seen
    if signer is not None:
        life.world.log_signers[party] = signer
    else:
        life.world.log_signers.pop(party, None)


def lived(chance: Random) -> Life:
    """A mechanism with some history."""
    life = Life()
    life.world.meet()
    for _ in range(chance.randint(4, 40)):
        move(chance, life, chance.choice([*PARTIES, *PARTIES, EAST]))
    life.catch_up()
    return life


def read(chance: Random, life: Life, readers: Overlay | None, folded: Fold) -> Fold:
    """The same logs in pieces and in another order; the readers look again now and then."""
    logs = {origin(party): log.entries for party, log in life.world.logs.items()}
    while any(folded.read_size(each) < len(logs[each]) for each in folded.origins if each in logs):
        for each in chance.sample(sorted(logs), len(logs)):
            at = folded.read_size(each)
            folded.append(each, logs[each][at : chance.randint(at, len(logs[each]))])
            if readers is not None and chance.random() < 0.5:
                readers.fold(parts_moved=False)
    return folded


def said_of(folded: Fold) -> dict[str, Any]:
    """All that a node can say of the record, by what it is asked."""
    verdicts = [v for each in folded.origins for v in folded.verdicts(each)]
    ids = [v.entry.id for v in verdicts if v.entry is not None]
    return {
        "verdicts": [(v.ref, v.entry and v.entry.id, v.entry and v.entry.header.kind, v.objection) for v in verdicts],
        "waiting": folded.waiting(),
        "versions": {each: folded.version_at(each) for each in ids},
        "pasts": {each: dict(folded.past(each)) for each in ids if folded.verdict(each) is not None},
        "charter": (folded.version, folded.parties, folded.versions(), folded.crossed_versions(), folded.left()),
        "accepted": {v.hash: (folded.accepted(v.hash), folded.refused(v.hash)) for v, _, _ in folded.versions()},
        "keys": {each: sorted(key.vkey() for key in folded.log_keys(each)) for each in folded.origins},
        "cut": folded.cut(),
        "digest": folded.digest(),
    }


def assert_same(first: Fold, second: Fold) -> None:
    """Two nodes say the same; names the subjects or the question where they do not."""
    assert differing(first.encoded_states(), second.encoded_states()) == ()
    other = said_of(second)
    for question, answer in said_of(first).items():
        assert answer == other[question], question


@given(st.integers(0, 2**32))
def test_every_order_of_reading_gives_the_same_constitution(seed: int) -> None:
    """In pieces, in any order, and anew."""
    life = lived(chance := Random(seed))  # noqa: S311 - a story that can be told again, not a secret
    folded = read(chance, life, None, life.world.fresh_fold())

    assert_same(life.node, folded)
    assert_same(life.node, life.node.read_again(SLICES, lambda each: each))
    assert folded.generation == 0


@given(st.integers(0, 2**32))
def test_who_can_open_what_is_sealed_reads_the_same_in_any_order(seed: int) -> None:
    """Fed as entries come, or read at the end: and the open record never learns of it."""
    life = lived(chance := Random(seed))  # noqa: S311 - a story that can be told again, not a secret
    party = chance.choice(PARTIES)
    base = life.world.fresh_fold()
    readers = Overlay(base, SLICES, WordsSealed, life.opener(party))
    readers.fold()
    read(chance, life, readers, base)

    assert_same(life.node, base)
    at_once = Overlay(life.node, SLICES, WordsSealed, life.opener(party)).fold()
    assert_same(readers.fold(parts_moved=False), at_once)


@given(st.integers(0, 2**32))
def test_an_entry_is_judged_by_what_it_rests_on_alone(seed: int) -> None:
    """A node that holds only the entry's past finds the same against it, under the same charter."""
    life = lived(chance := Random(seed))  # noqa: S311 - a story that can be told again, not a secret
    party = chance.choice([each for each in life.world.logs if life.node.size(origin(each))])
    index = chance.randint(0, life.node.size(origin(party)) - 1)
    verdict = life.node.verdicts(origin(party))[index]
    assert verdict.entry is not None
    past = life.node.past(verdict.entry.id)
    knows_less = life.world.fresh_fold()
    for _ in life.world.logs:  # a charter names logs only once it has been read
        for each, log in life.world.logs.items():
            size = index + 1 if each == party else past.get(origin(each), 0)
            knows_less.append(origin(each), log.entries[knows_less.read_size(origin(each)) : size])

    judged = knows_less.verdicts(origin(party))
    if len(judged) <= index:  # what its heads name may have to be read first, though it has no effect
        return
    assert judged[index].objection == verdict.objection
    assert knows_less.version_at(verdict.entry.id) == life.node.version_at(verdict.entry.id)
