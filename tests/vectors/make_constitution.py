"""Make the golden vectors of the constitution: versions of the charter, members that come and go, keys. As `make_slices`."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.vectors import make_slices
from tests.vectors.make_slices import FOLDER, Cases, states_of
from tests.worlds import (
    CHARTER,
    HOST,
    NORTH,
    PARTIES,
    SOUTH,
    World,
    amended,
    delegate_key,
    en,
    key,
    log_key,
    make_charter,
    node_key,
    origin,
    root_key,
    terms_of,
)
from trilateral.ledger.charter import Charter, charter_hash, encode_charter
from trilateral.ledger.keys import (
    CharterAccepted,
    CharterRefused,
    EpochClosed,
    EpochOpened,
    KeyEnrolled,
    KeyRevoked,
    PartyLeft,
)
from trilateral.mechanism.allegations.entries import AllegationFiled
from trilateral.mechanism.proposals.entries import (
    ProposalAmended,
    ProposalTabled,
    Reservation,
    TextInterpreted,
    TextReserved,
    text_hash,
)
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.seal.recipient import identity_from
from trilateral.tlog.note import KeyKind, SignerKey

CASES: Cases = {}
EAST = "east"
SAID = StatementMade("position", en("We are ready to meet."))
WIDER = amended(CHARTER, scope=(en("Security at the river and on the road"),))
OTHER = amended(CHARTER, titles=(en("Another name"),))
NEW_ROOT = key(f"{origin(NORTH)}/root/2")
NEW_HEAD = key(f"{origin(NORTH)}/delegate/head/2")
NEW_LOG = SignerKey(origin(NORTH), KeyKind.ED25519, b"\7" * 32)


class Case(make_slices.Case):
    """A world of the constitution: members may come, and further keys may sign."""

    def __init__(self, comment: str, world: World | None = None, keys: Sequence[SignerKey] = ()) -> None:
        """Begin after the founding, with the charter in force."""
        super().__init__(comment, world)
        self._further = keys

    def written(self) -> dict[str, Any]:
        """The case as its file."""
        folded = self.fold()
        found = {
            f"{party}/{verdict.index}": verdict.objection.code if verdict.objection else None
            for party in sorted(self.logs)
            for verdict in folded.verdicts(origin(party))[self.founded.get(party, 0) :]
        }
        if found != self.expected:
            raise ValueError(f"{self.comment}: expected {self.expected}, got {found}")
        ordered = sorted(found.items(), key=lambda each: (each[0].split("/")[0], int(each[0].split("/")[1])))
        return {
            "comment": self.comment,
            "charter": encode_charter(self.charter).decode(),
            "seeds": {each.name: each.seed.hex() for each in sorted(self.keys(), key=lambda each: each.name)},
            "logs": {
                origin(party): [entry.decode() for entry in self.logs[party].entries] for party in sorted(self.logs)
            },
            "verdicts": dict(ordered),
            "waiting": folded.waiting(),
            "states": states_of(folded),
            "digest": folded.digest().hex(),
        }

    def keys(self) -> list[SignerKey]:
        """Keys of all members, and the further ones. A log's own key signs no entry."""
        own = [make(party) for party in sorted(self.logs) for make in (root_key, log_key, node_key, delegate_key)]
        return [*own, *self._further]

    def all_accept(self, version: Charter, *parties: str) -> None:
        """Let these parties accept a version, by default the three, and all hear of it."""
        for party in parties or PARTIES:
            self.accept(party, version)
        self.meet()


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


def with_member(role: str = "party", before: Charter = CHARTER) -> Charter:
    """An amendment by which East comes in."""
    named = (*before.parties, terms_of(EAST, role=role))
    return amended(before, parties=tuple(sorted(named, key=lambda each: each.id)))


def north_anew() -> Charter:
    """An amendment by which North's seat is given to new keys."""
    terms = terms_of(NORTH, root_keys=(NEW_ROOT.verifier().vkey(),), log_keys=(NEW_LOG.verifier().vkey(),))
    return amended(CHARTER, parties=tuple(terms if each.id == NORTH else each for each in CHARTER.parties))


