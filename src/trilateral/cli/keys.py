"""Keys: `keys list`, `new`, `enrol`, `rotate`, `revoke`, `epoch`, `sign`. What roots sign needs a root key, here or elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.output import columns, print_json, print_lines
from trilateral.cli.program import Surroundings, home_option, json_option
from trilateral.errors import RefusedError

if TYPE_CHECKING:
    from trilateral.node.node import Receipt
    from trilateral.node.record import Record

_PURPOSES = ("delegate", "witness", "mirror", "mirror_pq", "node")
_LOG = ("log", "log_pq")
_SHORT = 8


@click.group()
@home_option
def keys() -> None:
    """Keys of the party's own log."""


@keys.command("list")
@click.option("--party", metavar="PARTY", help="Of another party's log.")
@home_option
@json_option
@click.pass_obj
def list_keys(around: Surroundings, party: str | None) -> None:
    """Print every key of a log with the entries that it may sign, and what is sealed to the party."""
    record = around.record()
    origin = next((each for each in record.origins if record.fold.party_of(each) == (party or record.party)), None)
    if origin is None:
        raise RefusedError("record.unknown_log", log=party or record.party)
    ours = origin == record.origins[0]
    held, locked = (_held(record), _locked(record)) if ours else (None, frozenset())
    found = [_facts(each, held, locked) for each in record.key_book(origin).enrolments()]
    found.sort(key=lambda each: (each["from"], each["key"]))
    epochs = [
        {"recipient": recipient, "id": _short_id(recipient), "destroyed": closed, "here": recipient in _epochs(record)}
        for recipient, closed in record.key_book(origin).epochs()
    ]
    if around.json:
        print_json({"log": origin, "keys": found, "epochs": epochs})
        return
    rows = [
        (
            each["purpose"],
            each["office"],
            f"{each['from']}-{each['to']}",
            "+".join(each["key"].split("+", 2)[:2]),
            each["held"],
        )
        for each in ({**row, "to": "" if row["to"] is None else row["to"]} for row in found)
    ]
    print_lines(columns(rows))
    for row in found:
        if row["powers"]:
            click.echo(f"  {row['office']} may sign: {', '.join(row['powers'])}")
    print_lines(f"epoch {each['id']}  {'destroyed' if each['destroyed'] else 'open'}" for each in epochs)


def _held(record: "Record") -> set[str]:
    from trilateral.node.keys import public_keys

    return {each.key.vkey() for each in public_keys(record.home / "keys")}


def _locked(record: "Record") -> frozenset[str]:
    from trilateral.node.keys import locked_keys

    return locked_keys(record.home / "keys")


def _epochs(record: "Record") -> tuple[str, ...]:
    from trilateral.node.keys import epoch_recipients

    return epoch_recipients(record.home / "keys")


def _short_id(recipient: str) -> str:
    from trilateral.errors import MalformedError
    from trilateral.seal.recipient import parse_recipient

    try:
        return parse_recipient(recipient).short_id()
    except MalformedError:
        return recipient[:16]


def _facts(each: Any, held: set[str] | None, locked: frozenset[str]) -> dict[str, Any]:
    """Which entries a key may sign: checkpoints of so many entries, where it is a log's."""
    here = "" if held is None else "here" if each.vkey in held else "not here"
    if each.vkey in locked:
        here = "here, locked"
    return {
        "purpose": each.purpose,
        "office": each.office or "",
        "key": each.vkey,
        "from": each.since + 1,
        "to": each.until,
        "powers": list(each.powers),
        "held": here,
    }


@keys.command()
@click.argument("purpose", type=click.Choice(_PURPOSES))
@click.option("--office", metavar="OFFICE", help="For a delegate: in which office it signs.")
@click.option(
    "--power",
    "powers",
    multiple=True,
    metavar="KIND",
    help="For a delegate: all that it may sign: a slice (meetings) or a kind (proposals.accepted). May be repeated.",
)
@home_option
@json_option
@click.pass_obj
def new(around: Surroundings, purpose: str, office: str | None, powers: tuple[str, ...]) -> None:
    """Make a key for PURPOSE and enrol it in the party's log."""
    if powers and purpose != "delegate":
        raise click.UsageError("Only a delegate's key has powers.")
    receipt, vkey = _enrol(around, purpose, office, tuple(sorted(set(powers))))
    _print(around, receipt, vkey)


@keys.command()
@click.argument("key", metavar="VKEY")
@click.option("--office", metavar="OFFICE", required=True, help="In which office it signs.")
@click.option(
    "--power",
    "powers",
    multiple=True,
    metavar="KIND",
    help="All that it may sign: a slice (meetings) or a kind (incidents.reported). May be repeated.",
)
@click.option(
    "--prepare",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Only write the text, for a root that is kept elsewhere.",
)
@home_option
@json_option
@click.pass_obj
def enrol(around: Surroundings, key: str, office: str, powers: tuple[str, ...], prepare: Path | None) -> None:
    """Enrol a delegate's key that was made elsewhere: on a telephone, whose page Devices names it, or in hardware."""
    from trilateral.ledger.keys import KeyEnrolled

    body = KeyEnrolled(key=key, purpose="delegate", office=office, powers=tuple(sorted(set(powers))))
    with around.node() as node:
        if prepare is None:
            _print(around, node.say_as_root(body), key)
            return
        prepare.write_bytes(node.prepare_as_root(body))
    if around.json:
        print_json({"file": str(prepare), "by": "root"})
    else:
        click.echo(f"{prepare}: to be signed by root (keys sign), then handed in with sign --entry")


