"""Keys: `keys new`, `keys rotate`, `keys revoke`. The root signs them, so its key must be in this home's ring."""

from typing import TYPE_CHECKING

import click

from trilateral.cli.output import print_json
from trilateral.cli.program import Surroundings, home_option, json_option
from trilateral.errors import RefusedError

if TYPE_CHECKING:
    from trilateral.node.node import Receipt

_PURPOSES = ("delegate", "witness", "mirror", "mirror_pq", "node")


@click.group()
@home_option
def keys() -> None:
    """Keys of the party's own log."""


@keys.command()
@click.argument("purpose", type=click.Choice(_PURPOSES))
@click.option("--office", metavar="OFFICE", help="For a delegate: in which office it signs.")
@home_option
@json_option
@click.pass_obj
def new(around: Surroundings, purpose: str, office: str | None) -> None:
    """Make a key for PURPOSE and enrol it in the party's log."""
    receipt, vkey = _enrol(around, purpose, office)
    _print(around, receipt, vkey)


@keys.command()
@click.argument("purpose", type=click.Choice(_PURPOSES))
@click.option("--office", metavar="OFFICE", help="For a delegate: in which office it signs.")
@home_option
@json_option
@click.pass_obj
def rotate(around: Surroundings, purpose: str, office: str | None) -> None:
    """Make and enrol a key that replaces the newest one for PURPOSE, then revoke that one."""
    from trilateral.ledger.keys import KeyRevoked

    old = _newest(around, purpose, office)
    receipt, vkey = _enrol(around, purpose, office)
    with around.node() as node:
        node.say_as_root(KeyRevoked(key=old, reason="rotated"))
    _print(around, receipt, vkey)


@keys.command()
@click.argument("key", metavar="VKEY")
@click.option(
    "--reason",
    type=click.Choice(["rotated", "lost", "stolen", "left_office", "rank_changed"]),
    required=True,
    help="Why.",
)
@home_option
@json_option
@click.pass_obj
def revoke(around: Surroundings, key: str, reason: str) -> None:
    """End a key: nothing that it signs after this entry counts. `policy --entries` lists keys."""
    from trilateral.ledger.keys import KeyRevoked

    with around.node() as node:
        receipt = node.say_as_root(KeyRevoked(key=key, reason=reason))  # type: ignore[arg-type]  # click checked it
    _print(around, receipt, key)


def _enrol(around: Surroundings, purpose: str, office: str | None) -> "tuple[Receipt, str]":
    from trilateral.ledger.keys import KeyEnrolled
    from trilateral.node.keys import Purpose, Wanted, key_name, open_keyring

    if (office is not None) != (purpose == "delegate"):
        raise click.UsageError("A delegate's key is for an --office; no other key is.")
    with around.node() as node:
        name = key_name(node.origin, Purpose(purpose), office)
        if node.blocked is not None:
            raise node.blocked
        with open_keyring(node.home / "keys", around.passphrase()) as ring:
            ring.signer(Purpose.ROOT)  # or the new key would be made, sign from now on, and count for nothing
            vkey = ring.add(Wanted(Purpose(purpose), name, office)).verifier().vkey()
        return node.say_as_root(KeyEnrolled(key=vkey, purpose=purpose, office=office)), vkey  # type: ignore[arg-type]  # click checked it


def _newest(around: Surroundings, purpose: str, office: str | None) -> str:
    record = around.record()
    held = [
        each
        for each in record.key_book(record.origins[0]).enrolments()
        if (each.purpose, each.office, each.until) == (purpose, office, None)
    ]
    if not held:
        raise RefusedError("keys.not_held", purpose=purpose, office=office or "")
    return max(held, key=lambda each: each.since).vkey


def _print(around: Surroundings, receipt: "Receipt", vkey: str) -> None:
    if around.json:
        print_json({"ref": receipt.ref, "id": receipt.id, "key": vkey})
    else:
        click.echo(f"{receipt.ref}  {vkey}")


COMMANDS = (keys,)