@case
def charter_amended_by_all() -> Case:
    world = Case("An amendment holds for an entry once every party's acceptance lies in the entry's causal past.")
    for party in PARTIES:
        world.accept(party, WIDER)
    world.say(NORTH, SAID)
    world.see_all(SOUTH)
    world.say(SOUTH, SAID)
    return world


@case
def amendment_one_short() -> Case:
    world = Case("Two of three have accepted an amendment: the version before stays in force.")
    world.all_accept(WIDER, NORTH, SOUTH)
    world.say(NORTH, SAID)
    return world


@case
def second_amendment_instead_of_the_first() -> Case:
    world = Case("Who has accepted one amendment accepts another only if its text says that it stands instead of it.")
    world.accept(NORTH, WIDER)
    world.accept(NORTH, OTHER)
    world.fails("ledger.accepted_another")
    instead = amended(CHARTER, titles=(en("Another name"),), instead_of=(charter_hash(encode_charter(WIDER)),))
    world.accept(NORTH, instead)
    world.accept(SOUTH, instead)
    world.accept(HOST, instead)
    world.meet()
    world.say(HOST, SAID)
    return world


@case
def acceptances_of_what_is_no_amendment() -> Case:
    world = Case("An acceptance carries the whole text that it names, and the text amends the version in force.")
    name, text = charter_hash(encode_charter(WIDER)), encode_charter(WIDER).decode()
    unrelated = make_charter(titles=(en("Unrelated"),), previous="0" * 64)
    host, north, south = CHARTER.parties
    relogged = terms_of(NORTH, log_keys=(NEW_LOG.verifier().vkey(),))
    for body, code in (
        (CharterAccepted(name), "ledger.unknown_charter"),
        (CharterAccepted("0" * 64, text), "ledger.unknown_charter"),
        (CharterAccepted(charter_hash(b"{}"), "{}"), "ledger.malformed_charter"),
        (CharterAccepted(world.mechanism, encode_charter(CHARTER).decode()), "ledger.text_not_needed"),
    ):
        world.say_as_root(NORTH, body)
        world.fails(code)
    world.accept(NORTH, unrelated)
    world.fails("ledger.another_previous")
    world.accept(NORTH, amended(CHARTER, parties=(host, relogged, south)))
    world.fails("ledger.bad_amendment")
    world.accept(NORTH, amended(CHARTER, level=CHARTER.level, parties=(host, north)))
    return world


@case
def member_comes_in_the_middle() -> Case:
    world = Case(
        "East's root signs its first word under the heads of all acceptances, and East is bound from then on.",
        keys=(NEW_ROOT,),
    )
    with_east = with_member()
    world.accept(NORTH, with_east)
    world.accept(SOUTH, with_east)
    world.meet()
    world.accredit(EAST, with_east, root_key(EAST))
    world.fails("ledger.not_accepted_by_others")
    world.accept(HOST, with_east)
    world.logs[EAST].seen = None
    world.accredit(EAST, with_east, NEW_ROOT)
    world.fails("ledger.unknown_key")
    world.logs[EAST].seen = None
    world.accredit(EAST, with_east, root_key(EAST))
    world.enrol(EAST, node_key(EAST), "node")
    world.enrol(EAST, delegate_key(EAST), "delegate", "head")
    world.say(EAST, SAID)
    world.see_all(NORTH)  # the charter that North knows by then names no such log
    world.fails("ledger.bad_head")
    world.logs[NORTH].seen = None
    world.see(NORTH, HOST, SOUTH)
    world.see_all(NORTH)
    world.say(NORTH, AllegationFiled(EAST, (en("The road."),)))
    world.accredit(EAST, with_east, root_key(EAST))
    world.fails("ledger.nothing_new")
    return world


@case
def member_leaves() -> Case:
    world = Case(
        "South leaves by its root's signature: nothing later of its log binds, and the others amend without it."
    )
    world.say_as_root(SOUTH, PartyLeft(en("Our mandate has ended.")))
    world.say(SOUTH, SAID)
    world.fails("ledger.has_left")
    world.meet()
    world.all_accept(WIDER, HOST, NORTH)
    world.say(NORTH, SAID)
    world.say_as_root(SOUTH, PartyLeft())
    world.fails("ledger.has_left")
    world.accept(SOUTH, WIDER)
    world.fails("ledger.has_left")
    return world


