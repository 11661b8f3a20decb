"""`bench`: measure this machine."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trilateral.cli.output import print_json
from trilateral.cli.program import Surroundings, json_option

if TYPE_CHECKING:
    from trilateral.bench import Result


@click.command()
@click.argument("workloads", nargs=-1, metavar="[append] [mirror] [fold] [index] [desk] [live]")
@click.option("--n", type=click.IntRange(min=1), default=10_000, show_default=True, help="How many entries.")
@click.option("--database", metavar="URL", help="Which database `index` fills.  [default: SQLite in a file]")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where `desk` keeps its records, and takes them from the next time.",
)
@click.option("--only", metavar="PAGE", help="Which pages `desk` asks for: those that begin so.  [default: all]")
@json_option
@click.pass_obj
def bench(  # noqa: PLR0913 - what is measured, and how
    around: Surroundings,
    workloads: tuple[str, ...],
    *,
    n: int,
    database: str | None,
    keep: Path | None,
    only: str | None,
) -> None:
    """Measure this machine, each figure beside the bare limit in the same run. One line a workload, and one a page."""
    from trilateral.bench import WORKLOADS, run

    unknown = [name for name in workloads if name not in WORKLOADS]
    if unknown:
        raise click.UsageError(f"{unknown[0]}: expected {', '.join(WORKLOADS)}.")
    for result in run(workloads or tuple(WORKLOADS), n, database, keep, only):
        if around.json:
            print_json(result)
        else:
            rate = f"{result.per_second:,.0f} a second"
            share = f"{result.share:.0%} of {result.limit_per_second:,.0f}"
            size = f"{result.peak_rss_mb:.0f} MiB, {result.bytes_per_entry:.0f} bytes each"
            click.echo(f"{result.workload}: {rate}, {share}, {size}")
            for line in _pages(result):
                click.echo(line)


def _pages(result: "Result") -> Iterator[str]:
    """What each page costs, the slowest first: median and 95th percentile, that of the processor alone, and after an entry came."""
    for each in result.pages:
        over = "" if each.p95_ms <= each.promised_ms or not each.promised_ms else f"  over {each.promised_ms:.0f} ms"
        times = (
            f"{each.p50_ms:9.1f} {each.p95_ms:9.1f} {each.cpu_ms:9.1f} {each.after_ms:9.1f} ms  {each.kilobytes:6} kB"
        )
        yield f"{times}  /{each.page}{over}"
    for name, figure in result.beside.items():
        yield f"{figure:9g}  {name.replace('_', ' ')}"
    for page in result.left_out:
        yield f"left out: /{page}"


COMMANDS = (bench,)
