"""`serve`: pages and API of one node, and what it does by itself."""

import logging
import threading
from functools import partial
from typing import TYPE_CHECKING

import click

from trilateral.cli.output import print_json
from trilateral.cli.program import Surroundings, home_option, json_option
from trilateral.errors import TrilateralError

if TYPE_CHECKING:
    from trilateral.cases import Case
    from trilateral.server.serving import Serving

PLAYED = "played"
"""What is printed when the party has said its part of a case, and has receipted everybody's."""

_LOOK_SECONDS = 0.1


@click.command()
@click.option("--host", metavar="ADDRESS", help="Where to listen, if not as node.toml says.")
@click.option("--port", type=click.IntRange(0, 65_535), help="The same; 0 for any that is free.")
@click.option("--play", metavar="CASE", hidden=True, help="Also say the party's part in this case: for demonstrations.")
@home_option
@json_option
@click.pass_obj
def serve(around: Surroundings, host: str | None, port: int | None, play: str | None) -> None:
    """Serve the node's pages and API, publish its log, fetch and cosign the others'. Ctrl-C stops it in good order.

    Prints its address and one-use links with which its people sign in, one an office.
    """
    from trilateral.cases import find_case
    from trilateral.node.settling import settled
    from trilateral.server.serving import serve as serve_node

    case = None if play is None else find_case(play)
    if play is not None and case is None:
        raise click.UsageError(f"There is no case {play}.")
    # What is fetched stands in the logs; each request besides would bury what an operator must see.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    with settled():  # this process is one node's
        serve_node(
            around.home, passphrase=around.passphrase(), host=host, port=port, ready=partial(_ready, around, case)
        )


def _ready(around: Surroundings, case: "Case | None", serving: "Serving") -> None:
    """Say where the node is and who can come in how; then say the party's part of the case, if there is one."""
    from trilateral.server.roles import Role

    links = {office: serving.link(Role.DELEGATE, office) for office in serving.offices()}
    reader, operator = serving.link(Role.READER), serving.link(Role.OPERATOR)
    party = serving.node.party
    if around.json:
        print_json({"party": party, "address": serving.address, "links": links, "reader": reader, "operator": operator})
    else:
        click.echo(f"{party} at {serving.address}, to sign in once each:")
        for office, link in {**links, "to read": reader, "to run the node": operator}.items():
            click.echo(f"  {office}: {link}")
    if case is not None:
        _play(case, serving)


def _play(case: "Case", serving: "Serving") -> None:
    """Say each act as soon as what it rests on has arrived."""
    from trilateral.cases.playing import Player

    news = threading.Event()
    player = Player(case, serving.node)
    serving.node.on_change.append(lambda _: news.set())
    try:
        while not player.receipt():
            news.clear()
            if player.step():
                serving.node.publish()
                serving.tell()
            else:
                news.wait(_LOOK_SECONDS)
        serving.node.publish()
        serving.tell()
    except TrilateralError as error:
        click.echo(f"{serving.node.party}: {error}", err=True)
        serving.stop()
    else:
        click.echo(PLAYED)


COMMANDS = (serve,)