@case
def nobody_is_put_out_unsigned() -> Case:
    world = Case("A version that does not name South needs South's own acceptance; then South says nothing more.")
    without = amended(CHARTER, parties=CHARTER.parties[:2])
    world.all_accept(without, HOST, NORTH)
    world.say(SOUTH, SAID)
    world.all_accept(without, SOUTH)
    world.say(SOUTH, SAID)
    world.fails("ledger.not_a_member")
    return world


@case
def all_keys_lost_and_accredited_anew() -> Case:
    world = Case(
        "North has lost all keys: the others accept new ones for it, and its log goes on by them.",
        keys=(NEW_ROOT, NEW_HEAD),
    )
    world.say(NORTH, SAID)
    world.meet()
    world.all_accept(north_anew(), HOST, SOUTH)
    world.log_signers[NORTH] = NEW_LOG
    world.accredit(NORTH, north_anew(), NEW_ROOT)
    world.say(NORTH, SAID)
    world.fails("ledger.revoked_key")
    world.say_as_root(NORTH, KeyEnrolled(NEW_HEAD.verifier().vkey(), "delegate", "head"), NEW_ROOT)
    world.say(NORTH, SAID, signers=[NEW_HEAD])
    world.see(HOST, NORTH)
    world.say(HOST, SAID)
    return world


@case
def old_root_refuses() -> Case:
    world = Case(
        "Two parties would give North's seat to other keys; North's root, which is not lost, refuses.", keys=(NEW_ROOT,)
    )
    name = charter_hash(encode_charter(north_anew()))
    world.say_as_root(NORTH, CharterRefused(name, en("Our keys are where they were.")))
    world.meet()
    world.all_accept(north_anew(), HOST, SOUTH)
    world.accredit(NORTH, north_anew(), NEW_ROOT)
    world.fails("ledger.not_accepted_by_others")
    world.accept(SOUTH, OTHER)
    world.fails("ledger.accepted_another")
    world.say_as_root(SOUTH, CharterRefused(name))
    world.fails("ledger.accepted_already")
    return world


@case
def log_key_exchanged() -> Case:
    world = Case("A log key counts for heads that cover its enrolment, and no more for heads beyond its revocation.")
    world.log_signers[NORTH] = NEW_LOG
    world.see(HOST, NORTH)
    world.fails("ledger.bad_head")
    world.logs[HOST].seen = None
    world.enrol(NORTH, NEW_LOG, "log")
    world.see(HOST, NORTH)
    world.say_as_root(NORTH, KeyRevoked(log_key(NORTH).verifier().vkey(), "rotated"))
    world.say(NORTH, SAID)
    world.see(SOUTH, NORTH)
    world.enrol(NORTH, key("north.example/other"), "log")
    world.fails("ledger.wrong_key_kind")
    return world


@case
def observer_has_no_say() -> Case:
    world = Case("An observer speaks, alleges nothing, and says nothing under a version that it has not accepted.")
    seen = with_member("observer")
    world.all_accept(seen)
    world.accredit(EAST, seen, root_key(EAST))
    world.enrol(EAST, node_key(EAST), "node")
    world.enrol(EAST, delegate_key(EAST), "delegate", "head")
    world.say(EAST, SAID)
    world.say(EAST, AllegationFiled(SOUTH, (en("The road."),)))
    world.fails("charter.has_no_say")
    after = amended(seen, titles=(en("Four at the river"),))
    world.all_accept(after)
    world.say(EAST, SAID)
    world.fails("ledger.not_accepted")
    world.accept(EAST, after)
    world.say(EAST, SAID)
    return world


