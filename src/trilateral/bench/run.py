"""Runs workloads one after another, each in a process and a directory of its own."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from trilateral.bench.desk import desk
from trilateral.bench.live import live
from trilateral.bench.measure import Result
from trilateral.bench.workloads import append, fold, index, mirror

WORKLOADS: Mapping[str, Callable[..., Result]] = {
    "append": append,
    "mirror": mirror,
    "fold": fold,
    "index": index,
    "desk": desk,
    "live": live,
}


def run(
    names: Sequence[str], n: int, database: str | None = None, keep: Path | None = None, only: str | None = None
) -> Iterator[Result]:
    """Yield the figures of each workload as it ends.

    Args:
        names: Of `WORKLOADS`.
        n: How many entries each handles.
        database: URL of the one that `index` fills; SQLite in a file by default.
        keep: Where `desk` keeps its records, to be taken again the next time; nowhere by default.
        only: What the pages begin with that `desk` asks for; all of them by default.
    """
    options: Mapping[str, Mapping[str, object]] = {
        "index": {"database": database},
        "desk": {"keep": keep, "only": only},
    }
    for name in names:
        # Spawned, not forked: a fork would begin with the memory of whatever ran before it.
        with (
            tempfile.TemporaryDirectory(prefix=f"trilateral-{name}-") as directory,
            ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
        ):
            yield pool.submit(WORKLOADS[name], n, Path(directory), **options.get(name, {})).result()
