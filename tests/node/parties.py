"""Three parties in three directories, for tests of the node: real keys, real files, a clock that stands still."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from trilateral.ledger.charter import Role, WitnessTerms, encode_charter, parse_charter
from trilateral.ledger.entry import Text
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.clock import FixedClock
from trilateral.node.founding import bind_new_guard, join_charter, make_charter, make_party
from trilateral.node.keys import Cost
from trilateral.node.node import Node, Receipt
from trilateral.node.settings import Database, Settings
from trilateral.node.sources import DirectorySource, Source
from trilateral.node.sync import SyncReport, sync_all

NAMES = ("iq", "ir", "us")
PASSPHRASE = "open"
CHEAP = Cost(passes=1, memory_bytes=8 << 10)
START = datetime(2007, 5, 28, 7, 30, tzinfo=UTC)


def origin_of(party: str) -> str:
    return f"{party}.example/log"


def statement(text: str) -> StatementMade:
    return StatementMade(sort="declaration", text=Text(lang="en", text=text))


@dataclass
class Parties:
    """Where the parties' homes and guards are, and their nodes as far as they are open."""

    root: Path
    clock: FixedClock
    nodes: dict[str, Node]
    stack: ExitStack

    def home(self, party: str) -> Path:
        return self.root / party

    def guard(self, party: str) -> Path:
        return self.root / "guards" / party

    def open(self, party: str) -> Node:
        node = Node.open(self.home(party), PASSPHRASE, clock=self.clock, guard=self.guard(party))
        self.nodes[party] = node
        self.stack.callback(node.close)
        return node

    def close(self, party: str) -> None:
        self.nodes.pop(party).close()

    def others(self, party: str) -> list[Source]:
        return [DirectorySource(self.home(other)) for other in NAMES if other != party]

    def sync(self, *parties: str) -> list[SyncReport]:
        """Let each of these (all by default) ask the others' directories, until nobody has anything new."""
        reports: list[SyncReport] = []
        for _ in range(10):
            for node in self.nodes.values():
                if node.may_sign:
                    node.publish()
            turn = [sync_all(self.nodes[name], self.others(name)) for name in parties or tuple(self.nodes)]
            reports += turn
            if not any(report.moved for report in turn):
                return reports
        raise AssertionError("they never come to an end")

    def state(self, party: str, text: str, office: str = "head") -> Receipt:
        """A statement by one party."""
        return self.nodes[party].say(statement(text), by=office)


def make_homes(
    root: Path,
    names: Sequence[str] = NAMES,
    database: str = "tables.sqlite",
    witnesses: Sequence[WitnessTerms] = (),
    two_person: Sequence[str] = (),
    *,
    roles: Mapping[str, Role] = MappingProxyType({}),
    terms_of_charter: Mapping[str, object] = MappingProxyType({}),
) -> bytes:
    """Homes with keys, one charter, and guards; no entry yet.

    Args:
        two_person: Kinds that need two delegates.
        roles: Of those who are something else than host (`iq`) or party.
        terms_of_charter: Other members of it, such as its grid.
    """
    terms = [
        make_party(
            root / name,
            name,
            origin_of(name),
            PASSPHRASE,
            offices=("head", "press"),
            role="host" if name == "iq" else "party",
            settings=Settings(name, origin_of(name), publish_interval_ms=0, database=Database(database)),
            cost=CHEAP,
        )
        for name in names
    ]
    text = (Text(lang="en", text="Security in Iraq"),)
    agreed = parse_charter(make_charter(terms, titles=text, scope=text))
    others = tuple(sorted(witnesses, key=lambda each: each.vkey))
    members = tuple(replace(each, role=roles.get(each.id, each.role)) for each in agreed.parties)
    given = {"parties": members, "witnesses": others, "two_person": tuple(two_person), **terms_of_charter}
    charter = encode_charter(replace(agreed, **given))
    for name in names:
        join_charter(root / name, charter)
        bind_new_guard(root / name, root / "guards" / name)
    return charter


@contextmanager
def three_parties(
    root: Path,
    database: str = "tables.sqlite",
    witnesses: Sequence[WitnessTerms] = (),
    two_person: Sequence[str] = (),
    *,
    roles: Mapping[str, Role] = MappingProxyType({}),
    terms_of_charter: Mapping[str, object] = MappingProxyType({}),
) -> Iterator[Parties]:
    """Three founded parties that know of each other's acceptance."""
    make_homes(
        root,
        database=database,
        witnesses=witnesses,
        two_person=two_person,
        roles=roles,
        terms_of_charter=terms_of_charter,
    )
    with ExitStack() as stack:
        parties = Parties(root, FixedClock(START), {}, stack)
        for name in NAMES:
            parties.open(name).found()
        parties.sync()
        yield parties
