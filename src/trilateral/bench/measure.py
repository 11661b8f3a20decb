"""What is measured, and how: rates, percentiles, peak memory, and the bare limit beside them."""

import os
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import msgspec

from trilateral.tlog import ed25519

_SAMPLE = 2_000
_MESSAGE = b"trilateral/bench\n" + b"x" * 600


class PageTimes(msgspec.Struct, frozen=True):
    """What one page costs, over its addresses and the languages.

    Attributes:
        page: Its route below home.
        times: How often it was asked for.
        p50_ms: Median, in milliseconds, from the request to the last byte.
        p95_ms: 95th percentile.
        cpu_ms: 95th percentile of the processor's time alone: on a busy machine that is what the page costs.
        after_ms: The first time after an entry came, in the middle of several.
        kilobytes: The longest.
        promised_ms: Below which its 95th percentile is promised to be; 0 where nothing is.
    """

    page: str
    times: int
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    after_ms: float
    kilobytes: int
    promised_ms: float


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One workload on this machine.

    Attributes:
        workload: Its name.
        n: How many entries.
        seconds: From the first to the last, wall clock.
        per_second: Entries a second; of `desk` pages.
        p50_ms: Median time of one batch (`append`, `fold`), of one page (`desk`, `live`) or of all (`mirror`, `index`), in
            milliseconds.
        p99_ms: The same, 99th percentile.
        peak_rss_mb: Largest resident size of the process that did it, in MiB.
        bytes_per_entry: On disk (`append`, `mirror`, `desk`), as encoded state (`fold`) or in tables with their
            indexes (`index`), all files counted.
        limit_per_second: What bare Ed25519 reaches in the same run: signing on one core for
            `append`, verifying on all cores for `mirror` and, since nothing is verified twice, as
            an orientation only, for `fold`. For `index` what the same database takes of the
            first of its tables alone. For `desk` pages a second of a tenth of the record.
        share: `per_second` / `limit_per_second`.
        cores: How many this process may use.
        pages: Of `desk`, page by page, the slowest first.
        beside: By name, of `desk`: how long the record took to make and to open, the first home, matters open; of `live`:
            how long the answer, the event and the page took.
        left_out: Of `desk`, pages for which the record has no address.
    """

    workload: str
    n: int
    seconds: float
    per_second: float
    p50_ms: float
    p99_ms: float
    peak_rss_mb: float
    bytes_per_entry: float
    limit_per_second: float
    share: float
    cores: int
    pages: tuple[PageTimes, ...] = ()
    beside: Mapping[str, float] = msgspec.field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def result_of(  # noqa: PLR0913 - what was measured of one workload
    workload: str, n: int, times: Sequence[float], size_bytes: int, limit: float, *, done: int | None = None
) -> Result:
    """Return the figures for `n` entries that took `times` seconds, part by part.

    Args:
        workload: Its name.
        n: How many entries.
        times: Of each part.
        size_bytes: Of all entries together.
        limit: How many could be done in a second.
        done: How many things were done, where those are not the entries.
    """
    seconds = sum(times)
    ordered = sorted(times)
    per_second = (n if done is None else done) / seconds if seconds else 0.0
    return Result(
        workload=workload,
        n=n,
        seconds=round(seconds, 3),
        per_second=round(per_second, 1),
        p50_ms=round(1000 * ordered[len(ordered) // 2], 3),
        p99_ms=round(1000 * ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)], 3),
        peak_rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        bytes_per_entry=round(size_bytes / n, 1) if n else 0.0,
        limit_per_second=round(limit, 1),
        share=round(per_second / limit, 3) if limit else 0.0,
        cores=cores(),
    )


def percentile(times: Sequence[float], percent: int) -> float:
    """So many of a hundred are at most this; 0 of none."""
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 1) if ordered else 0.0


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def _rate(work: Callable[[], object], count: int) -> float:
    began = time.perf_counter()
    for _ in range(count):
        work()
    return count / (time.perf_counter() - began)


def signing_limit() -> float:
    """Bare Ed25519 signatures a second on one core, over 600-byte messages."""
    seed = bytes(32)
    return max(_rate(lambda: ed25519.sign(seed, _MESSAGE), _SAMPLE) for _ in range(3))


def _verifying_rate(_: int) -> float:
    seed = bytes(32)
    public, signature = ed25519.public_of(seed), ed25519.sign(seed, _MESSAGE)
    return max(_rate(lambda: ed25519.verify(public, _MESSAGE, signature), _SAMPLE) for _ in range(3))


def verifying_limit() -> float:
    """Bare Ed25519 verifications a second on all cores at once, one process a core."""
    with ProcessPoolExecutor(cores(), mp_context=get_context("spawn")) as pool:
        return sum(pool.map(_verifying_rate, range(cores())))
