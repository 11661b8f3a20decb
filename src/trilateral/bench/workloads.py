"""What is measured: statements of about 600 bytes, on the paths that a node takes them, and pages of a busy record.

    append   compose, sign with a delegate's key, submit in batches: each entry parsed, verified,
             checked against the rules, folded, and durable with a signed checkpoint in the guard
    mirror   another party's node fetches that log from its directory: every bundle parsed, every
             leaf and tree hash made again, every entry's signature verified, stored, folded, cosigned
    fold     all logs of three parties folded into one state from memory, signatures taken as verified
    index    all tables of a folded record filled in an empty database, as `rebuild` does it
    desk     what home, alerts, the conflicts, deeds and each slice's list show of a conference (`talks`) in
             which much is left open, up to where it would be set as HTML

SQL tables are left out of the first three: they are brought up to date in bulk afterwards.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text

from trilateral.bench.measure import Result, result_of, signing_limit, verifying_limit
from trilateral.bench.talks import Talks
from trilateral.catalogue import SLICES
from trilateral.desk.conflicts import conflicts_page
from trilateral.desk.deeds import deeds_page
from trilateral.desk.holdings import Holdings
from trilateral.desk.home import changes_page, home_page
from trilateral.desk.places import BY_SLICE, PAGES
from trilateral.desk.reading import Reading
from trilateral.desk.watch import waiting_for_us
from trilateral.ledger.entry import Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.clock import FixedClock
from trilateral.node.founding import bind_new_guard, join_charter, make_charter, make_party
from trilateral.node.keys import Cost
from trilateral.node.node import BATCH, Node
from trilateral.node.settings import Settings
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync, sync_all
from trilateral.node.tables import Tables
from trilateral.store.databases import engine_for, schema_of, writing
from trilateral.store.owners import schema_for
from trilateral.store.sql import empty_tables, entries, insert_rows

_PARTIES = ("host", "north", "south")
_BEGAN = datetime(2031, 3, 1, 8, 0, tzinfo=UTC)
_OFFICE = "head"
_PASSPHRASE = "bench"  # noqa: S105 - seals keys that live as long as a measurement
_CHEAP = Cost(passes=1, memory_bytes=8 << 10)
_WORDS = "The party takes note of what was said and reserves its position on the second point. " * 2
_TURN = 16
"""`fold`: how many entries a party says before the others have seen them."""
_ROUND = 64
"""`desk`: the same."""
_SHORTER = 10
"""`desk`: how many times shorter the record is with which it is compared."""


def _found(root: Path, held: ExitStack, clock: FixedClock | None = None) -> dict[str, Node]:
    """Three founded parties that know of each other's acceptance."""
    clock = clock or FixedClock(_BEGAN)
    homes = {name: root / name for name in _PARTIES}
    terms = [
        make_party(
            home,
            name,
            f"{name}.example/log",
            _PASSPHRASE,
            offices=(_OFFICE,),
            settings=Settings(name, f"{name}.example/log"),
            cost=_CHEAP,
        )
        for name, home in homes.items()
    ]
    text = (Text(lang="en", text="Bench"),)
    charter = make_charter(terms, titles=text, scope=text)
    nodes: dict[str, Node] = {}
    for name, home in homes.items():
        join_charter(home, charter)
        bind_new_guard(home, root / "guards" / name)
        nodes[name] = Node.open(home, _PASSPHRASE, clock=clock, guard=root / "guards" / name, tables=False)
        held.callback(nodes[name].close)
        nodes[name].found()
    _meet(nodes)
    return nodes


def _meet(nodes: dict[str, Node]) -> None:
    for node in nodes.values():
        node.publish()
    for node in nodes.values():
        sync_all(node, [DirectorySource(other.home) for other in nodes.values() if other is not node])


def _statements(first: int, count: int) -> list[StatementMade]:
    return [
        StatementMade(sort="position", text=Text(lang="en", text=f"{number}: {_WORDS}"))
        for number in range(first, first + count)
    ]


def _append(node: Node, n: int) -> Iterator[float]:
    """Seconds for each batch."""
    for first in range(0, n, BATCH):
        began = time.perf_counter()
        node.say_many(_statements(first, min(BATCH, n - first)), by=_OFFICE)
        yield time.perf_counter() - began


