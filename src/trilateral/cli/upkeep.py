"""To keep it running: `rebuild`."""

import click

from trilateral.cli.output import print_json
from trilateral.cli.program import Surroundings, home_option, json_option


@click.command()
@home_option
@json_option
@click.pass_obj
def rebuild(around: Surroundings) -> None:
    """Make the tables again from the logs. Needs neither passphrase nor guard."""
    from trilateral.node.tables import rebuild as rebuild_tables

    count = rebuild_tables(around.home)
    if around.json:
        print_json({"entries": count})
    else:
        click.echo(f"tables made again from {count} entries")


COMMANDS = (rebuild,)
