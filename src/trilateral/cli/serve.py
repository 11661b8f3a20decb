"""`serve`: pages and API of one node, and what it does by itself."""

import click

from trilateral.cli.program import Surroundings, home_option


@click.command()
@click.option("--play", metavar="CASE", hidden=True, help="Also say the party's part in this case: for demonstrations.")
@home_option
@click.pass_obj
def serve(around: Surroundings, play: str | None) -> None:
    """Serve the node's pages and API, publish its log, fetch and cosign the others'. Ctrl-C stops it in good order.

    Prints one-use links with which its people sign in, one an office.
    """
    from trilateral.cases import find_case
    from trilateral.cli.serving import Serving

    case = None if play is None else find_case(play)
    if play is not None and case is None:
        raise click.UsageError(f"There is no case {play}.")
    with around.node() as node:
        Serving(node, around.passphrase(), case).run()


COMMANDS = (serve,)