def _size_of(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def append(n: int, root: Path) -> Result:
    """Say `n` things at one node, in batches."""
    limit = signing_limit()
    with ExitStack() as held:
        node = _found(root, held)["north"]
        before = _size_of(node.home)
        times = list(_append(node, n))
        node.publish()
        return result_of("append", n, times, _size_of(node.home) - before, limit)


def mirror(n: int, root: Path) -> Result:
    """Mirror a log of `n` more entries from its directory to another party's node."""
    limit = verifying_limit()
    with ExitStack() as held:
        nodes = _found(root, held)
        for _ in _append(nodes["north"], n):
            pass
        nodes["north"].publish()
        taker, source = nodes["south"], DirectorySource(nodes["north"].home)
        before = _size_of(taker.home)
        began = time.perf_counter()
        sync(taker, source)
        seconds = time.perf_counter() - began
        if taker.record.size("north.example/log") != nodes["north"].record.size("north.example/log"):
            raise RuntimeError(f"expected {n} entries mirrored, got {taker.record.size('north.example/log')}")
        return result_of("mirror", n, [seconds], _size_of(taker.home) - before, limit)


def fold(n: int, root: Path) -> Result:
    """Fold `n` entries of three parties that saw each other's every `_TURN` entries."""
    limit = verifying_limit()
    with ExitStack() as held:
        nodes = _found(root, held)
        said = 0
        while said < n:
            for node in nodes.values():
                count = min(_TURN * 16, n - said)
                if count:
                    node.say_many(_statements(said, count), by=_OFFICE)
                    said += count
            _meet(nodes)
        record = nodes["host"].record
        logs = {origin: [entry for _, entry in record.files(origin).entries()] for origin in record.origins}
        again = Fold(record.charter, record.mechanism, SLICES)
        times = []
        for origin, entries in logs.items():
            again.trust_signatures(origin, len(entries))
            for first in range(0, len(entries), BATCH):
                began = time.perf_counter()
                again.append(origin, entries[first : first + BATCH])
                gc.freeze()  # as a node does with what it has folded
                times.append(time.perf_counter() - began)
        began = time.perf_counter()
        digest = again.digest()
        times.append(time.perf_counter() - began)
        if digest != record.fold.digest():
            raise RuntimeError("expected the state that the node has, got another")
        encoded = sum(map(len, again.encoded_states().values()))
        return result_of("fold", sum(map(len, logs.values())), times, encoded, limit)


def index(n: int, root: Path, database: str | None = None) -> Result:
    """Fill the tables of a record with a log of `n` more entries. The limit: its rows of `entries` alone.

    Args:
        n: How many entries.
        root: An empty directory.
        database: URL; SQLite in `root` if there is none.
    """
    with ExitStack() as held:
        node = _found(root, held)["north"]
        for _ in _append(node, n):
            pass
        node.publish()
        schema = f"bench_{schema_for(node.origin, node.record.mechanism)}"[:63]
        engine = engine_for(database or root / "tables.sqlite", schema)
        tables = Tables(node.record, node.clock, engine, anew=True)
        held.callback(tables.close)
        held.callback(_drop, engine)
        began = time.perf_counter()
        count = tables.update()
        seconds = time.perf_counter() - began
        with writing(engine) as connection:
            size_bytes = _database_size(connection)
            rows = [tuple(row) for row in connection.execute(select(entries))]
            empty_tables(connection)
        began = time.perf_counter()
        with writing(engine) as connection:
            insert_rows(connection, entries, rows)
        return result_of("index", count, [seconds], size_bytes, len(rows) / (time.perf_counter() - began))


def desk(n: int, root: Path) -> Result:
    """Make the pages of a record of `n` entries. The limit: the same pages when it was ten times shorter."""
    clock = FixedClock(_BEGAN)
    with ExitStack() as held:
        nodes = _found(root, held, clock)
        talks = Talks(nodes, _OFFICE, clock)
        node = nodes["host"]
        said = _talk(talks, nodes, n // _SHORTER)
        shorter = list(_desk_pages(node))
        _talk(talks, nodes, n - said)
        times = list(_desk_pages(node))
        size = sum(node.record.fold.size(origin) for origin in node.record.origins)
        return result_of("desk", size, times, _size_of(node.home), len(shorter) / sum(shorter), done=len(times))


def _talk(talks: Talks, nodes: dict[str, Node], n: int) -> int:
    """Let the parties say at least so many things; returns how many they did."""
    said = 0
    while said < n:
        said += talks.round(min(_ROUND, -(-(n - said) // len(nodes))))
        _meet(nodes)
    return said


def _desk_pages(node: Node) -> Iterator[float]:
    """Seconds for each page, as one after another is asked for by somebody who has not looked before."""
    holdings = Holdings(node.record)
    holdings.take_note()
    pages: list[Callable[[Reading], object]] = [
        lambda reading: home_page(reading, {}, None),
        lambda reading: changes_page(reading, None),
        lambda reading: waiting_for_us(reading, (_OFFICE,), node.settings.alerts.urgent_hours),
        conflicts_page,
        deeds_page,
        *(each.index for each in PAGES),
    ]
    for page in pages:
        reading = Reading(holdings, "en", node.clock.now(), may_sign=True, pages=frozenset(BY_SLICE), inside=True)
        began = time.perf_counter()
        page(reading)
        yield time.perf_counter() - began


def _database_size(connection: Connection) -> int:
    if schema_of(connection.engine) is None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    relations = text("SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = :it")
    schema = connection.exec_driver_sql("SELECT current_schema()::regnamespace::oid").scalar_one()
    return int(connection.execute(relations, {"it": schema}).scalar_one())


def _drop(engine: Engine) -> None:
    """Leave nothing behind on a server."""
    if schema := schema_of(engine):
        with writing(engine) as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