@case
def two_persons_whatever_the_form() -> Case:
    chair = delegate_key(NORTH, "chair")
    charter = World(make_charter(two_person=("proposals.accepted",))).found()
    world = Case("Who accepts with a reservation accepts, and so does who tables a text.", charter, (chair,))
    world.enrol(NORTH, chair, "delegate", "chair")
    both = [delegate_key(NORTH), chair]
    body = ProposalTabled((en("Seats"),), "procedure", (en("Each side of the table has three."),))
    world.say(NORTH, body)
    world.fails("ledger.needs_two")
    own = world.say(NORTH, body, signers=both)
    amending = ProposalAmended((en("Seats"),), "procedure", (en("Each side of the table has four."),))
    world.say(NORTH, amending, own)
    world.fails("ledger.needs_two")
    world.see(SOUTH, NORTH)
    text = text_hash(body)
    world.say(SOUTH, TextReserved(text, (Reservation(0, en("Of the southern side.")),)), own)
    world.fails("ledger.needs_two")
    world.say(SOUTH, TextInterpreted(text, en("Three at least.")), own)
    world.fails("ledger.needs_two")
    return world


@case
def acts_of_two_persons() -> Case:
    chair, second = delegate_key(NORTH, "chair"), key(f"{origin(NORTH)}/delegate/head/b")
    charter = World(make_charter(two_person=("statements.made",))).found()
    world = Case(
        "The charter wants two delegates of different offices; two keys of one office are not two.",
        charter,
        (chair, second),
    )
    world.enrol(NORTH, chair, "delegate", "chair")
    world.enrol(NORTH, second, "delegate", "head")
    world.say(NORTH, SAID)
    world.fails("ledger.needs_two")
    world.say(NORTH, SAID, signers=[delegate_key(NORTH), second])
    world.fails("ledger.needs_two")
    world.say(NORTH, SAID, signers=[delegate_key(NORTH), chair])
    return world


@case
def key_with_powers() -> Case:
    press, desk = delegate_key(NORTH, "press"), delegate_key(NORTH, "desk")
    world = Case(
        "A delegate's key signs the slices and kinds that its enrolment names, and nothing else.", keys=(press, desk)
    )
    world.enrol(NORTH, press, "delegate", "press", ("statements",))
    world.enrol(NORTH, desk, "delegate", "desk", ("statements.withdrawn",))
    world.say(NORTH, SAID, by="press")
    world.say(NORTH, AllegationFiled(SOUTH, (en("The road."),)), by="press")
    world.fails("ledger.beyond_powers")
    world.say(NORTH, SAID, by="desk")
    world.fails("ledger.beyond_powers")
    world.enrol(NORTH, key("north.example/log/node/b"), "node", None, ("statements",))
    world.fails("ledger.wrong_powers")
    return world


@case
def two_of_two_roots() -> Case:
    second = key(f"{origin(NORTH)}/root/b")
    roots = (root_key(NORTH).verifier().vkey(), second.verifier().vkey())
    north = terms_of(NORTH, root_keys=roots, root_threshold=2)
    charter = make_charter(parties=tuple(north if each.id == NORTH else each for each in CHARTER.parties))
    world = Case("North's charter terms ask two roots: one alone enrols nobody.", World(charter), (second,))
    world.enrol(NORTH, node_key(NORTH), "node")
    world.fails("ledger.too_few_roots")
    world.say_as_root(NORTH, KeyEnrolled(node_key(NORTH).verifier().vkey(), "node"), root_key(NORTH), second)
    return world


@case
def epochs_opened_and_closed() -> Case:
    first, second = (identity_from(bytes([number]) * 32).recipient().encode() for number in (1, 2))
    world = Case("A party says to which key others seal for it, and when the key of an older epoch is destroyed.")
    signed: dict[str, Any] = {"signers": [node_key(NORTH)], "by": "node"}
    world.say(NORTH, EpochOpened(first), **signed)
    world.say(NORTH, EpochOpened(first), **signed)
    world.fails("ledger.epoch_known")
    world.say(NORTH, EpochOpened(second), **signed)
    world.say(NORTH, EpochClosed(first), **signed)
    world.say(NORTH, EpochClosed(first), **signed)
    world.fails("ledger.no_such_epoch")
    world.say(NORTH, EpochClosed(second))
    world.fails("ledger.key_not_for_this")
    return world


def files() -> dict[str, str]:
    """Content of each file by its name."""
    return {
        f"{name}.json": json.dumps(make().written(), ensure_ascii=False, indent=2) + "\n"
        for name, make in CASES.items()
    }


if __name__ == "__main__":
    for file, content in files().items():
        (FOLDER / file).write_text(content, encoding="utf-8")
