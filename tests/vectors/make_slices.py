"""Make the golden vectors of entries and their meaning: one JSON file, one case, in `tests/vectors/slices`.

    comment    what the case shows
    charter    canonical JSON text of the genesis charter
    seeds      Ed25519 seed of each key that signs, by key name, hex
    logs       entries of each log, by origin, as the text of signed notes
    verdicts   for each entry after the founding: null if it has an effect, else the exact objection
    waiting    entries that cannot be folded, by origin
    states     state of each subject, by its id, and the acts beside it, by `acts/` and that id
    digest     of the whole state, hex

The verdicts are written here by hand, case by case. States and digest are what the code says, so a
change of either shows as a changed file. A released vector is never edited.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - run as a script, this file must first say where `tests` is
from tests.worlds import (
    DATE,
    HOST,
    NORTH,
    PARTIES,
    SOUTH,
    Shown,
    World,
    delegate_key,
    en,
    equivocation,
    equivocation_of,
    founded,
    log_key,
    make_charter,
    node_key,
    origin,
    refs,
    root_key,
)
from trilateral.ledger.canonical import encode_canonical
from trilateral.ledger.charter import encode_charter
from trilateral.ledger.entry import CONTEXT, Body, EntryId, Text, sign_text
from trilateral.ledger.fold import Fold
from trilateral.ledger.keys import KeyEnrolled, KeyRevoked, MisconductFound
from trilateral.mechanism.allegations.entries import (
    AllegationFiled,
    AllegationRemarked,
    AllegationWithdrawn,
    PointAnswered,
)
from trilateral.mechanism.charter.entries import CharterTabled
from trilateral.mechanism.delegations.entries import (
    DelegationNamed,
    HolderAgreed,
    HolderObjected,
    HolderRemarked,
    OfficeAccredited,
    OfficeLeft,
    OfficeSucceeded,
    RankChanged,
)
from trilateral.mechanism.meetings.entries import (
    AcceptanceWithdrawn,
    AgendaAccepted,
    AgendaProposed,
    AgendaRefused,
    DateAccepted,
    DateDeclined,
    DateOffer,
    DateOffered,
    DelegationArrived,
    MeetingAdjourned,
    MeetingAttended,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingPostponed,
    MeetingProposed,
    NextIntended,
    OutcomeStated,
    ToneStated,
)
from trilateral.mechanism.statements.entries import (
    StatementAcknowledged,
    StatementMade,
    StatementRelayed,
    StatementWithdrawn,
)
from trilateral.tlog.note import KeyKind, SignerKey

FOLDER = Path(__file__).resolve().parent / "slices"
OFFER = DateOffer(DATE, "Asia/Baghdad", "2030-03-04 10:30")
LATER = DateOffer(DATE.replace(day=18), "Asia/Baghdad", "2030-03-18 10:30")
PROPOSED = MeetingProposed((en("First round"), Text("fa", "دور نخست")), "rounds", 1, "joint", "plenary", None, (OFFER,))

Cases = dict[str, Callable[[], "Case"]]
CASES: Cases = {}


class Case(World):
    """A world that notes what must come of each entry."""

    def __init__(self, comment: str, world: World | None = None) -> None:
        """Begin after the founding, with the charter in force."""
        known = world or founded()
        super().__init__(known.charter)
        copied = known.copy()
        self.logs, self._ticks = copied.logs, copied._ticks
        self.comment = comment
        self.founded = self.sizes
        self.expected: dict[str, str | None] = {}

    def put(self, party: str, data: bytes) -> EntryId:
        """Append, and expect an effect until `fails` says otherwise."""
        self.last = f"{party}/{len(self.logs[party].entries)}"
        self.expected[self.last] = None
        return super().put(party, data)

    def fails(self, code: str) -> None:
        """The entry put last has no effect."""
        self.expected[self.last] = code

    def waits(self) -> None:
        """The entry put last cannot be folded."""
        del self.expected[self.last]

    def written(self) -> dict[str, Any]:
        """The case as its file."""
        folded = self.fold()
        found = {
            f"{party}/{verdict.index}": verdict.objection.code if verdict.objection else None
            for party in PARTIES
            for verdict in folded.verdicts(origin(party))[self.founded[party] :]
        }
        if found != self.expected:
            raise ValueError(f"{self.comment}: expected {self.expected}, got {found}")
        return {
            "comment": self.comment,
            "charter": encode_charter(self.charter).decode(),
            "seeds": {key.name: key.seed.hex() for key in sorted(self.keys(), key=lambda each: each.name)},
            "logs": {origin(party): [entry.decode() for entry in self.logs[party].entries] for party in PARTIES},
            "verdicts": dict(
                sorted(found.items(), key=lambda each: (each[0].split("/")[0], int(each[0].split("/")[1])))
            ),
            "waiting": folded.waiting(),
            "states": states_of(folded),
            "digest": folded.digest().hex(),
        }

    def keys(self) -> list[SignerKey]:
        """Keys of all parties."""
        return [make(party) for party in PARTIES for make in (root_key, log_key, node_key, delegate_key)]


def states_of(folded: Fold) -> dict[str, Any]:
    """Subjects by id, each as its encoded state, and by `acts/<id>` the acts beside them."""
    encoded = folded.encoded_states()
    kept = folded.subjects().keys() | folded.subjects("acts").keys()
    return {key: json.loads(encoded[key]) for key in sorted(encoded) if key in kept}


def case(make: Callable[[], Case]) -> Callable[[], Case]:
    """Name a case after its function."""
    CASES[make.__name__] = make
    return make


def about(comment: str, party: str, body: Body) -> tuple[Case, EntryId]:
    """A case that begins with a subject that all have seen."""
    world = Case(comment)
    subject = world.say(party, body)
    world.meet()
    return world, subject


# The constitution and the order


@case
def copied_entry() -> Case:
    world = Case("North copies South's entry into its own log; it counts where it was signed for, and only there.")
    entry = world.sign(SOUTH, StatementMade("offer", en("We will train them.")))
    world.put(NORTH, entry)
    world.fails("ledger.unknown_key")
    world.put(SOUTH, entry)
    return world


@case
def wrong_log() -> Case:
    world = Case("An entry that names another log than the one it stands in.")
    world.say(NORTH, StatementMade("position", en("x")), log=origin(SOUTH))
    world.fails("ledger.wrong_log")
    return world


@case
def wrong_mechanism() -> Case:
    world = Case("An entry signed for another mechanism of the same parties.")
    world.say(NORTH, StatementMade("position", en("x")), mechanism="f" * 64)
    world.fails("ledger.wrong_mechanism")
    return world


@case
def said_before() -> Case:
    world = Case("The same text twice in one log counts once, where it stood first.")
    entry = world.sign(NORTH, StatementMade("position", en("x")))
    world.put(NORTH, entry)
    world.put(NORTH, entry)
    world.fails("ledger.said_before")
    return world


@case
def revoked_key() -> Case:
    world = Case("A key signs up to its revocation and not after it, whatever time an entry claims.")
    world.say(NORTH, StatementMade("position", en("before")))
    revoked = KeyRevoked(delegate_key(NORTH).verifier().vkey(), "stolen")
    world.say(NORTH, revoked, by="root", signers=[root_key(NORTH)])
    world.say(NORTH, StatementMade("position", en("after")))
    world.fails("ledger.revoked_key")
    return world


@case
def node_key_speaks_for_nobody() -> Case:
    world = Case("A node's key signs what binds nobody; a statement takes a delegate's.")
    world.say(NORTH, StatementMade("position", en("x")), signers=[node_key(NORTH)])
    world.fails("ledger.key_not_for_this")
    return world


@case
def another_office() -> Case:
    world = Case("A delegate's key speaks for one office.")
    world.say(NORTH, StatementMade("position", en("x")), by="chair", signers=[delegate_key(NORTH)])
    world.fails("ledger.not_your_office")
    return world


@case
def forged_signature() -> Case:
    world = Case("A signature of another text under the right key's name.")
    text, _, _ = world.sign(NORTH, StatementMade("position", en("x"))).rpartition(b"\n\n")
    world.put(NORTH, text + b"\n\n" + delegate_key(NORTH).sign(b"another text\n").line())
    world.fails("ledger.bad_signature")
    return world


@case
def unknown_kind() -> Case:
    world = Case("A kind that this catalogue level does not know is kept, unread and without effect.")
    members = json.loads(world.sign(NORTH, StatementMade("position", en("x"))).split(b"\n")[1])
    line = encode_canonical({**members, "kind": "treaties.signed/1"})
    world.put(NORTH, sign_text(CONTEXT + line + b"\n", delegate_key(NORTH)))
    world.fails("ledger.unknown_kind")
    return world


@case
def critical_member_not_known() -> Case:
    world = Case("A member that must be understood and is not: kept, unread and without effect.")
    members = json.loads(world.sign(NORTH, StatementMade("position", en("x"))).split(b"\n")[1])
    line = encode_canonical({**members, "crit": ["embargo"], "embargo": "2031-01-01"})
    world.put(NORTH, sign_text(CONTEXT + line + b"\n", delegate_key(NORTH)))
    world.fails("ledger.not_understood")
    return world


@case
def malformed() -> Case:
    world = Case("Bytes that are no entry, and an entry with a space in its JSON: kept, without effect.")
    world.put(NORTH, b"no entry")
    world.fails("ledger.malformed")
    text, _, _ = world.sign(NORTH, StatementMade("position", en("x"))).rpartition(b"\n\n")
    world.put(NORTH, sign_text(text.replace(b'"by":', b'"by": ') + b"\n", delegate_key(NORTH)))
    world.fails("ledger.malformed")
    return world


@case
def unseen_reference() -> Case:
    world = Case("A reference to an entry that its author had not seen, and the same after seeing it.")
    question = world.say(SOUTH, StatementMade("question", en("Will you?")))
    world.say(NORTH, StatementMade("reply", en("Yes.")), refs=refs(answers=question))
    world.fails("ledger.not_seen")
    world.see_all(NORTH)
    world.say(NORTH, StatementMade("reply", en("Yes.")), refs=refs(answers=question))
    return world


@case
def waiting_for_a_hidden_entry() -> Case:
    world = Case("South names a head of North's log that nobody has shown: its next entry waits, and is not judged.")
    hidden = world.copy()
    hidden.say(NORTH, StatementMade("position", en("shown to South alone")))
    log = world.logs[NORTH]
    shown, log.entries = log.entries, hidden.logs[NORTH].entries
    world.see(SOUTH, NORTH)
    log.entries = shown
    world.say(SOUTH, StatementMade("reply", en("x")))
    world.waits()
    return world


@case
def exposed_log() -> Case:
    world = Case("What another acted on before the evidence stands; what is newer on the exposed log does not.")
    world.say(NORTH, StatementMade("position", en("before the fork")))
    fork = list(world.logs[NORTH].entries)
    acted_on = world.say(NORTH, StatementMade("question", en("acted on")))
    world.see(SOUTH, NORTH)
    world.say(SOUTH, StatementMade("reply", en("acting")), refs=refs(answers=acted_on))
    world.say(NORTH, StatementMade("position", en("too late")))
    world.fails("ledger.exposed")
    shown = [*fork, world.sign(NORTH, StatementMade("position", en("shown to the host")))]
    proof = equivocation(NORTH, shown, world.logs[NORTH].entries)
    world.say(HOST, MisconductFound(origin(NORTH), proof), by="node", signers=[node_key(HOST)])
    return world


@case
def exposed_log_with_exchanged_keys() -> Case:
    world = Case(
        "A log was shown in two ways, under a key of its own each; the evidence shows by whose word they are its keys."
    )
    fork, size = list(world.logs[NORTH].entries), world.sizes[NORTH]
    first, second = (SignerKey(origin(NORTH), KeyKind.ED25519, bytes([each]) * 32) for each in (7, 8))
    put = {each: KeyEnrolled(each.verifier().vkey(), "log") for each in (first, second)}
    shown = [*fork, world.sign(NORTH, put[second], signers=[root_key(NORTH)], by="root")]
    world.say_as_root(NORTH, put[first])
    world.say(NORTH, StatementMade("position", en("too late")))
    world.fails("ledger.exposed")
    proof = equivocation_of(NORTH, Shown(world.logs[NORTH].entries, first, size), Shown(shown, second, size))
    world.say(HOST, MisconductFound(origin(NORTH), proof), by="node", signers=[node_key(HOST)])
    unknown = equivocation_of(NORTH, Shown(world.logs[NORTH].entries, first, size), Shown(shown, second))
    world.say(HOST, MisconductFound(origin(NORTH), unknown), by="node", signers=[node_key(HOST)])
    world.fails("ledger.bad_evidence")
    return world


# charter


@case
def charter_tabled() -> Case:
    world = Case("A charter's text on the table binds nobody.")
    text = encode_charter(make_charter(quorum=2, previous=world.mechanism)).decode()
    world.say(NORTH, CharterTabled(text, en("Two witnesses are better.")))
    return world


@case
def charter_of_another_line() -> Case:
    world = Case("A text that does not replace the charter in force, and one that is no charter.")
    text = encode_charter(make_charter(previous="f" * 64)).decode()
    world.say(NORTH, CharterTabled(text, en("x")))
    world.fails("charter.another_previous")
    world.say(NORTH, CharterTabled("{}", en("x")))
    world.fails("charter.malformed")
    return world


# delegations


@case
def lowered_twice() -> Case:
    world, subject = about("An office whose rank is lowered twice.", NORTH, DelegationNamed((en("North"),), "plenary"))
    world.say(NORTH, OfficeAccredited("chief", "head", "deputy_minister", "2030-02-01"), subject)
    world.say(NORTH, RankChanged("chief", "ambassador", en("as agreed")), subject)
    world.say(NORTH, OfficeSucceeded("chief", "director"), subject, blob="a" * 64, commit="b" * 64)
    world.say(NORTH, OfficeLeft("chief"), subject)
    return world


@case
def appointed_by_another() -> Case:
    world, subject = about("Nobody appoints for another.", NORTH, DelegationNamed((en("North"),), "plenary"))
    world.say(HOST, OfficeAccredited("chief", "head", "staff"), subject)
    world.fails("delegations.not_yours")
    return world


@case
def objection_to_a_predecessor() -> Case:
    comment = "An objection concerns the holder that its author had seen, not the successor."
    world, subject = about(comment, NORTH, DelegationNamed((en("North"),), "plenary"))
    world.say(NORTH, OfficeAccredited("chief", "head", "minister"), subject)
    world.meet()
    world.say(NORTH, OfficeSucceeded("chief", "minister"), subject)
    world.say(SOUTH, HolderObjected("chief", en("not this person")), subject)
    world.say(SOUTH, HolderRemarked("chief", en("see our note")), subject)
    world.say(HOST, HolderAgreed("chief"), subject)
    world.say(NORTH, HolderAgreed("chief"), subject)
    world.fails("delegations.of_oneself")
    return world


# meetings


@case
def convened_opened_closed() -> Case:
    world, meeting = about("A meeting from its proposal to its closing.", NORTH, PROPOSED)
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(meeting, 0), meeting)
    agenda = world.say(HOST, AgendaProposed((en("Security"),)), meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, AgendaAccepted(agenda), meeting)
    world.say(HOST, MeetingOpened(DATE), meeting)
    world.say(HOST, MeetingAdjourned(), meeting)
    world.say(HOST, MeetingOpened(DATE), meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, MeetingAttended(("head",), 6), meeting)
    world.say(HOST, MeetingClosed(240), meeting)
    world.say(NORTH, OutcomeStated("none"), meeting)
    world.say(SOUTH, OutcomeStated("common_ground", en("security")), meeting)
    world.say(SOUTH, NextIntended("wanted"), meeting)
    world.say(NORTH, ToneStated("businesslike"), meeting)
    world.say(NORTH, ToneStated("positive"), meeting)
    return world


@case
def opened_one_acceptance_short() -> Case:
    world, meeting = about("Nobody opens a meeting that lacks a signature.", NORTH, PROPOSED)
    world.say(HOST, DateAccepted(meeting, 0), meeting)
    world.say(HOST, MeetingOpened(DATE), meeting)
    world.fails("meetings.not_convened")
    return world


@case
def opened_before_seeing_the_acceptance() -> Case:
    world, meeting = about("All had accepted, and the host did not know it yet.", NORTH, PROPOSED)
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(meeting, 0), meeting)
    world.say(HOST, MeetingOpened(DATE), meeting)
    world.fails("meetings.not_convened")
    world.see_all(HOST)
    world.say(HOST, MeetingOpened(DATE), meeting)
    return world


@case
def opening_crosses_withdrawal() -> Case:
    world, meeting = about(
        "An opening and a withdrawal, neither of whose authors had seen the other's.", NORTH, PROPOSED
    )
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(meeting, 0), meeting)
    world.see_all(HOST)
    world.say(HOST, MeetingOpened(DATE), meeting)
    world.say(SOUTH, AcceptanceWithdrawn(meeting, 0, en("not today")), meeting)
    world.meet()
    world.say(SOUTH, MeetingPostponed(), meeting)
    world.fails("meetings.opened_already")
    return world


@case
def two_agreed_dates() -> Case:
    world, meeting = about("Every party has accepted two dates that differ.", NORTH, PROPOSED)
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(meeting, 0), meeting)
    other = world.say(HOST, DateOffered(LATER), meeting)
    world.meet()
    for party in (NORTH, SOUTH):
        world.say(party, DateAccepted(other, 0), meeting)
    world.see_all(HOST)
    world.say(HOST, MeetingOpened(DATE), meeting)
    world.fails("meetings.two_dates")
    return world


@case
def postponed_at_the_last_minute() -> Case:
    world, meeting = about("A delay takes back every date that its author had accepted.", NORTH, PROPOSED)
    for party in (SOUTH, HOST):
        world.say(party, DateAccepted(meeting, 0), meeting)
    world.say(SOUTH, MeetingPostponed(en("technical reasons")), meeting)
    world.see_all(HOST)
    world.say(HOST, MeetingOpened(DATE), meeting)
    world.fails("meetings.not_convened")
    return world


@case
def cancelled() -> Case:
    world, meeting = about("A meeting that was called off is over.", NORTH, PROPOSED)
    world.say(SOUTH, DateDeclined(meeting, 0, en("a holiday")), meeting)
    world.say(SOUTH, MeetingCancelled(), meeting)
    world.see_all(HOST)
    world.say(HOST, DateAccepted(meeting, 0), meeting)
    world.fails("meetings.cancelled_before")
    return world


@case
def arrived_unconvened() -> Case:
    world, meeting = about("A delegation came to a meeting on which two had not agreed.", NORTH, PROPOSED)
    world.say(NORTH, DelegationArrived(en("Talks begin today."), "2030-03-04"), meeting)
    world.say(SOUTH, OutcomeStated("none", en("none had been set")), meeting)
    return world


@case
def accepted_unseen() -> Case:
    world = Case("An offer is accepted by whoever has seen it.")
    meeting = world.say(NORTH, PROPOSED)
    world.say(SOUTH, DateAccepted(meeting, 0), meeting)
    world.fails("ledger.not_seen")
    world.see_all(SOUTH)
    world.say(SOUTH, DateAccepted(meeting, 1), meeting)
    world.fails("meetings.no_such_offer")
    world.say(SOUTH, DateAccepted(meeting, 0), meeting)
    return world


@case
def agenda_out_of_scope() -> Case:
    charter = make_charter(agenda=(en("Security"),))
    world = Case("An item that the charter does not name stands on no agenda.", World(charter).found())
    meeting = world.say(NORTH, PROPOSED)
    world.say(NORTH, AgendaProposed((en("Security"), en("Something else"))), meeting)
    world.fails("meetings.out_of_scope")
    agenda = world.say(NORTH, AgendaProposed((en("Security"),)), meeting)
    world.meet()
    world.say(SOUTH, AgendaRefused(agenda, en("incomplete")), meeting)
    return world


# statements


@case
def relayed_by_the_party_named() -> Case:
    demand = StatementMade("demand", en("Withdraw."), (NORTH,), HOST)
    world, said = about("Who is named as the way passes it on, and nobody else.", SOUTH, demand)
    world.say(NORTH, StatementRelayed((NORTH,)), said)
    world.fails("statements.not_yours_to_relay")
    world.say(HOST, StatementRelayed((NORTH,)), said)
    world.say(NORTH, StatementAcknowledged(), said)
    return world


@case
def relay_crosses_withdrawal() -> Case:
    demand = StatementMade("demand", en("Withdraw."), (NORTH,), HOST)
    world, said = about("Passed on while it was being withdrawn.", SOUTH, demand)
    world.say(SOUTH, StatementWithdrawn(), said)
    world.say(HOST, StatementRelayed((NORTH,)), said)
    return world


@case
def wrong_subject() -> Case:
    world, meeting = about("An act on a subject of another slice, and one on no subject.", NORTH, PROPOSED)
    world.say(NORTH, StatementWithdrawn(), meeting)
    world.fails("ledger.wrong_subject")
    world.say(NORTH, StatementWithdrawn())
    world.fails("statements.not_found")
    return world


# allegations


@case
def answered_point_by_point() -> Case:
    filed = AllegationFiled(SOUTH, (en("training"), en("arming")), proxy=en("an armed group"), demand=en("cease"))
    world, allegation = about("The last word in the log of the party alleged against counts.", NORTH, filed)
    world.say(SOUTH, PointAnswered(0, "denied_without_detail"), allegation)
    world.say(SOUTH, PointAnswered(0, "denied", Text("fa", "خیر")), allegation)
    world.say(HOST, AllegationRemarked(en("noted")), allegation)
    return world


@case
def bystander_answers() -> Case:
    world, allegation = about("Only the party alleged against answers.", NORTH, AllegationFiled(SOUTH, (en("x"),)))
    for party in (HOST, NORTH):
        world.say(party, PointAnswered(0, "admitted"), allegation)
        world.fails("allegations.not_yours_to_answer")
    world.say(SOUTH, PointAnswered(1, "denied"), allegation)
    world.fails("allegations.no_such_point")
    return world


@case
def counter_alleged() -> Case:
    world, allegation = about("Answered with an allegation of the own.", NORTH, AllegationFiled(SOUTH, (en("x"),)))
    own = world.say(SOUTH, AllegationFiled(NORTH, (en("failing to secure"),)))
    world.say(SOUTH, PointAnswered(0, "counter_alleged", None, allegation), allegation)
    world.fails("allegations.not_your_allegation")
    world.say(SOUTH, PointAnswered(0, "counter_alleged", None, own), allegation)
    return world


@case
def withdrawn_allegation() -> Case:
    world, allegation = about("Only its author withdraws.", NORTH, AllegationFiled(SOUTH, (en("x"),)))
    world.say(SOUTH, AllegationWithdrawn(), allegation)
    world.fails("allegations.not_yours_to_withdraw")
    world.say(NORTH, AllegationWithdrawn(en("mistaken")), allegation)
    return world


def files() -> dict[str, str]:
    """Content of each file by its name."""
    return {
        f"{name}.json": json.dumps(make().written(), ensure_ascii=False, indent=2) + "\n"
        for name, make in CASES.items()
    }


def main() -> None:
    """Write every case."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
