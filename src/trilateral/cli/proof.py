"""To prove: `prove`, `verify`, `policy`. They need neither passphrase nor guard, and `verify` no node."""

from pathlib import Path

import click

from trilateral.cli.output import builtins, print_json, print_lines
from trilateral.cli.program import REFUSED, Surroundings, home_option, json_option


@click.command()
@click.argument("ref")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="F.tlog-proof")
@home_option
@json_option
@click.pass_obj
def prove(around: Surroundings, ref: str, output: Path) -> None:
    """Write the proof of the entry REF (us/42) for a stranger: the entry, its place, and a cosigned checkpoint."""
    from trilateral.node.prove import prove as prove_entry
    from trilateral.store.files import write_file

    record = around.record()
    data = prove_entry(record, ref)
    write_file(output, data)
    origin, index = record.place_of(ref)
    if around.json:
        print_json({"ref": ref, "log": origin, "index": index, "file": str(output), "bytes": len(data)})
    else:
        click.echo(f"{output}: {ref} is entry {index} of {origin} ({len(data)} bytes)")


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@home_option
@json_option
@click.pass_context
def verify(ctx: click.Context, path: Path) -> None:
    """Check a home, a log directory, a .tlog-proof or a bundle from the bytes up. Ends with 0 or 1.

    A proof alone shows only that its parts fit together; with --home, its signatures are checked
    against the keys in that home's logs.
    """
    from trilateral.node.verify import verify_path

    around = ctx.ensure_object(Surroundings)
    is_proof = path.is_file() and path.read_bytes()[:32].startswith(b"c2sp.org/tlog-proof")
    record = around.record() if is_proof and around.given_home is not None else None
    report = verify_path(path, record)
    if around.json:
        print_json({"ok": report.ok, "checked": list(report.checked), "faults": builtins(list(report.faults))})
    else:
        print_lines(report.checked)
        print_lines(f"FAULT {fault}" for fault in report.faults)
        click.echo("consistent" if report.ok else f"NOT consistent: {len(report.faults)} fault(s)")
    ctx.exit(0 if report.ok else REFUSED)


@click.command()
@click.option("--log", metavar="ORIGIN", help="For one log: its own party's group is left out.")
@click.option("--pq", is_flag=True, help="With the ML-DSA-44 keys.")
@click.option("--entries", is_flag=True, help="Instead: who may sign entries, with the range of indexes.")
@home_option
@json_option
@click.pass_obj
def policy(around: Surroundings, log: str | None, pq: bool, entries: bool) -> None:
    """Print whose signatures a stranger should demand, as C2SP tlog-policy."""
    from trilateral.node.policy import entry_keys_text, policy_text

    record = around.record()
    text = entry_keys_text(record, log=log) if entries else policy_text(record, log=log, pq=pq)
    if around.json:
        print_json({"policy": text})
    else:
        click.echo(text, nl=not text.endswith("\n"))


COMMANDS = (prove, verify, policy)
