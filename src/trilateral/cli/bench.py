"""`bench`: measure this machine."""

import click

from trilateral.cli.output import print_json
from trilateral.cli.program import Surroundings, json_option


@click.command()
@click.argument("workloads", nargs=-1, metavar="[append] [mirror] [fold] [index] [desk]")
@click.option("--n", type=click.IntRange(min=1), default=10_000, show_default=True, help="How many entries.")
@click.option("--database", metavar="URL", help="Which database `index` fills.  [default: SQLite in a file]")
@json_option
@click.pass_obj
def bench(around: Surroundings, workloads: tuple[str, ...], n: int, database: str | None) -> None:
    """Measure this machine, each figure beside the bare limit in the same run. One line a workload."""
    from trilateral.bench import WORKLOADS, run

    unknown = [name for name in workloads if name not in WORKLOADS]
    if unknown:
        raise click.UsageError(f"{unknown[0]}: expected {', '.join(WORKLOADS)}.")
    for result in run(workloads or tuple(WORKLOADS), n, database):
        if around.json:
            print_json(result)
        else:
            rate = f"{result.per_second:,.0f} a second"
            share = f"{result.share:.0%} of {result.limit_per_second:,.0f}"
            size = f"{result.peak_rss_mb:.0f} MiB, {result.bytes_per_entry:.0f} bytes each"
            click.echo(f"{result.workload}: {rate}, {share}, {size}")


COMMANDS = (bench,)
