"""A table with three real nodes around it: real keys, cosignatures and files, and a clock that is moved by hand."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec

from tests.node.parties import NAMES, START, Parties, make_homes
from trilateral.ledger.charter import Role, SilenceTerms, encode_charter, parse_charter
from trilateral.ledger.entry import Text
from trilateral.mechanism.proposals.entries import (
    ProposalTabled,
    SilenceBroken,
    SilenceOpened,
    SilenceProven,
    TextAccepted,
    text_hash,
)
from trilateral.mechanism.proposals.state import Proposal
from trilateral.node.clock import FixedClock
from trilateral.node.compose import About
from trilateral.node.founding import bind_new_guard, join_charter
from trilateral.node.node import Node, Receipt
from trilateral.node.settings import Settings, write_settings
from trilateral.node.silence import proof_of_silence, say_carrying, silence_in

TERMS = SilenceTerms(quorum=2, min_hours=24, max_hours=72, grace_minutes=60)
TABLED = ProposalTabled((Text("en", "Seating"),), "procedure", (Text("en", "The tables are round."),))
TO_THE_END = 50 * 3600


@dataclass
class Table:
    """Three nodes, and a proposal of the host's that `ir` has accepted and `us` has not.

    Attributes:
        proposal: The entry that tabled it.
        silence: The entry that put it under silence, if one did.
    """

    parties: Parties
    proposal: Receipt
    silence: Receipt | None = None

    @property
    def host(self) -> Node:
        return self.parties.nodes["iq"]

    def open(self, tabled: ProposalTabled = TABLED, hours: float = 48, claimed_hours_ago: int = 0) -> Receipt:
        """Put it under silence, perhaps by an entry that is dated back."""
        at = START + timedelta(hours=hours)
        said = None if not claimed_hours_ago else self.parties.clock.now() - timedelta(hours=claimed_hours_ago)
        body = SilenceOpened(text_hash(tabled), at, "UTC", f"{at:%Y-%m-%d %H:%M}")
        self.silence = self.host.say(body, by="head", about=About(subject=self.proposal.id, claimed_at=said))
        return self.silence

    def hear(self, *parties: str) -> None:
        """Let these have all there is, and say so in their logs."""
        self.parties.sync(*parties)
        for party in parties:
            self.parties.nodes[party].record_heads()
        self.parties.sync()

    def wait(self, seconds: int = TO_THE_END) -> None:
        """Let time pass, and let each node say then what it knows of the others' logs."""
        self.parties.clock.advance(seconds)
        for _ in range(2):  # newer words on a head that nobody changed are no news, so nobody asks again for them
            self.parties.sync()

    def proof(self) -> SilenceProven:
        """What the host's node makes of what it has kept."""
        return proof_of_silence(self.host.record, *silence_in(self.host.record, self.proposal.ref))

    def prove(self, proof: SilenceProven | None = None) -> Receipt:
        """Let the host sign the proof."""
        return say_carrying(self.host, proof or self.proof(), self.state(), "head")

    def state(self, party: str = "iq") -> Proposal:
        found = self.parties.nodes[party].record.fold.state(self.proposal.id)
        assert isinstance(found, Proposal)
        return found

    def break_it(self) -> Receipt:
        """Let `us` object."""
        assert self.silence is not None
        body = SilenceBroken(self.silence.id, Text("en", "Not so."))
        return self.parties.nodes["us"].say(body, by="head", about=About(subject=self.proposal.id))


def quiet_homes(root: Path, terms: SilenceTerms | None = TERMS, roles: Mapping[str, Role] | None = None) -> None:
    """Homes as for other tests, under a charter that says when silence is consent, and perhaps who is something else."""
    made = root / "made"
    plain = parse_charter(make_homes(made))
    parties = tuple(msgspec.structs.replace(each, role=(roles or {}).get(each.id, each.role)) for each in plain.parties)
    charter = msgspec.structs.replace(plain, silence=terms, parties=parties)
    for name in NAMES:
        (made / name / "charter.json").unlink()
        (made / name).rename(root / name)
        settings = msgspec.structs.replace(Settings(name, f"{name}.example/log", publish_interval_ms=0))
        write_settings(root / name, settings)
        join_charter(root / name, encode_charter(charter))
        bind_new_guard(root / name, root / "guards" / name)


@contextmanager
def quiet_parties(
    root: Path, terms: SilenceTerms | None = TERMS, roles: Mapping[str, Role] | None = None
) -> Iterator[Parties]:
    """Three founded members under such a charter."""
    quiet_homes(root, terms, roles)
    with ExitStack() as stack:
        parties = Parties(root, FixedClock(START), {}, stack)
        for name in NAMES:
            parties.open(name).found()
        parties.sync()
        yield parties


@contextmanager
def a_table(root: Path, tabled: ProposalTabled = TABLED, terms: SilenceTerms | None = TERMS) -> Iterator[Table]:
    """Three founded parties and the proposal."""
    with quiet_parties(root, terms) as parties:
        proposal = parties.nodes["iq"].say(tabled, by="head")
        parties.sync()
        accepted = TextAccepted(text_hash(tabled))
        parties.nodes["ir"].say(accepted, by="head", about=About(subject=proposal.id))
        parties.sync()
        yield Table(parties, proposal)
