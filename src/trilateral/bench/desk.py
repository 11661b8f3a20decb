"""`bench desk`: what each page of a long record costs, from the request to its last byte.

The record is told by seed (`history`), by three nodes that then close. The host's is opened anew, which is how long a
start takes; its application is asked for every page (`asking`) in each language by turns. Pages as of an earlier day and
what is downloaded are measured beside them: nothing is promised of those.
"""

import asyncio
import gc
import resource
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import msgspec

from trilateral.bench.asking import Address, NotThereError, Visitor, addresses, unknown
from trilateral.bench.founding import BEGAN, OFFICE, PASSPHRASE, found_parties, meet
from trilateral.bench.history import History
from trilateral.bench.measure import PageTimes, Result, cores, percentile
from trilateral.desk.holdings import Holdings
from trilateral.desk.home import open_matters
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.i18n.languages import LANGUAGES
from trilateral.ledger.entry import Text
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.clock import FixedClock
from trilateral.node.node import Node
from trilateral.node.settling import settled
from trilateral.server.app import make_app
from trilateral.server.sessions import Doors

MOST_MS = 100.0
"""Promised of every page: 95 of 100 come sooner."""
HOME_MS = 50.0
"""Of home."""
_TIMES = 40
"""How often each page is asked for, its addresses by turns."""
_AFTER = 5
"""How often it is asked for right after an entry."""
_LONGEST_SECONDS = 20.0
"""After so long a page is not asked for again: it is slow enough."""
_SHORTER = 10
"""How many times shorter the record is with which it is compared."""
_HOST = "host"


class _Told(msgspec.Struct, frozen=True):
    """What is written beside a record that is kept: that it is whole, and when it ends."""

    said: int
    seconds: float
    ends_at: datetime


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One record's pages.

    Attributes:
        entries: Of all logs.
        open: Matters that any party is asked for.
        told_seconds: How long it took to make the record.
        opened_seconds: How long the node took to start: reading and verifying its logs.
        first_ms: Home, the first time.
        rss_mb: Resident size when all had been shown, in MiB.
        pages: By page, the slowest first.
        left_out: Pages that have no address in this record, or did not come.
    """

    entries: int
    open: int
    told_seconds: float
    opened_seconds: float
    first_ms: float
    rss_mb: float
    size_bytes: int
    pages: tuple[PageTimes, ...]
    left_out: tuple[str, ...]


def desk(n: int, root: Path, keep: Path | None = None, only: str | None = None) -> Result:
    """Make every page of a record of `n` entries. The limit: the same pages when it was ten times shorter.

    Args:
        n: How many entries people say.
        root: An empty directory.
        keep: Where records are kept, and taken from if they are there.
        only: Pages to be asked for: those that begin so. All by default.
    """
    base = keep or root
    shorter, whole = (_apart(each, base, only) for each in (max(n // _SHORTER, 1), n))
    times = [each for each in whole.pages if each.promised_ms]
    seconds = sum(each.p50_ms for each in times) / 1000
    before = sum(each.p50_ms for each in shorter.pages if each.promised_ms) / 1000
    per_second, limit = (len(times) / each if each else 0.0 for each in (seconds, before))
    return Result(
        workload="desk",
        n=whole.entries,
        seconds=round(seconds, 3),
        per_second=round(per_second, 1),
        p50_ms=percentile([each.p50_ms for each in times], 50),
        p99_ms=percentile([each.p95_ms for each in times], 99),
        peak_rss_mb=whole.rss_mb,
        bytes_per_entry=round(whole.size_bytes / max(whole.entries, 1), 1),
        limit_per_second=round(limit, 1),
        share=round(per_second / limit, 3) if limit else 0.0,
        cores=cores(),
        pages=whole.pages,
        beside={
            "open": whole.open,
            "told_seconds": whole.told_seconds,
            "opened_seconds": whole.opened_seconds,
            "first_home_ms": whole.first_ms,
            "entries_of_shorter": shorter.entries,
            "open_of_shorter": shorter.open,
        },
        left_out=whole.left_out,
    )


def _apart(n: int, base: Path, only: str | None) -> Measured:
    """Make one record and measure it, each in a process of its own: so memory is that of one node alone."""
    directory = base / f"desk-{n}"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(tell, n, directory).result()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, directory, only).result()


def tell(n: int, directory: Path) -> None:
    """Make a record where there is none yet."""
    if (directory / "told.json").exists():
        return
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    began = time.perf_counter()
    clock = FixedClock(BEGAN)
    with ExitStack() as held:
        nodes = found_parties(directory, held, clock)
        said = History(nodes, OFFICE, clock, lambda: meet(nodes)).tell(n)
        for node in nodes.values():
            node.record_heads()
        meet(nodes)
    told = _Told(said, round(time.perf_counter() - began, 1), clock.now())
    (directory / "told.json").write_bytes(msgspec.json.encode(told))


def measure(directory: Path, only: str | None = None) -> Measured:
    """Open the host's node and ask it for its pages."""
    told = msgspec.json.decode((directory / "told.json").read_bytes(), type=_Told)
    home, clock = directory / _HOST, FixedClock(told.ends_at)
    _fill_tables(directory, clock)
    began = time.perf_counter()
    with (
        settled(),
        Node.open(home, PASSPHRASE, clock=clock, guard=directory / "guards" / _HOST) as node,
    ):  # as if served
        opened_seconds = time.perf_counter() - began
        asked = asyncio.run(_Asked(node, clock, only).all())
        reading = Reading(
            Holdings(node.record), "en", clock.now(), may_sign=True, pages=frozenset(BY_SLICE), inside=True
        )
        return Measured(
            entries=sum(node.record.fold.size(origin) for origin in node.record.origins),
            open=len(open_matters(reading)),
            told_seconds=told.seconds,
            opened_seconds=round(opened_seconds, 2),
            first_ms=asked.first_ms,
            rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
            size_bytes=sum(path.stat().st_size for path in home.rglob("*") if path.is_file()),
            pages=tuple(sorted(asked.pages, key=lambda each: -each.p95_ms)),
            left_out=tuple(asked.left_out),
        )


