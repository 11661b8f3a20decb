"""`demo`: a node for each party on this machine, with a case."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import print_json, print_lines
from trilateral.cli.program import Surroundings, home_option, json_option

if TYPE_CHECKING:
    from trilateral.node.record import Record


@click.command()
@click.option(
    "--case",
    "given",
    default="baghdad-2007",
    show_default=True,
    metavar="NAME|DIR",
    help="Which history to enter: one that ships with the program, or one of your own (a directory with case.toml).",
)
@click.option("--no-serve", is_flag=True, help="Only make the homes: nodes synchronised and stopped.")
@home_option
@json_option
@click.pass_obj
def demo(around: Surroundings, given: str, no_serve: bool) -> None:
    """A node for each party on this machine with a case, entered as its parties would have done it.

    Without --no-serve each node is a process of its own with pages; the case is entered while they mirror and
    check one another. Ctrl-C ends them. Without --home everything is made in a new directory
    and thrown away at the end.
    """
    from trilateral.cases import find_case, shipped

    case = find_case(given)
    if case is None:
        raise click.UsageError(f"There is no case {given}: give {', '.join(shipped())}, or a directory with case.toml.")
    if given not in shipped():
        _remark(around, case)
    if no_serve:
        if around.given_home is None:
            raise click.UsageError("Where? Give --home DIR: the homes will be DIR/us and so on.")
        _make(around, around.given_home, case)
    else:
        from trilateral.cli.demo_servers import run

        run(around, case, given)


def _remark(around: Surroundings, case: Any) -> None:
    """Say what is to be considered about the terms of somebody's own case, as `charter check` would."""
    from trilateral.cases.terms import findings_of
    from trilateral.cli.charter_shown import finding_lines

    for line in finding_lines(findings_of(case), around.lang):
        click.echo(line, err=True)


def _make(around: Surroundings, directory: Path, case: Any) -> None:
    from trilateral.cases.demo import homes_of, make

    make(directory, case)
    from trilateral.node.record import open_record

    records = [open_record(home) for home in homes_of(directory, case).values()]
    if around.json:
        print_json({"case": case.name, "as_of": case.as_of, "nodes": [node_facts(record) for record in records]})
    else:
        print_lines(summary(records))


def node_facts(record: "Record") -> dict[str, Any]:
    """Return what scripts want to know of one node."""
    origin = record.origins[0]
    return {
        "party": record.party,
        "home": str(record.home),
        "origin": origin,
        "size": record.size(origin),
        "digest": record.fold.digest().hex(),
    }


def summary(records: "list[Record]") -> list[str]:
    """Return five lines: what there is, who holds what of whom, what is open, whether it is consistent, where."""
    from trilateral.cli.record import open_facts

    first = records[0]
    sizes = ", ".join(f"{record.party} {record.size(record.origins[0])}" for record in records)
    held = "; ".join(
        f"{record.party}: "
        + ", ".join(f"{party} holds {size}" for party, size in record.held_by(record.origins[0]).items())
        for record in records
    )
    as_of, matters = open_facts(first, None, "en")
    by_party = {record.party: sum(each["of"] == record.party for each in matters) for record in records}
    asked = ", ".join(f"{count} of {party}" for party, count in by_party.items() if count)
    digests = {record.fold.digest().hex() for record in records}
    sound = len(digests) == 1 and not any(record.fold.exposed() or record.fold.waiting() for record in records)
    verdict = (
        f"consistent: all compute {next(iter(digests))}" if sound else f"NOT consistent: {', '.join(sorted(digests))}"
    )
    return [
        f"entries: {sizes}",
        f"who holds what of whom: {held}",
        f"open matters as of {as_of}: {len(matters)}" + (f" ({asked})" if asked else ""),
        verdict,
        f"homes: {first.home.parent}",
    ]


COMMANDS = (demo,)
