"""Charters: `charter new`, `charter show`, `charter check`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import builtins, columns, print_json, print_lines
from trilateral.cli.program import Surroundings, home_option, json_option
from trilateral.cli.values import PAIR, Pairs
from trilateral.errors import MalformedError, RefusedError

if TYPE_CHECKING:
    from trilateral.ledger.charter import Charter, ClockTerms, PartyTerms
    from trilateral.ledger.entry import Text

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
@home_option
def charter() -> None:
    """The document that all parties accept by its hash."""


@charter.command()
@click.option(
    "--party",
    "parties",
    type=_FILE,
    multiple=True,
    required=True,
    metavar="TERMS",
    help="What `node init` printed, one for each party.",
)
@click.option(
    "--title", "titles", type=PAIR, multiple=True, required=True, metavar="LANG=WORDS", help="Name of the mechanism."
)
@click.option(
    "--scope", "scope", type=PAIR, multiple=True, required=True, metavar="LANG=WORDS", help="What it is about."
)
@click.option(
    "--agenda",
    type=PAIR,
    multiple=True,
    metavar="LANG=WORDS",
    help="What may stand on an agenda; everything, if left out.",
)
@click.option(
    "--clock",
    "clocks",
    type=PAIR,
    multiple=True,
    metavar="NAME=HOURS",
    help="A term in hours, such as allegations.answer=48.",
)
@click.option("--quorum", type=click.IntRange(min=0), help="How many other parties must cosign; all, if left out.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="FILE",
    help="Where to write it.",
)
@json_option
@click.pass_obj
def new(  # noqa: PLR0913 - what a charter says
    around: Surroundings,
    *,
    parties: tuple[Path, ...],
    titles: Pairs,
    scope: Pairs,
    agenda: Pairs,
    clocks: Pairs,
    quorum: int | None,
    output: Path,
) -> None:
    """Write a charter to be accepted by all. Nobody is bound by it before each has signed its hash."""
    from trilateral.ledger.charter import charter_hash
    from trilateral.node.founding import make_charter

    data = make_charter(
        [_read_terms(file) for file in parties],
        titles=_texts(titles),
        scope=_texts(scope),
        agenda=_texts(agenda),
        clocks=[_clock(name, hours) for name, hours in clocks],
        quorum=quorum,
    )
    output.write_bytes(data)
    if around.json:
        print_json({"file": str(output), "charter": charter_hash(data)})
    else:
        click.echo(f"{output}: {charter_hash(data)}")


def _texts(pairs: Pairs) -> "list[Text]":
    from trilateral.ledger.entry import Text

    return [Text(lang, words) for lang, words in pairs]


def _clock(name: str, hours: str) -> "ClockTerms":
    from trilateral.ledger.charter import ClockTerms

    if not hours.isdecimal() or int(hours) < 1:
        raise click.UsageError(f"--clock {name}: expected whole hours, got {hours!r}.")
    return ClockTerms(name=name, hours=int(hours))


def _read_terms(file: Path) -> "PartyTerms":
    from trilateral.ledger.charter import PartyTerms
    from trilateral.node.keys import decode_once

    try:
        return decode_once(file.read_bytes(), PartyTerms, file)
    except MalformedError as error:
        raise MalformedError(f"expected what `node init` printed for a party: {error}") from error


@charter.command()
@home_option
@json_option
@click.pass_obj
def show(around: Surroundings) -> None:
    """Print the charter in force and who has accepted it."""
    record = around.record()
    accepted = record.fold.accepted()
    in_force = len(accepted) == len(record.charter.parties)
    if around.json:
        print_json(
            {"charter": record.mechanism, "accepted": accepted, "in_force": in_force, "terms": builtins(record.charter)}
        )
    else:
        print_lines(_lines(record.charter, record.mechanism, accepted))
        click.echo("in force" if in_force else "not in force: not every party has accepted it")


@charter.command()
@click.argument("file", type=_FILE)
@home_option
@json_option
@click.pass_obj
def check(around: Surroundings, file: Path) -> None:
    """Say what stands against the charter in FILE; with --home, also whether it names that home's party and keys."""
    from trilateral.ledger.charter import charter_hash, parse_charter

    data = file.read_bytes()
    found = parse_charter(data)
    if around.given_home is not None:
        _check_ours(around, found)
    if around.json:
        print_json({"charter": charter_hash(data), "parties": [terms.id for terms in found.parties], "ok": True})
    else:
        print_lines(_lines(found, charter_hash(data), {}))
        click.echo("nothing stands against it")


def _check_ours(around: Surroundings, found: "Charter") -> None:
    from trilateral.node.founding import terms_of
    from trilateral.node.settings import read_settings

    settings = read_settings(around.home)
    named, ours = found.party(settings.party), terms_of(around.home, names=())
    if named is None or (named.origin, named.log_keys, named.root_keys) != (ours.origin, ours.log_keys, ours.root_keys):
        raise RefusedError("charter.not_ours", party=settings.party)


def _lines(found: "Charter", name: str, accepted: dict[str, Any]) -> list[str]:
    rows = [
        (terms.id, terms.role, terms.origin, f"accepted by {accepted[terms.id]}" if terms.id in accepted else "")
        for terms in found.parties
    ]
    titles = [f"{text.text} ({text.lang})" for text in (*found.titles, *found.scope)]
    clocks = [f"{clock.name}: {clock.hours} hours" for clock in found.clocks]
    agenda = [f"agenda: {text.text}" for text in found.agenda]
    marked = ["a reconstruction: nobody's real signature is claimed"] if found.reconstruction else []
    return [name, *titles, *marked, *columns(rows), f"cosignatures needed: {found.quorum}", *clocks, *agenda]


COMMANDS = (charter,)
