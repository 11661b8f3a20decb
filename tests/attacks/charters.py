"""Parties in directories whose charter changes: amendments, a party that joins, keys that are made anew."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from tests.node.parties import CHEAP, NAMES, PASSPHRASE, START, Parties, make_homes, origin_of
from trilateral.ledger.charter import Charter, PartyTerms, charter_hash, encode_charter
from trilateral.ledger.entry import Text
from trilateral.ledger.keys import CharterAccepted
from trilateral.node.clock import FixedClock
from trilateral.node.founding import join_charter, make_party
from trilateral.node.keys import Purpose, Wanted
from trilateral.node.node import Node, Receipt
from trilateral.node.settings import Settings
from trilateral.node.sources import DirectorySource, Source
from trilateral.node.sync import sync_all

EAST = "east"


def en(text: str) -> Text:
    return Text("en", text)


class Changing(Parties):
    """Parties of which more may come."""

    def others(self, party: str) -> list[Source]:
        return [DirectorySource(self.home(name)) for name in sorted({*NAMES, *self.nodes}) if name != party]

    @property
    def charter(self) -> Charter:
        """In force, as the first that is open reads it."""
        return next(iter(self.nodes.values())).record.charter

    def amended(self, **changes: object) -> Charter:
        """An amendment of the charter in force."""
        previous = charter_hash(encode_charter(self.charter))
        return msgspec.structs.replace(self.charter, **{"previous": previous, "instead_of": (), **changes})

    def with_terms(self, terms: PartyTerms) -> Charter:
        """An amendment that says this of a party."""
        others = [each for each in self.charter.parties if each.id != terms.id]
        return self.amended(parties=tuple(sorted([*others, terms], key=lambda each: each.id)))

    def accept(self, charter: Charter, *parties: str) -> None:
        """Let these accept a version, and all hear of it."""
        text = encode_charter(charter)
        for party in parties:
            self.nodes[party].say_as_root(CharterAccepted(charter_hash(text), text.decode()))
        self.sync()

    def make(self, party: str, home: Path | None = None) -> PartyTerms:
        """Keys for a party that is to come, or that comes again; what the charter is to say of it."""
        settings = Settings(party, origin_of(party), publish_interval_ms=0)
        at = home or self.home(party)
        return make_party(at, party, origin_of(party), PASSPHRASE, offices=("head",), settings=settings, cost=CHEAP)

    def come(self, party: str, genesis: bytes) -> Node:
        """Open the home of a party that no genesis charter names with these keys, and ask the others."""
        join_charter(self.home(party), genesis, later=True)
        node = self.open(party)
        sync_all(node, self.others(party))
        return node

    def lose(self, party: str) -> None:
        """A house burns down: home, keys and guard are gone."""
        self.close(party)
        shutil.rmtree(self.home(party))
        shutil.rmtree(self.guard(party))

    def new_log_key(self, party: str) -> Receipt:
        """Make one more key for a party's checkpoints, and enrol it."""
        node = self.nodes[party]
        return node.enrol(Wanted(Purpose.LOG, node.origin))[0]

    def digests(self) -> set[bytes]:
        return {node.record.fold.digest() for node in self.nodes.values()}


@contextmanager
def changing(root: Path, names: Sequence[str] = NAMES) -> Iterator[tuple[Changing, bytes]]:
    """Three founded parties that know of each other's acceptance, and the genesis charter."""
    genesis = make_homes(root, names)
    with ExitStack() as stack:
        parties = Changing(root, FixedClock(START), {}, stack)
        for name in names:
            parties.open(name).found()
        parties.sync()
        yield parties, genesis