def _fill_tables(directory: Path, clock: FixedClock) -> None:
    """Have the tables that a node keeps up while it goes on: what is measured is a start with tables that are there."""
    if not (directory / _HOST / "tables.sqlite").exists():
        with Node.open(directory / _HOST, PASSPHRASE, clock=clock, guard=directory / "guards" / _HOST):
            pass


class _Asked:
    """All pages of one node, asked for."""

    def __init__(self, node: Node, clock: FixedClock, only: str | None) -> None:
        self._node = node
        self._clock = clock
        self._only = only
        self.pages: list[PageTimes] = []
        self.left_out: list[str] = []
        self.first_ms = 0.0
        self._said = 0

    async def all(self) -> "_Asked":
        doors = Doors(self._node.clock.unix)
        app = make_app(self._node, doors=doors)
        visitor = Visitor(app, self._node, doors, OFFICE)
        home = f"/m/{self._node.record.mechanism[:10]}/"
        self.first_ms = round(1000 * (await visitor.ask(home))[0], 1)
        found = list(addresses(app, self._node, OFFICE))
        self.left_out += unknown(app, found)
        gc.collect()
        wanted = [each for each in found if self._only is None or each.page.startswith(self._only)]
        for page in dict.fromkeys(each.page for each in wanted):
            own = [each for each in wanted if each.page == page]
            promised = (MOST_MS if page else HOME_MS) if own[0].is_page else 0.0
            await self._time(visitor, page, [each.path for each in own], promised)
        if self._only is None:
            await self._earlier(visitor, found)
        return self

    async def _earlier(self, visitor: Visitor, found: Sequence[Address]) -> None:
        """Pages as of a day in the middle: home, the first list, a subject."""
        first, last = BEGAN, self._clock.now()
        day = f"{first + (last - first) / 2:%Y-%m-%d}"
        for page in ("", "incidents", "allegations", "allegations/{party}/{index}", "conflicts"):
            own = [each.path for each in found if each.page == page]
            asked = [f"{each}{'&' if '?' in each else '?'}as_of={day}" for each in own]
            there = [each for each in asked if await _is_there(visitor, each)]
            if there:
                await self._time(visitor, f"{page} as of a day", there, 0.0)
            else:
                self.left_out.append(f"/{page} as of {day}: nothing of it was there yet")

    async def _time(self, visitor: Visitor, page: str, paths: Sequence[str], promised: float) -> None:
        """Ask for a page so many times, in one language after another, the first time of each address in each language left out."""
        times: list[float] = []
        cpu: list[float] = []
        after: list[float] = []
        size, began = 0, time.perf_counter()
        try:
            for path in paths:
                for lang in LANGUAGES:
                    await visitor.ask(path, lang)
            after = [await self._after_an_entry(visitor, path) for path in paths[:_AFTER]]
            for number in range(max(_TIMES, len(paths))):
                lang = tuple(LANGUAGES)[number % len(LANGUAGES)]
                worked = time.process_time()
                seconds, body = await visitor.ask(paths[number % len(paths)], lang)
                cpu.append(1000 * (time.process_time() - worked))
                times.append(1000 * seconds)
                size = max(size, len(body))
                if time.perf_counter() - began > _LONGEST_SECONDS:
                    break
        except NotThereError as error:
            self.left_out.append(str(error))
        if times:
            half, most = percentile(times, 50), percentile(times, 95)
            self.pages.append(
                PageTimes(
                    page,
                    len(times),
                    half,
                    most,
                    percentile(cpu, 95),
                    percentile(after, 50),
                    size // 1024,
                    promised,
                )
            )

    async def _after_an_entry(self, visitor: Visitor, path: str) -> float:
        """Milliseconds for a page right after somebody said something."""
        self._said += 1
        text = Text(lang="en", text=f"One more, the {self._said}th of {self._node.record.size(self._node.origin)}.")
        self._node.say(StatementMade(sort="position", text=text), by=OFFICE)
        return 1000 * (await visitor.ask(path))[0]


async def _is_there(visitor: Visitor, path: str) -> bool:
    """Whether a page comes: of what was opened later, an earlier day has none."""
    try:
        await visitor.ask(path)
    except NotThereError:
        return False
    return True
