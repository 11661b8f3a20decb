"""A record in which silence can be proven: a charter with terms for it, parties that witness, and an outside witness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from tests.worlds import BEGAN, HOST, NORTH, PARTIES, SOUTH, World, en, log_key, make_charter, origin
from trilateral.ledger.charter import Charter, SilenceTerms, WitnessTerms
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.proposals.entries import (
    ProposalTabled,
    SilenceOpened,
    SilenceProven,
    SilentHead,
    TextAccepted,
    text_hash,
)
from trilateral.tlog.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from trilateral.tlog.cosignature import cosign
from trilateral.tlog.merkle import leaf_hash, root_of
from trilateral.tlog.note import KeyKind, SignerKey

OUTSIDE = "observatory.example"
TERMS = SilenceTerms(quorum=2, matters=("procedure", "communique"), min_hours=24, max_hours=72, grace_minutes=60)
TABLED = ProposalTabled((en("Seating"),), "procedure", (en("The host sits at the head."), en("Tables are round.")))
TEXT = text_hash(TABLED)
HOUR = BEGAN + timedelta(hours=48)
"""When the silence of these tests ends."""
PROVEN = HOUR + timedelta(minutes=60)
"""From when on heads of the silent party prove its silence."""


@cache
def witness_key(name: str) -> SignerKey:
    """The key with which a party, or an outside witness, cosigns."""
    called = name if name == OUTSIDE else f"{origin(name)}/witness"
    return SignerKey(called, KeyKind.COSIGNATURE, sha256(f"a witness's key for tests: {name}".encode()).digest())


def charter(terms: SilenceTerms | None = TERMS) -> Charter:
    """The charter of the three, with one outside witness."""
    witness = WitnessTerms(witness_key(OUTSIDE).verifier().vkey(), (en("The observatory"),))
    return make_charter(silence=terms, witnesses=(witness,))


@cache
def _quiet(terms: SilenceTerms | None) -> World:
    world = World(charter(terms)).found()
    for party in PARTIES:
        world.enrol(party, witness_key(party), "witness")
    world.meet()
    return world


def quiet_world(terms: SilenceTerms | None = TERMS) -> World:
    """Three parties that witness one another."""
    return _quiet(terms).copy()


def head(world: World, party: str, by: Sequence[str], at: datetime, size: int | None = None) -> str:
    """A head of a party's log, cosigned."""
    entries = world.logs[party].entries[:size]
    return noted(origin(party), entries, [log_key(party)], by, at)


def noted(name: str, entries: Sequence[bytes], signers: Sequence[SignerKey], by: Sequence[str], at: datetime) -> str:
    """The head of any log, signed and cosigned by anybody."""
    checkpoint = Checkpoint(name, len(entries), root_of([leaf_hash(each) for each in entries]))
    signed = sign_checkpoint(checkpoint, signers, 0)
    lines = [cosign(checkpoint, witness_key(each), int(at.timestamp())) for each in by]
    note = signed.note._replace(signatures=(*signed.note.signatures, *lines))
    return SignedCheckpoint(checkpoint, note).note.encode().decode()


@dataclass
class Quiet:
    """A proposal by North under silence, which Host has accepted and South has not, and which South has received.

    Attributes:
        proposal: The entry that tabled it.
        silence: The entry that put it under silence.
    """

    world: World
    proposal: EntryId
    silence: EntryId

    def proof(self, checkpoint: str | None = None) -> SilenceProven:
        """The proof that South was silent, as good as it can be, or with another head."""
        good = head(self.world, SOUTH, (HOST, NORTH), PROVEN)
        return SilenceProven(self.silence, (SilentHead(SOUTH, good if checkpoint is None else checkpoint),))

    def prove(self, checkpoint: str | None = None, by: str = HOST) -> EntryId:
        """Let somebody sign that proof, having seen everything."""
        proof = self.proof(checkpoint)
        self.world.see_all(by)
        return self.world.say(by, proof, self.proposal)


def under_silence(
    tabled: ProposalTabled = TABLED, terms: SilenceTerms | None = TERMS, *, received: bool = True
) -> Quiet:
    """A proposal under silence."""
    world = quiet_world(terms)
    proposal = world.say(NORTH, tabled)
    world.see_all(HOST)
    world.say(HOST, TextAccepted(text_hash(tabled)), proposal)
    silence = world.say(NORTH, opened(tabled), proposal, at=BEGAN + timedelta(hours=12))
    world.see_all(HOST)
    if received:
        world.see_all(SOUTH)
    return Quiet(world, proposal, silence)


def opened(tabled: ProposalTabled = TABLED, at: datetime = HOUR) -> SilenceOpened:
    """The entry that puts a text under silence until the hour."""
    return SilenceOpened(text_hash(tabled), at, "UTC", f"{at:%Y-%m-%d %H:%M}")
