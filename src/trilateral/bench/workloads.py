"""What is measured: statements of about 600 bytes, on the paths that a node takes them.

    append   compose, sign with a delegate's key, submit in batches: each entry parsed, verified,
             checked against the rules, folded, and durable with a signed checkpoint in the guard
    mirror   another party's node fetches that log from its directory: every bundle parsed, every
             leaf and tree hash made again, every entry's signature verified, stored, folded, cosigned
    fold     all logs of three parties folded into one state from memory, signatures taken as verified
    index    all tables of a folded record filled in an empty database, as `rebuild` does it

SQL tables are left out of the first three: they are brought up to date in bulk afterwards. What pages cost is
measured elsewhere (`desk`).
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text

from trilateral.bench.founding import OFFICE, found_parties, meet
from trilateral.bench.measure import Result, result_of, signing_limit, verifying_limit
from trilateral.catalogue import SLICES
from trilateral.ledger.entry import Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.node import BATCH, Node
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync
from trilateral.node.tables import Tables
from trilateral.store.databases import engine_for, schema_of, writing
from trilateral.store.owners import schema_for
from trilateral.store.sql import empty_tables, entries, insert_rows

_WORDS = "The party takes note of what was said and reserves its position on the second point. " * 2
_TURN = 16
"""`fold`: how many entries a party says before the others have seen them."""


def _statements(first: int, count: int) -> list[StatementMade]:
    return [
        StatementMade(sort="position", text=Text(lang="en", text=f"{number}: {_WORDS}"))
        for number in range(first, first + count)
    ]


def _append(node: Node, n: int) -> Iterator[float]:
    """Seconds for each batch."""
    for first in range(0, n, BATCH):
        began = time.perf_counter()
        node.say_many(_statements(first, min(BATCH, n - first)), by=OFFICE)
        yield time.perf_counter() - began


def _size_of(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def append(n: int, root: Path) -> Result:
    """Say `n` things at one node, in batches."""
    limit = signing_limit()
    with ExitStack() as held:
        node = found_parties(root, held)["north"]
        before = _size_of(node.home)
        times = list(_append(node, n))
        node.publish()
        return result_of("append", n, times, _size_of(node.home) - before, limit)


def mirror(n: int, root: Path) -> Result:
    """Mirror a log of `n` more entries from its directory to another party's node."""
    limit = verifying_limit()
    with ExitStack() as held:
        nodes = found_parties(root, held)
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
        nodes = found_parties(root, held)
        said = 0
        while said < n:
            for node in nodes.values():
                count = min(_TURN * 16, n - said)
                if count:
                    node.say_many(_statements(said, count), by=OFFICE)
                    said += count
            meet(nodes)
        record = nodes["host"].record
        logs = {origin: [entry for _, entry in record.files(origin).entries()] for origin in record.origins}
        again = Fold(record.charter, record.mechanism, SLICES)
        times = []
        for origin, entries in logs.items():
            again.trust_signatures(origin, len(entries))
            for first in range(0, len(entries), BATCH):
                began = time.perf_counter()
                again.append(origin, entries[first : first + BATCH])
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
        node = found_parties(root, held)["north"]
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
