"""Three parties on one machine, founded, whose nodes read one another's directories: what all workloads begin with."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import Text
from trilateral.node.clock import FixedClock
from trilateral.node.founding import bind_new_guard, join_charter, make_charter, make_party
from trilateral.node.keys import Cost
from trilateral.node.node import Node
from trilateral.node.settings import Settings
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync_all

PARTIES = ("host", "north", "south")
BEGAN = datetime(2031, 3, 1, 8, 0, tzinfo=UTC)
OFFICE = "head"
PASSPHRASE = "bench"  # noqa: S105 - seals keys that live as long as a measurement
_CHEAP = Cost(passes=1, memory_bytes=8 << 10)
_CLOCKS = (
    "allegations.answer",
    "commitments.access",
    "humanitarian.answer",
    "notices.acknowledge",
    "proposals.referral",
    "requests.answer",
    "statements.answer",
)
_HOURS = 240


def found_parties(root: Path, held: ExitStack, clock: FixedClock | None = None) -> dict[str, Node]:
    """Three founded parties that know of each other's acceptance."""
    clock = clock or FixedClock(BEGAN)
    homes = {name: root / name for name in PARTIES}
    terms = [
        make_party(
            home,
            name,
            f"{name}.example/log",
            PASSPHRASE,
            offices=(OFFICE,),
            role="host" if name == "host" else "party",
            settings=Settings(name, f"{name}.example/log"),
            cost=_CHEAP,
        )
        for name, home in homes.items()
    ]
    text = (Text(lang="en", text="Bench"),)
    clocks = [ClockTerms(each, _HOURS) for each in _CLOCKS]
    charter = make_charter(terms, titles=text, scope=text, clocks=clocks)
    nodes: dict[str, Node] = {}
    for name, home in homes.items():
        join_charter(home, charter)
        bind_new_guard(home, root / "guards" / name)
        nodes[name] = Node.open(home, PASSPHRASE, clock=clock, guard=root / "guards" / name, tables=False)
        held.callback(nodes[name].close)
        nodes[name].found()
    meet(nodes)
    return nodes


def meet(nodes: Mapping[str, Node]) -> None:
    """Let every node publish what its party said, and read the others."""
    for node in nodes.values():
        node.publish()
    for node in nodes.values():
        sync_all(node, [DirectorySource(other.home) for other in nodes.values() if other is not node])
