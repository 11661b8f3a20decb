"""Silence: `silence prove`, `silence defeat`, `silence note`. What they sign carries its own proof: anybody may sign it."""

from typing import TYPE_CHECKING

import click

from trilateral.cli.output import print_json
from trilateral.cli.program import Surroundings, home_option, json_option

if TYPE_CHECKING:
    from trilateral.mechanism.proposals.entries import SilenceDefeated, SilenceProven
    from trilateral.mechanism.proposals.state import Proposal
    from trilateral.node.node import Node, Receipt


@click.group()
@home_option
def silence() -> None:
    """Proposals that are adopted if nobody objects by the hour, and allegations that nobody answers."""


@silence.command()
@click.argument("ref")
@click.option("--by", metavar="OFFICE", help="In which office; not needed where the party has one.")
@home_option
@json_option
@click.pass_obj
def prove(around: Surroundings, ref: str, by: str | None) -> None:
    """Sign the proof that nobody objected to REF by the hour: a proposal, or the entry that put it under silence.

    The words of others on the silent parties' logs are taken from this home: synchronise first.
    """
    from trilateral.node.silence import proof_of_silence, silence_in

    with around.node() as node:
        proposal, opened = silence_in(node.record, ref)
        _say(around, node, proof_of_silence(node.record, proposal, opened), proposal, by)


@silence.command()
@click.argument("ref")
@click.option("--by", metavar="OFFICE", help="In which office; not needed where the party has one.")
@home_option
@json_option
@click.pass_obj
def defeat(around: Surroundings, ref: str, by: str | None) -> None:
    """Sign the proof that the objection REF came in time: that somebody else had it by the hour."""
    from trilateral.node.silence import defeat_by

    with around.node() as node:
        proposal, body = defeat_by(node.record, ref)
        _say(around, node, body, proposal, by)


@silence.command()
@click.argument("ref")
@click.option("--by", metavar="OFFICE", help="In which office; not needed where the party has one.")
@home_option
@json_option
@click.pass_obj
def note(around: Surroundings, ref: str, by: str | None) -> None:
    """Sign the proof that the allegation REF had not been answered when the time for that had run out.

    The words of others on the silent party's log are taken from this home: synchronise first.
    """
    from trilateral.cli.sign import only_office
    from trilateral.node.unanswered import allegation_in, note_silence

    with around.node() as node:
        held = allegation_in(node.record, ref)
        _print(around, note_silence(node, held, by or only_office(node.record)))


def _say(
    around: Surroundings, node: "Node", body: "SilenceProven | SilenceDefeated", proposal: "Proposal", by: str | None
) -> None:
    from trilateral.cli.sign import only_office
    from trilateral.node.silence import say_carrying

    _print(around, say_carrying(node, body, proposal, by or only_office(node.record)))


def _print(around: Surroundings, receipt: "Receipt") -> None:
    if around.json:
        print_json({"ref": receipt.ref, "id": receipt.id, "index": receipt.index})
    else:
        click.echo(f"{receipt.ref}  {receipt.id}")


COMMANDS = (silence,)