@keys.command()
@click.argument("purpose", type=click.Choice((*_PURPOSES, *_LOG)))
@click.option("--office", metavar="OFFICE", help="For a delegate: in which office it signs.")
@click.option(
    "--finish", is_flag=True, help="For a log: end the older key and destroy it, once all have seen the new one."
)
@home_option
@json_option
@click.pass_obj
def rotate(around: Surroundings, purpose: str, office: str | None, *, finish: bool) -> None:
    """Make and enrol a key that replaces the newest one for PURPOSE, then revoke that one.

    Of a log both keys sign until --finish: whoever follows the log learns of the new one by entries that the old one signs.
    """
    if purpose in _LOG:
        _rotate_log(around, purpose, finish=finish)
        return
    if finish:
        raise click.UsageError("Only keys of a log overlap: the other ones are exchanged at once.")
    old = _newest(around, purpose, office)
    receipt, vkey = _enrol(around, purpose, office)
    with around.node() as node:
        node.end_key(old, "rotated")
    _print(around, receipt, vkey)


def _rotate_log(around: Surroundings, purpose: str, *, finish: bool) -> None:
    from trilateral.ledger.keys import Enrolment

    def made(each: Enrolment) -> int:
        return each.since

    if not finish:
        receipt, vkey = _enrol(around, purpose, None)
        _print(around, receipt, vkey)
        return
    with around.node() as node:
        book = node.record.key_book(node.origin).enrolments()
        counting = sorted((each for each in book if each.purpose == purpose and each.until is None), key=made)
        if len(counting) < 2:
            raise RefusedError("keys.no_rotation", purpose=purpose)
        receipts = [node.end_key(old.vkey, "rotated") for old in counting[:-1]]
    _print(around, receipts[-1], counting[-1].vkey)


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
    """End a key: nothing that it signs after this entry counts. `keys list` names them; a beginning that fits one will do."""
    with around.node() as node:
        vkey = _only(node.record, key)
        receipt = node.end_key(vkey, reason)  # type: ignore[arg-type]  # click checked it
    _print(around, receipt, vkey)


def _only(record: "Record", key: str) -> str:
    """The key that is meant: its whole vkey, or its name and id as `keys list` prints them."""
    held = [each.vkey for each in record.key_book(record.origins[0]).enrolments()]
    found = [vkey for vkey in held if key in {vkey, "+".join(vkey.split("+", 2)[:2])}]
    return found[0] if len(found) == 1 else key


@keys.command()
@click.option("--destroy", metavar="RECIPIENT|ID", help="Close this epoch, and destroy its key for good.")
@click.option("--yes", is_flag=True, help="Destroy it: what is sealed to it alone can never be read again here.")
@home_option
@json_option
@click.pass_obj
def epoch(around: Surroundings, destroy: str | None, *, yes: bool) -> None:
    """Begin the next epoch: from now on others seal what is for us to a new key. Or end an older one."""
    with around.node() as node:
        if destroy is None:
            receipt = node.open_epoch()
            recipient = node.record.key_book(node.origin).epoch or ""
        else:
            recipient = _epoch_meant(node.record, destroy)
            if recipient == node.record.key_book(node.origin).epoch:
                raise RefusedError("keys.epoch_is_newest", epoch=_short_id(recipient))
            if not yes:
                raise click.UsageError("What is sealed to that key alone can never be read here again: say --yes.")
            receipt = node.close_epoch(recipient)
    if around.json:
        print_json({"ref": receipt.ref, "id": receipt.id, "recipient": recipient})
    else:
        click.echo(f"{receipt.ref}  {_short_id(recipient)}")


def _epoch_meant(record: "Record", meant: str) -> str:
    known = [recipient for recipient, _ in record.key_book(record.origins[0]).epochs()]
    found = [each for each in known if meant in {each, _short_id(each)}]
    if len(found) != 1:
        raise RefusedError("ledger.no_such_epoch")
    return found[0]


@keys.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--ring",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Directory of the keys; those of --home, if left out.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="FILE",
    help="Where to write the entry.",
)
@home_option
@json_option
@click.pass_obj
def sign(around: Surroundings, file: Path, ring: Path | None, output: Path) -> None:
    """Sign with the root keys of a ring what `--prepare` wrote, or what some of the roots have signed already.

    Needs neither log nor network: for a root that is kept on another machine. `sign --entry` hands the entry in.
    """
    from trilateral.node.signing import sign_as_root

    entry, signed = sign_as_root(file.read_bytes(), ring or around.home / "keys", around.any_passphrase)
    output.write_bytes(entry)
    if around.json:
        print_json({"file": str(output), "signatures": signed})
    else:
        click.echo(f"{output}: {signed} signatures")


def _enrol(
    around: Surroundings, purpose: str, office: str | None, powers: tuple[str, ...] = ()
) -> "tuple[Receipt, str]":
    from trilateral.node.keys import Purpose, Wanted, key_name

    if (office is not None) != (purpose == "delegate"):
        raise click.UsageError("A delegate's key is for an --office; no other key is.")
    with around.node() as node:
        name = key_name(node.origin, Purpose(purpose), office)
        return node.enrol(Wanted(Purpose(purpose), name, office), powers)


def _newest(around: Surroundings, purpose: str, office: str | None) -> str:
    from trilateral.node.devices import is_device

    record = around.record()
    held = [
        each
        for each in record.key_book(record.origins[0]).enrolments()
        if (each.purpose, each.office, each.until) == (purpose, office, None) and not is_device(each.vkey)
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
